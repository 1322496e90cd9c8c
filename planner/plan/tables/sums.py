"""Sums over the real hours of each period: the one place where hours become periods.

Axes as in `planner.problem.site`. Every sum carries the weight of its dispatch day, so a plan on a few
days per period adds up to the same real hours as a plan on all of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from planner.plan.tables import cooling_charged
from planner.plan.tables.cooling_charged import no_load_mw
from planner.problem import demand

if TYPE_CHECKING:
    from planner.arrays import Bools, Floats, Ints
    from planner.problem.site import ModelInputs
    from planner.problem.solution import Solution


KW_PER_MW = 1000.0


@dataclass(frozen=True, eq=False)
class Sums:
    """Hourly dispatch added up by period; results are cached, arrays are never written to."""

    inputs: ModelInputs
    solution: Solution

    # ------------------------------------------------------------------ hours and periods

    @cached_property
    def day_of_hour(self) -> Ints:
        """H → D."""
        lengths = np.diff(self.inputs.days.first_hour)
        return np.repeat(np.arange(len(lengths)), lengths)

    @cached_property
    def period_of_hour(self) -> Ints:
        """H → P."""
        return np.asarray(self.inputs.days.period[self.day_of_hour], dtype=np.int64)

    @cached_property
    def weight(self) -> Floats:
        """H: real hours that each dispatched hour stands for [h]."""
        return np.asarray(self.inputs.days.weight[self.day_of_hour], dtype=np.float64)

    @cached_property
    def hours_in_period(self) -> tuple[Ints, ...]:
        """P: indices of the hours of each period."""
        periods = range(len(self.inputs.periods.names))
        return tuple(np.flatnonzero(self.period_of_hour == p) for p in periods)

    def by_period(self, values: Floats) -> Floats:
        """Σ weight · values over the hours of each period; values [..., H] → [..., P]."""
        columns = [values[..., hours] @ self.weight[hours] for hours in self.hours_in_period]
        return np.stack(columns, axis=-1)

    def largest(self, values: Floats) -> Floats:
        """Largest value of each period; values [H] → [P], 0 for a period without hours."""
        return np.array([values[hours].max(initial=0.0) for hours in self.hours_in_period])

    @cached_property
    def hours(self) -> Floats:
        """P: real hours [h]."""
        return self.by_period(np.ones_like(self.weight))

    # ------------------------------------------------------------------ racks

    @cached_property
    def serving_rack_hours(self) -> Floats:
        """O, P: [rack·h]."""
        return self.by_period(self.solution.dispatch.serving_racks)

    @cached_property
    def parked_rack_hours(self) -> Floats:
        """R, P: [rack·h]."""
        return self.by_period(self.solution.dispatch.parked_racks)

    @cached_property
    def installed_rack_hours(self) -> Floats:
        """R, P: [rack·h]."""
        return np.asarray(self.solution.installed_racks * self.hours, dtype=np.float64)

    @cached_property
    def serving_rack_hours_by_rack(self) -> Floats:
        """R, P: [rack·h]."""
        return self.over(self.inputs.points.rack, len(self.inputs.fleet.racks), self.serving_rack_hours)

    @staticmethod
    def over(group: Ints, size: int, values: Floats) -> Floats:
        """Add rows of `values` [O, X] that share a group; → [size, X]."""
        total = np.zeros((size, *values.shape[1:]))
        np.add.at(total, group, values)
        return total

    # ------------------------------------------------------------------ energy [MWh]

    @cached_property
    def serving_mwh_point(self) -> Floats:
        """O, P: IT energy of racks while they serve [MWh]."""
        return np.asarray(self.serving_rack_hours * self.inputs.points.kw[:, None] / KW_PER_MW)

    @cached_property
    def serving_mwh(self) -> Floats:
        """W, P: IT energy of racks while they serve each workload [MWh]."""
        return self.over(self.inputs.points.workload, len(self.inputs.workloads.names), self.serving_mwh_point)

    @cached_property
    def idle_mwh(self) -> Floats:
        """P: racks powered but not serving, with those that failed [MWh]."""
        idle = self.installed_rack_hours - self.parked_rack_hours - self.serving_rack_hours_by_rack
        return np.asarray(self.inputs.fleet.idle_kw @ idle / KW_PER_MW)

    @cached_property
    def parked_mwh(self) -> Floats:
        """P: racks on standby [MWh]."""
        return np.asarray(self.inputs.fleet.standby_kw @ self.parked_rack_hours / KW_PER_MW)

    @cached_property
    def network_mwh(self) -> Floats:
        """P: network and storage of all racks [MWh]."""
        return np.asarray(self.inputs.fleet.network_kw @ self.installed_rack_hours / KW_PER_MW)

    @cached_property
    def it_mwh(self) -> Floats:
        """P."""
        return self.by_period(self.solution.dispatch.it_mw)

    @cached_property
    def cooling_mwh(self) -> Floats:
        """P."""
        return self.by_period(cooling_charged.cooling_mw(self.inputs, self.solution, self.period_of_hour))

    @cached_property
    def auxiliaries_mwh(self) -> Floats:
        """P: lighting, offices, security; no-load losses of the chain are among the losses."""
        return np.asarray((self.inputs.auxiliaries_mw - no_load_mw(self.inputs)) * self.hours)

    @cached_property
    def facility_mwh(self) -> Floats:
        """P."""
        return self.by_period(self.solution.dispatch.facility_mw)

    @cached_property
    def grid_mwh(self) -> Floats:
        """P."""
        return self.by_period(self.solution.dispatch.grid_mw)

    def _on_site_mwh(self, hourly: Floats | None) -> Floats:
        return np.zeros_like(self.hours) if hourly is None else self.by_period(hourly)

    @cached_property
    def pv_mwh(self) -> Floats:
        """P: taken from PV, curtailment left out."""
        return self._on_site_mwh(self.solution.dispatch.of_parts.get("pv_mw"))

    @cached_property
    def charge_mwh(self) -> Floats:
        """P: into the battery."""
        return self._on_site_mwh(self.solution.dispatch.of_parts.get("charge_mw"))

    @cached_property
    def discharge_mwh(self) -> Floats:
        """P: out of the battery."""
        return self._on_site_mwh(self.solution.dispatch.of_parts.get("discharge_mw"))

    @cached_property
    def genset_mwh(self) -> Floats:
        """P: from back-up sets into the site, tests left out."""
        return self._on_site_mwh(self.solution.dispatch.of_parts.get("genset_mw"))

    @cached_property
    def supply_mwh(self) -> Floats:
        """P: grid, PV and back-up sets: all energy the site takes, with the losses of the battery."""
        return np.asarray(self.grid_mwh + self.pv_mwh + self.genset_mwh)

    @cached_property
    def losses_mwh(self) -> Floats:
        """P: transformer, UPS and busway [MWh]."""
        no_load_mwh = no_load_mw(self.inputs) * self.hours
        return np.asarray(self.facility_mwh * (1.0 - self.inputs.electrical_efficiency) + no_load_mwh)

    # ------------------------------------------------------------------ carbon and water

    @cached_property
    def carbon_kg(self) -> Floats:
        """P: location-based, grid energy × intensity of each hour, and the exhaust of back-up sets [kgCO2e]."""
        grid_kg = self.by_period(self.solution.dispatch.grid_mw * self.inputs.hours.carbon_g_per_kwh)
        return grid_kg + self.genset_carbon_kg

    @cached_property
    def genset_carbon_kg(self) -> Floats:
        """P: exhaust of back-up sets, tests included [kgCO2]."""
        sets = self.inputs.gensets
        return (self.genset_mwh + sets.test_mwh) * sets.carbon_kg_per_mwh if sets else np.zeros_like(self.hours)

    @cached_property
    def water_l(self) -> Floats:
        """P: [l]."""
        return self.by_period(cooling_charged.water_l(self.inputs, self.solution, self.period_of_hour))

    # ------------------------------------------------------------------ work [Mtokens or GPU-hours]

    def _work(self, values: Floats) -> Floats:
        return self.by_period(values) * self.inputs.workloads.units_per_hour[:, None]

    @cached_property
    def demand(self) -> Floats:
        """W, P: asked of the site: uncommitted, and of contracts in force."""
        return self._work(demand.total_demand(self.inputs, self.solution.offers))

    @cached_property
    def uncommitted(self) -> Floats:
        """W, P: demand that is under no contract."""
        return self._work(self.inputs.hours.demand)

    @cached_property
    def declined(self) -> Floats:
        """W, P: of contracts not signed, or ended; no part of demand."""
        return self._work(demand.declined(self.inputs, self.solution.offers))

    @cached_property
    def throttled(self) -> Floats:
        """W, P: above the peak of contracts in force; no part of demand."""
        return self._work(demand.throttled(self.inputs, self.solution.offers))

    @cached_property
    def burst(self) -> Floats:
        """W, P: rented elsewhere."""
        return self._work(self.solution.dispatch.burst)

    @cached_property
    def unserved(self) -> Floats:
        """W, P."""
        return self._work(self.solution.dispatch.unserved)

    @cached_property
    def uncommitted_unserved(self) -> Floats:
        """W, P: of the work under no contract."""
        return self._work(demand.uncommitted_unserved(self.inputs, self.solution.dispatch))

    @cached_property
    def served_here(self) -> Floats:
        """W, P."""
        return self.demand - self.burst - self.unserved

    @cached_property
    def served_by_point(self) -> Floats:
        """O, P: work of each operating point, its headroom taken off."""
        workload = self.inputs.points.workload
        headroom = 1.0 + self.inputs.workloads.headroom[workload]
        per_rack_hour = self.inputs.points.rate / headroom * self.inputs.workloads.units_per_hour[workload]
        return np.asarray(self.serving_rack_hours * per_rack_hour[:, None])

    # ------------------------------------------------------------------ shares and limits

    @cached_property
    def is_tokens(self) -> Bools:
        """W: counts in tokens rather than GPU-hours."""
        return np.array([unit == "tokens" for unit in self.inputs.workloads.unit], dtype=np.bool_)

    @cached_property
    def workload_share(self) -> Floats:
        """W, P: share of serving IT energy, by which costs, energy, carbon and water are shared out.

        A period in which nothing is served is shared out as the whole horizon is; all zero if nothing ever is.
        """
        total = self.serving_mwh.sum(axis=0)
        horizon = self.serving_mwh.sum(axis=1)
        whole = horizon / horizon.sum() if horizon.sum() > 0 else horizon
        shares = np.divide(self.serving_mwh, total, out=np.zeros_like(self.serving_mwh), where=total > 0)
        shares_of_supply: Floats = np.where(total > 0, shares, whole[:, None])
        return shares_of_supply

    @cached_property
    def peak_mw(self) -> Floats:
        """P: largest hourly mean at the meter [MW]."""
        return self.largest(self.solution.dispatch.grid_mw)

    @cached_property
    def years_of_period(self) -> tuple[str, ...]:
        """P: calendar year in which each period starts."""
        return tuple(str(day.year) for day in self.inputs.periods.first_day)
