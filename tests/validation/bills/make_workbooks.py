"""Write the worked bills of this folder: spreadsheets whose every figure follows by a live formula.

    python tests/validation/bills/make_workbooks.py [FOLDER]

The hours of a class are counted by hand, so to say: working days of the month by NETWORKDAYS, times the hours of
a day, less one hour in March and one more in October. Nothing here uses the planner: rates are copied from the CSV
files of data/site/, loads and subscribed powers are made up below, and a load is constant within a month and class
but for the events listed, so that a year fits on one sheet.
"""

from __future__ import annotations

import csv
import datetime as dt
import sys
from dataclasses import dataclass, field
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

HERE = Path(__file__).resolve().parent
DATA = HERE.parents[2] / "data" / "site"
CLASSES = ("pointe", "HPH", "HCH", "HPB", "HCB")
BLOCKS = ("2025-08-01", "2026-08-01")
HOLIDAYS = (  # on a working day or not; Easter Mondays 6 Apr 2026, 29 Mar 2027, 17 Apr 2028
    *("2025-08-15", "2025-11-01", "2025-11-11", "2025-12-25"),
    *("2026-01-01", "2026-04-06", "2026-05-01", "2026-05-08", "2026-05-14", "2026-05-25", "2026-07-14"),
    *("2026-08-15", "2026-11-01", "2026-11-11", "2026-12-25"),
    *("2027-01-01", "2027-03-29", "2027-05-01", "2027-05-06", "2027-05-08", "2027-05-17", "2027-07-14"),
    *("2027-08-15", "2027-11-01", "2027-11-11", "2027-12-25"),
    *("2028-01-01", "2028-04-17", "2028-05-01", "2028-05-08", "2028-05-25", "2028-06-05", "2028-07-14"),
    *("2028-08-15", "2028-11-01", "2028-11-11", "2028-12-25"),
)
DOMAIN = {"htb1": "HTB1 (", "htb2": "HTB2 (", "hta": "HTA ("}


@dataclass(frozen=True)
class Event:
    """Some 10-minute steps of one local day at another power; the class is the one worked out by hand."""

    start: str  # local, on a whole step
    steps: int
    kw: float
    tariff_class: str


@dataclass(frozen=True)
class Case:
    """One year to work out."""

    tariff: str
    first: str
    after: str
    subscribed: tuple[float, ...]
    level_kw: float  # power of class k in month m: level + 3.7·m − 55.5·k + swing in summer
    what: str
    swing_kw: float = 200.0
    step_minutes: int = 60
    meter: str = "user"
    contract: str = "card"
    levies: bool = False
    events: tuple[Event, ...] = ()
    signalled: tuple[str, ...] = field(default=())


CASES = (
    Case("turpe7-htb1-cu", "2025-08-01", "2026-08-01", (9000.0,) * 5, 8700, "one whole year of the first rates"),
    Case(
        "turpe7-htb1-mu",
        "2026-01-01",
        "2027-01-01",
        (8000.0, 8000.0, 9000.0, 9500.0, 10000.0),
        8150,
        "calendar year: 1 August, both clock changes, overruns, excise of a data centre and CTA",
        levies=True,
        events=(
            Event("2026-01-15T09:00", 12, 9000, "pointe"),
            Event("2026-02-10T18:00", 6, 8400, "pointe"),
            Event("2026-03-29T00:00", 12, 9350, "HCH"),
            Event("2026-07-14T12:00", 30, 10400, "HCB"),
            Event("2026-08-03T14:00", 18, 9900.5, "HPB"),
            Event("2026-08-04T02:00", 6, 10020, "HCB"),
            Event("2026-12-23T19:00", 6, 12000, "pointe"),
        ),
    ),
    Case("turpe7-htb1-lu", "2028-01-01", "2029-01-01", (9200.0, 9300.0, 9300.0, 9400.0, 9500.0), 9000,
         "leap year, after the last known rates; meter of the grid", meter="grid"),
    Case("turpe7-htb2-cu", "2026-08-01", "2027-08-01", (20000.0,) * 5, 18000, "one whole year of the second rates"),
    Case("turpe7-htb2-mu", "2026-03-17", "2027-03-17", (30000.0, 30000.0, 31000.0, 32000.0, 32000.0), 29800,
         "begins and ends inside a month; 1 August, both clock changes"),
    Case(
        "turpe7-htb2-lu",
        "2026-01-01",
        "2027-01-01",
        (10000.0, 10050.0, 10100.0, 10400.0, 10500.0),
        9990,
        "10-minute data with overruns of single steps",
        step_minutes=10,
        events=(
            Event("2026-01-15T10:50", 1, 10400, "pointe"),
            Event("2026-01-15T11:00", 2, 10900, "HPH"),
            Event("2026-05-14T15:30", 3, 11111, "HCB"),
            Event("2026-10-26T06:40", 2, 10750, "HCB"),
            Event("2026-10-26T07:00", 5, 10999.9, "HPB"),
        ),
    ),
    Case("turpe7-hta-cu-pf", "2026-01-01", "2027-01-01", (5000.0,) * 5, 4700,
         "calendar year, fixed peak", swing_kw=150),
    Case("turpe7-hta-cu-pm", "2026-01-01", "2027-01-01", (4000.0, 5000.0, 5000.0, 5200.0, 5200.0), 3900,
         "calendar year, mobile peak on eight signalled days",
         signalled=("2026-01-08", "2026-01-09", "2026-01-21", "2026-02-03", "2026-02-04", "2026-12-09", "2026-12-10",
                    "2026-12-17")),
    Case("turpe7-hta-lu-pf", "2026-08-01", "2027-08-01", (5000.0, 5100.0, 5200.0, 5300.0, 5400.0), 4850,
         "second rates; meter of the grid", meter="grid"),
    Case(
        "turpe7-hta-lu-pm",
        "2025-08-01",
        "2026-08-01",
        (6000.0, 6000.0, 6000.0, 6400.0, 6400.0),
        5900,
        "first rates, single contract, mobile peak, overruns",
        contract="single",
        signalled=("2025-12-11", "2026-01-14", "2026-01-15", "2026-02-12"),
        events=(
            Event("2025-12-11T18:00", 12, 6500, "pointe"),
            Event("2026-01-16T08:00", 6, 6900, "HPH"),
            Event("2026-04-05T23:00", 6, 6800, "HCB"),
        ),
    ),
)  # fmt: skip


def rates(case: Case) -> list[tuple[str, list[object]]]:
    """Rows of the sheet Rates: name, figure of each block; a component without a newer row keeps the older one."""
    _, domain, *version = case.tariff.split("-")
    with (DATA / f"turpe_{domain[:3]}.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))

    def figure(component: str, temporal_class: str, block: str, own: bool) -> float:
        found = [
            row
            for row in rows
            if row["component"].startswith(component)
            and row["temporal_class"] == temporal_class
            and row["valid_from"] <= block
            and (row["version"].endswith(f"({version[0].upper()}{' ' + version[1] if len(version) > 1 else ''})")
                 and row["voltage_domain"].startswith(DOMAIN[domain])
                 if own else row["version"] == "all" and "feeder" not in row["voltage_domain"])
        ]  # fmt: skip
        return float(max(found, key=lambda row: row["valid_from"])["value"])

    management = {"card": "management_component user-held", "single": "management_component single"}[case.contract]
    names = {
        "management EUR/yr": "management_component_a1" if domain != "hta" else management,
        "metering EUR/yr": f"metering_component_{case.meter}" if domain != "hta" else "metering_component",
        "alpha": "overrun_alpha",
    }
    table = [(f"b {k} EUR/kW/yr", [figure("b_power", k, block, True) for block in BLOCKS]) for k in CLASSES]
    table += [(f"c {k} cEUR/kWh", [figure("c_energy", k, block, True) for block in BLOCKS]) for k in CLASSES]
    return table + [(name, [figure(part, "all", block, False) for block in BLOCKS]) for name, part in names.items()]


def month_starts(case: Case) -> list[dt.date]:
    first, after = dt.date.fromisoformat(case.first), dt.date.fromisoformat(case.after)
    months, day = [], first.replace(day=1)
    while day < after:
        months.append(day)
        day = (day + dt.timedelta(days=31)).replace(day=1)
    return months


def season_classes(month: int) -> tuple[int, ...]:
    if month in (12, 1, 2):
        return (0, 1, 2)
    return (1, 2) if month in (3, 11) else (3, 4)


def workbook(case: Case) -> Workbook:
    book = Workbook()
    inputs = book.active
    assert inputs is not None
    inputs.title = "Inputs"
    for row in (
        ("tariff", case.tariff), ("what", case.what), ("first day", dt.date.fromisoformat(case.first)),
        ("day after the last", dt.date.fromisoformat(case.after)), ("step minutes", case.step_minutes),
        ("meter", case.meter), ("contract", case.contract), ("levies", "yes" if case.levies else "no"),
        ("subscribed kW", *case.subscribed), ("class", *CLASSES),
        ("source of rates", "data/site/turpe_htb.csv, turpe_hta.csv; hours of classes: data/site/turpe_rules.csv"),
    ):  # fmt: skip
        inputs.append(row)

    sheet = book.create_sheet("Rates")
    sheet.append(("figure", *(dt.date.fromisoformat(block) for block in BLOCKS)))
    for name, figures in rates(case):
        sheet.append((name, *figures))

    days = book.create_sheet("Days")
    days.append(("public holiday", "signalled day"))
    for at in range(max(len(HOLIDAYS), len(case.signalled))):
        pair = [dt.date.fromisoformat(text[at]) if at < len(text) else None for text in (HOLIDAYS, case.signalled)]
        days.append(pair)

    months = month_starts(case)
    write_hours(book, case, months)
    write_load(book, case, months)
    write_bill(book, case, months, max(len(case.events), 1) + 1)
    for name, columns in {"Hours": "ABCN", "Load": "A", "Events": "AF"}.items():
        for column in columns:
            for cell in book[name][column]:
                cell.number_format = "yyyy-mm-dd"
    for one in book.worksheets:
        for cell in one[1]:
            cell.font = Font(bold=True)
        for column in range(1, one.max_column + 1):
            one.column_dimensions[get_column_letter(column)].width = 16
    book.properties.created = book.properties.modified = dt.datetime(2026, 11, 24)
    return book


def write_hours(book: Workbook, case: Case, months: list[dt.date]) -> None:
    """Days and hours of each class by month."""
    mobile, hta = case.tariff.endswith("pm"), "hta" in case.tariff
    hours = book.create_sheet("Hours")
    hours.append(
        ("month", "first", "after", "days", "share", "block", "working days", "hours", *CLASSES, "last Sunday")
    )
    for at, month in enumerate(months):
        r = at + 2
        working = f"=NETWORKDAYS(B{r},C{r}-1,Days!$A$2:$A${len(HOLIDAYS) + 1})"
        if hta:
            working = f"=NETWORKDAYS.INTL(B{r},C{r}-1,11)"  # all but Sundays
        full = f"16*G{r}"  # HTB 7-23 h of working days, HTA 6-22 h of Monday to Saturday
        peak = f"=IF(OR(MONTH(A{r})=12,MONTH(A{r})<=2),4*G{r},0)"
        if mobile:
            peak = f'=10*COUNTIFS(Days!$B$2:$B${len(case.signalled) + 1},">="&B{r},Days!$B$2:$B${len(case.signalled) + 1},"<"&C{r})'  # noqa: E501
        high = f"OR(MONTH(A{r})>=11,MONTH(A{r})<=3)"
        clock = f"IF(AND(N{r}>=B{r},N{r}<C{r}),IF(MONTH(A{r})=3,-1,IF(MONTH(A{r})=10,1,0)),0)"
        hours.append(
            (
                month,
                f"=MAX(A{r},Inputs!$B$3)",
                f"=MIN(EOMONTH(A{r},0)+1,Inputs!$B$4)",
                f"=C{r}-B{r}",
                f"=D{r}/DAY(EOMONTH(A{r},0))",
                f"=IF(A{r}>=Rates!$C$1,2,1)",
                working,
                f"=24*D{r}+{clock}",
                peak,
                f"=IF({high},{full}-I{r},0)",
                f"=IF({high},H{r}-I{r}-J{r},0)",
                f"=IF({high},0,{full})",
                f"=IF({high},0,H{r}-L{r})",
                f"=EOMONTH(A{r},0)-MOD(WEEKDAY(EOMONTH(A{r},0))-1,7)",
            )
        )


def write_load(book: Workbook, case: Case, months: list[dt.date]) -> None:
    """Power by month and class, and the events at another power."""
    load = book.create_sheet("Load")
    load.append(("month", *CLASSES))
    for at, month in enumerate(months):
        kw = [
            round(case.level_kw + 3.7 * month.month - 55.5 * k + (case.swing_kw if k >= 3 else 0), 1)
            if k in season_classes(month.month) else 0
            for k in range(len(CLASSES))
        ]  # fmt: skip
        load.append((f"=Hours!A{at + 2}", *kw))

    events = book.create_sheet("Events")
    events.append(("day", "start", "steps of 10 min", "kW", "class", "month", "over kW", "steps x over^2", "kWh"))
    for at, event in enumerate(case.events or (Event(f"{case.first}T00:00", 0, 0, "HCB"),)):
        r = at + 2
        day, start = event.start.split("T")
        events.append(
            (
                dt.date.fromisoformat(day),
                start,
                event.steps,
                event.kw,
                event.tariff_class,
                f"=DATE(YEAR(A{r}),MONTH(A{r}),1)",
                f"=MAX(0,D{r}-INDEX(Inputs!$B$9:$F$9,MATCH(E{r},Inputs!$B$10:$F$10,0)))",
                f"=C{r}*G{r}^2",
                f"=C{r}/6*D{r}",
            )
        )


def write_bill(book: Workbook, case: Case, months: list[dt.date], events_end: int) -> None:
    """One row per line item and month: base, unit, rate, amount, amount to the cent."""
    bill = book.create_sheet("Bill")
    bill.append(("month", "item", "base", "unit", "rate", "amount EUR", "to the cent"))

    def add(month: dt.date, item: str, base: str, unit: str, rate: str) -> int:
        r = bill.max_row + 1
        bill.append((f"{month:%Y-%m}", item, f"={base}", unit, f"={rate}", f"=C{r}*E{r}", f"=ROUND(F{r},2)"))
        return r

    of_events = {key: f"Events!${key}$2:${key}${events_end}" for key in "CEFHI"}
    energy_rows: list[int] = []
    for at, month in enumerate(months):
        h = at + 2

        def rate(row: int, h: int = h) -> str:
            return f"INDEX(Rates!$B${row}:$C${row},Hours!$F${h})"

        fixed = [
            add(month, "management", f"Hours!E{h}", "month", f"{rate(12)}/12"),
            add(month, "metering", f"Hours!E{h}", "month", f"{rate(13)}/12"),
        ]
        for k, name in enumerate(CLASSES):
            own, before = f"Inputs!${'BCDEF'[k]}$9", f"-Inputs!${'BCDEF'[k - 1]}$9" if k else ""
            item = f"subscribed_power_{name}"
            fixed.append(add(month, item, f"({own}{before})*Hours!E{h}", "kW·month", f"{rate(2 + k)}/12"))
        rows = []
        for k in season_classes(month.month):
            hours, kw = f"Hours!{'IJKLM'[k]}{h}", f"Load!{'BCDEF'[k]}{h}"
            chosen = f'{of_events["F"]},Hours!A{h},{of_events["E"]},"{CLASSES[k]}"'
            base = f"({kw}*({hours}-SUMIFS({of_events['C']},{chosen})/6)+SUMIFS({of_events['I']},{chosen}))/1000"
            rows.append(add(month, f"energy_{CLASSES[k]}", base, "MWh", f"{rate(7 + k)}*10"))
        energy_rows += rows
        for k in season_classes(month.month):
            hours, kw = f"Hours!{'IJKLM'[k]}{h}", f"Load!{'BCDEF'[k]}{h}"
            chosen = f'{of_events["F"]},Hours!A{h},{of_events["E"]},"{CLASSES[k]}"'
            over = f"MAX(0,{kw}-Inputs!${'BCDEF'[k]}$9)^2"
            base = f"SQRT((6*{hours}-SUMIFS({of_events['C']},{chosen}))*{over}+SUMIFS({of_events['H']},{chosen}))"
            add(month, f"overrun_{CLASSES[k]}", base, "kW", f"{rate(14)}*{rate(2 + k)}")
        if case.levies:
            new = f"Hours!A{h}>=DATE(2026,2,1)"
            add(month, "cta", f"SUM(F{fixed[0]}:F{fixed[-1]})", "EUR", f"IF({new},5,10.11)/100")
            now = f"SUM(C{rows[0]}:C{rows[-1]})"
            before = f"({'+'.join(f'C{r}' for r in energy_rows if r < rows[0]) or 0})"
            full = f"MIN({now},MAX(0,1000-{before}))"
            add(month, "excise", full, "MWh", f"IF({new},26.58,25.79)")
            add(month, "excise_data_centre", f"{now}-{full}", "MWh", "10")
    end = bill.max_row
    bill.append(("total", None, None, None, None, f"=SUM(F2:F{end})", f"=SUM(G2:G{end})"))


def main(folder: Path = HERE) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for case in CASES:
        workbook(case).save(folder / f"{case.tariff}.xlsx")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
