"""One load in every dress: whatever the file looks like, its bill is the same to the cent."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest

from planner.billing import bill, load_curve
from planner.errors import DataError
from planner.table_files import ReadOptions

INDEX = pd.date_range("2026-10-01", "2026-11-01", freq="h", tz="Europe/Paris", inclusive="left")
KW = np.round(8000 + 1500 * np.random.default_rng(3).random(len(INDEX)), 1)
FIVE = [8000, 8000, 9000, 9500, 10000]
UTC = [f"{at:%Y-%m-%dT%H:%M:%SZ}" for at in INDEX.tz_convert("UTC")]
OFFSETS = [at.isoformat() for at in INDEX]
LOCAL = [f"{at:%Y-%m-%d %H:%M}" for at in INDEX]
FRENCH = [f"{at:%d/%m/%Y %H:%M}" for at in INDEX]
ENDS = [f"{at:%Y-%m-%d %H:%M}" for at in (INDEX.tz_convert("UTC") + pd.Timedelta(hours=1)).tz_convert("Europe/Paris")]


def rows(times: list[str], values: list[str], head: str = "utc_timestamp,kw", mark: str = ",") -> str:
    return "\n".join([head.replace(",", mark), *(f"{t}{mark}{v}" for t, v in zip(times, values, strict=True))]) + "\n"


PLAIN = [f"{kw:.1f}" for kw in KW]
COMMA = [text.replace(".", ",") for text in PLAIN]
PARIS = ReadOptions(clock="Europe/Paris")
DRESSES: dict[str, tuple[bytes, ReadOptions | None]] = {
    "comma": (rows(UTC, PLAIN).encode(), None),
    "semicolon": (rows(UTC, PLAIN, mark=";").encode(), None),
    "tab": (rows(UTC, PLAIN, mark="\t").encode(), None),
    "bar": (rows(UTC, PLAIN, mark="|").encode(), None),
    "BOM": (rows(UTC, PLAIN).encode("utf-8-sig"), None),
    "UTF-16": (rows(UTC, PLAIN).encode("utf-16"), None),
    "UTF-16 without a mark": (rows(UTC, PLAIN).encode("utf-16-le"), None),
    "Windows-1252": (("relevé d'été\n" + rows(UTC, PLAIN)).encode("cp1252"), None),
    "lines of Windows": (rows(UTC, PLAIN).replace("\n", "\r\n").encode(), None),
    "decimal comma": (rows(UTC, COMMA, mark=";").encode(), None),
    "decimal comma in quotes": (rows(UTC, [f'"{text}"' for text in COMMA]).encode(), None),
    "kWh a step": (rows(UTC, PLAIN, "utc_timestamp,kwh").encode(), None),
    "MW": (rows(UTC, [f"{kw / 1000:.4f}" for kw in KW], "utc_timestamp,mw").encode(), None),
    "W said by an option": (rows(UTC, [f"{kw * 1000:.0f}" for kw in KW], "utc_timestamp,value").encode(),
        ReadOptions(unit="W")),
    "offsets": (rows(OFFSETS, PLAIN).encode(), None),
    "local time, said": (rows(LOCAL, PLAIN, "time,kw").encode(), PARIS),
    "local time in the header": (rows(LOCAL, PLAIN, "time_paris,kw").encode(), None),
    "French dates": (rows(FRENCH, COMMA, "date et heure,puissance (kW)", ";").encode(), PARIS),
    "ends of steps, said": (rows(ENDS, PLAIN, "time,kw").encode(), ReadOptions(clock="Europe/Paris", stamps="end")),
    "ends of steps in the header": (rows(ENDS, PLAIN, "end_paris,kw").encode(), None),
    "date and hour": (rows([t.replace(" ", ";") for t in LOCAL], COMMA, "Date,Heure,kW", ";").encode(), PARIS),
    "Enedis, begin and end": (rows([f"{a};x" for a in FRENCH], COMMA, "Début,Fin,Valeur (en kW)", ";").encode(), None),
    "other columns": (rows(UTC, [f"{v},R" for v in PLAIN], "utc_timestamp,kw,state").encode(), None),
    "case and blanks": (rows(UTC, PLAIN, " UTC_Timestamp , kW ").encode(), None),
    "lines before the header": (("site;Les Ulis\n\n" + rows(UTC, PLAIN, mark=";")).encode(), None),
}  # fmt: skip


def euros(path: Path, options: ReadOptions | None = None) -> float:
    return float(bill(load_curve(path, options), "turpe7-htb1-mu", FIVE)["amount_eur"].sum())


@pytest.fixture(scope="module")
def wanted() -> float:
    return float(bill(pd.Series(KW, index=INDEX), "turpe7-htb1-mu", FIVE)["amount_eur"].sum())


@pytest.mark.parametrize("dress", DRESSES)
def test_one_bill_to_the_cent(dress: str, wanted: float, tmp_path: Path) -> None:
    """Proves: encoding, separator, decimal mark, unit, clock and end of step change nothing of the bill."""
    data, options = DRESSES[dress]
    path = tmp_path / "LOAD.csv"
    path.write_bytes(data)
    assert euros(path, options) == pytest.approx(wanted, abs=0.005)


@pytest.mark.parametrize("kind", ["text", "dates and numbers", "second sheet"])
def test_workbooks(kind: str, wanted: float, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active if kind != "second sheet" else book.create_sheet("load")
    sheet.append(["utc_timestamp", "kw"])
    stamps = INDEX.tz_convert("UTC").tz_localize(None)
    for at, text, kw in zip(stamps, UTC, KW, strict=True):
        sheet.append([text, f"{kw:.1f}"] if kind == "text" else [at.to_pydatetime(), float(kw)])
    path = tmp_path / "load.xlsx"
    book.save(path)
    options = ReadOptions(sheet="load") if kind == "second sheet" else None
    assert euros(path, options) == pytest.approx(wanted, abs=0.005)


@pytest.mark.parametrize("minutes", [1, 5, 10, 15, 30, 60])
def test_steps_are_added_up_exactly(minutes: int, tmp_path: Path) -> None:
    """Proves: means over 10 minutes of 1 and 5, over the hour of 15 and 30; energy stays, and so do lines."""
    index = pd.date_range("2026-10-01", periods=1440 // minutes, freq=f"{minutes}min", tz="UTC")
    kw = np.arange(len(index), dtype=float)
    path = tmp_path / "LOAD.csv"
    pd.DataFrame({"utc_timestamp": index.strftime("%Y-%m-%dT%H:%MZ"), "kw": kw}).to_csv(path, index=False)
    curve = load_curve(path)
    step = 10 if minutes <= 10 else 60
    assert curve.step_minutes == step
    np.testing.assert_allclose(curve.kw, kw.reshape(-1, step // minutes).mean(axis=1))
    assert curve.energy_mwh == pytest.approx(kw.sum() * minutes / 60 / 1000)
    assert curve.place(1) == f"LOAD.csv, line {2 + step // minutes}"


@pytest.mark.parametrize(("day", "hours"), [("2026-03-29", 23), ("2026-10-25", 25)])
@pytest.mark.parametrize("stamps", ["start", "end"])
def test_days_of_the_clock_change_in_local_time(day: str, hours: int, stamps: str, tmp_path: Path) -> None:
    """Proves: the hour that comes twice and the one that is skipped are understood, in both kinds of stamps."""
    index = pd.date_range(day, periods=hours, freq="h", tz="Europe/Paris")
    assert index[-1].hour == 23
    stamped = index if stamps == "start" else (index.tz_convert("UTC") + pd.Timedelta(hours=1)).tz_convert(index.tz)
    path = tmp_path / "LOAD.csv"
    path.write_text(rows([f"{at:%Y-%m-%d %H:%M}" for at in stamped], ["9"] * hours, "time,kw"), encoding="utf-8")
    curve = load_curve(path, ReadOptions(clock="Europe/Paris", stamps=stamps))  # type: ignore[arg-type]
    assert (curve.start_s, len(curve.kw)) == (int(index[0].timestamp()), hours)


REFUSED: dict[str, tuple[str, str]] = {
    "mixed offsets": ("utc_timestamp,kw\n2026-01-01T00:00Z,9\n2026-01-01T01:00,9\n", "has no offset"),
    "no clock": ("time,kw\n2026-01-01 00:00,9\n2026-01-01 01:00,9\n", "--clock Europe/Paris"),
    "days or months": ("time_utc,kw\n01/02/2026 00:00,9\n01/02/2026 01:00,9\n", "cannot be told apart"),
    "a time that is not": (
        "time_paris,kw\n2026-03-29 01:00,9\n2026-03-29 02:00,9\n2026-03-29 03:00,9\n", "does not exist in Paris"),
    "24 hours in October": (
        "time_paris,kw\n2026-10-25 01:00,9\n2026-10-25 02:00,9\n2026-10-25 03:00,9\n", "comes twice, give both"),
    "no unit": ("utc_timestamp,value\n2026-01-01T00:00Z,9\n2026-01-01T01:00Z,9\n", "--unit kW"),
    "two powers": ("utc_timestamp,a kw,b kw\n2026-01-01T00:00Z,9,8\n2026-01-01T01:00Z,9,8\n", "add them up"),
    "thousands by commas": ('utc_timestamp;kw\n2026-01-01T00:00Z;9,483\n2026-01-01T01:00Z;9,200\n', "9483 or 9.483"),
    "thousands by points": ("utc_timestamp,kw\n2026-01-01T00:00Z,1.050\n2026-01-01T01:00Z,839\n", "1050 or 1.050"),
    "leading zeros": ("utc_timestamp,kw\n2026-01-01T00:00Z,050\n2026-01-01T01:00Z,9\n", "no leading zeros"),
    "underscores": ("utc_timestamp,kw\n2026-01-01T00:00Z,1_050\n2026-01-01T01:00Z,9\n", "is not a number"),
    "an open quote": ('utc_timestamp,kw\n2026-01-01T00:00Z,"9\n2026-01-01T01:00Z,9\n', "quotes open and close"),
    "production": (
        "Identifiant PRM;Grandeur metier\n1;Production\nHorodate;Valeur\n2026-01-01T00:30:00+01:00;9\n",
        'grandeur metier: "Production"'),
    "a web page": ("<html><table>", "a web page"),
    "JSON": ('{"kw": 9}', "this is JSON"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_refused_with_the_remedy(case: str, tmp_path: Path) -> None:
    """Proves: what is ambiguous or another kind of file is refused, and the message says what to do."""
    text, words = REFUSED[case]
    path = tmp_path / "LOAD.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=r"LOAD\.csv") as caught:
        load_curve(path)
    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("data", "words"),
    [(b"\xd0\xcf\x11\xe0" + b"0" * 99, "old Excel workbook"), (b"%PDF-1.7", "a PDF"), (b"PK\x03\x04junk", "damaged"),
     (b"a,b,c,d,e,f\x00\n", "binary file"), (b"", "this file is empty")],
)  # fmt: skip
def test_other_kinds_of_files(data: bytes, words: str, tmp_path: Path) -> None:
    path = tmp_path / "LOAD.csv"
    path.write_bytes(data)
    with pytest.raises(DataError, match=words):
        load_curve(path)


def test_what_was_understood_is_one_line(tmp_path: Path) -> None:
    path = tmp_path / "LOAD.csv"
    index = pd.date_range("2025-01-01", "2026-01-01", freq="h", tz="UTC", inclusive="left")
    pd.DataFrame({"utc_timestamp": index.strftime("%Y-%m-%dT%H:%MZ"), "kw": 9000.0}).to_csv(path, index=False)
    assert load_curve(path).understood == "LOAD.csv: 8,760 hourly means in kW, UTC, 1 Jan to 31 Dec 2025"


def test_an_option_that_would_be_ignored_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "LOAD.csv"
    path.write_text(rows(UTC, PLAIN), encoding="utf-8")
    for options, words in (
        (ReadOptions(clock="Europe/Paris"), "would be ignored"),
        (ReadOptions(unit="MW"), "it says kW, and MW is given"),
        (ReadOptions(sheet="load"), "no Excel workbook"),
    ):
        with pytest.raises(DataError, match=words):
            load_curve(path, options)


def test_a_year_of_ten_minutes_is_read_whole(tmp_path: Path) -> None:
    """Proves: 52,560 steps with both clock changes; `python -m benchmarks at_once` has the time."""
    index = pd.date_range("2026-01-01", "2027-01-01", freq="10min", tz="Europe/Paris", inclusive="left")
    kw = np.round(9000 + 500 * np.sin(np.arange(len(index))), 1)
    path = tmp_path / "LOAD.csv"
    pd.DataFrame({"utc_timestamp": [at.isoformat() for at in index], "kw": kw}).to_csv(path, index=False)
    curve = load_curve(path)
    assert curve.kw == pytest.approx(kw)
    assert curve.step_minutes == 10
