"""The draft as a workbook to edit in Excel or LibreOffice, down and up; what an upload changed, cell by cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from planner.drafts.book.read import FromWorkbook, workbook_content
from planner.drafts.book.write import workbook
from planner.drafts.draft import LONGEST_TITLE, cleaned, variant_name
from planner.errors import PlannerError
from planner.ui.kit import components, state
from planner.ui.workspace import session
from planner.ui.workspace.files import MOST_MB, draft_against
from planner.words import say

if TYPE_CHECKING:
    from planner.drafts.draft import Draft
    from planner.scenario.schema import Scenario

MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CAME_BACK = "workbook|came back"
NAME_SHOWN = 60
MOST_CHARACTERS = 8000  # twenty problems


def down_and_up(draft: Draft, parent: Scenario, current: Scenario | None, *, disabled: bool) -> None:
    """A button that gives the workbook, a place to bring it back to, and the cells that the last one changed."""
    locale = state.locale()
    _came_back(draft, locale)
    with st.expander(say("book down and up", locale), icon=":material/table:"):
        components.note(say("book page note", locale))
        if current is not None:
            shown = current
            st.download_button(
                say("book down", locale), data=lambda: workbook(shown, locale, draft.parent, parent.content_hash),
                file_name=f"{variant_name(draft)}.xlsx", mime=MIME, key="book-down", on_click="ignore",
                icon=":material/download:",
            )  # fmt: skip
        _upload(draft, parent, locale, disabled=disabled)


def _upload(draft: Draft, parent: Scenario, locale: str, *, disabled: bool) -> None:
    """A workbook becomes a draft; what is wrong with it is said by sheet and cell, and the draft at hand stays."""
    given = st.file_uploader(
        say("book up", locale), type=["xlsx"], max_upload_size=MOST_MB, disabled=disabled,
        key=f"book-up|{session.version()}",
    )  # fmt: skip
    if given is None:
        return
    try:
        own, came_back, is_other = draft_from(given.getvalue(), str(given.name), draft.parent, parent)
    except PlannerError as error:
        st.error(f"{say('yaml refused', locale)}\n\n{components.as_code(str(error)[:MOST_CHARACTERS])}")
        return
    if not came_back.changes and not own.edits.count:
        st.info(say("book no change", locale), icon=":material/info:")
        return
    st.session_state[CAME_BACK] = (own.draft_id, cleaned(str(given.name))[:NAME_SHOWN], came_back, is_other)
    session.keep(own, anew=True)
    st.rerun()


def draft_from(content: bytes, name: str, parent_name: str, parent: Scenario) -> tuple[Draft, FromWorkbook, bool]:
    """A draft from an uploaded workbook: against the file it was made of where that is here, else the parent at hand.

    The last of the answer: whether what it starts from is another scenario than when the workbook was written.

    ScenarioError and DataError as `workbook_content`; nothing in a workbook is executed or followed.
    """
    came_back = workbook_content(content, cleaned(name)[:LONGEST_TITLE])
    draft, start = draft_against(came_back.file, came_back.scenario, parent_name, parent)
    return draft, came_back, bool(came_back.file_hash) and start.content_hash != came_back.file_hash


def _came_back(draft: Draft, locale: str) -> None:
    """The changed cells of the workbook that this draft came from, until another one is uploaded."""
    draft_id, name, came_back, is_other = st.session_state.get(CAME_BACK, ("", "", None, False))
    if came_back is None or draft_id != draft.draft_id:
        return
    components.finding(say("book changes", locale, count=len(came_back.changes), file=components.as_text(name)))
    heads = [say(key, locale) for key in ("book cell", "book field", "book old", "book new")]
    components.plain_table(pd.DataFrame([one.text(locale) for one in came_back.changes], columns=heads))
    if is_other:
        st.warning(say("book parent changed", locale, parent=components.as_text(draft.parent)), icon=":material/info:")
    if came_back.not_read:
        components.note(components.as_text(say("book not read", locale, what="; ".join(came_back.not_read))))
