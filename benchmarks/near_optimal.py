"""Plans nearly as good as the best of the base case: the study, and its ranges against random plans within 1 %.

`python -m benchmarks near_optimal [PLANS]`. The random plans come from a session of their own with cuts of its own: a
random direction, by product alone or by product and period, is followed as far as plans within 1 % reach; each is
dispatched on the same days, then once more, every hour checked. Its racks by product, its racks in each order of the
best plan and its first orders must lie in the ranges of the study. Small plans, against the joint model:
tests/optimisation/near_optimal. Ends with 1 where a plan lies outside.
"""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.measure import SCENARIO, save

if TYPE_CHECKING:
    import pandas as pd

    from planner.alternatives.answer import NearOptimal
    from planner.optimisation.near_optimal.region import Region

PLANS, DAYS, SHARE, GAP, SEED = 50, 3, 0.01, 5e-4, 25
MOST_TRIES = 3  # of each plan
BY_PERIOD = (1.0, 0.3, 0.0)  # how much a direction differs by period, in turn


def study_of_base() -> tuple[NearOptimal, float]:
    """The study, and its seconds."""
    import planner

    began = time.perf_counter()
    study = planner.near_optimal(planner.load(SCENARIO), days=DAYS, gap=GAP)
    return study, time.perf_counter() - began


def random_terms(region: Region, random: np.random.Generator, by_period: float) -> dict[int, float]:
    """A direction: a weight for each product, and `by_period` of one for each of its orders."""
    from planner.optimisation.near_optimal.reach import scaled

    fleet = region.site.fleet
    of_rack = random.normal(size=len(fleet.racks)) / fleet.nameplate_kw
    own = {v: of_rack[fleet.vintage_rack[v]] for v in region.orders}
    noise = {v: by_period * random.normal() / fleet.nameplate_kw[fleet.vintage_rack[v]] for v in region.orders}
    return scaled({region.orders[v]: float(own[v] + noise[v]) for v in region.orders})


def random_plans(count: int) -> list[dict[str, Any]]:
    """So many plans within the share, each with its loss and its orders by product and period."""
    import planner
    from planner.inputs.build import build_inputs
    from planner.optimisation.near_optimal.reach import inner
    from planner.optimisation.near_optimal.region import region_of
    from planner.optimisation.search.session import Session
    from planner.problem.several import one_site

    random, x = np.random.default_rng(SEED), one_site(build_inputs(planner.load(SCENARIO), days=DAYS))
    fleet, periods, plans = x.sites[0].fleet, x.sites[0].periods.names, list[dict[str, Any]]()
    with Session(2) as session:
        solution = session.solve_portfolio(x, gap=GAP).sites[0]
        region = region_of(session, x, solution, GAP, None)
        for number in range(MOST_TRIES * count):
            terms = random_terms(region, random, BY_PERIOD[number % len(BY_PERIOD)])
            plan = inner(region, terms, region.holds_all(SHARE))
            if plan is None:
                continue
            racks = region.orders_of(plan)
            orders = {
                f"{fleet.racks[int(fleet.vintage_rack[v])]} {periods[int(fleet.order_period[v])]}": int(racks[v])
                for v in np.flatnonzero(racks).tolist()
            }
            loss_meur, again = plan.cost_meur - region.best.cost_meur, region.solution(plan)
            plans.append({"loss_meur": loss_meur, "residual_rel": again.residual_rel, "orders": orders})
            print(f"plan {len(plans)} of {count} loses {plans[-1]['loss_meur']:.2f} MEUR", flush=True)
            if len(plans) == count:
                break
    return plans


def outside(plan: dict[str, Any], study: NearOptimal) -> list[str]:
    """What of a plan lies outside the ranges of the study."""
    split = [(*name.split(), racks) for name, racks in plan["orders"].items()]
    wrong = []
    for row in study.ranges.to_dict("records"):
        racks = sum(n for rack, period, n in split if rack == row["rack"] and row["period"] in ("", period))
        if not row["least_proven"] <= racks <= row["most_proven"]:
            wrong.append(f"{row['rack']} {row['period']}: {racks}")
    for row in study.first_orders.to_dict("records"):
        first = min((period for rack, period, _ in split if rack == row["rack"]), default="")
        early = bool(first) and first < str(row["earliest_proven"])
        late = bool(row["latest_proven"]) and (not first or first > str(row["latest_proven"]))
        if early or late:
            wrong.append(f"{row['rack']} first ordered {first or 'never'}")
    return wrong


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """A table as JSON keeps it: no number is null."""
    return [
        {str(key): None if value != value else value for key, value in row.items()} for row in table.to_dict("records")
    ]


def main() -> None:
    """Study, random plans, and what lies outside; kept in results/near_optimal.json."""
    from planner.charts.studies.alternatives import near_sentences

    count = int(sys.argv[2]) if len(sys.argv) > 2 else PLANS
    study, seconds = study_of_base()
    for sentence in near_sentences(study.tables):
        print(sentence)
    plans = random_plans(count)
    wrong = [place for plan in plans for place in outside(plan, study)]
    print(f"{seconds:.0f} s; {len(plans)} random plans within {SHARE:.0%}, outside the ranges: {len(wrong)} {wrong}")
    save(
        "near_optimal",
        plans,
        page="docs/alternatives.md",
        days=DAYS,
        seconds=round(seconds, 1),
        largest_loss_meur=max(plan["loss_meur"] for plan in plans),
        largest_residual_rel=max(plan["residual_rel"] for plan in plans),
        different_orders=len({str(sorted(plan["orders"].items())) for plan in plans}),
        outside=wrong,
        **{name: records(table) for name, table in study.tables.items()},
    )
    sys.exit(1 if wrong or len(plans) < count else 0)
