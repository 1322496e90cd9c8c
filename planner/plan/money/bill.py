"""The bill of a plan: the bill engine on the plan's own hourly load, and the lines of its supply.

The optimiser takes the overrun as linear (`planner.billing.grid_tariff.overrun_eur_per_mwh`); the engine has the
official square root. All other items are the same money by two ways. docs/bill.md says how they are held equal.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from planner.errors import ScenarioError, located
from planner.plan.money.bill_supply import lines_of_solution

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from planner.arrays import Floats
    from planner.billing import BillOptions, LoadCurve
    from planner.billing.lines import Line
    from planner.problem.site import BillTerms, ModelInputs
    from planner.problem.solution import Solution

    Levels = dict[dt.date | str, Sequence[float]]

COLUMNS = [
    "period", "month", "item", "base", "unit", "rate", "amount_eur", "source", "amount_exact_eur", "flag",
]  # fmt: skip
KW_PER_MW = 1000.0
# Usual limits of the voltage at which a site is connected; not checked against the decree.
MOST_MW = {"HTA": 40.0, "HTB1": 50.0, "HTB2": 250.0}


def bill_table(inputs: ModelInputs, solution: Solution) -> pd.DataFrame:
    """The bill of every month of the horizon: supply, grid tariff, CTA and excise of the scenario.

    Columns COLUMNS; `amount_eur` is rounded row by row, `amount_exact_eur` is not. Months and periods are whole.
    Supply as `planner.plan.money.bill_supply` has it. Empty where not every day is dispatched: a bill needs the whole
    load.
    """
    terms = inputs.bill
    if terms is None or not inputs.every_day:
        return no_bill()
    load = curve(inputs.hours.utc, solution.dispatch.grid_mw)
    starts = inputs.periods.first_day
    levels: Levels = dict(zip(starts, rising_kw(solution.subscribed_mw.T), strict=True))
    supply = lines_of_solution(load, inputs, solution)
    rows = billed(load, levels, terms, supply)
    firsts = [day.isoformat()[:7] for day in starts]
    at = np.searchsorted(firsts, rows["month"].to_numpy(dtype=str), side="right") - 1
    rows.insert(0, "period", np.array(inputs.periods.names, dtype=object)[at])
    return rows[COLUMNS]


def billed(load: LoadCurve, levels: Levels, terms: BillTerms, supply: Sequence[Line]) -> pd.DataFrame:
    """Rows of a load [kW] at subscribed powers [kW] by the month from which each holds, with the lines of supply."""
    from planner.billing import bill
    from planner.billing.lines import table

    rows = bill(load, terms.tariff, levels, options_of(asdict(terms)), terms.data_dir)
    rows = pd.concat([table(supply), rows], ignore_index=True)
    return rows.sort_values("month", kind="stable", ignore_index=True)


def rising_kw(subscribed_mw: Floats) -> list[tuple[float, ...]]:
    """Subscribed power by class [kW], one tuple a row of MW; what rounding let fall with the class is raised."""
    kw = np.maximum.accumulate(np.asarray(subscribed_mw, dtype=np.float64).clip(min=0.0) * KW_PER_MW, axis=1)
    return [tuple(float(value) for value in row) for row in kw]


def no_bill() -> pd.DataFrame:
    """A bill without a row."""
    text = {"period", "month", "item", "unit", "flag", "source"}
    return pd.DataFrame({name: pd.Series(dtype=object if name in text else "float64") for name in COLUMNS})


def options_of(terms: dict[str, Any]) -> BillOptions:
    """Options of the bill engine for the terms of a plan; the meter is the grid's, as the plan has it."""
    from planner.billing import BillOptions

    return BillOptions(
        meter="grid",
        inflation=float(terms["inflation"]),
        own_excise_eur_per_mwh=float(terms["excise_eur_per_mwh"]),
        own_cta_share=float(terms["cta_share_of_fixed"]),
        check_size=False,
    )


def terms_in(manifest: Mapping[str, Any]) -> BillTerms:
    """The terms that a run was saved with. ScenarioError for a run without them."""
    held = manifest.get("bill")
    if held is None:
        problem = "this run does not say by which tariff it is billed."
        raise ScenarioError(located("bill", problem, "solve the scenario again."))
    from planner.problem.site import BillTerms

    return BillTerms(**held)


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


def curve(utc: NDArray[np.datetime64], grid_mw: Floats) -> LoadCurve:
    """Power at the meter [MW] of hours without a gap as the engine wants it."""
    from planner.billing import LoadCurve

    start = int(utc[0].astype("datetime64[s]").astype(np.int64))
    return LoadCurve(np.maximum(np.asarray(grid_mw, dtype=np.float64), 0.0) * KW_PER_MW, start, 60, "the plan's load")
