"""What is attacked and holds: `python -m benchmarks reliability [NAME ...]`, by default all of `ATTACKS`.

Flipped bits of a run, mutated manifests, tampered duals, scenarios without a plan with every way out solved; and kills
(`benchmarks.kills`) of who saves runs, solves, queues, reports, keeps a timetable, and of the app. Writes
docs/reliability.md from what was measured; ends with 1 where something did not hold.
"""

from __future__ import annotations

import json
import logging
import random
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.kills.app import apps
from benchmarks.kills.queue import solves, starters
from benchmarks.kills.reports import reports, writers
from benchmarks.kills.schedules import schedules
from benchmarks.measure import RESULTS, save
from benchmarks.reliability_page import write_page

FLIPS, MANIFESTS, CASES = 300, 200, 20
FACTORS = (0.0, 0.25, 0.5, 0.9, 0.97, 1.03, 1.5, 2.0, 10.0, -1.0)
GAP = 1e-6
ODD: tuple[Any, ...] = (None, "", "x" * 9000, -1, 1e308, float("nan"), [], {}, {"a": [1]}, True, "\ud800", "../../etc")


def flips() -> Counter[str]:
    """One bit of one file of a run flipped: refused, or read as it was. Of plans for paths: a test flips each file."""
    from planner.errors import PlannerError
    from planner.plan.store import disk
    from planner.plan.store.upkeep import verify
    from tests.plan.answers import plan

    draw, results = random.Random(1), Counter[str]()
    with tempfile.TemporaryDirectory() as place:
        run = plan("npv").save(place)
        before = _everything(disk.load(place, run))
        files = sorted(path for path in Path(place, run).rglob("*") if path.is_file())
        for _ in range(FLIPS):
            file = draw.choice(files)
            content = bytearray(file.read_bytes())
            whole = bytes(content)
            content[draw.randrange(len(content))] ^= 1 << draw.randrange(8)
            file.write_bytes(content)
            try:
                same = _everything(disk.load(place, run)) == before
                results["without effect" if same else "WRONG"] += 1
            except PlannerError:
                results["refused"] += 1
            if verify(place)["state"].tolist() != ["broken"]:
                results["WRONG: verified as whole"] += 1
            file.write_bytes(whole)
    return results


def _everything(plan: Any) -> str:
    """All that a plan holds, hour by hour, as one text."""
    from planner.plan.plan import TABLES
    from planner.plan.tables import hours

    tables = [getattr(plan, name).to_json() for name in TABLES]
    tables += [plan.source.read(table, period).to_json() for table in hours.TABLES for period in plan.periods]
    return json.dumps(plan.manifest, sort_keys=True, default=str) + "".join(tables)


def manifests() -> Counter[str]:
    """A field of a manifest without a seal taken away or replaced: the other run is still listed, no traceback."""
    from planner.errors import PlannerError
    from planner.plan.store import disk
    from planner.plan.store.seal import MANIFEST, SEAL
    from tests.plan.answers import plan

    draw, results = random.Random(2), Counter[str]()
    with tempfile.TemporaryDirectory() as place:
        other = plan("npv").with_manifest(run_id="other").save(place)
        run = plan("npv").with_manifest(run_id="run", created_utc="2026-11-30T00:00:00+00:00").save(place)
        (Path(place, run) / SEAL).unlink()
        file = Path(place, run) / MANIFEST
        whole = file.read_text(encoding="utf-8")
        for _ in range(MANIFESTS):
            values = json.loads(whole)
            holder, key = _some_field(values, draw)
            if draw.random() < 0.3:
                del holder[key]
            else:
                holder[key] = draw.choice(ODD)
            file.write_text(json.dumps(values), encoding="utf-8")
            listed = set(disk.list_runs(place)["run_id"])
            try:
                disk.load(place, run)
                results["opens"] += 1
            except PlannerError:
                results["refused"] += 1
            if other not in listed:
                results["WRONG: the other run is hidden"] += 1
    return results


def _some_field(values: Any, draw: random.Random) -> tuple[Any, Any]:
    """A mapping or list somewhere in the values, and a key of it."""
    holder, key = values, draw.choice(sorted(values))
    while isinstance(holder[key], dict | list) and holder[key] and draw.random() < 0.7:
        holder = holder[key]
        key = draw.choice(sorted(holder)) if isinstance(holder, dict) else draw.randrange(len(holder))
    return holder, key


def duals() -> Counter[str]:
    """Every dual of investment times a factor, on cases whose optimum is known: refused, or what is said is true."""
    import pytest

    from planner.errors import SolverFailure
    from planner.optimisation.search.session import solve_inputs
    from tests.optimisation.random_cases import random_case
    from tests.optimisation.search.test_lp_bound import optimum_meur, tamper

    results = Counter[str]()
    for seed in range(CASES):
        x = random_case(seed)
        best, sign = optimum_meur(x), 1 if x.objective == "minimise_cost" else -1
        for factor in FACTORS:
            with pytest.MonkeyPatch.context() as patch:
                tamper(patch, factor)
                try:
                    solution = solve_inputs(x, gap=GAP, processes=1)
                except SolverFailure:
                    results["refused"] += 1
                    continue
            cost, bound = sign * solution.objective_meur, sign * solution.bound_meur
            room = 2 * GAP * max(abs(cost), abs(best))
            proven = solution.status == "optimal_within_gap" and cost > best + room + GAP * abs(cost)
            results["WRONG" if bound > best + room or proven else "true bound"] += 1
    return results


def no_plan() -> Counter[str]:
    """The scenarios of tests/infeasible: reasons as worked by hand, each way out solved, and how long it takes.

    Beside each the scenario that has a plan is solved, so that both have the same company on the machine.
    """
    import planner
    from planner.errors import InfeasiblePlan, PlannerError
    from tests.infeasible.broken import broken, start

    results, seconds, feasible = Counter[str](), list[float](), list[float]()
    planner.solve(start(), days=1, processes=1)  # what is read once is not counted
    for case in broken():
        began = time.perf_counter()
        planner.solve(start(), days=1, processes=1)
        feasible.append(time.perf_counter() - began)
        began = time.perf_counter()
        try:
            planner.solve(case.scenario(), days=1, processes=1)
        except InfeasiblePlan as error:
            seconds.append(time.perf_counter() - began)
            named = {(one.limit, one.period, round(one.needed, 4), round(one.available, 4)) for one in error.reasons}
            by_hand = {(limit, period, round(n, 4), round(a, 4)) for limit, period, n, a in case.reasons}
            results["reasons as by hand" if named == by_hand else "WRONG: other reasons"] += 1
            results["answers within twice a feasible solve"] += seconds[-1] <= 2 * feasible[-1]
            results["without a way out"] += not error.ways_out
            for way in error.ways_out:
                try:
                    planner.solve(case.scenario().with_(**way.fields), days=1, processes=1, gap=0.5)
                    results["ways out that give a plan"] += 1
                except PlannerError:
                    results["WRONG: ways out that give none"] += 1
        else:
            results["WRONG: a plan"] += 1
    results["ms of a feasible solve, median"] = round(1000 * statistics.median(feasible))
    results["ms of an answer, median"] = round(1000 * statistics.median(seconds))
    results["ms of an answer, longest"] = round(1000 * max(seconds))
    return +results


ATTACKS: dict[str, Callable[[], Counter[str]]] = {
    "flips": flips, "manifests": manifests, "writers": writers, "solves": solves, "starters": starters,
    "reports": reports, "schedules": schedules, "apps": apps, "duals": duals, "no_plan": no_plan,
}  # fmt: skip


def main() -> None:
    """Attack, keep the figures of each, and write the page."""
    logging.getLogger("planner").setLevel(logging.CRITICAL)  # a broken run is left out of a list with a warning each
    names = [name for name in sys.argv[2:] if name in ATTACKS] or list(ATTACKS)
    held = True
    for name in names:
        began = time.perf_counter()
        results = ATTACKS[name]()
        print(f"{name}: {dict(results)} in {time.perf_counter() - began:.0f} s", flush=True)
        held &= not any(word.startswith("WRONG") for word, count in results.items() if count)
        save(f"reliability/{name}", [dict(results)])
    write_page(RESULTS)
    sys.exit(0 if held else 1)
