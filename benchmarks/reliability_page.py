"""docs/reliability.md, from what `python -m benchmarks reliability` kept."""

from __future__ import annotations

import json
from pathlib import Path

from benchmarks.measure import rows_of

PAGE = Path(__file__).parents[1] / "docs" / "reliability.md"
HEAD = """# Reliability: what was attacked, and what held

Written by `python -m benchmarks reliability`; do not edit. The words are in `benchmarks/reliability_page.py`. A line
that begins with WRONG would be something that did not hold.

"""
TITLES = {
    "flips": "Flipped bits",
    "manifests": "Mutated manifests",
    "writers": "Killed writers",
    "solves": "Killed solves",
    "duals": "Tampered duals",
    "no_plan": "Scenarios without a plan",
}
WORDS = {
    "flips": "One bit of one file of a saved run is flipped, then all of the run is read, hour by hour, and verified.",
    "manifests": "A field of a manifest without a seal, at any depth, is taken away or replaced by something odd; "
    "another run lies beside it and must stay in the list.",
    "writers": "A process that saves run after run is killed within half a second of its first.",
    "solves": "Solves of the queue, two at once, are killed at any moment with all their processes.",
    "duals": "Every dual of investment is multiplied by a factor from -1 to 10, in cases whose optimum is known, and "
    "MIPs prove nothing. Duals of days: `tests/optimisation/test_safe_bound.py`.",
    "no_plan": "The scenarios of tests/infeasible: limit, first period and amounts against those by hand; every way "
    "out is applied and solved.",
}
NOT_DONE = """## Not tried

A file system that fails by injection (files are brought to the disk before each rename; a test counts the calls), kills
of reports, schedules and the app under load, twenty sessions for twenty minutes.
"""


def write_page(results: Path) -> None:
    """Put together what was kept of each attack; one that was never made is left out."""
    parts = [HEAD]
    for name, title in TITLES.items():
        file = results / "reliability" / f"{name}.json"
        if not file.is_file():
            continue
        content = json.loads(file.read_text(encoding="utf-8"))
        (row,) = content["rows"]
        table = rows_of(["", "count"], [[word, f"{count:,}"] for word, count in row.items()])
        parts.append(f"## {title}\n\n{WORDS[name]} ({content['date']})\n\n{table}\n\n")
    PAGE.write_text("".join(parts) + NOT_DONE, encoding="utf-8")
