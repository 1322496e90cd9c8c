"""Why there is no plan, in a planner's words: the rule, the period, and the amount missing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import highspy
import numpy as np

from planner.errors import InfeasiblePlan
from planner.optimisation.matrix.highs import CompiledModel, load
from planner.optimisation.matrix.layout import prefix

if TYPE_CHECKING:
    from collections.abc import Iterable

    from planner.arrays import Floats, Indices
    from planner.problem.several import PortfolioInputs

    Cut = tuple[float, Indices, Floats]  # level, index, value

# constraint → (what is missing, unit, what to do)
LIMITS = {
    "rack_positions": ("rack positions", "positions", "raise rack_positions of a phase, or open it earlier"),
    "liquid_cooling": ("liquid cooling", "MW", "raise liquid_cooling_mw of a phase, or open it earlier"),
    "floor_load": ("floor load", "t", "raise floor_load_t of a phase, or open it earlier"),
    "standby_within_connection": (
        "power at the meter for the parked fleet and the auxiliaries",
        "MW",
        "raise site.connection_mw, open a phase earlier, or lower site.auxiliaries_mw",
    ),
    "standby_within_firm": (
        "power of the firm part for the parked fleet and the auxiliaries",
        "MW",
        "lower flexible_mw of a phase, or site.curtailment.hours_per_year to 0",
    ),
    "standby_within_limit": (
        "power left by transformers and maintenance for the parked fleet and the auxiliaries",
        "MW",
        "raise mw_left of a maintenance window, or the count of transformers",
    ),
    "carbon_within_cap": (
        "CO2e under the cap of its year for the parked fleet and the auxiliaries",
        "kt",
        "raise power.carbon.cap.t_per_year, or offer carbon-free contracts if its basis is the market",
    ),
    "site_budget": (
        "capital for the phases and equipment that must be built",
        "M€",
        "raise finance.capital_budget_meur of that year, or make a phase optional",
    ),
    "loan_amount": (
        "term loan for its share of the phases, equipment and racks that must be paid",
        "M€",
        "raise finance.debt.term_loan.amount_meur or lower its share_of_investment",
    ),
    "debt_service_cover": (
        "cash available before tax for its debt service",
        "M€",
        "lower finance.debt.planning.minimum_dscr, set its first_test later, or lower term_loan.share_of_investment",
    ),
    "hedge_floor": (
        "energy under contract",
        "GWh",
        "lower power.hedge.min_share, set min_share_from later, or raise max_mw of a contract that delivers then",
    ),
    "hedge_ceiling": (
        "expected consumption for the contracts that must be taken",
        "GWh",
        "raise power.hedge.max_share, or lower min_mw of a contract that delivers then",
    ),
}


def explain(x: PortfolioInputs, compiled: CompiledModel, cuts: Iterable[Cut] = ()) -> InfeasiblePlan:
    """Relax the limits of the site, each at a price, and say which had to give way and by how much.

    `cuts`: rows beside those of the compiled model, value · columns[index] >= level.
    """
    slack_rows = [
        (s, name, key, row)
        for s in range(len(x.sites))
        for name in LIMITS
        for key, row in compiled.rows.get(f"{prefix(x, s)}{name}", {}).items()
    ]
    columns = len(compiled.cost)
    rows = np.array([row for *_, row in slack_rows], dtype=np.int32)
    relaxed = replace(
        compiled,
        cost=np.append(np.zeros(columns), np.ones(len(rows))),
        col_lower=np.append(compiled.col_lower, np.zeros(len(rows))),
        col_upper=np.append(compiled.col_upper, np.full(len(rows), np.inf)),
        integer=np.append(compiled.integer, np.zeros(len(rows), dtype=bool)),
        start=np.append(compiled.start, compiled.start[-1] + 1 + np.arange(len(rows))).astype(np.int32),
        index=np.append(compiled.index, rows).astype(np.int32),
        value=np.append(compiled.value, -np.ones(len(rows))),
    )
    solver = load(relaxed)
    for level, index, value in cuts:
        solver.addRow(level, highspy.kHighsInf, len(index), index, value)
    solver.run()
    slack = np.array(solver.getSolution().col_value)[columns:] if len(rows) else np.zeros(0)
    if not slack.size or slack.max() < 1e-6:
        problem = "No plan exists: the limits on orders, phases and retirements contradict each other.\n\nhint: "
        return InfeasiblePlan(problem + "compare fleet.opening, site.phases and life_years with the horizon.")
    worst = int(np.argmax(slack))
    s, name, key, _ = slack_rows[worst]
    what, unit, cure = LIMITS[name]
    period = x.sites[s].periods.names[int(key[0])]
    site = "the site" if len(x.sites) == 1 else f"the site {x.site_names[s]}"
    problem = f"No plan exists: in {period} {site} lacks {slack[worst]:.3g} {unit} ({what}).\n\nhint: {cure}."
    return InfeasiblePlan(problem)
