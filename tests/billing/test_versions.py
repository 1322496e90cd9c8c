"""The best subscribed power, proven by trying all on small cases, and the versions compared."""

from __future__ import annotations

import datetime as dt
from itertools import combinations_with_replacement, product

import numpy as np
import pandas as pd
import pytest

from planner.billing import BillOptions, best_subscribed_kw, bill, compare_versions, load_curve, rate_path, tariff_named
from planner.billing.hours import classes_of_steps
from planner.errors import DataError, ScenarioError

NO_CHECK = BillOptions(check_size=False)


def year() -> pd.DatetimeIndex:
    return pd.date_range("2026-01-01", "2027-01-01", freq="h", tz="Europe/Paris", inclusive="left").tz_convert("UTC")


def small_load(seed: int, top: int) -> pd.Series:
    """A year with a level for each class and some rare spikes, so that some overrun pays and the order binds."""
    rng = np.random.default_rng(seed)
    index = year()
    load = load_curve(pd.Series(1.0, index=index))
    classes = classes_of_steps(load, tariff_named("turpe7-htb1-lu"))
    levels = rng.uniform(0.2, 0.75, 5) * top
    spikes = rng.random(len(index)) < 0.0008
    noise = np.where(spikes, rng.uniform(0, 0.5 * top, len(index)), rng.uniform(-0.1, 0.1, len(index)) * top)
    return pd.Series(np.clip(levels[classes] + noise, 0, top), index=index)


def total(load: object, tariff: str, powers: tuple[float, ...]) -> float:
    return float(bill(load, tariff, powers, NO_CHECK)["amount_exact_eur"].sum())  # type: ignore[arg-type]


def cost_table(load: pd.Series, name: str, top: int) -> np.ndarray:
    """Cost that depends on the subscribed power, by class and whole kW, by the plain formula. 5 × (top + 1)."""
    local = load.index.tz_convert("Europe/Paris")
    tariff = tariff_named(name)
    classes = classes_of_steps(load_curve(load), tariff)
    table = np.zeros((5, top + 1))
    for month in range(1, 13):
        rates = rate_path(tariff).on(dt.date(2026, month, 1))
        b = [rate.value for rate in rates.power] + [0.0]
        for k in range(5):
            power = load.to_numpy()[(classes == k) & (local.month == month)]
            for kw in range(top + 1):
                over = np.maximum(power - kw, 0)
                table[k, kw] += (b[k] - b[k + 1]) / 12 * kw + 0.04 * b[k] * np.sqrt(6 * (over**2).sum())
    return table


@pytest.mark.parametrize("tariff", ["turpe7-htb1-cu", "turpe7-htb1-lu", "turpe7-htb2-mu", "turpe7-hta-lu-pf"])
def test_no_other_rising_whole_powers_cost_less(tariff: str) -> None:
    """Proves: optimal over every rising choice of whole kW from 0 to 8 (1,287 choices), in eight random years.

    The years are such that an order of classes binds in some and overrun is worth paying in some; a rule that forgot
    either (each class by itself, or the peak of each class) is shown to fail.
    """
    top, alone, binding, overrun = 8, 0, 0, 0
    for seed in range(8):
        load = small_load(seed, top)
        best = best_subscribed_kw(load, tariff)
        table = cost_table(load, tariff, top)
        choices = np.array(list(combinations_with_replacement(range(top + 1), 5)))
        costs = table[np.arange(5), choices].sum(axis=1)
        found = table[np.arange(5), best].sum()
        assert found == pytest.approx(costs.min(), abs=1e-9)
        assert list(best) == sorted(best)
        other = tuple(choices[seed * 100])
        difference = total(load, tariff, other) - total(load, tariff, best)  # ties the formula above to the engine
        assert difference == pytest.approx(table[np.arange(5), other].sum() - found, abs=1e-6)
        each = table.argmin(axis=1)
        binding += (np.diff(each) < 0).any()
        overrun += best[-1] < np.ceil(load.max())
        alone += table[np.arange(5), each].sum() < found - 1e-9
    assert binding
    assert overrun
    assert alone


@pytest.mark.parametrize("tariff", ["turpe7-htb2-mu", "turpe7-htb1-lu"])
def test_one_step_away_costs_no_less_in_a_whole_year(tariff: str) -> None:
    """Proves: for a real size, no allowed change of any set of classes by 1 kW or 50 kW pays (the cost is convex)."""
    rng = np.random.default_rng(3)
    index = year()
    season = -400 * np.cos(2 * np.pi * np.arange(len(index)) / 8760)  # more in summer: powers differ by class
    load = load_curve(pd.Series(9000 + season + rng.gumbel(0, 150, len(index)), index=index))
    best = np.array(best_subscribed_kw(load, tariff))
    assert len(set(best.tolist())) >= 3, "the case is meant to have powers that differ"
    found = total(load, tariff, tuple(best))
    for move in product((-1, 0, 1), repeat=5):
        for size in (1, 50) if sum(map(abs, move)) == 5 or sum(map(abs, move)) == 1 else (1,):
            powers = best + size * np.array(move)
            if (np.diff(powers) >= 0).all() and powers[0] >= 0:
                assert total(load, tariff, tuple(powers)) >= found - 1e-6


def test_a_flat_load_subscribes_what_it_draws_and_long_use_is_cheapest() -> None:
    """Proves: 11.1 to 14.7 EUR/MWh on the grid of 2026, without management and metering: README of the site data."""
    index = pd.date_range("2026-08-01", "2027-08-01", freq="h", tz="Europe/Paris", inclusive="left").tz_convert("UTC")
    found = compare_versions(pd.Series(10_000.0, index=index), "htb1")
    assert found["tariff"].tolist() == ["turpe7-htb1-lu", "turpe7-htb1-mu", "turpe7-htb1-cu"]
    assert found["subscribed_kw"].tolist() == [(10_000,) * 5] * 3
    parts = found[["fixed_eur", "energy_eur", "overrun_eur", "levies_eur"]].sum(axis=1)
    assert found["total_eur"].tolist() == pytest.approx(parts.tolist())
    bare = (found["total_eur"] - 11930.88 - 705.0) / 87_600
    assert (round(bare.min(), 1), round(bare.max(), 1)) == (11.1, 14.7)
    given = compare_versions(pd.Series(10_000.0, index=index), "HTB1", [11_000.0] * 5)
    assert (given["total_eur"].to_numpy() > found["total_eur"].to_numpy()).all()


def test_a_mobile_peak_without_its_days_is_flagged_in_a_comparison() -> None:
    found = compare_versions(small_load(0, 4000), "HTA").set_index("tariff")
    assert found.loc["turpe7-hta-cu-pm", "flag"] != ""
    assert found.loc["turpe7-hta-cu-pf", "flag"] == ""


def test_a_load_in_mw_and_an_unknown_domain_are_refused() -> None:
    with pytest.raises(DataError, match=r"too little for HTB1: this looks like MW"):
        compare_versions(small_load(0, 4), "HTB1")
    with pytest.raises(ScenarioError, match='there is no domain "HTB9"'):
        compare_versions(small_load(0, 4000), "HTB9")
