"""A form over the values of a draft: what was read, what is wrong, what was typed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import streamlit as st

from planner.drafts.edits import Edits, between, with_value
from planner.scenario.changes import split
from planner.scenario.words.spec import at
from planner.ui.kit import components
from planner.words import say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planner.scenario.schema import Scenario

MOST_PROBLEMS = 5


@dataclass
class Form:
    """The values a page draws as fields; `typed` gathers what the fields say now."""

    parent: Scenario
    parent_values: Mapping[str, Any]
    values: Mapping[str, Any]
    edits: Edits
    problems: Mapping[str, str]
    version: int
    locale: str
    disabled: bool = False
    typed: dict[str, Any] = field(default_factory=dict)
    shown_problems: set[str] = field(default_factory=set)

    def value(self, path: str) -> Any:
        """The value at a path, right or wrong."""
        return at(self.values, split(path))

    def parent_value(self, path: str) -> Any:
        """The parent's; None where it has none."""
        return at(self.parent_values, split(path))

    def key(self, kind: str, path: str) -> str:
        """Key of a widget, new with every version of the draft that did not come from its widgets."""
        return f"{kind}|{self.version}|{path}"

    def put(self, path: str, value: Any) -> None:
        """Note what a field says, where that is something else than before."""
        if value != self.value(path) or isinstance(value, bool) is not isinstance(self.value(path), bool):
            self.typed[path] = value

    def edits_now(self) -> Edits:
        """What the draft changes with all that was typed."""
        if not self.typed:
            return self.edits
        values = dict(self.values)
        for path, value in self.typed.items():
            values = with_value(values, path, value)
        return between(self.parent_values, values)

    def say_problems(self, path: str, *, below: bool = True) -> None:
        """What is wrong with a field, right below it."""
        texts = [
            text for where, text in self.problems.items() if where == path or (below and where.startswith(f"{path}."))
        ]
        self.shown_problems.update(texts)
        if texts:
            more = len(texts) - MOST_PROBLEMS
            listed = texts[:MOST_PROBLEMS] + ([say("more problems", self.locale, count=more)] if more > 0 else [])
            st.error("\n\n".join(components.as_text(text.replace("\n\nhint:", " →")) for text in listed))
