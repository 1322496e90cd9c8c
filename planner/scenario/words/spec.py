"""The fields of a scenario as data: unit, bounds, meaning; made from the pydantic models."""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from typing import TYPE_CHECKING, Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from planner.scenario.files.provenance import Path, Provenance, dotted

if TYPE_CHECKING:
    from planner.scenario.schema import Scenario


@dataclass(frozen=True)
class Spec:
    """What a field of the schema allows."""

    kind: Any  # the type without None: a class, Literal[...], dict[...] or tuple[...]
    unit: str = ""
    description: str = ""
    minimum: float | None = None
    maximum: float | None = None
    above: bool = False  # the minimum itself is not allowed
    below: bool = False  # the maximum itself is not allowed
    optional: bool = False  # null is allowed
    required: bool = False
    default: Any = None
    pattern: str = ""
    longest: int | None = None  # of a text: characters

    @property
    def model(self) -> type[BaseModel] | None:
        """The model of a field that is a group of fields."""
        return self.kind if isinstance(self.kind, type) and issubclass(self.kind, BaseModel) else None

    @cached_property
    def item(self) -> Spec | None:
        """What each item of a list or each value of a mapping allows."""
        if get_origin(self.kind) not in (dict, tuple):
            return None
        spec = read(get_args(self.kind)[1] if get_origin(self.kind) is dict else get_args(self.kind)[0])
        return replace(spec, unit=spec.unit or self.unit, description=spec.description or self.description)

    @property
    def choices(self) -> tuple[str, ...]:
        """The values of a choice."""
        return tuple(map(str, get_args(self.kind))) if get_origin(self.kind) is Literal else ()


@dataclass(frozen=True)
class FieldValue:
    """One value of a scenario with all that is known about it. A list of numbers is one value."""

    path: str
    value: Any
    unit: str
    description: str
    minimum: float | None
    maximum: float | None
    provenance: Provenance | None
    choices: tuple[str, ...] = field(default=())


def read(kind: Any, info: FieldInfo | None = None) -> Spec:
    """Read a type and its constraints into a Spec."""
    constraints = list(info.metadata) if info else []
    if get_origin(kind) is Annotated:
        kind, *more = get_args(kind)
        constraints += more
    optional = False
    if get_origin(kind) in (Union, types.UnionType):
        inner = [arg for arg in get_args(kind) if arg is not type(None)]
        optional, kind = len(inner) < len(get_args(kind)), inner[0]
        if get_origin(kind) is Annotated:
            kind, *more = get_args(kind)
            constraints += more
    for constraint in list(constraints):
        constraints += constraint.metadata if isinstance(constraint, FieldInfo) else []
    low, above = _bound(constraints, "ge", "gt")
    high, below = _bound(constraints, "le", "lt")
    extra = info.json_schema_extra if info and isinstance(info.json_schema_extra, dict) else {}
    return Spec(
        kind=kind,
        unit=str(extra.get("unit", "")),
        description=(info.description or "") if info else "",
        minimum=low,
        maximum=high,
        above=above,
        below=below,
        optional=optional,
        required=info.is_required() if info else False,
        default=None if info is None or info.is_required() else info.default,
        pattern=next((str(c.pattern) for c in constraints if getattr(c, "pattern", None)), ""),
        longest=next((int(c.max_length) for c in constraints if getattr(c, "max_length", None)), None),
    )


def _bound(constraints: list[Any], loose: str, strict: str) -> tuple[float | None, bool]:
    for constraint in constraints:
        for name in (loose, strict):
            value = getattr(constraint, name, None)
            if value is not None:
                return float(value), name == strict
    return None, False


@cache
def specs(model: type[BaseModel]) -> Mapping[str, Spec]:
    """The fields of a model, by name."""
    return {name: read(info.annotation, info) for name, info in model.model_fields.items()}


def spec_at(model: type[BaseModel], path: Path) -> Spec | None:
    """What the schema allows at a path, or None where the schema knows no such path."""
    here: Spec | None = Spec(kind=model)
    for step in path:
        if here is None:
            return None
        here = specs(here.model).get(str(step)) if here.model else here.item
    return here


def known_names(model: type[BaseModel], values: Any, path: Path) -> list[str]:
    """Names allowed below a path: of fields, or of what a mapping holds already."""
    here = spec_at(model, path)
    if here is not None and here.model:
        return list(here.model.model_fields)
    holder = at(values, path)
    if isinstance(holder, Mapping):
        return [str(key) for key in holder]
    return [str(number) for number in range(len(holder))] if isinstance(holder, list | tuple) else []


def at(values: Any, path: Path) -> Any:
    """The value at a path of nested mappings, lists and models, or None."""
    for step in path:
        if isinstance(values, BaseModel):
            values = getattr(values, str(step), None)
        elif isinstance(values, Mapping):
            values = values.get(step)
        elif isinstance(values, list | tuple) and isinstance(step, int) and step < len(values):
            values = values[step]
        else:
            return None
    return values


def leaves(model: BaseModel, path: Path = ()) -> Iterator[tuple[Path, Any, Spec]]:
    """Every value of a model with its path and what the schema allows there."""
    for name, spec in specs(type(model)).items():
        yield from _leaves(getattr(model, name), spec, (*path, name))


def _leaves(value: Any, spec: Spec, path: Path) -> Iterator[tuple[Path, Any, Spec]]:
    item = spec.item
    if isinstance(value, BaseModel):
        yield from leaves(value, path)
    elif item is not None and isinstance(value, dict):
        for key, part in value.items():
            yield from _leaves(part, item, (*path, key))
    elif item is not None and item.model and isinstance(value, tuple):
        for number, part in enumerate(value):
            yield from _leaves(part, item, (*path, number))
    else:
        yield path, value, spec


def flatten(scenario: Scenario) -> list[FieldValue]:
    """Every value of a scenario with unit, bounds, meaning and provenance, in the order of the schema."""
    rows = []
    for path, value, spec in leaves(scenario):
        limits = spec.item or spec
        name = dotted(path)
        rows.append(
            FieldValue(
                path=name,
                value=value,
                unit=spec.unit,
                description=spec.description,
                minimum=limits.minimum,
                maximum=limits.maximum,
                provenance=scenario.provenance.get(name),
                choices=spec.choices,
            )
        )
    return rows
