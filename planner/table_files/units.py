"""Units of power as a header, a column or an option says them, and what turns a cell into mean kW of its step."""

from __future__ import annotations

from collections.abc import Sequence

from planner.errors import DataError, located
from planner.table_files.layout import plain_name

POWERS = {"w": 1e-3, "kw": 1.0, "mw": 1e3}  # times this is kW
ENERGIES = {"wh": 1e-3, "kwh": 1.0, "mwh": 1e3}  # times this, over the hours of a step, is kW
WRITTEN = {"w": "W", "kw": "kW", "mw": "MW", "wh": "Wh", "kwh": "kWh", "mwh": "MWh"}
APPARENT = {"va", "kva", "mva", "var", "kvar", "mvar"}


def unit_of(plain: str) -> str | None:
    """The unit that a plain name such as valeur_en_kw says: "kW", "kWh" … None where it says none."""
    for word in plain.split("_"):
        if word in WRITTEN:
            return WRITTEN[word]
    return None


def unit_named(text: str, where: str) -> str:
    """A unit that is written out in an option or a cell, as "kW". DataError lists those allowed."""
    unit = WRITTEN.get(plain_name(text).replace("_", ""))
    if unit is None:
        problem = f'unit is "{text}".\nAllowed: {", ".join(WRITTEN.values())} (energy: of each step).'
        raise DataError(located(where, problem))
    return unit


def kw_factor(unit: str, step_minutes: int) -> float:
    """What a cell is multiplied by to be the mean power of its step [kW]."""
    low = unit.lower()
    return POWERS[low] if low in POWERS else ENERGIES[low] * 60 / step_minutes


def in_unit(unit: str) -> str:
    """The unit as a sentence has it: "in kW", "in kWh a step"."""
    return f"in {unit}" if unit.lower() in POWERS else f"in {unit} a step"


def listed(names: Sequence[str]) -> str:
    """Names as a sentence has them: a, b and c."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
