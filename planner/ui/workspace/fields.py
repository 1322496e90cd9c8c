"""One value as a widget (number, quarter, date, choice, yes or no, list, text); beside it bounds, source, parent."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, get_args, get_origin

import streamlit as st

from planner.drafts import hints
from planner.drafts.cells import cell_text, cell_value
from planner.ui.kit import components
from planner.words import say
from planner.words.fields import meaning, unit_text

if TYPE_CHECKING:
    from planner.scenario.words.spec import Spec
    from planner.ui.workspace.form import Form

LONGEST_SOURCE = 90
EARLIEST, LATEST = dt.date(2000, 1, 1), dt.date(2100, 12, 31)


def field(form: Form, path: str, spec: Spec, label: str | None = None) -> None:
    """A value with its unit in the label; below it what is wrong, what is allowed, who says so, what the parent has."""
    unit = f" [{unit_text(spec.unit, form.locale)}]" if spec.unit else ""
    mark = "● " if form.edits.at_or_below(path) else ""
    name = f"{mark}{label or path.rpartition('.')[2]}{unit}"
    value = _widget(form, path, spec, name)
    form.put(path, value)
    form.say_problems(path)
    st.caption(components.as_text(_beside(form, path, spec)))


def _widget(form: Form, path: str, spec: Spec, label: str) -> Any:
    now = form.value(path)
    how: dict[str, Any] = {
        "key": form.key("edit", path), "disabled": form.disabled,
        "help": f"`{path}` {meaning(spec.description, form.locale)}",
    }  # fmt: skip
    if spec.kind in (int, float) and not isinstance(now, str | bool):
        return _number(form, spec, label, now, how)
    if spec.kind is bool and isinstance(now, bool) and not spec.optional:
        return st.checkbox(label, value=now, **how)
    if hints.is_quarter(spec) and (now is None or isinstance(now, str)):
        return _choice(form, label, hints.quarters(form.parent, now), now, spec, how)
    if spec.choices:
        return _choice(form, label, list(get_args(spec.kind)), now, spec, how)
    if spec.kind is dt.date and (now is None or _date(now)):
        day = st.date_input(label, value=_date(now), min_value=EARLIEST, max_value=LATEST, format="YYYY-MM-DD", **how)
        return day.isoformat() if isinstance(day, dt.date) else None
    typed = st.text_input(label, value=cell_text(now), placeholder=_empty(form, spec), **how)
    read = cell_value(typed, spec)
    return now if typed == cell_text(now) else read


def _number(form: Form, spec: Spec, label: str, now: float | None, how: dict[str, Any]) -> float | None:
    whole = spec.kind is int and (now is None or isinstance(now, int))
    step = hints.step(spec, now)
    typed = st.number_input(
        label,
        value=now if now is None or whole else float(now),
        step=int(step) if whole else float(step),
        format="%d" if whole else "%g",
        placeholder=_empty(form, spec),
        **how,
    )
    return None if typed is None else typed if whole else _as_before(float(typed), now)


def _as_before(typed: float, now: float | None) -> float:
    """The value there was, where that is the same number: 10 stays 10."""
    return now if now is not None and typed == now else typed


def _choice(form: Form, label: str, options: list[Any], now: Any, spec: Spec, how: dict[str, Any]) -> Any:
    listed = [*([None] if spec.optional else []), *options]
    if now not in listed:
        listed.append(now)
    empty = _empty(form, spec)
    return st.selectbox(
        label, listed, index=listed.index(now), format_func=lambda one: empty if one is None else str(one), **how
    )


def _date(value: Any) -> dt.date | None:
    try:
        return None if value is None else dt.date.fromisoformat(value)
    except (TypeError, ValueError):
        return None


def _empty(form: Form, spec: Spec) -> str:
    return say("field empty", form.locale) if spec.optional or get_origin(spec.kind) is tuple else ""


def _beside(form: Form, path: str, spec: Spec) -> str:
    """Bounds, kind and source, and what the parent says where the draft says something else."""
    parts = [hints.bounds_text(spec, form.locale)]
    if form.edits.at_or_below(path):
        before = cell_text(form.parent_value(path)) or say("field empty", form.locale)
        parts.append(say("parent had", form.locale, value=before))
    else:
        origin = form.parent.provenance.get(path)
        who = origin.source if origin and origin.source != origin.kind else origin.reason if origin else ""
        source = f"{say(f'kind {origin.kind}', form.locale)} · {who}" if origin else ""
        parts.append(source if len(source) <= LONGEST_SOURCE else f"{source[:LONGEST_SOURCE]}…")
    return " · ".join(part for part in parts if part) or say("default of schema", form.locale)
