"""pydantic's errors in the words of the person who must act: all at once, each with file, line and field."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from planner.errors import located, nearest
from planner.scenario.files.provenance import Path, Provenance, dotted
from planner.scenario.words.countries import country_meant
from planner.scenario.words.hints import Remedy, remedies
from planner.scenario.words.spec import Spec, at, known_names, spec_at
from planner.scenario.words.wording import allowed, an_example, read_as, shown

COUNTRY = "^[A-Z]{2}$"
MOST_SHOWN = 20
NAMED = re.compile(r"[a-z][\w-]*(?:\.[\w-]+)+")  # fields that a rule names


def explain(
    model: type[BaseModel],
    error: ValidationError,
    values: Mapping[str, Any],
    provenance: Mapping[str, Provenance],
    file: str,
) -> str:
    """All problems of a scenario as one text, in the order of the files' lines."""
    blocks: list[tuple[int, str]] = []
    for path, problem, hint in _all_problems(model, error, values):
        where, line = _where(path, provenance, file)
        blocks.append((line, located(where, problem, hint)))
    texts = list(dict.fromkeys(text for _, text in sorted(blocks, key=lambda block: block[0])))
    if len(texts) == 1:
        return texts[0]
    more = len(texts) - MOST_SHOWN
    last = [f"... and {more} more; mend these first."] if more > 0 else []
    return "\n\n".join([f"{len(texts)} problems in the scenario.", *texts[:MOST_SHOWN], *last])


def by_field(model: type[BaseModel], error: ValidationError, values: Mapping[str, Any]) -> dict[str, str]:
    """The problem of each field by its dotted path, with the hint: what stands beside the field in a form."""
    texts: dict[str, str] = {}
    for path, problem, hint in _all_problems(model, error, values):
        before = texts.get(dotted(path))
        text = located("", problem, hint)
        texts[dotted(path)] = f"{before}\n\n{text}" if before and text not in before else text
    return texts


def _all_problems(
    model: type[BaseModel], error: ValidationError, values: Mapping[str, Any]
) -> list[tuple[Path, str, str | None]]:
    """Path, problem and hint of each; not of a list whose items have problems of their own."""
    problems = [one for details in error.errors(include_url=False) for one in _problems(model, details, values)]
    outer = {path[:length] for path, _, _ in problems for length in range(len(path))}
    return [
        (path, problem, hint)
        for path, problem, hint in problems
        if not (path in outer and isinstance(at(values, path), (list, tuple, dict)) and "Allowed: a list" in problem)
    ]


def _where(path: Path, provenance: Mapping[str, Provenance], file: str) -> tuple[str, int]:
    """File and line of a path, or of the nearest group around it that stands in a file."""
    for length in range(len(path), 0, -1):
        origin = provenance.get(dotted(path[:length]))
        if origin is not None:
            return origin.where, origin.line
    return file, 0


def _problems(
    model: type[BaseModel], details: ErrorDetails, values: Mapping[str, Any]
) -> Iterator[tuple[Path, str, str | None]]:
    if details["type"] == "scenario_rules":
        for rule in details["ctx"]["problems"]:
            path = tuple(int(step) if step.isdigit() else step for step in rule.path.split("."))
            yield path, f"{rule.path} {rule.read}\n{rule.allowed}", rule.hint or None
        return
    path = tuple(details["loc"])
    if path and path[-1] == "[key]":
        yield _bad_name(model, path[:-1], values)
    elif details["type"] in ("extra_forbidden", "invalid_key"):
        yield _unknown(model, path, values)
    elif details["type"] == "missing":
        yield _missing(model, path)
    else:
        yield _not_allowed(model, details, path, values)


def _bad_name(model: type[BaseModel], path: Path, values: Mapping[str, Any]) -> tuple[Path, str, str | None]:
    name, group = path[-1], dotted(path[:-1])
    spec = spec_at(model, path[:-1])
    kind = get_args(get_args(spec.kind)[0]) if spec and get_args(spec.kind) else ()
    if COUNTRY in [str(getattr(bound, "pattern", "")) for bound in kind]:
        problem = f"{group} has the country {name}.\nAllowed: two capital letters of ISO 3166, such as FR."
        meant = country_meant(str(name))
        return path, problem, f"write {meant}." if meant else None
    if kind and kind[0] is int:
        return path, f"{group} has the year {name}.\nAllowed: a year, 2015 to 2100.", None
    return path, f'{group} has the name "{name}".\nAllowed: letters, digits, hyphen and underscore.', None


def _unknown(model: type[BaseModel], path: Path, values: Mapping[str, Any]) -> tuple[Path, str, str | None]:
    names = known_names(model, values, path[:-1])
    return path, f"{dotted(path)} is not a known field.", nearest(str(path[-1]), names)


def _missing(model: type[BaseModel], path: Path) -> tuple[Path, str, str | None]:
    spec = spec_at(model, path) or Spec(kind=None)
    problem = f"{dotted(path)} is missing.\nNeeded: {allowed(spec)}. {spec.description}".rstrip()
    return path, problem, f"add {path[-1]}: {an_example(spec)}"


def _not_allowed(
    model: type[BaseModel], details: ErrorDetails, path: Path, values: Mapping[str, Any]
) -> tuple[Path, str, str | None]:
    spec = spec_at(model, path) or Spec(kind=None)
    value = details["input"]
    read = shown(value, spec.unit, grouped=read_as(spec.kind) == "number")
    problem = f"{dotted(path)} is {read}.\nAllowed: {allowed(spec)}."
    return path, problem, _tried(model, remedies(value, spec, str(path[-1]) if path else ""), values, path)


def _tried(model: type[BaseModel], proposed: list[Remedy], values: Mapping[str, Any], path: Path) -> str | None:
    """The first hint whose values all pass the validator in the place of the value read."""
    for remedy in proposed:
        if all(_passes(model, values, path, value) for value in remedy.values):
            return remedy.text
    return None


def _passes(model: type[BaseModel], values: Mapping[str, Any], path: Path, value: Any) -> bool:
    """Whether no problem is left at a path once it holds a value; rules between fields count where they
    name it."""
    try:
        model.model_validate(_replaced(values, path, value))
    except ValidationError as error:
        for details in error.errors(include_url=False):
            if details["type"] == "scenario_rules":
                broken = details["ctx"]["problems"]
                if any(dotted(path) in (rule.path, *NAMED.findall(rule.allowed)) for rule in broken):
                    return False
            elif tuple(details["loc"])[: len(path)] == path:
                return False
    except (KeyError, IndexError, TypeError):
        return False
    return True


def _replaced(node: Any, path: Path, value: Any) -> Any:
    """Nested mappings and lists with one value replaced; what is not on the way is shared."""
    if not path:
        return value
    step = path[0]
    if isinstance(node, Mapping):
        return {**node, step: _replaced(node[step], path[1:], value)}
    copy = list(node)
    copy[int(step)] = _replaced(copy[int(step)], path[1:], value)
    return copy
