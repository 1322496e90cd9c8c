"""docs/base-case.md, from what `python -m benchmarks sensitivities` kept."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd

from benchmarks.measure import RESULTS, rows_of

PAGE = Path(__file__).parents[1] / "docs" / "base-case.md"

HEAD = """# The base case, second edition

Written by `python -m benchmarks sensitivities`; do not edit. The words are in `benchmarks/base_case_page.py`.

All figures are of `scenarios/les-ulis-base.yaml` in its second edition, on {date}, unless a line names
`les-ulis-first-edition.yaml`. No figure of the first edition stands for this one: it had free opening racks, demand
that could not be declined and owed three times its price, rates of the nearest benchmark row, and no rent, fit-out,
deposit, share for sales or margin on the connection. What each assumption is and where it comes from stands in the
file and on the page *Scenario*.

## The plan

> {headline}

Every day of 20 quarters, proven within {gap:.2%}: NPV of the site {npv:,.0f} M€, of which {orders:,.0f} M€ come
with what is ordered; with no order at all it is {reference:,.0f} M€ ([what the reference is](analysts.md)). Peak
funding need {funding:,.0f} M€, internal rate of return {irr:.0%} of the site and {irr_orders:.0%} of the orders.
{served:.0%} of the demand is served, {rented:.0%} of it elsewhere; the connection is used to {used:.0%} on average
and {peak:.0%} at the most.

"""

EXPECTED = """## Against what was expected

The last paragraph of the base case's assumptions asks for six things.

- *Revenue of 8 to 20 M€ a year per megawatt in use*: {revenue}.
- *kW of site power per GPU beside 2.5 and 3.65 (NVIDIA, Rubin, provisioned) and 2.9 to 3.2 (Bruyères)*: {power}.
  These are megawatts drawn over GPUs installed, not megawatts provisioned, and part of the fleet are H200 servers
  of about 1 kW a GPU.
- *A funding need and an internal rate of return that exist*: {funding:,.0f} M€ and {irr:.0%}.
- *Some offers declined and said so*: {signed}.
- *NPV that does not fall when demand rises*: {demand_low:,.0f}, {npv3:,.0f} and {demand_high:,.0f} M€ on the low,
  base and high path of growth.
- *P10, P50 and P90 of NPV*: {range}

"""

ONE_AT_A_TIME = """## One at a time

Three days a quarter, each planned anew, gap 0.2 %. *Orders*: what the orders add to the site's value.

"""

NOTHING = """## What would have to be true for NPV = 0

Customers would have to pay {factor:.0%} of the prices assumed, in every year, contracts and GPU-hours included,
with the plan made anew for it (three days a quarter). {more}

"""


LAWS = """## Laws it holds

More to choose from never costs (`python -m benchmarks free_disposal`, {free_date}, three days a quarter, gap
{free_gap:.1%}): in {free_count} of {free_of} pairs the bound with more is above the plan with less, and the plan with
more is not worth less beyond the gap. Demand is that under no contract yet; what was signed before stays as it is.

{free_table}

No order is better with a rack more or less (`python -m benchmarks perturbations`, {rack_date}, three days a quarter,
gap {rack_gap:.1%}): each of {rack_count} orders that can be held at one rack more or less than planned, also where none
is planned, with all else planned anew. The best of them is worth {best:+.2f} M€ against the plan's {plan:,.2f} M€,
whose bound is {bound:+.2f} M€ away; the gap allows {allowed:.2f} M€.

What one more is worth is what two solves from scratch differ by (`python -m benchmarks one_more`, {worth_date}, three
days a quarter): of {worth_count} values of the base case, first and larger steps, {worth_near} lie within 5 % of that
difference, {worth_range} more have it in the range they state as proven, {worth_apart}.

"""


def laws() -> str:
    """What the three benchmarks of laws kept, as a section."""
    free, racks, one_more = (
        json.loads((RESULTS / f"{name}.json").read_text("utf-8"))
        for name in ("free_disposal", "perturbations", "one_more")
    )
    worth = next(row for row in one_more["rows"] if row["scenario"] == "les-ulis-base")
    total = racks["total"]
    table = [
        [
            row["more"],
            *(f"{row[f'npv_{side}_meur']:,.2f}" for side in ("less", "more")),
            f"{row['difference_meur']:+,.2f}",
        ]
        for row in free["rows"]
    ]
    return LAWS.format(
        free_date=free["date"][:10],
        free_gap=free["gap"],
        free_count=sum(row["holds"] and row["within_gap"] for row in free["rows"]),
        free_of=len(free["rows"]),
        free_table=rows_of(["more of", "NPV with less [M€]", "NPV with more [M€]", "difference"], table),
        worth_date=one_more["date"][:10],
        worth_count=worth["values"],
        worth_near=worth["within_5_percent"],
        worth_range=worth["in_proven_range"],
        worth_apart=f"{len(worth['apart'])} lie apart" if worth["apart"] else "none lies apart",
        rack_date=racks["date"][:10],
        rack_gap=racks["gap"],
        rack_count=len(racks["rows"]),
        best=total["best_meur"],
        plan=total["plan_meur"],
        bound=total["bound_meur"] - total["plan_meur"],
        allowed=racks["gap"] * abs(total["plan_meur"]),
    )


def stored() -> dict[str, Any]:
    """What the benchmark kept."""
    content: dict[str, Any] = json.loads((RESULTS / "sensitivities.json").read_text(encoding="utf-8"))
    return content


def _by_year(exact: dict[str, Any]) -> str:
    """Share of each workload unserved and rented by year."""
    work = pd.DataFrame(exact["work"])
    years = list(dict.fromkeys(work["year"]))
    rows = []
    for name, own in work.groupby("workload", sort=False):
        of = own.set_index("year")
        cells = [
            f"{1 - of['unserved'][y] / of['demand'][y]:.0%}"
            + (f" ({of['burst'][y] / of['demand'][y]:.0%})" if of["burst"][y] > 5e-3 * of["demand"][y] else "")
            for y in years
        ]
        rows.append([str(name), *cells])
    return rows_of(["served (of it rented)", *years], rows)


def _range(exact: dict[str, Any], figure: str, digits: int) -> str:
    rows = [row for row in exact["plausible"] if row["figure"] == figure]
    parts = [f"{row['year']} {row['value']:,.{digits}f}" for row in rows]
    unit = rows[0]["unit"] if rows else ""
    return f"{', '.join(parts)} {unit}"


def _range_of_paths(content: dict[str, Any]) -> str:
    """What the paths say of value: those planned for, and fresh ones where the plan was tried on them."""
    planned = next(row for row in content["spread"] if row["figure"] == "npv_meur")
    text = (
        f"{planned['p10']:,.0f}, {planned['p50']:,.0f} and {planned['p90']:,.0f} M€ over the twelve paths of "
        "`les-ulis-uncertain.yaml`\n  that the plan is made for (errors of rates by model and GPU, prices, demand, "
        "power price, delays)."
    )
    if "trial" not in content:
        return (
            f"{text} Do not take this for\n  a lender's range: twelve paths say little of the tails, later decisions "
            "follow the path, and where the grid is\n  late the second phase, which loses money, comes late. The plan "
            "was not tried on fresh paths for this page."
        )
    tried = content["trial"]
    return (
        f"{text} On\n  {tried['paths']:.0f} fresh paths, each following the decisions of the nearest of the twelve: "
        f"{-tried['p90_cost_meur']:,.0f}, {-tried['p50_cost_meur']:,.0f} and {-tried['p10_cost_meur']:,.0f} M€;\n"
        f"  one in twenty is below {-tried['p95_cost_meur']:,.0f} M€."
    )


def page(content: dict[str, Any]) -> str:
    """The page as text."""
    exact, rows = content["exact"], content["rows"]
    named = {row["change"]: row for row in rows}
    reference, kpis = exact["reference"], exact["kpis"]
    text = HEAD.format(
        date=content["date"][:10],
        headline=exact["headline"],
        gap=exact["gap"],
        npv=exact["npv_meur"],
        orders=reference["npv_meur"]["orders"],
        reference=reference["npv_meur"]["reference"],
        funding=kpis["peak_funding_meur"],
        irr=kpis["irr"],
        irr_orders=reference["irr"]["orders"],
        served=kpis["served_share"],
        rented=kpis["rented_share"],
        used=kpis["connection_used_share"],
        peak=kpis["connection_peak_share"],
    )
    orders = [[o["rack"], o["racks"], o["order_by"][:10], o["live_period"]] for o in exact["orders"]]
    text += rows_of(["order", "racks", "by", "live"], orders) + "\n\n"
    offers = [
        [o["offer"], o["decision"], f"{o['first_period']} to {o['last_period']}", f"{o['present_revenue_meur']:,.1f}"]
        for o in exact["offers"]
    ]
    text += rows_of(["contract", "decision", "term", "present revenue [M€]"], offers) + "\n\n"
    text += _by_year(exact) + "\n\n"
    count = exact["signed"]
    text += EXPECTED.format(
        revenue=_range(exact, "revenue per megawatt", 1),
        power=_range(exact, "site power per GPU", 2),
        funding=kpis["peak_funding_meur"],
        irr=kpis["irr"],
        signed=f"{count.get('signed now', 0)} of the 4 open lots are signed, {count.get('declined', 0)} declined",
        demand_low=named["demand grows on the low path"]["npv_meur"],
        npv3=named["none"]["npv_meur"],
        demand_high=named["demand grows on the high path"]["npv_meur"],
        range=_range_of_paths(content),
    )
    text += ONE_AT_A_TIME
    base = named["none"]["npv_meur"]
    table = [
        [
            row["change"],
            f"{row['npv_meur']:,.0f}",
            "" if row["change"] == "none" else f"{row['npv_meur'] - base:+,.0f}",
            f"{row['orders_meur']:,.0f}",
            ", ".join(f"{n} {rack.replace('_', ' ')}" for rack, n in row["racks"].items()) or "none",
            str(row["signed"].get("declined", 0)),
        ]
        for row in rows
    ]
    head = ["change", "NPV [M€]", "against base", "orders [M€]", "racks ordered", "offers declined"]
    text += rows_of(head, table) + "\n\n"
    slow = named["token prices -40% a year"]["npv_meur"]
    more = f"With token prices 40 % lower each year, instead of 30 %, it is {slow:,.0f} M€."
    return (text + NOTHING.format(factor=content["nothing_at"], more=more) + laws()).rstrip() + "\n"


def write() -> None:
    """Write the page."""
    PAGE.write_text(page(stored()), encoding="utf-8")


def main() -> None:
    """`python -m benchmarks base_case_page` writes the page again."""
    write()
