"""What-ifs: after any change of a scenario, one session finds what a solve of its own would."""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

import numpy as np
import pytest

import planner
from planner.errors import DataError, InfeasiblePlan, ScenarioError
from planner.inputs.build import build_inputs
from planner.optimisation.matrix.reuse import same_dispatch, same_structure
from planner.optimisation.search.incumbent import Search
from planner.optimisation.search.session import Session, solve_inputs
from planner.optimisation.search.solve_phases import Reuse
from planner.plan.plan import Plan
from planner.problem.site import ModelInputs
from planner.problem.solution import Solution
from planner.scenario.schema import Scenario
from planner.scenario.words.spec import FieldValue, flatten
from tests.what_if_fields import INERT, INERT_BELOW, TOGETHER, kept_of, part_of, parts, schema_field
from tests.what_if_scenario import RACKS, small

GAP = 3e-4
KINDS: tuple[Reuse, ...] = ("cuts", "bases", "nothing")
ROUNDING = 1e-7  # relative: the same bound by two ways


def others(field: FieldValue, known: list[FieldValue]) -> Iterator[Any]:
    """Other values to try, by the kind of the field: no list of fields, so a new field is tested too."""
    value = field.value
    if field.choices:
        yield from (choice for choice in field.choices if choice != value)
    elif isinstance(value, bool):
        yield not value
    elif isinstance(value, int):
        yield from (value + 1, value - 1)
    elif isinstance(value, float):
        yield from (value * 1.3, value * 0.8, value + 0.1, value - 0.1)
    elif isinstance(value, tuple) and value and isinstance(value[0], float):
        yield [value[0] * 1.3, *value[1:]]
    elif isinstance(value, tuple):  # months, or names: one fewer
        yield from ([*value[:at], *value[at + 1 :]] for at in range(len(value)))
    elif isinstance(value, dt.date):
        yield from ((value + dt.timedelta(days=days)).isoformat() for days in (30, -30))
    elif isinstance(value, str) and re.fullmatch(r"20\d\d-Q[1-4]", value):
        quarter = int(value[:4]) * 4 + int(value[-1]) - 1
        yield from (f"{at // 4}-Q{at % 4 + 1}" for at in (quarter + 1, quarter - 1))
    elif isinstance(value, str) and re.fullmatch(r"\d\d:\d\d", value):
        yield f"{(int(value[:2]) + 1) % 24:02}{value[2:]}"
    elif isinstance(value, str):  # a name: one that another item has, a rack, or a new one
        same = schema_field(field.path)
        yield from (f.value for f in known if schema_field(f.path) == same and f.value not in (None, value))
        yield from (name for name in RACKS if name != value)
        yield f"{value}-2"
    elif field.minimum is not None:  # null: a year, by its bounds
        yield from (int(field.minimum) + step for step in (7, 1))


def same_inputs(a: Any, b: Any) -> bool:
    """Whether two (parts of) inputs are equal but for texts that no plan depends on."""
    if dataclasses.is_dataclass(a) and dataclasses.is_dataclass(b):
        names = (f.name for f in dataclasses.fields(a) if f.name not in {"name", "assumptions", "warnings", "source"})
        return all(same_inputs(getattr(a, name), getattr(b, name)) for name in names)
    if isinstance(a, np.ndarray) and a.dtype.kind == "f":
        return np.array_equal(a, b, equal_nan=True)
    return np.array_equal(np.asarray(a), np.asarray(b))


@dataclasses.dataclass(frozen=True)
class Change:
    """One field changed: the scenario and what the optimiser reads of it."""

    field: str
    new: dict[str, Any]
    scenario: Scenario
    inputs: ModelInputs
    same: bool  # nothing that the optimiser reads has changed


def valid_changes(base: Scenario, x: ModelInputs, items: list[FieldValue], known: list[FieldValue]) -> Iterator[Change]:
    """Changes of one field of the schema that its rules and the inputs allow, one item of it after the other."""
    for item in items:
        for value in others(item, known):
            try:
                yield change(base, x, schema_field(item.path), {item.path: value})
            except (ScenarioError, DataError):
                continue  # not allowed: the next one


def change(base: Scenario, x: ModelInputs, field: str, new: dict[str, Any]) -> Change:
    scenario = base.with_(**new)
    inputs = build_inputs(scenario, days=1)
    return Change(field, new, scenario, inputs, same_inputs(inputs, x))


def changes(base: Scenario, x: ModelInputs, part: int) -> dict[str, Change]:
    """One change for every field of a part: the first that the optimiser notices, else the first allowed."""
    known, found = flatten(base), {}
    fields: dict[str, list[FieldValue]] = {}
    for item in known:
        if part_of(schema_field(item.path)) == part:
            fields.setdefault(schema_field(item.path), []).append(item)
    for field, items in fields.items():
        if field in TOGETHER:
            found[field] = change(base, x, field, TOGETHER[field](base))
            continue
        items.sort(key=lambda item: item.value is None)  # null says nothing about the size of a number
        most = INERT_TRIED if field in INERT or field.startswith(INERT_BELOW) else None
        for one in islice(valid_changes(base, x, items, known), most):
            found.setdefault(field, one)
            if not one.same:
                found[field] = one
                break
    return found


@dataclasses.dataclass(frozen=True)
class Answer:
    """A what-if of one field, or of a few that keep as much, beside a solve of its own."""

    changes: tuple[Change, ...]
    inputs: ModelInputs
    kept: Reuse  # of the session's last solve
    plan: Plan
    fresh: Solution

    @property
    def name(self) -> str:
        return " + ".join(one.field for one in self.changes)


INERT_TRIED = 2  # changes of a field that no plan depends on: all of its items would take a minute
MANY = 20  # what-ifs of a part
TOGETHER_AT_MOST = 16  # fields in one what-if: each field's own inputs and reuse are looked at without a solve


Group = tuple[tuple[Change, ...], Scenario, ModelInputs]


def together(base: Scenario, known: Sequence[Change], most: int = TOGETHER_AT_MOST) -> Iterator[Group]:
    """Changes that keep as much, a few at a time; one alone where its fields allow no other beside it."""
    waiting = list(known)
    while waiting:
        for count in range(min(most, len(waiting)), 0, -1):
            group = tuple(waiting[:count])
            new = {path: value for one in group for path, value in one.new.items()}
            if count == 1 or len(new) == sum(len(one.new) for one in group):
                try:
                    scenario = base.with_(**new)
                    inputs = group[0].inputs if count == 1 else build_inputs(scenario, days=1)
                except (ScenarioError, DataError):
                    continue
                yield group, scenario, inputs
                del waiting[:count]
                break


@functools.cache
def changes_of(part: int) -> tuple[Change, ...]:
    """The changes of a part, those that keep cuts first, so that cuts of many solves pile up."""
    base = parts()[part]
    known = changes(base, build_inputs(base, days=1), part).values()
    return tuple(sorted(known, key=lambda one: KINDS.index(kept_of(one.field))))


def all_changes() -> dict[str, Change]:
    return {one.field: one for part in range(len(parts())) for one in changes_of(part)}


def answers_of(part: int) -> list[Answer]:
    """What-ifs of the fields of a part, one after the other in one session."""
    base = parts()[part]
    matter = [one for one in changes_of(part) if not one.same]
    waiting = [
        group for kind in KINDS for group in together(base, [one for one in matter if kept_of(one.field) == kind])
    ]
    x = build_inputs(base, days=1)
    waiting.append(((), base, x))  # and back
    inputs = {base.content_hash: x}
    taken: list[Reuse] = []
    take = Session._take

    def record(session: Session, x: ModelInputs, search: Search) -> Reuse:
        taken.append(take(session, x, search))
        return taken[-1]

    answered = []
    with pytest.MonkeyPatch.context() as patch, planner.WhatIf(base, days=1, gap=GAP, processes=1) as what_if:
        what_if.solve()
        patch.setattr(Session, "_take", record)
        # Inputs are a function of the scenario: those made for the change are not made again.
        patch.setattr("planner.inputs.build.build_inputs", lambda scenario, days: inputs[scenario.content_hash])
        while waiting:
            group, scenario, x = waiting.pop(0)
            inputs[scenario.content_hash] = x
            before = len(taken)
            try:
                plan = next(what_if.in_two_steps(scenario))  # its reference is compared elsewhere
            except InfeasiblePlan:  # each may be done, not all at once
                assert len(group) > 1, group
                waiting[:0] = together(base, group, most=(len(group) + 1) // 2)
                what_if.solve(base)  # nothing is kept of what has no plan
                continue
            reuse = taken[before]
            answered.append(Answer(group, x, reuse, plan, solve_inputs(x, gap=GAP, processes=1)))
    return answered


@pytest.fixture(scope="module", params=range(3))
def answers(request: pytest.FixtureRequest) -> list[Answer]:
    """The what-ifs of one part; the last is the scenario as it was."""
    return answers_of(request.param)


def misses(answer: Answer) -> Iterator[str]:
    """What is wrong with a what-if, seen from a solve of its own."""
    sign = 1 if answer.inputs.objective == "minimise_cost" else -1
    manifest, fresh = answer.plan.manifest, answer.fresh
    ours, our_bound = sign * manifest["objective_meur"], sign * manifest["bound_meur"]
    theirs, their_bound = sign * fresh.objective_meur, sign * fresh.bound_meur
    rounding = ROUNDING * abs(theirs)
    if manifest["status"] != "optimal_within_gap" or fresh.status != "optimal_within_gap":
        yield f"not proven: {manifest['status']}, {fresh.status}"
    if abs(ours - theirs) > GAP * max(abs(ours), abs(theirs)) + rounding:
        yield f"cost {ours}, on its own {theirs}"
    if ours < their_bound - rounding or theirs < our_bound - rounding:
        yield f"cost {ours} in a bound of {our_bound}, on its own {theirs} in {their_bound}"


def test_every_field_of_the_schema_is_changed() -> None:
    """Proves: none was forgotten, and the optimiser hears of every change but those that no plan depends on.

    A bug would give: inputs kept from a scenario before, or a field that nothing reads.
    """
    known = all_changes()
    assert set(known) == {schema_field(item.path) for item in flatten(small())}
    inert = INERT | {field for field in known if field.startswith(INERT_BELOW)}
    assert {field for field, one in known.items() if one.same} == inert


def test_a_what_if_is_a_solve_of_its_own(answers: list[Answer]) -> None:
    """Proves: after any change, the same objective within the gaps; neither plan passes the other's bound."""
    assert {answer.name: wrong for answer in answers if (wrong := list(misses(answer)))} == {}


def test_what_is_kept(answers: list[Answer]) -> None:
    """Proves: changes of investment keep the cuts, those of prices, demand and weather the bases: not luck."""
    kept = {answer.name: {answer.kept} for answer in answers if answer.changes}
    assert kept == {a.name: {kept_of(one.field) for one in a.changes} for a in answers if a.changes}


def test_what_each_field_keeps() -> None:
    """Proves: the same for each field by itself, from its inputs alone.

    A bug would give: a field that throws away more than it must, hidden by another that is changed with it.
    """
    bases = [build_inputs(base, days=1) for base in parts()]
    for field, one in all_changes().items():
        x = bases[part_of(field)]
        kind = "cuts" if same_dispatch(x, one.inputs) else "bases" if same_structure(x, one.inputs) else "nothing"
        assert (field, kind) == (field, kept_of(field))


def test_the_changes_matter(answers: list[Answer]) -> None:
    """Proves: the plan compared moves: objective by two gaps, or orders, in a third of many what-ifs, one of few."""
    base = answers[-1].fresh
    moved = [
        abs(answer.fresh.objective_meur - base.objective_meur) > 2 * GAP * abs(base.objective_meur)
        or not np.array_equal(answer.fresh.order_racks, base.order_racks)
        for answer in answers[:-1]
    ]
    assert sum(moved) >= (len(moved) / 3 if len(moved) > MANY else 1), moved


def test_exact_on_every_day_and_back() -> None:
    """Proves: `make_exact` dispatches every real day and leaves the quick what-ifs as they were.

    A bug would give: three days called exact, or cuts of all days used for a few.
    """
    spot_only = {"power.contracts": {}, "power.hedge.min_share": 0.0, "site.maintenance": {}}
    base = small().with_(**spot_only, **{"horizon.end": "2027-Q3", "site.phases.phase-2.earliest": "2027-Q3"})
    dear = base.with_(**{"power.spot.scale": 1.5})
    with planner.WhatIf(base, days=1, gap=GAP, processes=1) as what_if:
        before = what_if.solve(dear)
        exact = what_if.make_exact(dear)
        after = what_if.solve(dear)
    assert (before.manifest["days"], exact.manifest["days"], exact.manifest["every_day"]) == (1, "all", True)
    assert exact.manifest["gap"] <= GAP
    assert len(exact.hourly) == 92 * 24  # July to September
    assert after.manifest["objective_meur"] == pytest.approx(before.manifest["objective_meur"], rel=GAP)
