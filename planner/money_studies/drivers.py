"""What a study turns: a driver by its name, as a factor on the scenario's own, or any number by its dotted path.

    price        what customers pay for tokens and GPU-hours, contracts with a price of their own included
    demand       what customers ask
    rate         work that every rack does here at the same power
    rack price   price of every product, and with it what used racks fetch
    power price  wholesale electricity (power.spot.scale)
    grid         the grid tariff: subscribed power, energy and fixed parts
    rent         rent of the shell
    connection   megawatts of the site

A dotted path such as finance.discount_rate takes the number itself, not a factor.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from planner.errors import ScenarioError, located, nearest
from planner.inputs.racks.fleet import rack_product
from planner.scenario.changes import split
from planner.scenario.words.spec import at
from planner.worth.changes import connection_fields, demand_fields, price_fields, with_rates

if TYPE_CHECKING:
    from planner.problem.site import ModelInputs
    from planner.scenario.schema import Scenario

__all__ = ["Driver", "default_drivers"]

OnInputs = Callable[["ModelInputs"], "ModelInputs"]
PERCENT = 100.0


@dataclass(frozen=True)
class Driver:
    """One thing to turn, from a low to a high value: factors on the scenario's own, or the number at a dotted path."""

    name: str
    low: float
    high: float


@dataclass(frozen=True)
class Changed:
    """The scenario to solve, and what is done to its inputs beyond its fields."""

    scenario: Scenario
    on_inputs: OnInputs | None = None

    def inputs(self, x: ModelInputs) -> ModelInputs:
        """These inputs of the changed scenario as they are to be solved."""
        return x if self.on_inputs is None else self.on_inputs(x)


def _rack_price(scenario: Scenario, factor: float) -> dict[str, Any]:
    prices = {name: rack_product(name, scenario).price_usd for name in scenario.fleet.racks}
    return {f"fleet.racks.{name}.price_usd": price * factor for name, price in prices.items()}


def _rent(scenario: Scenario, factor: float) -> dict[str, Any]:
    return {"site.shell_keur_per_mw_month": scenario.site.shell_keur_per_mw_month * factor}


def _connection(scenario: Scenario, factor: float) -> dict[str, Any]:
    return dict(connection_fields(scenario, scenario.site.connection_mw * (factor - 1.0)) or {})


FIELDS: Mapping[str, Callable[[Scenario, float], dict[str, Any]]] = {
    "price": lambda scenario, factor: price_fields(scenario, (factor - 1.0) * PERCENT),
    "demand": lambda scenario, factor: demand_fields(scenario, (factor - 1.0) * PERCENT),
    "rack price": _rack_price,
    "power price": lambda scenario, factor: {"power.spot.scale": scenario.power.spot.scale * factor},
    "rent": _rent,
    "connection": _connection,
}


def _grid(factor: float, x: ModelInputs) -> ModelInputs:
    """The grid tariff times a factor, all its parts."""
    tariff = replace(
        x.tariff,
        power_eur_per_kw_year=x.tariff.power_eur_per_kw_year * factor,
        overrun_eur_per_mwh=x.tariff.overrun_eur_per_mwh * factor,
        fixed_meur=x.tariff.fixed_meur * factor,
    )
    return replace(x, tariff=tariff, hours=replace(x.hours, network_eur_per_mwh=x.hours.network_eur_per_mwh * factor))


INPUTS: Mapping[str, Callable[[float, ModelInputs], ModelInputs]] = {"rate": with_rates, "grid": _grid}
NAMES = (*FIELDS, *INPUTS)
RANGES = {  # of the drivers looked at where none are named: low and high factor
    "price": (0.8, 1.2), "demand": (0.8, 1.2), "rate": (0.8, 1.2), "rack price": (0.9, 1.1),
    "power price": (0.7, 1.5), "grid": (0.8, 1.2), "rent": (0.9, 1.1), "connection": (0.9, 1.1),
}  # fmt: skip
DISCOUNT, POINTS_OF_DISCOUNT = "finance.discount_rate", 0.02


def default_drivers(scenario: Scenario) -> list[Driver]:
    """All named drivers over their usual ranges, and the discount rate two points down and up."""
    rate = scenario.finance.discount_rate
    low = max(0.0, rate - POINTS_OF_DISCOUNT)
    named = [Driver(name, *RANGES[name]) for name in NAMES]
    return [*named, Driver(DISCOUNT, low, rate + POINTS_OF_DISCOUNT)]


def changed(scenario: Scenario, driver: str, value: float) -> Changed:
    """The scenario with a driver at a value. ScenarioError: no such driver, or a value that its fields refuse."""
    check_driver(scenario, driver)
    if driver in NAMES and not value > 0:
        problem = f"a factor of {value:g} was given, allowed is above 0."
        raise ScenarioError(located(driver, problem, "1 is the scenario as it is."))
    if driver in INPUTS:
        return Changed(scenario, partial(INPUTS[driver], value))
    fields = FIELDS[driver](scenario, value) if driver in FIELDS else {driver: value}
    return Changed(scenario.with_(**fields) if fields else scenario)


def own_value(scenario: Scenario, driver: str) -> float:
    """Where the scenario itself stands: factor 1, or the number at the path. ScenarioError: no such driver."""
    check_driver(scenario, driver)
    return 1.0 if driver in NAMES else float(at(scenario.values(), split(driver)))


def check_driver(scenario: Scenario, driver: str) -> None:
    """Refuse what is neither a named driver nor the path of a number of the scenario. ScenarioError."""
    if driver in NAMES:
        return
    try:
        value = at(scenario.values(), split(driver))
    except (KeyError, IndexError, TypeError):
        value = None
    if isinstance(value, bool) or not isinstance(value, int | float):
        problem = f'"{driver}" is no driver, nor the path of a number of {scenario.name}.'
        raise ScenarioError(located("driver", problem, nearest(driver, (*NAMES, DISCOUNT))))
