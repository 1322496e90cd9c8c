"""Tables of a plan for several paths: cost, regret, orders now or later, work unserved, when the connection binds.

Pure functions of what the optimiser hands over. Costs in MEUR, less is better; where value is maximised a cost is the
net present value with the opposite sign.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from planner.optimisation.models.paths import cvar_meur
from planner.problem.demand import total_demand

if TYPE_CHECKING:
    from collections.abc import Sequence

    from planner.arrays import Floats
    from planner.optimisation.two_stage.session import PathPlan, TwoStageAnswer
    from planner.optimisation.two_stage.trial import Trial
    from planner.optimisation.two_stage.worth_of_knowing import Worth
    from planner.problem.site import ModelInputs

__all__ = [
    "connection_table",
    "cost_distribution",
    "order_table",
    "path_table",
    "quantile",
    "regret_table",
    "trial_table",
    "unserved_table",
    "waiting_table",
    "worth_table",
]


Kind = Literal["robust", "partly robust", "wait and see", "not known"]
SOME = 1e-6  # of the work asked: less than this unserved is rounding
FULL = 0.999  # of the connection: so much in some hour is all of it
WHOLE = 1e-3  # racks
TRIAL_COLUMNS = ["plan", "paths", "mean_cost_meur", "p95_cost_meur", "tail_cost_meur", "worst_cost_meur",
                 "unserved_mtokens", "unserved_token_share", "unserved_gpu_hours", "worst_boxed_share",
                 "p10_cost_meur", "p50_cost_meur", "p90_cost_meur"]  # fmt: skip


def quantile(figure: Floats, weight: Floats, share: float) -> float:
    """Smallest figure that is not exceeded with at least this probability."""
    order = np.argsort(figure, kind="stable")
    at = int(np.searchsorted(np.cumsum(weight[order]), share * weight.sum() - 1e-12))
    return float(figure[order[min(at, len(order) - 1)]])


def path_table(answer: TwoStageAnswer) -> pd.DataFrame:
    """One row per path: weight, cost, net present value (NaN where cost is minimised), cost above the expectation."""
    x = answer.paths[0].inputs
    cost = answer.cost_meur
    return pd.DataFrame(
        {
            "path": [path.name for path in answer.paths],
            "weight": answer.weight,
            "cost_meur": cost,
            "npv_meur": -cost if x.objective == "maximise_npv" else np.full(len(cost), np.nan),
            "above_expected_meur": cost - answer.expected_meur,
        }
    )


def cost_distribution(cost_meur: Floats, weight: Floats, cvar_level: float = 0.9) -> pd.DataFrame:
    """Mean, quantiles, conditional value at risk and worst of a cost: rows `figure`, `cost_meur`."""
    rows = [
        ("mean", float(weight @ cost_meur) / float(weight.sum())),
        ("P5", quantile(cost_meur, weight, 0.05)),
        ("P50", quantile(cost_meur, weight, 0.50)),
        ("P95", quantile(cost_meur, weight, 0.95)),
        (f"CVaR {cvar_level:.0%}", cvar_meur(cost_meur, weight / weight.sum(), cvar_level)),
        ("worst", float(cost_meur.max())),
    ]
    return pd.DataFrame(rows, columns=["figure", "cost_meur"])


def worth_table(worth: Worth) -> pd.DataFrame:
    """What uncertainty costs, in the words of the field: rows `figure`, `meur`, `meaning`."""
    mean = worth.expected_meur
    wait_and_see = float(worth.weight @ worth.own_meur)
    expected = worth.expected_plan_meur
    tried = float(worth.weight @ expected) if expected is not None else float("nan")
    given_up = "; orders that a path's site cannot take were given up" if worth.cancelled else ""
    rows = [
        ("here and now", mean, "expected cost of common decisions"),
        ("wait and see", wait_and_see, "expected cost if each path were known before the first order"),
        ("expected plan, promised", worth.promised_meur, "cost of the plan for the mean path, on the mean path"),
        ("expected plan, tried", tried, "expected cost of its orders over all paths" + given_up),
        ("value of perfect information", worth.perfect_information_meur, "here and now less wait and see"),
        ("value of the stochastic solution", worth.stochastic_solution_meur, "expected plan, tried, less here and now"),
    ]
    return pd.DataFrame(rows, columns=["figure", "meur", "meaning"])


def regret_table(answer: TwoStageAnswer, worth: Worth) -> pd.DataFrame:
    """Cost of each path above that of its own best plan: of common decisions, and of the plan for the expected path.

    All with racks in parts, so that plans are compared and not proofs.
    """
    expected = worth.expected_plan_meur
    return pd.DataFrame(
        {
            "path": [path.name for path in answer.paths],
            "weight": worth.weight,
            "own_best_meur": worth.own_meur,
            "regret_meur": worth.together_meur - worth.own_meur,
            "regret_of_expected_plan_meur": (
                np.full(len(worth.own_meur), np.nan) if expected is None else expected - worth.own_meur
            ),
        }
    )


def waiting_table(answer: TwoStageAnswer, worth: Worth) -> pd.DataFrame:
    """What it costs to let each next batch of a product wait a period or more: expected, and by path.

    Rows: rack, order_period, racks, path ("expected" for the mean of all), meur, worth_waiting. Below zero for a batch
    that the plan leaves for later: so much ordering it in that period would cost more.
    """
    x = answer.paths[0].inputs
    rows = []
    for wait in worth.waiting:
        rack = x.fleet.racks[x.fleet.vintage_rack[wait.vintage]]
        period = x.periods.names[x.fleet.order_period[wait.vintage]]
        rows.append((rack, period, wait.racks, "expected", wait.expected_meur, wait.expected_meur < 0))
        rows += [
            (rack, period, wait.racks, path.name, float(meur), bool(meur < 0))
            for path, meur in zip(answer.paths, wait.path_meur, strict=True)
        ]
    return pd.DataFrame(rows, columns=["rack", "order_period", "racks", "path", "meur", "worth_waiting"])


def order_table(answer: TwoStageAnswer, worth: Worth) -> pd.DataFrame:
    """Common orders: how many racks every good plan has, and what each path would order if it were known.

    `kind`: "robust" where every plan close to the best orders all of them (`worth_of_knowing.GOOD`), "partly
    robust" where it orders some, "wait and see" where some good plan orders none then; "not known" where somebody
    stopped before.
    """
    x, weight = answer.paths[0].inputs, worth.weight
    orders = answer.common_orders
    rows = []
    for v in np.flatnonzero((orders > 0) | (worth.orders > WHOLE)).tolist():
        least, own = float(worth.least_orders[v]), worth.own_orders[:, v]
        whole = min(float(orders[v]), float(worth.orders[v]))
        kind: Kind = "wait and see" if least < WHOLE else "robust" if least >= whole - WHOLE else "partly robust"
        if np.isnan(least):
            kind = "not known"
        rows.append(
            {
                "rack": x.fleet.racks[x.fleet.vintage_rack[v]],
                "order_period": x.periods.names[x.fleet.order_period[v]],
                "racks": int(orders[v]),
                "racks_in_parts": float(worth.orders[v]),
                "in_every_good_plan": least,
                "least_of_own_plans": float(own.min()),
                "most_of_own_plans": float(own.max()),
                "probability_ordered": float("nan") if np.isnan(own).any() else float(weight[own > WHOLE].sum()),
                "kind": kind,
            }
        )
    columns = ["rack", "order_period", "racks", "racks_in_parts", "in_every_good_plan", "least_of_own_plans",
               "most_of_own_plans", "probability_ordered", "kind"]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def unserved_table(answer: TwoStageAnswer) -> pd.DataFrame:
    """Probability that work goes unserved, and how much is expected to, by workload and period.

    Rows: workload, period, probability, expected_share (of the work asked), worst_share.
    """
    x = answer.paths[0].inputs
    share = np.array([_unserved_share(path) for path in answer.paths])  # S, W, P
    weight = answer.weight
    rows = [
        (
            workload,
            period,
            float(weight[share[:, w, p] > SOME].sum()),
            float(weight @ share[:, w, p]),
            float(share[:, w, p].max()),
        )
        for w, workload in enumerate(x.workloads.names)
        for p, period in enumerate(x.periods.names)
    ]
    return pd.DataFrame(rows, columns=["workload", "period", "probability", "expected_share", "worst_share"])


def _unserved_share(path: PathPlan) -> Floats:
    x = path.inputs
    weight, period = x.days.hour_weight, x.days.hour_period

    def by_period(work: Floats) -> Floats:
        sums = [np.bincount(period, weights=one * weight, minlength=len(x.periods.names)) for one in work]
        return np.array(sums, dtype=np.float64)

    demand = by_period(total_demand(x, path.solution.offers))
    return np.where(demand > 0, by_period(path.solution.dispatch.unserved) / np.maximum(demand, 1e-12), 0.0)


def connection_table(answer: TwoStageAnswer) -> pd.DataFrame:
    """Probability that the connection limits, by period: in some hour the site takes all that it can.

    A fleet that was bought for its connection stands at a kink, where a megawatt alone saves nothing: the power taken
    is what counts. Rows: period, probability, expected_peak_share (of the connection), at_most_meur_per_mw (the
    most that a megawatt more, subscribed too, is expected to save in the period: its shadow price, undiscounted).
    """
    x, weight = answer.paths[0].inputs, answer.weight
    peak = np.array([_peak_share(path) for path in answer.paths])
    saved = np.array([path.solution.marginal.megawatt_meur for path in answer.paths])
    return pd.DataFrame(
        {
            "period": list(x.periods.names),
            "probability": [float(weight[peak[:, p] >= FULL].sum()) for p in range(peak.shape[1])],
            "expected_peak_share": weight @ peak,
            "at_most_meur_per_mw": weight @ saved,
        }
    )


def _peak_share(path: PathPlan) -> Floats:
    """Highest power at the meter over the connection, P."""
    x, solution = path.inputs, path.solution
    peak = np.zeros(len(x.periods.names))
    np.maximum.at(peak, x.days.hour_period, solution.dispatch.grid_mw)
    connection = solution.connection_mw
    return np.where(connection > 0, peak / np.maximum(connection, 1e-9), 0.0)


def trial_table(trials: Sequence[Trial], x: ModelInputs, cvar_level: float = 0.9) -> pd.DataFrame:
    """Plans tried on fresh paths: mean, P10 to P95 of cost, tail, and unserved work by unit; one row per plan.

    Token workloads are added up in Mtokens, GPU-hours apart; `worst_boxed_share` is the largest share of racks that a
    site could not hold in any period.
    """
    rows = []
    tokens = np.array([unit == "tokens" for unit in x.workloads.unit])
    for trial in trials:
        unserved = trial.weight @ trial.unserved.sum(axis=2)
        demand = trial.weight @ trial.demand.sum(axis=2)
        rows.append(
            {
                "plan": trial.name,
                "paths": len(trial.cost_meur),
                "mean_cost_meur": float(trial.weight @ trial.cost_meur),
                "p95_cost_meur": quantile(trial.cost_meur, trial.weight, 0.95),
                "tail_cost_meur": cvar_meur(trial.cost_meur, trial.weight, cvar_level),
                "worst_cost_meur": float(trial.cost_meur.max()),
                "unserved_mtokens": float(unserved[tokens].sum()),
                "unserved_token_share": float(unserved[tokens].sum() / max(demand[tokens].sum(), 1e-12)),
                "unserved_gpu_hours": float(unserved[~tokens].sum()),
                "worst_boxed_share": float(trial.boxed_share.max()),
                **{f"p{n}_cost_meur": quantile(trial.cost_meur, trial.weight, n / 100) for n in (10, 50, 90)},
            }
        )
    return pd.DataFrame(rows, columns=TRIAL_COLUMNS)
