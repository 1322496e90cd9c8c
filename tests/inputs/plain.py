"""`plain_scenario`: a small scenario put together from its parts, without files, for tests of inputs."""

from __future__ import annotations

import copy
from typing import Any

from planner.scenario.schema import Scenario

_RACK = {
    "order_from": "2026-Q4",
    "lead_time_months": 6,
    "supply_per_quarter": 20,
    "server_markup": 0.25,
    "price_change_per_quarter": -0.02,
    "price_falls_from": "2026-Q4",
    "life_years": 6.0,
    "serving_share_of_nameplate": 0.73,
    "idle_share_of_nameplate": 0.25,
    "standby_share_of_nameplate": 0.05,
    "network_kw": 0.4,
    "positions": 0.25,
    "liquid_share": 0.0,
    "weight_t": 0.15,
}
_NVL = _RACK | {
    "lead_time_months": 9,
    "supply_per_quarter": 12,
    "server_markup": 0.0,
    "network_kw": 4.0,
    "positions": 1.0,
    "liquid_share": 0.85,
    "weight_t": 1.4,
}
_TOKENS = {
    "unit": "tokens",
    "precision": "fp8",
    "window_hours": 0,
    "sovereign": False,
    "shape": "m-large",
    "headroom": 0.1,
    "price_change_per_year": -0.25,
}
VALUES: dict[str, Any] = {
    "name": "plain",
    "title": "Plain",
    "horizon": {"start": "2026-Q4", "end": "2028-Q4", "period": "quarter"},
    "objective": {"kind": "maximise_npv"},
    "site": {
        "name": "Les Ulis",
        "latitude_deg": 48.68,
        "longitude_deg": 2.17,
        "connection_mw": 10,
        "phases": {
            "phase-1": {
                "connection_share": 0.5,
                "earliest": "2026-Q3",
                "committed": True,
                "capex_meur": 0,
                "rack_positions": 60,
                "liquid_cooling_mw": 5,
                "floor_load_t": 120,
            },
            "phase-2": {
                "connection_share": 0.5,
                "earliest": "2027-Q2",
                "committed": True,
                "capex_meur": 0,
                "rack_positions": 60,
                "liquid_cooling_mw": 5,
                "floor_load_t": 120,
            },
        },
        "electrical_efficiency": 0.955,
        "auxiliaries_mw": 0.05,
        "cooling": {
            "free_fraction": 0.06,
            "free_below_wet_bulb_degc": 12,
            "fraction_per_degc": 0.008,
            "max_fraction": 0.30,
        },
        "water": {"starts_at_wet_bulb_degc": 14, "full_at_wet_bulb_degc": 20, "full_l_per_kwh": 0.6},
        "opex_meur_per_year": 1.6,
        "shell_keur_per_mw_month": 90,
    },
    "fleet": {
        "operating_points": {"basis": "nearest-row"},  # a rule that can be followed by hand
        "availability": 0.97,
        "opex_share_per_year": 0.04,
        "paid_at_order_share": 0.30,
        "resale": {"share": 0.70, "retained_per_year": 0.60},
        "volume_tiers": [{"from_racks": 8, "discount": 0.05}, {"from_racks": 16, "discount": 0.08}],
        "racks": {"H200_HGX": _RACK, "B200_HGX": _RACK, "GB300_NVL72": _NVL},
        "opening": [
            {"rack": "GB300_NVL72", "racks": 18, "live_from": "2026-Q3"},
            {"rack": "H200_HGX", "racks": 24, "live_from": "2026-Q3"},
        ],
    },
    "demand": {
        "growth": {"tokens": [4.0, 2.5], "gpu_hours": [2.0, 1.6]},
        "growth_excess_scale": 1.0,
        "trough_local_time": "04:30",
    },
    "workloads": {
        "assistant": _TOKENS
        | {
            "title": "Assistant",
            "model": "Mistral-Medium-3.5",
            "level_tokens_per_s": 180_000,
            "input_tokens": 900,
            "output_tokens": 350,
            "min_tokens_per_s_per_user": 35,
            "price_of": "Mistral Medium 3.5",
            "revenue_share": 0.35,
        },
        "document-batch": _TOKENS
        | {
            "title": "Document batch",
            "model": "Mistral-Small-4",
            "level_tokens_per_s": 240_000,
            "input_tokens": 4000,
            "output_tokens": 300,
            "window_hours": 24,
            "sovereign": True,
            "price_of": "Mistral Small 4",
            "revenue_share": 0.5,
            "unserved_price_multiple": 3.0,
        },
        "simulation": {
            "title": "Simulation",
            "unit": "gpu_hours",
            "precision": "fp64",
            "reference_rack": "H200_HGX",
            "level_gpus": 192,
            "window_hours": 24,
            "sovereign": True,
            "revenue_eur_per_gpu_hour": 3.5,
            "price_change_per_year": 0.0,
            "headroom": 0.0,
            "shape": "flat",
        },
    },
    "power": {
        "spot": {
            "shape_from": "2024-09-01",
            "shape_to": "2026-08-21",
            "forward_eur_per_mwh": {2026: 55.0, 2027: 50.53, 2028: 61.71},
            "change_per_year_after": 0.02,
        },
        "tariff": {"voltage_domain": "HTB1", "version": "LU", "indexed_to_inflation": True},
        "taxes": {"excise_eur_per_mwh": 10, "cta_share_of_fixed": 0.05},
        "burst": {"rack": "B200_HGX", "usd_per_gpu_hour": 4.35},
        "carbon": {"shape_from": "2024-07-01", "shape_to": "2025-06-29", "level_g_per_kwh": 21.7},
    },
    "finance": {"usd_per_eur": 1.17, "discount_rate": 0.09, "inflation": 0.02},
}


def plain_scenario(changes: dict[str, Any] | None = None) -> Scenario:
    """The scenario above with values replaced by dotted path."""
    values = copy.deepcopy(VALUES)
    for path, value in (changes or {}).items():
        place: Any = values
        *above, last = path.split(".")
        for key in above:
            place = place[key]
        place[last] = value
    return Scenario.from_values(values)
