"""One run of one entry: fetch the data, solve, report, deliver; what is done is not done again by who takes it over."""

from __future__ import annotations

import datetime as dt
import logging
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from planner.errors import DataError, PlannerError, SolverFailure, StoreError, located
from planner.plan.plan import Plan
from planner.plan.several.uncertain import open_either
from planner.report.changes import beside
from planner.report.write import write
from planner.schedule import guards, record, refresh
from planner.schedule.claims import moment_key
from planner.schedule.delivery import outbox, post
from planner.schedule.file import Schedules, load_schedules
from planner.schedule.record import Record, Work
from planner.schedule.solves import solve_in_queue
from planner.words import formats

if TYPE_CHECKING:
    from planner.plan.several.uncertain import UncertainPlan
    from planner.schedule.fields import Schedule

REPORTS = "reports"
MAY_PASS = (refresh.FetchError, refresh.StaleDataError, SolverFailure, StoreError, OSError)
Solve = Callable[..., "Plan | UncertainPlan"]
_log = logging.getLogger("planner.schedule")


def utc_now() -> dt.datetime:
    """The clock of everybody who passes none."""
    return dt.datetime.now(dt.UTC)


@dataclass(frozen=True)
class Occasion:
    """One run of an entry, and what it needs."""

    schedules: Schedules
    name: str
    store: Path
    folder: Path
    at: dt.datetime  # the time of the timetable, or when somebody asked
    key: str
    cancel: Callable[[], bool] | None = None
    solve: Solve | None = None
    is_mine: Callable[[], bool] = lambda: True
    is_last: bool = True  # no further attempt follows
    now: Callable[[], dt.datetime] = utc_now

    @property
    def entry(self) -> Schedule:
        """What the file says of it."""
        return self.schedules.entry(self.name)

    @property
    def sender(self) -> post.Sender:
        """Who its letters are from."""
        return post.Sender(self.schedules, self.name, self.entry, self.store, self.key, self.at)

    @property
    def stops(self) -> bool:
        """Whether somebody asked for an end."""
        return self.cancel is not None and self.cancel()


@dataclass
class Outcome:
    """What a run of an entry has brought."""

    plans: list[Plan | UncertainPlan] = field(default_factory=list)
    reports: list[Path] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)  # guards that tripped, sources that did not answer
    failed: list[tuple[Exception, str, str]] = field(default_factory=list)  # error, scenario, what is said of it
    left_out: int = 0

    @property
    def may_pass(self) -> bool:
        """Whether every failure is of a kind that may be gone at the next attempt."""
        return bool(self.failed) and all(isinstance(error, MAY_PASS) for error, *_ in self.failed)


def once(
    path: str | Path,
    name: str,
    store: str | Path,
    out: str | Path | None = None,
    *,
    cancel: Callable[[], bool] | None = None,
    solve: Solve | None = None,
) -> list[Path]:
    """Do one entry now: fetch its data, solve its scenarios, write and deliver the reports; returns the reports.

    Reports go to the entry's folder inside `out` (by default `reports` beside the store), named after their run. A
    scenario that fails does not stop the others: its error goes to a .txt file there, and when all are done one
    error names all that failed (of the same type, if they failed alike). `cancel` ends the solve under way, with
    the best plan so far, and leaves out the rest. Without `solve` scenarios go through the queue of jobs.
    """
    schedules, now = load_schedules(path), utc_now()
    entry = schedules.entry(name)
    folder = reports_folder(store, out) / (entry.folder or name)
    key = f"{moment_key(name, now.timestamp())}-once-{time.time_ns() % 1_000_000:06d}"
    occasion = Occasion(schedules, name, Path(store), folder, now, key, cancel, solve)
    outcome = perform(occasion)
    Work(store, key).forget()
    outbox.send_due(store, lambda: schedules.smtp, schedules.file.parent, utc_now)
    raise_failures(occasion, outcome)
    return outcome.reports


def reports_folder(store: str | Path, out: str | Path | None) -> Path:
    """Where reports go: beside the store unless said."""
    return Path(out) if out is not None else Path(store).resolve().parent / REPORTS


def perform(occasion: Occasion) -> Outcome:
    """The run, its record, its letters in the outbox; errors are in the outcome, none is raised."""
    began = occasion.now()
    _note(occasion, began, "running", Outcome())
    outcome = Outcome()
    try:
        fetched = refresh.refresh(occasion.entry.data, occasion.schedules.file.parent, began)
        outcome.warnings += fetched
        _solve_all(occasion, outcome)
    except (DataError, OSError) as error:  # of the data: nothing is solved with them
        outcome.failed.append((error, "data", _first_line(error)))
        _log.error("%s: %s", occasion.name, error)
    if not occasion.is_mine():
        _log.warning("%s: somebody else took this run over; nothing is sent from here", occasion.name)
        return outcome
    comes_again = outcome.may_pass and not occasion.is_last
    if not comes_again:
        _send(occasion, outcome)
    result = "retry" if comes_again else _result(outcome)
    _note(occasion, began, result, outcome)
    return outcome


def raise_failures(occasion: Occasion, outcome: Outcome) -> None:
    """One error that names all that failed, of their type where they failed alike; nothing where none did."""
    if not outcome.failed:
        return
    kinds = {type(error) for error, *_ in outcome.failed}
    kind = kinds.pop() if len(kinds) == 1 else PlannerError
    if not issubclass(kind, PlannerError):
        kind = PlannerError
    count = f"{len(outcome.failed)} of {len(occasion.entry.scenarios)} scenarios failed."
    if [scenario for _, scenario, _ in outcome.failed] == ["data"]:
        count = "its data could not be fetched, and nothing was solved."
    lines = [f"{occasion.name}: {count}", *(text for *_, text in outcome.failed)]
    if outcome.reports:
        lines += ["", "hint: the other reports are written: " + ", ".join(str(one) for one in outcome.reports) + "."]
    raise kind("\n".join(lines))


def _solve_all(occasion: Occasion, outcome: Outcome) -> None:
    work = Work(occasion.store, occasion.key)
    for scenario in occasion.entry.scenarios:
        if occasion.stops:
            _log.warning("%s: stopped; %s is left out", occasion.name, scenario)
            outcome.left_out += 1
            continue
        file = occasion.schedules.scenario_path(scenario)
        try:
            plan = _solved(occasion, file, scenario, work)
            outcome.reports += _reported(occasion, plan)
            outcome.plans.append(plan)
            outcome.warnings += guards.tripped(occasion.entry.guards, plan, occasion.store, occasion.entry.locale)
        except Exception as error:  # whatever befalls one scenario, the others are solved
            note = _keep_error(occasion.folder, file, error, occasion.now())
            outcome.failed.append((error, scenario, f"{scenario}: {_first_line(error)} ({note})"))
            _log.info("%s: %s failed: %s (%s)", occasion.name, scenario, _first_line(error), note)


def _solved(occasion: Occasion, file: Path, scenario: str, work: Work) -> Plan | UncertainPlan:
    """The plan of a scenario: that of an earlier attempt of this run, else a new one."""
    run_id = work.get(scenario).get("run_id")
    if run_id:
        try:
            return open_either(occasion.store, str(run_id))
        except StoreError:
            _log.warning("%s: %s is gone from the store; %s is solved again", occasion.name, run_id, scenario)
    entry = occasion.entry
    _log.info("%s: solving %s, days %s", occasion.name, file, entry.days)
    settings: dict[str, Any] = {"days": entry.days, "gap": entry.gap, "time_limit_s": entry.time_limit_s}
    settings |= {} if entry.paths is None else {"paths": entry.paths}
    if occasion.solve is None:
        plan = solve_in_queue(file, settings, occasion.store, occasion.cancel, work, scenario)
    else:
        plan = occasion.solve(file, **settings, cancel=occasion.cancel, store=occasion.store)
    work.note(scenario, run_id=plan.run_id)
    return plan


def _reported(occasion: Occasion, plan: Plan | UncertainPlan) -> list[Path]:
    entry, name = occasion.entry, occasion.name
    kinds = dict.fromkeys(entry.formats)
    around = beside(occasion.store, plan, "html", entry.locale)  # once for all formats
    reports = [write(plan, occasion.folder / f"{plan.run_id}.{kind}", kind, entry.locale, *around) for kind in kinds]
    written = ", ".join(str(report) for report in reports)
    gap, seconds = formats.percent(plan.manifest["gap"], "en", 2), plan.manifest["seconds"]["total"]
    _log.info("%s: %s is %s within %s · %.0f s · %s", name, plan.title, plan.manifest["status"], gap, seconds, written)
    return reports


def _send(occasion: Occasion, outcome: Outcome) -> None:
    """Letters with the reports, and alerts; what cannot be laid in the outbox is a failure of its own."""
    failed = [(scenario, _first_line(error)) for error, scenario, _ in outcome.failed]
    try:
        if outcome.reports:
            post.send_reports(occasion.sender, outcome.plans, outcome.reports, failed)
    except OSError as error:
        full = StoreError(located(str(occasion.store), f"the outbox could not be written: {error.strerror}."))
        outcome.failed.append((full, "outbox", str(full)))
    if outcome.failed:
        post.send_alert(occasion.sender, "failed", [text for *_, text in outcome.failed])
    if outcome.warnings:
        post.send_alert(occasion.sender, "guard", outcome.warnings)


def _result(outcome: Outcome) -> record.Result:
    if outcome.failed:
        return "failed"
    if outcome.left_out:
        return "stopped"
    return "guard" if outcome.warnings else "ok"


def _note(occasion: Occasion, began: dt.datetime, result: record.Result, outcome: Outcome) -> None:
    """Write down how far an entry is; a disk that takes nothing ends no run."""
    ended = None if result == "running" else record.utc_text(occasion.now())
    message = "\n".join([*(text for *_, text in outcome.failed), *outcome.warnings])
    reports = tuple(str(report) for report in outcome.reports)
    runs = tuple(plan.run_id for plan in outcome.plans)
    at, start = record.utc_text(occasion.at), record.utc_text(began)
    try:
        record.put(occasion.store, Record(occasion.name, at, start, ended, result, message, reports, runs))
    except OSError as error:
        _log.error("%s: its record could not be written (%s)", occasion.name, error)


def _first_line(error: Exception) -> str:
    text = str(error).strip() or type(error).__name__
    return text.splitlines()[0]


def _keep_error(folder: Path, file: Path, error: Exception, now: dt.datetime) -> str:
    """Write an error beside the reports; returns the file's name, or why there is none."""
    note = folder / f"{file.stem}-{now:%Y%m%d-%H%M%S}.txt"
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
