"""The back-test: its measures by hand, no look ahead, and what the table in the repository says."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

from planner.catalogue import racks as rack_data
from planner.errors import DataError
from planner.inputs.forecast import backtest

if TYPE_CHECKING:
    from pathlib import Path

VALUES = 100 * np.exp(0.1 * np.random.default_rng(4).standard_normal(80)) * np.tile([1.0, 1.0, 1.5, 0.5], 20)
TRIAL = backtest.Trial("x", "hour", VALUES, 4, {"1": 4, "2": 8}, 16, 32, 4, 8)


def test_measures_by_hand() -> None:
    """Proves: MASE, WQL and coverage as their formulas say.

    Errors 1 and 3 over a scale of 2: MASE 1. Losses at P10 (values 9, 17 over 8, 12: 0.1·(1 + 5)), P50 (0.5·(1 + 3)),
    P90 (at 9.5 and 13: 0.1·0.5 + 0.9·4): 2·(0.6 + 2 + 3.65)/(3·26). 9 is inside 8 to 9.5, 17 is not inside 12 to 13.
    """
    bands = [np.array([8.0, 12.0]), np.array([8.0, 14.0]), np.array([9.5, 13.0])]
    mase, wql, cover = backtest.measures(np.array([9.0, 17.0]), bands, np.array([1.0, 3.0, 1.0]), 1)
    assert mase == pytest.approx(1.0)
    assert wql == pytest.approx(2 * (0.6 + 2 + 3.65) / (3 * 26))
    assert cover == 0.5


def test_nothing_is_known_before_it_came() -> None:
    """Proves: changing what comes after an origin and its horizon changes no measure of that origin.

    A bug would give: intervals that learn from errors of the future.
    """
    rows = backtest.run(TRIAL)
    later = VALUES.copy()
    later[48:] *= 3
    again = backtest.run(replace(TRIAL, values=later))
    keep = [row for row in range(len(rows)) if rows["origin"][row] + 4 * int(rows["ahead"][row]) <= 48]
    assert len(keep) >= 12
    pd.testing.assert_frame_equal(rows.iloc[keep], again.iloc[keep])


def test_a_season_is_worth_knowing() -> None:
    """Proves: on a series with a season, naive by season has an MASE near 1, and drift a worse one."""
    found = backtest.summary(backtest.run(TRIAL)).query("series == 'x' and ahead == '1'").set_index("method")["mase"]
    assert found["seasonal naive"] == pytest.approx(1.0, abs=0.25)
    assert found["combined"] < found["drift"]


def test_every_series_we_have_is_tried() -> None:
    trials = backtest.servegen_trials(rack_data.request_rates())
    assert {(trial.series, trial.step) for trial in trials} == {
        (name, step) for name in ("m-large", "m-mid", "m-small", "deepseek-r1") for step in ("hour", "10 minutes")
    }
    hourly = next(trial for trial in trials if (trial.series, trial.step) == ("m-small", "hour"))
    fine = next(trial for trial in trials if (trial.series, trial.step) == ("m-small", "10 minutes"))
    assert hourly.values[5] == pytest.approx(fine.values[30:36].mean())


def test_growth_reports_are_forecast_from_those_before() -> None:
    """Proves: each has two before it; naive is the last; a later report does not change an earlier forecast."""
    table = rack_data.token_growth()
    rows = backtest.growth_rows(table)
    assert rows["month"].tolist() == ["2025-07", "2025-10", "2026-05"]
    assert rows["naive"].tolist() == [480.0, 980.0, 1300.0]
    assert rows["drift"][0] == pytest.approx(480 * (480 / 9.7) ** (2 / 13))
    cut = table[table["date"] <= "2025-10"]
    pd.testing.assert_frame_equal(backtest.growth_rows(cut), rows.iloc[:2])
    found = backtest.growth_summary(rows).set_index("method")["mase"]
    assert found["seasonal naive"] == pytest.approx(1.0)


def test_the_table_in_the_repository_is_whole_and_meets_what_the_page_says() -> None:
    """Proves: the app and docs/forecast.md show the same back-test; both targets hold in it, as the page claims."""
    table = backtest.results()
    assert tuple(table.columns) == backtest.COLUMNS
    own = table[(table["series"] == "all") & (table["step"] == "hour")].set_index(["ahead", "method"])
    for ahead in ("1 day", "7 days"):
        assert own.loc[(ahead, "combined"), "mase"] <= 0.9 * own.loc[(ahead, "seasonal naive"), "mase"]
        assert 0.75 <= own.loc[(ahead, "combined"), "coverage"] <= 0.85


def test_one_class_of_the_table_is_computed_again() -> None:
    """Proves: the table is what the code gives today for a class by the hour. A bug: a table kept from older code."""
    trials = backtest.servegen_trials(rack_data.request_rates())
    trial = next(trial for trial in trials if (trial.series, trial.step) == ("m-small", "hour"))
    fresh = backtest.summary(backtest.run(trial)).query("series == 'm-small'").set_index(["ahead", "method"])
    kept = backtest.results().query("series == 'm-small' and step == 'hour'").set_index(["ahead", "method"])
    for column in ("origins", "mase", "wql", "coverage"):
        np.testing.assert_allclose(fresh[column], kept.loc[fresh.index, column], atol=0.005)


def test_a_missing_table_says_how_to_make_it(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="python -m benchmarks forecast"):
        backtest.results(tmp_path)
