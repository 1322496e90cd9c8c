"""What a report is made of, as plain texts: key figures, tables, charts. The template only lays them out."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class KeyFigure:
    """One card: what it is, its value, what else belongs to it."""

    label: str
    value: str
    note: str = ""


@dataclass(frozen=True)
class Table:
    """A table of texts. `numeric` names the columns set flush right; `english` those whose texts are English only.

    `sums` are the places of rows that are totals of rows above; `total` is the last row, never apart from the others.
    """

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: frozenset[int] = frozenset()
    english: frozenset[int] = frozenset()
    total: tuple[str, ...] = ()
    sums: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Still:
    """A chart as SVG; `text` is what it shows, for who cannot see it."""

    key: str
    text: str
    svg: str


@dataclass(frozen=True)
class Section:
    """A part of a chapter: its heading, what it says in a sentence, charts, tables, and what to know of them."""

    key: str
    heading: str
    finding: str = ""
    stills: tuple[Still, ...] = ()
    tables: tuple[Table, ...] = ()
    texts: tuple[str, ...] = ()
    note: str = ""

    @property
    def is_there(self) -> bool:
        """Whether there is anything to show."""
        return bool(self.texts or self.stills or any(table.rows for table in self.tables))


@dataclass(frozen=True)
class Chapter:
    """Sections for one kind of reader."""

    key: str
    heading: str
    sections: tuple[Section, ...]


@dataclass(frozen=True)
class Changed:
    """What changed since an earlier report: what it is compared with, a sentence for each of the largest, a table."""

    since: str
    sentences: tuple[str, ...]
    table: Table


def chapter(key: str, heading: str, *sections: Section) -> Chapter:
    """A chapter without the sections that have nothing to show."""
    return Chapter(key, heading, tuple(section for section in sections if section.is_there))
