"""What a run of an entry sends: its reports with a text made of the plans, and alerts."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from planner.calendar import PARIS
from planner.plan.changed.last import changes_since_last
from planner.plan.plan import Plan
from planner.plan.text import money_text
from planner.schedule.delivery import channels, outbox, subject
from planner.words import formats, say

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from planner.plan.several.uncertain import UncertainPlan
    from planner.schedule.fields import Delivery, Schedule
    from planner.schedule.file import Schedules

_log = logging.getLogger("planner.schedule")


@dataclass(frozen=True)
class Sender:
    """What all letters of one run share."""

    schedules: Schedules
    name: str
    entry: Schedule
    store: Path
    key: str
    at: dt.datetime

    @property
    def date(self) -> str:
        """The day of the run, in Paris."""
        return formats.date(self.at.astimezone(PARIS).date(), self.entry.locale)


def send_reports(
    sender: Sender,
    plans: Sequence[Plan | UncertainPlan],
    reports: Sequence[Path],
    failed: Sequence[tuple[str, str]],
) -> None:
    """Lay the reports of a run in the outbox, a letter for each delivery. OSError."""
    locale = sender.entry.locale
    values = {
        "schedule": sender.name,
        "scenarios": ", ".join(str(plan.manifest["scenario_name"]) for plan in plans),
        "titles": ", ".join(plan.title for plan in plans),
        "date": sender.date,
        "runs": ", ".join(plan.run_id for plan in plans),
        "value": ", ".join(_value_text(plan, locale) for plan in plans),
        "failed": ", ".join(scenario for scenario, _ in failed),
    }
    for number, delivery in enumerate(sender.entry.deliver):
        head = (
            subject.fill(delivery.subject, values)
            if delivery.subject
            else say("mail subject", locale, titles=values["titles"], date=sender.date)
        )
        text = _text(sender, plans, failed, delivery)
        _post(sender, f"{sender.key}-{number}", delivery, head, text, reports)


def send_alert(sender: Sender, kind: str, lines: Sequence[str]) -> None:
    """Tell those whom the entry names of a failure ("failed") or of guards ("guard").

    Where the outbox cannot be written, as on a full disk, the alert is sent at once, without a record of it.
    """
    head = say(f"alert {kind}", sender.entry.locale, schedule=sender.name, date=sender.date)
    for number, delivery in enumerate(sender.entry.alert):
        letter_id = f"{sender.key}-{kind}-{number}"
        try:
            _post(sender, letter_id, delivery, head, "\n".join(lines), [])
        except OSError as error:
            _log.error("%s: the outbox cannot be written (%s)", sender.name, error)
            _send_now(sender, outbox.letter(letter_id, sender.name, delivery, head, "\n".join(lines), [], sender.at))


def _send_now(sender: Sender, letter: outbox.Letter) -> None:
    smtp = sender.schedules.smtp
    try:
        channels.deliver(letter, smtp, sender.schedules.file.parent)
    except Exception as error:  # there is nobody left to tell
        _log.error("%s: no alert, %s", sender.name, channels.without_secrets(str(error), letter, smtp))


def _post(sender: Sender, letter_id: str, delivery: Delivery, head: str, text: str, files: Sequence[Path]) -> None:
    outbox.put(sender.store, outbox.letter(letter_id, sender.name, delivery, head, text, files, sender.at))


def _text(
    sender: Sender, plans: Sequence[Plan | UncertainPlan], failed: Sequence[tuple[str, str]], delivery: Delivery
) -> str:
    locale = sender.entry.locale
    parts = ["\n".join(_plan_lines(sender.store, plan, locale)) for plan in plans]
    parts += [say("mail failed", locale, scenario=scenario, problem=problem) for scenario, problem in failed]
    if delivery.link:
        parts.append(say("mail link", locale, link=delivery.link))
    return "\n\n".join([*parts, say("mail foot", locale, schedule=sender.name, date=sender.date)])


def _plan_lines(store: Path, plan: Plan | UncertainPlan, locale: str) -> list[str]:
    """Title and decision of a plan, and what changed since the one before, a line each."""
    lines = [plan.title, plan.headline(locale)]
    changes = changes_since_last(store, plan) if isinstance(plan, Plan) else None
    if changes is None or not (texts := changes.sentences(locale)):
        return lines
    return [*lines, say("mail changed", locale, run=changes.a.run_id), *(f"- {text}" for text in texts)]


def _value_text(plan: Plan | UncertainPlan, locale: str) -> str:
    value = plan.kpi("npv_meur") if isinstance(plan, Plan) else None
    return money_text(value, locale)
