"""`PortfolioPlan`: an ordinary plan of every site, and what they are together."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from planner.access.people import person
from planner.errors import SolverFailure, StoreError, located, nearest
from planner.plan.handed_out import TablesAsCopies
from planner.plan.manifest import plain, run_id, versions
from planner.plan.plan import Plan
from planner.plan.store.disk import load as load_plan
from planner.plan.store.listing import PORTFOLIO_SUFFIX
from planner.plan.store.seal import with_seal, without_seal
from planner.whole_files import write_text_whole
from planner.words import formats, say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planner.problem.solution import PortfolioSolution
    from planner.scenario.portfolio import Portfolio

SUFFIX = PORTFOLIO_SUFFIX
RELATIVE = 1e-6


@dataclass(frozen=True, eq=False)
class PortfolioPlan(TablesAsCopies):
    """Plans of all sites. Tables of all sites together have a first column `site`."""

    name: str
    title: str
    sites: dict[str, Plan]
    shares: pd.DataFrame  # period, workload, site, share
    manifest: dict[str, Any]

    @classmethod
    def from_solution(
        cls, portfolio: Portfolio, solution: PortfolioSolution, extra: Mapping[str, Any] | None = None
    ) -> PortfolioPlan:
        """Make and check the plan of every site. SolverFailure if their money is not that of the portfolio."""
        settings = dict(extra or {})
        sites = {
            name: Plan.from_solution(portfolio.sites[name], inputs, site, settings)
            for name, inputs, site in zip(solution.site_names, solution.inputs, solution.sites, strict=True)
        }
        total = sum(site.objective_meur for site in solution.sites)
        if abs(total - solution.objective_meur) > RELATIVE * max(1.0, abs(solution.objective_meur)):
            problem = f"the sites add up to {total:.6f} MEUR, the portfolio is {solution.objective_meur:.6f} MEUR."
            raise SolverFailure(located(portfolio.name, problem, "solve again; if it happens twice, report it."))
        shares = shares_table(solution)
        plan = cls(portfolio.name, portfolio.title, sites, shares, {})
        return replace(plan, manifest=plan.describe(portfolio, solution, settings))

    def describe(
        self, portfolio: Portfolio, solution: PortfolioSolution, settings: Mapping[str, Any]
    ) -> dict[str, Any]:
        """The manifest, as plain JSON values."""
        created = dt.datetime.now(dt.UTC)
        fingerprint = hashlib.sha256(f"{portfolio.content_hash}{sorted(settings.items())}".encode()).hexdigest()
        own: dict[str, Any] = {
            "run_id": run_id(portfolio.name, created, fingerprint),
            "scenario_name": portfolio.name,
            "title": portfolio.title,
            "owner": person(),
            "scenario_hash": portfolio.content_hash,
            "versions": versions(),
            "status": solution.status,
            "objective_meur": solution.objective_meur,
            "bound_meur": solution.bound_meur,
            "gap": solution.gap,
            "seconds": dict(solution.seconds),
            "created_utc": created.isoformat(timespec="microseconds"),
            "warnings": list(dict.fromkeys(w for site in self.sites.values() for w in site.manifest["warnings"])),
            "sites": {name: site.run_id for name, site in self.sites.items()},
            "kpis": self.totals(),
        }
        described: dict[str, Any] = plain(own | dict(settings))
        return described

    def _together(self, table: str) -> pd.DataFrame:
        frames = {name: getattr(plan, table) for name, plan in self.sites.items()}
        whole: pd.DataFrame = pd.concat(frames, names=["site"]).reset_index(level="site").reset_index(drop=True)
        return whole

    @property
    def fleet(self) -> pd.DataFrame:
        """Racks of every site by period and product."""
        return self._together("fleet")

    @property
    def orders(self) -> pd.DataFrame:
        """Orders of every site."""
        return self._together("orders")

    @property
    def power(self) -> pd.DataFrame:
        """Megawatts of every site by period."""
        return self._together("power")

    @property
    def tokens(self) -> pd.DataFrame:
        """Work of every site by period and workload."""
        return self._together("tokens")

    @property
    def cash_flow(self) -> pd.DataFrame:
        """Money of every site by period and item."""
        return self._together("cash_flow")

    @property
    def contracts(self) -> pd.DataFrame:
        """Supply contracts of every site by period."""
        return self._together("contracts")

    @property
    def offers(self) -> pd.DataFrame:
        """Contracts with customers of every site.

        A contract that several sites may serve has a row for each: revenue, work and what is owed are of the site and
        add up; decision, share, term, volume and `full_revenue_meur` are of the whole contract in each.
        """
        return self._together("offers")

    @property
    def rented(self) -> pd.DataFrame:
        """GPUs rented elsewhere for every site by period."""
        return self._together("rented")

    @property
    def kpis(self) -> pd.DataFrame:
        """Indicators of every site. Those of the portfolio are `totals`."""
        return self._together("kpis")

    def totals(self) -> dict[str, float]:
        """What can be added up over sites: NPV [MEUR], MW, GWh, racks, price of the racks ordered [MEUR]."""
        last = self.power.groupby("site", sort=False).last()
        tokens = self.tokens
        done = tokens["served_here"] + tokens["burst"]
        earning = done > RELATIVE * tokens["demand"]  # below, what is done is rounding, and its price too
        demand_meur = (tokens["demand"] * tokens["revenue_meur"] / done).where(earning)
        served = tokens["revenue_meur"].where(earning)
        return {
            "npv_meur": float(sum(plan.manifest["kpis"].get("npv_meur", 0.0) for plan in self.sites.values())),
            "connection_mw_end": float(last["connection_mw"].sum()),
            "energy_gwh": float(self.power["energy_mwh"].sum() / 1000),
            "racks_ordered": float(self.orders["racks"].sum()),
            "capital_meur": float(self.orders["cost_meur"].sum()),
            "served_revenue_share": float(served.sum() / demand_meur.sum()) if demand_meur.sum() > 0 else 0.0,
        }

    @property
    def run_id(self) -> str:
        """Name of the run, unique in its store."""
        return str(self.manifest["run_id"])

    @property
    def within_gap(self) -> bool:
        """The portfolio is proven as good as was asked."""
        return bool(self.manifest["status"] == "optimal_within_gap")

    def headline(self, locale: str = "en") -> str:
        """How large the portfolio gets, what it takes, and what it is worth."""
        totals = self.manifest["kpis"]
        return say(
            "portfolio headline",
            locale,
            mw=formats.number(totals["connection_mw_end"], 0, locale),
            sites=len(self.sites),
            period=formats.period_name(str(self.power["period"].iloc[-1]), locale),
            racks=formats.number(totals["racks_ordered"], 0, locale),
            capital=formats.money_meur(totals["capital_meur"], locale),
            npv=formats.money_meur(totals["npv_meur"], locale),
        )

    def with_manifest(self, **entries: Any) -> PortfolioPlan:
        """The same plan with entries of its manifest replaced."""
        return replace(self, manifest=self.manifest | entries)

    def save(self, store_dir: str | Path) -> str:
        """Write a run of every site, then a file that names them; returns the run_id. StoreError if it can't be.

        The file comes last: where it is, everything is.
        """
        store = Path(store_dir)
        saved = {name: plan.save(store) for name, plan in self.sites.items()}
        content = self.manifest | {"sites": saved, "shares": self.shares.to_dict(orient="list")}
        try:
            text = json.dumps(with_seal(content), indent=1, ensure_ascii=False)
            write_text_whole(store / f"{self.run_id}{SUFFIX}", text)
        except OSError as error:
            problem = f"the portfolio could not be written ({error.strerror or error})."
            raise StoreError(located(str(store), problem, "its sites are saved; name another --store.")) from error
        return self.run_id


def shares_table(solution: PortfolioSolution) -> pd.DataFrame:
    """Share of the demand of each workload that each site takes, by period."""
    first = solution.inputs[0]
    rows = [
        (period, workload, site, float(solution.demand_share[w, s, p]))
        for p, period in enumerate(first.periods.names)
        for w, workload in enumerate(first.workloads.names)
        for s, site in enumerate(solution.site_names)
    ]
    return pd.DataFrame(rows, columns=["period", "workload", "site", "share"])


def load(store_dir: str | Path, run: str) -> PortfolioPlan:
    """Read a saved portfolio by its run_id or the beginning of it, or "latest". StoreError if there is none."""
    store = Path(store_dir)
    folders = sorted(store.glob(f"*{SUFFIX}")) if store.is_dir() else []
    names = [path.name.removesuffix(SUFFIX) for path in folders if not path.name.startswith(".")]
    chosen = names[-1:] if run == "latest" else [name for name in names if name.startswith(run)]
    if len(chosen) != 1:
        problem = f'there is no portfolio "{run}".' if not chosen else f'"{run}" is the beginning of {len(chosen)}.'
        raise StoreError(located(str(store), problem, nearest(run, names)))
    path = store / f"{chosen[0]}{SUFFIX}"
    try:
        manifest = without_seal(json.loads(path.read_text(encoding="utf-8")), path)
        shares = pd.DataFrame(manifest.pop("shares"))
        sites = {name: load_plan(store, site) for name, site in manifest["sites"].items()}
        return PortfolioPlan(manifest["scenario_name"], manifest["title"], sites, shares, manifest)
    except (OSError, ValueError, KeyError, TypeError) as error:
        problem = f"this portfolio is broken ({type(error).__name__}: {error})."
        raise StoreError(located(str(path), problem, "delete the file and solve it again.")) from error
