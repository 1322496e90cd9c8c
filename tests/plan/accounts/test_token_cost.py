"""What work costs: by hand, and reconciled with the value of solved plans."""

from __future__ import annotations

import dataclasses

import pandas as pd
import pytest

from planner.plan.accounts.ledger import ledger_of
from planner.plan.accounts.token_cost import cost_tables, token_costs
from planner.plan.money.cash_flow import npv_meur
from planner.plan.plan import Plan
from tests.plan.accounts.made import CASES, SEEDS, by_hand, solved, with_terms

QUARTERS = ("2027-Q1", "2027-Q2", "2027-Q3", "2027-Q4", "2028-Q1", "2028-Q2")


def two_workloads(scale: float = 1.0) -> Plan:
    """Two racks of four GPUs, 1.6 of which serve; chat takes three quarters of the energy, tuning a quarter."""
    flows = [("2027-Q1", "racks, paid at order", "capex", -12.0)]
    for name in QUARTERS:
        flows += [(name, "operation of racks", "opex", -0.6), (name, "energy at spot price", "energy", -0.2),
                  (name, "grid tariff, fixed", "tariff", -0.1), (name, "revenue: chat", "revenue", 4.0 * scale),
                  (name, "revenue: tuning", "revenue", 1.0 * scale)]  # fmt: skip
    work = [
        {"period": name, "workload": w, "unit": unit, "served_here": 100.0, "burst": 0.0,
         "revenue_meur": revenue * scale, "serving_mwh_it": mwh}
        for name in QUARTERS
        for w, unit, revenue, mwh in (("chat", "Mtokens", 4.0, 67.5), ("tuning", "GPU-hours", 1.0, 22.5))
    ]  # fmt: skip
    fleet = [
        {"period": name, "rack": "A", "installed_racks": 2, "gpus": 8, "serving_mean_racks": 1.6} for name in QUARTERS
    ]
    energy = [(name, "it", to, mwh) for name in QUARTERS for to, mwh in (("serving", 90.0), ("idle", 10.0))]
    return dataclasses.replace(
        by_hand(flows),
        tokens=pd.DataFrame(work),
        fleet=pd.DataFrame(fleet),
        electrons=pd.DataFrame(energy, columns=["period", "stage", "to", "mwh"]),
    )


def test_costs_by_hand() -> None:
    """Proves: capacity costs 12 and 3.6, a fifth of it idle; electricity 1.8, a tenth of it idle; of the other 14.1
    chat carries three quarters; what a unit more costs is nine tenths of the metered 1.2 alone; all of it is 17.4.
    """
    table, steps = cost_tables(two_workloads(), ledger_of(two_workloads()))
    own = table.set_index(["allocation", "workload"])
    assert own.loc[("average", "idle"), "present_cost_meur"] == pytest.approx(0.2 * 15.6 + 0.1 * 1.8)
    assert own.loc[("average", "chat"), "present_cost_meur"] == pytest.approx(0.75 * 14.1)
    assert own.loc[("average", "chat"), "nominal_eur"] == pytest.approx(0.75 * 14.1e6 / 600)
    assert own.loc[("average", "chat"), "margin_eur"] == pytest.approx((24e6 - 0.75 * 14.1e6) / 600)
    assert own.loc[("average", "tuning"), "nominal_eur"] == pytest.approx(0.25 * 14.1e6 / 600)
    assert own.loc[("marginal", "chat"), "nominal_eur"] == pytest.approx(0.75 * 0.9 * 1.2e6 / 600)
    assert own.loc[("marginal", "fixed"), "present_cost_meur"] == pytest.approx(17.4 - 0.9 * 1.2)
    levels = [1.02 ** ((day + half) / 365) for day, half in ((0, 45), (90, 45.5), (181, 46), (273, 46))]
    levels += [1.02 ** (1 + (day + 45.5) / 366) for day in (0, 91)]
    assert own.loc[("average", "chat"), "real_eur"] == pytest.approx(0.75 * 14.1e6 / 100 / sum(levels), rel=1e-4)
    assert steps.set_index("line").loc["sum", "present_meur"] == pytest.approx(30 - 17.4)


@pytest.mark.parametrize("name", [*CASES, *SEEDS])
def test_costs_reconcile_with_the_value_of_a_plan(name: str | int) -> None:
    """Proves: on solved plans the lines add up to the NPV to a millionth, opening fleet, rented work and what remains
    among them; both allocations are of the same cost; levelised cost × present work is the cost of a workload.
    """
    made = with_terms(solved(name))
    table, steps = cost_tables(made, ledger_of(made))
    last = steps.set_index("line")["present_meur"]
    assert last["difference"] == pytest.approx(0.0, abs=1e-6 * max(1.0, abs(npv_meur(made.cash_flow))))
    assert last["NPV of the plan"] == npv_meur(made.cash_flow)
    for _, rows in table.groupby("allocation"):
        assert rows["present_cost_meur"].sum() == pytest.approx(table["present_cost_meur"].sum() / 2)
    costs = token_costs(made, ledger_of(made))
    rows = table.loc[(table["allocation"] == "average") & (table["workload"] != "idle")].set_index("workload")
    for w, workload in enumerate(costs.workloads):
        if workload in rows.index:
            tokens = float(costs.work[w] @ costs.discount)
            assert rows.loc[workload, "nominal_eur"] * tokens == pytest.approx(costs.cost[w])


def test_break_even_by_hand() -> None:
    """Proves: 30 of revenue, 17.4 of cost, 1.08 of it with the work: worth nothing at (1 − 12.6 / 28.92) of the work,
    that of four fifths of the GPU-hours; and at 0.0190 EUR less a token than 0.04. With a fifth of the prices no less
    work would do; the rate of return has a reason where there is none.
    """
    rows = two_workloads().measures().set_index("measure")["value"]
    assert rows["break_even_use"] == pytest.approx(1 - 12.6 / 28.92)
    assert rows["break_even_utilisation"] == pytest.approx(0.8 * (1 - 12.6 / 28.92))
    assert rows["break_even_token_price"] == pytest.approx((24e6 - 12.6e6) / 600)
    poor = two_workloads(0.03).measures().set_index("measure")
    assert poor.loc["break_even_use", "value"] is None
    assert "no work leaves anything" in poor.loc["break_even_use", "note"]
    assert poor.loc["break_even_discount_rate", "value"] is None
    assert poor.loc["break_even_discount_rate", "note"].startswith("no rate")
