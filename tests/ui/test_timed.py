"""A timer set on a page just left leads to the page shown; on the page shown it draws."""

from __future__ import annotations

from typing import NoReturn

import pytest
import streamlit as st

from planner.ui.kit import timed


class Went(Exception):  # noqa: N818 - as st.rerun ends a drawing
    """Where a drawing was ended in favour of another."""


@pytest.fixture
def plan_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """The page Plan, shown last; drawings that end in favour of another say which."""

    def switch(page: str, query_params: dict[str, str]) -> NoReturn:
        raise Went(page, query_params)

    def again() -> NoReturn:
        raise Went("again")

    monkeypatch.setattr(st, "switch_page", switch)
    monkeypatch.setattr(st, "rerun", again)
    monkeypatch.setattr(st, "session_state", {timed.SHOWN: ("plan's", "page Plan", {"run": "a"})})


@pytest.mark.usefixtures("plan_shown")
def test_a_part_of_a_page_left_leads_to_the_page_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: neither the part nor the whole page it asks for is drawn on the page left; on the page shown both are."""
    drawn: list[str] = []
    monkeypatch.setattr(st, "fragment", lambda draw, run_every: draw)
    part = timed.part(drawn.append, "1s")
    monkeypatch.setattr(timed, "_page_of_run", lambda: "electrons'")
    with pytest.raises(Went) as ended:
        part("a solve")
    assert (ended.value.args, drawn) == (("page Plan", {"run": "a"}), [])
    monkeypatch.setattr(timed, "_page_of_run", lambda: "plan's")
    part("a solve")
    assert drawn == ["a solve"]
    with pytest.raises(Went, match="again"):
        timed.whole_page()
