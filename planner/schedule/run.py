"""The timetable at work: what runs next, one entry now, or all of them for as long as the process lives."""

from __future__ import annotations

import datetime as dt
import logging
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from planner import api
from planner.errors import PlannerError
from planner.plan.plan import Plan
from planner.plan.several.pair import paths_beside
from planner.report.write import write
from planner.schedule import cron
from planner.schedule.file import Schedule, load_schedules
from planner.words import formats

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import FrameType

    from planner.plan.several.uncertain import UncertainPlan

__all__ = ["load_schedules", "next_runs", "once", "run"]

REPORTS = "reports"
LATE_S = 12 * 3600  # an entry that waited so long for another, or for a sleeping machine, is left out
NAP_S = 1.0
COLUMNS = ["name", "next_run", "cron", "scenarios", "days", "locale", "folder"]
Solve = Callable[..., "Plan | UncertainPlan"]
_log = logging.getLogger("planner.schedule")


def next_runs(path: str | Path, now: dt.datetime | None = None) -> pd.DataFrame:
    """When each entry runs next (Europe/Paris), soonest first, with what it does. ScenarioError for a bad file."""
    moment = now or dt.datetime.now(dt.UTC)
    rows = [
        (
            name,
            cron.next_after(own.cron, moment),
            own.cron,
            ", ".join(Path(scenario).stem for scenario in own.scenarios),
            str(own.days),
            own.locale,
            own.folder or name,
        )
        for name, own in load_schedules(path).entries.items()
    ]
    return pd.DataFrame(rows, columns=COLUMNS).sort_values("next_run", kind="stable", ignore_index=True)


def once(
    path: str | Path,
    name: str,
    store: str | Path,
    out: str | Path | None = None,
    *,
    cancel: Callable[[], bool] | None = None,
    solve: Solve = api.solve,
) -> list[Path]:
    """Solve the scenarios of one entry now, save the runs and write their reports; returns the reports.

    Reports go to the entry's folder inside `out` (by default `reports` beside the store), named after their run. A
    scenario that fails does not stop the others: its error goes to a .txt file there, and when all are done one
    error names all that failed (of the same type, if they failed alike). `cancel` ends the solve under way, with
    the best plan so far, and leaves out the rest.
    """
    schedules = load_schedules(path)
    entry = schedules.entry(name)
    folder = (Path(out) if out is not None else Path(store).resolve().parent / REPORTS) / (entry.folder or name)
    written: list[Path] = []
    failed: list[tuple[Exception, str]] = []
    for scenario in entry.scenarios:
        if cancel is not None and cancel():
            _log.warning("%s: stopped; %s is left out", name, scenario)
            continue
        file = schedules.scenario_path(scenario)
        try:
            written += _solve_and_report(name, entry, file, store, folder, cancel, solve)
        except Exception as error:  # whatever befalls one scenario, the others are solved
            note = _keep_error(folder, file, error)
            failed.append((error, f"{scenario}: {_first_line(error)} ({note})"))
            _log.info("%s: %s failed: %s (%s)", name, scenario, _first_line(error), note)
    if failed:
        kinds = {type(error) for error, _ in failed}
        kind = kinds.pop() if len(kinds) == 1 else PlannerError
        if not issubclass(kind, PlannerError):
            kind = PlannerError
        lines = [f"{name}: {len(failed)} of {len(entry.scenarios)} scenarios failed.", *(text for _, text in failed)]
        if written:
            lines += ["", "hint: the other reports are written: " + ", ".join(str(report) for report in written) + "."]
        raise kind("\n".join(lines))
    return written


def _solve_and_report(
    name: str,
    entry: Schedule,
    file: Path,
    store: str | Path,
    folder: Path,
    cancel: Callable[[], bool] | None,
    solve: Solve,
) -> list[Path]:
    _log.info("%s: solving %s, days %s", name, file, entry.days)
    paths = {} if entry.paths is None else {"paths": entry.paths}
    plan = solve(
        file, days=entry.days, gap=entry.gap, time_limit_s=entry.time_limit_s, cancel=cancel, store=store, **paths
    )
    kinds = dict.fromkeys(entry.formats)
    beside = paths_beside(store, plan) if isinstance(plan, Plan) else None
    reports = [write(plan, folder / f"{plan.run_id}.{kind}", kind, entry.locale, beside) for kind in kinds]
    written = ", ".join(str(report) for report in reports)
    gap, seconds = formats.percent(plan.manifest["gap"], "en", 2), plan.manifest["seconds"]["total"]
    _log.info("%s: %s is %s within %s · %.0f s · %s", name, file.stem, plan.manifest["status"], gap, seconds, written)
    return reports


def _first_line(error: Exception) -> str:
    text = str(error).strip() or type(error).__name__
    return text.splitlines()[0]


def _keep_error(folder: Path, file: Path, error: Exception) -> str:
    """Write an error beside the reports; returns the file's name, or why there is none."""
    note = folder / f"{file.stem}-{dt.datetime.now(dt.UTC):%Y%m%d-%H%M%S}.txt"
    text = str(error)
    if not isinstance(error, PlannerError):
        plea = "Something broke inside the planner. Please report it with the scenario and this file."
        text = f"{plea}\n\n{''.join(traceback.format_exception(error))}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        note.write_text(f"{file}\n\n{text}\n", encoding="utf-8")
    except OSError as trouble:
        return f"{note} could not be written: {trouble.strerror}"
    return str(note)


def run(path: str | Path, store: str | Path, out: str | Path | None = None, *, solve: Solve = api.solve) -> None:
    """Keep the timetable until Ctrl-C or SIGTERM, which end the solve under way with its best plan, reported.

    One entry runs at a time; one that comes due meanwhile waits its turn, once. The file is read when this starts;
    an entry that fails is logged and comes again at its next time. Times that pass while nothing runs are not
    made up for, and what is late by more than 12 hours is left out.
    """
    _log_to_stderr()
    crons = {name: entry.cron for name, entry in load_schedules(path).entries.items()}
    stop = threading.Event()

    def end(number: int, frame: FrameType | None) -> None:
        _log.info("%s: ending in good order", signal.Signals(number).name)
        stop.set()

    before = {number: signal.signal(number, end) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        _keep(crons, stop, lambda name: _job(path, name, store, out, stop, solve))
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    _log.info("ended")


def _keep(crons: Mapping[str, str], stop: threading.Event, job: Callable[[str], None]) -> None:
    """Do the job of each name at the times of its cron line, the one due longest first, until `stop` is set."""
    due = {name: cron.next_after(text, _now()) for name, text in crons.items()}
    for name, when in sorted(due.items(), key=lambda item: item[1]):
        _log.info("%s: next at %s", name, f"{when:%Y-%m-%d %H:%M %Z}")
    while not stop.is_set():
        name = min(due, key=due.__getitem__)
        now = _now()
        if due[name] > now:
            time.sleep(min(NAP_S, (due[name] - now).total_seconds()))  # short: a clock may jump, a machine may sleep
            continue
        latest = _latest(crons[name], due[name], now)
        if (now - latest).total_seconds() > LATE_S:
            _log.warning("%s: left out, it was due at %s", name, f"{latest:%Y-%m-%d %H:%M %Z}")
        else:
            _in_thread(job, name)
        due[name] = cron.next_after(crons[name], _now())


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def _latest(text: str, due: dt.datetime, now: dt.datetime) -> dt.datetime:
    """The last of the times that have passed since an entry came due."""
    while (later := cron.next_after(text, due)) <= now:
        due = later
    return due


def _in_thread(job: Callable[[str], None], name: str) -> None:
    """Run a job beside this thread, which alone hears signals: inside a solver they would wait for its end."""
    worker = threading.Thread(target=job, args=(name,), name=name)
    worker.start()
    while worker.is_alive():
        worker.join(NAP_S)


def _job(
    path: str | Path, name: str, store: str | Path, out: str | Path | None, stop: threading.Event, solve: Solve
) -> None:
    _log.info("%s: begins", name)
    try:
        reports = once(path, name, store, out, cancel=stop.is_set, solve=solve)
    except Exception as error:  # whatever befalls one entry, the timetable goes on
        _log.error("%s: %s", name, error, exc_info=not isinstance(error, PlannerError))
        return
    _log.info("%s: done, %d reports", name, len(reports))


def _log_to_stderr() -> None:
    """Show our log lines, with the time, unless the caller has set up logging."""
    logger = logging.getLogger("planner")
    if logging.getLogger().handlers or logger.handlers:
        return
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
