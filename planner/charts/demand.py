"""Demand as a forecast: fans by quarter, the shape of a week, and what they say in one line each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from planner.charts import theme
from planner.charts.calendar_heat import SCALE
from planner.words import formats
from planner.words.charts import WEEKDAYS, workload_name

if TYPE_CHECKING:
    from planner.arrays import Floats

HOURS = 24
MTOKENS_BELOW = 0.1  # below it in Mtokens/s, ktokens/s read better
NB = formats.NO_BREAK
LABEL_PX = 64
SAME = 1e-9  # relative: two figures that are one


def _pick(locale: str, english: str, french: str) -> str:
    return french if formats.language(locale) == "fr" else english


def fan_data(quantiles: pd.DataFrame, workload: str, quantity: str) -> pd.DataFrame:
    """Bands of one workload and quantity by quarter: quarter, unit, p10, p50, p90, given."""
    own = quantiles[(quantiles["workload"] == workload) & (quantiles["quantity"] == quantity)]
    return own[["quarter", "unit", "p10", "p50", "p90", "given"]].reset_index(drop=True)


def fan_chart(data: pd.DataFrame, colour: str, locale: str = "en", height: int = 360) -> go.Figure:
    """Band from P10 to P90, line of P50, and the demand the scenario gives, by quarter; named beside their ends."""
    chart = theme.figure(locale, height, margin={"r": LABEL_PX, "t": 8, "l": 8, "b": 8})
    x = theme.period_axis(chart, list(data["quarter"].astype(str)), locale)
    unit = str(data["unit"].iloc[0])
    line = theme.AS_LINE.get(colour, colour)
    chart.add_scatter(x=x, y=data["p10"], mode="lines", line={"width": 0}, hoverinfo="skip")
    chart.add_scatter(
        x=x, y=data["p90"], mode="lines", line={"width": 0}, fill="tonexty", fillcolor=theme.faded(line, 0.22),
        customdata=data[["p10"]], name="P10–P90",
        hovertemplate="P10–P90: %{customdata[0]:,.3g} – %{y:,.3g} " + unit + "<extra></extra>",
    )  # fmt: skip
    given = _pick(locale, "given", "donnée")
    labels = {given: "given"} if certain(data) else {"P10": "p10", "P50": "p50", "P90": "p90", given: "given"}
    for name, column, dash, shade in (("P50", "p50", "solid", line), (given, "given", "dash", theme.INK)):
        chart.add_scatter(
            x=x, y=data[column], mode="lines", name=name, line={"color": shade, "width": 2.4, "dash": dash},
            hovertemplate=f"{name}: %{{y:,.3g}} {unit}<extra></extra>",
        )  # fmt: skip
    for text, y in _apart(labels, data):
        chart.add_annotation(
            x=1, xref="paper", xanchor="left", y=y, yref="y", text=text, showarrow=False, font={"size": 12}, xshift=4
        )
    chart.update_yaxes(title_text=unit, rangemode="tozero")
    return chart


def certain(data: pd.DataFrame) -> bool:
    """True where no source gives a band: P10 is P90 and both are the demand given, in every quarter."""
    return bool(
        (
            (data["p90"] <= data["p10"] * (1 + SAME))
            & ((data["p50"] - data["given"]).abs() <= SAME * data["given"].abs())
        ).all()
    )


def _apart(labels: dict[str, str], data: pd.DataFrame) -> list[tuple[str, float]]:
    """Labels at the ends of their lines, pushed up where two would touch."""
    top = float(data[["p90", "given"]].to_numpy().max()) or 1.0
    placed: list[tuple[str, float]] = []
    for text, column in sorted(labels.items(), key=lambda item: float(data[item[1]].iloc[-1])):
        y = float(data[column].iloc[-1])
        placed.append((text, max(y, placed[-1][1] + 0.075 * top) if placed else y))
    return placed


def shape_data(week: Floats) -> pd.DataFrame:
    """Weekday (0 Monday), local hour and demand over its mean. 168 rows."""
    at = np.arange(len(week))
    return pd.DataFrame({"weekday": at // HOURS, "hour": at % HOURS, "over_mean": week})


def shape_heatmap(week: Floats, locale: str = "en", height: int = 250) -> go.Figure:
    """A week as seven rows of 24 hours; colour is demand over its mean."""
    chart = theme.figure(locale, height, margin={"t": 8, "l": 8, "b": 8, "r": 8})
    days = list(WEEKDAYS[formats.language(locale)])
    chart.add_heatmap(
        z=week.reshape(7, HOURS), x=list(range(HOURS)), y=days, colorscale=SCALE, xgap=1, ygap=1,
        colorbar={"thickness": 10, "nticks": 5, "tickprefix": "×"},
        hovertemplate="%{y}, %{x} h: ×%{z:,.2f}<extra></extra>",
    )  # fmt: skip
    chart.update_yaxes(autorange="reversed", showgrid=False, zeroline=False)
    chart.update_xaxes(tickvals=list(range(0, HOURS, 3)), ticksuffix=f"{NB}h")
    chart.update_layout(hovermode="closest")
    return chart


def headline(data: pd.DataFrame, workload: str, locale: str = "en") -> str:
    """The band of the last quarter, and how far apart its ends are."""
    last = data.iloc[-1]
    low, middle, high = (amount(float(last[name]), str(last["unit"]), locale) for name in ("p10", "p50", "p90"))
    name, quarter = workload_name(workload, locale), formats.period_name(str(last["quarter"]), locale)
    if float(last["p90"]) <= float(last["p10"]) * (1 + SAME):
        return _pick(
            locale,
            f"{name}: {middle} in {quarter}, as the scenario gives it; no source says otherwise.",
            f"{name} : {middle} au {quarter}, comme le scénario le donne ; aucune source ne dit autre chose.",
        )
    apart = formats.significant(float(last["p90"] / last["p10"]), 2, locale)
    return _pick(
        locale,
        f"{name} asks for {low} to {high} in {quarter}, {middle} at the median: a factor of {apart}.",
        f"{name} demande {low} à {high} au {quarter}, {middle} en médiane : un facteur {apart}.",
    )


def amount(value: float, unit: str, locale: str) -> str:
    """A rate as people read it: 0.18 Mtokens/s, 42 ktokens/s, 400 GPUs."""
    if unit == "kGPU":
        return f"{formats.significant(value * 1000, 2, locale)}{NB}GPU"
    if value < MTOKENS_BELOW:
        return f"{formats.significant(value * 1000, 2, locale)}{NB}ktokens/s"
    return f"{formats.significant(value, 2, locale)}{NB}Mtokens/s"


def fan_finding(data: pd.DataFrame, locale: str = "en") -> str:
    """Where the demand given lies in the band of the last quarter."""
    last = data.iloc[-1]
    if certain(data):
        first = data.loc[data["given"] > 0].iloc[:1]
        if first.empty:
            return _pick(locale, "Nothing is asked", "Rien n’est demandé")
        ends = ((first.iloc[0], first.iloc[0]["given"]), (last, last["given"]))
        start, end = (amount(float(value), str(row["unit"]), locale) for row, value in ends)
        since = formats.period_name(str(first.iloc[0]["quarter"]), locale)
        until = formats.period_name(str(last["quarter"]), locale)
        return _pick(
            locale, f"From {start} in {since} to {end} in {until}", f"De {start} au {since} à {end} au {until}"
        )
    given, low, high = float(last["given"]), float(last["p10"]), float(last["p90"])
    if given > high:
        return _pick(locale, "The scenario plans above the band", "Le scénario prévoit au-dessus de la bande")
    if given < low:
        return _pick(locale, "The scenario plans below the band", "Le scénario prévoit au-dessous de la bande")
    ratio = formats.significant(given / float(last["p50"]), 2, locale)
    return _pick(
        locale,
        f"The demand given is ×{ratio} the median of the last quarter, inside the band",
        f"La demande donnée est ×{ratio} la médiane du dernier trimestre, dans la bande",
    )


def shape_finding(week: Floats, locale: str = "en") -> str:
    """The busiest and the quietest hour of the week over its mean."""
    high, low = (formats.number(float(value), 2, locale) for value in (week.max(), week.min()))
    if float(np.ptp(week)) < 1e-9:
        return _pick(locale, "Every hour is alike", "Toutes les heures se ressemblent")
    return _pick(
        locale,
        f"The busiest hour of the week is ×{high} its mean, the quietest ×{low}",
        f"L’heure la plus chargée vaut ×{high} la moyenne, la plus calme ×{low}",
    )


def backtest_shown(table: pd.DataFrame, locale: str = "en") -> pd.DataFrame:
    """Back-test as a table to read: all classes together, growth reports; methods side by side."""
    english = ("Series", "Ahead", "Method", "Origins", "MASE", "WQL", "80 % covers")
    french = ("Série", "À l’avance", "Méthode", "Origines", "MASE", "WQL", "80 % couvre")
    kept = table[table["series"].isin(["all", "growth"])]
    names = {"all": "ServeGen", "growth": _pick(locale, "Growth reports", "Volumes publiés")}
    rows = [
        (
            f"{names[str(row.series)]}, {_words(str(row.step), locale)}"
            if row.series == "all"
            else names[str(row.series)],
            _words(str(row.ahead), locale),
            _words(str(row.method), locale),
            formats.number(float(str(row.origins)), 0, locale),
            formats.number(float(str(row.mase)), 2, locale),
            formats.number(float(str(row.wql)), 2, locale),
            formats.percent(float(str(row.coverage)), locale),
        )
        for row in kept.itertuples()
    ]
    return pd.DataFrame(rows, columns=list(_pick_all(locale, english, french)))


def _pick_all(locale: str, english: tuple[str, ...], french: tuple[str, ...]) -> tuple[str, ...]:
    return french if formats.language(locale) == "fr" else english


FRENCH = {
    "hour": "heure", "10 minutes": "10 minutes", "1 hour": "1 heure", "3 hours": "3 heures", "1 day": "1 jour",
    "7 days": "7 jours", "next report": "publication suivante", "combined": "combinée",
    "equal weights": "poids égaux", "seasonal naive": "naïve saisonnière", "drift": "dérive",
    "growth prior": "loi de croissance", "given": "donnée", "history": "historique", "drivers": "facteurs",
    "growth": "croissance", "gap": "trou", "zero": "zéro", "negative": "négatif", "duplicate": "doublon",
    "mixed units": "unités mêlées", "unit jump": "saut d’unité", "level break": "rupture de niveau",
    "part of a week": "semaine incomplète", "converted to one unit": "ramené à une unité",
    "counted once": "compté une fois", "all left out, the day is a gap": "tous écartés, le jour est un trou",
    "left out, a gap": "écarté, un trou", "left out": "écarté", "cut off": "coupé",
    "bridged, straight in the logarithm": "comblé, droit dans le logarithme",
    "too long to bridge: only what comes after it is used": "trop long à combler : seule la suite sert",
    "only what comes after it is used": "seule la suite sert",
}  # fmt: skip


def _words(text: str, locale: str) -> str:
    return FRENCH.get(text, text) if formats.language(locale) == "fr" else text


def backtest_finding(table: pd.DataFrame, locale: str = "en") -> str:
    """MASE against seasonal naive one and seven days ahead, by the hour."""
    own = table[(table["series"] == "all") & (table["step"] == "hour")].set_index(["ahead", "method"])["mase"]
    day, week = (float(own[(a, "combined")] / own[(a, "seasonal naive")]) for a in ("1 day", "7 days"))
    a, b = (formats.number(value, 2, locale) for value in (day, week))
    return _pick(
        locale,
        f"Tried on real request rates, the error is ×{a} that of seasonal naive one day ahead, ×{b} seven days ahead",
        f"Essayée sur de vrais débits, l’erreur vaut ×{a} celle de la naïve saisonnière à un jour, ×{b} à sept jours",
    )


def findings_shown(findings: pd.DataFrame, locale: str = "en") -> pd.DataFrame:
    """What was wrong in histories as a table to read, in the order of the dates."""
    english = ("Workload", "Found", "From", "To", "Count", "Read", "Done")
    french = ("Charge", "Trouvé", "Du", "Au", "Nombre", "Lu", "Fait")
    rows = [
        (
            workload_name(str(row.workload), locale),
            _words(str(row.kind), locale),
            str(row.first),
            str(row.last),
            formats.number(float(str(row.count)), 0, locale),
            row.read,
            _words(str(row.done), locale),
        )
        for row in findings[["workload", "kind", "first", "last", "count", "read", "done"]].itertuples(index=False)
    ]
    return pd.DataFrame(rows, columns=list(_pick_all(locale, english, french)))


def weights_shown(weights: pd.DataFrame, locale: str = "en") -> pd.DataFrame:
    """Sources of each workload and their weights, a row a workload."""
    if weights.empty:
        return weights
    wide = weights.pivot_table(index="workload", columns="source", values="weight", aggfunc="sum", sort=False)
    shown = wide.map(lambda value: formats.percent(value, locale))
    shown.index = [workload_name(str(name), locale) for name in shown.index]
    shown.columns = [_words(str(name), locale) for name in shown.columns]
    return shown.rename_axis(_pick(locale, "Workload", "Charge")).reset_index()
