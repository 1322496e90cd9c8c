"""Before any page: is the app open here, and who comes in? Login is Streamlit's own, by OpenID Connect."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from planner.access import door, rights
from planner.ui.kit import components, state
from planner.words import say

if TYPE_CHECKING:
    from collections.abc import Mapping

AUTH = "auth"  # of .streamlit/secrets.toml


def enter() -> None:
    """Stop here, with a sentence, where the app is shut or nobody has logged in; else take the person's role."""
    providers = login_providers()
    if door.is_shut(st.get_option("server.address"), login=providers is not None):
        st.error(say("door shut", state.locale(), variable=door.OPEN_VARIABLE))
        st.stop()
    if providers is None:
        return
    user = st.user.to_dict()
    if not user.get("is_logged_in"):
        _log_in(providers)
        st.stop()
    rights.claim(state.person(), user)


def login_providers() -> list[str] | None:
    """Names of the providers of login, none for a single unnamed one; None where no login is configured."""
    try:
        section: Mapping[str, object] = st.secrets[AUTH]
    except (FileNotFoundError, KeyError):
        return None
    return [name for name, value in section.items() if hasattr(value, "items")]


def _log_in(providers: list[str]) -> None:
    locale = state.locale()
    components.headline(say("login", locale))
    st.markdown(say("login why", locale))
    choices: list[str | None] = [*providers] if providers else [None]
    for provider in choices:
        label = (
            say("login with", locale, provider=components.as_text(provider)) if provider else say("login now", locale)
        )
        st.button(label, key=f"login-{provider}", type="primary", on_click=st.login, args=(provider,))


def who() -> None:
    """Who is logged in, and the way out."""
    if state.logged_in() is None:
        return
    locale = state.locale()
    role = say(f"role {rights.role_of(state.person())}", locale)
    with st.popover(components.as_text(state.person())):
        st.caption(role)
        st.button(say("logout", locale), key="logout", on_click=st.logout)
