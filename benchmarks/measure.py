"""Run a command; wall seconds and the peak memory of all its processes together."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import subprocess
import threading
import time
from dataclasses import dataclass

import psutil

SAMPLE_S = 0.05


@dataclass(frozen=True)
class Measured:
    """One run of a command."""

    seconds: float
    peak_mb: float  # proportional set size where the system gives it, else resident size, summed over processes
    exit_code: int
    stdout: str


def memory_mb(process: psutil.Process) -> float:
    """Memory of a process and its descendants; pages shared between them count once."""
    total = 0.0
    for one in [process, *process.children(recursive=True)]:
        try:
            info = one.memory_full_info()
            total += getattr(info, "pss", info.rss)
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            continue  # it ended between two samples
    return total / 1e6


def run(command: list[str]) -> Measured:
    """Run to the end, sampling memory."""
    began = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    peak = 0.0
    done = threading.Event()

    def sample() -> None:
        nonlocal peak
        root = psutil.Process(process.pid)
        while not done.wait(SAMPLE_S):
            try:
                peak = max(peak, memory_mb(root))
            except psutil.NoSuchProcess:
                return

    watcher = threading.Thread(target=sample)
    watcher.start()
    stdout, _ = process.communicate()
    seconds = time.perf_counter() - began
    done.set()
    watcher.join()
    return Measured(seconds, peak, process.returncode, stdout)


def machine() -> str:
    """Cores, memory, system and the versions that matter, in one line."""
    versions = ", ".join(f"{p} {importlib.metadata.version(p)}" for p in ("highspy", "pyomo", "numpy", "pandas"))
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    memory = psutil.virtual_memory().total / 2**30
    return f"{cores} cores, {memory:.0f} GiB, {platform.system()}, Python {platform.python_version()}, {versions}"
