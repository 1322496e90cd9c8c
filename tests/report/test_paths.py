"""The report of a plan for several paths: what it says in both languages, its workbook, and how it is found."""

from __future__ import annotations

import io
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook

from planner import cli
from planner.errors import StoreError
from planner.plan.several import uncertain
from planner.report.html import render
from planner.report.several import tables
from planner.report.workbook import FIRST_ROW, HEAD_ROW, workbook
from planner.schedule import run as schedule
from planner.words import formats
from tests.charts.small_plan import small_plan
from tests.charts.small_uncertain import small_uncertain
from tests.report.pages import Page
from tests.report.test_html import normal


@pytest.mark.parametrize("locale", ["en", "fr"])
def test_it_says_what_the_plan_says(locale: str) -> None:
    """Proves: sentence, P10 to P90, first orders, paths, measurements, assumptions and notes are those of the plan."""
    plan = small_uncertain()
    page = Page(render(plan, locale))
    assert page.open == []
    ids = [str(a["id"]) for _, a in page.tags if "id" in a]
    assert len(ids) == len(set(ids))
    assert {str(a["href"])[1:] for tag, a in page.tags if tag == "a"} <= set(ids)
    assert normal(plan.headline(locale)) in page.text
    for table in (tables.orders, tables.spread, tables.measurements, tables.regret, tables.proof, tables.drawn):
        rows = table(plan, locale).rows
        assert rows
        for row in rows:
            assert normal(" ".join(row)) in page.text
    for figure in tables.key_figures(plan, locale):
        assert normal(figure.value) in page.text
    for text in tables.not_included(plan, locale):
        assert normal(text) in page.text
    assert "A round figure." in page.text


def test_quantiles_of_the_cards_are_those_of_the_table() -> None:
    """Proves: value and cost of tokens on the cards are P10, P50 and P90 of the table; first orders are the placed."""
    plan = small_uncertain()
    spread = plan.spread.set_index("figure")
    value, cost, first = tables.key_figures(plan)[:3]
    assert value.value == formats.money_meur(float(spread.loc["npv_meur", "p50"]))
    for share in ("p10", "p90"):
        assert formats.money_meur(float(spread.loc["npv_meur", share])) in value.note
        assert formats.number(float(spread.loc["lcot_eur_per_mtoken", share]), 2) in cost.note
    assert first.value == formats.number(float(plan.orders["racks"].sum()))


def test_the_dearest_ignorance_comes_first() -> None:
    """Proves: model, rack, euros of value, sigma and days stand in the list, the most valuable at the top."""
    first, second = tables.measurements(small_uncertain()).rows
    assert first[:4] == ("Mistral-Large-3", "GB300 NVL72", f"1.37{formats.NO_BREAK}M€", "0.28")
    assert (first[-1], second[-1]) == ("3", "1")


@pytest.mark.parametrize(
    ("predicted", "says"), [(2, "planner measure-first small-20261124"), (0, "no time per token of this scenario")]
)
def test_a_list_that_is_not_there_is_never_silent(predicted: int, says: str) -> None:
    """Proves: page, list of what is not included and workbook say why there is no list, and how to get one."""
    plan = small_uncertain().with_manifest(predicted_times=predicted)
    bare = replace(plan, measurements=plan.measurements.iloc[:0], assumptions=plan.assumptions.iloc[:0])
    text = Page(render(bare, "en")).text
    assert text.count(says) == 2
    assert "solve it again to list them" in text
    summary = load_workbook(io.BytesIO(workbook(bare)))["Summary"]
    assert any(says in str(row[1].value) for row in summary.iter_rows())


def test_every_table_is_in_the_workbook() -> None:
    """Proves: each table with a row has a sheet with its columns and as many rows; numbers to 15 digits."""
    plan = small_uncertain()
    book = load_workbook(io.BytesIO(workbook(plan)))
    for name in (name for name in uncertain.TABLES if name != "assumptions"):
        table = getattr(plan, name)
        assert (name in book.sheetnames) == (len(table) > 0)
        if len(table):
            assert [cell.value for cell in book[name][HEAD_ROW]] == list(table.columns)
            assert book[name].max_row == FIRST_ROW + len(table) - 1
    values = [row[2].value for row in book["paths"].iter_rows(min_row=FIRST_ROW)]
    assert values == pytest.approx(plan.paths["cost_meur"].tolist(), rel=1e-15)
    assert book["Every assumption"].cell(FIRST_ROW, 2).value == "site.connection_mw"


def test_it_needs_no_script_and_little_room() -> None:
    """Proves: its three charts are drawn in the page, which holds no script and is far below 3 MB."""
    page = render(small_uncertain(), "en")
    assert page.count("<svg") == 3
    assert "<script" not in page
    assert len(page.encode()) < 1e6


# ------------------------------------------------------------------ how it is found


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A plan for paths, and a plan that was saved after it."""
    folder = tmp_path_factory.mktemp("both") / "runs"
    small_uncertain().save(folder)
    small_plan().with_manifest(run_id="small-plan", created_utc="2026-11-25T09:00:00+00:00").save(folder)
    return folder


def test_the_command_finds_it_as_it_finds_plans(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Proves: by name, beginning and folder; a plan is found as before; latest is the one saved last of both."""
    run = small_uncertain().run_id
    for name in (run, run[:17], f"{run}.uncertain"):
        assert cli.main(["report", name, "--store", str(store), "--out", str(tmp_path / "it.html")]) == 0
        assert run in (tmp_path / "it.html").read_text(encoding="utf-8")
    assert uncertain.open_either(store, "small-plan").run_id == "small-plan"
    assert uncertain.open_either(store, "latest").run_id == "small-plan"
    shutil.copytree(store, tmp_path / "runs")
    later = small_uncertain().with_manifest(run_id="small-later", created_utc="2026-11-26T09:00:00+00:00")
    later.save(tmp_path / "runs")
    assert uncertain.open_either(tmp_path / "runs", "latest").run_id == "small-later"
    assert uncertain.open_either(store, "small-p").run_id == "small-plan"
    with pytest.raises(StoreError, match='"small-" is the beginning of 2 runs'):
        uncertain.open_either(store, "small-")
    with pytest.raises(StoreError, match='no run "other"'):
        uncertain.open_either(store, "other")
    capsys.readouterr()


def test_measurements_that_come_later_stand_beside_the_plan(store: Path, tmp_path: Path) -> None:
    """Proves: they replace those of before and nothing else; a plan keeps its age; the page sees that it changed."""
    shutil.copytree(store, tmp_path / "runs")
    before = uncertain.load(tmp_path / "runs", "latest")
    priced = replace(before, measurements=before.measurements.assign(value_meur=[2.0, 1.0]))
    seen = uncertain.changed_ns(tmp_path / "runs", before.run_id)
    uncertain.put_measurements(tmp_path / "runs", priced.with_manifest(left_out=["1 measurements"]))
    after = uncertain.load(tmp_path / "runs", "latest")
    assert after.measurements["value_meur"].tolist() == [2.0, 1.0]
    assert after.manifest == before.manifest | {"left_out": ["1 measurements"]}
    assert after.paths.equals(before.paths)
    assert uncertain.changed_ns(tmp_path / "runs", before.run_id) > seen


def test_a_timetable_may_plan_for_paths(tmp_path: Path) -> None:
    """Proves: an entry with paths asks for them, and its report is that of a plan for paths."""
    (tmp_path / "a.yaml").touch()
    (tmp_path / "schedules.yaml").write_text(
        'schedules:\n  risk: {cron: "0 6 * * mon", scenarios: [a.yaml], days: 1, paths: 2}\n', encoding="utf-8"
    )
    wanted: list[object] = []

    def solve(file: Path, **how: object) -> uncertain.UncertainPlan:
        wanted.append(how["paths"])
        return small_uncertain()

    (report,) = schedule.once(tmp_path / "schedules.yaml", "risk", tmp_path / "runs", tmp_path / "out", solve=solve)
    assert wanted == [2]
    assert "Orders decided now" in report.read_text(encoding="utf-8")
