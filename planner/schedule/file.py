"""`schedules.yaml`: which scenarios are solved when, and where their reports go."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from planner.errors import ScenarioError, located, nearest
from planner.scenario.fields.parts import FROZEN, Name, Part, field
from planner.scenario.files.yaml_text import Document, parse
from planner.scenario.words import messages
from planner.schedule.fields import SUFFIXES, Schedule, Smtp, problems, smtp_problems


class _File(Part):
    """The file as a whole."""

    timezone: Literal["Europe/Paris"] = field("", "The clocks that cron reads.", "Europe/Paris")
    smtp: Smtp | None = Field(default=None, description="The mail server.")
    schedules: Annotated[dict[Name, Schedule], FROZEN] = Field(min_length=1, description="Entries by name.")

    @model_validator(mode="after")
    def _rules(self) -> Self:
        entries = (problem for name, own in self.schedules.items() for problem in problems(name, own, self.smtp))
        broken = (*smtp_problems(self.smtp), *entries)
        if broken:
            kind, text = "scenario_rules", "values that are not allowed"
            raise PydanticCustomError(kind, text, {"problems": broken})
        return self


@dataclass(frozen=True)
class Schedules:
    """The entries of a file, checked; `file` is where they stand."""

    file: Path
    entries: Mapping[str, Schedule]
    smtp: Smtp | None = None

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
    return Schedules(file, timetable.schedules, timetable.smtp)


def _read(file: Path) -> Document:
    if not file.is_file():
        hint = "write one as docs/schedules.md shows, or name it with --file."
        raise ScenarioError(located(str(file), "there is no such file of schedules.", hint))
    try:
        return parse(file.read_text(encoding="utf-8"), str(file))
    except UnicodeDecodeError:
        raise ScenarioError(located(str(file), "the file is not text in UTF-8.", "save it as UTF-8.")) from None
    except OSError as error:
        raise ScenarioError(located(str(file), f"cannot be read: {error.strerror}.")) from error


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
