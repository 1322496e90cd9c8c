"""Operating points: which benchmark rows are taken, and what is made of them."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from planner.catalogue import racks as rack_data
from planner.inputs.racks import gpu_hours
from planner.inputs.racks import operating_points as op
from planner.inputs.racks.benchmarks import Row, Setting, settings, weight_bits
from planner.problem.site import Points

NEEDS = {
    "assistant": ("Mistral-Medium-3.5", 128, 128, 900, 0.0, 350, 35),
    "enterprise": ("Mistral-Large-3", 675, 41, 3000, 0.0, 400, 40),
    "coding": ("Devstral-2", 123, 123, 8000, 0.6, 500, 60),
    "small-model-api": ("Mistral-Small-4", 119, 6.5, 1000, 0.0, 300, 50),
    "document-batch": ("Mistral-Small-4", 119, 6.5, 4000, 0.0, 300, 0),
}


@pytest.fixture(scope="module")
def products() -> dict[str, op.Product]:
    specs = rack_data.rack_specs()
    return {
        name: op.Product(
            name=str(name),
            gpus=int(row["gpus_per_unit"]),
            bandwidth_tb_per_s=float(row["memory_bandwidth_tb_per_s"]),
            tflops={p: None if np.isnan(row[c]) else float(row[c]) for p, c in gpu_hours.TFLOPS_COLUMN.items()},
            serving_kw=100.0,
        )
        for name, row in specs.iterrows()
    }


@pytest.fixture(scope="module")
def found(products: dict[str, op.Product]) -> list[Setting]:
    return settings(rack_data.measured_points(), {name: p.gpus for name, p in products.items()})


def need(workload: str = "assistant", **changes: Any) -> op.TokenNeed:
    model, total, active, tokens_in, cached, tokens_out, speed = NEEDS[workload]
    values: dict[str, Any] = {
        "workload": workload,
        "model": model,
        "total_params_b": total,
        "active_params_b": active,
        "precision": "fp8",
        "input_tokens": tokens_in,
        "cached_input_share": cached,
        "output_tokens": tokens_out,
        "tokens_per_s_per_user": speed,
    }
    return op.TokenNeed(**(values | changes))


def row(product: str, rate: float, speed: float = 50.0, row_id: str = "X") -> Row:
    return Row(row_id, product, product, "a model", "fp8", 8, rate, speed, "measured", "a source")


def setting(rows: dict[str, list[Row]], *, speed: float = math.nan, **changes: Any) -> Setting:
    values: dict[str, Any] = {
        "name": "a setting",
        "total_params_b": 128,
        "active_params_b": 128,
        "bits": 8,
        "input_tokens": 900,
        "output_tokens": 350,
        "tokens_per_s_per_user": speed,
        "derived": False,
        "rows": rows,
    }
    return Setting(**(values | changes))


# ------------------------------------------------------------------ the real catalogue


@pytest.mark.parametrize("workload", NEEDS)
@pytest.mark.parametrize("precision", ["fp8", "fp4"])
def test_newer_gpus_do_more(
    workload: str, precision: str, found: list[Setting], products: dict[str, op.Product]
) -> None:
    # Proves: no odd benchmark row turns the generations around. Untuned rows of B300 (64 tokens/s per GPU for
    # DeepSeek-R1, where B200 has 243) would.
    points = op.token_points(need(workload, precision=precision), found, products)
    rate = {name: point.rate_per_gpu for name, point in points.items()}
    assert rate["H200_HGX"] < rate["B200_HGX"] < rate["B300_HGX"] < rate["GB300_NVL72"] < rate["VR_NVL72"]
    assert rate["B200_HGX"] < rate["GB200_NVL72"] < rate["GB300_NVL72"]
    assert rate["VR_NVL72"] < 4 * rate["GB300_NVL72"]


@pytest.mark.parametrize("workload", NEEDS)
def test_rates_can_be_worked_out_from_the_rows_named(
    workload: str, found: list[Setting], products: dict[str, op.Product]
) -> None:
    # Proves: a measured or derived rate is the row's own, an estimate is anchor · here / there, and the row
    # that sets the level gives each user what is needed.
    table = rack_data.measured_points().set_index("row_id")
    for point in op.token_points(need(workload), found, products).values():
        rates = [float(table.loc[name, "tokens_per_s_per_gpu"]) for name in point.rows]
        expected = rates[0] if len(rates) == 1 else rates[0] * rates[1] / rates[2]
        assert point.rate_per_gpu == pytest.approx(expected, rel=1e-12)
        speed = float(table.loc[point.rows[0], "interactivity_tokens_per_s_per_user"])
        assert not speed < NEEDS[workload][-1]
        assert point.basis in point.text
        assert all(name in point.text for name in point.rows)


def test_the_nearest_model_and_lengths_are_taken(found: list[Setting], products: dict[str, op.Product]) -> None:
    points = op.token_points(need("enterprise"), found, products)
    assert points["GB300_NVL72"].rows == ("L00271",)
    assert points["GB300_NVL72"].rate_per_gpu == pytest.approx(640.763)
    assert "DeepSeek" in points["H200_HGX"].text
    assert "8192 tokens in" in points["H200_HGX"].text
    small = op.token_points(need("document-batch"), found, products)
    assert "gpt-oss-120b" in small["B200_HGX"].text
    assert "8192 tokens in" in small["B200_HGX"].text
    coding = op.token_points(need("coding"), found, products)
    assert "Llama-3.1-70B" in coding["B200_HGX"].text


def test_rows_that_are_no_share_of_a_rack_or_not_for_sale_are_left_out(
    found: list[Setting], products: dict[str, op.Product]
) -> None:
    table = rack_data.measured_points().set_index("row_id")
    rows = [r for s in found for of in s.rows.values() for r in of]
    assert all(r.gpus <= products[r.product].gpus for r in rows)
    used = table.loc[[r.row_id for r in rows]]
    irregular = used[(used["division"] == "open") | used["availability"].isin(["preview", "rdi"])]
    assert set(irregular["product"]) == {"VR_NVL72"}  # nothing else has been published for it
    assert used["tokens_kind"].eq("output").all()


def test_a_speed_that_no_row_meets_gives_no_point(found: list[Setting], products: dict[str, op.Product]) -> None:
    asked = need("enterprise", tokens_per_s_per_user=5000)
    assert op.token_points(asked, found, products) == {}
    assert 100 < op.best_tokens_per_s_per_user(asked, found) < 5000


def test_a_model_of_another_size_is_no_reference(found: list[Setting], products: dict[str, op.Product]) -> None:
    # Only small models reach 400 tokens/s per user; a 128-billion dense model must not be planned on them.
    assert op.token_points(need("assistant", tokens_per_s_per_user=400), found, products) == {}
    assert op.token_points(need("small-model-api", tokens_per_s_per_user=400), found, products)


# ------------------------------------------------------------------ the rule, by hand


def two_racks() -> dict[str, op.Product]:
    tflops = {"fp64": None, "fp16": None, "fp8": 1000.0, "fp4": None}
    return {name: op.Product(name, 8, 4.0, tflops, 7.5) for name in ("old", "new")}


def test_the_best_row_that_meets_the_service_level_wins() -> None:
    rows = {"old": [row("old", 900, speed=20), row("old", 500, speed=36), row("old", 300, speed=80)]}
    point = op.token_points(need(), [setting(rows)], two_racks())["old"]
    assert point.rate_per_gpu == 500
    assert point.tokens_per_s_per_user == 36


def test_a_missing_rack_takes_the_ratio_of_a_setting_that_has_both() -> None:
    reference = setting({"old": [row("old", 500, row_id="A")]})
    other = setting(
        {"old": [row("old", 200, row_id="B")], "new": [row("new", 700, row_id="C")]},
        total_params_b=40,
        active_params_b=40,
    )
    point = op.token_points(need(), [reference, other], two_racks())["new"]
    assert point.rate_per_gpu == pytest.approx(500 * 700 / 200)
    assert point.rows == ("A", "C", "B")
    assert point.basis == "estimated"
    assert "times 3.50, the ratio of new to old in a setting (C over B)" in point.text


def test_a_setting_on_more_racks_is_worth_a_little_distance() -> None:
    near = setting({"old": [row("old", 500, row_id="A")]})
    both = setting({"old": [row("old", 400, row_id="B")], "new": [row("new", 800, row_id="C")]}, derived=True)
    points = op.token_points(need(), [near, both], two_racks())  # 0.25 saved, 0.2 paid
    assert points["old"].rows == ("B",)
    far = setting({"old": [row("old", 400)], "new": [row("new", 800)]}, bits=4)  # 0.25 saved, 0.35 paid
    assert op.token_points(need(), [near, far], two_racks())["old"].rows == ("A",)


def test_untuned_rows_are_left_out() -> None:
    rows = {"old": [row("old", 1000)], "new": [row("new", 199)]}
    bandwidth = {"old": 4.0, "new": 4.0}
    assert set(setting(rows).serving(35, bandwidth)) == {"old"}
    assert set(setting(rows).serving(35, bandwidth | {"new": 3.9})) == {"old", "new"}


def test_mlperf_rows_compare_gpus_at_their_own_service_level() -> None:
    rows = {"old": [row("old", 1000, speed=15)]}
    mlperf = setting(rows, speed=15, bits=None)
    assert set(mlperf.comparable(35, {"old": 4.0})) == {"old"}
    assert mlperf.serving(35, {"old": 4.0}) == {}
    assert setting(rows).comparable(35, {"old": 4.0}) == {}


def test_distances() -> None:
    asked = need("coding")  # 123 B dense, 8000 · 0.4 / 500
    half = setting({}, total_params_b=61.5, active_params_b=61.5, input_tokens=6400, output_tokens=1000)
    assert op.model_distance(asked, half) == pytest.approx(2 * math.log(2))
    mixed = setting({}, total_params_b=123, active_params_b=61.5)
    assert op.model_distance(asked, mixed) == pytest.approx(math.log(2) + 1)
    context = 0.5 * math.log(8500 / 7400)
    assert op.length_distance(asked, half) == pytest.approx(context)
    assert op.length_distance(asked, setting({}, input_tokens=math.nan)) == 2
    assert op.distance(asked, half) == pytest.approx(2 * math.log(2) + context)
    four = setting(
        {},
        total_params_b=61.5,
        active_params_b=61.5,
        input_tokens=6400,
        output_tokens=1000,
        bits=4,
        derived=True,
    )
    assert op.distance(asked, four) == pytest.approx(2 * math.log(2) + context + 0.35 + 0.2)
    assert op.service_distance(asked, setting({})) == 0
    assert op.service_distance(asked, setting({}, speed=30)) == pytest.approx(math.log(2))
    assert op.service_distance(need("document-batch"), setting({}, speed=10)) == 0


@pytest.mark.parametrize(
    ("name", "bits"), [("fp8", 8), ("MXFP4", 4), ("bfloat16", 16), ("quantised, exact type not stated", 8)]
)
def test_weight_bits(name: str, bits: int) -> None:
    assert weight_bits(name) == bits


# ------------------------------------------------------------------ GPU-hours


def test_gpu_hours_are_a_ratio_of_specifications(products: dict[str, op.Product]) -> None:
    points = gpu_hours.gpu_hour_points(op.GpuHourNeed("simulation", "fp64", "H200_HGX"), products)
    assert points["H200_HGX"].rate_per_gpu == 1
    assert points["B200_HGX"].rate_per_gpu == pytest.approx(37 / 66.9)
    # Almost no FP64 on these dies (1.25 TFLOPS), and no figure at all for Vera Rubin.
    assert not {"B300_HGX", "GB300_NVL72", "VR_NVL72"} & set(points)
    assert points["B200_HGX"].text == (
        "specification ratio: fp64 37 TFLOPS per GPU of B200_HGX over 66.9 of H200_HGX "
        "(data/gpu/gpu_specs.csv, fp64_tensor_tflops)"
    )


def test_words_say_why_a_rack_does_not_run_fp64(products: dict[str, op.Product]) -> None:
    """B300 and GB300 gave their FP64 units up for FP4; of Vera Rubin nothing is known."""
    need = op.GpuHourNeed("simulation", "fp64", "H200_HGX")
    told = gpu_hours.without_gpu_hours(need, products, ["GB300_NVL72", "VR_NVL72"])
    assert told["GB300_NVL72"] == "GB300_NVL72 has 1.25 TFLOPS of fp64 per GPU, 1.9% of the 66.9 of H200_HGX"
    assert told["VR_NVL72"] == "no fp64 figure of VR_NVL72 is known"


def test_work_bound_by_memory_follows_bandwidth(products: dict[str, op.Product]) -> None:
    """Proves: the roofline. At 2 FLOPs per byte memory (4.8 and 7.7 TB/s) binds on both, not the peak."""
    points = gpu_hours.gpu_hour_points(op.GpuHourNeed("flow", "fp64", "H200_HGX", flops_per_byte=2), products)
    assert points["B200_HGX"].rate_per_gpu == pytest.approx(7.7 / 4.8)
    assert points["B200_HGX"].text.startswith("specification ratio: fp64 15.4 TFLOPS per GPU of B200_HGX over 9.6")
    assert "memory bandwidth at 2 FLOPs per byte" in points["B200_HGX"].text
    assert points["GB300_NVL72"].rate_per_gpu == pytest.approx(1.25 / 9.6)  # its peak binds first


def test_a_missing_figure_is_that_of_the_same_die(products: dict[str, op.Product]) -> None:
    points = gpu_hours.gpu_hour_points(op.GpuHourNeed("simulation", "fp64", "B300_HGX"), products)
    assert points["GB300_NVL72"].rate_per_gpu == 1
    assert points["GB300_NVL72"].text.endswith(
        "; the figure of GB300_NVL72 was not found and is taken from B300_HGX, the same die"
    )
    assert "not found" not in points["B300_HGX"].text


# ------------------------------------------------------------------ arrays


def test_arrays_are_per_rack_in_the_units_of_the_model(products: dict[str, op.Product]) -> None:
    points = [
        op.Point("tokens", "GB300_NVL72", 1000, 50.0, "measured", ("A",), "measured: A"),
        op.Point("gpu", "H200_HGX", 1, math.nan, "specification ratio", (), "specification ratio"),
    ]
    arrays = op.as_arrays(points, ("tokens", "gpu"), ("H200_HGX", "GB300_NVL72"), ["tokens"], products)
    assert arrays.rate.tolist() == [pytest.approx(0.072), pytest.approx(0.008)]
    assert arrays.workload.tolist() == [0, 1]
    assert arrays.rack.tolist() == [1, 0]
    assert arrays.kw.tolist() == [100, 100]


def test_dominated_points_are_dropped_and_counted() -> None:
    # On one rack: fast (10 at 10 kW), thrifty (6 at 4 kW), worse than fast in both (8 at 10 kW), equal to
    # fast. The same figures on another rack stay.
    arrays = Points(
        names=("fast", "thrifty", "worse", "equal", "elsewhere"),
        workload=np.zeros(5, dtype=np.int64),
        rack=np.array([0, 0, 0, 0, 1]),
        rate=np.array([10.0, 6, 8, 10, 8]),
        kw=np.array([10.0, 4, 10, 10, 10]),
        tokens_per_s_per_user=np.full(5, 50.0),
        source=("",) * 5,
    )
    left, dropped = op.without_dominated(arrays)
    assert left.names == ("fast", "thrifty", "elsewhere")
    assert dropped.tolist() == [2, 3]
