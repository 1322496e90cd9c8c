"""From rows to an even series: what is wrong with a history is found, dated, and said with what was done about it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np

from planner.errors import DataError, located
from planner.inputs.forecast.history_text import Means, Row, read_rows

if TYPE_CHECKING:
    from planner.arrays import Floats

LEAST_STEPS = 12  # 8 for a first fit, 4 past forecasts that say how wrong it is
UNIT_JUMP = 300.0  # a thousandfold, give or take three
SAME = 1e-9
NEAR = 5  # steps on either side that say what is usual
BREAK_STEPS = 8  # on either side of a level break
BREAK_LOG = np.log(1.5)  # a break is half as much again, or a third less
BREAK_T = 8.0  # and this many standard errors
LONGEST_GAP = {"day": 7, "week": 2, "month": 2}  # steps that are bridged; a longer gap starts the series anew
DAYS_PER_WEEK = 7


@dataclass(frozen=True)
class Finding:
    """Something wrong in a history: its kind, first and last day, rows or steps, what was read, what was done."""

    kind: str  # gap, zero, negative, duplicate, mixed units, unit jump, level break, part of a week
    first: dt.date
    last: dt.date
    count: int
    read: str
    done: str


@dataclass(frozen=True)
class Series:
    """An even history: mean rate of each week or month [Mtokens/s output, kGPU]; `first[i]` is its first day."""

    step: str  # "week" or "month"
    first: tuple[dt.date, ...]
    rate: Floats
    findings: tuple[Finding, ...]

    @property
    def season(self) -> int:
        """Steps of a season: 12 months where there are three years of them, else none (1)."""
        return 12 if self.step == "month" and len(self.rate) >= 36 else 1


def read_history(text: str, name: str, means: Means) -> Series:
    """Rows of a CSV text as an even series; days are added up to weeks. DataError as `read_rows`, or too short.

    Never repaired in silence: every row left out and every step bridged is in `findings`, with its dates.
    """
    rows, span = read_rows(text, name, means)
    findings: list[Finding] = _mixed_units(rows)
    days = [row.day for row in rows]
    rows = _without_duplicates(rows, findings)
    rows = _without_wrong_signs(rows, findings)
    rows = _without_unit_jumps(rows, findings)
    if not rows:
        raise DataError(located(name, "no row is left that can be used.", _first_of(findings)))
    first, rate = _even(rows, span, min(days), max(days), name)
    first, rate = _bridged(first, rate, LONGEST_GAP[span], findings)
    step = span
    if span == "day":
        first, rate, step = *_weeks(first, rate, findings), "week"
    first, rate = _after_break(first, rate, findings)
    if len(rate) < LEAST_STEPS:
        problem = f"{len(rate)} {step}s in one piece can be used; {LEAST_STEPS} or more are needed."
        raise DataError(located(name, problem, _first_of(findings)))
    return Series(step, tuple(first), rate, tuple(sorted(findings, key=lambda found: (found.first, found.kind))))


def _first_of(findings: list[Finding]) -> str | None:
    said = [f"{found.kind} {found.first} to {found.last}: {found.done}" for found in findings]
    return "; ".join(said[:3]) or None


def _mixed_units(rows: list[Row]) -> list[Finding]:
    usual = max({row.unit for row in rows}, key=[row.unit for row in rows].count)
    others = [row for row in rows if row.unit != usual]
    return [
        Finding("mixed units", own[0].day, own[-1].day, len(own), f"{unit}, mostly {usual}", "converted to one unit")
        for unit, own in ((unit, [row for row in others if row.unit == unit]) for unit in {r.unit for r in others})
    ]


def _without_duplicates(rows: list[Row], findings: list[Finding]) -> list[Row]:
    """A day once: equal values count once; unequal ones are both left out, since none is known to be right."""
    kept: list[Row] = []
    for day, group in groupby(rows, key=lambda row: row.day):
        same = list(group)
        if len(same) == 1:
            kept += same
            continue
        equal = all(abs(row.rate - same[0].rate) <= SAME * max(abs(same[0].rate), SAME) for row in same)
        read = ", ".join(f"{row.value:g} (line {row.line})" for row in same)
        done = "counted once" if equal else "all left out, the day is a gap"
        findings.append(Finding("duplicate", day, day, len(same), read, done))
        kept += same[:1] if equal else []
    return kept


def _without_wrong_signs(rows: list[Row], findings: list[Finding]) -> list[Row]:
    """Negative values and zeros are left out: there is no negative demand, and a zero among others is an outage."""
    for kind, wrong in (("negative", lambda row: row.rate < 0), ("zero", lambda row: row.rate == 0)):
        for bad, group in groupby(rows, key=wrong):
            run = list(group)
            if bad:
                read = f"{min(row.value for row in run):g}"
                done = "left out, a gap"
                findings.append(Finding(kind, run[0].day, run[-1].day, len(run), read, done))
    return [row for row in rows if row.rate > 0]


def _without_unit_jumps(rows: list[Row], findings: list[Finding]) -> list[Row]:
    """Values some thousand times their neighbours: another unit than the one written, most likely."""
    logs = np.log([row.rate for row in rows])
    usual = np.array([np.median(logs[max(0, i - 4 * NEAR) : i + 4 * NEAR + 1]) for i in range(len(logs))])
    away = np.abs(logs - usual) > np.log(UNIT_JUMP)
    for bad, group in groupby(range(len(rows)), key=lambda i: bool(away[i])):
        run = list(group)
        if bad:
            times = float(np.exp(np.mean(logs[run] - usual[run])))
            read = f"{times:.3g} times the rows around it"
            findings.append(
                Finding("unit jump", rows[run[0]].day, rows[run[-1]].day, len(run), read, "left out, a gap")
            )
    return [row for row, bad in zip(rows, away, strict=True) if not bad]


def _even(rows: list[Row], span: str, first: dt.date, last: dt.date, name: str) -> tuple[list[dt.date], Floats]:
    """All steps from first to last; NaN where no row holds. DataError for a week that starts on another weekday."""
    by_day = {row.day: row.rate for row in rows}
    days = [first]
    while days[-1] < last:
        days.append(_next(days[-1], span))
    known = set(days)
    if astray := [row for row in rows if row.day not in known]:
        problem = f"date is {astray[0].day}.\nAllowed: whole weeks after {first}, the first date."
        raise DataError(located(f"{name}, line {astray[0].line}", problem))
    return days, np.array([by_day.get(day, np.nan) for day in days])


def _next(day: dt.date, span: str) -> dt.date:
    if span == "month":
        return dt.date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return day + dt.timedelta(days=DAYS_PER_WEEK if span == "week" else 1)


def _bridged(first: list[dt.date], rate: Floats, longest: int, findings: list[Finding]) -> tuple[list[dt.date], Floats]:
    """Short gaps are bridged, straight in the logarithm; the series starts after the last long one; ends are cut."""
    start = 0
    for empty, group in groupby(range(len(rate)), key=lambda i: bool(np.isnan(rate[i]))):
        run = list(group)
        if not empty:
            continue
        at_edge = run[0] == 0 or run[-1] == len(rate) - 1
        if at_edge:
            done = "cut off"
        elif len(run) <= longest:
            done = "bridged, straight in the logarithm"
        else:
            done = "too long to bridge: only what comes after it is used"
            start = run[-1] + 1
        findings.append(Finding("gap", first[run[0]], first[run[-1]], len(run), "no value", done))
    filled = np.flatnonzero(np.isfinite(rate))
    start, stop = max(start, int(filled[0])), int(filled[-1]) + 1
    at = np.arange(len(rate))
    whole = np.exp(np.interp(at, filled, np.log(rate[filled])))
    return first[start:stop], whole[start:stop]


def _weeks(first: list[dt.date], rate: Floats, findings: list[Finding]) -> tuple[list[dt.date], Floats]:
    """Means of whole weeks, the last one ending on the last day."""
    extra = len(rate) % DAYS_PER_WEEK
    if extra:
        days = first[0], first[extra - 1]
        findings.append(Finding("part of a week", *days, extra, "days before the first whole week", "left out"))
    return first[extra::DAYS_PER_WEEK], np.asarray(rate[extra:].reshape(-1, DAYS_PER_WEEK).mean(axis=1))


def _after_break(first: list[dt.date], rate: Floats, findings: list[Finding]) -> tuple[list[dt.date], Floats]:
    """A lasting step of the level: only what comes after it is used. One within the first or last 8 cannot be told."""
    logs, best = np.log(rate), (0.0, 0, 0.0)
    for at in range(BREAK_STEPS, len(logs) - BREAK_STEPS + 1):
        size, t = step_at(logs[at - BREAK_STEPS : at + BREAK_STEPS], BREAK_STEPS)
        if abs(size) > BREAK_LOG and abs(t) > max(BREAK_T, best[0]):
            best = (abs(t), at, size)
    _, at, size = best
    if not at:
        return first, rate
    done = "only what comes after it is used"
    findings.append(
        Finding("level break", first[at], first[at], 1, f"level times {np.exp(size):.2f} from here on", done)
    )
    return first[at:], rate[at:]


def step_at(logs: Floats, at: int) -> tuple[float, float]:
    """Step of a series between `at` − 1 and `at` beside a common straight slope: its size and t statistic."""
    time = np.arange(len(logs), dtype=np.float64)
    design = np.column_stack([np.ones(len(logs)), time, time >= at])
    found, *_ = np.linalg.lstsq(design, logs, rcond=None)
    left = logs - design @ found
    variance = float(left @ left) / (len(logs) - design.shape[1])
    error = np.sqrt(max(variance, 1e-12) * np.linalg.inv(design.T @ design)[2, 2])
    return float(found[2]), float(found[2] / error)
