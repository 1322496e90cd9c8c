"""The twelve figures of the page Plan and of the report: of the first year and the last, where a figure has years."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.plan.accounts.ledger import NOTHING_EUR
from planner.plan.accounts.measures import measures_table
from planner.plan.accounts.ratios import debt_owed, lowest_cover
from planner.plan.manifest import why_no_reference
from planner.plan.money.reference import figure_of
from planner.plan.news.fact import ALL, first_of, of_kind
from planner.plan.news.work import TOKENS
from planner.plan.studies.plausible import POWER, plausible
from planner.plan.text import money_text, number_text
from planner.words import formats, say
from planner.words.names import indicator_name

if TYPE_CHECKING:
    from planner.plan.accounts.statements import Accounts
    from planner.plan.news.fact import News
    from planner.plan.plan import Plan

OTHER_WORDS = ("declined", "rented", "unserved")
HALF = 6  # figures in a row


@dataclass(frozen=True)
class KeyFigure:
    """The name of a figure for machines; label, value, what else belongs to it, and how it is computed, for people."""

    name: str
    label: str
    value: str
    note: str = ""
    help: str = ""


def key_figures(plan: Plan, news: News, accounts: Accounts | None, locale: str = "en") -> list[KeyFigure]:
    """Two rows of six: what decides, and what stands behind it."""
    return [
        _orders_npv(plan, news, locale),
        _irr(plan, locale),
        _deepest(news, locale),
        _years(plan, news, "lcot_eur_per_mtoken", locale),
        _served_here(news, locale),
        _years(plan, news, "connection_used_share", locale),
        _site_npv(plan, news, locale),
        _cover(accounts, locale),
        _break_even(plan, accounts, locale),
        _years(plan, news, "tokens_per_kwh", locale),
        _other_words(news, locale),
        _kw_per_gpu(plan, news, locale),
    ]


def _orders_npv(plan: Plan, news: News, locale: str) -> KeyFigure:
    label, fact = say("card orders npv", locale), first_of(news.cost, "npv of orders")
    if fact is None:
        return KeyFigure("orders_npv", label, formats.MISSING, say(why_no_reference(plan.manifest), locale))
    return KeyFigure(
        "orders_npv", label, money_text(fact.meur, locale), say("card against nothing", locale), _help(plan, "npv_meur")
    )


def _help(plan: Plan, kpi: str) -> str:
    rows = plan.kpis.loc[plan.kpis["kpi"] == kpi]
    return f"{rows['formula'].iloc[0]}. {rows['standard'].iloc[0]}." if len(rows) else ""


def _irr(plan: Plan, locale: str) -> KeyFigure:
    of_site = _rate(plan.kpi("irr"), locale)
    note = say("card of site", locale, amount=of_site)
    own = _rate(figure_of(plan.reference, "irr", "orders"), locale) if len(plan.reference) else formats.MISSING
    return KeyFigure("irr", say("card irr", locale), own, note, _help(plan, "irr"))


def _rate(rate: float | None, locale: str) -> str:
    return say("card no rate", locale) if rate is None or rate != rate else formats.percent(rate, locale)


def _deepest(news: News, locale: str) -> KeyFigure:
    fact = first_of(news.cost, "deepest funding")
    assert fact is not None
    when = "" if fact.when == ALL else say("card in", locale, when=formats.period_name(fact.when, locale))
    return KeyFigure("deepest_funding", say("card deepest", locale), money_text(fact.meur, locale), when)


def _years(plan: Plan, news: News, kpi: str, locale: str) -> KeyFigure:
    """An indicator of the first year and the last, and of the whole horizon."""
    ends = [number_text(kpi, plan.kpi(kpi, period=year), locale) for year in (news.first_year, news.last_year)]
    whole = number_text(kpi, plan.kpi(kpi), locale)
    note = say("card all years", locale, share=whole)
    return KeyFigure(
        kpi, _label(indicator_name(kpi, locale), news, locale), _arrow(ends, locale), note, _help(plan, kpi)
    )


def _label(label: str, news: News, locale: str) -> str:
    if news.first_year == news.last_year:
        return f"{label}, {news.first_year}"
    return say("card years", locale, label=label, first=news.first_year, last=news.last_year)


def _arrow(ends: list[str], locale: str) -> str:
    return ends[0] if ends[0] == ends[-1] else say("first to last", locale, first=ends[0], last=ends[-1])


def _shares(news: News, word: str) -> dict[str, float]:
    """Share of a word by year: of tokens, or of GPU-hours where no tokens are asked."""
    own = of_kind(news.work, word)
    tokens = [fact for fact in own if fact.what == TOKENS]
    return {fact.when: fact.amount for fact in tokens or own}


def _served_here(news: News, locale: str) -> KeyFigure:
    shares = _shares(news, "served here")
    ends = [formats.percent(shares.get(year), locale) for year in (news.first_year, news.last_year)]
    label = _label(say("card served here", locale), news, locale)
    return KeyFigure(
        "served_here_share", label, _arrow(ends, locale), say("card of work", locale), say("five words", locale)
    )


def _other_words(news: News, locale: str) -> KeyFigure:
    def text(year: str) -> str:
        shares = (formats.percent(_shares(news, word).get(year), locale) for word in OTHER_WORDS)
        return " · ".join(shares)

    note = say("card first year", locale, year=news.first_year, shares=text(news.first_year))
    label = f"{say('card other words', locale)}, {news.last_year}"
    same = news.first_year == news.last_year
    return KeyFigure("other_words", label, text(news.last_year), "" if same else note, say("five words", locale))


def _site_npv(plan: Plan, news: News, locale: str) -> KeyFigure:
    fact, without = first_of(news.cost, "npv of site"), first_of(news.cost, "npv without orders")
    value = formats.MISSING if fact is None else money_text(fact.meur, locale)
    note = "" if without is None else say("card without", locale, amount=money_text(without.meur, locale))
    return KeyFigure("npv_meur", say("card site npv", locale), value, note, _help(plan, "npv_meur"))


def _cover(accounts: Accounts | None, locale: str) -> KeyFigure:
    label = say("card dscr", locale)
    if accounts is None:
        return KeyFigure("lowest_dscr", label, formats.MISSING)
    value, quarter = lowest_cover(accounts)
    if not quarter:
        owed = float(debt_owed(accounts).max(initial=0.0)) > NOTHING_EUR
        return KeyFigure("lowest_dscr", label, formats.MISSING if owed else say("no debt", locale))
    when = say("card in", locale, when=formats.period_name(quarter, locale))
    return KeyFigure("lowest_dscr", label, formats.number(value, 2, locale), when)


def _break_even(plan: Plan, accounts: Accounts | None, locale: str) -> KeyFigure:
    label = say("card break-even", locale)
    if accounts is None:
        return KeyFigure("break_even_price", label, formats.MISSING)
    table = measures_table(plan, accounts).set_index("measure")["value"]
    factor = table["break_even_price"]
    if factor is None:
        return KeyFigure("break_even_price", label, formats.MISSING)
    return KeyFigure(
        "break_even_price", label, formats.percent(float(factor), locale), say("card break-even note", locale)
    )


def _kw_per_gpu(plan: Plan, news: News, locale: str) -> KeyFigure:
    table = plausible(plan)
    own = table.loc[table["figure"] == POWER]
    values = dict(zip(own["year"].astype(str), own["value"], strict=True))
    ends = [formats.number(values.get(year), 2, locale) for year in (news.first_year, news.last_year)]
    note = ""
    if len(own):
        low, high = (formats.number(float(own[name].iloc[0]), 2, locale) for name in ("public_low", "public_high"))
        note = say("card public", locale, low=low, high=high)
    return KeyFigure("kw_per_gpu", _label(say("card kw", locale), news, locale), _arrow(ends, locale), note)
