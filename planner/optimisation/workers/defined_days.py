"""Days as they are defined: a HiGHS for each structure, given each day in turn, and what a day answers."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import highspy
import numpy as np

from planner.optimisation.matrix.answers import DayAnswer, DayDispatch
from planner.optimisation.matrix.day_numbers import (
    Placed,
    Scaling,
    day_of,
    place,
    scale_demand,
    share_value,
    structure_of,
    write_day,
    write_rates,
)
from planner.optimisation.matrix.highs import CompiledModel, check_numbers, check_residuals, load, pass_model, run_day
from planner.optimisation.matrix.layout import day_label, days_of, given_of
from planner.optimisation.matrix.linking import GIVEN_ONCE, LINKING, columns_of, linking_columns, part_columns, used
from planner.optimisation.matrix.reuse import templates_of
from planner.optimisation.matrix.safe_bound import most_needed, safe_bound
from planner.optimisation.parts.offers import line_workload
from planner.optimisation.parts.parts import shared_of
from planner.problem.several import shared_at

if TYPE_CHECKING:
    from planner.arrays import Floats
    from planner.problem.several import PortfolioInputs


SIMPLEX: dict[str, str | float] = {"solver": "simplex"}
ATTEMPTS = (("choose", False), ("choose", True), ("off", True))  # presolve, from scratch


class DefinedDays:
    """Days in HiGHS as `models.dispatch` defines them: their numbers and, by name of a fleet, their last bases.

    A HiGHS per day was as fast over a whole solve and took ten times the memory (0.9 MB a day).
    """

    def __init__(self, structures: dict[tuple[int, ...], CompiledModel]) -> None:
        self._structures: dict[tuple[int, ...], tuple[CompiledModel, tuple[Placed, ...]]] = {
            key: (compiled, place(compiled)) for key, compiled in structures.items()
        }
        self._linking = {key: linking_columns(compiled) for key, compiled in structures.items()}
        self._solvers = {key: load(compiled, SIMPLEX) for key, compiled in structures.items()}
        self._bases: dict[str, dict[int, highspy.HighsBasis]] = {}
        self.turn_to("")

    def hold(self, x: PortfolioInputs, most: Floats) -> None:
        """Hold the days of `x`, whose rows are never given more than `most`, (S·P, L); every day keeps its basis."""
        self._x, self._days, self._most = x, days_of(x), most
        self._template = templates_of(x)  # of each site: the one whose compiled days serve for it
        self._given = [given_of(x, s) for s in range(len(x.sites))]  # where each thing stands in what days are given
        self._among = [shared_of(site) for site in x.sites]  # of each site: what its days share
        self._shared = [shared_at(x, s) for s in range(len(x.sites))]  # workloads of which it is given a share
        self._lines = [line_workload(site) for site in x.sites]  # of each site: workload of each line of its contracts
        self._line_numbers: dict[int, tuple[Floats, Floats]] = {}  # demand of a day's lines, and what windows hold
        self._numbers: dict[int, tuple[tuple[int, ...], CompiledModel]] = {}
        self._ceilings: dict[int, Floats] = {}

    def turn_to(self, fleet: str) -> None:
        """Go on from the bases that the days ended with under this name."""
        self._basis = self._bases.setdefault(fleet, {})

    def evaluate(self, d: int, given: Floats, before: int | None) -> DayAnswer:
        """Dispatch a day with what its row (L,) gives it, from its last basis or that of the day before."""
        return self._answer(d, *self._run(d, given, before))

    def dispatch(self, d: int, given: Floats, before: int | None, parts: Floats | None) -> DayDispatch:
        """The same with every variable; `parts` (D, n): see `_run`."""
        solver, numbers = self._run(d, given, before, parts)
        value = np.asarray(solver.getSolution().col_value)
        of_names = {name: value[columns_of(numbers, name)] for name in numbers.columns}
        return self._checked(d, numbers, self._answer(d, solver, numbers), of_names)

    def checked(self, d: int, given: Floats, answer: DayAnswer, values: dict[str, Floats]) -> DayDispatch:
        """A day solved elsewhere, against its definition. SolverFailure if it misses a row, a bound or its cost."""
        key, numbers = self._write(d)
        return self._checked(d, self._with_given(d, key, numbers, given), answer, values)

    def _write(self, d: int) -> tuple[tuple[int, ...], CompiledModel]:
        """The structure of a day and its numbers, with all of its demand."""
        s = int(self._days.site[d])
        day = day_of(self._x.sites[s], int(self._days.day[d]))
        key = (self._template[s], *structure_of(day))
        written = write_day(*self._structures[key], day)
        if self._template[s] != s:
            written = write_rates(written, self._x.sites[s])
        check_numbers(written)
        none = np.zeros((0, day.hours))
        self._line_numbers[d] = (day.of_parts.get("line_demand", none), day.of_parts.get("line_window", none))
        return key, written

    def _day(self, d: int) -> tuple[tuple[int, ...], CompiledModel]:
        if d not in self._numbers:
            self._numbers[d] = self._write(d)
        return self._numbers[d]

    def _ceiling(self, d: int) -> Floats:
        """The most each column of a day can be, whatever it is given: see `safe_bound.most_needed`."""
        if d not in self._ceilings:
            key, numbers = self._day(d)
            s, placed = int(self._days.site[d]), self._structures[key][1]
            if self._scales(s):
                lines = np.ones(self._given[s].lines.stop)
                ends = [scale_demand(numbers, placed, self._scaling(d, share * lines, share)) for share in (0.0, 1.0)]
                numbers = numbers.with_numbers(
                    row_lower=np.minimum(*(end.row_lower for end in ends)),
                    row_upper=np.maximum(*(end.row_upper for end in ends)),
                    col_upper=np.maximum(*(end.col_upper for end in ends)),
                )
            cost, upper = numbers.cost.copy(), numbers.col_upper.copy()
            cost[part_columns(numbers, self._among[s])] = -1.0  # at some prices it pays to take more of these
            upper[self._linking[key]] = self._most[self._days.row[d], self._given[s].columns]
            self._ceilings[d] = most_needed(numbers.with_numbers(cost=cost), upper)
        return self._ceilings[d]

    def _with_given(self, d: int, key: tuple[int, ...], numbers: CompiledModel, given: Floats) -> CompiledModel:
        """The numbers of a day with what investment gives its period."""
        s = int(self._days.site[d])
        if self._scales(s):
            numbers = scale_demand(numbers, self._structures[key][1], self._scaling(d, given))
        lower, upper = numbers.col_lower.copy(), numbers.col_upper.copy()
        lower[self._linking[key]] = upper[self._linking[key]] = given[self._given[s].columns]
        return numbers.with_numbers(col_lower=lower, col_upper=upper)

    def _run(
        self, d: int, given: Floats, neighbour: int | None, parts: Floats | None = None
    ) -> tuple[highspy.Highs, CompiledModel]:
        """Solve day `d` with what investment gives its period, from its last basis or that of a neighbouring day.

        What days share is given as a price, or, with `parts` (D, n), held at the day's part.
        """
        key, numbers = self._day(d)
        s = int(self._days.site[d])
        numbers = self._with_given(d, key, numbers, given)
        if among := self._among[s]:
            at = part_columns(numbers, among)
            if parts is None:
                cost = numbers.cost.copy()
                cost[at] = np.array([one.sign for one in among]) * given[self._given[s].shared]
                numbers = numbers.with_numbers(cost=cost)
            else:
                numbers.col_lower[at] = numbers.col_upper[at] = parts[d, : len(among)]
        solver = self._solvers[key]
        pass_model(solver, numbers)
        basis = self._basis.get(d)
        if basis is None and neighbour is not None and len(self._day(neighbour)[0]) == len(key):
            basis = self._basis[neighbour]
        if basis is not None:
            solver.setBasis(basis)
        run_day(solver, partial(day_label, self._x, self._days, d), ATTEMPTS, "without presolve")
        self._basis[d] = solver.getBasis()
        return solver, numbers

    def _scales(self, s: int) -> bool:
        """Whether days of a site are given shares of demand or of contracts."""
        return bool(self._shared[s]) or len(self._lines[s]) > 0

    def _scaling(self, d: int, given: Floats, share: float = 1.0) -> Scaling:
        """Share of the demand of each workload and of each line of contracts that a day, written before, is given.

        `share`: of workloads that are not shared.
        """
        s = int(self._days.site[d])
        at = self._given[s]
        shares = np.full(len(self._x.sites[s].workloads.names), share)
        shares[self._shared[s]] = given[at.shares]
        return Scaling(shares, given[at.lines], self._lines[s], *self._line_numbers[d])

    def _answer(self, d: int, solver: highspy.Highs, numbers: CompiledModel) -> DayAnswer:
        solution, key = solver.getSolution(), self._day(d)[0]
        s = int(self._days.site[d])
        cost, among = solver.getInfo().objective_function_value, self._among[s]
        at, shared, linking = part_columns(numbers, among), self._shared[s], self._linking[key]
        are_held = bool((numbers.col_lower[at] == numbers.col_upper[at]).all())
        given = np.concatenate([linking, at]).astype(np.int32) if are_held else linking
        least, row_dual, dual = safe_bound(numbers, np.asarray(solution.row_dual), self._ceiling(d), given)
        least, reduced_cost = min(least, cost), dual[given]
        if not are_held:
            columns = np.asarray(solution.col_value)
            use = np.array([used(numbers, one, columns) for one in among])
            cost -= float(numbers.cost[at] @ columns[at])
            least -= float(numbers.cost[at] @ use)
            reduced_cost = np.concatenate([reduced_cost, use])
        if self._scales(s):
            placed = self._structures[key][1]
            scaling = self._scaling(d, np.zeros(self._given[s].lines.stop))
            of_workloads, of_lines = share_value(self._day(d)[1], placed, row_dual, dual, scaling)
            reduced_cost = np.concatenate([reduced_cost, of_workloads[shared], of_lines])
        return DayAnswer(cost, reduced_cost, least)

    def _checked(self, d: int, numbers: CompiledModel, answer: DayAnswer, values: dict[str, Floats]) -> DayDispatch:
        """A day in full, its rows, bounds and cost recomputed. SolverFailure if it misses one."""
        label = day_label(self._x, self._days, d)
        value = numbers.col_lower.copy()  # what is given is held there
        for name in numbers.columns:
            if name in values:
                value[columns_of(numbers, name)] = values[name].ravel()
        absolute, relative = check_residuals(numbers, value, label)
        own = {name: values[name].ravel() for name in numbers.columns if name not in (*LINKING, *GIVEN_ONCE)}
        return DayDispatch(answer, own, absolute, relative)
