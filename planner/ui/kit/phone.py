"""What a phone shows in place of what is too wide for it: bars and lists for drawings, a card a row for tables.

Both are on the page and the width of the window shows one of them: the server never learns that width, and a
phone may be turned. What is not shown is out of the page's text too, so nothing is read out twice.
"""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

import streamlit as st

from planner.ui.kit import components

if TYPE_CHECKING:
    from collections.abc import Iterable

    import plotly.graph_objects as go

WIDEST = "640px"  # of a phone; Streamlit stacks columns below the same width
NARROW_COLUMNS = 3  # a table of as many stays a table

STYLE = f"""<style>
[class*="st-key-narrow-"] {{display: none !important;}}
.planner-bars {{list-style: none; margin: 0; padding: 0;}}
.planner-bars li {{margin: 0 0 .55rem; padding: 0; font-size: .9rem;}}
.planner-bars span {{display: block; height: .55rem; background: #0072B2; border-radius: .2rem; min-width: 2px;}}
@media (max-width: {WIDEST}) {{
  [class*="st-key-wide-"] {{display: none !important;}}
  [class*="st-key-narrow-"] {{display: flex !important;}}
  table[data-stacked] thead {{display: none;}}
  table[data-stacked], table[data-stacked] tbody, table[data-stacked] tr {{display: block; width: 100%;}}
  table[data-stacked] tr {{padding: .35rem 0; border-bottom: 1px solid rgba(128, 128, 128, .5);}}
  table[data-stacked] td {{
    display: flex; justify-content: space-between; gap: 1rem; text-align: right !important; border: 0 !important;
    padding: .1rem 0 !important;
  }}
  table[data-stacked] td::before {{content: attr(data-head); text-align: left; opacity: .8;}}
  table[data-stacked] td:first-child {{display: block; text-align: left !important; font-weight: 600;}}
  table[data-stacked] td:first-child::before {{content: none;}}
}}
</style>"""

# Cells learn the head of their column, and keep the roles that a browser drops where a table is laid out as blocks.
SCRIPT = f"""<script>
if (!window.plannerStacked) {{
  const stack = () => document.querySelectorAll('[data-testid="stTable"] table').forEach((table) => {{
    const heads = [...table.querySelectorAll("thead th")].map((head) => head.textContent.trim());
    if (heads.length <= {NARROW_COLUMNS}) {{ delete table.dataset.stacked; return; }}
    table.dataset.stacked = "";
    table.setAttribute("role", "table");
    table.querySelectorAll("tbody tr").forEach((row) => {{
      row.setAttribute("role", "row");
      [...row.children].forEach((cell, place) => {{
        cell.setAttribute("role", "cell");
        cell.dataset.head = heads[place] || "";
      }});
    }});
  }});
  let waiting = false;
  window.plannerStacked = new MutationObserver(() => {{
    if (!waiting) {{ waiting = true; setTimeout(() => {{ waiting = false; stack(); }}, 200); }}
  }});
  window.plannerStacked.observe(document.body, {{childList: true, subtree: true}});
  stack();
}}
</script>"""


def style() -> None:
    """Lay pages out for phones, too."""
    st.html(STYLE)
    st.html(SCRIPT, unsafe_allow_javascript=True)


def chart_or_bars(figure: go.Figure, key: str, alt: str, bars: Iterable[tuple[str, float]]) -> None:
    """A chart at a desk; on a phone a list, each line with a bar as long as its share."""
    with st.container(key=f"wide-{key}"):
        components.chart(figure, key, alt)
    bar_list(key, bars)


def bar_list(key: str, bars: Iterable[tuple[str, float]]) -> None:
    """The list that only a phone shows: text, and a share from 0 to 1 as the length of its bar."""
    lines = [
        f'<li>{html.escape(text)}<span style="width: {100 * min(1.0, max(0.0, share)):.1f}%"></span></li>'
        for text, share in bars
    ]
    with st.container(key=f"narrow-{key}"):
        st.html(f'<ul class="planner-bars">{"".join(lines)}</ul>')
