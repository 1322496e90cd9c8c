"""A small reader of spreadsheets: works out the formulas of a workbook from its own cells, nothing else.

Only what the worked bills use. A function that is not known is an error, never a blank.
"""

from __future__ import annotations

import calendar
import datetime as dt
import math
import re
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import column_index_from_string, get_column_letter

EPOCH = dt.date(1899, 12, 30)
TOKEN = re.compile(
    r"""\s*(?:(?P<number>\d+\.?\d*(?:[eE][-+]?\d+)?(?![\w(]))|(?P<text>"[^"]*")
    |(?P<ref>(?:[A-Za-z]+!)?\$?[A-Z]{1,2}\$?\d+(?::\$?[A-Z]{1,2}\$?\d+)?(?![\w(]))
    |(?P<name>[A-Z][A-Z.]*(?=\())|(?P<sign><=|>=|<>|[-+*/^&=<>(),]))""",
    re.VERBOSE,
)


def serial(day: dt.date) -> int:
    return (day - EPOCH).days


def day_of(number: float) -> dt.date:
    return EPOCH + dt.timedelta(days=int(number))


class Sheets:
    """Values of a workbook, each worked out once."""

    def __init__(self, path: Path) -> None:
        self.book = load_workbook(path)
        self.known: dict[tuple[str, str], Any] = {}

    def value(self, sheet: str, cell: str) -> Any:
        key = (sheet, cell)
        if key not in self.known:
            found = self.book[sheet][cell].value
            if isinstance(found, dt.datetime):
                found = serial(found.date())
            elif isinstance(found, dt.date):
                found = serial(found)
            elif isinstance(found, str) and found.startswith("="):
                found = Formula(self, sheet, found[1:]).work_out()
            self.known[key] = found
        return self.known[key]

    def span(self, sheet: str, text: str) -> list[Any]:
        first, last = (re.fullmatch(r"([A-Z]+)(\d+)", end) for end in text.split(":"))
        assert first is not None
        assert last is not None
        columns = range(column_index_from_string(first[1]), column_index_from_string(last[1]) + 1)
        rows = range(int(first[2]), int(last[2]) + 1)
        return [self.value(sheet, f"{get_column_letter(column)}{row}") for row in rows for column in columns]


class Formula:
    """Recursive descent: comparison, &, sum, product, sign, power, value."""

    def __init__(self, sheets: Sheets, sheet: str, text: str) -> None:
        self.sheets, self.sheet, self.at = sheets, sheet, 0
        self.tokens: list[tuple[str, str]] = []
        place = 0
        while place < len(text):
            match = TOKEN.match(text, place)
            if match is None:
                raise ValueError(f"cannot read {text[place:]!r} in {text!r}")
            self.tokens.append((str(match.lastgroup), match[str(match.lastgroup)]))
            place = match.end()

    def work_out(self) -> Any:
        found = self.comparison()
        if self.at != len(self.tokens):
            raise ValueError(f"left over: {self.tokens[self.at :]}")
        return found

    def sign(self, *allowed: str) -> str | None:
        if self.at < len(self.tokens):
            kind, text = self.tokens[self.at]
            if kind == "sign" and text in allowed:
                self.at += 1
                return text
        return None

    def comparison(self) -> Any:
        left = self.joined()
        while sign := self.sign("<=", ">=", "<>", "=", "<", ">"):
            left = compare(left, sign, self.joined())
        return left

    def joined(self) -> Any:
        left = self.added()
        while self.sign("&"):
            left = f"{left:g}" if isinstance(left, float) else f"{left}"
            left += f"{self.added()}"
        return left

    def added(self) -> Any:
        left = self.multiplied()
        while sign := self.sign("+", "-"):
            right = self.multiplied()
            left = left + right if sign == "+" else left - right
        return left

    def multiplied(self) -> Any:
        left = self.power()
        while sign := self.sign("*", "/"):
            right = self.power()
            left = left * right if sign == "*" else left / right
        return left

    def power(self) -> Any:
        left = self.signed()
        while self.sign("^"):
            left = left ** self.signed()
        return left

    def signed(self) -> Any:
        return -self.signed() if self.sign("-") else self.single()

    def single(self) -> Any:
        if self.sign("("):
            found = self.comparison()
            assert self.sign(")"), "a bracket is not closed"
            return found
        kind, text = self.tokens[self.at]
        self.at += 1
        if kind == "number":
            return float(text) if "." in text or "e" in text.lower() else int(text)
        if kind == "text":
            return text[1:-1]
        if kind == "ref":
            sheet, _, cells = text.rpartition("!")
            cells = cells.replace("$", "")
            of = sheet or self.sheet
            return self.sheets.span(of, cells) if ":" in cells else self.sheets.value(of, cells)
        assert self.sign("("), f"{text} is not a value"
        arguments: list[Any] = []
        if not self.sign(")"):
            arguments.append(self.comparison())
            while self.sign(","):
                arguments.append(self.comparison())
            assert self.sign(")"), f"{text}( is not closed"
        return FUNCTIONS[text](*arguments)


def compare(left: Any, sign: str, right: Any) -> bool:
    if sign in ("=", "<>"):
        return (left == right) == (sign == "=")
    return {"<": left < right, ">": left > right, "<=": left <= right, ">=": left >= right}[sign]


def flat(arguments: tuple[Any, ...]) -> list[float]:
    found = [part for one in arguments for part in (one if isinstance(one, list) else [one])]
    return [part for part in found if isinstance(part, (int, float))]


def meets(value: Any, criterion: Any) -> bool:
    match = re.fullmatch(r"(<=|>=|<>|=|<|>)(.*)", criterion) if isinstance(criterion, str) else None
    if match is None:
        return bool(value == criterion)
    return value is not None and compare(value, match[1], float(match[2]))


def chosen(pairs: tuple[Any, ...]) -> list[bool]:
    spans, criteria = pairs[::2], pairs[1::2]
    return [all(meets(v, c) for v, c in zip(row, criteria, strict=True)) for row in zip(*spans, strict=True)]


def sum_ifs(values: list[Any], *pairs: Any) -> float:
    return sum(value for value, take in zip(values, chosen(pairs), strict=True) if take)


def end_of_month(day: float, months: int) -> int:
    assert months == 0
    start = day_of(day)
    return serial(start.replace(day=calendar.monthrange(start.year, start.month)[1]))


def workdays(first: float, last: float, off: tuple[int, ...], holidays: list[Any]) -> int:
    days = range(int(first), int(last) + 1)
    return sum(day_of(day).weekday() not in off and day not in holidays for day in days)


def networkdays_intl(first: float, last: float, weekend: int) -> int:
    return workdays(first, last, {11: (6,)}[weekend], [])


def round_half_up(value: float, digits: int) -> float:
    scaled = abs(value) * 10**digits
    return math.copysign(math.floor(scaled + 0.5 + 1e-6), value) / 10**digits


FUNCTIONS: dict[str, Any] = {
    "SUM": lambda *a: sum(flat(a)),
    "MAX": lambda *a: max(flat(a)),
    "MIN": lambda *a: min(flat(a)),
    "IF": lambda test, yes, no: yes if test else no,
    "AND": lambda *a: all(a),
    "OR": lambda *a: any(a),
    "SQRT": math.sqrt,
    "ROUND": round_half_up,
    "MOD": lambda a, b: a % b,
    "DATE": lambda y, m, d: serial(dt.date(int(y), int(m), int(d))),
    "YEAR": lambda day: day_of(day).year,
    "MONTH": lambda day: day_of(day).month,
    "DAY": lambda day: day_of(day).day,
    "WEEKDAY": lambda day: day_of(day).isoweekday() % 7 + 1,  # Sunday 1
    "EOMONTH": end_of_month,
    "NETWORKDAYS": lambda first, last, holidays: workdays(first, last, (5, 6), holidays),
    "NETWORKDAYS.INTL": networkdays_intl,
    "INDEX": lambda values, place: values[int(place) - 1],
    "MATCH": lambda value, values, kind: values.index(value) + 1 if kind == 0 else None,
    "SUMIFS": sum_ifs,
    "COUNTIFS": lambda *pairs: sum(chosen(pairs)),
}
