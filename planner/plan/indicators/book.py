"""What indicators are computed from, over which span, and what an indicator is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from planner.plan.money import cash_flow as money
from planner.plan.money.offers import contract_money
from planner.plan.tables import contracts
from planner.plan.tables.sums import Sums

if TYPE_CHECKING:
    from planner.arrays import Bools, Floats
    from planner.plan.money.offers import ContractMoney
    from planner.problem.site import ModelInputs

ALL = "all"


@dataclass(frozen=True, eq=False)
class Book:
    """What indicators are computed from."""

    inputs: ModelInputs
    sums: Sums
    cash_flow: pd.DataFrame
    capital_charge_meur: Floats  # P: see planner.plan.money.levelised

    @cached_property
    def site_cost_eur(self) -> Floats:
        """P: capital charge and what running the site costs; without burst, penalties and revenue [EUR]."""
        own = self.cash_flow.loc[self.cash_flow["group"].isin(money.SITE_GROUPS)]
        paid = own.groupby("period")["eur"].sum()
        running = np.array([-float(paid.get(name, 0.0)) for name in self.inputs.periods.names])
        return running + self.capital_charge_meur * money.EUR_PER_MEUR

    @cached_property
    def contracts_with_customers(self) -> ContractMoney | None:
        """Money of contracts with customers; None where there are none."""
        return contract_money(self.inputs, self.sums.solution, self.sums)

    @property
    def has_contracts(self) -> bool:
        """Whether any supply contract has a volume."""
        return bool(self.sums.solution.contract_mw.any())

    @cached_property
    def exposed_mwh(self) -> Floats:
        """P: energy bought at spot [MWh]."""
        return contracts.exposed_mwh(self.inputs, self.sums.solution, self.sums)

    @cached_property
    def sold_back_mwh(self) -> Floats:
        """P: contract energy sold back at spot [MWh]."""
        return contracts.sold_back_mwh(self.inputs, self.sums.solution, self.sums)

    @cached_property
    def contract_mwh(self) -> Floats:
        """P: energy under contract [MWh]."""
        return self.sums.by_period(contracts.volume_mw(self.inputs, self.sums.solution))


@dataclass(frozen=True, eq=False)
class Span:
    """The periods that an indicator covers."""

    book: Book
    name: str
    chosen: Bools  # P

    def total(self, values: Floats) -> float:
        """Sum over the span; values [P]."""
        return float(values[self.chosen].sum())

    def rows(self) -> list[tuple[str, Bools]]:
        """Workload name and mask: each workload, and all token workloads together."""
        sums = self.book.sums
        names = self.book.inputs.workloads.names
        own = [(name, np.arange(len(names)) == w) for w, name in enumerate(names)]
        return [(ALL, sums.is_tokens), *own]

    def mtokens(self, mask: Bools, weight: Floats | float = 1.0) -> float:
        """Output tokens served here by the masked token workloads [Mtokens]."""
        served = self.book.sums.served_here[mask & self.book.sums.is_tokens]
        return self.total(served.sum(axis=0) * weight)

    def shared(self, values: Floats, mask: Bools) -> float:
        """The masked workloads' share of what the site spends; values [P]."""
        return self.total(values * self.book.sums.workload_share[mask].sum(axis=0))


Values = list[tuple[str, float]]


Function = Callable[[Span], Values]


@dataclass(frozen=True)
class Indicator:
    """An indicator with what the reader must know to trust it."""

    name: str
    unit: str
    formula: str
    standard: str
    function: Function
    spans: str = "all, years, periods"


def _ratio(workload: str, above: float, below: float) -> Values:
    return [(workload, above / below)] if below > 1e-12 else []
