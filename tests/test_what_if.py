"""What-ifs: after any change of a scenario, one session finds what a solve of its own would."""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
import pytest

import planner
from planner.errors import DataError, ScenarioError
from planner.inputs.build import build_inputs
from planner.optimisation.matrix.reuse import same_dispatch, same_structure
from planner.optimisation.search.incumbent import Search
from planner.optimisation.search.session import Session, solve_inputs
from planner.optimisation.search.solve_phases import Reuse
from planner.plan.plan import Plan
from planner.problem.site import ModelInputs
from planner.problem.solution import Solution
from planner.scenario.schema import Scenario
from planner.scenario.words.spec import FieldValue, flatten

GAP = 3e-4
KINDS: tuple[Reuse, ...] = ("cuts", "bases", "nothing")
ROUNDING = 1e-7  # relative: the same bound by two ways
START = "scenarios/les-ulis-first-edition.yaml"
WITH_BATTERY = "scenarios/les-ulis-battery-sun.yaml"
WITH_STORE = "scenarios/les-ulis-cold-store.yaml"
RACKS, WORKLOADS = ("H200_HGX", "B200_HGX", "GB300_NVL72"), ("assistant", "document-batch", "fine-tuning")
BLOCK = {
    "title": "A", "kind": "baseload", "start": "2027-10-10", "end": "2028-02-10", "max_mw": 0.5,
    "strike_eur_per_mwh": 51.0,
}  # fmt: skip
# What a session keeps after a change below a path; the longest path that fits counts.
KEPT: dict[str, Reuse] = {
    "": "cuts",  # names
    "horizon": "nothing",
    "horizon.as_of": "cuts",
    "objective": "bases",
    "objective.value_of_lost_load_multiple": "cuts",  # read where cost is minimised; days are compared whole
    "site": "cuts",
    "site.electrical_efficiency": "nothing",
    "site.auxiliaries_mw": "bases",
    "site.cooling": "bases",
    "site.usable_share": "nothing",  # a coefficient of the connection in the rows of a day
    "finance.cost_of_sales_share": "bases",
    # Behind straight lines, only the heat and the check of a plan know of these.
    "site.cooling.liquid_share": "cuts",
    "site.cooling.charge": "nothing",
    "site.cooling.liquid_supply_degc": "cuts",
    "site.cooling.reuse_share": "cuts",
    "site.electrical_chain": "nothing",
    "site.curtailment.when": "nothing",
    "site.transformers": "bases",
    "site.maintenance": "bases",
    "fleet": "cuts",
    "fleet.availability": "nothing",
    "fleet.operating_points": "nothing",
    "fleet.operating_points.provisioned_share": "cuts",
    "fleet.operating_points.measurements.*.tokens_per_s_per_user": "cuts",
    "fleet.operating_points.measurements.*.date": "cuts",
    "fleet.operating_points.measurements.*.source": "cuts",
    "fleet.racks.*.nameplate_kw": "nothing",
    "fleet.racks.*.serving_share_of_nameplate": "nothing",
    "fleet.racks.*.idle_share_of_nameplate": "nothing",
    "fleet.racks.*.standby_share_of_nameplate": "nothing",
    "fleet.racks.*.network_kw": "nothing",
    "demand": "bases",
    "workloads": "bases",
    "workloads.*.title": "cuts",
    "workloads.*.unit": "nothing",
    "workloads.*.precision": "nothing",
    "workloads.*.window_hours": "nothing",
    "workloads.*.sovereign": "nothing",
    "workloads.*.headroom": "nothing",
    "workloads.*.deferrable_hours": "nothing",
    "demand.service_probability": "nothing",
    # What a contract asks and pays stands in the days; who signed it, its cap, floor and fees do not.
    "workloads.*.offers.*.title": "cuts",
    "workloads.*.offers.*.signed": "cuts",
    "workloads.*.offers.*.whole": "cuts",
    "workloads.*.offers.*.decision": "cuts",
    "workloads.*.offers.*.take_or_pay_share": "cuts",
    "workloads.*.offers.*.credit_cap_share": "cuts",
    "workloads.*.offers.*.termination_fee_share": "cuts",
    "workloads.*.model": "nothing",
    "workloads.*.input_tokens": "nothing",
    "workloads.*.output_tokens": "nothing",
    "workloads.*.cached_input_share": "nothing",
    "workloads.*.min_tokens_per_s_per_user": "nothing",
    "workloads.*.speculative": "nothing",
    "workloads.*.pools": "nothing",
    "workloads.*.gpus_per_replica": "nothing",
    "workloads.*.engine": "nothing",
    "workloads.*.software_date": "nothing",
    "workloads.*.reference_rack": "nothing",
    "workloads.*.flops_per_byte": "nothing",
    "power": "bases",
    "power.burst.rack": "nothing",  # how many GPUs a unit of work takes
    "power.burst.reserved_price_share": "cuts",
    "power.burst.most_reserved_gpus": "cuts",
    "power.tariff.subscription_changes": "cuts",
    "power.tariff.subscription_change_month": "cuts",
    "power.tariff.subscription_may_fall": "cuts",
    "power.taxes.cta_share_of_fixed": "cuts",
    "power.carbon": "cuts",
    "power.carbon.shape_from": "bases",  # under a cap, dispatch knows what a MWh emits
    "power.carbon.shape_to": "bases",
    "power.carbon.level_g_per_kwh": "bases",
    "power.carbon.cap.basis": "bases",
    "power.reporting": "cuts",
    "power.battery": "cuts",
    "power.battery.round_trip_efficiency": "nothing",
    "power.battery.wear_eur_per_mwh": "bases",
    "power.pv": "cuts",
    "power.pv.tilt_deg": "bases",
    "power.pv.azimuth_deg": "bases",
    "power.pv.losses_share": "bases",
    "power.grid_support": "nothing",
    "power.grid_support.*.title": "cuts",
    "power.grid_support.*.product": "cuts",
    "power.grid_support.*.price_eur_per_mw_h": "bases",
    "power.grid_support.*.price_change_per_year": "bases",
    "power.grid_support.*.max_mw": "bases",
    "power.grid_support.*.earliest": "bases",
    "power.grid_support.*.months": "bases",
    "power.grid_support.*.from_hour": "bases",
    "power.grid_support.*.to_hour": "bases",
    "power.grid_support.*.weekdays": "bases",
    "power.cold_store": "cuts",
    "power.cold_store.loss_per_hour": "nothing",
    "power.cold_store.pumps_mwh_per_mwh": "bases",
    "power.gensets": "cuts",
    "power.gensets.mw": "nothing",
    "power.gensets.peak_shaving": "nothing",
    "power.gensets.fuel_eur_per_mwh": "bases",
    "power.gensets.efficiency": "nothing",
    "power.gensets.carbon_kg_per_mwh_fuel": "nothing",
    "power.gensets.wear_eur_per_mwh": "bases",
    "site.latitude_deg": "bases",  # the sun on the panels
    "site.longitude_deg": "bases",
    "power.contracts": "cuts",
    "power.hedge": "cuts",
    "finance.usd_per_eur": "bases",
    "finance.inflation": "bases",
    "forecast": "cuts",  # gives paths to try plans on; the plan itself rests on the demand given
}
# No plan depends on these: names, and what is only reported.
INERT = {
    "name", "title", "site.name", "workloads.*.title", "workloads.*.offers.*.title", "finance.view",
    "power.contracts.*.title",
    "power.grid_support.*.title", "power.grid_support.*.product",
    "fleet.operating_points.measurements.*.date", "fleet.operating_points.measurements.*.source",
    "fleet.operating_points.provisioned_share", "power.carbon.residual_mix_g_per_kwh",
    "power.carbon.guarantees_of_origin_share", "power.carbon.embodied_kg_per_gpu",
    "power.carbon.embodied_building_t_per_mw", "power.carbon.building_life_years", "power.carbon.price_eur_per_t",
    "power.reporting.waste_heat_reused_share", "power.reporting.building_dedicated",
    "power.reporting.energy_management_system", "power.reporting.best_practice_programme",
    "power.reporting.electro_sensitive", "power.reporting.pue_limit", "power.reporting.water_limit_l_per_kwh",
    # What may come otherwise: read when paths are drawn, not by the plan of one scenario.
    "uncertainty.paths", "uncertainty.sample", "uncertainty.seed", "uncertainty.decide_until", "uncertainty.objective",
    "uncertainty.cvar_weight", "uncertainty.cvar_level", "uncertainty.demand.drawn_from",
    "uncertainty.demand.sigma_per_year", "uncertainty.demand.sigma_per_year_of.*",
    "uncertainty.demand.reversion_per_year", "uncertainty.demand.correlation", "uncertainty.demand.scenario_is",
    "uncertainty.power_price.sigma_per_year", "uncertainty.power_price.reversion_per_year",
    "uncertainty.token_price.sigma_per_year", "uncertainty.token_price.reversion_per_year",
    "uncertainty.log_time_sigma_scale",
    "uncertainty.efficiency_sigma", "uncertainty.rack_delay_quarters", "uncertainty.connection_delay_quarters",
    "uncertainty.correlations.*.one", "uncertainty.correlations.*.other", "uncertainty.correlations.*.correlation",
}  # fmt: skip
INERT_BELOW = "forecast."
# Items of a mapping or list share the fields of the schema: fleet.racks.*.positions is one.
ITEMS = re.compile(
    r"^(fleet\.(?:racks|opening|volume_tiers|operating_points\.measurements)|site\.phases|site\.maintenance|workloads"
    r"|power\.(?:contracts|grid_support|spot\.forward_eur_per_mwh)"
    r"|uncertainty\.(?:correlations|demand\.sigma_per_year_of)|forecast\.(?:workloads|correlations))\.[^.]+"
)
INNER_ITEMS = re.compile(
    r"^(workloads\.\*\.(?:customers|offers)|forecast\.workloads\.\*\.drivers\.(?:contracts|model_switches))\.[^.]+"
)
# Fields that no rule lets change alone, with what changes beside them.
TOGETHER: dict[str, Callable[[Scenario], dict[str, Any]]] = {
    "horizon.as_of": lambda s: {"horizon.as_of": f"{s.horizon.start[:4]}-{3 * int(s.horizon.start[-1]):02}-01"},
    "power.capacity_charge": lambda _: {"power.capacity_charge": {"eur_per_kw": 60.0}},
    # A straight line has no loops to charge by; store, support and cap count by the mean of the site.
    "site.cooling.charge": lambda _: {
        "site.cooling.charge": "by-rack",
        "site.cooling.design": "dry",
        "power.cold_store": None,
        "power.grid_support": {},
        "power.carbon.cap": None,
    },
    # Shares add up to 1.
    "site.phases.*.connection_share": lambda _: {
        "site.phases.phase-1.connection_share": 0.55,
        "site.phases.phase-2.connection_share": 0.45,
    },
    # A day of the next quarter, and a term that ends within the horizon.
    "workloads.*.offers.*.decision": lambda _: {"workloads.document-batch.offers.open.decision": "2027-10-01"},
    "workloads.*.offers.*.term_quarters": lambda _: {"workloads.document-batch.offers.signed.term_quarters": 1},
    "workloads.*.customers.*": lambda _: {"workloads.assistant.customers": {"FR": 0.2, "DE": 0.8}},
    "uncertainty.rack_delay_quarters": lambda _: {"uncertainty.rack_delay_quarters": [0.5, 0.5]},
    "uncertainty.connection_delay_quarters": lambda _: {"uncertainty.connection_delay_quarters": [0.5, 0.5]},
    # Null is the headroom given; its bounds say nothing about how likely is usual.
    "demand.service_probability": lambda _: {"demand.service_probability": 0.95},
    # Firm and flexible part add up to what the phase brings.
    "site.phases.*.firm_mw": lambda _: {
        "site.phases.phase-1.firm_mw": 0.3,
        "site.phases.phase-1.flexible_mw": 0.15,
    },
    # One day a period is dispatched, 15 November and 15 February among them: works miss both, or hold on both.
    "site.maintenance.*.start": lambda _: {"site.maintenance.works.start": "2027-11-24"},
    "site.maintenance.*.end": lambda _: {"site.maintenance.works.end": "2028-02-20"},
    # Not as much as a fourth transformer brings: the change before this one in the session.
    "site.transformers.mva_each": lambda _: {"site.transformers.mva_each": 0.4},
    # What is measured, and in what, goes together.
    "fleet.operating_points.measurements.*.precision": lambda _: {
        "fleet.operating_points.measurements.1.precision": "fp4",
        "workloads.document-batch.precision": "fp4",
    },
    "fleet.operating_points.measurements.*.unit": lambda _: {
        "fleet.operating_points.measurements.1.unit": "output tokens/s and kW",
        "fleet.operating_points.measurements.1.gpu_watts": None,
        "fleet.operating_points.measurements.1.rack_kw": 9.0,
    },
    # Weights add up to 1; pairs and series are names.
    **{
        f"forecast.workloads.*.weights.{source}": lambda _: {
            "forecast.workloads.assistant.weights": {"given": 0.4, "history": 0.3, "drivers": 0.2, "growth": 0.1}
        }
        for source in ("given", "history", "drivers", "growth")
    },
    **{
        f"forecast.correlations.*.{end}": lambda _: {
            "forecast.correlations.0": {"first": "document-batch", "second": "assistant", "correlation": 0.6}
        }
        for end in ("first", "second")
    },
    "forecast.workloads.*.growth.series": lambda _: {"forecast.workloads.assistant.growth.series": []},
    # Each unit has fields of its own: tokens become GPU-hours, with all that these have.
    "workloads.*.unit": lambda base: {
        "workloads.document-batch": base.values()["workloads"]["fine-tuning"],
        "forecast": None,  # drivers are of tokens
        "fleet.operating_points.measurements": _OWN[:1],
    },
}


def _measured(rack: str, **row: Any) -> dict[str, Any]:
    return {"rack": rack, "unit": "output tokens/s", "date": "2026-10-01", "source": "own run"} | row


_OWN = [
    _measured(
        "GB300_NVL72",
        workload="assistant",
        tokens_per_s_per_gpu=1400.0,
        tokens_per_s_per_user=36.0,
        rack_kw=100.0,
        unit="output tokens/s and kW",
    ),
    _measured(
        "B200_HGX",
        model="Mistral-Small-4",
        precision="fp8",
        tokens_per_s=16_000.0,
        tokens_per_s_per_user=40.0,
        gpu_watts=700.0,
        unit="output tokens/s and W",
    ),
    _measured("H200_HGX", workload="document-batch", tokens_per_s_per_gpu=1300.0, tokens_per_s_per_user=36.0),
    _measured(
        "H200_HGX", model="Mistral-Medium-3.5", precision="fp8", tokens_per_s_per_gpu=600.0, tokens_per_s_per_user=36.0
    ),
]


UNCERTAIN = {
    "paths": 3,
    "sample": 20,
    "decide_until": "2027-Q3",
    "demand": {"sigma_per_year": 0.3, "sigma_per_year_of": {"assistant": 0.4}},
    "correlations": [{"one": "demand", "other": "rack_delay", "correlation": 0.3}],
}
_DEAL: dict[str, Any] = {
    "title": "A", "start": "2027-Q4", "term_quarters": 2, "peak_multiple": 1.0, "used_share": 0.9,
    "take_or_pay_share": 0.6, "credit_share": 0.3, "credit_cap_share": 0.5, "termination_fee_share": 0.2,
    "payment_loss_share": 0.02, "decision": "2027-09-15",
}  # fmt: skip
_SOURCES: dict[str, Any] = {
    "weights": {"given": 0.1, "history": 0.2, "drivers": 0.3, "growth": 0.4},
    "history": {"file": "tokens.csv", "csv": "date,value,unit"},
    "growth": {"series": ["google_monthly_tokens"], "spread_per_year": 0.4},
    "drivers": {
        "usage": {"users": 1e6, "users_growth": [2.0], "requests_per_user_per_day": 20.0},
        "seats": {"customers": 100.0, "seats_per_customer": 50.0, "requests_per_seat_per_day": 30.0},
        "contracts": {
            "a": {
                "title": "A", "probability": 0.5, "start": "2027-Q3", "end": "2028-Q1", "output_mtokens_per_day": 100.0,
            },
        },
        "price_elasticity": -0.5,
        "model_switches": [{"date": "2027-10-01", "output_factor": 1.5}],
    },
}  # fmt: skip
_FORECAST: dict[str, Any] = {
    "correlation": 0.4,
    "correlations": [{"first": "assistant", "second": "document-batch", "correlation": 0.6}],
    "workloads": dict.fromkeys(("assistant", "document-batch"), _SOURCES),
}


# Fields changed apart: what stands beside them makes every day slower, and the others do not need it.
APART = (
    (
        "site.curtailment", "site.transformers", "site.maintenance", "site.phases.*.flexible_mw",
        "site.phases.*.firm_mw", "power.carbon.", "power.gensets.carbon_kg_per_mwh_fuel",
        "power.gensets.efficiency",  # fuel of a MWh counts against the cap
    ),
    ("power.grid_support", "power.cold_store"),
)  # fmt: skip


@functools.cache
def small() -> Scenario:
    """Three quarters of the base case, three racks, three workloads; every optional field is given somewhere.

    A small fleet, and demand that is worth its racks, power and room: what is changed then changes the plan.
    """
    values = planner.load(START).values()
    values["horizon"] |= {"start": "2027-Q3", "end": "2028-Q1"}  # the grid tariff is revised in August
    fleet, site, workloads = values["fleet"], values["site"], values["workloads"]
    on_site = planner.load(WITH_BATTERY).values()["power"]
    fleet["racks"] = {name: fleet["racks"][name] for name in RACKS}
    fleet["opening"] = [{"rack": name, "racks": 4, "live_from": "2027-Q2"} for name in RACKS[:2]]
    for rack in fleet["racks"].values():
        rack |= {"lead_time_months": 3, "supply_per_quarter": 9}
    fleet["operating_points"] = {
        "basis": "nearest-row", "power_caps": [0.6], "measurements": _OWN, "software_date": "2026-02-15",
    }  # fmt: skip
    fleet["racks"]["B200_HGX"] |= {"order_until": "2027-Q3", "price_usd": 420_000.0, "nameplate_kw": 14.3}
    fleet["racks"]["GB300_NVL72"] |= {"supply_later_per_quarter": 8, "supply_later_from": "2027-Q4"}
    fleet["racks"]["H200_HGX"] |= {"order_from": "2027-Q3", "life_years": 0.75}
    site["connection_mw"] = 0.9
    site["cooling"]["max_fraction"] = 0.08
    for phase in site["phases"].values():
        phase |= {"rack_positions": 6.0, "liquid_cooling_mw": 0.4, "floor_load_t": 6.0, "capex_meur": 0.1}
    site["phases"]["phase-2"] |= {"earliest": "2027-Q4", "committed": False, "flexible_mw": 0.1}
    site["phases"]["phase-1"]["flexible_mw"] = 0.1
    site["curtailment"] = {"hours_per_year": 100.0, "when": "agreed-evenings"}
    site["transformers"] = {"count": 3, "mva_each": 0.42}
    site["maintenance"] = {"works": {"start": "2027-11-10", "end": "2027-11-25", "mw_left": 0.5}}
    values["power"]["carbon"]["cap"] = {"t_per_year": 80.0}
    values["workloads"] = {name: workloads[name] for name in WORKLOADS}
    workloads["assistant"] |= {"revenue_share": 0.9, "unserved_price_multiple": 0.5, "cached_input_share": 0.2}
    workloads["assistant"] |= {"software_date": "2026-02-15"}
    workloads["assistant"] |= {"customers": {"FR": 0.7, "DE": 0.3}, "deferrable_share": 0.2, "deferrable_hours": 12}
    workloads["document-batch"]["offers"] = {
        "signed": _DEAL | {"signed": True, "decision": None, "demand_share": 0.2, "price_share": 0.9},
        "open": _DEAL | {"mean_tokens_per_s": [20_000.0, 30_000.0], "price_eur": 0.9, "price_change_per_year": -0.1},
    }
    workloads["fine-tuning"]["offers"] = {"gpus": _DEAL | {"mean_gpus": [50.0], "whole": False}}
    workloads["fine-tuning"]["uncommitted_share"] = 0.8
    burst = {"most_gpus": 40.0, "reserved_price_share": 0.7, "most_reserved_gpus": 30.0, "price_change_per_year": -0.1}
    values["power"]["burst"] |= burst
    workloads["document-batch"] |= {"input_usd_per_mtoken": 0.15, "output_usd_per_mtoken": 0.6}
    values["power"]["spot"]["forward_eur_per_mwh"] = {"2027": 53.5}
    plant = {
        "kind": "wind",
        "delivery": "as_produced",
        "full_load_hours": 2000.0,
        "signed": "2027-09-15",
        "start": "2027-10-25",
    }
    values["power"]["contracts"] = {
        "new": BLOCK | {"min_mw": 0.05, "take_it_or_leave_it": True},
        "plant": BLOCK | plant | {"prepayment_meur_per_mw": 0.01},
        "old": BLOCK
        | {
            "title": "B",
            "start": "2026-08-10",
            "end": "2028-12-31",
            "min_mw": 0.1,
            "max_mw": 0.1,
            "indexed_to_inflation_share": 0.5,
        },
    }
    values["power"]["hedge"] = {
        "min_share": 0.1,
        "max_share": 0.9,
        "expected_load_factor": 0.8,
        "min_share_from": "2027-Q4",
    }
    values["power"] |= {name: on_site[name] for name in ("battery", "pv", "gensets")}
    on_site["battery"] |= {"earliest": "2027-Q3", "min_mw": 0.05, "max_mw": 0.3, "min_mwh": 0.1, "max_mwh": 0.6}
    values["forecast"] = _FORECAST
    on_site["pv"] |= {"earliest": "2027-Q3", "min_mw": 0.05, "max_mw": 0.2}
    on_site["gensets"] |= {"mw": 0.2, "peak_shaving": True}
    values["uncertainty"] = UNCERTAIN
    values["power"]["grid_support"] = {
        "hourly": {
            "title": "A", "product": "afrr-up", "price_eur_per_mw_h": 40.0, "price_change_per_year": -0.1,
            "max_mw": 0.2, "sustained_hours": 1, "earliest": "2027-Q3", "interruptible": ["assistant"],
        },
        "daily": {
            "title": "B", "product": "mfrr-up", "price_eur_per_mw_h": 20.0, "max_mw": 0.1, "sustained_hours": 2,
            "earliest": "2027-Q3", "offer": "daily", "from_hour": 1, "to_hour": 23, "weekdays": [0, 1, 2, 3, 4],
        },
    }  # fmt: skip
    values["power"]["cold_store"] = planner.load(WITH_STORE).values()["power"]["cold_store"] | {
        "earliest": "2027-Q3",
        "min_mw": 0.05,
        "max_mw": 0.2,
        "min_mwh": 0.1,
        "max_mwh": 0.4,
    }
    return Scenario.from_values(values)


def schema_field(path: str) -> str:
    return INNER_ITEMS.sub(r"\1.*", ITEMS.sub(r"\1.*", path))


def others(field: FieldValue, known: list[FieldValue]) -> Iterator[Any]:
    """Other values to try, by the kind of the field: no list of fields, so a new field is tested too."""
    value = field.value
    if field.choices:
        yield from (choice for choice in field.choices if choice != value)
    elif isinstance(value, bool):
        yield not value
    elif isinstance(value, int):
        yield from (value + 1, value - 1)
    elif isinstance(value, float):
        yield from (value * 1.3, value * 0.8, value + 0.1, value - 0.1)
    elif isinstance(value, tuple) and value and isinstance(value[0], float):
        yield [value[0] * 1.3, *value[1:]]
    elif isinstance(value, tuple):  # months, or names: one fewer
        yield from ([*value[:at], *value[at + 1 :]] for at in range(len(value)))
    elif isinstance(value, dt.date):
        yield from ((value + dt.timedelta(days=days)).isoformat() for days in (30, -30))
    elif isinstance(value, str) and re.fullmatch(r"20\d\d-Q[1-4]", value):
        quarter = int(value[:4]) * 4 + int(value[-1]) - 1
        yield from (f"{at // 4}-Q{at % 4 + 1}" for at in (quarter + 1, quarter - 1))
    elif isinstance(value, str) and re.fullmatch(r"\d\d:\d\d", value):
        yield f"{(int(value[:2]) + 1) % 24:02}{value[2:]}"
    elif isinstance(value, str):  # a name: one that another item has, a rack, or a new one
        same = schema_field(field.path)
        yield from (f.value for f in known if schema_field(f.path) == same and f.value not in (None, value))
        yield from (name for name in RACKS if name != value)
        yield f"{value}-2"
    elif field.minimum is not None:  # null: a year, by its bounds
        yield from (int(field.minimum) + step for step in (7, 1))


def same_inputs(a: Any, b: Any) -> bool:
    """Whether two (parts of) inputs are equal but for texts that no plan depends on."""
    if dataclasses.is_dataclass(a):
        names = (f.name for f in dataclasses.fields(a) if f.name not in {"name", "assumptions", "warnings", "source"})
        return all(same_inputs(getattr(a, name), getattr(b, name)) for name in names)
    if isinstance(a, np.ndarray) and a.dtype.kind == "f":
        return np.array_equal(a, b, equal_nan=True)
    return np.array_equal(np.asarray(a), np.asarray(b))


@dataclasses.dataclass(frozen=True)
class Change:
    """One field changed: the scenario and what the optimiser reads of it."""

    field: str
    new: dict[str, Any]
    scenario: Scenario
    inputs: ModelInputs
    same: bool  # nothing that the optimiser reads has changed


def valid_changes(base: Scenario, x: ModelInputs, items: list[FieldValue], known: list[FieldValue]) -> Iterator[Change]:
    """Changes of one field of the schema that its rules and the inputs allow, one item of it after the other."""
    for item in items:
        for value in others(item, known):
            try:
                yield change(base, x, schema_field(item.path), {item.path: value})
            except (ScenarioError, DataError):
                continue  # not allowed: the next one


def change(base: Scenario, x: ModelInputs, field: str, new: dict[str, Any]) -> Change:
    scenario = base.with_(**new)
    inputs = build_inputs(scenario, days=1)
    return Change(field, new, scenario, inputs, same_inputs(inputs, x))


def changes(base: Scenario, x: ModelInputs, part: int) -> dict[str, Change]:
    """One change for every field of a part: the first that the optimiser notices, else the first allowed."""
    known, found = flatten(base), {}
    fields: dict[str, list[FieldValue]] = {}
    for item in known:
        if part_of(schema_field(item.path)) == part:
            fields.setdefault(schema_field(item.path), []).append(item)
    for field, items in fields.items():
        if field in TOGETHER:
            found[field] = change(base, x, field, TOGETHER[field](base))
            continue
        items.sort(key=lambda item: item.value is None)  # null says nothing about the size of a number
        for one in valid_changes(base, x, items, known):
            found.setdefault(field, one)
            if not one.same:
                found[field] = one
                break
    return found


def part_of(field: str) -> int:
    """The part of `parts` that changes this field."""
    return next((i for i, names in enumerate(APART, start=1) if field.startswith(names)), 0)


def parts() -> tuple[Scenario, ...]:
    """The small scenario without all that makes its days slow, then with each group of that alone."""
    support = {"power.grid_support": {}, "power.cold_store": None}
    flexible = {f"site.phases.{name}.flexible_mw": 0.0 for name in small().site.phases}
    limits = flexible | {
        "site.curtailment": None, "site.transformers": None, "site.maintenance": {}, "power.carbon.cap": None,
    }  # fmt: skip
    return small().with_(**support, **limits), small().with_(**support), small().with_(**limits)


def kept_of(field: str) -> Reuse:
    steps = field.split(".")
    return next(KEPT[path] for n in range(len(steps), -1, -1) if (path := ".".join(steps[:n])) in KEPT)


@dataclasses.dataclass(frozen=True)
class Answer:
    """A what-if of one field, or of a few that keep as much, beside a solve of its own."""

    changes: tuple[Change, ...]
    inputs: ModelInputs
    kept: Reuse  # of the session's last solve
    plan: Plan
    fresh: Solution

    @property
    def name(self) -> str:
        return " + ".join(one.field for one in self.changes)


MANY = 20  # what-ifs of a part
TOGETHER_AT_MOST = 4  # fields in one what-if: each field's own inputs and reuse are looked at without a solve


def together(base: Scenario, known: Sequence[Change]) -> Iterator[tuple[tuple[Change, ...], Scenario, ModelInputs]]:
    """Changes that keep as much, a few at a time; one alone where its fields allow no other beside it."""
    waiting = list(known)
    while waiting:
        for count in range(min(TOGETHER_AT_MOST, len(waiting)), 0, -1):
            group = tuple(waiting[:count])
            new = {path: value for one in group for path, value in one.new.items()}
            if count == 1 or len(new) == sum(len(one.new) for one in group):
                try:
                    scenario = base.with_(**new)
                    inputs = group[0].inputs if count == 1 else build_inputs(scenario, days=1)
                except (ScenarioError, DataError):
                    continue
                yield group, scenario, inputs
                del waiting[:count]
                break


@functools.cache
def changes_of(part: int) -> tuple[Change, ...]:
    """The changes of a part, those that keep cuts first, so that cuts of many solves pile up."""
    base = parts()[part]
    known = changes(base, build_inputs(base, days=1), part).values()
    return tuple(sorted(known, key=lambda one: KINDS.index(kept_of(one.field))))


def all_changes() -> dict[str, Change]:
    return {one.field: one for part in range(len(parts())) for one in changes_of(part)}


def answers_of(part: int) -> list[Answer]:
    """What-ifs of the fields of a part, one after the other in one session."""
    base = parts()[part]
    matter = [one for one in changes_of(part) if not one.same]
    groups = [
        group for kind in KINDS for group in together(base, [one for one in matter if kept_of(one.field) == kind])
    ]
    inputs = {scenario.content_hash: x for _, scenario, x in groups}
    inputs[base.content_hash] = build_inputs(base, days=1)
    taken: list[Reuse] = []
    take = Session._take

    def record(session: Session, x: ModelInputs, search: Search) -> Reuse:
        taken.append(take(session, x, search))
        return taken[-1]

    answered = []
    with pytest.MonkeyPatch.context() as patch, planner.WhatIf(base, days=1, gap=GAP, processes=1) as what_if:
        what_if.solve()
        patch.setattr(Session, "_take", record)
        # Inputs are a function of the scenario: those made for the change are not made again.
        patch.setattr("planner.inputs.build.build_inputs", lambda scenario, days: inputs[scenario.content_hash])
        for group, scenario, x in [*groups, ((), base, inputs[base.content_hash])]:  # and back
            before = len(taken)
            plan = what_if.solve(scenario)
            reuse = taken[before]  # that of the plan; its reference comes after
            answered.append(Answer(group, x, reuse, plan, solve_inputs(x, gap=GAP, processes=1)))
    return answered


@pytest.fixture(scope="module", params=range(3))
def answers(request: pytest.FixtureRequest) -> list[Answer]:
    """The what-ifs of one part; the last is the scenario as it was."""
    return answers_of(request.param)


def misses(answer: Answer) -> Iterator[str]:
    """What is wrong with a what-if, seen from a solve of its own."""
    sign = 1 if answer.inputs.objective == "minimise_cost" else -1
    manifest, fresh = answer.plan.manifest, answer.fresh
    ours, our_bound = sign * manifest["objective_meur"], sign * manifest["bound_meur"]
    theirs, their_bound = sign * fresh.objective_meur, sign * fresh.bound_meur
    rounding = ROUNDING * abs(theirs)
    if manifest["status"] != "optimal_within_gap" or fresh.status != "optimal_within_gap":
        yield f"not proven: {manifest['status']}, {fresh.status}"
    if abs(ours - theirs) > GAP * max(abs(ours), abs(theirs)) + rounding:
        yield f"cost {ours}, on its own {theirs}"
    if ours < their_bound - rounding or theirs < our_bound - rounding:
        yield f"cost {ours} in a bound of {our_bound}, on its own {theirs} in {their_bound}"


def test_every_field_of_the_schema_is_changed() -> None:
    """Proves: none was forgotten, and the optimiser hears of every change but those that no plan depends on.

    A bug would give: inputs kept from a scenario before, or a field that nothing reads.
    """
    known = all_changes()
    assert set(known) == {schema_field(item.path) for item in flatten(small())}
    inert = INERT | {field for field in known if field.startswith(INERT_BELOW)}
    assert {field for field, one in known.items() if one.same} == inert


def test_a_what_if_is_a_solve_of_its_own(answers: list[Answer]) -> None:
    """Proves: after any change, the same objective within the gaps; neither plan passes the other's bound.

    A bug would give: a plan proven with cuts of the old prices, demand, weather or racks.
    """
    assert {answer.name: wrong for answer in answers if (wrong := list(misses(answer)))} == {}


def test_what_is_kept(answers: list[Answer]) -> None:
    """Proves: changes of investment keep the cuts, those of prices, demand and weather the bases.

    A bug would give: right answers, slowly; or cuts kept by luck, where the change did not matter.
    """
    kept = {answer.name: {answer.kept} for answer in answers if answer.changes}
    assert kept == {a.name: {kept_of(one.field) for one in a.changes} for a in answers if a.changes}


def test_what_each_field_keeps() -> None:
    """Proves: the same for each field by itself, from its inputs alone.

    A bug would give: a field that throws away more than it must, hidden by another that is changed with it.
    """
    bases = [build_inputs(base, days=1) for base in parts()]
    for field, one in all_changes().items():
        x = bases[part_of(field)]
        kind = "cuts" if same_dispatch(x, one.inputs) else "bases" if same_structure(x, one.inputs) else "nothing"
        assert (field, kind) == (field, kept_of(field))


def test_the_changes_matter(answers: list[Answer]) -> None:
    """Proves: the comparison is not of a plan that nothing moves.

    Of the many what-ifs a third or more move the objective by over two gaps, or the orders; of the few of a small part
    at least one. The rest move it less.
    """
    base = answers[-1].fresh
    moved = [
        abs(answer.fresh.objective_meur - base.objective_meur) > 2 * GAP * abs(base.objective_meur)
        or not np.array_equal(answer.fresh.order_racks, base.order_racks)
        for answer in answers[:-1]
    ]
    assert sum(moved) >= (len(moved) / 3 if len(moved) > MANY else 1), moved


def test_exact_on_every_day_and_back() -> None:
    """Proves: `make_exact` dispatches every real day and leaves the quick what-ifs as they were.

    A bug would give: three days called exact, or cuts of all days used for a few.
    """
    spot_only = {"power.contracts": {}, "power.hedge.min_share": 0.0, "site.maintenance": {}}
    base = small().with_(**spot_only, **{"horizon.end": "2027-Q3", "site.phases.phase-2.earliest": "2027-Q3"})
    dear = base.with_(**{"power.spot.scale": 1.5})
    with planner.WhatIf(base, days=1, gap=GAP, processes=1) as what_if:
        before = what_if.solve(dear)
        exact = what_if.make_exact(dear)
        after = what_if.solve(dear)
    assert (before.manifest["days"], exact.manifest["days"], exact.manifest["every_day"]) == (1, "all", True)
    assert exact.manifest["gap"] <= GAP
    assert len(exact.hourly) == 92 * 24  # July to September
    assert after.manifest["objective_meur"] == pytest.approx(before.manifest["objective_meur"], rel=GAP)
