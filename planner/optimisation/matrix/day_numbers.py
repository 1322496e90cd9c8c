"""What differs between days, and where it stands in the compiled day.

A day is written in Pyomo and compiled once per structure (number of hours and tariff class of each hour). Every
other day of that structure is the same matrix with the numbers of the table `WRITINGS` replaced.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from planner.optimisation.equations.day import Day, unserved_eur, window_demand
from planner.optimisation.matrix.highs import CompiledModel
from planner.optimisation.parts.numbers import numbers_of_parts

if TYPE_CHECKING:
    from planner.arrays import Floats, Ints
    from planner.problem.site import ModelInputs


def day_of(x: ModelInputs, d: int) -> Day:
    """The numbers of dispatch day `d`."""
    hours = slice(int(x.days.first_hour[d]), int(x.days.first_hour[d + 1]))
    p, count = int(x.days.period[d]), hours.stop - hours.start
    classes, demand = x.hours.tariff_class[hours], x.hours.demand[:, hours]
    energy = x.hours.spot_eur_per_mwh[hours] + x.hours.network_eur_per_mwh[hours] + x.hours.tax_eur_per_mwh[hours]
    per_hour = x.workloads.units_per_hour / 1000

    def hourly(unit_cost: Floats) -> Floats:
        return np.repeat((unit_cost[:, p] * per_hour)[:, None], count, axis=1)

    return Day(
        period=p,
        hours=count,
        tariff_class=classes,
        demand=demand,
        window_demand=window_demand(demand, x.workloads.window_hours),
        energy_keur_per_mwh=energy / 1000,
        overrun_keur_per_mwh=x.tariff.overrun_eur_per_mwh[classes, p] / 1000,
        burst_keur=hourly(x.workloads.burst_eur),
        unserved_keur=hourly(unserved_eur(x)),
        auxiliaries_mw=np.full(count, x.auxiliaries_mw[p]),
        heat_factor=1 + (x.hours.cooling if x.loops is None else x.loops.air)[hours],
        most_grid_mw=x.grid_limit.mw[hours] if x.grid_limit else np.full(count, np.inf),
        **({} if x.loops is None else {"liquid_saving": x.loops.saving[hours]}),
        **numbers_of_parts(x, hours, p),
    )


def structure_of(day: Day) -> tuple[int, ...]:
    """Days with the same tariff class in each hour, which may shed in the same hours, share one compiled matrix."""
    return (*(int(k) for k in day.tariff_class), *(int(may) for may in day.agreed))


ROWS = ("right_hand_side", "at_most", "coefficient")  # places in the rows of the compiled day


@dataclass(frozen=True)
class Writing:
    """One row of the table: this array of `Day` stands in this place of the compiled day."""

    place: Literal["right_hand_side", "at_most", "cost", "upper", "coefficient"]
    component: str  # constraint or variable
    field: str  # of Day
    column: str = ""  # for a coefficient: the variable, indexed like the constraint or not; or the constraint is not
    sign: Literal[1, -1] = 1  # of the number in this place of the row


WRITINGS = (
    Writing("right_hand_side", "serve_demand", "demand"),
    Writing("right_hand_side", "carry_backlog", "demand"),
    Writing("right_hand_side", "facility_power", "auxiliaries_mw"),
    Writing("upper", "backlog", "window_demand"),
    Writing("cost", "grid_mw", "energy_keur_per_mwh"),
    Writing("cost", "overrun_mw", "overrun_keur_per_mwh"),
    Writing("cost", "burst", "burst_keur"),
    Writing("cost", "unserved", "unserved_keur"),
    Writing("coefficient", "facility_power", "heat_factor", column="it_mw", sign=-1),
    Writing("coefficient", "facility_power", "liquid_saving", column="liquid_mw"),
    Writing("coefficient", "sun_power", "sun", column="pv_capacity_mw", sign=-1),
    Writing("upper", "pv_mw", "most_pv_mw"),
    Writing("cost", "discharge_mw", "wear_keur_per_mwh"),
    Writing("cost", "genset_mw", "genset_keur_per_mwh"),
    Writing("coefficient", "facility_power", "chilling", column="cold_charge_mw", sign=-1),
    Writing("coefficient", "facility_power", "saved_chilling", column="cold_discharge_mw"),
    Writing("upper", "cold_discharge_mw", "most_cold_discharge_mw"),
    Writing("upper", "support_mw", "most_support_mw"),
    Writing("cost", "support_mw", "support_keur", sign=-1),
    Writing("coefficient", "support_within_load", "support_heat", column="sheddable_it_mw", sign=-1),
    Writing("at_most", "support_all_day", "closed_support_mw"),
    Writing("upper", "grid_mw", "most_grid_mw"),
    Writing("coefficient", "flexible_part", "flexible_left", column="flexible_mw", sign=-1),
    Writing("upper", "flexible_used_mw", "most_flexible_mw"),
    Writing("coefficient", "carbon_within_part", "t_per_mwh", column="grid_mw"),
)


@dataclass(frozen=True)
class Placed:
    """A writing with its positions in the arrays of one compiled structure."""

    writing: Writing
    positions: Ints
    index: tuple[Ints, ...]  # how to read the field of `Day`


def place(compiled: CompiledModel) -> tuple[Placed, ...]:
    """Find every writing's rows, columns or matrix entries in a compiled structure."""
    placed = []
    for writing in WRITINGS:
        table = compiled.rows if writing.place in ROWS else compiled.columns
        entries = table.get(writing.component, {})
        if not entries or (writing.column and writing.column not in compiled.columns):
            continue
        index = tuple(np.array(axis, dtype=np.int64) for axis in zip(*entries, strict=True))
        positions = np.fromiter(entries.values(), dtype=np.int64)
        if writing.place == "coefficient":
            columns = compiled.columns[writing.column]
            if list(entries) == [()]:  # one equation for the whole day
                entries = dict.fromkeys(columns, entries[()])
                index = tuple(np.array(axis, dtype=np.int64) for axis in zip(*entries, strict=True))
            at = [columns[key] if key in columns else columns[()] for key in entries]
            found = zip(entries.values(), at, strict=True)
            positions = np.array([compiled.entry(row, column) for row, column in found], dtype=np.int64)
        placed.append(Placed(writing, positions, index))
    return tuple(placed)


def write_day(compiled: CompiledModel, placed: tuple[Placed, ...], day: Day) -> CompiledModel:
    """The compiled day with the numbers of `day`; the matrix structure is shared, not copied."""
    cost, upper = compiled.cost.copy(), compiled.col_upper.copy()
    row_lower, row_upper, value = compiled.row_lower.copy(), compiled.row_upper.copy(), compiled.value.copy()
    for item in placed:
        numbers = item.writing.sign * getattr(day, item.writing.field)[item.index]
        if item.writing.place == "cost":
            cost[item.positions] = numbers
        elif item.writing.place == "upper":
            upper[item.positions] = numbers
        elif item.writing.place == "coefficient":
            value[item.positions] = numbers
        elif item.writing.place == "at_most":
            row_upper[item.positions] = numbers
        else:
            row_lower[item.positions] = numbers
            row_upper[item.positions] = numbers
    return compiled.with_numbers(cost=cost, col_upper=upper, row_lower=row_lower, row_upper=row_upper, value=value)


def write_rates(numbers: CompiledModel, x: ModelInputs) -> CompiledModel:
    """A written day with the work of a rack at each operating point as in `x`: rate / (1 + headroom)."""
    work = x.points.rate / (1 + x.workloads.headroom[x.points.workload])
    demand = [row for name in ("serve_demand", "carry_backlog") for row in numbers.rows.get(name, {}).values()]
    value, said = numbers.value.copy(), np.zeros(len(numbers.row_lower), dtype=np.bool_)
    said[demand] = True
    for (o, _), column in numbers.columns.get("serving_racks", {}).items():
        at = np.arange(numbers.start[column], numbers.start[column + 1])
        value[at[said[numbers.index[at]]]] = work[o]
    return numbers.with_numbers(value=value)


def scale_demand(numbers: CompiledModel, placed: tuple[Placed, ...], shares: Floats) -> CompiledModel:
    """A written day with `shares` (W) of its demand, and of what may be waiting."""
    row_lower, row_upper, upper = numbers.row_lower.copy(), numbers.row_upper.copy(), numbers.col_upper.copy()
    for item in placed:
        if item.writing.field == "demand":
            row_lower[item.positions] *= shares[item.index[0]]
            row_upper[item.positions] *= shares[item.index[0]]
        elif item.writing.field == "window_demand":
            upper[item.positions] *= shares[item.index[0]]
    return numbers.with_numbers(row_lower=row_lower, row_upper=row_upper, col_upper=upper)


def share_value(
    numbers: CompiledModel, placed: tuple[Placed, ...], row_dual: Floats, col_dual: Floats
) -> dict[int, float]:
    """What the cost of a day changes by with the share of demand, by workload [kEUR per whole demand].

    The optimum of an LP is dual · right-hand side + reduced cost · bound, and demand stands in both: in its rows, and
    as the most that may be waiting, which counts where it binds (reduced cost below zero). So the sum over both is a
    subgradient, and the share needs no column.
    """
    value: dict[int, float] = {}
    for item in placed:
        if item.writing.field == "demand":
            terms = row_dual[item.positions] * numbers.row_upper[item.positions]
        elif item.writing.field == "window_demand":
            terms = np.minimum(col_dual[item.positions], 0.0) * numbers.col_upper[item.positions]
        else:
            continue
        for w, term in zip(item.index[0].tolist(), terms.tolist(), strict=True):
            value[w] = value.get(w, 0.0) + term
    return value
