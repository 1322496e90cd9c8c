"""A fact of a plan, and the facts that a page, a report and the command line all tell in the same order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from planner.plan.indicators.book import ALL
from planner.plan.money.cash_flow import EUR_PER_MEUR

__all__ = ["ALL", "EUR_PER_MEUR", "Fact", "News", "first_of", "of_kind"]


@dataclass(frozen=True)
class Fact:
    """One figure of a plan: what it is, when, how much, and what it costs or is worth.

    `when` is a year, a period, a month, a day (ISO) or "all", the whole horizon. `eur` is undiscounted money, except of
    net present values; None where the fact is not one of money. `what` names the thing: a rack, a contract, a unit.
    """

    kind: str
    when: str
    amount: float
    unit: str
    eur: float | None = None
    what: str = ""

    @property
    def meur(self) -> float:
        """The money in MEUR; 0 where there is none."""
        return (self.eur or 0.0) / EUR_PER_MEUR


@dataclass(frozen=True)
class News:
    """All facts of a plan by question. `troubles` begin with the dearest, all others with the earliest."""

    first_year: str
    last_year: str
    decision: tuple[Fact, ...]
    cost: tuple[Fact, ...]
    work: tuple[Fact, ...]  # the five words, by year and unit
    troubles: tuple[Fact, ...]
    late: tuple[Fact, ...]  # orders that should have been placed, and what a quarter costs
    limits: tuple[Fact, ...]
    change: tuple[Fact, ...]

    @property
    def facts(self) -> tuple[Fact, ...]:
        """All of them, in the order in which they are told."""
        return (*self.decision, *self.late, *self.cost, *self.work, *self.troubles, *self.limits, *self.change)


def of_kind(facts: Iterable[Fact], *kinds: str) -> list[Fact]:
    """The facts of some kinds."""
    return [fact for fact in facts if fact.kind in kinds]


def first_of(facts: Iterable[Fact], kind: str) -> Fact | None:
    """The first fact of a kind; None where there is none."""
    return next((fact for fact in facts if fact.kind == kind), None)
