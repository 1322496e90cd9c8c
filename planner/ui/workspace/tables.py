"""A group of values as a table: rows to add and take away, blocks to paste from Excel; every cell a text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from planner.drafts import hints
from planner.drafts.cells import number_text
from planner.drafts.tables import NAME, VALUE, columns, frame, group_of, has_names, spec_of
from planner.words import has, say
from planner.words.fields import meaning, unit_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from planner.scenario.words.spec import Spec
    from planner.ui.workspace.form import Form

CATALOGUE = "catalogue|"
RACKS = "fleet.racks"
BASES = "base|table|"


def table(form: Form, path: str, only: Sequence[str] | None = None) -> None:
    """A group as a table; below it what is wrong in it. `only`: these columns."""
    group = form.value(path)
    key = form.key("table", path)
    base_key = f"base|{key}"
    if key not in st.session_state or base_key not in st.session_state:
        # Drawn anew after another page: begin with the draft, and then leave it, as the editor adds its own edits.
        for old in [one for one in st.session_state if str(one).startswith(BASES)]:
            if not str(old).startswith(f"{BASES}{form.version}|"):
                del st.session_state[old]
        st.session_state[base_key] = _base(form, path, group, only)
    base: pd.DataFrame = st.session_state[base_key]
    edited = st.data_editor(
        base,
        column_config=_config(form, path, base),
        num_rows="fixed" if form.disabled else "dynamic",
        disabled=True if form.disabled else [str(one) for one in base if str(one).startswith(CATALOGUE)],
        hide_index=True,
        placeholder="",
        key=key,
        alt=path,
    )
    if not form.disabled:
        st.caption(say("table help", form.locale))
    own = edited[[column for column in edited if not str(column).startswith(CATALOGUE)]]
    form.put(path, group_of(own, path, group))
    form.say_problems(path)


def _base(form: Form, path: str, group: Any, only: Sequence[str] | None) -> pd.DataFrame:
    """The table as it is first drawn; of racks, with what the catalogue says beside the columns it may be left to."""
    base = frame(group, path, only)
    if path != RACKS:
        return base
    values = hints.catalogue_values(form.parent)
    for name in hints.FROM_CATALOGUE:
        if name in base:
            cells = [
                number_text(values[at]) if (at := f"{path}.{rack}.{name}") in values else "" for rack in base[NAME]
            ]
            base.insert(list(base.columns).index(name) + 1, f"{CATALOGUE}{name}", cells)
    return base


def _config(form: Form, path: str, base: pd.DataFrame) -> Mapping[str, Any]:
    fields = columns(path)
    config: dict[str, Any] = {}
    for name in map(str, base.columns):
        if name == NAME and has_names(path):
            label = say("row name", form.locale)
            config[name] = st.column_config.TextColumn(label, required=not form.disabled, pinned=True)
        elif name.startswith(CATALOGUE):
            spec = fields[name.removeprefix(CATALOGUE)]
            label = say("of catalogue", form.locale, unit=unit_text(spec.unit, form.locale))
            config[name] = st.column_config.TextColumn(label, help=meaning(spec.description, form.locale))
        else:
            config[name] = _column(form, path, name, fields[name])
    return config


def _column(form: Form, path: str, name: str, spec: Spec) -> Any:
    words = f"label {path}.{name}"
    unit = unit_text(spec.unit or (spec_of(path).unit if name == VALUE else ""), form.locale)
    label = say(words, form.locale) if has(words) else f"{name}{f' [{unit}]' if unit else ''}"
    text = f"{meaning(spec.description, form.locale)} {hints.bounds_text(spec, form.locale)}".strip()
    if spec.kind is bool and not spec.optional:
        return st.column_config.CheckboxColumn(label, help=text, default=False)
    return st.column_config.TextColumn(label, help=text)
