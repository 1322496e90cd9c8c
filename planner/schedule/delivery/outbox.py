"""Deliveries: each a file in the store until it is sent, and after, so that each is made once.

    waiting → sent, or waiting again after 1, 2, 4 … minutes, at most an hour, for three days; then failed

One process sends a delivery at a time (`claims`). What is killed before the server has taken a mail sends it again from
the first byte: a server keeps nothing of half a mail. The mail keeps its Message-ID, by which a mailbox knows one that
was taken although we were killed before we could write that down.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from planner.jobs.processes import read
from planner.schedule import claims
from planner.schedule.delivery import channels
from planner.schedule.record import CLAIMS, OUTBOX, folder_of, utc_text
from planner.whole_files import write_text_whole

if TYPE_CHECKING:
    from planner.schedule.fields import Delivery, Smtp

FIRST_WAIT_S, LONGEST_WAIT_S = 60.0, 3600.0
GIVEN_UP_S = 3 * 86_400.0
State = Literal["waiting", "sent", "failed"]
_log = logging.getLogger("planner.schedule")


@dataclass(frozen=True)
class Letter:
    """One delivery: what goes where, and what became of it."""

    letter_id: str
    schedule: str
    target: Mapping[str, Any]  # a Delivery, by field
    subject: str
    text: str
    files: tuple[str, ...]
    created_utc: str
    next_try_utc: str
    state: State = "waiting"
    attempts: int = 0
    sent_utc: str | None = None
    problem: str = ""


def put(store: str | Path, letter: Letter) -> None:
    """Lay a letter in the outbox, unless one of that id is there, sent or not. OSError."""
    file = _file(store, letter.letter_id)
    if not file.exists():
        _write(file, letter)


def letter(
    letter_id: str, schedule: str, target: Delivery, subject: str, text: str, files: Sequence[Path], now: dt.datetime
) -> Letter:
    """A letter that may be sent at once."""
    paths = tuple(str(file.resolve()) for file in files)
    when = utc_text(now)
    return Letter(letter_id, schedule, target.model_dump(mode="json"), subject, text, paths, when, when)


def letters(store: str | Path, schedule: str | None = None) -> list[Letter]:
    """Letters of a store, or of one entry, the oldest first."""
    own = (_read(file) for file in sorted(folder_of(store, OUTBOX).glob("*.json")))
    listed = [one for one in own if one is not None and schedule in {None, one.schedule}]
    return sorted(listed, key=lambda one: one.created_utc)


def send_due(
    store: str | Path,
    smtp_of: Callable[[], Smtp | None],
    home: Path,
    now: Callable[[], dt.datetime],
) -> dt.datetime | None:
    """Send what is due; when something is due again. None where nothing waits."""
    waiting = [one for one in letters(store) if one.state == "waiting"]
    for one in waiting:
        if dt.datetime.fromisoformat(one.next_try_utc) <= now():
            _send(store, one, smtp_of, home, now)
    left = [one.next_try_utc for one in letters(store) if one.state == "waiting"] if waiting else []
    return min((dt.datetime.fromisoformat(text) for text in left), default=None)


def _send(
    store: str | Path, one: Letter, smtp_of: Callable[[], Smtp | None], home: Path, now: Callable[[], dt.datetime]
) -> None:
    """One attempt, by whoever holds the claim of the letter."""
    right = claims.claim(folder_of(store, CLAIMS), f"letter-{one.letter_id}")
    if right is None:
        return
    with right.at_work():
        fresh = _read(_file(store, one.letter_id)) or one
        if fresh.state != "waiting":
            return
        try:
            channels.deliver(fresh, smtp_of(), home)
        except Exception as error:  # whatever a server answers, the others are sent
            _again(store, fresh, channels.without_secrets(str(error) or type(error).__name__, fresh, smtp_of()), now())
            right.give_back()
            return
        done = replace(fresh, state="sent", attempts=fresh.attempts + 1, sent_utc=utc_text(now()), problem="")
        _write(_file(store, one.letter_id), done)
        right.done()
    _log.info("%s: delivered, %s", one.schedule, channels.target_text(one.target))


def _again(store: str | Path, one: Letter, problem: str, now: dt.datetime) -> None:
    wait_s = min(LONGEST_WAIT_S, FIRST_WAIT_S * 2**one.attempts)
    given_up = (now - dt.datetime.fromisoformat(one.created_utc)).total_seconds() > GIVEN_UP_S
    state: State = "failed" if given_up else "waiting"
    next_try = utc_text(now + dt.timedelta(seconds=wait_s))
    _write(
        _file(store, one.letter_id),
        replace(one, state=state, attempts=one.attempts + 1, next_try_utc=next_try, problem=problem),
    )
    what = "given up" if given_up else f"again at {next_try}"
    _log.warning("%s: not delivered, %s: %s (%s)", one.schedule, channels.target_text(one.target), problem, what)


def _file(store: str | Path, letter_id: str) -> Path:
    return folder_of(store, OUTBOX) / f"{letter_id}.json"


def _write(file: Path, one: Letter) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    write_text_whole(file, json.dumps(asdict(one), ensure_ascii=False, indent=1))


def _read(file: Path) -> Letter | None:
    values = read(file)
    try:
        return Letter(**values | {"files": tuple(values.get("files", ()))})
    except TypeError:
        return None
