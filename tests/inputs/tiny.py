"""`tiny_inputs`: a small, complete `ModelInputs` made from arrays, for tests of the optimiser."""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from planner.assumption import Assumption
from planner.problem.periods import Days, Periods
from planner.problem.site import Fleet, Hours, ModelInputs, Phases, Points, Tariff, Workloads

if TYPE_CHECKING:
    from numpy.typing import NDArray


_CLASSES = ("pointe", "HPH", "HCH", "HPB", "HCB")
_RETAINED_PER_YEAR = 0.6
# One large rack that must be ordered a period ahead, one small rack that is live at once.
_NAME = ("GB300_NVL72", "H200_HGX")
_GPUS = (72, 8)
_NAMEPLATE_KW = (132.0, 10.2)
_PRICE_MEUR = (3.6, 0.32)
_LEAD_PERIODS = (1, 0)
_POSITIONS = (1.0, 0.25)
_LIQUID_SHARE = (0.8, 0.0)
_WEIGHT_T = (1.4, 0.15)
_MAX_RACKS = (3, 8)
_OPENING_RACKS = (2, 3)
# interactive, deferrable [tokens/s per GPU], GPU-hours [GPU equivalents per GPU]
_RATE_PER_GPU = ((3200.0, 1300.0), (4500.0, 1500.0), (2.4, 1.0))
_WORKLOAD = ("assistant", "documents", "fine-tuning")


def tiny_inputs(
    periods: int = 2,
    days_per_period: int = 2,
    hours: int = 24,
    racks: int = 2,
    workloads: int = 2,
    seed: int = 0,
    *,
    phases: int = 1,
    tariff_classes: int = 5,
    second_point: bool = False,
    objective: Literal["minimise_cost", "maximise_npv"] = "maximise_npv",
    **overrides: Any,
) -> ModelInputs:
    """A small site whose numbers depend only on the arguments.

    Quarters from 2027-Q1, each of `days_per_period` blocks of `hours` hours; the weights of a period's blocks
    make their hours add up to its real hours. Workload 0 is interactive and may be rented elsewhere, 1 is
    deferrable over the block and sovereign, 2 is GPU-hours, deferrable and sovereign. Rack 0 is live one
    period after its order, rack 1 at once; both are in the opening fleet. `tariff_classes` is 2 to 5.
    `second_point` adds a slower, thriftier operating point of workload 0 on rack 0.

    Overrides replace fields: `tiny_inputs(electrical_efficiency=1.0, fleet={"max_racks": 0})`. A number or
    array given for an array is broadcast to its shape.
    """
    if not 2 <= tariff_classes <= len(_CLASSES):
        message = f"tariff_classes is {tariff_classes}, allowed are 2 to {len(_CLASSES)}"
        raise ValueError(message)
    if not 1 <= workloads <= len(_WORKLOAD):
        message = f"workloads is {workloads}, allowed are 1 to {len(_WORKLOAD)}"
        raise ValueError(message)
    random = np.random.default_rng(seed)
    calendar = _periods(periods)
    days, utc = _days(calendar, days_per_period, hours)
    inputs = ModelInputs(
        name=f"tiny-{seed}",
        objective=objective,
        lost_load_multiple=10.0,
        periods=calendar,
        fleet=_fleet(calendar, racks, random),
        phases=_phases(calendar, phases),
        workloads=_workloads(calendar, workloads, hours, random),
        points=_points(racks, workloads, random, second=second_point),
        tariff=_tariff(periods, tariff_classes),
        electrical_efficiency=0.955,
        auxiliaries_mw=np.full(periods, 0.01),
        hours=_hours(utc, days, workloads, tariff_classes, random),
        days=days,
        every_day=False,
        assumptions=(Assumption("tiny.seed", str(seed), "-", "assumed", "made up", "a test", "tests/inputs"),),
        warnings=(),
    )
    return with_overrides(inputs, overrides)


def with_overrides(part: Any, overrides: Mapping[str, Any]) -> Any:
    """A copy of a frozen dataclass with fields replaced, nested mappings going one level down."""
    changed: dict[str, Any] = {}
    for name, new in overrides.items():
        old = getattr(part, name)
        if dataclasses.is_dataclass(old) and isinstance(new, Mapping):
            changed[name] = with_overrides(old, new)
        elif isinstance(old, np.ndarray):
            array = np.asarray(new, dtype=old.dtype)
            changed[name] = np.broadcast_to(array, old.shape).copy() if array.ndim < old.ndim else array
        else:
            changed[name] = new
    return dataclasses.replace(part, **changed)


def _periods(count: int) -> Periods:
    first = [dt.date(2027 + p // 4, 3 * (p % 4) + 1, 1) for p in range(count + 1)]
    lengths = np.array([(b - a).days for a, b in itertools.pairwise(first)], dtype=float)
    year_days = np.array([(dt.date(d.year + 1, 1, 1) - dt.date(d.year, 1, 1)).days for d in first[:-1]])
    years = lengths / year_days
    ends = np.cumsum(years)
    return Periods(
        names=tuple(f"{d.year}-Q{(d.month - 1) // 3 + 1}" for d in first[:-1]),
        first_day=tuple(first[:-1]),
        after_last_day=first[-1],
        years=years,
        discount=1.09 ** -(ends - years / 2),
        discount_at_end=float(1.09 ** -ends[-1]),
    )


def _days(calendar: Periods, days_per_period: int, hours: int) -> tuple[Days, NDArray[np.datetime64]]:
    ends = (*calendar.first_day[1:], calendar.after_last_day)
    dates: list[dt.date] = []
    weight: list[float] = []
    for start, end in zip(calendar.first_day, ends, strict=True):
        length = (end - start).days
        step = length // days_per_period
        dates += [start + dt.timedelta(days=step * d) for d in range(days_per_period)]
        weight += [length * 24 / (days_per_period * hours)] * days_per_period
    starts = np.array(dates, dtype="datetime64[h]")
    utc = (starts[:, None] + np.arange(hours).astype("timedelta64[h]")[None, :]).ravel()
    days = Days(
        dates=tuple(dates),
        period=np.repeat(np.arange(len(ends)), days_per_period),
        first_hour=np.arange(len(dates) + 1) * hours,
        weight=np.array(weight),
    )
    return days, utc


def _fleet(calendar: Periods, racks: int, random: np.random.Generator) -> Fleet:
    count = len(calendar.names)
    kind = np.arange(racks) % 2
    nameplate = np.array(_NAMEPLATE_KW)[kind] * random.uniform(0.95, 1.05, racks)
    price = np.array(_PRICE_MEUR)[kind] * random.uniform(0.9, 1.1, racks)
    names = tuple(_NAME[r % 2] if r < 2 else f"{_NAME[r % 2]}_{r}" for r in range(racks))
    vintages: list[tuple[str, int, int, int, int, int]] = []  # name, rack, order, live, opening, supply
    for r in range(racks):
        vintages.append((f"{names[r]} opening 2026-Q4", r, -1, 0, _OPENING_RACKS[r % 2], 0))
        for p in range(count - _LEAD_PERIODS[r % 2]):
            live = p + _LEAD_PERIODS[r % 2]
            vintages.append((f"{names[r]} {calendar.names[p]}", r, p, live, 0, _MAX_RACKS[r % 2]))
    rack = np.array([v[1] for v in vintages])
    order = np.array([v[2] for v in vintages])
    live = np.array([v[3] for v in vintages])
    paid = price[rack] * 0.98 ** np.maximum(order, 0)
    starts = np.concatenate([[0.0], np.cumsum(calendar.years)])
    age = starts[None, :] - starts[live][:, None]
    held = np.arange(count)[None, :] >= live[:, None]
    return Fleet(
        racks=names,
        gpus=np.array(_GPUS)[kind],
        nameplate_kw=nameplate,
        idle_kw=0.25 * nameplate,
        standby_kw=0.05 * nameplate,
        network_kw=0.04 * nameplate,
        availability=np.full(racks, 0.97),
        positions=np.array(_POSITIONS)[kind],
        liquid_kw=nameplate * np.array(_LIQUID_SHARE)[kind],
        weight_t=np.array(_WEIGHT_T)[kind],
        vintage_names=tuple(v[0] for v in vintages),
        vintage_rack=rack,
        order_period=order,
        live_period=live,
        opening_racks=np.array([v[4] for v in vintages]),
        max_racks=np.array([v[5] for v in vintages]),
        price_meur=paid,
        opex_meur=np.where(held, 0.04 * paid[:, None] * calendar.years[None, :], 0.0),
        resale_meur=np.where(age >= 0, 0.7 * paid[:, None] * _RETAINED_PER_YEAR ** np.maximum(age, 0), 0.0),
        end_of_life_period=np.full(len(vintages), count),
        paid_at_order=0.3,
        tier_from_racks=np.array([1, 3]),
        tier_discount=np.array([0.0, 0.05]),
    )


def _phases(calendar: Periods, count: int) -> Phases:
    earliest = np.minimum(np.arange(count), len(calendar.names) - 1)
    return Phases(
        names=tuple(f"phase-{b + 1}" for b in range(count)),
        connection_mw=np.full(count, 0.9 / count),
        positions=np.full(count, 12.0 / count),
        liquid_mw=np.full(count, 0.9 / count),
        floor_t=np.full(count, 15.0 / count),
        earliest_period=earliest,
        committed=np.arange(count) == 0,
        capex_meur=np.where(np.arange(count) == 0, 0.0, 0.05),
        shell_meur_per_mw=1.08 * calendar.years,
        site_opex_meur=0.2 * calendar.years,
    )


def _workloads(calendar: Periods, count: int, hours: int, random: np.random.Generator) -> Workloads:
    tokens = np.arange(count) < 2
    base = np.array([0.60, 0.35, 3.2])[:count] * random.uniform(0.9, 1.1, count)
    falling = np.where(tokens, 0.75, 1.0)[:, None] ** np.cumsum(calendar.years)[None, :]
    revenue = base[:, None] * falling
    burst = np.zeros_like(revenue)
    burst[0] = 0.35
    return Workloads(
        names=_WORKLOAD[:count],
        unit=tuple("tokens" if w < 2 else "gpu_hours" for w in range(count)),
        window_hours=np.array([0, min(24, hours), min(24, hours)])[:count],
        sovereign=np.array([False, True, True])[:count],
        headroom=np.array([0.1, 0.0, 0.0])[:count],
        units_per_hour=np.where(tokens, 3600.0, 1000.0),
        revenue_eur=revenue,
        burst_eur=burst,
        penalty_eur=np.array([0.0, 1.0, 0.5])[:count, None] * revenue,
    )


def _points(racks: int, workloads: int, random: np.random.Generator, *, second: bool) -> Points:
    nameplate = np.array(_NAMEPLATE_KW)
    rows: list[tuple[int, int, float, float]] = []  # workload, rack, rate, kW
    for w in range(workloads):
        for r in range(racks):
            scale = 1e-6 if w < 2 else 1e-3
            rate = _RATE_PER_GPU[w][r % 2] * _GPUS[r % 2] * scale * random.uniform(0.9, 1.1)
            kw = float(nameplate[r % 2]) * (0.73 + 0.05 * (w == 2))
            rows.append((w, r, rate, kw))
            if second and w == 0 and r == 0:
                rows.append((w, r, rate * 0.7, kw * 0.6))
    token = np.array([w < 2 for w, *_ in rows])
    return Points(
        names=tuple(f"{_WORKLOAD[w]} on rack {r}, point {o}" for o, (w, r, *_) in enumerate(rows)),
        workload=np.array([row[0] for row in rows]),
        rack=np.array([row[1] for row in rows]),
        rate=np.array([row[2] for row in rows]),
        kw=np.array([row[3] for row in rows]),
        tokens_per_s_per_user=np.where(token, 50.0, np.nan),
        source=("made up for a test",) * len(rows),
    )


def _tariff(periods: int, classes: int) -> Tariff:
    b = np.linspace(20.0, 6.0, classes)[:, None] * 1.02 ** (np.arange(periods) / 4)[None, :]
    return Tariff(
        classes=_CLASSES[:classes],
        power_eur_per_kw_year=b,
        overrun_eur_per_mwh=1000 * 0.04 * b * np.sqrt(6),
        fixed_meur=np.full(periods, 0.003),
        subscription_may_change=np.arange(periods) % 2 == 0,
        subscription_may_fall=True,
    )


def _hours(utc: NDArray[np.datetime64], days: Days, workloads: int, classes: int, random: np.random.Generator) -> Hours:
    count = len(utc)
    hour = utc.astype("datetime64[h]").astype(np.int64) % 24
    day_of_hour = np.repeat(np.arange(len(days.dates)), np.diff(days.first_hour))
    wave = np.sin((hour - 9) / 24 * 2 * np.pi)
    growth = 1.15 ** days.period[day_of_hour]
    level = np.array([0.75, 0.45, 0.05])[:workloads]
    swing = np.array([0.35, 0.1, 0.0])[:workloads]
    noise = random.uniform(0.9, 1.1, (workloads, count))
    tariff_class = np.where((hour >= 7) & (hour < 23), 0, 1) + 2 * (days.period[day_of_hour] % 2)
    return Hours(
        utc=utc,
        tariff_class=np.minimum(tariff_class, classes - 1),
        spot_eur_per_mwh=60 + 25 * wave + random.normal(0, 10, count),
        network_eur_per_mwh=np.full(count, 9.0),
        tax_eur_per_mwh=np.full(count, 10.0),
        cooling=np.clip(0.08 + 0.04 * wave + random.uniform(0, 0.02, count), 0.06, 0.3),
        water_l_per_kwh=np.clip(0.2 * wave, 0, None).round(6),
        carbon_g_per_kwh=22 + 5 * wave,
        demand=level[:, None] * (1 + swing[:, None] * wave[None, :]) * growth[None, :] * noise,
    )
