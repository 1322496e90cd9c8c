"""Racks held, gone, sold and ordered: the tables `fleet`, `orders`, `retirements` and `resale`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from planner.problem.periods import last_order_day

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planner.arrays import Floats, Ints
    from planner.plan.tables.sums import Sums
    from planner.problem.site import ModelInputs
    from planner.problem.solution import Solution


@dataclass(frozen=True)
class Vintages:
    """What happens to each vintage, from the order to the end."""

    racks: Ints  # V: bought or in the opening fleet
    installed: Ints  # V, P: racks installed during p
    gone: Ints  # V, P: racks that leave at the start of p, by choice or at end of life
    at_end: Ints  # V: racks still there when the horizon ends
    discount: Floats  # V: volume discount of the tier that the order reaches
    price_meur: Floats  # V: per rack, after the discount; 0 for the opening fleet


def vintages_of(inputs: ModelInputs, solution: Solution) -> Vintages:
    """Follow each vintage through the periods."""
    fleet = inputs.fleet
    racks = fleet.opening_racks + solution.order_racks
    size = len(inputs.periods.names)
    period = np.arange(size)
    by_choice = np.cumsum(solution.retire_racks, axis=1)
    alive = (period >= fleet.live_period[:, None]) & (period < fleet.end_of_life_period[:, None])
    installed = np.where(alive, racks[:, None] - by_choice, 0)
    live = fleet.live_period < size
    before = np.zeros_like(installed)
    before[:, 1:] = installed[:, :-1]
    rows = np.flatnonzero(live)
    before[rows, fleet.live_period[rows]] = racks[rows]
    tier = np.searchsorted(fleet.tier_from_racks, solution.order_racks, side="right") - 1
    discount = np.where(solution.order_racks > 0, fleet.tier_discount[np.maximum(tier, 0)], 0.0)
    price = np.where(fleet.order_period >= 0, fleet.price_meur * (1.0 - discount), 0.0)
    at_end = (
        np.where(live, installed[:, -1], racks) if size else racks
    )  # what comes after the horizon is there at its end
    return Vintages(racks, installed, before - installed, at_end, discount, price)


def fleet_table(inputs: ModelInputs, solution: Solution, sums: Sums, vintages: Vintages) -> pd.DataFrame:
    """Racks by period and product: installed, arriving, ordered, retired, serving and parked on average."""
    fleet = inputs.fleet
    shape = (len(fleet.racks), len(inputs.periods.names))
    live, ordered, retired = np.zeros(shape), np.zeros(shape), np.zeros(shape)
    for v, rack in enumerate(fleet.vintage_rack):
        retired[rack] += vintages.gone[v]
        if fleet.order_period[v] >= 0:
            ordered[rack, fleet.order_period[v]] += vintages.racks[v]
        if (fleet.order_period[v] >= 0 or fleet.live_period[v] > 0) and fleet.live_period[v] < shape[1]:
            live[rack, fleet.live_period[v]] += vintages.racks[v]
    installed = solution.installed_racks
    return pd.DataFrame(
        {
            "period": np.repeat(np.array(inputs.periods.names, dtype=object), shape[0]),
            "rack": np.tile(np.array(fleet.racks, dtype=object), shape[1]),
            "installed_racks": installed.T.ravel().astype(np.int64),
            "live_racks": live.T.ravel().astype(np.int64),
            "ordered_racks": ordered.T.ravel().astype(np.int64),
            "retired_racks": retired.T.ravel().astype(np.int64),
            "gpus": (installed * fleet.gpus[:, None]).T.ravel().astype(np.int64),
            "parked_mean_racks": (sums.parked_rack_hours / sums.hours).T.ravel(),
            "serving_mean_racks": (sums.serving_rack_hours_by_rack / sums.hours).T.ravel(),
        }
    )


RETIREMENT_COLUMNS = [
    "rack", "vintage", "live_period", "period", "reason", "racks", "resale_meur_per_rack", "resale_meur",
    "present_meur",
]  # fmt: skip
RESALE_COLUMNS = ["rack", "period", "racks", "resale_meur", "present_meur"]
SOLD, WORN_OUT, HELD_AT_END = "sold", "end of life", "there at the end"


def no_retirements() -> pd.DataFrame:
    """The table of a run made before there was one."""
    return pd.DataFrame(columns=RETIREMENT_COLUMNS)


def no_resale() -> pd.DataFrame:
    """The same for what racks fetch."""
    return pd.DataFrame(columns=RESALE_COLUMNS)


def retirements_table(inputs: ModelInputs, solution: Solution, vintages: Vintages) -> pd.DataFrame:
    """Racks that leave, by vintage, period and reason, and those there when the horizon ends (period "end").

    `resale_meur_per_rack` is what one fetches then; its present value is that of the cash flow.
    Sold before their end of life: by choice of the plan.
    """
    fleet, periods = inputs.fleet, inputs.periods
    size, rows = len(periods.names), list[tuple[Any, ...]]()
    for v, rack in enumerate(fleet.vintage_rack):
        live = int(fleet.live_period[v])
        head = (fleet.racks[rack], fleet.vintage_names[v], periods.names[live] if live < size else "after the horizon")
        for p in np.flatnonzero(vintages.gone[v] > 0):
            sold = int(min(solution.retire_racks[v, p], vintages.gone[v, p]))
            for reason, racks in ((SOLD, sold), (WORN_OUT, int(vintages.gone[v, p]) - sold)):
                rows += _leaving(head, periods.names[p], reason, racks, fleet.resale_meur[v, p], periods.discount[p])
        left, discount = fleet.resale_meur[v, -1], periods.discount_at_end
        rows += _leaving(head, "end", HELD_AT_END, int(vintages.at_end[v]), left, discount)
    return pd.DataFrame(rows, columns=RETIREMENT_COLUMNS)


def _leaving(
    head: tuple[str, ...], period: str, reason: str, racks: int, each_meur: float, discount: float
) -> list[tuple[Any, ...]]:
    if racks == 0:
        return []
    resale_meur = float(each_meur) * racks
    return [(*head, period, reason, racks, float(each_meur), resale_meur, resale_meur * float(discount))]


def resale_table(retirements: pd.DataFrame) -> pd.DataFrame:
    """What racks fetch, by product and period, with those there at the end; its sum is that of the cash flow."""
    if retirements.empty:
        return no_resale()
    sums = retirements.groupby(["rack", "period"], sort=False, as_index=False)
    return sums[["racks", "resale_meur", "present_meur"]].sum()[RESALE_COLUMNS]


def orders_table(inputs: ModelInputs, vintages: Vintages, lead_time_months: Mapping[str, float]) -> pd.DataFrame:
    """Orders, the next one first, each with the latest day on which it still goes live in time.

    `order_by` is the first day of the live period less the product's lead time, never outside the order period;
    without a lead time it is the first day of the order period.
    """
    fleet, periods = inputs.fleet, inputs.periods
    starts = (*periods.first_day, periods.after_last_day)
    rows: list[dict[str, Any]] = []
    for v in np.flatnonzero((fleet.order_period >= 0) & (vintages.racks > 0)):
        rack = fleet.racks[fleet.vintage_rack[v]]
        order, live = int(fleet.order_period[v]), min(int(fleet.live_period[v]), len(periods.names))
        order_by = starts[order]
        if rack in lead_time_months:
            order_by = last_order_day(starts, order, live, lead_time_months[rack])
        cost = float(vintages.price_meur[v] * vintages.racks[v])
        rows.append(
            {
                "rack": rack,
                "order_period": periods.names[order],
                "order_by": pd.Timestamp(order_by),
                "live_period": periods.names[live] if live < len(periods.names) else "after the horizon",
                "live_date": pd.Timestamp(starts[live]),
                "racks": int(vintages.racks[v]),
                "price_meur_per_rack": float(fleet.price_meur[v]),
                "discount_share": float(vintages.discount[v]),
                "cost_meur": cost,
                "paid_at_order_meur": cost * fleet.paid_at_order,
                "paid_at_delivery_meur": cost * (1.0 - fleet.paid_at_order),
            }
        )
    columns = [
        "rack", "order_period", "order_by", "live_period", "live_date", "racks", "price_meur_per_rack",
        "discount_share", "cost_meur", "paid_at_order_meur", "paid_at_delivery_meur",
    ]  # fmt: skip
    table = pd.DataFrame(rows, columns=columns)
    table["order_by"] = pd.to_datetime(table["order_by"])
    table["live_date"] = pd.to_datetime(table["live_date"])
    return table.sort_values(["order_by", "rack"], ignore_index=True)
