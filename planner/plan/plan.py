"""`Plan`: the answer as tables, checked against the solver when it is made."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from planner.plan.check import check_money, check_power, check_racks
from planner.plan.headline import headline
from planner.plan.in_notebook import plan_html
from planner.plan.indicators.book import ALL
from planner.plan.indicators.kpis import kpis_table
from planner.plan.manifest import about_reference, make_manifest
from planner.plan.money.bill import bill_table, no_bill, terms_of
from planner.plan.money.excise import excise_test, excise_warnings
from planner.plan.money.offers import last_days, no_offers, offers_table
from planner.plan.money.reference import book_of, no_flows, no_reference, no_reference_kpis, reference_tables
from planner.plan.money.rented import no_rented, rented_table
from planner.plan.reported import Reported
from planner.plan.studies.one_more import no_one_more
from planner.plan.tables.binding import binding_table
from planner.plan.tables.connection import connection_table, no_connection
from planner.plan.tables.contracts import contracts_table, no_contracts
from planner.plan.tables.electrons import electrons_table
from planner.plan.tables.fleet import (
    fleet_table,
    no_resale,
    no_retirements,
    orders_table,
    resale_table,
    retirements_table,
    vintages_of,
)
from planner.plan.tables.grid_support import no_support, support_table
from planner.plan.tables.hours import FromSolution, HourlySource, HourlyTable
from planner.plan.tables.marginal_values import marginal_values_table
from planner.plan.tables.power import power_table
from planner.plan.tables.site_power import SiteAsItIs, site_warnings
from planner.plan.tables.sums import Sums
from planner.plan.tables.tokens import rack_efficiency_table, tokens_table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from planner.plan.accounts.statements import Accounts
    from planner.problem.site import ModelInputs
    from planner.problem.solution import Solution

TABLES = (
    "fleet", "orders", "power", "tokens", "electrons", "rack_efficiency", "cash_flow", "kpis", "marginal_values",
    "binding", "assumptions",
)  # fmt: skip
# Written where they hold rows: a run without such a file has the table empty.
TABLES_IF_ANY = {
    "bill": no_bill, "connection": no_connection, "contracts": no_contracts, "grid_support": no_support,
    "offers": no_offers, "rented": no_rented,
    "one_more": no_one_more, "reference": no_reference, "reference_cash_flow": no_flows,
    "reference_kpis": no_reference_kpis,
    "retirements": no_retirements, "resale": no_resale,
}  # fmt: skip
ASSUMPTION_COLUMNS = ["path", "value", "unit", "kind", "source", "reason", "where"]


@dataclass(frozen=True, eq=False)
class Plan(Reported):
    """What to do, what it gives and costs, and why to believe it.

    Tables are pandas frames in long form with units in their column names; see docs/analysts.md. The hourly tables
    are large and come by period: `plan.hours("hourly", "2027-Q1")`, or whole: `plan.hourly`. Every table is a copy, as
    is the manifest: changing one changes nothing in the plan, nor in what is saved. `reference`,
    `reference_cash_flow` and `reference_kpis` say what the site is worth without orders (planner.plan.money.reference).
    """

    scenario_name: str
    title: str
    fleet: pd.DataFrame
    orders: pd.DataFrame
    power: pd.DataFrame
    tokens: pd.DataFrame
    electrons: pd.DataFrame
    rack_efficiency: pd.DataFrame
    cash_flow: pd.DataFrame
    kpis: pd.DataFrame
    marginal_values: pd.DataFrame
    binding: pd.DataFrame
    assumptions: pd.DataFrame
    bill: pd.DataFrame
    manifest: dict[str, Any]
    source: HourlySource = field(repr=False)
    contracts: pd.DataFrame = field(default_factory=no_contracts)
    grid_support: pd.DataFrame = field(default_factory=no_support)
    connection: pd.DataFrame = field(default_factory=no_connection)
    offers: pd.DataFrame = field(default_factory=no_offers)
    rented: pd.DataFrame = field(default_factory=no_rented)
    reference: pd.DataFrame = field(default_factory=no_reference)
    reference_cash_flow: pd.DataFrame = field(default_factory=no_flows)
    reference_kpis: pd.DataFrame = field(default_factory=no_reference_kpis)
    retirements: pd.DataFrame = field(default_factory=no_retirements)
    resale: pd.DataFrame = field(default_factory=no_resale)
    one_more: pd.DataFrame = field(default_factory=no_one_more)

    @classmethod
    def from_solution(
        cls,
        scenario: Any,
        inputs: ModelInputs,
        solution: Solution,
        extra_manifest: Mapping[str, Any] | None = None,
        reference: Solution | None = None,
    ) -> Plan:
        """Make the tables and check them: racks, megawatts in every hour, money.

        SolverFailure if racks, power or the sum of the cash flow differ from what the solver says by more than 1e-6.
        `scenario` gives names, lead times and its values for the manifest; None will do. `reference` orders nothing.
        """
        sums = Sums(inputs, solution)
        vintages = vintages_of(inputs, solution)
        check_racks(inputs, solution, vintages)
        check_power(inputs, solution, sums.period_of_hour)
        bill = bill_table(inputs, solution)
        book = book_of(sums, vintages, bill)
        cash_flow = book.cash_flow
        money_residual = check_money(inputs, solution, cash_flow)
        kpis = kpis_table(book)
        retirements = retirements_table(inputs, solution, vintages)
        site = SiteAsItIs(inputs, solution, sums)
        site_power = site.report()
        own = {"money_residual_rel": money_residual, "bill": terms_of(inputs.bill), "site_power": site_power}
        extra = own | dict(extra_manifest or {})
        manifest = make_manifest(scenario, inputs, solution, kpis, extra)
        power = power_table(inputs, solution, sums, site)
        manifest["reference"] = about_reference(reference)
        manifest["warnings"] += site_warnings(site_power) + excise_warnings(cash_flow, power, inputs.bill)
        return cls(
            scenario_name=manifest["scenario_name"],
            title=manifest["title"],
            fleet=fleet_table(inputs, solution, sums, vintages),
            orders=orders_table(inputs, vintages, lead_times_months(scenario)),
            power=power,
            tokens=tokens_table(inputs, solution, sums),
            electrons=electrons_table(inputs, sums),
            rack_efficiency=rack_efficiency_table(inputs, sums),
            cash_flow=cash_flow,
            kpis=kpis,
            marginal_values=marginal_values_table(inputs, solution),
            binding=binding_table(inputs, solution, sums, vintages),
            assumptions=assumption_table(inputs),
            bill=bill,
            manifest=manifest,
            source=FromSolution(inputs, solution, sums, site),
            contracts=contracts_table(inputs, solution, sums),
            grid_support=support_table(inputs, solution, sums),
            connection=connection_table(inputs, solution, sums),
            offers=offers_table(inputs, solution, sums, last_days(scenario)),
            rented=rented_table(inputs, solution, sums),
            **reference_tables(book, reference),
            retirements=retirements,
            resale=resale_table(retirements),
        )

    @property
    def run_id(self) -> str:
        """Name of the run, unique in its store."""
        return str(self.manifest["run_id"])

    @property
    def periods(self) -> tuple[str, ...]:
        """Names of the periods, in order."""
        return self.source.periods

    @property
    def within_gap(self) -> bool:
        """The plan is proven as good as was asked."""
        return bool(self.manifest["status"] == "optimal_within_gap")

    @property
    def hourly(self) -> pd.DataFrame:
        """Every dispatched hour: prices, powers, carbon, water."""
        return self.hours("hourly")

    @property
    def hourly_workloads(self) -> pd.DataFrame:
        """Every dispatched hour and workload: demand, served, rented, unserved, backlog, racks."""
        return self.hours("hourly_workloads")

    @property
    def hourly_racks(self) -> pd.DataFrame:
        """Every dispatched hour: racks of each product by what they do; rows that are zero are left out."""
        return self.hours("hourly_racks")

    def hours(self, table: HourlyTable, period: str | None = None) -> pd.DataFrame:
        """One hourly table of one period, or of all."""
        if period is not None:
            return self.source.read(table, period)
        frames = [self.source.read(table, name) for name in self.periods]
        whole = pd.concat(frames, ignore_index=True)
        whole["period"] = pd.Categorical(whole["period"], categories=pd.Index(list(self.periods)), ordered=True)
        return whole

    def kpi(self, name: str, workload: str = ALL, period: str = ALL) -> float | None:
        """Value of one indicator; None where it is not defined."""
        chosen = (self.kpis["kpi"] == name) & (self.kpis["workload"] == workload) & (self.kpis["period"] == period)
        values = self.kpis.loc[chosen, "value"]
        return float(values.iloc[0]) if len(values) else None

    def headline(self, locale: str = "en") -> str:
        """What to order next, by when, and what limits the site."""
        return headline(self, locale)

    def bill_versions(self, domains: Sequence[str] | None = None) -> pd.DataFrame:
        """Each calendar year of the load under each tariff version, with the best subscribed power of each [EUR].

        See `planner.plan.studies.bill_views.bill_versions`. ScenarioError if not every day is dispatched.
        """
        from planner.plan.studies.bill_views import bill_versions

        return bill_versions(self, domains)

    def plausible(self) -> pd.DataFrame:
        """Site power per GPU, revenue per megawatt and per GPU-hour by year, beside what is public of each."""
        from planner.plan.studies.plausible import plausible

        return plausible(self)

    def excise_test(self) -> pd.DataFrame:
        """By year: whether the activity is electro-sensitive, as the data-centre rate of the excise asks."""
        return excise_test(self.cash_flow, self.power)

    def months(self) -> pd.DataFrame:
        """Every item of the cash flow by month: earned or owed, and paid. See `planner.plan.accounts.ledger`."""
        from planner.plan.accounts.ledger import ledger_of, months_table

        return months_table(ledger_of(self))

    def accounts(self) -> Accounts:
        """Statements, tax and debt by month, worked out from the tables of the plan (docs/money.md)."""
        from planner.plan.accounts.statements import accounts_of

        return accounts_of(self)

    def statements(self, every: str = "quarter") -> pd.DataFrame:
        """Profit and loss, cash flow and balance sheet by month, quarter or year. ScenarioError for another word."""
        from planner.plan.accounts.statements import statements_table

        return statements_table(self.accounts(), every)

    def ratios(self, every: str = "quarter") -> pd.DataFrame:
        """Debt service cover, gearing, funding and headroom by month, quarter or year."""
        from planner.plan.accounts.ratios import ratios_table

        return ratios_table(self.accounts(), every)

    def covenants(self) -> pd.DataFrame:
        """Covenants by quarter: value, limit, headroom, and in words where one is broken; empty without any."""
        from planner.plan.accounts.lender.covenants import covenants_table

        return covenants_table(self.accounts())

    def token_costs(self) -> pd.DataFrame:
        """What a unit of work costs, earns and leaves, by workload; idle racks apart (docs/money.md)."""
        from planner.plan.accounts.ledger import ledger_of
        from planner.plan.accounts.token_cost import cost_tables

        return cost_tables(self, ledger_of(self))[0]

    def measures(self) -> pd.DataFrame:
        """Value and rate of return of the money as it is paid, payback, break-even price; why, where there is none."""
        from planner.plan.accounts.measures import measures_table

        return measures_table(self, self.accounts())

    def _repr_html_(self) -> str:
        """How a notebook shows it."""
        return plan_html(self)

    def save(self, store_dir: str | Path) -> str:
        """Write the run to the store, whole or not at all; returns its run_id. StoreError if it can't be written."""
        from planner.plan.store.disk import save

        return save(self, store_dir)

    def with_manifest(self, **entries: Any) -> Plan:
        """The same plan with entries of its manifest replaced."""
        return replace(self, manifest=self.manifest | entries)


def lead_times_months(scenario: Any) -> dict[str, float]:
    """Months from order to live by rack product, from the scenario; empty without one."""
    racks = getattr(getattr(scenario, "fleet", None), "racks", None) or {}
    return {name: float(rack.lead_time_months) for name, rack in racks.items()}


def assumption_table(inputs: ModelInputs) -> pd.DataFrame:
    """Every number the inputs rest on, with kind, source and reason."""
    rows = [[getattr(row, name) for name in ASSUMPTION_COLUMNS] for row in inputs.assumptions]
    return pd.DataFrame(rows, columns=ASSUMPTION_COLUMNS)
