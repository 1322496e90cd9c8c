"""What is handed out as a copy, so that a plan stays what the solver proved."""

from __future__ import annotations

from typing import Any

import pandas as pd


class TablesAsCopies:
    """Gives every table and every mapping among its fields as a copy: what a notebook changes is the notebook's own.

    Copies of tables share their values until one is written to (pandas copies on write), so handing one out costs
    nothing; a mapping (the manifest) is copied with all it holds, in less than a millisecond.
    """

    def __getattribute__(self, name: str) -> Any:
        value = object.__getattribute__(self, name)
        if isinstance(value, pd.DataFrame):
            return value.copy(deep=False)
        return copied(value) if type(value) is dict and name != "__dict__" else value


def copied(value: Any) -> Any:
    """A copy of dicts and lists and of all they hold; all else as it is."""
    if isinstance(value, dict):
        return {key: copied(item) for key, item in value.items()}
    return [copied(item) for item in value] if isinstance(value, list) else value
