"""What a manifest on disk must hold: each field has one rule, which tests it and says itself."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, get_args

from planner.errors import StoreError, located
from planner.plan.store.seal import HINT
from planner.problem.solution import Status


@dataclass(frozen=True)
class Rule:
    """Which values a field may have, in code and in words."""

    holds: Callable[[Any], bool]
    words: str


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _is_moment(value: Any) -> bool:
    try:
        return dt.datetime.fromisoformat(value).tzinfo is not None
    except (TypeError, ValueError):
        return False


def _is_horizon(value: Any) -> bool:
    periods = value.get("periods") if isinstance(value, Mapping) else None
    if not isinstance(periods, list) or not periods or not all(map(_is_text, periods)):
        return False
    return len(set(periods)) == len(periods) and not any("/" in name or "\0" in name for name in periods)


def _mapping(of: Callable[[Any], bool]) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, Mapping) and all(map(of, value.values()))


def _or_none(of: Callable[[Any], bool]) -> Callable[[Any], bool]:
    return lambda value: value is None or of(value)


TEXT = Rule(_is_text, "a text")
NUMBER = Rule(_is_number, "a number")
NUMBER_OR_NONE = Rule(_or_none(_is_number), "a number or null")
COUNT = Rule(_is_count, "a whole number of 0 or more")
TRUTH = Rule(lambda value: isinstance(value, bool), "true or false")
FIGURES = Rule(_mapping(_or_none(_is_number)), "an object of numbers")
OBJECT_OR_NONE = Rule(_or_none(lambda value: isinstance(value, Mapping)), "an object or null")

NEEDED: Mapping[str, Rule] = {
    "run_id": TEXT,
    "scenario_name": TEXT,
    "title": TEXT,
    "status": Rule(lambda value: value in get_args(Status), f"one of {', '.join(get_args(Status))}"),
    "objective_kind": Rule(lambda value: value in ("minimise_cost", "maximise_npv"), "minimise_cost or maximise_npv"),
    "objective_meur": NUMBER,
    "bound_meur": NUMBER_OR_NONE,
    "gap": NUMBER_OR_NONE,
    "days": Rule(lambda value: value == "all" or (_is_count(value) and value > 0), "all, or a number of days above 0"),
    "seconds": FIGURES,
    "created_utc": Rule(_is_moment, "a moment with its time zone"),
    "warnings": Rule(lambda value: isinstance(value, list) and all(map(_is_text, value)), "a list of texts"),
    "horizon": Rule(_is_horizon, "an object with the names of its periods, each once"),
    "kpis": FIGURES,
}
IF_ANY: Mapping[str, Rule] = {
    "owner": TEXT,
    "parent": Rule(_or_none(_is_text), "a text or null"),
    "scenario_hash": TEXT,
    "data_hash": TEXT,
    "versions": Rule(_mapping(_is_text), "an object of texts"),
    "gap_asked": NUMBER_OR_NONE,
    "time_limit_s": NUMBER_OR_NONE,
    "every_day": TRUTH,
    "dispatched_days": COUNT,
    "dispatched_hours": COUNT,
    "residual_abs": NUMBER_OR_NONE,
    "residual_rel": NUMBER_OR_NONE,
    "order_choices": Rule(_mapping(_is_count), "an object of whole numbers"),
    "reference": OBJECT_OR_NONE,
    "scenario": OBJECT_OR_NONE,
}


def check_fields(manifest: Mapping[str, Any]) -> None:
    """StoreError for the first field that is missing or has a value that no planner writes."""
    run = str(manifest.get("run_id", "a run"))
    missing = [name for name in NEEDED if name not in manifest]
    if missing:
        raise StoreError(located(f"{run}, manifest.json", f"{missing[0]} is missing.", HINT))
    for name, rule in {**NEEDED, **IF_ANY}.items():
        if name in manifest and not rule.holds(manifest[name]):
            value = repr(manifest[name])
            shown = value if len(value) <= LONGEST_SHOWN else f"{value[:LONGEST_SHOWN]}…"
            problem = f"{name} is {shown}; allowed is {rule.words}."
            raise StoreError(located(f"{run}, manifest.json", problem, HINT))


LONGEST_SHOWN = 60
