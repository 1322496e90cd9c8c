"""What pages say of one thing: claims read from their sentences, cards and tables, and those that contradict."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from planner.words import WORDS
from tests.ui.test_pages import text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from streamlit.testing.v1 import AppTest

# Quantity, key of the words that tell it, and the value in them.
SENTENCES = (
    ("site npv", "cost orders", "site"),
    ("site npv", "relation same", "plan_npv"),
    ("site npv", "relation other", "plan_npv"),
    ("orders npv", "cost orders", "orders"),
    ("orders npv", "against finding", "orders"),
    ("orders npv", "orders npv", "amount"),
    ("npv without", "cost orders", "without"),
    ("npv without", "against finding", "reference"),
    ("deepest funding", "cost deepest", "amount"),
    ("deepest funding", "fund headline", "amount"),
    ("month of funding", "cost deepest", "month"),
    ("month of funding", "fund headline", "when"),
    ("next order", "order", "what"),
    ("next order", "order at once", "what"),
    ("day of order", "order", "by"),
    ("day of order", "order at once", "by"),
    ("capital", "cost capital", "amount"),
    ("last year", "work on offer", "year"),
    ("last year", "unserved in", "year"),
    ("last year", "all served", "year"),
    ("last year", "trouble not taken", "last_year"),
    ("last year", "trouble rented", "last_year"),
    ("first year", "trouble not taken", "first_year"),
    ("tokens per kWh", "kwh becomes tokens", "many"),
)
CARDS = {
    "NPV of the site": "site npv", "Net present value": "site npv", "NPV of the orders": "orders npv",
    "Deepest funding": "deepest funding", "Peak funding": "deepest funding", "Lowest DSCR": "dscr",
}  # fmt: skip
AMOUNTS = {"site", "plan_npv", "orders", "without", "reference", "amount"}
AMOUNT = r"[-−]?[\d,]+(?:\.\d+)?\u00a0M€"
WORDS_OF_WORK = ("Served here", "Rented", "Declined", "Throttled", "Unserved")


@dataclass(frozen=True)
class Claim:
    """What a page says of a quantity, in its own words."""

    page: str
    quantity: str
    words: str


def claims(app: AppTest, page: str) -> Iterator[Claim]:
    """All claims of a page, in English."""
    everything = text(app).replace("\\", "")
    notes = "\n".join(str(card.delta) for card in app.metric)
    for quantity, key, name in SENTENCES:
        for words in spoken(key, name, f"{everything}\n{notes}"):
            yield Claim(page, quantity, words)
    for card in app.metric:
        if card.label in CARDS:
            yield Claim(page, CARDS[card.label], str(card.value))
        if card.label.startswith("Served here, "):
            for year, share in zip(re.findall(r"\d{4}", card.label), re.findall(r"\d+%", card.value), strict=False):
                yield Claim(page, f"served here {year}", share)
        if card.label.startswith("tokens/kWh, "):
            yield Claim(page, "tokens per kWh", str(card.delta).partition(" ")[0])
    yield from _tables(app, page)
    for frame in (one.value for one in app.dataframe):
        if page == "runs" and "NPV, M€" in frame.columns:
            yield from (Claim(page, "site npv", str(value)) for value in frame["NPV, M€"])
    for choice in app.pills:
        years = [option for option in choice.options if option.isdigit()]
        yield from [Claim(page, f"{name} year", at[0]) for name, at in (("first", years), ("last", years[::-1])) if at]


def _tables(app: AppTest, page: str) -> Iterator[Claim]:
    for table in (one.value for one in app.table):
        if set(WORDS_OF_WORK) <= set(table.columns):
            for row in table.to_dict("records"):
                if str(row["Year"]).isdigit():
                    yield Claim(page, f"served here {row['Year']}", str(row["Served here"]))
                    yield Claim(page, f"unserved {row['Year']}", str(row["Unserved"]))
        if {"Site", "Without orders", "Orders"} <= set(table.columns):
            (row,) = table.loc[table.iloc[:, 0] == "Net present value"].to_dict("records")
            for column, quantity in (("Site", "site npv"), ("Without orders", "npv without"), ("Orders", "orders npv")):
                yield Claim(page, quantity, str(row[column]))


def spoken(key: str, name: str, everything: str) -> list[str]:
    """The value `name` in each place where a page speaks the English words of `key`."""
    parts = re.split(r"\{(\w+)\}", WORDS[key][0].rstrip("."))
    shape = AMOUNT if name in AMOUNTS else r"\d{4}" if "year" in name else r"[^\n]+?"
    pattern = "".join(
        re.escape(part) if i % 2 == 0 else rf"(?P<{part}>{shape})" if part == name else r"[^\n]*?"
        for i, part in enumerate(parts)
    )
    return [match.group(name) for match in re.finditer(rf"{pattern}(?=[.;,]|\s·|$)", everything, re.MULTILINE)]


def number(words: str) -> tuple[float, int] | None:
    """A figure and its decimals: 1,234.5 M€ → 1234.5, 1; None for what is none, such as a rack or a day."""
    plain = words.strip().replace("\u00a0", " ")
    match = re.fullmatch(r"([-−]?[\d,]+(?:\.\d+)?) ?(?:M€|%)?", plain)
    if match is None:
        return None
    digits = match.group(1).replace(",", "").replace("−", "-")
    return float(digits), len(digits.partition(".")[2])


def contradictory(made: list[Claim]) -> list[tuple[Claim, Claim]]:
    """Pairs that say different things of one quantity; figures may be rounded, each to its own decimals."""
    return [(a, b) for a, b in combinations(made, 2) if a.quantity == b.quantity and _differ(a.words, b.words)]


def _differ(one: str, other: str) -> bool:
    a, b = number(one), number(other)
    if a is None or b is None:
        return one.replace("\u00a0", " ") != other.replace("\u00a0", " ")
    coarse = min(a[1], b[1])
    return abs(a[0] - b[0]) > 0.5 * 10.0**-coarse + 1e-9
