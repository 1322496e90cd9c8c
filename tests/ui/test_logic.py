"""What stands behind the pages and needs no Streamlit: key figures, edits, search."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path

import pytest

from planner.errors import ScenarioError
from planner.plan.news.key_figures import key_figures
from planner.plan.news.make import news_of
from planner.scenario.files.load import load
from planner.ui.kit import cards, components, editor
from planner.ui.pages.scenario import slug
from tests.charts.small_plan import small_plan

PLAN = small_plan()
TODAY = dt.date(2026, 12, 1)
BASE = load(Path(__file__).resolve().parents[2] / "scenarios" / "les-ulis-base.yaml")


def test_cards_show_the_first_year_and_the_last() -> None:
    """Proves: an indicator is shown of 2027 and of 2028, its note is of the horizon; by hand 1,000, 1,120 and 1,050."""
    yields = {"2027": 1000.0, "2028": 1120.0, "all": 1050.0}
    kpis = PLAN.kpis.copy()
    rows = (kpis["kpi"] == "tokens_per_kwh") & (kpis["workload"] == "all")
    kpis.loc[rows, "value"] = kpis.loc[rows, "period"].map(yields)
    made = cards.cards(key_figures(dataclasses.replace(PLAN, kpis=kpis), news_of(PLAN, TODAY), None))
    assert (made[9].label, made[9].value, made[9].delta) == (
        "tokens/kWh, 2027 → 2028", "1,000 → 1,120", "1,050 over the horizon",
    )  # fmt: skip
    assert made[9].help


def test_orders_are_written_for_people() -> None:
    """Proves: rack, amount, date and period of an order as people write them, in French too."""
    row = cards.orders_table(PLAN, "fr").iloc[0]
    assert row["Commander avant"] == "1er janvier 2027"
    assert row["En service"] == "T2\u00a02027"
    assert row["Quoi"] == "3\u00a0GB300 NVL72"


def test_orders_difference_is_by_product_and_period() -> None:
    """Proves: an order that only one plan has counts whole; equal orders do not count."""
    fewer = dataclasses.replace(PLAN, orders=PLAN.orders.assign(racks=PLAN.orders["racks"] - 1))
    moved = cards.orders_difference(PLAN, fewer)
    assert moved.sum() == len(PLAN.orders)
    assert cards.orders_difference(PLAN, PLAN).empty
    none = dataclasses.replace(PLAN, orders=PLAN.orders.iloc[:0])
    assert cards.orders_difference(PLAN, none).sum() == PLAN.orders["racks"].sum()


def test_headline_values_of_the_base_are_all_there() -> None:
    """Proves: every headline path exists in the base scenario, phases one by one, with its unit in the label."""
    found = {item.path: item for item in editor.scalars(BASE, "en")}
    assert {"site.connection_mw", "site.phases.phase-2.earliest", "power.spot.scale", "finance.discount_rate"} <= set(
        found
    )
    assert found["site.connection_mw"].label == "Grid connection [MW]"
    assert found["site.phases.phase-2.earliest"].is_quarter
    assert len(found) == len(editor.SCALARS) - 1 + len(BASE.site.phases)
    assert "w.media" in editor.explain(found["site.connection_mw"].field, "en")


@pytest.mark.parametrize("group", [editor.RACKS, editor.WORKLOADS])
def test_table_without_edits_changes_nothing_and_one_cell_changes_one_path(group: str) -> None:
    """Proves: the table gives back the scenario as it is (null and whole numbers too), and an edit as its path."""
    table = editor.table(BASE, group, {})
    assert editor.changes_of_table(BASE, group, table) == {}
    column = "supply_per_quarter" if group == editor.RACKS else "headroom"
    edited = table.copy()
    edited.iloc[1, list(edited.columns).index(column)] = 7.0 if group == editor.RACKS else 0.5
    changes = editor.changes_of_table(BASE, group, edited)
    path = f"{group}.{table.index[1]}.{column}"
    assert list(changes) == [path]
    assert BASE.with_(**changes) != BASE
    assert editor.table(BASE, group, changes).equals(edited)


def test_typed_values_follow_the_schema() -> None:
    """Proves: whole numbers for counts, None for empty cells; the schema refuses half a rack."""
    path = "fleet.racks.H200_HGX.supply_per_quarter"
    assert editor.typed(path, 7.0) == 7
    assert isinstance(editor.typed(path, 7.0), int)
    assert editor.typed("fleet.racks.H200_HGX.price_usd", float("nan")) is None
    assert editor.typed("site.connection_mw", 8) == 8.0
    with pytest.raises(ScenarioError, match="supply_per_quarter"):
        BASE.with_(**{path: editor.typed(path, 7.5)})


def test_nested_is_what_an_overlay_wants() -> None:
    """Proves: dotted paths become a tree that shares its branches."""
    changes = {"site.connection_mw": 8.0, "site.phases.phase-2.earliest": "2027-Q3", "power.spot.scale": 1.3}
    assert editor.nested(changes) == {
        "site": {"connection_mw": 8.0, "phases": {"phase-2": {"earliest": "2027-Q3"}}},
        "power": {"spot": {"scale": 1.3}},
    }


def test_quarters_hold_the_horizon_and_the_value() -> None:
    """Proves: two quarters more on each side, and a value outside is still among the choices."""
    found = editor.quarters(BASE, "2033-Q2")
    assert found[0] == "2026-Q3"
    assert {"2030-Q4", "2031-Q2", "2033-Q2"} <= set(found)
    assert found == sorted(found)


def test_search_needs_every_word() -> None:
    """Proves: words are looked for in all columns, whatever the case, and all must be found."""
    table = editor.all_values(BASE, None)
    assert len(editor.search(table, "")) == len(table)
    found = editor.search(table, "CONNECTION_MW media")
    assert list(found["path"]) == ["site.connection_mw"]
    assert editor.search(table, "connection_mw nonsense").empty


def test_values_of_the_run_shown_are_added() -> None:
    """Proves: data rows that the run rests on follow the scenario's own values."""
    table = editor.all_values(BASE, PLAN)
    assert table["path"].iloc[-1] == "tiny.seed"
    assert set(table["kind"]) <= {"measured", "estimated", "assumed"}


def test_differences_are_shown_with_the_parent() -> None:
    """Proves: one change is one row: path, parent, now, unit."""
    heads = ("a", "b", "c", "d")
    row = editor.difference_table(BASE, BASE.with_(**{"site.connection_mw": 8.0}), heads)
    assert row.to_numpy().tolist() == [["site.connection_mw", "10", "8", "MW"]]


@pytest.mark.parametrize(("text", "name"), [("Les Ulis · 8 MW", "les-ulis-8-mw"), ("  ", ""), ("a" * 80, "a" * 60)])
def test_slug_is_a_scenario_name(text: str, name: str) -> None:
    """Proves: titles become names that scenario files allow."""
    assert slug(text) == name


def test_style_asks_nothing_of_the_network() -> None:
    """Proves: no address and no import in the styles."""
    assert "http" not in components.STYLE
    assert "@import" not in components.STYLE
