"""Where each value of a scenario comes from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

Kind = Literal["fact", "data", "assumption"]
KINDS: tuple[str, ...] = get_args(Kind)
KEYS = ("source", "kind", "reason")
BELOW = "_source"  # key of a mapping: holds for every value below it
Path: TypeAlias = tuple[str | int, ...]


@dataclass(frozen=True)
class Provenance:
    """Source of one value, with the file and line (0: none) in which the value stands."""

    source: str = ""
    kind: Kind = "assumption"
    reason: str = ""
    file: str = ""
    line: int = 0

    @property
    def where(self) -> str:
        """The file and the line, as messages show them; empty for a value that stands in no file."""
        return f"{self.file}, line {self.line}" if self.file and self.line else self.file


CHANGED = Provenance(source="changed by hand")


def dotted(path: Path) -> str:
    """Write a path as it is read by people: fleet.opening.0.racks."""
    return ".".join(str(step) for step in path)


def is_sourced(node: object) -> bool:
    """True for the mapping form of a value: {value: 10, source: ..., kind: ..., reason: ...}."""
    return isinstance(node, Mapping) and "value" in node and not isinstance(node["value"], Mapping)
