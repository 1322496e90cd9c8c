"""Bills under a tariff of the reader's own: energy, monthly demand and coincident peaks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from planner.billing.lines import Line, table
from planner.billing.load_curve import LoadCurve
from planner.billing.reading import load_curve
from planner.errors import ScenarioError, located

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import pandas as pd


@dataclass(frozen=True)
class CoincidentPeak:
    """A charge on the highest power in named steps, counted from 1, once for all of them."""

    eur_per_kw: float
    steps: tuple[int, ...]


@dataclass(frozen=True)
class CustomTariff:
    """Rates of one's own. Energy: one rate, or one for each step; demand: on the highest power of each month."""

    name: str = "custom"
    energy_eur_per_kwh: float | Sequence[float] = 0.0
    demand_eur_per_kw_month: float = 0.0
    coincident_peaks: tuple[CoincidentPeak, ...] = ()
    source: str = "given by the reader"


def custom_bill(load: LoadCurve | pd.Series[Any] | pd.DataFrame | str | Path, tariff: CustomTariff) -> pd.DataFrame:
    """Bill of a load curve under one's own rates, columns as `bill`; months are those of Europe/Paris.

    Demand is the highest mean power of a step in the month, a part of a month by its days. A coincident peak is
    billed in the month of the step that decides. Raises ScenarioError for steps that the curve does not have.
    """
    curve = load_curve(load)
    steps = len(curve.kw)
    rates = np.broadcast_to(np.asarray(tariff.energy_eur_per_kwh, dtype=np.float64), _fitting(tariff, steps))
    lines: list[Line] = []
    for month in curve.months:
        part = slice(month.begin, month.end)
        kwh = curve.kw[part] * curve.hours_per_step
        total, eur = float(kwh.sum()), float(kwh @ rates[part])
        mean = eur / total if total else float(rates[part].mean())
        lines.append(Line(month.label, "energy", total, "kWh", mean, tariff.source))
        if tariff.demand_eur_per_kw_month:
            base = float(curve.kw[part].max()) * month.share
            lines.append(Line(month.label, "demand", base, "kW·month", tariff.demand_eur_per_kw_month, tariff.source))
    ends = np.array([month.end for month in curve.months])
    for number, peak in enumerate(tariff.coincident_peaks, start=1):
        places = np.array(peak.steps, dtype=np.int64) - 1
        if not len(places) or places.min() < 0 or places.max() >= steps:
            problem = f"steps {', '.join(map(str, peak.steps)) or 'none'} were read; allowed: from 1 to {steps}."
            raise ScenarioError(located(f"coincident_peaks {number}", problem))
        at = int(places[curve.kw[places].argmax()])
        month = curve.months[int(np.searchsorted(ends, at, side="right"))]
        item = f"coincident_peak_{number}"
        lines.append(Line(month.label, item, float(curve.kw[at]), "kW", peak.eur_per_kw, tariff.source))
    order = {month.label: place for place, month in enumerate(curve.months)}
    return table(sorted(lines, key=lambda one: order[one.month]))


def _fitting(tariff: CustomTariff, steps: int) -> int:
    shape = np.shape(tariff.energy_eur_per_kwh)
    if shape not in ((), (steps,)):
        problem = f"{shape[0]} rates were read; allowed: one, or one for each of the {steps} steps."
        raise ScenarioError(located("energy_eur_per_kwh", problem))
    return steps
