"""A store and a copy of it at any address that fsspec opens, an object store too: each gets what the other has more.

The store stays a folder of this machine, which solves and pages read and lock. At the address lie the files of each
run, then a mark with the hash of its seal: only what has a mark is there. What comes from the address is checked
against its seal before it is put in place. Studies, and runs without a seal, stay where they are.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from planner.errors import StoreError, located
from planner.plan.store import trail
from planner.plan.store.archive import LONGEST_PATH, MOST_PARTS
from planner.plan.store.disk import cannot_write
from planner.plan.store.listing import PORTFOLIO_SUFFIX
from planner.plan.store.seal import LATER, SEAL
from planner.plan.store.upkeep import whole_or_refuse
from planner.whole_files import folder_aside, to_disk, tree_to_disk

RUNS, MARKS, TRAIL = "runs", "marks", "trail"
MARK = "@"  # between name and hash
HASH_LENGTH = 16


@dataclass(frozen=True)
class Synced:
    """What went to the address, what came from it, and what there was refused, with why."""

    sent: tuple[str, ...]
    received: tuple[str, ...]
    refused: tuple[str, ...]
    entries: int  # of the trail, both ways


@dataclass(frozen=True)
class _Place:
    """An address, opened."""

    files: Any  # an fsspec file system: it brings no types along
    root: str

    def write(self, name: str, content: bytes) -> None:
        path = f"{self.root}/{name}"
        self.files.makedirs(path.rpartition("/")[0], exist_ok=True)
        self.files.pipe_file(path, content)

    def read(self, name: str) -> bytes:
        return bytes(self.files.cat_file(f"{self.root}/{name}"))

    def names(self, folder: str) -> list[str]:
        """Names directly below a folder; none where there is no such folder."""
        try:
            paths = self.files.ls(f"{self.root}/{folder}", detail=False, refresh=True)
        except FileNotFoundError:
            return []
        return sorted(str(path).rstrip("/").rpartition("/")[2] for path in paths)

    def below(self, folder: str) -> list[str]:
        """Paths of all files below a folder, from it on."""
        start = f"{self.root}/{folder}/".lstrip("/")
        paths = (str(path).lstrip("/") for path in self.files.find(f"{self.root}/{folder}"))
        return [path.removeprefix(start) for path in paths if path.startswith(start)]


def _opened(address: str) -> _Place:
    """StoreError: an address that fsspec does not know, or needs a package for that is not here."""
    import fsspec

    try:
        files, root = fsspec.core.url_to_fs(address)
    except (ImportError, ValueError) as error:
        hint = "such as s3://bucket/planner (pip install s3fs), or a folder."
        raise StoreError(located(address, f"this address cannot be opened ({error}).", hint)) from error
    return _Place(files, str(root).rstrip("/"))


def sync(store_dir: str | Path, address: str) -> Synced:
    """Send what the address has not, receive what the store has not, runs first, then portfolios and the trail.

    StoreError: no such folder or address, or one that cannot be read or written.
    """
    store, place = Path(store_dir), _opened(address)
    if not store.is_dir():
        raise StoreError(located(str(store), "there is no such folder.", "name the folder of the runs with --store."))
    try:
        here, there = _marks_here(store), _marks_there(place)
        sent = tuple(name for name in here if here[name] not in there.get(name, ()))
        for name in sent:
            _send(store, place, name, here[name])
        received: list[str] = []
        refused: list[str] = []
        for name in _in_order(name for name in there if not (store / name).exists()):
            problem = _receive(store, place, name)
            (refused if problem else received).append(f"{name}: {problem}" if problem else name)
        entries = _sync_trail(store, place)
    except StoreError:
        raise
    except (OSError, ValueError) as error:  # clients of object stores raise OSError, or what derives from it
        raise StoreError(located(address, f"this address cannot be read or written ({error}).")) from error
    return Synced(sent, tuple(received), tuple(refused), entries)


def _in_order(names: Any) -> list[str]:
    """Runs, then portfolios, which name them."""
    return sorted(names, key=lambda name: (name.endswith(PORTFOLIO_SUFFIX), name))


def _marks_here(store: Path) -> dict[str, str]:
    """Of each sealed folder the hash of its seal, of each portfolio that of its file."""
    marks = {}
    for path in store.iterdir():
        file = path if path.name.endswith(PORTFOLIO_SUFFIX) else path / SEAL
        if not path.name.startswith(".") and file.is_file():
            marks[path.name] = hashlib.sha256(file.read_bytes()).hexdigest()[:HASH_LENGTH]
    return {name: marks[name] for name in _in_order(marks)}


def _marks_there(place: _Place) -> dict[str, set[str]]:
    marks: dict[str, set[str]] = {}
    for mark in place.names(MARKS):
        name, at, digest = mark.rpartition(MARK)
        if at and name and not name.startswith("."):
            marks.setdefault(name, set()).add(digest)
    return marks


def _send(store: Path, place: _Place, name: str, digest: str) -> None:
    path = store / name
    files = [path] if path.is_file() else sorted(one for one in path.rglob("*") if one.is_file())
    for file in files:
        if file.name not in LATER:
            place.write(f"{RUNS}/{file.relative_to(store).as_posix()}", file.read_bytes())
    place.write(f"{MARKS}/{name}{MARK}{digest}", b"")


def _receive(store: Path, place: _Place, name: str) -> str:
    """Put one run or portfolio in place; why it was refused, else nothing."""
    try:
        with folder_aside(store) as aside:
            if name.endswith(PORTFOLIO_SUFFIX):
                (aside / name).write_bytes(place.read(f"{RUNS}/{name}"))
            else:
                for part in place.below(f"{RUNS}/{name}"):
                    _check(part)
                    (aside / name / part).parent.mkdir(parents=True, exist_ok=True)
                    (aside / name / part).write_bytes(place.read(f"{RUNS}/{name}/{part}"))
                whole_or_refuse(aside / name)
            tree_to_disk(aside)
            (aside / name).rename(store / name)
            to_disk(store)
    except FileNotFoundError:
        return "it is not whole at the address."
    except StoreError as error:
        return str(error).partition("\n\n")[0]
    except OSError as error:
        raise StoreError(cannot_write(store, error)) from error
    return ""


def _check(part: str) -> None:
    """StoreError for a path that no run has."""
    parts = PurePosixPath(part).parts
    if len(parts) >= MOST_PARTS or len(part) > LONGEST_PATH or any(one.startswith(".") or "\\" in one for one in parts):
        raise StoreError(located(part[:LONGEST_PATH], "no run has such a file."))


def _sync_trail(store: Path, place: _Place) -> int:
    """Lines of the trail that one side lacks, each an object of its own there; how many."""
    here = {entry.entry_id: entry for entry in trail.read(store).entries}
    there = {name.removesuffix(".json") for name in place.names(TRAIL)}
    for entry_id in here.keys() - there:
        place.write(f"{TRAIL}/{entry_id}.json", json.dumps(asdict(here[entry_id]), ensure_ascii=False).encode())
    missing = []
    for entry_id in there - here.keys():
        values = json.loads(place.read(f"{TRAIL}/{entry_id}.json"))
        missing.append(trail.entry_of(values))
    for entry in sorted(missing, key=lambda one: one.when_utc):
        trail.append(store, entry)
    return len(missing) + len(here.keys() - there)
