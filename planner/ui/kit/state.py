"""What the pages share: the store, the run shown, the language, the scenarios at hand."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import streamlit as st

from planner.errors import PlannerError, ScenarioError
from planner.plan.accounts.statements import statements_table
from planner.plan.several import uncertain
from planner.plan.store import disk as store
from planner.scenario.portfolio import is_portfolio
from planner.words import formats

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from planner.plan.accounts.statements import Accounts
    from planner.plan.plan import Plan
    from planner.scenario.schema import Scenario

RUN_KEY, LOCALE_KEY, UNCERTAIN_KEY = "run", "lang", "uncertain"
BASE = "les-ulis-base.yaml"
STORE_VARIABLE, SCENARIOS_VARIABLE = "PLANNER_STORE", "PLANNER_SCENARIOS"


def store_path() -> Path:
    """Where runs are kept: PLANNER_STORE, or `runs` in the working directory."""
    return Path(os.environ.get(STORE_VARIABLE, "") or store.DEFAULT_STORE)


def scenario_folder() -> Path:
    """Where scenario files are: PLANNER_SCENARIOS, or `scenarios` beside the code."""
    given = os.environ.get(SCENARIOS_VARIABLE, "")
    return Path(given) if given else Path(__file__).resolve().parents[3] / "scenarios"


def base_scenario() -> Path:
    """The scenario that is solved when there is no run yet."""
    return scenario_folder() / BASE


def scenario_files() -> list[Path]:
    """Scenario files at hand, the base first; portfolios are for the command line."""
    files = sorted(path for path in scenario_folder().glob("*.yaml") if not is_portfolio(path))
    return sorted(files, key=lambda path: path.name != BASE)


def choice(key: str, options: Sequence[str]) -> str | None:
    """The option a widget shows: the one picked before, else that of the page's address, else the first.

    What was picked is kept apart from the widget, because Streamlit forgets a widget's value when its options change
    or another page is shown. Sets the widget's state and the address; call it just before the widget is drawn, give
    the widget `on_change=picked`, and use what it returns.
    """
    wanted = (st.session_state.get(_session_key(key)), st.query_params.get(key), *options[:1])
    value = next((str(option) for option in wanted if option in options), None)
    if value is None:
        st.session_state.pop(_session_key(key), None)
        st.session_state.pop(key, None)
        return None
    st.session_state[_session_key(key)] = st.session_state[key] = value
    if st.query_params.get(key) != value:
        st.query_params[key] = value
    return value


def picked(key: str) -> None:
    """Keep what was just picked in a widget."""
    st.session_state[_session_key(key)] = st.session_state[key]


def _session_key(key: str) -> str:
    return f"picked|{key}"


def locale() -> str:
    """ "en" or "fr"."""
    return formats.language(str(st.session_state.get(_session_key(LOCALE_KEY)) or "en"))


def runs() -> pd.DataFrame:
    """All runs, newest first; read again whenever a run has been added or removed."""
    folder = store_path()
    return _runs(str(folder.resolve()), tuple(store.run_ids(folder)))


@st.cache_data(max_entries=4, show_spinner=False)
def _runs(folder: str, ids: tuple[str, ...]) -> pd.DataFrame:
    return store.list_runs(folder)


def uncertain_runs() -> pd.DataFrame:
    """All plans under uncertainty, newest first; read again whenever one has been added or removed."""
    folder = store_path()
    return _uncertain_runs(str(folder.resolve()), tuple(uncertain.run_ids(folder)))


@st.cache_data(max_entries=4, show_spinner=False)
def _uncertain_runs(folder: str, ids: tuple[str, ...]) -> pd.DataFrame:
    return uncertain.list_runs(folder)


def plan(run_id: str) -> Plan:
    """A saved run; the hours are read when asked for. StoreError if it is missing or broken."""
    return _plan(str(store_path().resolve()), run_id)


@st.cache_resource(max_entries=6, show_spinner=False)
def _plan(folder: str, run_id: str) -> Plan:
    return store.load(folder, run_id)


def accounts(run_id: str) -> Accounts:
    """The accounts of a saved run. PlannerError where it does not hold what they need."""
    return _accounts(str(store_path().resolve()), run_id)


@st.cache_resource(max_entries=6, show_spinner=False)
def _accounts(folder: str, run_id: str) -> Accounts:
    return _plan(folder, run_id).accounts()


def statements(run_id: str, every: str) -> pd.DataFrame:
    """The statements of a saved run by quarter or year."""
    return statements_table(accounts(run_id), every)


def show_run(run_id: str) -> None:
    """Show a run from the next rerun on."""
    st.session_state[_session_key(RUN_KEY)] = run_id


def show_uncertain(run_id: str) -> None:
    """Show a plan under uncertainty on its page from the next rerun on."""
    st.session_state[_session_key(UNCERTAIN_KEY)] = run_id


def shown_run() -> str | None:
    """The run selected in the header, None where there is none."""
    chosen = st.session_state.get(_session_key(RUN_KEY))
    return str(chosen) if chosen else None


def full_run_like(run: Plan) -> str | None:
    """The newest run on every day of the same scenario and data, None where there is none."""
    table = runs()
    same = table.loc[
        (table["scenario_hash"] == run.manifest["scenario_hash"])
        & (table["data_hash"] == run.manifest["data_hash"])
        & (table["days"] == "all")
        & (table["run_id"] != run.run_id)
    ]
    return str(same["run_id"].iloc[0]) if len(same) else None


def scenario_of_file(path: Path) -> Scenario:
    """A scenario from its file, read again when any scenario file has changed. ScenarioError if it is wrong."""
    stamps = tuple((file.name, file.stat().st_mtime_ns) for file in scenario_files())
    return _scenario(str(path), stamps)


def files_with(section: Literal["forecast", "uncertainty"]) -> list[Path]:
    """Scenario files that have a section; one that is wrong has none: the page Scenario says what is wrong with it."""
    files = []
    for path in scenario_files():
        with contextlib.suppress(PlannerError):
            if getattr(scenario_of_file(path), section) is not None:
                files.append(path)
    return files


@st.cache_resource(max_entries=64, show_spinner=False)  # more than a folder holds: pages ask for all of them in turn
def _scenario(path: str, stamps: tuple[tuple[str, int], ...]) -> Scenario:
    from planner.scenario.files.load import load

    return load(path)


def scenario_of_run(run: Plan) -> Scenario:
    """The scenario a run was solved with, from its manifest; its sources are in the run's assumptions."""
    from planner.scenario.schema import Scenario

    values = run.manifest.get("scenario")
    if not values:
        message = f"{run.run_id} was solved without a scenario file, so there is nothing to change."
        raise ScenarioError(message)
    return Scenario.from_values(values, parent=run.run_id)
