"""A plan against what happened: months made from the plan with one assumption off, which must be named."""

from __future__ import annotations

import dataclasses
import json
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.cli import main
from planner.errors import DataError
from planner.plan.happened.actuals import COLUMNS, read_actuals
from planner.plan.happened.happened import what_happened
from planner.plan.happened.planned import planned_months
from planner.plan.plan import Plan
from planner.plan.store.studies import study_of
from tests.charts.small_plan import small_plan

MONTHS = [f"2027-{m:02d}" for m in range(4, 13)]
UNITS = {"chat": "Mtokens", "fine-tuning": "GPU-hours"}


@cache
def planned() -> pd.DataFrame:
    return planned_months(small_plan())


def as_planned() -> pd.DataFrame:
    """Months that were exactly as planned."""
    own = planned().loc[planned()["month"].isin(MONTHS)]
    return own.rename(columns={"plan": "actual"})[COLUMNS].copy()


def with_factor(table: pd.DataFrame, factors: dict[str, float]) -> pd.DataFrame:
    return table.assign(actual=table["actual"] * table["figure"].map(factors).fillna(1.0))


def off(table: pd.DataFrame) -> dict[str, dict[str, Any]]:
    rows = what_happened(small_plan(), table).assumptions
    return {row["assumption"]: row for row in rows.loc[rows["off"]].to_dict("records")}


def test_months_add_up_to_the_plan() -> None:
    """Proves: figures by month are those of the plan's own tables, summed over its months."""
    plan, table = small_plan(), planned()
    sums = table.groupby(["figure", "workload"])["plan"].sum()
    assert sums["energy", "all"] == pytest.approx(float(plan.power["energy_mwh"].sum()))
    assert sums["demand", "assistant"] == pytest.approx(
        float(plan.tokens.loc[plan.tokens["workload"] == "assistant", "demand"].sum())
    )
    bill = plan.cash_flow.loc[plan.cash_flow["group"].isin(["energy", "tariff", "tax"]), "eur"].sum()
    assert sums["bill", "all"] == pytest.approx(-float(bill), rel=1e-6)
    whole = table.loc[(table["figure"] == "average") & (table["month"] == "2027-04"), "plan"].iloc[0]
    assert whole == pytest.approx(float(plan.power["average_mw"].iloc[1]), rel=2e-3)


def test_of_a_plan_on_every_day_months_are_their_hours() -> None:
    """Proves: where every day is dispatched the energy of a month is that of its hours in Paris, no share of days."""
    plan = small_plan().with_manifest(every_day=True)
    table = planned_months(plan)
    hourly = plan.hours("hourly", plan.periods[0])
    month = pd.DatetimeIndex(hourly["date"]).strftime("%Y-%m")
    own = hourly.groupby(month)["grid_mw"].sum()
    got = table.loc[(table["figure"] == "energy") & table["month"].isin(own.index)].set_index("month")["plan"]
    assert got.to_dict() == pytest.approx(own.to_dict())


def test_nothing_off_where_all_was_as_planned() -> None:
    """Proves: no assumption is accused, every error is zero."""
    happened = what_happened(small_plan(), as_planned())
    assert off(as_planned()) == {}
    assert happened.tracking["error_share"].max() == pytest.approx(0.0, abs=1e-9)
    assert happened.sentences() == ["No assumption that these months can be held against was off."]


FACTOR = st.sampled_from([0.8, 0.9, 0.97, 1.04, 1.15, 1.3])


@settings(max_examples=6)
@given(FACTOR)
def test_an_assumption_that_is_off_is_named_with_its_figure(factor: float) -> None:
    """Proves, for PUE and prices of power and tokens: it alone is named, and with plan times factor."""
    pue = off(with_factor(as_planned(), {"energy": factor, "average": factor, "peak": factor, "bill": factor}))
    assert set(pue) == {"pue"}
    own = planned().loc[planned()["month"].isin(MONTHS)].groupby("figure")["plan"].sum()
    assert pue["pue"]["plan"] == pytest.approx(own["energy"] / own["it_energy"])
    assert pue["pue"]["actual"] == pytest.approx(factor * own["energy"] / own["it_energy"])
    power = off(with_factor(as_planned(), {"bill": factor}))
    assert set(power) == {"power price"}
    assert power["power price"]["ratio"] == pytest.approx(factor)
    tokens = off(with_factor(as_planned(), {"revenue": factor}))
    assert set(tokens) == {"token price"}
    assert tokens["token price"]["actual"] == pytest.approx(factor * tokens["token price"]["plan"])


@settings(max_examples=5)
@given(st.sampled_from([0.8, 0.9, 1.1, 1.25]))
def test_a_rate_that_is_off(factor: float) -> None:
    """Proves: the same work with serving energy over the factor is a rate off by it, whatever idles beside."""
    table = as_planned()
    tokens = small_plan().tokens.astype({"period": str})
    serving = tokens.groupby("period")["serving_mwh_it"].sum()
    months = planned().drop_duplicates("month").set_index("month")
    days = pd.PeriodIndex(months.index, freq="M").days_in_month.to_series(index=months.index)
    share = days / days.groupby(months["period"]).transform("sum")
    extra = (months["period"].map(serving) * share * (1 / factor - 1)).reindex(MONTHS)
    it = table["figure"] == "it_energy"
    table.loc[it, "actual"] += table.loc[it, "month"].map(extra)
    table.loc[table["figure"] == "energy", "actual"] *= (
        (table.loc[it].set_index("month")["actual"] / as_planned().loc[it].set_index("month")["actual"])
        .reindex(table.loc[table["figure"] == "energy", "month"])
        .to_numpy()
    )
    table = table.loc[table["figure"].isin(["it_energy", "energy", "served_here"])]
    rows = off(table)
    assert set(rows) == {"rate"}
    assert rows["rate"]["ratio"] == pytest.approx(factor, rel=1e-6)


def test_growth_that_is_off() -> None:
    """Proves: demand that grows by 20 % a year more than planned is told from a level that is off."""
    table = as_planned().loc[lambda t: (t["figure"] == "demand") & (t["workload"] == "assistant")].copy()
    years = table["month"].str[5:7].astype(int) / 12.0
    table["actual"] *= 1.2**years
    rows = off(table)
    assert rows["growth"]["ratio"] == pytest.approx(1.2)
    assert 1 + rows["growth"]["actual"] == pytest.approx(1.2 * (1 + rows["growth"]["plan"]))
    flat = as_planned().loc[lambda t: (t["figure"] == "demand") & (t["workload"] == "assistant")]
    assert set(off(with_factor(flat, {"demand": 1.3}))) == {"demand"}


def test_noise_accuses_nobody() -> None:
    """Proves: errors that go up and down by 10 % from month to month are tracked, and no assumption is called off."""
    table = as_planned()
    wave = {month: 1.1 if number % 2 else 0.9 for number, month in enumerate(MONTHS[:8])}
    table = table.loc[table["month"].isin(wave) & (table["figure"] == "demand")]
    table["actual"] *= table["month"].map(wave)
    happened = what_happened(small_plan(), table)
    assert not happened.assumptions["off"].any()
    assert happened.tracking["error_share"].min() == pytest.approx(0.1)


# ------------------------------------------------------------------ the file


def test_a_file_in_other_units(tmp_path: Path) -> None:
    """Proves: the unit of a column is read from its name; empty cells say nothing."""
    file = tmp_path / "months.csv"
    file.write_text(
        "month;energy_gwh;bill_keur;served_here_tokens_chat;served_gpu_hours_fine_tuning\n2027-01;1,5;90;2e9;7\n2027-02;;95;1e9;\n",
        encoding="utf-8",
    )
    rows = {tuple(row[:3]): row[4] for row in read_actuals(file, UNITS).to_numpy().tolist()}
    assert rows == {
        ("2027-01", "energy", "all"): 1500.0,
        ("2027-01", "bill", "all"): 90_000.0,
        ("2027-02", "bill", "all"): 95_000.0,
        ("2027-01", "served_here", "chat"): 2000.0,
        ("2027-02", "served_here", "chat"): 1000.0,
        ("2027-01", "served", "fine-tuning"): 7.0,
    }


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "month,energy_joule\n2027-01,1\n",
            "this figure has another unit.\nAllowed: energy_mwh, energy_kwh, energy_gwh.",
        ),
        ("month,enrgy_mwh\n2027-01,1\n", 'Did you mean "energy_mwh"?'),
        ("month,served_mtokens_chta\n2027-01,1\n", 'there is no workload "chta".'),
        ("month,served_mtokens_fine_tuning\n2027-01,1\n", "fine-tuning is counted in GPU-hours, not in mtokens."),
        ("month,energy_mwh\nJanuary,1\n", '"January" is no month.'),
        ("month,energy_mwh\n2027-01,1\n2027-01,2\n", "2027-01 comes a second time."),
        ("month,energy_mwh\n2027-01,-1\n", '"-1" was read, allowed is a number from 0.'),
        ("month,energy_mwh,energy_kwh\n2027-01,1,2\n", "it says the same as the column energy_mwh."),
    ],
)
def test_a_slip_in_the_file(text: str, message: str, tmp_path: Path) -> None:
    """Proves: file, cell, what was read and what is allowed."""
    file = tmp_path / "months.csv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(DataError) as caught:
        read_actuals(file, UNITS)
    assert message in str(caught.value)
    assert "months.csv" in str(caught.value)


def test_months_of_another_time(tmp_path: Path) -> None:
    """Proves: months outside the plan are refused with the plan's own."""
    file = tmp_path / "months.csv"
    file.write_text("month,energy_mwh\n2019-01,1\n", encoding="utf-8")
    with pytest.raises(DataError, match="no month of it lies within the plan, 2027-01 to 2028-03"):
        what_happened(small_plan(), file)


def test_the_command_keeps_the_months_beside_the_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Proves: sentences and tables for people in both languages, JSON for machines; the run holds the months after."""
    plan: Plan = dataclasses.replace(small_plan())
    run_id = plan.save(tmp_path / "runs")
    own = (
        planned()
        .loc[planned()["month"].isin(MONTHS)]
        .pivot_table(index="month", columns=["figure", "workload"], values="plan")
    )
    table = pd.DataFrame({"energy_mwh": own["energy", "all"] * 1.1, "it_energy_mwh": own["it_energy", "all"]})
    table.to_csv(tmp_path / "months.csv")
    command = ["happened", run_id, str(tmp_path / "months.csv"), "--store", str(tmp_path / "runs")]
    assert main(command) == 0
    assert "PUE: 1.1" in capsys.readouterr().out
    assert main([*command, "--locale", "fr"]) == 0
    assert "prévu" in capsys.readouterr().out
    assert main([*command, "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert [row["assumption"] for row in answer["assumptions"] if row["off"]] == ["pue"]
    stored = study_of(tmp_path / "runs", run_id, "actuals")
    assert stored is not None
    assert len(stored) == 2 * len(MONTHS)
