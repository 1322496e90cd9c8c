"""What a plan for several paths is good for from P10 to P90, and which measurement would be worth most. Tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from planner.plan.indicators.book import ALL, Book
from planner.plan.indicators.kpis import lcot_eur_per_mtoken, spans
from planner.plan.money.bill import bill_table, official_overrun_eur
from planner.plan.money.cash_flow import cash_flow_table
from planner.plan.money.levelised import capital_charge_meur
from planner.plan.several.risk import quantile
from planner.plan.tables.fleet import vintages_of
from planner.plan.tables.on_site import on_site_charge_meur
from planner.plan.tables.sums import Sums

if TYPE_CHECKING:
    from collections.abc import Sequence

    from planner.arrays import Floats
    from planner.optimisation.two_stage.session import PathPlan, TwoStageAnswer
    from planner.optimisation.two_stage.worth_of_measuring import Knowing
    from planner.problem.site import ModelInputs

SPREAD_COLUMNS = ["figure", "rack", "unit", "mean", "p10", "p50", "p90"]
MEASUREMENT_COLUMNS = [
    "model", "rack", "log_time_sigma", "value_meur", "cost_slow_meur", "cost_median_meur", "cost_fast_meur",
    "racks_now", "racks_if_slow", "racks_if_fast", "days",
]  # fmt: skip


def spread_table(answer: TwoStageAnswer) -> pd.DataFrame:
    """Value, levelised cost of tokens and racks ordered over the horizon, by path: mean and weighted quantiles.

    Figures: npv_meur (where value is maximised, else cost_meur), lcot_eur_per_mtoken, and racks_ordered by product.
    """
    x, weight = answer.paths[0].inputs, answer.weight
    value = x.objective == "maximise_npv"
    sign, name = (-1.0, "npv_meur") if value else (1.0, "cost_meur")
    rows = [_row(name, "", "MEUR", sign * answer.cost_meur, weight)]
    cost = np.array([levelised_cost(path) for path in answer.paths])
    if np.isfinite(cost).all():
        rows.append(_row("lcot_eur_per_mtoken", "", "EUR/Mtoken", cost, weight))
    ordered = np.array([path.solution.order_racks for path in answer.paths], dtype=np.float64)
    for r, rack in enumerate(x.fleet.racks):
        racks = ordered[:, x.fleet.vintage_rack == r].sum(axis=1)
        if racks.any():
            rows.append(_row("racks_ordered", rack, "racks", racks, weight))
    return pd.DataFrame(rows, columns=SPREAD_COLUMNS)


def _row(figure: str, rack: str, unit: str, values: Floats, weight: Floats) -> tuple[object, ...]:
    quantiles = (quantile(values, weight, share) for share in (0.1, 0.5, 0.9))
    return figure, rack, unit, float(weight @ values) / float(weight.sum()), *quantiles


def levelised_cost(path: PathPlan) -> float:
    """Levelised cost of tokens of one path [EUR/Mtoken], as the indicator of a plan; NaN where it serves no tokens."""
    x, solution = path.inputs, path.solution
    sums, vintages = Sums(x, solution), vintages_of(x, solution)
    overrun = official_overrun_eur(x, bill_table(x, solution))
    cash_flow = cash_flow_table(x, solution, sums, vintages, overrun)
    charge = capital_charge_meur(x, solution, vintages) + on_site_charge_meur(x, solution)
    whole = next(span for span in spans(Book(x, sums, cash_flow, charge)) if span.name == ALL)
    return dict(lcot_eur_per_mtoken(whole)).get(ALL, float("nan"))


def measurement_table(x: ModelInputs, worths: Sequence[tuple[tuple[str, str], float, Knowing, int]]) -> pd.DataFrame:
    """Which measurement first: a row for each model on a rack, the most valuable first.

    worths: model and rack, standard deviation of ln time, what knowing is worth, and days per period it was worked out
    on. Costs in MEUR, less is better; slow and fast are the P90 and P10 of its time per token. `racks_*`: first orders
    of that rack as things stand, and if the measurement says slow or fast.
    """
    rows = []
    for (model, rack), sigma, knowing, days in worths:
        own = x.fleet.vintage_rack == x.fleet.racks.index(rack)
        slow, median, fast = knowing.own_meur.tolist()
        now = float(knowing.orders[own].sum())
        if_slow, _, if_fast = knowing.own_orders[:, own].sum(axis=1).tolist()
        rows.append((model, rack, sigma, knowing.value_meur, slow, median, fast, now, if_slow, if_fast, days))
    table = pd.DataFrame(rows, columns=MEASUREMENT_COLUMNS)
    return table.sort_values("value_meur", ascending=False, kind="stable", ignore_index=True)
