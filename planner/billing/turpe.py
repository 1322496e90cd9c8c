"""The lines of the grid tariff: management, metering, subscribed power, energy and overrun, month by month."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from planner.billing.hours import HOURS_UNVERIFIED, NO_SIGNALLED_DAY
from planner.billing.lines import Line, line
from planner.catalogue.site import TARIFF_CLASSES
from planner.errors import DataError, ScenarioError, located

if TYPE_CHECKING:
    from planner.arrays import Floats, Ints
    from planner.billing.load_curve import LoadCurve, Month
    from planner.billing.rates import RatePath, RateSet
    from planner.words.flags import Flag

K = len(TARIFF_CLASSES)
MONTHS_PER_YEAR = 12
MW_LOOKS_LIKE_KW = 100  # a load and a subscribed power this far apart are not in the same unit
LOW_USE = 3.0  # subscribed over highest power: a site that pays for three times its peak has mistaken a unit or a size
HIGH_USE = 1.5  # highest over subscribed power; overruns of TURPE are meant for some per cent
STEPS_AN_HOUR = (6, 4, 2)  # kWh a step read as kW are that many times too low
CAPACITY_SPAN = 3.0  # obligation over subscribed power, either way; the rule is about the power at peak hours
SubscribedKw: TypeAlias = "Sequence[float] | Mapping[dt.date | str, Sequence[float]]"


def subscribed_by_month(subscribed: SubscribedKw, months: Sequence[Month]) -> Floats:
    """Subscribed power [kW] of each month and class, M × K.

    One list of five, in tariff order, or such lists by the first day of the month from which each holds, as date
    or "2026-08". Raises ScenarioError: not five, not numbers from 0, falling with the classes, a change inside a
    month, or nothing for the first month.
    """
    if not isinstance(subscribed, Mapping):
        return np.tile(_checked(subscribed, "subscribed_kw"), (len(months), 1))
    by_day = {_first_of_month(day): _checked(powers, f"subscribed_kw from {day}") for day, powers in subscribed.items()}
    starts = sorted(by_day)
    if not starts or starts[0] > months[0].first:
        problem = f"none is given for {months[0].label}; the first begins in {starts[0]:%Y-%m}." if starts else "none."
        raise ScenarioError(located("subscribed_kw", problem, "give the subscribed power of the first month."))
    return np.array([by_day[max(day for day in starts if day <= month.first)] for month in months])


def _first_of_month(day: dt.date | str) -> dt.date:
    try:
        date = day if isinstance(day, dt.date) else dt.date.fromisoformat(day if len(day) > 7 else f"{day}-01")
    except ValueError:
        raise ScenarioError(located("subscribed_kw", f'"{day}" is not a month such as 2026-08.')) from None
    if date.day != 1:
        problem = f"a change on {date} was read; it is allowed on the first day of a month."
        raise ScenarioError(located("subscribed_kw", problem, "yearly parts are billed by calendar month."))
    return date


def _checked(powers: Any, where: str) -> Floats:
    if isinstance(powers, str) or not hasattr(powers, "__len__"):
        problem = f"{powers!r} was read; allowed: {K} powers in kW, for {', '.join(TARIFF_CLASSES)} in this order."
        raise ScenarioError(located(where, problem, f"write {K} powers such as [8000, 8000, 9000, 9500, 10000]."))
    if len(powers) != K:
        problem = f"{len(powers)} power{'' if len(powers) == 1 else 's'} read; allowed: {K}, for "
        raise ScenarioError(located(where, f"{problem}{', '.join(TARIFF_CLASSES)} in this order."))
    try:
        kw = np.asarray(powers, dtype=np.float64)
    except (TypeError, ValueError):
        raise ScenarioError(located(where, f"{list(powers)!r} was read; allowed are numbers of kW.")) from None
    for at, value in enumerate(kw):
        if not np.isfinite(value) or value < 0:
            raise ScenarioError(
                located(f"{where}, {TARIFF_CLASSES[at]}", f"{value:g} kW was read; allowed: from 0 on.")
            )
        if at and value < kw[at - 1]:
            before = f"{kw[at - 1]:g} kW of {TARIFF_CLASSES[at - 1]}"
            problem = f"{value:g} kW was read, less than the {before}; subscribed power must not fall with the class."
            hint = f"the order is {' ≤ '.join(TARIFF_CLASSES)}: raise this one, or lower those before."
            raise ScenarioError(located(f"{where}, {TARIFF_CLASSES[at]}", problem, hint))
    return kw


def check_size(load: LoadCurve, highest_kw: float) -> None:
    """Refuse a load and a subscribed power that differ a hundredfold: one of them is in another unit. DataError."""
    row = int(load.kw.argmax())
    peak = float(load.kw[row])
    where = f"{load.place(row)}, column kw"
    if 0 < peak * MW_LOOKS_LIKE_KW <= highest_kw:
        problem = f"the highest power is {peak:g} kW against {highest_kw:g} kW subscribed: this looks like MW."
        hint = "multiply the powers by 1000; if the site really draws so little, switch this check off (check_size)."
        raise DataError(located(where, problem, hint))
    if highest_kw and peak > MW_LOOKS_LIKE_KW * highest_kw:
        problem = f"the highest power is {peak:g} kW against {highest_kw:g} kW subscribed: "
        hint = "give both in kW; if they are, switch this check off (check_size)."
        raise DataError(located(where, f"{problem}the load looks like W, or the subscribed power like MW.", hint))


def bill_notes(load: LoadCurve, highest_kw: float, capacity_mw: float | None) -> tuple[str, ...]:
    """Notes on the power against that subscribed, and on the capacity obligation against the power."""
    peak_kw = float(load.kw.max())
    notes = list(load.notes)
    if peak_kw and highest_kw > LOW_USE * peak_kw:
        notes.append(_low(peak_kw, highest_kw))
    elif highest_kw and peak_kw > HIGH_USE * highest_kw:
        notes.append(
            f"the highest power, {peak_kw:,.0f} kW, is {peak_kw / highest_kw:.1f} times the subscribed "
            f"{highest_kw:,.0f} kW; overruns are usual up to some per cent"
        )
    if capacity_mw and highest_kw:
        ratio = capacity_mw * 1000 / highest_kw
        if not 1 / CAPACITY_SPAN <= ratio <= CAPACITY_SPAN:
            slip = " Is it in kW?" if ratio > CAPACITY_SPAN else ""
            notes.append(
                f"a capacity obligation of {capacity_mw:,g} MW is {ratio:,.3g} times the subscribed power "
                f"({highest_kw / 1000:,.3g} MW); usual is about the power drawn at peak hours.{slip}"
            )
    return tuple(notes)


def _low(peak_kw: float, highest_kw: float) -> str:
    ratio = highest_kw / peak_kw
    text = (
        f"the highest power, {peak_kw:,.0f} kW, is {peak_kw / highest_kw:.0%} of the subscribed {highest_kw:,.0f} kW; "
        "usual is 70 % to 110 %"
    )
    near = [steps for steps in STEPS_AN_HOUR if 0.7 * steps <= ratio <= 1.6 * steps]
    return f"{text}. Is it energy of each step? Then say so: a column kwh, or --unit kWh" if near else text


def excess(load: LoadCurve, classes: Ints, subscribed: Floats, month_of_step: Ints) -> Floats:
    """√Σ ΔP² over 10-minute steps [kW] of each month and class, M × K; an hour is six equal steps."""
    over = np.maximum(load.kw - subscribed[month_of_step, classes], 0.0)
    code = month_of_step * K + classes
    squares = np.bincount(code, weights=over * over, minlength=len(subscribed) * K)
    return np.sqrt(load.metered_steps * squares).reshape(len(subscribed), K)


def month_of_step(load: LoadCurve) -> Ints:
    """Place in `load.months` of each step. N → M."""
    return np.repeat(np.arange(len(load.months)), [month.end - month.begin for month in load.months])


def turpe_lines(
    load: LoadCurve, path: RatePath, classes: Ints, subscribed: Floats, hours_flags: tuple[Flag, ...], signalled: bool
) -> list[Line]:
    """All lines of the grid tariff. `subscribed` M × K, `classes` N → K.

    Yearly parts are one twelfth a calendar month at the rates of its first day, by days where the curve covers
    part of it. Energy is at the rates of its local date. Overrun is α·b·√Σ ΔP² of the month and class.
    """
    squares = excess(load, classes, subscribed, month_of_step(load))
    lines: list[Line] = []
    for m, month in enumerate(load.months):
        rates = path.on(month.first)
        lines += fixed_lines(month, rates, subscribed[m])
        covered = np.zeros(K, dtype=bool)
        for day, begin, end in load.pieces(month, path.changes):
            of_piece = path.on(day)
            kwh = np.bincount(classes[begin:end], weights=load.kw[begin:end], minlength=K) * load.hours_per_step
            present = np.bincount(classes[begin:end], minlength=K) > 0
            covered |= present
            lines += [
                line(month.label, f"energy_{name}", kwh[k] / 1000, "MWh", of_piece.energy[k], flags=hours_flags)
                for k, name in enumerate(TARIFF_CLASSES)
                if present[k]
            ]
            if path.tariff.mobile_peak and not signalled and month.first.month in (12, 1, 2):
                flags = (NO_SIGNALLED_DAY, *hours_flags)
                lines.append(line(month.label, "energy_pointe", 0.0, "MWh", of_piece.energy[0], flags=flags))
        alpha = rates.alpha
        flags = (*hours_flags, *alpha.flags)
        lines += [
            line(month.label, f"overrun_{name}", squares[m, k], "kW", rate, alpha.value * rate.value, flags)
            for k, (name, rate) in enumerate(zip(TARIFF_CLASSES, rates.power, strict=True))
            if covered[k]
        ]
    return lines


def fixed_lines(month: Month, rates: RateSet, subscribed: Floats) -> list[Line]:
    """Management, metering and subscribed power of one month."""
    steps = np.diff(subscribed, prepend=0.0)
    return [
        line(
            month.label, "management", month.share, "month", rates.management, rates.management.value / MONTHS_PER_YEAR
        ),
        line(month.label, "metering", month.share, "month", rates.metering, rates.metering.value / MONTHS_PER_YEAR),
        *(
            line(
                month.label,
                f"subscribed_power_{name}",
                steps[k] * month.share,
                "kW·month",
                rate,
                rate.value / MONTHS_PER_YEAR,
            )
            for k, (name, rate) in enumerate(zip(TARIFF_CLASSES, rates.power, strict=True))
        ),
    ]


def hours_flags(verified: bool) -> tuple[Flag, ...]:
    """What to know about the hours of the classes."""
    return () if verified else (HOURS_UNVERIFIED,)
