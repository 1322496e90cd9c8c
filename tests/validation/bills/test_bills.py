"""Whole years worked out by spreadsheet and by the bill engine: equal to the cent, line by line.

The spreadsheet counts the hours of a class by working days and months; the engine by walking through the hours of
the load curve. The curve is written here, hour by hour, with the plainest possible reading of the class hours.
"""

from __future__ import annotations

import csv
import datetime as dt
import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType
from zoneinfo import ZoneInfo

import pytest
from openpyxl import load_workbook

from planner.billing import BillOptions, bill
from planner.cli import main

HERE = Path(__file__).resolve().parent
PARIS = ZoneInfo("Europe/Paris")
CLASSES = ("pointe", "HPH", "HCH", "HPB", "HCB")


def module(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"bills_{name}", HERE / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    found = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = found  # dataclasses look themselves up there
    spec.loader.exec_module(found)
    return found


spreadsheet = module("spreadsheet")
make_workbooks = module("make_workbooks")
WORKBOOKS = sorted(path.stem for path in HERE.glob("*.xlsx"))


def class_of(local: dt.datetime, tariff: str, holidays: set[dt.date], signalled: set[dt.date]) -> str:
    day, hour, month = local.date(), local.hour, local.month
    high, peak_month = month in (11, 12, 1, 2, 3), month in (12, 1, 2)
    night = hour < 7 or hour == 23
    if "htb" in tariff:
        off = night or day.weekday() >= 5 or day in holidays
        peak = not off and peak_month and hour in (9, 10, 18, 19)
    else:
        peak = peak_month and day.weekday() < 6 and hour in (8, 9, 17, 18)
        if tariff.endswith("pm"):
            peak = peak_month and day in signalled and (7 <= hour < 15 or 18 <= hour < 20)
        off = night
    if peak:
        return "pointe"
    return ("HCH" if high else "HCB") if off else ("HPH" if high else "HPB")


def write_load(sheets: object, path: Path) -> None:
    """The load of a workbook as a CSV file of its own step."""
    value, day_of = sheets.value, spreadsheet.day_of  # type: ignore[attr-defined]
    tariff, step = value("Inputs", "B1"), value("Inputs", "B5")
    book = sheets.book  # type: ignore[attr-defined]
    columns = [[day_of(value("Days", f"{c}{r}")) for r in range(2, book["Days"].max_row + 1)
                if value("Days", f"{c}{r}") is not None] for c in "AB"]  # fmt: skip
    holidays, signalled = map(set, columns)
    kw: dict[tuple[str, str], float] = {}
    for row in range(2, book["Load"].max_row + 1):
        month = f"{day_of(value('Load', f'A{row}')):%Y-%m}"
        kw |= {(month, name): value("Load", f"{'BCDEF'[k]}{row}") for k, name in enumerate(CLASSES)}
    events: dict[dt.datetime, tuple[float, str]] = {}
    for row in range(2, book["Events"].max_row + 1):
        day = day_of(value("Events", f"A{row}"))
        start = dt.datetime.combine(day, dt.time.fromisoformat(value("Events", f"B{row}")))
        for n in range(value("Events", f"C{row}")):
            at = start + dt.timedelta(minutes=10 * n)
            events[at] = (value("Events", f"D{row}"), value("Events", f"E{row}"))
    first, after = (
        dt.datetime.combine(day_of(value("Inputs", cell)), dt.time(), PARIS).astimezone(dt.UTC) for cell in ("B3", "B4")
    )
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(("utc_timestamp", "kw"))
        used, at = 0, first
        while at < after:
            local = at.astimezone(PARIS)
            name = class_of(local, tariff, holidays, signalled)
            power = kw[f"{local:%Y-%m}", name]
            event = events.get(local.replace(tzinfo=None))
            if event is not None:
                power, used = event[0], used + step // 10
                assert event[1] == name, f"{local}: the worksheet says {event[1]}"
            writer.writerow((f"{at:%Y-%m-%dT%H:%M:%SZ}", power))
            at += dt.timedelta(minutes=step)
    assert used == len(events)


def worked(sheets: object) -> dict[tuple[str, str], tuple[float, float, float, float]]:
    value = sheets.value  # type: ignore[attr-defined]
    last = sheets.book["Bill"].max_row  # type: ignore[attr-defined]
    assert value("Bill", f"A{last}") == "total"
    return {
        (value("Bill", f"A{r}"), value("Bill", f"B{r}")): tuple(value("Bill", f"{c}{r}") for c in "CEFG")
        for r in range(2, last)
    }


def options_of(sheets: object) -> tuple[str, list[float], BillOptions]:
    value = sheets.value  # type: ignore[attr-defined]
    signalled = [value("Days", f"B{r}") for r in range(2, sheets.book["Days"].max_row + 1)]  # type: ignore[attr-defined]
    levies = value("Inputs", "B8") == "yes"
    options = BillOptions(
        meter=value("Inputs", "B6"),
        contract=value("Inputs", "B7"),
        excise="data-centre" if levies else "none",
        cta=levies,
        mobile_peak_days=tuple(spreadsheet.day_of(day) for day in signalled if day is not None),
    )
    return value("Inputs", "B1"), [float(value("Inputs", f"{c}9")) for c in "BCDEF"], options


def test_there_is_one_for_each_version_and_voltage() -> None:
    from planner.billing import TARIFFS

    assert sorted(TARIFFS) == WORKBOOKS
    assert len(WORKBOOKS) >= 8


@pytest.mark.parametrize("name", WORKBOOKS)
def test_the_engine_agrees_with_the_spreadsheet_to_the_cent(name: str, tmp_path: Path) -> None:
    """Proves: hours of each class, energy, fixed parts, overruns and levies of a whole year.

    Another hour of a clock change, a holiday taken for a working day or rates a month late would move several lines
    by more than a cent.
    """
    sheets = spreadsheet.Sheets(HERE / f"{name}.xlsx")
    write_load(sheets, tmp_path / "load.csv")
    tariff, subscribed, options = options_of(sheets)
    found = bill(tmp_path / "load.csv", tariff, subscribed, options)
    expected = worked(sheets)
    lines = {(row.month, row.item): row for row in found.itertuples()}
    assert len(lines) == len(found)
    assert {key for key, one in expected.items() if one[2]} <= set(lines)
    assert set(lines) <= set(expected)
    for key, row in lines.items():
        base, rate, exact, cents = expected[key]
        assert row.base == pytest.approx(base, rel=1e-9, abs=1e-6), key
        assert row.rate == pytest.approx(rate, rel=1e-9), key
        assert row.amount_exact_eur == pytest.approx(exact, rel=1e-9, abs=1e-6), key
        assert row.amount_eur == pytest.approx(cents, abs=1e-9), key
    last = sheets.book["Bill"].max_row
    assert found["amount_eur"].sum() == pytest.approx(sheets.value("Bill", f"G{last}"), abs=0.001)
    assert found["amount_exact_eur"].sum() == pytest.approx(sheets.value("Bill", f"F{last}"), abs=0.001)


def test_the_command_line_says_the_same(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sheets = spreadsheet.Sheets(HERE / "turpe7-htb1-mu.xlsx")
    write_load(sheets, tmp_path / "LOAD.csv")
    words = ["--tariff", "turpe7-htb1-mu", "--subscribed-kw", "8000,8000,9000,9500,10000", "--json"]
    assert main(["bill", str(tmp_path / "LOAD.csv"), *words]) == 0
    rows = json.loads(capsys.readouterr().out)
    expected = worked(sheets)
    assert {"item", "base", "unit", "rate", "amount_eur", "source", "month"} <= set(rows[0])
    assert not {row["item"] for row in rows} & {"cta", "excise"}, "levies are asked for"
    for row in rows:
        assert row["amount_eur"] == pytest.approx(expected[row["month"], row["item"]][3], abs=1e-9)
        assert row["source"]


@pytest.mark.parametrize("name", WORKBOOKS)
def test_the_workbooks_are_those_of_the_script(name: str) -> None:
    """Proves: what is committed can be made again, cell by cell."""
    case = next(case for case in make_workbooks.CASES if case.tariff == name)
    made, kept = make_workbooks.workbook(case), load_workbook(HERE / f"{name}.xlsx")

    def plain(value: object) -> object:
        return value.date() if isinstance(value, dt.datetime) else value

    for sheet in made.worksheets:
        rows = [[plain(cell.value) for cell in row] for row in sheet.iter_rows()]
        assert rows == [[plain(cell.value) for cell in row] for row in kept[sheet.title].iter_rows()]


def test_overruns_and_events_are_really_there() -> None:
    """Proves: the workbook meant to test overruns has some in each class, on both sides of 1 August."""
    expected = worked(spreadsheet.Sheets(HERE / "turpe7-htb1-mu.xlsx"))
    over = {item for (_, item), one in expected.items() if item.startswith("overrun_") and one[2] > 0}
    assert over == {f"overrun_{name}" for name in CLASSES}
    assert expected["2026-07", "overrun_HCB"][2] > 0
    assert expected["2026-08", "overrun_HCB"][2] > 0
