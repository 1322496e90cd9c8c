"""Against what? The site with its orders beside the reference: the best plan of the same scenario that orders nothing.

    orders = site − reference, item by item of the cash flow

The reference serves with the racks that are there and on order already, until their life ends. All else is as free as
in the plan: racks may be sold, phases that are not committed opened, power subscribed, contracts signed, work rented
elsewhere. So it is what a solve finds where no rack can be had, and both stand on the same days. Money paid in any case
(opening fleet, committed phases, running the site) is in both and not in the orders.

Incremental cash flow: Brealey, Myers and Allen, *Principles of Corporate Finance*, chapter 6.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from planner.plan.indicators.book import ALL, Book
from planner.plan.indicators.kpis import kpis_table
from planner.plan.money import cash_flow as money
from planner.plan.money.bill import bill_table, official_overrun_eur
from planner.plan.money.levelised import capital_charge_meur
from planner.plan.tables.fleet import vintages_of
from planner.plan.tables.on_site import on_site_charge_meur
from planner.plan.tables.sums import Sums

if TYPE_CHECKING:
    from collections.abc import Callable

    from planner.arrays import Floats
    from planner.plan.tables.fleet import Vintages
    from planner.problem.site import ModelInputs
    from planner.problem.solution import Solution

COLUMNS = ["kpi", "unit", "site", "reference", "orders"]
KPI_COLUMNS = ["kpi", "period", "value", "unit"]
FLOW_KEYS = ["period", "item", "group", "discount", "in_objective", "in_npv"]
Three = tuple[float | None, float | None, float | None]


def no_reference() -> pd.DataFrame:
    """The table of a run without one: made before there was any, or by hand."""
    return pd.DataFrame(columns=COLUMNS)


def no_flows() -> pd.DataFrame:
    """The cash flow of such a run's reference."""
    return pd.DataFrame(columns=money.COLUMNS)


def no_reference_kpis() -> pd.DataFrame:
    """The indicators of such a run's reference."""
    return pd.DataFrame(columns=KPI_COLUMNS)


def reference_kpis_table(reference: Book) -> pd.DataFrame:
    """Indicators of the reference, all workloads together, of the whole horizon and of each year; as in `plan.kpis`."""
    table = kpis_table(reference)
    spans = {ALL, *reference.sums.years_of_period}
    return table.loc[(table["workload"] == ALL) & table["period"].isin(spans), KPI_COLUMNS].reset_index(drop=True)


def book_of(sums: Sums, vintages: Vintages, bill: pd.DataFrame) -> Book:
    """What the indicators of a solution are computed from: its cash flow with the overrun of its bill, its charges."""
    inputs, solution = sums.inputs, sums.solution
    flows = money.cash_flow_table(inputs, solution, sums, vintages, official_overrun_eur(inputs, bill))
    charge_meur = capital_charge_meur(inputs, solution, vintages) + on_site_charge_meur(inputs, solution)
    return Book(inputs, sums, flows, charge_meur)


def reference_book(inputs: ModelInputs, reference: Solution) -> Book:
    """That of the reference."""
    return book_of(Sums(inputs, reference), vintages_of(inputs, reference), bill_table(inputs, reference))


def reference_tables(site: Book, reference: Solution | None) -> dict[str, pd.DataFrame]:
    """The tables of a plan that say what the reference is, by name; none where there is no reference."""
    if reference is None:
        return {}
    without = reference_book(site.inputs, reference)
    return {
        "reference": reference_table(site, without),
        "reference_cash_flow": without.cash_flow,
        "reference_kpis": reference_kpis_table(without),
    }


def orders_flows(site: pd.DataFrame, reference: pd.DataFrame) -> pd.DataFrame:
    """Cash flow of the orders: what differs between two cash flows, item by item; COLUMNS of `plan.cash_flow`."""
    both = pd.concat([site, reference.assign(eur=-reference["eur"], present_eur=-reference["present_eur"])])
    total = both.groupby(FLOW_KEYS, sort=False, as_index=False)[["eur", "present_eur"]].sum()
    return total.loc[total["eur"] != 0.0, money.COLUMNS].reset_index(drop=True)


def reference_table(site: Book, reference: Book) -> pd.DataFrame:
    """A row per figure: value of the site, of the reference, and of the orders, which make the difference.

    NaN where a figure is not defined: a rate of return where there is not exactly one, or where money comes first and
    is paid back later (the rate of a loan); a cost per Mtoken where the orders bring no token.
    """
    orders = orders_flows(site.cash_flow, reference.cash_flow)
    flows = (site.cash_flow, reference.cash_flow, orders)
    rows: list[tuple[str, str, Three]] = [
        ("npv_meur", "MEUR", _each(flows, money.npv_meur)),
        ("irr", "1", _each(flows, lambda one: _irr(one, site))),
        ("peak_funding_meur", "MEUR", _each(flows, lambda one: money.peak_funding_meur(one, site.inputs.periods))),
        ("revenue_meur", "MEUR", _each(flows, lambda one: _present_meur(one, ("revenue",)))),
        ("rented_meur", "MEUR", _each(flows, lambda one: 0.0 - _present_meur(one, ("burst",)))),
        ("capex_meur", "MEUR", _each(flows, lambda one: 0.0 - _present_meur(one, ("capex",)))),
    ]
    rows += [
        (name, unit, _less(_served(site, tokens=tokens), _served(reference, tokens=tokens)))
        for name, unit, tokens in (("mtokens", "Mtokens", True), ("gpu_hours", "GPU-hours", False))
    ]
    rows += [
        (name, unit, _cost_per_unit(site, reference, tokens=tokens))
        for name, unit, tokens in (
            ("lcot_eur_per_mtoken", "EUR/Mtoken", True),
            ("cost_eur_per_gpu_hour", "EUR/GPU-hour", False),
        )
    ]
    table = pd.DataFrame([(name, unit, *three) for name, unit, three in rows], columns=COLUMNS)
    return table.astype(dict.fromkeys(COLUMNS[2:], float))


def figure_of(table: pd.DataFrame, kpi: str, side: str) -> float:
    """One figure of a table of `reference_table`: of the site, the reference or the orders."""
    return float(table.loc[table["kpi"] == kpi, side].to_numpy()[0])


def _each(flows: tuple[pd.DataFrame, ...], value: Callable[[pd.DataFrame], float | None]) -> Three:
    site, reference, orders = (value(one) for one in flows)
    return site, reference, orders


def _irr(flows: pd.DataFrame, book: Book) -> float | None:
    times_years, net_eur = money.net_flows(flows, book.inputs.periods)
    rate = money.internal_rate_of_return(times_years, net_eur)
    return rate if rate is not None and _falls(times_years, net_eur, rate) else None


def _falls(times_years: Floats, net_eur: Floats, rate: float) -> bool:
    """The flows are worth less at a higher rate, as those of an investment are and those of a loan are not."""
    return bool(times_years @ (net_eur * (1.0 + rate) ** -times_years) > 0.0)


def _present_meur(flows: pd.DataFrame, groups: tuple[str, ...]) -> float:
    return float(flows.loc[flows["group"].isin(groups), "present_eur"].sum()) / money.EUR_PER_MEUR


def _less(site: float, reference: float) -> Three:
    return site, reference, site - reference


def _served(book: Book, *, tokens: bool) -> float:
    """Work served here in the whole horizon: output tokens [Mtokens], or GPU-hours."""
    return float(book.sums.served_here[book.sums.is_tokens == tokens].sum())


def _discounted(book: Book, *, tokens: bool) -> tuple[float, float]:
    """Σ discount · share · site cost [EUR] and Σ discount · work served here, as in the levelised cost."""
    discount, sums = book.inputs.periods.discount, book.sums
    own = sums.is_tokens == tokens
    cost: Floats = book.site_cost_eur * discount * sums.workload_share[own].sum(axis=0)
    return float(cost.sum()), float((sums.served_here[own] * discount).sum())


def _cost_per_unit(site: Book, reference: Book, *, tokens: bool) -> Three:
    """Levelised cost of the work of each, and of the work that the orders add; None where they add none."""
    (cost, work), (own_cost, own_work) = _discounted(site, tokens=tokens), _discounted(reference, tokens=tokens)

    def ratio(above: float, below: float) -> float | None:
        return above / below if below > 1e-9 * max(work, own_work, 1e-12) else None

    return ratio(cost, work), ratio(own_cost, own_work), ratio(cost - own_cost, work - own_work)
