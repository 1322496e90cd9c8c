"""`python -m planner` is the same as the command `planner`."""

from __future__ import annotations

from planner.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
