"""What was fitted, kept in data/fitted/operating_points.json with the hash of the rows it came from."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from planner.inputs import library
from planner.inputs.performance import board, correction, first_token, fit, hardware, intervals, measured, setup
from planner.inputs.performance.board import PowerParameters
from planner.inputs.performance.correction import Kernel
from planner.inputs.performance.first_token import FirstToken
from planner.inputs.performance.physics import Parameters

if TYPE_CHECKING:
    from pathlib import Path

    from planner.inputs.model_inputs import Floats

FILE = "fitted/operating_points.json"
FORM = 7  # raise when the physics, the features or the file change meaning


@dataclass(frozen=True)
class Fitted:
    """Everything a prediction needs."""

    rows_hash: str
    parameters: Parameters
    power: PowerParameters
    first_token: FirstToken
    kernel: Kernel
    weights: Floats  # of the correction, one per front row
    features: Floats  # of the front rows
    quantiles: dict[str, tuple[float, float]]  # ln(measured/predicted): 10 % and 90 %, by level


def rows_hash(data_dir: Path | None = None) -> str:
    """SHA-256 of the rows and catalogues the fit reads, and of its form."""
    digest = hashlib.sha256(f"form {FORM} {Kernel()}".encode())
    for part in (measured.table(data_dir), library.rack_specs(data_dir), library.model_architectures(data_dir)):
        digest.update(pd.util.hash_pandas_object(part.astype(str), index=True).to_numpy().tobytes())
    return digest.hexdigest()


def make(data_dir: Path | None = None) -> Fitted:
    """Fit all of it from the rows; about a minute."""
    rows = front_rows(data_dir)
    table = measured.table(data_dir)
    judged = rows[rows["kind"] != measured.MLPERF]  # tuned single points train the correction only
    parameters = fit.physics(judged.copy(), data_dir=data_dir)
    kernel = Kernel()
    trained = fit.training(rows, parameters, data_dir)
    learn = fit.tuned(rows, trained)
    return Fitted(
        rows_hash=rows_hash(data_dir),
        parameters=parameters,
        power=fit_power(table, parameters, data_dir),
        first_token=fit_first_token(table, parameters, data_dir),
        kernel=kernel,
        weights=correction.weights(trained.features[learn], trained.left_over[learn], kernel),
        features=trained.features[learn],
        quantiles=intervals.calibrated(rows, trained, learn, kernel),
    )


def front_rows(data_dir: Path | None = None) -> pd.DataFrame:
    """The rows of all fronts, with a plain index."""
    return measured.fronts(measured.table(data_dir)).reset_index(drop=True)


def fit_power(table: pd.DataFrame, p: Parameters, data_dir: Path | None = None) -> PowerParameters:
    """Board power fitted to the rows that measured it."""
    rows = table[table["board_w"].notna() & table["speed"].notna()]
    tdp = hardware.gpus(data_dir)
    rated = np.array([tdp[product].tdp_w for product in rows["product"]])
    return board.fit(activity_of(rows, p, data_dir), rows["board_w"].to_numpy(dtype=np.float64), rated)


def activity_of(rows: pd.DataFrame, p: Parameters, data_dir: Path | None = None) -> board.Activity:
    """What the GPUs of rows of `measured.table` did, at the rate, speed and GPUs of each row."""
    rate, speed, n = (rows[name].to_numpy(dtype=np.float64) for name in ("rate", "speed", "n_gpus"))
    return board.activity(setup.from_rows(rows, p, data_dir), p, rate, speed, n, 1 - fit.images(rows))


def fit_first_token(table: pd.DataFrame, p: Parameters, data_dir: Path | None = None) -> FirstToken:
    """Time to first token fitted to the rows that measured it under a known load."""
    rows = table[(table["ttft_s"] > 0) & (table["concurrency"] > 0) & (table["kind"] == measured.SWEEP)]
    s = setup.from_rows(rows, p, data_dir)
    n, users, ttft = (rows[name].to_numpy(dtype=np.float64) for name in ("n_gpus", "concurrency", "ttft_s"))
    return first_token.fit(p, s, n, users, ttft)


def save(fitted: Fitted, data_dir: Path | None = None) -> Path:
    """Write the cache; returns its path."""
    path = library.data_folder(data_dir) / FILE
    kept: dict[str, Any] = {
        "what": "Fitted by planner.inputs.performance from the rows of data/gpu; see docs/operating-points.md",
        "rows_hash": fitted.rows_hash,
        "parameters": asdict(fitted.parameters),
        "power": asdict(fitted.power),
        "first_token": asdict(fitted.first_token),
        "quantiles": fitted.quantiles,
        "weights": [round(w, 6) for w in fitted.weights.tolist()],
    }
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
    return path


@lru_cache(maxsize=4)
def load(data_dir: Path | None = None) -> Fitted:
    """The cache if it belongs to the rows at hand, else a new fit (a minute; not written)."""
    kept = _cached(data_dir)
    if kept is None:
        return make(data_dir)
    parameters = Parameters(**kept["parameters"])
    return Fitted(
        rows_hash=kept["rows_hash"],
        parameters=parameters,
        power=PowerParameters(**kept["power"]),
        first_token=FirstToken(**kept["first_token"]),
        kernel=Kernel(),
        weights=np.array(kept["weights"]),
        features=correction_features(parameters, data_dir),
        quantiles={level: (low, high) for level, (low, high) in kept["quantiles"].items()},
    )


def parameters(data_dir: Path | None = None) -> Parameters:
    """Those of `load`; where they are cached, without the features of its correction, a third of a second."""
    kept = _cached(data_dir)
    return load(data_dir).parameters if kept is None else Parameters(**kept["parameters"])


@lru_cache(maxsize=4)
def _cached(data_dir: Path | None) -> dict[str, Any] | None:
    """The cache if it belongs to the rows at hand."""
    path = library.data_folder(data_dir) / FILE
    kept: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return kept if kept.get("rows_hash") == rows_hash(data_dir) else None


def forget() -> None:
    """Read the cache anew: it was written."""
    _cached.cache_clear()
    load.cache_clear()


def correction_features(p: Parameters, data_dir: Path | None = None) -> Floats:
    """Features of the front rows the correction learns from, under parameters p."""
    rows = front_rows(data_dir)
    trained = fit.training(rows, p, data_dir)
    found: Floats = trained.features[fit.tuned(rows, trained)]
    return found


def corrected(fitted: Fitted, features: Floats) -> Floats:
    """Correction to ln rate at features [n]."""
    found: Floats = correction.covariance(features, fitted.features, fitted.kernel) @ fitted.weights
    return found
