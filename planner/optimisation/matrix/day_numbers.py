"""What differs between days, and where it stands in the compiled day.

A day is written in Pyomo and compiled once per structure (number of hours and tariff class of each hour). Every
other day of that structure is the same matrix with the numbers of the table `WRITINGS` replaced.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from planner.optimisation.equations.day import Day, Writing, unserved_eur, window_demand
from planner.optimisation.matrix.highs import CompiledModel
from planner.optimisation.parts import parts

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
        most_unserved=_most_unserved(x, demand),
        most_grid_mw=x.grid_limit.mw[hours] if x.grid_limit else np.full(count, np.inf),
        of_parts=parts.numbers_of_parts(x, hours, p),
    )


def _most_unserved(x: ModelInputs, demand: Floats) -> Floats:
    """W, T: beside contracts no more uncommitted work goes unserved than is asked; without them demand bounds it."""
    with_contracts = np.isin(np.arange(len(demand)), [] if x.offers is None else x.offers.workload)
    return np.where(with_contracts[:, None], demand, np.inf)


def structure_of(day: Day) -> tuple[int, ...]:
    """Days with the same tariff class in each hour, and the same structural numbers of parts, share one matrix."""
    of_parts = (int(n) for name in parts.STRUCTURAL if name in day.of_parts for n in day.of_parts[name])
    return (*(int(k) for k in day.tariff_class), *of_parts)


def reclassed(compiled: CompiledModel, day: Day) -> CompiledModel:
    """A compiled day with the tariff classes of another, all else alike: only `within_subscribed` reads them."""
    rows = compiled.rows["within_subscribed"]
    subscribed = compiled.columns["subscribed_mw"]
    column = np.repeat(np.arange(len(compiled.cost)), np.diff(compiled.start))
    own = np.isin(compiled.index, list(rows.values())) & np.isin(column, list(subscribed.values()))
    class_of = {row: subscribed[(int(day.tariff_class[t]),)] for (t,), row in rows.items()}
    column[own] = [class_of[int(row)] for row in compiled.index[own]]
    order = np.lexsort((compiled.index, column))
    start = np.concatenate([[0], np.cumsum(np.bincount(column, minlength=len(compiled.cost)))]).astype(np.int32)
    return compiled.with_numbers(start=start, index=compiled.index[order], value=compiled.value[order])


ROWS = ("right_hand_side", "at_most", "coefficient")  # places in the rows of the compiled day


WRITINGS = (
    Writing("right_hand_side", "serve_demand", "demand"),
    Writing("right_hand_side", "carry_backlog", "demand"),
    Writing("right_hand_side", "facility_power", "auxiliaries_mw"),
    Writing("upper", "backlog", "window_demand"),
    Writing("upper", "unserved", "most_unserved"),
    Writing("cost", "grid_mw", "energy_keur_per_mwh"),
    Writing("cost", "overrun_mw", "overrun_keur_per_mwh"),
    Writing("cost", "burst", "burst_keur"),
    Writing("cost", "unserved", "unserved_keur"),
    Writing("coefficient", "facility_power", "heat_factor", column="it_mw", sign=-1),
    Writing("upper", "grid_mw", "most_grid_mw"),
    *parts.WRITINGS,
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
            cells = zip(entries.values(), at, strict=True)
            positions = np.array([compiled.entry(row, column) for row, column in cells], dtype=np.int64)
        placed.append(Placed(writing, positions, index))
    return tuple(placed)


def numbers_of(day: Day, name: str) -> Floats:
    """A number of the day, or of one of its parts, by name."""
    numbers: Floats = day.of_parts[name] if name in day.of_parts else getattr(day, name)
    return numbers


def write_day(compiled: CompiledModel, placed: tuple[Placed, ...], day: Day) -> CompiledModel:
    """The compiled day with the numbers of `day`; the matrix structure is shared, not copied."""
    cost, upper = compiled.cost.copy(), compiled.col_upper.copy()
    row_lower, row_upper, value = compiled.row_lower.copy(), compiled.row_upper.copy(), compiled.value.copy()
    for item in placed:
        numbers = item.writing.sign * numbers_of(day, item.writing.field)[item.index]
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
    value, is_demand = numbers.value.copy(), np.zeros(len(numbers.row_lower), dtype=np.bool_)
    is_demand[demand] = True
    for (o, _), column in numbers.columns.get("serving_racks", {}).items():
        at = np.arange(numbers.start[column], numbers.start[column + 1])
        value[at[is_demand[numbers.index[at]]]] = work[o]
    return numbers.with_numbers(value=value)


SCALED = {"line_window"}  # numbers that stand in no place of their own: shares scale what others write


@dataclass(frozen=True)
class Scaling:
    """Shares of a day's demand: of each workload and, beside it, of each line of contracts."""

    shares: Floats  # W
    line_shares: Floats  # L
    line_workload: Ints  # L → W
    line_demand: Floats  # L, T
    line_window: Floats  # L, T

    def with_lines(self, numbers: Floats, of_lines: Floats, index: tuple[Ints, ...]) -> Floats:
        """Numbers of workloads by hour, `index` (W, T), times their share, with those of the lines."""
        added = np.zeros((len(self.shares), of_lines.shape[1]))
        np.add.at(added, self.line_workload, self.line_shares[:, None] * of_lines)
        scaled: Floats = numbers * self.shares[index[0]] + added[index]
        return scaled


def scale_demand(numbers: CompiledModel, placed: tuple[Placed, ...], by: Scaling) -> CompiledModel:
    """A written day with shares of its demand, and of what may be waiting or unserved."""
    row_lower, row_upper, upper = numbers.row_lower.copy(), numbers.row_upper.copy(), numbers.col_upper.copy()
    for item in placed:
        at, index = item.positions, item.index
        match item.writing.field:
            case "demand":
                row_lower[at] = row_upper[at] = by.with_lines(row_upper[at], by.line_demand, index)
            case "window_demand":
                upper[at] = by.with_lines(upper[at], by.line_window, index)
            case "most_unserved":
                shares, bounded = by.shares[index[0]], np.isfinite(upper[at])
                upper[at[bounded]] *= shares[bounded]
            case "line_demand":
                upper[at] *= by.line_shares[index[0]]
    return numbers.with_numbers(row_lower=row_lower, row_upper=row_upper, col_upper=upper)


def share_value(
    numbers: CompiledModel, placed: tuple[Placed, ...], row_dual: Floats, col_dual: Floats, by: Scaling
) -> tuple[Floats, Floats]:
    """What the cost of a day changes by with the share of demand, of workloads (W) and lines (L) [kEUR per whole].

    The optimum of an LP is dual · right-hand side + reduced cost · bound, and demand stands in both: in its rows, and
    as the most that may be waiting or unserved, which counts where it binds (reduced cost below zero). So the sum over
    both is a subgradient, and the share needs no column. `numbers` are those of the whole demand.
    """
    hours = by.line_demand.shape[1]
    row_price, window_price = np.zeros((len(by.shares), hours)), np.zeros((len(by.shares), hours))
    of_workloads, of_lines = np.zeros(len(by.shares)), np.zeros(len(by.line_shares))
    for item in placed:
        at, index = item.positions, item.index
        match item.writing.field:
            case "demand":
                row_price[index] = row_dual[at]
                np.add.at(of_workloads, index[0], row_dual[at] * numbers.row_upper[at])
            case "window_demand":
                window_price[index] = np.minimum(col_dual[at], 0.0)
                np.add.at(of_workloads, index[0], window_price[index] * numbers.col_upper[at])
            case "most_unserved":
                bounded = np.isfinite(numbers.col_upper[at])
                worth = np.minimum(col_dual[at][bounded], 0.0) * numbers.col_upper[at][bounded]
                np.add.at(of_workloads, index[0][bounded], worth)
            case "line_demand":
                np.add.at(of_lines, index[0], np.minimum(col_dual[at], 0.0) * numbers.col_upper[at])
    of_lines += (row_price[by.line_workload] * by.line_demand).sum(axis=1)
    of_lines += (window_price[by.line_workload] * by.line_window).sum(axis=1)
    return of_workloads, of_lines
