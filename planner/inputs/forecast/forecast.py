"""`Forecast`: demand of every workload by quarter, as bands and as sample paths."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from planner.errors import DataError, ScenarioError, located, nearest
from planner.inputs.forecast import blend, paths
from planner.inputs.forecast.history import Series, read_history
from planner.inputs.forecast.history_text import Means
from planner.inputs.forecast.quarters import Quarters, given_demand, quarters_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planner.arrays import Floats
    from planner.scenario.fields.forecast import Forecast as Section
    from planner.scenario.fields.forecast import WorkloadForecast
    from planner.scenario.schema import Scenario

LEVELS = {"p10": 0.1, "p50": 0.5, "p90": 0.9}
FINDING_COLUMNS = ("workload", "kind", "first", "last", "count", "read", "done")
SOURCES = ("given", "history", "drivers", "growth")
FAR_FROM_GIVEN = 1.5  # first quarter over the level given, either way, that is worth a word


@dataclass(frozen=True, eq=False)
class Forecast:
    """Demand of W workloads over Q quarters: bands, and N sample paths that keep workloads together.

    quantiles: workload, quarter, quantity ("output", "input" or "gpus"), unit (Mtokens/s, kGPU), p10, p50, p90, given.
    samples: factors on the scenario's own demand, 1.0 is the scenario (N, W, Q). correlation: rank correlations stated,
    W × W. weights: workload, source, weight, paths. findings: what was wrong in histories, when, and what was done.
    """

    workloads: tuple[str, ...]
    quarters: tuple[str, ...]
    quantiles: pd.DataFrame
    samples: Floats
    correlation: pd.DataFrame
    weights: pd.DataFrame
    findings: pd.DataFrame
    notes: tuple[str, ...]
    history: pd.DataFrame  # workload, first_day, step, rate: what the forecast from history saw

    def found_correlation(self) -> pd.DataFrame:
        """Rank correlation of the sample paths' mean logarithm; NaN for a workload that is not forecast. W × W."""
        score = np.log(np.maximum(self.samples, 1e-12)).mean(axis=2)
        ranks = pd.DataFrame(score, columns=list(self.workloads))
        return ranks.corr(method="spearman")

    def factors(self, workload: str) -> pd.DataFrame:
        """P10, P50 and P90 of the factors on the scenario's own demand by quarter. ScenarioError: unknown name."""
        if workload not in self.workloads:
            raise ScenarioError(located("workload", f'"{workload}" was read.', nearest(workload, self.workloads)))
        own = self.samples[:, self.workloads.index(workload)]
        bands = {name: np.quantile(own, level, axis=0) for name, level in LEVELS.items()}
        return pd.DataFrame({"quarter": self.quarters, **bands})

    def __repr__(self) -> str:
        """What it holds, in a line."""
        return (
            f"Forecast({len(self.workloads)} workloads, {self.quarters[0]} to {self.quarters[-1]}, "
            f"{len(self.samples)} paths)"
        )


@dataclass(frozen=True)
class _Own:
    """Paths of one workload: rate (N, Q), input ratio over today's (N, Q), paths by source."""

    rate: Floats
    input_ratio: Floats
    counts: Mapping[str, int]


def forecast(
    scenario: Scenario,
    history: Mapping[str, str | Path] | None = None,
    *,
    draws: int | None = None,
    seed: int | None = None,
    data_dir: Path | None = None,
) -> Forecast:
    """Forecast the demand of a scenario from the sources it names (`forecast:`, docs/forecast.md).

    history: CSV files by workload that replace those of the scenario; a workload named here that the scenario gives no
    weights is forecast from its history alone. draws, seed: instead of the scenario's. A scenario without the section
    keeps its demand exactly: all factors are 1. DataError: a history that cannot be read or is too short;
    ScenarioError: a workload that is not there, or whose history has no weight.
    """
    section = _section(scenario, history or {}, draws, seed)
    quarters = quarters_of(scenario)
    names = tuple(scenario.workloads)
    given = given_demand(scenario, quarters, data_dir)
    if section is None:
        samples = np.ones((1, len(names), len(quarters.names)))
        correlation = pd.DataFrame(np.eye(len(names)), names, names)
        return _made(scenario, quarters, given, samples, np.ones_like(samples), correlation, {}, {}, ())
    count = section.draws
    samples = np.ones((count, len(names), len(quarters.names)))
    ratio = np.ones_like(samples)
    seeds = np.random.SeedSequence(section.seed).spawn(len(names) + 1)
    order = blend.orders(blend.rank_correlation(section), count, np.random.default_rng(seeds[-1]))
    series, counts, notes = {}, {}, []
    for place, (name, own) in enumerate(section.workloads.items()):
        at = names.index(name)
        if own.history is not None and own.weights.history > 0:
            label = own.history.file or f"forecast.workloads.{name}.history.csv"
            series[name] = read_history(own.history.csv, label, Means.of(scenario.workloads[name]))
        random = np.random.default_rng(seeds[at])
        drawn = _paths(scenario, name, own, series.get(name), quarters, given[at], count, random, data_dir)
        chosen = blend.in_order(drawn.rate, order[place])
        samples[:, at] = drawn.rate[chosen] / given[at]
        ratio[:, at] = drawn.input_ratio[chosen]
        counts[name] = drawn.counts
        notes += _notes(name, drawn.rate, given[at])
    stated = pd.DataFrame(np.eye(len(names)), names, names)
    listed = list(section.workloads)
    stated.loc[listed, listed] = blend.rank_correlation(section)
    return _made(scenario, quarters, given, samples, ratio, stated, counts, series, tuple(notes))


def _section(
    scenario: Scenario, history: Mapping[str, str | Path], draws: int | None, seed: int | None
) -> Section | None:
    """The scenario's section with what the call adds to it, checked as the scenario is."""
    new: dict[str, Any] = {}
    base = scenario.values()["forecast"] or {"workloads": {}}
    for name, file in history.items():
        if name not in scenario.workloads:
            raise ScenarioError(located("history", f'"{name}" was read.', nearest(name, scenario.workloads)))
        own = base["workloads"].setdefault(name, {"weights": {"history": 1.0}})
        if own["weights"].get("history", 0.0) == 0:
            problem = f"{Path(file).name} would change nothing: history has no weight for {name}."
            hint = f"give forecast.workloads.{name}.weights.history a share."
            raise ScenarioError(located("history", problem, hint))
        own["history"] = {"file": Path(file).name, "csv": _text(Path(file))}
    if not base["workloads"]:
        return None
    new |= {key: value for key, value in (("draws", draws), ("seed", seed)) if value is not None}
    return scenario.with_(forecast=base | new).forecast


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(located(file.name, f"this history cannot be read ({error}).")) from error


def _paths(
    scenario: Scenario,
    name: str,
    own: WorkloadForecast,
    series: Series | None,
    quarters: Quarters,
    given: Floats,
    count: int,
    random: np.random.Generator,
    data_dir: Path | None,
) -> _Own:
    """All paths of a workload, source after source."""
    weights = {source: float(getattr(own.weights, source)) for source in SOURCES}
    counts = blend.shares(weights, count)
    rates, ratios = [], []
    for source, n in counts.items():
        ratio = np.ones((n, len(given)))
        if source == "given":
            rate = np.tile(given, (n, 1))
        elif source == "history" and series is not None:
            rate = paths.from_history(series, quarters, n, random, name)
        elif source == "drivers" and own.drivers is not None:
            rate, ratio = paths.from_drivers(own.drivers, scenario.workloads[name], quarters, n, random)
        elif own.growth is not None:
            rate = paths.from_growth(own.growth, float(given[0]), quarters, n, random, data_dir)
        rates.append(rate)
        ratios.append(ratio)
    return _Own(np.vstack(rates), np.vstack(ratios), counts)


def _notes(name: str, rate: Floats, given: Floats) -> list[str]:
    now = float(np.median(rate[:, 0]) / given[0])
    if 1 / FAR_FROM_GIVEN < now < FAR_FROM_GIVEN:
        return []
    return [f"{name}: the median of the first quarter is {now:.2f} times the level the scenario gives."]


def _made(
    scenario: Scenario,
    quarters: Quarters,
    given: Floats,
    samples: Floats,
    ratio: Floats,
    correlation: pd.DataFrame,
    counts: Mapping[str, Mapping[str, int]],
    series: Mapping[str, Series],
    notes: tuple[str, ...],
) -> Forecast:
    """Bands and tables of what was drawn."""
    tables = []
    for at, (name, workload) in enumerate(scenario.workloads.items()):
        own = samples[:, at] * given[at]
        if workload.unit == "gpu_hours":
            tables.append(_bands(name, quarters.names, "gpus", "kGPU", own, given[at]))
            continue
        today = (workload.input_tokens or 0.0) / (workload.output_tokens or 1.0)
        tables.append(_bands(name, quarters.names, "output", "Mtokens/s", own, given[at]))
        tables.append(_bands(name, quarters.names, "input", "Mtokens/s", own * ratio[:, at] * today, given[at] * today))
    weights = [
        {"workload": name, "source": source, "weight": n / max(1, len(samples)), "paths": n}
        for name, own_counts in counts.items()
        for source, n in own_counts.items()
    ]
    found = [
        {"workload": name, **{column: getattr(finding, column) for column in FINDING_COLUMNS[1:]}}
        for name, own_series in series.items()
        for finding in own_series.findings
    ]
    seen = [
        {"workload": name, "first_day": day, "step": own_series.step, "rate": float(value)}
        for name, own_series in series.items()
        for day, value in zip(own_series.first, own_series.rate, strict=True)
    ]
    return Forecast(
        workloads=tuple(scenario.workloads),
        quarters=quarters.names,
        quantiles=pd.concat(tables, ignore_index=True),
        samples=samples,
        correlation=correlation,
        weights=pd.DataFrame(weights, columns=["workload", "source", "weight", "paths"]),
        findings=pd.DataFrame(found, columns=list(FINDING_COLUMNS)),
        notes=notes,
        history=pd.DataFrame(seen, columns=["workload", "first_day", "step", "rate"]),
    )


def _bands(name: str, names: tuple[str, ...], quantity: str, unit: str, own: Floats, given: Floats) -> pd.DataFrame:
    bands = {label: np.quantile(own, level, axis=0) for label, level in LEVELS.items()}
    return pd.DataFrame(
        {"workload": name, "quarter": list(names), "quantity": quantity, "unit": unit, **bands, "given": given}
    )
