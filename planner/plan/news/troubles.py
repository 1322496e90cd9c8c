"""What goes wrong in a plan, the dearest first: each a fact whose `eur` is what it costs over the horizon.

Money of different kinds stands in one list so that the largest is read first: revenue not taken, rent and credits paid,
capital that stands idle, cash that is missing. They are not added up, and none of them is discounted but net present
values. A trouble without euros comes last.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from planner.plan.accounts.lender.covenants import covenants_table
from planner.plan.accounts.measures import paid_flows
from planner.plan.news.fact import ALL, EUR_PER_MEUR, Fact, of_kind
from planner.plan.news.idle import idle_facts
from planner.plan.news.work import NOT_TAKEN, NOTHING, TOKENS

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from planner.plan.accounts.statements import Accounts
    from planner.plan.plan import Plan

CAP, CREDIT = "service credit at its cap, in breach: ", "penalty"
RUNNING = ("revenue", "opex", "energy", "tariff", "tax", "burst", "penalty")
CENT_EUR = 0.01
SMALL_EUR = 500.0  # reads 0.0 M€


def trouble_facts(
    plan: Plan, accounts: Accounts | None, work: Iterable[Fact], late: Iterable[Fact], cost: Iterable[Fact]
) -> list[Fact]:
    """All that is true of the plan, the dearest first. Without accounts there is none of covenants and payback."""
    facts = [
        *work_troubles(work),
        *contract_troubles(plan),
        *idle_facts(plan),
        *value_troubles(plan, cost),
        *running_at_a_loss(plan),
        *(lender_troubles(plan, accounts) if accounts is not None else []),
        *[fact for fact in of_kind(late, "quarter late")[:1] if (fact.eur or 0.0) > SMALL_EUR],
    ]
    return sorted(facts, key=lambda fact: -(fact.eur if fact.eur is not None else -np.inf))


def work_troubles(work: Iterable[Fact]) -> list[Fact]:
    """Work rented, declined, throttled or unserved that is more than nothing in some year; amount: its largest share.

    `when` is the year of that share; of tokens, or of GPU-hours where no tokens are concerned. Euros are of both.
    """
    facts, listed = [], list(work)
    for word in ("rented", *NOT_TAKEN):
        own = [fact for fact in listed if fact.kind == word]
        seen = [fact for fact in own if fact.amount > NOTHING]
        tokens = [fact for fact in seen if fact.what == TOKENS]
        most = max(tokens or seen, key=lambda fact: fact.amount, default=None)
        if most is not None:
            amounts = [fact.eur for fact in own if fact.eur is not None]
            eur = sum(amounts) if amounts else None
            facts.append(Fact(word, most.when, most.amount, "1", eur, most.what))
    return facts


def contract_troubles(plan: Plan) -> list[Fact]:
    """Contracts in breach, contracts ended early, and what else is owed to customers."""
    flows, offers = plan.cash_flow, plan.offers
    owed = flows.loc[flows["group"] == CREDIT]
    caps = owed["item"].str.startswith(CAP)
    facts = []
    broken = offers.loc[offers["breached_periods"].astype(str) != ""]
    if len(broken):
        first = min(str(names).split(", ")[0] for names in broken["breached_periods"])
        names = ", ".join(broken["offer"].astype(str))
        facts.append(Fact("breach", first, float(len(broken)), "contracts", _paid(owed.loc[caps]), names))
    ended = offers.loc[offers["terminated_period"].astype(str) != ""]
    if len(ended):
        names = ", ".join(ended["offer"].astype(str))
        first = min(ended["terminated_period"].astype(str))
        fees = owed["item"].str.startswith("fee for ending")
        facts.append(Fact("ended", first, float(len(ended)), "contracts", _paid(owed.loc[fees]), names))
        caps |= fees
    left = owed.loc[~caps]
    if _paid(left) > SMALL_EUR:
        by_year = -left.groupby(left["period"].astype(str).str.slice(0, 4))["eur"].sum()
        facts.append(Fact("credits", str(by_year.idxmax()), float(by_year.max()) / EUR_PER_MEUR, "MEUR", _paid(left)))
    return facts


def _paid(rows: pd.DataFrame) -> float:
    return 0.0 - float(rows["eur"].sum())


def value_troubles(plan: Plan, cost: Iterable[Fact]) -> list[Fact]:
    """Orders or a site worth less than nothing, and a solve that was stopped before its proof."""
    facts = [
        Fact(f"{fact.kind}, lost", ALL, -fact.amount, "MEUR", -(fact.eur or 0.0))
        for fact in of_kind(cost, "npv of orders", "npv of site")
        if (fact.eur or 0.0) < -SMALL_EUR
    ]
    if plan.within_gap:
        return facts
    objective, bound = (plan.manifest.get(name) for name in ("objective_meur", "bound_meur"))
    eur = None if objective is None or bound is None else abs(float(bound) - float(objective)) * EUR_PER_MEUR
    return [*facts, Fact("not proven", ALL, float(plan.manifest.get("gap") or np.nan), "1", eur)]


def running_at_a_loss(plan: Plan) -> list[Fact]:
    """Years in which running the site costs more than it earns, capital apart."""
    flows = plan.cash_flow
    own = flows.loc[flows["group"].isin(RUNNING) & flows["in_npv"].astype(bool)]
    by_year = own.groupby(own["period"].astype(str).str.slice(0, 4))["eur"].sum()
    lost = by_year.loc[by_year < -SMALL_EUR]
    return [Fact("loss", str(lost.idxmin()), float(len(lost)), "years", -float(lost.sum()))] if len(lost) else []


def lender_troubles(plan: Plan, accounts: Accounts) -> list[Fact]:
    """Covenants broken, at their worst, and money that has not come back when the horizon ends."""
    tests, facts = covenants_table(accounts), []
    for covenant, own in tests.loc[tests["breach"].astype(bool)].groupby("covenant", sort=False):
        worst = own.iloc[int(own["headroom_meur"].astype(float).to_numpy().argmin())]
        eur = -float(worst["headroom_meur"]) * EUR_PER_MEUR
        value, unit = float(worst["value"]), str(worst["unit"])
        facts.append(Fact("covenant", str(worst["period"]), value, unit, eur, str(covenant)))
    _, paid = paid_flows(plan, accounts.ledger)
    missing = -float(np.cumsum(paid[:-1])[-1])
    if missing > CENT_EUR:
        facts.append(Fact("payback", ALL, missing / EUR_PER_MEUR, "MEUR", missing))
    return facts
