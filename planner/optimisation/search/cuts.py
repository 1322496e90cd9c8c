"""What is known of the dispatch cost: one cut per period and pass, over the columns of the investment model."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from planner.optimisation.matrix.common_columns import with_common_columns
from planner.optimisation.matrix.highs import compile_model
from planner.optimisation.matrix.layout import given_of, periods_of, prefix, rows_of, widest
from planner.optimisation.matrix.linking import LINKING
from planner.optimisation.matrix.rows import covers_of, rows_of_model
from planner.optimisation.matrix.site_cost import LinearCost, site_costs
from planner.optimisation.models.debt import ROUNDING_MEUR
from planner.optimisation.models.investment import build_investment
from planner.optimisation.models.paths import measure_meur, revenue_of_paths_meur
from planner.optimisation.parts.offers import lines_of
from planner.optimisation.parts.parts import given_by_parts, shared_of
from planner.optimisation.search.solver import InvestmentSolver
from planner.problem.several import shared_at, shared_workloads

if TYPE_CHECKING:
    from collections.abc import Iterable

    from planner.arrays import Bools, Floats, Ints
    from planner.problem.several import PortfolioInputs

    Cuts = tuple[Floats, Floats, Floats]  # what was given (S·P, L), dispatch cost (S·P) and slope (S·P, L) [MEUR]


ROOM = 10.0


class CutModel:
    """Investment and the cuts learned so far, which its `solver` has as rows. A row of cuts is a period of a site."""

    def __init__(self, x: PortfolioInputs, learned: Iterable[Cuts] = ()) -> None:
        self._x = x
        model = build_investment(x)
        keep = [f"{prefix(x, s)}{n}" for s, site in enumerate(x.sites) for n in (*LINKING, *given_by_parts(site))]
        self.compiled = compile_model(model, keep=keep)
        if x.futures is not None:
            self.compiled = with_common_columns(self.compiled)
        self._revenue = revenue_of_paths_meur(x)
        self._site_costs: list[LinearCost] = site_costs(model, x, self.compiled)
        self.solver = InvestmentSolver(self.compiled)
        self.covers = covers_of(x, self.compiled)
        self.cost_columns = np.concatenate(
            [self.compiled.column_array(f"{prefix(x, s)}dispatch_cost_meur") for s in range(len(x.sites))]
        )  # S·P
        self.linking, self._linked = self._find_linking()  # S·P, L: columns, and whether there is one
        self._discount = np.concatenate([site.periods.discount for site in x.sites])
        self.learned: list[Cuts] = []
        for cuts in learned:
            self.add_cuts(*cuts)

    def _find_linking(self) -> tuple[Ints, Bools]:
        """Columns of what investment gives each row; sites with fewer quantities than others leave the rest open."""
        x, columns = self._x, self.compiled.columns
        periods = periods_of(x)
        linked = np.zeros((rows_of(x), widest(x)), dtype=np.bool_)
        linking = np.zeros(linked.shape, dtype=np.int64, order="F")  # sums are then the same to the last bit
        for s in range(len(x.sites)):
            own = prefix(x, s)
            quantities = np.concatenate(
                [
                    self.compiled.column_array(f"{own}installed_racks"),
                    self.compiled.column_array(f"{own}subscribed_mw"),
                    *(
                        [[columns[f"{own}{name}"][(p,)] for p in range(periods)]]
                        for name in (
                            "connection_mw",
                            *given_by_parts(x.sites[s]),
                            *(one.period for one in shared_of(x.sites[s])),
                        )
                    ),
                    *([[columns["demand_share"][w, s, p] for p in range(periods)]] for w in shared_at(x, s)),
                    *([[columns[f"{own}{name}"][n, p] for p in range(periods)]] for name, n in lines_of(x.sites[s])),
                ]
            ).T
            rows = slice(s * periods, (s + 1) * periods)
            linking[rows, : quantities.shape[1]], linked[rows, : quantities.shape[1]] = quantities, True
        return linking, linked

    def most_given(self) -> Floats:
        """No solution gives more to the dispatch of a row, (S·P, L).

        What rows and bounds of investment allow in any period, of any product in the case of racks.
        """
        most = np.where(self._linked, self.solver.most[self.linking], 0.0).max(axis=0)
        for s in range(len(self._x.sites)):
            racks = given_of(self._x, s).racks
            most[racks] = most[racks].max()
        return np.asarray(np.where(self._linked, most, 0.0))

    def most_with_room(self) -> Floats:
        """More than that: cuts made for it hold for scenarios that differ little, too."""
        return np.asarray(np.where(self._linked, ROOM * (self.most_given() + 1.0), 0.0))

    def given(self, solution: Floats) -> Floats:
        """What a solution gives to the dispatch of every row, shape (S·P, L); tiny negatives removed.

        In nine decimals, so that equal rows are found equal; but shares of demand, which several sites have, add up.
        """
        given = np.asarray(np.maximum(solution[self.linking], 0.0), dtype=np.float64)
        if not shared_workloads(self._x):
            given = np.round(given, 9)
        given[~self._linked] = 0.0
        return given

    def investment_cost(self, solution: Floats) -> float:
        """Present cost of a solution without its dispatch [MEUR]."""
        own = solution.copy()
        own[self.cost_columns] = 0.0
        return float(self.compiled.cost @ own + self.compiled.offset)

    def cost_under_cuts(self, solution: Floats) -> float:
        """Present cost of a solution with its dispatch as the cuts know it [MEUR]: it costs no less."""
        return float(self.compiled.cost @ solution + self.compiled.offset)

    def total_cost(self, solution: Floats, dispatch_meur: Floats) -> float:
        """Present cost with the dispatch cost of every row, shape (S·P,) [MEUR]; of paths, what is minimised of it."""
        if self._x.futures is not None:
            return measure_meur(self._x.futures, self.path_costs(solution, dispatch_meur))
        return self.investment_cost(solution) + float(self._discount @ dispatch_meur)

    def shortfall_meur(self, solution: Floats, dispatch_meur: Floats) -> Floats:
        """By how much a solution with this dispatch cost breaks each limit to it, Q [MEUR]; a euro is none."""
        short = -self.covers.room(self._dispatched(solution, dispatch_meur))
        return np.asarray(np.where(short > ROUNDING_MEUR, short, 0.0))

    def room_meur(self, rows: Ints, solution: Floats, dispatch_meur: Floats) -> Floats:
        """What a solution with this dispatch cost of every row leaves of some rows of investment."""
        return rows_of_model(self.compiled, rows).room(self._dispatched(solution, dispatch_meur))

    def _dispatched(self, solution: Floats, dispatch_meur: Floats) -> Floats:
        """A solution with the dispatch cost of every row as it is, not as the cuts have it."""
        dispatched = solution.copy()
        dispatched[self.cost_columns] = dispatch_meur
        return dispatched

    def path_costs(self, solution: Floats, dispatch_meur: Floats) -> Floats:
        """Cost of each path as in `paths.add_path_cost`, S [MEUR], with the dispatch cost of every row."""
        sites = range(len(self._x.sites))
        return np.array([self.site_cost(s, solution, dispatch_meur) for s in sites]) - self._revenue

    def site_cost(self, s: int, solution: Floats, dispatch_meur: Floats) -> float:
        """Present cost of one site, with the dispatch cost of every row [MEUR]."""
        if self._x.alone:
            return self.total_cost(solution, dispatch_meur)
        periods = periods_of(self._x)
        rows = slice(s * periods, (s + 1) * periods)
        own = self._site_costs[s]
        return own.fixed + float(own.cost @ solution[own.columns]) + float(self._discount[rows] @ dispatch_meur[rows])

    def add_cuts(self, given: Floats, dispatch_meur: Floats, slope_meur: Floats) -> None:
        """Dispatch cost of p is at least its tangent: cost_p - slope_p · given_p >= dispatch_p - slope_p · point_p."""
        for p, column in enumerate(self.cost_columns):
            used = np.flatnonzero(slope_meur[p])
            index = np.append(self.linking[p, used], column).astype(np.int32)
            value = np.append(-slope_meur[p, used], 1.0)
            level = float(dispatch_meur[p] - slope_meur[p] @ given[p])
            self.solver.add_row(level, index, value)
        self.learned.append((given, dispatch_meur, slope_meur))

    def drop_cuts(self) -> None:
        """Forget all cuts (those of a few days are not valid for all days)."""
        self.solver.drop_added_rows()
        self.learned = []
