"""Which points a plan may use: by rule, under caps, measured by the planner; and what is said of the rest."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from planner.calendar import make_calendar
from planner.errors import DataError, ScenarioError
from planner.inputs.build import build_inputs, gather
from planner.inputs.checks import Facts
from planner.inputs.point_warnings import NEAREST_ROW_WARNING
from planner.plan.tables.tokens import basis_of
from planner.problem.site import ModelInputs
from planner.scenario.files.provenance import Provenance
from planner.scenario.schema import Scenario
from tests.inputs.plain import plain_scenario

OWN = "fleet.operating_points.measurements"
ROW: dict[str, Any] = {
    "rack": "GB300_NVL72",
    "workload": "assistant",
    "tokens_per_s_per_gpu": 1800.0,
    "tokens_per_s_per_user": 36.0,
    "rack_kw": 101.0,
    "unit": "output tokens/s and kW",
    "date": "2026-11-02",
    "source": "own run, vLLM 0.9",
}


def facts(scenario: Scenario) -> Facts:
    return gather(scenario, make_calendar(scenario.horizon.start, scenario.horizon.end, "quarter", days=1))


def predicted(**new: Any) -> Scenario:
    return plain_scenario({"fleet.operating_points": {"basis": "predicted"} | new})


def measured(*rows: dict[str, Any], **new: Any) -> Scenario:
    """The plain scenario with measurements as a file would give them: each with its line."""
    kept = [{name: value for name, value in (ROW | row).items() if value is not None} for row in rows]
    scenario = predicted(measurements=kept, **new)
    lines = {f"{OWN}.{i}": Provenance("own", "fact", "", "measurements.csv", i + 2) for i in range(len(kept))}
    return Scenario.from_values(scenario.values(), provenance=lines)


def told(inputs: ModelInputs, path: str) -> Any:
    return next(a for a in inputs.assumptions if a.path == path)


# ------------------------------------------------------------------ the rule


def test_predicted_points_keep_their_interval_and_power() -> None:
    """Proves: p10, p50 and p90 stand in the assumption list, and kW is that of the point, not a share of nameplate."""
    inputs = build_inputs(predicted(), days=1)
    row = told(inputs, "data/gpu: assistant on GB300_NVL72")
    point = facts(predicted()).points["assistant"]["GB300_NVL72"]
    assert row.kind == "estimated"
    assert f"{point.rate_per_gpu:,.0f} tokens/s per GPU (80 % interval " in row.source
    assert basis_of(row.source) == "predicted"
    o = inputs.points.names.index("assistant on GB300_NVL72")
    assert inputs.points.kw[o] == point.kw != pytest.approx(0.73 * 132)
    assert inputs.points.rate[o] == pytest.approx(point.rate_per_gpu * 72 / 1e6)
    serving = inputs.points.kw > inputs.fleet.idle_kw[inputs.points.rack]
    assert serving.all()


def test_predicted_is_the_default_and_the_nearest_row_says_so() -> None:
    default = plain_scenario({"fleet.operating_points": {}})
    assert default.fleet.operating_points.basis == "predicted"
    assert facts(default).points == facts(predicted()).points
    assert NEAREST_ROW_WARNING in build_inputs(plain_scenario(), days=1).warnings
    assert NEAREST_ROW_WARNING not in build_inputs(default, days=1).warnings
    near = facts(plain_scenario()).points["assistant"]["GB300_NVL72"]
    assert near.basis in ("measured", "derived", "estimated")
    assert near.kw is None


def test_a_speed_above_every_roofline_is_refused() -> None:
    scenario = plain_scenario(
        {"fleet.operating_points": {"basis": "predicted"}, "workloads.assistant.min_tokens_per_s_per_user": 9000}
    )
    with pytest.raises(ScenarioError, match="the fastest rack of the fleet can, by its roofline, for a model"):
        build_inputs(scenario, days=1)


def test_a_model_larger_than_a_rack_is_left_out_and_said() -> None:
    """Mistral-Large-3 in 16 bits takes 1,350 GB; eight H200 have 1,128 GB, eight B200 1,440 GB, not all of it free."""
    changes = {
        "fleet.operating_points": {"basis": "nearest-row"},
        "workloads.assistant.model": "Mistral-Large-3",
        "workloads.assistant.precision": "fp16",
        "workloads.assistant.sovereign": True,
    }
    scenario = plain_scenario(changes)
    inputs = build_inputs(scenario, days=1)
    assert "assistant on H200_HGX" not in inputs.points.names
    assert "assistant on GB300_NVL72" in inputs.points.names
    warning = next(text for text in inputs.warnings if "H200_HGX" in text)
    assert warning == (
        "Mistral-Large-3 in fp16 does not fit H200_HGX: its weights need 1,350 GB, 993 GB are there for them "
        "(workload assistant)."
    )
    racks = {"H200_HGX": scenario.values()["fleet"]["racks"]["H200_HGX"]}
    only = {"fleet.racks": racks, "fleet.opening": [], "power.burst.rack": "H200_HGX"}
    with pytest.raises(ScenarioError, match="no rack of the fleet holds its model"):
        build_inputs(plain_scenario(changes | only), days=1)


def test_fp64_work_lands_on_hgx_and_the_list_says_why() -> None:
    """B300 and GB300 gave their FP64 units up for FP4, so simulation needs H100, H200 or B200."""
    inputs = build_inputs(predicted(), days=1)
    assert [n for n in inputs.points.names if n.startswith("simulation")] == [
        "simulation on H200_HGX", "simulation on B200_HGX",
    ]  # fmt: skip
    row = told(inputs, "data/gpu: simulation, number of operating points")
    assert row.value == "2 used, 0 dropped"
    assert row.reason == "GB300_NVL72 has 1.25 TFLOPS of fp64 per GPU, 1.9% of the 66.9 of H200_HGX"


# ------------------------------------------------------------------ caps


def test_caps_add_points_and_pruning_is_counted() -> None:
    """Proves: a cap that binds adds a point of less power; one that does not is dropped, and both are counted.

    Boards average 96 % of their rating at most (`board.PowerParameters.ceiling`): a cap of 97 % never binds.
    """
    inputs = build_inputs(predicted(power_caps=[0.97, 0.6]), days=1)
    names = inputs.points.names
    full, capped = (names.index(f"assistant on GB300_NVL72{x}") for x in ("", " at 60 % of GPU power"))
    assert inputs.points.kw[capped] < inputs.points.kw[full]
    assert inputs.points.rate[capped] < inputs.points.rate[full]
    assert inputs.points.tokens_per_s_per_user[capped] >= 35 * (1 - 1e-9)
    row = told(inputs, "data/gpu: document-batch, number of operating points")
    used, dropped = (int(part.split()[0]) for part in row.value.split(", "))
    assert used == sum(name.startswith("document-batch") for name in names)
    assert used + dropped == 9  # three racks at full power and under two caps
    assert dropped >= 1
    assert any("operating points were left out" in text and "of document-batch" in text for text in inputs.warnings)


def test_caps_of_the_nearest_row_are_scaled() -> None:
    scenario = plain_scenario({"fleet.operating_points": {"basis": "nearest-row", "power_caps": [0.6]}})
    found = facts(scenario)
    full, (capped,) = found.points["assistant"]["GB300_NVL72"], found.slower["assistant"]["GB300_NVL72"]
    own = facts(predicted(power_caps=[0.6]))
    base, (slow,) = own.points["assistant"]["GB300_NVL72"], own.slower["assistant"]["GB300_NVL72"]
    assert capped.rate_per_gpu / full.rate_per_gpu == pytest.approx(slow.rate_per_gpu / base.rate_per_gpu)
    assert capped.kw is not None
    assert slow.kw is not None
    assert base.kw is not None
    assert capped.kw / (0.73 * 132) == pytest.approx(slow.kw / base.kw)
    assert capped.basis == "estimated"
    assert found.slower.get("simulation") is None


# ------------------------------------------------------------------ own measurements


def test_a_measurement_wins_and_the_list_says_so() -> None:
    inputs = build_inputs(measured({}), days=1)
    o = inputs.points.names.index("assistant on GB300_NVL72")
    assert inputs.points.rate[o] == pytest.approx(1800 * 72 / 1e6)
    assert inputs.points.kw[o] == 101
    row = told(inputs, "data/gpu: assistant on GB300_NVL72")
    assert (row.kind, row.where) == ("measured", OWN)
    assert row.source.startswith(
        "measured: 1,800 tokens/s per GPU at 36 tokens/s per user, 101 kW a rack at the wall; by the planner, "
        "2026-11-02, own run, vLLM 0.9 (measurements.csv, line 2); overrides "
    )
    other = inputs.points.names.index("assistant on B200_HGX")
    assert basis_of(inputs.points.source[other]) == "predicted"


def test_whole_racks_boards_and_models_can_be_given() -> None:
    """Proves: tokens/s of a rack are divided by its GPUs, board watts get the rack's other power."""
    by_rack = {"workload": None, "model": "Mistral-Medium-3.5", "precision": "fp8", "tokens_per_s_per_gpu": None}
    by_rack |= {"tokens_per_s": 129_600.0, "rack_kw": None, "gpu_watts": 900.0, "unit": "output tokens/s and W"}
    own = facts(measured(by_rack)).points["assistant"]["GB300_NVL72"]
    assert own.rate_per_gpu == 1800
    assert own.kw is not None
    assert 72 * 0.9 * 1.12 < own.kw < 132
    silent = {"rack_kw": None, "unit": "output tokens/s"}
    before = facts(predicted()).points["assistant"]["GB300_NVL72"]
    after = facts(measured(silent)).points["assistant"]["GB300_NVL72"]
    assert after.kw == before.kw
    assert after.text.endswith("power was not measured and stays as it was")


def test_the_best_of_several_counts_and_caps_scale_it() -> None:
    found = facts(measured({}, {"tokens_per_s_per_gpu": 1700.0, "rack_kw": 99.0}, power_caps=[0.6]))
    own, (capped,) = found.points["assistant"]["GB300_NVL72"], found.slower["assistant"]["GB300_NVL72"]
    assert own.rate_per_gpu == 1800
    assert capped.rate_per_gpu < 1800
    assert capped.kw is not None
    assert capped.kw < 101
    assert "of measured: 1,800" in capped.text


def test_a_rack_the_fleet_does_not_offer_is_noted() -> None:
    inputs = build_inputs(measured({"rack": "VR_NVL72"}), days=1)
    assert any(
        text == f"measurements.csv, line 2: {OWN}.0: VR_NVL72 is not in fleet.racks; the measurement touches nothing."
        for text in inputs.warnings
    )


def test_a_model_that_no_workload_serves_is_noted() -> None:
    inputs = build_inputs(measured({"workload": None, "model": "Mistral-Medium-3.5", "precision": "fp4"}), days=1)
    end = "no workload serves Mistral-Medium-3.5 in fp4; the measurement touches nothing."
    assert any(text.endswith(end) for text in inputs.warnings)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"rack": "GB300_NVL27"}, '.rack: "GB300_NVL27" was read.\n\nhint: Did you mean "GB300_NVL72"?'),
        ({"workload": "simulation"}, ".workload: simulation is counted in GPU-hours; tokens/s were read."),
        (
            {"workload": None, "model": "Mistral-Medium-3", "precision": "fp8"},
            '.model: "Mistral-Medium-3" was read.\n\nhint: Did you mean "Mistral-Medium-3.5"?',
        ),
        (
            {"tokens_per_s_per_user": 30.0},
            ".tokens_per_s_per_user: 30 was read; assistant asks for 35 tokens/s per user.",
        ),
        (
            {"tokens_per_s_per_user": None},
            ".tokens_per_s_per_user: nothing was read; assistant asks for 35 tokens/s per user.",
        ),
        ({"tokens_per_s_per_user": 9000.0}, ".tokens_per_s_per_user: 9000 was read; the roofline is "),
        (
            {"tokens_per_s_per_gpu": 6000.0},
            ".tokens_per_s_per_gpu: 6,000 tokens/s per GPU was read; the roofline of Mistral-Medium-3.5 in fp8 on "
            "GB300_NVL72 with the lengths of assistant is ",
        ),
        ({"tokens_per_s_per_gpu": None, "tokens_per_s": 720_000.0}, ".tokens_per_s: 10,000 tokens/s per GPU was read"),
        ({"rack_kw": 20.0}, ".rack_kw: 20 kW was read; idle with a model loaded is 33 kW."),
        ({"rack_kw": 200.0}, ".rack_kw: 200 kW was read; the rating is 138.6 kW."),
        (
            {"rack_kw": None, "gpu_watts": 101.0, "unit": "output tokens/s and W"},
            ".gpu_watts: 101 W was read; idle with a model loaded is 232.4 W.",
        ),
    ],
)
def test_a_measurement_that_cannot_be_is_refused_with_its_row(row: dict[str, Any], message: str) -> None:
    with pytest.raises(DataError) as caught:
        facts(measured(row))
    assert f"measurements.csv, line 2: {OWN}.0{message}" in str(caught.value)


def test_all_bad_rows_are_shown_at_once() -> None:
    with pytest.raises(DataError) as caught:
        facts(measured({"rack_kw": 20.0}, {}, {"rack_kw": 200.0}))
    text = str(caught.value)
    assert text.startswith("2 measurements cannot be used:\n\n1. measurements.csv, line 2")
    assert "2. measurements.csv, line 4" in text


def test_a_measurement_of_a_model_that_does_not_fit() -> None:
    scenario = measured({"rack": "H200_HGX", "rack_kw": None, "unit": "output tokens/s", "tokens_per_s_per_gpu": 20.0})
    large = scenario.with_(**{"workloads.assistant.model": "Mistral-Large-3", "workloads.assistant.precision": "fp16"})
    with pytest.raises(DataError, match="does not fit H200_HGX: its weights need 1,350 GB, 993 GB are there"):
        facts(large)


def test_points_are_the_same_each_time() -> None:
    first, again = build_inputs(predicted(power_caps=[0.6]), days=1), build_inputs(predicted(power_caps=[0.6]), days=1)
    assert first.points.names == again.points.names
    assert np.array_equal(first.points.rate, again.points.rate)


# ------------------------------------------------------------------ three powers


def test_three_powers_stand_apart_and_oversubscription_states_its_risk() -> None:
    """Proves: nameplate, provisioned and expected are three numbers; smaller feeds say how likely they must cap."""
    safe = build_inputs(predicted(), days=1)
    row = told(safe, "power of a rack: GB300_NVL72")
    assert row.value.startswith("nameplate 132, provisioned 132, expected ")
    assert row.reason.endswith("must be capped with a probability of 0.0%")
    assert not any("must cap" in text for text in safe.warnings)
    points = facts(predicted()).points
    most = max(of["GB300_NVL72"].kw or 0.0 for of in points.values() if "GB300_NVL72" in of)
    tight = build_inputs(predicted(provisioned_share=most / 132), days=1)
    assert "probability of 50.0%" in told(tight, "power of a rack: GB300_NVL72").reason
    assert any(text.startswith("GB300_NVL72: feeds of") and "50%" in text for text in tight.warnings)
