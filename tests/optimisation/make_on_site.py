"""Battery, PV, back-up sets, thermal store and grid support for the small worlds of `make`; money in MEUR."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from planner.problem.on_site import Battery, Capacity, ColdStore, Gensets, Pv
from planner.problem.site import ModelInputs
from planner.problem.support import Support

if TYPE_CHECKING:
    from planner.arrays import Floats


def capacity(
    x: ModelInputs,
    price: ArrayLike = 0.0,
    *,
    opex: float = 0.0,
    augmentation: float = 0.0,
    worth: ArrayLike = 0.0,
    least: ArrayLike = 0.0,
    most: ArrayLike = 100.0,
    life: int = 99,  # periods
) -> Capacity:
    """Equipment that may be built in any period."""
    count = len(x.periods.names)

    def each(number: ArrayLike) -> Floats:
        return np.broadcast_to(np.asarray(number, dtype=float), (count,)).copy()

    age = np.arange(count)[None, :] - np.arange(count)[:, None]
    return Capacity(
        price_meur=each(price),
        opex_meur=each(opex),
        augmentation_meur=each(augmentation),
        in_use=(age >= 0) & (age < life),
        worth_meur=each(worth),
        least=each(least),
        most=each(most),
    )


def with_battery(
    x: ModelInputs,
    power: Capacity | None = None,
    energy: Capacity | None = None,
    *,
    charge_efficiency: float = 1.0,
    discharge_efficiency: float = 1.0,
    wear: float = 0.0,  # MEUR per MWh discharged
) -> ModelInputs:
    """The same world with a battery."""
    battery = Battery(
        power=power or capacity(x),
        energy=energy or capacity(x),
        charge_efficiency=charge_efficiency,
        discharge_efficiency=discharge_efficiency,
        wear_eur_per_mwh=np.full(len(x.periods.names), 1e6 * wear),
    )
    return dataclasses.replace(x, battery=battery)


def with_pv(x: ModelInputs, profile: ArrayLike, built: Capacity | None = None) -> ModelInputs:
    """The same world with PV; `profile` is that of the hours of a day, or of every hour."""
    days, hours = len(x.days.period), len(x.hours.utc)
    shape = np.asarray(profile, dtype=float)
    whole = shape if shape.size == hours else np.tile(shape, days)
    return dataclasses.replace(x, pv=Pv(built or capacity(x), whole))


def with_gensets(
    x: ModelInputs, mw: float, energy: float, *, peak_shaving: bool, fixed: float = 0.0, test_mwh: float = 0.0
) -> ModelInputs:
    """The same world with back-up sets; `energy` in MEUR per MWh."""
    count = len(x.periods.names)
    gensets = Gensets(
        mw=mw,
        peak_shaving=peak_shaving,
        energy_eur_per_mwh=np.full(count, 1e6 * energy),
        fixed_meur=np.full(count, fixed),
        test_mwh=np.full(count, test_mwh),
        carbon_kg_per_mwh=700.0,
    )
    return dataclasses.replace(x, gensets=gensets)


def with_cold_store(
    x: ModelInputs,
    chillers: ArrayLike,
    power: Capacity | None = None,
    energy: Capacity | None = None,
    *,
    kept: float = 1.0,
    pumps: float = 0.01,
) -> ModelInputs:
    """The same world with a thermal store; `chillers`: MWh per MWh of heat, of the hours of a day or of every hour."""
    count, hours = len(x.days.period), len(x.hours.utc)
    shape = np.asarray(chillers, dtype=float)
    whole = shape if shape.size == hours else np.tile(shape, count)
    store = ColdStore(power or capacity(x), energy or capacity(x), kept, whole + pumps, whole)
    return dataclasses.replace(x, cold_store=store)


@dataclasses.dataclass(frozen=True)
class Product:
    """A product of grid support: price in MEUR per MW and hour; `open` by hour of a day or by every hour."""

    price: float = 1.0
    most: float = 100.0
    hours: int = 1  # sustained
    open: ArrayLike = True
    daily: bool = False
    sheds: tuple[int, ...] = (0,)  # workloads


def with_support(x: ModelInputs, *products: Product) -> ModelInputs:
    """The same world with grid support."""
    days, hours, work = len(x.days.period), len(x.hours.utc), len(x.workloads.names)

    def whole(of: ArrayLike) -> Floats:
        shape = np.atleast_1d(np.asarray(of, dtype=float))
        return np.broadcast_to(shape, (hours,)) if shape.size in (1, hours) else np.tile(shape, days)

    support = Support(
        names=tuple(f"product-{g}" for g in range(len(products))),
        price_eur_per_mw_h=np.array([np.full(len(x.periods.names), 1e6 * p.price) for p in products]),
        most_mw=np.array([p.most * whole(p.open) for p in products]),
        sustained_hours=np.array([p.hours for p in products], dtype=np.int64),
        daily=np.array([p.daily for p in products], dtype=bool),
        sheds=np.array([[w in p.sheds for w in range(work)] for p in products], dtype=bool),
    )
    return dataclasses.replace(x, grid_support=support)
