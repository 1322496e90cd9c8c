"""The site of a plan as it is, not as the line: exact losses and cooling at every hour's load, and heat for reuse.

The optimiser sees facility = (IT · (1 + cooling) + auxiliaries) / η. Here the plan's own hours go through the plant
and the chain behind that line (`ModelInputs.site_power`), and what the line was off by is told.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from planner.physics import cooling_plant, electrical_chain
from planner.physics.site import REUSE_APPROACH_K
from planner.plan.tables import cooling_charged
from planner.plan.tables.cold_store import chilling_mw
from planner.plan.tables.cooling_charged import no_load_mw

if TYPE_CHECKING:
    from planner.arrays import Floats
    from planner.plan.tables.sums import Sums
    from planner.problem.site import ModelInputs
    from planner.problem.solution import Solution


KW_PER_MW = 1000.0
SUMMER = (6, 7, 8)
TELL_ABOVE = 0.01  # of facility energy


@dataclass(frozen=True, eq=False)
class SiteAsItIs:
    """Hourly power of a plan, exactly; H unless told otherwise, MW."""

    inputs: ModelInputs
    solution: Solution
    sums: Sums

    @cached_property
    def connection_mw(self) -> Floats:
        """Connection open in the plan."""
        return np.asarray(self.sums.connection_mw[self.sums.period_of_hour])

    @cached_property
    def liquid_mw(self) -> Floats:
        """IT heat that leaves by the liquid loop: each product's power times its liquid share; network stays in air."""
        share = self._rack_liquid_share
        return cooling_charged.liquid_heat_mw(self.inputs, self.solution, self.sums.period_of_hour, share)

    @property
    def _rack_liquid_share(self) -> Floats:
        if self.inputs.site_power is not None:
            return self.inputs.site_power.rack_liquid_share
        liquid, all_kw = self.inputs.fleet.liquid_kw, self.inputs.fleet.nameplate_kw
        return np.divide(liquid, all_kw, out=np.zeros_like(liquid), where=all_kw > 0)

    @cached_property
    def heat_reuse_mw(self) -> Floats:
        """Heat that a heat network could take."""
        share = 0.0 if self.inputs.site_power is None else self.inputs.site_power.reuse_share
        return np.asarray(self.liquid_mw * share)

    @cached_property
    def heat_reuse_degc(self) -> Floats:
        """Temperature at which it could be had [°C]: water from the racks less the heat exchanger. NaN without heat."""
        site = self.inputs.site_power
        if site is None:
            return np.full_like(self.liquid_mw, np.nan)
        back = site.return_degc(self.liquid_mw, self.connection_mw) - REUSE_APPROACH_K
        return np.where(self.heat_reuse_mw > 0, back, np.nan)

    @cached_property
    def _cooled(self) -> tuple[Floats, Floats]:
        dispatch, site, inputs = self.solution.dispatch, self.inputs.site_power, self.inputs
        if site is None or site.design is None:
            charged = cooling_charged.cooling_mw(inputs, self.solution, self.sums.period_of_hour)
            return charged, inputs.hours.water_l_per_kwh
        power, water = site.cooling_mw(dispatch.it_mw, self.liquid_mw, self.connection_mw)
        return power + chilling_mw(inputs, dispatch), water

    @property
    def cooling_mw(self) -> Floats:
        """Cooling power at the hour's load and liquid share; a thermal store adds and saves what the line says."""
        return self._cooled[0]

    @property
    def water_l(self) -> Floats:
        """Water of the hour [l]."""
        return np.asarray(self._cooled[1] * self.solution.dispatch.it_mw * KW_PER_MW)

    @cached_property
    def chain_out_mw(self) -> Floats:
        """Load at the end of the electrical chain: IT, cooling, auxiliaries."""
        own = self.inputs.auxiliaries_mw - no_load_mw(self.inputs)
        return np.asarray(self.solution.dispatch.it_mw + self.cooling_mw + own[self.sums.period_of_hour])

    @cached_property
    def losses(self) -> electrical_chain.Losses:
        """Losses of the chain, by stage; of an efficiency, one stage."""
        site, out = self.inputs.site_power, self.chain_out_mw
        if site is not None and site.chain:
            return electrical_chain.losses(out, self.connection_mw, site.chain)
        lost = out * (1 / self.inputs.electrical_efficiency - 1)
        return electrical_chain.Losses(out, {"electrical chain": lost}, out + lost)

    @property
    def facility_mw(self) -> Floats:
        """Power at the meter."""
        return self.losses.in_mw

    @cached_property
    def energy_balance_mw(self) -> Floats:
        """Power in less power out; 0 up to rounding."""
        lost = np.sum(list(self.losses.by_stage_mw.values()), axis=0)
        return np.asarray(self.facility_mw - lost - self.chain_out_mw)

    def hot_day_excess_mw(self) -> Floats:
        """By how much the largest IT power of June to August would pass the connection on the hottest real day [MW]; P.

        IT power would have to be capped by about as much in those hours. 0 where it fits, and without summer.
        """
        site, sums = self.inputs.site_power, self.sums
        if site is None:
            return np.zeros_like(sums.connection_mw)
        month = self.inputs.hours.utc.astype("datetime64[M]").astype(np.int64) % 12 + 1
        it_mw = sums.largest(np.where(np.isin(month, SUMMER), self.solution.dispatch.it_mw, 0.0))
        out = it_mw * (1 + site.hot_cooling) + site.own_auxiliaries_mw
        if site.chain:
            drawn = electrical_chain.losses(out, sums.connection_mw, site.chain).in_mw
        else:
            drawn = out / self.inputs.electrical_efficiency
        return np.asarray(np.maximum(drawn - sums.connection_mw, 0.0))

    def cooling_by_rack(self) -> dict[str, float]:
        """Cooling power per IT power of each product by its own liquid share, mean of all real hours.

        By `site.cooling.charge` the optimiser charges every product the mean of the site, or this.
        """
        site, inputs = self.inputs.site_power, self.inputs
        mean = inputs.hours.cooling
        if site is None or site.design is None:
            return dict.fromkeys(inputs.fleet.racks, float(np.average(mean, weights=self.sums.weight)))
        loops = cooling_plant.by_loop(site.design, site.air, liquid_share=site.liquid_share, load=site.expected_load)
        shares = zip(inputs.fleet.racks, site.rack_liquid_share, strict=True)
        return {rack: float(np.average(loops.power(share), weights=self.sums.weight)) for rack, share in shares}

    def report(self) -> dict[str, Any]:
        """What the line was off by, for the manifest: energies in MWh over all real hours, errors as shares."""
        sums, dispatch, inputs = self.sums, self.solution.dispatch, self.inputs
        line, exact = sums.by_period(dispatch.facility_mw), sums.by_period(self.facility_mw)
        it, liquid = sums.by_period(dispatch.it_mw).sum(), sums.by_period(self.liquid_mw).sum()
        off = dispatch.facility_mw - self.facility_mw
        base = np.maximum(self.facility_mw, 1e-9)
        worst = int(np.abs(off / base).argmax()) if len(off) else 0
        charged = cooling_charged.cooling_mw(inputs, self.solution, sums.period_of_hour)
        in_cooling = sums.by_period(charged - self.cooling_mw).sum()
        supplies = electrical_chain.POWER_SUPPLIES.lost(dispatch.it_mw, self.connection_mw)
        lost = {name: float(sums.by_period(values).sum()) for name, values in self.losses.by_stage_mw.items()}
        water = sums.by_period(self.water_l).sum()
        site = inputs.site_power
        return {
            "cooling": "simple" if site is None or site.design is None else site.design.rejection,
            "cooling_charge": "site-mean" if inputs.loops is None else "by-rack",
            "electrical_chain": "load-dependent" if site is not None and site.chain else "simple",
            "liquid_share_expected": None if site is None else site.liquid_share,
            "liquid_share_of_plan": _share(liquid, it),
            "facility_mwh_line": float(line.sum()),
            "facility_mwh_exact": float(exact.sum()),
            "line_error_share": _share(line.sum() - exact.sum(), exact.sum()),
            "line_error_of_cooling_share": _share(in_cooling, exact.sum()),
            "worst_hour_error_share": float((off / base)[worst]) if len(off) else 0.0,
            "worst_hour_utc": str(np.datetime_as_string(inputs.hours.utc[worst], unit="h")) if len(off) else "",
            "pue_exact": _share(exact.sum(), it),
            "wue_exact_l_per_kwh": _share(water, it * KW_PER_MW),
            "cooling_share_by_rack": self.cooling_by_rack(),
            "hot_day_excess_mw": float(self.hot_day_excess_mw().max(initial=0.0)),
            "losses_mwh": lost,
            "power_supplies_mwh_within_it": float(sums.by_period(supplies).sum()),
            "heat_reuse_mwh": float(sums.by_period(self.heat_reuse_mw).sum()),
            "energy_balance_mw": float(np.abs(self.energy_balance_mw).max(initial=0.0)),
        }


def _share(part: float, whole: float) -> float:
    return float(part / whole) if whole > 0 else 0.0


def site_warnings(report: dict[str, Any]) -> list[str]:
    """What a planner should know of a plan with a design or a chain; nothing for straight lines."""
    error, found = float(report["line_error_share"]), []
    if abs(error) > TELL_ABOVE:
        side = "too high" if error > 0 else "too low"
        found.append(
            f"Losses and cooling were planned {abs(error):.1%} of the energy at the meter {side}: "
            f"{report['liquid_share_of_plan']:.0%} of the heat goes to liquid, {report['liquid_share_expected']:.0%} "
            "was expected. Set site.cooling.liquid_share and site.expected_load to what the plan does, solve again."
        )
    if report["cooling"] != "simple" and report["hot_day_excess_mw"] > TELL_ABOVE:
        found.append(
            "On the hottest days of 2019 and 2022 the site at its largest IT power of June to August would pass its "
            f"connection by {report['hot_day_excess_mw']:.2f} MW: racks are capped by as much in those hours."
        )
    return found
