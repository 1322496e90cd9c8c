"""Benchmark rows grouped into settings: the same model, lengths and rules on several GPUs.

Two rows compare two GPUs fairly only within one setting. A setting is an MLPerf scenario of a model (each GPU
in the precision its submitter chose, at the accuracy MLPerf asks), or a sweep over load of a model in one
precision at one pair of prompt and output lengths.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

    from planner.arrays import Floats

    Columns = Mapping[str, np.ndarray[Any, Any]]

OFFLINE_TOKENS_PER_S_PER_USER = 10.0  # MLPerf Offline sets no limit; used only to compare settings
UNTUNED_SHARE = 0.2
_BITS = {"fp4": 4, "mxfp4": 4, "int4": 4, "uint4": 4, "fp8": 8, "int8": 8}
_DECLARED_FP16_BUT_QUANTISED = "quantised"


@dataclass(frozen=True)
class Row:
    """One measured (or derived) operating point."""

    row_id: str
    product: str
    gpu: str
    model: str
    precision: str
    gpus: int  # GPUs in the run
    tokens_per_s_per_gpu: float
    tokens_per_s_per_user: float  # NaN where not stated
    basis: str  # "measured" or "derived"
    source: str


@dataclass(frozen=True)
class Setting:
    """Rows that differ only in GPU and load."""

    name: str
    total_params_b: float
    active_params_b: float
    bits: int | None  # of the weights; None where each GPU has its own (MLPerf)
    input_tokens: float  # NaN where unknown
    output_tokens: float  # NaN where unknown
    tokens_per_s_per_user: float  # the service MLPerf asks for, typical mean; NaN for a sweep over load
    derived: bool
    rows: Mapping[str, Sequence[Row]]  # by product

    @property
    def is_sweep(self) -> bool:
        """Whether rows of several loads let one choose the service level."""
        return math.isnan(self.tokens_per_s_per_user)

    def best(self, product: str, need_tokens_per_s_per_user: float) -> Row | None:
        """Highest tokens/s per GPU among rows known to give each user what is needed (0: all rows)."""
        meeting = (
            row
            for row in self.rows.get(product, ())
            if need_tokens_per_s_per_user <= 0 or row.tokens_per_s_per_user >= need_tokens_per_s_per_user
        )
        return max(meeting, key=lambda row: row.tokens_per_s_per_gpu, default=None)

    def serving(self, need_tokens_per_s_per_user: float, bandwidth: Mapping[str, float]) -> dict[str, Row]:
        """Best row by product that gives each user what is needed, without untuned products.

        Untuned is a product below 20 % of the setting's best tokens/s per GPU per TB/s of memory bandwidth:
        that is a matter of software or of an unfinished sweep, not of the GPU.
        """
        found = {name: row for name in self.rows if (row := self.best(name, need_tokens_per_s_per_user))}
        per_bandwidth = {name: row.tokens_per_s_per_gpu / bandwidth[name] for name, row in found.items()}
        floor = UNTUNED_SHARE * max(per_bandwidth.values(), default=0.0)
        return {name: row for name, row in found.items() if per_bandwidth[name] >= floor}

    def comparable(self, need_tokens_per_s_per_user: float, bandwidth: Mapping[str, float]) -> dict[str, Row]:
        """Best row by product for a ratio of GPUs: at the service needed in a sweep, at its own in MLPerf."""
        return self.serving(need_tokens_per_s_per_user if self.is_sweep else 0.0, bandwidth)


def weight_bits(precision: str) -> int:
    """Bits of a weight [1] by the name a benchmark gives its precision; 16 for what is not quantised."""
    name = precision.lower()
    return 8 if name.startswith(_DECLARED_FP16_BUT_QUANTISED) else _BITS.get(name, 16)


def settings(points: pd.DataFrame, gpus: Mapping[str, int]) -> list[Setting]:
    """Group `library.measured_points()` into settings, for the products in `gpus` (GPUs per rack).

    Kept are rows with output tokens/s per GPU, known parameters, and a run on no more GPUs than the rack has
    (else its rate cannot be read as a share of one rack). Open-division and preview rows are kept only for a
    product that has no other rows.
    """
    usable = points[
        points["product"].isin(list(gpus))
        & (points["tokens_kind"] == "output")
        & (points["tokens_per_s_per_gpu"] > 0)
        & points["model_params_b"].notna()
        & points["active_params_b"].notna()
        & (points["n_gpus"] <= points["product"].map(gpus))
    ]
    regular = (usable["division"] != "open") & ~usable["availability"].isin(["preview", "rdi"])
    only_irregular = ~usable["product"].isin(usable.loc[regular, "product"])
    usable = usable[regular | only_irregular]
    grouped: dict[tuple[object, ...], list[int]] = {}
    columns = {name: usable[name].to_numpy() for name in usable.columns}
    active = _one_figure_per_model(columns["model_params_b"], columns["active_params_b"])
    for i in range(len(usable)):
        grouped.setdefault(_key(columns, active, i), []).append(i)
    return [_setting(columns, active, members) for members in grouped.values()]


def _one_figure_per_model(total: Floats, active: Floats) -> Floats:
    """Active parameters rounded alike: sources write 5 and 5.1 billion for the same model. B, per row."""
    result = active.copy()
    for size in np.unique(total):
        same = total == size
        values = np.unique(active[same])
        for value in values:
            near = values[np.abs(values / value - 1) < 0.05]
            result[same & (active == value)] = near.max()
    return result


def _is_mlperf(columns: Columns, i: int) -> bool:
    return str(columns["source"][i]).startswith("MLPerf")


def _key(columns: Columns, active: Floats, i: int) -> tuple[object, ...]:
    model = (columns["model_params_b"][i], active[i])
    scenario = str(columns["scenario"][i]).split(" (")[0]
    if _is_mlperf(columns, i):
        return (*model, "MLPerf", str(columns["model"][i]), scenario)
    lengths = (columns["isl_tokens"][i], columns["osl_tokens"][i])
    known = not np.isnan(lengths).any()
    bits = weight_bits(str(columns["precision"][i]))
    return (*model, bits, *lengths, columns["basis"][i]) if known else (*model, bits, scenario)


def _setting(columns: Columns, active: Floats, members: Sequence[int]) -> Setting:
    first = members[0]
    mlperf = _is_mlperf(columns, first)
    rows: dict[str, list[Row]] = {}
    for i in members:
        rows.setdefault(str(columns["product"][i]), []).append(_row(columns, i))
    scenario = str(columns["scenario"][first]).split(" (")[0]
    lengths = columns["osl_tokens"][list(members)]
    total = float(columns["model_params_b"][first])
    level = math.nan
    if mlperf:
        stated = columns["interactivity_tokens_per_s_per_user"][list(members)]
        stated = stated[~np.isnan(stated)]
        level = float(np.median(stated)) if stated.size else OFFLINE_TOKENS_PER_S_PER_USER
    return Setting(
        name=_name(columns, first, mlperf, scenario),
        total_params_b=total,
        active_params_b=float(active[first]),
        bits=None if mlperf else weight_bits(str(columns["precision"][first])),
        input_tokens=float(columns["isl_tokens"][first]),
        output_tokens=float(np.nanmean(lengths)) if not np.isnan(lengths).all() else math.nan,
        tokens_per_s_per_user=level,
        derived=columns["basis"][first] == "derived",
        rows=rows,
    )


def _name(columns: Columns, first: int, mlperf: bool, scenario: str) -> str:
    model = columns["model"][first]
    if mlperf:
        return f"{model}, MLPerf {scenario}"
    lengths = (columns["isl_tokens"][first], columns["osl_tokens"][first])
    task = scenario if np.isnan(lengths).any() else f"{lengths[0]:.0f} tokens in, {lengths[1]:.0f} out"
    return f"{model}, {columns['precision'][first]}, {task}"


def _row(columns: Columns, i: int) -> Row:
    return Row(
        row_id=str(columns["row_id"][i]),
        product=str(columns["product"][i]),
        gpu=str(columns["gpu"][i]),
        model=str(columns["model"][i]),
        precision=str(columns["precision"][i]),
        gpus=int(columns["n_gpus"][i]),
        tokens_per_s_per_gpu=float(columns["tokens_per_s_per_gpu"][i]),
        tokens_per_s_per_user=float(columns["interactivity_tokens_per_s_per_user"][i]),
        basis=str(columns["basis"][i]),
        source=f"{columns['source'][i]}, {columns['scenario'][i]}",
    )
