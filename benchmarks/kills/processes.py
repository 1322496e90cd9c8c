"""Processes that are killed, those that they leave, and the files that they leave."""

from __future__ import annotations

import contextlib
import os
import secrets
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil

from planner.whole_files import ASIDE, GOING, LEFT_OVER_S

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).resolve().parents[2]
MARK = "PLANNER_BENCHMARK_MARK"  # an environment variable: children have it from their parents, however they are named
END_S = 10.0  # how long what belongs to a killed process may take to see that it is alone
WAIT_S = 120.0
LOOK_S = 0.1


class Marked:
    """Starts processes that carry a mark, by which all that they started are known."""

    def __init__(self) -> None:
        self._mark = secrets.token_hex(8)
        self._started: list[subprocess.Popen[str]] = []

    def environment(self, **more: str) -> dict[str, str]:
        """Of a process of ours."""
        return os.environ | {"PYTHONPATH": str(ROOT), MARK: self._mark} | more

    def start(self, *arguments: str, quiet: bool = False, **more: str) -> subprocess.Popen[str]:
        """Python with these arguments, in a group of its own; its standard input and output are ours unless `quiet`."""
        pipe = subprocess.DEVNULL if quiet else subprocess.PIPE
        process = subprocess.Popen(
            [sys.executable, *arguments], cwd=ROOT, env=self.environment(**more), text=True, start_new_session=True,
            stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        self._started.append(process)
        return process

    def living(self) -> list[psutil.Process]:
        """All processes with the mark."""
        ours = []
        for process in psutil.process_iter():
            with contextlib.suppress(psutil.Error, OSError):
                alive = process.status() != psutil.STATUS_ZOMBIE
                if alive and process.environ().get(MARK) == self._mark and process.pid != os.getpid():
                    ours.append(process)
        return ours

    def orphans(self) -> int:
        """How many processes are still there after a while; they are ended."""
        until(lambda: not self.living(), END_S)
        left = self.living()
        for process in left:
            with contextlib.suppress(psutil.Error):
                process.kill()
        return len(left)

    def close(self) -> None:
        """End all that is left, and take the exit codes."""
        for process in self.living():
            with contextlib.suppress(psutil.Error):
                process.kill()
        for process in self._started:
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    with contextlib.suppress(BrokenPipeError):
                        pipe.close()


@contextlib.contextmanager
def marked() -> Iterator[Marked]:
    """Nothing that was started is there afterwards."""
    ours = Marked()
    before = os.environ.get(MARK)
    os.environ[MARK] = ours._mark  # jobs that this process itself begins are ours, too
    try:
        yield ours
    finally:
        ours.close()
        if before is None:
            del os.environ[MARK]
        else:
            os.environ[MARK] = before


def kill(pid: int, *, group: bool = False) -> bool:
    """SIGKILL to a process, or to its group; whether it was there."""
    try:
        (os.killpg if group else os.kill)(pid, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True


def until(holds: Callable[[], Any], most_s: float = WAIT_S) -> bool:
    """Wait until something holds; whether it does."""
    deadline = time.monotonic() + most_s
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(LOOK_S)
    return True


def left_over(folder: Path) -> list[Path]:
    """Files and folders, at any depth, that a writer had not put in place."""
    return [path for path in folder.rglob("*") if path.name.startswith((ASIDE, GOING))]


def an_hour_later(folder: Path) -> int:
    """Make what is left over older than what a sweep spares; how many there are."""
    left, then = left_over(folder), time.time() - 2 * LEFT_OVER_S
    for path in left:
        for one in (path, *(path.rglob("*") if path.is_dir() else ())):
            os.utime(one, (then, then))
    return len(left)


def small_scenario(folder: Path, *, end: str = "2027-Q2") -> Path:
    """A scenario file of a few quarters without racks of before; two are solved in a fraction of a second."""
    import planner
    from planner.scenario.files.load import save

    file = folder / "small.yaml"
    scenario = planner.load(ROOT / "scenarios" / "les-ulis-first-edition.yaml")
    changes = {"name": "small", "horizon.start": "2027-Q1", "horizon.end": end, "fleet.opening": []}
    save(scenario.with_(**changes), file)
    return file
