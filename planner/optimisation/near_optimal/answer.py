"""What is learned of the plans that are nearly as good as the best one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from planner.arrays import Ints
    from planner.problem.solution import Solution


@dataclass(frozen=True)
class Range:
    """Least and most of something ordered, in whole racks, in plans within a share of the best."""

    least_proven: int  # no plan within the share has less
    least_reached: int  # a dispatched plan within the share has as little
    most_reached: int
    most_proven: int
    best: int  # in the best plan


@dataclass(frozen=True)
class FirstOrder:
    """Period in which a product is first ordered, in plans within a share of the best; None is never."""

    earliest_proven: int | None  # no plan orders it earlier
    earliest_reached: int | None
    latest_reached: int | None
    latest_proven: int | None  # every plan has ordered it by then
    best: int | None


@dataclass(frozen=True)
class Alternative:
    """A plan dispatched on every day of the study, whose loss is within a share of the best."""

    within: float
    order_racks: Ints  # V
    loss_meur: float  # against the best plan; below zero where it is better by less than the proof leaves open
    moved_racks: int  # racks that are in one plan and not in the other, or in another period
    moved_mw_months: float
    solution: Solution


@dataclass(frozen=True)
class RackPrice:
    """At which price of its orders a product is ordered, as a factor on the price, upkeep and resale of all of them.

    Up to `surely_to` every best plan orders one; from `never_from` on no plan with one is better than the best without.
    Between the two the proofs do not tell; `even` is where the best plans at hand, with one and without, are equal.
    """

    ordered: int  # in the best plan
    loss_meur: float  # of ordering at least one where the best plan has none, or none where it has some
    surely_to: float
    even: float
    never_from: float  # NaN: not proven, as capital is limited and a lower price frees some
    racks: int  # of the product in the plan with one
    possible: bool = True  # False: limits of the site leave no plan with one
    limits: tuple[str, ...] = ()  # then, those that must give way
