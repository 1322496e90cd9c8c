"""Inputs as people really have them: each case of tests/cases ends as its expected.json says is right.

README.md there lists the cases and what public reports they stand for. A case that ends otherwise is named here with
what was tried.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import planner
from planner.cli import main
from planner.cli.sweep import design
from planner.errors import PlannerError
from planner.inputs.build import build_inputs
from planner.performance.cases import answers
from planner.scenario.files import load as files
from planner.scenario.rules.plausible import plausible_notes
from planner.schedule import cron
from tests.charts.small_plan import small_plan

FIRST_EDITION = "scenarios/les-ulis-first-edition.yaml"
CASES = Path(__file__).parent / "cases"
SITE = ["--tariff", "turpe7-htb1-lu", "--subscribed-kw", "9000,9000,9500,9500,10000"]
MU = ["--tariff", "turpe7-htb1-mu", "--subscribed-kw", "9000,9000,9500,9500,10000"]
LARGE = 72_037.13  # EUR of the site in October 2026
ELSEWHERE = {"D01": "the worth of one more MW is a caption of reports, not an input"}
Run = Callable[..., tuple[int, str]]


@pytest.fixture
def bill(capsys: pytest.CaptureFixture[str]) -> Run:
    """Exit code and what was said of `planner bill` on a file of a case; the total in EUR is the last word of it."""

    def run(file: str, *words: str) -> tuple[int, str]:
        code = main(["bill", str(CASES / file), *(words or SITE)])
        out, err = capsys.readouterr()
        return code, f"{err}\n{out}"

    return run


@pytest.fixture
def scenario(tmp_path: Path) -> Callable[[str], Path]:
    """A scenario of a case beside the ones that it extends."""

    def placed(file: str) -> Path:
        for path in [*Path("scenarios").glob("les-ulis-*.yaml"), *(CASES / file).parent.glob("*.csv")]:
            shutil.copy(path, tmp_path)
        return Path(shutil.copy(CASES / file, tmp_path))

    return placed


def total(text: str) -> float:
    return float(text.strip().rsplit("total ", 1)[1].removesuffix(" EUR").replace(",", ""))


def refusal(make: Callable[[], object]) -> str:
    with pytest.raises(PlannerError) as caught:
        make()
    return str(caught.value)


def test_every_case_is_tried() -> None:
    """Proves: a case that is added is noticed here."""
    text = Path(__file__).read_text(encoding="utf-8").lower()
    names = {path.parent.name for path in CASES.glob("*/expected.json")}
    assert len(names) >= 52
    assert [name for name in sorted(names) if name.lower() not in text] == []


@pytest.mark.parametrize(
    ("file", "eur"),
    [
        ("B01/enedis_cdc.csv", 71_945.75),
        ("B02/halfhour.csv", 71_945.75),
        ("B04/excel_fr.csv", LARGE),
        ("B06/trailing.csv", LARGE),
        ("B13/load.xlsx", LARGE),
        ("B18/head_a.csv", LARGE),
        ("B18/head_b.csv", LARGE),
        ("B18/head_c.csv", LARGE),
        ("B18/head_d.csv", LARGE),
        ("B31/tab.csv", LARGE),
    ],
)
def test_a_load_curve_that_is_read(bill: Run, file: str, eur: float) -> None:
    """Proves: separators, decimal marks, workbooks, exports and spellings of the header lead to one bill."""
    code, text = bill(file)
    assert code == 0
    assert total(text) == pytest.approx(eur, abs=0.02)
    assert file.rpartition("/")[2] in text.splitlines()[0], "what was understood is said in the first line"


@pytest.mark.parametrize(
    ("file", "words"),
    [
        ("B05/deccomma.csv", ["line 2: 2 cells are needed", "3 cells were read", "decimal comma", "9482.9"]),
        ("B39/flag_noheader.csv", ["line 2: 2 cells are needed", "3 cells were read"]),
        ("B40/shift.csv", ["line 2: 3 cells are needed", "4 cells were read", "8479.3"]),
        ("B19/twokw.csv", ["line 1: column kw stands twice", "add them up"]),
        ("B11f/thousand_a.csv", ["line 2, column kw", "write 9482.9"]),
        ("B11f/thousand_b.csv", ["line 2, column kw", "write 9482.9"]),
        ("B11f/thousand_c.csv", ["line 2, column kw", "write 9482.9"]),
        ("B11f/thousand_d.csv", ["this looks like MW"]),
        ("B11f/thousand_e.csv", ["line 2, column kw", "write 9482.9"]),
        ("B11f/thousand_f.csv", ["line 2, column kw", "may be one number, 1,307", "write 1307 or 1.307"]),
    ],
)
def test_a_load_curve_that_is_refused(bill: Run, file: str, words: list[str]) -> None:
    """Proves: what may be read in two ways is refused with line, cells and remedy, never billed."""
    code, text = bill(file)
    assert code == 2
    assert [word for word in words if word not in text] == []


@pytest.mark.parametrize(
    ("file", "options", "words"),
    [
        ("B02/halfhour.csv", SITE, ["half-hourly means", "overrun is metered in 10 minutes, which cannot be had"]),
        ("B03/quarter.csv", SITE, ["quarter-hourly means", "means over each hour"]),
        ("B29/five.csv", SITE, ["means over 10 minutes, exactly"]),
        ("B01/enedis_cdc.csv", SITE, ["export of Enedis", "in W", "stamped at the end of each step", "semicolons"]),
        ("B09/kwh10.csv", SITE, ["16% of the subscribed", "Is it energy of each step?"]),
        ("B17/y2024.csv", [*SITE, "--as-of-rates"], ["a day of the same month and weekday", "2024-01-01"]),
        ("B34/ending.csv", MU, ["begins at 01:00 and the last at 00:00", "the ends of the steps?"]),
        ("B36/spike.csv", MU, ["one step is up to 7 times the others", "65,535"]),
        ("B18/head_a.csv", [*SITE, "--capacity-mw", "9500"], ["950 times the subscribed power"]),  # B45
        ("B44/summer.csv", ["--tariff", "turpe7-htb1-mu", "--compare"], ["pointe, HPH, HCH do not occur", "None"]),
    ],
)
def test_what_is_unusual_is_said(bill: Run, file: str, options: list[str], words: list[str]) -> None:
    """Proves: what is allowed and yet unusual, or was added up, is a note beside the bill."""
    code, text = bill(file, *options)
    assert code == 0
    assert [word for word in words if word not in text] == []


def test_b09_kwh_in_its_own_column_is_energy(bill: Run) -> None:
    as_kw, as_kwh = bill("B09/kwh10.csv"), bill("B09/kwh_named.csv")
    assert "in kWh a step" in as_kwh[1]
    assert total(as_kwh[1]) > 1.5 * total(as_kw[1])


def test_b34_stamps_at_the_end_are_read_when_said(bill: Run) -> None:
    assert total(bill("B34/ending.csv", *MU, "--stamps", "end")[1]) == pytest.approx(364_232.29, abs=0.02)


def test_b17_names_the_way_out(bill: Run) -> None:
    code, text = bill("B17/y2024.csv")
    assert code == 2
    assert "--as-of-rates" in text


def test_b44_a_year_says_all_five_powers(bill: Run) -> None:
    text = bill("B44/year.csv", "--tariff", "turpe7-htb1-mu", "--compare")[1]
    assert "do not occur" not in text
    assert "None" not in text


def forecast_of(name: str) -> planner.api.Forecast:  # type: ignore[name-defined]
    return planner.forecast(FIRST_EDITION, {"enterprise": CASES / name}, draws=400)


def first_median(found: object) -> float:
    table = found.quantiles  # type: ignore[attr-defined]
    own = table[(table["workload"] == "enterprise") & (table["quantity"] == "output")]
    return float(own["p50"].iloc[0])


@pytest.mark.parametrize(
    ("file", "median", "words"),
    [
        ("F01a/weekend_absent.csv", 0.240, []),
        ("F05/semicolon.csv", 0.2385, []),
        ("F24/partial_day.csv", 0.2385, []),
        ("F13/stale.csv", None, ["ends on 2025-03-31, 18 months before the plan begins"]),
        ("F15/explode.csv", None, ["leaves every bound"]),
        ("F16/constant.csv", None, ["never moved"]),
    ],
)
def test_a_history_that_is_read(file: str, median: float | None, words: list[str]) -> None:
    """Proves: the level is that of whole days, and what is odd is said."""
    found = forecast_of(file)
    if median is not None:
        assert first_median(found) == pytest.approx(median, rel=0.012)
    notes = " ".join(found.notes)
    assert [word for word in words if word not in notes] == []


def test_f01a_says_the_idle_days_once() -> None:
    kinds = [row.kind for row in forecast_of("F01a/weekend_absent.csv").findings.itertuples()]
    assert kinds.count("idle") == 1
    assert "gap" not in kinds


@pytest.mark.parametrize(
    ("file", "words"),
    [
        ("F03a/two_regions.csv", ["line 3", "Add the rows of a date up"]),
        ("F04b/deccomma_last.csv", ["line 2: 3 cells are needed", "22045 or 22.045"]),
        ("F12b/persec.csv", ["multiply the values by 86,400", "22045288320 for 255153.8"]),
        ("F12b/million.csv", ['write "M output tokens/day"']),
        ("F12b/case.csv", ['"M output tokens/day"']),
    ],
)
def test_a_history_that_is_refused(file: str, words: list[str]) -> None:
    text = refusal(lambda: forecast_of(file))
    assert [word for word in words if word not in text] == []


@pytest.mark.parametrize(
    ("file", "words"),
    [
        ("Y10/forward-per-kwh.yaml", ["line 8", "0.0535 EUR/MWh", "Is it EUR/kWh? Then it is 53.5 EUR/MWh"]),
        ("Y30/shape-one-month.yaml", ["line 6", "no winter"]),
        ("Y38/usd-swapped.yaml", ["line 5", "rarely below 1", "EUR per USD"]),
        ("Y44/latlon-swapped.yaml", ["weather is that of Paris, 48.8 N", "swapped?"]),
        ("Y44/pv-latlon-swapped.yaml", ["weather is that of Paris, 48.8 N"]),
    ],
)
def test_an_unusual_scenario_is_said(scenario: Callable[[str], Path], file: str, words: list[str]) -> None:
    notes = plausible_notes(files.load(scenario(file)), pd.Timestamp("2026-11-24").date())
    assert len(notes) == len(set(notes))
    assert [word for word in words if word not in " ".join(notes)] == []


@pytest.mark.parametrize(
    ("file", "words"),
    [
        ("Y05b/deccomma.yaml", ["line 6: finance.discount_rate", "write 0.09"]),
        ("Y05b/deccomma-forward.yaml", ["line 8", "write 50.53"]),
        ("Y17/country-name.yaml", ["has the country France", "ISO 3166", "write FR"]),
        ("Y17/country_low.yaml", ["has the country fr", "write FR"]),
        ("Y27/growth-percent.yaml", ["line 7: demand.growth.tokens"]),
        ("Y50/delay-pct.yaml", ["2 problems"]),
        ("M02/m-total-tokens.yaml", ["m-total-tokens.csv, line 2", "output / (input + output)"]),
    ],
)
def test_a_scenario_that_is_refused(scenario: Callable[[str], Path], file: str, words: list[str]) -> None:
    text = refusal(lambda: files.load(scenario(file)))
    assert [word for word in words if word not in text] == []


def test_y34_names_the_auxiliaries(scenario: Callable[[str], Path]) -> None:
    text = refusal(lambda: build_inputs(files.load(scenario("Y34/aux-too-big.yaml")), days=1))
    assert "line 5: site.auxiliaries_mw" in text
    assert "50 MW" in text
    took = re.search(r"takes ([\d.]+) MW", text)
    assert took is not None
    assert 50 < float(took[1]) < 60


def test_y35_leads_nowhere_out_of_the_range(scenario: Callable[[str], Path]) -> None:
    text = refusal(lambda: files.load(scenario("Y35/maintenance-tiny.yaml")))
    assert "hint" not in text


def test_m04_a_measurement_after_today(scenario: Callable[[str], Path], tmp_path: Path) -> None:
    path = scenario("M02/m-total-tokens.yaml")
    table = (tmp_path / "m-total-tokens.csv").read_text(encoding="utf-8")
    (tmp_path / "m-total-tokens.csv").write_text(
        table.replace("total tokens/s", "output tokens/s").replace(",101,,", ",,,").replace("2026", "2036"),
        encoding="utf-8",
    )
    notes = " ".join(plausible_notes(files.load(path), pd.Timestamp("2026-11-24").date()))
    assert "2036-11-02, after today" in notes


def test_o01b_and_o02_cases_of_operating_points() -> None:
    """Proves: a cut number is refused, the other case answered; too many users and long names are understood."""
    plain, comma = answers(CASES / "O01b/thousand.csv")
    assert plain["tokens_per_s_per_gpu_p50"] > 0
    assert "7 cells are needed" in comma["error"]
    assert "8000 or 8.000" in comma["error"]
    odd = {answer["case_id"]: answer for answer in answers(CASES / "O02b/odd.csv")}
    assert "contexts fit beside the weights" in " ".join(odd["k"]["notes"])
    named = {answer["case_id"]: answer for answer in answers(CASES / "O02c/odd.csv")}
    assert "error" not in named["a"], "the long name of Mistral-Large-3 is that model"


@pytest.mark.parametrize(
    ("vary", "words"),
    [
        ("finance.discount_rate=0,08", ['"08" is no number', "0.08"]),  # W01
        ("site.connection_mw=8:14", ["Allowed: above 0", "--latin"]),  # W02
        ("site.connection_mw=8;10", ["site.connection_mw=8,10"]),
        ("power.tariff.version=LU,XX", ["Allowed: CU, MU, LU"]),
        ("finance.discount_rate=8%,9%", ["finance.discount_rate=0.08,0.09"]),
    ],
    ids=["W01", "W02 range", "W02 semicolon", "W02 choice", "W02 per cent"],
)
def test_a_sweep_that_is_refused_before_it_solves(vary: str, words: list[str]) -> None:
    text = refusal(lambda: design([vary], None, 0))
    assert [word for word in words if word not in text] == []


def test_s02_a_step_beyond_the_hour() -> None:
    with pytest.raises(ValueError, match=r"field minute is '\*/90'\.\nAllowed: steps from 1 to 59"):
        cron.check("*/90 * * * *")


def test_a01_periods_are_in_order() -> None:
    plan = small_plan()
    later = plan.hourly[plan.hourly.period >= plan.periods[2]]
    assert set(later["period"]) == set(plan.periods[2:])


def test_a02_a_changed_table_changes_no_plan(tmp_path: Path) -> None:
    """Proves: what a notebook writes into a table reaches neither the plan, nor its headline, nor what is saved."""
    plan = small_plan()
    headline, npv = plan.headline(), plan.kpi("npv_meur")
    plan.orders.loc[plan.orders.index[:1], "racks"] = 999
    plan.kpis["value"] = 0.0
    kpis = plan.kpis
    kpis.loc[:, "value"] = 0.0
    assert (plan.headline(), plan.kpi("npv_meur")) == (headline, npv)
    plan.save(tmp_path)
    assert planner.open_run("latest", tmp_path).kpi("npv_meur") == npv


LOAD = pd.Series(9000.0, index=pd.date_range("2026-10-01", "2026-11-01", freq="h", tz="Europe/Paris", inclusive="left"))
TARIFF = "turpe7-htb1-lu"
FIVE = [9000, 9000, 9500, 9500, 10000]


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: planner.bill([1.0], tariff=TARIFF, subscribed_kw=FIVE), "type list"),
        (lambda: planner.bill(np.ones(9), tariff=TARIFF, subscribed_kw=FIVE), "type ndarray"),
        (lambda: planner.bill(None, tariff=TARIFF, subscribed_kw=FIVE), "type NoneType"),
        (lambda: planner.bill(LOAD, tariff=TARIFF, subscribed_kw=9500), "5 powers in kW"),
        (lambda: planner.bill(LOAD, tariff=TARIFF, subscribed_kw=FIVE, capacity=9), '"capacity_mw"'),
        (
            lambda: planner.forecast(FIRST_EDITION, pd.DataFrame()),
            "a mapping of workloads to files",
        ),
        (lambda: planner.operating_points("Mistral-Large-3", interactivity=40), '"tokens_per_s_per_user"'),
    ],
    ids=["A03 list", "array", "None", "one power", "option", "history", "argument"],
)
def test_wrong_types_are_our_errors(make: Callable[[], object], words: str) -> None:
    assert words in refusal(make)


def test_a05_a_table_with_its_times_as_index() -> None:
    """Proves: a table with a DatetimeIndex and a column kw is the series; scalars and arrays of numpy are welcome."""
    given = planner.bill(pd.DataFrame({"kw": LOAD}), tariff=TARIFF, subscribed_kw=np.array(FIVE))
    pd.testing.assert_frame_equal(given, planner.bill(LOAD, tariff=TARIFF, subscribed_kw=FIVE))


def test_expected_files_can_be_read() -> None:
    for path in CASES.glob("*/expected.json"):
        assert json.loads(path.read_text(encoding="utf-8"))["right"]
