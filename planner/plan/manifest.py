"""The manifest: what was solved, with what, how good it is, and all that is needed to do it again."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import platform
import re
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

import numpy as np

from planner.access.people import person

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from numpy.typing import NDArray

    from planner.problem.site import ModelInputs
    from planner.problem.solution import Solution

HEADLINE_KPIS = (
    "tokens_per_kwh", "lcot_eur_per_mtoken", "gco2e_per_mtoken", "l_per_mtoken", "pue", "wue_l_per_kwh",
    "cue_kg_per_kwh", "connection_used_share", "connection_peak_share", "served_share", "npv_meur", "irr",
    "peak_funding_meur", "exposed_share", "sold_back_share", "hedge_value_meur", "rented_share", "declined_share",
    "throttled_share", "credit_meur",
)  # fmt: skip


def versions() -> dict[str, str]:
    """Releases of what can change an answer."""
    numbers = {"python": platform.python_version()}
    for package in ("planner", "pyomo", "highspy", "numpy", "pandas"):
        try:
            numbers[package] = version(package)
        except PackageNotFoundError:
            numbers[package] = "not installed as a package"
    return numbers


def run_id(name: str, created: dt.datetime, fingerprint: str) -> str:
    """<scenario>-<YYYYmmdd-HHMMSS>-<6 hex>; the name keeps letters, digits, points, dashes and underscores."""
    safe = re.sub(r"[^A-Za-z0-9._-]+", "-", name).strip("-.") or "scenario"
    return f"{safe[:80]}-{created:%Y%m%d-%H%M%S}-{fingerprint[:6]}"


def headline_kpis(kpis: pd.DataFrame) -> dict[str, float]:
    """The indicators of the whole horizon, all workloads together."""
    chosen = kpis.loc[(kpis["workload"] == "all") & (kpis["period"] == "all")]
    values = dict(zip(chosen["kpi"], chosen["value"].astype(float), strict=True))
    return {name: values[name] for name in HEADLINE_KPIS if name in values}


def plain(value: Any) -> Any:
    """Turn numpy scalars, dates, tuples and mappings into what JSON holds; non-finite numbers become null."""
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float):
        return value if np.isfinite(value) else None
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, (str, int, bool)) or value is None:
        return value
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if hasattr(value, "items"):
        return {str(key): plain(item) for key, item in value.items()}
    return str(value)


def make_manifest(
    scenario: Any, inputs: ModelInputs, solution: Solution, kpis: pd.DataFrame, extra: Mapping[str, Any]
) -> dict[str, Any]:
    """All of it, as plain JSON values. `extra` may add or replace entries (days, gap_asked, data_hash ...)."""
    created = dt.datetime.now(dt.UTC)
    values = scenario.values() if scenario is not None else None
    scenario_hash = str(getattr(scenario, "content_hash", "") or _hash(values or inputs.name))
    settings = {name: plain(extra.get(name)) for name in ("days", "gap_asked", "time_limit_s")}
    name = str(getattr(scenario, "name", "") or inputs.name)
    periods = inputs.periods
    own: dict[str, Any] = {
        "run_id": run_id(name, created, _hash([scenario_hash, settings])),
        "scenario_name": name,
        "title": str(getattr(scenario, "title", "") or name),
        "owner": person(),
        "parent": getattr(scenario, "parent", None),
        "scenario_hash": scenario_hash,
        "data_hash": "",
        "versions": versions(),
        "status": solution.status,
        "objective_kind": inputs.objective,
        "objective_meur": solution.objective_meur,
        "bound_meur": solution.bound_meur,
        "gap": solution.gap,
        "gap_asked": None,
        "days": "all" if inputs.every_day else len(inputs.days.dates) // max(1, len(periods.names)),
        "every_day": inputs.every_day,
        "dispatched_days": len(inputs.days.dates),
        "dispatched_hours": len(inputs.hours.utc),
        "seconds": dict(solution.seconds),
        "residual_abs": solution.residual_abs,
        "residual_rel": solution.residual_rel,
        "created_utc": created.isoformat(timespec="microseconds"),
        "warnings": list(dict.fromkeys([*inputs.warnings, *solution.warnings])),
        "horizon": {
            "periods": periods.names,
            "first_day": periods.first_day[0],
            "after_last_day": periods.after_last_day,
        },
        "kpis": headline_kpis(kpis),
        "order_choices": order_choices(inputs),
        "scenario": values,
    }
    merged: dict[str, Any] = plain(own | dict(extra))
    return merged


def order_choices(inputs: ModelInputs) -> dict[str, int]:
    """Racks that could be ordered: on offer, of these live within the horizon, of these such that an empty site has
    room for one, of these in batches of which the budgets pay for one rack.
    """
    fleet, size = inputs.fleet, len(inputs.periods.names)
    offered = (fleet.order_period >= 0) & (fleet.max_racks > 0)
    in_time = offered & (fleet.live_period < size)
    with_room = in_time & _fits(inputs)[fleet.vintage_rack]
    paid_for = with_room.copy()
    for budget in inputs.budgets:
        at_order = np.isin(fleet.order_period, budget.periods) * fleet.paid_at_order
        at_delivery = np.isin(fleet.live_period, budget.periods) * (1.0 - fleet.paid_at_order)
        paid_for &= fleet.price_meur * (at_order + at_delivery) <= budget.meur
    masks = {"racks": offered, "racks_in_time": in_time, "racks_with_room": with_room, "racks_paid_for": paid_for}
    return {name: int(fleet.max_racks[mask].sum()) for name, mask in masks.items()}


def _fits(inputs: ModelInputs) -> NDArray[np.bool_]:
    """Whether one rack of each product, parked, fits a site with all phases open and nothing else in it, R."""
    fleet, phases = inputs.fleet, inputs.phases
    parked_mw = (fleet.standby_kw + fleet.network_kw) / 1000 / inputs.electrical_efficiency
    needs = (
        (fleet.positions, phases.positions),
        (fleet.liquid_kw / 1000, phases.liquid_mw),
        (fleet.weight_t, phases.floor_t),
        (parked_mw, phases.connection_mw),
    )
    fits = np.ones(len(fleet.racks), dtype=np.bool_)
    for need, there in needs:
        fits &= need <= there.sum()
    return fits


def about_reference(reference: Solution | None) -> dict[str, Any] | None:
    """How good the plan without orders is; None where there is none."""
    if reference is None:
        return None
    figures = ("status", "objective_meur", "bound_meur", "gap", "residual_rel")
    return {name: plain(getattr(reference, name)) for name in figures}


def why_no_reference(manifest: Mapping[str, Any]) -> str:
    """The words for a plan that stands beside no plan without orders: `say` knows them."""
    if "reference" not in manifest:
        return "against none"
    return "against impossible" if manifest["reference"] is None else "against left out"


def _hash(value: Any) -> str:
    text = json.dumps(plain(value), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
