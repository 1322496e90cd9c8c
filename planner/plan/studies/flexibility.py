"""The load as a source of flexibility: MW that can be shed for 1, 4 and 24 hours, and from which price it pays.

Merit order. First work that may wait: it costs nothing where the rest of its window has racks free to catch up.
Then batch work beyond that, then interactive work, the lowest revenue per MWh first. Sovereign work may wait, as it
is still done here in time, but is never lost unless asked for. A shed of an hour leaves racks idle with their model
loaded; longer ones park them. What can be shed from an hour on is what is drawn in each of the hours that follow; a
day is taken as a cycle, as it stands for others.

Worth: revenue lost per MWh at the meter, and for work under contract the credit owed. Stopping pays where the price of
energy, all in, with what the grid pays for it, is above that. Work that could be rented elsewhere instead is counted
at its revenue, so worth is not understated.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from planner.plan.studies.carbon import scenario_part
from planner.plan.tables.hours import IDLE, PARKED

if TYPE_CHECKING:
    from collections.abc import Iterable

    from planner.arrays import Floats, Ints
    from planner.plan.plan import Plan

__all__ = ["flexibility_table"]


DURATIONS_H = (1, 4, 24)
WAITING, BATCH, INTERACTIVE = "waiting", "batch", "interactive"
KINDS = (WAITING, BATCH, INTERACTIVE)
COLUMNS = ["hours", "step", "kind", "workload", "mean_mw", "firm_mw", "worth_eur_per_mwh", "cumulated_mw"]
FIRM_SHARE = 0.10  # firm: there in all but the worst tenth of the hours
IDLE_SHARE, STANDBY_SHARE = 0.34, 0.07  # of serving power, where the run holds no scenario
WINDOW_H = 24.0  # of work that was put off, where the run holds no scenario
EUR_PER_MEUR = 1e6
SMALLEST_MW = 1e-4


@dataclass(frozen=True)
class Work:
    """What the merit order needs to know of a workload."""

    window_h: float
    sovereign: bool


@dataclass(frozen=True, eq=False)
class PeriodHours:
    """Hours of one period, T of them, W workloads. Megawatts at the meter."""

    weight: Floats  # T
    day: Ints  # T: number of the day
    serving_mw: Floats  # W, T: drawn while serving each workload
    spare_mw: Floats  # T: what racks that stand free would draw if they served
    revenue_eur: Floats  # W: of what was served here, all real hours


def works(plan: Plan, names: Iterable[str]) -> dict[str, Work]:
    """Window and sovereignty of each workload. Without a scenario work waits if the plan ever put it off."""
    workloads = scenario_part(plan, "workloads")
    waits = set()
    if not workloads:
        table = plan.hours("hourly_workloads", plan.periods[0])
        most = table.groupby(table["workload"].astype(str))["backlog"].max()
        waits = set(most.index[most > 0])
    by_name = {}
    for name in names:
        values = workloads.get(name) or {}
        window = float(values.get("window_hours", WINDOW_H if name in waits else 0.0))
        by_name[name] = Work(window, bool(values.get("sovereign", False)))
    return by_name


def left_on_share(plan: Plan, period: str, hours: int) -> float:
    """Power that racks keep drawing when shed, as a share of their power while serving: idle for an hour, else parked.

    Mean over the racks held in the period.
    """
    racks = scenario_part(plan, "fleet", "racks")
    field, default = ("idle", IDLE_SHARE) if hours <= 1 else ("standby", STANDBY_SHARE)
    own = plan.fleet.loc[plan.fleet["period"].astype(str) == period]
    share = []
    for name in own["rack"].astype(str):
        values = racks.get(name) or {}
        serving = float(values.get("serving_share_of_nameplate", 0.0))
        share.append(float(values[f"{field}_share_of_nameplate"]) / serving if serving > 0 else default)
    weight = own["gpus"].to_numpy(dtype=float)
    return float(np.average(share, weights=weight)) if weight.sum() > 0 else default


def period_hours(plan: Plan, period: str, names: list[str]) -> PeriodHours:
    """Read the hours of a period, in order of time."""
    site = plan.hours("hourly", period).sort_values("utc").reset_index(drop=True)
    utc = pd.DatetimeIndex(site["utc"])
    work = plan.hours("hourly_workloads", period)
    work = work.assign(workload=work["workload"].astype(str))
    wide = {
        column: work.pivot_table(index="workload", columns="utc", values=column, aggfunc="sum")
        .reindex(index=names, columns=utc)
        .fillna(0.0)
        .to_numpy(dtype=float)
        for column in ("serving_mw", "serving_racks")
    }
    facility = site["facility_mw"].to_numpy(dtype=float)
    efficiency = 1.0 - np.divide(
        site["losses_mw"].to_numpy(dtype=float), facility, out=np.zeros_like(facility), where=facility > 0
    )
    at_meter = (1.0 + site["cooling_fraction"].to_numpy(dtype=float)) / efficiency
    serving = wide["serving_mw"] * at_meter
    racks = wide["serving_racks"].sum(axis=0)
    each = np.divide(serving.sum(axis=0), racks, out=np.zeros_like(racks), where=racks > 0)
    weight = site["weight"].to_numpy(dtype=float)
    return PeriodHours(
        weight=weight,
        day=pd.factorize(site["date"])[0].astype(np.int64),
        serving_mw=serving,
        spare_mw=_free_racks(plan, period, utc) * each,
        revenue_eur=_revenue_eur(plan, period, names),
    )


def _free_racks(plan: Plan, period: str, utc: pd.DatetimeIndex) -> Floats:
    """Racks idle or parked that work, T: those that failed are taken off."""
    racks = plan.hours("hourly_racks", period)
    free = racks.loc[racks["workload"].astype(str).isin((IDLE, PARKED))]
    standing = free.groupby("utc")["racks"].sum().reindex(utc).fillna(0.0).to_numpy(dtype=float)
    whole = racks.groupby("utc")["racks"].sum().reindex(utc).fillna(0.0).to_numpy(dtype=float)
    failed = 1.0 - float(scenario_part(plan, "fleet").get("availability", 1.0))
    return np.asarray(np.maximum(standing - failed * whole, 0.0), dtype=np.float64)


def _revenue_eur(plan: Plan, period: str, names: list[str]) -> Floats:
    """Revenue of what was served here, with the credit it would owe unserved, W; rented work is off in proportion."""
    own = plan.tokens.loc[plan.tokens["period"].astype(str) == period]
    own = own.set_index(own["workload"].astype(str)).reindex(names)
    served = (own["demand"] - own["unserved"]).to_numpy(dtype=float)
    here = own["served_here"].to_numpy(dtype=float)
    share = np.divide(here, served, out=np.zeros_like(served), where=served > 0)
    lost = own["at_stake_meur" if "at_stake_meur" in own else "revenue_meur"]
    return np.asarray(share * lost.to_numpy(dtype=float) * EUR_PER_MEUR, dtype=np.float64)


def lasting(values: Floats, hours: int) -> Floats:
    """Smallest of each value and those of the hours − 1 that follow, around the day; values [..., T of one day]."""
    least: Floats = values.copy()
    for ahead in range(1, min(hours, values.shape[-1])):
        least = np.minimum(least, np.roll(values, -ahead, axis=-1))
    return least


def waiting_mw(sheddable: Floats, spare: Floats, window_h: float, hours: int) -> Floats:
    """MW of one workload that can wait for `hours` and be caught up within its window, for each hour of one day [T].

    What is put off, MW · hours, must fit into the racks free in the window_h − hours hours after.
    """
    after = int(min(window_h - hours, len(spare)))
    if after <= 0:
        return np.zeros_like(sheddable)
    ahead = np.stack([np.roll(spare, -(hours + k)) for k in range(after)]).sum(axis=0)
    return np.asarray(np.minimum(sheddable, ahead / hours), dtype=np.float64)


def flexibility_table(plan: Plan, year: str, *, with_sovereign: bool = False) -> pd.DataFrame:
    """The curve of a year: a row per duration and step of the merit order.

    Columns: hours (1, 4, 24), step, kind (waiting, batch, interactive), workload, mean_mw over the hours of the year,
    firm_mw (there in nine hours of ten), worth_eur_per_mwh (0 for work that only waits), cumulated_mw (of mean_mw).
    """
    periods = [name for name in plan.periods if name.partition("-")[0] == year]
    names = list(dict.fromkeys(plan.tokens["workload"].astype(str)))
    work = works(plan, names)
    hours = {period: period_hours(plan, period, names) for period in periods}
    rows: list[tuple[int, str, str, float, float, float]] = []
    for duration in DURATIONS_H:
        off = {period: 1.0 - left_on_share(plan, period, duration) for period in periods}
        spare = {period: h.spare_mw * off[period] for period, h in hours.items()}
        for w in _merit_order(names, work):
            parts = [_shed(h, w, off[p], spare[p], work[names[w]], duration) for p, h in hours.items()]
            weight = np.concatenate([h.weight for h in hours.values()])
            earned = sum(float(h.revenue_eur[w]) for h in hours.values())
            drawn = sum(float(h.weight @ h.serving_mw[w]) * off[p] for p, h in hours.items())
            worth = earned / drawn if drawn > 0 else 0.0
            for kind, at in ((WAITING, 0), (BATCH if work[names[w]].window_h > 0 else INTERACTIVE, 1)):
                mw = np.concatenate([part[at] for part in parts])
                mean = float(np.average(mw, weights=weight))
                bound_to_site = kind != WAITING and work[names[w]].sovereign and not with_sovereign
                if mean > SMALLEST_MW and not bound_to_site:
                    price = 0.0 if kind == WAITING else worth
                    rows.append((duration, kind, names[w], mean, _quantile(mw, weight, FIRM_SHARE), price))
    return _in_order(rows)


def _merit_order(names: list[str], work: dict[str, Work]) -> list[int]:
    """Workloads in the order in which they get free racks to catch up: the shortest window first."""
    return sorted(range(len(names)), key=lambda w: (work[names[w]].window_h <= 0, work[names[w]].window_h))


def _shed(hours: PeriodHours, w: int, off: float, spare: Floats, work: Work, duration: int) -> tuple[Floats, Floats]:
    """MW that only wait, and MW that are lost, for each hour; free racks that catch up are taken off `spare`."""
    waiting, lost = np.zeros_like(spare), np.zeros_like(spare)
    for day in range(int(hours.day.max()) + 1):
        own = hours.day == day
        mw = lasting(hours.serving_mw[w, own] * off, duration)
        free = waiting_mw(mw, spare[own], work.window_h, duration)
        waiting[own], lost[own] = free, mw - free
        after = max(1.0, min(work.window_h - duration, float(own.sum())))
        spare[own] = np.maximum(spare[own] - float(free.mean()) * duration / after, 0.0)
    return waiting, lost


def _quantile(values: Floats, weight: Floats, share: float) -> float:
    order = np.argsort(values, kind="stable")
    reached = np.cumsum(weight[order]) / weight.sum()
    at = min(int(np.searchsorted(reached, share)), len(values) - 1)
    return float(values[order][at])


def _in_order(rows: list[tuple[int, str, str, float, float, float]]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["hours", "kind", "workload", "mean_mw", "firm_mw", "worth_eur_per_mwh"])
    table = table.astype(
        {"mean_mw": float, "firm_mw": float, "worth_eur_per_mwh": float}
    )  # where no work is served too
    rank = table["kind"].map({name: at for at, name in enumerate(KINDS)})
    table = table.assign(rank=rank).sort_values(["hours", "rank", "worth_eur_per_mwh"], kind="stable")
    grouped = table.groupby("hours", sort=False)
    table = table.assign(step=grouped.cumcount() + 1, cumulated_mw=grouped["mean_mw"].cumsum())
    return table[COLUMNS].reset_index(drop=True)
