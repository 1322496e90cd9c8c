"""A store in one file and back: a tar of its runs, plans for paths, portfolios and trail, never of temporary files."""

from __future__ import annotations

import tarfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from planner.errors import StoreError, located
from planner.plan.store.disk import cannot_write
from planner.plan.store.listing import looks_like_run
from planner.plan.store.trail import TRAIL, append
from planner.plan.store.trail import read as read_trail
from planner.plan.store.upkeep import several, whole_or_refuse
from planner.whole_files import folder_aside, to_disk, tree_to_disk, write_whole

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_PARTS = 4  # of a path: a run, a table of hours, a period
LONGEST_PATH = 400


@dataclass(frozen=True)
class Restored:
    """What came back, and what did not."""

    names: tuple[str, ...]  # runs, plans and portfolios put in place
    there_already: tuple[str, ...]  # left as they are in the store
    entries: int  # added to the trail


def backup(store_dir: str | Path, file: str | Path) -> int:
    """Write all of a store into one file (.tar, or .tar.gz by its name); returns how many runs. StoreError.

    Runs are never changed once they are there, so a copy taken while others save is whole: it has what was there.
    """
    store, target = Path(store_dir), Path(file)
    if not store.is_dir():
        raise StoreError(located(str(store), "there is no such folder.", "name the folder of the runs with --store."))
    if store.resolve() in target.resolve().parents:
        raise StoreError(located(str(target), "a backup does not lie in its own store.", "name a file elsewhere."))
    paths = sorted(path for path in store.iterdir() if not path.name.startswith(".") and not path.is_symlink())

    def write(aside: Path) -> None:
        mode = "w:gz" if target.name.endswith((".gz", ".tgz")) else "w"
        with tarfile.open(aside, mode) as tar:  # type: ignore[call-overload]
            for path in paths:
                tar.add(path, arcname=path.name, filter=_plain)

    try:
        write_whole(target, write)
    except OSError as error:
        raise StoreError(cannot_write(target, error)) from error
    return sum(looks_like_run(path) for path in paths)


def _plain(member: tarfile.TarInfo) -> tarfile.TarInfo | None:
    """Files and folders only, without who owns them, and none that is being written."""
    if not (member.isreg() or member.isdir()) or any(part.startswith(".") for part in PurePosixPath(member.name).parts):
        return None
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    return member


def restore(store_dir: str | Path, file: str | Path) -> Restored:
    """Bring back what a backup has and the store has not; each run is checked before it is put in place.

    StoreError: no backup, a member that leads out of the store, a damaged run. Nothing is put in place then.
    """
    store, source = Path(store_dir), Path(file)
    try:
        with tarfile.open(source) as tar, folder_aside(store) as aside:
            members = list(_checked(tar, source))
            tar.extractall(aside, members, filter="data")
            return _put_in_place(aside, store)
    except (tarfile.TarError, EOFError, ValueError) as error:
        problem = f"this is no whole backup ({error})."
        raise StoreError(located(str(source), problem, "name a file that planner runs backup wrote.")) from error
    except FileNotFoundError as error:
        raise StoreError(located(str(source), "there is no such file.", "name a backup.")) from error
    except OSError as error:
        raise StoreError(cannot_write(store, error)) from error


def _checked(tar: tarfile.TarFile, source: Path) -> Iterator[tarfile.TarInfo]:
    """Members that stay in the folder they are unpacked to. StoreError for the first that does not."""
    seen = set()
    for member in tar:
        parts = PurePosixPath(member.name).parts
        sound = (
            (member.isreg() or member.isdir())
            and 0 < len(parts) <= MOST_PARTS
            and len(member.name) <= LONGEST_PATH
            and not member.name.startswith("/")
            and not any(part.startswith(".") or "\\" in part or "\0" in part for part in parts)
            and parts not in seen
        )
        if not sound:
            problem = f"it holds {member.name[:LONGEST_PATH]!r}, which no store has; nothing was restored."
            raise StoreError(located(str(source), problem, "name a file that planner runs backup wrote."))
        seen.add(parts)
        yield member


def _put_in_place(aside: Path, store: Path) -> Restored:
    paths = sorted(path for path in aside.iterdir() if path.name != TRAIL)
    new = [path for path in paths if not (store / path.name).exists()]
    folders_of_several = [path for path in several(aside) if path.is_dir()]  # a portfolio's runs may be there already
    for path in new:
        if looks_like_run(path) or path in folders_of_several:
            whole_or_refuse(path)
    tree_to_disk(aside)
    for path in new:
        path.rename(store / path.name)
    to_disk(store)
    there = {entry.entry_id for entry in read_trail(store).entries}
    missing = [entry for entry in read_trail(aside).entries if entry.entry_id not in there]
    for entry in missing:
        append(store, entry)
    already = tuple(path.name for path in paths if path not in new)
    return Restored(tuple(path.name for path in new), already, len(missing))
