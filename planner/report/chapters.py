"""The chapters of a report after its first two pages: finance, infrastructure, carbon, risk, and the annex."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.charts.customers import customers_finding
from planner.charts.findings import money as money_findings
from planner.charts.findings import plan as findings
from planner.charts.findings.cautions import beside_note
from planner.charts.fleet import fleet_data
from planner.charts.plausible import plausible_finding
from planner.charts.worth import against_finding
from planner.plan.studies.carbon import carbon_table
from planner.report import evidence, figures
from planner.report.parts import Chapter, Section, Still, chapter
from planner.report.regulator import regulator
from planner.report.stills import plan as stills
from planner.report.tables import annex, facts, money, site
from planner.words import say

if TYPE_CHECKING:
    import datetime as dt

    from planner.plan.accounts.statements import Accounts
    from planner.plan.news.fact import News
    from planner.plan.plan import Plan


def chapters(plan: Plan, news: News, accounts: Accounts | None, locale: str, today: dt.date) -> tuple[Chapter, ...]:
    """All but the annex, each for its reader."""
    return (
        finance(plan, news, accounts, locale),
        infrastructure(plan, news, locale, today),
        sustainability(plan, locale),
        risk(plan, news, locale),
    )


def finance(plan: Plan, news: News, accounts: Accounts | None, locale: str) -> Chapter:
    """Value and what orders change, statements by year, what a lender looks at, customers."""
    statements = money.statements(accounts, locale)
    whose = money_findings.cover(accounts, locale) if accounts is not None else ""
    with_orders = (money.bridge(plan, locale), figures.against(plan, locale))
    return chapter(
        "finance",
        say("chapter finance", locale),
        Section("value", say("section value", locale), tables=(facts.values(news, locale),)),
        Section("against", say("against", locale), against_finding(plan, locale), tables=with_orders),
        Section("statements", say("section statements", locale), tables=statements),
        Section(
            "lender", say("section lender", locale), whose,
            tables=(money.ratios(accounts, locale), money.covenants(accounts, locale)),
        ),
        Section(
            "customers", say("customers", locale), customers_finding(plan, locale) if len(plan.tokens) else "",
            tables=(figures.work_by_word(plan, locale), figures.offers(plan, locale)), note=say("five words", locale),
        ),
    )  # fmt: skip


def infrastructure(plan: Plan, news: News, locale: str, today: dt.date) -> Chapter:
    """Orders and fleet, megawatts, the bill, racks at work, electrons."""
    return chapter(
        "infrastructure",
        say("chapter infrastructure", locale),
        Section("orders", say("section orders", locale), tables=(figures.orders(plan, locale, today),)),
        _fleet(plan, locale),
        Section("megawatts", say("section megawatts", locale), findings.power(plan, locale),
                tables=(site.power(plan, locale), facts.limits(news, locale))),
        Section("bill", say("section bill", locale),
                tables=(*([site.bill(plan, locale)] if len(plan.bill) else []), site.excise(plan, locale))),
        Section("racks-at-work", say("section racks at work", locale), tables=(site.racks_at_work(plan, locale),)),
        Section("electrons", say("chart electrons", locale), findings.electrons(plan, locale=locale),
                tables=(site.electrons(plan, locale),)),
        Section("plausible", say("plausible", locale), plausible_finding(plan.plausible(), locale),
                tables=(figures.plausible(plan, locale),)),
    )  # fmt: skip


def _fleet(plan: Plan, locale: str) -> Section:
    """Racks by period; of a plan that never has any, the sentence alone."""
    heading, finding = say("chart fleet", locale), findings.fleet(plan, locale)
    if fleet_data(plan).empty:
        return Section("fleet", heading, texts=(finding,))
    measure = say("chart fleet measure", locale)
    still = Still("fleet", f"{finding}. {measure}", stills.fleet(plan, locale))
    return Section("fleet", heading, finding, (still,), (site.fleet(plan, locale),), note=measure)


def sustainability(plan: Plan, locale: str) -> Chapter:
    """Indicators by year, tonnes and water, what the site would file."""
    table = carbon_table(plan)
    return chapter(
        "sustainability",
        say("chapter sustainability", locale),
        Section("indicators", say("indicators", locale), tables=(figures.indicators(plan, locale),)),
        Section("carbon", say("section carbon", locale), tables=(site.carbon(plan, table, locale),),
                note=say("carbon note", locale)),
        Section("regulator", say("regulator", locale), tables=(regulator(plan, table, locale),)),
    )  # fmt: skip


def risk(plan: Plan, news: News, locale: str) -> Chapter:
    """What goes wrong, what is late, what is not served, what one more of a thing is worth, warnings of the solve."""
    warnings = tuple(beside_note(plan.manifest["warnings"], plan.manifest["every_day"], locale))
    return chapter(
        "risk",
        say("chapter risk", locale),
        Section("troubles", say("troubles all", locale), tables=(facts.troubles(plan, news, locale),)),
        Section("late", say("news late", locale), tables=(facts.late(news, locale),)),
        Section("not-served", say("not served", locale), findings.served(plan, locale),
                tables=(figures.not_served(plan, locale),)),
        Section("one-more", say("one more", locale), tables=(figures.one_more(plan, locale),)),
        Section("warnings", say("to keep in mind", locale), texts=warnings),
    )  # fmt: skip


def annex_of(plan: Plan, locale: str) -> Chapter:
    """Proof, formulas of the indicators, public figures, and the assumptions that matter most."""
    return chapter(
        "annex",
        say("chapter annex", locale),
        Section("proof", say("proof", locale), tables=(evidence.proof(plan, locale),)),
        Section("matter-most", say("section matter most", locale), findings.rests_on(plan, locale),
                tables=(annex.matter_most(plan, locale),)),
        Section("formulas", say("formulas", locale),
                tables=(figures.formulas(plan, locale), figures.public(plan, locale))),
    )  # fmt: skip
