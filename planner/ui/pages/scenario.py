"""Page *Scenario*: what do we assume, and says who?"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import streamlit as st

from planner.errors import PlannerError
from planner.ui.kit import components, editor, solving, state
from planner.words.pages import say

if TYPE_CHECKING:
    from pathlib import Path

    from planner.plan.plan import Plan
    from planner.scenario.schema import Scenario

DRAFTS = "drafts"
RUN, PARENT_KEY = "run:", "parent"


@dataclass
class Draft:
    """What was changed against a parent; lives in the session, so no page change loses it."""

    changes: dict[str, Any] = field(default_factory=dict)
    version: int = 0  # in the keys of widgets: undoing all changes makes new ones


def show() -> None:
    """Parent, changes against it, editor of the headline values, Solve, and every value with its source."""
    locale = state.locale()
    components.headline(say("scenario lead", locale))
    run = _shown_run()
    choices = [path.name for path in state.scenario_files()]
    if run is not None and run.manifest.get("scenario"):
        choices.append(f"{RUN}{run.run_id}")
    chosen = state.choice(PARENT_KEY, choices)
    if chosen is None:
        st.info(say("no scenarios", locale, folder=state.scenario_folder()), icon=":material/info:")
        return
    st.selectbox(
        say("parent", locale), choices, format_func=lambda name: _parent_label(name, locale), key=PARENT_KEY,
        on_change=state.picked, args=(PARENT_KEY,),
    )  # fmt: skip
    try:
        of_run = chosen.startswith(RUN) and run is not None
        parent = state.scenario_of_run(run) if of_run and run else state.scenario_of_file(_file(chosen))
    except PlannerError as error:
        st.error(str(error))
        return
    draft = _draft(chosen)
    _edit(parent, draft, chosen, locale)
    current = _checked(parent, draft)
    _difference(parent, current, draft, chosen, locale)
    _solve(parent, current, draft, chosen, locale)
    _every_value(current or parent, run, locale)


def _shown_run() -> Plan | None:
    run_id = state.shown_run()
    if run_id is None:
        return None
    try:
        return state.plan(run_id)
    except PlannerError:
        return None


def _parent_label(name: str, locale: str) -> str:
    return say("of run", locale, run=name.removeprefix(RUN)) if name.startswith(RUN) else name


def _file(name: str) -> Path:
    return state.scenario_folder() / name


def _draft(parent: str) -> Draft:
    drafts: dict[str, Draft] = st.session_state.setdefault(DRAFTS, {})
    return drafts.setdefault(parent, Draft())


def _edit(parent: Scenario, draft: Draft, chosen: str, locale: str) -> None:
    with st.expander(say("headline values", locale), expanded=True, icon=":material/edit:"):
        components.note(say("kept", locale))
        components.finding(say("site and market", locale))
        columns = st.columns(4)
        for number, item in enumerate(editor.scalars(parent, locale)):
            with columns[number % len(columns)]:
                _scalar(parent, item, draft, chosen, locale)
        for group, title in ((editor.RACKS, "racks table"), (editor.WORKLOADS, "workloads table")):
            components.finding(say(title, locale))
            _table(parent, group, draft, chosen, locale)


def _scalar(parent: Scenario, item: editor.Editable, draft: Draft, chosen: str, locale: str) -> None:
    key = f"edit|{chosen}|{draft.version}|{item.path}"
    now = draft.changes.get(item.path, item.field.value)
    mark = "● " if item.path in draft.changes else ""
    help_text = editor.explain(item.field, locale)
    if item.is_quarter:
        options = editor.quarters(parent, str(now))
        value: Any = st.selectbox(mark + item.label, options, index=options.index(str(now)), key=key, help=help_text)
    else:
        value = st.number_input(mark + item.label, value=float(now), format="%g", key=key, help=help_text)
    value = editor.typed(item.path, value)
    _keep(draft, item.path, value, item.field.value)


def _keep(draft: Draft, path: str, value: Any, parent_value: Any) -> None:
    """Note a change in the draft, or that it is undone; what is kept is drawn with a mark the next time."""
    before = dict(draft.changes)
    if value == parent_value:
        draft.changes.pop(path, None)
    else:
        draft.changes[path] = value
    if before != draft.changes:
        st.rerun()


def _table(parent: Scenario, group: str, draft: Draft, chosen: str, locale: str) -> None:
    key = f"table|{chosen}|{draft.version}|{group}"
    base_key = f"base|{key}"
    if key not in st.session_state or base_key not in st.session_state:
        # Drawn anew after another page: start from the draft, and then leave it, as the editor adds its own edits.
        st.session_state[base_key] = editor.table(parent, group, draft.changes)
    names = editor.labels(group, locale)
    config = {column: st.column_config.Column(label) for column, label in names.items()}
    edited = st.data_editor(st.session_state[base_key], column_config=config, num_rows="fixed", key=key)
    changes = editor.changes_of_table(parent, group, edited)
    others = {path: value for path, value in draft.changes.items() if not path.startswith(f"{group}.")}
    draft.changes = others | changes


def _checked(parent: Scenario, draft: Draft) -> Scenario | None:
    """The scenario with its changes; None, with the words of the check, where they are not allowed."""
    if not draft.changes:
        return parent
    try:
        return parent.with_(**draft.changes)
    except PlannerError as error:
        st.error(f"{say('wrong', state.locale())}\n\n```\n{error}\n```")
        return None


def _difference(parent: Scenario, current: Scenario | None, draft: Draft, chosen: str, locale: str) -> None:
    name = _parent_label(chosen, locale)
    count = len(draft.changes)
    key = {0: "unchanged", 1: "one change"}.get(count, "changed")
    left, right = st.columns([4, 1], vertical_alignment="center")
    left.markdown(f"#### {say(key, locale, count=count, parent=name)}")
    if count and right.button(say("reset", locale), key="reset", icon=":material/undo:"):
        draft.changes.clear()
        draft.version += 1
        st.rerun()
    if count and current is not None:
        heads = (say("path", locale), say("parent value", locale), say("new value", locale), say("unit", locale))
        components.plain_table(editor.difference_table(parent, current, heads))


def _solve(parent: Scenario, current: Scenario | None, draft: Draft, chosen: str, locale: str) -> None:
    columns = st.columns([3, 2, 1], vertical_alignment="bottom")
    suffix = "-variant" if draft.changes else ""
    name = columns[0].text_input(
        say("name", locale), value=f"{parent.name}{suffix}"[:60], key=f"name|{chosen}|{bool(draft.changes)}",
        disabled=not draft.changes,
    )  # fmt: skip
    days = columns[1].segmented_control(
        say("solve days", locale), ["3", "all"], default="3", required=True, key="solve-days",
        format_func=lambda value: solving.days_text(str(value), locale),
    )  # fmt: skip
    pressed = columns[2].button(
        say("solve", locale), type="primary", key="solve", disabled=current is None, icon=":material/play_arrow:"
    )
    if not pressed or current is None:
        return
    overlay = editor.nested(draft.changes)
    if draft.changes:
        overlay |= {"name": slug(name) or parent.name, "title": name}
    source = _file(chosen) if not chosen.startswith(RUN) else parent.values()
    if solving.start(source, "all" if days == "all" else int(str(days)), overlay or None):
        st.rerun()


def slug(text: str) -> str:
    """A name as scenario files want it: small letters, digits, hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:60]


def _every_value(scenario: Scenario, run: Plan | None, locale: str) -> None:
    components.finding(say("every value", locale))
    text = st.text_input(say("search", locale), key="search", icon=":material/search:", persist_state="session")
    table = editor.all_values(scenario, run)
    found = editor.search(table, str(text or ""))
    components.note(say("found", locale, count=len(found), total=len(table)))
    heads = {column: say(head, locale) for column, head in HEADS.items()}
    shown = found.assign(kind=[say(str(kind), locale) for kind in found["kind"]]).rename(columns=heads)
    st.dataframe(shown, hide_index=True, key="values", height=460)
    components.download(found, "assumptions-of-scenario")


HEADS = {
    "path": "path", "value": "value", "unit": "unit", "kind": "kind", "source": "source", "reason": "reason",
    "where": "where", "description": "meaning",
}  # fmt: skip
