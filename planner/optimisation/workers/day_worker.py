"""One holder of days, answering a pass with the cost and value of what each day was given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.optimisation.compact.days import CompactDays
from planner.optimisation.compact.numbers import is_compact
from planner.optimisation.matrix.answers import DayAnswer, DayDispatch
from planner.optimisation.matrix.layout import DayTable, days_of, given_of
from planner.optimisation.workers.defined_days import DefinedDays
from planner.problem.several import shared_at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from planner.arrays import Floats
    from planner.optimisation.compact.days import Bases
    from planner.optimisation.matrix.highs import CompiledModel
    from planner.problem.several import PortfolioInputs


def _in_turn(days: list[int]) -> zip[tuple[int, int | None]]:
    """Each day with the one before it, None for the first."""
    return zip(days, [None, *days[:-1]][: len(days)], strict=True)


class DayWorker:
    """Holds some of the days: their numbers and their last basis. Every method takes and returns plain arrays.

    Days that have a compact form are solved in it (decision 0018), the others as they are defined.
    """

    _x: PortfolioInputs
    _days: DayTable
    _compact: list[CompactDays | None]  # of each site: its days in their compact form, where they have one

    def build(self, x: PortfolioInputs, structures: dict[tuple[int, ...], CompiledModel], most: Floats) -> None:
        """Forget all days and hold those of `x`; no row is ever given more than `most`, (S·P, L)."""
        self._defined = DefinedDays(structures)
        self._hold(x, most)
        self._compact_bases: dict[str, list[Bases]] = {}
        self.turn_to("")

    def turn_to(self, fleet: str) -> None:
        """Go on from the bases that the days ended with under this name: those of another fleet are far away."""
        self._defined.turn_to(fleet)
        self._compact_basis = self._compact_bases.setdefault(fleet, [{} for _ in self._x.sites])

    def _hold(self, x: PortfolioInputs, most: Floats) -> None:
        self._x, self._days = x, days_of(x)
        self._defined.hold(x, most)
        self._compact = [
            CompactDays(site, given_of(x, s), shared_at(x, s)) if is_compact(site) else None
            for s, site in enumerate(x.sites)
        ]

    def renew(self, x: PortfolioInputs, most: Floats) -> None:
        """New numbers in the same structures: every day keeps its basis."""
        self._hold(x, most)

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
            answers[d] = self._defined.evaluate(d, given[self._days.row[d]], before)
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

    def dispatch(self, days: list[int], given: Floats, parts: Floats | None = None) -> list[DayDispatch]:
        """As `evaluate`, with every variable of every day, checked against the matrix in NumPy.

        `parts` (D, n) is what each day has of what the days of its period share.
        """
        results: dict[int, DayDispatch] = {}
        for row, compact, own in self._compact_of(days):
            of_site = self._days.day[own].tolist()
            solved = compact.dispatch(of_site, given[row], self._basis_of(row))
            results |= {d: self._defined.checked(d, given[row], *one) for d, one in zip(own, solved, strict=True)}
        for d, before in _in_turn([d for d in days if d not in results]):
            results[d] = self._defined.dispatch(d, given[self._days.row[d]], before, parts)
        return [results[d] for d in days]

    def evaluate_groups(self, groups: list[list[int]], given: Floats) -> list[list[DayAnswer]]:
        """`evaluate` for several groups of neighbouring days."""
        return [self.evaluate(days, given) for days in groups]

    def dispatch_groups(
        self, groups: list[list[int]], given: Floats, parts: Floats | None = None
    ) -> list[list[DayDispatch]]:
        """`dispatch` for several groups of neighbouring days."""
        return [self.dispatch(days, given, parts) for days in groups]
