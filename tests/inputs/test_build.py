"""From a scenario to ModelInputs: shapes, phases, tariff, assumptions, warnings."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from planner.calendar import make_calendar
from planner.catalogue import racks as rack_data
from planner.errors import DataError, ScenarioError
from planner.inputs import assumptions
from planner.inputs.build import build_inputs, gather
from planner.inputs.power.phases import phase_arrays
from planner.problem.site import ModelInputs
from planner.scenario.files.load import load
from planner.scenario.files.provenance import Provenance
from planner.scenario.portfolio import is_portfolio
from planner.scenario.words.spec import FieldValue
from tests.inputs.plain import plain_scenario
from tests.inputs.tiny import tiny_inputs


@pytest.fixture(scope="module")
def inputs() -> ModelInputs:
    return build_inputs(plain_scenario(), days=2)


def shapes(of: ModelInputs) -> None:
    """Every array has the shape that `ModelInputs` states."""
    count = {
        "P": len(of.periods.names),
        "V": len(of.fleet.vintage_names),
        "R": len(of.fleet.racks),
        "J": len(of.fleet.tier_discount),
        "B": len(of.phases.names),
        "K": len(of.tariff.classes),
        "W": len(of.workloads.names),
        "O": len(of.points.names),
        "D": len(of.days.dates),
        "H": len(of.hours.utc),
    }
    axes = {
        "P": [of.periods.discount, of.auxiliaries_mw, of.phases.site_opex_meur, of.tariff.fixed_meur],
        "V": [of.fleet.price_meur, of.fleet.max_racks, of.fleet.end_of_life_period],
        "VP": [of.fleet.opex_meur],
        "R": [of.fleet.gpus, of.fleet.idle_kw, of.fleet.liquid_kw, of.fleet.availability],
        "J": [of.fleet.tier_from_racks],
        "B": [of.phases.connection_mw, of.phases.earliest_period, of.phases.committed],
        "KP": [of.tariff.power_eur_per_kw_year, of.tariff.overrun_eur_per_mwh],
        "WP": [of.workloads.revenue_eur, of.workloads.burst_eur, of.workloads.penalty_eur],
        "W": [of.workloads.window_hours, of.workloads.sovereign, of.workloads.headroom],
        "O": [of.points.rate, of.points.kw, of.points.workload, of.points.rack],
        "D": [of.days.period, of.days.weight],
        "H": [of.hours.spot_eur_per_mwh, of.hours.cooling, of.hours.tariff_class, of.hours.carbon_g_per_kwh],
        "WH": [of.hours.demand],
    }
    for names, arrays in axes.items():
        for array in arrays:
            assert array.shape == tuple(count[name] for name in names)
    assert of.fleet.resale_meur.shape == (count["V"], count["P"] + 1)
    assert of.days.first_hour.shape == (count["D"] + 1,)
    assert of.days.first_hour[-1] == count["H"]


def test_shapes(inputs: ModelInputs) -> None:
    shapes(inputs)
    assert not inputs.every_day


def test_tiny_inputs_have_the_same_shapes() -> None:
    shapes(tiny_inputs(periods=3, racks=3, workloads=3, phases=2, tariff_classes=2, second_point=True))


def test_tiny_inputs_depend_on_the_seed_alone() -> None:
    first, again, other = tiny_inputs(seed=1), tiny_inputs(seed=1), tiny_inputs(seed=2)
    assert np.array_equal(first.hours.demand, again.hours.demand)
    assert not np.array_equal(first.hours.demand, other.hours.demand)
    changed = tiny_inputs(fleet={"max_racks": 0}, electrical_efficiency=1.0)
    assert (changed.fleet.max_racks == 0).all()
    assert changed.electrical_efficiency == 1.0


FILES = (Path(__file__).parents[2] / "scenarios").glob("*.yaml")
SCENARIOS = sorted(path.name for path in FILES if not is_portfolio(path))


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_scenario_of_the_repository_can_be_built(name: str, repo_root: Path) -> None:
    scenario = load(repo_root / "scenarios" / name)
    built = build_inputs(scenario, days=1)
    assert set(built.points.workload.tolist()) == set(range(len(built.workloads.names)))
    assert {a.source for a in built.assumptions} >= {"assumption"}


def test_every_workload_has_points_on_the_racks_that_run_it(inputs: ModelInputs) -> None:
    pairs = {(int(w), int(r)) for w, r in zip(inputs.points.workload, inputs.points.rack, strict=True)}
    assert pairs == {(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2), (2, 0), (2, 1)}  # no FP64 on GB300
    r = inputs.points.rack
    share = inputs.points.kw / inputs.fleet.nameplate_kw[r]
    assert share == pytest.approx(np.full(8, 0.73))


def test_a_rate_does_not_depend_on_the_other_racks_of_the_fleet() -> None:
    scenario = plain_scenario()
    calendar = make_calendar("2026-Q4", "2028-Q4", "quarter", days=1)
    fewer = plain_scenario(
        {
            "fleet.racks": {name: scenario.values()["fleet"]["racks"][name] for name in ("GB300_NVL72", "B200_HGX")},
            "fleet.opening": [],
            "workloads.simulation.reference_rack": "B200_HGX",
        }
    )
    rate = gather(scenario, calendar).points["assistant"]["GB300_NVL72"].rate_per_gpu
    assert gather(fewer, calendar).points["assistant"]["GB300_NVL72"].rate_per_gpu == rate


@pytest.mark.parametrize("basis", ["predicted", "nearest-row"])
@pytest.mark.parametrize("name", ["OWN_RACK", "GB200_NVL36"])
def test_a_rack_of_no_catalogue_is_named(repo_root: Path, name: str, basis: str) -> None:
    """Proves: a rack whose GPUs nobody knows ends in one sentence with its field, by whatever rule rates are found."""
    base = load(repo_root / "scenarios" / "les-ulis-base.yaml")
    known = base.values()["fleet"]["racks"]
    own = base.with_(**{"fleet.racks": known | {name: known["H200_HGX"]}, "fleet.operating_points.basis": basis})
    with pytest.raises(ScenarioError, match=rf"fleet\.racks\.{name}: it is no product of data/gpu/gpu_specs\.csv"):
        build_inputs(own, days=1)


def test_the_first_quarter_averages_the_level() -> None:
    inputs = build_inputs(plain_scenario({"horizon.end": "2027-Q2"}))
    first = inputs.days.first_hour[(inputs.days.period == 0).sum()]
    assert inputs.hours.demand[:, :first].mean(axis=1) == pytest.approx([0.18, 0.24, 0.192], rel=1e-9)
    assert inputs.every_day
    assert (inputs.days.weight == 1).all()
    lengths = np.diff(inputs.days.first_hour)
    assert sorted(set(lengths)) == [23, 24, 25]


def test_a_long_window_makes_the_block_a_week() -> None:
    inputs = build_inputs(plain_scenario({"workloads.document-batch.window_hours": 168}), days=2)
    assert np.diff(inputs.days.first_hour).max() >= 7 * 24 - 1


def test_phases_and_site_costs() -> None:
    scenario = plain_scenario()
    calendar = make_calendar("2026-Q4", "2028-Q4", "quarter", days=1)
    phases = phase_arrays(scenario, calendar)
    assert phases.connection_mw.tolist() == [5, 5]
    assert phases.earliest_period.tolist() == [0, 2]
    inflated = calendar.years * 1.02**calendar.years_to_middle
    assert phases.shell_meur_per_mw == pytest.approx(0.09 * 12 * inflated)
    assert phases.site_opex_meur == pytest.approx(1.6 * inflated)


def test_a_phase_that_opens_inside_a_period_counts_from_the_next() -> None:
    scenario = plain_scenario({"site.phases.phase-2.earliest": "2027-Q2"})
    years = make_calendar("2026-Q4", "2028-Q4", "year", days=1)
    assert phase_arrays(scenario, years).earliest_period.tolist() == [0, 2]  # 2026, 2027, 2028


def test_cta_rides_on_what_is_fixed_but_not_on_overrun() -> None:
    plain = build_inputs(plain_scenario({"power.taxes.cta_share_of_fixed": 0.0}), days=1).tariff
    taxed = build_inputs(plain_scenario({"power.taxes.cta_share_of_fixed": 0.2}), days=1).tariff
    assert taxed.power_eur_per_kw_year == pytest.approx(1.2 * plain.power_eur_per_kw_year)
    assert taxed.fixed_meur == pytest.approx(1.2 * plain.fixed_meur)
    assert taxed.overrun_eur_per_mwh == pytest.approx(plain.overrun_eur_per_mwh)


def test_hours_lie_in_plausible_ranges(inputs: ModelInputs) -> None:
    assert inputs.hours.cooling.min() == pytest.approx(0.06)
    assert inputs.hours.cooling.max() <= 0.30
    assert (inputs.hours.water_l_per_kwh >= 0).all()
    assert (inputs.hours.tax_eur_per_mwh == 10).all()
    assert 20 < inputs.hours.spot_eur_per_mwh.mean() < 110
    assert set(inputs.hours.tariff_class.tolist()) <= set(range(5))


def test_warnings_tell_what_a_plan_rests_on(inputs: ModelInputs) -> None:
    assert "Only a few real days of each period are dispatched; figures differ from a full dispatch." in inputs.warnings
    late = build_inputs(plain_scenario({"fleet.racks.B200_HGX.order_from": "2028-Q4"}), days=1)
    expected = "B200_HGX cannot be ordered and be live within the horizon (fleet.racks.B200_HGX)."
    assert expected in late.warnings


# ------------------------------------------------------------------ assumptions


def test_every_value_and_row_used_is_told(inputs: ModelInputs) -> None:
    paths = {a.path for a in inputs.assumptions}
    assert len(paths) == len(inputs.assumptions)
    assert {"site.connection_mw", "data/gpu/gpu_specs.csv: GB300_NVL72.price_usd"} <= paths
    assert {"data/gpu: assistant on GB300_NVL72", "data/site/turpe_htb.csv"} <= paths
    assert "data/demand/mistral_api_prices.csv: Mistral Medium 3.5" in paths
    assert all(a.source for a in inputs.assumptions)
    by_path = {a.path: a for a in inputs.assumptions}
    connection = by_path["site.connection_mw"]
    assert (connection.value, connection.unit, connection.kind) == ("10", "MW", "assumed")
    assert connection.source == "no source given"
    point = by_path["data/gpu: assistant on GB300_NVL72"]
    assert (point.kind, point.unit) == ("estimated", "tokens/s per GPU")


def test_provenance_is_handed_on() -> None:
    origin = Provenance("w.media", "fact", "said so", "scenarios/base.yaml", 41)
    value = FieldValue("site.connection_mw", 10.0, "MW", "", None, None, origin)
    told = assumptions.scenario_assumptions([value])[0]
    assert (told.kind, told.source, told.reason) == ("measured", "w.media", "said so")
    assert told.where == "scenarios/base.yaml, line 41"


def test_what_nobody_wrote_and_nobody_uses_is_not_told() -> None:
    def unwritten(path: str, value: object) -> FieldValue:
        return FieldValue(path, value, "", "", None, None, None)

    values = [
        unwritten("fleet.racks.H200_HGX.order_until", None),
        unwritten("workloads.simulation.revenue_share", 1.0),
        unwritten("workloads.assistant.revenue_share", 1.0),
    ]
    told = assumptions.scenario_assumptions(values, {"simulation"})
    assert [a.path for a in told] == ["workloads.assistant.revenue_share"]


def test_a_price_given_in_the_scenario_is_not_told_as_the_catalogues() -> None:
    scenario = plain_scenario({"fleet.racks.B200_HGX.price_usd": 1e6})
    paths = [a.path for a in assumptions.catalogue_assumptions(scenario)]
    assert "data/gpu/gpu_specs.csv: B200_HGX.price_usd" not in paths
    assert "data/gpu/gpu_specs.csv: B200_HGX.server_or_rack_power_kw" in paths


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (256000.0, "256,000"),
        (0.73, "0.73"),
        (True, "yes"),
        (None, "–"),
        ((4.0, 2.5), "4, 2.5"),
        ({2027: 50.53}, "2027: 50.53"),
        (7_803_148, "7,803,148"),
    ],
)
def test_shown(value: object, text: str) -> None:
    assert assumptions.shown(value) == text


def test_data_of_another_folder_is_read(inputs: ModelInputs, tmp_path: Path) -> None:
    again = build_inputs(plain_scenario(), days=2, data_dir=rack_data.data_folder())
    assert np.array_equal(again.hours.demand, inputs.hours.demand)
    assert again.points.source == inputs.points.source
    with pytest.raises(DataError, match="this data file is missing"):
        build_inputs(plain_scenario(), days=2, data_dir=tmp_path)


@pytest.mark.parametrize(
    ("path", "value", "source", "kind"),
    [
        ("fleet.racks.A.price_usd", None, "data/gpu/gpu_specs.csv: 4.0 MUSD a rack", "estimated"),  # no value
        ("fleet.racks.A.price_usd", 4e6, "data/gpu/gpu_specs.csv: 4.0 MUSD a rack", "estimated"),  # told by the press
        ("fleet.racks.A.price_usd", 4e6, "data/gpu/rack_prices.csv: middle", "estimated"),  # low to medium trust
        ("power.taxes.cta_share_of_fixed", 0.05, "data/site/taxes_levies_fr.csv: low, not confirmed", "estimated"),
        ("power.spot.forward_eur_per_mwh.2026", 53.5, "data/site/forward_prices_fr.csv: CAL-26", "measured"),
        ("workloads.chat.headroom", 0.2, "data/demand/servegen_request_rates_10min.parquet, m-mid", "measured"),
        ("workloads.chat.headroom", 0.2, "our own log of March", "measured"),
    ],
)
def test_what_rests_on_estimates_is_not_called_measured(path: str, value: object, source: str, kind: str) -> None:
    """Proves: a price of a rack from data/ is estimated, as it is there; so is what has no value, or doubts itself."""
    field = FieldValue(path, value, "", "", None, None, Provenance(source, "data"))
    assert assumptions.scenario_assumptions([field])[0].kind == kind


def test_a_price_of_ones_own_is_measured() -> None:
    """Proves: an offer in hand, told as a fact, is no estimate."""
    field = FieldValue("fleet.racks.A.price_usd", 4e6, "USD", "", None, None, Provenance("quote of 3 May 2026", "fact"))
    assert assumptions.scenario_assumptions([field])[0].kind == "measured"
