"""Processes that answer the what-ifs of a page: one a browser session and run, a bounded number, ended when unused.

They serve `planner what-if` (planner.money_studies.what_if.service). A worker ends with its input, so none outlives the
app; one that has been unused longest gives way to a new one.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from planner.errors import StoreError, located
from planner.jobs.jobs import DEFAULT_STORE
from planner.jobs.processes import environment
from planner.plan.studies.what_if import Answer

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["MOST_VARIABLE", "Reply", "Worker", "close_all", "worker_of"]

State = Literal["waiting", "first", "whole", "stopped", "failed", "ended"]  # ended: the process is gone
UNCHANGED = 0  # the wish for the scenario as it is
MOST_VARIABLE, MOST = "PLANNER_WHAT_IFS", 4
FINAL = ("whole", "stopped", "failed", "ended")


@dataclass(frozen=True)
class Reply:
    """What there is of a wish: nothing yet, the plan, the plan with what its orders are worth; or why there is none."""

    wish: int
    state: State = "waiting"
    seconds: float = 0.0
    message: str = ""
    answer: Answer | None = None

    @property
    def final(self) -> bool:
        """Nothing more is to come."""
        return self.state in FINAL


class Worker:
    """One process and what it has said. Threads may share it."""

    def __init__(self, run_id: str, store: str | Path = DEFAULT_STORE) -> None:
        """Start the process; it solves the scenario of the run as it is. StoreError if none can be started."""
        self.run_id, self._sent_s = run_id, time.monotonic()
        self._changed = threading.Condition()
        self._replies = {UNCHANGED: Reply(UNCHANGED)}
        self._newest = UNCHANGED
        command = [sys.executable, "-m", "planner", "what-if", run_id, "--store", str(Path(store).resolve())]
        try:
            self._process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment(),
                encoding="utf-8", start_new_session=True,
            )  # fmt: skip
        except OSError as error:
            problem = f"no process for what-ifs could be started ({error.strerror or error})."
            raise StoreError(located(str(store), problem, "free memory, or close other what-ifs.")) from error
        threading.Thread(target=self._read, daemon=True).start()
        self._send({"wish": UNCHANGED})

    @property
    def alive(self) -> bool:
        """Whether the process can still answer."""
        return self._process.poll() is None

    @property
    def busy(self) -> bool:
        """Whether something is being solved."""
        with self._changed:
            return self.alive and not (self._replies[UNCHANGED].final and self._replies[self._newest].final)

    @property
    def waiting_s(self) -> float:
        """Since when the newest wish is out [s]."""
        return time.monotonic() - self._sent_s

    def wish(self, values: Mapping[str, float], rate_of: str = "") -> int:
        """Ask for the scenario with levers at values; overtakes what was asked before. Returns the number to read."""
        with self._changed:
            self._newest += 1
            number = self._newest
            before = self._replies[UNCHANGED]  # solved again where it was stopped, or could not be
            again = before.final and before.state != "whole"
            self._replies = {UNCHANGED: Reply(UNCHANGED) if again else before, number: Reply(number)}
        self._send({"wish": number, "values": dict(values), "rate_of": rate_of})
        return number

    def stop(self) -> None:
        """Give up what is being solved, at once for who waits; the process stays ready, after the pass at hand."""
        self._send({"stop": True})
        with self._changed:
            for number, reply in self._replies.items():
                if not reply.final:
                    self._replies[number] = replace(reply, state="stopped")
            self._changed.notify_all()

    def close(self) -> None:
        """End the process."""
        with contextlib.suppress(OSError):
            if self._process.stdin is not None:
                self._process.stdin.close()
        self._process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=2)

    def reply(self, wish: int) -> Reply:
        """What there is of a wish; of one that was overtaken, that it was stopped."""
        with self._changed:
            reply = self._replies.get(wish, Reply(wish, "stopped"))
        return reply if reply.final or self.alive else replace(reply, state="ended")

    def unchanged(self) -> Reply:
        """What there is of the scenario as it is."""
        return self.reply(UNCHANGED)

    def wait(self, until: Callable[[], bool], most_s: float) -> bool:
        """Wait until something is so, looked at whenever the process says something; whether it is so."""
        with self._changed:
            return self._changed.wait_for(until, timeout=most_s)

    def _send(self, message: dict[str, Any]) -> None:
        self._sent_s = time.monotonic()
        with contextlib.suppress(OSError, ValueError):  # it has ended, or was closed: `reply` says so
            assert self._process.stdin is not None
            self._process.stdin.write(json.dumps(message) + "\n")
            self._process.stdin.flush()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            values = json.loads(line)
            answer = Answer.from_json(values["answer"]) if values["answer"] else None
            with self._changed:
                number = int(values["wish"])
                before = self._replies.get(number, Reply(number))
                if number != UNCHANGED and before.state == "stopped":
                    continue
                self._replies[number] = replace(
                    before,
                    state=values["state"],
                    seconds=float(values["seconds"]),
                    message=str(values["message"]),
                    answer=answer or before.answer,
                )
                self._changed.notify_all()
        with self._changed:
            for number, reply in self._replies.items():
                if not reply.final:
                    self._replies[number] = replace(reply, state="ended")
            self._changed.notify_all()


_workers: OrderedDict[str, Worker] = OrderedDict()  # by session, of this app; the one used last at the end
_lock = threading.Lock()


def worker_of(session: str, run_id: str, store: str | Path = DEFAULT_STORE) -> Worker:
    """The worker of a browser session for a run, started if there is none.

    StoreError where as many as may be are all solving, or none can be started.
    """
    with _lock:
        worker = _workers.get(session)
        if worker is not None and worker.run_id == run_id and worker.alive:
            _workers.move_to_end(session)
            return worker
        if worker is not None:
            _workers.pop(session).close()
        _make_room()
        _workers[session] = Worker(run_id, store)
        return _workers[session]


def close(session: str) -> None:
    """End the worker of a session, if it has one."""
    with _lock:
        if session in _workers:
            _workers.pop(session).close()


def close_all() -> None:
    """End all workers."""
    for session in list(_workers):
        close(session)


def _make_room() -> None:
    most = most_workers()
    for session in [name for name, worker in _workers.items() if not worker.alive]:
        _workers.pop(session).close()
    while len(_workers) >= most:
        idle = next((name for name, worker in _workers.items() if not worker.busy), None)
        if idle is None:
            problem = f"{most} what-ifs are being solved at once, which is as many as may be here."
            raise StoreError(located("", problem, f"try again in a moment, or set {MOST_VARIABLE} higher."))
        _workers.pop(idle).close()


def most_workers() -> int:
    """How many may be at once: PLANNER_WHAT_IFS, by default 4. StoreError where that is no number above zero."""
    given = os.environ.get(MOST_VARIABLE, "")
    if not given:
        return MOST
    if not given.isdigit() or int(given) < 1:
        problem = f'"{given}" was read, allowed is a whole number above 0.'
        raise StoreError(located(MOST_VARIABLE, problem, f"leave it out for {MOST}."))
    return int(given)
