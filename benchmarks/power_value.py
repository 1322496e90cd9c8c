"""What battery, PV and each supply contract are worth at Les Ulis: solved plans with and without, for docs/power.md.

`python -m benchmarks power` solves them anew and keeps the figures in benchmarks/results/power.json;
`python -m benchmarks power page` writes the page from the figures kept.
"""

from __future__ import annotations

import json
import resource
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

import planner
from benchmarks.measure import RESULTS, save
from planner.inputs.build import build_inputs
from planner.optimisation.equations.contracts import contract_cost_per_mw

if TYPE_CHECKING:
    from collections.abc import Iterable

    from planner.plan.plan import Plan
    from planner.problem.site import ModelInputs
    from planner.scenario.schema import Scenario

DAYS, GAP = 3, 2e-4
KEPT = RESULTS / "power.json"
PARTS = {"neither": (), "battery": ("battery",), "PV": ("pv",), "battery and PV": ("battery", "pv")}
CHEAPER, DEARER, LESS, STRIKE = 0.7, 1.2, 0.8, 0.1
# What is changed in the scenario. Battery prices and the rule of subscription keep the cuts, spot prices do not.
CHANGES: dict[str, dict[str, Any]] = {
    "base": {},
    "battery 30 % cheaper": {},  # see `changed`: relative to the price of the file
    "subscribed power may change every quarter": {"power.tariff.subscription_changes": "quarterly"},
    "spot 20 % higher, spread too": {"power.spot.scale": DEARER},
}
CONTRACTS = "all eight contracts on offer"
NOT_SOLVED = "not solved"


class Case(NamedTuple):
    """One solved plan: what stands on the site, what is changed, what is proven [MEUR], what was built."""

    parts: str
    change: str
    npv_meur: float
    bound_meur: float  # no plan is worth more
    gap: float
    battery_mw: float
    battery_mwh: float
    pv_mw: float


def site(parts: str) -> Scenario:
    """The base scenario with these parts of scenarios/les-ulis-battery-sun.yaml, without its back-up sets."""
    own = planner.load("scenarios/les-ulis-battery-sun.yaml").values()["power"]
    base = planner.load("scenarios/les-ulis-first-edition.yaml")
    new = {f"power.{name}": own[name] for name in PARTS[parts]}
    return base.with_(**new) if new else base


def changed(scenario: Scenario, change: str) -> Scenario:
    """A scenario with one of CHANGES."""
    new = dict(CHANGES[change])
    if change == "battery 30 % cheaper":
        battery = scenario.values()["power"]["battery"]
        names = ("capex_eur_per_kw", "capex_eur_per_kwh")
        new = {f"power.battery.{name}": CHEAPER * battery[name] for name in names}
    return scenario.with_(**new) if new else scenario


def changes_of(parts: str) -> list[str]:
    """Changes that matter to a site: the price of a battery only where one may be built."""
    return [name for name in CHANGES if name != "battery 30 % cheaper" or "battery" in PARTS[parts]]


def offered() -> dict[str, Any]:
    """The contracts of scenarios/les-ulis-contracts.yaml; its rule of how much to buy ahead is left out."""
    return dict(planner.load("scenarios/les-ulis-contracts.yaml").values()["power"]["contracts"])


def case_of(parts: str, change: str, plan: Plan) -> Case:
    """What is kept of a plan."""
    m, last = plan.manifest, plan.power.iloc[-1]
    built = [float(last.get(name, 0.0)) for name in ("storage_mw", "storage_mwh", "pv_capacity_mw")]
    return Case(parts, change, m["objective_meur"], m["bound_meur"], m["gap"], *built)


def cpu_s() -> float:
    """Processor seconds of this process and of those it has ended."""
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(own.ru_utime + own.ru_stime for own in both)


def solve_all() -> None:
    """Solve every case and keep it."""
    rows: list[dict[str, Any]] = []
    began = cpu_s()
    for parts in PARTS:
        start = site(parts)
        with planner.WhatIf(start, days=DAYS, gap=GAP, processes=1) as what_if:
            asked = [(change, changed(start, change)) for change in changes_of(parts)]
            if not PARTS[parts]:
                asked.insert(1, (CONTRACTS, start.with_(**{"power.contracts": offered()})))
            for change, scenario in asked:
                rows.append(case_of(parts, change, what_if.solve(scenario))._asdict())
                print(rows[-1], f"{cpu_s() - began:.0f} s", flush=True)
                save("power", rows, page="docs/power.md", days=DAYS, gap_asked=GAP, cpu_s=round(cpu_s() - began))


def kept() -> dict[str, Any]:
    """The figures kept, with machine and date."""
    return dict(json.loads(KEPT.read_text(encoding="utf-8")))


def cases() -> dict[tuple[str, str], Case]:
    """The plans kept, by what stands on the site and what is changed."""
    rows = (Case(**row) for row in kept()["rows"])
    return {(row.parts, row.change): row for row in rows}


def worth(more: Case, less: Case) -> tuple[float, float, float]:
    """Value of what `more` has and `less` has not: difference of the plans, and least and most it can be [MEUR].

    Each plan is worth at least what was found and at most what was proven; so is the best plan of its site.
    """
    return more.npv_meur - less.npv_meur, more.npv_meur - less.bound_meur, more.bound_meur - less.npv_meur


def worth_text(more: Case, less: Case) -> str:
    """A value between what it is proven to be; said to be below the gap where nothing is within the two."""
    value, least, most = worth(more, less)
    told = f"{value:.2f} ({least:.2f} to {most:.2f})"
    return f"{told}, below the gap" if least <= 0.0 <= most else told


VALUES = (
    ("battery alone", "battery", "neither"),
    ("PV alone, room for 3 MW", "PV", "neither"),
    ("battery beside PV", "battery and PV", "PV"),
    ("both", "battery and PV", "neither"),
)


def kept_case(found: dict[tuple[str, str], Case], parts: str, change: str) -> Case | None:
    """The plan kept; that of the base where the change does not matter to the site; None if it was not solved."""
    return found.get((parts, change if change in changes_of(parts) else "base"))


def value_rows() -> Iterable[list[str]]:
    """A row a part of the site, a column a change."""
    found = cases()
    for text, more, less in VALUES:
        pairs = ((kept_case(found, more, change), kept_case(found, less, change)) for change in CHANGES)
        yield [text, *(worth_text(a, b) if a and b else NOT_SOLVED for a, b in pairs)]


def built_rows() -> Iterable[list[str]]:
    """What the plans build by the end of the horizon."""
    found = cases()
    for parts in ("battery", "PV", "battery and PV"):
        row = [parts]
        for change in CHANGES:
            case = kept_case(found, parts, change)
            built = "{0.battery_mw:.1f} MW, {0.battery_mwh:.1f} MWh, {0.pv_mw:.1f} MW"
            row.append(built.format(case) if case else NOT_SOLVED)
        yield row


def contract_inputs(spot_scale: float = 1.0, strike_change: float = 0.0) -> ModelInputs:
    """Model inputs with every contract on offer: values of contracts are those of all real hours, also on few days."""
    own = offered()
    for contract in own.values():
        contract["strike_eur_per_mwh"] *= 1 + strike_change
    return build_inputs(site("neither").with_(**{"power.contracts": own, "power.spot.scale": spot_scale}), days=1)


def contract_values(x: ModelInputs) -> dict[str, tuple[float, float, float]]:
    """By contract: value of a MW against spot [kEUR], MW that a plan free to choose signs, value of those [MEUR]."""
    c, value = x.contracts, -contract_cost_per_mw(x)
    signed = np.where(value > 0, c.max_mw, np.where(c.take_it_or_leave_it, 0.0, c.min_mw))
    rows = zip(c.names, 1e3 * value, signed, value * signed, strict=True)
    return {name: (float(each), float(mw), float(total) + 0.0) for name, each, mw, total in rows}


def contract_rows() -> Iterable[list[str]]:
    """A row a contract: what it is worth as offered, and with spot and strike changed."""
    base = contract_values(contract_inputs())
    others = [contract_values(contract_inputs(**change)) for change in (
        {"spot_scale": DEARER}, {"spot_scale": LESS}, {"strike_change": STRIKE}, {"strike_change": -STRIKE},
    )]  # fmt: skip
    for name, (each, mw, total) in base.items():
        yield [f"`{name}`", f"{each:,.1f}", f"{mw:g}", f"{total:.3f}", *(f"{other[name][0]:,.1f}" for other in others)]


def all_contracts_text() -> str:
    """The pair of plans with and without contracts, against the sum of their values."""
    found = cases()
    told = worth_text(found["neither", CONTRACTS], found["neither", "base"])
    total = sum(total for _, _, total in contract_values(contract_inputs()).values())
    return f"{told} MEUR by the pair of plans; {total:.3f} MEUR by the sum of the column"
