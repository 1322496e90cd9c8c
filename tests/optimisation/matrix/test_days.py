"""Compiled day + days.py = a freshly built Pyomo day, bit for bit."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from planner.optimisation.equations.day import Day, window_demand
from planner.optimisation.matrix.day_numbers import (
    SCALED,
    WRITINGS,
    day_of,
    place,
    structure_of,
    write_day,
    write_rates,
)
from planner.optimisation.matrix.highs import CompiledModel, compile_model
from planner.optimisation.matrix.linking import LINKING
from planner.optimisation.models.dispatch import build_dispatch
from planner.optimisation.parts.parts import PARTS, STRUCTURAL, parts_of
from planner.problem.site import ModelInputs
from tests.inputs.tiny import tiny_inputs, with_overrides
from tests.optimisation.golden import WHOLE
from tests.optimisation.make_connection import with_cap, with_flexible, with_limit
from tests.optimisation.make_on_site import with_battery, with_gensets, with_pv
from tests.optimisation.random_cases import longer_days, random_case


def same(a: CompiledModel, b: CompiledModel) -> None:
    for field in dataclasses.fields(CompiledModel):
        left, right = getattr(a, field.name), getattr(b, field.name)
        if isinstance(left, np.ndarray):
            assert left.dtype == right.dtype, field.name
            assert left.tobytes() == right.tobytes(), field.name
        else:
            assert left == right, field.name


def compiled(x: ModelInputs, day: Day) -> CompiledModel:
    return compile_model(build_dispatch(x, day), keep=LINKING)


@pytest.mark.parametrize("seed", range(8))
def test_a_written_day_is_the_day_pyomo_would_build(seed: int) -> None:
    """Proves: for days of 23, 24, 25 and 6 hours and random tariff patterns, every array is the same to the last bit.

    The structure is compiled from another day, whose numbers all differ, so a number that days.py forgets shows.
    A bug would give: a day dispatched with the price, demand or cooling of the day that was compiled.
    """
    x = longer_days(random_case(seed), [24, 23, 25, 6, 24], seed)
    other = longer_days(x, [24, 23, 25, 6, 24], seed + 1000)
    for d in range(len(x.days.period)):
        day = day_of(x, d)
        stranger = dataclasses.replace(day_of(other, d), tariff_class=day.tariff_class)
        assert structure_of(stranger) == structure_of(day)
        structure = compiled(x, stranger)
        assert structure.cost.tobytes() != compiled(x, day).cost.tobytes()
        same(write_day(structure, place(structure), day), compiled(x, day))


def test_the_work_of_racks_is_written_too() -> None:
    """Proves: a day compiled at other rates and headroom, with these written, is the day Pyomo would build.

    A bug would give: a path whose racks work as fast as those of another.
    """
    x = random_case(3)
    other = with_overrides(x, {"points": {"rate": x.points.rate * 1.3}, "workloads": {"headroom": 0.35}})
    structure, day = compiled(other, day_of(other, 0)), day_of(x, 0)
    written = write_day(structure, place(structure), day)
    assert written.value.tobytes() != compiled(x, day).value.tobytes()
    same(write_rates(written, x), compiled(x, day))


def test_a_week_is_written_like_a_day() -> None:
    """Proves: blocks of a week, for work that waits days, are written in the same way."""
    x = longer_days(tiny_inputs(workloads=3), [168, 168], 1)
    pattern = np.tile(x.hours.tariff_class[:168], 2)
    x = with_overrides(x, {"hours": {"tariff_class": pattern}, "workloads": {"window_hours": [0, 24, 72]}})
    structure = compiled(x, day_of(x, 0))
    same(write_day(structure, place(structure), day_of(x, 1)), compiled(x, day_of(x, 1)))


def test_every_number_of_a_day_is_in_the_table() -> None:
    """Proves: each hourly array of `Day` and of its parts is written somewhere, or scales what is, or is the structure.

    A bug would give: a new hourly number that only the compiled day has right.
    """
    core = {field.name for field in dataclasses.fields(Day)} - {"period", "hours", "tariff_class", "of_parts"}
    assert {part.name for part in parts_of(WHOLE)} == {part.name for part in PARTS}
    of_parts = set(day_of(WHOLE, 0).of_parts) - set(STRUCTURAL)
    assert {writing.field for writing in WRITINGS} | SCALED == core | of_parts


def test_tariff_pattern_and_length_make_the_structure() -> None:
    """Proves: days share a matrix only where the tariff class of each hour is the same."""
    x = longer_days(tiny_inputs(), [24, 24, 23], 2)
    keys = [structure_of(day_of(x, d)) for d in range(3)]
    assert len(set(keys)) == 3
    assert [len(key) for key in keys] == [24, 24, 23]


@pytest.mark.parametrize(
    ("window", "waiting"), [(0, [0, 0, 0]), (1, [1, 2, 4]), (2, [5, 3, 6]), (3, [7, 7, 7]), (24, [7, 7, 7])]
)
def test_window_demand_goes_round_the_clock(window: int, waiting: list[float]) -> None:
    """Proves: what may wait at the end of an hour arrived in the last hours of the window, the day being a circle.

    By hand: demand 1, 2, 4; window 2: at the end of hour 1 the 1 of now and the 4 of last evening = 5.
    A bug would give: 1 for that hour if the day had a first hour.
    """
    demand = np.array([[1.0, 2.0, 4.0]])
    assert window_demand(demand, np.array([window])).tolist() == [waiting]


def test_each_number_of_a_day_by_hand() -> None:
    """Proves: units of `Day`: kEUR per MWh, per Mtoken/s and hour, per kGPU and hour.

    By hand: 3600 Mtokens in an hour at 1 Mtoken/s, 0.35 EUR each: 1.26 kEUR. Spot + network + tax in EUR/MWh / 1000.
    """
    x = tiny_inputs(workloads=3)
    day = day_of(x, 1)
    assert day.period == 0
    assert day.hours == 24
    hours = slice(24, 48)
    energy = (x.hours.spot_eur_per_mwh + x.hours.network_eur_per_mwh + x.hours.tax_eur_per_mwh)[hours]
    assert day.energy_keur_per_mwh == pytest.approx(energy / 1000, rel=1e-12)
    assert day.burst_keur[0] == pytest.approx(np.full(24, 1.26), rel=1e-12)
    gpu_hour = x.workloads.revenue_eur[2, 0] * 1.5  # revenue lost and a penalty of half of it
    assert day.unserved_keur[2] == pytest.approx(np.full(24, gpu_hour), rel=1e-12)  # 1000 GPUs, in kEUR
    assert day.heat_factor == pytest.approx(1 + x.hours.cooling[hours], rel=1e-12)
    assert day.overrun_keur_per_mwh == pytest.approx(
        x.tariff.overrun_eur_per_mwh[x.hours.tariff_class[hours], 0] / 1000, rel=1e-12
    )


@pytest.mark.parametrize("seed", range(3))
def test_a_day_with_battery_sun_and_back_up_is_written_like_any(seed: int) -> None:
    """Proves: sun, dark, wear and fuel of a day stand where Pyomo would put them, whichever day was compiled.

    A bug would give: a day with the nights of another season.
    """
    random, lengths = np.random.default_rng([seed, 8]), [24, 24, 23, 25]
    x = longer_days(random_case(seed), lengths, seed)
    x = with_overrides(x, {"hours": {"tariff_class": 0}})
    profile = np.maximum(random.normal(0.1, 0.3, len(x.hours.utc)), 0.0)
    x = with_gensets(with_battery(with_pv(x, profile), wear=1e-5), 0.5, 2e-4, peak_shaving=True)
    assert x.battery is not None
    assert x.gensets is not None
    wear = random.uniform(1, 20, len(x.periods.names))
    x = dataclasses.replace(
        x,
        battery=dataclasses.replace(x.battery, wear_eur_per_mwh=wear),
        gensets=dataclasses.replace(x.gensets, energy_eur_per_mwh=100 + wear),
    )
    first = compiled(x, day_of(x, 0))
    same(write_day(first, place(first), day_of(x, 1)), compiled(x, day_of(x, 1)))
    second = compiled(x, day_of(x, 1))
    same(write_day(second, place(second), day_of(x, 0)), compiled(x, day_of(x, 0)))


@pytest.mark.parametrize("seed", range(3))
def test_a_day_under_a_cap_and_with_a_flexible_part_is_written_like_any(seed: int) -> None:
    """Proves: intensity, hours taken away and bounds of the meter stand where Pyomo would put them.

    A bug would give: a day with the curtailment of another, or a coefficient left out where all is taken away.
    """
    random, lengths = np.random.default_rng([seed, 9]), [24, 24, 23, 25]
    x = longer_days(random_case(seed), lengths, seed)
    x = with_overrides(x, {"hours": {"tariff_class": 0}})
    hours = len(x.hours.utc)
    called = random.choice([0.0, 0.25, 1.0], hours)
    agreed = np.concatenate([np.tile(random.random(24) < 0.5, 2), np.zeros(48)])
    part = (x.phases.connection_mw / 2).tolist()
    x = with_flexible(with_cap(x, 1.0, random.uniform(0.01, 0.1, hours)), part, called=called, agreed=agreed)
    x = with_limit(x, random.choice([np.inf, 2.0, 5.0], hours))
    assert x.flexible is not None
    x = dataclasses.replace(x, flexible=dataclasses.replace(x.flexible, owed_hours=np.ones(len(x.periods.names))))
    first = compiled(x, day_of(x, 0))
    same(write_day(first, place(first), day_of(x, 1)), compiled(x, day_of(x, 1)))
    assert structure_of(day_of(x, 0)) == structure_of(day_of(x, 1))
    assert len(structure_of(day_of(x, 0))) == 2 * 24
