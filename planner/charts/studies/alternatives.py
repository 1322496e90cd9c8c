"""What nearly won, and why a rack is not bought: sentences first, then tables and the ranges as bars."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import plotly.graph_objects as go

from planner.charts import theme
from planner.charts.studies.what_if import signed
from planner.words import formats, has, say

if TYPE_CHECKING:
    from collections.abc import Mapping

    Tables = Mapping[Any, pd.DataFrame]  # by the names under which they are kept with a run

SMALL_MEUR = 1e-3
BAR_PX, MARGIN_PX = 34, 90


def _share(value: float, locale: str) -> str:
    return formats.percent(value, locale, 0 if round(100 * value, 2) == round(100 * value) else 2)


def near_note(tables: Tables, locale: str = "en") -> str:
    """What the shares count against, and on which days all stands."""
    about = tables["near_about"].iloc[0]
    days = str(about["days"])
    key = "near note cost" if about["minimised"] else "near note"
    text = say(
        key,
        locale,
        share=_share(float(about["within"]), locale),
        value=formats.money_meur(float(about["value_meur"]), locale),
        room=formats.money_meur(float(about["within"]) * abs(float(about["value_meur"])), locale, 2),
        days=say({"all": "near all days", "1": "near one day"}.get(days, "near few days"), locale, days=days),
        gap=_share(float(about["gap"]), locale),
    )
    return text if about["whole"] else f"{text} {say('near stopped', locale)}"


def near_sentences(tables: Tables, locale: str = "en") -> list[str]:
    """What is in every good plan, how many racks of each product, when they are first ordered, what else is good."""
    ranges, share = tables["near_ranges"], _share(float(tables["near_about"]["within"].iloc[0]), locale)
    racks = ranges.loc[ranges["kind"] == "racks"].to_dict("records")
    shown = [row for row in racks if row["most_proven"] > 0]
    never = [formats.rack_name(str(row["rack"])) for row in racks if row["most_proven"] == 0]
    texts = [_sure(ranges, share, locale)]
    if shown:
        texts.append(say("near ranges", locale, share=share, ranges=", ".join(_range(row, locale) for row in shown)))
    if never:
        texts.append(say("near never", locale, share=share, racks=", ".join(never)))
    texts += [_first(row, locale) for row in tables["near_first_orders"].to_dict("records")]
    return [*texts, *_farthest(tables, locale)]


def _sure(ranges: pd.DataFrame, share: str, locale: str) -> str:
    orders = ranges.loc[ranges["kind"] == "order"]
    sure = orders.loc[orders["least_proven"] > 0]
    if orders.empty:
        return say("near sure nothing", locale)
    if sure.empty:
        return say("near sure none", locale, all=len(orders), share=share)
    texts = [
        say(
            "near sure order",
            locale,
            least=row["least_proven"],
            best=row["best"],
            rack=formats.rack_name(str(row["rack"])),
            period=formats.period_name(str(row["period"]), locale),
        )
        for row in sure.to_dict("records")
    ]
    return say("near sure", locale, sure=len(sure), all=len(orders), share=share, orders=", ".join(texts))


def _range(row: Mapping[Any, Any], locale: str) -> str:
    """Racks of a product: what plans reach, which is sure to be possible."""
    key = "near range one" if row["least_reached"] == row["most_reached"] else "near range"
    rack = formats.rack_name(str(row["rack"]))
    return say(key, locale, rack=rack, least=row["least_reached"], most=row["most_reached"])


def _first(row: Mapping[Any, Any], locale: str) -> str:
    earliest, latest = str(row["earliest_reached"]), str(row["latest_reached"])
    key = "near first open" if not latest else "near first same" if earliest == latest else "near first"
    first, last = (formats.period_name(period, locale) for period in (earliest, latest))
    return say(key, locale, rack=formats.rack_name(str(row["rack"])), earliest=first, latest=last)


def _farthest(tables: Tables, locale: str) -> list[str]:
    """Of each share, the plan that differs most."""
    plans, texts = tables["near_plans"], []
    key = "near farthest cost" if tables["near_about"]["minimised"].iloc[0] else "near farthest"
    for share, own in plans.groupby("within", sort=True):
        first = own.iloc[0]
        texts.append(
            say(
                key,
                locale,
                share=_share(float(str(share)), locale),
                racks=int(first["moved_racks"]),
                months=formats.significant(float(first["moved_mw_months"]), 2, locale),
                loss=formats.money_meur(float(first["loss_meur"]), locale, 2),
            )
        )
    if plans.empty:
        share_text = _share(float(tables["near_about"]["within"].iloc[0]), locale)
        texts.append(say("near alone", locale, share=share_text))
    return texts


def ranges_shown(tables: Tables, locale: str = "en") -> pd.DataFrame:
    """A row per product and per order of the best plan; an end that is proven otherwise than reached says so."""
    rows = [
        {
            say("near what", locale): _thing(row, locale),
            say("near best", locale): str(row["best"]),
            say("near least", locale): _end(row["least_reached"], row["least_proven"], locale),
            say("near most", locale): _end(row["most_reached"], row["most_proven"], locale),
        }
        for row in tables["near_ranges"].to_dict("records")
    ]
    return pd.DataFrame(rows)


def _thing(row: Mapping[Any, Any], locale: str) -> str:
    rack, period = formats.rack_name(str(row["rack"])), str(row["period"])
    return f"{rack} {formats.period_name(period, locale)}" if period else rack


def _end(reached: int, proven: int, locale: str) -> str:
    return str(reached) if reached == proven else f"{reached} ({say('near proven', locale, proven=proven)})"


def plans_shown(tables: Tables, locale: str = "en") -> pd.DataFrame:
    """A row per plan: what it loses, how many racks it moves, what it orders; the best plan first."""
    plans = tables["near_plans"]
    names = ("near within", "near loss", "near moved", "near orders")
    head = [say(name, locale) for name in names]
    rows = []
    for number, ((share, _), own) in enumerate(plans.groupby(["within", "plan"], sort=True)):
        if not number:
            rows.append([say("near best", locale), "", "", _orders(own, "racks_best", locale)])
        loss = formats.money_meur(float(own["loss_meur"].iloc[0]), locale, 2)
        rows.append(
            [_share(float(str(share)), locale), loss, str(own["moved_racks"].iloc[0]), _orders(own, "racks", locale)]
        )
    return pd.DataFrame(rows, columns=head)


def _orders(own: pd.DataFrame, column: str, locale: str) -> str:
    return ", ".join(
        say(
            "near batch",
            locale,
            racks=row[column],
            rack=formats.rack_name(str(row["rack"])),
            period=formats.period_name(str(row["period"]), locale),
        )
        for row in own.to_dict("records")
        if row[column]
    )


def racks_shown(tables: Tables, locale: str = "en") -> pd.DataFrame:
    """A row per product of the scenario: its price, the two prices that decide, and a sentence."""
    rows = [
        {
            say("near rack", locale): formats.rack_name(str(row["rack"])),
            say("near why", locale): why_text(row, locale),
            say("near price", locale): _dollars(float(row["price_usd"]), locale),
            say("near ordered to", locale): _price(row, "surely_to", locale),
            say("near not from", locale): _price(row, "never_from", locale),
        }
        for row in tables["near_racks"].to_dict("records")
    ]
    return pd.DataFrame(rows)


def why_text(row: Mapping[Any, Any], locale: str = "en") -> str:
    """Why a product is ordered, or not, or cannot be."""
    loss, racks = float(row["loss_meur"]), row["ordered"]
    if row["reason"]:
        limits = [_limit(name, locale) for name in str(row["limits"]).split()]
        return say(f"near {row['reason']}", locale, limits=", ".join(limits))
    if racks:
        key = "near kept" if loss == loss else "near kept always"
        return say(key, locale, racks=racks, loss=formats.money_meur(loss, locale, 2))
    key = "near left" if loss > SMALL_MEUR else "near left even"
    return say(key, locale, loss=formats.money_meur(loss, locale, 2))


def _limit(name: str, locale: str) -> str:
    key = f"no plan limit {name}"
    return say(key, locale) if has(key) else name


def _dollars(usd: float, locale: str) -> str:
    return say("near dollars", locale, millions=formats.plain(usd / 1e6, 3, locale)) if usd == usd else formats.MISSING


def _price(row: Mapping[Any, Any], name: str, locale: str) -> str:
    """A price and how far it is from that of the scenario; a dash where none is shown or proven."""
    usd = float(row[f"{name}_usd"])
    if usd != usd:
        return formats.MISSING
    change = f"{signed(100 * (float(row[name]) - 1), 0, locale)}{formats.NO_BREAK}%"
    return say("near change", locale, price=_dollars(usd, locale), change=change)


def ranges_chart(tables: Tables, locale: str = "en") -> go.Figure:
    """A bar per product from the fewest to the most racks reached; thin what is not excluded, a mark the best plan."""
    ranges = tables["near_ranges"]
    rows = ranges.loc[(ranges["kind"] == "racks") & (ranges["most_proven"] > 0)]
    names = [formats.rack_name(str(rack)) for rack in rows["rack"]]
    chart = theme.figure(locale, MARGIN_PX + BAR_PX * max(1, len(names)), barmode="overlay", hovermode="closest")
    for key, low, high, width, colour in (
        ("near not excluded", "least_proven", "most_proven", 0.12, theme.VERMILION),
        ("near reached", "least_reached", "most_reached", 0.5, theme.BLUE),
    ):
        chart.add_bar(
            orientation="h", y=names, base=rows[low].tolist(), x=(rows[high] - rows[low]).tolist(), width=width,
            name=say(key, locale), marker={"color": colour},
            customdata=rows[[low, high]].to_numpy(),
            hovertemplate="%{y}: %{customdata[0]}–%{customdata[1]}<extra></extra>",
        )  # fmt: skip
    chart.add_scatter(
        x=rows["best"].tolist(), y=names, mode="markers", name=say("near best", locale),
        marker={"color": "#000000", "symbol": "diamond", "size": 10}, hovertemplate="%{y}: %{x}<extra></extra>",
    )  # fmt: skip
    chart.update_xaxes(title_text=say("near axis", locale), rangemode="tozero", showgrid=True)
    chart.update_yaxes(autorange="reversed", showgrid=False)
    return chart
