"""What is said above each chart, and the chain link by link, against figures worked from the tables."""

from __future__ import annotations

import dataclasses
import math

import pandas as pd
import pytest

from planner.charts import day, theme
from planner.charts.calendar_heat import daily_data
from planner.charts.energy import chain
from planner.charts.findings import plan as findings
from planner.words import WORDS
from tests.charts.small_plan import small_plan

PLAN = small_plan()


def test_power_says_when_the_connection_is_reached() -> None:
    """Proves: the first period without headroom is named; with headroom throughout, the least of it is.

    Where the sentence on limits does not name the connection the chart's says why; without it they would contradict.
    """
    roomy = PLAN.power.assign(headroom_to_connection_mw=[0.5, 0.4, 0.31, 0.32, 0.6])
    assert findings.power(dataclasses.replace(PLAN, power=roomy)).endswith("by 0.3\u00a0MW at the least")
    full = PLAN.power.assign(headroom_to_connection_mw=[0.5, 0.4, 0.0, 0.0, 0.0])
    assert findings.power(dataclasses.replace(PLAN, power=full)).startswith("Peak power first touches the connection")
    limited = dataclasses.replace(PLAN, binding=pd.DataFrame({"period": PLAN.periods, "what": "connection"}))
    limited = dataclasses.replace(limited, binding=limited.binding.assign(detail="at the connection"))
    said = findings.power(dataclasses.replace(limited, power=full))
    assert said == "Power stays below the connection until Q3\u00a02027"
    assert "T3\u00a02027" in findings.power(dataclasses.replace(limited, power=full), "fr")
    at_once = PLAN.power.assign(headroom_to_connection_mw=0.0)
    assert "from the start" in findings.power(dataclasses.replace(limited, power=at_once))
    assert "may be used limits from Q1\u00a02027" in findings.power(dataclasses.replace(limited, power=roomy))


def test_fleet_counts_gpus_and_names_the_leader() -> None:
    """Proves: first and last GPUs are the table's, and the leader's share is of the last period."""
    first, last = (PLAN.fleet.loc[PLAN.fleet["period"] == p, "gpus"].sum() for p in (PLAN.periods[0], PLAN.periods[-1]))
    assert findings.fleet(PLAN).startswith(f"From {first} to {last} GPUs; GB300 NVL72 is 100%")


def test_electrons_share_is_serving_over_grid() -> None:
    """Proves: the share that reaches a serving GPU is serving MWh over grid MWh of that span."""
    own = PLAN.electrons.loc[PLAN.electrons["period"].str.startswith("2027")]
    grid = own.loc[own["stage"] == "grid", "mwh"].sum()
    serving = own.loc[own["to"] == "serving", "mwh"].sum()
    assert f"{serving / grid:.0%} of it reaches" in findings.electrons(PLAN, "2027")


def test_links_multiply_to_the_serving_share_and_gains_reach_the_best() -> None:
    """Proves: electrical × cooling × serving = serving / grid, and no link is worse than its best period."""
    found = chain.links(PLAN).set_index("link")
    own = PLAN.electrons
    share = own.loc[own["to"] == "serving", "mwh"].sum() / own.loc[own["stage"] == "grid", "mwh"].sum()
    product = math.prod(found.loc[name, "now"] for name in ("electrical", "cooling", "serving"))
    assert product == pytest.approx(share, rel=1e-9)
    assert (found["best_seen"] >= found["now"] - 1e-9).all()
    assert (found[["now", "best_seen"]] <= 1.0 + 1e-9).all().all()


def test_operating_point_is_energy_needed_over_energy_taken() -> None:
    """Proves: two racks, one twice as thrifty, half the work on each: (1 + 1) / (1 + 2) = 0.667.

    A mean of the racks' ratios would give 0.75.
    """
    rows = [
        ("2027-Q1", rack, "assistant", 1.0, mwh, 1e3 / mwh, 1e3 / mwh, "measured")
        for rack, mwh in (("A", 1.0), ("B", 2.0))
    ]
    table = pd.DataFrame(rows, columns=PLAN.rack_efficiency.columns)
    table["tokens_per_kwh_it"] = table["mtokens"] * 1e6 / (table["serving_mwh_it"] * 1e3)
    ratios = chain.links(dataclasses.replace(PLAN, rack_efficiency=table), "2027-Q1").set_index("link")["now"]
    assert ratios["operating_point"] == pytest.approx(2 / 3)


def test_chain_table_gives_tokens_if_reached() -> None:
    """Proves: the gain of a link is best over now, applied to the tokens per kWh of the span; both languages."""
    found = chain.links(PLAN).set_index("link")
    gain = found.loc["cooling", "best_seen"] / found.loc["cooling", "now"] - 1
    assert gain > chain.NO_GAIN
    table = chain.chain_table(PLAN)
    row = table.loc[table["Chain link"] == "Cooling and auxiliaries"].iloc[0]
    assert f"(+{gain:.1%})" in row["If reached, tokens/kWh"]
    assert "Maillon" in chain.chain_table(PLAN, locale="fr").columns


def test_served_names_what_is_missing_and_what_never_is() -> None:
    """Proves: the last year's largest unserved share comes first; a workload always served is named as such."""
    tokens = PLAN.tokens.copy()
    last = tokens["period"].str.startswith("2028")
    tokens.loc[last & (tokens["workload"] == "documents"), "unserved"] = tokens["demand"] * 0.25
    said = findings.served(dataclasses.replace(PLAN, tokens=tokens))
    assert said.startswith("Unserved in 2028: documents 25%")
    assert "always served" in said


def test_cash_flow_says_the_deepest_point() -> None:
    """Proves: costs first and income later give the deepest cumulated amount, its period, and the final sum."""
    rows = [
        (name, "x", "capex", eur * 1e6, 1.0, eur * 1e6, True, True)
        for name, eur in zip(PLAN.periods, (-5, -7, 2, 20, 1), strict=True)
    ]
    flows = pd.DataFrame(rows, columns=PLAN.cash_flow.columns)
    said = findings.cash_flow(dataclasses.replace(PLAN, cash_flow=flows))
    assert said == "Cumulated cash is lowest in Q2\u00a02027, at -12\u00a0M€; by Q1\u00a02028 it is 11\u00a0M€"


def test_bridge_says_which_is_worth_more_and_why() -> None:
    """Proves: sign and amount of the difference and the largest step are said."""
    steps = pd.DataFrame({"group": ["revenue", "capex"], "meur": [-8.0, 3.0]})
    said = findings.bridge(("Base", 100.0), steps, ("8 MW", 95.0))
    assert said == "8 MW is worth 5.0\u00a0M€ less than Base; most of it is revenue (-8.0\u00a0M€)"


def test_day_and_calendar_name_extremes() -> None:
    """Proves: busiest and quietest day and a day's span of power are the table's own."""
    daily = daily_data(PLAN.hours("hourly", name) for name in PLAN.periods)
    said = findings.calendar(daily)
    assert f"{daily['mean_mw'].max():.1f}\u00a0MW" in said
    date = pd.Timestamp(daily["date"].iloc[0])
    tables = day.hourly_of(PLAN, PLAN.periods[0], date)
    assert f"{tables.site['grid_mw'].max():.1f}\u00a0MW" in findings.day(tables, date)


def test_every_group_of_money_and_stage_of_energy_has_words() -> None:
    assert {*theme.GROUPS, *theme.STAGES} <= set(WORDS)
