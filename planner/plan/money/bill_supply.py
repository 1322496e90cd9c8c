"""The supply on the bill: energy at spot, each contract, what is sold back, prepayments; a line a month.

Energy above what the contracts deliver in an hour is bought at spot, what they deliver above the load is sold back at
spot, and each contract is paid its price for all it delivers. Added up: grid · spot + volume · (strike − spot), which
is what the cash flow holds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from planner.billing.lines import Line
from planner.billing.own import SPOT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from planner.arrays import Floats
    from planner.billing import LoadCurve
    from planner.problem.site import ModelInputs
    from planner.problem.solution import Solution


SOLD_BACK = "energy_sold_back"
CONTRACT, PREPAYMENT = "contract: ", "prepayment: "
SPOT_SOURCE = "power.spot of the scenario: price of each hour"
EUR_PER_MEUR = 1e6


@dataclass(frozen=True)
class Delivered:
    """What a contract delivers in a month and what is paid for it."""

    name: str
    month: str  # "2027-03"
    mwh: float
    eur: float


def supply_lines(
    load: LoadCurve, spot_eur_per_mwh: Floats, contract_mw: Floats, delivered: Sequence[Delivered]
) -> list[Line]:
    """Lines of energy at spot, sold back and of contracts.

    Args:
        load: power at the meter by hour [kW], H.
        spot_eur_per_mwh: price of each hour, H.
        contract_mw: what all contracts deliver in each hour, H.
        delivered: each contract by month.
    """
    above = load.kw / 1000 - contract_mw
    lines = _at_spot(load, SPOT, np.maximum(above, 0.0), spot_eur_per_mwh)
    lines += [one for one in _at_spot(load, SOLD_BACK, np.minimum(above, 0.0), spot_eur_per_mwh) if one.base]
    for one in delivered:
        if one.mwh:
            source = f"power.contracts.{one.name} of the scenario: strike of each hour"
            lines.append(Line(one.month, f"{CONTRACT}{one.name}", one.mwh, "MWh", one.eur / one.mwh, source))
    return lines


def _at_spot(load: LoadCurve, item: str, mwh: Floats, spot: Floats) -> list[Line]:
    eur, lines = mwh * spot, []
    for month in load.months:
        own = slice(month.begin, month.end)
        base = float(mwh[own].sum())
        rate = float(eur[own].sum()) / base if base else 0.0
        lines.append(Line(month.label, item, base, "MWh", rate, SPOT_SOURCE))
    return lines


def lines_of_solution(load: LoadCurve, inputs: ModelInputs, solution: Solution) -> list[Line]:
    """Supply of every month of a plan on every day, with its prepayments."""
    c, spot = inputs.contracts, inputs.hours.spot_eur_per_mwh
    signed = [i for i, mw in enumerate(solution.contract_mw) if mw]
    volume = np.zeros(len(spot))
    delivered = []
    for i in signed:
        mwh = solution.contract_mw[i] * c.volume_mw[i]
        volume, eur = volume + mwh, mwh * c.strike_eur_per_mwh[i]
        for month in load.months:
            own = slice(month.begin, month.end)
            delivered.append(Delivered(c.names[i], month.label, float(mwh[own].sum()), float(eur[own].sum())))
    lines = supply_lines(load, spot, volume, delivered)
    for i in signed:
        for p, meur in enumerate(c.prepaid_meur[i]):
            if meur:
                first, mw = f"{inputs.periods.first_day[p]:%Y-%m}", float(solution.contract_mw[i])
                lines.append(prepayment_line(c.names[i], first, mw, float(meur) * EUR_PER_MEUR))
    return lines


def prepayment_line(name: str, month: str, mw: float, eur_per_mw: float) -> Line:
    """What is paid at signature; of a plan only the period is known, so it stands in the first month of it."""
    source = f"power.contracts.{name} of the scenario: prepayment, in the first month of the period of signature"
    return Line(month, f"{PREPAYMENT}{name}", mw, "MW", eur_per_mw, source)
