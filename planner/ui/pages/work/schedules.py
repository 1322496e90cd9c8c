"""Page *Schedules*: what is solved and sent by itself, and how did it go?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from planner.access.rights import may
from planner.errors import PlannerError
from planner.schedule.delivery import channels, outbox
from planner.schedule.table import NEVER, entries_table
from planner.ui.kit import components, state
from planner.ui.kit.record import now
from planner.words import formats, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from planner.schedule.delivery.outbox import Letter

MOST_LETTERS = 20


def show() -> None:
    """Next, last, duration and result of each entry; what went wrong and where it is sent, for who may solve."""
    locale, file = state.locale(), state.schedules_path()
    components.headline(say("schedules lead", locale))
    if not file.is_file():
        st.info(say("schedules none", locale, file=components.as_text(file.name)), icon=":material/info:")
        return
    try:
        table = entries_table(file, state.store_path(), now())
        is_planner = may(state.person(), "solve")
    except PlannerError as error:
        st.error(f"```\n{error}\n```")
        return
    late = [str(name) for name in table.loc[table["late"], "name"]]
    if late:
        st.warning(say("schedules late", locale, names=components.as_text(", ".join(late))), icon=":material/schedule:")
    st.dataframe(entries_shown(table, locale, with_message=is_planner), hide_index=True, key="schedules-table")
    if is_planner:
        _letters(outbox.letters(state.store_path()), locale)


def entries_shown(table: pd.DataFrame, locale: str, *, with_message: bool) -> pd.DataFrame:
    """Entries as people read them: `entries_table`, times in Paris."""
    shown = {
        say("schedule name", locale): table["name"],
        say("schedule next", locale): [f"{when:%Y-%m-%d %H:%M}" for when in table["next_run"]],
        say("schedule last", locale): [
            formats.MISSING if result == NEVER else f"{when:%Y-%m-%d %H:%M}"
            for when, result in zip(table["last_run"], table["result"], strict=True)
        ],
        say("schedule seconds", locale): [formats.number(seconds, 0, locale) for seconds in table["seconds"]],
        say("schedule result", locale): [say(f"result {result}", locale) for result in table["result"]],
        say("schedule waiting", locale): table["waiting"] + table["given_up"],
    }
    if with_message:
        shown[say("schedule message", locale)] = table["message"]
    return pd.DataFrame(shown)


def _letters(letters: Sequence[Letter], locale: str) -> None:
    """The last deliveries, the newest first."""
    if not letters:
        return
    components.finding(say("schedule letters", locale))
    newest = list(reversed(letters))[:MOST_LETTERS]
    st.dataframe(letters_shown(newest, locale), hide_index=True, key="letters-table")


def letters_shown(letters: Sequence[Letter], locale: str) -> pd.DataFrame:
    """Deliveries as people read them."""
    return pd.DataFrame(
        {
            say("schedule name", locale): [one.schedule for one in letters],
            say("schedule target", locale): [channels.target_text(one.target) for one in letters],
            say("schedule result", locale): [say(f"letter {one.state}", locale) for one in letters],
            say("schedule sent", locale): [_when(one.sent_utc) for one in letters],
            say("schedule tries", locale): [one.attempts for one in letters],
            say("schedule message", locale): [one.problem for one in letters],
        }
    )


def _when(text: str | None) -> str:
    return formats.MISSING if text is None else text[:16].replace("T", " ")
