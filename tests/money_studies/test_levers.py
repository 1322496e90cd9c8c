"""Levers: bounds and steps that mean something, and the same scenario as the driver of the same name."""

from __future__ import annotations

import numpy as np
import pytest

import planner
from planner.errors import ScenarioError
from planner.inputs.build import build_inputs
from planner.money_studies.drivers import changed
from planner.money_studies.what_if.levers import levers, moved, next_rack, turned
from planner.scenario.schema import Scenario
from tests.money_studies.cases import scenario


@pytest.fixture(scope="module")
def base() -> Scenario:
    return planner.load("scenarios/les-ulis-base.yaml")


def test_steps_mean_something(base: Scenario) -> None:
    """Proves: half a megawatt around the site's ten, five percent, a quarter; the rack to come is that of 2027-Q2."""
    by_name = {lever.name: lever for lever in levers(base)}
    connection = by_name["connection"]
    assert (connection.low, connection.own, connection.high, connection.step) == (5.0, 10.0, 15.0, 0.5)
    assert {lever.step for lever in by_name.values() if lever.unit == "%"} == {5.0}
    assert (by_name["delay"].item, by_name["delay"].step, by_name["delay"].high) == ("VR_NVL72", 1.0, 8.0)
    assert all(lever.low <= lever.own <= lever.high for lever in by_name.values())


def test_without_a_rack_to_come_there_is_no_delay() -> None:
    """Proves: where all products are on sale, the lever is left out rather than doing nothing."""
    assert next_rack(scenario("plain")) == ""
    assert "delay" not in {lever.name for lever in levers(scenario("plain"))}


def test_a_lever_is_its_driver(base: Scenario) -> None:
    """Proves: demand +10 % here is demand times 1.1 of a tornado; 12 MW is a connection times 1.2; or both."""
    assert turned(base, {"demand": 10.0}).scenario == changed(base, "demand", 1.1).scenario
    both = turned(base, {"connection": 12.0, "demand": 10.0}).scenario
    assert both == changed(changed(base, "connection", 1.2).scenario, "demand", 1.1).scenario
    assert both.site.connection_mw == 12.0
    assert turned(base, {"connection": 10.0, "demand": 1e-9}) == turned(base, {})


def test_a_delay_moves_all_dates_of_the_rack_and_no_other(base: Scenario) -> None:
    """Proves: three quarters later is 2028-Q1 instead of 2027-Q2; a bug would let its price fall before it is sold."""
    later = turned(base, {"delay": 3.0}).scenario
    assert base.fleet.racks["VR_NVL72"].order_from == "2027-Q2"
    assert later.fleet.racks["VR_NVL72"].order_from == "2028-Q1"
    assert later.fleet.racks["VR_NVL72"].price_falls_from > base.fleet.racks["VR_NVL72"].price_falls_from
    others = [name for name in base.fleet.racks if name != "VR_NVL72"]
    assert [later.fleet.racks[name] for name in others] == [base.fleet.racks[name] for name in others]


def test_the_rate_of_one_workload() -> None:
    """Proves: 10 % more work at the points of one workload, and the others as they were; of all, at all points."""
    own = scenario("plain")
    x = build_inputs(own, days=1)
    name = x.workloads.names[0]
    of_one = turned(own, {"rate": 10.0}, name).inputs(x).points.rate / x.points.rate
    assert np.allclose(of_one, np.where(x.points.workload == 0, 1.1, 1.0))
    assert np.allclose(turned(own, {"rate": 10.0}).inputs(x).points.rate, 1.1 * x.points.rate)
    with pytest.raises(ScenarioError, match="there is no workload"):
        turned(own, {"rate": 10.0}, "nothing").inputs(x)


def test_what_no_slider_could_say_is_refused(base: Scenario) -> None:
    """Proves: another name and a value beyond the bounds are errors that say what is allowed."""
    with pytest.raises(ScenarioError, match='"demmand" is no lever'):
        moved(base, {"demmand": 10.0})
    with pytest.raises(ScenarioError, match="allowed are 5 to 15"):
        moved(base, {"connection": 30.0})
