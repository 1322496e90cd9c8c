"""The parts of a scenario as a form, in the order of its files: fields, groups within groups, tables, parts to add."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from planner.drafts.tables import is_table, spec_of
from planner.errors import PlannerError
from planner.scenario.changes import split
from planner.scenario.words.spec import Spec, at, specs
from planner.ui.kit import components, state
from planner.ui.workspace import editor
from planner.ui.workspace.fields import field
from planner.ui.workspace.tables import table
from planner.words import say
from planner.words.fields import meaning

if TYPE_CHECKING:
    from pathlib import Path

    from pydantic import BaseModel

    from planner.ui.workspace.form import Form

KEY = "key"
SECTIONS = (
    KEY, "horizon", "objective", "site", "fleet", "demand", "workloads", "power", "finance", "forecast", "uncertainty",
)  # fmt: skip
SECTION_KEY = "section"
ABREAST = 3


def sections(form: Form) -> None:
    """The choice of a part, and its fields; only the part chosen is drawn."""
    chosen = st.segmented_control(
        say("section", form.locale), SECTIONS, default=KEY, required=True, key=SECTION_KEY,
        format_func=lambda name: say(f"section {name}", form.locale), label_visibility="collapsed",
        persist_state="session",
    )  # fmt: skip
    if chosen in (None, KEY):
        _key_values(form)
    else:
        _part(form, str(chosen), spec_of(str(chosen)), top=True)


def _key_values(form: Form) -> None:
    """What most people change: scalars of all parts, racks and workloads with few columns."""
    components.finding(say("site and market", form.locale))
    items = editor.scalars(form.parent, form.locale)
    for start in range(0, len(items), ABREAST):
        for column, item in zip(st.columns(ABREAST), items[start : start + ABREAST], strict=False):
            with column:
                field(form, item.path, spec_of(item.path), item.label)
    for group, title in ((editor.RACKS, "racks"), (editor.WORKLOADS, "workloads")):
        components.finding(say(title, form.locale))
        table(form, group, editor.COLUMNS[group])


def _part(form: Form, path: str, spec: Spec, *, top: bool = False) -> None:
    """A group of fields, a table, or a part that is not there and can be added."""
    if is_table(spec):
        _heading(path, spec, form.locale, top=top)
        table(form, path)
        _inside_one(form, path, spec)
    elif spec.model is not None and form.value(path) is None:
        _heading(path, spec, form.locale, top=top)
        _add(form, path)
    elif spec.model is not None:
        _heading(path, spec, form.locale, top=top)
        if spec.optional and not form.disabled:
            st.button(
                say("remove part", form.locale), key=form.key("remove", path), on_click=_put_later, args=(path, None)
            )
        form.say_problems(path, below=False)
        _fields(form, path, spec.model)


def _heading(path: str, spec: Spec, locale: str, *, top: bool) -> None:
    if not top:
        components.finding(components.as_text(path))
    components.note(components.as_text(meaning(spec.description, locale)))


def _fields(form: Form, path: str, model: type[BaseModel]) -> None:
    """Single values three abreast, then the groups."""
    inner = specs(model)
    single = [name for name, spec in inner.items() if spec.model is None and not is_table(spec)]
    for start in range(0, len(single), ABREAST):
        for column, name in zip(st.columns(ABREAST), single[start : start + ABREAST], strict=False):
            with column:
                field(form, f"{path}.{name}", inner[name])
    for name, spec in inner.items():
        if name not in single:
            _part(form, f"{path}.{name}", spec)


def _inside_one(form: Form, path: str, spec: Spec) -> None:
    """Groups inside the rows of a table, such as the offers of a workload: of the row that is chosen."""
    model = spec.item.model if spec.item else None
    groups = [name for name, part in specs(model).items() if is_table(part) or part.model] if model else []
    items = form.value(path)
    if not groups or not isinstance(items, dict) or not items:
        return
    name = st.selectbox(say("inside row", form.locale), list(items), key=form.key("inside", path))
    for group in groups:
        inner = f"{path}.{name}.{group}"
        if name is not None and "." not in name and form.value(inner) is not None:
            _part(form, inner, spec_of(inner))


# ------------------------------------------------------------------ parts that are not there


LATER = "put-later"


def _put_later(path: str, value: Any) -> None:
    st.session_state[LATER] = (path, value)


def take_later(form: Form) -> bool:
    """Take over a part that a button added or took away; True where one did."""
    later = st.session_state.pop(LATER, None)
    if later is not None:
        form.put(*later)
    return later is not None


def _add(form: Form, path: str) -> None:
    """A button that adds the part as a scenario file has it, where one has; else a sentence."""
    at_hand = part_at_hand(path)
    if at_hand is None:
        components.note(say("no part", form.locale))
        return
    label = say("add part", form.locale, file=components.as_text(at_hand[0]))
    if st.button(label, key=form.key("add", path), icon=":material/add:", disabled=form.disabled):
        form.put(path, at_hand[1])


def part_at_hand(path: str) -> tuple[str, Any] | None:
    """The first scenario file that has a part, by name, and its values; None where none has."""
    for file in state.scenario_files():
        value = _part_of(file, path)
        if value is not None:
            return file.stem, value
    return None


def _part_of(file: Path, path: str) -> Any:
    """A part as a scenario file has it; None where it has none. A file that does not name it is not loaded."""
    try:
        if f"{path.rpartition('.')[2]}:" not in file.read_text(encoding="utf-8"):
            return None
        return at(state.scenario_of_file(file).values(), split(path))
    except (OSError, UnicodeDecodeError, PlannerError):  # what is wrong with it is said where it is the parent
        return None
