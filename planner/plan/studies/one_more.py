"""What one more of a thing is worth, and one less, as a table of a plan; `planner.worth` works it out.

With the fleet held, what another rack or megawatt would save in the dispatch is in `plan.marginal_values`: an eighth of
what it is worth where racks could be bought for it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

import pandas as pd

from planner.words import formats, say

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Worth", "one_more_table", "thing_text"]

MORE, LESS = "more", "less"
OF_TIME = ("lead time", "on order", "phase")  # more of these is earlier, less is later


@dataclass(frozen=True)
class Worth:
    """What a change is worth; NaN where no plan exists with it. `low_meur` to `high_meur` is proven to hold the value.

    `value_meur` is of the whole step and signed: less of what is worth something is below zero. `per_unit_meur` is of
    one more (or one less, taken away from the value): the same on both sides where the value is the same. `holds_to` is
    the largest step tried over which that stays within 5 %; the larger step's own values stand beside it once known.
    """

    what: str
    item: str
    side: str
    step: float
    unit: str
    value_meur: float
    low_meur: float
    high_meur: float
    per_unit_meur: float
    holds_to: float
    larger_step: float
    larger_value_meur: float
    larger_low_meur: float
    larger_high_meur: float
    days: str
    gap: float
    note: str

    @property
    def key(self) -> tuple[str, str, str]:
        """What it is the worth of."""
        return self.what, self.item, self.side


COLUMNS = [one.name for one in fields(Worth)]


def one_more_table(values: Iterable[Worth]) -> pd.DataFrame:
    """A row per change, the last word on each; COLUMNS, in the order of the changes."""
    last = {worth.key: worth for worth in values}
    rows = [[getattr(worth, name) for name in COLUMNS] for worth in last.values()]
    return pd.DataFrame(rows, columns=COLUMNS)


def no_one_more() -> pd.DataFrame:
    """The table where nothing was worked out yet."""
    return pd.DataFrame(columns=COLUMNS)


def thing_text(row: Mapping[Any, Any], locale: str = "en") -> str:
    """What changes and by how much: 1 MW of connection."""
    what, item = str(row["what"]), str(row["item"])
    name = formats.rack_name(item) if what == "supply" else item.replace("-", " ")
    step = formats.plain(float(row["step"]), 2, locale)
    return say(f"worth of {what}", locale, step=step, item=name)
