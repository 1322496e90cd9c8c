"""Every limit that can leave a plan without an answer, with its part; and every other row, with why it never does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.optimisation.equations import contracts, limits_of_site
from planner.optimisation.models import capital, debt
from planner.optimisation.parts.parts import PARTS

if TYPE_CHECKING:
    from planner.optimisation.equations.limit import Limit

LIMITS: tuple[Limit, ...] = (
    *limits_of_site.LIMITS,
    *(limit for part in PARTS for limit in part.limits),
    *contracts.LIMITS,
    *capital.LIMITS,
    *debt.LIMITS,
)
COMMON_CAPITAL = "capital_budget"  # the one limit that no site has alone: of all sites of a portfolio
_SHARES = "shares may be given as they come; a site that cannot serve leaves its own unserved"
_DEFINES = "only says what something costs"

ALWAYS_HELD = {
    **limits_of_site.ALWAYS_HELD,
    **{row: why for part in PARTS for row, why in part.always_held.items()},
    "sum_dispatch_cost": _DEFINES,
    "share_among_days": "a period has what its days, racks parked, need at least",
    "share_demand": _SHARES,
    "shared_supply": "kept by ordering nothing",
    "share_offer": _SHARES,
    "shared_breach_declared": _SHARES,
    "shared_breach_whole": _SHARES,
    "common_decision": "what is open to one path is open to all that are alike; else a limit of a path is named",
    "path_cost": _DEFINES,
    "tail_cost": _DEFINES,
    "regret": _DEFINES,
}
