"""Hourly tables, one period at a time: computed from a solution, or read back from a saved run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

import numpy as np
import pandas as pd

from planner.errors import StoreError, located, nearest
from planner.plan.tables import cooling_charged
from planner.plan.tables.contracts import volume_mw
from planner.plan.tables.cooling_charged import no_load_mw
from planner.plan.tables.grid_support import support_columns
from planner.plan.tables.on_site import hourly_columns
from planner.plan.tables.site_power import SiteAsItIs
from planner.plan.tables.sums import KW_PER_MW, Sums
from planner.problem import demand

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from planner.arrays import Floats, Ints
    from planner.problem.site import ModelInputs
    from planner.problem.solution import Solution


HourlyTable = Literal["hourly", "hourly_workloads", "hourly_racks"]
TABLES: tuple[HourlyTable, ...] = ("hourly", "hourly_workloads", "hourly_racks")
ZONE = "Europe/Paris"
SMALLEST_RACKS = 1e-6
PARKED, IDLE = "parked", "idle"


class HourlySource(Protocol):
    """Where hourly tables come from."""

    @property
    def periods(self) -> tuple[str, ...]:
        """Names of the periods, in order."""
        ...

    def read(self, table: HourlyTable, period: str) -> pd.DataFrame:
        """One hourly table of one period."""
        ...


@dataclass(frozen=True)
class FromRun:
    """Hourly tables of a saved run."""

    folder: Path
    periods: tuple[str, ...]
    read_file: Callable[[Path], pd.DataFrame] = pd.read_parquet  # that of a store checks what it reads

    def read(self, table: HourlyTable, period: str) -> pd.DataFrame:
        """Read one file; StoreError if it is missing or broken."""
        _check_period(period, self.periods)
        path = self.folder / table / f"{period}.parquet"
        try:
            return self.read_file(path)
        except (OSError, ValueError) as error:
            problem = f"the hourly table cannot be read ({error})."
            raise StoreError(located(str(path), problem, "solve the scenario again.")) from error


@dataclass(frozen=True, eq=False)
class FromSolution:
    """Hourly tables of a plan just found; powers and work as float32, half the space and precise enough to show."""

    inputs: ModelInputs
    solution: Solution
    sums: Sums
    site: SiteAsItIs

    @property
    def periods(self) -> tuple[str, ...]:
        """Names of the periods, in order."""
        return self.inputs.periods.names

    def read(self, table: HourlyTable, period: str) -> pd.DataFrame:
        """Compute one table of one period."""
        _check_period(period, self.periods)
        hours = self.sums.hours_in_period[self.periods.index(period)]
        make = {"hourly": self._site, "hourly_workloads": self._workloads, "hourly_racks": self._racks}
        return make[table](hours, period)

    @cached_property
    def _contract_mw(self) -> Floats:
        return volume_mw(self.inputs, self.solution)

    @cached_property
    def _utc(self) -> pd.DatetimeIndex:
        return pd.DatetimeIndex(self.inputs.hours.utc.astype("datetime64[s]")).tz_localize("UTC")

    @cached_property
    def _cooling_mw(self) -> Floats:
        return cooling_charged.cooling_mw(self.inputs, self.solution, self.sums.period_of_hour)

    def _cooling_share(self, hours: Ints) -> Floats:
        mean = self.inputs.hours.cooling[hours]
        if self.inputs.loops is None:
            return mean
        it = self.solution.dispatch.it_mw[hours]
        return np.asarray(np.divide(self._cooling_mw[hours], it, out=mean.copy(), where=it > 0))

    @cached_property
    def _water_l(self) -> Floats:
        return cooling_charged.water_l(self.inputs, self.solution, self.sums.period_of_hour)

    def _site(self, hours: Ints, period: str) -> pd.DataFrame:
        x, dispatch = self.inputs.hours, self.solution.dispatch
        utc = self._utc[hours]
        local = utc.tz_convert(ZONE)
        p = self.periods.index(period)
        k = x.tariff_class[hours]
        it = dispatch.it_mw[hours]
        cooling = self._cooling_mw[hours]
        site, no_load = self.site, no_load_mw(self.inputs)[p]
        facility = dispatch.facility_mw[hours]
        price = x.spot_eur_per_mwh[hours] + x.network_eur_per_mwh[hours] + x.tax_eur_per_mwh[hours]
        numbers = {
            "spot_eur_per_mwh": x.spot_eur_per_mwh[hours],
            "energy_eur_per_mwh": price,
            "cooling_fraction": self._cooling_share(hours),
            "it_mw": it,
            "cooling_mw": cooling,
            "auxiliaries_mw": np.full(len(hours), self.inputs.auxiliaries_mw[p] - no_load),
            "losses_mw": facility * (1.0 - self.inputs.electrical_efficiency) + no_load,
            "facility_mw": facility,
            "grid_mw": dispatch.grid_mw[hours],
            "subscribed_mw": self.solution.subscribed_mw[k, p],
            "overrun_mw": dispatch.overrun_mw[hours],
            "carbon_g_per_kwh": x.carbon_g_per_kwh[hours],
            "water_l": self._water_l[hours],
            "exact_facility_mw": site.facility_mw[hours],
            "liquid_heat_mw": site.liquid_mw[hours],
            "heat_reuse_mw": site.heat_reuse_mw[hours],
            "heat_reuse_degc": site.heat_reuse_degc[hours],
            "weight": self.sums.weight[hours],
        }
        numbers |= hourly_columns(dispatch, hours) | support_columns(dispatch, hours)
        if np.any(self.solution.contract_mw):
            numbers["contract_mw"] = self._contract_mw[hours]
        keys = {
            "utc": utc,
            "local": local,
            "date": local.tz_localize(None).normalize(),
            "period": _labels(np.zeros(len(hours), dtype=np.int64), [period]),
            "tariff_class": _labels(k, self.inputs.tariff.classes),
        }
        return pd.DataFrame(keys | {name: _narrow(values) for name, values in numbers.items()})

    def _workloads(self, hours: Ints, period: str) -> pd.DataFrame:
        dispatch, points, names = self.solution.dispatch, self.inputs.points, self.inputs.workloads.names
        count, size = len(names), len(hours)
        serving = dispatch.serving_racks[:, hours]
        racks = Sums.over(points.workload, count, serving)
        power = Sums.over(points.workload, count, serving * points.kw[:, None] / KW_PER_MW)
        numbers = {
            "demand": self._demand[:, hours],
            "served_here": self._served_here[:, hours],
            "burst": dispatch.burst[:, hours],
            "unserved": dispatch.unserved[:, hours],
            "backlog": dispatch.backlog[:, hours],
            "serving_racks": racks,
            "serving_mw": power,
            "weight": np.tile(self.sums.weight[hours], (count, 1)),
        }
        keys = {
            "utc": self._utc[np.tile(hours, count)],
            "period": _labels(np.zeros(count * size, dtype=np.int64), [period]),
            "workload": _labels(np.repeat(np.arange(count), size), names),
        }
        return pd.DataFrame(keys | {name: _narrow(values.ravel()) for name, values in numbers.items()})

    @cached_property
    def _demand(self) -> Floats:
        """W, H: uncommitted work and that of contracts in force."""
        return demand.total_demand(self.inputs, self.solution.offers)

    @cached_property
    def _served_here(self) -> Floats:
        """W, H: what racks here do in each hour: demand less rented and unserved, less what is put off."""
        dispatch, first = self.solution.dispatch, self.inputs.days.first_hour
        before = np.roll(dispatch.backlog, 1, axis=1)
        before[:, first[:-1]] = dispatch.backlog[:, first[1:] - 1]
        return self._demand - dispatch.burst - dispatch.unserved + before - dispatch.backlog

    def _racks(self, hours: Ints, period: str) -> pd.DataFrame:
        points, names = self.inputs.points, self.inputs.workloads.names
        racks, count = self.inputs.fleet.racks, len(names)
        serving = self.solution.dispatch.serving_racks[:, hours]
        use = np.zeros((len(racks), count + 2, len(hours)))
        np.add.at(use, (points.rack, points.workload), serving)
        parked = self.solution.dispatch.parked_racks[:, hours]
        installed = self.solution.installed_racks[:, self.periods.index(period)]
        use[:, count] = parked
        use[:, count + 1] = installed[:, None] - parked - use[:, :count].sum(axis=1)
        r, w, h = np.nonzero(use > SMALLEST_RACKS)
        return pd.DataFrame(
            {
                "utc": self._utc[hours[h]],
                "period": _labels(np.zeros(len(h), dtype=np.int64), [period]),
                "rack": _labels(r, racks),
                "workload": _labels(w, [*names, PARKED, IDLE]),
                "racks": _narrow(use[r, w, h]),
                "weight": _narrow(self.sums.weight[hours[h]]),
            }
        )


def _check_period(period: str, periods: tuple[str, ...]) -> None:
    if period not in periods:
        raise StoreError(located("", f'the plan has no period "{period}".', nearest(period, periods)))


def _narrow(values: Floats) -> NDArray[np.float32]:
    return values.astype(np.float32)


def _labels(codes: Ints, names: tuple[str, ...] | list[str]) -> pd.Categorical[str]:
    return pd.Categorical.from_codes(codes.astype(np.int16), categories=pd.Index(list(names)))
