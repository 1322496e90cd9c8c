"""The catalogues and series of data/, each row with its source: racks, models, measurements, demand.

Prices, tariff, carbon and weather are in library_site.py and handed on from here. Tables are copies that the
caller may change; docs/data.md says what each column means.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd

from planner.catalogue.files import FileSource, data_folder, data_hash, file_source, read_table, stamp
from planner.catalogue.site import (
    TARIFF_CLASSES,
    TurpeRates,
    carbon_annual,
    carbon_intensity,
    daily_temperature,
    forward_prices,
    power_technologies,
    site_facts,
    spot_price_annual,
    spot_price_eur_per_mwh,
    spot_price_quarter_hourly_eur_per_mwh,
    taxes,
    turpe,
    turpe_rules,
    weather,
)
from planner.errors import DataError, located, nearest

__all__ = [
    "TARIFF_CLASSES",
    "FileSource",
    "RackSpec",
    "TurpeRates",
    "api_prices",
    "carbon_annual",
    "carbon_intensity",
    "daily_temperature",
    "data_folder",
    "data_hash",
    "file_source",
    "forward_prices",
    "measured_points",
    "model_architectures",
    "power_curves",
    "power_technologies",
    "rack_spec",
    "rack_specs",
    "request_rates",
    "site_facts",
    "spot_price_annual",
    "spot_price_eur_per_mwh",
    "spot_price_quarter_hourly_eur_per_mwh",
    "taxes",
    "token_growth",
    "turpe",
    "turpe_rules",
    "weather",
]

RACKS = "gpu/gpu_specs.csv"


@dataclass(frozen=True)
class RackSpec:
    """One product as the catalogue has it; None where no figure was found. GPU figures are per GPU.

    `price_usd` is for `price_unit`: "8 GPUs only, not the server", or "rack".
    """

    product: str
    gpu: str
    name: str
    gpus_per_unit: int
    memory_gb_per_gpu: int
    memory_bandwidth_tb_per_s: float
    fp64_tflops: float | None
    fp64_tensor_tflops: float | None
    fp16_dense_tflops: float | None
    fp8_dense_tflops: float
    fp4_dense_tflops: float | None
    tdp_w_per_gpu: float | None
    server_or_rack_power_kw: float | None
    server_or_rack_power_kw_low: float | None
    server_or_rack_power_kw_high: float | None
    server_or_rack_power_basis: str
    cooling: str
    price_usd: float | None
    price_usd_low: float | None
    price_usd_high: float | None
    price_unit: str
    price_basis: str
    availability_quarter: str
    source: str
    note: str


def rack_specs(data_dir: Path | None = None) -> pd.DataFrame:
    """Catalogue of racks and servers: one row per product, index `product` (H100_HGX, GB300_NVL72 ...).

    Units are in the column names, NaN where no figure was found. Source: columns source, *_basis and note.
    """
    return read_table(RACKS, data_dir).set_index("product")


def rack_spec(product: str, data_dir: Path | None = None) -> RackSpec:
    """One row of the catalogue by its short name. Raises DataError that names the nearest valid product."""
    specs = _rack_specs(data_dir, stamp(data_folder(data_dir) / RACKS))
    if product not in specs:
        where = f"{data_folder(data_dir).name}/{RACKS}"
        raise DataError(located(where, f'there is no product "{product}".', nearest(product, specs)))
    return specs[product]


@lru_cache(maxsize=8)
def _rack_specs(data_dir: Path | None, _: tuple[int, int]) -> dict[str, RackSpec]:
    """Every row of the catalogue, read once for each state of its file."""
    fields = [field for field in RackSpec.__dataclass_fields__ if field != "product"]
    found = {}
    for product, row in rack_specs(data_dir)[fields].astype(object).to_dict("index").items():
        values: dict[str, Any] = {str(field): None if pd.isna(value) else value for field, value in row.items()}
        found[str(product)] = RackSpec(product=str(product), **values)
    return found


def measured_points(data_dir: Path | None = None) -> pd.DataFrame:
    """Operating points of the benchmarks, 5,067 rows: throughput, speed per user, latency, power.

    Columns as in docs/data.md, then `basis`: "measured" where the source measured throughput, "derived" where
    we derived it from measured latencies (Little's law, an upper estimate good to perhaps 20 %; NaN for the
    points dominated by queues); and `product`: the rack that holds this GPU, "" when none in the catalogue
    does. Throughput counts output tokens unless tokens_kind is "prompt".
    Source: columns source, repo, commit.
    """
    parts = {
        "measured": "gpu/inference_throughput.parquet",
        "derived": "gpu/inference_latency_points.parquet",
    }
    tables = [read_table(name, data_dir).assign(basis=basis) for basis, name in parts.items()]
    points = pd.concat(tables, ignore_index=True)
    racks = rack_specs(data_dir)
    product = dict(zip(racks["gpu"], racks.index, strict=True))
    return points.assign(product=points["gpu"].map(product).fillna(""))


def model_architectures(data_dir: Path | None = None) -> pd.DataFrame:
    """Models, 24 rows, index `model`: parameters [billion], kind, attention, layers, widths, experts.

    The note names the nearest measured relative of each Mistral model. Source: column source.
    """
    return read_table("gpu/models.csv", data_dir).set_index("model")


def power_curves(data_dir: Path | None = None) -> pd.DataFrame:
    """GPU power [W] and throughput against cap, frequency, phase or load, 1,666 rows grouped by `curve_id`.

    Filter on relevance == "datacentre" for planning; read power_scope. Source: columns source, repo, commit.
    """
    return read_table("gpu/gpu_power_curve.parquet", data_dir)


def request_rates(data_dir: Path | None = None) -> pd.DataFrame:
    """Requests and tokens per second of a real service, windows of 10 minutes, 6,071 rows.

    `model_class`: m-large, m-mid, m-small (14 days, windows without traffic missing) or deepseek-r1 (1 day);
    `seconds_from_start` counts from an unpublished start. Use the shape, never the level.
    Source: ServeGen (Alibaba), arXiv 2505.09999.
    """
    return read_table("demand/servegen_request_rates_10min.parquet", data_dir)


def token_growth(data_dir: Path | None = None) -> pd.DataFrame:
    """Reported token volumes and revenue run rates, 14 rows: `value` in `unit`. Source: each row."""
    return read_table("demand/token_growth.csv", data_dir)


def api_prices(data_dir: Path | None = None) -> pd.DataFrame:
    """List prices [USD per million tokens] in June 2026, 9 rows, index `model`. Source: each row."""
    return read_table("demand/mistral_api_prices.csv", data_dir).set_index("model")
