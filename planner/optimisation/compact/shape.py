"""The matrix of a compact day: one for all days as long, with the same racks and as many lines of contracts.

    min  sum_t m[t] e[t] within[t] + m[t] (e[t] + o[t]) above[t] + price of what is rented or goes unserved

    served     sum_o rate[o] serving[o,t] + burst[w,t] + sum_j short[j,t] = demand[w,t]              each hour
    done       the same, summed over the day                                                         work that may wait
    shared     sum_o serving[o,t] + parked[r,t] <= availability[r] installed[r]
    power      within[t] + above[t] - sum_o added[o] serving[o,t] + sum_r saved[r] parked[r,t]
                   = auxiliaries / heat_factor[t] + sum_r always[r] installed[r]
    rented     reserved[t] + on_demand[t] - sum_w gpus[w] burst[w,t] = 0                             if GPUs are limited

`within` and `above` are the IT power fed within subscribed power and above it, m[t] = heat_factor[t] / efficiency what
of it shows at the meter; `short` is uncommitted work and work of each line that goes unserved. The same optimum as
`models.dispatch`: test_a_compact_day_is_the_day.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import highspy
import numpy as np

if TYPE_CHECKING:
    from planner.arrays import Bools, Floats, Indices, Ints
    from planner.optimisation.compact.numbers import Block, Quantities, SiteNumbers

    Key = tuple[int, tuple[int, ...], tuple[int, ...]]  # hours, racks, how many lines each workload has


@dataclass(frozen=True)
class Shape:
    """Columns, rows and matrix of a compact day of T hours. Indices are -1 where there is no such column or row."""

    key: Key
    points: Ints  # o: operating points of its racks
    racks: Ints  # r
    serving: Ints  # o, T
    parked: Ints  # r, T
    within: Ints  # T
    above: Ints  # T
    burst: Ints  # workloads that may be rented elsewhere, T
    reserved: Ints  # T
    on_demand: Ints  # T
    short: Ints  # W + l, T: by workload, then by line; of work that may wait one column for the day
    line_workload: Ints  # l → W
    served: Ints  # W, T: rows
    shared: Ints  # r, T: rows
    power: Ints  # T: rows
    columns: int
    moving: Indices  # columns whose cost or bound is not the same every day: all but racks
    rows: int
    start: Indices
    index: Indices
    value: Floats


class _Places:
    """Numbers handed out one after the other."""

    def __init__(self) -> None:
        self.count = 0

    def take(self, *shape: int) -> Ints:
        """The next numbers, in this shape."""
        size = int(np.prod(shape))
        self.count += size
        return np.arange(self.count - size, self.count).reshape(shape)

    def by_day_or_hour(self, waits: Bools, hours: int) -> Ints:
        """One number for the day where work waits, else one an hour: (len(waits), hours)."""
        return np.array([np.repeat(self.take(1), hours) if one else self.take(hours) for one in waits]).reshape(
            len(waits), hours
        )


def shape_of(site: SiteNumbers, key: Key) -> Shape:
    """Lay out the columns and rows of a key, and write the matrix."""
    hours, racks = key[0], np.array(key[1], dtype=np.int64)
    lines = np.repeat(np.arange(len(site.waits)), key[2])
    points = np.flatnonzero(np.isin(site.rack, racks))
    column, row, limited = _Places(), _Places(), site.gpus_per_unit is not None
    none = np.full(hours, -1)
    parts = {
        "serving": column.take(len(points), hours),
        "parked": column.take(len(racks), hours),
        "within": column.take(hours),
        "above": column.take(hours),
        "burst": column.take(len(site.burst), hours),
        "reserved": column.take(hours) if limited else none,
        "on_demand": column.take(hours) if limited else none,
        "short": column.by_day_or_hour(np.append(site.waits, site.waits[lines]), hours),
        "served": row.by_day_or_hour(site.waits, hours),
        "shared": row.take(len(racks), hours),
        "power": row.take(hours),
    }
    entries = _entries(site, parts, points, racks, lines)
    if limited:
        rented = row.take(hours)
        assert site.gpus_per_unit is not None
        entries += [(rented, parts["reserved"], 1.0), (rented, parts["on_demand"], 1.0)]
        entries += [(rented, parts["burst"][i], -gpus) for i, gpus in enumerate(site.gpus_per_unit)]
    start, index, value = _by_column(entries, column.count)
    return Shape(
        key=key, points=points, racks=racks, line_workload=lines, columns=column.count, rows=row.count,
        moving=np.arange(parts["within"][0], column.count, dtype=np.int32),
        start=start, index=index, value=value, **parts,
    )  # fmt: skip


def _entries(
    site: SiteNumbers, at: dict[str, Ints], points: Ints, racks: Ints, lines: Ints
) -> list[tuple[Ints, Ints, float]]:
    """Rows, columns and the number that stands there."""
    place = {int(r): i for i, r in enumerate(racks)}
    entries: list[tuple[Ints, Ints, float]] = []
    for i, o in enumerate(points):
        serving = at["serving"][i]
        entries.append((at["served"][site.workload[o]], serving, float(site.rate[o])))
        entries.append((at["shared"][place[int(site.rack[o])]], serving, 1.0))
        entries.append((at["power"], serving, -float(site.added_mw[o])))
    for i, r in enumerate(racks):
        entries.append((at["shared"][i], at["parked"][i], 1.0))
        entries.append((at["power"], at["parked"][i], float(site.saved_mw[r])))
    entries += [(at["power"], at["within"], 1.0), (at["power"], at["above"], 1.0)]
    entries += [(at["served"][w], at["burst"][i], 1.0) for i, w in enumerate(site.burst)]
    workloads = [*range(len(site.waits)), *lines.tolist()]
    for j, w in enumerate(workloads):
        once = slice(0, 1) if site.waits[w] else slice(None)
        entries.append((at["served"][w][once], at["short"][j][once], 1.0))
    return entries


def _by_column(entries: list[tuple[Ints, Ints, float]], columns: int) -> tuple[Indices, Indices, Floats]:
    """The matrix by columns; zeros are left out."""
    entries = [entry for entry in entries if entry[2] != 0.0]
    row = np.concatenate([rows for rows, _, _ in entries])
    column = np.concatenate([at for _, at, _ in entries])
    value = np.concatenate([np.full(len(at), number) for _, at, number in entries])
    order = np.lexsort((row, column))
    start = np.concatenate([[0], np.cumsum(np.bincount(column, minlength=columns))])
    return start.astype(np.int32), row[order].astype(np.int32), value[order]


@dataclass(frozen=True)
class Filling:
    """What differs between the days of a block, D: of columns that move, costs [kEUR] and most; bounds of rows."""

    cost: Floats  # D, moving columns
    upper: Floats  # D, moving columns
    row_lower: Floats  # D, rows
    row_upper: Floats  # D, rows


def demand_of(site: SiteNumbers, block: Block, given: Quantities) -> Floats:
    """What is asked of each workload, contracts in force with it, (D, W, T)."""
    demand = block.demand * given.shares[:, None]
    of_lines = block.line_demand * given.line_shares[:, None]
    for i, w in enumerate(site.line_workload):
        demand[:, w] += of_lines[:, i]
    return demand


def fill(shape: Shape, site: SiteNumbers, block: Block, given: Quantities, lines: Ints) -> Filling:
    """The numbers of the days of a block with what investment gives them; `lines` are those that are there, l."""
    days, infinite = len(block.demand), highspy.kHighsInf
    first = int(shape.moving[0])
    cost = np.zeros((days, len(shape.moving)))
    upper = np.full((days, len(shape.moving)), infinite)
    meter, price = block.heat_factor / site.efficiency, block.energy_keur_per_mwh
    within, above, short = shape.within - first, shape.above - first, shape.short - first
    cost[:, within], cost[:, above] = price * meter, (price + block.overrun_keur_per_mwh) * meter
    connected = site.usable_share * given.connection_mw
    subscribed = np.minimum(given.subscribed_mw[block.tariff_class], connected)
    upper[:, within], upper[:, above] = subscribed / meter, (connected - subscribed) / meter
    cost[:, shape.burst - first] = block.burst_keur[:, None]
    if site.gpus_per_unit is not None:
        cost[:, shape.on_demand - first] = block.on_demand_keur
        upper[:, shape.reserved - first] = given.rented_kgpu
        upper[:, shape.on_demand - first] = min(site.most_on_demand, infinite)
    cost[:, short] = np.append(block.unserved_keur, block.line_unserved_keur[lines])[:, None]
    upper[:, short] = _most_short(site, block, given, lines)
    row_lower, row_upper = _rows(shape, site, block, given)
    return Filling(cost, upper, row_lower, row_upper)


def _most_short(site: SiteNumbers, block: Block, given: Quantities, lines: Ints) -> Floats:
    """What may go unserved at most, (D, W + l, T); of work that may wait that of the day in each hour."""
    free = np.where(site.bounded[:, None], block.demand * given.shares[:, None], highspy.kHighsInf)
    of_lines = block.line_demand[:, lines] * given.line_shares[lines][:, None]
    most = np.concatenate([free, of_lines], axis=1)
    waits = np.append(site.waits, site.waits[site.line_workload[lines]])
    most[:, waits] = most[:, waits].sum(axis=2, keepdims=True)
    return np.asarray(np.minimum(most, highspy.kHighsInf))


def _rows(shape: Shape, site: SiteNumbers, block: Block, given: Quantities) -> tuple[Floats, Floats]:
    """Lower and upper bounds of the rows, (D, rows)."""
    upper = np.zeros((len(block.demand), shape.rows))
    demand = demand_of(site, block, given)
    demand[:, site.waits] = demand[:, site.waits].sum(axis=2, keepdims=True)
    upper[:, shape.served] = demand
    upper[:, shape.power] = block.auxiliaries_mw / block.heat_factor + site.always_mw @ given.racks
    lower = upper.copy()
    lower[:, shape.shared] = -highspy.kHighsInf
    upper[:, shape.shared] = (site.availability * given.racks)[shape.racks][:, None]
    return lower, upper
