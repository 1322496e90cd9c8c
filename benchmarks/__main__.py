"""`python -m benchmarks` lists them, `python -m benchmarks NAME` runs one."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

NOT_BENCHMARKS = {"__init__", "__main__", "measure", "picture", "peers_joint", "peers_linopy", "peers_pypsa"}


def main() -> int:
    """Run the benchmark named on the command line."""
    names = sorted(p.stem for p in Path(__file__).parent.glob("*.py") if p.stem not in NOT_BENCHMARKS)
    if len(sys.argv) < 2 or sys.argv[1] not in names:
        print("Benchmarks: " + ", ".join(names) + "\n\nhint: python -m benchmarks " + names[0])
        return 2
    importlib.import_module(f"benchmarks.{sys.argv[1]}").main()
    return 0


if __name__ == "__main__":
    sys.exit(main())
