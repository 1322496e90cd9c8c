"""A worker, here or in a process of its own, spoken to in two steps: send a call, receive its answer."""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol

from planner.errors import SolverFailure

LAST_WORDS_S = 2.0  # a process whose pipe has closed is given this long to leave its exit code


class WorkerLost(SolverFailure):
    """A worker is gone with all it held; what it did can be done again in another."""


class Worker(Protocol):
    """What a pool asks of a worker, wherever it is."""

    def send(self, method: str, *arguments: Any) -> None:
        """Begin a call. WorkerLost if there is nobody to do it."""

    def receive(self) -> Any:
        """Wait for the answer of the last call; an error of the worker is raised here. WorkerLost if it is gone."""

    def close(self) -> None:
        """End the worker."""


class Source(Protocol):
    """Where workers come from."""

    @property
    def count(self) -> int:
        """How many workers there should be."""

    def start(self, worker_class: type) -> Worker:
        """A new worker that serves the methods of one `worker_class()`."""

    def close(self) -> None:
        """No more workers are wanted."""


class LocalWorker:
    """The worker in this process, with the same two steps as one elsewhere: send a call, then receive its answer."""

    def __init__(self, worker: object) -> None:
        self._worker = worker
        self._answer: Any = None

    def send(self, method: str, *arguments: Any) -> None:
        """Do the work; the answer waits."""
        self._answer = getattr(self._worker, method)(*arguments)

    def receive(self) -> Any:
        """The answer of the last call."""
        return self._answer

    def close(self) -> None:
        """Nothing to end."""


class ProcessWorker:
    """A worker process of its own, spoken to through its standard input and output."""

    def __init__(self, worker_class: type) -> None:
        package = str(Path(__file__).resolve().parents[3])
        path = os.pathsep.join([package, *filter(None, [os.environ.get("PYTHONPATH")])])
        target = f"{worker_class.__module__}:{worker_class.__qualname__}"
        self._process = subprocess.Popen(
            [sys.executable, "-m", "planner.optimisation.workers.worker_process", target],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": path},
            start_new_session=True,  # Ctrl-C is for the parent, which stops its workers in good order
        )

    @property
    def pid(self) -> int:
        """Number of the process."""
        return self._process.pid

    def send(self, method: str, *arguments: Any) -> None:
        """Write a call to the process."""
        assert self._process.stdin is not None
        try:
            pickle.dump((method, arguments), self._process.stdin, protocol=pickle.HIGHEST_PROTOCOL)
            self._process.stdin.flush()
        except (BrokenPipeError, ValueError) as broken:  # ValueError: closed by ourselves
            raise self._gone() from broken

    def receive(self) -> Any:
        """Wait for the answer; an error of the worker is raised here."""
        assert self._process.stdout is not None
        try:
            result, error = pickle.load(self._process.stdout)  # noqa: S301 - our own worker writes it
        except (EOFError, pickle.UnpicklingError, ValueError) as broken:
            raise self._gone() from broken
        if error is not None:
            raise error
        return result

    def _gone(self) -> WorkerLost:
        problem = (
            f"A worker process ended by itself ({self._last_words()}).\n\n"
            "hint: it may have run out of memory; try fewer processes, or fewer days per period."
        )
        return WorkerLost(problem)

    def _last_words(self) -> str:
        try:
            code = self._process.wait(LAST_WORDS_S)
        except subprocess.TimeoutExpired:
            return "its answers stopped"
        known = {int(number) for number in signal.Signals}
        return f"killed, {signal.Signals(-code).name}" if -code in known else f"exit code {code}"

    def close(self) -> None:
        """End the process."""
        if self._process.stdin is not None:
            with suppress(BrokenPipeError):  # it is gone already
                self._process.stdin.close()
        self._process.terminate()
        self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()


class Here:
    """Workers on this machine: so many processes, or for one none but this."""

    def __init__(self, processes: int) -> None:
        self._processes = max(1, processes)

    @property
    def count(self) -> int:
        """How many workers there should be."""
        return self._processes

    def start(self, worker_class: type) -> Worker:
        """A new process; the worker in this process where there is to be only one. SolverFailure if none starts."""
        if self._processes == 1:
            return LocalWorker(worker_class())
        try:
            return ProcessWorker(worker_class)
        except OSError as error:
            problem = (
                f"No worker process could be started ({error.strerror or error}).\n\n"
                "hint: try fewer processes; with processes=1 none is needed."
            )
            raise SolverFailure(problem) from error

    def close(self) -> None:
        """Nothing is held."""
