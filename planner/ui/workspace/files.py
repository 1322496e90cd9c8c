"""The draft as YAML, down and up, and as a scenario file of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from planner.drafts.draft import LONGEST_TITLE, cleaned, new_draft, variant_name
from planner.drafts.edits import between
from planner.errors import PlannerError, ScenarioError, located
from planner.scenario.files import load as files
from planner.scenario.files.writing import draft_text
from planner.scenario.files.yaml_text import LONGEST
from planner.ui.kit import components, state
from planner.ui.workspace import session
from planner.words import say

if TYPE_CHECKING:
    from pathlib import Path

    from planner.drafts.draft import Draft
    from planner.scenario.schema import Scenario

MOST_MB = 2
RUN = "run:"


def file_of(draft: Draft) -> Path:
    """Where the draft would stand as a scenario file."""
    return state.scenario_folder() / f"{variant_name(draft)}.yaml"


def parent_file(draft: Draft) -> Path | None:
    """The file a draft starts from; None where that is a run."""
    return None if draft.parent.startswith(RUN) else state.scenario_folder() / draft.parent


def yaml_of(draft: Draft, parent: Scenario, current: Scenario) -> str:
    """The draft as a file: what differs from its parent; whole where a name was taken away, or of a run."""
    file, base = file_of(draft), parent_file(draft)
    below = None if base is None or draft.edits.removed else (base.name, parent)
    return draft_text(current, below, file)


def download(draft: Draft, parent: Scenario, current: Scenario) -> None:
    """The draft as YAML."""
    st.download_button(
        say("yaml down", state.locale()), data=lambda: yaml_of(draft, parent, current),
        file_name=f"{variant_name(draft)}.yaml", mime="application/yaml", key="yaml-down", on_click="ignore",
        icon=":material/download:",
    )  # fmt: skip


def upload(draft: Draft, parent: Scenario, *, disabled: bool) -> None:
    """A scenario file of people's own becomes a draft; what is wrong with it is said, and the draft at hand stays."""
    locale = state.locale()
    given = st.file_uploader(
        say("yaml up", locale), type=["yaml", "yml"], max_upload_size=MOST_MB, disabled=disabled,
        key=f"yaml-up|{session.version()}",
    )  # fmt: skip
    if given is None:
        return
    try:
        own = draft_from(given.getvalue(), str(given.name), draft.parent, parent)
    except PlannerError as error:
        st.error(f"{say('yaml refused', locale)}\n\n{components.as_code(str(error)[:MOST_CHARACTERS])}")
        return
    session.keep(own, anew=True)
    st.rerun()


MOST_CHARACTERS = 3000


def draft_from(content: bytes, name: str, parent_name: str, parent: Scenario) -> Draft:
    """A draft from an uploaded file: against the file it extends where that is here, else against the parent at hand.

    ScenarioError as for any scenario file; nothing in it is executed, and it reads no file outside the folder.
    """
    label = cleaned(name)[:LONGEST_TITLE]
    if len(content) > LONGEST:
        problem = f"the file has {len(content):,} bytes; {LONGEST:,} are allowed."
        raise ScenarioError(located(label, problem, "a scenario is text of some ten thousand characters."))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ScenarioError(located(label, "the file is not text in UTF-8.", "save it as UTF-8.")) from None
    scenario = files.load_text(text, label, state.scenario_folder())
    base = (scenario.parent or "").replace("\\", "/").rpartition("/")[2]
    return draft_against(base, scenario, parent_name, parent)[0]


def draft_against(base: str, scenario: Scenario, parent_name: str, parent: Scenario) -> tuple[Draft, Scenario]:
    """A draft of a scenario against a file of the folder where that is here, else the parent at hand; and that parent.

    ScenarioError where the file is wrong.
    """
    if base in {path.name for path in state.scenario_files()}:
        parent_name, parent = base, state.scenario_of_file(state.scenario_folder() / base)
    edits = between(parent.values(), scenario.values())
    return new_draft(cleaned(scenario.title)[:LONGEST_TITLE], state.person(), parent_name, edits), parent


def keep_as_file(draft: Draft, parent: Scenario, current: Scenario) -> None:
    """Write the draft beside the other scenarios; a file that is there is not overwritten. ScenarioError."""
    file, base = file_of(draft), parent_file(draft)
    if file.exists():
        raise ScenarioError(located(file.name, say("file there", state.locale())))
    files.save(current, file, None if base is None or draft.edits.removed else base)
