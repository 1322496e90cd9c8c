"""`planner sweep`: a scenario at every point of a grid or of a Latin hypercube, one row each."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

from planner.cli import BAD_INPUT, OK, STOPPED, Commands, days_choice, refuse_ignored
from planner.cli.options import add_workers
from planner.errors import InfeasiblePlan, ScenarioError, located

if TYPE_CHECKING:
    import argparse

    import pandas as pd

    from planner.sweeps.design import Point
    from planner.sweeps.sweep import SweepProgress

FAILED = 4
LEAST_SEEN = {"optimal_within_gap": OK, "infeasible": OK, "refused": OK, "failed": FAILED}  # all else: stopped early


def add_sweep(commands: Commands, parents: list[argparse.ArgumentParser]) -> None:
    """Describe the command."""
    sweep = commands.add_parser("sweep", parents=parents, help="solve a scenario at many points, one row each")
    sweep.add_argument("scenario", metavar="SCENARIO", help="YAML file")
    sweep.add_argument("--overlay", action="append", default=[], metavar="FILE", help="YAML on top; may be repeated")
    sweep.add_argument(
        "--vary",
        action="append",
        required=True,
        metavar="PATH=VALUES",
        help="site.connection_mw=8,10,14; with --latin a range: site.connection_mw=8:14; may be repeated",
    )
    sweep.add_argument("--latin", type=int, metavar="N", help="N points of a Latin hypercube instead of the grid")
    sweep.add_argument("--seed", type=int, metavar="S", help="of the Latin hypercube (default: 0)")
    sweep.add_argument(
        "--days", type=days_choice, default=3, metavar="all|N", help="real days per period, or all (default: 3)"
    )
    sweep.add_argument("--gap", type=float, default=0.005, help="proven distance to the best plan (default: 0.005)")
    add_workers(sweep)
    sweep.add_argument("--quiet", action="store_true", help="no progress on stderr")


def sweep(args: argparse.Namespace) -> int:
    """Solve all points, print the table. Ctrl-C keeps what is done."""
    from planner import api
    from planner.cli.solve import Stop
    from planner.sweeps.sweep import sweep as solve_all

    if args.latin is None:
        refuse_ignored({"--seed": args.seed}, "no --latin", "give --latin N as well")
    if args.cluster is not None:
        refuse_ignored({"--processes": args.processes}, "--cluster", "its workers are those of the cluster")
    points = design(args.vary, args.latin, args.seed or 0)
    scenario = api.load(args.scenario, *args.overlay)
    with Stop() as stop:
        table = solve_all(
            scenario,
            points,
            days=args.days,
            gap=args.gap,
            store=args.store,
            processes=args.processes,
            cluster=args.cluster,
            progress=None if args.quiet else show,
            cancel=stop,
        )
    print(json_of(table) if args.json else text_of(table))
    return exit_code(table)


def design(vary: list[str], latin: int | None, seed: int) -> list[Point]:
    """The points that the options ask for. ScenarioError says which option is wrong."""
    from planner.sweeps.design import grid, latin_hypercube
    from planner.sweeps.values import values_of

    given: dict[str, list[str]] = {}
    for option in vary:
        path, equals, values = option.partition("=")
        if not equals or not path or not values or path in given:
            problem = f'"{option}" was given' + (", a path may be given once." if path in given else ".")
            raise ScenarioError(located("--vary", problem, "--vary site.connection_mw=8,10,14"))
        given[path] = [text.strip() for text in values.split(",")]
    if latin is None:
        return grid({path: values_of(path, texts) for path, texts in given.items()})
    return latin_hypercube({path: _range(path, texts) for path, texts in given.items()}, latin, seed)


def _range(path: str, texts: list[str]) -> tuple[float, float]:
    try:
        (text,) = texts
        low, high = map(float, text.split(":"))
    except ValueError:
        problem = f"{path}={','.join(texts)} was given, with --latin a range is needed."
        raise ScenarioError(located("--vary", problem, f"--vary {path}={_range_meant(texts)}")) from None
    return low, high


def _range_meant(texts: list[str]) -> str:
    """The range that texts such as 8,10 or 0,08:0,12 most likely mean; 8:14 as an example where none can be told."""
    from planner.table_files.numbers import number_meant  # pandas would slow every command

    ends = [number_meant(text) for text in ",".join(texts).split(":")]
    if len(ends) == 2 and None not in ends:
        return f"{ends[0]}:{ends[1]}"
    numbers = [number_meant(text) for text in texts]
    if len(numbers) >= 2 and None not in numbers:
        return f"{numbers[0]}:{numbers[-1]}"
    return "8:14"


def show(progress: SweepProgress) -> None:
    """One line per point on stderr."""
    if progress.done <= progress.reused:  # read, not solved
        return
    row = progress.row
    outcome = f"{row['objective_meur']:,.2f} MEUR" if row.get("objective_meur") is not None else row["status"]
    line = f"{progress.done} of {progress.points} · {progress.elapsed_s:.0f} s · {outcome}"
    reused = f" · {progress.reused} finished before" if progress.reused else ""
    print(f"{line}{reused}", file=sys.stderr, flush=True)


def json_of(table: pd.DataFrame) -> str:
    """All columns, for machines; what is not there is null."""
    from planner.plan.manifest import plain

    return json.dumps(plain(table.to_dict(orient="records")), ensure_ascii=False, indent=1)


def text_of(table: pd.DataFrame) -> str:
    """The table for people: values, objective, gap, run or message; first lines of messages only."""
    paths = list(table.columns[: table.columns.get_loc("status")])
    shown = table[[*paths, "status", "objective_meur", "gap", "run_id"]].copy()
    shown["gap"] = [("" if gap != gap else f"{gap:.2%}") for gap in table["gap"].astype(float)]
    shown["objective_meur"] = [("" if v != v else f"{v:,.2f}") for v in table["objective_meur"].astype(float)]
    shown["run_id"] = [
        run if isinstance(run, str) else str(error or "").partition("\n")[0]
        for run, error in zip(table["run_id"], table["error"], strict=True)
    ]
    return shown.rename(columns={"run_id": "run, or why there is none"}).to_string(index=False)


def exit_code(table: pd.DataFrame) -> int:
    """0 all points answered, 2 some refused, 3 none has a plan, 4 some failed, 5 stopped early."""
    statuses = set(table["status"])
    if statuses <= {"infeasible", "refused"}:
        return InfeasiblePlan.exit_code
    if "refused" in statuses:
        return BAD_INPUT
    codes = {LEAST_SEEN.get(status, STOPPED) for status in statuses}
    return FAILED if FAILED in codes else max(codes)
