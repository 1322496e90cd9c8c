"""A worker, here or in a process of its own, spoken to in two steps: send a call, receive its answer."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol

from planner.errors import SolverFailure


class Worker(Protocol):
    """What a pool asks of a worker, wherever it is."""

    def send(self, method: str, *arguments: Any) -> None:
        """Begin a call."""

    def receive(self) -> Any:
        """Wait for the answer of the last call; an error of the worker is raised here."""

    def close(self) -> None:
        """End the worker."""


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
        package = str(Path(__file__).resolve().parents[2])
        path = os.pathsep.join([package, *filter(None, [os.environ.get("PYTHONPATH")])])
        target = f"{worker_class.__module__}:{worker_class.__qualname__}"
        self._process = subprocess.Popen(
            [sys.executable, "-m", "planner.optimisation.worker_process", target],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": path},
            start_new_session=True,  # Ctrl-C is for the parent, which stops its workers in good order
        )

    def send(self, method: str, *arguments: Any) -> None:
        """Write a call to the process."""
        assert self._process.stdin is not None
        try:
            pickle.dump((method, arguments), self._process.stdin, protocol=pickle.HIGHEST_PROTOCOL)
            self._process.stdin.flush()
        except BrokenPipeError as broken:
            raise self._gone() from broken

    def receive(self) -> Any:
        """Wait for the answer; an error of the worker is raised here."""
        assert self._process.stdout is not None
        try:
            result, error = pickle.load(self._process.stdout)  # noqa: S301 - our own worker writes it
        except (EOFError, pickle.UnpicklingError) as broken:
            raise self._gone() from broken
        if error is not None:
            raise error
        return result

    def _gone(self) -> SolverFailure:
        problem = (
            f"A worker process ended by itself (exit code {self._process.poll()}).\n\n"
            "hint: it may have run out of memory; try fewer processes, or fewer days per period."
        )
        return SolverFailure(problem)

    def close(self) -> None:
        """End the process."""
        if self._process.stdin is not None:
            with suppress(BrokenPipeError):  # it is gone already
                self._process.stdin.close()
        self._process.terminate()
        self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()
