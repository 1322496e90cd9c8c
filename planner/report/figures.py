"""Key figures and the tables of decisions: orders, what is not served, indicators by year."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.charts.customers import offers_table, work_table
from planner.charts.plausible import plausible_data
from planner.charts.served import served_data
from planner.charts.spans import ALL, years
from planner.charts.worth import against_data, one_more_data
from planner.plan.headline import decide_by
from planner.plan.news.key_figures import key_figures as plan_figures
from planner.plan.studies.plausible import BETWEEN
from planner.plan.studies.plausible import plausible as plausibility
from planner.plan.text import number_text
from planner.report.parts import KeyFigure, Table
from planner.report.tables.money import texts
from planner.words import formats, say
from planner.words.names import capital, kpi_name, workload_name

if TYPE_CHECKING:
    import datetime as dt

    from planner.plan.accounts.statements import Accounts
    from planner.plan.news.fact import News
    from planner.plan.plan import Plan


def key_figures(plan: Plan, news: News, accounts: Accounts | None = None, locale: str = "en") -> list[KeyFigure]:
    """The twelve figures of the page Plan: of the first year and the last; money over the whole horizon."""
    return [KeyFigure(one.label, one.value, one.note) for one in plan_figures(plan, news, accounts, locale)]


def value_text(plan: Plan, kpi: str, value: float | None, locale: str) -> str:
    """An indicator with its unit; PUE with three decimals, because its second moves little."""
    number, unit = number_text(kpi, value, locale), unit_text(plan, kpi)
    return f"{number}{formats.NO_BREAK}{unit}" if unit and value is not None else number


def unit_text(plan: Plan, kpi: str) -> str:
    """The unit of an indicator as people write it; empty for shares and ratios."""
    units = plan.kpis.loc[plan.kpis["kpi"] == kpi, "unit"]
    unit = str(units.iloc[0]) if len(units) else "1"
    return "" if unit == "1" else unit.replace("MEUR", "M€").replace("EUR", "€")


def orders(plan: Plan, locale: str = "en", today: dt.date | None = None) -> Table:
    """Every order of the plan as read on a day, the next decision first, and what they cost together."""
    table = plan.orders.sort_values(["order_by", "cost_meur"], ascending=[True, False])
    amounts = ("paid_at_order_meur", "paid_at_delivery_meur", "cost_meur")
    rows = tuple(
        (
            decide_by(plan, row["order_by"].date(), locale, today),
            formats.period_name(str(row["live_period"]), locale),
            f"{formats.number(row['racks'], 0, locale)}{formats.NO_BREAK}{formats.rack_name(str(row['rack']))}",
            formats.percent(row["discount_share"], locale),
            *(formats.number(row[name], 1, locale) for name in amounts),
        )
        for row in table.to_dict("records")
    )
    sums = tuple(formats.number(float(table[name].sum()), 1, locale) for name in amounts)
    head = ("decide by", "live", "what", "discount", "at order", "at delivery", "cost")
    return Table(
        say("orders caption", locale),
        tuple(say(name, locale) for name in head),
        rows,
        numeric=frozenset({3, 4, 5, 6}),
        total=(say("total", locale), "", "", "", *sums),
    )


def not_served(plan: Plan, locale: str = "en") -> Table:
    """Share of demand unserved by workload and year, worst at the end first; rented over the horizon."""
    data = served_data(plan)
    shares = data.pivot_table(index="workload", columns="year", values="unserved_share", observed=True)
    sums = data.groupby("workload", observed=True)[["demand", "burst"]].sum()
    rented = sums["burst"] / sums["demand"].where(sums["demand"] > 0)
    order = (
        shares.sort_values(list(shares.columns)[-1:], ascending=False).index if len(shares.columns) else shares.index
    )
    rows = tuple(
        (
            workload_name(str(name), locale),
            *(formats.percent(float(share), locale, 1) for share in shares.loc[name]),
            formats.percent(float(rented.loc[name]), locale, 1),
        )
        for name in order
    )
    head = (say("workload", locale), *(str(year) for year in shares.columns), say("rented", locale))
    return Table(say("not served caption", locale), head, rows, numeric=frozenset(range(1, len(head))))


def indicators(plan: Plan, locale: str = "en") -> Table:
    """Headline indicators over the horizon and by calendar year."""
    whole = years(plan.periods)
    rows = tuple(
        (
            capital(kpi_name(kpi, locale)),
            unit_text(plan, kpi),
            *(number_text(kpi, plan.kpi(kpi, period=span), locale) for span in (ALL, *whole)),
        )
        for kpi in plan.manifest["kpis"]
    )
    head = (say("indicator", locale), say("unit", locale), say("horizon", locale), *whole)
    return Table(say("indicators caption", locale), head, rows, numeric=frozenset(range(2, len(head))))


def formulas(plan: Plan, locale: str = "en") -> Table:
    """How each headline indicator is computed, and after which standard."""
    about = plan.kpis.drop_duplicates("kpi").set_index("kpi")
    rows = tuple(
        (capital(kpi_name(kpi, locale)), str(about.loc[kpi, "formula"]), str(about.loc[kpi, "standard"]))
        for kpi in plan.manifest["kpis"]
    )
    head = tuple(say(name, locale) for name in ("indicator", "formula", "standard"))
    return Table(say("formulas", locale), head, rows, english=frozenset({1, 2}))


def work_by_word(plan: Plan, locale: str = "en") -> Table:
    """What becomes of the work on offer by year, and what that costs."""
    return texts(say("work by word caption", locale), work_table(plan, locale))


def offers(plan: Plan, locale: str = "en") -> Table:
    """Contracts with customers, signed and open; no row where there are none."""
    return texts(say("offers caption", locale), offers_table(plan, locale), frozenset({2, 3, 4}))


def plausible(plan: Plan, locale: str = "en") -> Table:
    """Figures of the plan by year beside the range that is public; no row where there is nothing to compare."""
    return texts(say("plausible caption", locale), plausible_data(plan.plausible(), locale))


def against(plan: Plan, locale: str = "en") -> Table:
    """The site, the site without orders, and the orders; no row in a run without a reference."""
    return texts(say("against note", locale), against_data(plan, locale))


def one_more(plan: Plan, locale: str = "en") -> Table:
    """What one more of a thing is worth, as far as it was worked out; no row where it was not."""
    days = str(plan.one_more["days"].iloc[0]) if len(plan.one_more) else ""
    return texts(say("worth how", locale, days=days), one_more_data(plan.one_more, locale))


def public(plan: Plan, locale: str = "en") -> Table:
    """The public figures behind the ranges, each with its source and date."""
    public_figures = plausibility(plan).drop_duplicates("figure")
    rows = tuple(
        (say(f"public figure {figure}", locale), text)
        for figure, texts in zip(public_figures["figure"], public_figures["public"], strict=True)
        for text in texts.split(BETWEEN)
    )
    return Table(
        say("public figures", locale), (say("figure", locale), say("source", locale)), rows, english=frozenset({1})
    )
