"""A worker process: reads calls from its standard input, writes answers to its standard output, both pickled.

A process of its own, rather than a fork, so that notebooks, scripts without a main guard and Streamlit can all start
one, and so that HiGHS threads are never copied half alive. `python -m planner.optimisation.workers.worker_process
package.module:Class` serves the methods of one `Class()`.
"""

from __future__ import annotations

import os
import pickle
import sys
from importlib import import_module
from typing import Any

from planner.errors import PlannerError


def serve(worker: object, read: Any, write: Any) -> None:
    """Answer calls until the pipe closes. A call is (method, arguments); an answer is (result, error)."""
    while True:
        try:
            method, arguments = pickle.load(read)  # noqa: S301 - our own parent writes it
        except EOFError:
            return
        result, error = None, None
        try:
            result = getattr(worker, method)(*arguments)
        except PlannerError as raised:
            error = raised
        pickle.dump((result, error), write, protocol=pickle.HIGHEST_PROTOCOL)
        write.flush()


def main() -> None:
    """Keep standard output for answers: whatever else prints goes to standard error."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    module, name = sys.argv[1].split(":")
    serve(getattr(import_module(module), name)(), sys.stdin.buffer, answers)


if __name__ == "__main__":
    main()
