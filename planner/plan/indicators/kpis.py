"""Each indicator: one function, its formula, its standard. The table `kpis` calls them for all, years and periods.

Tokens are output tokens served here. What the site spends as a whole (energy, cost, carbon, water) is shared out
between workloads by their serving IT energy, period by period; GPU-hour workloads carry their own share.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from planner.plan.indicators import connection, customers
from planner.plan.indicators.book import ALL, Indicator, Span, _ratio
from planner.plan.money import cash_flow as money

if TYPE_CHECKING:
    from planner.arrays import Bools
    from planner.plan.indicators.book import Book, Values


COLUMNS = ["kpi", "workload", "period", "value", "unit", "formula", "standard"]


def _per_token(span: Span, above: Callable[[Bools], float]) -> Values:
    values: Values = []
    for name, mask in span.rows():
        if np.any(mask) and np.all(span.book.sums.is_tokens[mask]):
            values += _ratio(name, above(mask), span.mtokens(mask))
    return values


def tokens_per_kwh(span: Span) -> Values:
    """Output tokens per kWh that the site takes: Σ tokens served here / Σ supply · share of serving IT energy."""
    supply, values = span.book.sums.supply_mwh, list[tuple[str, float]]()
    for name, mask in span.rows():
        if np.any(mask) and np.all(span.book.sums.is_tokens[mask]):
            values += _ratio(name, span.mtokens(mask) * 1e6, span.shared(supply, mask) * 1e3)
    return values


def lcot_eur_per_mtoken(span: Span) -> Values:
    """Levelised cost of tokens: Σ discount · share · (capital charge + running cost) / Σ discount · Mtokens.

    Capital charge: racks and phases as an annuity over the time in use, after resale (planner.plan.money.levelised).
    """
    discount, values = span.book.inputs.periods.discount, list[tuple[str, float]]()
    for name, mask in span.rows():
        if np.any(mask) and np.all(span.book.sums.is_tokens[mask]):
            cost = span.shared(span.book.site_cost_eur * discount, mask)
            values += _ratio(name, cost, span.mtokens(mask, discount))
    return values


def cost_eur_per_gpu_hour(span: Span) -> Values:
    """The same for GPU-hour workloads: Σ discount · share · cost / Σ discount · GPU-hours served here."""
    discount, sums, values = span.book.inputs.periods.discount, span.book.sums, list[tuple[str, float]]()
    for w, name in enumerate(span.book.inputs.workloads.names):
        if not sums.is_tokens[w]:
            mask = np.arange(len(sums.is_tokens)) == w
            cost = span.shared(span.book.site_cost_eur * discount, mask)
            values += _ratio(name, cost, span.total(sums.served_here[w] * discount))
    return values


def gco2e_per_mtoken(span: Span) -> Values:
    """Σ grid energy · hourly intensity · share / Σ Mtokens served here; location-based."""
    return _per_token(span, lambda mask: span.shared(span.book.sums.carbon_kg, mask) * 1e3)


def l_per_mtoken(span: Span) -> Values:
    """Σ water of adiabatic cooling · share / Σ Mtokens served here."""
    return _per_token(span, lambda mask: span.shared(span.book.sums.water_l, mask))


def pue(span: Span) -> Values:
    """Power usage effectiveness: energy from the grid, PV and back-up sets / IT energy; battery losses count."""
    return _ratio(ALL, span.total(span.book.sums.supply_mwh), span.total(span.book.sums.it_mwh))


def wue_l_per_kwh(span: Span) -> Values:
    """Water usage effectiveness: litres on site / kWh of IT energy."""
    return _ratio(ALL, span.total(span.book.sums.water_l), span.total(span.book.sums.it_mwh) * 1e3)


def cue_kg_per_kwh(span: Span) -> Values:
    """Carbon usage effectiveness: kgCO2e of the energy drawn / kWh of IT energy."""
    return _ratio(ALL, span.total(span.book.sums.carbon_kg), span.total(span.book.sums.it_mwh) * 1e3)


def connection_used_share(span: Span) -> Values:
    """Average power at the meter / connection of the open phases."""
    sums = span.book.sums
    return _ratio(ALL, span.total(sums.grid_mwh), span.total(sums.solution.connection_mw * sums.hours))


def connection_peak_share(span: Span) -> Values:
    """Largest hourly power at the meter / connection, in the period where that is highest."""
    sums = span.book.sums
    chosen = span.chosen & (sums.solution.connection_mw > 0)
    shares = sums.peak_mw[chosen] / sums.solution.connection_mw[chosen]
    return [(ALL, float(shares.max()))] if len(shares) else []


def pv_share(span: Span) -> Values:
    """Energy taken from PV / energy from grid, PV and back-up sets."""
    sums = span.book.sums
    return _ratio(ALL, span.total(sums.pv_mwh), span.total(sums.supply_mwh)) if span.book.inputs.pv else []


def battery_cycles_per_year(span: Span) -> Values:
    """Energy discharged / energy of the battery in use, a year."""
    stored = span.book.sums.solution.on_site.get("storage_mwh")
    if stored is None:
        return []
    return _ratio(
        ALL, span.total(span.book.sums.discharge_mwh), span.total(stored.in_use * span.book.inputs.periods.years)
    )


def backup_carbon_t(span: Span) -> Values:
    """CO2 of back-up sets at the exhaust, tests included."""
    return [(ALL, span.total(span.book.sums.genset_carbon_kg) / 1e3)] if span.book.inputs.gensets else []


def served_share(span: Span) -> Values:
    """Demand served, here or rented elsewhere / demand; "all" counts tokens, or GPU-hours where no tokens are asked."""
    sums, values = span.book.sums, list[tuple[str, float]]()
    everything = np.ones_like(sums.is_tokens)
    for name, mask in span.rows():
        own = mask if np.any(mask) else everything
        demand = span.total(sums.demand[own].sum(axis=0))
        values += _ratio(name, demand - span.total(sums.unserved[own].sum(axis=0)), demand)
    return values


def npv_meur(span: Span) -> Values:
    """Σ of all money that moves × discount factor, with the value of racks at the end."""
    return [(ALL, money.npv_meur(span.book.cash_flow))]


def irr(span: Span) -> Values:
    """Yearly rate at which the net present value of all money that moves is zero, where there is exactly one."""
    periods = span.book.inputs.periods
    rate = money.internal_rate_of_return(*money.net_flows(span.book.cash_flow, periods))
    return [] if rate is None else [(ALL, rate)]


def peak_funding_meur(span: Span) -> Values:
    """Lowest point of the cumulated net cash flow, undiscounted, as a positive amount; 0 if it stays above zero."""
    return [(ALL, money.peak_funding_meur(span.book.cash_flow, span.book.inputs.periods))]


def exposed_share(span: Span) -> Values:
    """Σ max(0, grid − contract volume) / Σ grid, hour by hour: the share of energy whose price is that of spot."""
    book = span.book
    return _ratio(ALL, span.total(book.exposed_mwh), span.total(book.sums.grid_mwh)) if book.has_contracts else []


def sold_back_share(span: Span) -> Values:
    """Σ max(0, contract volume − grid) / Σ contract volume, hour by hour: bought ahead, not needed, sold at spot."""
    book = span.book
    return _ratio(ALL, span.total(book.sold_back_mwh), span.total(book.contract_mwh)) if book.has_contracts else []


def hedge_value_meur(span: Span) -> Values:
    """Present value of what contracts pay against buying everything at spot, after their prepayments."""
    book = span.book
    flows = book.cash_flow.loc[book.cash_flow["item"].str.startswith(money.CONTRACT_ITEMS)]
    return [(ALL, float(flows["present_eur"].sum()) / money.EUR_PER_MEUR)] if book.has_contracts else []


SHARED = "Output tokens served here; overheads shared by serving IT energy"
INDICATORS = (
    Indicator("tokens_per_kwh", "tokens/kWh", "output tokens served here / grid kWh (shared by serving IT energy)",
              f"{SHARED}; energy at the meter as in ISO/IEC 30134-2", tokens_per_kwh),
    Indicator("lcot_eur_per_mtoken", "EUR/Mtoken", "Σ discount·(capital charge + opex + energy + tariff + "
              "taxes)·share / Σ discount·Mtokens served here",
              "Levelised cost as in IEA/NEA, Projected Costs of Generating Electricity", lcot_eur_per_mtoken),
    Indicator("cost_eur_per_gpu_hour", "EUR/GPU-hour", "Σ discount·(capital charge + opex + energy + tariff + taxes)"
              "·share / Σ discount·GPU-hours served here", "As LCOT", cost_eur_per_gpu_hour),
    Indicator("gco2e_per_mtoken", "gCO2e/Mtoken", "Σ grid MWh·hourly g/kWh·share / Mtokens served here",
              "GHG Protocol Scope 2, location-based; electricity in use only", gco2e_per_mtoken),
    Indicator("l_per_mtoken", "l/Mtoken", "Σ water of cooling·share / Mtokens served here",
              "Water as in ISO/IEC 30134-9, on site", l_per_mtoken),
    Indicator("pue", "1", "grid energy / IT energy", "ISO/IEC 30134-2; IT energy by model, not by meter", pue),
    Indicator("wue_l_per_kwh", "l/kWh", "water on site / IT energy", "ISO/IEC 30134-9, category 1", wue_l_per_kwh),
    Indicator("cue_kg_per_kwh", "kgCO2e/kWh", "CO2e of grid energy / IT energy", "ISO/IEC 30134-8", cue_kg_per_kwh),
    Indicator("connection_used_share", "1", "average grid power / connection of the open phases",
              "Load factor of the connection", connection_used_share),
    Indicator("connection_peak_share", "1", "largest hourly grid power / connection of the open phases",
              "Hourly means", connection_peak_share),
    Indicator("served_share", "1", "(demand − unserved) / demand", "Served here or rented elsewhere", served_share),
    *customers.INDICATORS,
    Indicator("pv_share", "1", "PV energy taken / energy of grid, PV, back-up sets", "After curtailment", pv_share),
    Indicator("battery_cycles_per_year", "1/year", "energy discharged / energy of the battery in use, a year",
              "Equivalent full cycles", battery_cycles_per_year),
    Indicator("backup_carbon_t", "tCO2", "fuel of back-up sets, tests included", "GHG Protocol Scope 1",
              backup_carbon_t),
    Indicator("curtailed_mwh", "MWh", "Σ MWh that the flexible part could not give", "Set or agreed hours",
              connection.curtailed_mwh),
    Indicator("curtailed_hours_per_year", "h/year", "curtailed MWh / Σ flexible MW·years", "Energy-equivalent hours",
              connection.curtailed_hours_per_year),
    Indicator("headroom_n_minus_1_mw", "MW", "power with one transformer lost − peak at the meter", "N−1, hourly means",
              connection.headroom_n_minus_1_mw),
    Indicator("carbon_under_cap_t", "tCO2e", "Σ MWh·intensity + back-up fuel − contracts", "GHG Protocol Scope 1, 2",
              connection.carbon_under_cap_t),
    Indicator("carbon_cap_eur_per_t", "EUR/t", "shadow price of the cap, highest of the span", "Undiscounted",
              connection.carbon_cap_eur_per_t),
    Indicator("npv_meur", "MEUR", "Σ cash flow·discount, with the value of racks at the end",
              "Discounted cash flow, mid-period, before corporate tax and financing", npv_meur, ALL),
    Indicator("irr", "1", "rate r with Σ cash flow/(1+r)^t = 0, where there is exactly one",
              "Before corporate tax and financing; the opening fleet is not paid for again", irr, ALL),
    Indicator("exposed_share", "1", "Σ max(0, grid − contract volume) / Σ grid, by hour",
              "Share of the energy at the meter bought at spot; with contracts only", exposed_share),
    Indicator("sold_back_share", "1", "Σ max(0, contract volume − grid) / Σ contract volume, by hour",
              "Share of the contract energy sold back at spot; with contracts only", sold_back_share),
    Indicator("hedge_value_meur", "MEUR", "Σ discount·(contract energy·(spot − strike) − prepayment + what is left)",
              "Against buying everything at spot, on the prices of the scenario", hedge_value_meur, ALL),
    Indicator("peak_funding_meur", "MEUR", "−min over time of the cumulated net cash flow, undiscounted",
              "Before corporate tax and financing", peak_funding_meur, ALL),
)  # fmt: skip


def spans(book: Book) -> Iterator[Span]:
    """The whole horizon, each calendar year, each period."""
    size = len(book.inputs.periods.names)
    years = np.array(book.sums.years_of_period)
    names = book.inputs.periods.names
    yield Span(book, ALL, np.ones(size, dtype=np.bool_))
    for year in dict.fromkeys(book.sums.years_of_period):
        if year not in names:
            yield Span(book, year, years == year)
    for p, name in enumerate(names):
        yield Span(book, name, np.arange(size) == p)


def kpis_table(book: Book) -> pd.DataFrame:
    """All indicators for all spans; an indicator that is not defined for a span has no row."""
    rows = [
        (indicator.name, workload, span.name, value, indicator.unit, indicator.formula, indicator.standard)
        for span in spans(book)
        for indicator in INDICATORS
        if span.name == ALL or indicator.spans != ALL
        for workload, value in indicator.function(span)
    ]
    return pd.DataFrame(rows, columns=COLUMNS)
