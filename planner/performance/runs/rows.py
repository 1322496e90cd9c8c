"""Measured runs with what they ran: drafts, pools, split, GPUs; cleaned by the labels of data/gpu/row_labels.parquet.

Dropped: runs whose split cannot have run, runs of two pools whose decode workers nobody counted, and rows without a
time per token. GPU counts are those of the label where it has one: it corrects GPUs that were counted twice.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from planner.catalogue import files, racks
from planner.performance.evidence import architectures, hardware, precision
from planner.performance.evidence.shapes import shapes
from planner.performance.kernels.machine import TABLES
from planner.performance.step.split import Split

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from planner.performance.evidence.shapes import Shape

ENGINES = ("trtllm", "sglang", "vllm")
SWEEP, TASK = "sweep", "task"
LEAST_DECODING = 0.05  # share of requests that decode: below it a run only queues
IMAGES = ("image-chat", "video-chat")
UNDATED = 2026.04


@dataclass(frozen=True)
class Pool:
    """The split of the server or of a decode worker, and that of a prefill worker where prompts run apart."""

    decode: Split
    prefill: Split | None


def laid_out(shape: Shape, tensor: int, groups: int, spread: int) -> Split:
    """A split as engines build it: experts are dealt out over all GPUs if at all, or cut over all."""
    if not shape.experts:
        return Split(tensor, groups)
    gpus = tensor * groups
    return Split(tensor, groups, 1, gpus) if spread > 1 or groups > 1 else Split(tensor, groups, gpus, 1)


def pool_of(row: Any, shape: Shape) -> Pool | None:
    """Splits of a row by its text, overruled by its label; None where it cannot have run."""
    text, gpus = str(row.parallelism), row.decode_gpus_per_worker
    counted, repeated = np.isfinite(gpus), row.dp_attention == "yes"
    if row.pools != "two":
        sizes = [max(int(x), 1) for x in re.findall(r"(?:tp|dp|ep)(\d+)", text.replace("moe_tp", "cut"))][:3]
        tensor, second, third = (*sizes, 1, 1, 1)[:3]
        groups, spread = (second, third) if "attn_dp" in text else (third, second)  # ML.ENERGY writes tp ep dp
        if row.split_is_impossible == "yes":
            return None
        if counted and gpus != tensor * groups:  # GPUs counted twice
            tensor, groups, spread = (1, int(gpus), int(gpus)) if repeated else (int(gpus), 1, int(gpus))
        return Pool(laid_out(shape, tensor, groups, spread), None)
    before, after = ([int(x) for x in re.findall(r"(?:tp|dp|ep)(\d+)", part)][:3] for part in text.split(";"))
    if counted:
        own = laid_out(shape, 1, int(gpus), int(gpus)) if repeated else laid_out(shape, int(gpus), 1, after[2])
    elif row.split_is_impossible == "yes":
        return None
    else:
        own = laid_out(shape, *after)
    return Pool(own, laid_out(shape, *before)) if row.decode_workers > 0 else None


@lru_cache(maxsize=2)
def runs(data_dir: Path | None = None) -> pd.DataFrame:
    """One row per usable run, index 0 …

    Columns: row_id, kind (sweep or task), model (as measured), family, product, precision, engine, year, speculative
    (none, mtp, ambiguous, unknown), pools, decode, prefill (Split), decode_workers, n_gpus (NaN unknown), input_tokens,
    output_tokens, task, concurrency, decoding (users in decode per worker), seconds_per_token, ttft_s, rate (output
    tokens/s per GPU, NaN unknown), board_w and wall_w per GPU (NaN unless measured).
    Source: data/gpu, docs/data.md.
    """
    points = racks.measured_points(data_dir)
    labels = files.read_table("gpu/row_labels.parquet", data_dir)
    table = points.merge(labels.drop(columns=["source"]), on="row_id", how="inner")
    table = table[(table["tpot_ms"] > 0) & (table["concurrency"] > 0) & (table["tokens_kind"] == "output")]
    table["family"] = [architectures.family_of(name.split(" (")[0], data_dir) or "" for name in table["model"]]
    table["product"] = [hardware.product_of(name, data_dir) or "" for name in table["gpu"]]
    names = [precision.read(name) for name in table["precision"]]
    table["number"] = [name.name if name else "" for name in names]
    table["engine"] = table["software"].fillna("").str.split(" ").str[0].str.lower()
    sizes = shapes(data_dir)
    usable = table["family"].isin(list(sizes)) & table["product"].isin(list(TABLES)) & (table["number"] != "")
    table = table[usable & table["engine"].isin(ENGINES)].reset_index(drop=True)
    each: Iterable[Any] = table.itertuples()
    pools = [pool_of(row, sizes[row.family]) for row in each]
    table["pool"] = pd.Series(pools, dtype=object)
    return _columns(table[[pool is not None for pool in pools]].reset_index(drop=True))


def _columns(table: pd.DataFrame) -> pd.DataFrame:
    from planner.performance.runs import tasks

    task = table["source"].str.startswith("ML.E")
    name = table["scenario"].str.split(" (", regex=False).str[0].where(task, "")
    out = table[["row_id", "model", "family", "product", "engine", "speculative", "pools", "concurrency"]].copy()
    out["engine"] = out["engine"].mask(task, "server")
    out["kind"], out["task"], out["precision"] = np.where(task, TASK, SWEEP), name, table["number"]
    date = pd.to_datetime(table["date"], errors="coerce")
    out["year"] = (date.dt.year + date.dt.dayofyear / 365.0).fillna(UNDATED)
    out["decode"] = [pool.decode for pool in table["pool"]]
    out["prefill"] = [pool.prefill for pool in table["pool"]]
    two = table["pools"].eq("two")
    out["decode_workers"] = table["decode_workers"].where(two, 1.0)
    out["n_gpus"] = table["n_gpus_filled"].where(table["n_gpus_filled"] > 0, table["n_gpus"])
    prompts = name.map(tasks.PROMPT_TOKENS)
    out["input_tokens"], out["output_tokens"] = table["isl_tokens"].fillna(prompts), table["osl_tokens"]
    out["seconds_per_token"], out["ttft_s"] = table["tpot_ms"] / 1e3, table["ttft_ms"] / 1e3
    answer = out["output_tokens"] * out["seconds_per_token"]
    share = np.clip(answer / (out["ttft_s"].fillna(0.0) + answer), LEAST_DECODING, 1.0)
    out["decoding"] = out["concurrency"] / out["decode_workers"] * share
    stated = table["tokens_per_s_per_gpu"] * table["n_gpus"] / out["n_gpus"]
    little = out["concurrency"] * out["output_tokens"] / (out["ttft_s"] + answer) / out["n_gpus"]
    queued = out["ttft_s"] > 0.5 * answer  # the queue, not the GPU, sets such a rate
    out["rate"] = stated.where(task, little.where(~queued & ~little.isna(), stated.where(~queued)))
    power = table["power_w"] / table["n_gpus"]
    wall = table["power_scope"].fillna("").str.startswith("whole system")
    out["board_w"], out["wall_w"] = power.where(~wall), power.where(wall)
    return out.reset_index(drop=True)
