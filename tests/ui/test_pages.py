"""The pages through Streamlit's AppTest: what is said, what a click does, what survives a change of page."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from planner.charts.customers import customers_finding, offers_table
from planner.jobs import jobs, texts
from planner.plan.headline import decision_sentence
from planner.plan.news.make import today_utc
from planner.plan.text import money_text
from planner.ui.kit import solving
from planner.words import say
from tests.charts.customers_plan import customers_plan
from tests.charts.small_plan import small_plan

if TYPE_CHECKING:
    from typing import Any

ROOT = Path(__file__).resolve().parents[2]
SCENARIO = ROOT / "scenarios" / "les-ulis-base.yaml"


def start(monkeypatch: pytest.MonkeyPatch, folder: Path, page: str = "", **link: str) -> AppTest:
    """The app on a store, at a page, with an address."""
    monkeypatch.setenv("PLANNER_STORE", str(folder))
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    for name, value in link.items():
        app.query_params[name] = value
    app.run()
    if page:
        goto(app, page)
    assert not app.exception, [error.value for error in app.exception]
    return app


def goto(app: AppTest, page: str) -> None:
    """Another page of the same session. AppTest only switches to pages that are files, so its own field is set."""
    hashed = calc_hash(page)
    assert hashed in app._registered_pages
    app._page_hash = hashed
    app.run()
    assert not app.exception, [error.value for error in app.exception]


def text(app: AppTest) -> str:
    """All that is written on the page."""
    parts = [element.value for kind in ("markdown", "caption", "info", "error", "success") for element in app.get(kind)]
    return "\n".join(str(part) for part in parts)


def test_plan_says_what_becomes_of_customers(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Proves: a plan with contracts tells the five words and lists its contracts; a plan without says nothing of them.

    A bug would give: an empty table of contracts on plans that have none.
    """
    plan, without = customers_plan(), small_plan(1)
    first, second = plan.save(tmp_path), without.save(tmp_path)
    app = start(monkeypatch, tmp_path, run=first)
    assert customers_finding(plan) in text(app)
    assert say("five words", "en") in text(app)
    shown = [table.value for table in app.table]
    assert any(list(table.columns) == list(offers_table(plan).columns) for table in shown)
    assert any(say("throttled", "en") in table.columns for table in shown)
    assert say("five words", "en") not in text(start(monkeypatch, tmp_path, run=second))


def test_plan_says_the_headline_in_both_languages(monkeypatch: pytest.MonkeyPatch, two_runs: Any) -> None:
    """Proves: the sentence on top is the plan's own decision, and follows the language of the address."""
    folder, first, _ = two_runs
    plan, today = small_plan(1), today_utc()
    assert decision_sentence(plan, "en", today) in text(start(monkeypatch, folder, run=first))
    assert decision_sentence(plan, "fr", today) in text(start(monkeypatch, folder, run=first, lang="fr"))


def test_the_run_of_the_link_is_shown(monkeypatch: pytest.MonkeyPatch, two_runs: Any) -> None:
    """Proves: the run in the address is shown, and what is there is kept in the address. Others: test_front_page.py."""
    folder, first, _ = two_runs
    app = start(monkeypatch, folder, run=first)
    assert app.session_state["run"] == first
    assert app.query_params == {"run": first}


def test_cards_and_orders_hold_the_numbers_of_the_plan(monkeypatch: pytest.MonkeyPatch, two_runs: Any) -> None:
    """Proves: twelve cards, the NPV among them, and the orders table lists what the plan orders."""
    folder, first, _ = two_runs
    app = start(monkeypatch, folder, run=first)
    assert len(app.metric) == 12
    plan = small_plan(1)
    assert app.metric[6].value == money_text(plan.kpi("npv_meur"))
    assert len(app.table[0].value) == min(8, len(plan.orders))


def test_quick_run_says_so(monkeypatch: pytest.MonkeyPatch, two_runs: Any) -> None:
    """Proves: a plan on few days says it, and that no full run exists to compare with."""
    folder, first, _ = two_runs
    assert "3 real days per period. No run on every day" in text(start(monkeypatch, folder, run=first))


def test_quick_run_names_its_difference_from_the_full_one(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, no_solves: Any
) -> None:
    """Proves: with a full run of the same scenario the difference is said, and one click shows the full run."""
    quick = small_plan(1)
    other = small_plan(2)
    same = {"scenario_hash": quick.manifest["scenario_hash"], "data_hash": quick.manifest["data_hash"]}
    full = other.with_manifest(days="all", every_day=True, run_id="full-20260101-000000-abcdef", **same)
    run_id, full_id = quick.save(tmp_path), full.save(tmp_path)
    app = start(monkeypatch, tmp_path, run=run_id)
    difference = abs(quick.kpi("npv_meur") - other.kpi("npv_meur"))
    assert f"{difference:,.1f}\u00a0M€" in text(app)
    app.button(key="show-full").click().run()
    assert app.session_state["run"] == full_id
    assert "every hour to" in text(app)


def test_electrons_follows_the_year(monkeypatch: pytest.MonkeyPatch, two_runs: Any) -> None:
    """Proves: the sentence is of the year chosen, and a day outside the run is explained."""
    folder, first, _ = two_runs
    app = start(monkeypatch, folder, "electrons", run=first)
    whole = text(app)
    app.pills(key="year").set_value("2028").run()
    assert not app.exception
    assert "1\u00a0kWh from the grid becomes" in text(app)
    assert text(app) != whole
    app.date_input[0].set_value("2027-02-05").run()
    assert not app.exception
    assert "was not dispatched in this run" in text(app)


def test_racks_in_depth_are_worked_out_only_when_opened(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Proves: folded, nothing is predicted; opened, ranking, fronts and caps are of the workload chosen."""
    from planner.performance import predict
    from planner.scenario.files.load import load

    run_id = small_plan(1).with_manifest(scenario=load(SCENARIO).values()).save(tmp_path)
    before = predict.predict.cache_info()
    app = start(monkeypatch, tmp_path, "electrons", run=run_id)
    assert "J of an output token go" in text(app)
    assert predict.predict.cache_info() == before
    app.session_state["racks-in-depth"] = True
    app.run()
    assert not app.exception, [error.value for error in app.exception]
    assert not app.error
    for words in ("Assistant:", "The plan orders", "€/Mtoken = (price spread", "Mistral Medium 3.5:", "capped at 70"):
        assert words in text(app)
    app.pills(key="rack-workload").set_value("coding").run()
    app.pills(key="capped-rack").set_value("VR_NVL72").run()
    assert not app.exception
    assert "Coding agents:" in text(app)
    assert "VR NVL72 capped at" in text(app)


def test_a_measured_run_is_dropped_in_and_says_what_it_changes(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Proves: the page has a place for runs; a table gives the same records as the command, a bad one its message."""
    from planner.errors import DataError
    from planner.performance.calibration.records import calibration
    from planner.ui.pages import measurement

    run_id = small_plan(1).save(tmp_path)
    app = start(monkeypatch, tmp_path, "electrons", run=run_id)
    assert not app.exception
    assert "One measured point of a model on a rack moves its whole front" in text(app)
    content = measurement._content("own.csv", measurement.EXAMPLE.encode())
    (record,) = calibration(content)
    assert measurement.sentence(record).startswith("Mistral-Large-3 · B200 HGX: times per token × ")
    shown = measurement.points_shown(record)
    assert shown["Measured, tokens/s per GPU"].tolist() == ["150"]
    assert record["points"][0]["where"] == "own.csv, line 2"
    with pytest.raises(DataError, match=r"own\.csv, line 2: isl_tokens"):
        calibration(measurement._content("own.csv", measurement.EXAMPLE.replace("3000", "").encode()))


def test_racks_in_depth_without_a_scenario_say_so(monkeypatch: pytest.MonkeyPatch, two_runs: Any) -> None:
    """Proves: a run without a scenario file explains why there is nothing to rank."""
    folder, first, _ = two_runs
    app = start(monkeypatch, folder, "electrons", run=first)
    app.session_state["racks-in-depth"] = True
    app.run()
    assert not app.exception
    assert "solved without a scenario file" in text(app)


def test_empty_store_starts_the_base_scenario(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, no_solves: Any) -> None:
    """Proves: the first visit solves the base scenario on 3 days, once, into the store of the app."""
    started = no_solves
    monkeypatch.setattr("streamlit.rerun", lambda *_, **__: None)
    app = start(monkeypatch, tmp_path)
    assert started == [(SCENARIO, tmp_path, 3, solving.GAP, None)]
    assert "No plan yet" in text(app)


def test_empty_pages_say_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, no_solves: Any) -> None:
    """Proves: without runs and without scenarios each page says what to do, and nothing is started."""
    (tmp_path / "none").mkdir()
    monkeypatch.setenv("PLANNER_SCENARIOS", str(tmp_path / "none"))
    for page, words in (("", "no scenario file"), ("runs", "Open the page Plan"), ("scenario", "Add a scenario file")):
        assert words in text(start(monkeypatch, tmp_path / "store", page))
    assert not no_solves


def test_broken_run_is_explained(monkeypatch: pytest.MonkeyPatch, two_runs: Any, tmp_path: Path) -> None:
    """Proves: a run with a broken table gives a sentence, not a traceback."""
    folder, first, _ = two_runs
    copy = tmp_path / "store"
    shutil.copytree(folder / first, copy / first)
    (copy / first / "kpis.parquet").write_bytes(b"broken")
    assert "This run cannot be shown" in text(start(monkeypatch, copy, run=first))


def edit(app: AppTest, path: str, value: Any) -> None:
    """Type a headline value on the page Scenario."""
    widget = next(w for w in app.number_input if str(w.key).endswith(f"|{path}"))
    widget.set_value(value).run()
    assert not app.exception


def test_edit_survives_another_page_and_is_solved(
    monkeypatch: pytest.MonkeyPatch, two_runs: Any, no_solves: Any
) -> None:
    """Proves: an edit is shown against the parent, kept over a change of page, and given to the solve as an overlay."""
    folder, *_ = two_runs
    app = start(monkeypatch, folder, "scenario")
    edit(app, "site.connection_mw", 8.0)
    assert "1 change against les-ulis-base.yaml" in text(app)
    goto(app, "runs")
    goto(app, "scenario")
    assert "1 change against les-ulis-base.yaml" in text(app)
    app.button(key="solve").click().run()
    scenario, where, days, _, overlay = no_solves[0]
    assert (scenario, where, days) == (SCENARIO, folder, 3)
    assert overlay["site"] == {"connection_mw": 8.0}
    assert overlay["name"] == "les-ulis-base-variant"
    app.button(key="reset").click().run()
    assert "No change against" in text(app)


def test_wrong_edit_has_the_words_of_the_check_and_stops_solve(
    monkeypatch: pytest.MonkeyPatch, two_runs: Any, no_solves: Any
) -> None:
    """Proves: a negative connection is refused with the schema's own words, is kept, and cannot be solved."""
    folder, *_ = two_runs
    app = start(monkeypatch, folder, "scenario")
    edit(app, "site.connection_mw", -1.0)
    assert "site.connection_mw" in app.error[0].value
    assert "-1" in app.error[0].value
    assert app.button(key="solve").disabled
    goto(app, "runs")
    goto(app, "scenario")
    assert "site.connection_mw" in app.error[0].value


def test_every_assumption_can_be_searched(monkeypatch: pytest.MonkeyPatch, two_runs: Any) -> None:
    """Proves: the search looks through names and sources."""
    folder, *_ = two_runs
    app = start(monkeypatch, folder, "scenario")
    whole = len(app.dataframe[-1].value)
    app.text_input(key="search").set_value("connection_mw w.media").run()
    assert len(app.dataframe[-1].value) == 1 < whole
    assert "site.connection_mw" in app.dataframe[-1].value.to_string()


def test_two_runs_are_compared(monkeypatch: pytest.MonkeyPatch, two_runs: Any) -> None:
    """Proves: two runs ticked give indicators side by side and a sentence with the difference in NPV."""
    folder, first, second = two_runs
    app = start(monkeypatch, folder, "runs")
    app.multiselect(key="compare").set_value([first, second]).run()
    assert not app.exception
    difference = abs(small_plan(1).kpi("npv_meur") - small_plan(2).kpi("npv_meur"))
    assert f"{difference:,.1f}\u00a0M€" in text(app)
    assert any("PUE" in table.value.to_string() for table in app.table)


def status(**new: Any) -> jobs.JobStatus:
    """A job, done unless told otherwise."""
    values = {
        "job_id": "j", "state": "done", "scenario": str(SCENARIO), "days": "3", "gap_asked": 0.005, "started_utc": "",
        "phase": "few days", "pass_number": 1, "elapsed_s": 4.0, "bound_meur": 710.0, "incumbent_meur": 700.0,
        "gap": 0.014, "run_id": "r", "message": "", "exit_code": 0, "stop_asked": False, "log": Path("log"),
    }  # fmt: skip
    return jobs.JobStatus(**(values | new))


def test_full_run_follows_the_first_start_only() -> None:
    """Proves: all days are solved after the first quick solve of the base, and never after anything else.

    A variant solved first starts from the file of the base too: only the name of its run tells it apart.
    """
    base = pd.DataFrame({"run_id": ["r"], "scenario_name": ["les-ulis-base"]})
    assert solving.needs_full_run([status()], base)
    assert not solving.needs_full_run([], base)
    assert not solving.needs_full_run([status(), status(job_id="k")], base)
    for other in ({"state": "running"}, {"state": "failed"}, {"days": "all"}, {"run_id": "s"}):
        assert not solving.needs_full_run([status(**other)], base)
    assert not solving.needs_full_run([status()], base.assign(scenario_name="les-ulis-base-variant"))
    assert not solving.needs_full_run([status()], pd.concat([base, base.assign(run_id="s")]))


def test_progress_is_said_in_words() -> None:
    """Proves: phase, time, best plan, bound and gap are said where known, and the bar follows the gap."""
    line = texts.progress_text(status(), "en")
    for part in ("few days", "4\u00a0s", "700.0\u00a0M€", "710.0\u00a0M€", "1.40%"):
        assert part in line
    assert "M€" not in texts.progress_text(status(incumbent_meur=None, bound_meur=None, gap=None), "en")
    shares = [texts.progress_share(gap, 0.005) for gap in (None, 2.0, 0.5, 0.05, 0.005, 0.001)]
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0.0, 1.0)
