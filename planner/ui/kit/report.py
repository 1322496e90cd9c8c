"""The report of the plan shown, from every page of a plan: formats and language, made when they are asked for."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from planner.errors import StoreError
from planner.report.changes import beside
from planner.report.pdf import browser
from planner.report.write import FORMATS, Format, made
from planner.ui.kit import state
from planner.words import formats, say

if TYPE_CHECKING:
    from planner.plan.plan import Plan

LANGUAGE_KEY = "report-language"
TYPES = {
    "html": "text/html", "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}  # fmt: skip


def menu(plan: Plan) -> None:
    """A button that opens: the language, and a download for each format. Nothing is made before one is clicked."""
    locale = state.locale()
    with st.popover(say("report menu", locale), icon=":material/description:", width="stretch"):
        languages = list(formats.LANGUAGES)
        language = st.radio(
            say("language", locale),
            languages,
            index=languages.index(formats.language(locale)),
            key=f"{LANGUAGE_KEY}-{locale}",
            format_func=formats.LANGUAGES.__getitem__,
            horizontal=True,
        )
        printable = _printable()
        for kind in FORMATS:
            st.download_button(
                say(f"report {kind}", locale),
                data=partial(content, plan, kind, str(language)),
                file_name=f"{plan.run_id}-{language}.{kind}",
                mime=TYPES[kind],
                key=f"report-{kind}",
                on_click="ignore",
                disabled=kind == "pdf" and not printable,
                width="stretch",
            )
        st.caption(say("report menu note" if printable else "report menu no browser", locale))


def content(plan: Plan, kind: Format, language: str) -> bytes:
    """The report of a plan, with the band of its plan for paths and what changed since the run before."""
    return made(plan, kind, language, *beside(state.store_path(), plan, kind, language))


def _printable() -> bool:
    try:
        browser()
    except StoreError:
        return False
    return True
