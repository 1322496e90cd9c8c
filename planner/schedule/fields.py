"""What `schedules.yaml` may hold: entries, sources of data, deliveries, the mail server. No secret stands in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import Field

from planner.report.write import Format
from planner.scenario.fields.parts import FROZEN, LIST, Name, Part, field
from planner.scenario.rules.problem import Problem
from planner.schedule import cron
from planner.schedule.delivery import subject

SUFFIXES = (".yaml", ".yml")
FOLDER = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*(/[A-Za-z0-9_][A-Za-z0-9_.-]*)*")
MOST_DAYS = 366
ADDRESS = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>]+|[^@\s,;<>]+@localhost")
LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})
WEB = ("http", "https")
Kind = Literal["time", "number", "text"]


class Smtp(Part):
    """The server that takes our mail."""

    host: str = field("", "Name of the mail server.", min_length=1)
    port: int = field("", "Its port.", 587, ge=1, le=65535)
    security: Literal["starttls", "tls", "none"] = field("", "starttls, tls from the first byte, or none.", "starttls")
    sender: str = field("", "Address that mail comes from.")
    user: str | None = field("", "Name for the login; without one there is no login.", None)
    password_env: str | None = field("", "Name of the environment variable that holds the password.", None)
    ca_file: str | None = field("", "Certificates to trust instead of the system's, from this folder.", None)


class Source(Part):
    """A table that is fetched before each solve: from a folder, a URL or a command, and where it is put."""

    folder: str | None = field("", "Folder whose newest .csv file is taken.", None)
    url: str | None = field("", "http(s) address that answers with CSV.", None)
    token_env: str | None = field("", "Environment variable with the bearer token for the URL.", None)
    command: Annotated[tuple[str, ...] | None, LIST] = field("", "Program and arguments; it prints CSV.", None)
    to: str = field("", "File that is written, from this folder.")
    columns: Annotated[dict[str, Kind], FROZEN] = Field(
        min_length=1, description="Columns by name, unit in the name, and what they hold: time, number or text."
    )
    newest: str | None = field("", "Column of times whose newest says how old the data are.", None)
    oldest_days: float | None = field("days", "Data older than this are not solved with.", None, gt=0, le=3660)


class Delivery(Part):
    """Where reports go: one of folder, mail_to, webhook."""

    folder: str | None = field("", "Folder that reports are copied to.", None)
    mail_to: Annotated[tuple[str, ...] | None, LIST] = field("", "Addresses that get a mail.", None)
    subject: str | None = field("", "Subject of the mail; {{ names }} are filled in.", None)
    attach: bool = field("", "Attach the reports; else the mail only links to them.", True)
    link: str | None = field("", "Address under which people find the reports.", None)
    webhook: str | None = field("", "http(s) address that is told in JSON.", None)
    token_env: str | None = field("", "Environment variable with the bearer token for the webhook.", None)


class Guards(Part):
    """What trips an alert although there is a plan."""

    plan_change_share: float | None = field("share", "Value or racks ordered moved by more than this.", None, gt=0)
    gap_share: float | None = field("share", "Proof looser than this.", None, gt=0, lt=1)


class Schedule(Part):
    """One entry: when it runs, what it solves, what it writes."""

    cron: str = field("", "Minute, hour, day of month, month, day of week, on the clocks of Europe/Paris.")
    scenarios: Annotated[tuple[str, ...], LIST] = field("", "Scenario files, from this folder.", min_length=1)
    days: Any = field("", "All days, or a number of real days per period.", "all")
    gap: float = field("share", "Proven distance to the best plan.", 0.005, ge=1e-6, lt=1)
    paths: int | None = field("", "Plan for so many weighted paths of scenarios with uncertainty.", None, ge=1, le=1000)
    time_limit_s: float | None = field("s", "Stop each solve after so long, with the best plan so far.", None, gt=0)
    locale: Literal["en", "fr"] = field("", "Language of the reports.", "en")
    formats: Annotated[tuple[Format, ...], LIST] = field("", "What is written.", ("html",), min_length=1)
    folder: str | None = field("", "Folder inside that of all reports; by default the name.", None)
    data: Annotated[dict[Name, Source], FROZEN] = Field(default={}, description="Tables fetched before the solve.")
    deliver: Annotated[tuple[Delivery, ...], LIST] = field("", "Where reports go beside the folder.", ())
    alert: Annotated[tuple[Delivery, ...], LIST] = field("", "Who hears of failures and tripped guards.", ())
    guards: Guards = Field(default=Guards(), description="What trips an alert.")
    retries: int = field("", "Attempts after a failure that may pass.", 2, ge=0, le=10)


def problems(name: str, own: Schedule, smtp: Smtp | None) -> Iterator[Problem]:
    """Rules of one entry that no single field holds."""
    path = f"schedules.{name}"
    yield from _when_and_what(path, own)
    for source, table in own.data.items():
        yield from _source(f"{path}.data.{source}", table)
    for part in ("deliver", "alert"):
        for number, delivery in enumerate(getattr(own, part)):
            yield from _delivery(f"{path}.{part}.{number}", delivery, smtp)


def smtp_problems(smtp: Smtp | None) -> Iterator[Problem]:
    """Rules of the mail server: an address, and no password in clear."""
    if smtp is None:
        return
    if not ADDRESS.fullmatch(smtp.sender):
        yield Problem("smtp.sender", f'is "{smtp.sender}".', "Allowed: an address such as planner@site.example.")
    if (smtp.user is None) != (smtp.password_env is None):
        yield Problem("smtp.user", "and password_env do not go together.", "Allowed: both, or neither.")
    if smtp.user is not None and smtp.security == "none" and smtp.host not in LOCAL:
        allowed = "Allowed with a login: starttls or tls, so that the password does not travel in clear."
        yield Problem("smtp.security", "is none.", allowed)


def _when_and_what(path: str, own: Schedule) -> Iterator[Problem]:
    try:
        cron.check(own.cron)
    except ValueError as error:
        read, _, allowed = str(error).partition("\n")
        hint = 'every Monday at six: "0 6 * * mon".'
        yield Problem(f"{path}.cron", f"is not understood: {read}", allowed, hint)
    days = own.days
    whole = isinstance(days, int) and not isinstance(days, bool) and 1 <= days <= MOST_DAYS
    if days != "all" and not whole:
        allowed = f"Allowed: all, or a number of days per period from 1 to {MOST_DAYS}."
        yield Problem(f"{path}.days", f"is {days!r}.", allowed, "days: 3 answers in seconds, days: all is exact.")
    if own.folder is not None and not FOLDER.fullmatch(own.folder):
        allowed = "Allowed: letters, digits, - _ . and / between folders, inside the folder of all reports."
        yield Problem(f"{path}.folder", f'is "{own.folder}".', allowed)
    for number, scenario in enumerate(own.scenarios):
        if not _inside(scenario) or not scenario.endswith(SUFFIXES):
            allowed = "Allowed: a .yaml file in the folder of this file, or below."
            yield Problem(f"{path}.scenarios.{number}", f'is "{scenario}".', allowed)


def _source(path: str, source: Source) -> Iterator[Problem]:
    given = [name for name in ("folder", "url", "command") if getattr(source, name) is not None]
    if len(given) != 1:
        yield Problem(path, f"names {', '.join(given) or 'no source'}.", "Allowed: one of folder, url and command.")
    if source.url is not None and not _is_web(source.url):
        yield Problem(f"{path}.url", f'is "{source.url}".', "Allowed: an http or https address.")
    if source.command is not None and not source.command:
        yield Problem(f"{path}.command", "is empty.", "Allowed: a program and its arguments, as a list.")
    if not _inside(source.to) or not source.to.endswith(".csv"):
        yield Problem(f"{path}.to", f'is "{source.to}".', "Allowed: a .csv file in the folder of this file, or below.")
    times = [name for name, kind in source.columns.items() if kind == "time"]
    if (source.oldest_days is None) != (source.newest is None):
        yield Problem(f"{path}.newest", "and oldest_days do not go together.", "Allowed: both, or neither.")
    elif source.newest is not None and source.newest not in times:
        allowed = f"Allowed: a column of times ({', '.join(times) or 'there is none'})."
        yield Problem(f"{path}.newest", f'is "{source.newest}".', allowed)


def _delivery(path: str, own: Delivery, smtp: Smtp | None) -> Iterator[Problem]:
    given = [name for name in ("folder", "mail_to", "webhook") if getattr(own, name) is not None]
    if len(given) != 1:
        yield Problem(path, f"names {', '.join(given) or 'no target'}.", "Allowed: one of folder, mail_to and webhook.")
    if own.webhook is not None and not _is_web(own.webhook):
        yield Problem(f"{path}.webhook", f'is "{own.webhook}".', "Allowed: an http or https address.")
    if own.mail_to is None:
        return
    if not own.mail_to:
        yield Problem(f"{path}.mail_to", "has no recipient.", "Allowed: one address, or several.")
    for number, address in enumerate(own.mail_to):
        if not ADDRESS.fullmatch(address):
            allowed = "Allowed: an address such as ana@site.example."
            yield Problem(f"{path}.mail_to.{number}", f'is "{address}".', allowed)
    if smtp is None:
        hint = "smtp: {host: smtp.site.example, sender: planner@site.example}"
        yield Problem(f"{path}.mail_to", "needs a mail server, and the file names none.", "Needed: smtp, above.", hint)
    if not own.attach and own.link is None:
        yield Problem(f"{path}.attach", "is false, and there is no link.", "Allowed: attach, or a link, or both.")
    problem = subject.problem(own.subject)
    if problem:
        yield Problem(f"{path}.subject", *problem)


def _inside(path: str) -> bool:
    return not Path(path).is_absolute() and ".." not in Path(path).parts


def _is_web(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in WEB and bool(parts.hostname) and parts.username is None
