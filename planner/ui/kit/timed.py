"""Parts of a page that a timer draws again, and what keeps such a timer from undoing a change of page.

A timer of the browser names the page it was set on. One that goes off between a click on the menu and the first word
of the next page would draw that next page as the one just left, and a whole drawing asked for from there would lead
back to it: the click were lost. A part that finds itself on a page just left leads to the page shown instead.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

if TYPE_CHECKING:
    from collections.abc import Callable

SHOWN = "timed|page shown"


def shows(page: st.Page, address: dict[str, str]) -> None:
    """Note the page a drawing of the whole page is of, and its address."""
    st.session_state[SHOWN] = _page_of_run(), page, address


def part(draw: Callable[..., None], every: str | None) -> Callable[..., None]:
    """`draw` as a part that is drawn by itself, and by a timer where `every` says how often."""

    @functools.wraps(draw)
    def drawn(*arguments: Any, **named: Any) -> None:
        if _is_of_page_left():
            whole_page()
        draw(*arguments, **named)

    made: Callable[..., None] = st.fragment(drawn, run_every=every)
    return made


def whole_page() -> None:
    """Draw the whole page anew: the one shown, not one a timer may have been set on."""
    if _is_of_page_left():
        _, page, address = st.session_state[SHOWN]
        st.switch_page(page, query_params=address)
    st.rerun()


def _is_of_page_left() -> bool:
    shown = st.session_state.get(SHOWN)
    return shown is not None and shown[0] != _page_of_run()


def _page_of_run() -> str:
    """The page this drawing is of, as the browser named it; nothing outside a session."""
    run = get_script_run_ctx()
    return run.page_script_hash if run is not None else ""
