"""The report from the page of a plan: a button with both languages and all formats; what is made is the report."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner.errors import ScenarioError
from planner.plan.plan import Plan
from planner.report import html
from planner.ui.kit import report
from planner.words import say
from tests.charts.small_plan import small_plan
from tests.ui.test_pages import start


@pytest.fixture(scope="module")
def plan() -> Plan:
    return small_plan().with_manifest(run_id="small-20261124-090000-abc123")


@pytest.mark.parametrize(("page", "language"), [("money", "en"), ("power", "fr")])
def test_every_page_of_a_plan_has_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, plan: Plan, page: str, language: str
) -> None:
    """Proves: pages of a plan offer the report in each format, in the reader's language first; nothing is made yet."""
    made: list[str] = []
    monkeypatch.setattr(report, "content", lambda *asked: made.append(str(asked[1])))
    run = plan.save(tmp_path)
    app = start(monkeypatch, tmp_path, page, run=run, lang=language)
    labels = [button.label for button in app.get("download_button")]
    assert {say(f"report {kind}", language) for kind in ("html", "pdf", "xlsx")} <= set(labels)
    (choice,) = [radio for radio in app.radio if str(radio.key).startswith(report.LANGUAGE_KEY)]
    assert choice.value == language
    assert made == []


def test_what_is_made_is_the_report(plan: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: the download and `plan.report(…)` give what `planner report` writes, in the language asked for."""
    monkeypatch.setenv("PLANNER_STORE", str(tmp_path))
    monkeypatch.setattr(html, "render", lambda own, locale, **_: f"{own.run_id} {locale}")
    assert report.content(plan, "html", "fr") == b"small-20261124-090000-abc123 fr"
    assert plan.report(tmp_path / "plan.html", "fr").read_text(encoding="utf-8") == "small-20261124-090000-abc123 fr"
    with pytest.raises(ScenarioError, match=r"\.doc, which is no format of a report"):
        plan.report(tmp_path / "plan.doc")
