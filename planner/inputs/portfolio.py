"""From a portfolio to `PortfolioInputs`: the inputs of every site, and what couples them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np

from planner.calendar import make_calendar
from planner.inputs.build import build_inputs
from planner.inputs.racks.fleet import supply_by_period
from planner.problem.periods import Budget, budgets_by_year
from planner.problem.several import PortfolioInputs, coupled
from planner.scenario.fields.parts import quarter_first_day

if TYPE_CHECKING:
    from pathlib import Path

    from planner.arrays import Ints
    from planner.scenario.portfolio import Portfolio


def build_portfolio_inputs(
    portfolio: Portfolio, days: Literal["all"] | int = "all", data_dir: Path | None = None
) -> PortfolioInputs:
    """Everything the optimiser reads of a portfolio. Raises as `build_inputs`, for the first site with a problem."""
    sites = {name: build_inputs(scenario, days, data_dir) for name, scenario in portfolio.sites.items()}
    workloads = next(iter(sites.values())).workloads.names
    may_serve = np.array(
        [[site in portfolio.workload_sites.get(w, tuple(sites)) for site in sites] for w in workloads], dtype=np.bool_
    )
    return coupled(portfolio.name, sites, may_serve, _supply(portfolio), _budgets(portfolio))


def _supply(portfolio: Portfolio) -> dict[str, Ints]:
    horizon = portfolio.first.horizon
    calendar = make_calendar(horizon.start, horizon.end, horizon.period, days=1)
    return {
        rack: supply_by_period(
            supply.per_quarter,
            supply.later_per_quarter,
            quarter_first_day(supply.later_from) if supply.later_from else None,
            calendar,
        )
        for rack, supply in portfolio.shared_supply.items()
    }


def _budgets(portfolio: Portfolio) -> tuple[Budget, ...]:
    horizon = portfolio.first.horizon
    first_days = make_calendar(horizon.start, horizon.end, horizon.period, days=1).first_day
    return budgets_by_year(portfolio.capital_budget_meur, first_days)
