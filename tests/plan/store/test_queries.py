"""SQL over a store: what it answers, and that it reads nothing but the store's tables and writes nothing."""

from __future__ import annotations

import builtins
import dataclasses
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import planner
from planner.errors import ScenarioError, StoreError
from planner.plan.in_notebook import plan_html
from tests.charts.small_plan import small_plan


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("queries")
    for name in ("a", "b"):
        small_plan().with_manifest(run_id=name, created_utc=f"2026-11-0{1 + (name == 'b')}T00:00:00+00:00").save(folder)
    return folder


def test_a_query_in_one_line(store: Path) -> None:
    """Proves: sums by run are those of the plan's own table; tables of two runs join; hours are there, too."""
    answer = planner.runs.query("select run_id, sum(racks) as racks from orders group by run_id order by run_id", store)
    racks = int(small_plan().orders["racks"].sum())
    assert answer.to_numpy().tolist() == [["a", racks], ["b", racks]]
    joined = planner.runs.query(
        "with o as (select run_id, sum(cost_meur) c from orders group by 1) "
        "select r.run_id, r.npv_meur, o.c from runs r join o using (run_id) where r.run_id = 'b'", store,
    )  # fmt: skip
    assert joined["npv_meur"].tolist() == [pytest.approx(small_plan().kpi("npv_meur"))]
    hours = planner.runs.query(
        "select period, sum(grid_mw * weight) mwh from hourly where run_id = 'a' group by 1", store
    )
    power = small_plan().power.astype({"period": str}).set_index("period")["energy_mwh"]
    assert hours.set_index("period")["mwh"].to_dict() == pytest.approx(power.to_dict())
    assert len(planner.runs(store)) == 2


SECRET = pd.DataFrame({"secret": [1]})


@pytest.mark.parametrize(
    ("sql", "message"),
    [
        ("drop table orders", "DROP was read, allowed is one SELECT"),
        ("copy orders to '{folder}/out.csv'", "COPY was read"),
        ("select 1; select 2", "SELECT, SELECT was read"),
        ("", "nothing was read"),
        ("attach '{folder}/x.db'", "ATTACH was read"),
        ("install httpfs", "was read, allowed is one SELECT"),
        ("select * from read_text('{folder}/note.txt')", "disabled"),
        ("select * from '{folder}/note.csv'", "disabled"),
        ("select * from read_csv('{folder}/note.csv')", "disabled"),
        ("select * from glob('{folder}/*')", "disabled"),
        ("select * from SECRET", 'there is no table "SECRET"'),
        ("select * from ordres", 'Did you mean "orders"?'),
        ("select rakcs from orders", "rakcs"),
    ],
)
def test_nothing_else_is_read_and_nothing_is_written(sql: str, message: str, store: Path, tmp_path: Path) -> None:
    """Proves: statements that write, files beside the store, variables of the caller and slips are refused."""
    (tmp_path / "note.txt").write_text("private", encoding="utf-8")
    (tmp_path / "note.csv").write_text("a\n1\n", encoding="utf-8")
    before = {path: path.stat().st_mtime_ns for path in store.rglob("*") if path.is_file()}
    with pytest.raises(ScenarioError) as caught:
        planner.runs.query(sql.format(folder=tmp_path), store)
    assert message.format(folder=tmp_path) in str(caught.value)
    assert {path: path.stat().st_mtime_ns for path in store.rglob("*") if path.is_file()} == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["note.csv", "note.txt"]


def test_a_damaged_table_is_not_answered_from(tmp_path: Path) -> None:
    """Proves: what does not fit its seal is named, run and file."""
    run_id = small_plan().save(tmp_path)
    small_plan().fleet.to_parquet(tmp_path / run_id / "orders.parquet")
    with pytest.raises(StoreError, match=rf"{run_id}, orders\.parquet: this file is damaged"):
        planner.runs.query("select * from orders", tmp_path)
    assert len(planner.runs.query("select * from fleet", tmp_path)) == len(small_plan().fleet)


def test_without_duckdb(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: where the extra is not installed the message says how."""
    real = builtins.__import__

    def without(name: str, *args: Any, **more: Any) -> Any:
        if name == "duckdb":
            raise ImportError(name)
        return real(name, *args, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(ScenarioError, match=r"planner\[query\]"):
        planner.runs.query("select 1", store)


def test_a_plan_in_a_notebook() -> None:
    """Proves: decision, indicators and orders are in the HTML, and a title cannot bring markup of its own."""
    plan = dataclasses.replace(small_plan(), title="<script>x</script>")
    html = plan._repr_html_()
    assert html == plan_html(plan)
    assert "<script>" not in html
    assert "&lt;script&gt;" in html
    assert plan.run_id in html
    assert html.count("<tr>") >= 5
