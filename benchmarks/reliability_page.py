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
    "writers": "Killed while runs are saved",
    "solves": "Killed solves and workers",
    "starters": "Killed while solves are queued and begun",
    "reports": "Killed reports",
    "schedules": "Killed timetable",
    "apps": "Killed app",
    "duals": "Tampered duals",
    "no_plan": "Scenarios without a plan",
}
KILLS = ("writers", "solves", "starters", "reports", "schedules", "apps")
KILLED = "killed"
WORDS = {
    "flips": "One bit of one file of a saved run is flipped, then all of the run is read, hour by hour, and verified.",
    "manifests": "A field of a manifest without a seal, at any depth, is taken away or replaced by something odd; "
    "another run lies beside it and must stay in the list.",
    "writers": "A process that saves run after run is killed within a second of its start.",
    "solves": "Solves of the queue, two at once with two workers each: the solver alone, one worker, or all of them. A "
    "job begins again once; killed twice it has failed. One whose worker was killed goes on.",
    "starters": "A process that queues solves and begins those whose turn it is, killed within a tenth of a second.",
    "reports": "`planner report` over a report of before, killed at any moment until a little after it would be done.",
    "schedules": "`planner schedule run` with an entry that is due (two reports, one delivery), killed three times "
    "within nine seconds of its start, then left alone. Its solve goes through the queue and outlives it.",
    "apps": "The app, served as in docs/deploy.md: a session presses *Solve* over its WebSocket, the app is killed "
    "within four seconds, and starts again.",
    "duals": "Every dual of investment is multiplied by a factor from -1 to 10, in cases whose optimum is known, and "
    "MIPs prove nothing. Duals of days: `tests/optimisation/test_safe_bound.py`.",
    "no_plan": "The scenarios of tests/infeasible: limit, first period and amounts against those by hand; every way "
    "out is applied and solved. A feasible solve is timed beside each answer.",
}
AFTER_KILLS = """## Kills in all

{total:,} kills by SIGKILL: {names}. Counted after each, or after the last: runs, reports and letters that were
announced or are visible and are not whole (*lost*, *half visible*), processes that nothing needs any more (*orphans*),
and what is left over: names that begin with `.writing-` or `.deleting-`, and folders of prints. A sweep spares what is
younger than an hour, so these are made two hours old and counted again after the next start. A count of nought is left
out.

"""
SESSIONS = """## Many at once

{sessions} sessions over WebSockets on loopback, for {minutes:g} minutes, while {jobs} solves of colleagues stand in the
queue ({date}; {machine}). A session opens a page drawn at random, stays 10 to 30 s, and lets its parts be drawn again
as often as the app wants it. *page*: from the request to the last message of the page. Then the queue is waited for.
Load of the machine, averaged over 15 minutes: {load}. `python -m benchmarks sessions [MINUTES]`.

"""
NOT_DONE = """## What falls short

An answer why there is no plan is to take at most twice a feasible solve, a page of many sessions at most 3 s (p95), and
memory is to be flat: the tables say how far each is from that. Three runs of the sessions on the same day gave a p95 of
3.2, 4.3 and, before the list of runs and of solves was read once for all, 6.7 s: two solves run beside the pages on the
two processors, and Python draws one page at a time in a process (*app cpu s* beside the length of the run).

With two processes of the app (deploy.md), the sessions split between them, the same three minutes gave a median of
0.42 s, a p95 of 2.3 s and memory that does not grow (`python -m benchmarks sessions 3 2`, 2026-12-01, 187 pages, no
error; its queue was not waited for).

Answers that take longer than twice a solve take 2.1 to 2.9 times as long: each of their three ways out is tried by a
solve of its own.

## Not tried

A file system that fails by injection (files are brought to the disk before each rename; a test counts the calls).
Studies in the background, what-ifs and sweeps are not killed here. A solve that is killed after its run is saved and
before its job says so is solved a second time: the plan is then in the store twice (*plans that no job names*).
"""


def write_page(results: Path) -> None:
    """Put together what was kept of each attack; one that was never made is left out."""
    parts, kills = [HEAD], dict[str, int]()
    for name, title in TITLES.items():
        file = results / "reliability" / f"{name}.json"
        if not file.is_file():
            continue
        content = json.loads(file.read_text(encoding="utf-8"))
        (row,) = content["rows"]
        if name in KILLS:
            kills[title] = row[KILLED]
        table = rows_of(["", "count"], [[word, f"{count:,}"] for word, count in row.items()])
        parts.append(f"## {title}\n\n{WORDS[name]} ({content['date']})\n\n{table}\n\n")
    if kills:
        names = ", ".join(f"{count:,} of *{title}*" for title, count in kills.items())
        parts.append(AFTER_KILLS.format(total=sum(kills.values()), names=names))
    parts.append(_sessions(results))
    PAGE.write_text("".join(parts) + NOT_DONE, encoding="utf-8")


def _sessions(results: Path) -> str:
    """What `python -m benchmarks sessions` kept; nothing where it was never run."""
    file = results / "sessions.json"
    if not file.is_file():
        return ""
    content = json.loads(file.read_text(encoding="utf-8"))
    (row,) = content["rows"]
    errors = sum(row["errors"].values())
    figures = {name: value for name, value in row.items() if not isinstance(value, dict)} | {"errors": errors}
    table = rows_of(["", "figure"], [[name.replace("_", " "), f"{value:,}"] for name, value in figures.items()])
    return SESSIONS.format(**{"load": "not noted"} | content) + f"{table}\n\n"
