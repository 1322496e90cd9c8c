"""Numbers, money, dates and periods as people in each language write them (Babel's CLDR data)."""

from __future__ import annotations

import datetime as dt
import math
from typing import Literal

from babel.dates import format_date
from babel.numbers import format_decimal, format_percent

from planner.errors import nearest

Locale = Literal["en", "fr"]
BABEL = {"en": "en_GB", "fr": "fr_FR"}
NO_BREAK = "\u00a0"
MISSING = "–"
LANGUAGES = {"en": "English", "fr": "Français"}
WEEKDAYS = {
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    "fr": ("lun", "mar", "mer", "jeu", "ven", "sam", "dim"),
}
MONTHS = {
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    "fr": ("janv", "févr", "mars", "avr", "mai", "juin", "juil", "août", "sept", "oct", "nov", "déc"),
}
QUARTER = {"en": "Q", "fr": "T"}
SEPARATORS = {"en": ".,", "fr": ",\u202f"}  # decimal, thousands: 1,234.5 or 1 234,5, as Plotly wants them


def babel_locale(locale: str) -> str:
    """The full locale of "en", "fr", "en_GB", "fr_FR"; ValueError for any other."""
    short = locale[:2].lower()
    if short not in BABEL:
        message = f"locale {locale!r} is not known. {nearest(locale, BABEL)}"
        raise ValueError(message)
    return BABEL[short]


def language(locale: str) -> Locale:
    """The language of a locale: "en" or "fr"."""
    return "fr" if babel_locale(locale) == BABEL["fr"] else "en"


def _is_number(x: float | None) -> bool:
    return x is not None and math.isfinite(x)


def colon(locale: str = "en") -> str:
    """Between a name and what is said of it: French has a space before it, which does not break."""
    return f"{NO_BREAK}: " if language(locale) == "fr" else ": "


def number(x: float | None, digits: int = 0, locale: str = "en") -> str:
    """A number with that many decimals: 1,234.5 or 1 234,5; a dash where there is none."""
    if x is None or not math.isfinite(x):
        return MISSING
    shown = round(x, digits) + 0.0
    return format_decimal(shown, format="#,##0" + ("." + "0" * digits if digits else ""), locale=babel_locale(locale))


def plain(x: float | None, most_digits: int = 2, locale: str = "en") -> str:
    """A number with no more decimals than it needs: 10 · 8.5."""
    if x is None or not math.isfinite(x):
        return MISSING
    digits = next(d for d in range(most_digits + 1) if d == most_digits or round(x, d) == round(x, most_digits))
    return number(x, digits, locale)


def significant(x: float | None, figures: int = 3, locale: str = "en") -> str:
    """A number with about so many significant figures: 41,200 · 0.61 · 318."""
    if x is None or not math.isfinite(x):
        return MISSING
    magnitude = math.floor(math.log10(abs(x))) if x else 0
    return number(round(x, figures - 1 - magnitude), max(0, min(6, figures - 1 - magnitude)), locale)


def money_meur(x: float | None, locale: str = "en", digits: int = 1) -> str:
    """An amount given in MEUR: 41.2 M€ or 41,2 M€."""
    return f"{number(x, digits, locale)}{NO_BREAK}M€" if _is_number(x) else MISSING


def percent(x: float | None, locale: str = "en", digits: int = 0) -> str:
    """A share: 0.91 → 91% or 91 %."""
    if x is None or not math.isfinite(x):
        return MISSING
    pattern = "#,##0" + ("." + "0" * digits if digits else "") + ("%" if language(locale) == "en" else "\u202f%")
    return format_percent(round(x, digits + 2) + 0.0, format=pattern, locale=babel_locale(locale))


def date(day: dt.date, locale: str = "en") -> str:
    """A day in words: 15 January 2027, 15 janvier 2027, 1er janvier 2027."""
    text = format_date(day, format="d MMMM y", locale=babel_locale(locale))
    return "1er" + text[1:] if language(locale) == "fr" and day.day == 1 else text


def period_name(name: str, locale: str = "en") -> str:
    """A period for people: 2027-Q1 → Q1 2027 or T1 2027; 2027-01 → January 2027; others as they are."""
    year, _, rest = name.partition("-")
    if rest.startswith("Q"):
        return f"{quarter(rest, locale)}{NO_BREAK}{year}"
    if rest.isdigit():
        return format_date(dt.date(int(year), int(rest), 1), format="MMMM y", locale=babel_locale(locale))
    ends = {"start": {"en": "the start", "fr": "le départ"}, "end": {"en": "the end", "fr": "la fin"}}
    return ends[name][language(locale)] if name in ends else name


def quarter(name: str, locale: str = "en") -> str:
    """A quarter without its year: Q1 → Q1 or T1."""
    return QUARTER[language(locale)] + name[1:]


def weekdays(locale: str = "en") -> tuple[str, ...]:
    """Short names of the weekdays, Monday first."""
    return WEEKDAYS[language(locale)]


def months(locale: str = "en") -> tuple[str, ...]:
    """Short names of the months, January first."""
    return MONTHS[language(locale)]


def month_axis(locale: str = "en") -> str | None:
    """How Plotly writes months on an axis; None for its own way, which names them in English."""
    return "%m/%Y" if language(locale) == "fr" else None


def separators(locale: str = "en") -> str:
    """Decimal and thousands signs, as Plotly wants them."""
    return SEPARATORS[language(locale)]


def rack_name(rack: str) -> str:
    """GB300_NVL72 → GB300 NVL72."""
    return rack.replace("_", " ")
