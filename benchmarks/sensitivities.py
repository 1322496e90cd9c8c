"""What the base case rests on: one assumption changed at a time. `python -m benchmarks sensitivities`.

Every change is planned anew on three days a quarter (`planner.WhatIf`), at a gap of 0.2 %. Then: by how much prices
would have to fall for the site to be worth nothing; and what the paths of les-ulis-uncertain.yaml say of value.
docs/base-case.md shows what is kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import planner
from benchmarks import base_case_page
from benchmarks.measure import SCENARIO, machine, save

if TYPE_CHECKING:
    from planner.plan.plan import Plan
    from planner.problem.site import ModelInputs
    from planner.scenario.schema import Scenario

GAP = 0.002
DAYS = 3
HALVINGS = 7
TRIAL = 50  # fresh paths on which the plan for twelve is tried


def changes(base: Scenario) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Name and fields of each change."""
    tokens = [name for name, w in base.workloads.items() if w.unit == "tokens"]
    offers = [f"workloads.{w}.offers.{o}" for w, work in base.workloads.items() for o in work.offers]
    for rate in (-0.20, -0.40):
        yield f"token prices {rate:+.0%} a year", {f"workloads.{w}.price_change_per_year": rate for w in tokens}
    for scale, words in ((1.05, "high"), (0.35, "low")):
        yield f"demand grows on the {words} path", {"demand.growth_excess_scale": scale}
    for price in (5.7, 9.1):
        yield f"Vera Rubin rack {price} MUSD", {"fleet.racks.VR_NVL72.price_usd": price * 1e6}
    yield (
        "Vera Rubin a year later",
        {
            "fleet.racks.VR_NVL72.order_from": "2028-Q2",
            "fleet.racks.VR_NVL72.supply_later_from": "2029-Q2",
            "fleet.racks.VR_NVL72.price_falls_from": "2029-Q2",
        },
    )
    yield "speculative decoding", {"fleet.operating_points.speculative": "mtp"}
    yield "rates of the nearest benchmark row", {"fleet.operating_points.basis": "nearest-row"}
    yield "nothing rented elsewhere", {"power.burst.most_gpus": 0.0, "power.burst.reserved_price_share": None}
    yield "capacity charge 0", {"power.capacity_charge.eur_per_kw": 0.0}
    yield "capacity charge 72 EUR/kW", {"power.capacity_charge.eur_per_kw": 72.0}
    yield "excise 10 EUR/MWh", {"power.taxes.excise_eur_per_mwh": 10.0}
    yield "electricity +30 %", {"power.spot.scale": 1.3}
    for cap in (0.05, 0.5):
        yield f"credits end at {cap:.0%} of the fee", {f"{offer}.credit_cap_share": cap for offer in offers}
    for share in (0.2, 0.4):
        yield f"cost of sales {share:.0%}", {"finance.cost_of_sales_share": share}
    yield "the group's view", {"finance.view": "group"}
    for rate in (0.07, 0.12):
        yield f"discount rate {rate:.0%}", {"finance.discount_rate": rate}
    yield "second phase optional", {"site.phases.phase-2.committed": False}


def figures(plan: Plan) -> dict[str, Any]:
    """What the page shows of a plan."""
    whole = plan.kpis[(plan.kpis["workload"] == "all") & (plan.kpis["period"] == "all")]
    values = whole.set_index("kpi")["value"]
    orders = plan.orders.groupby("rack")["racks"].sum()
    return {
        "npv_meur": float(values["npv_meur"]),
        "orders_meur": float(plan.reference.set_index("kpi")["orders"]["npv_meur"]),
        "peak_share": float(values["connection_peak_share"]),
        "served_share": float(values["served_share"]),
        "racks": {str(rack): int(count) for rack, count in orders.items() if count},
        "signed": plan.offers["decision"].value_counts().to_dict() if len(plan.offers) else {},
        "headline": plan.headline(),
    }


def at_prices(factor: float) -> Any:
    """All that customers pay, times a factor, on the inputs."""

    def change(x: ModelInputs) -> ModelInputs:
        work = replace(x.workloads, revenue_eur=x.workloads.revenue_eur * factor)
        if x.offers is None:
            return replace(x, workloads=work)
        names = ("price_eur", "revenue_meur", "credit_eur", "cap_meur", "termination_meur")
        return replace(x, workloads=work, offers=replace(x.offers, **{n: getattr(x.offers, n) * factor for n in names}))

    return change


def nothing_at(what_if: planner.WhatIf) -> float:
    """Factor on all prices at which the site is worth nothing, by halving."""
    low, high = 0.0, 1.0
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        solution, _ = what_if.solution(on_inputs=at_prices(middle))
        low, high = (low, middle) if solution.objective_meur > 0 else (middle, high)
    return (low + high) / 2


def of_plan(plan: Plan) -> dict[str, Any]:
    """The plan on every day, by year: work, power, money, beside what is public."""
    tokens = plan.tokens.assign(year=plan.tokens["period"].str[:4])
    work = tokens.groupby(["workload", "year"], sort=False)[["demand", "burst", "unserved"]].sum().reset_index()
    plausible = plan.plausible()[["figure", "year", "value", "unit", "public_low", "public_high", "verdict"]]
    orders = plan.orders[["rack", "order_period", "order_by", "live_period", "racks"]].astype(str)
    offers = plan.offers[["offer", "decision", "first_period", "last_period", "present_revenue_meur", "unserved_share"]]
    kpis = plan.kpis[(plan.kpis["workload"] == "all") & (plan.kpis["period"] == "all")]
    return figures(plan) | {
        "gap": plan.manifest["gap"],
        "kpis": kpis.set_index("kpi")["value"].to_dict(),
        "reference": plan.reference.set_index("kpi")[["site", "reference", "orders"]].to_dict(orient="index"),
        "work": work.to_dict(orient="records"),
        "plausible": plausible.to_dict(orient="records"),
        "orders": orders.to_dict(orient="records"),
        "offers": offers.to_dict(orient="records"),
    }


def over_paths() -> dict[str, Any]:
    """What the plan for twelve paths is worth on them, and on fresh ones."""
    uncertain = planner.load("scenarios/les-ulis-uncertain.yaml")
    assert uncertain.uncertainty is not None
    plan = planner.solve(uncertain, days=DAYS, gap=0.01, paths=uncertain.uncertainty.paths, trial=TRIAL)
    tried = plan.trial[plan.trial["plan"] == "two-stage"].iloc[0]
    return {"spread": plan.spread.to_dict(orient="records"), "trial": tried.to_dict()}


def main() -> None:
    """Solve, print, keep, and write the page."""
    print(machine())
    base = planner.load(SCENARIO)
    rows: list[dict[str, Any]] = []
    with planner.WhatIf(base, days=DAYS, gap=GAP, processes=2) as what_if:
        rows.append({"change": "none"} | figures(what_if.solve()))
        print(rows[-1], flush=True)
        for name, fields in changes(base):
            rows.append({"change": name} | figures(what_if.solve(base.with_(**fields))))
            print(name, rows[-1]["npv_meur"], rows[-1]["orders_meur"], flush=True)
        factor = nothing_at(what_if)
        first = planner.load("scenarios/les-ulis-first-edition.yaml")
        rows.append({"change": "the first edition"} | figures(what_if.solve(first)))
    exact = of_plan(planner.solve(base, gap=GAP))
    more = {"nothing_at": factor, "exact": exact, **over_paths()}
    save("sensitivities", rows, page="docs/base-case.md", **more)
    base_case_page.write()
