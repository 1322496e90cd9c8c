"""How wrong forecasts have been: rolling origins over real series, beside seasonal naive and drift.

At each origin a method sees only what came before, its interval only errors known by then. Measures by origin:

    MASE  mean |actual − median| over the mean |y[t] − y[t − season]| before the origin (Hyndman and Koehler 2006)
    WQL   2 · Σ pinball loss of P10, P50 and P90 / (3 · Σ |actual|)
    cover share of actual values inside P10 to P90

The interval of the plain methods comes from their own past errors in the same way, so that only the method differs.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from planner.catalogue.files import data_folder
from planner.errors import DataError, located
from planner.inputs.forecast import growth
from planner.inputs.forecast.conformal import fit_errors
from planner.inputs.forecast.methods import combined, drift, equal_weights, logs_of, one_thread, seasonal_naive

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from planner.arrays import Floats
    from planner.inputs.forecast.methods import Method

METHODS: dict[str, Method] = {
    "combined": combined,
    "equal weights": equal_weights,
    "seasonal naive": seasonal_naive,
    "drift": drift,
}
QUANTILES = (0.1, 0.5, 0.9)
COLUMNS = ("series", "step", "ahead", "method", "origins", "mase", "wql", "coverage")
RESULTS = "fitted/forecast_backtest.csv"
DRAWS = 4000


@dataclass(frozen=True)
class Trial:
    """One series and what is asked of it; all in steps of the series."""

    series: str
    step: str
    values: Floats
    season: int
    ahead: Mapping[str, int]  # label → steps
    first_error: int  # origin of the first forecast that intervals learn from
    first: int  # first origin that is judged
    error_stride: int
    stride: int


def servegen_trials(rates: pd.DataFrame) -> list[Trial]:
    """Output tokens of each class, by 10 minutes and by hour; a class of one day is tried hours ahead only."""
    trials = []
    for name in sorted(str(value) for value in rates["model_class"].unique()):
        own = rates[rates["model_class"] == name]
        window = (own["seconds_from_start"].to_numpy(dtype=np.int64) // 600).astype(np.int64)
        weights = own["output_tokens_per_s"].to_numpy(dtype=np.float64)
        fine: Floats = np.bincount(window, weights=weights).astype(np.float64)
        hourly: Floats = fine[: len(fine) // 6 * 6].reshape(-1, 6).mean(axis=1)
        if len(hourly) >= 8 * 24:
            days = {"1 day": 24, "7 days": 168}
            trials.append(Trial(name, "hour", hourly, 24, days, 48, 96, 6, 12))
            days = {"1 hour": 6, "1 day": 144, "7 days": 1008}
            trials.append(Trial(name, "10 minutes", fine, 144, days, 288, 576, 36, 72))
        else:
            trials.append(Trial(name, "hour", hourly, 1, {"3 hours": 3}, 8, 12, 1, 1))
            trials.append(Trial(name, "10 minutes", fine, 1, {"1 hour": 6}, 24, 48, 3, 6))
    return trials


def run(trial: Trial) -> pd.DataFrame:
    """Measures of each method, origin by origin: series, step, ahead, method, origin, mase, wql, coverage."""
    logs = logs_of(trial.values)
    longest = max(trial.ahead.values())
    origins = range(trial.first_error, len(logs) - min(trial.ahead.values()) + 1, trial.error_stride)
    rows = []
    for method, forecast in METHODS.items():
        with one_thread():
            made = {at: forecast(logs[:at], trial.season, longest) for at in origins}
        judged = [at for at in made if at >= trial.first and (at - trial.first) % trial.stride == 0]
        for label, steps in trial.ahead.items():
            for at in judged:
                if at + steps <= len(logs):
                    known = [logs[b:at][:longest] - made[b][: at - b] for b in made if b < at]
                    errors = fit_errors(known)
                    spread = errors.scale(steps)
                    bands = [np.exp(made[at][:steps] + errors.offset(q) * spread) for q in QUANTILES]
                    measured = measures(trial.values[at : at + steps], bands, trial.values[:at], trial.season)
                    rows.append((trial.series, trial.step, label, method, at, *measured))
    return pd.DataFrame(rows, columns=["series", "step", "ahead", "method", "origin", "mase", "wql", "coverage"])


def measures(actual: Floats, bands: list[Floats], before: Floats, season: int) -> tuple[float, float, float]:
    """MASE, weighted quantile loss and coverage of one forecast (P10, P50, P90). NaN where a scale is 0."""
    low, middle, high = bands
    scale = float(np.abs(before[season:] - before[:-season]).mean())
    loss = sum(
        np.maximum(q * (actual - band), (q - 1) * (actual - band)).sum()
        for q, band in zip(QUANTILES, bands, strict=True)
    )
    total = float(np.abs(actual).sum())
    return (
        float(np.abs(actual - middle).mean()) / scale if scale > 0 else np.nan,
        2 * float(loss) / (len(QUANTILES) * total) if total > 0 else np.nan,
        float(((actual >= low) & (actual <= high)).mean()),
    )


def summary(rows: pd.DataFrame) -> pd.DataFrame:
    """By series, step, horizon and method: origins, median MASE and WQL, mean coverage; "all" takes series together.

    In "all" every origin of every series counts once. Columns `COLUMNS`.
    """
    both = pd.concat([rows, rows[rows["mase"].notna()].assign(series="all")], ignore_index=True)
    keys = ["series", "step", "ahead", "method"]
    found = both.groupby(keys, sort=False).agg(
        origins=("origin", "size"), mase=("mase", "median"), wql=("wql", "median"), coverage=("coverage", "mean")
    )
    return found.reset_index()[list(COLUMNS)]


def growth_rows(table: pd.DataFrame, seed: int = 1) -> pd.DataFrame:
    """Each report of a growth series forecast from the reports before it, at the series' own step.

    Only reports that had been made by then are fitted, of all series; a series needs two reports before. Columns:
    series, made, month, actual, p10, p50, p90, naive (the last report), drift (its growth of the time before goes on).
    """
    rows = []
    reported = table[table["kind"] == "reported"]
    for key, own in reported.groupby(["series", "unit"], sort=True):
        dated = sorted(zip(own["date"].astype(str), own["value"].astype(float), strict=True))
        for at in range(2, len(dated)):
            (before, older), (made, last), (month, actual) = dated[at - 2 : at + 1]
            start, years = growth.years_of(made), growth.years_of(month) - growth.years_of(made)
            fitted = growth.fit(growth.steps_of(table, until=start))
            random = np.random.default_rng(seed)
            ahead = last * growth.sample(fitted, start, np.array([0.0, years]), DRAWS, random)[:, 1]
            slope = np.log(last / older) / (start - growth.years_of(before))
            p10, p50, p90 = (float(value) for value in np.quantile(ahead, QUANTILES))
            rows.append((str(key[0]), made, month, actual, p10, p50, p90, last, last * float(np.exp(slope * years))))
    columns = ["series", "made", "month", "actual", "p10", "p50", "p90", "naive", "drift"]
    return pd.DataFrame(rows, columns=columns)


def growth_summary(rows: pd.DataFrame) -> pd.DataFrame:
    """Median factor by which each method missed the growth reports, its MASE, and coverage. Columns `COLUMNS`.

    MASE is scaled by the mean error of naive on the same reports, as series of three to five leave no more before.
    """
    actual = rows["actual"].to_numpy(dtype=np.float64)
    scale = float(np.abs(actual - rows["naive"]).mean())
    inside = float(((rows["actual"] >= rows["p10"]) & (rows["actual"] <= rows["p90"])).mean())
    found = []
    for method, column, coverage in (
        ("growth prior", "p50", inside),
        ("seasonal naive", "naive", np.nan),
        ("drift", "drift", np.nan),
    ):
        error = np.abs(actual - rows[column].to_numpy(dtype=np.float64))
        loss = float(error.sum()) / float(actual.sum())
        if method == "growth prior":
            bands = [rows[name].to_numpy(dtype=np.float64) for name in ("p10", "p50", "p90")]
            loss = measures(actual, bands, np.array([0.0, 1.0]), 1)[1]
        found.append(
            ("growth", "its own", "next report", method, len(rows), float(error.mean()) / scale, loss, coverage)
        )
    return pd.DataFrame(found, columns=list(COLUMNS))


def results(data_dir: Path | None = None) -> pd.DataFrame:
    """The back-test as last run by `python -m benchmarks forecast`. Columns `COLUMNS`. DataError: not there."""
    return _results(data_folder(data_dir) / RESULTS).copy()


@lru_cache(maxsize=4)
def _results(path: Path) -> pd.DataFrame:
    if not path.is_file():
        raise DataError(located(f"data/{RESULTS}", "this file is missing.", "run python -m benchmarks forecast."))
    return pd.read_csv(path)
