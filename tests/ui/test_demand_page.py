"""The page Demand through Streamlit's AppTest, and its charts and tables."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

import planner
from planner.charts import demand as charts
from planner.inputs.forecast import backtest
from planner.words.demand import DEMAND_WORDS
from tests.inputs.forecast.test_history import CASES, read
from tests.ui.test_pages import start, text

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

BASE, EXAMPLE = "les-ulis-base.yaml", "les-ulis-forecast.yaml"


@pytest.fixture(scope="module")
def bands(repo_root: Path) -> pd.DataFrame:
    """Bands of the example scenario, as the page has them."""
    return planner.forecast(repo_root / "scenarios" / EXAMPLE).quantiles


def test_a_scenario_without_a_forecast_says_so(monkeypatch: pytest.MonkeyPatch, two_runs: Any) -> None:
    """Proves: demand as given is shown as such, in both languages, with the back-test below."""
    folder, first, _ = two_runs
    shown = text(start(monkeypatch, folder, "demand", run=first, **{"demand-of": BASE}))
    assert "as the scenario gives it" in shown
    assert DEMAND_WORDS["no forecast"][0] in shown
    assert charts.backtest_finding(backtest.results()) in shown
    french = text(start(monkeypatch, folder, "demand", run=first, lang="fr", **{"demand-of": BASE}))
    assert DEMAND_WORDS["no forecast"][1] in french


def test_the_page_shows_bands_sources_and_contracts(
    monkeypatch: pytest.MonkeyPatch, two_runs: Any, bands: pd.DataFrame
) -> None:
    """Proves: the sentence is that of the bands; choosing a workload changes it; sources and contracts have tables."""
    folder, first, _ = two_runs
    app = start(monkeypatch, folder, "demand", run=first, **{"demand-of": EXAMPLE})
    assert charts.headline(charts.fan_data(bands, "assistant", "output"), "assistant") in text(app)
    app.pills(key="workload").set_value("enterprise").run()
    assert not app.exception
    assert charts.headline(charts.fan_data(bands, "enterprise", "output"), "enterprise") in text(app)
    assert "rank correlation 0.50 to 0.70" in text(app)
    assert app.table[0].value["Workload"].tolist()[1] == "Enterprise"
    assert app.table[1].value["Probability"].tolist() == ["40%", "60%"]


def test_gpu_hours_have_one_fan(monkeypatch: pytest.MonkeyPatch, two_runs: Any) -> None:
    """Proves: a workload counted in GPUs has no tokens of input or output."""
    folder, first, _ = two_runs
    shown = text(start(monkeypatch, folder, "demand", run=first, workload="simulation", **{"demand-of": EXAMPLE}))
    assert "GPUs at work" in shown
    assert "Input tokens" not in shown


def test_the_fan_is_the_table(bands: pd.DataFrame) -> None:
    """Proves: the band, the median and the demand given are drawn as they stand in the table."""
    data = charts.fan_data(bands, "enterprise", "input")
    drawn = {trace.name or "p10": np.asarray(trace.y) for trace in charts.fan_chart(data, "#0072B2").data}
    for name, column in (("p10", "p10"), ("P10–P90", "p90"), ("P50", "p50"), ("given", "given")):
        np.testing.assert_allclose(drawn[name], data[column])


def test_the_heatmap_has_a_row_for_each_weekday() -> None:
    """Proves: hour h of weekday d is drawn in row d, column h."""
    week = np.arange(168.0)
    z = np.asarray(charts.shape_heatmap(week).data[0].z)
    assert z.shape == (7, 24)
    assert (
        z[2, 5] == week[2 * 24 + 5] == charts.shape_data(week).query("weekday == 2 and hour == 5")["over_mean"].item()
    )


@pytest.mark.parametrize(
    ("given", "words"), [(9.0, "above the band"), (0.1, "below the band"), (2.0, "×1.0 the median")]
)
def test_where_the_given_demand_lies(given: float, words: str) -> None:
    row = {"quarter": "2027-Q1", "unit": "Mtokens/s", "p10": 1.0, "p50": 2.0, "p90": 4.0, "given": given}
    assert words in charts.fan_finding(pd.DataFrame([row]))


def test_without_a_source_no_band_is_spoken_of() -> None:
    """Proves: demand that is only given is told as it grows; no P10, no band, no sample paths."""
    given = [0.5, 2.0]
    quarters = {"quarter": ["2027-Q1", "2027-Q2"], "unit": "Mtokens/s"}
    data = pd.DataFrame(quarters | dict.fromkeys(("p10", "p50", "p90", "given"), given))
    assert charts.certain(data)
    nb = "\u00a0"
    assert charts.fan_finding(data) == f"From 0.50{nb}Mtokens/s in Q1{nb}2027 to 2.0{nb}Mtokens/s in Q2{nb}2027"
    assert [note.text for note in charts.fan_chart(data, "#0072B2").layout.annotations if note.text[:1] == "P"] == []
    assert not charts.certain(data.assign(p90=[0.6, 2.5]))


def test_every_fault_of_a_history_has_its_words_in_french() -> None:
    """Proves: whatever is found and done in a history, both are said in French; dates and counts stay."""
    for source, _ in CASES.values():
        found = [asdict(finding) for finding in read(source).findings]
        table = pd.DataFrame(found).assign(workload="coding")
        shown = charts.findings_shown(table, "fr")
        for english, column in (("kind", "Trouvé"), ("done", "Fait")):
            assert (shown[column] != table[english]).all(), table[english].tolist()
        assert shown["Du"].tolist() == [str(day) for day in table["first"]]


def test_every_word_is_there_in_french() -> None:
    for english, french in DEMAND_WORDS.values():
        assert english
        assert french
    shown = charts.backtest_shown(backtest.results(), "fr")
    assert set(shown["Méthode"]) == {"combinée", "poids égaux", "naïve saisonnière", "dérive", "loi de croissance"}
