"""What stands behind the pages and needs no Streamlit: key figures, edits, search."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest

from planner.drafts import hints
from planner.drafts.edits import between, scenario_of, with_value
from planner.drafts.tables import frame, group_of, spec_of
from planner.inputs.racks.fleet import rack_product
from planner.plan.news.key_figures import key_figures
from planner.plan.news.make import news_of
from planner.scenario.files.load import load
from planner.ui.kit import cards, components
from planner.ui.workspace import editor
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
    """Proves: every headline path exists in the base scenario, phases one by one, and can be drawn as a field."""
    shown = {item.path: item for item in editor.scalars(BASE, "en")}
    assert {"site.connection_mw", "site.phases.phase-2.earliest", "power.spot.scale", "finance.discount_rate"} <= set(
        shown
    )
    assert shown["site.connection_mw"].label == "Grid connection"
    assert hints.is_quarter(spec_of("site.phases.phase-2.earliest"))
    assert not hints.is_quarter(spec_of("site.connection_mw"))
    assert len(shown) == len(editor.SCALARS) - 1 + len(BASE.site.phases)


@pytest.mark.parametrize("group", [editor.RACKS, editor.WORKLOADS])
def test_a_table_of_few_columns_changes_one_path(group: str) -> None:
    """Proves: of the columns shown an edit is one path, whole numbers too, and the fields not shown stay."""
    column = "supply_per_quarter" if group == editor.RACKS else "headroom"
    before = BASE.values()
    items = before["fleet"]["racks"] if group == editor.RACKS else before["workloads"]
    edited = frame(items, group, editor.COLUMNS[group])
    assert list(edited.columns) == ["name", *editor.COLUMNS[group]]
    edited.loc[1, column] = "7" if group == editor.RACKS else "0,5"
    name = edited["name"].iloc[1]
    edits = between(before, with_value(before, group, group_of(edited, group, items)))
    assert edits.changes == {f"{group}.{name}.{column}": 7 if group == editor.RACKS else 0.5}
    assert scenario_of(BASE, edits) != BASE


@pytest.mark.parametrize(
    ("path", "value", "step"),
    [
        ("site.connection_mw", 10.0, 1.0), ("finance.discount_rate", 0.09, 0.005), ("site.deposit_months", 6.0, 0.1),
        ("fleet.racks.H200_HGX.supply_per_quarter", 20, 1), ("site.fit_out_eur_per_mw", 3e6, 1e5),
        ("power.spot.scale", 1.0, 0.05),
    ],
)  # fmt: skip
def test_steps_mean_something(path: str, value: float, step: float) -> None:
    """Proves: a click is 1 MW, half a percent, one rack; else of the order of a tenth of the value's size."""
    assert hints.step(spec_of(path), value) == step


def test_bounds_are_said_with_their_unit() -> None:
    """Proves: what is allowed stands beside a field, with the bound that is not itself allowed marked."""
    assert hints.bounds_text(spec_of("site.connection_mw")) == "> 0 … 2\u202f000 MW"
    assert hints.bounds_text(spec_of("finance.discount_rate")) == "0 … < 1 share"
    assert hints.bounds_text(spec_of("site.name")) == ""


def test_the_catalogue_says_what_a_null_stands_for() -> None:
    """Proves: of racks without a price of their own the catalogue's is shown, markup in it; of others nothing."""
    name = next(name for name, rack in BASE.fleet.racks.items() if rack.price_usd is None)
    values = hints.catalogue_values(BASE)
    assert values[f"fleet.racks.{name}.price_usd"] == rack_product(name, BASE).price_usd > 0
    own = hints.catalogue_values(BASE.with_(**{f"fleet.racks.{name}.price_usd": 1e6}))
    assert f"fleet.racks.{name}.price_usd" not in own


def test_nested_is_what_an_overlay_wants() -> None:
    """Proves: dotted paths become a tree that shares its branches."""
    changes = {"site.connection_mw": 8.0, "site.phases.phase-2.earliest": "2027-Q3", "power.spot.scale": 1.3}
    assert editor.nested(changes) == {
        "site": {"connection_mw": 8.0, "phases": {"phase-2": {"earliest": "2027-Q3"}}},
        "power": {"spot": {"scale": 1.3}},
    }


def test_quarters_hold_the_horizon_and_the_value() -> None:
    """Proves: two quarters more on each side, and a value outside is still among the choices."""
    listed = hints.quarters(BASE, "2033-Q2")
    assert listed[0] == "2026-Q3"
    assert {"2030-Q4", "2031-Q2", "2033-Q2"} <= set(listed)
    assert listed == sorted(listed)


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


def test_style_asks_nothing_of_the_network() -> None:
    """Proves: no address and no import in the styles."""
    assert "http" not in components.STYLE
    assert "@import" not in components.STYLE


def test_a_column_of_numbers_and_texts_is_shown_as_texts() -> None:
    """Proves: a month among amounts is shown, what is missing stays missing, columns of one kind stay as they are."""
    table = pd.DataFrame({"value": [1.5, "2029-04", None], "eur": [1.0, None, 3.0], "name": ["a", None, "c"]})
    shown = components.of_one_kind(table)
    assert shown["value"].tolist()[:2] == ["1.5", "2029-04"]
    assert shown["value"].isna().tolist() == [False, False, True]
    pd.testing.assert_frame_equal(shown[["eur", "name"]], table[["eur", "name"]])
    pa.Table.from_pandas(shown)
