"""Every hint, followed, passes validation with the value that was meant: those of the suite, and of every field."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from planner.errors import ScenarioError
from planner.scenario.files.load import load
from planner.scenario.schema import Scenario
from planner.scenario.words.hints import SMALLER_UNITS, number_ways, remedies
from planner.scenario.words.spec import Spec, leaves
from tests.scenario.small import changed
from tests.scenario.test_messages import CASES

Write = Callable[[str, str], str]
PROPOSED = re.compile(r'(?:write (?:year-month-day: )?|or |Did you mean "|start: |meant\. )(-?[\w.-]*\w)')
NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e-?\d+)?")


def values_in(hint: str) -> list[Any]:
    """The values that a hint proposes, as they would be written in a file."""
    found: list[Any] = []
    for text in PROPOSED.findall(hint):
        if NUMBER.fullmatch(text):
            found.append(float(text) if "." in text or "e" in text else int(text))
        elif text in ("true", "false"):
            found.append(text == "true")
        elif re.fullmatch(r"\d{4}-\d\d-\d\d", text):
            found.append(dt.date.fromisoformat(text))
        elif re.fullmatch(r"\d{4}-Q[1-4]|\w+_\w+", text):
            found.append(text)
    return found


@pytest.mark.parametrize(("text", "message"), CASES.values(), ids=CASES.keys())
def test_a_hint_of_the_suite_is_followed(write: Write, text: str, message: str) -> None:
    """Proves: each value that a hint proposes is taken by the field it is for."""
    hint = message.partition("hint: ")[2]
    at = re.search(r"line \d+: ([\w.-]+) is (?!not a known)", message)
    if not at or not hint:
        return
    base = load(write("plain.yaml", "extends: base.yaml\n"))
    for value in values_in(hint):
        written = value.isoformat() if isinstance(value, dt.date) else value
        base.with_(**{at[1]: written})


def numbers() -> Iterator[tuple[str, float, Spec]]:
    scenario = Scenario.from_values(changed())
    for path, value, spec in leaves(scenario):
        of = spec.item or spec
        whole = value[0] if isinstance(value, tuple) and value and not isinstance(value[0], str) else value
        name = ".".join(map(str, (*path, 0) if isinstance(value, tuple) else path))
        if isinstance(whole, int | float) and not isinstance(whole, bool):
            yield name, float(whole), of


def slips(value: float, spec: Spec) -> Iterator[tuple[Any, float]]:
    """What people write, and the value in the field's unit that they mean."""
    plain = f"{value:.12g}"
    if "e" in plain:
        return
    yield f"{plain} ", value
    if "." in plain and len(plain.partition(".")[2]) != 3:
        yield plain.replace(".", ","), value
        yield f"{plain.replace('.', ',')} {spec.unit}".strip(), value
    if spec.unit == "share" and value:
        yield f"{value * 100:.12g} %", value
    smaller = SMALLER_UNITS.get(spec.unit)
    if smaller and smaller[0] != "per cent" and value:
        yield f"{value * smaller[1]:.12g} {smaller[0]}", value


@pytest.mark.parametrize(("path", "value", "spec"), list(numbers()), ids=[path for path, _, _ in numbers()])
def test_hints_of_every_number(path: str, value: float, spec: Spec) -> None:
    """Proves: for every field, a hint for a comma, a unit or a per cent passes, and is the value that was meant."""
    for text, meant in slips(value, spec):
        with pytest.raises(ScenarioError) as caught:
            Scenario.from_values(changed()).with_(**{path: text})
        for proposed in values_in(str(caught.value).partition("hint: ")[2]):
            scenario = Scenario.from_values(changed()).with_(**{path: proposed})
            assert scenario is not None
            assert math.isclose(proposed, meant, rel_tol=1e-9), (text, proposed)


@pytest.mark.parametrize(
    ("text", "ways"),
    [
        ("0,09", [0.09]), ("50,53", [50.53]), ("0,5", [0.5]), ("1 234,5", [1234.5]), ("1.234,5", [1234.5]),
        ("1,234.5", [1234.5]), ("1'234.5", [1234.5]), ("1,050", [1050.0, 1.05]), ("0,050", [0.05]), ("1.050", [1.05]),
        ("12,345,678", [12_345_678.0]), ("1.2.3", []), ("abc", []), ("009", []), ("-3,5", [-3.5]),
    ],
)  # fmt: skip
def test_the_numbers_that_a_text_may_be(text: str, ways: list[float]) -> None:
    assert number_ways(text) == ways


def test_a_hint_that_would_not_pass_is_not_shown() -> None:
    """Proves: 5,000 kW in a field up to 1 is no 5; a unit that is not known gives no number."""
    share = Spec(kind=float, unit="share", minimum=0.0, maximum=1.0)
    assert [remedy.values for remedy in remedies("5,5", share, "x")] == []
    assert [remedy.values for remedy in remedies("10 horses", Spec(kind=float, unit="MW"), "x")] == []
