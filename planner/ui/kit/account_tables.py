"""Tables of the pages on bill and carbon as people read them; no Streamlit here."""

from __future__ import annotations

import pandas as pd

from planner.plan.studies import bill_views
from planner.ui.kit.cards import Card
from planner.words import formats, say
from planner.words.names import bill_item_name, or_as_it_is, text_to_file

NB = formats.NO_BREAK
SMALLEST_EUR = 0.5
LARGE = 100.0
SHARES = frozenset({"ERF", "REF", "24/7 score", "Carbon-free grid"})


def bill_table(rows: pd.DataFrame, locale: str) -> pd.DataFrame:
    """The year by line item with its total; lines of nothing are left out, lines without a level say so."""
    table = bill_views.by_item(rows)
    shown = table.loc[(table["amount_eur"].abs() >= SMALLEST_EUR) | (table["omitted"] > 0)]
    names = [bill_item_name(str(item), locale) for item in shown["item"]]
    amounts = [
        say("level unknown", locale)
        if omitted and abs(amount) < SMALLEST_EUR
        else formats.number(amount / 1e3, 1, locale)
        for amount, omitted in zip(shown["amount_eur"], shown["omitted"], strict=True)
    ]
    each = [formats.number(float(value), 2, locale) for value in shown["eur_per_mwh"]]
    totals = (float(table["amount_eur"].sum()) / 1e3, float(table["eur_per_mwh"].sum()))
    return pd.DataFrame(
        {
            say("line", locale): [*names, say("total", locale)],
            "k€": [*amounts, formats.number(totals[0], 1, locale)],
            "€/MWh": [*each, formats.number(totals[1], 2, locale)],
        }
    )


def against_plan(rows: pd.DataFrame, paid_eur: float, locale: str) -> str:
    """How the bill differs from what the plan's accounts hold for electricity."""
    difference = float(rows["amount_eur"].sum()) - paid_eur
    sign = "+" if difference >= 0 else "-"
    return say(
        "against plan",
        locale,
        paid=formats.money_meur(paid_eur / 1e6, locale, 2),
        difference=f"{sign}{formats.number(abs(difference) / 1e3, 0, locale)}{NB}k€",
    )


def versions_table(table: pd.DataFrame, locale: str) -> pd.DataFrame:
    """Versions of the tariff, the cheapest first, the one planned with marked, and the plan's own subscribed power."""
    planned = set(table.loc[table["basis"] == "plan", "tariff"])
    names = []
    for tariff, basis in zip(table["tariff"], table["basis"], strict=True):
        mark = say("as subscribed", locale) if basis == "plan" else say("ours", locale) if tariff in planned else ""
        names.append(str(tariff).removeprefix("turpe7-").upper() + (f" · {mark}" if mark else ""))
    columns = {"fixed_eur": "fixed", "energy_eur": "by energy", "overrun_eur": "overrun", "total_eur": "total"}
    shown: dict[str, list[str]] = {say("version", locale): names}
    for column, word in columns.items():
        shown[f"{say(word, locale)}, k€"] = [formats.number(float(v) / 1e3, 0, locale) for v in table[column]]
    shown["€/MWh"] = [formats.number(float(v), 2, locale) for v in table["eur_per_mwh"]]
    return pd.DataFrame(shown)


def contracts_of(contracts: pd.DataFrame | None, year: str) -> pd.DataFrame:
    """The contracts of a year, as the plan holds them; empty where there is none."""
    if contracts is None or contracts.empty:
        return pd.DataFrame()
    return contracts.loc[contracts["period"].astype(str).str.partition("-")[0] == year]


def contracts_table(own: pd.DataFrame, locale: str) -> pd.DataFrame:
    """Contracts of a year by period: MW, MWh, strike and spot, the gain against spot, before prepayments."""
    columns = {"mw": ("MW", 2), "energy_mwh": ("MWh", 0), "strike_eur_per_mwh": ("strike", 2)}
    columns |= {"spot_eur_per_mwh": ("spot then", 2)}
    shown = {
        say("contract", locale): [str(name).replace("-", " ").replace("_", " ") for name in own["contract"]],
        say("period", locale): [formats.period_name(str(name), locale) for name in own["period"]],
    }
    for column, (word, digits) in columns.items():
        shown[or_as_it_is(word, word, locale)] = [formats.number(float(v), digits, locale) for v in own[column]]
    shown[say("against spot", locale)] = [formats.number(-1e3 * float(v), 0, locale) for v in own["settlement_meur"]]
    return pd.DataFrame(shown)


def support_table(own: pd.DataFrame, locale: str) -> pd.DataFrame:
    """Products of grid support of a year by period: mean and highest MW, price, what they earn."""
    columns = {"mean_mw": ("mean mw", 2), "highest_mw": ("highest mw", 2), "price_eur_per_mw_h": ("€/MW/h", 2)}
    shown = {
        say("product", locale): [str(name).replace("-", " ").replace("_", " ") for name in own["product"]],
        say("period", locale): [formats.period_name(str(name), locale) for name in own["period"]],
    }
    for column, (word, digits) in columns.items():
        shown[or_as_it_is(word, word, locale)] = [formats.number(float(v), digits, locale) for v in own[column]]
    shown["k€"] = [formats.number(float(v) * 1e3, 1, locale) for v in own["revenue_meur"]]
    return pd.DataFrame(shown)


def carbon_cards(sums: dict[str, float], report: pd.DataFrame, price_eur_per_t: float, locale: str) -> list[Card]:
    """Tonnes by location and contract, grid share, PUE with WUE, what the tonnes would cost at the reported price."""
    kpi = report.set_index("kpi")["value"]
    tonnes = [f"{formats.number(sums[name], 0, locale)}{NB}t" for name in ("location_t", "market_t")]
    embodied = sums["embodied_racks_t"] + sums["embodied_building_t"]
    cost = f"{formats.number(sums['cost_location_meur'] * 1e3, 0, locale)}{NB}k€"
    price = f"{formats.number(price_eur_per_t, 0, locale)}{NB}€/t"
    water = f"WUE {formats.number(float(kpi['WUE']), 3, locale)}{NB}l/kWh"
    return [
        Card(say("co2 location", locale), tonnes[0]),
        Card(say("co2 market", locale), tonnes[1]),
        Card(say("co2 embodied", locale), f"{formats.number(embodied, 0, locale)}{NB}t"),
        Card(say("grid free", locale), formats.percent(sums["grid_carbon_free_share"], locale)),
        Card("PUE", formats.number(float(kpi["PUE"]), 3, locale), water),
        Card(say("co2 cost", locale), cost, say("at price", locale, price=price)),
    ]


def conditions_table(conditions: pd.DataFrame, locale: str) -> pd.DataFrame:
    """Conditions with their state; value and limit where there are any."""
    values = []
    for row in conditions.itertuples():
        number, limit = (_figure(float(str(value)), locale) for value in (row.value, row.limit))
        unit = "" if row.unit == "PUE" else f"{NB}{row.unit}"
        bound = say("limit unknown", locale) if limit == formats.MISSING else f"{limit}{unit}"
        values.append("" if number == formats.MISSING else f"{number} / {bound}")
    return pd.DataFrame(
        {
            say("condition", locale): [
                or_as_it_is(f"condition {name}", str(name), locale) for name in conditions["condition"]
            ],
            say("state", locale): [or_as_it_is(f"state {name}", str(name), locale) for name in conditions["state"]],
            say("value and limit", locale): values,
        }
    )


def _figure(value: float, locale: str) -> str:
    """Large figures whole, small ones with up to three decimals, a dash where there is none."""
    return formats.number(value, 0, locale) if abs(value) >= LARGE else formats.plain(value, 3, locale)


TEXTS = ("formula", "inputs", "article")


def report_table(report: pd.DataFrame, locale: str) -> pd.DataFrame:
    """The regulator's figures; what a plan cannot give is a dash with its reason under inputs."""
    values = []
    for kpi, value in zip(report["kpi"], report["value"], strict=True):
        if kpi in SHARES:
            values.append(formats.percent(float(value), locale, 1))
        else:
            values.append(_figure(float(value), locale))
    units = ["" if unit == "1" else text_to_file(unit, locale) for unit in report["unit"]]
    texts = {name: [text_to_file(text, locale) for text in report[name]] for name in ("kpi", *TEXTS)}
    return pd.DataFrame(
        {
            say("figure", locale): texts["kpi"],
            say("value", locale): values,
            say("unit", locale): units,
            **{say(name, locale): texts[name] for name in TEXTS},
        }
    )
