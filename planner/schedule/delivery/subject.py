"""Subjects of mails: a line of text in which {{ names }} are filled in; Jinja's sandbox reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinja2 import StrictUndefined, TemplateError, meta
from jinja2.sandbox import SandboxedEnvironment

from planner.errors import nearest

if TYPE_CHECKING:
    from collections.abc import Mapping

NAMES = ("schedule", "scenarios", "titles", "date", "runs", "value", "failed")
MOST_CHARACTERS = 200
_ENVIRONMENT = SandboxedEnvironment(undefined=StrictUndefined, autoescape=False)


def problem(text: str | None) -> tuple[str, str, str] | None:
    """What is wrong with a subject: read, allowed, hint; None where nothing is."""
    if text is None:
        return None
    allowed = f"Allowed: text with {', '.join(f'{{{{ {name} }}}}' for name in NAMES)}."
    try:
        wrong = sorted(meta.find_undeclared_variables(_ENVIRONMENT.parse(text)) - set(NAMES))
        filled = "" if wrong else fill(text, dict.fromkeys(NAMES, "x"))
    except (TemplateError, TypeError, ValueError, ArithmeticError, LookupError) as error:
        return f'is "{text}", which cannot be filled in ({error}).', allowed, ""
    if wrong:
        return f'has a variable "{wrong[0]}" that does not exist.', allowed, nearest(wrong[0], NAMES)
    if not filled.strip() or "\n" in text or len(text) > MOST_CHARACTERS:
        return f'is "{text}".', f"Allowed: one line of 1 to {MOST_CHARACTERS} characters.", ""
    return None


def fill(text: str, values: Mapping[str, str]) -> str:
    """The subject of a mail, on one line. TemplateError: a variable that does not exist."""
    return " ".join(_ENVIRONMENT.from_string(text).render(values).split())[:MOST_CHARACTERS]
