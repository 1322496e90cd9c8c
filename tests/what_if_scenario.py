"""The small scenario that what-ifs change: every optional field is given somewhere."""

from __future__ import annotations

import functools
from typing import Any

import planner
from planner.scenario.schema import Scenario

START = "scenarios/les-ulis-first-edition.yaml"
WITH_BATTERY = "scenarios/les-ulis-battery-sun.yaml"
WITH_STORE = "scenarios/les-ulis-cold-store.yaml"
RACKS, WORKLOADS = ("H200_HGX", "B200_HGX", "GB300_NVL72"), ("assistant", "document-batch", "fine-tuning")


BLOCK = {
    "title": "A", "kind": "baseload", "start": "2027-10-10", "end": "2028-02-10", "max_mw": 0.5,
    "strike_eur_per_mwh": 51.0,
}  # fmt: skip


def _measured(rack: str, **row: Any) -> dict[str, Any]:
    return {"rack": rack, "unit": "output tokens/s", "date": "2026-10-01", "source": "own run"} | row


OWN = [
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
    "payment_loss_share": 0.02, "decision": "2027-09-15", "days_to_be_paid": 45,
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


_ACCOUNTS: dict[str, Any] = {
    "payments": {"days_to_be_paid": 60, "vat_rate": 0.2, "domestic_sales_share": 0.5},
    "opening": {
        "fleet": {"H200_HGX": {"book_meur": 1.0, "months_left": 40}}, "cash_meur": 1.0, "receivables_meur": 0.1,
        "payables_meur": 0.1, "rent_deposit_meur": 0.1, "debt_meur": 0.1, "debt_rate": 0.05, "losses_meur": 0.1,
        "tax_of_last_year_meur": 0.1,
    },
    "lease": {"rate": 0.05, "ends": "2030-Q4"},
    "tax": {"turnover_elsewhere_meur": 10.0, "local_taxes_meur_per_year": 0.1},
    "debt": {
        "base_rate": {"2027": 0.02}, "hedged_share": 0.5, "hedged_rate": 0.025, "minimum_cash_meur": 0.1,
        "term_loan": {
            "amount_meur": 2.0, "draw_until": "2027-Q4", "matures": "2029-Q4", "grace_months": 3, "margin": 0.045,
            "arrangement_fee": 0.01, "commitment_fee": 0.005, "margin_contracted": 0.0225,
        },
        "reserve": {"months": 3},
        "covenants": {"minimum_dscr": 1.2, "minimum_llcr": 1.1, "highest_gearing": 0.8, "least_cash_meur": 0.1},
        "revolver": {"limit_meur": 1.0, "margin": 0.03, "commitment_fee": 0.005},
    },
    "payout": {"share": 0.5, "lock_up_dscr": 1.1},
}  # fmt: skip


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
        "basis": "nearest-row", "power_caps": [0.6], "measurements": OWN, "software_date": "2026-02-15",
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
    by_year = {"usd_per_eur_by_year": {"2028": 1.2}, "capital_budget_meur": {"2027": 400.0}}
    values["finance"] |= _ACCOUNTS | {"transfer_price_share": 0.8} | by_year
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
