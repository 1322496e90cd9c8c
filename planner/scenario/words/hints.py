"""Hints: computed from the value read; what they propose must pass and be the value that was meant to be shown."""

from __future__ import annotations

import datetime as dt
import math
import re
import unicodedata
from dataclasses import dataclass, field
from typing import Any

from planner.errors import nearest
from planner.scenario.words.spec import Spec
from planner.scenario.words.wording import LARGEST, an_example, read_as
from planner.table_files.numbers import number_meant

SMALLER_UNITS = {
    "MW": ("kW", 1000), "kW": ("W", 1000), "MEUR": ("EUR", 1e6), "MEUR/year": ("EUR", 1e6), "t": ("kg", 1000),
    "share": ("per cent", 100), "kEUR/MW/month": ("EUR", 1000),
}  # fmt: skip
# What a number in another unit is multiplied by to be in that of the field.
OTHER_UNITS = {
    "MW": {"w": 1e-6, "kw": 1e-3, "gw": 1e3},
    "MWh": {"wh": 1e-6, "kwh": 1e-3, "gwh": 1e3},
    "kW": {"w": 1e-3, "mw": 1e3, "gw": 1e6},
    "t": {"kg": 1e-3},
    "share": {"%": 0.01, "percent": 0.01},
    "EUR/MWh": {"eur/kwh": 1e3, "€/kwh": 1e3, "ct/kwh": 10.0, "c€/kwh": 10.0, "€/mwh": 1.0},
    "EUR/kW": {"eur/mw": 1e-3, "€/mw": 1e-3, "eur/w": 1e3, "€/w": 1e3, "€/kw": 1.0},
    "EUR/kWh": {"eur/mwh": 1e-3, "€/mwh": 1e-3, "€/kwh": 1.0},
    "MEUR": {"eur": 1e-6, "€": 1e-6, "keur": 1e-3, "k€": 1e-3, "m€": 1.0},
    "USD": {"$": 1.0, "kusd": 1e3, "k$": 1e3, "musd": 1e6},
    "°C": {"c": 1.0, "degc": 1.0},
    "°": {"deg": 1.0},
}
LITTLE_ABOVE_ALL = 2.0  # below: rather a share that is too large than one in per cent
NUMBER = re.compile(r"\s*([-+]?[0-9](?:[\d.,_'’\s]*\d)?)\s*(\D*)")
SAME_CHOICE = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True)
class Remedy:
    """A hint, and the values it proposes: each must pass in the place of the value read. None: it proposes nothing."""

    text: str
    values: tuple[Any, ...] = field(default=())


def remedies(value: object, spec: Spec, name: str) -> list[Remedy]:
    """What the value was meant to be, the likeliest slip first; then what the field means."""
    likely: list[Remedy] = []
    if isinstance(value, str):
        likely = _of_text(value, spec, name)
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        likely = _of_number(value, spec, name)
    meaning = f"{spec.description[:1].lower()}{spec.description[1:]}" if spec.description else ""
    return [*likely, *([Remedy(meaning)] if meaning else [])]


def _of_number(value: float, spec: Spec, name: str) -> list[Remedy]:
    if isinstance(value, int) and abs(value) > LARGEST:
        return []
    if not math.isfinite(value):
        return [Remedy("give a number; where there is none, leave the field out of this file.")]
    if spec.choices or read_as(spec.kind) != "number":
        return _for_a_text(value, spec, name)
    smaller = SMALLER_UNITS.get(spec.unit)
    if smaller and spec.maximum is not None and value > spec.maximum and fits(value / smaller[1], spec):
        lead = "" if spec.unit == "share" else f"{name} is in {spec.unit}: "
        less = value / smaller[1]
        if spec.unit == "share" and value < LITTLE_ABOVE_ALL and fits(1.0, spec):
            return [Remedy(f"all of it is 1; if {_plain(value)} per cent is meant, write {_plain(less)}.", (1.0, less))]
        return [Remedy(f"is this in {smaller[0]}? {lead}write {_plain(less)}.", (less,))]
    if value < 0 and fits(-value, spec):
        return [Remedy(f"remove the minus sign, if {_plain(-value)} is meant.", (-value,))]
    return []


def _for_a_text(value: float, spec: Spec, name: str) -> list[Remedy]:
    """A number where a text is needed."""
    if spec.kind is not str:
        return []
    if "Q[1-4]" in spec.pattern:
        if isinstance(value, int) and 2000 <= value <= 2099:
            quarters = [f"{value}-Q{quarter}" for quarter in range(1, 5)]
            return [Remedy(f"write the quarter, such as {name}: {quarter}.", (quarter,)) for quarter in quarters]
        return []
    if spec.pattern:
        return [Remedy(f"write {name}: {an_example(spec)}")]
    return [Remedy(f'put quotes around it: {name}: "{value}"', (str(value),))]


def fits(value: float, spec: Spec) -> bool:
    """Whether a number lies within the bounds of a field."""
    low = spec.minimum is None or (value > spec.minimum if spec.above else value >= spec.minimum)
    high = spec.maximum is None or (value < spec.maximum if spec.below else value <= spec.maximum)
    return low and high


def number_ways(text: str) -> list[float]:
    """The numbers that a text may be: one, or for 1,050 two; none where it is no number."""
    meant = number_meant(text)
    if meant is not None:
        return [float(meant)]
    bare = text.strip()
    if re.fullmatch(r"[-+]?[1-9][0-9]{0,2},[0-9]{3}", bare):
        return [float(bare.replace(",", "")), float(bare.replace(",", "."))]
    return []


def _of_text(text: str, spec: Spec, name: str) -> list[Remedy]:
    if spec.choices:
        return _choice(text, spec, name)
    if spec.longest is not None and len(text) > spec.longest:
        return [Remedy(f"shorten it: it has {len(text):,} characters.")]
    if any(unicodedata.category(sign) == "Cs" for sign in text):
        return [Remedy("leave out the escape \\u: it stands for half a character.")]
    if read_as(spec.kind) == "number":
        return _number_in_text(text, spec)
    year, quarter = re.search(r"20\d\d", text), re.search(r"[QqT]\s?([1-4])", text)
    if "Q[1-4]" in spec.pattern and year and quarter:
        meant = f"{year[0]}-Q{quarter[1]}"
        return [Remedy(f'Did you mean "{meant}"?', (meant,))]
    if spec.kind is bool and text.lower() in ("yes", "no", "on", "off"):
        wanted = text.lower() in ("yes", "on")
        return [Remedy(f"write {'true' if wanted else 'false'}.", (wanted,))]
    if spec.kind is dt.date:
        return _date(text)
    return []


def _choice(text: str, spec: Spec, name: str) -> list[Remedy]:
    if name != "unit":
        close = nearest(text, spec.choices)
        meant = re.search(r'"(.*)"', close) if close.startswith("Did") else None
        return [Remedy(close, (meant[1],) if meant else ())]
    same = [choice for choice in spec.choices if _bare(choice) == _bare(text)]
    if same:
        return [Remedy(f'Did you mean "{same[0]}"?', (same[0],))]
    if {"total", "input", "all"} & set(_bare(text).split()) or _bare(text).startswith("tokens"):
        return [
            Remedy(
                "total or input tokens are not output tokens: multiply total figures by output / (input + output) "
                "tokens of a request, and then say output tokens/s."
            )
        ]
    return []


def _bare(text: str) -> str:
    return SAME_CHOICE.sub(" ", text.lower().replace(" per ", "/")).strip()


def _number_in_text(text: str, spec: Spec) -> list[Remedy]:
    match = NUMBER.fullmatch(text)
    if match is None:
        return []
    ways = number_ways(match[1])
    unit = match[2].strip()
    if not ways:
        return []
    if not unit:
        return _ways(match[1], [way for way in ways if fits(way, spec)], "", "without quotes, commas or spaces")
    key = re.sub(r"\s+|_", "", unit).lower().replace("per", "/") if unit != "per cent" else "%"
    factor = 1.0 if key == spec.unit.lower() else OTHER_UNITS.get(spec.unit, {}).get(key)
    if factor is None or (unit[:1] == "m" and spec.unit[:1] == "M" and unit[1:2].isupper()):
        return []
    inside = [way * factor for way in ways if fits(way * factor, spec)]
    tail = "the field is a share" if spec.unit == "share" else f"the field is in {spec.unit}"
    return _ways(match[1], inside, f"; {tail}{' already' if factor == 1.0 and len(inside) == 1 else ''}", "")


def _ways(read: str, values: list[float], tail: str, how: str) -> list[Remedy]:
    """Write the one value, or either of two."""
    if not values:
        return []
    if len(values) == 1:
        return [Remedy(f"write {_plain(values[0])}{f' {how}' if how else ''}{tail}.", (values[0],))]
    text = (
        f'"{read}" can be read in two ways: write {_plain(values[0])} or {_plain(values[1])}, whichever is meant{tail}.'
    )
    return [Remedy(text, tuple(values))]


def _date(text: str) -> list[Remedy]:
    parts = re.fullmatch(r"\s*(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})\s*", text)
    dates = []
    for day, month in ((1, 2), (2, 1)) if parts else ():
        try:
            date = dt.date(int(parts[3]), int(parts[month]), int(parts[day]))  # type: ignore[index]  # parts is there
        except ValueError:
            continue
        if date not in dates:
            dates.append(date)
    if not dates:
        return [Remedy("write year-month-day, as in 2024-09-01.")]
    either = " or ".join(date.isoformat() for date in dates)
    ending = ", whichever is meant" if len(dates) > 1 else ""
    return [Remedy(f"write year-month-day: {either}{ending}.", tuple(dates))]


def _plain(value: float) -> str:
    """A number as it is written in a file, with all digits that it has."""
    return f"{value:.12g}"
