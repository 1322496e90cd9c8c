"""What the study of near-optimal plans says: five tables, kept with a run one by one."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from planner.plan.store.studies import Study

__all__ = ["NearOptimal"]

ABOUT = ["value_meur", "bound_meur", "minimised", "within", "days", "gap", "whole"]
ENDS = ["least_proven", "least_reached", "most_reached", "most_proven"]
RANGES = ["kind", "rack", "period", "within", "best", *ENDS]
FIRST_ORDERS = [
    "rack", "within", "best", "earliest_proven", "earliest_reached", "latest_reached", "latest_proven",
]  # fmt: skip
PLANS = [
    "within", "plan", "value_meur", "loss_meur", "moved_racks", "moved_mw_months", "residual_rel",
    "rack", "period", "racks", "racks_best",
]  # fmt: skip
RACKS = [
    "rack", "ordered", "reason", "limits", "price_usd", "loss_meur", "surely_to", "even", "never_from",
    "surely_to_usd", "even_usd", "never_from_usd", "racks",
]  # fmt: skip


@dataclass(frozen=True)
class NearOptimal:
    """What nearly won. Money in MEUR, prices of racks in USD as in the scenario, periods by name, "" for never.

    about: one row: value and bound of the best plan (cost, where that is minimised), the first share, days, gap, and
    whether the study came to its end. The others as in `planner.alternatives.study`.
    """

    about: pd.DataFrame  # ABOUT
    ranges: pd.DataFrame  # RANGES
    first_orders: pd.DataFrame  # FIRST_ORDERS
    plans: pd.DataFrame  # PLANS
    racks: pd.DataFrame  # RACKS

    @property
    def tables(self) -> Mapping[Study, pd.DataFrame]:
        """The tables under the names by which they are kept with a run."""
        return {f"near_{one.name}": getattr(self, one.name) for one in fields(self)}  # type: ignore[misc]
