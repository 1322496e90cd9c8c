"""Contracts with customers: which to sign, to end and to break, and what of them goes unserved.

A contract adds to the demand of its workload. Its share in force is given to the days as the right-hand side of
demand. A credit owed for unserved work ends at a cap, so its cost is concave, which no day may hold: investment
decides whether a contract is in breach in a period. It then pays the cap, and unserved work costs its price alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyomo.environ as pyo

from planner.optimisation.equations.day import Writing, window_demand
from planner.optimisation.parts.part import Part

if TYPE_CHECKING:
    from planner.arrays import Floats, Ints
    from planner.optimisation.equations.day import Day
    from planner.optimisation.parts.part import Expression
    from planner.problem.offers import Offers
    from planner.problem.site import ModelInputs


def _offers(x: ModelInputs) -> Offers:
    assert x.offers is not None
    return x.offers


def _free(x: ModelInputs) -> bool:
    """Whether the plan chooses its customers; a plan of least cost serves them all."""
    return x.objective == "maximise_npv"


def _own(x: ModelInputs) -> list[int]:
    """Contracts that this site alone decides of; of the others see `models.shared_offers`."""
    return [int(n) for n in np.flatnonzero(~_offers(x).shared)]


def add_signatures(m: pyo.Block, x: ModelInputs, contracts: list[int]) -> None:
    """Share of each of these contracts signed, and ended at the start of a period."""
    o, free = _offers(x), _free(x)

    def kind(whole: bool) -> object:
        return pyo.Binary if whole else pyo.NonNegativeReals

    m.signed = pyo.Var(
        contracts,
        domain=lambda m, n: kind(bool(o.whole[n]) and free and not o.signed[n]),
        bounds=lambda m, n: (0 if free and not o.signed[n] else 1, 1),
    )
    ends = [(n, p) for n, p in may_end(x) if free and n in contracts]
    m.terminated = pyo.Var(ends, domain=lambda m, n, p: kind(bool(o.whole[n])), bounds=(0, 1))


def add_breaches(m: pyo.Block, x: ModelInputs, contracts: list[int]) -> None:
    """Whether a breach of each of these contracts is declared for a period (binary)."""
    o = _offers(x)
    may_break = np.argwhere(o.in_term & _free(x) & np.isin(np.arange(len(o.names)), o.breakable)[:, None])
    m.breach = pyo.Var([(int(n), int(p)) for n, p in may_break if n in contracts], domain=pyo.Binary)


def add_offer_variables(m: pyo.Block, x: ModelInputs) -> None:
    """Share of each contract signed, ended at the start of a period, owing and in breach; breach declared (binary)."""
    o, periods, free = _offers(x), range(len(x.periods.names)), _free(x)
    contracts, running = range(len(o.names)), o.in_term
    may_break = [(int(n), p) for n in o.breakable for p in periods]
    add_signatures(m, x, _own(x))
    m.owing = pyo.Var(contracts, periods, bounds=(0, 1))
    m.breached = pyo.Var(may_break, bounds=lambda m, n, p: (0, 1 if free and running[n, p] else 0))
    add_breaches(m, x, _own(x))


def may_end(x: ModelInputs) -> list[tuple[int, int]]:
    """Contracts and periods at whose start they may be ended: where that is allowed, after the first of the term."""
    o = _offers(x)
    begun = np.cumsum(o.in_term, axis=1) - o.in_term > 0
    may = o.in_term & np.isfinite(o.termination_meur) & (begun | o.signed[:, None])
    return [(int(n), int(p)) for n, p in np.argwhere(may)]


def share_left(m: pyo.Block, n: int, p: int) -> Expression:
    """Share of a contract signed and not yet ended."""
    return m.signed[n] - pyo.quicksum(m.terminated[n, q] for q in range(p + 1) if (n, q) in m.terminated)


def share_in_force(m: pyo.Block, n: int, p: int) -> Expression:
    """Share of a contract that the site serves or fails."""
    return m.owing[n, p] + m.breached[n, p] if (n, p) in m.breached else m.owing[n, p]


def add_in_force(m: pyo.Block, x: ModelInputs) -> None:
    """A contract signed and not ended is in force, and either owes credits or is in breach.

    owing[n,p] + breached[n,p] = signed[n] - sum_{q<=p} terminated[n,q]                            [-]

    Golden: lp/in_force.lp
    Proved by: test_a_contract_worth_a_cent_is_signed_and_one_that_costs_a_cent_is_not
    """

    def rule(m: pyo.Block, n: int, p: int) -> object:
        return share_in_force(m, n, p) - share_left(m, n, p) == 0

    m.in_force = pyo.Constraint(_own(x), range(len(x.periods.names)), rule=rule, doc="contracts in force")


def add_breach_declared(m: pyo.Block, _x: ModelInputs) -> None:
    """Only a contract whose breach is declared for the period is in breach.

    breached[n,p] <= breach[n,p]                                                                   [-]

    Golden: lp/breach_declared.lp
    Proved by: test_a_part_of_a_contract_is_not_broken_alone
    """
    m.breach_declared = pyo.Constraint(
        list(m.breach), rule=lambda m, n, p: m.breached[n, p] - m.breach[n, p] <= 0, doc="breach of a period"
    )


def add_breach_whole(m: pyo.Block, _x: ModelInputs) -> None:
    """A breach is of all that is in force: the credit is owed in full, or its cap is.

    owing[n,p] + breach[n,p] <= 1                                                                  [-]

    Golden: lp/breach_whole.lp
    Proved by: test_a_part_of_a_contract_is_not_broken_alone
    """
    m.breach_whole = pyo.Constraint(
        list(m.breach), rule=lambda m, n, p: m.owing[n, p] + m.breach[n, p] <= 1, doc="a breach is whole"
    )


def add_investment(m: pyo.Block, x: ModelInputs) -> Expression:
    """Variables and equations of the investment; its present cost [MEUR]: credits and fees, less revenue if all served.

    Revenue counts only where value is maximised, as that of uncommitted demand. Of a contract that several sites of a
    portfolio serve the share of this one counts; its fee for ending stands in `models.shared_offers`.
    """
    add_offer_variables(m, x)
    add_in_force(m, x)
    add_breach_declared(m, x)
    add_breach_whole(m, x)
    discount = x.periods.discount
    return pyo.quicksum(float(discount[p]) * running_meur(m, x, p) for p in range(len(discount))) if _free(x) else 0.0


def running_meur(m: pyo.Block, x: ModelInputs, p: int) -> Expression:
    """Credits at their caps and fees of a period, less revenue if all is served [MEUR, undiscounted]."""
    o = _offers(x)
    terms = [
        -float(o.revenue_meur[n, p]) * (share_in_force if o.shared[n] else share_left)(m, n, p)
        for n in np.flatnonzero(o.revenue_meur[:, p] > 0).tolist()
    ]
    terms += [float(o.cap_meur[n, p]) * m.breached[n, p] for n, q in m.breached if q == p and o.in_term[n, p]]
    terms += [float(o.termination_meur[n, p]) * m.terminated[n, p] for n, q in m.terminated if q == p]
    return pyo.quicksum(terms)


def line_unserved_eur(x: ModelInputs) -> Floats:
    """What one unserved unit of a line costs, shape (L, P) [EUR]; minimising cost: the credit, or lost load."""
    o = _offers(x)
    if _free(x):
        return o.line_unserved_eur
    credit = np.concatenate([o.credit_eur, np.zeros((len(o.breakable), o.credit_eur.shape[1]))])
    return np.asarray(np.maximum(credit, x.lost_load_multiple * o.price_eur[o.line_contract]))


def add_variables(m: pyo.Block, _x: ModelInputs, day: Day) -> None:
    """Unserved work of each line; none is more than the line asks in its hour, given up as it comes.

    Where shares are decisions, rows say it (`serving.add_unserved_within_line`).
    """
    asks = day.of_parts["line_demand"]
    m.unserved_of_line = pyo.Var(range(len(asks)), range(day.hours), bounds=lambda m, i, t: (0.0, float(asks[i, t])))


def terms(m: pyo.Block, x: ModelInputs, day: Day, t: int) -> dict[str, list[Expression]]:
    """Demand of a workload: what its lines ask, less what of it goes unserved. Backlog: what their windows hold."""
    share = m.line_share if m.component("line_share") is not None else None
    added: dict[str, list[Expression]] = {}
    for i, w in enumerate(_offers(x).line_workload.tolist()):
        asks, waits = (float(day.of_parts[name][i, t]) for name in ("line_demand", "line_window"))
        part = 1.0 if share is None else share[i]
        added.setdefault(f"serve_demand {w}", []).append(asks * part - m.unserved_of_line[i, t])
        added.setdefault(f"backlog_within_window {w}", []).append(waits * part)
    return added


def cost_keur(m: pyo.Block, _x: ModelInputs, day: Day) -> Expression:
    """Price and credit of work of contracts that goes unserved [kEUR]."""
    keur = day.of_parts["line_unserved_keur"]
    return pyo.quicksum(float(keur[i, t]) * m.unserved_of_line[i, t] for i, t in m.unserved_of_line)


def numbers(x: ModelInputs, hours: slice, p: int) -> dict[str, Floats]:
    """L, T: demand of each line, what its window holds, and its cost unserved."""
    o = _offers(x)
    asks = o.demand[o.line_contract, hours]
    of_workload = x.workloads.units_per_hour[o.line_workload] / 1000
    keur = (line_unserved_eur(x)[:, p] * of_workload)[:, None]
    return {
        "line_demand": asks,
        "line_window": window_demand(asks, x.workloads.window_hours[o.line_workload]),
        "line_unserved_keur": np.repeat(keur, asks.shape[1], axis=1),
    }


def lines_of(x: ModelInputs) -> list[tuple[str, int]]:
    """L: the variable of investment that gives each line its share, and its contract."""
    if x.offers is None:
        return []
    contracts = x.offers.line_contract.tolist()
    return [("owing" if i < len(x.offers.names) else "breached", n) for i, n in enumerate(contracts)]


def line_workload(x: ModelInputs) -> Ints:
    """L → W."""
    return np.zeros(0, dtype=np.int64) if x.offers is None else x.offers.line_workload


PART = Part(
    name="offers",
    present=lambda x: x.offers is not None,
    add_investment=add_investment,
    running_meur=running_meur,
    add_variables=add_variables,
    terms=terms,
    cost_keur=cost_keur,
    numbers=numbers,
    writings=(
        Writing("upper", "unserved_of_line", "line_demand"),
        Writing("cost", "unserved_of_line", "line_unserved_keur"),
    ),
    structure=lambda x: (_offers(x).line_workload.tobytes(), _offers(x).line_contract.tobytes()),
    hourly={"unserved_of_line": 2},
    always_held={
        "in_force": "signed and not ended, a contract is owed or in breach",
        "breach_declared": "kept by owing: unserved work has its price",
        "breach_whole": "kept by owing: unserved work has its price",
    },
)
