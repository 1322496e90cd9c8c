"""Infrastructure and carbon in a report: megawatts, the bill, racks at work, electrons, tonnes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.charts.energy.electrons import electrons_data
from planner.charts.energy.power import power_data
from planner.charts.fleet import fleet_data
from planner.charts.spans import years
from planner.plan.money.excise import least_share
from planner.plan.studies.carbon import carbon_of
from planner.report.parts import Table
from planner.words import formats, say
from planner.words.names import bill_item_name, or_as_it_is, tokens_text, workload_name

if TYPE_CHECKING:
    import pandas as pd

    from planner.plan.plan import Plan

POWER = {
    "average": "average_mw", "it": "it_mw", "cooling": "cooling_mw", "losses": "losses_mw", "peak hour": "peak_mw",
    "subscribed": "subscribed_mw", "connection": "connection_mw", "room": "room_mw",
}  # fmt: skip
CARBON = {
    "co2 location": "location_t", "co2 market": "market_t", "embodied racks": "embodied_racks_t",
    "embodied building": "embodied_building_t", "water m3": "water_m3", "carbon energy": "energy_mwh",
}  # fmt: skip
CARBON_SHARES = {"covered": "covered_share", "matched": "matched_share", "carbon free": "carbon_free_share"}
EUR_PER_MEUR = 1e6
LEAST_EUR = 500.0


def power(plan: Plan, locale: str) -> Table:
    """The megawatts of each period, and the least room to the connection in any of its hours."""
    data = power_data(plan).assign(room_mw=plan.power["headroom_to_connection_mw"].to_numpy())
    rows = tuple(
        (formats.period_name(row["period"], locale), *(formats.number(row[c], 2, locale) for c in POWER.values()))
        for row in data.to_dict("records")
    )
    head = (say("period", locale), *(say(name, locale) for name in POWER))
    return Table(say("power table", locale), head, rows, numeric=frozenset(range(1, len(head))))


def fleet(plan: Plan, locale: str) -> Table:
    """Racks installed by product and the GPUs they hold, a row for each period in which they change."""
    data = fleet_data(plan)
    racks = list(dict.fromkeys(data["rack"].astype(str)))
    installed = data.pivot_table(index="period", columns="rack", values="installed_racks", aggfunc="sum", observed=True)
    gpus = data.groupby("period", observed=True)["gpus"].sum()
    moved = installed.ne(installed.shift()).any(axis=1)
    rows = tuple(
        (
            formats.period_name(str(period), locale),
            *(formats.number(float(installed.loc[period, rack]), 0, locale) for rack in racks),
            formats.number(float(gpus.loc[period]), 0, locale),
        )
        for period in installed.index[moved]
    )
    last = data.loc[data["period"] == data["period"].iloc[-1]].groupby("rack", observed=True)["gpus"].sum()
    shares = [float(last.get(rack, 0.0)) / max(float(last.sum()), 1e-9) for rack in racks]
    total = (say("gpus at end", locale), *(formats.percent(share, locale) for share in shares), "")
    head = (say("from when", locale), *(formats.rack_name(rack) for rack in racks), "GPU")
    return Table(say("fleet table", locale), head, rows, numeric=frozenset(range(1, len(head))), total=total)


def bill(plan: Plan, locale: str) -> Table:
    """The electricity bill by line and calendar year [M€], and what a line costs per MWh; lines of nothing left out."""
    table = plan.bill.assign(year=plan.bill["month"].astype(str).str[:4])
    wide = table.pivot_table(index="item", columns="year", values="amount_eur", aggfunc="sum", sort=False).fillna(0.0)
    wide = wide.reindex(columns=sorted(wide.columns))
    energy = float(plan.power["energy_mwh"].sum())

    def row(name: str, values: pd.Series) -> tuple[str, ...]:
        total = float(values.sum())
        amounts = (*(float(v) / EUR_PER_MEUR for v in values), total / EUR_PER_MEUR)
        per_mwh = total / energy if energy else float("nan")
        return name, *(formats.number(v, 2, locale) for v in amounts), formats.number(per_mwh, 2, locale)

    lines = wide.loc[wide.abs().sum(axis=1) >= LEAST_EUR]
    rows = tuple(row(bill_item_name(str(item), locale), values) for item, values in lines.iterrows())
    head = (say("line item", locale), *map(str, wide.columns), say("horizon", locale), "€/MWh")
    total = row(say("total", locale), wide.sum(axis=0)) if len(wide) else ()
    return Table(say("bill by year", locale), head, rows, numeric=frozenset(range(1, len(head))), total=total)


def excise(plan: Plan, locale: str) -> Table:
    """Whether the activity is electro-sensitive, by year: an excise in theory over value added, and its least share."""
    least = formats.percent(least_share(), locale, 2)
    rows = tuple(
        (
            str(row["year"]),
            formats.number(row["energy_mwh"], 0, locale),
            formats.plain(row["theoretical_excise_meur"] * EUR_PER_MEUR / row["energy_mwh"], 2, locale),
            formats.number(row["value_added_meur"], 1, locale),
            formats.percent(row["share_of_value_added"], locale, 2),
            least,
        )
        for row in plan.excise_test().to_dict("records")
        if row["energy_mwh"] > 0
    )
    head = ("year", "energy of it", "excise in theory", "value added", "share", "least share")
    caption = say("excise test", locale)
    return Table(caption, tuple(say(name, locale) for name in head), rows, numeric=frozenset(range(1, len(head))))


def racks_at_work(plan: Plan, locale: str) -> Table:
    """Every rack product with every workload it serves: work, energy, tokens a kWh, how the throughput is known."""
    data = plan.rack_efficiency
    keys = ["rack", "workload"]
    data = data.assign(weighted=data["tokens_per_kwh_it"] * data["serving_mwh_it"])
    sums = data.groupby(keys, sort=False, observed=True)[["mtokens", "serving_mwh_it", "weighted"]].sum().reset_index()
    basis = data.groupby(keys, observed=True)["basis"].agg(lambda own: ", ".join(sorted({str(one) for one in own})))
    rows = tuple(
        (
            formats.rack_name(str(row["rack"])),
            workload_name(str(row["workload"]), locale),
            tokens_text(row["mtokens"], locale),
            formats.number(row["serving_mwh_it"], 0, locale),
            formats.significant(row["weighted"] / row["serving_mwh_it"], 3, locale)
            if row["serving_mwh_it"]
            else formats.MISSING,
            ", ".join(
                or_as_it_is(f"basis {one}", one, locale) for one in str(basis[row["rack"], row["workload"]]).split(", ")
            ),
        )
        for row in sums.loc[sums["mtokens"] > 0].to_dict("records")
    )
    head = tuple(say(name, locale) for name in ("rack", "workload", "work done", "energy of it", "per kwh it", "basis"))
    return Table(say("racks at work caption", locale), head, rows, numeric=frozenset({2, 3, 4}))


def electrons(plan: Plan, locale: str) -> Table:
    """Where each MWh goes and what it serves."""
    rows = tuple(
        (
            _stage(str(row["stage"]), locale),
            workload_name(row["to"], locale) if row["workload"] else _stage(str(row["to"]), locale),
            formats.number(row["mwh"], 0, locale),
            formats.percent(row["share_of_grid"], locale, 1),
            _work(row["served_here"], str(row["unit"]), locale) if row["workload"] else "",
        )
        for row in electrons_data(plan).to_dict("records")
    )
    head = (say("from", locale), say("to", locale), "MWh", say("share of grid", locale), say("serves", locale))
    return Table(say("electrons table", locale), head, rows, numeric=frozenset({2, 3, 4}))


def _stage(name: str, locale: str) -> str:
    name = {"idle": "idle only", "losses": "electrical losses"}.get(name, name)
    return or_as_it_is(name, name, locale)


def _work(amount: float, unit: str, locale: str) -> str:
    if unit == "Mtokens":
        return tokens_text(amount, locale)
    return f"{formats.significant(amount / 1e3, 3, locale)}{formats.NO_BREAK}kGPU-h"


def carbon(plan: Plan, table: pd.DataFrame, locale: str) -> Table:
    """Tonnes, water and carbon-free shares by calendar year; `table` is `carbon_table` of the plan."""
    spans = years(plan.periods)
    sums = [carbon_of(table, span) for span in spans]
    rows = [
        (say(word, locale), say(f"unit of {name}", locale), *(formats.number(one[name], 0, locale) for one in sums))
        for word, name in CARBON.items()
    ]
    rows += [
        (say(word, locale), "", *(formats.percent(one[name], locale, 1) for one in sums))
        for word, name in CARBON_SHARES.items()
    ]
    head = (say("figure", locale), say("unit", locale), *spans)
    return Table(say("carbon by year", locale), head, tuple(rows), numeric=frozenset(range(2, len(head))))
