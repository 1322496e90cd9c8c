"""Customers in the report: HTML in both languages, and the sheets of the workbook."""

from __future__ import annotations

import pytest

from planner.charts.customers import customers_finding
from planner.report import figures, sheets
from planner.report.html import render
from planner.words import say
from tests.charts.customers_plan import DEALS, customers_plan
from tests.charts.small_plan import small_plan


@pytest.mark.parametrize("locale", ["en", "fr"])
def test_the_report_tells_of_customers(locale: str) -> None:
    """Proves: the sentence, the five words by year and every contract are in the report, in its language.

    A bug would give: a report that leaves out who is declined.
    """
    plan = customers_plan()
    page = render(plan, locale)
    section = page[page.index('<section id="customers">') : page.index('id="infrastructure"')]
    assert customers_finding(plan, locale) in section
    for word in ("served here", "rented", "declined", "throttled", "unserved"):
        assert f">{say(word, locale)}</th>" in section
    assert len(figures.offers(plan, locale).rows) == len(DEALS)
    for row in figures.offers(plan, locale).rows:
        assert row[0] in section
    assert say("five words", locale).partition("’")[0] in section


def test_a_report_without_contracts_has_no_table_of_them() -> None:
    """Proves: what becomes of the work is told of every plan, contracts only where there are any."""
    page = render(small_plan(), "en")
    assert say("work by word caption", "en") in page
    assert say("offers caption", "en") not in page


def test_the_workbook_has_both_tables_with_their_units() -> None:
    """Proves: contracts and rent are sheets of their own; an amount of work points to the column with its unit."""
    pages = {sheet.name: sheet for sheet in sheets.sheets(customers_plan(), "en")}
    offers = pages["offers"]
    units = dict(zip(offers.head, offers.units, strict=True))
    assert units["contracted"] == "→ unit"
    assert units["mean"] == "→ mean_unit"
    assert units["revenue_meur"] == "MEUR"
    assert len(offers.rows) == len(DEALS)
    assert dict(zip(pages["rented"].head, pages["rented"].units, strict=True))["on_demand_eur"] == "EUR"
    assert {"offers", "rented"}.isdisjoint(sheet.name for sheet in sheets.sheets(small_plan(), "en"))
