"""A small scenario that is whole, for tests that break one thing at a time."""

from __future__ import annotations

import copy
from typing import Any

PHASE = {
    "earliest": "2026-Q4",
    "committed": True,
    "capex_meur": 0,
    "rack_positions": 10,
    "liquid_cooling_mw": 1,
    "floor_load_t": 20,
}
RACK = {
    "order_from": "2026-Q4",
    "lead_time_months": 6,
    "supply_per_quarter": 4,
    "price_change_per_quarter": -0.02,
    "price_falls_from": "2026-Q4",
    "life_years": 6,
    "serving_share_of_nameplate": 0.7,
    "idle_share_of_nameplate": 0.25,
    "standby_share_of_nameplate": 0.05,
    "network_kw": 1,
    "positions": 1,
    "liquid_share": 1,
    "weight_t": 1.5,
}
WORKLOAD = {
    "precision": "fp8",
    "window_hours": 0,
    "sovereign": False,
    "shape": "flat",
    "headroom": 0.2,
    "price_change_per_year": -0.25,
}
CHAT = {
    "title": "Chat",
    "unit": "tokens",
    "model": "Mistral-Small-4",
    "level_tokens_per_s": 1000,
    "input_tokens": 900,
    "output_tokens": 300,
    "price_of": "Mistral Small 4",
}
FLOW = {
    "title": "Flow",
    "unit": "gpu_hours",
    "reference_rack": "H200_HGX",
    "level_gpus": 8,
    "revenue_eur_per_gpu_hour": 3,
}
SMALL: dict[str, Any] = {
    "name": "small",
    "title": "Small",
    "horizon": {"start": "2026-Q4", "end": "2027-Q4"},
    "objective": {"kind": "maximise_npv"},
    "site": {
        "name": "Test",
        "latitude_deg": 48.7,
        "longitude_deg": 2.2,
        "connection_mw": 1,
        "phases": {"a": PHASE | {"connection_share": 0.4}, "b": PHASE | {"connection_share": 0.6}},
        "electrical_efficiency": 0.95,
        "auxiliaries_mw": 0,
        "cooling": {
            "free_fraction": 0.06,
            "free_below_wet_bulb_degc": 12,
            "fraction_per_degc": 0.008,
            "max_fraction": 0.3,
        },
        "water": {"starts_at_wet_bulb_degc": 14, "full_at_wet_bulb_degc": 20, "full_l_per_kwh": 0.6},
        "opex_meur_per_year": 0,
        "shell_keur_per_mw_month": 90,
    },
    "fleet": {
        "availability": 1,
        "opex_share_per_year": 0.04,
        "paid_at_order_share": 0.3,
        "resale": {"share": 0.7, "retained_per_year": 0.6},
        "volume_tiers": [{"from_racks": 8, "discount": 0.05}, {"from_racks": 16, "discount": 0.08}],
        "racks": {"H200_HGX": RACK, "GB300_NVL72": RACK},
        "opening": [{"rack": "H200_HGX", "racks": 2, "live_from": "2026-Q3"}],
    },
    "demand": {"growth": {"tokens": [2, 1.5], "gpu_hours": [1.2]}, "trough_local_time": "04:30"},
    "workloads": {"chat": WORKLOAD | CHAT, "flow": WORKLOAD | FLOW},
    "power": {
        "spot": {
            "shape_from": "2024-09-01",
            "shape_to": "2026-08-21",
            "forward_eur_per_mwh": {2026: 53.5, 2027: 50},
            "change_per_year_after": 0.02,
        },
        "tariff": {"voltage_domain": "HTB1", "version": "LU", "indexed_to_inflation": True},
        "taxes": {"excise_eur_per_mwh": 10, "cta_share_of_fixed": 0.05},
        "burst": {"rack": "GB300_NVL72", "usd_per_gpu_hour": 4},
        "carbon": {"shape_from": "2024-07-01", "shape_to": "2025-06-29", "level_g_per_kwh": 21.7},
    },
    "finance": {"usd_per_eur": 1.17, "discount_rate": 0.09, "inflation": 0.02},
}


def changed(**new: Any) -> dict[str, Any]:
    """The small scenario with other values by dotted path; DROP takes a value away."""
    values = copy.deepcopy(SMALL)
    for path, value in new.items():
        *above, last = [int(step) if step.isdecimal() and len(step) < 4 else step for step in path.split(".")]
        holder: Any = values
        for step in above:
            holder = holder[step]
        if value is DROP:
            del holder[last]
        else:
            holder[last] = value
    return values


DROP = object()
