"""What a report is made of, as plain texts: key figures, tables, charts. The template only lays them out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import plotly.graph_objects as go


@dataclass(frozen=True)
class KeyFigure:
    """One card: what it is, its value, what else belongs to it."""

    label: str
    value: str
    note: str = ""


@dataclass(frozen=True)
class Table:
    """A table of texts. `numeric` names the columns set flush right; `english` those whose texts are English only."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: frozenset[int] = frozenset()
    english: frozenset[int] = frozenset()
    total: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Chart:
    """A figure under its finding, with the measure, the source and the same numbers as a table."""

    key: str
    heading: str
    finding: str
    measure: str
    source: str
    figure: go.Figure
    table: Table
    table_open: bool = False
    wide_only: bool = False  # too narrow on a phone: there the table stands alone
