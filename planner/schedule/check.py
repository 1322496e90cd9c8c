"""All that can be told of a timetable before it runs: the file, its scenarios, its data, its secrets."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from planner import api
from planner.errors import DataError, PlannerError, ScenarioError, located
from planner.schedule import refresh
from planner.schedule.file import Schedules, load_schedules

if TYPE_CHECKING:
    from planner.schedule.fields import Schedule, Source


def check(path: str | Path, now: dt.datetime | None = None) -> list[str]:
    """Everything wrong with a timetable, a message each; empty where all is well. Sends nothing and solves nothing.

    The file itself (cron lines, subjects, recipients), each scenario as `planner check` reads it, each source of data:
    it is fetched, commands too, and its columns, units and age are held against what was agreed; nothing is put in
    place. Secrets must be in the environment.
    """
    try:
        schedules = load_schedules(path)
    except ScenarioError as error:
        return [str(error)]
    moment = now or dt.datetime.now(dt.UTC)
    return [text for name, entry in schedules.entries.items() for text in _entry(schedules, name, entry, moment)]


def _entry(schedules: Schedules, name: str, entry: Schedule, now: dt.datetime) -> Iterator[str]:
    home = schedules.file.parent
    for source, table in entry.data.items():
        problem = _source(source, table, home, now)
        if problem:
            yield f"{name}: {problem}"
    for scenario in entry.scenarios:
        try:
            api.load(schedules.scenario_path(scenario))
        except PlannerError as error:
            yield f"{name}: {error}"
    for variable in _secrets(schedules, entry):
        if not os.environ.get(variable):
            hint = "the process of planner schedule run must have it; a systemd unit reads it from EnvironmentFile."
            yield located(f"{name}: {variable}", "this environment variable is not set here.", hint)


def _secrets(schedules: Schedules, entry: Schedule) -> list[str]:
    """Variables that an entry needs, each once."""
    targets = (*entry.deliver, *entry.alert)
    variables = [one.token_env for one in targets] + [one.token_env for one in entry.data.values()]
    if schedules.smtp is not None and any(one.mail_to for one in targets):
        variables.append(schedules.smtp.password_env)
    return list(dict.fromkeys(variable for variable in variables if variable))


def _source(name: str, source: Source, home: Path, now: dt.datetime) -> str | None:
    """What is wrong with a source of data."""
    program = source.command[0] if source.command else None
    if program and shutil.which(program, path=f"{home}{os.pathsep}{os.environ.get('PATH', '')}") is None:
        return located(f"data {name}", f'there is no program "{program}".', "install it, or give its whole path.")
    try:
        data = refresh.fetch(name, source, home)
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "data.csv"
            file.write_bytes(data)
            refresh.check_table(name, source, file, now)
    except DataError as error:
        return str(error)
    return None
