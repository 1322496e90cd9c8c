"""What a what-if of each field keeps, which fields no plan depends on, and which cannot change alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from planner.optimisation.search.solve_phases import Reuse
from planner.scenario.schema import Scenario
from tests.what_if_scenario import OWN, small

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
    "workloads.*.offers.*.days_to_be_paid": "cuts",
    "workloads.*.offers.*.investment_grade": "cuts",
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
    "finance.usd_per_eur_by_year": "bases",
    "finance.inflation": "bases",
    "finance.capital_budget_meur": "cuts",
    "finance.transfer_price_share": "cuts",
    "finance.payments": "cuts",
    "finance.opening": "cuts",
    "finance.lives": "cuts",
    "finance.lease": "cuts",
    "finance.tax": "cuts",
    "finance.debt": "cuts",
    "finance.payout": "cuts",
    "forecast": "cuts",  # gives paths to try plans on; the plan itself rests on the demand given
}


# No plan depends on these: names, and what is only reported.
INERT = {
    "name", "title", "site.name", "workloads.*.title", "workloads.*.offers.*.title", "finance.view",
    "finance.transfer_price_share",
    "workloads.*.offers.*.days_to_be_paid", "workloads.*.offers.*.investment_grade",
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


# What is made of a plan once it is solved: its accounts, and the forecast that it may be tried on.
ACCOUNTS = tuple(f"finance.{part}" for part in ("payments", "opening", "lives", "lease", "tax", "payout"))
LOANS = tuple(
    f"finance.debt.{part}"
    for part in ("base_rate", "hedged", "minimum_cash_meur", "term_loan", "revolver", "reserve", "covenants")
)
INERT_BELOW = ("forecast.", *ACCOUNTS, *LOANS)


# Items of a mapping or list share the fields of the schema: fleet.racks.*.positions is one.
ITEMS = re.compile(
    r"^(fleet\.(?:racks|opening|volume_tiers|operating_points\.measurements)|site\.phases|site\.maintenance|workloads"
    r"|finance\.(?:opening\.fleet|debt\.base_rate|usd_per_eur_by_year|capital_budget_meur)|power\.(?:contracts|grid_support|spot\.forward_eur_per_mwh)"
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
    # A loan that holds back orders owes nothing that follows from cash after tax.
    "finance.debt.planning": lambda _: {
        "finance.debt.planning": {"minimum_dscr": 3.0, "months": 6},
        "finance.debt.term_loan.margin_contracted": None,
        "finance.debt.revolver": None,
        "finance.debt.reserve": None,
    },
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
        "fleet.operating_points.measurements": OWN[:1],
    },
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


def schema_field(path: str) -> str:
    return INNER_ITEMS.sub(r"\1.*", ITEMS.sub(r"\1.*", path))


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
