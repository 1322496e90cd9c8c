"""What all parts of a scenario share: strict frozen models, fields with unit and bounds, read-only mappings."""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated, Any, Never

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

QUARTER = r"^20\d\d-Q[1-4]$"
NAME = r"^[A-Za-z0-9][A-Za-z0-9_-]*$"
SLUG = r"^[a-z0-9][a-z0-9-]{0,59}$"
CLOCK = r"^([01]\d|2[0-3]):[0-5]\d$"


class Part(BaseModel):
    """One part of a scenario: frozen, no unknown keys, no conversion of types, no NaN and no infinity."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", strict=True, allow_inf_nan=False, use_attribute_docstrings=False
    )


class ReadOnlyDict(dict[Any, Any]):
    """A dict that cannot be changed, so that a scenario can be hashed and shared between processes."""

    def _refuse(self, *_: object, **__: object) -> Never:
        message = "a scenario cannot be changed in place; use scenario.with_(...)"
        raise TypeError(message)

    __setitem__ = __delitem__ = _refuse
    clear = pop = popitem = setdefault = update = __ior__ = _refuse

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(tuple(self.items()))

    def __reduce__(self) -> tuple[type[ReadOnlyDict], tuple[dict[Any, Any]]]:
        return (ReadOnlyDict, (dict(self),))


def _as_date(value: object) -> object:
    """Take "2024-09-01" as a date: that is how JSON holds it."""
    if isinstance(value, str):
        try:
            return dt.date.fromisoformat(value)
        except ValueError:
            return value
    return value


def _years_as_numbers(value: object) -> object:
    """Take the year "2027" as 2027: JSON has only texts as keys. Years come out in order."""
    if not isinstance(value, dict):
        return value
    numbers = {int(k) if isinstance(k, str) and re.fullmatch(r"\d{4}", k) else k: v for k, v in value.items()}
    return dict(sorted(numbers.items(), key=lambda item: str(item[0])))


def _as_tuple(value: object) -> object:
    """Take a list as a tuple: YAML and JSON have no tuples."""
    return tuple(value) if isinstance(value, list) else value


FROZEN = AfterValidator(ReadOnlyDict)
YEARS = BeforeValidator(_years_as_numbers)
LIST = BeforeValidator(_as_tuple)

Quarter = Annotated[str, StringConstraints(pattern=QUARTER)]
Name = Annotated[str, StringConstraints(pattern=NAME, max_length=60)]
Clock = Annotated[str, StringConstraints(pattern=CLOCK)]
Date = Annotated[dt.date, BeforeValidator(_as_date)]
Year = Annotated[int, Field(ge=2015, le=2100)]
BudgetByYear = Annotated[dict[Year, Annotated[float, Field(ge=0, le=1e6)]], YEARS, FROZEN]  # [MEUR]


def quarter_first_day(quarter: str) -> dt.date:
    """First day of a quarter: "2027-Q2" begins on 1 April 2027."""
    return dt.date(int(quarter[:4]), 3 * int(quarter[-1]) - 2, 1)


def quarter_number(quarter: str) -> int:
    """Quarters since year 0: one more is the quarter after."""
    return int(quarter[:4]) * 4 + int(quarter[-1]) - 1


def quarter_name(number: int) -> str:
    """The quarter of a number of `quarter_number`."""
    return f"{number // 4}-Q{number % 4 + 1}"


def field(unit: str, description: str, default: Any = ..., **bounds: Any) -> Any:
    """A field of a scenario: its unit ("" for names and choices), one sentence, bounds gt, ge, lt, le."""
    return Field(default, description=description, json_schema_extra={"unit": unit}, **bounds)


def fraction(description: str, default: Any = ..., **bounds: Any) -> Any:
    """A share, from 0 to 1 unless told otherwise."""
    return field("share", description, default, **({"ge": 0, "le": 1} | bounds))
