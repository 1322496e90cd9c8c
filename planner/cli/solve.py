"""`planner solve`: progress on stderr, Ctrl-C keeps the best plan so far, the result on stdout."""

from __future__ import annotations

import contextlib
import json
import logging
import signal
import sys
import time
from dataclasses import asdict
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

from planner.cli import OK, STOPPED, refuse_ignored
from planner.errors import InfeasiblePlan, PlannerError

if TYPE_CHECKING:
    import argparse

    from planner.plan.plan import Plan
    from planner.plan.several.portfolio import PortfolioPlan
    from planner.plan.several.uncertain import UncertainPlan
    from planner.problem.solution import Progress

_log = logging.getLogger("planner.solve")
STOP_POLL_S = 0.3
CLEAR_LINE = "\r\x1b[2K"


class Stop:
    """Asked often by the solver: has Ctrl-C, a kill, a closed terminal or the stop file asked for an end?"""

    def __init__(self, stop_file: str | None = None) -> None:
        self._file = Path(stop_file) if stop_file else None
        self._stopping, self._looked = False, 0.0
        self._before: dict[int, Any] = {}

    def __enter__(self) -> Stop:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:  # nohup asks to go on
                self._before[number] = signal.signal(number, self._signalled)
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def _signalled(self, number: int, frame: FrameType | None) -> None:
        if self._stopping:
            raise KeyboardInterrupt
        self._stopping = True
        message = "\nstopping; the best plan so far will be saved (Ctrl-C again: leave at once, save nothing)."
        print(message, file=sys.stderr, flush=True)

    def __call__(self) -> bool:
        """True from the moment on that somebody asked."""
        now = time.monotonic()
        if not self._stopping and self._file is not None and now - self._looked > STOP_POLL_S:
            self._looked = now
            self._stopping = self._file.exists()
        return self._stopping


class ProgressLine:
    """One line rewritten on a terminal; one line per phase elsewhere; nothing when quiet."""

    def __init__(self, *, quiet: bool) -> None:
        self._quiet, self._terminal = quiet, sys.stderr.isatty()
        self._phase = ""
        self._last: Progress | None = None
        self._shown: Progress | None = None

    def __call__(self, progress: Progress) -> None:
        """Show one step."""
        self._last = progress
        if self._quiet:
            return
        if self._terminal:
            print(f"{CLEAR_LINE}{line_of(progress)}", end="", file=sys.stderr, flush=True)
        elif progress.phase != self._phase:
            print(line_of(progress), file=sys.stderr, flush=True)
            self._shown = progress
        self._phase = progress.phase

    def end(self) -> None:
        """Leave the last line standing."""
        if self._quiet or self._last is None or self._last is self._shown:
            return
        print("" if self._terminal else line_of(self._last), file=sys.stderr, flush=True)


def line_of(progress: Progress) -> str:
    """Phase, pass, elapsed, bound, best plan, gap; what is not known yet is left out."""
    parts = [f"{progress.phase}, pass {progress.pass_number}", f"{progress.elapsed_s:.0f} s"]
    if progress.incumbent_meur is not None:
        parts.append(f"best {progress.incumbent_meur:,.2f} MEUR")
    if progress.bound_meur is not None:
        parts.append(f"bound {progress.bound_meur:,.2f} MEUR")
    if progress.gap is not None:
        parts.append(f"gap {progress.gap:.2%}")
    return " · ".join(parts)


def refuse_ignored_processes(args: argparse.Namespace) -> None:
    """Days that live in a cluster ask nothing of the processes here. ScenarioError."""
    if args.cluster:
        refuse_ignored({"--processes": args.processes}, "--cluster", "its workers are those of the cluster")


def solve(args: argparse.Namespace) -> int:
    """Solve, save, print; a job of the queue then lets the next begin."""
    try:
        return _solve(args)
    finally:
        if args.progress_file:
            from planner.jobs.queue import advance

            with contextlib.suppress(PlannerError):  # whoever looks at the list tries again, and says what is wrong
                advance(args.store)


def _solve(args: argparse.Namespace) -> int:
    from planner import api
    from planner.jobs.progress import ProgressFile

    refuse_ignored_processes(args)
    line = ProgressLine(quiet=args.quiet)
    file = ProgressFile(args.progress_file)
    stopped_early = False

    def progress(step: Progress) -> None:
        line(step)
        file.step(step)

    try:
        with Stop(args.stop_file) as stop:
            try:
                file.phase("reading the scenario")
                scenario = api.load(args.scenario, *args.overlay)
                plan = api.solve(
                    scenario,
                    paths=args.paths,
                    trial=args.trial,
                    measure_first=args.measure_first,
                    days=args.days,
                    gap=args.gap,
                    processes=args.processes,
                    cluster=args.cluster,
                    progress=progress,
                    cancel=stop,
                    time_limit_s=args.time_limit,
                    store=args.store,
                )
            finally:
                stopped_early = stop()
                line.end()
    except PlannerError as error:
        code = STOPPED if stopped_early and error.exit_code == 4 else error.exit_code
        file.end(exit_code=code, message=words_of(error, args.locale))
        if code == error.exit_code:
            raise
        print(f"stopped before there was a plan: {error}", file=sys.stderr)
        return code
    except BaseException as error:
        file.end(exit_code=STOPPED if isinstance(error, KeyboardInterrupt) else 4, message=_words(error))
        raise
    code = OK if plan.within_gap and getattr(plan, "whole", True) else STOPPED
    file.end(exit_code=code, message=plan.headline(args.locale), run_id=plan.run_id)
    _log_saved(plan)
    if args.json:
        print(json.dumps(result(plan), ensure_ascii=False, indent=1))
    else:
        print(summary(plan, args.store, args.locale))
    return code


def _log_saved(plan: Plan | PortfolioPlan | UncertainPlan) -> None:
    about = plan.manifest
    seconds = round(float(about.get("seconds", {}).get("total", 0.0)), 1)
    run = {"run_id": plan.run_id, "owner": about.get("owner"), "scenario": about.get("scenario_name")}
    _log.info("saved", extra=run | {"status": about.get("status"), "seconds": seconds})


def _words(error: BaseException) -> str:
    if isinstance(error, KeyboardInterrupt):
        return "Stopped at once; nothing was saved."
    return f"Something broke inside the planner ({type(error).__name__}: {error})."


def result(plan: Plan | PortfolioPlan | UncertainPlan) -> dict[str, Any]:
    """What machines get: status, objective, bound, gap, seconds, run_id, kpis."""
    manifest = plan.manifest
    return {
        "status": manifest["status"],
        "objective": manifest["objective_meur"],
        "bound": manifest["bound_meur"],
        "gap": manifest["gap"],
        "seconds": manifest["seconds"]["total"],
        "run_id": plan.run_id,
        "kpis": manifest["kpis"],
    }


def summary(plan: Plan | PortfolioPlan | UncertainPlan, store: str, locale: str) -> str:
    """What people get: the sentence, the indicators, how good the plan is, where it is."""
    from planner.plan.plan import Plan
    from planner.plan.several.uncertain import UncertainPlan
    from planner.plan.text import kpi_lines, portfolio_lines, uncertain_lines

    if isinstance(plan, UncertainPlan):
        lines = uncertain_lines(plan, locale)
    else:
        lines = kpi_lines(plan, locale) if isinstance(plan, Plan) else portfolio_lines(plan, locale)
    return "\n".join([plan.headline(locale), "", *lines, "", *proof_lines(plan, store, locale)])


def proof_lines(plan: Plan | PortfolioPlan | UncertainPlan, store: str, locale: str) -> list[str]:
    """How good a plan is, what it warns of, and its folder."""
    from planner.plan.several import uncertain
    from planner.plan.several.uncertain import UncertainPlan
    from planner.words import say
    from planner.words.formats import number, percent

    manifest = plan.manifest
    seconds = number(manifest["seconds"]["total"], 0, locale)
    key = "proven of the best" if plan.within_gap else "stopped at gap"
    if manifest["gap"] is None:
        key = "stopped unproven"
    proof = say(key, locale, gap=percent(manifest["gap"], locale, 2))
    folder = uncertain.folder_of(store, plan.run_id) if isinstance(plan, UncertainPlan) else Path(store) / plan.run_id
    return [f"{proof} · {seconds} s", *(f"! {text}" for text in manifest["warnings"]), str(folder)]


def no_plan_json(error: PlannerError) -> str:
    """What machines get instead of a plan: the same keys, and why."""
    status = {2: "bad_input", 3: "infeasible"}.get(error.exit_code, "failed")
    nothing = dict.fromkeys(("objective", "bound", "gap", "seconds", "run_id"))
    answer: dict[str, Any] = {"status": status, **nothing, "kpis": {}, "message": str(error)}
    if isinstance(error, InfeasiblePlan):
        answer["on_all_days"] = error.on_all_days
        answer["reasons"] = [{k: v for k, v in asdict(reason).items() if v != ""} for reason in error.reasons]
        answer["ways_out"] = [asdict(way) for way in error.ways_out]
    return json.dumps(answer, ensure_ascii=False, indent=1)


def words_of(error: PlannerError, locale: str) -> str:
    """What an error says; why there is no plan is said in either language."""
    if not isinstance(error, InfeasiblePlan):
        return str(error)
    from planner.no_plan.text import of_error

    return of_error(error, locale)
