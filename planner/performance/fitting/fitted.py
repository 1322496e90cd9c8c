"""What was fitted, kept in data/fitted/operating_points.json with the hash of the rows it came from."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from planner.catalogue import racks as rack_data
from planner.performance import board, first_token, tasks
from planner.performance.board import PowerParameters
from planner.performance.evidence import hardware, measured, setup
from planner.performance.first_token import FirstToken
from planner.performance.fitting import correction, fit, intervals
from planner.performance.fitting.correction import Scales
from planner.performance.physics import Parameters
from planner.performance.software import Software

if TYPE_CHECKING:
    from pathlib import Path

    from planner.arrays import Floats
    from planner.performance.evidence.setup import Case

FILE = "fitted/operating_points.json"
FORM = 7  # raise when the physics, the features or the file change meaning


@dataclass(frozen=True)
class Fitted:
    """Everything a prediction needs."""

    rows_hash: str
    parameters: Parameters
    software: Software  # what engines and early ports cost; no part of a prediction
    power: PowerParameters
    first_token: FirstToken
    scales: Scales  # of the correction
    trained: fit.Training  # the front rows the correction draws on
    quantiles: dict[str, tuple[float, float]]  # ln(measured/predicted): 10 % and 90 %, by level

    def products(self, family: str) -> list[str]:
        """GPUs on which a model's fronts were measured."""
        cells = (str(cell).split(correction.IN_CELL) for cell in np.unique(self.trained.marks.cell))
        return [product for name, product in cells if name == family]


def rows_hash(data_dir: Path | None = None) -> str:
    """SHA-256 of the rows and catalogues the fit reads, and of its form."""
    digest = hashlib.sha256(f"form {FORM}".encode())
    for part in (measured.table(data_dir), rack_data.rack_specs(data_dir), rack_data.model_architectures(data_dir)):
        digest.update(pd.util.hash_pandas_object(part.astype(str), index=True).to_numpy().tobytes())
    return digest.hexdigest()


def make(data_dir: Path | None = None) -> Fitted:
    """Fit all of it from the rows; about three minutes, most of them fits without a GPU or a model."""
    table, rows = measured.table(data_dir), judged_rows(data_dir)
    parameters, engines = fit.physics(rows, data_dir=data_dir)
    trained = fit.training(rows, parameters, data_dir)
    scales = correction.chosen(trained.marks, trained.left_over, trained.fronts)
    return Fitted(
        rows_hash=rows_hash(data_dir),
        parameters=parameters,
        software=engines,
        power=fit_power(table, parameters, data_dir),
        first_token=fit_first_token(table, parameters, data_dir),
        scales=scales,
        trained=trained,
        quantiles=intervals.calibrated(rows, parameters, trained, scales, data_dir),
    )


def judged_rows(data_dir: Path | None = None) -> pd.DataFrame:
    """The front rows that are fitted and judged, with a plain index: sweeps and tasks.

    MLPerf rows are single tuned points on no front; they are answered with as measurements of themselves.
    """
    rows = front_rows(data_dir)
    return rows[rows["kind"] != tasks.MLPERF].reset_index(drop=True)


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
    rows = table[(table["ttft_s"] > 0) & (table["concurrency"] > 0) & (table["kind"] == tasks.SWEEP)]
    s = setup.from_rows(rows, p, data_dir)
    n, users, ttft = (rows[name].to_numpy(dtype=np.float64) for name in ("n_gpus", "concurrency", "ttft_s"))
    return first_token.fit(p, s, n, users, ttft)


def save(fitted: Fitted, data_dir: Path | None = None) -> Path:
    """Write the cache; returns its path."""
    path = rack_data.data_folder(data_dir) / FILE
    kept: dict[str, Any] = {
        "what": "Fitted by planner.performance from the rows of data/gpu; see docs/operating-points.md",
        "rows_hash": fitted.rows_hash,
        "parameters": asdict(fitted.parameters),
        "power": asdict(fitted.power),
        "first_token": asdict(fitted.first_token),
        "software": asdict(fitted.software),
        "scales": asdict(fitted.scales),
        "quantiles": fitted.quantiles,
        "left_over": [round(d, 6) for d in fitted.trained.left_over.tolist()],
    }
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
    return path


@lru_cache(maxsize=4)
def load(data_dir: Path | None = None) -> Fitted:
    """The cache if it belongs to the rows at hand, else a new fit (minutes; not written)."""
    kept = _cached(data_dir)
    if kept is None:
        return make(data_dir)
    parameters = Parameters(**kept["parameters"])
    return Fitted(
        rows_hash=kept["rows_hash"],
        parameters=parameters,
        power=PowerParameters(**kept["power"]),
        first_token=FirstToken(**kept["first_token"]),
        software=Software(**kept["software"]),
        scales=Scales(**kept["scales"]),
        trained=_trained(parameters, np.array(kept["left_over"]), data_dir),
        quantiles={level: (low, high) for level, (low, high) in kept["quantiles"].items()},
    )


def parameters(data_dir: Path | None = None) -> Parameters:
    """Those of `load`; where they are cached, without the rows of its correction, a third of a second."""
    kept = _cached(data_dir)
    return load(data_dir).parameters if kept is None else Parameters(**kept["parameters"])


@lru_cache(maxsize=4)
def _cached(data_dir: Path | None) -> dict[str, Any] | None:
    """The cache if it belongs to the rows at hand."""
    path = rack_data.data_folder(data_dir) / FILE
    kept: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return kept if kept.get("rows_hash") == rows_hash(data_dir) else None


def forget() -> None:
    """Read the cache anew: it was written."""
    _cached.cache_clear()
    load.cache_clear()


def _trained(p: Parameters, left_over: Floats, data_dir: Path | None) -> fit.Training:
    """The rows of the correction with left-overs that were computed before."""
    rows = judged_rows(data_dir)
    marks = correction.marks(rows, p, setup.from_rows(rows, p, data_dir))
    return fit.Training(marks, left_over, rows["group"].to_numpy(dtype=np.int64))


def expected(fitted: Fitted, case: Case, kind: str, load: Floats) -> Floats:
    """Correction of a case at ln(speed over that of a lone user) [n]: a factor on time, natural logarithm."""
    trained = fitted.trained
    asked = correction.of_case(case, kind, load)
    return correction.expected(asked, trained.marks, trained.left_over, trained.fronts, fitted.scales)
