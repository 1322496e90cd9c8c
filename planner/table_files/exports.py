"""The usual exports of French grid operators, and what is known of them beyond their header.

Enedis (distribution): a load curve as "Horodate;Valeur" under lines that describe it, stamped at the end of the step,
or "Début;Fin;Valeur (en kW)" with decimal commas; local time. RTE (transmission): éCO2mix and its load curves, date
and hour of Paris, MW, tabs in Windows-1252 whatever the ending of the file says, a last line of words.
These layouts are assumed: they are those of the files in tests/cases; no specification of either operator was at hand.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from planner.errors import DataError, located
from planner.table_files.columns import Stamps
from planner.table_files.layout import Table, plain_name
from planner.table_files.times import Clock
from planner.table_files.units import POWERS, unit_of

CONSUMPTION = {"consommation", "cons", "soutirage"}
ACTIVE = {"energie_active", "ea", "puissance_active", "pa"}
ENEDIS_MARKS = {"identifiant_prm", "prm", "identifiant_pdl", "pdl", "point_de_livraison", "numero_de_pdl"}


@dataclass(frozen=True)
class Export:
    """What is known of an export: who wrote it, clock, unit, decimal mark and which end of the step is stamped."""

    name: str
    clock: Clock
    unit: str | None
    stamps: Stamps | None
    mark: str | None = None


def export_of(table: Table) -> Export | None:
    """The export that a table is, None where it is none. DataError: it holds what is fed in, or reactive energy."""
    names = set(table.names)
    described = _described(table)
    if {"debut", "fin"} <= names and any(name.startswith("valeur") for name in names):
        return Export("Enedis", "Europe/Paris", None, "start", None if table.separator == "," else ",")
    if "horodate" in names and (ENEDIS_MARKS & (names | set(described)) or "valeur" in names):
        _check_drawn(table, described)
        unit = described.get("unite")
        return Export("Enedis", "Europe/Paris", unit, "end")
    if {"perimetre", "nature"} <= names and any(name.startswith("consommation") for name in names):
        return Export("RTE", "Europe/Paris", "MW", "start")
    return None


def _described(table: Table) -> dict[str, str]:
    """What the lines before the header, or columns with one value, say: grandeur_physique is "Energie active" …"""
    described: dict[str, str] = {}
    for names, values in zip(table.preamble, table.preamble[1:], strict=False):
        described |= {plain_name(n): v for n, v in zip(names, values, strict=False) if n and v}
    for row in table.preamble:
        if len(row) >= 2 and row[0].endswith(":"):
            described[plain_name(row[0])] = row[1]
    for place, name in enumerate(table.names):
        if name.startswith(("grandeur", "unite")) and len(values_of := set(table.column(place))) == 1:
            described[name] = values_of.pop()
    return described


def _check_drawn(table: Table, described: dict[str, str]) -> None:
    """Refuse what is not active energy drawn from the grid."""
    for name, allowed, word in (
        ("grandeur_physique", ACTIVE, "active energy"),
        ("grandeur_metier", CONSUMPTION, "what is drawn from the grid (Consommation)"),
    ):
        value = described.get(name)
        if value and plain_name(value) not in allowed:
            problem = f'this Enedis export says {name.replace("_", " ")}: "{value}"; a bill is for {word}.'
            raise DataError(located(table.content.name, problem, "export the curve of active energy drawn."))


def without_words(table: Table) -> Table:
    """An RTE file without its last line of words, and without the half of its rows that hold no value."""
    uneven = dict(table.uneven)
    rows, lines = list(table.rows), list(table.lines)
    while rows and len(rows) - 1 in uneven and len([cell for cell in rows[-1] if cell]) <= 1:
        uneven.pop(len(rows) - 1)
        rows.pop()
        lines.pop()
    if uneven:
        raise DataError(next(iter(uneven.values())))
    place = rte_value(table.names)
    if rows and not any(row[place] for row in rows[1::2]):
        rows, lines = rows[::2], lines[::2]
    return replace(table, rows=tuple(rows), lines=tuple(lines), uneven={})


def rte_value(names: Sequence[str]) -> int:
    """Place of the consumption column of an RTE file."""
    return next(at for at, name in enumerate(names) if name.startswith("consommation"))


def is_rte_header(names: Sequence[str]) -> bool:
    """Whether plain names are those of an éCO2mix file."""
    return {"perimetre", "nature", "date"} <= set(names) and any(name.startswith("consommation") for name in names)


def unit_of_export(export: Export, plain: str) -> str | None:
    """The unit that an export says of itself, or its column does; None where neither does."""
    unit = unit_of(plain) or unit_of(plain_name(export.unit or ""))
    return unit if unit and (unit.lower() in POWERS or unit.endswith("h")) else None
