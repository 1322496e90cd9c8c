"""What measurements change: one record for each measured point, and one for each model on a GPU."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from planner.performance import bands
from planner.performance.calibration.level import calibrated, cell_of, levels
from planner.performance.calibration.run_rows import read_runs
from planner.performance.predict import predict

if TYPE_CHECKING:
    from pathlib import Path

    from planner.performance.calibration.level import Level
    from planner.table_files.content import Content


def calibration(source: Path | Content, data_dir: Path | None = None) -> list[dict[str, Any]]:
    """One record per model and GPU: how far its front moves, and its band before and after; `points` lists the runs.

    `time_factor`: what times per token are multiplied by; `band_before` and `band_after`: P90 over P50 of them.
    Raises DataError for a table that cannot be read, with all its rows at once, and for a run that cannot be one.
    """
    runs = read_runs(source)
    by_cell = levels(runs, data_dir)
    records = {cell: _of_cell(cell, level) for cell, level in by_cell.items()}
    for run, error in zip(runs, _errors(runs, by_cell, data_dir), strict=True):
        cell = cell_of(run.query, data_dir)
        before, after = (predict(query, data_dir) for query in (run.query, calibrated(run.query, by_cell[cell])))
        records[cell]["points"].append(
            {
                "where": run.where,
                "tokens_per_s_per_user": before.tokens_per_s_per_user[1],
                "tokens_per_s_per_gpu": run.tokens_per_s_per_gpu,
                "time_over_predicted": math.exp(error),
                **{f"predicted_{p}": x for p, x in zip(bands.PERCENTILES, before.tokens_per_s_per_gpu, strict=True)},
                **{f"calibrated_{p}": x for p, x in zip(bands.PERCENTILES, after.tokens_per_s_per_gpu, strict=True)},
            }
        )
    return list(records.values())


def _errors(runs: list[Any], by_cell: dict[str, Level], data_dir: Path | None) -> list[float]:
    """The error of each run in the order of the table."""
    left = {cell: list(level.errors) for cell, level in by_cell.items()}
    return [left[cell_of(run.query, data_dir)].pop(0) for run in runs]


def _of_cell(cell: str, level: Level) -> dict[str, Any]:
    return {
        "cell": cell,
        "model": level.model,
        "gpu": level.gpu,
        "runs": len(level.errors),
        "time_factor": math.exp(level.shift),
        "log_time_shift": level.shift,
        "log_time_sigma_before": level.sigma_before,
        "log_time_sigma_after": level.sigma,
        "band_before": math.exp(bands.P90_OF_NORMAL * level.sigma_before),
        "band_after": math.exp(bands.P90_OF_NORMAL * level.sigma),
        "points": [],
    }
