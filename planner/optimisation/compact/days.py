"""Compact days of one site in HiGHS: their last bases, their answers."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import highspy
import numpy as np

from planner.optimisation.compact.bound import bound
from planner.optimisation.compact.expansion import full_days
from planner.optimisation.compact.numbers import Block, Quantities, block_of, longest_hours, site_numbers
from planner.optimisation.compact.shape import Filling, Shape, fill, shape_of
from planner.optimisation.matrix.answers import DayAnswer
from planner.optimisation.matrix.highs import CompiledModel, load, run_day

if TYPE_CHECKING:
    from planner.arrays import Floats, Ints
    from planner.optimisation.compact.shape import Key
    from planner.optimisation.matrix.layout import Given
    from planner.problem.site import ModelInputs

    Bases = dict[int, tuple[Key, highspy.HighsBasis]]

OPTIONS: dict[str, str | float] = {
    "solver": "simplex",
    "simplex_scale_strategy": 0,
    "simplex_dual_edge_weight_strategy": 1,  # Devex
    "dual_simplex_cost_perturbation_multiplier": 0.0,
}
ATTEMPTS = (("off", False), ("off", True), ("on", True))  # presolve takes more of a few hundred rows than it saves
MOST_SHAPES = 40  # of one site that are held at once, each with its HiGHS


class CompactDays:
    """Days of one site in their compact form; `bases` are those the days ended with, by day of the site."""

    def __init__(self, x: ModelInputs, given: Given, shared: list[int]) -> None:
        """`given`: where each thing stands in what the days are given; `shared`: demand of which they have a share."""
        self.site, self._x, self._given, self._shared = site_numbers(x), x, given, shared
        self._longest, self._hours = longest_hours(x), np.diff(x.days.first_hour)
        self._blocks: dict[tuple[int, ...], Block] = {}
        self._solvers: dict[Key, tuple[Shape, highspy.Highs]] = {}

    def has(self, day: int) -> bool:
        """Whether a day is short enough for its compact form."""
        return bool(self._hours[day] <= self._longest)

    def _block(self, days: list[int]) -> Block:
        key = tuple(days)
        if key not in self._blocks:
            self._blocks[key] = block_of(self._x, np.array(days))
        return self._blocks[key]

    def quantities(self, given: Floats) -> Quantities:
        """What a row of `given` (L,) says."""
        at = self._given
        shares = np.ones(len(self.site.waits))
        shares[self._shared] = given[at.shares]
        rented = at.parts.get("rented_kgpu")
        return Quantities(
            racks=given[at.racks],
            subscribed_mw=given[at.classes],
            connection_mw=float(given[at.connection]),
            rented_kgpu=0.0 if rented is None else float(given[rented]),
            shares=shares,
            line_shares=given[at.lines],
        )

    def _solver(self, block: Block, given: Quantities) -> tuple[Ints, Shape, highspy.Highs]:
        """The lines that are there, by workload; shape and HiGHS of them and of the racks that are there."""
        lines = np.flatnonzero((given.line_shares > 0) & block.line_demand.any(axis=(0, 2)))
        workload = self.site.line_workload[lines]
        lines, count = lines[np.argsort(workload, kind="stable")], np.bincount(workload, minlength=len(self.site.waits))
        key = (block.hours, tuple(np.flatnonzero(given.racks > 0).tolist()), tuple(count.tolist()))
        if key not in self._solvers:
            while len(self._solvers) >= MOST_SHAPES:
                self._solvers.pop(next(iter(self._solvers)))
            shape = shape_of(self.site, key)
            self._solvers[key] = shape, _load(shape)
        return (lines, *self._solvers[key])

    def evaluate(self, days: list[int], given: Floats, bases: Bases) -> list[DayAnswer]:
        """Dispatch days of one period, in this order, with what a row (L,) gives them."""
        return [answer for answer, _ in self._by_length(days, given, bases, full=False)]

    def dispatch(self, days: list[int], given: Floats, bases: Bases) -> list[tuple[DayAnswer, dict[str, Floats]]]:
        """The same with every variable of every day: (index, T) or (T,)."""
        return self._by_length(days, given, bases, full=True)

    def _by_length(
        self, days: list[int], given: Floats, bases: Bases, *, full: bool
    ) -> list[tuple[DayAnswer, dict[str, Floats]]]:
        quantities = self.quantities(given)
        results: dict[int, tuple[DayAnswer, dict[str, Floats]]] = {}
        for length in sorted({int(self._hours[d]) for d in days}):
            alike = [d for d in days if self._hours[d] == length]
            results.update(zip(alike, self._run(alike, quantities, bases, full=full), strict=True))
        return [results[d] for d in days]

    def _run(
        self, days: list[int], given: Quantities, bases: Bases, *, full: bool
    ) -> list[tuple[DayAnswer, dict[str, Floats]]]:
        """Days of one length in turn, each from its last basis or that of the day before it."""
        block = self._block(days)
        lines, shape, solver = self._solver(block, given)
        filling = fill(shape, self.site, block, given, lines)
        work, power = np.zeros(block.demand.shape), np.zeros((len(days), block.hours))
        cost, columns = np.zeros(len(days)), np.zeros((len(days) if full else 0, shape.columns))
        before: highspy.HighsBasis | None = None
        for i, d in enumerate(days):
            key, basis = bases.get(d, (None, None))
            _pass_numbers(solver, shape, filling, i)
            _start(solver, basis if key == shape.key else before)
            run_day(solver, partial(self._label, d), ATTEMPTS, "with presolve")
            solution, before = solver.getSolution(), solver.getBasis()
            bases[d] = shape.key, before
            dual = np.asarray(solution.row_dual)
            work[i], power[i], cost[i] = dual[shape.served], dual[shape.power], solver.getObjectiveValue()
            if full:
                columns[i] = solution.col_value
        least, slopes = bound(self.site, block, given, work, power)
        reduced = self.packed(slopes, len(days))
        answers = [
            DayAnswer(float(cost[i]), reduced[i], min(float(least[i]), float(cost[i]))) for i in range(len(days))
        ]
        if not full:
            return [(answer, {}) for answer in answers]
        values = full_days(shape, self.site, block, given, lines, columns)
        return [(answer, {name: value[i] for name, value in values.items()}) for i, answer in enumerate(answers)]

    def _label(self, day: int) -> str:
        return f"{self._x.days.dates[day]:%d %B %Y}"

    def packed(self, slopes: dict[str, Floats], days: int) -> Floats:
        """Slopes in the order of what days are given, (D, L)."""
        at = self._given
        packed = np.zeros((days, at.lines.stop))
        packed[:, at.racks], packed[:, at.classes] = slopes["racks"], slopes["subscribed_mw"]
        packed[:, at.connection], packed[:, at.lines] = slopes["connection_mw"], slopes["line_shares"]
        packed[:, at.shares] = slopes["shares"][:, self._shared]
        if "rented_kgpu" in at.parts:
            packed[:, at.parts["rented_kgpu"]] = slopes["rented_kgpu"]
        return packed


def _load(shape: Shape) -> highspy.Highs:
    """A HiGHS that holds the matrix of a shape; costs and bounds come with each day."""
    zero, anything = np.zeros(shape.columns), np.full(shape.rows, np.inf)
    matrix = CompiledModel(
        name="compact day",
        cost=zero,
        offset=0.0,
        col_lower=zero,
        col_upper=np.full(shape.columns, np.inf),
        integer=np.zeros(shape.columns, dtype=np.bool_),
        start=shape.start,
        index=shape.index,
        value=shape.value,
        row_lower=-anything,
        row_upper=anything,
        columns={},
        rows={},
    )
    return load(matrix, OPTIONS)


def _pass_numbers(solver: highspy.Highs, shape: Shape, filling: Filling, i: int) -> None:
    """Costs and bounds of day `i` of a block, in place of those of another day."""
    moving, rows = shape.moving, np.arange(shape.rows, dtype=np.int32)
    solver.changeColsCost(len(moving), moving, filling.cost[i])
    solver.changeColsBounds(len(moving), moving, np.zeros(len(moving)), filling.upper[i])
    solver.changeRowsBounds(len(rows), rows, filling.row_lower[i], filling.row_upper[i])  # type: ignore[attr-defined]


def _start(solver: highspy.Highs, basis: highspy.HighsBasis | None) -> None:
    """Begin at a basis, or from scratch: nothing is left of the day before, to the last bit."""
    solver.clearSolver()
    if basis is not None:
        solver.setBasis(basis)
