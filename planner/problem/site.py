"""`ModelInputs`: labelled arrays on one calendar, the only thing the optimiser reads.

Axes, in the order used everywhere:
  P periods · V vintages (one rack product ordered in one period, or in the opening fleet) · R rack products ·
  J volume tiers · B site phases · K tariff classes · W workloads · O operating points of (workload, rack) ·
  C supply contracts · G products of grid support · D dispatch days (blocks of one day, or of one week) ·
  H hours of all dispatch days, one after the other.

Work is measured in Mtokens/s for token workloads and in kGPU for GPU-hour workloads; money in EUR where a unit
price is meant and in MEUR where an amount of a period is meant. Nothing here is discounted.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields, is_dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from planner.arrays import Bools, Floats, Ints
    from planner.assumption import Assumption
    from planner.physics.site import SitePower
    from planner.problem.connection import CarbonCap, Flexible, GridLimit
    from planner.problem.loan import LoanTerms
    from planner.problem.loop_cooling import LoopCooling
    from planner.problem.offers import Offers, Rented
    from planner.problem.on_site import Battery, ColdStore, Gensets, Pv
    from planner.problem.periods import Budget, Days, Periods
    from planner.problem.support import Support


Objective = Literal["minimise_cost", "maximise_npv"]


def _none() -> Floats:
    return np.zeros(0)


def _none_by_time() -> Floats:
    return np.zeros((0, 0))


@dataclass(frozen=True)
class Fleet:
    """Rack products and the vintages in which they can be held."""

    racks: tuple[str, ...]  # R: "GB300_NVL72"
    gpus: Ints  # R: GPUs per rack
    nameplate_kw: Floats  # R
    idle_kw: Floats  # R: powered, model loaded, not serving
    standby_kw: Floats  # R: parked
    network_kw: Floats  # R: network and storage per rack, always on
    availability: Floats  # R: share of installed racks that can serve
    positions: Floats  # R: floor positions one rack takes
    liquid_kw: Floats  # R: heat to liquid at nameplate
    weight_t: Floats  # R
    vintage_names: tuple[str, ...]  # V: "GB300_NVL72 2027-Q1", "GB300_NVL72 opening 2026-Q3"
    vintage_rack: Ints  # V → R
    order_period: Ints  # V → P, -1 for the opening fleet and what was ordered before
    live_period: Ints  # V → P, 0 for the opening fleet
    opening_racks: Ints  # V: racks held at the start or ordered before, 0 for orders
    max_racks: Ints  # V: supply of that product in that period, 0 for the opening fleet
    price_meur: Floats  # V: list price per rack with its network and storage, before volume tiers
    opex_meur: Floats  # V, P: operation and maintenance per rack held in p
    resale_meur: Floats  # V, P+1: resale of one rack at the start of p; last column: terminal value
    end_of_life_period: Ints  # V: first period in which the rack is gone; P if beyond the horizon
    paid_at_order: float  # share; the rest is paid on the live date
    tier_from_racks: Ints  # J: the first is 1
    tier_discount: Floats  # J: the first is 0
    left_to_pay_meur: Floats = field(default_factory=_none)  # V: per rack ordered before, on delivery; none: 0 for all
    opening_value_meur: float = 0.0  # what the opening fleet would fetch on the day of the plan; 0 where it is free
    network_and_storage_share: float = 0.0  # of the price of a rack alone, in `price_meur`
    first_sale_period: int = 0  # first period at whose start racks may be sold: none is before the plan is made

    @property
    def owed_meur(self) -> Floats:
        """V: what is paid on delivery for all racks of a vintage that were ordered before the plan [MEUR]."""
        if not len(self.left_to_pay_meur):
            return np.zeros(len(self.vintage_rack))
        return np.asarray(self.left_to_pay_meur * self.opening_racks)


@dataclass(frozen=True)
class Phases:
    """What each phase of the site adds once open."""

    names: tuple[str, ...]  # B, in the order in which they must open
    connection_mw: Floats  # B
    positions: Floats  # B
    liquid_mw: Floats  # B
    floor_t: Floats  # B
    earliest_period: Ints  # B
    committed: Bools  # B: opens at its earliest period whatever the model thinks
    capex_meur: Floats  # B: with its fit-out
    shell_meur_per_mw: Floats  # P: shell per MW of open connection
    site_opex_meur: Floats  # P
    fit_out_meur: Floats = field(default_factory=_none)  # B: of `capex_meur`; none: 0 for all
    deposit_meur: Floats = field(default_factory=_none_by_time)  # B, P: left when it opens in p, given back at the end


@dataclass(frozen=True)
class Workloads:
    """What is asked of the site and what it pays."""

    names: tuple[str, ...]  # W
    unit: tuple[Literal["tokens", "gpu_hours"], ...]  # W
    window_hours: Ints  # W: 0 interactive; else work may wait this long
    sovereign: Bools  # W: never rented elsewhere
    headroom: Floats  # W: spare capacity for bursts inside the hour, share of demand
    units_per_hour: Floats  # W: Mtokens per Mtoken/s and hour (3600), GPU-hours per kGPU and hour (1000)
    revenue_eur: Floats  # W, P: per Mtoken or GPU-hour served
    burst_eur: Floats  # W, P: per Mtoken or GPU-hour rented elsewhere; 0 where not allowed
    penalty_eur: Floats  # W, P: per Mtoken or GPU-hour unserved, beside the revenue lost


@dataclass(frozen=True)
class Points:
    """Operating points: what one rack does for one workload, and what it draws."""

    names: tuple[str, ...]  # O
    workload: Ints  # O → W
    rack: Ints  # O → R
    rate: Floats  # O: work per rack, Mtokens/s or kGPU, before headroom
    kw: Floats  # O: rack power while serving
    tokens_per_s_per_user: Floats  # O; NaN for GPU-hour workloads
    source: tuple[str, ...]  # O: row and benchmark, or the ratio of specifications used


@dataclass(frozen=True)
class Tariff:
    """Grid tariff: what subscribed power and overrun cost."""

    classes: tuple[str, ...]  # K: pointe, HPH, HCH, HPB, HCB
    power_eur_per_kw_year: Floats  # K, P: b_k, so that times `Periods.years` it is the twelfths billed
    overrun_eur_per_mwh: Floats  # K, P: upper bound of the quadratic formula, see grid_tariff
    fixed_meur: Floats  # P: management, metering
    subscription_may_change: Bools  # P: a new level of subscribed power may begin
    subscription_may_fall: bool  # and may then be lower than the one before


@dataclass(frozen=True)
class Hours:
    """Everything that differs from hour to hour."""

    utc: NDArray[np.datetime64]  # H: start of hour
    tariff_class: Ints  # H → K
    spot_eur_per_mwh: Floats  # H
    network_eur_per_mwh: Floats  # H: energy part of the grid tariff
    tax_eur_per_mwh: Floats  # H
    cooling: Floats  # H: cooling power per IT power
    water_l_per_kwh: Floats  # H: per kWh of IT
    carbon_g_per_kwh: Floats  # H: location-based, at the grid
    demand: Floats  # W, H: Mtokens/s or kGPU
    capacity_eur_per_mwh: Floats = field(default_factory=_none)  # H: of `tax_eur_per_mwh`; none: 0 in all hours


@dataclass(frozen=True)
class Contracts:
    """Supply contracts, settled in money against spot, and the bounds on their energy; by default there are none.

    Amounts of the site: what it pays is positive. All per contracted MW; `volume` counts each real hour once.
    """

    names: tuple[str, ...] = ()  # C
    kinds: tuple[str, ...] = ()  # C
    min_mw: Floats = field(default_factory=_none)  # C
    max_mw: Floats = field(default_factory=_none)  # C
    take_it_or_leave_it: Bools = field(default_factory=lambda: np.zeros(0, dtype=np.bool_))  # C: 0, or min to max
    volume_mw: Floats = field(default_factory=_none_by_time)  # C, H: delivered
    strike_eur_per_mwh: Floats = field(default_factory=_none_by_time)  # C, H: price of each hour
    energy_mwh: Floats = field(default_factory=_none_by_time)  # C, P: delivered, of all real hours
    fixed_meur: Floats = field(default_factory=_none_by_time)  # C, P: energy at the strike of each hour
    settlement_meur: Floats = field(default_factory=_none_by_time)  # C, P: energy at strike less energy at spot
    prepaid_meur: Floats = field(default_factory=_none_by_time)  # C, P: prepayment, in the period of signature
    prepaid_left_meur: Floats = field(default_factory=_none)  # C: of the prepayment, for after the horizon
    least_hedge_mwh: Floats = field(default_factory=_none)  # P: contract energy per MW of connection, at least
    most_hedge_mwh: Floats = field(default_factory=_none)  # P: and at most; 0: no bound


@dataclass(frozen=True)
class BillTerms:
    """What the bill of a plan rests on beside its load and subscribed power."""

    tariff: str  # "turpe7-htb1-lu"
    inflation: float  # a year, after the last published rates [1]
    excise_eur_per_mwh: float
    cta_share_of_fixed: float
    capacity_eur_per_kw: float = 0.0  # a winter, on the mean power of its signalled hours
    capacity_days: int = 22
    data_dir: Path | None = None


@dataclass(frozen=True)
class ModelInputs:
    """All the optimiser reads. Built by `planner.inputs.build.build_inputs`."""

    name: str
    objective: Objective
    lost_load_multiple: float  # minimise_cost: unserved work costs this multiple of its revenue
    periods: Periods
    fleet: Fleet
    phases: Phases
    workloads: Workloads
    points: Points
    tariff: Tariff
    electrical_efficiency: float  # η: IT and cooling power over power at the meter
    auxiliaries_mw: Floats  # P: with the no-load losses of a load-dependent electrical chain
    hours: Hours
    days: Days
    every_day: bool
    assumptions: tuple[Assumption, ...]
    warnings: tuple[str, ...]
    contracts: Contracts = field(default_factory=Contracts)
    battery: Battery | None = None  # None: no equation and no column
    pv: Pv | None = None
    gensets: Gensets | None = None
    cold_store: ColdStore | None = None
    grid_support: Support | None = None
    flexible: Flexible | None = None
    grid_limit: GridLimit | None = None
    carbon_cap: CarbonCap | None = None
    bill: BillTerms | None = None  # None: no tariff to bill by (tests)
    loops: LoopCooling | None = None  # None: every rack is charged the mean of the site, `Hours.cooling`
    usable_share: float = 1.0  # of the connection, drawn at the most
    budgets: tuple[Budget, ...] = ()  # capital that may be spent in some periods
    loan: LoanTerms | None = None  # None: no loan holds back orders
    offers: Offers | None = None  # contracts with customers; None: all demand is uncommitted
    rented: Rented | None = None  # None: as many GPUs as wanted may be rented elsewhere, at `workloads.burst_eur`
    site_power: SitePower | None = None  # what lies behind the two lines; the optimiser does not read it


NOT_READ = {"name", "assumptions", "warnings", "source", "utc", "site_power", "bill"}  # by the optimiser


def same_inputs(a: Any, b: Any) -> bool:
    """Whether two inputs, or parts of them, hold the same numbers for the optimiser; names and sources do not count."""
    if a is b:
        return True
    if is_dataclass(a) and is_dataclass(b) and type(a) is type(b):
        return all(same_inputs(getattr(a, f.name), getattr(b, f.name)) for f in fields(a) if f.name not in NOT_READ)
    if isinstance(a, np.ndarray) and a.dtype.kind == "f":
        return np.array_equal(a, b, equal_nan=True)
    return bool(np.array_equal(np.asarray(a), np.asarray(b)))
