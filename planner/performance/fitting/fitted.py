"""What was fitted, kept in data/fitted/operating_points.json with the hash of the rows it came from."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, fields, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from planner.catalogue import files as rack_files
from planner.catalogue import racks as rack_data
from planner.performance import bands, board
from planner.performance.board import PowerParameters
from planner.performance.evidence import distilled, hardware, measured, setup
from planner.performance.physics import Parameters
from planner.performance.runs import fit as kernel_fit
from planner.performance.runs import held_out
from planner.performance.runs import model as models
from planner.performance.runs import rows as rows_of_runs
from planner.performance.runs.model import Model
from planner.performance.runs.pooling import Marks, Pooled
from planner.performance.step import seconds
from planner.performance.step.seconds import NAMES

if TYPE_CHECKING:
    from pathlib import Path


FILE, SETTINGS = "fitted/operating_points.json", "fitted/left_over.parquet"
FORM = 8  # raise when the physics, the features or the file change meaning


@dataclass(frozen=True)
class Fitted:
    """Everything a prediction needs."""

    rows_hash: str
    parameters: Parameters  # of the physics that power and the length of task prompts read
    power: PowerParameters
    model: Model  # of time


def rows_hash(data_dir: Path | None = None) -> str:
    """SHA-256 of the rows and catalogues the fit reads, and of its form."""
    digest = hashlib.sha256(f"form {FORM}".encode())
    for part in (measured.table(data_dir), rack_data.rack_specs(data_dir), rack_data.model_architectures(data_dir)):
        digest.update(pd.util.hash_pandas_object(part.astype(str), index=True).to_numpy().tobytes())
    return digest.hexdigest()


def make(data_dir: Path | None = None) -> Fitted:
    """Fit all of it from the rows; about five minutes, most of them answers with a GPU, a model or lengths left out."""
    table, parameters = measured.table(data_dir), Parameters()
    model, _ = judged(data_dir)
    return Fitted(rows_hash(data_dir), parameters, fit_power(table, parameters, data_dir), model)


def judged(data_dir: Path | None = None) -> tuple[Model, dict[str, pd.DataFrame]]:
    """The model of time with its bands, and the errors of every row by what was left out (`held_out.errors`)."""
    every, runs = kernel_fit.prepared(data_dir)
    where = kernel_fit.labelled(every)
    table, labelled_runs = every[where].reset_index(drop=True), kernel_fit.at(runs, where)
    model = models.fitted(table, labelled_runs)
    errors = {level: held_out.errors(table, labelled_runs, model, level, data_dir) for level in held_out.LEVELS}
    return replace(model, bands=calibrated(table, errors)), errors


def calibrated(table: pd.DataFrame, errors: dict[str, pd.DataFrame]) -> dict[str, tuple[float, float]]:
    """Quantiles of ln time by group, from rows left out in just that way."""
    quantiles = {}
    for level, answers in errors.items():
        name = {"cell": "near"}.get(level, level)
        for question in ("users", "told", "untold"):
            values = answers[question].dropna().to_numpy(dtype=np.float64)
            quantiles[bands.group(name, question)] = bands.quantiles(values)
            if level == "cell":  # a cell's own lengths: what is left when they are known is less still
                quantiles[bands.group("interpolated", question)] = bands.quantiles(0.7 * values)
    return quantiles


def fit_power(table: pd.DataFrame, p: Parameters, data_dir: Path | None = None) -> PowerParameters:
    """Board power fitted to the rows that measured it."""
    rows = table[table["board_w"].notna() & table["speed"].notna()]
    tdp = hardware.gpus(data_dir)
    rated = np.array([tdp[product].tdp_w for product in rows["product"]])
    return board.fit(activity_of(rows, p, data_dir), rows["board_w"].to_numpy(dtype=np.float64), rated)


def activity_of(rows: pd.DataFrame, p: Parameters, data_dir: Path | None = None) -> board.Activity:
    """What the GPUs of rows of `measured.table` did, at the rate, speed and GPUs of each row."""
    rate, speed, n = (rows[name].to_numpy(dtype=np.float64) for name in ("rate", "speed", "n_gpus"))
    text = np.where(rows["task"].isin(rows_of_runs.IMAGES), 0.0, 1.0)
    return board.activity(setup.from_rows(rows, p, data_dir), p, rate, speed, n, text)


def save(fitted: Fitted, data_dir: Path | None = None) -> Path:
    """Write the cache and, beside it, the rows it comes from; returns its path."""
    distilled.write(measured.made(data_dir), data_dir)
    folder, model = rack_files.data_folder(data_dir), fitted.model
    path = folder / FILE
    contents: dict[str, Any] = {
        "what": "Fitted by planner.performance from the rows of data/gpu; see docs/operating-points.md",
        "rows_hash": fitted.rows_hash,
        "files_hash": distilled.files_hash(data_dir),
        "power": asdict(fitted.power),
        "time": dict(zip(NAMES, model.parameters.values, strict=True)),
        "scales": list(model.pooled.scales),
        "noise": model.pooled.noise,
        "cells": list(model.cells),
        "engines": {name: list(places) for name, places in model.engines.items()},
        "bands": model.bands,
    }
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(contents, indent=1) + "\n", encoding="utf-8")
    settings = {field.name: getattr(model.pooled.settings, field.name) for field in fields(Marks)}
    pd.DataFrame(settings | {"weight": model.pooled.weights}).to_parquet(folder / SETTINGS, compression="zstd")
    return path


@lru_cache(maxsize=4)
def load(data_dir: Path | None = None) -> Fitted:
    """The cache if it belongs to the rows at hand, else a new fit (minutes; not written)."""
    cache = _cached(data_dir)
    if cache is None:
        return make(data_dir)
    return Fitted(
        rows_hash=cache["rows_hash"],
        parameters=Parameters(),
        power=PowerParameters(**cache["power"]),
        model=_model(cache, data_dir),
    )


def _model(cache: dict[str, Any], data_dir: Path | None) -> Model:
    table = pd.read_parquet(rack_files.data_folder(data_dir) / SETTINGS)
    settings = Marks(*(table[field.name].to_numpy() for field in fields(Marks)))
    pooled = Pooled(tuple(cache["scales"]), cache["noise"], settings, table["weight"].to_numpy())
    return Model(
        seconds.Parameters(tuple(cache["time"][name] for name in NAMES)),
        pooled,
        tuple(cache["cells"]),
        {name: tuple(places) for name, places in cache["engines"].items()},
        {name: (low, high) for name, (low, high) in cache["bands"].items()},
    )


@lru_cache(maxsize=4)
def _cached(data_dir: Path | None) -> dict[str, Any] | None:
    """The cache if it belongs to the rows at hand: their files are the same, or say the same."""
    path = rack_data.data_folder(data_dir) / FILE
    cache: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    same = cache.get("files_hash") == distilled.files_hash(data_dir)
    return cache if same or cache.get("rows_hash") == rows_hash(data_dir) else None


def forget() -> None:
    """Read the cache anew: it was written."""
    _cached.cache_clear()
    load.cache_clear()
