"""Tables that are handed out as copies, so that a plan stays what the solver proved."""

from __future__ import annotations

from typing import Any

import pandas as pd


class TablesAsCopies:
    """Gives every table among its fields as a copy: what a notebook changes is the notebook's own.

    Copies share their values until one is written to (pandas copies on write), so handing one out costs nothing.
    """

    def __getattribute__(self, name: str) -> Any:
        value = object.__getattribute__(self, name)
        return value.copy(deep=False) if isinstance(value, pd.DataFrame) else value
