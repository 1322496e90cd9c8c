"""Rules between fields, each broken once, with its message to the letter."""

from __future__ import annotations

from typing import Any

import pytest

from planner.errors import ScenarioError
from planner.scenario.rules import site
from planner.scenario.schema import Scenario
from tests.scenario.account_cases import ACCOUNT_CASES
from tests.scenario.connection_cases import CONNECTION_CASES
from tests.scenario.contract_cases import CONTRACT_CASES
from tests.scenario.forecast_cases import FORECAST_CASES, GROWN
from tests.scenario.offer_cases import OFFER_CASES
from tests.scenario.small import DROP, SMALL, changed
from tests.scenario.uncertainty_cases import UNCERTAINTY_CASES

CHAT, FLOW, H200 = "workloads.chat", "workloads.flow", "fleet.racks.H200_HGX"
BATTERY = {
    "earliest": "2027-Q1",
    "max_mw": 2,
    "max_mwh": 4,
    "capex_eur_per_kw": 300,
    "capex_eur_per_kwh": 250,
    "opex_share_per_year": 0.01,
    "power_life_years": 10,
    "energy_life_years": 20,
    "round_trip_efficiency": 0.9,
    "wear_eur_per_mwh": 5,
    "fade_per_year": 0.01,
    "end_value_share": 0.5,
}
COLD_STORE = {
    "earliest": "2027-Q1",
    "max_mw": 2,
    "max_mwh": 8,
    "capex_eur_per_kw": 250,
    "capex_eur_per_kwh": 25,
    "opex_share_per_year": 0.01,
    "life_years": 20,
    "loss_per_hour": 0.002,
    "end_value_share": 0.5,
}
SUPPORT = {
    "title": "Reserve",
    "product": "afrr-up",
    "price_eur_per_mw_h": 10,
    "max_mw": 1,
    "sustained_hours": 1,
    "earliest": "2027-Q1",
}
OWN = "fleet.operating_points.measurements"
MEASURED: dict[str, Any] = {
    "rack": "H200_HGX",
    "workload": "chat",
    "tokens_per_s_per_gpu": 900.0,
    "unit": "output tokens/s",
    "date": "2026-10-01",
    "source": "own run",
}


def measured(**new: Any) -> dict[str, Any]:
    """The small scenario with one measurement; None takes a value away."""
    row = {name: value for name, value in (MEASURED | new).items() if value is not None}
    return {"fleet.operating_points": {"measurements": [row]}}


CASES: dict[str, tuple[dict[str, Any], str]] = {
    "_horizon": (
        {"horizon.end": "2026-Q3", "power.spot.forward_eur_per_mwh": {2026: 50}},
        "horizon.end is 2026-Q3.\nAllowed: 2026-Q4 (horizon.start) or later.",
    ),
    "_phases": (
        {"site.phases.a.connection_share": 0.5},
        "site.phases share the connection as 0.5 + 0.6 = 1.1.\nAllowed: shares that add up to 1.\n\n"
        "hint: change connection_share of a phase.",
    ),
    "_cooling_charge": (
        {"site.cooling.charge": "by-rack"},
        "site.cooling.charge is by-rack, and site.cooling.design is simple: a straight line has no loops.\n"
        "Allowed: site-mean, or by-rack with a design of dry, adiabatic or evaporative.\n\n"
        "hint: set site.cooling.design.",
    ),
    "_weather: cooling": (
        {"site.cooling.max_fraction": 0.05},
        "site.cooling.max_fraction is 0.05.\nAllowed: 0.06 (site.cooling.free_fraction) or more.",
    ),
    "_weather: water": (
        {"site.water.full_at_wet_bulb_degc": 14},
        "site.water.full_at_wet_bulb_degc is 14 °C.\nAllowed: above 14 °C (site.water.starts_at_wet_bulb_degc).",
    ),
    "_named_racks: opening": (
        {"fleet.opening.0.rack": "H200_HXG"},
        'fleet.opening.0.rack is "H200_HXG".\nAllowed: a product of fleet.racks.\n\nhint: Did you mean "H200_HGX"?',
    ),
    "_named_racks: reference": (
        {f"{FLOW}.reference_rack": "GB300"},
        f'{FLOW}.reference_rack is "GB300".\nAllowed: a product of fleet.racks.\n\nhint: Did you mean "GB300_NVL72"?',
    ),
    "_named_racks: burst": (
        {"power.burst.rack": "TPU"},
        'power.burst.rack is "TPU".\nAllowed: a product of fleet.racks.\n\nhint: Valid names: H200_HGX, GB300_NVL72.',
    ),
    "_racks: window": (
        {f"{H200}": SMALL["fleet"]["racks"]["H200_HGX"] | {"order_until": "2026-Q1"}},
        f"{H200}.order_until is 2026-Q1.\nAllowed: 2026-Q4 (order_from) or later.",
    ),
    "_racks: later supply": (
        {f"{H200}": SMALL["fleet"]["racks"]["H200_HGX"] | {"supply_later_per_quarter": 9}},
        f"{H200}.supply_later_from is missing.\nIt is needed because supply_later_per_quarter is given.\n\n"
        "hint: give both, or neither.",
    ),
    "_racks: power": (
        {f"{H200}": SMALL["fleet"]["racks"]["H200_HGX"] | {"idle_share_of_nameplate": 0.8}},
        f"{H200}.idle_share_of_nameplate is 0.8.\nAllowed: 0.05 (standby) to 0.7 (serving).",
    ),
    "_opening": (
        {"fleet.opening.0.live_from": "2027-Q1"},
        "fleet.opening.0.live_from is 2027-Q1.\nAllowed: 2026-Q4 (horizon.start) or earlier.\n\n"
        "hint: racks that come later are for the plan to order.",
    ),
    "_horizon: day of the plan": (
        {"horizon.as_of": "2028-01-01"},
        "horizon.as_of is 2028-01-01.\nAllowed: a day before 2028-01-01, when the horizon is over (horizon.end).\n\n"
        "hint: lengthen the horizon: nothing is left to plan.",
    ),
    "_on_order": (
        {"fleet.on_order": [{"rack": "H200_HGX", "racks": 1, "delivery": "2026-10-01", "left_to_pay_usd": 0}]},
        "fleet.on_order.0.delivery is 2026-10-01.\nAllowed: after 2026-10-01 (the first day of the horizon) and before "
        "2028-01-01 (horizon.end).\n\nhint: racks that run when the plan is made belong to fleet.opening.",
    ),
    "_named_racks: on order": (
        {"fleet.on_order": [{"rack": "H200", "racks": 1, "delivery": "2027-01-01", "left_to_pay_usd": 0}]},
        'fleet.on_order.0.rack is "H200".\nAllowed: a product of fleet.racks.\n\nhint: Did you mean "H200_HGX"?',
    ),
    "_tiers: racks": (
        {"fleet.volume_tiers.1.from_racks": 8},
        "fleet.volume_tiers.1.from_racks is 8 racks.\nAllowed: more than 8 racks, the tier before.",
    ),
    "_tiers: discount": (
        {"fleet.volume_tiers.1.discount": 0.05},
        "fleet.volume_tiers.1.discount is 0.05.\nAllowed: more than 0.05, the tier before.",
    ),
    "_workloads: level": (
        {f"{CHAT}.level_tokens_per_s": DROP},
        f"{CHAT}.level_tokens_per_s is missing.\nIt is needed because unit is tokens.",
    ),
    "_workloads: other unit": (
        {f"{FLOW}.model": "Devstral-2"},
        f'{FLOW}.model is "Devstral-2".\nIt belongs to the unit tokens; unit is gpu_hours.\n\n'
        "hint: remove model, or set unit to tokens.",
    ),
    "_workloads: price": (
        {f"{CHAT}.price_of": DROP},
        f"{CHAT}.price_of is missing.\nIt is needed because input_usd_per_mtoken or output_usd_per_mtoken is null.\n\n"
        "hint: name a model of the price list, or give both prices.",
    ),
    "_shapes": (
        {"power.carbon.shape_to": "2024-07-01"},
        "power.carbon.shape_to is 2024-07-01.\nAllowed: after 2024-07-01 (power.carbon.shape_from).",
    ),
    "_forwards": (
        {"power.spot.forward_eur_per_mwh": {2026: 50, 2028: 60}},
        "power.spot.forward_eur_per_mwh has no price for 2027; years given: 2026, 2028.\n"
        "Allowed: every year from the start of the horizon to the last one given.",
    ),
    "_on_site: battery": (
        {"power.battery": BATTERY | {"min_mwh": 9}},
        "power.battery.min_mwh is 9 MWh.\nAllowed: up to 4 MWh (max_mwh).",
    ),
    "_on_site: thermal store": (
        {"power.cold_store": COLD_STORE | {"min_mw": 3}},
        "power.cold_store.min_mw is 3 MW.\nAllowed: up to 2 MW (max_mw).",
    ),
    "grid_support: count": (
        {"power.grid_support": {f"p{i}": SUPPORT for i in range(7)}},
        "power.grid_support has 7 products.\nAllowed: up to 6.",
    ),
    "grid_support: hours": (
        {"power.grid_support": {"a": SUPPORT | {"from_hour": 22, "to_hour": 6}}},
        "power.grid_support.a.to_hour is 6.\nAllowed: after 22 (from_hour).\n\n"
        "hint: hours over midnight are two products.",
    ),
    "grid_support: months": (
        {"power.grid_support": {"a": SUPPORT | {"months": [1, 2, 1]}}},
        "power.grid_support.a.months is 1, 2, 1.\nAllowed: each month once.",
    ),
    "grid_support: workload": (
        {"power.grid_support": {"a": SUPPORT | {"interruptible": ["nothing"]}}},
        'power.grid_support.a.interruptible.0 is "nothing".\nAllowed: a workload of the scenario.\n\n'
        "hint: Valid names: chat, flow.",
    ),
    "grid_support: earliest": (
        {"power.grid_support": {"a": SUPPORT | {"earliest": "2060-Q1"}}},
        "power.grid_support.a.earliest is 2060-Q1.\nAllowed: up to 2027-Q4 (horizon.end).\n\n"
        "hint: leave the product out.",
    ),
    "caps": (
        {"fleet.operating_points": {"power_caps": [0.7, 0.8]}},
        "fleet.operating_points.power_caps is 0.7, 0.8.\nAllowed: each cap once, the highest first.",
    ),
    "measurements: throughput": (
        measured(tokens_per_s=7200.0),
        f"{OWN}.0.tokens_per_s_per_gpu and tokens_per_s are both given.\nAllowed: one of the two.",
    ),
    "measurements: no throughput": (
        measured(tokens_per_s_per_gpu=None),
        f"{OWN}.0.tokens_per_s_per_gpu and tokens_per_s are both missing.\nAllowed: one of the two.",
    ),
    "measurements: power": (
        measured(rack_kw=6.0, gpu_watts=500.0),
        f"{OWN}.0.rack_kw and gpu_watts are both given.\n"
        "Allowed: one of the two: wall and board power are never mixed.",
    ),
    "measurements: unit of power": (
        measured(rack_kw=6.0),
        f'{OWN}.0.unit is "output tokens/s", which does not say the unit of rack_kw.\nAllowed: output tokens/s and kW.',
    ),
    "measurements: board for wall": (
        measured(gpu_watts=500.0, unit="output tokens/s and kW"),
        f'{OWN}.0.unit is "output tokens/s and kW", which does not say the unit of gpu_watts.\n'
        "Allowed: output tokens/s and W.",
    ),
    "measurements: unit without power": (
        measured(unit="output tokens/s and W"),
        f'{OWN}.0.unit is "output tokens/s and W", but no power is given.\nAllowed: output tokens/s.',
    ),
    "measurements: workload": (
        measured(workload="chta"),
        f'{OWN}.0.workload is "chta".\nAllowed: a workload of the scenario.\n\nhint: Did you mean "chat"?',
    ),
    "measurements: no subject": (
        measured(workload=None, model="Mistral-Small-4"),
        f"{OWN}.0.precision is missing.\nIt is needed because no workload is named.",
    ),
    "measurements: two subjects": (
        measured(model="Mistral-Small-4"),
        f"{OWN}.0.workload is given, and a model or precision too.\nAllowed: one of the two.",
    ),
    "measurements: missing unit": (
        measured(unit=None),
        f"{OWN}.0.unit is missing.\n"
        "Needed: output tokens/s, output tokens/s and kW, output tokens/s and W. What the figures are: output "
        "tokens, never input or total; kW with rack_kw, W with gpu_watts.\n\nhint: add unit: output tokens/s",
    ),
}
CASES |= CONTRACT_CASES | OFFER_CASES | UNCERTAINTY_CASES | FORECAST_CASES | CONNECTION_CASES | ACCOUNT_CASES


@pytest.mark.parametrize(("new", "message"), CASES.values(), ids=CASES.keys())
def test_a_broken_rule(new: dict[str, Any], message: str) -> None:
    """Proves: one contradiction gives one message, this one."""
    with pytest.raises(ScenarioError) as caught:
        Scenario.from_values(changed(**new))
    assert str(caught.value) == message


def test_correlations_that_cannot_hold_at_once() -> None:
    """Proves: A with B, B with C, A against C is refused, since no normals are correlated so."""
    chat = changed()["workloads"]["chat"]
    pairs = [("chat", "b", 0.9), ("b", "c", 0.9), ("chat", "c", -0.9)]
    forecast = {
        "correlations": [{"first": a, "second": b, "correlation": value} for a, b, value in pairs],
        "workloads": dict.fromkeys(("chat", "b", "c"), GROWN),
    }
    with pytest.raises(ScenarioError, match=r"forecast\.correlations contradict each other"):
        Scenario.from_values(changed(**{"workloads.b": chat, "workloads.c": chat, "forecast": forecast}))


def test_every_rule_has_a_case() -> None:
    """Proves: a rule added without a test is noticed."""
    assert {check.__name__ for check in site.CHECKS} == {name.split(":")[0] for name in CASES}


def test_the_small_scenario_breaks_none() -> None:
    """Proves: the cases above fail for what they change, not for what they start from."""
    assert Scenario.from_values(changed()).name == "small"


def test_both_prices_stand_in_for_the_price_list() -> None:
    """Proves: a model that is on no price list can be planned."""
    own = {"price_of": None, "input_usd_per_mtoken": 0.1, "output_usd_per_mtoken": 0.3}
    workload = SMALL["workloads"]["chat"] | own
    assert Scenario.from_values(changed(**{CHAT: workload})).workloads["chat"].price_of is None
