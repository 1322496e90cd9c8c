"""`schedules.yaml`: which scenarios are solved when, and where their reports go."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import Field, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from planner.errors import ScenarioError, located, nearest
from planner.report.write import Format
from planner.scenario.fields.parts import FROZEN, LIST, Name, Part, field
from planner.scenario.files.yaml_text import Document, parse
from planner.scenario.rules.problem import Problem
from planner.scenario.words import messages
from planner.schedule import cron

SUFFIXES = (".yaml", ".yml")
FOLDER = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*(/[A-Za-z0-9_][A-Za-z0-9_.-]*)*")
MOST_DAYS = 366


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


class _File(Part):
    """The file as a whole."""

    timezone: Literal["Europe/Paris"] = field("", "The clocks that cron reads.", "Europe/Paris")
    schedules: Annotated[dict[Name, Schedule], FROZEN] = Field(min_length=1, description="Entries by name.")

    @model_validator(mode="after")
    def _rules(self) -> Self:
        problems = tuple(problem for name, own in self.schedules.items() for problem in _problems(name, own))
        if problems:
            kind, text = "scenario_rules", "values that are not allowed"
            raise PydanticCustomError(kind, text, {"problems": problems})
        return self


@dataclass(frozen=True)
class Schedules:
    """The entries of a file, checked; `file` is where they stand."""

    file: Path
    entries: Mapping[str, Schedule]

    def entry(self, name: str) -> Schedule:
        """One entry by name. ScenarioError, with the nearest name, if there is none."""
        if name not in self.entries:
            problem = f'there is no schedule "{name}".'
            raise ScenarioError(located(str(self.file), problem, nearest(name, self.entries)))
        return self.entries[name]

    def scenario_path(self, scenario: str) -> Path:
        """The file of a scenario named in an entry."""
        return self.file.parent / scenario


def load_schedules(path: str | Path) -> Schedules:
    """Read a file of schedules. ScenarioError with file, line, field, value read and what is allowed."""
    file = Path(path)
    document = _read(file)
    try:
        timetable = _File.model_validate(document.values)
    except ValidationError as error:
        raise ScenarioError(messages.explain(_File, error, document.values, document.provenance, str(file))) from None
    missing = list(_missing(file, timetable.schedules, document))
    if missing:
        raise ScenarioError("\n\n".join(missing))
    return Schedules(file, timetable.schedules)


def _read(file: Path) -> Document:
    if not file.is_file():
        hint = "write one as docs/analysts.md shows, or name it with --file."
        raise ScenarioError(located(str(file), "there is no such file of schedules.", hint))
    try:
        return parse(file.read_text(encoding="utf-8"), str(file))
    except UnicodeDecodeError:
        raise ScenarioError(located(str(file), "the file is not text in UTF-8.", "save it as UTF-8.")) from None
    except OSError as error:
        raise ScenarioError(located(str(file), f"cannot be read: {error.strerror}.")) from error


def _problems(name: str, own: Schedule) -> Iterator[Problem]:
    path = f"schedules.{name}"
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
        parts = Path(scenario).parts
        if Path(scenario).is_absolute() or ".." in parts or not scenario.endswith(SUFFIXES):
            allowed = "Allowed: a .yaml file in the folder of this file, or below."
            yield Problem(f"{path}.scenarios.{number}", f'is "{scenario}".', allowed)


def _missing(file: Path, entries: Mapping[str, Schedule], document: Document) -> Iterator[str]:
    for name, own in entries.items():
        for number, scenario in enumerate(own.scenarios):
            wanted = file.parent / scenario
            if wanted.is_file():
                continue
            where = document.provenance[f"schedules.{name}.scenarios.{number}"].where
            folder = wanted.parent
            names = sorted(f.name for f in folder.iterdir() if f.suffix in SUFFIXES) if folder.is_dir() else []
            hint = nearest(wanted.name, names) if names else "check the folder and the name."
            yield located(where, f'schedules.{name}.scenarios has "{scenario}", which is not a file.', hint)
