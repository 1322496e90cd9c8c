"""A sentence for each of the largest changes between two runs, in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from planner.plan.changed.changes import BETWEEN, DRIVER, OPEN, RUN, SOLVED
from planner.plan.news.offer_name import offer_name
from planner.words import formats, say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planner.plan.changed.changes import Changes
    from planner.plan.plan import Plan

COLUMNS = ["kind", "effect_meur", "text"]
MOST = 5
LEFT_FOR_EFFECTS = 2  # of the five, where there is anything to say of them
Row = tuple[str, float, str]


def sentences(changes: Changes, locale: str) -> pd.DataFrame:
    """COLUMNS, at most five rows: causes, the largest first, then orders, offers and money, the largest first."""
    causes = _causes(changes, locale)
    effects = sorted(
        [*_orders(changes, locale), *_offers(changes, locale), *_money(changes, locale)], key=lambda row: -abs(row[1])
    )
    room = MOST - min(len(effects), LEFT_FOR_EFFECTS)
    rows = causes[:room]
    return pd.DataFrame([*rows, *effects[: MOST - len(rows)]], columns=COLUMNS)


def basis_sentence(changes: Changes, locale: str) -> str:
    """How the effects were worked out; where the difference is within the proofs, that."""
    bases = set(changes.steps["basis"])
    if SOLVED in bases:
        text = say("changed solved", locale)
    elif OPEN in bases:
        text = say("changed open", locale, a=changes.a.run_id, b=changes.b.run_id)
    else:
        text = say("changed runs", locale)
    if abs(changes.difference_meur) > changes.open_meur:
        return text
    amount, left = (formats.money_meur(x, locale, 2) for x in (changes.difference_meur, changes.open_meur))
    return f"{text} {say('changed proofs', locale, amount=amount, open=left)}"


def signed_meur(meur: float, locale: str) -> str:
    """An amount with its sign, with another decimal where it is small."""
    return ("+" if meur > 0 else "") + formats.money_meur(meur, locale, 1 if abs(meur) >= 1 else 3)


def _causes(changes: Changes, locale: str) -> list[Row]:
    values = {str(row["path"]): row for row in changes.inputs.to_dict("records")}
    rows: list[Row] = []
    for step in changes.steps.to_dict("records"):
        meur, cause = float(step["meur"]), say(f"cause {step['driver']}", locale)
        if step["kind"] != DRIVER:
            rows.append((DRIVER, meur, say("cause rest", locale, cause=cause, amount=signed_meur(meur, locale))))
            continue
        fields = _fields_text(str(step["driver"]), str(step["fields"]).split(BETWEEN), values, locale)
        key = "cause without" if meur != meur else "cause effect"
        amount = signed_meur(meur, locale)
        rows.append((DRIVER, meur, say(key, locale, cause=cause, fields=fields, amount=amount)))
    return rows


def _fields_text(driver: str, fields: list[str], values: Mapping[str, Any], locale: str) -> str:
    """The first field that differs, with both its values where it is one number or word; how many more there are."""
    first = f"settings.{fields[0]}" if driver == RUN else fields[0]
    row = values.get(first)
    text = fields[0] if row is None else f"{fields[0]} {_value(row['a'], locale)} → {_value(row['b'], locale)}"
    if len(fields) == 1:
        return text
    return say("cause fields more", locale, first=text, count=len(fields) - 1)


def _value(text: str, locale: str) -> str:
    try:
        return formats.plain(float(text), 4, locale)
    except ValueError:
        return text[:12]


def _orders(changes: Changes, locale: str) -> list[Row]:
    rows: list[Row] = []
    for row in changes.orders.to_dict("records"):
        cost = float(row["cost_meur"])
        text = say(
            f"move {row['move']}",
            locale,
            racks=formats.number(row["racks"], 0, locale),
            rack=formats.rack_name(str(row["rack"])),
            period=formats.period_name(str(row["period"]), locale),
            to=formats.period_name(str(row["to_period"]), locale),
            other_racks=formats.number(row["other_racks"], 0, locale),
            other_rack=formats.rack_name(str(row["other_rack"])),
            amount=formats.money_meur(cost, locale),
        )
        rows.append(("order", cost, text))
    return rows


def _offers(changes: Changes, locale: str) -> list[Row]:
    rows: list[Row] = []
    for row in changes.offers.to_dict("records"):
        offer, meur = str(row["offer"]), float(row["revenue_meur"])
        name = offer_name(_plan_with(changes, offer), offer, locale)
        text = say(f"offer {row['move']}", locale, offer=name, amount=signed_meur(meur, locale))
        rows.append(("offer", meur, text))
    return rows


def _plan_with(changes: Changes, offer: str) -> Plan:
    return changes.b if (changes.b.offers["offer"] == offer).any() else changes.a


def _money(changes: Changes, locale: str) -> list[Row]:
    own = changes.money.loc[changes.money["kind"] == "change"]
    return [
        (
            "money",
            float(meur),
            say("money moved", locale, group=say(str(group), locale), amount=signed_meur(meur, locale)),
        )
        for group, meur in zip(own["group"], own["meur"], strict=True)
    ]
