"""The investment with every limit at a price: by how much which of them must give way, and what it then looks like.

An elastic programme (Chinneck 2008, *Feasibility and Infeasibility in Optimization*, chapter 6): each row of a limit
gets a column by which it may be exceeded; of these the sum is minimised, racks and phases whole.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import highspy
import numpy as np

from planner.errors import Reason, SolverFailure, located
from planner.optimisation.equations.limit import Limit
from planner.optimisation.matrix.highs import CompiledModel, load
from planner.optimisation.matrix.layout import prefix
from planner.optimisation.models.limits import COMMON_CAPITAL, LIMITS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from planner.arrays import Floats, Indices
    from planner.optimisation.equations.limit import Key
    from planner.problem.several import PortfolioInputs

    Cut = tuple[float, Indices, Floats]  # level, index, value

SLIGHT = 5e-7  # of a row's unit: an excess below is rounding; HiGHS keeps rows to 1e-7
SECONDS = 10.0  # for one answer; what was found by then is no plan either, only not the least
OPTIONS: dict[str, str | float] = {"mip_rel_gap": 1e-4, "mip_feasibility_tolerance": 1e-9, "time_limit": SECONDS}


@dataclass(frozen=True)
class Row:
    """One row of a limit, with its place in the model."""

    site: int
    limit: Limit
    key: Key
    row: int
    name: str


def _common_capital(x: PortfolioInputs) -> Limit:
    """The budget of all sites together, in the words of that of one."""
    own = next(limit for limit in LIMITS if limit.name == "capital")
    budget = [float(one.meur) for one in x.budgets]
    return replace(
        own,
        rows=(COMMON_CAPITAL,),
        amounts=lambda _x, _value, key, excess: (budget[key[0]] + excess, budget[key[0]]),
        period=lambda _x, _value, key: x.budgets[key[0]].periods[0],
    )


def _rows(x: PortfolioInputs, compiled: CompiledModel) -> Iterator[Row]:
    for s, site in enumerate(x.sites):
        for limit in LIMITS:
            for name in limit.rows:
                for key, row in compiled.rows.get(f"{prefix(x, s)}{name}", {}).items():
                    yield Row(s, limit, key, row, limit.name_of(site, key))
    for key, row in compiled.rows.get(COMMON_CAPITAL, {}).items():
        yield Row(-1, _common_capital(x), key, row, "capital")


def _sizes(compiled: CompiledModel) -> Floats:
    """How large the terms of each row can be, so that excess of one unit compares with that of another."""
    most = np.where(np.isfinite(compiled.col_upper), np.abs(compiled.col_upper), 1.0)
    column = np.repeat(np.arange(len(compiled.cost)), np.diff(compiled.start))
    sizes = np.where(np.isfinite(compiled.row_upper), np.abs(compiled.row_upper), 0.0)
    np.maximum.at(sizes, compiled.index, np.abs(compiled.value) * np.maximum(most[column], 1e-3))
    return np.maximum(sizes, SLIGHT)


class Elastic:
    """An investment in which limits may be exceeded; which of them, each answer says anew."""

    def __init__(self, x: PortfolioInputs, compiled: CompiledModel, cuts: Iterable[Cut] = ()) -> None:
        """`cuts`: rows beside those of the compiled model, value · columns[index] >= level."""
        self._x, self._compiled = x, compiled
        self.rows = list(_rows(x, compiled))
        self._columns, count = len(compiled.cost), len(self.rows)
        self._size = _sizes(compiled)[[one.row for one in self.rows]]
        relaxed = replace(
            compiled,
            cost=np.zeros(self._columns + count),
            offset=0.0,
            col_lower=np.append(compiled.col_lower, np.zeros(count)),
            col_upper=np.append(compiled.col_upper, np.zeros(count)),
            integer=np.append(compiled.integer, np.zeros(count, dtype=bool)),
            start=np.append(compiled.start, compiled.start[-1] + 1 + np.arange(count)).astype(np.int32),
            index=np.append(compiled.index, [one.row for one in self.rows]).astype(np.int32),
            value=np.append(compiled.value, -np.ones(count)),
        )
        self._solver = load(relaxed, OPTIONS, integer=True)
        self.take(cuts)

    def take(self, cuts: Iterable[Cut]) -> None:
        """More rows."""
        for level, index, value in cuts:
            self._solver.addRow(level, highspy.kHighsInf, len(index), index, value)

    @property
    def names(self) -> list[str]:
        """Limits that the model has, each once."""
        return list(dict.fromkeys(one.name for one in self.rows))

    def least(self, free: Collection[str]) -> Floats | None:
        """Columns, and behind them the least excess of each row, where only these limits may be exceeded.

        One limit alone counts in its own unit; several count by their size. None where no such plan exists.
        SolverFailure: HiGHS gave up.
        """
        own = np.array([one.name in free for one in self.rows], dtype=bool)
        places = np.arange(self._columns, self._columns + len(own), dtype=np.int32)
        upper = np.where(own, highspy.kHighsInf, 0.0)
        self._solver.changeColsBounds(len(own), places, np.zeros(len(own)), upper)
        self._solver.changeColsCost(len(own), places, np.ones(len(own)) if len(free) == 1 else 1.0 / self._size)
        self._solver.run()
        status, ended = highspy.HighsModelStatus, self._solver.getModelStatus()
        feasible = highspy.SolutionStatus.kSolutionStatusFeasible
        if ended in {status.kInfeasible, status.kUnboundedOrInfeasible}:
            return None
        if self._solver.getInfo().primal_solution_status != feasible:
            reply = self._solver.modelStatusToString(ended)
            problem = f"There is no plan, and why could not be found: HiGHS says {reply}."
            raise SolverFailure(located("", problem, "look for unusual prices, limits or supply in the scenario."))
        return np.array(self._solver.getSolution().col_value)

    def excess(self, answer: Floats) -> Floats:
        """Of each row, as it stands in an answer; rounding is none."""
        excess = answer[self._columns :]
        return np.asarray(np.where(excess > SLIGHT, excess, 0.0))

    def columns(self, answer: Floats) -> Floats:
        """The investment of an answer."""
        return answer[: self._columns]

    def exceeded(self, answer: Floats) -> list[Row]:
        """Rows that give way in an answer."""
        return [one for one, excess in zip(self.rows, self.excess(answer), strict=True) if excess]

    def reasons(self, answer: Floats, name: str) -> list[Reason]:
        """The first period in which a limit is exceeded, of each site."""
        first: dict[int, tuple[int, Reason]] = {}
        for one, excess in zip(self.rows, self.excess(answer).tolist(), strict=True):
            if one.name == name and excess:
                period, reason = self._reason(answer, one, excess)
                if one.site not in first or period < first[one.site][0]:
                    first[one.site] = period, reason
        return [reason for _, reason in first.values()]

    def _reason(self, answer: Floats, one: Row, excess: float) -> tuple[int, Reason]:
        own = prefix(self._x, max(one.site, 0))
        tables = self._compiled.columns

        def value(variable: str, key: Key) -> float:
            column = tables.get(f"{own}{variable}", {}).get(key)
            return 0.0 if column is None else float(answer[column])

        site = self._x.sites[max(one.site, 0)]
        needed, available = one.limit.amounts(site, value, one.key, excess)
        period = one.limit.period(site, value, one.key)
        named = "" if len(self._x.sites) == 1 or one.site < 0 else self._x.site_names[one.site]
        return period, Reason(one.name, site.periods.names[period], needed, available, one.limit.unit, named)
