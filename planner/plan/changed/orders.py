"""Orders and offers that two plans do not share, as moves: earlier, later, more, fewer, another rack.

Of one product, racks that a orders and b does not are matched with those that b orders and a does not, the first with
the first: the matching of least total shift on a line. What is left over in one period of a product that loses and of
one that gains is another rack; the rest is more or fewer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from planner.plan.money.offers import SIGNED_BEFORE, SIGNED_NOW

if TYPE_CHECKING:
    from planner.plan.plan import Plan

EARLIER, LATER, MORE, FEWER, OTHER_RACK = "earlier", "later", "more", "fewer", "other rack"
ORDER_COLUMNS = ["move", "rack", "racks", "period", "to_period", "other_rack", "other_racks", "cost_meur"]
OFFER_COLUMNS = ["move", "offer", "a_share", "b_share", "revenue_meur"]
NEW, DROPPED, LARGER, SMALLER = "signed", "not signed", "larger share", "smaller share"
LEAST_SHARE = 1e-6
Left = dict[tuple[str, str], int]  # racks by product and period


def order_moves(a: Plan, b: Plan) -> pd.DataFrame:
    """A row per move from the orders of a to those of b; ORDER_COLUMNS, the largest in money first.

    racks: of `rack`, ordered in `period` (of more: by b). to_period: earlier and later, the period in b. other_rack,
    other_racks: what b orders instead. cost_meur: racks at the cost of the plan that orders them; of another rack the
    larger of both costs.
    """
    ours, theirs = _racks(a), _racks(b)
    each = _each_meur(a) | _each_meur(b)
    fewer = {key: n - theirs.get(key, 0) for key, n in ours.items() if n > theirs.get(key, 0)}
    more = {key: n - ours.get(key, 0) for key, n in theirs.items() if n > ours.get(key, 0)}
    rows = [*_shifts(fewer, more, each), *_other_racks(fewer, more, each)]
    for move, left in ((FEWER, fewer), (MORE, more)):
        rows += [(move, rack, n, at, "", "", 0, n * each[rack, at]) for (rack, at), n in left.items() if n]
    table = pd.DataFrame(rows, columns=ORDER_COLUMNS)
    return table.sort_values("cost_meur", ascending=False, kind="stable", ignore_index=True)


def _racks(plan: Plan) -> Left:
    own = _orders(plan)
    return {key: int(own.loc[own["key"] == key, "racks"].sum()) for key in dict.fromkeys(sorted(own["key"]))}


def _each_meur(plan: Plan) -> dict[tuple[str, str], float]:
    """Cost of one rack by product and period of the order [MEUR]."""
    own = _orders(plan)
    sums = {key: own.loc[own["key"] == key, ["cost_meur", "racks"]].sum() for key in dict.fromkeys(own["key"])}
    return {key: float(row["cost_meur"] / max(1.0, row["racks"])) for key, row in sums.items()}


def _orders(plan: Plan) -> pd.DataFrame:
    """Orders with product and period as one key."""
    table = plan.orders
    keys = zip(table["rack"].astype(str), table["order_period"].astype(str), strict=True)
    return table[["racks", "cost_meur"]].assign(key=pd.Series([*keys], index=table.index, dtype=object))


def _shifts(
    fewer: Left, more: Left, each: dict[tuple[str, str], float]
) -> list[tuple[str, str, int, str, str, str, int, float]]:
    """Racks of one product that move in time; takes them out of what is left over."""
    rows = []
    for rack in dict.fromkeys(name for name, _ in fewer):
        before = sorted(at for name, at in fewer if name == rack)
        after = sorted(at for name, at in more if name == rack)
        while before and after:
            start, end = before[0], after[0]
            n = min(fewer[rack, start], more[rack, end])
            rows.append((EARLIER if end < start else LATER, rack, n, start, end, "", 0, n * each[rack, start]))
            for left, periods, at in ((fewer, before, start), (more, after, end)):
                left[rack, at] -= n
                if not left[rack, at]:
                    periods.pop(0)
    return rows


def _other_racks(
    fewer: Left, more: Left, each: dict[tuple[str, str], float]
) -> list[tuple[str, str, int, str, str, str, int, float]]:
    """In each period, the product that loses most money against that which gains most, and so on."""
    rows = []
    for period in sorted({at for (_, at), n in fewer.items() if n}):
        losing, gaining = (_dearest(left, period, each) for left in (fewer, more))
        for lost, gained in zip(losing, gaining, strict=False):
            n, other = fewer.pop(lost), more.pop(gained)
            cost = max(n * each[lost], other * each[gained])
            rows.append((OTHER_RACK, lost[0], n, period, "", gained[0], other, cost))
    return rows


def _dearest(left: Left, period: str, each: dict[tuple[str, str], float]) -> list[tuple[str, str]]:
    """What is left over in a period, the largest in money first."""
    return sorted((key for key, n in left.items() if key[1] == period and n), key=lambda key: -left[key] * each[key])


def offer_moves(a: Plan, b: Plan) -> pd.DataFrame:
    """A row per contract with a customer that is not signed alike; OFFER_COLUMNS, the largest in money first.

    revenue_meur: change of its revenue, from a to b.
    """
    ours, theirs = _signed(a), _signed(b)
    rows = []
    for offer in dict.fromkeys([*ours, *theirs]):
        (mine, mine_meur), (other, other_meur) = ours.get(offer, (0.0, 0.0)), theirs.get(offer, (0.0, 0.0))
        if abs(mine - other) > LEAST_SHARE:
            gains, loses = (LARGER if mine else NEW), (SMALLER if other else DROPPED)
            rows.append((gains if other > mine else loses, offer, mine, other, other_meur - mine_meur))
    table = pd.DataFrame(rows, columns=OFFER_COLUMNS)
    largest = table["revenue_meur"].abs().sort_values(ascending=False, kind="stable").index
    return table.loc[largest].reset_index(drop=True)


def _signed(plan: Plan) -> dict[str, tuple[float, float]]:
    """Share in force and revenue of each contract [MEUR]."""
    signed = plan.offers["decision"].isin([SIGNED_BEFORE, SIGNED_NOW])
    shares = plan.offers["share"].where(signed, 0.0).astype(float)
    revenue = plan.offers["revenue_meur"].where(signed, 0.0).astype(float)
    rows = zip(plan.offers["offer"], shares, revenue, strict=True)
    return {str(offer): (float(share), float(meur)) for offer, share, meur in rows}
