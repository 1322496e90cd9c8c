"""Which days have a compact form, and their numbers in arrays: many days of one period at once.

A day may be compact where nothing links its hours but work that waits, and that work may wait the whole day: the day is
a circle, so only the sum of such work over the day counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from planner.optimisation.equations.day import unserved_eur
from planner.optimisation.equations.serving import may_burst
from planner.optimisation.parts.offers import line_unserved_eur, line_workload
from planner.optimisation.parts.parts import parts_of

if TYPE_CHECKING:
    from planner.arrays import Bools, Floats, Ints
    from planner.problem.site import ModelInputs

PARTS = {"offers", "rented"}  # the parts of a site that a compact day has


def is_compact(x: ModelInputs) -> bool:
    """Whether days of a site have a compact form, if they are short enough: `longest_hours`."""
    return all(part.name in PARTS for part in parts_of(x))


def longest_hours(x: ModelInputs) -> float:
    """The longest day [h] of which all work that may wait may wait all day."""
    windows = x.workloads.window_hours[x.workloads.window_hours > 0]
    return float(windows.min()) if len(windows) else np.inf


@dataclass(frozen=True)
class SiteNumbers:
    """What all days of a site have in common. A line is a contract in force, see `parts.offers`."""

    rate: Floats  # O: work of a rack, headroom taken off [Mtokens/s or kGPU]
    workload: Ints  # O → W
    rack: Ints  # O → R
    added_mw: Floats  # O: of a rack that serves
    saved_mw: Floats  # R: of a parked rack
    always_mw: Floats  # R
    availability: Floats  # R
    waits: Bools  # W
    bounded: Bools  # W: no more uncommitted work goes unserved than is asked
    line_workload: Ints  # L → W
    burst: tuple[int, ...]  # workloads that may be rented elsewhere
    gpus_per_unit: Floats | None  # of `burst` [kGPU]; None where nothing limits what is rented
    most_on_demand: float  # [kGPU]
    efficiency: float  # of the electrical chain
    usable_share: float  # of the connection


def site_numbers(x: ModelInputs) -> SiteNumbers:
    """Read off what all days of a site share."""
    f, points, burst = x.fleet, x.points, tuple(may_burst(x))
    rented = x.rented if burst else None
    contracted = np.zeros(0, dtype=np.int64) if x.offers is None else x.offers.workload
    return SiteNumbers(
        rate=points.rate / (1 + x.workloads.headroom[points.workload]),
        workload=points.workload,
        rack=points.rack,
        added_mw=(points.kw - f.idle_kw[points.rack]) / 1000,
        saved_mw=(f.idle_kw - f.standby_kw) / 1000,
        always_mw=(f.idle_kw + f.network_kw) / 1000,
        availability=f.availability,
        waits=x.workloads.window_hours > 0,
        bounded=np.isin(np.arange(len(x.workloads.names)), contracted),
        line_workload=line_workload(x),
        burst=burst,
        gpus_per_unit=None if rented is None else rented.gpus_per_unit[list(burst)],
        most_on_demand=np.inf if rented is None else rented.most_on_demand,
        efficiency=x.electrical_efficiency,
        usable_share=x.usable_share,
    )


@dataclass(frozen=True)
class Quantities:
    """What investment gives the days of one period."""

    racks: Floats  # R
    subscribed_mw: Floats  # K
    connection_mw: float
    rented_kgpu: float
    shares: Floats  # W: of the demand of each workload
    line_shares: Floats  # L


@dataclass(frozen=True)
class Block:
    """Days of one period, D of T hours each, as `equations.day.Day` has them one by one. Costs in kEUR."""

    hours: int  # T
    tariff_class: Ints  # D, T
    demand: Floats  # D, W, T
    line_demand: Floats  # D, L, T
    energy_keur_per_mwh: Floats  # D, T
    overrun_keur_per_mwh: Floats  # D, T
    heat_factor: Floats  # D, T
    auxiliaries_mw: float
    unserved_keur: Floats  # W: per unit of work for an hour
    line_unserved_keur: Floats  # L
    burst_keur: Floats  # of `SiteNumbers.burst`: without the price of the GPUs where these have columns of their own
    on_demand_keur: float  # of 1,000 GPUs for an hour; 0 where they have none


def block_of(x: ModelInputs, days: Ints) -> Block:
    """The numbers of some days (D) of one period, all of one length."""
    first = x.days.first_hour[days]
    hours, p = int(x.days.first_hour[days[0] + 1] - first[0]), int(x.days.period[days[0]])
    at = first[:, None] + np.arange(hours)
    classes, per_hour = x.hours.tariff_class[at], x.workloads.units_per_hour / 1000
    energy = x.hours.spot_eur_per_mwh[at] + x.hours.network_eur_per_mwh[at] + x.hours.tax_eur_per_mwh[at]
    burst = list(may_burst(x))
    rented = x.rented if burst else None
    burst_keur, on_demand_keur = (x.workloads.burst_eur[:, p] * per_hour)[burst], 0.0
    if rented is not None:
        on_demand_keur = float(rented.on_demand_keur[p])
        burst_keur = burst_keur - rented.gpus_per_unit[burst] * on_demand_keur
    lines, line_keur = np.zeros((len(days), 0, hours)), np.zeros(0)
    if x.offers is not None:
        lines = x.offers.demand[x.offers.line_contract[:, None, None], at].swapaxes(0, 1)
        line_keur = line_unserved_eur(x)[:, p] * per_hour[line_workload(x)]
    return Block(
        hours=hours,
        tariff_class=classes,
        demand=x.hours.demand[:, at].swapaxes(0, 1),
        line_demand=lines,
        energy_keur_per_mwh=energy / 1000,
        overrun_keur_per_mwh=x.tariff.overrun_eur_per_mwh[classes, p] / 1000,
        heat_factor=1 + x.hours.cooling[at],
        auxiliaries_mw=float(x.auxiliaries_mw[p]),
        unserved_keur=unserved_eur(x)[:, p] * per_hour,
        line_unserved_keur=line_keur,
        burst_keur=burst_keur,
        on_demand_keur=on_demand_keur,
    )
