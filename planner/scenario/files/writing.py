"""A scenario as YAML text: whole, or what differs from its parent."""

from __future__ import annotations

from io import StringIO
from pathlib import Path as FilePath
from typing import Any

from ruamel.yaml import YAML

from planner.errors import ScenarioError, located
from planner.scenario.files.provenance import Path, Provenance, dotted
from planner.scenario.schema import SCHEMA_FILE, Scenario

LINE = 100
LABELS = ("name", "title")  # a name needs no source


def draft_text(scenario: Scenario, parent: tuple[str, Scenario] | None, file: FilePath) -> str:
    """YAML of a scenario; with a parent (its name in the file, and itself) only the differences to it."""
    written = scenario.model_dump(mode="python")
    content: dict[str, Any] = {}
    if parent is not None:
        name, below = parent
        content["extends"] = name
        _refuse_missing(written, below.model_dump(mode="python"), (), file)
        content |= {"name": scenario.name, "title": scenario.title}
        written = _different(written, below.model_dump(mode="python"), scenario, ())
        written = {key: value for key, value in written.items() if key not in content}
    else:
        written = _sourced(written, scenario, ())
    out = StringIO()
    if (file.parent / SCHEMA_FILE).is_file():
        out.write(f"# yaml-language-server: $schema={SCHEMA_FILE}\n")
    yaml = YAML(typ="rt", pure=True)
    yaml.width = LINE
    yaml.dump(content | written, out)
    return out.getvalue()


def _different(mine: dict[Any, Any], theirs: dict[Any, Any], scenario: Scenario, path: Path) -> dict[Any, Any]:
    """What `mine` holds that `theirs` does not; lists are given whole."""
    found: dict[Any, Any] = {}
    for key, value in mine.items():
        other, here = theirs.get(key), (*path, key)
        if isinstance(value, dict) and isinstance(other, dict):
            below = _different(value, other, scenario, here)
            if below:
                found[key] = below
        elif key not in theirs or value != other:
            found[key] = _sourced(value, scenario, here)
    return found


def _sourced(value: Any, scenario: Scenario, path: Path) -> Any:
    """The value with its provenance, where it has one to show. Lists and dates become what YAML knows."""
    if isinstance(value, dict):
        return {key: _sourced(held, scenario, (*path, key)) for key, held in value.items()}
    if isinstance(value, list | tuple):
        if any(isinstance(item, dict) for item in value):
            return [_sourced(held, scenario, (*path, number)) for number, held in enumerate(value)]
        value = list(value)
    if path[0] in LABELS:
        return value
    return _mapping(value, scenario.provenance.get(dotted(path)))


def _mapping(value: Any, known: Provenance | None) -> Any:
    if known is None or not (known.source or known.reason):
        return value
    shown = {"source": known.source, "kind": known.kind, "reason": known.reason}
    return {"value": value} | {key: text for key, text in shown.items() if text}


def _refuse_missing(mine: dict[Any, Any], theirs: dict[Any, Any], path: Path, file: FilePath) -> None:
    for key, value in theirs.items():
        if key not in mine:
            problem = (
                f"{dotted((*path, key))} stands in the parent and not in this scenario; a file cannot take it away."
            )
            raise ScenarioError(located(str(file), problem, "save the scenario whole, without a parent."))
        if isinstance(value, dict) and isinstance(mine[key], dict):
            _refuse_missing(mine[key], value, (*path, key), file)
