"""What a draw is worth: factors weighed by what they move, so that draws alike in money are near each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from planner.inputs.paths.draws import LEAST_FACTOR

if TYPE_CHECKING:
    from planner.arrays import Floats
    from planner.inputs.paths.draws import Draws
    from planner.problem.site import ModelInputs

QUARTERS_PER_YEAR = 4


def features(inputs: ModelInputs, drawn: Draws) -> Floats:
    """Numbers of each draw whose Euclidean distance says how far two draws are apart; N × features [share of revenue].

    Logarithms of factors, each times the root of its share of the horizon's revenue (all demand served at the
    scenario's prices, discounted): of a workload in a period for demand; of the tokens of a period for their price; of
    all tokens for gains; of each period, times what the connection draws at spot over revenue, for the power price. So
    all workloads a tenth higher all the time are a tenth apart. A delay of a quarter counts as a quarter's growth of
    demand, or its share of the horizon if that is more.
    """
    work, periods = inputs.workloads, inputs.periods
    hours_of = inputs.days.hour_weight
    of_hour = inputs.days.hour_period
    size = len(periods.names)

    def totals(row: Floats) -> Floats:
        return np.bincount(of_hour, weights=row * hours_of, minlength=size).astype(np.float64)

    demand = inputs.hours.demand.copy()
    if inputs.offers is not None:
        np.add.at(demand, inputs.offers.workload, inputs.offers.demand)
    volumes = np.array([totals(row) for row in demand])
    revenue = volumes * work.units_per_hour[:, None] * work.revenue_eur * periods.discount
    if not revenue.sum() > 0:
        revenue = np.ones_like(revenue)
    share = revenue / revenue.sum()
    tokens = np.array([unit == "tokens" for unit in work.unit])
    of_tokens, of_period = share[tokens].sum(axis=0), share.sum(axis=0)
    energy = inputs.phases.connection_mw.sum() * totals(inputs.hours.spot_eur_per_mwh) * periods.discount
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
