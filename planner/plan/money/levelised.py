"""Spread what is paid at once over the periods that use it, so that one year's tokens carry one year's racks.

Capital charge of a thing = (present value of what it costs − present value of what it fetches at the end),
as a constant amount per year in use whose present value is the same (annuity; IEC 60300-3-3, life cycle costing;
the same sum as in the levelised cost of electricity, IEA/NEA *Projected Costs of Generating Electricity*).
Racks of the opening fleet cost what they could be sold for on the first day: keeping them gives that up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from planner.plan.tables.contracts import prepayment_terms

if TYPE_CHECKING:
    from planner.arrays import Floats
    from planner.plan.tables.fleet import Vintages
    from planner.problem.site import ModelInputs
    from planner.problem.solution import Solution


def annuity(present: Floats, in_use: Floats, years: Floats, discount: Floats) -> Floats:
    """Spread `present` [MEUR, N] over the periods in which each thing is `in_use` [N, P].

    charge[n,p] = present[n] · use[n,p]·years[p] / Σ_q use[n,q]·years[q]·discount[q]                [MEUR, undiscounted]

    A thing that is never in use within the horizon charges nothing.
    """
    size = in_use * years
    weight = size @ discount
    rate = np.divide(present, weight, out=np.zeros_like(present), where=weight > 0)
    return np.asarray(rate[:, None] * size)


def capital_charge_meur(inputs: ModelInputs, solution: Solution, found: Vintages) -> Floats:
    """P: charge for racks, site phases and prepaid contracts [MEUR, undiscounted]."""
    periods, fleet, phases = inputs.periods, inputs.fleet, inputs.phases
    size = len(periods.names)
    discount = np.append(periods.discount, periods.discount_at_end)
    is_order = fleet.order_period >= 0
    at_order = discount[np.maximum(fleet.order_period, 0)]
    at_live = discount[np.minimum(fleet.live_period, size)]
    price = found.price_meur * (fleet.paid_at_order * at_order + (1.0 - fleet.paid_at_order) * at_live)
    unit = np.where(is_order, price, fleet.resale_meur[:, 0])
    income = (found.gone * fleet.resale_meur[:, :size]) @ periods.discount
    income = income + found.kept * fleet.resale_meur[:, size] * periods.discount_at_end
    racks = annuity(unit * found.racks - income, found.held.astype(float), periods.years, periods.discount)
    opened = np.diff(solution.phase_open, axis=1, prepend=0).clip(min=0)
    paid = phases.capex_meur * (opened @ periods.discount)
    site = annuity(paid, solution.phase_open.astype(float), periods.years, periods.discount)
    ahead = annuity(*prepayment_terms(inputs, solution), periods.years, periods.discount)
    return np.asarray(racks.sum(axis=0) + site.sum(axis=0) + ahead.sum(axis=0))
