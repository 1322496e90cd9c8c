"""Compact days against the days that Pyomo defines, and their bound against every optimum."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given as examples
from hypothesis import strategies as st

from planner.arrays import Floats
from planner.optimisation.compact.bound import bound
from planner.optimisation.compact.days import CompactDays
from planner.optimisation.compact.numbers import Quantities, block_of, is_compact, longest_hours, site_numbers
from planner.optimisation.matrix.day_numbers import day_of, place, structure_of, write_day
from planner.optimisation.matrix.highs import CompiledModel, compile_model
from planner.optimisation.matrix.layout import given_of
from planner.optimisation.matrix.linking import LINKING
from planner.optimisation.models.dispatch import build_dispatch
from planner.optimisation.search.cuts import CutModel
from planner.optimisation.search.passes import compile_structures
from planner.optimisation.workers import day_worker
from planner.optimisation.workers.day_worker import DayWorker
from planner.problem.several import one_site
from planner.problem.site import ModelInputs
from tests.inputs.tiny import tiny_inputs
from tests.optimisation.make_offers import with_rented
from tests.optimisation.make_on_site import with_battery
from tests.optimisation.random_cases import longer_days, random_case
from tests.optimisation.test_free_disposal import random_offers


def case(seed: int) -> ModelInputs:
    """A random case; two of three have contracts, every other one a limit on what may be rented."""
    x = random_case(seed, hours=8)
    x = replace(x, hours=replace(x.hours, spot_eur_per_mwh=x.hours.spot_eur_per_mwh - 60.0))  # below zero too
    if seed % 3:
        x = replace(x, objective="maximise_npv", offers=random_offers(x, seed))
    if seed % 2:
        gpus = np.where(x.workloads.burst_eur[:, 0] > 0, 1.0, 0.0)
        most = np.inf if seed % 4 == 1 else 0.2 * float(x.hours.demand.mean())
        x = with_rented(x, gpus.tolist(), 0.004, 0.002, most, 1.0)
    return x


def quantities(x: ModelInputs, seed: int) -> Floats:
    """What investment may give each period, P × L: fleets in parts and whole, some of nothing."""
    random, layout = np.random.default_rng([seed, 11]), given_of(one_site(x), 0)
    given = np.zeros((len(x.periods.names), layout.lines.stop))
    racks = given[:, layout.racks]
    racks[:] = random.integers(0, 5, racks.shape) * random.choice([0.0, 0.7, 1.0], racks.shape)
    given[:, layout.classes] = np.sort(random.uniform(0.0, 2.0, given[:, layout.classes].shape), axis=1)
    given[:, layout.connection] = random.uniform(2.0, 4.0, len(given))
    given[:, list(layout.parts.values())] = random.uniform(0, 1, (len(given), len(layout.parts)))
    lines = given[:, layout.lines]
    lines[:] = random.uniform(0, 1, lines.shape) * random.integers(0, 2, lines.shape)
    return given


def worker_of(x: ModelInputs) -> DayWorker:
    worker, several = DayWorker(), one_site(x)
    worker.build(several, compile_structures(several), CutModel(several).most_with_room())
    return worker


def as_defined(x: ModelInputs, monkeypatch: pytest.MonkeyPatch) -> DayWorker:
    """A worker that solves the days as they are defined."""
    with monkeypatch.context() as patch:
        patch.setattr(day_worker, "is_compact", lambda _x: False)
        return worker_of(x)


@pytest.mark.parametrize("seed", range(24))
def test_a_compact_day_is_the_day(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: cost as in the day that Pyomo defines, to 1e-9; a bound that meets it; every variable keeps its rows.

    A bug would give: a plan that is priced by another day than the readable one.
    """
    x = case(seed)
    days, given = list(range(len(x.days.period))), quantities(x, seed)
    defined = as_defined(x, monkeypatch).dispatch(days, given)
    for one, other in zip(defined, worker_of(x).dispatch(days, given), strict=True):
        scale = max(1.0, abs(one.answer.cost_keur))
        assert other.answer.cost_keur == pytest.approx(one.answer.cost_keur, abs=1e-9 * scale, rel=0)
        assert -1e-7 * scale <= other.answer.cost_keur - other.answer.bound_keur <= 1e-7 * scale
        assert other.residual_abs < 1e-6  # recomputed from the full matrix; a miss is refused before that
        assert other.values.keys() == one.values.keys()


def _bound_at(x: ModelInputs, days: list[int], row: Floats, seed: int) -> tuple[Floats, Floats]:
    """Bound and slopes of some days of a period from random prices, looked at where `row` (L,) says."""
    random, layout, site = np.random.default_rng(seed), given_of(one_site(x), 0), site_numbers(x)
    compact = CompactDays(x, layout, [])
    block = block_of(x, np.array(days))
    size = 10.0 ** random.uniform(-3, 2)
    work = random.normal(1, 1, block.demand.shape) * size * block.unserved_keur.max()
    work[:, site.waits] = work[:, site.waits, :1]
    power = random.normal(1, 1, (len(days), block.hours)) * size * 0.1
    given = compact.quantities(row)
    least, slopes = bound(site, block, given, work, power)
    return least, compact.packed(slopes, len(days))


@examples(st.integers(0, 59), st.integers(0, 2**31))
def test_no_prices_pass_the_optimum(seed: int, draw: int) -> None:
    """Proves: whatever the prices, the cut they give lies below the optimum where it is made and everywhere else.

    A bug would give: a bound that a better plan passes, and a plan called proven that is not.
    """
    x = case(seed)
    here, there = quantities(x, draw), quantities(x, draw + 1)
    p = draw % len(x.periods.names)
    days = np.flatnonzero(x.days.period == p).tolist()
    least, slopes = _bound_at(x, days, here[p], draw)
    compact = CompactDays(x, given_of(one_site(x), 0), [])
    for row in (here[p], there[p]):
        costs = [answer.cost_keur for answer in compact.evaluate(days, row, {})]
        for cost, level, slope in zip(costs, least, slopes, strict=True):
            assert level + slope @ (row - here[p]) <= cost + 1e-8 * max(1.0, abs(cost), abs(level))


def test_the_answer_does_not_depend_on_what_was_solved_before() -> None:
    """Proves: from the same basis a day answers the same to the last bit, whatever its HiGHS did meanwhile.

    A bug would give: another plan with another number of processes.
    """
    x = case(5)
    days = np.flatnonzero(x.days.period == 0).tolist()
    rows = [quantities(x, seed)[0] for seed in (1, 2, 3)]
    first, second = (CompactDays(x, given_of(one_site(x), 0), []) for _ in range(2))
    second.evaluate(days, rows[1], {})
    second.evaluate(days[::-1], rows[2], {})
    for one, other in zip(first.evaluate(days, rows[0], {}), second.evaluate(days, rows[0], {}), strict=True):
        assert (one.cost_keur, one.bound_keur) == (other.cost_keur, other.bound_keur)
        assert one.reduced_cost_keur.tobytes() == other.reduced_cost_keur.tobytes()


def test_numbers_of_a_block_are_those_of_its_days() -> None:
    """Proves: arrays of many days hold, day by day, what the equations of one day are written with."""
    x = longer_days(random_case(4), [6, 6, 6, 6], 4)
    x = replace(x, objective="maximise_npv", offers=random_offers(x, 4))
    for p in range(len(x.periods.names)):
        days = np.flatnonzero(x.days.period == p)
        if not len(days):
            continue
        block = block_of(x, days)
        for i, d in enumerate(days):
            day = day_of(x, int(d))
            for name in ("demand", "tariff_class", "energy_keur_per_mwh", "overrun_keur_per_mwh", "heat_factor"):
                assert np.array_equal(getattr(block, name)[i], getattr(day, name)), name
            assert np.array_equal(block.line_demand[i], day.of_parts["line_demand"])
            assert np.array_equal(block.unserved_keur, day.unserved_keur[:, 0])
            assert np.array_equal(block.line_unserved_keur, day.of_parts["line_unserved_keur"][:, 0])


def test_which_days_are_compact() -> None:
    """Proves: a battery carries power from hour to hour, so such days stay as defined; so do days beyond a window."""
    x = tiny_inputs(hours=6)
    assert is_compact(x)
    assert not is_compact(with_battery(x))
    assert longest_hours(x) == 6.0
    longer = longer_days(x, [6, 8], 1)
    compact = CompactDays(longer, given_of(one_site(longer), 0), [])
    assert compact.has(0)
    assert not compact.has(1)


def test_days_as_defined_and_compact_ones_stand_in_one_group(monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: where one day of a month is too long for its windows, each is solved in its way and all are answered."""
    x = longer_days(random_case(2, hours=6), [6, 8, 6, 7], 2)
    x = replace(x, days=replace(x.days, period=np.zeros(4, dtype=np.int64)))
    given = quantities(x, 2)
    mixed, defined = (w.evaluate([0, 1, 2, 3], given) for w in (worker_of(x), as_defined(x, monkeypatch)))
    for one, other in zip(mixed, defined, strict=True):
        assert one.cost_keur == pytest.approx(other.cost_keur, rel=1e-9)


def entries(model: CompiledModel) -> dict[tuple[object, ...], float]:
    """The matrix by the names of its rows and columns."""
    row = {at: (name, key) for name, table in model.rows.items() for key, at in table.items()}
    column = {at: (name, key) for name, table in model.columns.items() for key, at in table.items()}
    of_column = np.repeat(np.arange(len(model.cost)), np.diff(model.start))
    cells = zip(model.index.tolist(), of_column.tolist(), model.value.tolist(), strict=True)
    return {(*row[i], *column[j]): value for i, j, value in cells}


def test_days_of_other_tariff_classes_are_those_that_pyomo_writes() -> None:
    """Proves: where only classes differ, entries moved give the matrix that Pyomo writes for that day.

    A bug would give: a day held to the subscribed power of another hour.
    """
    x = longer_days(random_case(3), [6, 6, 7, 6], 3)
    structures = compile_structures(one_site(x))
    assert len(structures) == 4
    for d in range(4):
        day = day_of(x, d)
        structure = structures[(0, *structure_of(day))]
        own = write_day(structure, place(structure), day)
        assert entries(own) == entries(compile_model(build_dispatch(x, day), keep=LINKING))


def test_quantities_are_read_where_they_stand() -> None:
    """Proves: what a row of given quantities says is split and put together again in the same order."""
    x = case(7)
    layout = given_of(one_site(x), 0)
    compact = CompactDays(x, layout, [])
    row = np.arange(1.0, layout.lines.stop + 1)
    given = compact.quantities(row)
    assert isinstance(given, Quantities)
    slopes = {
        name: np.asarray(getattr(given, name))[None] if name != "shares" else given.shares[None]
        for name in ("racks", "subscribed_mw", "connection_mw", "rented_kgpu", "shares", "line_shares")
    }
    assert np.array_equal(compact.packed(slopes, 1)[0], row)
