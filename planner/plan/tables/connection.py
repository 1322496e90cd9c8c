"""The connection in the plan: the table `connection`; what was curtailed, N−1 headroom, use of the carbon cap."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from planner.arrays import Floats
    from planner.plan.tables.sums import Sums
    from planner.problem.site import ModelInputs
    from planner.problem.solution import Solution


THOUSAND = 1000.0
COLUMNS = [
    "period", "firm_mw", "flexible_mw", "curtailed_hours", "curtailed_mwh", "shedding_eur_per_mwh", "n_minus_1_mw",
    "headroom_n_minus_1_mw", "limited_hours", "carbon_t", "carbon_share_t", "carbon_eur_per_t",
]  # fmt: skip


def no_connection() -> pd.DataFrame:
    """The table of a plan whose connection is firm and whose carbon has no cap: its columns, no row."""
    return pd.DataFrame({name: pd.Series(dtype=object if name == "period" else float) for name in COLUMNS})


def flexible_mw(inputs: ModelInputs, solution: Solution) -> Floats:
    """P: flexible part of the connection of the open phases [MW]."""
    if inputs.flexible is None:
        return np.zeros(len(inputs.periods.names))
    return np.asarray(inputs.flexible.mw @ solution.phase_open, dtype=np.float64)


def curtailed_mwh(inputs: ModelInputs, solution: Solution, sums: Sums) -> Floats:
    """P: energy that the flexible part could not give, in hours that were set or, where the site chose, as agreed."""
    if inputs.flexible is None:
        return np.zeros(len(inputs.periods.names))
    if inputs.flexible.chosen:
        return solution.shared["shed_gwh"] * THOUSAND
    return sums.by_period(inputs.flexible.called) * flexible_mw(inputs, solution)


def usable_mw(inputs: ModelInputs, solution: Solution, sums: Sums) -> Floats:
    """H: most power at the meter in each hour [MW], without what the site chooses to shed."""
    usable = sums.connection_mw[sums.period_of_hour]
    if inputs.flexible is not None:
        usable = usable - inputs.flexible.called * flexible_mw(inputs, solution)[sums.period_of_hour]
    return np.minimum(usable, inputs.grid_limit.mw) if inputs.grid_limit else np.asarray(usable)


def carbon_t(inputs: ModelInputs, solution: Solution, sums: Sums) -> Floats:
    """P: what counts against the cap: energy at the meter, fuel of back-up sets, less what contracts give back [t]."""
    cap = inputs.carbon_cap
    if cap is None:
        return np.full(len(inputs.periods.names), np.nan)
    dispatch = solution.dispatch
    hourly = cap.t_per_mwh * dispatch.grid_mw
    if dispatch.genset_mw is not None:
        hourly = hourly + cap.genset_t_per_mwh * dispatch.genset_mw
    credit = solution.contract_mw @ cap.contract_kt_per_mw if len(solution.contract_mw) else 0.0
    return np.asarray(sums.by_period(hourly) + (cap.fixed_kt - credit) * THOUSAND)


def headroom_n_minus_1_mw(inputs: ModelInputs, sums: Sums) -> Floats:
    """P: usable power with one transformer lost, less the peak at the meter [MW]; NaN without transformers."""
    limit = inputs.grid_limit.n_minus_1_mw if inputs.grid_limit else None
    return np.full(len(sums.peak_mw), np.nan) if limit is None else limit - sums.peak_mw


def connection_table(inputs: ModelInputs, solution: Solution, sums: Sums) -> pd.DataFrame:
    """One row per period, where a part is flexible, something else bounds the meter, or carbon has a cap.

    `curtailed_hours`: hours of the whole flexible part with the same energy. `limited_hours`: hours in which
    transformers or maintenance leave less than the connection. `carbon_share_t`: the period's part of its year's cap.
    Prices: what a MWh less to shed, or a tonne more, would be worth; NaN where nothing of the kind is asked.
    """
    if inputs.flexible is None and inputs.grid_limit is None and inputs.carbon_cap is None:
        return no_connection()
    size = len(inputs.periods.names)
    none, marginal = np.full(size, np.nan), solution.marginal.shared_meur
    part, mwh = flexible_mw(inputs, solution), curtailed_mwh(inputs, solution, sums)
    limit = inputs.grid_limit
    limited = np.zeros(len(inputs.hours.utc)) if limit is None else limit.mw < sums.connection_mw[sums.period_of_hour]
    share = none
    if inputs.carbon_cap is not None:
        credit = solution.contract_mw @ inputs.carbon_cap.contract_kt_per_mw if len(solution.contract_mw) else 0.0
        share = (solution.shared["carbon_kt"] + inputs.carbon_cap.fixed_kt - credit) * THOUSAND
    return pd.DataFrame(
        {
            "period": list(inputs.periods.names),
            "firm_mw": sums.connection_mw - part,
            "flexible_mw": part,
            "curtailed_hours": np.divide(mwh, part, out=np.zeros(size), where=part > 0),
            "curtailed_mwh": mwh,
            "shedding_eur_per_mwh": marginal.get("shed_gwh", none) * THOUSAND,
            "n_minus_1_mw": none if limit is None or limit.n_minus_1_mw is None else np.full(size, limit.n_minus_1_mw),
            "headroom_n_minus_1_mw": headroom_n_minus_1_mw(inputs, sums),
            "limited_hours": sums.by_period(np.asarray(limited, dtype=np.float64)),
            "carbon_t": carbon_t(inputs, solution, sums),
            "carbon_share_t": share,
            "carbon_eur_per_t": marginal.get("carbon_kt", none) * THOUSAND,
        }
    )[COLUMNS]
