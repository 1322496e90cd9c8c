"""`planner`: the command line. Data goes to stdout, words about progress and trouble to stderr.

Exit codes: 0 plan within the gap, 2 bad input, 3 no plan exists, 4 solver or store failed, 5 stopped early (by
Ctrl-C or a time limit; the best plan so far is saved). Nothing heavy is imported before a command needs it.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import sys
import traceback
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import TypeAlias

from planner.cli.options import add_background, add_workers
from planner.errors import PlannerError, ScenarioError, located

OK, BAD_INPUT, FAILED, STOPPED = 0, 2, 4, 5
DEFAULT_STORE = "runs"
REPORTS = "reports"
LOGS = ".logs"
MODULES = {  # command → module with a function like it
    "bill": "bill", "sweep": "sweep", "operating-points": "operating_points", "one-more": "one_more",
    "alternatives": "studies.alternatives", "measure-first": "measure_first", "calibrate": "calibrate",
    "accounts": "accounts", "record": "record", "scenario": "scenarios.scenario",
}  # fmt: skip
Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def days_choice(text: str) -> str | int:
    """Read "all" or a number of days per period."""
    if text == "all":
        return text
    if text.isdigit() and int(text) > 0:
        return int(text)
    message = f"{text!r} was given, allowed are all, or a number of days per period such as 3"
    raise argparse.ArgumentTypeError(message)


def refuse_ignored(options: Mapping[str, object], beside: str, hint: str) -> None:
    """Refuse the first option that was given and would change nothing beside another. ScenarioError."""
    given = next((name for name, value in options.items() if value not in (None, False, "")), None)
    if given is not None:
        raise ScenarioError(located(given, f"it would be ignored, with {beside}.", f"{hint}, or leave {given} out."))


def parser() -> argparse.ArgumentParser:
    """Describe all commands."""
    top = argparse.ArgumentParser(
        prog="planner",
        description="Plans racks, megawatts, tokens and euros for an AI inference site.",
        epilog="Exit codes: 0 plan within the gap, 2 bad input (a sweep: some point), 3 no plan exists, 4 failed, "
        "5 stopped early.",
    )
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    store = argparse.ArgumentParser(add_help=False)
    store.add_argument("--store", default=DEFAULT_STORE, metavar="DIR", help="folder of the runs (default: runs)")
    words = argparse.ArgumentParser(add_help=False)
    words.add_argument("--locale", choices=("en", "fr"), default="en", help="language and number formats")
    machine = argparse.ArgumentParser(add_help=False)
    machine.add_argument("--json", action="store_true", help="write JSON, for machines")
    _add_solve(commands, [store, words, machine])
    check = commands.add_parser("check", parents=[machine], help="check scenarios and their inputs, without solving")
    check.add_argument("scenarios", nargs="+", metavar="SCENARIO")
    check.add_argument("--days", type=days_choice, default="all", metavar="all|N", help="as for solve")
    _add_runs(commands, [store, words, machine])
    compare = commands.add_parser("compare", parents=[store, words, machine], help="show how two runs differ")
    compare.add_argument("run_a", metavar="RUN_A", help="run_id, the beginning of one, latest, or locked")
    compare.add_argument("run_b", metavar="RUN_B")
    show = commands.add_parser(
        "show", parents=[store, words, machine], help="say what a run decides, costs and gets wrong"
    )
    show.add_argument("run", metavar="RUN", help="run_id, the beginning of one, latest, or locked")
    report = commands.add_parser("report", parents=[store, words], help="write a run as HTML, PDF or Excel")
    report.add_argument("run", metavar="RUN", help="run_id, the beginning of one, latest, or locked")
    report.add_argument(
        "--format", choices=("html", "pdf", "xlsx"), help="default: that of the ending of --out, else html"
    )
    report.add_argument("--out", metavar="FILE", help="file to write (default: reports/RUN and the format)")
    _add_schedule(commands, [store, machine])
    commands.add_parser("schema", help="print the JSON Schema of a scenario, for editors")
    _add_bill(commands, [machine])
    _add_sweep(commands, [store, machine])
    _add_operating_points(commands, [machine])
    _add_calibrate(commands, [machine])
    _add_forecast(commands, [machine])
    _add_one_more(commands, [store, words, machine])
    _add_alternatives(commands, [store, words, machine])
    _add_measure_first(commands, [store, words, machine])
    _add_accounts(commands, [store, words, machine])
    _add_money_studies(commands, [store, words, machine])
    _add_record(commands, [store, machine])
    _add_changed(commands, [store, words, machine])
    _add_scenario(commands, [words, machine])
    return top


def _add_scenario(commands: Commands, parents: list[argparse.ArgumentParser]) -> None:
    from planner.cli.scenarios.scenario import add_scenario  # it imports from here

    add_scenario(commands, parents)


def _add_runs(commands: Commands, parents: list[argparse.ArgumentParser]) -> None:
    from planner.cli.store import add_runs  # it imports from here

    add_runs(commands, parents)


def _add_record(commands: Commands, parents: list[argparse.ArgumentParser]) -> None:
    from planner.cli.record import add_record  # it imports from here

    add_record(commands, parents)


def _add_schedule(commands: Commands, parents: list[argparse.ArgumentParser]) -> None:
    from planner.cli.runs.schedule import add_schedule  # it imports from here

    add_schedule(commands, parents)


def _add_changed(commands: Commands, parents: list[argparse.ArgumentParser]) -> None:
    from planner.cli.runs.changed import add_changed  # they import from here
    from planner.cli.runs.happened import add_happened

    add_changed(commands, parents)
    add_happened(commands, parents)


def _add_money_studies(commands: Commands, parents: list[argparse.ArgumentParser]) -> None:
    from planner.cli.money_studies import add_money_studies  # it imports from here

    add_money_studies(commands, parents)


def _add_accounts(commands: Commands, parents: list[argparse.ArgumentParser]) -> None:
    from planner.cli.accounts import add_accounts  # it imports from here

    add_accounts(commands, parents)


def _add_bill(commands: Commands, parents: list[argparse.ArgumentParser]) -> None:
    from planner.cli.bill import add_bill  # it imports from here

    add_bill(commands, parents)


def _add_sweep(commands: Commands, parents: list[argparse.ArgumentParser]) -> None:
    from planner.cli.sweep import add_sweep  # it imports from here

    add_sweep(commands, parents)


def _add_operating_points(commands: Commands, parents: list[argparse.ArgumentParser]) -> None:
    from planner.cli.operating_points import add_operating_points  # it imports from here

    add_operating_points(commands, parents)


def _add_calibrate(commands: Commands, parents: list[argparse.ArgumentParser]) -> None:
    from planner.cli.calibrate import add_calibrate  # it imports from here

    add_calibrate(commands, parents)


def _add_forecast(commands: Commands, parents: list[argparse.ArgumentParser]) -> None:
    from planner.cli.forecast import add_forecast  # it imports from here

    add_forecast(commands, parents)


def _add_one_more(commands: Commands, parents: list[argparse.ArgumentParser]) -> None:
    from planner.cli.one_more import add_one_more  # it imports from here

    add_one_more(commands, parents)


def _add_alternatives(commands: Commands, parents: list[argparse.ArgumentParser]) -> None:
    from planner.cli.studies.alternatives import add_alternatives  # it imports from here

    add_alternatives(commands, parents)


def _add_measure_first(commands: Commands, parents: list[argparse.ArgumentParser]) -> None:
    from planner.cli.measure_first import add_measure_first  # it imports from here

    add_measure_first(commands, parents)


def _add_solve(commands: Commands, parents: list[argparse.ArgumentParser]) -> None:
    solve = commands.add_parser("solve", parents=parents, help="find the best plan of a scenario and save it")
    solve.add_argument("scenario", metavar="SCENARIO", help="YAML file")
    solve.add_argument("--overlay", action="append", default=[], metavar="FILE", help="YAML on top; may be repeated")
    solve.add_argument(
        "--days",
        type=days_choice,
        default="all",
        metavar="all|N",
        help="dispatch every day, or N real days per period (default: all)",
    )
    solve.add_argument("--paths", type=int, metavar="N", help="plan for N weighted paths of what may come")
    solve.add_argument("--trial", type=int, default=0, metavar="N", help="with --paths: try the plan on N fresh paths")
    solve.add_argument(
        "--measure-first", action="store_true", help="with --paths: price each measurement, too (minutes)"
    )
    solve.add_argument("--gap", type=float, default=0.005, help="proven distance to the best plan (default: 0.005)")
    add_workers(solve)
    solve.add_argument("--time-limit", type=float, metavar="S", help="stop after S seconds with the best plan so far")
    solve.add_argument("--quiet", action="store_true", help="no progress on stderr")
    add_background(solve)


def run(args: argparse.Namespace) -> int:
    """Carry out one parsed command; returns the exit code."""
    if args.command == "solve":
        from planner.cli.solve import solve

        return solve(args)
    if args.command in MODULES:
        module = import_module(f"planner.cli.{MODULES[args.command]}")
        return int(getattr(module, args.command.replace("-", "_"))(args))
    if args.command in {"lenders", "bridge", "tornado", "sensitivity", "what-if", "break-even", "goal-seek"}:
        from planner.cli.money_studies import money_studies

        return money_studies(args)
    from planner.cli import show, show_run
    from planner.cli.forecast import forecast
    from planner.cli.runs import changed, happened, schedule
    from planner.cli.store import runs

    commands = {
        "check": show.check,
        "runs": runs,
        "compare": show.compare,
        "changed": changed.changed,
        "forecast": forecast,
        "happened": happened.happened,
        "show": show_run.show_run,
        "report": show.report,
        "schedule": schedule.schedule,
        "schema": show.schema,
    }
    return commands[args.command](args)


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; no traceback reaches the user."""
    args = parser().parse_args(argv)
    try:
        if os.environ.get("PLANNER_LOG"):
            from planner.jobs.log import configure

            configure()
        return run(args)
    except PlannerError as error:
        from planner.cli.solve import no_plan_json, words_of

        print(f"error: {words_of(error, getattr(args, 'locale', 'en'))}", file=sys.stderr)
        if getattr(args, "json", False) and args.command == "solve":
            print(no_plan_json(error))
        return error.exit_code
    except BrokenPipeError:  # the reader, such as `head`, has seen enough
        sys.stdout = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 (stays open until exit)
        return OK
    except KeyboardInterrupt:
        print("stopped.", file=sys.stderr)
        return STOPPED
    except Exception:  # the last line of defence: everything expected is a PlannerError
        print(f"error: {keep_traceback(getattr(args, 'store', DEFAULT_STORE))}", file=sys.stderr)
        return FAILED


def keep_traceback(store: str) -> str:
    """Write the traceback being handled to a log in the store; returns what to tell the user."""
    text = traceback.format_exc()
    name = f"{dt.datetime.now(dt.UTC):%Y%m%d-%H%M%S-%f}.log"
    path = Path(store) / LOGS / name
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"planner {' '.join(sys.argv[1:])}\n{text}", encoding="utf-8")
    except OSError:
        last = text.strip().splitlines()[-1]
        return f"Something broke inside the planner ({last}). Please report it with the scenario."
    return f"Something broke inside the planner. Please report it with the scenario and the file {path}."
