"""A year's electricity bill from its load curve: processor milliseconds, warm. `python -m benchmarks bill`.

Processor time, since other work on the machine hardly changes it; the engine has one thread.
"""

from __future__ import annotations

import datetime as dt
import statistics
import time

import numpy as np

from benchmarks.measure import machine, save
from planner.billing import BillOptions, LoadCurve, bill
from planner.calendar import PARIS

YEAR, REPEATS = 2027, 30
SUBSCRIBED_KW = (8000.0, 8000.0, 9000.0, 9500.0, 10000.0)
TARIFFS = ("turpe7-htb1-mu", "turpe7-htb2-lu", "turpe7-hta-cu-pf")


def curve(minutes: int) -> LoadCurve:
    """A year of loads between 6 and 11 MW, so that every class has an overrun."""
    first, after = (int(dt.datetime(year, 1, 1, tzinfo=PARIS).timestamp()) for year in (YEAR, YEAR + 1))
    kw = np.random.default_rng(1).uniform(6000, 11000, (after - first) // (60 * minutes))
    return LoadCurve(kw, first, minutes)


def main() -> None:
    """Print and keep the median and the slowest of the calls after the first."""
    print(machine())
    rows: list[dict[str, object]] = []
    for minutes in (60, 10):
        load = curve(minutes)
        for tariff in TARIFFS:
            times = []
            for _ in range(REPEATS + 1):
                began = time.process_time()
                lines = len(bill(load, tariff, SUBSCRIBED_KW, BillOptions()))
                times.append(1e3 * (time.process_time() - began))
            warm = times[1:]
            row = {"minutes": minutes, "tariff": tariff, "rows": lines, "first_ms": times[0]}
            rows.append(row | {"median_ms": statistics.median(warm), "slowest_ms": max(warm)})
            print(rows[-1], flush=True)
    save("bill", rows)
