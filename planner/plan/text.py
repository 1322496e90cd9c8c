"""Tables as plain text, for the command line."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from planner.plan.accounts.ledger import ledger_of, peak_funding_eur
from planner.plan.money.cash_flow import EUR_PER_MEUR
from planner.plan.money.reference import figure_of
from planner.words import formats, say
from planner.words.names import kpi_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from planner.plan.plan import Plan
    from planner.plan.several.portfolio import PortfolioPlan
    from planner.plan.several.uncertain import UncertainPlan

SHARES = frozenset(
    {
        "connection_used_share", "connection_peak_share", "served_share", "irr", "exposed_share", "sold_back_share",
        "rented_share", "declined_share", "throttled_share",
    }
)  # fmt: skip

LARGE_MEUR = 100.0


def number_text(kpi: str, value: float | None, locale: str) -> str:
    """An indicator without its unit, for tables that name the unit once."""
    if kpi in SHARES:
        return formats.percent(value, locale, 1)
    if kpi == "pue":
        return formats.number(value, 3, locale)
    if kpi.endswith("_meur"):
        return formats.number(value, 1, locale)
    return formats.significant(value, 3, locale)


def kpi_value(kpi: str, value: float | None, unit: str, locale: str = "en") -> str:
    """An indicator with its unit, in its usual number of figures."""
    if value is None or value != value:
        return formats.MISSING
    if kpi in SHARES:
        return formats.percent(value, locale, 1)
    if unit == "MEUR":
        return formats.money_meur(value, locale)
    shown = formats.significant(value, 3, locale)
    shown_unit = unit.replace("EUR", "€")
    return shown if unit == "1" else f"{shown}{formats.NO_BREAK}{shown_unit}"


def kpi_lines(plan: Plan, locale: str = "en") -> list[str]:
    """The headline indicators, one a line."""
    units = dict(zip(plan.kpis["kpi"], plan.kpis["unit"], strict=True))
    rows = [
        (kpi_name(name, locale), kpi_value(name, value, units[name], locale))
        for name, value in plan.manifest["kpis"].items()
    ]
    by_month = peak_funding_eur(ledger_of(plan)) / EUR_PER_MEUR
    rows.append((say("peak funding by month", locale), formats.money_meur(by_month, locale)))
    if len(plan.reference):
        orders_meur = figure_of(plan.reference, "npv_meur", "orders")
        rows.append((say("value of the orders", locale), formats.money_meur(orders_meur, locale)))
    return columns(rows, right=(1,))


def money_text(meur: float | None, locale: str = "en") -> str:
    """An amount without decimals where it is large."""
    return formats.money_meur(meur, locale, 0 if meur is not None and abs(meur) >= LARGE_MEUR else 1)


def portfolio_lines(plan: PortfolioPlan, locale: str = "en") -> list[str]:
    """A line for every site and one for all: connection at the end, racks ordered, net present value."""
    rows: list[tuple[str, float, float, float]] = []
    for name, site in plan.sites.items():
        mw, racks = float(site.power["connection_mw"].iloc[-1]), float(site.orders["racks"].sum())
        rows.append((name, mw, racks, float(site.manifest["kpis"].get("npv_meur", 0.0))))
    rows.append(("all", sum(row[1] for row in rows), sum(row[2] for row in rows), sum(row[3] for row in rows)))

    def number(value: float, unit: str) -> str:
        return f"{formats.number(value, 0, locale)}{formats.NO_BREAK}{unit}"

    shown = [
        (name, number(mw, "MW"), number(racks, "racks"), formats.money_meur(npv, locale))
        for name, mw, racks, npv in rows
    ]
    return columns(shown, right=(1, 2, 3))


def uncertain_lines(plan: UncertainPlan, locale: str = "en") -> list[str]:
    """What the plan costs across its paths and what not knowing costs; then the common orders."""
    figures = [*zip(plan.costs["figure"], plan.costs["cost_meur"], strict=True)]
    figures += [*zip(plan.worth["figure"], plan.worth["meur"], strict=True)]
    lines = columns([(str(name), formats.money_meur(float(meur), locale)) for name, meur in figures], right=(1,))
    orders = [(str(row.order_period), f"{row.racks} {row.rack}", str(row.kind)) for row in plan.orders.itertuples()]
    return [*lines, "", *columns(orders), *_spread_lines(plan, locale), "", *measurement_lines(plan, locale)]


def _spread_lines(plan: UncertainPlan, locale: str) -> list[str]:
    """P10, P50 and P90 over the paths: value, cost of tokens, racks ordered."""
    if plan.spread.empty:
        return []
    rows = [
        (
            say(f"spread {row['figure']}", locale),
            formats.rack_name(str(row["rack"])),
            *(spread_figure(str(row["unit"]), float(row[share]), locale) for share in ("p10", "p50", "p90")),
        )
        for row in plan.spread.to_dict("records")
    ]
    return ["", *columns([("", "", "P10", "P50", "P90"), *rows], right=(2, 3, 4))]


def spread_figure(unit: str, value: float, locale: str) -> str:
    """A figure of the spread with its unit."""
    if unit == "MEUR":
        return formats.money_meur(value, locale)
    return formats.number(value, 0 if unit == "racks" else 2, locale)


def measurement_lines(plan: UncertainPlan, locale: str) -> list[str]:
    """Which measurement first, the most valuable at the top; else why there is no list, and how to get one."""
    rows = [
        (f"{row['model']} · {formats.rack_name(row['rack'])}", formats.money_meur(row["value_meur"], locale, 2))
        for row in plan.measurements.to_dict("records")
    ]
    if not rows:
        return [no_measurements(plan, locale)]
    return [say("measure first", locale), *columns(rows, right=(1,))]


def no_measurements(plan: UncertainPlan, locale: str) -> str:
    """Why a plan for paths has no list of measurements, and how to get it; empty where it has one."""
    if plan.measured_first == "listed":
        return ""
    return say(f"measure first, {plan.measured_first}", locale, run=plan.run_id)


def width(text: str) -> int:
    """Columns that a text takes on a terminal."""
    return sum(0 if unicodedata.combining(sign) else 1 for sign in text)


def columns(rows: Sequence[Sequence[str]], right: Sequence[int] = ()) -> list[str]:
    """Rows of text aligned in columns, two spaces apart; columns in `right` end at the same place."""
    if not rows:
        return []
    widths = [max(width(row[c]) for row in rows) for c in range(len(rows[0]))]

    def cell(text: str, column: int) -> str:
        space = " " * (widths[column] - width(text))
        return space + text if column in right else text + space

    return ["  ".join(cell(text, c) for c, text in enumerate(row)).rstrip() for row in rows]
