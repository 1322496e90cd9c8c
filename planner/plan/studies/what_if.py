"""What a what-if says of a plan: value, orders, what becomes of the work, GPUs and tokens per kWh; and two beside.

Small enough to be sent from the process that solves to the page that shows it. Both sides of a difference stand on
the same few days: a figure of few days never stands beside one of all days.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Any, Self

import pandas as pd

from planner.plan.manifest import plain
from planner.plan.money.cash_flow import npv_meur
from planner.plan.money.reference import figure_of
from planner.plan.news.work import PARTS, TOKENS, work_data

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planner.plan.plan import Plan

__all__ = ["Answer", "Difference", "Lever", "answer_of", "difference", "moved_orders", "work_beside"]


@dataclass(frozen=True)
class Lever:
    """One thing to turn between two bounds, in steps; at `own` it changes nothing (planner.money_studies.what_if)."""

    name: str
    unit: str  # MW, %, quarters
    low: float
    high: float
    step: float
    own: float
    item: str = ""  # of a delay: the product that comes later


@dataclass(frozen=True)
class Answer:
    """A plan in few figures. `bound_meur`: no plan of its scenario is worth more, on these days.

    orders_npv_meur is None until the plan without orders is solved, or where there is none. Rows: orders (rack,
    order_period, racks); work (year, unit, share of each of the five words); gpus (period, rack, gpus); yields (period,
    tokens per kWh at the meter).
    """

    days: int
    npv_meur: float
    bound_meur: float
    orders_npv_meur: float | None
    with_reference: bool
    orders: tuple[tuple[str, str, int], ...]
    work: tuple[tuple[Any, ...], ...]
    gpus: tuple[tuple[str, str, float], ...]
    yields: tuple[tuple[str, float | None], ...]

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Self:
        """The answer from what `as_json` gave."""
        rows = {name: tuple(tuple(row) for row in values[name]) for name in ("orders", "work", "gpus", "yields")}
        return cls(**{one.name: rows.get(one.name, values[one.name]) for one in fields(cls)})

    def as_json(self) -> dict[str, Any]:
        """Plain values, for another process."""
        values: dict[str, Any] = plain(asdict(self))
        return values


@dataclass(frozen=True)
class Difference:
    """What-if less unchanged [MEUR]; the true difference of the best plans is proven to lie between low and high."""

    npv_meur: float
    low_meur: float
    high_meur: float
    orders_npv_meur: float | None


def answer_of(plan: Plan, *, with_reference: bool) -> Answer:
    """The figures of a plan on few days; with_reference: the plan without orders was looked for."""
    npv = npv_meur(plan.cash_flow)
    orders = plan.orders.groupby(["rack", "order_period"], observed=True)["racks"].sum().reset_index()
    work = work_data(plan)
    shares = [f"{name}_share" for name in PARTS.values()]
    fleet = plan.fleet.loc[plan.fleet["gpus"] > 0, ["period", "rack", "gpus"]]
    yields = plan.kpis.loc[(plan.kpis["kpi"] == "tokens_per_kwh") & (plan.kpis["workload"] == "all")]
    by_period = dict(zip(yields["period"].astype(str), yields["value"].astype(float), strict=True))
    value = figure_of(plan.reference, "npv_meur", "orders") if len(plan.reference) else None
    return Answer(
        days=int(plan.manifest["days"]),
        npv_meur=npv,
        bound_meur=max(npv, float(plan.manifest["bound_meur"])),
        orders_npv_meur=value,
        with_reference=with_reference,
        orders=tuple((str(row[0]), str(row[1]), int(row[2])) for row in orders.to_numpy().tolist()),
        work=tuple((str(row[0]), str(row[1]), *row[2:]) for row in work[["year", "unit", *shares]].to_numpy().tolist()),
        gpus=tuple((str(period), str(rack), float(count)) for period, rack, count in fleet.to_numpy().tolist()),
        yields=tuple((name, by_period.get(name)) for name in plan.periods),
    )


def difference(unchanged: Answer, changed: Answer) -> Difference:
    """How much more the changed plan is worth; ValueError where both do not stand on the same days."""
    if unchanged.days != changed.days:
        message = f"{changed.days} days a period cannot be compared with {unchanged.days}."
        raise ValueError(message)
    orders = None
    if changed.orders_npv_meur is not None and unchanged.orders_npv_meur is not None:
        orders = changed.orders_npv_meur - unchanged.orders_npv_meur
    return Difference(
        changed.npv_meur - unchanged.npv_meur,
        changed.npv_meur - unchanged.bound_meur,
        changed.bound_meur - unchanged.npv_meur,
        orders,
    )


def moved_orders(unchanged: Answer, changed: Answer) -> pd.DataFrame:
    """Orders that differ: rack, order_period, racks before and after, difference; by period."""
    before, after = ({(rack, period): count for rack, period, count in one.orders} for one in (unchanged, changed))
    rows = [
        (rack, period, before.get((rack, period), 0), after.get((rack, period), 0))
        for rack, period in sorted({*before, *after}, key=lambda key: (key[1], key[0]))
    ]
    table = pd.DataFrame(rows, columns=["rack", "order_period", "before_racks", "after_racks"])
    table["difference_racks"] = table["after_racks"] - table["before_racks"]
    return table.loc[table["difference_racks"] != 0].reset_index(drop=True)


def work_beside(unchanged: Answer, changed: Answer) -> pd.DataFrame:
    """First and last year: share of tokens on offer by each of the five words, before and after; year, word, shares."""
    tables = [
        {str(row[0]): dict(zip(PARTS, row[2:], strict=True)) for row in one.work if row[1] == TOKENS}
        for one in (unchanged, changed)
    ]
    years = sorted({*tables[0]} & {*tables[1]})
    rows = [
        (year, word, *(table[year][word] for table in tables))
        for year in dict.fromkeys([*years[:1], *years[-1:]])
        for word in PARTS
    ]
    return pd.DataFrame(rows, columns=["year", "word", "before_share", "after_share"])
