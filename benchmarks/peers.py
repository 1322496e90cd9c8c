"""The same instance by this planner and by its peers, from 7 quarters × 1 day to 40 quarters × all days.

`python -m benchmarks peers [QUARTERSxDAYS ...]`, each case in a process of its own with limits of time and memory.
Peers get the easier task, racks in parts (the LP); the smallest size also with whole racks (the MIP, same gap asked).
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from benchmarks.measure import days_of, machine, own_seconds, run, save, scenario

SIZES = ("7x1", "17x3", "28x4", "17xall", "40xall")
WHOLE = ("7x1",)  # sizes at which peers are asked for whole racks too
TIME_LIMIT_S, MEMORY_LIMIT_MB = 600.0, 8000.0
GAP, TOLERANCE = 0.005, 1e-5
PLANNER = "planner"
PEERS = ("highspy", "highspy, interior point", "appsi_highs", "contrib.solver", "linopy")
ENERGY = "PyPSA, energy only"
# What each tool says of an answer that it stands by.
PROVEN = {"optimal_within_gap", "Optimal", "optimal", "convergenceCriteriaSatisfied", "ok, optimal"}
Row = dict[str, Any]


def by_planner(x: Any, plan_file: Path) -> Row:
    """The decomposition: whole racks, proven."""
    import pyomo.repn.plugins.standard_form  # noqa: F401 - loaded before the clock starts

    from benchmarks.peers_pypsa import electricity_meur, keep_plan
    from planner.optimisation.equations.revenue import revenue_asked_meur
    from planner.optimisation.search.session import solve_inputs
    from planner.what_if import default_processes

    began = time.perf_counter()
    plan = solve_inputs(x, gap=GAP, processes=default_processes())
    seconds = own_seconds(began)
    build = round(plan.seconds.get("compile", 0.0) + plan.seconds.get("start workers", 0.0), 3)
    revenue = revenue_asked_meur(x) if x.objective == "maximise_npv" else 0.0
    sign = -1 if x.objective == "maximise_npv" else 1
    keep_plan(x, plan, plan_file)
    return {
        "build_s": build,
        "solve_s": round(seconds - build, 3),
        "status": plan.status,
        "cost_meur": revenue + sign * plan.objective_meur,
        "bound_meur": revenue + sign * plan.bound_meur,
        "gap": plan.gap,
        "objective_meur": plan.objective_meur,
        "electricity_meur": electricity_meur(x, plan),
    }


def solve_case(peer: str, size: str, whole: str, plan_file: str) -> None:
    """One case, in this process; one line of JSON on standard output."""
    from benchmarks import peers_joint, peers_linopy, peers_pypsa
    from planner.inputs.build import build_inputs

    quarters, days = size.split("x")
    x = build_inputs(scenario(int(quarters)), days=days_of(days))
    integer = whole == "whole"
    solvers: dict[str, Callable[[], Row]] = {
        PLANNER: lambda: by_planner(x, Path(plan_file)),
        "highspy": lambda: peers_joint.by_highspy(x, whole=integer),
        "highspy, interior point": lambda: peers_joint.by_highspy(x, whole=integer, method="ipm"),
        "appsi_highs": lambda: peers_joint.by_appsi(x, whole=integer),
        "contrib.solver": lambda: peers_joint.by_contrib(x, whole=integer),
        "linopy": lambda: peers_linopy.by_linopy(x, whole=integer),
        ENERGY: lambda: peers_pypsa.by_pypsa(x, Path(plan_file)),
    }
    print(json.dumps(solvers[peer]()))


def number_of_days(size: str) -> int:
    """Days dispatched; 91 a quarter where all are."""
    quarters, days = size.split("x")
    return int(quarters) * (91 if days == "all" else int(days))


def too_large(before: list[Row], size: str) -> str:
    """Why a case is not started: the largest one before it, scaled up by the number of days, passes a limit."""
    stopped = [row for row in before if row["stopped"]]
    if stopped:
        return f"not started: {stopped[0]['stopped']} at {stopped[0]['size']}"
    if not before:
        return ""
    last = max(before, key=lambda row: number_of_days(row["size"]))
    factor = number_of_days(size) / number_of_days(last["size"])
    minutes, gigabytes = factor * (last["build_s"] + last["solve_s"]) / 60, factor * last["peak_mb"] / 1000
    if minutes * 60 > TIME_LIMIT_S or gigabytes * 1000 > MEMORY_LIMIT_MB:
        return f"not started: would need {minutes:.0f} min and {gigabytes:.0f} GB if it grew no faster than the days"
    return ""


def measured(peer: str, size: str, whole: bool, plan_file: Path, before: list[Row]) -> Row:
    """One row of the table."""
    row: Row = {"peer": peer, "size": size, "whole": whole, "stopped": too_large(before, size)}
    if row["stopped"]:
        return row
    case = [sys.executable, "-m", "benchmarks", "peers", "case", peer, size, "whole" if whole else "parts"]
    result = run([*case, str(plan_file)], time_limit_s=TIME_LIMIT_S, memory_limit_mb=MEMORY_LIMIT_MB)
    row |= {"peak_mb": round(result.peak_mb), "stopped": result.stopped}
    if not result.stopped:
        row |= json.loads(result.stdout.strip().splitlines()[-1])
    return row


def contradictions(rows: list[Row]) -> Iterator[str]:
    """Where a tool failed, or two answers cannot both be right: a plan below a bound, two optima of one LP."""
    for row in rows:
        if row["stopped"].startswith("failed") or (not row["stopped"] and row["status"] not in PROVEN):
            yield f"{row['size']}: {row['peer']}: {row['stopped'] or row['status']}"
    for size in dict.fromkeys(row["size"] for row in rows):
        yield from _contradictions_at(size, [row for row in rows if row["size"] == size and not row["stopped"]])


def _contradictions_at(size: str, done: list[Row]) -> Iterator[str]:
    plans = [row for row in done if row["whole"]]
    parts = [row for row in done if not row["whole"] and row["peer"] != ENERGY]
    for plan in plans:
        for other in [*plans, *parts]:
            if plan["cost_meur"] < other["bound_meur"] - TOLERANCE * abs(plan["cost_meur"]):
                bound = f"the bound of {other['peer']} is {other['bound_meur']}"
                yield f"{size}: {plan['peer']} costs {plan['cost_meur']}, {bound}"
    for one in parts[1:]:
        if abs(one["cost_meur"] - parts[0]["cost_meur"]) > TOLERANCE * abs(parts[0]["cost_meur"]):
            yield f"{size}: {one['peer']} finds {one['cost_meur']}, {parts[0]['peer']} {parts[0]['cost_meur']}"
    ours = [row for row in done if row["peer"] == PLANNER]
    energy = [row for row in done if row["peer"] == ENERGY]
    for mine, theirs in zip(ours, energy, strict=False):
        if abs(theirs["cost_meur"] - mine["electricity_meur"]) > TOLERANCE * abs(mine["electricity_meur"]):
            yield f"{size}: electricity {mine['electricity_meur']} MEUR, in PyPSA {theirs['cost_meur']}"


def compared(rows: list[Row]) -> list[str]:
    """Sizes at which this planner and at least one peer with the whole model came to an end."""
    done = [row for row in rows if not row["stopped"] and row["peer"] != ENERGY]
    ours = {row["size"] for row in done if row["peer"] == PLANNER}
    return list(dict.fromkeys(row["size"] for row in done if row["peer"] != PLANNER and row["size"] in ours))


def main() -> None:
    """Measure the sizes named, or all five."""
    if sys.argv[2:3] == ["case"]:
        solve_case(*sys.argv[3:7])
        return
    sizes = sys.argv[2:] or SIZES
    print(machine())
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as folder:
        plan_file = Path(folder) / "plan.npz"
        for size in sizes:
            cases = [(PLANNER, True), (ENERGY, False), *((peer, False) for peer in PEERS)]
            cases += [(peer, True) for peer in PEERS if size in WHOLE and "interior" not in peer]
            for peer, whole in cases:
                before = [row for row in rows if row["peer"] == peer and row["whole"] == whole]
                rows.append(measured(peer, size, whole, plan_file, before))
                print(rows[-1], flush=True)
    wrong = list(contradictions(rows))
    save(
        "peers",
        rows,
        contradictions=wrong,
        compared=compared(rows),
        time_limit_s=TIME_LIMIT_S,
        memory_limit_mb=MEMORY_LIMIT_MB,
    )
    print("\n".join(wrong) or f"All answers bracket each other at {', '.join(compared(rows)) or 'no size'}.")
    if wrong:
        sys.exit(1)
