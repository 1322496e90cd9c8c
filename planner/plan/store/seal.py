"""The seal of a run: a hash of each of its files, its place in the order of saving, and the version of its layout.

Version 1 had no seal: such runs open, and are not checked. A later version is refused, an earlier one brought up.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, get_args

import pandas as pd

from planner.errors import StoreError, located
from planner.whole_files import write_text_whole

SEAL = "store.json"
MANIFEST = "manifest.json"
# What may come, or come anew, after a run was saved: studies of it. They are not sealed.
Study = Literal[
    "tornado", "two_way", "lenders", "bridge", "changed", "actuals",
    "near_about", "near_ranges", "near_first_orders", "near_plans", "near_racks",
]  # fmt: skip
LATER = frozenset(f"{study}.parquet" for study in ("one_more", *get_args(Study)))
VERSION = 2
HINT = "restore it from a backup (planner runs restore FILE), or solve the scenario again."


@dataclass(frozen=True)
class Seal:
    """What was written of a run."""

    folder: Path
    version: int = 1
    sequence: int = 0  # runs saved later have a higher one; 0: not known
    files: Mapping[str, str] = field(default_factory=dict)  # path in the folder → SHA-256, more than one: see `foresee`

    @property
    def checked(self) -> bool:
        """Whether there is anything to check files with."""
        return bool(self.files)

    def read(self, name: str) -> bytes:
        """The bytes of one file, as they were written. OSError; StoreError, naming run and file, if they differ."""
        content = (self.folder / name).read_bytes()
        if self.checked and name not in LATER and _hash(content) not in self.files.get(name, "").split():
            why = (
                "its hash is not that of what was written" if name in self.files else "it was not written with the run"
            )
            raise StoreError(located(f"{self.folder.name}, {name}", f"this file is damaged: {why}.", HINT))
        return content

    def check(self) -> None:
        """Read every file that is sealed. OSError; StoreError as `read`."""
        for name in self.files:
            self.read(name)

    def table(self, path: Path) -> pd.DataFrame:
        """One table, checked. OSError, ValueError; StoreError as `read`."""
        return pd.read_parquet(io.BytesIO(self.read(path.relative_to(self.folder).as_posix())))

    def manifest(self) -> dict[str, Any]:
        """The manifest, checked and brought up to the version of today; its run_id is the name of the folder.

        OSError, ValueError; StoreError as `read`.
        """
        manifest = json.loads(self.read(MANIFEST).decode("utf-8"))
        if not isinstance(manifest, dict):
            problem = f"{type(manifest).__name__} was read, an object is needed."
            raise ValueError(problem)  # noqa: TRY004 (a broken file, not a wrong call)
        for version in range(self.version, VERSION):
            manifest = MIGRATIONS[version](manifest)
        return {**manifest, "run_id": self.folder.name}


def _from_1(manifest: dict[str, Any]) -> dict[str, Any]:
    """Runs of before may know neither who solved them nor warnings."""
    return {"owner": "", "warnings": []} | manifest


MIGRATIONS: Mapping[int, Callable[[dict[str, Any]], dict[str, Any]]] = {1: _from_1}


def write_seal(folder: Path, sequence: int) -> None:
    """Seal all files of a folder that stay as they are. OSError."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and path.name not in {SEAL, *LATER})
    files = {path.relative_to(folder).as_posix(): _hash(path.read_bytes()) for path in paths}
    (folder / SEAL).write_text(_text(VERSION, sequence, files), encoding="utf-8")


def foresee(folder: Path, contents: Mapping[str, bytes]) -> None:
    """Let files be what is about to be written in their place, too: whoever reads in between finds them whole.

    A folder without a seal stays so. OSError; StoreError: the seal is damaged, or newer.
    """
    seal = read_seal(folder)
    if seal.checked:
        files = {name: f"{seal.files.get(name, '')} {_hash(content)}".strip() for name, content in contents.items()}
        write_text_whole(folder / SEAL, _text(seal.version, seal.sequence, {**seal.files, **files}))


def _text(version: int, sequence: int, files: Mapping[str, str]) -> str:
    return json.dumps(with_seal({"version": version, "sequence": sequence, "files": files}), indent=1)


def with_seal(content: dict[str, Any]) -> dict[str, Any]:
    """The values of one file, with their own hash among them."""
    return content | {"seal": _own(content)}


def without_seal(content: dict[str, Any], file: Path) -> dict[str, Any]:
    """The values of a file that has its own hash among them, if it has one. StoreError: it is not that of the rest."""
    values = {name: value for name, value in content.items() if name != "seal"}
    if "seal" in content and content["seal"] != _own(values):
        raise StoreError(located(file.name, "this file is damaged: its hash is not that of what was written.", HINT))
    return values


def read_seal(folder: Path) -> Seal:
    """The seal of a run; one without anything to check where there is none. OSError; StoreError: damaged, or newer."""
    try:
        content = json.loads((folder / SEAL).read_bytes())
    except FileNotFoundError:
        return Seal(folder)
    except ValueError as error:
        raise _damaged(folder, str(error)) from error
    if not isinstance(content, dict) or content.pop("seal", None) != _own(content):
        raise _damaged(folder, "its hash is not that of what was written")
    version = content["version"]
    if version not in range(1, VERSION + 1):
        problem = f"this run has version {version!r} of the store; this planner reads up to {VERSION}."
        raise StoreError(located(folder.name, problem, "read it with the planner that wrote it, or a newer one."))
    return Seal(folder, version, content["sequence"], content["files"])


def _damaged(folder: Path, why: str) -> StoreError:
    return StoreError(located(f"{folder.name}, {SEAL}", f"this file is damaged: {why}.", HINT))


def _own(content: dict[str, Any]) -> str:
    return _hash(json.dumps(content, sort_keys=True).encode())


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
