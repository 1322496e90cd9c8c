"""What nobody knows yet: how demand, prices, gains and delays may differ from the scenario, and how to plan for it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from planner.scenario.fields.parts import FROZEN, LIST, Name, Part, Quarter, ReadOnlyDict, field, fraction

Driver = Literal["demand", "power_price", "token_price", "efficiency", "rack_delay", "connection_delay"]
Probabilities = Annotated[tuple[Annotated[float, Field(ge=0, le=1)], ...], LIST]
Sigma = Annotated[float, Field(ge=0, le=3)]


class Wander(Part):
    """A factor on the scenario that wanders from quarter to quarter; its mean is 1 at all times."""

    sigma_per_year: float = field("1/√year", "Standard deviation of its logarithm after a year.", 0.0, ge=0, le=3)
    reversion_per_year: float = field(
        "1/year", "Speed at which it returns to the scenario; 0: a random walk.", 0.0, ge=0, le=20
    )


class DemandDraws(Part):
    """How demand may differ from the scenario: factors of each workload that wander together."""

    drawn_from: Literal["sigma", "forecast"] = field(
        "", "sigma: as given here; forecast: sample paths of the forecast, one row of all workloads at a time.", "sigma"
    )
    sigma_per_year: float = field("1/√year", "Standard deviation of its logarithm after a year.", 0.0, ge=0, le=3)
    sigma_per_year_of: Annotated[dict[Name, Sigma], FROZEN] = Field(
        default_factory=ReadOnlyDict,
        description="The same for single workloads, by name.",
        json_schema_extra={"unit": "1/√year"},
    )
    reversion_per_year: float = field(
        "1/year", "Speed at which it returns to the scenario; 0: a random walk.", 0.0, ge=0, le=20
    )
    correlation: float = fraction("Correlation of the logarithms of any two workloads.", 0.5)
    scenario_is: Literal["median", "mean"] = field(
        "", "Whether the scenario's demand is the middle of what may come, or its mean.", "median"
    )


class Correlation(Part):
    """How two things that are drawn move together."""

    one: Driver = field("", "What is drawn.")
    other: Driver = field("", "What moves with it.")
    correlation: float = field(
        "", "Correlation of their normal scores; of workloads, that of their common part.", ge=-1, le=1
    )


class Uncertainty(Part):
    """What may come otherwise than the scenario says, and how a plan weighs it."""

    paths: int = field("", "Weighted paths that the plan is made for.", 12, ge=1, le=200)
    sample: int = field("", "Draws that the paths are chosen from.", 1000, ge=1, le=2000)
    seed: int = field("", "Seed of the draws: the same seed gives the same paths.", 1, ge=0, le=2**31 - 1)
    decide_until: Quarter | None = field(
        "", "Last quarter whose orders and contracts are the same on all paths; null: the first quarter.", None
    )
    objective: Literal["expectation", "worst-regret"] = field(
        "", "expectation, with the weight of CVaR; or the least regret on the path where it is greatest.", "expectation"
    )
    cvar_weight: float = fraction("Weight of CVaR; the rest is on the expectation.", 0.0)
    cvar_level: float = fraction("CVaR is the mean cost beyond this quantile.", 0.9, lt=1, le=None)
    demand: DemandDraws = Field(DemandDraws(), description="Demand of the workloads.")
    power_price: Wander = Field(Wander(), description="Spot price of electricity.")
    token_price: Wander = Field(Wander(), description="Price of tokens.")
    efficiency_sigma: float = field(
        "", "Standard deviation of the logarithm of tokens per rack and watt on the scenario's.", 0.0, ge=0, le=3
    )
    log_time_sigma_scale: float = field(
        "x",
        "Scale of the standard deviation of ln time of predicted operating points, drawn once for each model and GPU; "
        "0: none is drawn.",
        1.0,
        ge=0,
        le=3,
    )
    rack_delay_quarters: Probabilities = field(
        "share", "Probability that racks ordered come 0, 1, 2, ... quarters late.", (1.0,), min_length=1, max_length=13
    )
    connection_delay_quarters: Probabilities = field(
        "share",
        "Probability that phases still to open come 0, 1, 2, ... quarters late.",
        (1.0,),
        min_length=1,
        max_length=21,
    )
    correlations: Annotated[tuple[Correlation, ...], LIST] = Field(
        (), description="Pairs that move together; all others are independent.", max_length=15
    )
