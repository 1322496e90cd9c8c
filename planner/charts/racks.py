"""Racks in depth: fronts of speed against efficiency, and what a power cap does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from planner.charts import theme
from planner.words import formats
from planner.words.charts import say, workload_name

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from planner.inputs.racks.rack_fronts import RackFronts

BAND_OPACITY = 0.13
X_TITLE = {"en": "tokens/s per user", "fr": "tokens/s par utilisateur"}
Y_TITLE = {"en": "tokens/s per kW", "fr": "tokens/s par kW"}


def fronts_chart(fronts: RackFronts, asked: float, locale: str = "en", height: int = 440) -> go.Figure:
    """Tokens/s per kW against tokens/s per user: a line a rack with its 80 % band, dots where it was measured.

    A grey upright line is the speed the workload asks of each user [tokens/s], left out at 0. Log scales.
    """
    language = formats.language(locale)
    lines, dots = fronts.lines, fronts.dots
    racks = list(dict.fromkeys([*lines["rack"].astype(str), *dots["rack"].astype(str)]))
    colours = theme.colour_of(racks, theme.RACKS)
    chart = theme.figure(locale, height)
    for rack in racks:
        colour = theme.AS_LINE.get(colours[rack], colours[rack])
        dash = "dash" if colours[rack] in theme.AS_LINE else "solid"  # darkened hues come close to others
        name = formats.rack_name(rack)
        own = lines.loc[lines["rack"] == rack]
        if len(own):
            speed = list(own["tokens_per_s_per_user"])
            chart.add_scatter(
                x=speed + speed[::-1], y=[*own["high"], *own["low"][::-1]], fill="toself", mode="lines",
                fillcolor=theme.faded(colour, BAND_OPACITY), line={"width": 0}, hoverinfo="skip", legendgroup=rack,
                showlegend=False, name=f"{name}, 80 %",
            )  # fmt: skip
            chart.add_scatter(
                x=speed, y=own["tokens_per_s_per_kw"], mode="lines", name=name, legendgroup=rack,
                line={"color": colour, "width": 2.2, "dash": dash}, customdata=own[["low", "high", "text"]],
                hovertemplate=f"{name}: %{{y:,.3s}} (80 %: %{{customdata[0]:,.3s}}–%{{customdata[1]:,.3s}})"
                f" {Y_TITLE[language]}, %{{x:,.0f}} {X_TITLE[language]}<br>%{{customdata[2]}}<extra></extra>",
            )  # fmt: skip
        seen = dots.loc[dots["rack"] == rack]
        if len(seen):
            chart.add_scatter(
                x=seen["tokens_per_s_per_user"], y=seen["tokens_per_s_per_kw"], mode="markers", name=name,
                legendgroup=rack, showlegend=not len(own), customdata=dot_words(seen, locale),
                marker={"color": colour if fronts.own_rows else "white", "size": 8,
                        "line": {"color": colour, "width": 1.8}},
                hovertemplate=f"{name}: %{{y:,.3s}} {Y_TITLE[language]}, %{{x:,.0f}} {X_TITLE[language]}"
                "<br>%{customdata}<extra></extra>",
            )  # fmt: skip
    if asked > 0:
        chart.add_vline(x=asked, line={"color": theme.MUTED, "width": 1, "dash": "dot"})
    chart.update_layout(showlegend=True, hovermode="closest")
    chart.update_xaxes(type="log", title_text=X_TITLE[language], showgrid=True, nticks=5, tickformat="~s", tickangle=0)
    chart.update_yaxes(type="log", title_text=Y_TITLE[language], tickformat="~s", nticks=8)
    return chart


def dot_words(dots: pd.DataFrame, locale: str) -> list[str]:
    """What each measured dot is and says: model, precision, lengths, row, source, where its power comes from."""
    found = []
    for dot in dots.to_dict("records"):
        lengths = "/".join(formats.number(dot[n], 0, locale) for n in ("input_tokens", "output_tokens") if dot[n] > 0)
        power = say(f"power from {dot['power_from']}", locale)
        found.append(
            f"{dot['model']}, {dot['precision']}, {lengths} tokens<br>{dot['row_id']}, {dot['source']}, "
            f"{int(dot['year'])}<br>{power}"
        )
    return found


def caps_chart(effect: pd.DataFrame, locale: str = "en", height: int = 300) -> go.Figure:
    """Tokens/s and tokens/kWh of a rack against the cap, both in % of full power, labelled at their lowest cap."""
    chart = theme.figure(locale, height, margin={"r": 20, "l": 8})
    per_kwh, per_s = say("cap tokens per kwh", locale), say("cap tokens per s", locale)
    series = (
        ("per_kwh_share", "tokens_per_kwh_it", per_kwh, theme.GREEN, "tokens/kWh IT"),
        ("rate_share", "tokens_per_s_per_rack", per_s, theme.BLUE, "tokens/s"),
    )
    for share, column, name, colour, unit in series:
        chart.add_scatter(
            x=effect["cap_share"] * 100, y=effect[share] * 100, mode="lines+markers", name=name,
            line={"color": colour, "width": 2.4}, customdata=effect[[column, "rack_kw"]],
            hovertemplate=f"{name}: %{{y:,.1f}} %, %{{customdata[0]:,.4s}} {unit}, %{{customdata[1]:,.1f}} kW"
            "<extra></extra>",
        )  # fmt: skip
    chart.update_layout(showlegend=True)
    chart.update_xaxes(title_text=say("cap axis", locale), ticksuffix=" %", autorange="reversed", showgrid=True)
    chart.update_yaxes(title_text=say("share of full", locale), ticksuffix=" %")
    return chart


def ranking_table(table: pd.DataFrame, workload: str, locale: str = "en") -> pd.DataFrame:
    """The racks of one workload as people read them, cheapest first."""
    own = table.loc[table["workload"] == workload]
    french = formats.language(locale) == "fr"
    heads = (
        ["Rang", "Rack", "€/Mtoken", "tokens/kWh", "Rang, tokens/kWh", "dont rack, €", "dont énergie, €", "Connu par"]
        if french
        else ["Rank", "Rack", "€/Mtoken", "tokens/kWh", "Rank, tokens/kWh", "of it rack, €", "of it energy, €",
              "Known from"]
    )  # fmt: skip
    rows = [
        (
            str(row["rank_cost"]),
            formats.rack_name(str(row["rack"])),
            formats.significant(row["eur_per_mtoken"], 3, locale),
            formats.significant(row["tokens_per_kwh"], 3, locale),
            str(row["rank_energy"]),
            formats.significant(row["capital_eur_per_mtoken"], 3, locale),
            formats.significant(row["energy_eur_per_mtoken"], 3, locale),
            say(str(row["basis"]), locale),
        )
        for row in own.to_dict("records")
    ]
    return pd.DataFrame(rows, columns=heads)


def ranking_finding(table: pd.DataFrame, workload: str, locale: str = "en") -> str:
    """Which rack is cheapest and which takes the least energy, in a sentence."""
    own = table.loc[table["workload"] == workload]
    if own.empty:
        return say("no rack serves", locale)
    cheap = own.sort_values("eur_per_mtoken").iloc[0]
    lean = own.sort_values("tokens_per_kwh").iloc[-1]
    text = say("ranking finding" if cheap["rack"] != lean["rack"] else "ranking finding one", locale)
    return text.format(
        workload=workload_name(workload, locale),
        cheap=formats.rack_name(str(cheap["rack"])),
        eur=formats.significant(cheap["eur_per_mtoken"], 3, locale),
        lean=formats.rack_name(str(lean["rack"])),
        tokens=formats.significant(lean["tokens_per_kwh"], 3, locale),
    )
