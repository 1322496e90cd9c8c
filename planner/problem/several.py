"""`PortfolioInputs`: several sites and what they share. All the optimiser reads of a portfolio.

Axes beside those of `ModelInputs`: S sites. One site without anything shared is the ordinary case.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING

import numpy as np

from planner.errors import ScenarioError, located
from planner.problem.offers import at_site

if TYPE_CHECKING:
    from planner.arrays import Bools, Floats, Ints
    from planner.problem.offers import Offers
    from planner.problem.periods import Budget
    from planner.problem.site import ModelInputs


@dataclass(frozen=True)
class Futures:
    """Says that the sites of a `PortfolioInputs` are one site on several paths, and what a good plan for them is."""

    weight: Floats  # S: probability of each path, adds up to 1
    commit_until: int  # last period whose decisions are common to all paths; -1: none
    cvar_weight: float = 0.0  # of the conditional value at risk beside the expectation
    cvar_level: float = 0.9  # share of probability below the tail
    own_best_meur: Floats | None = None  # S: cost of each path's own best plan; given, the worst regret is minimised


@dataclass(frozen=True)
class PortfolioInputs:
    """Sites with the same periods, workloads and money, and what couples them.

    A workload that may be served at several sites is shared: each of them holds the whole demand, and investment
    decides which share of it each serves in each period. One that may be served at a single site stands there only.
    A contract goes with its workload: shared, it is signed once, and investment decides which share each site serves.
    """

    name: str
    site_names: tuple[str, ...]  # S
    sites: tuple[ModelInputs, ...]  # S
    may_serve: Bools  # W, S: where a workload may be served; its demand is zero elsewhere
    supply: Mapping[str, Ints] = field(default_factory=dict)  # rack product → P: what all sites together may order
    budgets: tuple[Budget, ...] = ()
    futures: Futures | None = None  # given, nothing is shared but decisions
    offers: Offers | None = None  # contracts of the portfolio, with how many sites may serve each

    @property
    def alone(self) -> bool:
        """One site, and nothing that it shares with others."""
        return len(self.sites) == 1 and not self.supply and not self.budgets and self.futures is None


def one_site(x: ModelInputs) -> PortfolioInputs:
    """A single site as the portfolio it is."""
    return PortfolioInputs(x.name, (x.name,), (x,), np.ones((len(x.workloads.names), 1), dtype=np.bool_))


def coupled(
    name: str,
    sites: Mapping[str, ModelInputs],
    may_serve: Bools,
    supply: Mapping[str, Ints] | None = None,
    budgets: tuple[Budget, ...] = (),
) -> PortfolioInputs:
    """Couple sites, each given with the demand of the whole portfolio; demand is removed where it may not be served.

    ScenarioError: sites differ in what must be common, or nobody may serve a workload.
    """
    check_common(sites)
    first = next(iter(sites.values()))
    for w, allowed in enumerate(may_serve):
        if not allowed.any():
            problem = f"no site may serve it. Sites: {', '.join(sites)}."
            raise ScenarioError(located(f"workloads.{first.workloads.names[w]}.sites", problem, "name one or more."))
    offers = None
    if first.offers is not None:
        offers = replace(first.offers, sites=may_serve.sum(axis=1)[first.offers.workload])
    own = tuple(
        replace(
            x,
            hours=replace(x.hours, demand=x.hours.demand * may_serve[:, s, None]),
            offers=None if offers is None else at_site(offers, may_serve[:, s]),
        )
        for s, x in enumerate(sites.values())
    )
    return PortfolioInputs(name, tuple(sites), own, may_serve, dict(supply or {}), budgets, offers=offers)


def check_common(sites: Mapping[str, ModelInputs]) -> None:
    """Refuse sites that do not count in the same periods, workloads, days, demand and money; ScenarioError."""
    (first_name, first), *others = sites.items()
    for name, other in others:
        for what, own in _common(other).items():
            if own != _common(first)[what]:
                problem = f"the sites {first_name} and {name} differ in {what}, which all sites share."
                raise ScenarioError(located(f"sites.{name}", problem, f"give {what} once, for the whole portfolio."))


def _common(x: ModelInputs) -> dict[str, object]:
    work = x.workloads
    return {
        "objective": (x.objective, x.lost_load_multiple),
        "horizon": (x.periods.names, x.days.dates, x.days.weight.tolist()),
        "finance": (x.periods.discount.tolist(), x.periods.discount_at_end),
        "workloads": (
            work.names,
            work.units_per_hour.tolist(),
            work.revenue_eur.tolist(),
            work.penalty_eur.tolist(),
        ),
        "demand": x.hours.demand.tobytes(),
        "contracts with customers": x.offers
        and [np.asarray(getattr(x.offers, f.name)).tobytes() for f in fields(x.offers)],
    }


def shared_workloads(x: PortfolioInputs) -> list[int]:
    """Workloads whose demand is shared between sites; each path holds its own demand."""
    if x.futures is not None:
        return []
    return [w for w, allowed in enumerate(x.may_serve) if allowed.sum() > 1]


def shared_at(x: PortfolioInputs, s: int) -> list[int]:
    """Shared workloads that site `s` may serve."""
    return [w for w in shared_workloads(x) if x.may_serve[w, s]]


@dataclass(frozen=True)
class WeightedPath:
    """One path: its inputs, how likely it is, and what was drawn for it.

    Paths of a set share periods, days, hours, racks, vintages, phases, classes, workloads and points; they
    differ in hours.demand, hours.spot_eur_per_mwh, workloads.revenue_eur, penalty_eur and burst_eur,
    points.rate, points.kw, contracts.settlement_meur, phases.earliest_period (P: after the horizon) with what the
    site costs while it is not there, and, for late racks, fleet.live_period (P: never live within the horizon,
    though ordered and paid), end_of_life_period, opex_meur and resale_meur. Arrays that a path leaves alone are the
    same objects in all of them.
    """

    name: str
    weight: float  # probability; the weights of a set sum to 1
    inputs: ModelInputs
    factors: Mapping[str, float]  # "demand.assistant.2027-Q1": 1.3 on the scenario's; "rack_delay_quarters": 1.0
