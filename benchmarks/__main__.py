"""`python -m benchmarks` lists them, `python -m benchmarks NAME` runs one."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path


def main() -> int:
    """Run the benchmark named on the command line."""
    files = (path for path in Path(__file__).parent.glob("*.py") if path.stem != "__main__")
    names = sorted(path.stem for path in files if "\ndef main(" in path.read_text(encoding="utf-8"))
    if len(sys.argv) < 2 or sys.argv[1] not in names:
        print("Benchmarks: " + ", ".join(names) + "\n\nhint: python -m benchmarks " + names[0])
        return 2
    importlib.import_module(f"benchmarks.{sys.argv[1]}").main()
    return 0


if __name__ == "__main__":
    sys.exit(main())
