"""What past months say of the assumptions: PUE, rates, level and growth of demand, prices of power and of tokens.

Each is a ratio by month, actual over plan, of figures in which all else cancels; `off` where its mean differs from 1 by
more than the least share and by more than two standard errors of that mean.

    PUE              (energy / IT energy), of both
    work per MWh     Σ_w work_w · (MWh_w / work_w of the plan)  /  (IT energy − what the plan draws beside serving)
    demand           level: mean of demand over plan; growth: slope of its logarithm, a year
    power price      bill / energy, of both
    token price      revenue  /  Σ_w work_w · (revenue_w / work_w of the plan)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from planner.arrays import Floats
    from planner.plan.plan import Plan

COLUMNS = ["assumption", "workload", "plan", "actual", "unit", "ratio", "months", "off", "path"]
LEAST_SHARE = 0.01  # nearer is not off
ERRORS = 2.0
LEAST_MONTHS_OF_GROWTH = 6
LEAST_GROWTH = 0.02  # a year
MONTHS_PER_YEAR = 12.0
ALL, MTOKENS = "all", "Mtokens"
KWH_PER_MWH = 1000.0
Row = tuple[str, str, float, float, str, float, int, bool, str]


def assumptions_off(plan: Plan, table: pd.DataFrame, planned: pd.DataFrame) -> pd.DataFrame:
    """COLUMNS, a row per assumption that the months given can be held against; `actual` is what it should have been."""
    wide = _by_month(table, "actual")
    base = _by_month(planned, "plan").reindex(wide.index)
    rows = [
        _ratio_of(wide, base, "pue", "energy/all", "it_energy/all", "1", "site.cooling"),
        _ratio_of(wide, base, "power price", "bill/all", "energy/all", "EUR/MWh", "power.spot.scale"),
        _rate(plan, wide, base, planned),
        _token_price(plan, wide, base, planned),
        *(row for key in wide if str(key).startswith("demand/") for row in _demand(wide[key], base[key], planned)),
    ]
    return pd.DataFrame([row for row in rows if row is not None], columns=COLUMNS)


def _by_month(table: pd.DataFrame, values: str) -> pd.DataFrame:
    """A row a month, a column figure/workload."""
    keyed = table.assign(key=table["figure"] + "/" + table["workload"])
    return keyed.pivot_table(index="month", columns="key", values=values)


def _ratio_of(
    wide: pd.DataFrame, base: pd.DataFrame, name: str, over: str, under: str, unit: str, path: str
) -> Row | None:
    """An assumption that is one figure over another."""
    if not {over, under} <= set(wide.columns):
        return None
    months = wide[[over, under]].dropna().index
    months = months[(wide.loc[months, under] > 0).to_numpy() & (base.loc[months, under] > 0).to_numpy()]
    if months.empty:
        return None
    own, of_plan = wide.loc[months], base.loc[months]
    ratios = (own[over] / own[under]) / (of_plan[over] / of_plan[under])
    weighted = float(of_plan[over].sum() / of_plan[under].sum())
    return _row(name, ALL, weighted, unit, ratios.to_numpy(dtype=np.float64), path)


def _rate(plan: Plan, wide: pd.DataFrame, base: pd.DataFrame, planned: pd.DataFrame) -> Row | None:
    """Work of a MWh that serves: what the work done would have drawn as planned, over what was drawn for it."""
    if not {"it_energy/all"} <= set(wide.columns) or not any(key.startswith("served_here/") for key in wide.columns):
        return None
    each = _per_work(plan, "serving_mwh_it", "served_here", planned, list(wide.index))
    work, of_plan = _work_done(wide, base, "served_here")
    as_planned = (work * each).sum(axis=1)
    serving = (of_plan * each).sum(axis=1)
    drawn = wide["it_energy/all"] - (base["it_energy/all"] - serving)
    ratios = (as_planned / drawn.where(drawn > 0)).where(as_planned > 0).dropna()
    tokens = [name for name in of_plan.columns if _unit(planned, name) == MTOKENS]
    energy = float((of_plan[tokens] * each[tokens]).to_numpy().sum())
    if ratios.empty or not energy:
        return None
    per_kwh = float(of_plan[tokens].to_numpy().sum()) / energy / KWH_PER_MWH
    return _row("rate", ALL, per_kwh, "Mtokens/kWh", ratios.to_numpy(dtype=np.float64), "fleet.operating_points")


def _token_price(plan: Plan, wide: pd.DataFrame, base: pd.DataFrame, planned: pd.DataFrame) -> Row | None:
    """Revenue over what the work done would have brought as planned."""
    if "revenue/all" not in wide.columns or not any(key.startswith("served/") for key in wide.columns):
        return None
    each = _per_work(plan, "revenue_meur", "served", planned, list(wide.index)) * 1e6
    work, of_plan = _work_done(wide, base, "served")
    expected, as_planned = (work * each).sum(axis=1), (of_plan * each).sum(axis=1)
    scale = (base["revenue/all"] / as_planned.where(as_planned > 0)).fillna(1.0)  # dates of the ledger, fixed parts
    expected = expected * scale
    ratios = (wide["revenue/all"] / expected.where(expected > 0)).dropna()
    tokens = [name for name in of_plan.columns if _unit(planned, name) == MTOKENS]
    amount = float(of_plan[tokens].to_numpy().sum())
    if ratios.empty or not amount:
        return None
    price = float((of_plan[tokens] * each[tokens]).to_numpy().sum()) / amount
    return _row("token price", ALL, price, "EUR/Mtoken", ratios.to_numpy(dtype=np.float64), "workloads.*.price")


def _per_work(plan: Plan, column: str, work: str, planned: pd.DataFrame, months: list[str]) -> pd.DataFrame:
    """What the plan has of a column of `plan.tokens` for a unit of work: a row a month, a column a workload."""
    tokens = plan.tokens.astype({"period": str, "workload": str})
    amount = tokens["served_here"] + (tokens["burst"] if work == "served" else 0.0)
    each = (tokens[column] / amount.where(amount > 0)).fillna(0.0)
    by_period = tokens.assign(each=each).pivot_table(index="period", columns="workload", values="each")
    periods = planned.drop_duplicates("month").set_index("month")["period"].reindex(months)
    return pd.DataFrame(by_period.reindex(periods).to_numpy(), index=pd.Index(months), columns=by_period.columns)


def _work_done(wide: pd.DataFrame, base: pd.DataFrame, figure: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Work by month and workload, as it was and as planned.

    Of a workload that has no column of its own: its planned share of all tokens where these are given, else as planned.
    """
    names = [key.removeprefix(f"{figure}/") for key in base.columns if key.startswith(f"{figure}/")]
    names = [name for name in names if name != ALL]
    of_plan = pd.DataFrame({name: base[f"{figure}/{name}"] for name in names}).fillna(0.0)
    whole = f"{figure}/{ALL}"
    factor = (wide[whole] / base[whole]).fillna(1.0) if whole in wide.columns else pd.Series(1.0, index=wide.index)
    done = {}
    for name in names:
        own = f"{figure}/{name}"
        done[name] = wide[own].fillna(of_plan[name]) if own in wide.columns else of_plan[name] * factor
    return pd.DataFrame(done), of_plan


def _unit(planned: pd.DataFrame, workload: str) -> str:
    """Of work: of all workloads, tokens."""
    own = (planned["workload"] == workload) & (planned["figure"] == "demand")
    return str(planned.loc[own, "unit"].iloc[0])


def _demand(actual: pd.Series[Any], of_plan: pd.Series[Any], planned: pd.DataFrame) -> list[Row]:
    """Level and growth of the demand of a workload, or of all."""
    workload = str(actual.name).partition("/")[2]
    both = pd.DataFrame({"actual": actual, "plan": of_plan}).dropna()
    both = both.loc[(both["actual"] > 0) & (both["plan"] > 0)]
    if both.empty:
        return []
    path = "demand" if workload == ALL else f"workloads.{workload}"
    ratios = (both["actual"] / both["plan"]).to_numpy(dtype=np.float64)
    mean = float(both["plan"].mean())
    rows = [_row("demand", workload, mean, f"{_unit(planned, workload)}/month", ratios, path)]
    if len(both) < LEAST_MONTHS_OF_GROWTH:
        return rows
    years = np.array([int(m[:4]) + (int(m[5:7]) - 1) / MONTHS_PER_YEAR for m in both.index])
    slope, error = _slope(years, np.log(ratios))
    of_plan_slope, _ = _slope(years, np.log(both["plan"].to_numpy(dtype=np.float64)))
    off = abs(slope) > max(LEAST_GROWTH, ERRORS * error)
    before, after = float(np.expm1(of_plan_slope)), float(np.expm1(of_plan_slope + slope))
    return [*rows, ("growth", workload, before, after, "share", float(np.exp(slope)), len(both), off, path)]


def _slope(x: Floats, y: Floats) -> tuple[float, float]:
    """Slope of y over x, and its standard error (ordinary least squares)."""
    centred = x - x.mean()
    squares = float(centred @ centred)
    slope = float(centred @ y) / squares
    left = y - y.mean() - slope * centred
    error = (float(left @ left) / (len(x) - 2) / squares) ** 0.5
    return slope, error


def _row(name: str, workload: str, of_plan: float, unit: str, ratios: Floats, path: str) -> Row:
    """An assumption by its ratios of months."""
    mean = float(ratios.mean())
    error = float(ratios.std(ddof=1)) / len(ratios) ** 0.5 if len(ratios) > 1 else 0.0
    off = abs(mean - 1.0) > max(LEAST_SHARE, ERRORS * error)
    return name, workload, of_plan, of_plan * mean, unit, mean, len(ratios), off, path
