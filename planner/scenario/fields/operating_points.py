"""How operating points are chosen: by which rule, at which power caps, and what the planner has measured."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from planner.scenario.fields.parts import LIST, Date, Name, Part, field, fraction

Engine = Literal["trtllm", "sglang", "vllm"]
Speculative = Literal["none", "mtp"]
Pools = Literal["one", "two"]
Cap = Annotated[float, Field(ge=0.3, lt=1)]


class Measurement(Part):
    """One measurement of the planner's own, for a workload by name or for all that serve a model in a precision."""

    rack: Name = field("", "Product measured, as named in the catalogue.")
    workload: Name | None = field("", "Workload measured; null: all that serve model in precision.", None)
    model: str | None = field("", "Model measured, where no workload is named.", None, min_length=1, max_length=60)
    precision: Literal["fp4", "fp8", "fp16"] | None = field(
        "", "Number format measured, where no workload is named.", None
    )
    tokens_per_s_per_gpu: float | None = field("tokens/s", "Output tokens a second and GPU.", None, gt=0, le=1e7)
    tokens_per_s: float | None = field("tokens/s", "The same of the whole server or rack.", None, gt=0, le=1e9)
    tokens_per_s_per_user: float | None = field("tokens/s", "Output each user got.", None, gt=0, le=10_000)
    rack_kw: float | None = field("kW", "Server or rack at the wall, network not counted.", None, gt=0, le=2000)
    gpu_watts: float | None = field("W", "One GPU board, as NVML or DCGM reads it.", None, gt=0, le=10_000)
    unit: Literal["output tokens/s", "output tokens/s and kW", "output tokens/s and W"] = field(
        "", "What the figures are: output tokens, never input or total; kW with rack_kw, W with gpu_watts."
    )
    date: Date = field("", "Day of the measurement.")
    source: str = field("", "Who measured, with what.", min_length=1, max_length=300)


class OperatingPoints(Part):
    """Tokens per second and kilowatts of a rack for a workload: where they come from."""

    basis: Literal["predicted", "nearest-row"] = field(
        "",
        "predicted: measured, else interpolated, else predicted; nearest-row: the benchmark of the nearest model.",
        "predicted",
    )
    speculative: Speculative | None = field(
        "", "Multi-token prediction: none or mtp; null: not stated, answered without it, the interval wider.", None
    )
    pools: Pools | None = field(
        "", "one: the same GPUs read prompts and write; two: apart. Null: not stated, answered as one.", None
    )
    gpus_per_replica: int | None = field(
        "GPUs", "GPUs of a replica, or of a decode worker with two pools; null: the best, the interval wider.", None,
        ge=1, le=72,
    )  # fmt: skip
    engine: Engine | None = field("", "Engine that serves; null: the mean of those that were run with the model.", None)
    software_date: Date | None = field(
        "", "Date of the engine, for its yearly gain in speed; null: as the benchmark rows, February 2026.", None
    )
    power_caps: Annotated[tuple[Cap, ...], LIST] = field(
        "share", "Caps of GPU power, as shares of its rating, at which racks may also run.", (), max_length=5
    )
    provisioned_share: float = fraction(
        "Power that the feeds of racks carry, as a share of nameplate; below 1 is oversubscribed.", 1.0, gt=0, ge=None
    )
    measurements: Annotated[tuple[Measurement, ...], LIST] = Field(
        (),
        description="Own measurements, which win; a file may name a CSV file or workbook of its folder instead.",
        max_length=500,
        json_schema_extra={"file": r"\.(csv|xlsx)$"},
    )
