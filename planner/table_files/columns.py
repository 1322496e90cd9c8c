"""Which columns of a load curve hold its times and its power; what the names say of clock, unit and end of step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from planner.errors import DataError, located
from planner.table_files.layout import Table
from planner.table_files.times import Clock
from planner.table_files.units import POWERS, listed, unit_of

Stamps = Literal["start", "end"]
WHOLE_TIMES = (
    "utc_timestamp", "timestamp_utc", "utc", "time_utc", "datetime_utc", "utc_time", "horodate", "horodatage",
    "date_et_heure", "date_heure", "date_time", "datetime", "timestamp", "time", "date_heure_locale", "ts",
)  # fmt: skip
STARTS = ("debut", "date_debut", "heure_debut", "date_de_debut", "start", "period_start", "begin", "from", "start_time")
ENDS = ("fin", "date_fin", "heure_fin", "date_de_fin", "end", "period_end", "to", "end_time")
HOURS = ("heure", "heures", "hour", "time", "heure_locale")
DATE = "date"
TIME_WORDS = {"utc", "timestamp", "horodate", "time", "datetime", "paris"}
VALUES = {
    "value", "valeur", "power", "puissance", "load", "charge", "consumption", "consommation", "conso", "demand",
    "puissance_active", "puissance_moyenne", "active_power", "puissance_soutiree", "soutirage",
}  # fmt: skip
NOT_MEAN = {"max", "min", "maximum", "minimum", "subscribed", "souscrite", "limit", "prevision", "forecast"}
UNIT_COLUMNS = ("unite", "unit", "unite_de_mesure")


@dataclass(frozen=True)
class Columns:
    """Places of the columns of a curve: `times` one, or date and hour of day; `unit` of power, None if not written."""

    times: tuple[int, ...]
    value: int
    unit: str | None
    clock: Clock | None
    stamps: Stamps | None


def is_curve_header(names: Sequence[str]) -> bool:
    """Whether plain names are those of a curve: one of its times, one of its power."""
    times, values = _time_places(names), _value_places(names)
    return bool(times) and bool(set(values) - set(times))


def columns_of(table: Table) -> Columns:
    """The columns of a curve. DataError: two columns that both say power, or times that are none."""
    names = table.names
    value = _one_value(table)
    times = _time_places(names)
    named = [names[place] for place in times]
    words = {word for name in named for word in name.split("_")}
    clock: Clock | None = "UTC" if words & {"utc", "gmt"} else "Europe/Paris" if "paris" in words else None
    stamps: Stamps | None = None
    if named[0] in ENDS or words & {"end", "ending", "fin"}:
        stamps = "end"
    elif named[0] in STARTS or words & {"start", "begin", "beginning", "debut"}:
        stamps = "start"
    return Columns(times, value, unit_of(names[value]), clock, stamps)


def _time_places(names: Sequence[str]) -> tuple[int, ...]:
    if DATE in names and (hour := next((name for name in HOURS if name in names), None)):
        whole = next((name for name in WHOLE_TIMES if name in names and name != hour), None)
        return (names.index(whole),) if whole else (names.index(DATE), names.index(hour))
    for name in (*WHOLE_TIMES, *STARTS, *ENDS, DATE):
        if name in names:
            return (names.index(name),)
    starts = [at for at, name in enumerate(names) if TIME_WORDS & set(name.split("_"))]
    return tuple(starts[:1])


def _value_places(names: Sequence[str]) -> list[int]:
    times = _time_places(names)
    free = [(at, name) for at, name in enumerate(names) if at not in times]
    own = [at for at, name in free if unit_of(name) and not NOT_MEAN & set(name.split("_"))]
    return own or [at for at, name in free if name in VALUES]


def _one_value(table: Table) -> int:
    places = _value_places(table.names)
    if len(places) == 1:
        return places[0]
    named = listed([table.header[place] for place in places])
    units = {unit_of(table.names[place]) for place in places}
    several = len(units) == 1 and next(iter(units), None) is not None and str(next(iter(units))).lower() in POWERS
    hint = "add them up in one column" if several else "keep the one that is the mean power of each step"
    problem = f"{len(places)} columns say power: {named}; one is needed."
    raise DataError(located(table.content.line(table.header_line), problem, f"{hint}."))


def unit_in_rows(table: Table) -> str | None:
    """The unit that a column of its own says, the same in every row; else None."""
    place = next((at for at, name in enumerate(table.names) if name in UNIT_COLUMNS), None)
    if place is None:
        return None
    units = set(table.column(place))
    return units.pop() if len(units) == 1 else None
