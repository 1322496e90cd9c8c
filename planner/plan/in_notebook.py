"""A plan as a notebook shows it: decision, indicators, the next orders, and how good it is proven."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from planner.plan.text import kpi_value
from planner.words import formats
from planner.words.names import kpi_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from planner.plan.plan import Plan

MOST_ORDERS = 5
LOCALE = "en"


def plan_html(plan: Plan) -> str:
    """HTML without styles of its own beyond tables; every text of the plan is escaped."""
    manifest = plan.manifest
    days = "every day" if manifest["days"] == "all" else f"{manifest['days']} days a period"
    proof = f"{str(manifest['status']).replace('_', ' ')}, gap {formats.percent(manifest['gap'], LOCALE, 2)}, {days}"
    units = dict(zip(plan.kpis["kpi"], plan.kpis["unit"], strict=True))
    figures = [
        (kpi_name(name, LOCALE), kpi_value(name, value, units[name], LOCALE))
        for name, value in manifest["kpis"].items()
    ]
    orders = [
        (
            formats.date(row["order_by"].date(), LOCALE),
            formats.number(row["racks"], 0, LOCALE),
            formats.rack_name(str(row["rack"])),
            formats.money_meur(row["cost_meur"], LOCALE),
        )
        for row in plan.orders.head(MOST_ORDERS).to_dict("records")
    ]
    parts = [f"<b>{escape(plan.title)}</b>", f"<p>{escape(plan.headline(LOCALE))}</p>", _table(("", ""), figures)]
    if orders:
        parts.append(_table(("order by", "racks", "product", "cost"), orders))
    if len(plan.orders) > MOST_ORDERS:
        parts.append(f"<p>{len(plan.orders) - MOST_ORDERS} more in plan.orders</p>")
    return "\n".join([*parts, f"<p><small>{escape(plan.run_id)} · {escape(proof)}</small></p>"])


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = ["".join(f"<td>{escape(cell)}</td>" for cell in row) for row in rows]
    top = "".join(f"<th>{escape(cell)}</th>" for cell in head) if any(head) else ""
    return "<table>" + "".join(f"<tr>{line}</tr>" for line in [top, *lines] if line) + "</table>"
