"""The lines of the grid tariff: management, metering, subscribed power, energy and overrun, month by month."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from planner.billing.hours import HOURS_UNVERIFIED, NO_SIGNALLED_DAY
from planner.billing.lines import Line, line
from planner.catalogue.site import TARIFF_CLASSES
from planner.errors import DataError, ScenarioError, located

if TYPE_CHECKING:
    from planner.arrays import Floats, Ints
    from planner.billing.load_curve import LoadCurve, Month
    from planner.billing.rates import RatePath, RateSet

K = len(TARIFF_CLASSES)
MONTHS_PER_YEAR = 12
MW_LOOKS_LIKE_KW = 100  # a load and a subscribed power this far apart are not in the same unit
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
        found = day if isinstance(day, dt.date) else dt.date.fromisoformat(day if len(day) > 7 else f"{day}-01")
    except ValueError:
        raise ScenarioError(located("subscribed_kw", f'"{day}" is not a month such as 2026-08.')) from None
    if found.day != 1:
        problem = f"a change on {found} was read; it is allowed on the first day of a month."
        raise ScenarioError(located("subscribed_kw", problem, "yearly parts are billed by calendar month."))
    return found


def _checked(powers: Sequence[float], where: str) -> Floats:
    if len(powers) != K:
        problem = f"{len(powers)} power{'' if len(powers) == 1 else 's'} read; allowed: {K}, for "
        raise ScenarioError(located(where, f"{problem}{', '.join(TARIFF_CLASSES)} in this order."))
    kw = np.asarray(powers, dtype=np.float64)
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
    load: LoadCurve, path: RatePath, classes: Ints, subscribed: Floats, hours_flag: str, signalled: bool
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
        found = np.zeros(K, dtype=bool)
        for day, begin, end in load.pieces(month, path.changes):
            of_piece = path.on(day)
            kwh = np.bincount(classes[begin:end], weights=load.kw[begin:end], minlength=K) * load.hours_per_step
            present = np.bincount(classes[begin:end], minlength=K) > 0
            found |= present
            lines += [
                line(month.label, f"energy_{name}", kwh[k] / 1000, "MWh", of_piece.energy[k], flag=hours_flag)
                for k, name in enumerate(TARIFF_CLASSES)
                if present[k]
            ]
            if path.tariff.mobile_peak and not signalled and month.first.month in (12, 1, 2):
                flag = f"{NO_SIGNALLED_DAY}; {hours_flag}"
                lines.append(line(month.label, "energy_pointe", 0.0, "MWh", of_piece.energy[0], flag=flag))
        alpha = rates.alpha
        flag = "; ".join(text for text in (hours_flag, alpha.flag) if text)
        lines += [
            line(month.label, f"overrun_{name}", squares[m, k], "kW", rate, alpha.value * rate.value, flag)
            for k, (name, rate) in enumerate(zip(TARIFF_CLASSES, rates.power, strict=True))
            if found[k]
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


def hours_flag(verified: bool) -> str:
    """What to know about the hours of the classes."""
    return "" if verified else HOURS_UNVERIFIED
