"""Which rule should give the plan its rates: `python -m benchmarks plan_rules`, half a minute on one core.

Both rules answer for measured front rows that they may not see: all rows of the model left out (as with a model that
nobody has measured), or its rows on one GPU (a rack that was not measured with it). The nearest-row rule is
`operating_points.token_points`; the predictor is the physics, without the correction that those rows would give it.
Its physical parameters are not fitted again (docs/accuracy.md does that: about as good).
"""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from benchmarks.accuracy import ape, say
from planner.catalogue import racks as rack_data
from planner.inputs.racks import operating_points as op
from planner.inputs.racks.benchmarks import settings
from planner.performance.evidence import measured, setup
from planner.performance.fitting import correction, fitted

TWICE = 2.0
EVERY = 3  # every third row judges: enough for a median, and quick


def products() -> dict[str, op.Product]:
    """The catalogue as the nearest-row rule sees it; power plays no part here."""
    table = rack_data.rack_specs()
    return {
        str(name): op.Product(
            str(name),
            int(row["gpus_per_unit"]),
            float(row["memory_bandwidth_tb_per_s"]),
            {p: float(row[c]) if np.isfinite(row[c]) else None for p, c in op.TFLOPS_COLUMN.items()},
            1.0,
        )
        for name, row in table.iterrows()
    }


def nearest(rows: pd.DataFrame, hidden: set[str], known: fitted.Fitted) -> np.ndarray:
    """ln(measured/given) of the nearest-row rule for rows that it may not see, NaN where it gives no answer."""
    points, racks = rack_data.measured_points(), products()
    left = points[~points["row_id"].astype(str).isin(hidden)]
    found = settings(left, {name: p.gpus for name, p in racks.items()})
    errors = []
    for case, (_, row) in zip(setup.cases(rows, known.parameters), rows.iterrows(), strict=True):
        model = case.architecture
        need = op.TokenNeed(
            "held out", str(row["model"]), model.total_params_b, model.active_params_b, str(row["precision"]),
            case.input_tokens, 0.0, case.output_tokens, float(row["speed"]),
        )  # fmt: skip
        point = op.token_points(need, found, racks).get(str(row["product"]))
        errors.append(math.log(row["rate"] / point.rate_per_gpu) if point else math.nan)
    return np.array(errors)


def predicted(rows: pd.DataFrame, known: fitted.Fitted) -> np.ndarray:
    """ln(measured/predicted) of rows by the physics alone: their model on their GPU counts as not measured."""
    s = setup.from_rows(rows, known.parameters)
    log_speed = np.log(rows["speed"].to_numpy())
    return np.log(rows["rate"].to_numpy()) - correction.in_time(known.parameters, s, log_speed, 0.0 * log_speed)


def compare(by: list[str]) -> pd.DataFrame:
    """Errors of both rules on the judged rows of every group of `by`, with all rows of that group hidden."""
    known, rows = fitted.load(), fitted.judged_rows()
    everything = measured.all_points()
    found = []
    for key, group in rows.groupby(by):
        hide = np.logical_and.reduce([everything[c] == k for c, k in zip(by, key, strict=True)])
        judged = np.isin(rows.index, group.index[::EVERY])
        told = rows.loc[judged, ["kind", "family", "product", "precision", "rate", "speed"]].copy()
        told["nearest"] = nearest(rows[judged], set(everything.loc[hide, "row_id"].astype(str)), known)
        told["predicted"] = predicted(rows[judged], known)
        found.append(told)
    return pd.concat(found)


def table(errors: pd.DataFrame) -> str:
    """Median and 90th percentile of the absolute percentage error, bias and share off by more than two."""
    both = errors.dropna(subset=["nearest"])
    lines = [f"{len(errors)} rows; the nearest-row rule answers {len(both)} of them"]
    for name, of in (("nearest", both), ("predicted", both), ("predicted", errors)):
        off, log = ape(of[name].to_numpy()), of[name].to_numpy()
        median, high = np.median(off), np.quantile(off, 0.9)
        twice = float((np.abs(log) > math.log(TWICE)).mean())
        lines.append(
            f"{name:<10} on {len(of):>4} rows: median {median:4.0f} %, 90th percentile {high:5.0f} %, "
            f"median measured/given {math.exp(np.median(log)):.2f}, off by more than 2: {twice:.0%}"
        )
    return "\n".join(lines)


def main() -> None:
    """Compare, and print both tables."""
    for title, by in (("model left out", ["family"]), ("model left out on one GPU", ["family", "product"])):
        say(title)
        errors = compare(by)
        print(f"{title}: {table(errors)}")
        served = errors[errors["precision"].eq("fp8")]
        print(f"{title}, FP8 only: {table(served)}", flush=True)
