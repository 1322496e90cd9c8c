"""Supply contracts in the plan: the table `contracts`, what is left exposed to spot, and what the hedge is worth."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from planner.arrays import Floats
    from planner.plan.tables.sums import Sums
    from planner.problem.site import ModelInputs
    from planner.problem.solution import Solution


COLUMNS = [
    "period", "contract", "kind", "mw", "energy_mwh", "strike_eur_per_mwh", "spot_eur_per_mwh", "settlement_meur",
    "prepayment_meur", "cover_share",
]  # fmt: skip


def no_contracts() -> pd.DataFrame:
    """The table of a plan without contracts: its columns, no row."""
    texts = {"period", "contract", "kind"}
    return pd.DataFrame({name: pd.Series(dtype=object if name in texts else float) for name in COLUMNS})


def contracts_table(inputs: ModelInputs, solution: Solution, sums: Sums) -> pd.DataFrame:
    """One row per contract and period in which it delivers or is paid for, of the contracts with a volume.

    `settlement_meur` and `prepayment_meur` are what the site pays (negative: receives). Strike and spot are means over
    the energy of the contract. `cover_share`: energy of the contract / energy at the meter.
    """
    c, rows = inputs.contracts, []
    for i, mw in enumerate(solution.contract_mw):
        for p, period in enumerate(inputs.periods.names):
            energy, prepaid = mw * c.energy_mwh[i, p], mw * c.prepaid_meur[i, p]
            if energy or prepaid:
                fixed, settlement = mw * c.fixed_meur[i, p], mw * c.settlement_meur[i, p]
                strike, spot = (
                    (1e6 * meur / energy if energy else float("nan")) for meur in (fixed, fixed - settlement)
                )
                cover = energy / sums.grid_mwh[p] if sums.grid_mwh[p] > 0 else float("nan")
                rows.append((period, c.names[i], c.kinds[i], mw, energy, strike, spot, settlement, prepaid, cover))
    return pd.DataFrame(rows, columns=COLUMNS) if rows else no_contracts()


def contract_flows(inputs: ModelInputs, solution: Solution) -> list[tuple[str, str, Floats]]:
    """What contracts cost against buying at spot, by period; amounts [EUR, P]."""
    c, flows = inputs.contracts, []
    for i, mw in enumerate(solution.contract_mw):
        flows += [
            (f"contract against spot: {c.names[i]}", "energy", -mw * c.settlement_meur[i] * 1e6),
            (f"prepayment: {c.names[i]}", "capex", -mw * c.prepaid_meur[i] * 1e6),
        ]
    return flows


def prepayments_left_eur(inputs: ModelInputs, solution: Solution) -> dict[str, float]:
    """What of the prepayments is for days after the horizon [EUR], by contract."""
    left = solution.contract_mw * inputs.contracts.prepaid_left_meur * 1e6 if len(solution.contract_mw) else ()
    return dict(zip(inputs.contracts.names, map(float, left), strict=True))


def prepayment_terms(inputs: ModelInputs, solution: Solution) -> tuple[Floats, Floats]:
    """Present prepayments less what is left of them [MEUR, N], and whether each contract delivers [N, P]."""
    c, mw, periods = inputs.contracts, solution.contract_mw, inputs.periods
    if not len(mw):
        return np.zeros(0), np.zeros((0, len(periods.names)))
    present = c.prepaid_meur @ periods.discount - c.prepaid_left_meur * periods.discount_at_end
    return np.asarray(mw * present), (c.energy_mwh > 0).astype(np.float64)


def volume_mw(inputs: ModelInputs, solution: Solution) -> Floats:
    """What all contracts deliver in each hour [MW], H; a day that stands for several has its mean energy."""
    if not len(solution.contract_mw):
        return np.zeros(len(inputs.hours.utc))
    return np.asarray(solution.contract_mw @ inputs.contracts.volume_mw)


def exposed_mwh(inputs: ModelInputs, solution: Solution, sums: Sums) -> Floats:
    """P: energy at the meter above the contract volume of its hour: bought at spot [MWh]."""
    return sums.by_period(np.maximum(solution.dispatch.grid_mw - volume_mw(inputs, solution), 0.0))


def sold_back_mwh(inputs: ModelInputs, solution: Solution, sums: Sums) -> Floats:
    """P: contract volume above the energy at the meter of its hour: sold back at spot [MWh]."""
    return sums.by_period(np.maximum(volume_mw(inputs, solution) - solution.dispatch.grid_mw, 0.0))
