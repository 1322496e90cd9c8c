"""What changed since the run before stands in the report: the sentences of `planner changed`, both languages."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from planner.plan.changed.changes import changes_of
from planner.report.changes import changed_since_last
from planner.report.html import render
from tests.charts.small_plan import small_plan
from tests.report.test_html import Page, normal

EARLIER, LATER = "2026-10-05T08:00:00+00:00", "2026-11-02T08:00:00+00:00"


@pytest.mark.parametrize("locale", ["en", "fr"])
def test_the_report_tells_what_changed_since_the_run_before(locale: str, tmp_path: Path) -> None:
    """Proves: day, basis, every sentence and its amount stand in the report; a first run has no such part."""
    after = small_plan().with_manifest(run_id="after", created_utc=LATER)
    fewer = after.orders.assign(racks=after.orders["racks"] - 1)
    before = replace(after, orders=fewer).with_manifest(run_id="before", created_utc=EARLIER)
    for plan in (before, after):
        plan.save(tmp_path)
    assert changed_since_last(tmp_path, before, locale) is None
    changed = changed_since_last(tmp_path, after, locale)
    assert changed is not None
    assert {"en": "5 October 2026", "fr": "5 octobre 2026"}[locale] in changed.since
    assert changed.table.rows
    assert [text for text, _ in changed.table.rows] == changes_of(before, after).sentences(locale)
    text = Page(render(after, locale, changed=changed)).text
    assert normal(changed.since) in text
    for row in changed.table.rows:
        assert all(normal(cell) in text for cell in row)


def test_without_a_run_before_there_is_no_such_part(tmp_path: Path) -> None:
    plan = small_plan()
    plan.save(tmp_path)
    assert changed_since_last(tmp_path, plan) is None
    assert 'id="changed"' not in render(plan)
