"""Pieces that pages are made of: findings, cards, charts with their table, empty states."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from planner.charts import theme
from planner.table_files.csv_file import csv_bytes
from planner.ui.kit import state
from planner.words import formats, say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import plotly.graph_objects as go

    from planner.ui.kit.cards import Card

MARKS = re.compile(r"([\\`*_{}\[\]#|<>~$:&@])")
STYLE = """<style>
.block-container {padding-top: 4.2rem; padding-bottom: 3rem; max-width: 1400px;}
h2 {font-size: 1.65rem !important; line-height: 1.25 !important; font-weight: 600 !important;}
h2 {padding: .2rem 0 .4rem !important;}
h4 {font-size: 1.06rem !important; padding: .3rem 0 0 !important;}
[data-testid="stMetricValue"] {font-size: 1.5rem;}
[data-testid="stMetric"] * {white-space: normal !important;}
[data-testid="stMetricLabel"] p {font-size: .85rem;}
[data-testid="stTable"] td, [data-testid="stTable"] th {padding: .3rem .5rem;}
[data-testid="stTable"] {overflow-x: auto;}
[data-testid="stPlotlyChart"] {background: white; border-radius: .4rem;}
[data-testid="stCaptionContainer"] {opacity: .8 !important; color: inherit !important;}
[data-testid="stCaptionContainer"] * {color: inherit !important;}
.st-key-menu {position: fixed; top: .8rem; left: 1rem; width: calc(100% - 5rem) !important; z-index: 999991;}
.st-key-menu {gap: .2rem; flex-wrap: nowrap !important; overflow-x: auto; scrollbar-width: none;}
.st-key-menu p, .st-key-submenu p {white-space: nowrap;}
.st-key-submenu {gap: .2rem; flex-wrap: nowrap !important; overflow-x: auto; scrollbar-width: none;}
@media (max-width: 640px) {
  .block-container {padding: 4rem .8rem 2rem;}
  h2 {font-size: 1.3rem !important;}
  [class*="st-key-cards"] [data-testid="stHorizontalBlock"] {flex-wrap: wrap; gap: .5rem;}
  [class*="st-key-cards"] [data-testid="stColumn"] {
    min-width: calc(50% - .5rem) !important; flex: 1 1 calc(50% - .5rem) !important;
  }
}
</style>"""

# A table wider than a phone is scrolled sideways: with the arrow keys once it has the focus.
KEYBOARD = """
if (!window.plannerScrolled) {
  const reach = () => document.querySelectorAll('[data-testid="stTable"], [data-testid="stTable"] div').forEach(
    (box) => { if (box.scrollWidth > box.clientWidth) box.tabIndex = 0; });
  let waiting = false;
  const soon = () => {
    if (!waiting) { waiting = true; setTimeout(() => { waiting = false; reach(); }, 200); }
  };
  window.plannerScrolled = new MutationObserver(soon);
  window.plannerScrolled.observe(document.body, {childList: true, subtree: true});
  window.addEventListener("resize", soon);
}
"""


def as_text(text: str) -> str:
    """What people typed, so that Markdown shows it as it is."""
    return MARKS.sub(r"\\\1", text.replace("\n", " "))


def as_code(text: str) -> str:
    """A message over several lines, shown letter by letter."""
    return f"```\n{text.replace('```', chr(39) * 3)}\n```"


def style() -> None:
    """Denser type than Streamlit's own, two cards in a row on phones, captions at 4.5:1 and more, light and dark."""
    st.html(STYLE)


def language_of_page(language: str) -> None:
    """Tell browsers and screen readers the language of the page, which Streamlit always calls English; and make what
    can be scrolled reachable by keyboard."""
    script = f"document.documentElement.lang = {json.dumps(language)};{KEYBOARD}"
    st.html(f"<script>{script}</script>", unsafe_allow_javascript=True)


def headline(text: str) -> None:
    """The sentence that answers the page's question."""
    st.markdown(f"## {text}")


def finding(text: str) -> None:
    """What the chart below shows; wraps, unlike a title inside the figure."""
    st.markdown(f"#### {text}")


def lines(headed: Iterable[tuple[str, str]]) -> None:
    """Questions with their answers, a paragraph each. Names in them are text: no mark of theirs changes the page."""
    st.markdown("\n\n".join(f"**{head}** · {as_text(text)}" for head, text in headed))


def note(text: str) -> None:
    """Measure, unit, or how to read what follows."""
    st.caption(text)


def cards(shown: Iterable[Card], key: str = "cards") -> None:
    """Key figures side by side, two in a row on phones; below each, what it is beside other plans.

    `key` begins with "cards" and is its own on a page.
    """
    listed = list(shown)
    with st.container(key=key):
        for column, card in zip(st.columns(len(listed)), listed, strict=True):
            column.metric(
                card.label,
                card.value,
                delta=card.delta,
                delta_color="off" if not card.delta_note else ("normal" if card.good_up else "inverse"),
                delta_description=card.delta_note,
                help=card.help,
                delta_arrow="auto" if card.delta_note else "off",
                border=True,
                height="stretch",
            )
            if card.beside:
                column.caption("  \n".join(card.beside))


def chart(figure: go.Figure, key: str, alt: str, on_select: Callable[[], None] | None = None) -> None:
    """A chart as wide as its column; `alt` says in words what it shows; on_select: what a click on a point does."""
    config = theme.config(state.locale())
    if on_select is None:
        st.plotly_chart(figure, key=key, theme=None, config=config, alt=alt)
        return
    st.plotly_chart(figure, key=key, theme=None, config=config, alt=alt, on_select=on_select, selection_mode="points")


def terms(*names: str) -> None:
    """Terms of the page in a line each, folded, for who meets them for the first time."""
    locale = state.locale()
    with st.expander(say("terms", locale), icon=":material/menu_book:"):
        st.markdown("\n".join(f"- **{name}** · {say(f'term {name}', locale)}" for name in names))


def table_below(table: pd.DataFrame, key: str, label: str | None = None) -> None:
    """The numbers behind a chart, folded, with a download."""
    locale = state.locale()
    with st.expander(label or say("table", locale)):
        st.dataframe(of_one_kind(table), hide_index=True, key=f"{key}-table")
        download(table, key)


def of_one_kind(table: pd.DataFrame) -> pd.DataFrame:
    """Columns that hold numbers and texts (a month among amounts) as texts: Arrow takes no others."""
    shown = table.copy()
    for name in table:
        if pd.api.types.infer_dtype(table[name], skipna=True).startswith("mixed"):
            shown[name] = table[name].map(str, na_action="ignore")
    return shown


def download(table: pd.DataFrame, key: str) -> None:
    """The table as CSV: in French with decimal commas and semicolons, as a French Excel reads them."""
    comma = formats.SEPARATORS[state.locale()][0] == ","
    st.download_button(
        say("csv", state.locale()),
        data=lambda: csv_bytes(table, comma=comma),  # written when somebody wants it
        file_name=f"{key}.csv",
        mime="text/csv",
        key=f"{key}-csv",
        on_click="ignore",
        icon=":material/download:",
    )


def plain_table(table: pd.DataFrame) -> None:
    """A short table, all of it visible, that wraps on phones."""
    st.table(table, hide_index=True)
