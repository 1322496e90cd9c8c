"""Which racks serve which workload, at which operating point, in each hour of a day."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

import pyomo.environ as pyo

if TYPE_CHECKING:
    from pyomo.core.base.expression import NumericValue

    from planner.optimisation.equations.day import Day
    from planner.optimisation.equations.electricity import Terms
    from planner.problem.site import ModelInputs


def interactive(x: ModelInputs) -> list[int]:
    """Workloads that must be served in the hour they arrive."""
    return [w for w, window in enumerate(x.workloads.window_hours) if window == 0]


def deferrable(x: ModelInputs) -> list[int]:
    """Workloads that may wait within their window."""
    return [w for w, window in enumerate(x.workloads.window_hours) if window > 0]


def may_burst(x: ModelInputs) -> list[int]:
    """Workloads that may be rented elsewhere: not sovereign, and with a price."""
    return [
        w for w, sovereign in enumerate(x.workloads.sovereign) if not sovereign and (x.workloads.burst_eur[w] > 0).all()
    ]


def add_serving_variables(m: pyo.Block, x: ModelInputs, day: Day) -> None:
    """Racks by operating point, parked racks, work rented elsewhere, unserved and waiting."""
    hours = range(day.hours)
    m.serving_racks = pyo.Var(range(len(x.points.rate)), hours, domain=pyo.NonNegativeReals)
    m.parked_racks = pyo.Var(range(len(x.fleet.racks)), hours, domain=pyo.NonNegativeReals)
    m.burst = pyo.Var(may_burst(x), hours, domain=pyo.NonNegativeReals)
    m.unserved = pyo.Var(range(len(x.workloads.names)), hours, bounds=lambda m, w, t: (0, day.most_unserved[w, t]))
    # Waiting work is younger than its window: an upper bound, and an equation where shares of demand are decisions.
    m.backlog = pyo.Var(deferrable(x), hours, bounds=lambda m, w, t: (0, most_waiting(x, day, w, t)))


def work_done(m: pyo.Block, x: ModelInputs, w: int, t: int) -> NumericValue:
    """Work of w done in hour t, here or elsewhere, or given up [Mtokens/s or kGPU].

    A rack gives rate / (1 + headroom): the rest is kept free for bursts inside the hour.
    """
    points, room = x.points, 1 + x.workloads.headroom[w]
    here = [
        float(points.rate[o] / room) * m.serving_racks[o, t] for o in range(len(points.rate)) if points.workload[o] == w
    ]
    elsewhere = [m.burst[w, t]] if (w, t) in m.burst else []
    return pyo.quicksum([*here, *elsewhere, m.unserved[w, t]])


def most_waiting(x: ModelInputs, day: Day, w: int, t: int) -> float:
    """Most work of w that can be waiting after hour t, that of all contracts in force with it."""
    waiting = float(day.window_demand[w, t])
    if x.offers is not None:
        waiting += float(day.of_parts["line_window"][x.offers.line_workload == w, t].sum())
    return waiting


def shares_are_decisions(m: pyo.Block) -> bool:
    """Whether the shares of demand given to the day are decisions of the same model."""
    return m.component("demand_share") is not None or m.component("line_share") is not None


def _share(m: pyo.Block, w: int) -> NumericValue:
    return m.demand_share[w] if m.component("demand_share") is not None else 1.0


def demand_asked(m: pyo.Block, day: Day, w: int, t: int, of_parts: dict[str, list[NumericValue]]) -> NumericValue:
    """Demand of w in hour t at this site: all of it, or the share that investment gives the site, with contracts.

    `of_parts` are the terms of that hour.
    """
    return pyo.quicksum([float(day.demand[w, t]) * _share(m, w), *of_parts.get(f"serve_demand {w}", [])])


def add_serve_demand(m: pyo.Block, x: ModelInputs, day: Day, of_parts: Terms) -> None:
    """Interactive demand is served in its hour, rented elsewhere, or unserved at its price.

    sum_{r,o} rate[w,r,o]/(1 + headroom[w]) * serving[o,t] + burst[w,t] + unserved[w,t]
        = demand[w,t] + sum_{lines l of w} (share[l] * line_demand[l,t] - unserved_of_line[l,t])

    in Mtokens/s or kGPU; in a portfolio demand times demand_share[w]. A line is a contract in force: see `in_force`.
    Golden: lp/serve_demand.lp
    Proved by: test_interactive_work_is_served_in_its_hour
    """
    of_hour = [of_parts(m, x, day, t) for t in range(day.hours)]
    m.serve_demand = pyo.Constraint(
        interactive(x),
        range(day.hours),
        rule=lambda m, w, t: work_done(m, x, w, t) == demand_asked(m, day, w, t, of_hour[t]),
        doc="demand = served + burst + unserved",
    )


def add_carry_backlog(m: pyo.Block, x: ModelInputs, day: Day, of_parts: Terms) -> None:
    """Deferrable work waits until it is done; the day closes on itself.

    backlog[w,t] = backlog[w,t-1] + demand[w,t] - work_done[w,t],  backlog[w,-1] = backlog[w,T-1]

    in Mtokens/s·h or kGPU·h; demand in a portfolio and with contracts as in `serve_demand`. Golden: lp/carry_backlog.lp
    Proved by: test_deferrable_work_moves_to_the_cheap_hour_and_round_the_clock
    """
    of_hour = [of_parts(m, x, day, t) for t in range(day.hours)]

    def rule(m: pyo.Block, w: int, t: int) -> object:
        left = work_done(m, x, w, t)
        if day.hours > 1:
            left = m.backlog[w, t] - m.backlog[w, (t - 1) % day.hours] + left
        return left == demand_asked(m, day, w, t, of_hour[t])

    m.carry_backlog = pyo.Constraint(
        deferrable(x),
        range(day.hours),
        rule=rule,
        doc="waiting work is carried from hour to hour",
    )


def add_backlog_within_window(m: pyo.Block, x: ModelInputs, day: Day, of_parts: Terms) -> None:
    """Waiting work is younger than its window, also where the share of demand is a decision.

    backlog[w,t] <= window_demand[w,t] * demand_share[w] + sum_{lines l of w} share[l] * line_window[l,t]

    Only in the joint model; elsewhere the upper bound of backlog says it. In Mtokens/s·h or kGPU·h.
    Golden: lp/backlog_within_window.lp
    Proved by: test_shared_work_waits_no_longer_than_its_window
    """
    of_hour = [of_parts(m, x, day, t) for t in range(day.hours)]

    def rule(m: pyo.Block, w: int, t: int) -> object:
        waiting = [
            float(day.window_demand[w, t]) * _share(m, w),
            *of_hour[t].get(f"backlog_within_window {w}", []),
        ]
        return m.backlog[w, t] - pyo.quicksum(waiting) <= 0

    m.backlog_within_window = pyo.Constraint(
        deferrable(x), range(day.hours), rule=rule, doc="waiting work is younger than its window"
    )


def add_unserved_within_line(m: pyo.Block, x: ModelInputs, day: Day) -> None:
    """No more of a contract goes unserved than its share in force asks in the hour.

    unserved_of_line[l,t] <= share[l] * line_demand[l,t]                          [Mtokens/s or kGPU]

    Only in the joint model; elsewhere the upper bound says it. Golden: lp/unserved_within_line.lp
    Proved by: test_the_cheapest_promise_is_failed_first_and_only_as_far_as_it_goes
    """
    asks = day.of_parts["line_demand"]
    m.unserved_within_line = pyo.Constraint(
        range(len(asks)),
        range(day.hours),
        rule=lambda m, i, t: m.unserved_of_line[i, t] - float(asks[i, t]) * m.line_share[i] <= 0,
        doc="unserved work of a contract within what it asks",
    )


def add_unserved_within_share(m: pyo.Block, day: Day) -> None:
    """Beside contracts no more uncommitted work goes unserved at a site than it has taken a share of.

    unserved[w,t] <= demand_share[w] * demand[w,t]   for workloads with contracts  [Mtokens/s or kGPU]

    Only in the joint model; elsewhere the upper bound says it. Golden: lp/unserved_within_share.lp
    Proved by: test_uncommitted_work_of_another_site_is_not_failed_for_a_contract
    """
    bounded = [(w, t) for w, t in m.unserved if isfinite(day.most_unserved[w, t])]
    m.unserved_within_share = pyo.Constraint(
        bounded,
        rule=lambda m, w, t: m.unserved[w, t] - float(day.demand[w, t]) * m.demand_share[w] <= 0,
        doc="unserved work within the share of a site",
    )


def add_share_racks(m: pyo.Block, x: ModelInputs, day: Day) -> None:
    """Serving and parked racks are among those installed and available.

    sum_{w,o} serving[o,t] + parked[r,t] <= availability[r] * installed[r]                     [racks]

    Golden: lp/share_racks.lp
    Proved by: test_availability_needs_spare_racks
    """
    points_of: dict[int, list[int]] = {r: [] for r in range(len(x.fleet.racks))}
    for o, r in enumerate(x.points.rack):
        points_of[int(r)].append(o)
    m.share_racks = pyo.Constraint(
        range(len(x.fleet.racks)),
        range(day.hours),
        rule=lambda m, r, t: (
            sum(m.serving_racks[o, t] for o in points_of[r])
            + m.parked_racks[r, t]
            - float(x.fleet.availability[r]) * m.installed_racks[r]
            <= 0
        ),
        doc="racks are shared between workloads",
    )


def serving_cost_keur(m: pyo.Block, x: ModelInputs, day: Day) -> NumericValue:
    """Cost of work rented elsewhere and of work unserved over the day [kEUR]."""
    burst = [float(day.burst_keur[w, t]) * m.burst[w, t] for w, t in m.burst]
    unserved = [float(day.unserved_keur[w, t]) * m.unserved[w, t] for w, t in m.unserved]
    return pyo.quicksum([*burst, *unserved])
