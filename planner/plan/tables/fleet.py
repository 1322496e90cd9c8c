"""Racks held, gone and ordered: the tables `fleet` and `orders`."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

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
    held: Ints  # V, P: racks held during p
    gone: Ints  # V, P: racks that leave at the start of p, by choice or at end of life
    kept: Ints  # V: racks still held when the horizon ends
    discount: Floats  # V: volume discount of the tier that the order reaches
    price_meur: Floats  # V: per rack, after the discount; 0 for the opening fleet


def vintages(inputs: ModelInputs, solution: Solution) -> Vintages:
    """Follow each vintage through the periods."""
    fleet = inputs.fleet
    racks = fleet.opening_racks + solution.order_racks
    size = len(inputs.periods.names)
    period = np.arange(size)
    by_choice = np.cumsum(solution.retire_racks, axis=1)
    alive = (period >= fleet.live_period[:, None]) & (period < fleet.end_of_life_period[:, None])
    held = np.where(alive, racks[:, None] - by_choice, 0)
    live = fleet.live_period < size
    before = np.zeros_like(held)
    before[:, 1:] = held[:, :-1]
    rows = np.flatnonzero(live)
    before[rows, fleet.live_period[rows]] = racks[rows]
    tier = np.searchsorted(fleet.tier_from_racks, solution.order_racks, side="right") - 1
    discount = np.where(solution.order_racks > 0, fleet.tier_discount[np.maximum(tier, 0)], 0.0)
    price = np.where(fleet.order_period >= 0, fleet.price_meur * (1.0 - discount), 0.0)
    kept = np.where(live, held[:, -1], racks) if size else racks  # what comes after the horizon is there at its end
    return Vintages(racks, held, before - held, kept, discount, price)


def fleet_table(inputs: ModelInputs, solution: Solution, sums: Sums, found: Vintages) -> pd.DataFrame:
    """Racks by period and product: installed, arriving, ordered, retired, serving and parked on average."""
    fleet = inputs.fleet
    shape = (len(fleet.racks), len(inputs.periods.names))
    live, ordered, retired = np.zeros(shape), np.zeros(shape), np.zeros(shape)
    for v, rack in enumerate(fleet.vintage_rack):
        retired[rack] += found.gone[v]
        if fleet.order_period[v] >= 0:
            ordered[rack, fleet.order_period[v]] += found.racks[v]
            if fleet.live_period[v] < shape[1]:
                live[rack, fleet.live_period[v]] += found.racks[v]
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


def months_before(day: dt.date, months: float) -> dt.date:
    """Go back whole months, then the rest in days of a mean month (30.4 days)."""
    whole = int(months)
    year, month = divmod(day.year * 12 + day.month - 1 - whole, 12)
    last = calendar.monthrange(year, month + 1)[1]
    back = dt.date(year, month + 1, min(day.day, last))
    return back - dt.timedelta(days=round((months - whole) * 30.4))


def orders_table(inputs: ModelInputs, found: Vintages, lead_time_months: Mapping[str, float]) -> pd.DataFrame:
    """Orders, the next one first, each with the latest day on which it still goes live in time.

    `order_by` is the first day of the live period less the product's lead time, never before the order period
    starts; without a lead time it is the first day of the order period.
    """
    fleet, periods = inputs.fleet, inputs.periods
    starts = (*periods.first_day, periods.after_last_day)
    rows: list[dict[str, Any]] = []
    for v in np.flatnonzero((fleet.order_period >= 0) & (found.racks > 0)):
        rack = fleet.racks[fleet.vintage_rack[v]]
        order, live = int(fleet.order_period[v]), min(int(fleet.live_period[v]), len(periods.names))
        order_by = starts[order]
        if rack in lead_time_months:
            order_by = max(order_by, months_before(starts[live], lead_time_months[rack]))
        cost = float(found.price_meur[v] * found.racks[v])
        rows.append(
            {
                "rack": rack,
                "order_period": periods.names[order],
                "order_by": pd.Timestamp(order_by),
                "live_period": periods.names[live] if live < len(periods.names) else "after the horizon",
                "live_date": pd.Timestamp(starts[live]),
                "racks": int(found.racks[v]),
                "price_meur_per_rack": float(fleet.price_meur[v]),
                "discount_share": float(found.discount[v]),
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
