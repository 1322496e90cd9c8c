"""A term loan that holds back orders: how much may be drawn, and how well the debt service must be covered.

A draw is a share of a payment, so draws and debt service are linear in what is ordered. Cash available is known through
the dispatch cost, and so through cuts, which let it look too large until the days have been dispatched.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyomo.environ as pyo
from pyomo.repn import generate_standard_repn

from planner.optimisation.equations.fleet import ordered_vintages
from planner.optimisation.equations.limit import Limit
from planner.optimisation.models.capital import order_price_meur, site_capital_meur
from planner.optimisation.models.margin import margin_meur
from planner.optimisation.parts.parts import BUILT, capacities

if TYPE_CHECKING:
    from pyomo.core.base.expression import NumericValue

    from planner.optimisation.equations.limit import Key, Values
    from planner.problem.loan import LoanTerms
    from planner.problem.site import ModelInputs

ROUNDING_MEUR = 1e-6  # a euro more than must be there, so that the last digits never take a cover below its least

DUST = 1e-8  # below what a coefficient of the model may be


def _loan(x: ModelInputs) -> LoanTerms:
    assert x.loan is not None
    return x.loan


def payments_meur(m: pyo.Block, x: ModelInputs) -> list[tuple[int, NumericValue]]:
    """Month and amount of everything the loan pays a share of: racks, phases, equipment [MEUR]."""
    loan, fleet = _loan(x), x.fleet
    payments: list[tuple[int, NumericValue]] = []
    for v in ordered_vintages(x):
        price = order_price_meur(m, x, v)
        payments.append((int(loan.order_month[v]), fleet.paid_at_order * price))
        payments.append((int(loan.live_month[v]), (1 - fleet.paid_at_order) * price))
    for p, month in enumerate(loan.start_month.tolist()):
        owed = float(fleet.owed_meur[fleet.live_period == p].sum())  # racks ordered before the plan
        payments.append((month, site_capital_meur(m, x, p) + owed))
    return [(month, meur) for month, meur in payments if month < len(loan.draw_share)]


def _without_dust(expression: NumericValue) -> NumericValue:
    """A linear expression without the coefficients that are rounding: a phase opened in either of two periods may owe
    the same in a test.
    """
    line = generate_standard_repn(expression)
    terms = zip(line.linear_coefs, line.linear_vars, strict=True)
    return line.constant + pyo.quicksum(coefficient * v for coefficient, v in terms if abs(coefficient) > DUST)


def add_loan_amount(m: pyo.Block, x: ModelInputs) -> None:
    """The loan pays its share of every payment while it can be drawn, and in all no more than its amount.

    sum_{a} share[a] * payment[a] <= amount                                                     [MEUR]

    over the months a. Golden: lp/loan_amount.lp
    Proved by: test_a_loan_that_is_drawn_in_full_stops_orders
    """
    share = _loan(x).draw_share
    drawn = pyo.quicksum(float(share[a]) * meur for a, meur in payments_meur(m, x) if share[a])
    if not generate_standard_repn(drawn).linear_vars:  # nothing to decide: a row needs a column all the same
        m.loan_nothing = pyo.Var([0], bounds=(0, 0))
        drawn += m.loan_nothing[0]
    m.loan_amount = pyo.Constraint([0], rule=lambda m, _: drawn <= _loan(x).most_drawn_meur, doc="draws of the loan")


def add_debt_service_cover(m: pyo.Block, x: ModelInputs) -> None:
    """Cash available before tax covers the debt service of each test, as often as the covenant says.

    least_dscr * (service[q] + sum_a service[q,a] * share[a] * payment[a])
        <= sum_p weight[q,p] * margin[p]                                                        [MEUR]

    The key is the last period of a test. Source: Yescombe, *Principles of Project Finance*, chapter 12 (annual debt
    service cover). Golden: lp/debt_service_cover.lp
    Proved by: test_a_covenant_moves_an_order
    """
    loan, payments = _loan(x), payments_meur(m, x)
    places = {int(p): q for q, p in enumerate(loan.tests)}
    margins = {p: margin_meur(m, x, p) for p in range(len(x.periods.names)) if loan.weight[:, p].any()}

    def rule(_: pyo.Block, p: int) -> object:
        q = places[p]
        each = loan.service[q] * loan.draw_share
        service = float(loan.service_meur[q]) + pyo.quicksum(float(each[a]) * meur for a, meur in payments if each[a])
        available = pyo.quicksum(float(loan.weight[q, i]) * margins[i] for i in margins if loan.weight[q, i])
        return _without_dust(loan.minimum_dscr * service - available) <= -ROUNDING_MEUR

    m.debt_service_cover = pyo.Constraint(list(places), rule=rule, doc="cover of debt service")


EQUATIONS = (add_loan_amount, add_debt_service_cover)


def paid_meur(x: ModelInputs, value: Values) -> list[tuple[int, int, float]]:
    """Period, month and amount of everything the loan pays a share of, in a solution; tiers give no discount here."""
    loan, fleet = _loan(x), x.fleet
    paid: list[tuple[int, int, float]] = []
    for v in ordered_vintages(x):
        price = float(fleet.price_meur[v]) * value("order_racks", (v,))
        paid.append((int(fleet.order_period[v]), int(loan.order_month[v]), fleet.paid_at_order * price))
        paid.append((int(fleet.live_period[v]), int(loan.live_month[v]), (1 - fleet.paid_at_order) * price))
    for p, month in enumerate(loan.start_month.tolist()):
        meur = float(fleet.owed_meur[fleet.live_period == p].sum())
        for b, capex in enumerate(x.phases.capex_meur.tolist()):
            before = value("phase_open", (b, p - 1)) if p else 0.0
            meur += capex * (value("phase_open", (b, p)) - before)
        meur += sum(float(c.price_meur[p]) * value(BUILT[name], (p,)) for name, c in capacities(x).items())
        paid.append((p, month, meur))
    return [one for one in paid if one[1] < len(loan.draw_share)]


def _overdrawn_in(x: ModelInputs, value: Values, _key: Key) -> int:
    """The period in which the loan is drawn beyond its amount."""
    drawn, period = 0.0, 0
    for period, month, meur in sorted(paid_meur(x, value)):
        drawn += float(_loan(x).draw_share[month]) * meur
        if drawn > _loan(x).most_drawn_meur + ROUNDING_MEUR:
            return period
    return period


def _drawn_meur(x: ModelInputs, _value: Values, _key: Key, excess: float) -> tuple[float, float]:
    return _loan(x).most_drawn_meur + excess, _loan(x).most_drawn_meur


def _cover_meur(x: ModelInputs, value: Values, key: Key, excess: float) -> tuple[float, float]:
    """Debt service as often as the covenant says, and the cash available for it."""
    loan = _loan(x)
    q = loan.tests.tolist().index(key[0])
    service = float(loan.service_meur[q])
    service += sum(float(loan.service[q, a] * loan.draw_share[a]) * meur for _, a, meur in paid_meur(x, value))
    return loan.minimum_dscr * service, loan.minimum_dscr * service - excess


LIMITS = (
    Limit(
        "loan",
        ("loan_amount",),
        "term loan for its share of the phases, equipment and racks that must be paid",
        "M€",
        "finance.debt.term_loan.amount_meur",
        "raise finance.debt.term_loan.amount_meur or lower its share_of_investment",
        _drawn_meur,
        period=_overdrawn_in,
    ),
    Limit(
        "covenant",
        ("debt_service_cover",),
        "cash available before tax for its debt service",
        "M€",
        "finance.debt.planning.minimum_dscr",
        "lower finance.debt.planning.minimum_dscr, set its first_test later, or lower term_loan.share_of_investment",
        _cover_meur,
        days="sum",
    ),
)
