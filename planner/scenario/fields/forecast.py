"""Forecast of demand: from which sources, with which weights, and how workloads move together."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from planner.scenario.fields.parts import FROZEN, LIST, Date, Name, Part, Quarter, field, fraction
from planner.scenario.fields.workloads import Factors


class History(Part):
    """Past tokens, requests or GPU-hours by day, week or month: columns date, value and unit of a CSV file."""

    file: str | None = field(
        "", "CSV file in the folder of this file, or below; its text is read into csv.", None, max_length=200
    )
    csv: str = field("", "The text of the CSV file.", "", max_length=1_000_000)


class Usage(Part):
    """Users × requests × tokens of a request."""

    users: float = field("users", "Active users in the first quarter.", gt=0, le=1e10)
    users_growth: Factors = field("x", "Growth factors of users, year after year; the last one repeats.", min_length=1)
    requests_per_user_per_day: float = field("requests/day", "Requests of an active user.", gt=0, le=1e5)


class Seats(Part):
    """Customers × seats × requests × tokens of a request."""

    customers: float = field("customers", "Customers in the first quarter.", ge=0, le=1e7)
    new_customers_per_quarter: float = field(
        "customers", "Customers won in a quarter, on average; drawn as a Poisson number.", 0.0, ge=0, le=1e6
    )
    lost_customers_share_per_quarter: float = fraction("Share of the customers lost in a quarter.", 0.0)
    seats_per_customer: float = field("seats", "Mean seats of a customer.", gt=0, le=1e6)
    requests_per_seat_per_day: float = field("requests/day", "Requests of a seat, mean over all days.", gt=0, le=1e5)


class ContractRamp(Part):
    """A customer's contract that may be signed, and how its use grows."""

    title: str = field("", "Name as shown.", min_length=1, max_length=120)
    probability: float = fraction("Probability that it is signed.")
    start: Quarter = field("", "First quarter of use, if signed.")
    ramp_quarters: int = field("quarters", "Quarters until full use, in equal steps.", 4, ge=1, le=40)
    output_mtokens_per_day: float = field("Mtokens/day", "Output at full use.", gt=0, le=1e9)
    end: Quarter | None = field("", "Last quarter of use; null: beyond the horizon.", None)


class ModelSwitch(Part):
    """A new model: from a date on, a request has other numbers of tokens."""

    date: Date = field("", "Day of the switch.")
    output_factor: float = field("x", "Output tokens of a request after over before.", gt=0, le=1000)
    input_factor: float = field("x", "Input tokens of a request after over before.", 1.0, gt=0, le=1000)
    spread: float = field("1", "Standard deviation of the logarithm of the output factor.", 0.0, ge=0, le=3)


class Drivers(Part):
    """What makes demand: users, seats, contracts, prices and models. Parts given are added up."""

    usage: Usage | None = Field(None, description="Users and their requests; null: none.")
    seats: Seats | None = Field(None, description="Customers and their seats; null: none.")
    contracts: Annotated[dict[Name, ContractRamp], FROZEN] = Field(
        {}, validate_default=True, description="Contracts that may be signed, by name."
    )
    price_elasticity: float = field(
        "1", "Change of demand in percent for a price 1 % higher; the price moves as the workload's.", 0.0, ge=-5, le=0
    )
    model_switches: Annotated[tuple[ModelSwitch, ...], LIST] = Field(
        (), description="Switches of model, in order of time.", max_length=40
    )
    spread: float = field("1", "Standard deviation of the logarithm of the level today.", 0.2, ge=0, le=3)
    spread_per_year: float = field(
        "1", "Standard deviation of the logarithm after a year; grows with the root of time.", 0.3, ge=0, le=3
    )


class GrowthPrior(Part):
    """Growth along an S-curve (Gompertz), its speed and ceiling drawn from a fit to reported token volumes."""

    series: Annotated[tuple[Name, ...], LIST] = field(
        "", "Series of data/demand/token_growth.csv to fit; empty: all that report two figures or more.", ()
    )
    spread_per_year: float | None = field(
        "1", "Standard deviation of the logarithm after a year, around the curve; null: as fitted.", None, ge=0, le=3
    )
    most_over_start: float = field("x", "Ceilings above this multiple of the first quarter are cut.", 1000.0, gt=1)


class Weights(Part):
    """Weights of the sources; they add up to 1."""

    given: float = fraction("Weight of the scenario's own demand.", 0.0)
    history: float = fraction("Weight of the forecast from history.", 0.0)
    drivers: float = fraction("Weight of the drivers.", 0.0)
    growth: float = fraction("Weight of the growth prior.", 0.0)


class WorkloadForecast(Part):
    """The sources of one workload's forecast."""

    weights: Weights = Field(description="How much each source counts.")
    history: History | None = Field(None, description="Past demand; null: none.")
    drivers: Drivers | None = Field(None, description="What makes demand; null: not modelled.")
    growth: GrowthPrior | None = Field(None, description="Growth prior; null: none.")


class Correlation(Part):
    """Correlation between two workloads."""

    first: Name = field("", "A workload of the forecast.")
    second: Name = field("", "Another one.")
    correlation: float = field("1", "Rank correlation of their demand.", gt=-1, lt=1)


class Forecast(Part):
    """Forecast of demand. Workloads without an entry keep the demand given."""

    draws: int = field("paths", "Sample paths drawn.", 1000, ge=100, le=20_000)
    seed: int = field("", "Seed of the draws.", 1, ge=0, le=2**31)
    correlation: float = field("1", "Rank correlation of two workloads, unless given below.", 0.5, gt=-1, lt=1)
    correlations: Annotated[tuple[Correlation, ...], LIST] = Field(
        (), description="Pairs that differ from it.", max_length=200
    )
    workloads: Annotated[dict[Name, WorkloadForecast], FROZEN] = Field(min_length=1, description="Sources by workload.")
