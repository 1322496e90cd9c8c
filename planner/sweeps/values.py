"""Values of a sweep as they are written on the command line: each must be what its field can hold, before a solve."""

from __future__ import annotations

import json
import re
from typing import Any

from planner.errors import ScenarioError, located, nearest
from planner.scenario.changes import split
from planner.scenario.schema import Scenario
from planner.scenario.words.hints import fits, number_ways, remedies
from planner.scenario.words.spec import Spec, spec_at
from planner.scenario.words.wording import allowed, read_as


def values_of(path: str, texts: list[str]) -> list[Any]:
    """The values of one path. ScenarioError for what its field cannot hold, before anything is solved."""
    spec = spec_at(Scenario, split(path))
    if spec is None:  # a path that leads nowhere is told with the nearest one, when it is applied
        return [value_of(text) for text in texts]
    kind = read_as(spec.kind)
    values = [value_of(text) for text in texts]
    wrong = next((i for i, value in enumerate(values) if not _may_be(value, spec, kind)), None)
    if wrong is None and kind == "number" and _together(texts, spec) and not all(fits(v, spec) for v in values):
        wrong = next(i for i, value in enumerate(values) if not fits(value, spec))
    if wrong is not None:
        raise ScenarioError(_not_a_value(path, texts, wrong, spec))
    return values


def _may_be(value: Any, spec: Spec, kind: str) -> bool:
    """Whether a value is of the kind that a field holds; bounds are the scenario's to check, point by point."""
    if value is None:
        return spec.optional
    if spec.choices:
        return str(value) in spec.choices
    if kind == "number":
        return isinstance(value, (int, float)) and not isinstance(value, bool)
    return not (kind == "choice" and not isinstance(value, bool))


def _together(texts: list[str], spec: Spec) -> list[str]:
    """Numbers within the bounds that two texts are when the comma between them is part of one number."""
    ways = number_ways(",".join(texts)) if len(texts) == 2 else []
    return [f"{way:.12g}" for way in ways if fits(way, spec)]


def _not_a_value(path: str, texts: list[str], wrong: int, spec: Spec) -> str:
    """What is wrong with a value, what is allowed, and the remedy that the values given point at."""
    text = texts[wrong]
    is_number = read_as(spec.kind) == "number"
    problem = f'{path}: "{text}" is {"no number within the bounds" if is_number else "no value of this field"}.'
    hint = _remedy(path, texts, text, spec) if is_number else nearest(text, spec.choices)
    return located("--vary", f"{problem}\nAllowed: {allowed(spec)}.", hint)


def _remedy(path: str, texts: list[str], text: str, spec: Spec) -> str | None:
    together = _together(texts, spec)
    if together:
        both = " or ".join(f"{path}={way}" for way in together)
        return f"a comma separates values: is it part of one number? Write {both}."
    if ":" in text:
        return f"a range needs --latin N; for single values write {path}={text.replace(':', ',')}."
    parts = [part for one in texts for part in re.split(r"[;|/]", one)]
    meant = [_in_unit(part, spec) for part in parts]
    numbers = [number for number in meant if number is not None and fits(float(number), spec)]
    return f"write {path}={','.join(numbers)}." if len(numbers) == len(parts) else None


def _in_unit(text: str, spec: Spec) -> str | None:
    """A text with or without a unit as the number that the field holds; None where it may be two, or none."""
    proposals = remedies(text, spec, "")
    values = proposals[0].values if proposals else ()
    if len(values) == 1 and isinstance(values[0], (int, float)):
        return f"{values[0]:.12g}"
    return None


def value_of(text: str) -> Any:
    """A number, true, false or null where the text is one, else the text itself."""
    try:
        return json.loads(text)
    except ValueError:
        return text
