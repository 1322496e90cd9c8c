"""How the days of a period share what it has: at a price that all of them see.

The dispatch cost of a period as a function of what it is given, f(g, B) with the quantity B to be shared, is by the
duality of linear programmes the largest over prices λ >= 0 of sum_d cost_d(g, λ) - sign λ B, where each day pays λ for
what it takes (is paid λ for what it sheds). So any λ gives a cut of f that holds everywhere, with slope - sign λ in B.
The best λ, and how much each day takes, come from a small LP over the days' answers so far (Dantzig and Wolfe 1960):
its optimum is a dispatch that keeps to B, so both meet at f. Days do not know of each other.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import highspy
import numpy as np

from planner.errors import SolverFailure
from planner.optimisation.matrix.highs import new_highs
from planner.optimisation.matrix.layout import given_of, periods_of
from planner.optimisation.parts.part import Shared
from planner.optimisation.parts.parts import shared_of
from planner.optimisation.search.pricing import Priced, gathered, price_apart

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planner.arrays import Floats
    from planner.optimisation.matrix.answers import DayAnswer, DayDispatch
    from planner.optimisation.search.incumbent import Search
    from planner.optimisation.workers.pool import DayPool
    from planner.problem.site import ModelInputs


CLOSE = 1e-9  # of the cost: bound and dispatch of a period have met
CLOSE_ENOUGH = 1e-6  # the same in a pass, at most this and a thousandth of the gap asked
MOST_TRIALS = 60
STEPS = (1.25, 2.0, 8.0)  # while all answers take too much, or all too little: near the last price first
HIGHEST = 1e7  # MEUR per thousand: what still takes too much then takes the least there is
ROUNDING = 1e-6  # of a quantity, by which the least there is may pass what is given


@dataclass
class _Trial:
    """What the days of a row answered at one price."""

    price: Floats  # n
    cost: Floats  # D: of the days of the row [MEUR]
    use: Floats  # D, n [thousands]
    slope: Floats  # L [MEUR]


@dataclass
class _Row:
    """A period of a site: its days, what they share, and the search for its price."""

    row: int
    days: list[int]
    share: Floats  # D: weight of each day / 1000
    sign: Floats  # n
    first: int  # where what is shared stands among the quantities given
    budget: Floats  # n
    price: Floats  # n: to be tried next
    close: float
    trials: list[_Trial] = field(default_factory=list)
    best: tuple[float, _Trial] | None = None
    parts: Floats | None = None  # D, n: what each day takes; found when settled
    cost: float = np.inf  # of that dispatch [MEUR]
    settled: bool = False

    def take(self, answers: Mapping[int, DayAnswer]) -> None:
        """The answers of its days at its price; then the next price, or settled."""
        own_answers = [answers[d] for d in self.days]
        slopes = np.array([one.reduced_cost_keur for one in own_answers])
        at = slice(self.first, self.first + len(self.sign))
        cost = np.array([one.cost_keur for one in own_answers]) * self.share
        use = slopes[:, at] * self.share[:, None]
        trial = _Trial(self.price.copy(), cost, use, self.share @ slopes)
        self.trials.append(trial)
        least = float(np.array([one.bound_keur for one in own_answers]) @ self.share)
        value = least + float((self.sign * self.price) @ (use.sum(axis=0) - self.budget))
        if self.best is None or value > self.best[0]:
            self.best = value, trial
        if not len(self.sign):
            self.settled, self.parts, self.cost = True, use, value
            return
        self._choose()

    def _scale(self) -> Floats:
        """A price at which what is shared would cost as much as the whole dispatch."""
        cost = max(abs(float(trial.cost.sum())) for trial in self.trials)
        quantity = np.max([np.abs(trial.use.sum(axis=0)) for trial in self.trials], axis=0)
        return np.asarray(max(cost, 1e-6) / np.maximum(np.maximum(quantity, np.abs(self.budget)), 1e-9))

    def _choose(self) -> None:
        scale, tried = self._scale(), np.max([trial.price for trial in self.trials], axis=0)
        step = STEPS[min(len(self.trials), len(STEPS)) - 1]
        cost, price, missing, parts = _mix(self, 100 * np.maximum(tried, scale))
        assert self.best is not None
        short = missing > CLOSE * np.maximum(1e-3, np.abs(self.budget))
        if short.any():
            hopeless = short & (tried >= HIGHEST)
            if hopeless.any():
                least = np.min([(self.sign * t.use.sum(axis=0)) for t in self.trials], axis=0)
                if (least - self.sign * self.budget > ROUNDING * np.maximum(1.0, np.abs(self.budget)))[hopeless].any():
                    problem = (
                        "The days of a period cannot share what it is given, whatever its price.\n\n"
                        "hint: this is a fault of the program; please report it with the scenario file."
                    )
                    raise SolverFailure(problem)
                self.budget = np.where(hopeless, self.sign * least, self.budget)
            self.price = np.where(short & ~hopeless, np.maximum(step * tried, scale / STEPS[-1]), price)
            return
        size = abs(cost) + float(np.abs(self.best[1].price * self.budget).sum()) + 1e-9
        self.parts, self.cost = parts / self.share[:, None], max(cost, self.best[0])
        self.settled = cost - self.best[0] <= self.close * size or len(self.trials) >= MOST_TRIALS
        lowest = np.min([trial.price for trial in self.trials], axis=0)
        never = np.all([self.sign * (t.use.sum(axis=0) - self.budget) <= 0 for t in self.trials], axis=0)
        self.price = np.where(never & (len(self.trials) < len(STEPS)) & (price < lowest), lowest / step, price)


def _mix(row: _Row, penalty: Floats) -> tuple[float, Floats, Floats, Floats]:
    """The cheapest mix of answers, each day's its own, that keeps to what the row has.

    Returns:
        (cost [MEUR], price n, what is missing n, what each day takes D × n).
    """
    days, n, trials = len(row.days), len(row.sign), row.trials
    cost = np.concatenate([*(trial.cost for trial in trials), penalty])
    solver = new_highs()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    size = len(trials) * days
    # Rows: one for each day (its answers add up to one), then one for each quantity.
    start = np.concatenate([np.arange(size) * (1 + n), size * (1 + n) + np.arange(n + 1)]).astype(np.int32)
    index = np.empty((size, 1 + n), dtype=np.int32)
    index[:, 0] = np.tile(np.arange(days), len(trials))
    index[:, 1:] = days + np.arange(n)
    value = np.ones((size, 1 + n))
    value[:, 1:] = np.concatenate([trial.use for trial in trials]) * row.sign
    upper = np.concatenate([np.ones(days), row.sign * row.budget])
    solver.passModel(
        size + n,
        days + n,
        len(index.ravel()) + n,
        int(highspy.MatrixFormat.kColwise),
        int(highspy.ObjSense.kMinimize),
        0.0,
        cost,
        np.zeros(size + n),
        np.full(size + n, highspy.kHighsInf),
        np.concatenate([np.ones(days), np.full(n, -highspy.kHighsInf)]),
        upper,
        start[:-1],
        np.concatenate([index.ravel(), days + np.arange(n)]).astype(np.int32),
        np.concatenate([value.ravel(), -np.ones(n)]),
        np.zeros(size + n, dtype=np.int32),
    )
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        problem = f"Days could not share what they have: HiGHS says {solver.getModelStatus().name}.\n\nhint: report it."
        raise SolverFailure(problem)
    solution = solver.getSolution()
    weight = np.array(solution.col_value)
    price = np.maximum(-np.array(solution.row_dual)[days:], 0.0)
    parts = sum(
        (weight[k * days : (k + 1) * days, None] * trial.use for k, trial in enumerate(trials)), np.zeros((days, n))
    )
    return float(cost[:size] @ weight[:size]), price, weight[size:], parts


def day_sizes(x: ModelInputs, one: Shared) -> Floats:
    """How much of what is shared each day takes at least, or can give: D, and each part of it (racks, auxiliaries).

    A few days that stand for all are given as much of it as they stand for; else there may be less than they need.
    """
    return np.add.reduceat(one.hourly, x.days.first_hour[:-1], axis=0)


def _rows(
    search: Search, pool: DayPool, given: Floats, rows: list[int], only: set[int] | None, close: float
) -> list[_Row]:
    """The rows to be priced, with what is known of their prices."""
    open_rows, table, periods = [], search.days, periods_of(search.x)
    for row in rows:
        s = row // periods
        own = np.flatnonzero(table.row == row)
        taken = own if only is None else np.array([d for d in own.tolist() if d in only])
        share = table.weight[taken] / 1000 * (table.weight[own].sum() / table.weight[taken].sum())
        shared, at = shared_of(search.x.sites[s]), given_of(search.x, s).shared
        budget = given[row, at].copy()
        if only is not None:
            x, of_site = search.x.sites[s], table.day
            for i, one in enumerate(shared):
                size = day_sizes(x, one)
                few, whole = share @ size[of_site[taken]], table.weight[own] / 1000 @ size[of_site[own]]
                budget[i] *= np.divide(few, whole, out=np.zeros_like(few), where=whole > 0).max()
        last_price = pool.shared_price.get(row, np.zeros(len(shared)))
        open_rows.append(
            _Row(
                row=row,
                days=taken.tolist(),
                share=share,
                sign=np.array([one.sign for one in shared]),
                first=at.start,
                budget=budget,
                price=last_price,
                close=close,
            )
        )
    return open_rows


def _settle(pool: DayPool, given: Floats, rows: list[_Row]) -> None:
    """Find the price of every row, all that are still open at once."""
    at_prices = given.copy()
    while waiting := [row for row in rows if not row.settled]:
        for row in waiting:
            at_prices[row.row, row.first : row.first + len(row.sign)] = row.price
        answers = pool.evaluate(at_prices, {d for row in waiting for d in row.days})
        for row in waiting:
            row.take(answers)
            if len(row.trials) > 2 * MOST_TRIALS:
                problem = "No price was found at which days share what they have.\n\nhint: please report the scenario."
                raise SolverFailure(problem)
    for row in rows:
        assert row.best is not None
        pool.shared_price[row.row] = row.best[1].price


def price_shared(search: Search, pool: DayPool, given: Floats, only: set[int] | None) -> Priced:
    """Cost and slope of every row at a point, where days share something; a few days stand for all.

    The level of the cut is the value at the best price, which bounds the cost of the dispatch from below.
    """
    keys = [(row, given[row].tobytes()) for row in range(len(given))]
    priced = pool.priced if only is None else {}
    close = max(CLOSE, min(CLOSE_ENOUGH, search.gap / 1000))
    new = _rows(search, pool, given, [row for row, key in enumerate(keys) if key not in priced], only, close)
    _settle(pool, given, new)
    fresh = {}
    for row in new:
        assert row.best is not None
        value, trial = row.best
        slope = np.zeros(given.shape[1])
        slope[: len(trial.slope)] = trial.slope
        slope[row.first : row.first + len(row.sign)] = -row.sign * trial.price
        fresh[keys[row.row]] = (row.cost, slope, value)
    priced = {**priced, **fresh}
    if only is None:
        pool.priced.update(fresh)
    return gathered([priced[key] for key in keys])


def price(search: Search, pool: DayPool, given: Floats, only: set[int] | None) -> Priced:
    """Cost and slope of every row at a point, whether its days share something or not; a few days stand for all."""
    if any(shared_of(site) for site in search.x.sites):
        return price_shared(search, pool, given, only)
    return price_apart(search, pool, given, only)


def dispatch_shared(search: Search, pool: DayPool, given: Floats) -> tuple[dict[int, DayDispatch], Floats]:
    """Every variable of every day, each held to its part of what its row has.

    Returns:
        (days, price of what is shared by row [MEUR per thousand], shape (S·P, most quantities)).
    """
    rows = _rows(search, pool, given, list(range(len(given))), None, CLOSE)
    most = max(len(row.sign) for row in rows)
    prices, parts = np.zeros((len(given), most)), np.zeros((len(search.days.row), most))
    if not most:
        return pool.dispatch(given), prices
    _settle(pool, given, rows)
    for row in rows:
        assert row.best is not None
        assert row.parts is not None
        prices[row.row, : len(row.sign)] = row.best[1].price
        parts[row.days, : len(row.sign)] = np.maximum(row.parts, 0.0)
    return pool.dispatch(given, parts), prices
