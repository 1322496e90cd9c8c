"""What others build, charge and earn: public figures to hold a plan against. Source and trust: each row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.catalogue.files import read_table

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd


def site_power_per_gpu(data_dir: Path | None = None) -> pd.DataFrame:
    """Site power per GPU [kW], claimed, announced or planned with; 12 rows."""
    return read_table("gpu/site_power_per_gpu.csv", data_dir)


def gpu_rents(data_dir: Path | None = None) -> pd.DataFrame:
    """Rents of GPUs [USD per GPU-hour], one figure or a range, by date and term; 23 rows."""
    return read_table("gpu/gpu_rents.csv", data_dir)


def operator_revenue(data_dir: Path | None = None) -> pd.DataFrame:
    """Yearly revenue of operators per megawatt [MUSD], low and high; 3 rows."""
    return read_table("finance/operator_revenue.csv", data_dir)
