"""One holder of days: keeps a HiGHS per day, answers a pass with the cost and value of what each day was given."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import highspy
import numpy as np

from planner.optimisation.compact.days import CompactDays
from planner.optimisation.compact.numbers import is_compact
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
from planner.optimisation.matrix.layout import DayTable, Given, day_label, days_of, given_of
from planner.optimisation.matrix.linking import GIVEN_ONCE, LINKING, columns_of, linking_columns, part_columns, used
from planner.optimisation.matrix.reuse import templates_of
from planner.optimisation.parts.offers import line_workload
from planner.optimisation.parts.part import Shared
from planner.optimisation.parts.parts import shared_of
from planner.problem.several import shared_at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from planner.arrays import Floats, Indices, Ints
    from planner.optimisation.compact.days import Bases
    from planner.problem.several import PortfolioInputs


SIMPLEX: dict[str, str | float] = {"solver": "simplex"}
ATTEMPTS = (("choose", False), ("choose", True), ("off", True))  # presolve, from scratch


def _in_turn(days: list[int]) -> zip[tuple[int, int | None]]:
    """Each day with the one before it, None for the first."""
    return zip(days, [None, *days[:-1]][: len(days)], strict=True)


class DayWorker:
    """Holds some of the days: their numbers and their last basis. Every method takes and returns plain arrays.

    Days that have a compact form are solved in it (decision 0018). The others as they are defined: one HiGHS per
    structure is given each day in turn, with the basis that day ended with. A HiGHS per day was as fast over a whole
    solve and took ten times the memory (0.9 MB a day).
    """

    _x: PortfolioInputs
    _days: DayTable
    _template: list[int]  # of each site: the one whose compiled days serve for it
    _given: list[Given]  # of each site: where each thing stands in what its days are given
    _among: list[list[Shared]]  # of each site: what its days share
    _shared: list[list[int]]  # of each site: workloads of which it is given a share
    _lines: list[Ints]  # of each site: workload of each line of its contracts
    _compact: list[CompactDays | None]  # of each site: its days in their compact form, where they have one
    _line_numbers: dict[int, tuple[Floats, Floats]]  # of each day: demand of its lines, and what their windows hold
    _structures: dict[tuple[int, ...], tuple[CompiledModel, tuple[Placed, ...]]]
    _linking: dict[tuple[int, ...], Indices]
    _solvers: dict[tuple[int, ...], highspy.Highs]

    def build(self, x: PortfolioInputs, structures: dict[tuple[int, ...], CompiledModel]) -> None:
        """Forget all days and hold those of `x`."""
        self._hold(x)
        self._structures = {key: (compiled, place(compiled)) for key, compiled in structures.items()}
        self._linking = {key: linking_columns(compiled) for key, compiled in structures.items()}
        self._solvers = {key: load(compiled, SIMPLEX) for key, compiled in structures.items()}
        self._numbers: dict[int, tuple[tuple[int, ...], CompiledModel]] = {}
        self._bases: dict[str, dict[int, highspy.HighsBasis]] = {}
        self._compact_bases: dict[str, list[Bases]] = {}
        self.turn_to("")

    def turn_to(self, fleet: str) -> None:
        """Go on from the bases that the days ended with under this name: those of another fleet are far away."""
        self._basis = self._bases.setdefault(fleet, {})
        self._compact_basis = self._compact_bases.setdefault(fleet, [{} for _ in self._x.sites])

    def _hold(self, x: PortfolioInputs) -> None:
        self._x, self._days = x, days_of(x)
        self._given = [given_of(x, s) for s in range(len(x.sites))]
        self._shared = [shared_at(x, s) for s in range(len(x.sites))]
        self._template = templates_of(x)
        self._among = [shared_of(site) for site in x.sites]
        self._lines = [line_workload(site) for site in x.sites]
        self._line_numbers = {}
        self._compact = [
            CompactDays(site, self._given[s], self._shared[s]) if is_compact(site) else None
            for s, site in enumerate(x.sites)
        ]

    def renew(self, x: PortfolioInputs) -> None:
        """New numbers in the same structures: every day keeps its basis."""
        self._hold(x)
        self._numbers = {}

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

    def _scaling(self, d: int, given: Floats) -> Scaling:
        """Share of the demand of each workload and of each line of contracts that a day, written before, is given."""
        s = int(self._days.site[d])
        at = self._given[s]
        shares = np.ones(len(self._x.sites[s].workloads.names))
        shares[self._shared[s]] = given[at.shares]
        return Scaling(shares, given[at.lines], self._lines[s], *self._line_numbers[d])

    def evaluate(self, days: list[int], given: Floats) -> list[DayAnswer]:
        """Dispatch `days`, in this order, with what investment gives their periods.

        Args:
            days: dispatch days; each new one starts from the basis of the one before it in the list.
            given: linking quantities of every row (site and period), shape (S·P, L).
        """
        answers: dict[int, DayAnswer] = {}
        for row, compact, own in self._compact_of(days):
            of_site = self._days.day[own].tolist()
            answers |= zip(own, compact.evaluate(of_site, given[row], self._basis_of(row)), strict=True)
        others = [d for d in days if d not in answers]
        for d, before in _in_turn(others):
            answers[d] = self._answer(d, *self._run(d, given[self._days.row[d]], before))
        return [answers[d] for d in days]

    def _compact_of(self, days: list[int]) -> Iterator[tuple[int, CompactDays, list[int]]]:
        """Those of the days that have a compact form, by row."""
        for row in sorted({int(self._days.row[d]) for d in days}):
            own = [d for d in days if self._days.row[d] == row]
            compact = self._compact[int(self._days.site[own[0]])]
            if compact is not None and (own := [d for d in own if compact.has(int(self._days.day[d]))]):
                yield row, compact, own

    def _basis_of(self, row: int) -> Bases:
        return self._compact_basis[row // len(self._x.sites[0].periods.names)]

    def _answer(self, d: int, solver: highspy.Highs, numbers: CompiledModel) -> DayAnswer:
        solution, key = solver.getSolution(), self._day(d)[0]
        s = int(self._days.site[d])
        cost, among = solver.getInfo().objective_function_value, self._among[s]
        dual = np.asarray(solution.col_dual)
        reduced_cost, shared = dual[self._linking[key]], self._shared[s]
        if among:
            at, columns = part_columns(numbers, among), np.asarray(solution.col_value)
            if (numbers.col_lower[at] == numbers.col_upper[at]).all():
                reduced_cost = np.concatenate([reduced_cost, dual[at]])
            else:
                cost -= float(numbers.cost[at] @ columns[at])
                reduced_cost = np.concatenate([reduced_cost, [used(numbers, one, columns) for one in among]])
        if self._scales(s):
            row_dual, placed = np.asarray(solution.row_dual), self._structures[key][1]
            scaling = self._scaling(d, np.zeros(self._given[s].lines.stop))
            of_workloads, of_lines = share_value(self._day(d)[1], placed, row_dual, dual, scaling)
            reduced_cost = np.concatenate([reduced_cost, of_workloads[shared], of_lines])
        return DayAnswer(cost, reduced_cost, cost)

    def dispatch(self, days: list[int], given: Floats, parts: Floats | None = None) -> list[DayDispatch]:
        """As `evaluate`, with every variable of every day, checked against the matrix in NumPy.

        `parts` (D, n) is what each day has of what the days of its period share.
        """
        results: dict[int, DayDispatch] = {}
        for row, compact, own in self._compact_of(days):
            of_site = self._days.day[own].tolist()
            for d, (answer, values) in zip(
                own, compact.dispatch(of_site, given[row], self._basis_of(row)), strict=True
            ):
                key, numbers = self._write(d)
                results[d] = self._checked(d, self._with_given(d, key, numbers, given[row]), answer, values)
        for d, before in _in_turn([d for d in days if d not in results]):
            solver, numbers = self._run(d, given[self._days.row[d]], before, parts)
            value = np.asarray(solver.getSolution().col_value)
            of_names = {name: value[columns_of(numbers, name)] for name in numbers.columns}
            results[d] = self._checked(d, numbers, self._answer(d, solver, numbers), of_names)
        return [results[d] for d in days]

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

    def evaluate_groups(self, groups: list[list[int]], given: Floats) -> list[list[DayAnswer]]:
        """`evaluate` for several groups of neighbouring days."""
        return [self.evaluate(days, given) for days in groups]

    def dispatch_groups(
        self, groups: list[list[int]], given: Floats, parts: Floats | None = None
    ) -> list[list[DayDispatch]]:
        """`dispatch` for several groups of neighbouring days."""
        return [self.dispatch(days, given, parts) for days in groups]
