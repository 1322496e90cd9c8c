"""What the pages share: the store, the run shown, the language, the scenarios at hand."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import streamlit as st

from planner.access import people
from planner.errors import PlannerError, ScenarioError, StoreError
from planner.plan.accounts.statements import statements_table
from planner.plan.several import uncertain
from planner.plan.store import disk as store
from planner.plan.store import record
from planner.plan.store.standing import standings
from planner.plan.store.trail import read as read_trail
from planner.scenario.portfolio import is_portfolio
from planner.ui.kit import link
from planner.whole_files import sweep_below
from planner.words import formats

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from planner.plan.accounts.statements import Accounts
    from planner.plan.plan import Plan
    from planner.plan.store.trail import Trail
    from planner.scenario.schema import Scenario

RUN_KEY, LOCALE_KEY, UNCERTAIN_KEY = "run", "lang", "uncertain"
SHOWN, MISSING, FIRST = "run|shown", "run|missing", "run|first"
BASE = "les-ulis-base.yaml"
STORE_VARIABLE, SCENARIOS_VARIABLE = "PLANNER_STORE", "PLANNER_SCENARIOS"
SCHEDULES_VARIABLE, SCHEDULES = "PLANNER_SCHEDULES", "schedules.yaml"


def store_path() -> Path:
    """Where runs are kept: PLANNER_STORE, or `runs` in the working directory."""
    return Path(os.environ.get(STORE_VARIABLE, "") or store.DEFAULT_STORE)


@st.cache_resource(show_spinner=False)
def sweep_store(store: Path) -> None:
    """Once a process and store, beside the pages: what killed writers left there goes."""

    def work() -> None:
        with contextlib.suppress(OSError):
            sweep_below(store)

    threading.Thread(target=work, daemon=True).start()


def scenario_folder() -> Path:
    """Where scenario files are: PLANNER_SCENARIOS, or `scenarios` beside the code."""
    given = os.environ.get(SCENARIOS_VARIABLE, "")
    return Path(given) if given else Path(__file__).resolve().parents[3] / "scenarios"


def schedules_path() -> Path:
    """The timetable that the page Schedules shows: PLANNER_SCHEDULES, or schedules.yaml beside the scenarios."""
    given = os.environ.get(SCHEDULES_VARIABLE, "")
    return Path(given) if given else scenario_folder().parent / SCHEDULES


def base_scenario() -> Path:
    """The scenario that is solved when there is no run yet."""
    return scenario_folder() / BASE


def scenario_files() -> list[Path]:
    """Scenario files at hand, the base first; portfolios are for the command line."""
    files = sorted(path for path in scenario_folder().glob("*.yaml") if not is_portfolio(path))
    return sorted(files, key=lambda path: path.name != BASE)


def choice(key: str, options: Sequence[str]) -> str | None:
    """The option a widget shows: what was picked or a link asks for, if it is there, else the first.

    What was picked is kept apart from the widget, because Streamlit forgets a widget's value when its options change
    or another page is shown. Sets the widget's state and the address; call it just before the widget is drawn, give
    the widget `on_change=picked`, and use what it returns.
    """
    wanted = link.picked(key)
    value = wanted if wanted in options else next(iter(options), None)
    if value is None:
        st.session_state.pop(key, None)
        return None
    if st.session_state.get(key) not in (None, value):
        link.moved(key, st.session_state[key])
    st.session_state[key] = value
    if wanted in options:
        link.put(key, value)
    return value


def not_there(key: str, options: Sequence[str]) -> str | None:
    """What was asked for and is not among the options; None where all is well."""
    wanted = link.picked(key)
    return None if wanted is None or wanted in options else wanted


def picked(key: str) -> None:
    """Keep what was just picked in a widget; not what a browser still showed when something else was changed."""
    if link.is_echo(key):
        return
    value = st.session_state[key]
    link.pick(key, None if value is None else str(value))


def locale() -> str:
    """ "en" or "fr"."""
    return formats.language(link.picked(LOCALE_KEY) or "en")


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
    link.pick(RUN_KEY, run_id)


def show_uncertain(run_id: str) -> None:
    """Show a plan under uncertainty on its page from the next rerun on."""
    link.pick(UNCERTAIN_KEY, run_id)


def settle() -> record.Front:
    """Find out, once a run of the script, which run is shown; returns what everyone sees who asks for none."""
    table = runs()
    first = record.front(table, trail())
    wanted, missing = link.picked(RUN_KEY), not_there(RUN_KEY, list(table["run_id"]))
    shown = first.run_id if wanted is None and first.why != "gone" else None if missing else wanted
    st.session_state[SHOWN], st.session_state[MISSING], st.session_state[FIRST] = shown, missing, first
    return first


def first_page() -> record.Front:
    """What everyone sees who asks for no run."""
    first = st.session_state[FIRST]
    assert isinstance(first, record.Front)
    return first


def shown_run() -> str | None:
    """The run shown: that picked or linked to, else everyone's front page; None where that is none, or is gone."""
    shown = st.session_state.get(SHOWN)
    return str(shown) if shown else None


def missing_run() -> str | None:
    """The run a link asks for that is not in the store; None where all is well."""
    missing = st.session_state.get(MISSING)
    return str(missing) if missing else None


def trail() -> Trail:
    """Who did what with which run; read anew, as others write to it."""
    return read_trail(store_path())


def person() -> str:
    """Who looks at the page: the person logged in, else the user of the operating system."""
    return logged_in() or people.person()


def logged_in() -> str | None:
    """Address or name of the person logged in; None where the app asks for no login."""
    user = st.user.to_dict()
    name = user.get("email") or user.get("name") if user.get("is_logged_in") else None
    return str(name) if name else None


def beside(run: Plan) -> dict[str, Plan]:
    """The other plans that figures of a run stand beside: that of record, and that of record last month."""
    actions = trail()
    wanted = {
        "locked": standings(actions).locked,
        "last month": record.before_this_month(actions, dt.datetime.now(dt.UTC)),
    }
    if wanted["last month"] == wanted["locked"]:
        del wanted["last month"]
    others = {}
    for name, run_id in wanted.items():
        if run_id and run_id != run.run_id:
            with contextlib.suppress(StoreError):  # removed since: a figure then stands beside fewer others
                others[name] = plan(run_id)
    return others


def scenario_named(name: str) -> Scenario | None:
    """The scenario in the file of a name; None where there is none, or what is wrong with it the page Scenario says."""
    path = scenario_folder() / f"{name}.yaml"
    if not path.is_file():
        return None
    with contextlib.suppress(PlannerError):
        return scenario_of_file(path)
    return None


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
    stamps = tuple((file.name, file.stat().st_mtime_ns) for file in sorted(scenario_folder().glob("*.yaml")))
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
