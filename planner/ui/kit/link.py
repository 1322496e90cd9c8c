"""What the address of a page says: plan, year, day, comparison.

Read when a run of the script begins, written once when it ends, so that a click makes one entry of the browser's
history. Only what a person picked, and the plan shown, stand in the address.
"""

from __future__ import annotations

import math
import time
from typing import Any

import streamlit as st

LAST, NEW, DROPPED, GONE, PAGE = "address", "address|new", "address|dropped", "address|gone", "address|page"
UNDER_WAY, WIDGETS, WRITTEN_S = "address|under way", "address|widgets", "address|written"
MOVED = "address|moved|"
LONGEST_WAY_S = 5.0
PLAIN = (str, int, float, tuple, list, dict)


def session_key(key: str) -> str:
    """Where the session keeps what was picked."""
    return f"picked|{key}"


def begin() -> None:
    """Take over what the address says that this session did not write: a link that was opened, or Back."""
    here, before = st.query_params.to_dict(), st.session_state.get(LAST, {})
    if here != before and _sent_too_early(here):
        here = before
    else:
        st.session_state[UNDER_WAY] = []
    for key, value in here.items():
        if before.get(key) != value:
            pick(key, value)
    st.session_state[LAST], st.session_state[GONE] = here, before.keys() - here.keys()
    st.session_state[NEW] = dict.fromkeys(st.session_state.pop(DROPPED, ()))


def on_page(page: str) -> None:
    """On the page shown before, forget what its address says no more: Back undoes a first pick, too.

    Links of the menu carry what belongs to their page, so nothing is forgotten on the way to another.
    """
    gone = {key for key in st.session_state.pop(GONE) if picked(key) is not None}
    before, st.session_state[PAGE] = st.session_state.get(PAGE), page
    if before == page and gone:
        for key in gone:
            st.session_state.pop(session_key(key))
        st.rerun()


def finish() -> None:
    """Write the address, if it changed, as one entry of the history."""
    here = st.session_state[LAST]
    wanted = {key: value for key, value in (here | st.session_state[NEW]).items() if value is not None}
    if wanted != here:
        st.query_params.from_dict(wanted)  # ends the run where the next one waits: nothing is written then
        st.session_state[UNDER_WAY] = [*st.session_state[UNDER_WAY], here]
        st.session_state[WRITTEN_S] = time.monotonic()
    st.session_state[LAST], st.session_state[WIDGETS] = wanted, _widgets()


def moved(key: str, before: Any) -> None:
    """Note that the app itself puts a widget on another value than `before`, which the browser still shows."""
    st.session_state[f"{MOVED}{key}"] = before, time.monotonic()


def is_echo(key: str) -> bool:
    """Whether what a widget says is what it showed before the app moved it, sent along with a change of another."""
    before, moved_s = st.session_state.get(f"{MOVED}{key}", (None, -math.inf))
    return _just_now(moved_s) and st.session_state[key] == before and bool(_changed() - {key})


def _sent_too_early(here: dict[str, str]) -> bool:
    """Whether a widget was used before the address just written had reached the browser.

    The browser then sends the address of before, as Back does; but Back changes no widget.
    """
    under_way = here in st.session_state.get(UNDER_WAY, ())
    return under_way and _just_now(st.session_state[WRITTEN_S]) and bool(_changed())


def _just_now(when_s: float) -> bool:
    """Whether the browser may not have heard of it yet."""
    return time.monotonic() - when_s <= LONGEST_WAY_S


def _changed() -> set[str]:
    """Widgets that say something else than when the page was last drawn to its end."""
    before = st.session_state.get(WIDGETS, {})
    return {key for key, value in _widgets().items() if key not in before or before[key] != value}


def _widgets() -> dict[str, Any]:
    """What the session holds that a widget can have set; a button that was pressed falls back to False by itself."""
    return {
        str(key): value
        for key, value in st.session_state.items()
        if isinstance(value, PLAIN) and value is not False and not str(key).startswith(LAST)
    }


def put(key: str, value: str | None) -> None:
    """What the address shall say when this run of the script ends; None: nothing."""
    st.session_state[NEW][key] = value


def pick(key: str, value: str | None) -> None:
    """Keep what was picked, for this session; None: nothing was."""
    if value is None:
        st.session_state.pop(session_key(key), None)
        st.session_state[DROPPED] = {*st.session_state.get(DROPPED, ()), key}
    else:
        st.session_state[session_key(key)] = value


def picked(key: str) -> str | None:
    """What was picked on a page or asked for by a link; None where nothing was."""
    value = st.session_state.get(session_key(key))
    return None if value is None else str(value)
