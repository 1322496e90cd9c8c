"""The timetable at work: what runs next, one entry now, or all of them for as long as the process lives."""

from __future__ import annotations

import datetime as dt
import logging
import signal
import sys
import threading
import traceback
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

import pandas as pd

from planner import api
from planner.errors import PlannerError
from planner.report.write import write
from planner.schedule import cron
from planner.schedule.file import Schedule, load_schedules
from planner.words import formats

if TYPE_CHECKING:
    from apscheduler.schedulers.blocking import BlockingScheduler

    from planner.plan.plan import Plan

__all__ = ["load_schedules", "next_runs", "once", "run"]

REPORTS = "reports"
LATE_S = 12 * 3600  # an entry that waited so long for another, or for a sleeping machine, is left out
COLUMNS = ["name", "next_run", "cron", "scenarios", "days", "locale", "folder"]
Solve = Callable[..., "Plan"]
_log = logging.getLogger("planner.schedule")


def next_runs(path: str | Path, now: dt.datetime | None = None) -> pd.DataFrame:
    """When each entry runs next (Europe/Paris), soonest first, with what it does. ScenarioError for a bad file."""
    moment = now or dt.datetime.now(dt.UTC)
    rows = [
        (
            name,
            cron.parse(own.cron).next_after(moment),
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
    plan = solve(
        file, days=entry.days, gap=entry.gap, time_limit_s=entry.time_limit_s, cancel=cancel, store=store
    )  # fmt: skip
    kinds = dict.fromkeys(entry.formats)
    reports = [write(plan, folder / f"{plan.run_id}.{kind}", kind, entry.locale) for kind in kinds]
    told = ", ".join(str(report) for report in reports)
    gap, seconds = formats.percent(plan.manifest["gap"], "en", 2), plan.manifest["seconds"]["total"]
    _log.info("%s: %s is %s within %s · %.0f s · %s", name, file.stem, plan.manifest["status"], gap, seconds, told)
    return reports


def _first_line(error: Exception) -> str:
    text = str(error).strip() or type(error).__name__
    return text.splitlines()[0]


def _keep_error(folder: Path, file: Path, error: Exception) -> str:
    """Write an error beside the reports; returns the file's name, or why there is none."""
    note = folder / f"{file.stem}-{dt.datetime.now(dt.UTC):%Y%m%d-%H%M%S}.txt"
    text = str(error)
    if not isinstance(error, PlannerError):
        told = "Something broke inside the planner. Please report it with the scenario and this file."
        text = f"{told}\n\n{''.join(traceback.format_exception(error))}"
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
    made up for.
    """
    _log_to_stderr()
    schedules = load_schedules(path)
    stop = threading.Event()
    scheduler = make_scheduler()
    for name, entry in schedules.entries.items():
        scheduler.add_job(
            _job, cron_trigger(cron.parse(entry.cron)), args=(path, name, store, out, stop, solve), id=name, name=name
        )  # fmt: skip
    for row in next_runs(path).to_dict("records"):
        _log.info("%s: next at %s", row["name"], f"{row['next_run']:%Y-%m-%d %H:%M %Z}")

    def end(number: int, frame: FrameType | None) -> None:
        _log.info("%s: ending in good order", signal.Signals(number).name)
        stop.set()
        # Not in the handler itself: it may have interrupted the scheduler while that holds its lock.
        threading.Thread(target=scheduler.shutdown, name="shutdown").start()

    before = {number: signal.signal(number, end) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        scheduler.start()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    _log.info("ended")


def make_scheduler() -> BlockingScheduler:
    """One worker, so that solves do not share the cores; what is missed meanwhile runs once, up to 12 hours late."""
    from apscheduler.executors.pool import ThreadPoolExecutor
    from apscheduler.schedulers.blocking import BlockingScheduler

    return BlockingScheduler(
        timezone=cron.PARIS,
        executors={"default": ThreadPoolExecutor(1)},
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": LATE_S},
    )


def cron_trigger(when: cron.Cron) -> Any:
    """A trigger for APScheduler that fires at the times of `when`."""
    from apscheduler.triggers.base import BaseTrigger

    class Trigger(BaseTrigger):  # type: ignore[misc]
        """Five cron fields, each wall-clock time exactly once."""

        def get_next_fire_time(self, previous: dt.datetime | None, now: dt.datetime) -> dt.datetime:
            """The first time after the previous one, or after now."""
            return when.next_after(previous or now)

    return Trigger()


def _job(
    path: str | Path, name: str, store: str | Path, out: str | Path | None, stop: threading.Event, solve: Solve
) -> None:
    if stop.is_set():
        return
    _log.info("%s: begins", name)
    try:
        reports = once(path, name, store, out, cancel=stop.is_set, solve=solve)
    except PlannerError as error:
        _log.error("%s: %s", name, error)
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
