"""The bill of a plan: the bill engine on the plan's own hourly load, and what other tariff versions would cost.

The optimiser takes the overrun as linear (`planner.inputs.grid_tariff.overrun_eur_per_mwh`); the engine has the
official square root. All other items are the same money by two ways. docs/bill.md says how they are held equal.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from planner.errors import ScenarioError, located

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from planner.inputs.bill import BillOptions, LoadCurve
    from planner.inputs.model_inputs import BillTerms, ModelInputs
    from planner.optimisation.solution import Solution
    from planner.plan.plan import Plan

    Floats = NDArray[np.float64]

COLUMNS = [
    "period", "month", "item", "base", "unit", "rate", "amount_eur", "source", "amount_exact_eur", "flag",
]  # fmt: skip
KW_PER_MW = 1000.0
# Usual limits of the voltage at which a site is connected; not checked against the decree.
MOST_MW = {"HTA": 40.0, "HTB1": 50.0, "HTB2": 250.0}
VERSION_COLUMNS = [
    "year", "tariff", "subscribed_kw", "fixed_eur", "energy_eur", "overrun_eur", "levies_eur", "total_eur",
    "eur_per_mwh", "basis", "flag",
]  # fmt: skip


def bill_table(inputs: ModelInputs, solution: Solution) -> pd.DataFrame:
    """The bill of every month of the horizon: grid tariff, CTA and excise of the scenario, energy at the spot price.

    Columns COLUMNS; `amount_eur` is rounded row by row, `amount_exact_eur` is not. Months and periods are whole. Empty
    where not every day is dispatched: a bill needs the whole load curve.
    """
    terms = inputs.bill
    if terms is None or not inputs.every_day:
        return no_bill()
    from planner.inputs.bill import bill, own
    from planner.inputs.bill.lines import table

    load = _curve(inputs.hours.utc, solution.dispatch.grid_mw)
    subscribed_kw = np.maximum.accumulate(solution.subscribed_mw.clip(min=0.0) * KW_PER_MW, axis=0)
    starts = inputs.periods.first_day
    levels: dict[dt.date | str, Sequence[float]] = {day: tuple(subscribed_kw[:, p]) for p, day in enumerate(starts)}
    rows = bill(load, terms.tariff, levels, options_of(asdict(terms)), terms.data_dir)
    spot = own.spot_lines(load, inputs.hours.spot_eur_per_mwh, "power.spot of the scenario")
    rows = pd.concat([rows, table(spot)], ignore_index=True)
    rows = rows.sort_values("month", kind="stable", ignore_index=True)
    firsts = [day.isoformat()[:7] for day in starts]
    at = np.searchsorted(firsts, rows["month"].to_numpy(dtype=str), side="right") - 1
    rows.insert(0, "period", np.array(inputs.periods.names, dtype=object)[at])
    return rows[COLUMNS]


def no_bill() -> pd.DataFrame:
    """A bill without a row."""
    text = {"period", "month", "item", "unit", "flag", "source"}
    return pd.DataFrame({name: pd.Series(dtype=object if name in text else "float64") for name in COLUMNS})


def options_of(terms: dict[str, Any]) -> BillOptions:
    """Options of the bill engine for the terms of a plan; the meter is the grid's, as the plan has it."""
    from planner.inputs.bill import BillOptions

    return BillOptions(
        meter="grid",
        inflation=float(terms["inflation"]),
        own_excise_eur_per_mwh=float(terms["excise_eur_per_mwh"]),
        own_cta_share=float(terms["cta_share_of_fixed"]),
        check_size=False,
    )


def terms_of(terms: BillTerms | None) -> dict[str, Any] | None:
    """The terms as plain values, without the folder they were read from."""
    return None if terms is None else {key: value for key, value in asdict(terms).items() if key != "data_dir"}


def official_overrun_eur(inputs: ModelInputs, table: pd.DataFrame) -> Floats | None:
    """Overrun by the official formula of each period [EUR, P], out of the bill; None without a bill."""
    if table.empty:
        return None
    own = table.loc[table["item"].str.startswith("overrun_")]
    by_period = own.groupby("period")["amount_exact_eur"].sum()
    return np.array([float(by_period.get(name, 0.0)) for name in inputs.periods.names])


def _curve(utc: NDArray[np.datetime64], grid_mw: Floats) -> LoadCurve:
    from planner.inputs.bill import LoadCurve

    start = int(utc[0].astype("datetime64[s]").astype(np.int64))
    return LoadCurve(np.maximum(np.asarray(grid_mw, dtype=np.float64), 0.0) * KW_PER_MW, start, 60, "the plan's load")


def bill_versions(plan: Plan, domains: Sequence[str] | None = None) -> pd.DataFrame:
    """What each calendar year of the plan's load would cost under each version of the tariff, the cheapest first.

    Each version has the best subscribed power for that year's load (`best_subscribed_kw`), known beforehand; a row
    with `basis` "plan" is the plan's own version at the plan's own subscribed power. Without energy at the spot price,
    which is the same for all. `domains` are by default those at which the connection of the plan is usual.

    Columns VERSION_COLUMNS; amounts exact [EUR]. The load is that of the hourly tables, kept in single precision.
    Raises ScenarioError for a plan that does not dispatch every day, or holds no full calendar year.
    """
    terms = plan.manifest.get("bill")
    if terms is None or not plan.manifest["every_day"]:
        problem = "this plan does not dispatch every day, so there is no load curve to bill."
        raise ScenarioError(located("bill_versions", problem, 'solve it with days="all".'))
    from planner.inputs.bill import compare_versions

    if domains is None:
        most = float(plan.power["connection_mw"].max())
        domains = [name for name, limit in MOST_MW.items() if most <= limit]
    hourly = plan.hourly
    local = pd.DatetimeIndex(hourly["local"])
    frames = []
    for year in full_years(local):
        own = hourly.loc[local.year == year]
        load = _curve(own["utc"].dt.tz_convert(None).to_numpy(), own["grid_mw"].to_numpy())
        found = [compare_versions(load, name, options=options_of(terms)).assign(basis="best") for name in domains]
        rows = pd.concat([*found, _as_planned(plan, terms["tariff"], year)], ignore_index=True)
        rows.insert(0, "year", year)
        frames.append(rows.sort_values("total_eur", kind="stable"))
    if not frames:
        problem = f"the horizon holds no full calendar year: {local[0]:%Y-%m-%d} to {local[-1]:%Y-%m-%d}."
        raise ScenarioError(located("bill_versions", problem, "lengthen the horizon."))
    return pd.concat(frames, ignore_index=True)[VERSION_COLUMNS]


def full_years(local: pd.DatetimeIndex) -> list[int]:
    """Calendar years of which every day is in an index of local hours."""
    days = pd.Series(local.tz_localize(None).normalize().unique())
    years, counts = np.unique(days.dt.year.to_numpy(), return_counts=True)
    of_year = [dt.date(int(year), 12, 31).timetuple().tm_yday for year in years]
    return [int(year) for year, count, whole in zip(years, counts, of_year, strict=True) if count == whole]


def _as_planned(plan: Plan, tariff: str, year: int) -> pd.DataFrame:
    from planner.inputs.bill.own import SPOT
    from planner.inputs.bill.versions import group_of

    own = plan.bill.loc[plan.bill["month"].str.startswith(str(year))]
    mwh = float(own.loc[own["item"] == SPOT, "base"].sum())
    own = own.loc[own["item"] != SPOT]
    eur = own["amount_exact_eur"].groupby(own["item"].map(group_of)).sum()
    total = float(eur.sum())
    row = {f"{part}_eur": float(eur.get(part, 0.0)) for part in ("fixed", "energy", "overrun", "levies")}
    known = {"tariff": tariff, "subscribed_kw": None, "basis": "plan", "flag": ""}
    return pd.DataFrame([known | row | {"total_eur": total, "eur_per_mwh": total / mwh if mwh else np.nan}])
