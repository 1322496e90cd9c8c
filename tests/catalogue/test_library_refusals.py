"""The readers refuse what they must, word for word, and notice an edit."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from planner.catalogue import racks as rack_data
from planner.catalogue.files import one_reading
from planner.errors import DataError


@pytest.fixture
def copied(tmp_path: Path, repo_root: Path) -> Path:
    """A copy of data/ that a test may spoil."""
    target = tmp_path / "data"
    shutil.copytree(repo_root / "data", target, ignore=shutil.ignore_patterns("__pycache__", "*.py"))
    return target


def test_data_hash_follows_the_bytes(copied: Path) -> None:
    """Proves: a copy has the hash of the original, one changed figure another one."""
    before = rack_data.data_hash(copied)
    assert before == rack_data.data_hash()
    path = copied / "demand" / "mistral_api_prices.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("7.5", "7.6"), encoding="utf-8")
    assert rack_data.data_hash(copied) != before
    assert rack_data.api_prices(copied).loc["Mistral Medium 3.5", "output_usd_per_mtok"] == 7.6


def test_one_reading_looks_once(copied: Path) -> None:
    """Proves: within one reading the hash of a folder stays, also in a reading inside; after it an edit is noticed."""
    path = copied / "demand" / "mistral_api_prices.csv"
    with one_reading():
        before = rack_data.data_hash(copied)
        path.write_text(path.read_text(encoding="utf-8").replace("7.5", "7.6"), encoding="utf-8")
        with one_reading():
            assert rack_data.data_hash(copied) == before
        assert rack_data.data_hash() == before  # another folder, with the bytes as they were
    assert rack_data.data_hash(copied) != before


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def message_of(reader: Callable[[Path], object], data: Path) -> str:
    with pytest.raises(DataError) as error:
        reader(data)
    return str(error.value)


def test_missing_file(copied: Path) -> None:
    (copied / "site" / "turpe_htb.csv").unlink()
    assert message_of(lambda data: rack_data.turpe("HTB1", "LU", date(2026, 10, 1), data), copied) == (
        "data/site/turpe_htb.csv: this data file is missing.\n\n"
        "hint: bring it in with `python data/bring_in.py --from DIR`, or check out the repository whole."
    )


def test_missing_column(copied: Path) -> None:
    edit(copied / "demand" / "mistral_api_prices.csv", "as_of", "asof")
    assert message_of(rack_data.api_prices, copied) == (
        'data/demand/mistral_api_prices.csv: column "as_of" is missing. Columns read: model, '
        "input_usd_per_mtok, output_usd_per_mtok, batch_discount_pct, asof, publisher, title, note.\n\n"
        "hint: sources.yaml describes the columns this file must have."
    )


@pytest.mark.parametrize(
    ("new", "read"),
    [
        ("1.5,-7.5", "-7.5"),
        ("1.5,nan", "nan"),
        ("1.5,inf", "inf"),
        ("1.5,7 EUR", "7 EUR"),
        ("1.5,", "an empty cell"),
    ],
)
def test_bad_number_in_a_catalogue(copied: Path, new: str, read: str) -> None:
    edit(copied / "demand" / "mistral_api_prices.csv", "1.5,7.5", new)
    assert message_of(rack_data.api_prices, copied) == (
        f"data/demand/mistral_api_prices.csv, line 2, column output_usd_per_mtok: read {read}; "
        "allowed: a number from 0 to 1000 USD/Mtoken."
    )


def test_half_a_gpu(copied: Path) -> None:
    edit(copied / "gpu" / "gpu_specs.csv", "(HGX/DGX 8-GPU server),8,80", "(HGX/DGX 8-GPU server),8.5,80")
    assert message_of(rack_data.rack_specs, copied) == (
        "data/gpu/gpu_specs.csv, line 2, column gpus_per_unit: read 8.5; allowed: a whole number from 1 to 1000 GPU."
    )


def test_same_product_twice(copied: Path) -> None:
    edit(copied / "gpu" / "gpu_specs.csv", "\nH200_HGX", "\nH100_HGX")
    assert message_of(rack_data.rack_specs, copied) == (
        "data/gpu/gpu_specs.csv, line 3, column product: read H100_HGX; allowed: each of them once."
    )


def spoil_prices(data: Path, change: Callable[[pd.DataFrame], pd.DataFrame]) -> str:
    path = data / "site" / "day_ahead_price_fr_hourly.parquet"
    change(pd.read_parquet(path)).to_parquet(path, index=False)
    return message_of(rack_data.spot_price_eur_per_mwh, data)


WHERE = "data/site/day_ahead_price_fr_hourly.parquet"


def test_nan_in_a_series(copied: Path) -> None:
    def change(table: pd.DataFrame) -> pd.DataFrame:
        table.loc[11, "eur_per_mwh"] = float("nan")
        return table

    assert spoil_prices(copied, change) == (
        f"{WHERE}, row 12, column eur_per_mwh: read an empty cell; allowed: a number from -600 to 4000 EUR/MWh."
    )


def test_text_where_numbers_belong(copied: Path) -> None:
    assert spoil_prices(copied, lambda table: table.astype({"eur_per_mwh": "str"})) == (
        f'{WHERE}: column "eur_per_mwh" holds str; allowed: float.\n\nhint: bring the file in again.'
    )


def test_not_a_parquet_file(copied: Path) -> None:
    (copied / "site" / "weather_paris_hourly.parquet").write_text("hello", encoding="utf-8")
    message = message_of(rack_data.weather, copied)
    assert message.startswith("data/site/weather_paris_hourly.parquet: this file cannot be read: ")


def test_the_same_hour_twice(copied: Path) -> None:
    assert spoil_prices(copied, lambda table: pd.concat([table.iloc[:3], table.iloc[2:]])) == (
        f"{WHERE}, row 4, column utc_timestamp: read 2015-01-05T01:00:00Z; allowed: each of them once."
    )


def test_an_hour_missing(copied: Path) -> None:
    assert spoil_prices(copied, lambda table: table.drop(index=5)) == (
        f"{WHERE}, row 6, column utc_timestamp: read 2015-01-05T05:00:00Z; "
        "allowed: 2015-01-05T04:00:00Z, one step of 60 minutes after the row before."
    )


def test_a_declared_gap_that_was_filled(copied: Path) -> None:
    """Proves: 23 June 2026 cannot be filled in silence."""

    def change(table: pd.DataFrame) -> pd.DataFrame:
        hours = pd.date_range("2026-06-22T22:00Z", periods=24, freq="h", unit="us")
        filled = pd.DataFrame({"utc_timestamp": hours, "eur_per_mwh": 50.0, "source": "epex_client", "flag": "ok"})
        return pd.concat([table, filled]).sort_values("utc_timestamp")

    assert spoil_prices(copied, change) == (
        f"{WHERE}: sources.yaml declares a gap from 2026-06-22T22:00:00Z, but there is none.\n\n"
        "hint: take the gap out of sources.yaml."
    )


def test_unknown_flag(copied: Path) -> None:
    def change(table: pd.DataFrame) -> pd.DataFrame:
        table.loc[0, "flag"] = "guessed"
        return table

    assert spoil_prices(copied, change) == (
        f"{WHERE}, row 1, column flag: read guessed; allowed: one of ok, dst_repeat."
    )


def test_a_file_nobody_described() -> None:
    with pytest.raises(DataError) as error:
        rack_data.file_source("site/turpe_htc.csv")
    assert str(error.value) == (
        'sources.yaml: no file "site/turpe_htc.csv" is described.\n\nhint: Did you mean "site/turpe_htb.csv"?'
    )
