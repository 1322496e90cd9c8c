"""Plans for several paths from end to end: command line, store, API, background job, page Risk."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

import planner
from planner import cli
from planner.access.people import person
from planner.billing.tariff_hours import hour_table
from planner.charts import risk as charts
from planner.charts.findings import cautions
from planner.charts.findings import risk as findings
from planner.errors import ScenarioError, StoreError
from planner.inputs.build import build_inputs
from planner.jobs import jobs
from planner.plan.several import uncertain
from planner.plan.several.spread import MEASUREMENT_COLUMNS
from planner.plan.store import disk as store
from planner.plan.store.seal import SEAL
from planner.plan.text import uncertain_lines
from planner.problem.settings import SolveSettings
from planner.ui.kit import solving, state
from planner.words import say
from tests.charts.small_plan import small_plan
from tests.ui import first_edition
from tests.ui.test_pages import start, text

if TYPE_CHECKING:
    from planner.plan.several.uncertain import UncertainPlan

SCENARIO = first_edition.uncertain()
PATHS, TRIAL = 3, 2


@pytest.fixture(scope="module")
def solved(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, dict[str, object]]:
    """A store with one plan for three paths, solved on the command line, its run_id, and what it printed."""
    folder = tmp_path_factory.mktemp("uncertain")
    printed = folder / "printed.json"
    progress = folder / "progress.json"
    arguments = ["solve", str(SCENARIO), "--paths", str(PATHS), "--trial", str(TRIAL), "--days", "1", "--gap", "0.02"]
    arguments += ["--store", str(folder / "runs"), "--json", "--quiet", "--progress-file", str(progress)]
    with pytest.MonkeyPatch.context() as patch, printed.open("w", encoding="utf-8") as out:
        patch.setattr("sys.stdout", out)
        assert cli.main(arguments) == 0
    found = json.loads(printed.read_text(encoding="utf-8"))
    assert json.loads(progress.read_text(encoding="utf-8"))["run_id"] == found["run_id"]
    return folder / "runs", str(found["run_id"]), found


@pytest.fixture(scope="module")
def beside_a_run(solved: tuple[Path, str, dict[str, object]], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same store with an ordinary run, so that opening the app does not solve the base scenario."""
    folder = tmp_path_factory.mktemp("beside") / "runs"
    shutil.copytree(solved[0], folder)
    small_plan(1).save(folder)
    return folder


@pytest.fixture(scope="module")
def plan(solved: tuple[Path, str, dict[str, object]]) -> UncertainPlan:
    folder, run_id, _ = solved
    return uncertain.load(folder, run_id)


def test_what_machines_get(solved: tuple[Path, str, dict[str, object]], plan: UncertainPlan) -> None:
    """Proves: the printed objective is that of the saved plan, proven within the gap that was asked for."""
    _, _, printed = solved
    assert printed["status"] == "optimal_within_gap"
    assert printed["objective"] == pytest.approx(plan.manifest["objective_meur"])
    assert float(str(printed["gap"])) <= 0.02


def test_the_tables_hold_together(plan: UncertainPlan) -> None:
    """Proves: probabilities add up, the mean is that of the paths, nobody beats knowing, knowing is worth something."""
    paths = plan.paths
    assert len(paths) == PATHS
    assert paths["weight"].sum() == pytest.approx(1)
    mean = float(plan.costs.set_index("figure")["cost_meur"]["mean"])
    assert mean == pytest.approx(float(paths["weight"] @ paths["cost_meur"]))
    assert mean == pytest.approx(-plan.manifest["objective_meur"])
    assert (plan.regret["regret_meur"] >= -1e-9).all()
    assert charts.worth_of(plan, "value of perfect information") >= 0
    assert plan.trial["paths"].tolist() == [TRIAL, TRIAL]
    assert set(plan.drawn["path"]) == set(paths["path"])
    assert set(plan.unserved["workload"]) >= {"enterprise", "enterprise-uncommitted"}


def test_orders_are_whole_and_no_more_than_every_good_plan_is_certain(plan: UncertainPlan) -> None:
    assert (plan.orders["racks"] == plan.orders["racks"].round()).all()
    assert (plan.orders["in_every_good_plan"] <= plan.orders["racks_in_parts"] + 1e-6).all()
    assert (plan.orders["order_period"] <= plan.manifest["decide_until"]).all()


def test_it_is_found_again_and_is_no_ordinary_run(solved: tuple[Path, str, dict[str, object]]) -> None:
    """Proves: by latest and by a beginning; the list of runs neither shows it nor warns of it; a wrong name is told."""
    folder, run_id, _ = solved
    assert uncertain.run_ids(folder) == [run_id]
    assert uncertain.load(folder, "latest").run_id == run_id
    assert uncertain.load(folder, run_id[:20]).run_id == run_id
    assert store.list_runs(folder).empty
    with pytest.raises(StoreError, match='no plan under uncertainty "other"'):
        uncertain.load(folder, "other")


def test_bad_requests_are_refused_before_anything_is_solved(repo_root: Path) -> None:
    with pytest.raises(ScenarioError, match="uncertainty"):
        planner.solve(repo_root / "scenarios" / "les-ulis-first-edition.yaml", paths=2, days=1)
    with pytest.raises(ScenarioError, match="paths"):
        planner.solve(SCENARIO, paths=0, days=1)
    with pytest.raises(ScenarioError, match="trial"):
        planner.solve(SCENARIO, paths=2, trial=-1, days=1)
    with pytest.raises(ScenarioError, match="one future only"):
        planner.solve(repo_root / "scenarios" / "portfolio-1gw.yaml", paths=2, days=1)
    with pytest.raises(ScenarioError, match="trial: 3 was given, without paths"):
        planner.solve(SCENARIO, trial=3, days=1)
    with pytest.raises(ScenarioError, match="processes: -1 was given"):
        planner.solve(SCENARIO, paths=2, processes=-1, days=1)
    with pytest.raises(ScenarioError, match="paths: 1001 paths were asked for; allowed are 1 to 1000"):
        planner.solve(SCENARIO, paths=1001, days=1)


def test_runs_lists_it_and_report_writes_it(
    solved: tuple[Path, str, dict[str, object]], plan: UncertainPlan, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """Proves: nobody looks for a plan under uncertainty in vain, or is told that it does not exist."""
    folder, run_id, _ = solved
    assert cli.main(["runs", "--store", str(folder), "--json"]) == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert (row["kind"], row["run_id"], row["paths"], row["left_out"]) == ("uncertain", run_id, PATHS, [])
    mean = plan.costs.set_index("figure")["cost_meur"]["mean"]
    assert row["mean_value_meur"] == pytest.approx(-mean, rel=1e-9)
    assert cli.main(["runs", "--store", str(folder), "--locale", "fr"]) == 0
    said = capsys.readouterr().out
    assert "Plans sous incertitude" in said
    assert run_id in said
    for asked in (run_id, run_id[:20], f"{run_id}.uncertain", "latest"):
        assert cli.main(["report", asked, "--store", str(folder), "--out", str(tmp_path / "paths.html")]) == 0
        assert plan.title in (tmp_path / "paths.html").read_text(encoding="utf-8")
    assert cli.main(["compare", run_id, "latest", "--store", str(folder)]) == 4
    assert "no comparison" in capsys.readouterr().err


def test_two_of_one_second_are_both_kept(plan: UncertainPlan, tmp_path: Path) -> None:
    """Proves: the second gets a name of its own, and each is found by its whole name."""
    first, second = plan.save(tmp_path), plan.save(tmp_path)
    assert second == f"{first}-2"
    assert {uncertain.load(tmp_path, run).run_id for run in (first, second)} == {first, second}
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match="this is a file, not a folder"):
        plan.save(tmp_path / "file")


def test_a_plan_that_was_stopped_is_shown(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, plan: UncertainPlan) -> None:
    """Proves: the page says what was not worked out, and shows the rest, in both languages."""
    unknown = {"own_best_meur": np.nan, "regret_meur": np.nan, "regret_of_expected_plan_meur": np.nan}
    left = {"in_every_good_plan": np.nan, "least_of_own_plans": np.nan, "most_of_own_plans": np.nan}
    stopped = replace(
        plan,
        manifest=plan.manifest | {"left_out": ["all"], "warnings": ["Stopped before its end; not worked out: all."]},
        regret=plan.regret.assign(**unknown),
        orders=plan.orders.assign(**left, probability_ordered=np.nan, kind="not known"),
        waiting=plan.waiting.iloc[:0],
        worth=plan.worth.assign(meur=np.nan),
        trial=plan.trial.iloc[:0],
    )
    assert not stopped.whole
    stopped.save(tmp_path)
    for locale, word in (("en", "not worked out: all"), ("fr", stopped.headline("fr"))):
        app = start(monkeypatch, tmp_path, "risk", lang=locale)
        assert not app.exception
        assert word in text(app)
        assert "nan" not in text(app).lower().split()


def test_people_get_costs_worth_and_orders(plan: UncertainPlan) -> None:
    """Proves: the summary names each figure of the tables and each common order."""
    from planner.cli.solve import summary

    said = summary(plan, "runs", "en")
    assert plan.headline() in said
    for figure in [*plan.costs["figure"], *plan.worth["figure"]]:
        assert figure in said
    for rack in plan.orders["rack"]:
        assert rack in said


def test_the_page_shows_the_plan_in_both_languages(
    monkeypatch: pytest.MonkeyPatch, beside_a_run: Path, plan: UncertainPlan
) -> None:
    """Proves: sentence, findings and tables are those of the saved plan; nothing is worked out anew."""
    english = text(start(monkeypatch, beside_a_run, "risk"))
    assert plan.headline("en") in english
    assert "nothing to price" in english
    for finding in (findings.orders, findings.value, findings.waiting, findings.unserved):
        assert finding(plan, "en") in english
    assert plan.headline("fr") in text(start(monkeypatch, beside_a_run, "risk", lang="fr"))


def test_the_page_says_which_measurement_first(
    monkeypatch: pytest.MonkeyPatch, beside_a_run: Path, plan: UncertainPlan, tmp_path: Path
) -> None:
    """Proves: P10 to P90 and the list stand on the page and in the terminal; a plan of before has neither and loads."""
    folder = tmp_path / "runs"
    shutil.copytree(beside_a_run, folder)
    row = ("Mistral-Large-3", "GB300_NVL72", 0.28, 1.37, 793.0, 897.0, 976.0, 12.0, 0.0, 20.0, 3)
    measurements = pd.DataFrame([row], columns=MEASUREMENT_COLUMNS)
    run_id = replace(plan, measurements=measurements).save(folder)
    app = start(monkeypatch, folder, "risk", **{state.UNCERTAIN_KEY: run_id})
    assert not app.exception, [error.value for error in app.exception]
    assert "Measure Mistral-Large-3 on GB300 NVL72 first: knowing it before ordering is worth 1.37" in text(app)
    assert "From P10 to P90 over the paths" in text(app)
    assert "Mistral-Large-3 · GB300 NVL72" in "\n".join(uncertain_lines(uncertain.load(folder, run_id)))
    for name in (*(f"{table}.parquet" for table in uncertain.LATER), SEAL):
        (uncertain.folder_of(folder, run_id) / name).unlink()
    assert uncertain.load(folder, run_id).measurements.empty


def test_the_page_has_a_list_worked_out_that_is_not_there(
    monkeypatch: pytest.MonkeyPatch, plan: UncertainPlan, tmp_path: Path
) -> None:
    """Proves: where something is predicted the page says how to price it, and its button starts that."""
    small_plan(1).save(tmp_path)
    run_id = plan.with_manifest(predicted_times=24).save(tmp_path)
    started: list[tuple[object, ...]] = []
    monkeypatch.setattr("planner.jobs.background.start", lambda *how: started.append(how))
    app = start(monkeypatch, tmp_path, "risk")
    assert f"planner measure-first {run_id}" in text(app)
    next(button for button in app.button if button.key == "measure-first-start").click().run()
    assert not app.exception
    assert [(run, work) for run, _, work in started] == [(run_id, "measure-first")]


def test_without_a_plan_the_page_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, two_runs: tuple[Path, str, str]
) -> None:
    folder, first, _ = two_runs
    app = start(monkeypatch, folder, "risk", run=first)
    assert say("no risk yet", "en") in text(app)


def test_the_form_starts_a_job_for_paths(monkeypatch: pytest.MonkeyPatch, two_runs: tuple[Path, str, str]) -> None:
    """Proves: what the form says is what the job is asked for."""
    started: list[tuple[str, SolveSettings]] = []

    def note(scenario: Path, store: Path, settings: SolveSettings, **more: object) -> str:
        started.append((scenario.stem, settings))
        return "noted"

    monkeypatch.setattr(jobs, "start", note)
    folder, first, _ = two_runs
    app = start(monkeypatch, folder, "risk", run=first)
    app.number_input[0].set_value(5)
    app.number_input[1].set_value(50)
    app.button[-1].click().run()
    ((name, settings),) = started
    assert (settings.paths, settings.trial) == (5, 50)
    assert name == "les-ulis-uncertain"


def test_charts_draw_what_the_tables_say(plan: UncertainPlan) -> None:
    """Proves: bars are as wide as their path is likely and as high as its value; the heat map holds every batch."""
    chart = charts.value_by_path(plan)
    data = charts.value_data(plan)
    assert np.allclose(np.asarray(chart.data[0].width, dtype=float), data["probability"])
    assert np.allclose(np.asarray(chart.data[0].y, dtype=float), data["npv_meur"])
    heat = charts.waiting_heat(plan)
    assert len(heat.data[0].y) == charts.batches(plan)[["rack", "order_period"]].drop_duplicates().shape[0]
    assert len(heat.data[0].x) == PATHS + 1


def test_no_batch_without_a_rack_is_shown(plan: UncertainPlan) -> None:
    """Proves: a batch that rounding took away is in no sentence, table or chart; the others carry whole racks."""
    gone = plan.orders.iloc[:1].assign(racks=0)
    less = replace(plan, orders=pd.concat([gone, plan.orders.iloc[1:]], ignore_index=True))
    key = (gone["rack"].item(), gone["order_period"].item())
    assert len(charts.orders_shown(less)) == len(charts.placed(plan)) - int(plan.orders["racks"].iloc[0] >= 1)
    assert key not in set(zip(charts.batches(less)["rack"], charts.batches(less)["order_period"], strict=True))
    assert not any(text.startswith("0 ") for text in charts.waiting_heat(less).data[0].y)


def test_the_sentence_says_when(plan: UncertainPlan) -> None:
    """Proves: the periods in which racks are ordered are named, and no others."""
    one = plan.orders.assign(racks=3, order_period="2026-Q4").iloc[:2]
    assert "in Q4\u00a02026; worth" in replace(plan, orders=one).headline()
    two = one.assign(order_period=["2026-Q4", "2027-Q1"])
    assert "en T4\u00a02026 et T1\u00a02027 ;" in replace(plan, orders=two).headline("fr")
    assert "in Q4\u00a02026; worth" in replace(plan, orders=two.assign(racks=[3, 0])).headline()


def test_people_see_titles_not_run_ids(
    monkeypatch: pytest.MonkeyPatch, beside_a_run: Path, plan: UncertainPlan
) -> None:
    """Proves: the page's list names the plan by title and paths; the page Runs lists it and says where it opens."""
    app = start(monkeypatch, beside_a_run, "risk")
    chosen = next(box for box in app.selectbox if box.key == "uncertain")
    assert chosen.options == [f"{plan.title} · {PATHS} paths · {plan.manifest['created_utc'][:16].replace('T', ' ')}"]
    listed = start(monkeypatch, beside_a_run, "runs")
    assert say("uncertain runs note", "en") in text(listed)
    assert [table.value.iloc[0, -1] for table in listed.dataframe][1] == plan.run_id


def test_the_newest_plan_is_shown_when_its_job_ends(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Proves: one's own job for paths that ends is the plan the page Risk shows, whatever was chosen before.

    A bug would give: the plan that a colleague has just solved, on the page of everybody.
    """
    shown: list[str] = []
    done = SimpleNamespace(job_id="j", state="done", run_id="new", paths=3, owner=person())
    others = SimpleNamespace(job_id="o", state="done", run_id="theirs", paths=3, owner="somebody else")
    monkeypatch.setattr(solving, "all_jobs", lambda: [others, done])
    monkeypatch.setattr(solving, "_seen", lambda: {"j", "o"})
    monkeypatch.setattr(solving, "_closed", set)
    monkeypatch.setattr(solving.state, "show_uncertain", shown.append)
    monkeypatch.setattr(solving.st, "rerun", lambda: None)
    solving._show_all()
    assert shown == ["new"]


def test_a_broken_plan_is_left_out_of_the_list(solved: tuple[Path, str, dict[str, object]], tmp_path: Path) -> None:
    folder, run_id, _ = solved
    shutil.copytree(folder, tmp_path / "runs")
    assert uncertain.list_runs(tmp_path / "runs")["run_id"].tolist() == [run_id]
    (tmp_path / "runs" / f"{run_id}{uncertain.SUFFIX}" / "costs.parquet").unlink()
    assert uncertain.list_runs(tmp_path / "runs").empty


def test_warnings_are_said_in_french_and_once() -> None:
    """Proves: a known warning has its French; an unknown one stays; none is repeated, and one can be left out."""
    own = [*cautions.KEYS, cautions.FEW_DAYS, "rack X: own words"]
    french = cautions.in_words(own, "fr", without=[cautions.FEW_DAYS])
    keys = [key for text, key in cautions.KEYS.items() if text != cautions.FEW_DAYS]
    assert french == [say(key, "fr") for key in keys] + ["rack X: own words"]
    assert not any("fleet.operating_points" in text for text in cautions.in_words(own, "en"))


def test_warnings_of_the_base_scenario_have_their_french(monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: the texts that inputs warn with on few days are those that cautions know, letter by letter."""
    base = planner.load(SCENARIO.with_name("les-ulis-first-edition.yaml"))
    assert cautions.FEW_DAYS in build_inputs(base, days=1).warnings
    unverified = replace(hour_table(), verified=False)  # the shipped table is checked
    monkeypatch.setattr("planner.inputs.build.hour_table", lambda **_: unverified)
    assert cautions.TARIFF_HOURS in build_inputs(base, days=1).warnings
