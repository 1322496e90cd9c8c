"""The flexibility curve by hand on a day, and its limits on a plan."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from planner.plan.studies import flexibility as flex
from tests.charts.customers_plan import customers_plan
from tests.charts.small_plan import small_plan

PLAN = small_plan()
TABLE = flex.flexibility_table(PLAN, "2027")


def test_a_shed_lasts_as_long_as_its_least_hour() -> None:
    """Proves: for two hours only the lower of each pair counts, around midnight; for the whole day its least."""
    day = np.array([3.0, 1.0, 2.0, 5.0])
    assert flex.lasting(day, 1).tolist() == [3.0, 1.0, 2.0, 5.0]
    assert flex.lasting(day, 2).tolist() == [1.0, 1.0, 2.0, 3.0]
    assert flex.lasting(day, 24).tolist() == [1.0] * 4


def test_work_waits_only_as_far_as_it_can_be_caught_up_in_its_window() -> None:
    """Proves: 2 MW for 2 h need 4 MWh of free racks after; half of them free let half of it wait; no window, none."""
    wanted = np.full(24, 2.0)
    plenty, half = np.full(24, 1.0), np.full(24, 0.5)
    assert flex.waiting_mw(wanted, plenty, 6.0, 2).tolist() == [2.0] * 24
    assert flex.waiting_mw(wanted, half, 6.0, 2).tolist() == [1.0] * 24
    assert flex.waiting_mw(wanted, plenty, 2.0, 2).tolist() == [0.0] * 24
    assert flex.waiting_mw(wanted, plenty, 0.0, 1).tolist() == [0.0] * 24


def test_curve_follows_the_merit_order() -> None:
    """Proves: what waits comes first and costs nothing, then batch, then interactive, each by rising revenue."""
    assert set(TABLE["hours"]) <= set(flex.DURATIONS_H)
    for _, own in TABLE.groupby("hours"):
        ranks = [flex.KINDS.index(kind) for kind in own["kind"]]
        assert ranks == sorted(ranks)
        for kind, part in own.groupby("kind"):
            assert part["worth_eur_per_mwh"].is_monotonic_increasing
            assert (part["worth_eur_per_mwh"] == 0).all() == (kind == flex.WAITING)
        np.testing.assert_allclose(own["cumulated_mw"], own["mean_mw"].cumsum())
        assert own["step"].tolist() == list(range(1, len(own) + 1))


def test_no_more_is_shed_than_is_drawn_and_longer_is_never_more() -> None:
    """Proves: below the mean MW of the site; 24 h shed less than 4 h of each workload, as they last longer."""
    hours = PLAN.hourly.loc[lambda t: t["period"].astype(str).str.startswith("2027")]
    mean = float(np.average(hours["grid_mw"], weights=hours["weight"]))
    assert (TABLE.groupby("hours")["mean_mw"].sum() < mean).all()
    sums = TABLE.groupby(["workload", "hours"])["mean_mw"].sum().unstack().fillna(0.0)
    assert (sums[24] <= sums[4] + 1e-9).all()
    assert (TABLE["firm_mw"] <= TABLE["mean_mw"].max() * 3).all()


def test_sovereign_work_waits_but_is_never_lost() -> None:
    """Proves: only with_sovereign adds what a sovereign workload loses; what it lets wait is there without."""
    names = list(dict.fromkeys(PLAN.tokens["workload"].astype(str)))
    held = {name: {"window_hours": 24 if name == "documents" else 0, "sovereign": True} for name in names}
    plan = PLAN.with_manifest(scenario={"workloads": held})
    kept = flex.flexibility_table(plan, "2027")
    assert set(kept["kind"]) <= {flex.WAITING}
    everything = flex.flexibility_table(plan, "2027", with_sovereign=True)
    assert everything["mean_mw"].sum() > kept["mean_mw"].sum()


def test_worth_is_revenue_over_energy_at_the_meter() -> None:
    """Proves: with racks that stop wholly the worth of interactive work is its revenue here over its MWh drawn."""
    racks = {
        name: {
            "serving_share_of_nameplate": 0.5, "idle_share_of_nameplate": 0.0, "standby_share_of_nameplate": 0.0,
        }
        for name in PLAN.fleet["rack"].unique()
    }  # fmt: skip
    plan = PLAN.with_manifest(scenario={"fleet": {"racks": racks}, "workloads": {"assistant": {"window_hours": 0}}})
    table = flex.flexibility_table(plan, "2027")
    own = table.loc[(table["workload"] == "assistant") & (table["hours"] == 1)].iloc[0]
    revenue = mwh = 0.0
    for period in (name for name in PLAN.periods if name.startswith("2027")):
        row = PLAN.tokens.loc[(PLAN.tokens["period"] == period) & (PLAN.tokens["workload"] == "assistant")].iloc[0]
        revenue += row["revenue_meur"] * 1e6 * row["served_here"] / (row["demand"] - row["unserved"])
        site = PLAN.hours("hourly", period).set_index("utc").astype({"weight": float})
        work = PLAN.hours("hourly_workloads", period)
        drawn = work.loc[work["workload"] == "assistant"].set_index("utc")["serving_mw"].reindex(site.index)
        share = (1 + site["cooling_fraction"]) / (1 - site["losses_mw"] / site["facility_mw"])
        mwh += float((site["weight"] * drawn * share).sum())
    assert own["worth_eur_per_mwh"] == pytest.approx(revenue / mwh, rel=1e-5)


def test_work_under_contract_is_worth_its_price_and_its_credit() -> None:
    """Proves: what is lost of work under contract is what is at stake, not revenue, which holds a floor.

    By hand: twice as much at stake makes every MWh worth twice as much; twice the revenue changes nothing.
    A bug would give: worth without the credit owed.
    """
    plan = customers_plan()
    worth = flex.flexibility_table(plan, "2027")["worth_eur_per_mwh"].to_numpy()
    assert worth.max() > 0
    doubled = {name: plan.tokens.assign(**{name: 2 * plan.tokens[name]}) for name in ("at_stake_meur", "revenue_meur")}
    for name, factor in (("at_stake_meur", 2), ("revenue_meur", 1)):
        other = flex.flexibility_table(replace(plan, tokens=doubled[name]), "2027")["worth_eur_per_mwh"].to_numpy()
        assert other == pytest.approx(factor * worth)
