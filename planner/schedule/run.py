"""The timetable at work: what runs next, and all entries as long as the process lives; each run once, on one host."""

from __future__ import annotations

import datetime as dt
import logging
import signal
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from planner.errors import PlannerError
from planner.schedule import claims, cron, record
from planner.schedule.delivery import outbox
from planner.schedule.file import Schedules, load_schedules
from planner.schedule.once import Occasion, Solve, once, perform, raise_failures, reports_folder
from planner.schedule.record import CLAIMS, Work, folder_of
from planner.whole_files import sweep_below

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import FrameType

__all__ = ["load_schedules", "next_runs", "once", "run"]

NAP_S = 1.0
POST_EVERY_S = 15.0  # letters of other processes are looked for so often
FIRST_WAIT_S = 300.0  # before the first new attempt of a run that failed; each further one waits twice as long
COLUMNS = ["name", "next_run", "cron", "scenarios", "days", "locale", "folder"]
Job = Callable[[str, dt.datetime, int], "dt.datetime | None"]  # name, time of the timetable, attempt → when again
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


def run(path: str | Path, store: str | Path, out: str | Path | None = None, *, solve: Solve | None = None) -> None:
    """Keep the timetable until Ctrl-C or SIGTERM, which end the solve under way with its best plan, reported.

    One entry runs at a time; one that comes due meanwhile waits its turn, once. Times that passed while nothing ran
    are caught up with once, by their last. Of several hosts on one store one does a run (`claims`). What fails and may
    pass is tried again, as often as its entry says. The file is read when this starts.
    """
    _log_to_stderr()
    schedules = load_schedules(path)
    with suppress(OSError):  # a disk that cannot be read now may be there when an entry is due
        sweep_below(Path(store))
    crons = {name: entry.cron for name, entry in schedules.entries.items()}
    stop = threading.Event()

    def end(number: int, frame: FrameType | None) -> None:
        _log.info("%s: ending in good order", signal.Signals(number).name)
        stop.set()

    before = {number: signal.signal(number, end) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        job = partial(_job, schedules, Path(store), out, stop, solve)
        _keep(crons, stop, job, _last(store, crons), lambda: _post(schedules, store))
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    _log.info("ended")


def _last(store: str | Path, crons: Mapping[str, str]) -> dict[str, dt.datetime]:
    """The time of the timetable that each entry has last begun, from its record; those that never ran have none.

    One that was begun and not ended comes again: its claim says whether somebody is at it.
    """
    last = {}
    for name in crons:
        own = record.record_of(store, name)
        if own is not None:
            at = dt.datetime.fromisoformat(own.occurrence_utc)
            ended = own.result not in {"running", "retry"}
            last[name] = at if ended else at - dt.timedelta(seconds=1)
    return last


def _keep(
    crons: Mapping[str, str],
    stop: threading.Event,
    job: Job,
    last: Mapping[str, dt.datetime] | None = None,
    post: Callable[[], dt.datetime | None] = lambda: None,
) -> None:
    """Do the job of each name at the times of its cron line, the one due longest first, until `stop` is set.

    A job says when it wants to come again; a later time of its line that passes meanwhile takes its place.
    """
    began = {name: (last or {}).get(name, _now()) for name in crons}
    occurrence = {name: cron.next_after(text, began[name]) for name, text in crons.items()}
    due, attempt = dict(occurrence), dict.fromkeys(crons, 1)
    for name, when in sorted(due.items(), key=lambda item: item[1]):
        _log.info("%s: next at %s", name, f"{when:%Y-%m-%d %H:%M %Z}")
    post_at = _now()
    while not stop.is_set():
        if post_at <= _now():
            post_at = post() or _now() + dt.timedelta(seconds=POST_EVERY_S)
        name = min(due, key=due.__getitem__)
        now = _now()
        if due[name] > now:
            wait_s = (min(due[name], post_at) - now).total_seconds()
            time.sleep(min(NAP_S, max(wait_s, 0.01)))  # short: a clock may jump, a machine may sleep
            continue
        latest = _latest(crons[name], occurrence[name], now)
        if latest != occurrence[name]:
            _log.warning("%s: caught up with once, for %s", name, f"{latest:%Y-%m-%d %H:%M %Z}")
            attempt[name] = 1
        again = _in_thread(job, name, latest, attempt[name])
        occurrence[name] = latest if again else cron.next_after(crons[name], max(latest, _now()))
        due[name], attempt[name] = again or occurrence[name], attempt[name] + 1 if again else 1
        post_at = _now()


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def _latest(text: str, due: dt.datetime, now: dt.datetime) -> dt.datetime:
    """The last of the times that have passed since an entry came due."""
    while (later := cron.next_after(text, due)) <= now:
        due = later
    return due


def _in_thread(job: Job, name: str, at: dt.datetime, attempt: int) -> dt.datetime | None:
    """Run a job beside this thread, which alone hears signals: inside a solver they would wait for its end."""
    answers: list[dt.datetime | None] = []
    worker = threading.Thread(target=lambda: answers.append(job(name, at, attempt)), name=name)
    worker.start()
    while worker.is_alive():
        worker.join(NAP_S)
    return answers[0] if answers else None


def _job(
    schedules: Schedules,
    store: Path,
    out: str | Path | None,
    stop: threading.Event,
    solve: Solve | None,
    name: str,
    at: dt.datetime,
    attempt: int = 1,
) -> dt.datetime | None:
    """One attempt at one run, unless it is done or somebody else is at it; when to come again, if so."""
    folder, key = folder_of(store, CLAIMS), claims.moment_key(name, at.timestamp())
    try:
        right = claims.claim(folder, key)
        if right is None:
            return _of_another(folder, key, name)
        with right.at_work():
            return _attempt(schedules, store, out, stop, solve, name, at, attempt, right)
    except Exception as error:  # whatever befalls one entry, the timetable goes on
        _log.error("%s: %s", name, error, exc_info=not isinstance(error, PlannerError))
        return None


def _of_another(folder: Path, key: str, name: str) -> dt.datetime | None:
    if claims.is_done(folder, key):
        _log.info("%s: done already", name)
        return None
    _log.info("%s: another process is at it", name)
    return _now() + dt.timedelta(seconds=claims.seconds_until_stale())


def _attempt(
    schedules: Schedules,
    store: Path,
    out: str | Path | None,
    stop: threading.Event,
    solve: Solve | None,
    name: str,
    at: dt.datetime,
    attempt: int,
    right: claims.Claim,
) -> dt.datetime | None:
    _log.info("%s: begins", name)
    entry = schedules.entry(name)
    occasion = Occasion(
        schedules, name, store, reports_folder(store, out) / (entry.folder or name), at, right.key, stop.is_set, solve,
        lambda: right.is_latest, attempt > entry.retries, _now,
    )  # fmt: skip
    outcome = perform(occasion)
    if outcome.may_pass and not occasion.is_last and not stop.is_set():
        right.give_back()
        again = _now() + dt.timedelta(seconds=FIRST_WAIT_S * 2 ** (attempt - 1))
        _log.warning("%s: failed, again at %s", name, f"{again:%Y-%m-%d %H:%M %Z}")
        return again
    right.done()
    Work(store, right.key).forget()
    claims.prune(right.folder, _now().timestamp())
    try:
        raise_failures(occasion, outcome)
    except PlannerError as error:
        _log.error("%s: %s", name, error)
        return None
    _log.info("%s: done, %d reports", name, len(outcome.reports))
    return None


def _post(schedules: Schedules, store: str | Path) -> dt.datetime | None:
    """Send what waits in the outbox; a store that cannot be read is tried again."""
    try:
        return outbox.send_due(store, lambda: schedules.smtp, schedules.file.parent, _now)
    except OSError as error:
        _log.error("the outbox cannot be read (%s)", error)
        return None


def _log_to_stderr() -> None:
    """Show our log lines, with the time, unless the caller has set up logging."""
    logger = logging.getLogger("planner")
    if logging.getLogger().handlers or logger.handlers:
        return
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
