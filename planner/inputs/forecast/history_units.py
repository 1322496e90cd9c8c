"""Units of a history, and a remedy for one that cannot be read which keeps the value it was written for."""

from __future__ import annotations

import re
from dataclasses import dataclass

from planner.errors import DataError, located
from planner.table_files import number_meant

SCALES = {"": 1.0, "k": 1e3, "M": 1e6, "G": 1e9, "T": 1e12}
QUANTITIES = ("output tokens", "input tokens", "tokens", "requests", "GPU-hours")
UNIT = re.compile(rf"^(?:([kMGT]) ?)?({'|'.join(QUANTITIES)})/(day|week|month)$")
WORDS = {
    "thousand": "k", "million": "M", "millions": "M", "mio": "M", "billion": "G", "billions": "G", "bn": "G",
    "milliard": "G", "milliards": "G", "trillion": "T", "k": "k", "g": "G", "t": "T",
}  # fmt: skip
PLURALS = {"output token": "output tokens", "input token": "input tokens", "token": "tokens", "request": "requests",
    "gpu-hours": "GPU-hours", "gpu hours": "GPU-hours", "gpu-hour": "GPU-hours", "gpuh": "GPU-hours",
    "total tokens": "tokens", "tokens output": "output tokens", "tokens out": "output tokens",
    "tokens input": "input tokens", "tokens in": "input tokens", "requetes": "requests", "jetons": "tokens",
}  # fmt: skip
SPANS = {"day": "day", "d": "day", "days": "day", "jour": "day", "j": "day", "week": "week", "semaine": "week",
    "month": "month", "mois": "month"}  # fmt: skip
PER_DAY = {"s": 86_400, "sec": 86_400, "second": 86_400, "min": 1440, "minute": 1440, "h": 24, "hour": 24, "heure": 24}


@dataclass(frozen=True)
class Quantity:
    """What a unit counts: scale × quantity over a span ("day", "week" or "month"), as written in `text`."""

    text: str
    scale: float
    quantity: str
    span: str


def unit_of(text: str, where: str, value: str) -> Quantity:
    """Read a unit such as "M output tokens/day". DataError with what is allowed, and what it and `value` would be."""
    match = UNIT.match(text)
    if match is None:
        problem = f'unit is "{text}".\nAllowed: {", ".join(QUANTITIES)} per day, week or month, with k, M, G or T.'
        raise DataError(located(where, problem, _remedy(text, value)))
    return Quantity(text, SCALES[match[1] or ""], match[2], match[3])


def _remedy(text: str, value: str) -> str | None:
    """The unit meant, and the value in it where it changes; None where that cannot be told."""
    parts = re.fullmatch(r"\s*(.+?)\s*(?:/|\bper\b|\bpar\b|\ba\b)\s*([a-z]+)\s*", text, re.IGNORECASE)
    if parts is None:
        return None
    scale, quantity = _scaled(parts[1])
    if quantity is None or scale is None:
        return None
    span = parts[2].lower()
    unit = f"{scale} {quantity}".strip()
    if span in SPANS:
        if parts[1].startswith("m ") and scale == "M":
            return f'if m is a million write "{unit}/{SPANS[span]}"; k is a thousand.'
        return f'write "{unit}/{SPANS[span]}".'
    factor = PER_DAY.get(span) or PER_DAY.get(span.rstrip("s"))
    if factor is None:
        return None
    meant = number_meant(value)
    times = f"{float(meant) * factor:.15g} for {value}" if meant else f"the values times {factor:,}"
    return f'a day has {factor:,} of them: multiply the values by {factor:,} and write "{unit}/day": {times}.'


def _scaled(text: str) -> tuple[str | None, str | None]:
    """Scale letter and quantity of what is counted: "million output tokens" is M and output tokens."""
    bare = re.sub(r"\s+", " ", re.sub(r"\b(?:of|de|d')\b", " ", text)).strip()
    for quantity in (*QUANTITIES, *PLURALS):
        if not bare.lower().endswith(quantity.lower()):
            continue
        word = bare[: len(bare) - len(quantity)].strip()
        name = PLURALS.get(quantity, quantity)
        if word in SCALES:
            return word, name
        if word == "m":
            return "M", name
        if word.lower() in WORDS:
            return WORDS[word.lower()], name
    return None, None
