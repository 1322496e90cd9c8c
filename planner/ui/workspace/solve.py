"""From draft to plan: on which days, for one future or twelve, under the draft's own name; or kept as a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from planner.drafts.draft import variant_name
from planner.drafts.edits import scenario_of
from planner.drafts.uncertain import spread_for
from planner.errors import PlannerError
from planner.jobs import texts
from planner.ui.kit import components, solving, state
from planner.ui.workspace import editor, files
from planner.ui.workspace.sections import part_at_hand
from planner.words import say

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from planner.drafts.draft import Draft
    from planner.scenario.schema import Scenario

PATHS = 12
ONE, MANY = "one", "many"
SOLVE, KEEP = "solve", "keep-file"  # keys of the buttons
PRESSED = "solve|pressed"


def hold() -> None:
    """A button pressed together with a change that is saved first is not lost when all is drawn anew."""
    st.session_state[PRESSED] = [key for key in (SOLVE, KEEP) if st.session_state.get(key)]


def solve(draft: Draft, parent: Scenario, current: Scenario | None, *, disabled: bool) -> None:
    """The buttons; what cannot be solved says why."""
    locale = state.locale()
    columns = st.columns([2, 2, 1, 1], vertical_alignment="bottom")
    days = columns[0].segmented_control(
        say("solve days", locale), ["3", "all"], default="3", required=True, key="solve-days",
        format_func=lambda value: texts.days_text(str(value), locale),
    )  # fmt: skip
    futures = columns[1].segmented_control(
        say("futures", locale), [ONE, MANY], default=ONE, required=True, key="solve-futures",
        format_func=lambda value: say(f"futures {value}", locale, count=PATHS), help=say("futures help", locale),
    )  # fmt: skip
    stuck = disabled or current is None
    pressed_before = st.session_state.pop(PRESSED, ())
    pressed = SOLVE in pressed_before
    pressed |= columns[2].button(
        say("solve", locale), type="primary", key=SOLVE, disabled=stuck, icon=":material/play_arrow:"
    )
    keeps = KEEP in pressed_before
    keeps |= columns[3].button(
        say("keep file", locale), key=KEEP, disabled=stuck or not draft.edits.count, icon=":material/save:",
        help=say("keep file help", locale, file=files.file_of(draft).name),
    )  # fmt: skip
    if current is None:
        return
    if keeps:
        _keep(draft, parent, current, locale)
    if pressed:
        wanted = "all" if days == "all" else int(str(days))
        if _start(draft, parent, current, wanted, PATHS if futures == MANY else None):
            st.rerun()


def _keep(draft: Draft, parent: Scenario, current: Scenario, locale: str) -> None:
    try:
        files.keep_as_file(draft, parent, current)
    except PlannerError as error:
        st.error(components.as_text(str(error)))
        return
    st.success(say("file written", locale, file=components.as_text(files.file_of(draft).name)))


def _start(draft: Draft, parent: Scenario, current: Scenario, days: Any, paths: int | None) -> str | None:
    """Start the solve under the draft's name; what was taken away needs the whole scenario, not an overlay."""
    overlay: dict[str, Any] = {}
    if draft.edits.count:
        overlay = editor.nested(draft.edits.changes) | {"name": variant_name(draft), "title": draft.title}
    if paths and current.uncertainty is None:
        try:
            overlay["uncertainty"] = _spread(current)
        except PlannerError as error:
            st.error(f"{say('futures refused', state.locale())}\n\n{components.as_code(str(error))}")
            return None
        if overlay["uncertainty"] is None:
            st.error(say("futures no pattern", state.locale()))
            return None
    source: Path | Mapping[str, Any] = files.parent_file(draft) or parent.values()
    if draft.edits.removed:
        source = scenario_of(parent, draft.edits).values()
    return solving.start(source, days, overlay or None, paths=paths)


def _spread(current: Scenario) -> dict[str, Any] | None:
    """The spread of the first scenario at hand that has one, as far as it fits; None where none has. ScenarioError."""
    at_hand = part_at_hand("uncertainty")
    if at_hand is None:
        return None
    section = spread_for(current, at_hand[1])
    current.with_(uncertainty=section)
    return section
