"""What the optimiser hands over: decisions, dispatch, proof. Plain arrays, no Pyomo, no solver object."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import numpy as np

if TYPE_CHECKING:
    from planner.arrays import Floats, Ints
    from planner.problem.offers import OfferDecisions
    from planner.problem.site import ModelInputs


Status = Literal["optimal_within_gap", "best_found", "stopped", "infeasible"]


@dataclass(frozen=True)
class Progress:
    """One line of progress: what is being done, how good the best plan is, how good any plan could be."""

    phase: str  # "few days", "all days", "whole racks", "final dispatch"
    pass_number: int
    elapsed_s: float
    bound_meur: float | None  # no plan can be better than this
    incumbent_meur: float | None  # the best plan found
    gap: float | None  # |bound - incumbent| / |incumbent|


def _no_contracts() -> Floats:
    return np.zeros(0)


Key = tuple[int | str, ...]
Decisions = Mapping[str, Mapping[Key, float]]  # variable of the investment → index → value
ProgressCallback = Callable[[Progress], None]
CancelCallback = Callable[[], bool]


@dataclass(frozen=True)
class Dispatch:
    """Every hour of every dispatched day, with final whole racks. Axes as in `ModelInputs`."""

    serving_racks: Floats  # O, H
    parked_racks: Floats  # R, H
    burst: Floats  # W, H: Mtokens/s or kGPU
    unserved: Floats  # W, H: of uncommitted work and of contracts
    backlog: Floats  # W, H: work waiting at the end of the hour, Mtokens/s·h or kGPU·h; 0 for interactive
    it_mw: Floats  # H
    facility_mw: Floats  # H
    grid_mw: Floats  # H
    overrun_mw: Floats  # H
    of_parts: Mapping[str, Floats] = field(default_factory=dict)  # H, or G, H: variables of the parts the site has


@dataclass(frozen=True)
class Built:
    """One kind of equipment on the site: PV [MW], power [MW] or energy [MWh] of battery or thermal store."""

    built: Floats  # P
    in_use: Floats  # P


@dataclass(frozen=True)
class Marginal:
    """What one unit given to the dispatch of a period is worth: undiscounted, whole period, before its price.

    Reduced costs, shadow prices at the plan. A fleet bought for its connection stands at a kink: racks and megawatts
    run out in the same hour, the next unit is worth less than the last, and the solver may give either. So each is the
    most that one unit more saves with the fleet held; what it is worth is solved again where it is wanted
    (`planner.one_more`).
    """

    installed_meur_per_rack: Floats  # R, P
    subscribed_meur_per_mw: Floats  # K, P
    connection_meur_per_mw: Floats  # P
    on_site_meur: Mapping[str, Floats] = field(default_factory=dict)  # P: shadow price of each of `Solution.on_site`
    shared_meur: Mapping[str, Floats] = field(default_factory=dict)  # P: price of a kt or GWh of `Solution.shared`

    @property
    def megawatt_meur(self) -> Floats:
        """The most that a megawatt of connection, subscribed in every class, saves in a period [MEUR], P."""
        classes: Floats = self.subscribed_meur_per_mw.sum(axis=0)
        return self.connection_meur_per_mw + classes


LimitKind = Literal["budget", "loan", "cover"]


@dataclass(frozen=True)
class CapitalLimit:
    """A limit to what may be paid, drawn or owed, and what more of it would be worth."""

    kind: LimitKind  # budget of some periods, amount of the term loan, cover of its debt service
    period: int  # first of the budget, last of the test; 0 of the loan
    room_meur: float  # what the plan leaves of it: of a cover, of the cash available before tax
    worth: float  # present value of a euro more of it, racks in parts [EUR/EUR]; 0 where it does not bind


@dataclass(frozen=True)
class Solution:
    """A checked plan with its proof.

    `objective_meur` and `bound_meur` are in the sense of the objective: discounted cost for `minimise_cost`,
    net present value for `maximise_npv` (the bound is then an upper bound).
    """

    status: Status
    objective_meur: float
    bound_meur: float
    gap: float
    order_racks: Ints  # V: whole racks ordered (0 for the opening fleet)
    retire_racks: Ints  # V, P: racks sold or scrapped at the start of p
    installed_racks: Ints  # R, P
    phase_open: Ints  # B, P
    connection_mw: Floats  # P: of the phases that are open
    subscribed_mw: Floats  # K, P
    dispatch_cost_meur: Floats  # P: undiscounted; energy, overrun, burst, penalty and lost revenue
    dispatch: Dispatch
    marginal: Marginal
    residual_abs: float
    residual_rel: float
    progress: tuple[Progress, ...]
    seconds: dict[str, float]  # by phase, and "total"
    warnings: tuple[str, ...]
    contract_mw: Floats = field(default_factory=_no_contracts)  # C
    on_site: Mapping[str, Built] = field(default_factory=dict)  # by the names of `optimisation.on_site.BUILT`
    shared: Mapping[str, Floats] = field(
        default_factory=dict
    )  # P: carbon_kt, shed_gwh: what the days of a period share
    offers: OfferDecisions | None = None  # None: no contract is offered or signed
    reserved_kgpu: Floats = field(default_factory=_no_contracts)  # P: GPUs reserved elsewhere; none: not on offer
    capital_limits: tuple[CapitalLimit, ...] = ()


@dataclass(frozen=True)
class PortfolioSolution:
    """A checked plan of several sites with its proof, which holds for all of them together.

    Each site has an ordinary `Solution`, which goes with the `ModelInputs` beside it: those of the site with the share
    of demand that it was given. Its bound says how much better it could be with the other sites as they are.
    """

    status: Status
    objective_meur: float
    bound_meur: float
    gap: float
    site_names: tuple[str, ...]  # S
    inputs: tuple[ModelInputs, ...]  # S
    sites: tuple[Solution, ...]  # S
    demand_share: Floats  # W, S, P: 0 where a workload may not be served
    progress: tuple[Progress, ...]
    seconds: dict[str, float]
    warnings: tuple[str, ...]


@dataclass(frozen=True)
class Relaxed:
    """The best plan with racks, and all else that is whole, in parts."""

    cost_meur: float  # what is minimised
    bound_meur: float  # no plan costs less
    path_meur: Floats  # S: cost of each site or path, less its revenue if all demand were served
    decided: Decisions
    given: Floats  # S·P, L: what investment gives the days
    slope_meur: Floats  # S·P, L: what one more of it changes the dispatch cost by, undiscounted
