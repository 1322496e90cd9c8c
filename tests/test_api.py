"""`import planner`: lazy, refuses settings that make no sense, and goes from a scenario to a saved plan."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import planner
from planner import api
from planner.errors import ScenarioError
from planner.problem import settings
from planner.problem.solution import Progress
from tests.inputs.tiny import tiny_inputs
from tests.plan.answers import scenario


@pytest.fixture
def tiny_site(monkeypatch: pytest.MonkeyPatch) -> None:
    """Inputs are those of a tiny site; the optimiser and all that follows is real."""

    def build(_: Any, days: Any = "all") -> Any:
        return tiny_inputs(days_per_period=2 if days == "all" else days)

    monkeypatch.setattr("planner.inputs.build.build_inputs", build)


def test_importing_the_planner_loads_nothing_heavy() -> None:
    """Proves: `import planner` and `planner --help` need neither pandas nor Pyomo."""
    code = (
        "import sys, planner, planner.cli; planner.cli.parser().format_help(); "
        "print([m for m in ('pandas', 'numpy', 'pyomo', 'pydantic', 'babel', 'streamlit') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_public_names_exist_and_others_do_not() -> None:
    for name in planner.__all__:
        assert getattr(planner, name) is not None
    assert "solve" in dir(planner)
    with pytest.raises(AttributeError, match=r"module 'planner' has no attribute 'solv'"):
        _ = planner.solv


@pytest.mark.usefixtures("tiny_site")
def test_from_scenario_to_saved_plan(tmp_path: Path) -> None:
    """Proves: one call solves, checks and saves; progress is told; the run can be opened again."""
    steps: list[Progress] = []
    plan = api.solve(scenario(), days=1, gap=0.01, processes=1, progress=steps.append, store=tmp_path)
    assert plan.within_gap
    assert steps
    assert steps[-1].gap is not None
    assert plan.manifest["days"] == 1
    assert plan.manifest["gap_asked"] == 0.01
    assert len(plan.manifest["data_hash"]) == 64
    assert set(plan.manifest["seconds"]) >= {"inputs", "optimisation", "plan", "total"}
    again = planner.open_run("latest", tmp_path)
    assert again.run_id == plan.run_id
    assert planner.compare(plan, again).inputs.empty


@pytest.mark.usefixtures("tiny_site")
def test_a_solve_stopped_by_the_user_says_so() -> None:
    """Proves: cancel keeps the best plan so far and its status is "stopped", not "optimal"."""
    seen: list[Progress] = []
    plan = api.solve(
        scenario(), gap=1e-6, processes=1, progress=seen.append, cancel=lambda: any(s.incumbent_meur for s in seen)
    )
    assert plan.manifest["status"] in {"stopped", "optimal_within_gap"}
    assert plan.manifest["bound_meur"] >= plan.manifest["objective_meur"] - 1e-6


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"days": 0}, r"days: 0 was given, allowed are all, or a number of days per period from 1 to 366"),
        ({"days": "some"}, r"days: 'some' was given"),
        ({"gap": 0.0}, r"gap: 0.0 was given, allowed is 1e-06 to less than 1 .*\n\nhint: a gap of zero may never"),
        ({"gap": float("nan")}, r"gap: nan was given"),
        ({"time_limit_s": -1.0}, r"time_limit_s: -1.0 was given, allowed is a number of seconds above 0"),
    ],
)
def test_settings_that_make_no_sense_are_refused(settings: dict[str, Any], message: str) -> None:
    with pytest.raises(ScenarioError, match=message):
        api.solve(scenario(), **settings)


def test_processes_follow_the_machine() -> None:
    assert 1 <= settings.default_processes() <= settings.MOST_PROCESSES


def test_operating_points_of_one_rack_and_of_all() -> None:
    """Proves: analysts get the table of the command; a rack too small for the model has a row that says so."""
    table = planner.operating_points("Mistral-Large-3", tokens_per_s_per_user=40, input_tokens=3000, output_tokens=400)
    assert {"H100_HGX", "GB300_NVL72"} <= set(table["case_id"])
    assert "does not fit" in table.set_index("case_id")["error"]["H100_HGX"]
    one = planner.operating_points("Mistral-Large-3", "GB300_NVL72", tokens_per_s_per_user=40)
    assert (one["tokens_per_s_per_gpu_p10"] < one["tokens_per_s_per_gpu_p90"]).all()


def test_how_a_model_is_served_may_be_said_in_words() -> None:
    """Proves: drafts and pools reach the predictor; a number in their place is refused by name."""
    case = {"tokens_per_s_per_user": 40, "precision": "fp8", "input_tokens": 3000, "output_tokens": 400}
    plain = planner.operating_points("DeepSeek-R1", "B200_HGX", **case)
    drafted = planner.operating_points("DeepSeek-R1", "B200_HGX", speculative="mtp", pools="one", **case)
    rate = "tokens_per_s_per_gpu_p50"
    assert float(drafted[rate].iloc[0]) > float(plain[rate].iloc[0])
    with pytest.raises(ScenarioError, match="speculative"):
        planner.operating_points("DeepSeek-R1", "B200_HGX", speculative=1, **case)
