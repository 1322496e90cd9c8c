"""`planner bill LOAD.csv`: the French electricity bill of a load curve, or the versions of a tariff compared."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import math
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from planner.cli import OK
from planner.errors import ScenarioError, located

if TYPE_CHECKING:
    import pandas as pd

    from planner.billing import BillOptions, LoadCurve
    from planner.cli import Commands


def add_bill(commands: Commands, parents: list[argparse.ArgumentParser]) -> None:
    """Describe the command."""
    command = commands.add_parser("bill", parents=parents, help="work out the electricity bill of a load curve")
    command.add_argument("load", metavar="LOAD.csv", help="columns utc_timestamp, kw; steps of 10 minutes or an hour")
    command.add_argument("--tariff", required=True, help="such as turpe7-htb1-mu, turpe7-htb2-lu, turpe7-hta-cu-pf")
    command.add_argument(
        "--subscribed-kw",
        metavar="P1,P2,P3,P4,P5",
        help="subscribed power of pointe, HPH, HCH, HPB, HCB, rising (needed, but for --compare)",
    )
    command.add_argument("--compare", action="store_true", help="compare all versions of the tariff's voltage instead")
    command.add_argument("--meter", choices=("user", "grid"), default="user", help="who owns the meter (default: user)")
    command.add_argument(
        "--contract", choices=("card", "single"), default="card", help="HTA: contract of the user, or of the supplier"
    )
    command.add_argument("--excise", choices=("none", "normal", "data-centre"), default="none", help="default: none")
    command.add_argument("--excise-used-mwh", type=float, default=0.0, metavar="MWH", help="drawn before, this year")
    command.add_argument("--cta", action="store_true", help="add the CTA")
    command.add_argument("--capacity-mw", type=float, metavar="MW", help="add the capacity obligation, for so many MW")
    command.add_argument(
        "--guarantees-of-origin", type=float, default=0.0, metavar="SHARE", help="0 to 1 of all energy"
    )
    command.add_argument("--vnu", action="store_true", help="add the nuclear universal payment")
    command.add_argument("--mobile-peak-days", default="", metavar="D1,D2", help="signalled days, as 2027-01-13")
    command.add_argument("--hours", metavar="FILE.csv", help="hours of the tariff classes in place of the usual ones")
    command.add_argument("--any-size", action="store_true", help="do not check whether kW and MW were mixed up")


def bill(args: argparse.Namespace) -> int:
    """Print the bill: JSON with one object per line and month, or a table by item."""
    from planner import billing as engine

    options = _options(args)
    tariff = engine.tariff_named(args.tariff)
    if args.compare:
        given = _powers(args.subscribed_kw) if args.subscribed_kw else None
        found = engine.compare_versions(engine.load_curve(args.load), tariff.domain, given, options)
        print(
            _json(found)
            if args.json
            else found.drop(columns="flag").to_string(index=False, float_format="{:,.2f}".format)
        )
        _say(sorted({str(flag) for flag in found["flag"] if flag}))
        return OK
    if args.subscribed_kw is None:
        hint = "give five powers such as 8000,8000,9000,9500,10000, or --compare to have them chosen."
        raise ScenarioError(located("--subscribed-kw", "it is missing.", hint))
    powers = _powers(args.subscribed_kw)
    load = engine.load_curve(args.load)
    rows = engine.bill(load, tariff.name, powers, options)
    print(_json(rows) if args.json else _text(rows))
    _say(_notes(load, rows))
    return OK


def _options(args: argparse.Namespace) -> BillOptions:
    from planner.billing.bill import BillOptions
    from planner.billing.hours import read_hours

    try:
        days = tuple(dt.date.fromisoformat(day.strip()) for day in args.mobile_peak_days.split(",") if day.strip())
    except ValueError as error:
        raise ScenarioError(located("--mobile-peak-days", f"{error}.", "write days like 2027-01-13.")) from None
    return BillOptions(
        meter=args.meter,
        contract=args.contract,
        excise=args.excise,
        excise_used_mwh=args.excise_used_mwh,
        cta=args.cta,
        capacity_mw=args.capacity_mw,
        guarantees_of_origin=args.guarantees_of_origin,
        vnu=args.vnu,
        mobile_peak_days=days,
        hours=read_hours(Path(args.hours)) if args.hours else None,
        check_size=not args.any_size,
    )


def _powers(text: str) -> list[float]:
    powers = []
    for part in text.split(","):
        try:
            powers.append(float(part))
        except ValueError:
            problem = f'"{part.strip()}" is not a number.'
            raise ScenarioError(
                located("--subscribed-kw", problem, "write kW such as 8000,8000,9000,9500,10000.")
            ) from None
    return powers


def _json(table: pd.DataFrame) -> str:
    """One object per row; what was not found is null."""
    rows: list[dict[str, Any]] = [
        {str(key): None if isinstance(value, float) and math.isnan(value) else value for key, value in row.items()}
        for row in table.to_dict("records")
    ]
    return json.dumps(rows, ensure_ascii=False, indent=1)


def _text(rows: pd.DataFrame) -> str:
    from planner.billing import by_item

    table = by_item(rows)[["base", "unit", "amount_eur"]]
    shown = table.to_string(formatters={"base": "{:,.3f}".format, "amount_eur": "{:,.2f}".format})
    months = rows["month"].unique()
    total = rows["amount_eur"].sum()
    return f"{months[0]} to {months[-1]}, all months added up (--json gives each)\n\n{shown}\n\ntotal {total:,.2f} EUR"


def _notes(load: LoadCurve, rows: pd.DataFrame) -> list[str]:
    """What was assumed or not found, each once with the items it concerns; and days covered in part."""
    flagged = rows[rows["flag"] != ""]
    items: dict[str, list[str]] = {}
    for flag, item in zip(flagged["flag"], flagged["item"], strict=True):
        for one in str(flag).split("; "):
            names = items.setdefault(one, [])
            if item not in names:
                names.append(str(item))
    notes = [f"{flag} ({', '.join(names)})" for flag, names in items.items()]
    return notes + [f"{day} is covered in part and counts as a day" for day in load.clock.partial_days]


def _say(notes: list[str]) -> None:
    for note in notes:
        print(f"! {note}", file=sys.stderr)
