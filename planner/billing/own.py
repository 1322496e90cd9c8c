"""Lines at levels of one's own in place of published ones: excise, CTA, and energy at an hourly price."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.billing.levies import FIXED_PART
from planner.billing.lines import Line

if TYPE_CHECKING:
    from planner.arrays import Floats
    from planner.billing.load_curve import LoadCurve

SPOT = "energy_spot"


def excise_lines(load: LoadCurve, eur_per_mwh: float, source: str) -> list[Line]:
    """Excise on all energy at one level [EUR/MWh], a line a month."""
    return [
        Line(month.label, "excise", load.mwh(month.begin, month.end), "MWh", eur_per_mwh, source)
        for month in load.months
    ]


def cta_lines(turpe: list[Line], share: float, source: str) -> list[Line]:
    """CTA as one share [1] of the fixed part of the grid tariff (management, metering, subscribed power)."""
    fixed: dict[str, float] = {}
    for one in turpe:
        if one.item.startswith(FIXED_PART):
            fixed[one.month] = fixed.get(one.month, 0.0) + one.exact_eur
    unit = "EUR of the fixed part of TURPE"
    return [Line(month, "cta", eur, unit, share, source) for month, eur in fixed.items()]


def spot_lines(load: LoadCurve, eur_per_mwh: Floats, source: str) -> list[Line]:
    """Energy at the price of each step [EUR/MWh, N], a line a month; its rate is the mean weighted by the load."""
    eur = load.kw / 1000 * load.hours_per_step * eur_per_mwh
    lines = []
    for month in load.months:
        mwh = load.mwh(month.begin, month.end)
        rate = float(eur[month.begin : month.end].sum()) / mwh if mwh else 0.0
        lines.append(Line(month.label, SPOT, mwh, "MWh", rate, source))
    return lines
