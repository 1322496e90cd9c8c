"""Scenario files: `extends:`, overlays, and saving what differs from a parent.

Files are merged key by key: a mapping adds to the mapping below it, anything else replaces it (null too).
No path in a file leaves the folder of the file that was asked for.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from planner.errors import ScenarioError, located, nearest
from planner.named_files import FileRefusedError, content_of, named, shown
from planner.scenario.changes import changed_below
from planner.scenario.files import history_file, measurement_file
from planner.scenario.files.provenance import Provenance
from planner.scenario.files.writing import draft_text
from planner.scenario.files.yaml_text import Document, parse
from planner.scenario.schema import Scenario
from planner.whole_files import write_text_whole

SUFFIXES = (".yaml", ".yml")
LONGEST_CHAIN = 20
LARGEST_BYTES = 5_000_000


def load(path: str | os.PathLike[str], *overlays: str | os.PathLike[str] | Mapping[str, Any]) -> Scenario:
    """Read a scenario file, the files it extends, and overlays (files or mappings) on top of it.

    Raises ScenarioError, with file, line, field, value read, what is allowed and a hint, for all problems
    that can be seen at once.
    """
    file = _named(path, "")
    return _scenario(_chain(file), file, _label(file), overlays)


def load_text(text: str, name: str, folder: Path) -> Scenario:
    """A scenario from a text that is in no file here, such as an upload called `name`.

    What it extends and the tables it names are those of `folder`. ScenarioError as `load`; too long a text too.
    """
    file = folder / f"{Path(name).stem or 'upload'}.yaml"
    document = parse(text, name)
    measurement_file.fill_in(document, file, name)
    history_file.fill_in(document, file, name)
    chain = [document]
    if "extends" in document.values:
        asked_by = document.provenance["extends"].where
        chain += _chain(_parent_of(file, document.values["extends"], folder.resolve(), asked_by))
    return _scenario(chain, file, name, ())


def _scenario(
    chain: list[Document], file: Path, label: str, overlays: Sequence[str | os.PathLike[str] | Mapping[str, Any]]
) -> Scenario:
    """The scenario of a file and all it extends, nearest first, with overlays."""
    merged = Document()
    for document in reversed(chain):
        _merge(merged, document)
    own = chain[0].values
    for word in ("name", "title"):
        if word not in own:
            merged.values[word] = file.stem
            merged.provenance[word] = Provenance("name of the file", "fact", "", label, 0)
    for overlay in overlays:
        _merge(merged, _overlay(overlay))
    parent = _label(file.parent / own["extends"]) if "extends" in own else None
    merged.values.pop("extends", None)
    merged.provenance.pop("extends", None)
    return Scenario.from_values(merged.values, provenance=merged.provenance, parent=parent, file=label)


def read(file: str | os.PathLike[str]) -> Document:
    """One file as it stands, without what it extends. ScenarioError as `load`."""
    return _read(_named(file, ""), "")


def lay_over(document: Document, overlay: str | os.PathLike[str] | Mapping[str, Any]) -> None:
    """Lay an overlay (file or mapping) over a document."""
    _merge(document, _overlay(overlay))


def merge(onto: Document, document: Document) -> None:
    """Lay a document over another; what it replaces loses its provenance."""
    _merge(onto, document)


def merged(file: Path, parent: object, asked_by: str) -> Document:
    """A file named in another (`file`, whose folder it must not leave), with all it extends, without its name."""
    whole = Document()
    for document in reversed(_chain(_parent_of(file, parent, file.parent.resolve(), asked_by))):
        _merge(whole, document)
    for key in ("extends", "name", "title"):
        whole.values.pop(key, None)
        whole.provenance.pop(key, None)
    return whole


def label(file: Path) -> str:
    """A file as messages show it."""
    return _label(file)


def save(scenario: Scenario, path: str | os.PathLike[str], extends: str | os.PathLike[str] | None = None) -> None:
    """Write a scenario: whole, or only what differs from the file `extends` (its path, not yet relative).

    The file is written beside and then renamed. Raises ScenarioError if `extends` lies outside the folder of
    `path`, or holds a name that the scenario does not have (a file can add and change, not take away).
    """
    file = Path(path)
    if file.suffix not in SUFFIXES:
        raise ScenarioError(located(str(path), f"a scenario file ends in {' or '.join(SUFFIXES)}."))
    parent = None
    if extends is not None:
        folder, wanted = file.parent.resolve(), Path(extends).resolve()
        if not wanted.is_relative_to(folder):
            problem = f"cannot extend {extends}: it lies outside the folder of the new file."
            raise ScenarioError(located(str(path), problem, "save the draft in the folder of its parent."))
        parent = (wanted.relative_to(folder).as_posix(), load(extends))
    text = draft_text(scenario, parent, file)
    try:
        write_text_whole(file, text)
    except OSError as error:
        raise ScenarioError(located(str(path), f"cannot be written: {error.strerror}.")) from error


def _chain(file: Path) -> list[Document]:
    """The file and all it extends, nearest first."""
    root = file.parent.resolve()
    documents: list[Document] = []
    seen: list[Path] = []
    asked_by = ""
    while True:
        here = Path(os.path.realpath(file))
        if here in seen:
            names = " → ".join(_label(link) for link in [*seen[seen.index(here) :], here])
            raise ScenarioError(located(asked_by, f"extends runs in a circle: {names}.", "remove one extends:."))
        seen.append(here)
        document = _read(file, asked_by)
        documents.append(document)
        if "extends" not in document.values:
            return documents
        asked_by = document.provenance["extends"].where
        if len(seen) == LONGEST_CHAIN:
            raise ScenarioError(located(asked_by, f"more than {LONGEST_CHAIN} files extend one another."))
        file = _parent_of(file, document.values["extends"], root, asked_by)


def _parent_of(file: Path, parent: object, root: Path, asked_by: str) -> Path:
    if not isinstance(parent, str) or not parent.endswith(SUFFIXES):
        problem = (
            f"extends is {f'{parent!r}' if not isinstance(parent, str) else f'{chr(34)}{shown(parent)}{chr(34)}'}."
        )
        raise ScenarioError(located(asked_by, f"{problem}\nAllowed: a file name ending in .yaml."))
    wanted = _named(file.parent / parent, asked_by)
    if Path(parent).is_absolute() or not Path(os.path.realpath(wanted)).is_relative_to(root):
        problem = f'extends is "{parent}".\nAllowed: a file in the folder of the scenario, or below.'
        raise ScenarioError(located(asked_by, problem, "put the file beside this one."))
    return wanted


def _named(path: str | os.PathLike[str], asked_by: str) -> Path:
    try:
        return named(path)
    except FileRefusedError as refused:
        raise ScenarioError(located(asked_by or shown(path), refused.problem, refused.hint)) from None


def _read(file: Path, asked_by: str) -> Document:
    label = _label(file)
    try:
        text = content_of(file, LARGEST_BYTES).decode("utf-8")
    except UnicodeDecodeError:
        raise ScenarioError(located(label, "the file is not text in UTF-8.", "save it as UTF-8.")) from None
    except FileRefusedError as refused:
        if refused.cause != "absent" and not file.is_dir():
            raise ScenarioError(located(label, refused.problem, refused.hint)) from None
        names = [f.name for f in file.parent.glob("*.y*ml") if f.is_file()] if file.parent.is_dir() else []
        hint = nearest(file.name, sorted(names)) if names else "check the folder and the name."
        if file.is_dir():
            hint = "it is a folder; name a file in it."
        raise ScenarioError(located(asked_by, f"{label} is not a file.", hint)) from None
    document = parse(text, label)
    measurement_file.fill_in(document, file, label)
    history_file.fill_in(document, file, label)
    return document


def _overlay(overlay: str | os.PathLike[str] | Mapping[str, Any]) -> Document:
    if isinstance(overlay, Mapping):
        return Document(dict(overlay), changed_below(overlay, ""))
    document = _read(_named(overlay, ""), "")
    if "extends" in document.values:
        problem = "an overlay cannot extend a file; it is laid over the scenario as it is."
        raise ScenarioError(located(document.provenance["extends"].where, problem, "remove extends:."))
    return document


def _merge(onto: Document, document: Document) -> None:
    """Lay a document over another; what it replaces loses its provenance."""
    replaced = _lay(onto.values, document.values, "")
    gone = tuple(f"{path}." for path in replaced)
    remaining = {p: origin for p, origin in onto.provenance.items() if p not in replaced and not p.startswith(gone)}
    onto.provenance = remaining | document.provenance


def _lay(onto: dict[Any, Any], values: Mapping[Any, Any], above: str) -> set[str]:
    replaced: set[str] = set()
    for key, value in values.items():
        path = f"{above}{key}"
        if isinstance(value, Mapping) and isinstance(onto.get(key), dict):
            replaced |= _lay(onto[key], value, f"{path}.")
        else:
            onto[key] = dict(value) if isinstance(value, Mapping) else value
            replaced.add(path)
    return replaced


def _label(file: Path) -> str:
    """A file as messages show it: from the working directory where it lies below, else as given."""
    here, full = Path.cwd().resolve(), Path(os.path.realpath(file))  # realpath: links in a circle are no error
    return full.relative_to(here).as_posix() if full.is_relative_to(here) else shown(file)
