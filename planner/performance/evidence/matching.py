"""Which measured rows speak for a case, and what they say at a speed or a number of users."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from planner.performance.evidence import measured
from planner.performance.evidence.measured import Front
from planner.performance.tasks import MLPERF, SWEEP, TASK

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping
    from pathlib import Path

    from planner.arrays import Ints
    from planner.performance.evidence.setup import Case
    from planner.performance.query import Query

SAME_LENGTH = 0.03  # |ln| within which two lengths are the same configuration
SAME_MEAN_LENGTH = 0.12  # the same for data sets, whose lengths are means
SAME_SPEED = 0.01  # |ln| within which a measured point is the point asked for
NEAREST_ROWS = 3
SHORTEST_FRONT = 2


@dataclass(frozen=True)
class Match:
    """Rows of the asked configuration, and the nearest others."""

    rows: pd.DataFrame  # the configuration itself; may be empty
    near: pd.DataFrame  # the closest rows otherwise
    front: Front | None
    level: str  # level of a prediction: near, gpu or model
    kind: str  # of the source the case resembles: measured.SWEEP or measured.TASK

    def basis_at(self, speed: float) -> tuple[str, str]:
        """Basis and interval level of the rate at a speed."""
        if self.front is None:
            return "predicted", self.level
        if np.abs(np.log(self.front.speed / speed)).min() <= SAME_SPEED:
            return "measured", "measured"
        if self.front.covers(speed):
            return "interpolated", "interpolated"
        return "predicted", "near"

    def at_users(self, users: float, n: int) -> tuple[float, float, str] | None:
        """Rate, speed and basis from rows on n GPUs that bracket the users; None where there are none."""
        own = self.rows[(self.rows["n_gpus"] == n) & (self.rows["concurrency"] > 0)]
        if own.empty:
            return None
        best = own.sort_values("rate").groupby("concurrency").tail(1).sort_values("concurrency")
        at = best["concurrency"].to_numpy(dtype=np.float64)
        exact = np.abs(np.log(at / users)) <= SAME_SPEED
        rate, speed = best["rate"].to_numpy(dtype=np.float64), best["speed"].to_numpy(dtype=np.float64)
        if exact.any():
            i = int(exact.argmax())
            return float(rate[i]), float(speed[i]), "measured"
        if not at[0] < users < at[-1]:
            return None
        x = np.log(users)
        return (
            float(np.exp(np.interp(x, np.log(at), np.log(rate)))),
            float(np.exp(np.interp(x, np.log(at), np.log(speed)))),
            "interpolated",
        )

    def board_w_at(self, speed: float) -> float | None:
        """Measured board power per GPU at a speed [W], interpolated; None where the configuration has none."""
        drawn = self.rows[self.rows["board_w"].notna() & self.rows["speed"].notna()].sort_values("speed")
        if len(drawn) < SHORTEST_FRONT:
            return None
        on = measured.front_positions(drawn["speed"].to_numpy(), drawn["rate"].to_numpy())
        drawn = drawn.iloc[on]
        return float(np.interp(np.log(speed), np.log(drawn["speed"]), drawn["board_w"]))

    def rows_near(self, speed: float) -> tuple[str, ...]:
        """The nearest rows used: of the configuration by speed, else of the closest one."""
        rows = self.rows if len(self.rows) else self.near
        rows = rows[rows["speed"].notna()]
        order = np.abs(np.log(rows["speed"].to_numpy(dtype=np.float64) / speed)).argsort()
        return tuple(rows["row_id"].iloc[order[:NEAREST_ROWS]].tolist())

    def words(self, case: Case, basis: str, level: str) -> str:
        """Where the number comes from, in words."""
        rows = self.rows if len(self.rows) else self.near
        source = f"{rows['model'].iloc[0]} on {rows['product'].iloc[0]} ({rows['source'].iloc[0]})" if len(rows) else ""
        relative = f"; architecture not public, nearest measured relative: {case.architecture.relative}"
        if level == "shape":
            return "predicted: sizes follow from the parameters alone, a factor of two either way" + relative
        words = {
            "measured": f"measured: {source}",
            "interpolated": f"interpolated between measured points of {source}",
            "near": f"predicted, anchored on {source}" if self.front else f"predicted from other lengths: {source}",
            "gpu": f"predicted: the model was measured on other GPUs, nearest {source}",
            "model": f"predicted: no measurement of this model, nearest {source}",
        }
        return words[level] + (relative if case.architecture.relative and basis == "predicted" else "")


def find(case: Case, query: Query, data_dir: Path | None = None) -> Match:
    """Rows that are the asked configuration, and the closest if there are none."""
    same = _of_cell(case.architecture.family, case.gpu.product, case.precision.name, data_dir)
    own = _configuration(same[_same_way(same, query)], query)
    own = own if query.cached_input_share == 0 else own.iloc[:0]
    timed = own[own["speed"].notna()]
    front = measured.front_of(timed) if len(timed) >= SHORTEST_FRONT else None
    swept = _swept(data_dir).get(case.architecture.family, frozenset())
    level = "near" if case.gpu.product in swept else "gpu" if swept else "model"
    task = (bool(len(own)) and own["kind"].iloc[0] == TASK) or (not len(own) and case.task)
    return Match(own, _closest(case, data_dir), front, level, TASK if task else SWEEP)


@lru_cache(maxsize=256)
def _of_cell(family: str, product: str, number: str, data_dir: Path | None) -> pd.DataFrame:
    """Rows of a model on a GPU in a precision."""
    positions = _cells(data_dir).get((family, product, number))
    table = measured.table(data_dir)
    return table.iloc[:0] if positions is None else table.iloc[positions]


@lru_cache(maxsize=2)
def _cells(data_dir: Path | None) -> Mapping[Hashable, Ints]:
    """Positions of rows by model, GPU and precision."""
    indices = measured.table(data_dir).groupby(["family", "product", "precision"]).indices
    return {cell: np.asarray(positions, dtype=np.int64) for cell, positions in indices.items()}


@lru_cache(maxsize=2)
def _swept(data_dir: Path | None) -> Mapping[str, frozenset[str]]:
    """GPUs on which each model was run; MLPerf apart, as one tuned point says little about a front."""
    table = measured.table(data_dir)
    runs = table.loc[table["kind"] != MLPERF, ["family", "product"]].drop_duplicates()
    return {str(family): frozenset(part["product"]) for family, part in runs.groupby("family")}


def _same_way(table: pd.DataFrame, query: Query) -> pd.Series[bool]:
    """Rows that ran as the question says: drafts, pools, engine and GPUs; what it leaves open, any may answer.

    Drafts are off unless the question says otherwise; rows that may have run either way answer nothing.
    """
    drafts = ["mtp"] if query.speculative == "mtp" else ["none", "unknown"]
    same = table["speculative"].isin(drafts)
    if query.pools:
        same &= table["pools"] == query.pools
    if query.engine:
        same &= table["engine"].str.startswith(query.engine.lower()[:4])
    if query.n_gpus:
        same &= table["n_gpus"] == query.n_gpus
    return same


def _configuration(rows: pd.DataFrame, query: Query) -> pd.DataFrame:
    """Rows of the same lengths: of a sweep, or without a prompt length of the data set with that mean output length.

    A row of a data set answers only for its own line of models (Qwen3-VL not for Qwen3), so also in its modality.
    """
    if rows.empty:
        return rows
    away = np.abs(np.log(rows["mean_output_tokens"].to_numpy(dtype=np.float64) / query.output_tokens))
    if not math.isnan(query.input_tokens):
        prompt = np.maximum(rows["input_tokens"].to_numpy(dtype=np.float64), 1.0)
        apart = np.abs(np.log(prompt / max(query.input_tokens, 1.0)))
        swept: pd.DataFrame = rows[(rows["kind"] == SWEEP).to_numpy() & (away < SAME_LENGTH) & (apart < SAME_LENGTH)]
        return swept
    spelt = rows["model"].map(lambda name: name.split("/")[-1].lower()) == query.model.split("/")[-1].lower()
    chosen = rows["kind"].isin([TASK, MLPERF]).to_numpy() & (away < SAME_MEAN_LENGTH) & spelt.to_numpy()
    if not chosen.any():
        return rows.iloc[:0]
    nearest_variant = rows["variant"].to_numpy()[np.where(chosen, away, np.inf).argmin()]
    same: pd.DataFrame = rows[chosen & (rows["variant"] == nearest_variant).to_numpy()]
    return same


@dataclass(frozen=True)
class _Groups:
    """Groups of rows with a speed: the number of each row's group (-1: none has one), and what each group is."""

    of_row: Ints
    heads: tuple[tuple[str, str, str, float, float], ...]  # family, product, precision, input and output tokens


@lru_cache(maxsize=2)
def _groups(data_dir: Path | None) -> _Groups:
    table = measured.table(data_dir)
    number = table.groupby(measured.GROUP, dropna=False, sort=False).ngroup().to_numpy(dtype=np.int64)
    heads = table.assign(group=number)[table["speed"].notna()].drop_duplicates("group")
    place = np.full(number.max() + 1, -1, dtype=np.int64)
    place[heads["group"].to_numpy()] = np.arange(len(heads))
    columns = ("family", "product", "precision", "input_tokens", "output_tokens")
    return _Groups(place[number], tuple(zip(*(heads[c].tolist() for c in columns), strict=True)))


def _closest(case: Case, data_dir: Path | None) -> pd.DataFrame:
    """The group of rows nearest to a case in model, GPU, precision and lengths."""
    from planner.performance.evidence import architectures, hardware

    families, gpus = architectures.catalogue(data_dir), hardware.gpus(data_dir)
    groups = _groups(data_dir)
    here = case.architecture

    def away(family: str, product: str, name: str, isl: float, osl: float) -> float:
        other, gpu = families[family], gpus[product]
        model = abs(math.log(other.active_params_b / here.active_params_b))
        model += abs(math.log(other.total_params_b / here.total_params_b)) + (other.mla != here.mla) * 0.3
        named = 3.0 * (family != here.family and family != here.relative)
        machine = abs(math.log(gpu.bandwidth_tb_per_s / case.gpu.bandwidth_tb_per_s)) + (gpu != case.gpu) * 0.5
        prompt = 0.0 if math.isnan(isl) else abs(math.log(max(isl, 1.0) / max(case.input_tokens, 1.0)))
        return (
            model
            + named
            + machine
            + 0.5 * (name != case.precision.name)
            + 0.3 * (prompt + abs(math.log(osl / case.output_tokens)))
        )

    distances = [away(*head) for head in groups.heads]
    return _group(int(np.argmin(distances)), data_dir)


@lru_cache(maxsize=256)
def _group(number: int, data_dir: Path | None) -> pd.DataFrame:
    rows: pd.DataFrame = measured.table(data_dir)[_groups(data_dir).of_row == number]
    return rows
