"""Workers on a Dask cluster: each is an actor, a Python object that stays in one Dask worker and keeps its days.

docs/cluster.md says how to start a scheduler and workers. Dask is an extra, `pip install 'dask[distributed]'`.
"""

from __future__ import annotations

import logging
import platform
import re
import time
from collections import Counter
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

from planner.errors import DataError, SolverFailure, located
from planner.optimisation.workers.worker import WorkerLost

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planner.optimisation.workers.worker import Worker

ADDRESS = re.compile(r"(tcp|tls|ws|wss|ucx)://[^/\s]+:\d+$")
CONNECT_S = 10.0
POLL_S = 2.0  # how often the scheduler is asked whether a silent worker is still there
NEW_WORKER_S = 30.0  # Dask's nannies start a worker again in two or three
MUST_AGREE = ("planner", "numpy", "highspy", "python")


def releases() -> dict[str, str]:
    """What has to be the same everywhere, lest the days be solved by two different planners."""
    found = {"python": ".".join(platform.python_version_tuple()[:2])}
    for package in ("planner", "numpy", "highspy"):
        try:
            found[package] = version(package)
        except PackageNotFoundError:  # run from a folder of its own
            found[package] = "of no release"
    return found


def _here() -> dict[str, str]:
    return releases()


class Cluster:
    """Workers of a Dask scheduler: one per Dask worker that is there at the start."""

    def __init__(self, address: str) -> None:
        """Connect. DataError: Dask is not installed, nobody answers, or the workers have another planner."""
        self.address = address
        try:
            from distributed import Client
        except ImportError as missing:
            problem = "Dask is not installed here."
            raise DataError(located("cluster", problem, "pip install 'dask[distributed]'")) from missing
        logging.getLogger("distributed.client").setLevel(logging.CRITICAL)  # what it sees we say in one line
        self._given: Counter[str] = Counter()  # how many of our workers each Dask worker holds
        self._lost: set[str] = set()
        self._client: Any
        if not ADDRESS.match(address):
            problem = f"{address!r} was given, and no Dask scheduler answers there (not an address)."
            raise DataError(located("cluster", problem, "an address looks like tcp://10.0.0.5:8786."))
        try:
            self._client = Client(address, timeout=CONNECT_S, set_as_default=False)  # type: ignore[no-untyped-call]
        except (OSError, ValueError, TypeError) as error:
            problem = f"{address!r} was given, and no Dask scheduler answers there ({type(error).__name__})."
            raise DataError(located("cluster", problem, "an address looks like tcp://10.0.0.5:8786.")) from error
        try:
            self._count = self._greet()
        except BaseException:
            self.close()
            raise

    def _greet(self) -> int:
        """Wait for a worker and compare releases; how many workers there are."""
        deadline = time.monotonic() + CONNECT_S
        while not (addresses := self.workers()):
            if time.monotonic() > deadline:
                problem = f"the scheduler at {self.address} has no workers."
                raise DataError(located("cluster", problem, "docs/cluster.md says how to start some."))
            time.sleep(0.1)
        ours = _here()
        try:
            theirs: Mapping[str, dict[str, str]] = self._client.run(releases, workers=addresses)
        except ImportError as error:
            problem = f"the workers of {self.address} cannot import the planner ({error})."
            raise DataError(located("cluster", problem, "install the same planner there.")) from error
        except OSError:  # one of them ended just now
            return len(self.workers())
        for where, found in theirs.items():
            other = [
                f"{name} {found.get(name)}, here {ours[name]}" for name in MUST_AGREE if found.get(name) != ours[name]
            ]
            if other:
                problem = f"the worker {where} has {'; '.join(other)}."
                raise DataError(
                    located("cluster", problem, "install the same releases everywhere (requirements.lock).")
                )
        return len(addresses)

    @property
    def count(self) -> int:
        """How many workers there should be."""
        return self._count

    def workers(self) -> list[str]:
        """Addresses of the Dask workers that are there. SolverFailure if the scheduler is not."""
        if self._client.status != "running":
            raise SolverFailure(self._no_scheduler())
        try:
            known = self._client.sync(self._client.scheduler.identity, callback_timeout=CONNECT_S)
        except (OSError, RuntimeError, AttributeError) as error:  # Dask's client loses its parts as it closes
            raise SolverFailure(self._no_scheduler()) from error
        return sorted(known["workers"])

    def _no_scheduler(self) -> str:
        problem = f"the Dask scheduler at {self.address} has gone; what was saved before is whole."
        return located("cluster", problem, "start it again, or solve without a cluster.")

    def start(self, worker_class: type) -> Worker:
        """A new actor in the Dask worker that holds the fewest of ours. SolverFailure if none is left."""
        deadline = time.monotonic() + NEW_WORKER_S
        while True:
            free = [address for address in self.workers() if address not in self._lost]
            for address in sorted(free, key=lambda a: self._given[a]):
                future = self._client.submit(
                    worker_class, actor=True, workers=[address], allow_other_workers=False, pure=False
                )
                try:
                    with self._client.as_current():
                        actor = future.result(timeout=CONNECT_S)
                except (OSError, RuntimeError):  # it ended meanwhile
                    self.lose(address)
                    continue
                self._given[address] += 1
                return DaskWorker(self, address, future, actor)
            if time.monotonic() > deadline:
                problem = f"the scheduler at {self.address} has no workers left."
                raise SolverFailure(located("cluster", problem, "start some, or solve without a cluster."))
            time.sleep(0.2)

    def lose(self, address: str) -> None:
        """Never use this worker again; one that is started in its place has another address."""
        self._lost.add(address)

    def give_back(self, address: str) -> None:
        """One of our workers there has ended."""
        self._given[address] -= 1

    def close(self) -> None:
        """Leave the cluster; the actors end with their last reference."""
        self._client.close(timeout=CONNECT_S if self._client.status == "running" else 1.0)


class DaskWorker:
    """An actor, spoken to like any other worker."""

    def __init__(self, cluster: Cluster, address: str, future: Any, actor: Any) -> None:
        self._cluster, self._address = cluster, address
        self._future, self._actor = future, actor  # the future keeps the actor alive
        self._answer: Any = None

    def send(self, method: str, *arguments: Any) -> None:
        """Begin a call."""
        try:
            self._answer = getattr(self._actor, method)(*arguments)
        except RuntimeError as error:  # Dask knows already
            raise self._gone() from error

    def receive(self) -> Any:
        """Wait for the answer; an error of the worker is raised here."""
        while True:
            try:
                return self._answer.result(timeout=POLL_S)
            except TimeoutError:
                if self._address not in self._cluster.workers():
                    raise self._gone() from None
            except OSError as error:
                raise self._gone() from error

    def _gone(self) -> WorkerLost:
        self._cluster.workers()  # without a scheduler there is no going on
        self._cluster.lose(self._address)
        problem = (
            f"The Dask worker {self._address} was lost.\n\n"
            "hint: it may have run out of memory; give the workers more, or use more of them."
        )
        return WorkerLost(problem)

    def close(self) -> None:
        """Let the actor go."""
        self._cluster.give_back(self._address)
        self._answer = self._actor = self._future = None
