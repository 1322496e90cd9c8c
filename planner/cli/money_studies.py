"""`planner lenders`, `bridge`, `tornado`, `sensitivity`, `break-even`, `goal-seek`: money, by new solves."""

from __future__ import annotations

import argparse
import json
import math
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from planner.cli import OK, Commands, days_choice
from planner.cli.options import add_background
from planner.errors import ScenarioError, located

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

SCENARIO_ENDINGS = (".yaml", ".yml", ".xlsx")
Parents = list[argparse.ArgumentParser]


def add_money_studies(commands: Commands, parents: Parents) -> None:
    """Describe the commands."""
    lenders = _command(commands, parents, "lenders", "what a lender asks: value and debt service cover in seven cases")
    _of(lenders)
    lenders.add_argument("--paths", type=int, default=20, metavar="N", help="paths for P50 and P90 (default: 20)")
    lenders.add_argument(
        "--let-share", type=float, default=1.0, metavar="SHARE", help="hours let at market rents (default: 1)"
    )
    add_background(lenders)
    bridge = _command(commands, parents, "bridge", "from the value of one run to that of another, driver by driver")
    bridge.add_argument("run_a", metavar="RUN_A", help="run_id, the beginning of one, latest, or locked")
    bridge.add_argument("run_b", metavar="RUN_B")
    add_background(bridge)
    tornado = _command(commands, parents, "tornado", "value at the low and the high end of each driver")
    _of(tornado)
    tornado.add_argument(
        "--driver", action="append", metavar="NAME=LOW:HIGH", help="such as price=0.8:1.2; may be repeated"
    )
    tornado.add_argument("--points", type=int, default=2, metavar="N", help="values of each driver (default: 2)")
    sensitive = _command(
        commands, parents, "sensitivity", "tornado of a run, and the two widest drivers at once; kept beside the run"
    )
    sensitive.add_argument("run", metavar="RUN", help="run_id, the beginning of one, latest, or locked")
    add_background(sensitive)
    about = "answer what-ifs about a run from JSON lines on stdin, 3 days a period; for programs"
    asked_of = commands.add_parser("what-if", parents=parents, help=about)
    asked_of.add_argument("run", metavar="RUN", help="run_id, the beginning of one, latest, or locked")
    even = _command(commands, parents, "break-even", "value of a driver at which the orders are worth nothing")
    _of(even)
    even.add_argument("driver", metavar="DRIVER", help="such as price, rate, demand, or finance.discount_rate")
    for name, about in (("low", "where to begin"), ("high", "where to end"), ("tolerance", "width of the answer")):
        even.add_argument(f"--{name}", type=float, metavar="VALUE", help=about)
    _add_goal_seek(_command(commands, parents, "goal-seek", "the least site, price or rate that reaches an aim"))


def _add_goal_seek(goal: argparse.ArgumentParser) -> None:
    _of(goal)
    goal.add_argument("aim", metavar="AIM", help="revenue (M€ of a year), npv (M€) or dscr (least of any quarter)")
    goal.add_argument("target", type=float, metavar="TARGET", help="1000 is a billion euros")
    goal.add_argument("--lever", default="site", metavar="NAME", help="site, price or rate (default: site)")
    goal.add_argument("--by", type=int, metavar="YEAR", help="last year whose revenue counts")
    goal.add_argument("--demand-follows", action="store_true", help="demand grows with the site")
    goal.add_argument("--low", type=float, metavar="FACTOR", help="lowest factor on the scenario's own")
    goal.add_argument("--high", type=float, metavar="FACTOR", help="highest factor")
    goal.add_argument("--tolerance", type=float, default=0.02, metavar="SHARE", help="relative (default: 0.02)")


def _command(commands: Commands, parents: Parents, name: str, about: str) -> argparse.ArgumentParser:
    command = commands.add_parser(name, parents=parents, help=about)
    about_days = "real days per period (default: 3; lenders and break-even of a run: its own)"
    command.add_argument("--days", type=days_choice, metavar="all|N", help=about_days)
    command.add_argument("--gap", type=float, metavar="GAP", help="how closely each plan is proven")
    command.add_argument("--processes", type=int, metavar="N", help="processes (default: one per core, at most 4)")
    return command


def _of(command: argparse.ArgumentParser) -> None:
    command.add_argument("of", metavar="SCENARIO|RUN", help="YAML file, or a run")


def money_studies(args: argparse.Namespace) -> int:
    """Do one of the commands and print its table."""
    if args.command == "what-if":
        return _what_if(args)
    how = {name: getattr(args, name) for name in ("days", "gap", "processes") if getattr(args, name) is not None}
    commands = {
        "lenders": _lenders, "bridge": _bridge, "tornado": _tornado, "sensitivity": _sensitivity,
        "break-even": _break_even, "goal-seek": _goal_seek,
    }  # fmt: skip
    table = commands[args.command](args, how)
    if args.json:
        print(json.dumps(json.loads(str(table.to_json(orient="records"))), ensure_ascii=False, indent=1))
    else:
        print("\n".join(_lines(table, args.locale)))
    return OK


def _subject(args: argparse.Namespace) -> Any:
    from planner import api

    return api.load(args.of) if args.of.endswith(SCENARIO_ENDINGS) else api.open_run(args.of, args.store)


def _say(text: object) -> None:
    print(f"{text} ...", file=sys.stderr, flush=True)


def _lenders(args: argparse.Namespace, how: dict[str, Any]) -> pd.DataFrame:
    """The cases; for a page, which names a file for progress, kept with the run."""
    from planner.charts.finance.lenders import as_stored
    from planner.cli.solve import Stop
    from planner.jobs.progress import ProgressFile
    from planner.money_studies.lenders import lender_cases
    from planner.plan.store.studies import put_study

    how |= {"paths": args.paths, "let_share": args.let_share}
    if not args.progress_file:
        return lender_cases(_subject(args), progress=_say, **how)
    file = ProgressFile(args.progress_file)
    with file.failures(), Stop(args.stop_file) as stop:
        plan = _subject(args)
        table = lender_cases(plan, progress=file.phase, cancel=stop, **how)
        put_study(args.store, plan.run_id, "lenders", as_stored(table))
    file.end(exit_code=OK, message="", run_id=plan.run_id)
    return table


def _bridge(args: argparse.Namespace, how: dict[str, Any]) -> pd.DataFrame:
    """From one run to the other; for a page, which names a file for progress, kept with the run where it ends."""
    from planner import api
    from planner.cli.solve import Stop
    from planner.jobs.progress import ProgressFile
    from planner.money_studies.bridge import bridge
    from planner.plan.store.studies import put_study

    file = ProgressFile(args.progress_file)
    with file.failures(), Stop(args.stop_file) as stop:
        a, b = (api.open_run(run, args.store) for run in (args.run_a, args.run_b))
        table = bridge(a, b, progress=file.phase if args.progress_file else _say, cancel=stop, **how)
        if args.progress_file:
            put_study(args.store, b.run_id, "bridge", table)
    file.end(exit_code=OK, message="", run_id=b.run_id)
    return table


def _tornado(args: argparse.Namespace, how: dict[str, Any]) -> pd.DataFrame:
    from planner.money_studies.drivers import Driver
    from planner.money_studies.tornado import tornado

    drivers = [Driver(*_range(text)) for text in args.driver] if args.driver else None
    return tornado(_subject(args), drivers, points=args.points, progress=_say, **how)


def _sensitivity(args: argparse.Namespace, how: dict[str, Any]) -> pd.DataFrame:
    """Both studies of a run, each kept as soon as it is there; returns the grid."""
    from planner import api
    from planner.cli.solve import Stop
    from planner.jobs.progress import ProgressFile
    from planner.money_studies.tornado import tornado
    from planner.money_studies.two_way import two_way, widest_two
    from planner.plan.store.studies import put_study

    file = ProgressFile(args.progress_file)
    with file.failures(), Stop(args.stop_file) as stop:
        plan = api.open_run(args.run, args.store)
        table = tornado(plan, progress=lambda name: file.phase(f"tornado, {name}"), cancel=stop, **how)
        put_study(args.store, plan.run_id, "tornado", table)
        grid = two_way(
            plan, *widest_two(table), progress=lambda count: file.phase(f"two ways, {count}"), cancel=stop, **how
        )
        put_study(args.store, plan.run_id, "two_way", grid)
    file.end(exit_code=OK, message="", run_id=plan.run_id)
    return grid


def _what_if(args: argparse.Namespace) -> int:
    """Serve until stdin ends, or has been silent for a quarter of an hour."""
    from planner import api
    from planner.money_studies.subject import scenario_of
    from planner.money_studies.what_if.service import serve

    serve(scenario_of(api.open_run(args.run, args.store), "what-if"), sys.stdin, sys.stdout)
    return OK


def _range(text: str) -> tuple[str, float, float]:
    """Take "price=0.8:1.2" apart. ScenarioError for what does not look so."""
    name, _, ends = text.partition("=")
    low, _, high = ends.partition(":")
    try:
        return name, float(low), float(high)
    except ValueError:
        problem = f'"{text}" was given, allowed is a name with a low and a high value.'
        raise ScenarioError(located("driver", problem, "such as --driver price=0.8:1.2.")) from None


def _break_even(args: argparse.Namespace, how: dict[str, Any]) -> pd.DataFrame:
    from planner.money_studies.break_even import break_even

    bounds = {"low": args.low, "high": args.high, "tolerance": args.tolerance}
    return _one_row(break_even(_subject(args), args.driver, **bounds, **how))


def _goal_seek(args: argparse.Namespace, how: dict[str, Any]) -> pd.DataFrame:
    from planner.money_studies.goal_seek import goal_seek

    bounds = {"low": args.low, "high": args.high, "tolerance": args.tolerance}
    asked_for = {"by": args.by, "demand_follows": args.demand_follows}
    goal = goal_seek(
        _subject(args), args.aim, args.target, args.lever, **bounds, **asked_for, progress=_say_factor, **how
    )
    return _one_row(goal)


def _say_factor(factor: float) -> None:
    _say(f"{factor:.3f} times the scenario's own")


def _one_row(answer: Any) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame([asdict(answer)], dtype=object)


def _lines(table: pd.DataFrame, locale: str) -> Sequence[str]:
    """A table as text; a single row one line a column."""
    from planner.plan.text import columns

    rows = [[_cell(value, locale) for value in row] for row in table.astype(object).to_numpy().tolist()]
    names = [str(name) for name in table.columns]
    if len(rows) == 1:
        return columns([[name, value] for name, value in zip(names, rows[0], strict=True)], right=())
    numbers = [i for i, name in enumerate(names) if table[name].map(lambda value: isinstance(value, float)).any()]
    return columns([names, *rows], right=numbers)


def _cell(value: Any, locale: str) -> str:
    from planner.words import formats

    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return formats.MISSING
    if isinstance(value, float):
        return formats.number(value, 3 if abs(value) < 10 else 1, locale)
    return str(value)
