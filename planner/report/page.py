"""What every report's page is filled from: the templates, which hold no figure and no words of their own."""

from __future__ import annotations

import datetime as dt
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from planner.errors import DataError, located
from planner.words import formats, say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jinja2 import Environment

TEMPLATES = Path(__file__).parent / "templates"
OF_A_RUN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_. ")


def filled(template: str, locale: str, folder: Path = TEMPLATES, **parts: Any) -> str:
    """A template with its parts. DataError names template, line and variable where one is not there."""
    from jinja2 import TemplateError, UndefinedError

    environment = _environment(folder)
    try:
        text: str = environment.get_template(template).render(
            language=locale, say=lambda key, **values: say(key, locale, **values), **parts
        )
    except UndefinedError as error:
        raise DataError(_wrong(folder, template, error, str(error.message))) from error
    except TemplateError as error:
        raise DataError(_wrong(folder, template, error, f"{type(error).__name__}: {error.message}")) from error
    return text


@cache
def _environment(folder: Path) -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _wrong(folder: Path, template: str, error: Exception, what: str) -> str:
    """Where in which template, and what is not there."""
    name, line, step = template, getattr(error, "lineno", None), error.__traceback__
    while step is not None:  # the last frame of a template is where it went wrong
        file = Path(step.tb_frame.f_code.co_filename)
        if file.is_relative_to(folder):
            name, line = str(file.relative_to(folder)), step.tb_lineno
        step = step.tb_next
    place = f"{name}, line {line}" if line else name
    hint = "templates may use what planner/report/html.py gives them; each name must be spelt as there."
    return located(f"report template {place}", f"the report could not be made: {what}.", hint)


def foot(run_id: str) -> str:
    """A text for the foot of printed pages that no sign of a scenario can break out of."""
    return "".join(sign for sign in run_id if sign in OF_A_RUN)


def site_of(manifest: Mapping[str, Any]) -> str:
    """Name of the site in the scenario; empty if the run holds no scenario."""
    site: dict[str, Any] = (manifest.get("scenario") or {}).get("site") or {}
    return str(site.get("name", ""))


def solved_when(manifest: Mapping[str, Any], locale: str) -> str:
    """Day and time of the solve, in words."""
    when = dt.datetime.fromisoformat(manifest["created_utc"])
    return say("solved", locale, when=f"{formats.date(when.date(), locale)}, {when:%H:%M}")


def read_when(today: dt.date, locale: str) -> str:
    """The line with the day on which the report was made: all else is the same in two reports of one run."""
    return say("read on", locale, day=formats.date(today, locale))
