"""The report: one file that asks the network for nothing, says what the plan says, in English and French."""

from __future__ import annotations

import re
import stat
from pathlib import Path

import pytest

import planner
from planner.charts.findings import cautions
from planner.errors import DataError, StoreError
from planner.plan import text as tables
from planner.plan.news import sentences
from planner.plan.news.make import accounts_or_none, news_of, today_utc
from planner.plan.plan import Plan
from planner.report import evidence, figures, html
from planner.report.html import render, write_report
from planner.report.page import filled
from planner.report.tables import annex
from planner.words import WORDS, formats, say
from tests.charts.small_plan import small_plan
from tests.infeasible.broken import start
from tests.report.pages import Page


@pytest.fixture(scope="module")
def plan() -> Plan:
    return small_plan().with_manifest(run_id="small-20261124-090000-abc123")


@pytest.fixture(scope="module")
def english(plan: Plan) -> str:
    return render(plan, "en")


def normal(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace(formats.NO_BREAK, " "))


@pytest.mark.parametrize("locale", ["en", "fr"])
def test_a_plan_that_never_has_a_rack_has_a_report(locale: str) -> None:
    """Proves: where no order pays and nothing was there before, the report says so instead of breaking off."""
    plan = planner.solve(start().with_(**{"horizon.end": "2027-Q2"}), days=1, processes=1)
    assert plan.fleet["installed_racks"].sum() == 0
    text = normal(render(plan, locale))
    assert say("no racks at the end", locale) in text
    assert text.rstrip().endswith("</html>")


# ------------------------------------------------------------------ one file, no network


def test_nothing_is_fetched(english: str) -> None:
    """Proves: no element of the page names anything outside it, it holds no script, and a policy forbids the rest."""
    page = Page(english)
    links = [
        value
        for _, attributes in page.tags
        for name, value in attributes.items()
        if name in {"src", "href", "srcset", "data", "action", "poster"} and value
    ]
    assert [link for link in links if not link.startswith(("#", "data:"))] == []
    assert "@import" not in english.split("</style>")[0]
    assert "<script" not in english
    assert len(english.encode()) < 3e6
    policy = next(
        a["content"] for tag, a in page.tags if tag == "meta" and "Security-Policy" in str(a.get("http-equiv"))
    )
    assert policy is not None
    assert "default-src 'none'" in policy
    assert "http" not in policy


def test_charts_are_drawn_in_the_page(english: str) -> None:
    """Proves: four still charts stand in it as SVG with a text for who cannot see them; their words can be read."""
    page = Page(english)
    figures_there = [a for tag, a in page.tags if tag == "figure"]
    assert len(figures_there) == [tag for tag, _ in page.tags].count("svg") == 4
    assert all(len(str(a["aria-label"])) > 40 for a in figures_there)
    assert "Connection" in page.words
    assert 'width="' not in english[english.index("<svg") :].partition(">")[0]


def test_the_page_is_well_formed_and_named(english: str) -> None:
    """Proves: every element is closed, ids are unique, each in-page link has its target, each table its caption."""
    page = Page(english)
    assert page.open == []
    ids = [str(a["id"]) for _, a in page.tags if "id" in a]
    assert len(ids) == len(set(ids))
    assert {str(a["href"])[1:] for tag, a in page.tags if tag == "a"} <= set(ids)
    names = [tag for tag, _ in page.tags]
    assert names.count("caption") == names.count("table") > 5
    assert names.count("h1") == 1
    assert all(a.get("aria-label") for tag, a in page.tags if tag in {"figure", "nav"} or a.get("role") == "region")


# ------------------------------------------------------------------ what it says


def test_it_says_what_the_plan_says(plan: Plan, english: str) -> None:
    """Proves: the sentence, every order, and each headline indicator over the horizon stand in the report."""
    text = Page(english).text
    assert normal(plan.headline("en")) in text
    assert len(plan.orders) > 0
    for row in plan.orders.to_dict("records"):
        assert f"{row['racks']} {formats.rack_name(row['rack'])}" in text
        assert formats.date(row["order_by"].date()) in text
    for kpi, value in plan.manifest["kpis"].items():
        assert normal(tables.number_text(kpi, value, "en")) in text
    cost = formats.number(float(plan.orders["cost_meur"].sum()), 1)
    assert normal(f"Total {cost}").split()[-1] in text


def test_every_assumption_stands_in_it(plan: Plan, english: str) -> None:
    """Proves: each number the plan rests on is there with its source, or is named as left empty."""
    text = Page(english).text
    assert len(plan.assumptions) > 0
    for row in plan.assumptions.to_dict("records"):
        assert row["path"] in text
        if row["source"] != "assumption":
            assert normal(row["source"]).rstrip(".") in text
    tables, notes = annex.compact(plan, "en")
    cells = sum(sum(1 for cell in row[1:] if cell) for table in tables for row in table.rows)
    assert cells + len(annex.left_empty(plan)) == len(plan.assumptions)
    assert [int(row[0]) for row in notes.rows] == list(range(1, len(notes.rows) + 1))


@pytest.mark.parametrize(
    ("path", "group"),
    [
        ("fleet.racks.H200_HGX.price_usd", "racks"),
        ("fleet.availability", "fleet"),
        ("horizon.start", "scenario"),
        ("data/gpu/gpu_specs.csv: H200_HGX.price_usd", "data"),
        ("site.connection_mw", "site"),
        ("storage.mwh", "other"),
    ],
)
def test_assumptions_are_grouped(path: str, group: str) -> None:
    assert evidence.group_of(path) == group


def test_the_proof_is_in_it(plan: Plan, english: str) -> None:
    """Proves: bound, gap, residual, hashes and versions can be read."""
    m, text = plan.manifest, Page(english).text
    for value in (
        formats.money_meur(m["bound_meur"], "en", 2),
        formats.money_meur(m["objective_meur"], "en", 2),
        f"{formats.percent(m['gap'], 'en', 2)} / {formats.percent(m['gap_asked'], 'en', 2)}",
        m["scenario_hash"],
        m["data_hash"],
        f"highspy {m['versions']['highspy']}",
        plan.run_id,
    ):
        assert normal(value) in text


def test_a_plan_on_few_days_says_so_on_top(plan: Plan, english: str) -> None:
    """Proves: the caution comes before any figure; a plan on every day has none, a stopped one says it was stopped."""
    text = Page(english).text
    assert text.index("solved on 3 real days per period") < text.index("Tokens per kWh")
    full = Page(render(plan.with_manifest(every_day=True, days="all"))).text
    assert "real days per period" not in full
    assert f"every hour to the end of {plan.periods[-1][:4]}" in full
    stopped = Page(render(plan.with_manifest(status="stopped", gap=0.04))).text
    assert "stopped early. A better plan may exist: the best possible is at most 4.00% better." in stopped


def test_warnings_are_shown_and_nothing_is_run(plan: Plan) -> None:
    """Proves: texts of a scenario are texts: a title with a script in it is shown, not run."""
    nasty = "<script>alert(1)</script>"
    changed = plan.with_manifest(warnings=[f"Beware of {nasty}"], scenario={"site": {"name": nasty}})
    text = render(changed)
    assert nasty not in text
    assert f"Beware of {nasty}" in Page(text).text


def test_a_plan_without_orders_says_so(plan: Plan) -> None:
    from dataclasses import replace

    text = Page(render(replace(plan, orders=plan.orders.iloc[:0]))).text
    assert "No order pays within the horizon." in text


# ------------------------------------------------------------------ French


def test_the_french_report_is_french(plan: Plan) -> None:
    """Proves: words, numbers and dates are French; what exists in English only is marked as English for readers."""
    page = Page(render(plan, "fr"))
    assert page.tags[0] == ("html", {"lang": "fr"})
    assert normal(plan.headline("fr")) in page.text
    npv = plan.kpi("npv_meur")
    assert formats.number(npv, 1, "fr").replace("\u202f", " ") in page.text.replace("\u202f", " ")
    english_there = {"grid free"}  # the regulator's own name of a figure, in a cell marked as English
    for english, french in (words for key, words in WORDS.items() if key not in english_there):
        if english != french and len(english) > 14 and "{" not in english:
            assert english not in page.text, f"{english!r} was left in English"
    assert sum(a.get("lang") == "en" for _, a in page.tags) > 2 * len(plan.assumptions)


def test_an_unknown_language_is_refused(plan: Plan) -> None:
    with pytest.raises(ValueError, match="locale 'de' is not known"):
        render(plan, "de")


# ------------------------------------------------------------------ figures


def test_the_report_tells_the_sentences_of_the_page(plan: Plan, english: str) -> None:
    """Proves: each question with its answer stands in the report as on the page Plan, and what every trouble costs."""
    text = normal(Page(english).text)
    news = news_of(plan, today_utc(), accounts=accounts_or_none(plan))
    for head, answer in sentences.lines(plan, news):
        assert normal(f"{head} · {answer}") in text
    for fact in news.troubles:
        assert normal(formats.number(fact.meur, 1)) in text


def test_key_figures_are_those_of_the_first_year_and_the_last(plan: Plan) -> None:
    """Proves: a card shows both years that it names, and the report shows the cards of the page Plan.

    A bug would give: the first year alone, in which most is served.
    """
    news = news_of(plan, today_utc())
    cards = figures.key_figures(plan, news)
    assert len(cards) == 12
    first, last = (
        figures.value_text(plan, "tokens_per_kwh", plan.kpi("tokens_per_kwh", period=year), "en").partition(
            formats.NO_BREAK
        )[0]
        for year in ("2027", news.last_year)
    )
    assert (cards[9].label, cards[9].value) == (f"tokens/kWh, 2027 → {news.last_year}", f"{first} → {last}")


# ------------------------------------------------------------------ on disk


def test_a_report_is_written_whole(plan: Plan, tmp_path: Path) -> None:
    """Proves: folders are made, the file is readable by others, and nothing else is left behind."""
    path = write_report(plan, tmp_path / "a" / "b" / "report.html")
    assert path == tmp_path / "a" / "b" / "report.html"
    assert [found.name for found in path.parent.iterdir()] == ["report.html"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o644
    assert path.read_text(encoding="utf-8").endswith("</html>")


def test_a_failed_write_leaves_the_old_report(plan: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: when the disk fills up while writing, the old report stays and no half file does."""
    path = write_report(plan, tmp_path / "report.html")
    before = path.read_text(encoding="utf-8")

    def full(self: Path, target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(html.Path, "replace", full)
    with pytest.raises(StoreError) as caught:
        write_report(plan, path, "fr")
    expected = (
        f"{path}: the report could not be written: the disk is full.\n\nhint: free some space, or name another file."
    )
    assert str(caught.value) == expected
    assert path.read_text(encoding="utf-8") == before
    assert [found.name for found in tmp_path.iterdir()] == ["report.html"]


def test_a_file_in_the_way_is_said(plan: Plan, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(StoreError, match=r"the report could not be written: (file exists|not a directory)\."):
        write_report(plan, tmp_path / "file" / "report.html")


def test_report_holds_what_the_site_would_file(plan: Plan, english: str) -> None:
    """Proves: the regulator's table is in the report with PUE, WUE and the article of each figure, for a whole year."""
    page = Page(english)
    assert "EU data-centre report and EN 50600-4, 2027" in page.text
    for words in ("EN 50600-4-2", "EN 50600-4-9", "Delegated Regulation (EU) 2024/1364, Annex III"):
        assert words in page.text
    assert formats.plain(plan.kpi("pue", period="2027"), 3) in page.text


def test_a_french_report_warns_in_french_and_says_few_days_once(plan: Plan) -> None:
    """Proves: the box on few days is not said again among the warnings, and those are in the reader's language."""
    few = plan.with_manifest(warnings=list(cautions.KEYS), every_day=False)
    text = render(few, "fr")
    assert cautions.FEW_DAYS not in text
    assert say("caution few days", "fr") not in text
    assert say("caution tariff hours", "fr") in text


@pytest.mark.parametrize(
    ("template", "said"),
    [
        (
            "<p>\n{{ tokens_per_kwh }}</p>",
            r"a\.html, line 2: the report could not be made: 'tokens_per_kwh' is undefined\.",
        ),
        ("<p>{{ plan.no_such }}", r"a\.html, line 1: .*has no attribute 'no_such'"),
        ("{% if %}", r"a\.html, line 1: the report could not be made: TemplateSyntaxError: Expected an expression"),
    ],
)
def test_a_template_with_a_name_that_is_not_there(tmp_path: Path, plan: Plan, template: str, said: str) -> None:
    """Proves: a variable that does not exist is an error with template, line and variable, never an empty place."""
    (tmp_path / "a.html").write_text(template, encoding="utf-8")
    with pytest.raises(DataError, match=said):
        filled("a.html", "en", tmp_path, plan=plan)
