"""What a draw is worth: factors weighed by what they move, so that draws alike in money are near each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from planner.inputs.paths.draws import LEAST_FACTOR
from planner.inputs.paths.rates import sensitivity

if TYPE_CHECKING:
    from pathlib import Path

    from planner.arrays import Floats
    from planner.inputs.paths.draws import Draws
    from planner.inputs.paths.rates import Rates
    from planner.problem.site import ModelInputs

QUARTERS_PER_YEAR = 4


def rate_features(inputs: ModelInputs, drawn: Draws, rates: Rates, data_dir: Path | None = None) -> Floats:
    """Of each model on a GPU: its score times what a standard deviation moves rates by, weighed by revenue; N × K.

    The revenue of a workload counts in equal parts on the racks that may serve it.
    """
    if not rates.pairs:
        return np.zeros((len(drawn.efficiency), 0))
    names, workload = inputs.points.names, inputs.points.workload
    revenue = _revenue(inputs)
    share = (revenue.sum(axis=1) / revenue.sum())[workload] / np.bincount(workload)[workload]
    size = np.sqrt(share @ sensitivity(rates, names, data_dir) ** 2)
    return np.asarray(drawn.time_score * size)


def features(inputs: ModelInputs, drawn: Draws) -> Floats:
    """Numbers of each draw whose Euclidean distance says how far two draws are apart; N × features [share of revenue].

    Logarithms of factors, each times the root of its share of the horizon's revenue (all demand served at the
    scenario's prices, discounted): of a workload in a period for demand; of the tokens of a period for their price; of
    all tokens for gains; of each period, times what the connection draws at spot over revenue, for the power price. So
    all workloads a tenth higher all the time are a tenth apart. A delay of a quarter counts as a quarter's growth of
    demand, or its share of the horizon if that is more.
    """
    work, periods = inputs.workloads, inputs.periods
    size = len(periods.names)
    volumes, revenue = _volumes(inputs), _revenue(inputs)
    share = revenue / revenue.sum()
    tokens = np.array([unit == "tokens" for unit in work.unit])
    of_tokens, of_period = share[tokens].sum(axis=0), share.sum(axis=0)
    energy = inputs.phases.connection_mw.sum() * _totals(inputs, inputs.hours.spot_eur_per_mwh) * periods.discount
    energy_share = np.divide(energy, revenue.sum(axis=0), out=np.zeros(size), where=revenue.sum(axis=0) > 0)
    quarters = float(periods.years.sum()) * QUARTERS_PER_YEAR
    rate = volumes / periods.years
    grows = (rate[:, 0] > 0) & (rate[:, -1] > 0)
    growth = np.log(rate[grows, -1] / rate[grows, 0]) @ share[grows].sum(axis=1) / quarters
    late = max(float(growth), 1 / quarters)
    rows = len(drawn.efficiency)
    return np.concatenate(
        [
            (np.log(np.maximum(drawn.demand, LEAST_FACTOR)) * np.sqrt(share)).reshape(rows, -1),
            np.log(drawn.token_price) * np.sqrt(of_tokens),
            np.log(drawn.power_price) * np.sqrt(of_period) * np.clip(energy_share, 0.0, 1.0),
            (np.log(drawn.efficiency) * np.sqrt(of_tokens.sum()))[:, None],
            (drawn.rack_delay * late)[:, None],
            (drawn.connection_delay * late)[:, None],
        ],
        axis=1,
    )


def _totals(inputs: ModelInputs, row: Floats) -> Floats:
    """Sum of an hourly figure over each period, P."""
    days = inputs.days
    size = len(inputs.periods.names)
    return np.bincount(days.hour_period, weights=row * days.hour_weight, minlength=size).astype(np.float64)


def _volumes(inputs: ModelInputs) -> Floats:
    """Work asked of each workload in each period, that of all contracts with it, W × P."""
    demand = inputs.hours.demand.copy()
    if inputs.offers is not None:
        np.add.at(demand, inputs.offers.workload, inputs.offers.demand)
    return np.array([_totals(inputs, row) for row in demand])


def _revenue(inputs: ModelInputs) -> Floats:
    """Revenue of each workload and period, all demand served, discounted; W × P; ones where there is none."""
    work = inputs.workloads
    revenue = _volumes(inputs) * work.units_per_hour[:, None] * work.revenue_eur * inputs.periods.discount
    return np.asarray(revenue) if revenue.sum() > 0 else np.ones_like(revenue)
