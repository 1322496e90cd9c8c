"""Demand: what is asked of the site, what it needs, what it pays, and how it grows."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from planner.scenario.fields.offers import Offer
from planner.scenario.fields.operating_points import Engine, Pools, Speculative
from planner.scenario.fields.parts import FROZEN, LIST, Clock, Date, Name, Part, ReadOnlyDict, field, fraction

Factors = Annotated[tuple[Annotated[float, Field(gt=0, le=1000)], ...], LIST]

Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
Share = Annotated[float, Field(ge=0, le=1)]


class Growth(Part):
    """Level to level a year later, year after year; the last factor repeats."""

    tokens: Factors = field("x", "Growth factors of token workloads.", min_length=1)
    gpu_hours: Factors = field("x", "Growth factors of GPU-hour workloads.", min_length=1)


class Demand(Part):
    """How all workloads grow and when their night is."""

    growth: Growth = Field(description="Growth of the levels.")
    growth_excess_scale: float = field("x", "Scales what each growth factor has above 1.", 1.0, ge=0, le=10)
    trough_local_time: Clock = field("", "Local time of the daily trough, as hours:minutes.")
    service_probability: float | None = fraction(
        "Probability that capacity holds at any moment inside the hour; headroom is then learned from request rates. "
        "Null: headroom as each workload gives it.",
        None,
        ge=0.5,
        lt=1,
        le=None,
    )


class Workload(Part):
    """One kind of work: tokens of a model, or GPU-hours of a precision."""

    title: str = field("", "Name as shown.", min_length=1, max_length=80)
    unit: Literal["tokens", "gpu_hours"] = field("", "What the work is counted in.")
    precision: Literal["fp4", "fp8", "fp16", "fp64"] = field("", "Number format that the work needs.")
    window_hours: int = field("h", "How long work may wait; 0: interactive.", ge=0, le=168)
    sovereign: bool = field("", "True if the work must never be rented elsewhere.")
    shape: str = field(
        "", "Day and week shape: a class of the request-rate data, or flat.", min_length=1, max_length=60
    )
    customers: Annotated[dict[Country, Share], FROZEN] = Field(
        default_factory=ReadOnlyDict,
        description="Shares of its demand by country (ISO 3166), for public holidays; none: all in France.",
        json_schema_extra={"unit": "share"},
    )
    deferrable_share: float | None = fraction(
        "Share of it that may wait though the rest may not; null: none.", None, gt=0, ge=None, lt=1, le=None
    )
    deferrable_hours: int | None = field("h", "How long that share may wait.", None, ge=1, le=168)
    headroom: float = field("share", "Spare capacity for bursts inside the hour, as a share of demand.", ge=0, le=5)
    price_change_per_year: float = field(
        "share", "Change of its price each year, of tokens or of GPU-hours; -0.25 is 25 % less.", ge=-0.95, le=5
    )
    unserved_price_multiple: float = field(
        "x",
        "What unserved uncommitted work owes, as a multiple of its price, without a cap: the credit of a workload "
        "whose customers are not given as offers.",
        0.0, ge=0, le=1000,
    )  # fmt: skip
    uncommitted_share: float = fraction("Share of its demand sold as it comes, under no contract.", 1.0)
    offers: Annotated[dict[Name, Offer], FROZEN] = Field(
        default_factory=ReadOnlyDict, description="Contracts with customers, signed or offered, by name."
    )

    model: str | None = field("", "Model served, as named in the model catalogue.", None, min_length=1, max_length=60)
    level_tokens_per_s: float | None = field(
        "tokens/s", "Output tokens a second, average of the first quarter.", None, gt=0, le=1e9
    )
    input_tokens: float | None = field("tokens", "Mean input of a request.", None, gt=0, le=1e7)
    output_tokens: float | None = field("tokens", "Mean output of a request.", None, gt=0, le=1e7)
    cached_input_share: float = fraction("Share of the input found in the cache.", 0.0)
    cached_input_price_share: float = fraction("Price of cached input, as a share of the input price.", 1.0)
    min_tokens_per_s_per_user: float | None = field(
        "tokens/s", "Slowest output a user accepts; null: any speed.", None, gt=0, le=10_000
    )
    speculative: Speculative | None = field(
        "", "Multi-token prediction for its model: none or mtp; null: as fleet.operating_points.", None
    )
    pools: Pools | None = field(
        "", "Prompts and tokens on the same GPUs (one) or apart (two); null: as fleet.operating_points.", None
    )
    gpus_per_replica: int | None = field(
        "GPUs", "GPUs of a replica of its model; null: as fleet.operating_points.", None, ge=1, le=72
    )
    engine: Engine | None = field("", "Engine that serves it; null: as fleet.operating_points.", None)
    software_date: Date | None = field("", "Date of that engine; null: as fleet.operating_points.", None)
    price_of: str | None = field("", "Model of the price list whose prices apply.", None, min_length=1, max_length=60)
    input_usd_per_mtoken: float | None = field(
        "USD/Mtoken", "Price of input; null: the price list's.", None, ge=0, le=1000
    )
    output_usd_per_mtoken: float | None = field(
        "USD/Mtoken", "Price of output; null: the price list's.", None, ge=0, le=1000
    )
    billed_in: Literal["USD", "EUR"] | None = field(
        "",
        "Currency that its price is agreed in: what is agreed in USD moves with finance.usd_per_eur_by_year; null: USD "
        "for tokens, EUR for GPU-hours.",
        None,
    )
    revenue_share: float = fraction("Share of the price that comes in as revenue.", 1.0)

    reference_rack: Name | None = field("", "Product whose GPU the demand is counted in.", None)
    flops_per_byte: float | None = field(
        "FLOP/byte", "Arithmetic on each byte of memory traffic; null: bound by compute alone.", None, gt=0, le=1e6
    )
    level_gpus: float | None = field("GPUs", "GPUs at work, average of the first quarter.", None, gt=0, le=1e6)
    revenue_eur_per_gpu_hour: float | None = field("EUR/GPU-hour", "Revenue of a GPU-hour.", None, ge=0, le=1000)
