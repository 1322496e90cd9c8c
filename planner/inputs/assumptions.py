"""Every number a plan rests on: values of the scenario and rows of data/, each with its source."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from planner.assumption import Assumption, Kind
from planner.catalogue import racks as rack_data
from planner.errors import DataError
from planner.inputs.racks.operating_points import name_of

if TYPE_CHECKING:
    from planner.inputs.racks.operating_points import Point
    from planner.inputs.racks.rack_power import RackPower
    from planner.scenario.files.provenance import Provenance
    from planner.scenario.schema import Scenario
    from planner.scenario.words.spec import FieldValue

NO_SOURCE = "no source given"
KIND_OF_YAML: Mapping[str, Kind] = {"fact": "measured", "data": "measured", "assumption": "assumed"}
_RACK_FIGURES = {
    "price_usd": ("price_usd", "USD", "price_basis", "estimated"),
    "nameplate_kw": ("server_or_rack_power_kw", "kW", "server_or_rack_power_basis", "estimated"),
}
_OWN = "fleet.operating_points.measurements"
_REASONS = {
    "measured": "measured",
    "interpolated": "between measured points of this configuration",
    "predicted": "physics fitted to measured rows, drawn to the rows of the model on this rack where there are any",
    "specification ratio": "ratio of dense TFLOPS",
}
_DATA_FILE = re.compile(r"\bdata/([\w./-]+\.(?:csv|parquet))")
_DOUBT = re.compile(r"\b(estimates?|estimated|unverified|unconfirmed|not confirmed|low confidence|low trust)\b", re.I)
_ABOUT_TOKENS = {"cached_input_share", "cached_input_price_share", "revenue_share"}
_SERIES = (
    "site/day_ahead_price_fr_hourly.parquet",
    "site/carbon_intensity_fr_hourly.parquet",
    "site/weather_paris_hourly.parquet",
    "site/turpe_htb.csv",
    "demand/servegen_request_rates_10min.parquet",
)


def scenario_assumptions(
    values: Iterable[FieldValue], gpu_hours: Container[str] = (), data_dir: Path | None = None
) -> list[Assumption]:
    """One row per scenario value; a value without provenance is assumed, with no source given.

    What rests on rows of data/ that are estimates themselves, such as prices of racks, is estimated; what has no value
    is not measured.

    Left out, as no plan rests on it: what nobody wrote and is null, and defaults about tokens of the workloads
    in `gpu_hours`.
    """
    rows = []
    for value in values:
        origin = value.provenance
        *_, owner, name = ("", *value.path.split("."))
        if not owner:  # name and title of the scenario say nothing about the world
            continue
        if origin is None and (value.value is None or (owner in gpu_hours and name in _ABOUT_TOKENS)):
            continue
        source = (origin.source if origin else None) or NO_SOURCE
        kind = _kind_of_value(name, value.value, origin, data_dir) if origin and origin.kind else "assumed"
        rows.append(
            Assumption(
                path=value.path,
                value=shown(value.value),
                unit=value.unit,
                kind=kind,
                source=source,
                reason=(origin.reason if origin else None) or "",
                where=origin.where if origin else "",
            )
        )
    return rows


def _kind_of_value(name: str, value: object, origin: Provenance, data_dir: Path | None) -> Kind:
    kind = KIND_OF_YAML.get(str(origin.kind), "assumed")
    if kind != "measured":
        return kind
    estimated = value is None or (origin.kind == "data" and _rests_on_estimates(name, origin.source, data_dir))
    return "estimated" if estimated else "measured"


def _rests_on_estimates(name: str, source: str, data_dir: Path | None) -> bool:
    """The source says so itself, or the file of data/ that it names is of low trust, or has estimates of the field."""
    if _DOUBT.search(source):
        return True
    file = _DATA_FILE.search(source)
    if file is None:
        return False
    if file[1] == rack_data.RACKS and name in _RACK_FIGURES:
        return True
    try:
        return rack_data.file_source(file[1], data_dir).trust.startswith("low")
    except DataError:  # a file of another folder, or of a text: nothing is known of it
        return False


def catalogue_assumptions(scenario: Scenario, data_dir: Path | None = None) -> list[Assumption]:
    """Figures of the rack catalogue that the scenario leaves to it: GPUs, price, nameplate."""
    rows = []
    for name, rack in scenario.fleet.racks.items():
        spec = rack_data.rack_spec(name, data_dir)
        where = "data/gpu/gpu_specs.csv"
        rows.append(
            Assumption(f"{where}: {name}.gpus", str(spec.gpus_per_unit), "GPU", "measured", spec.source, "", where)
        )
        for field, (column, unit, basis, kind) in _RACK_FIGURES.items():
            value = getattr(spec, column)
            text = shown(value)
            if value is None and column == "server_or_rack_power_kw":
                text = f"middle of {shown(spec.server_or_rack_power_kw_low)} and "
                text += shown(spec.server_or_rack_power_kw_high)
            if getattr(rack, field) is None:
                path, source = f"{where}: {name}.{column}", getattr(spec, basis)
                rows.append(Assumption(path, text, unit, _kind(kind), source, "", where))
    return rows


def point_assumptions(
    points: Sequence[Point], units: Mapping[str, str], data_dir: Path | None = None
) -> list[Assumption]:
    """Operating points, with the benchmark rows they come from."""
    rows = []
    for point in points:
        tokens = units[point.workload] == "tokens"
        rows.append(
            Assumption(
                path=f"data/gpu: {name_of(point)}",
                value=shown(point.rate_per_gpu),
                unit="tokens/s per GPU" if tokens else "reference GPUs per GPU",
                kind="measured" if point.basis == "measured" else "estimated",
                source=point.text,
                reason=_REASONS.get(point.basis, "nearest benchmark rows"),
                where=_OWN
                if point.basis == "measured" and not point.rows
                else "data/gpu/"
                if tokens
                else "data/gpu/gpu_specs.csv",
            )
        )
    return rows


def pruning_assumptions(
    points: Sequence[Point], pruned: Mapping[str, int], left_out: Mapping[str, Mapping[str, str]]
) -> list[Assumption]:
    """How many operating points each workload has, how many were dropped as dominated, and why racks are left out."""
    rows = []
    for name, dropped in pruned.items():
        used = sum(point.workload == name for point in points)
        why = "; ".join(left_out.get(name, {}).values())
        value = f"{used - dropped} used, {dropped} dropped"
        source = "a point is dropped when another of its rack does more work per rack and per kW"
        path = f"data/gpu: {name}, number of operating points"
        rows.append(Assumption(path, value, "points", "estimated", source, why, "data/gpu/"))
    return rows


def power_assumptions(powers: Sequence[RackPower]) -> list[Assumption]:
    """Nameplate, provisioned and expected power of each rack product, and how likely its feed must cap it."""
    return [
        Assumption(
            path=f"power of a rack: {p.rack}",
            value=f"nameplate {p.nameplate_kw:.4g}, provisioned {p.provisioned_kw:.4g}, "
            f"expected {p.least_kw:.4g} to {p.most_kw:.4g} while serving",
            unit="kW",
            kind="estimated",
            source="expected: by operating point; provisioned: fleet.operating_points.provisioned_share of nameplate",
            reason=f"racks that all serve {p.hungriest} must be capped with a probability of {p.capping:.1%}",
            where="data/gpu/gpu_specs.csv",
        )
        for p in powers
    ]


def price_assumptions(scenario: Scenario, data_dir: Path | None = None) -> list[Assumption]:
    """List prices that the scenario leaves to the catalogue."""
    table = rack_data.api_prices(data_dir)
    where = "data/demand/mistral_api_prices.csv"
    rows = []
    for workload in scenario.workloads.values():
        model = getattr(workload, "price_of", None)
        if workload.unit != "tokens" or model not in table.index:
            continue
        if workload.input_usd_per_mtoken is not None and workload.output_usd_per_mtoken is not None:
            continue
        row = table.loc[model]
        text = f"{shown(row['input_usd_per_mtok'])} in, {shown(row['output_usd_per_mtok'])} out"
        source = f"{row['publisher']}: {row['title']}"
        rows.append(Assumption(f"{where}: {model}", text, "USD/Mtoken", "measured", source, "", where))
    return list(dict.fromkeys(rows))


def series_assumptions(data_dir: Path | None = None) -> list[Assumption]:
    """Series and tables used whole, each with its origin."""
    rows = []
    for name in _SERIES:
        file = rack_data.file_source(name, data_dir)
        origin, path = "; ".join(file.origin), f"data/{name}"
        rows.append(Assumption(path, file.title, "", "measured", origin, file.trust, path))
    return rows


def shown(value: object) -> str:
    """Write a value as a person reads it: 256,000 · 0.73 · yes."""
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return f"{value:,.6g}" if abs(value) < 1e6 else f"{value:,.0f}"
    if isinstance(value, Mapping):
        return ", ".join(f"{key}: {shown(item)}" for key, item in value.items())
    if isinstance(value, tuple | list):
        return ", ".join(shown(item) for item in value)
    return str(value)


def _kind(text: str) -> Kind:
    return "measured" if text == "measured" else "estimated"
