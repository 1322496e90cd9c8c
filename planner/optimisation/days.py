"""What differs between days, and where it stands in the compiled day.

A day is written in Pyomo and compiled once per structure (number of hours and tariff class of each hour). Every
other day of that structure is the same matrix with the numbers of the table `WRITINGS` replaced.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import numpy as np

from planner.optimisation.grid_support_day import support_of_day
from planner.optimisation.highs import CompiledModel

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from planner.inputs.model_inputs import ModelInputs

    Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Day:
    """The numbers of one dispatch day, T hours. Costs in kEUR, undiscounted, for one real day."""

    period: int
    hours: int  # T
    tariff_class: NDArray[np.int64]  # T
    demand: Floats  # W, T
    window_demand: Floats  # W, T: demand that arrived within the window, the most that can be waiting
    energy_keur_per_mwh: Floats  # T
    overrun_keur_per_mwh: Floats  # T
    burst_keur: Floats  # W, T: per unit of work for an hour
    unserved_keur: Floats  # W, T
    auxiliaries_mw: Floats  # T
    heat_factor: Floats  # T: 1 + cooling; that of the air loop where racks are charged by the loops
    most_grid_mw: Floats  # T: infinite where only the connection bounds the power at the meter
    liquid_saving: Floats = field(default_factory=lambda: np.zeros(0))  # T: cooling of air less liquid; empty: no loops
    sun: Floats = field(default_factory=lambda: np.zeros(0))  # T: profile of PV, 1 in the dark; empty: no PV
    most_pv_mw: Floats = field(default_factory=lambda: np.zeros(0))  # T: 0 in the dark, else infinite
    wear_keur_per_mwh: Floats = field(default_factory=lambda: np.zeros(0))  # T: of discharge
    genset_keur_per_mwh: Floats = field(default_factory=lambda: np.zeros(0))  # T
    chilling: Floats = field(default_factory=lambda: np.zeros(0))  # T: of cold into the thermal store
    saved_chilling: Floats = field(
        default_factory=lambda: np.zeros(0)
    )  # T: of cold out of it; 1 where it saves nothing
    most_cold_discharge_mw: Floats = field(default_factory=lambda: np.zeros(0))  # T: 0 there, else infinite
    most_support_mw: Floats = field(default_factory=lambda: np.zeros((0, 0)))  # G, T: 0 where it is not bought
    closed_support_mw: Floats = field(default_factory=lambda: np.zeros((0, 0)))  # G, T: its most there, else 0
    support_keur: Floats = field(default_factory=lambda: np.zeros((0, 0)))  # G, T: per MW and hour
    support_heat: Floats = field(default_factory=lambda: np.zeros((0, 0)))  # pools, T: 1 + cooling
    flexible_left: Floats = field(default_factory=lambda: np.zeros(0))  # T: share of the flexible part left, 1 if none
    most_flexible_mw: Floats = field(default_factory=lambda: np.zeros(0))  # T: 0 where none is left, else infinite
    agreed: Floats = field(default_factory=lambda: np.zeros(0))  # T: 1 where the site may shed, else 0
    t_per_mwh: Floats = field(default_factory=lambda: np.zeros(0))  # T: CO2e of a MWh at the meter, under a cap


def unserved_eur(x: ModelInputs) -> Floats:
    """What one unserved unit costs, shape (W, P) [EUR per Mtoken or GPU-hour].

    Maximising NPV: the revenue lost and the penalty. Minimising cost: the penalty, or the value of lost load.
    """
    if x.objective == "maximise_npv":
        return x.workloads.revenue_eur + x.workloads.penalty_eur
    return np.maximum(x.workloads.penalty_eur, x.lost_load_multiple * x.workloads.revenue_eur)


def window_demand(demand: Floats, window_hours: NDArray[np.int64]) -> Floats:
    """Demand of the last `window_hours` hours at the end of each hour, the day taken as a circle. Shape (W, T)."""
    hours = demand.shape[1]
    waiting = np.zeros_like(demand)
    for w, window in enumerate(window_hours):
        if window >= hours:
            waiting[w] = demand[w].sum()
        else:
            for lag in range(int(window)):
                waiting[w] += np.roll(demand[w], lag)
    return waiting


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
        **_on_site(x, hours, p),
        **support_of_day(x, hours, p),
        **_limits(x, hours),
    )


def _on_site(x: ModelInputs, hours: slice, p: int) -> dict[str, Floats]:
    """What a day needs to know of battery, PV, back-up sets and thermal store, where there are any."""
    found: dict[str, Floats] = {}
    count = hours.stop - hours.start
    if x.pv:
        sun = x.pv.profile[hours]
        # A coefficient of 0 would have no place in the compiled matrix: in the dark the bound says it all.
        found["sun"] = np.where(sun > 0, sun, 1.0)
        found["most_pv_mw"] = np.where(sun > 0, np.inf, 0.0)
    if x.battery:
        found["wear_keur_per_mwh"] = np.full(count, x.battery.wear_eur_per_mwh[p] / 1000)
    if x.gensets:
        found["genset_keur_per_mwh"] = np.full(count, x.gensets.energy_eur_per_mwh[p] / 1000)
    if x.cold_store:
        saved = x.cold_store.saved_mwh_per_mwh[hours]
        found["chilling"] = x.cold_store.charge_mwh_per_mwh[hours]
        found["saved_chilling"] = np.where(saved > 0, saved, 1.0)
        found["most_cold_discharge_mw"] = np.where(saved > 0, np.inf, 0.0)
    return found


def _limits(x: ModelInputs, hours: slice) -> dict[str, Floats]:
    """What a day needs to know of a flexible connection and a carbon cap, where there are any."""
    found: dict[str, Floats] = {}
    if x.flexible:
        left = 1 - x.flexible.called[hours]
        found["flexible_left"] = np.where(left > 0, left, 1.0)
        found["most_flexible_mw"] = np.where(left > 0, np.inf, 0.0)
    if x.flexible and x.flexible.chosen:
        found["agreed"] = x.flexible.agreed[hours].astype(np.float64)
    if x.carbon_cap:
        found["t_per_mwh"] = x.carbon_cap.t_per_mwh[hours]
    return found


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
    positions: NDArray[np.int64]
    index: tuple[NDArray[np.int64], ...]  # how to read the field of `Day`


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
