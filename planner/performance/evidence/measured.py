"""The benchmark rows as one table of operating points, and their fronts.

A front is the best output tokens/s per GPU at each speed per user [tokens/s] for a model, precision, GPU, source
and pair of lengths. Input and total tokens never enter: rows that count prompt tokens are left out. Wall and GPU
board power are two columns and are never put into one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from planner.catalogue import files
from planner.catalogue import racks as rack_data
from planner.performance import physics
from planner.performance.evidence import architectures, distilled, hardware, precision, setup
from planner.performance.tasks import MLPERF, SWEEP, TASK

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray

    from planner.arrays import Bools, Floats, Ints

# Prompt tokens of a data set where rows do not state them. Source: the data sets of MLPerf Inference.
MLPERF_PROMPT_TOKENS = {
    "Llama-2-70B": 294.0, "Mixtral-8x7B": 250.0, "Llama-3.1-405B": 9400.0, "DeepSeek-R1": 790.0,
    "Llama-3.1-8B": 870.0, "gpt-oss-120b": 1100.0, "GPT-J-6B": 870.0,
}  # fmt: skip
MLPERF_OUTPUT_TOKENS = {"Llama-3.1-8B": 73.0, "GPT-J-6B": 70.0, "gpt-oss-120b": 1250.0}
GROUP = ["kind", "family", "variant", "product", "precision", "input_tokens", "output_tokens"]
DATE_OF_UNDATED = "2026-01"
WHOLE_RUN, SAME_ROW = r"it is [0-9]+ tokens/s = ([0-9]+) per GPU", r"same result as row (M[0-9]+)"


def _dated(text: str) -> float:
    """Year with fraction [years]."""
    match = re.match(r"(\d{4})(?:-(\d{2}))?", text) or re.match(r"(\d{4})-(\d{2})", DATE_OF_UNDATED)
    assert match is not None
    return float(match[1]) + (float(match[2] or 6) - 0.5) / 12


@lru_cache(maxsize=2)
def table(data_dir: Path | None = None) -> pd.DataFrame:
    """What `made` gives, as it is kept in data/fitted; made where that belongs to other files."""
    rows = distilled.read(data_dir)
    return made(data_dir) if rows is None else rows


def made(data_dir: Path | None = None) -> pd.DataFrame:
    """The points of `all_points` that are possible: rows above the roofline are refused, see `refused`."""
    points = all_points(data_dir)
    return points[~above_roofline(points, data_dir)].reset_index(drop=True)


def refused(data_dir: Path | None = None) -> tuple[str, ...]:
    """row_id of the sweeps that claim more than the GPU can do (prompts served from a cache the row is silent on)."""
    points = all_points(data_dir)
    return tuple(points.loc[above_roofline(points, data_dir), "row_id"])


def above_roofline(points: pd.DataFrame, data_dir: Path | None = None) -> Bools:
    """Whether each sweep row exceeds the roofline in tokens/s per GPU or per user; data sets state no prompts."""
    sweep = (points["kind"] == SWEEP).to_numpy()
    rate, speed = physics.roofline(setup.from_rows(points[sweep], physics.Parameters(), data_dir))
    above = np.zeros(len(points), dtype=np.bool_)
    above[sweep] = (points.loc[sweep, "rate"] > rate) | (points.loc[sweep, "speed"] > speed)
    return above


@lru_cache(maxsize=2)
def all_points(data_dir: Path | None = None) -> pd.DataFrame:
    """Operating points in one form, one row each, index 0 …; rows that do not say enough are left out.

    Columns: row_id, kind, family, variant (task or model where it matters), model, product, precision, bits,
    input_tokens, output_tokens, n_gpus, concurrency, rate (output tokens/s per GPU), speed (tokens/s per user;
    NaN for MLPerf Offline), ttft_s, derived, disaggregated, engine, year, board_w and wall_w per GPU (NaN unless
    measured), source, scenario, speculative, pools. Source: the rows of data/gpu, see docs/data.md.
    """
    raw = rack_data.measured_points(data_dir)
    raw = raw[(raw["tokens_kind"] == "output")]
    raw = raw[~raw["division"].eq("open") & ~raw["model"].str.contains("Omni")]
    raw = labelled(raw, data_dir).reset_index(drop=True)
    text = {name: raw[name].astype(str).to_numpy() for name in ("model", "gpu", "precision", "source", "scenario")}
    out = pd.DataFrame({"row_id": raw["row_id"].astype(str)})
    out["family"] = _each(text["model"], lambda name: architectures.family_of(name.split(" (")[0], data_dir) or "")
    out["model"] = text["model"]
    out["product"] = _each(text["gpu"], lambda name: hardware.product_of(name, data_dir) or "")
    out["precision"] = _each(text["precision"], lambda name: number.name if (number := precision.read(name)) else "")
    out["kind"] = np.select(
        [raw["source"].str.startswith("ML.E"), raw["source"].str.startswith("MLPerf")], [TASK, MLPERF], SWEEP
    )
    out["scenario"] = text["scenario"]
    out["source"] = text["source"]
    task = raw["scenario"].str.split(" (", regex=False).str[0]
    own = raw["model"].str.split("/").str[-1]
    out["variant"] = np.where(out["kind"] == TASK, own + " " + task, "")
    out["task"] = np.where(out["kind"] == TASK, task, "")
    mlperf = out["kind"] == MLPERF
    out.loc[mlperf, "variant"] = "MLPerf"
    out["input_tokens"] = np.where(mlperf, out["family"].map(MLPERF_PROMPT_TOKENS), raw["isl_tokens"])
    osl = np.where(mlperf & raw["osl_tokens"].isna(), out["family"].map(MLPERF_OUTPUT_TOKENS), raw["osl_tokens"])
    out["mean_output_tokens"] = osl
    by_task = pd.Series(osl).groupby([out["kind"], out["family"], out["variant"]]).transform("median")
    out["output_tokens"] = np.where(out["kind"] == SWEEP, osl, by_task.round())
    out["mean_output_tokens"] = out["mean_output_tokens"].fillna(out["output_tokens"])
    domain = out["product"].map({name: float(gpu.domain) for name, gpu in hardware.gpus(data_dir).items()})
    out["n_gpus"] = np.where(
        raw["n_gpus_filled"] > 0,
        raw["n_gpus_filled"],
        true_gpus(raw, np.asarray(domain.fillna(np.inf), dtype=np.float64)),
    )
    out["concurrency"] = raw["concurrency"]
    out["rate"] = raw["tokens_per_s_total"].fillna(raw["tokens_per_s_per_gpu"] * raw["n_gpus"]) / out["n_gpus"]
    out["rate"] = out["row_id"].map(whole_runs(data_dir)).fillna(out["rate"])
    out = _as_run(out, raw)
    usable = (
        (out["rate"] > 0)
        & (out["n_gpus"] > 0)
        & (out["family"] != "")
        & (out["product"] != "")
        & (out["precision"] != "")
        & (out["output_tokens"] > 0)
    )
    return out[usable].reset_index(drop=True)


def _each(texts: NDArray[Any], read: Callable[[str], str]) -> list[str]:
    """Texts as they are read, each spelling once."""
    spellings = {text: read(text) for text in dict.fromkeys(texts)}
    return [spellings[text] for text in texts]


@lru_cache(maxsize=2)
def whole_runs(data_dir: Path | None = None) -> dict[str, float]:
    """Tokens/s per GPU over the whole run, by row_id, of MLPerf rows whose window ends near the last arrival.

    Source: the notes of gpu/mlperf_v61.parquet, where logs of the run were at hand (docs/data.md).
    """
    notes = files.read_table("gpu/mlperf_v61.parquet", data_dir)["note"].fillna("").astype(str)
    rate, row = notes.str.extract(WHOLE_RUN)[0], notes.str.extract(SAME_ROW)[0]
    stated = rate.notna() & row.notna()
    return dict(zip(row[stated], rate[stated].astype(float), strict=True))


def _as_run(rows: pd.DataFrame, raw: pd.DataFrame) -> pd.DataFrame:
    """Rows of `all_points` with how each was run and what it drew per GPU."""
    out = rows.copy()
    out["speculative"], out["pools"] = raw["speculative"], raw["pools"]
    out["speed"] = raw["interactivity_tokens_per_s_per_user"]
    out["ttft_s"] = raw["ttft_ms"] / 1000
    out["derived"] = raw["basis"] == "derived"
    out["disaggregated"] = raw["scenario"].str.startswith("disagg")
    out["engine"] = raw["software"].fillna("").astype(str).str.split(" ").str[0].str.lower().astype(str)
    out["year"] = [_dated(str(d)) for d in raw["date"]]
    power = raw["power_w"].to_numpy(dtype=np.float64) / out["n_gpus"]
    wall = raw["power_scope"].str.startswith("whole system")
    out["board_w"] = np.where(~wall & raw["power_w"].notna(), power, np.nan)
    out["wall_w"] = np.where(wall, power, np.nan)
    out["note"] = raw["note"].astype(str)
    return out


def labelled(raw: pd.DataFrame, data_dir: Path | None = None) -> pd.DataFrame:
    """Rows with what InferenceX's history says of them; those whose split cannot have run are left out.

    Columns added: speculative (none, mtp, ambiguous, unknown), pools (one, two) and n_gpus_filled (NaN: as stated).
    """
    labels = files.read_table("gpu/row_labels.parquet", data_dir).set_index("row_id")
    columns = ["speculative", "pools", "n_gpus_filled", "split_is_impossible"]
    joined = raw.join(labels[columns], on="row_id")
    joined["speculative"], joined["pools"] = joined["speculative"].fillna("none"), joined["pools"].fillna("one")
    return joined[joined["split_is_impossible"].ne("yes")]


def true_gpus(raw: pd.DataFrame, domain: Floats) -> Floats:
    """GPUs that made each row [rows]: those counted twice are counted once.

    Rows of the InferenceX dump on servers of eight state k-way tensor (or data) and k-way expert parallelism of the
    same k GPUs as k · k GPUs: 16 for 4, 64 for 8. Three marks together: one worker for prompts and tokens ("agg"),
    more GPUs than the server has, and the split written as a square. Their tokens/s and speed per user are those of
    4 and 8 GPUs at the same number of users (ratio 1.00 on H100, H200 and B200; see docs/accuracy.md).
    """
    stated: Floats = raw["n_gpus"].to_numpy(dtype=np.float64)
    way = np.sqrt(stated)
    split = raw["parallelism"].fillna("").astype(str)
    experts = split.str.extract(r"moe_tp(\d+) moe_ep(\d+)").astype(np.float64)
    copies = split.str.extract(r"attn_dp(\d+)").astype(np.float64)[0]
    square = (experts[0] == way) & (experts[1] == way) | (copies == way) & (experts[1] == stated)
    twice = split.str.startswith("agg").to_numpy() & (stated > domain) & square.to_numpy()
    used: Floats = np.where(twice, way, stated)
    return used


def front_positions(speed: Floats, rate: Floats) -> Ints:
    """Positions of the points that no other beats in both speed per user and rate, by rising speed [int]."""
    order = np.lexsort((-rate, -speed))  # fastest first; of equals the higher rate
    best, positions = -np.inf, []
    for i in order:
        if rate[i] > best:
            positions.append(i)
            best = rate[i]
    return np.array(positions[::-1], dtype=np.int64)


def fronts(points: pd.DataFrame) -> pd.DataFrame:
    """The rows on the front of their group, with `group` (int) and `size` (rows on that front).

    Rows without a speed per user (MLPerf Offline) are on no front.
    """
    usable = points[points["speed"].notna()]
    fronts_of_groups: list[pd.DataFrame] = []
    for number, (_, rows) in enumerate(usable.groupby(GROUP, dropna=False, sort=True)):
        on = front_positions(rows["speed"].to_numpy(), rows["rate"].to_numpy())
        fronts_of_groups.append(rows.iloc[on].assign(group=number, size=len(on)))
    return pd.concat(fronts_of_groups) if fronts_of_groups else usable.assign(group=0, size=0)


@dataclass(frozen=True)
class Front:
    """A measured front: speeds rising, rates falling [tokens/s per user, tokens/s per GPU]."""

    speed: Floats
    rate: Floats

    def covers(self, speed: float, margin: float = 1.0) -> bool:
        """Whether a speed lies between the measured ones, or past them by less than the factor `margin`."""
        return bool(self.speed[0] / margin <= speed <= self.speed[-1] * margin)

    def at(self, speed: float) -> float:
        """Rate at a speed per user [tokens/s per GPU]: PCHIP in logarithms, so it falls where the points fall.

        Source of the method: Fritsch and Butland (1984), scipy.interpolate.PchipInterpolator. Past an end the
        rate is that of the end point, or falls with 1/speed beyond the fastest.
        """
        if len(self.speed) == 1 or speed <= self.speed[0]:
            return float(self.rate[0]) if speed <= self.speed[0] else float(self.rate[0] * self.speed[0] / speed)
        if speed >= self.speed[-1]:
            return float(self.rate[-1] * self.speed[-1] / speed)
        from scipy.interpolate import PchipInterpolator

        curve = PchipInterpolator(np.log(self.speed), np.log(self.rate))
        return float(np.exp(curve(np.log(speed))))


def front_of(rows: pd.DataFrame) -> Front:
    """Front of a set of rows. Two points of one speed are thinned to the better."""
    speed, rate = rows["speed"].to_numpy(dtype=np.float64), rows["rate"].to_numpy(dtype=np.float64)
    on = front_positions(speed, rate)
    return Front(speed[on], rate[on])
