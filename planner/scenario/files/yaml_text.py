"""One YAML text → plain values, with where each value stands and where it comes from.

Only plain YAML is read: mappings, lists, numbers, texts, true, false, null, dates. No tags, no anchors, no
key twice; nothing in a file is executed.
"""

from __future__ import annotations

import datetime as dt
import warnings
from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.constructor import SafeConstructor
from ruamel.yaml.error import MarkedYAMLError, ReusedAnchorWarning, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from planner.errors import ScenarioError, located, nearest
from planner.scenario.files.provenance import BELOW, KEYS, KINDS, Path, Provenance, dotted, is_sourced
from planner.scenario.words.wording import LARGEST

PLAIN_TAGS = {"bool", "int", "float", "null", "str", "timestamp", "map", "seq"}
DEEPEST = 12
LONGEST = 1_000_000  # characters
NO_PROVENANCE = Provenance()


@dataclass
class Document:
    """One file, read: values without provenance, and the provenance of every path in it."""

    values: dict[Any, Any] = field(default_factory=dict)
    provenance: dict[str, Provenance] = field(default_factory=dict)


def parse(text: str, file: str) -> Document:
    """Read YAML. Raises ScenarioError with file and line for what is not plain YAML or not a mapping."""
    if len(text) > LONGEST:
        raise ScenarioError(located(file, f"the file has {len(text):,} characters; {LONGEST:,} are allowed."))
    try:
        with warnings.catch_warnings():  # of an anchor that is there twice: any is refused below, with its line
            warnings.simplefilter("ignore", ReusedAnchorWarning)
            node = YAML(typ="safe", pure=True).compose(text)
    except MarkedYAMLError as error:
        raise ScenarioError(_syntax(error, file)) from None
    except YAMLError as error:
        raise ScenarioError(located(file, f"this is not YAML: {str(error).splitlines()[0]}.")) from None
    except (ValueError, OverflowError):  # of an escape such as \\U00110000
        hint = "look for \\U in double quotes; the last character is \\U0010FFFF."
        raise ScenarioError(located(file, "an escape in it stands for no character.", hint)) from None
    except RecursionError:
        raise ScenarioError(located(file, f"lists and mappings are nested more than {DEEPEST} deep.")) from None
    if node is None:
        return Document()
    if not isinstance(node, MappingNode):
        hint = "start with name:, title: and the parts of a scenario."
        raise ScenarioError(located(_where(file, node), "a scenario is a mapping of names to values.", hint))
    reader = _Reader(file)
    document = Document()
    document.values = reader.strip(reader.plain(node, ()), (), NO_PROVENANCE, document.provenance)
    return document


def _syntax(error: MarkedYAMLError, file: str) -> str:
    mark = error.problem_mark or error.context_mark
    where = f"{file}, line {mark.line + 1}" if mark else file
    problem = str(error.problem or error.context or "unknown problem").strip()
    hint = "check the indentation, the colons and the quotes on this line and the one before."
    return located(where, f"this is not YAML: {problem}.", hint)


def _where(file: str, node: Node) -> str:
    return f"{file}, line {node.start_mark.line + 1}"


class _Reader:
    """Turns the nodes of one file into values, remembering their lines."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.lines: dict[Path, int] = {}
        self.seen: set[int] = set()
        self.constructor = SafeConstructor(loader=YAML(typ="safe", pure=True))

    def plain(self, node: Node, path: Path) -> Any:
        where = _where(self.file, node)
        self.lines.setdefault(path, node.start_mark.line + 1)
        if id(node) in self.seen or getattr(node, "anchor", None):
            hint = "write the value out, or use extends: for what files share."
            raise ScenarioError(located(where, "anchors (&) and aliases (*) are not allowed.", hint))
        self.seen.add(id(node))
        tag = str(node.tag).removeprefix("tag:yaml.org,2002:")
        if tag not in PLAIN_TAGS:
            problem = f'the tag "{str(node.tag)[:60]}" is not allowed.'
            raise ScenarioError(located(where, problem, "write plain values; nothing in a scenario is executed."))
        if len(path) > DEEPEST:
            raise ScenarioError(located(where, f"lists and mappings are nested more than {DEEPEST} deep."))
        if isinstance(node, MappingNode):
            return self.mapping(node, path)
        if isinstance(node, SequenceNode):
            return [self.plain(item, (*path, number)) for number, item in enumerate(node.value)]
        return self.scalar(node, where)

    def mapping(self, node: MappingNode, path: Path) -> dict[Any, Any]:
        entries: dict[Any, Any] = {}
        for key_node, value_node in node.value:
            where = _where(self.file, key_node)
            key = self.plain(key_node, (*path, "key", id(key_node))) if isinstance(key_node, ScalarNode) else None
            if not isinstance(key, str | int) or isinstance(key, bool):
                raise ScenarioError(located(where, "a name must be a text or a year.", "put the name in quotes."))
            here = (*path, key)
            if key in entries:
                problem = f"{dotted(here)} is given twice (first on line {self.lines[here]})."
                raise ScenarioError(located(where, problem, "keep one of the two."))
            self.lines[here] = key_node.start_mark.line + 1
            entries[key] = self.plain(value_node, here)
        return entries

    def scalar(self, node: Node, where: str) -> Any:
        try:
            value = self.constructor.construct_object(node)
        except (ValueError, YAMLError):
            if str(node.tag).endswith(":timestamp"):  # no day of any calendar: its field says what it may be
                return str(node.value)
            raise ScenarioError(located(where, f'"{str(node.value)[:60]}" cannot be read as a value.')) from None
        if isinstance(value, int) and abs(value) > LARGEST:
            raise ScenarioError(located(where, f"{str(node.value)[:20]}... is larger than any number used here."))
        if isinstance(value, dt.datetime):
            return value.date() if value.time() == dt.time() else value.isoformat()
        return value

    def strip(self, node: Any, path: Path, above: Provenance, provenance: dict[str, Provenance]) -> Any:
        """Take provenance out of values; `found` gets one entry for each path. Depth first, file order."""
        line = self.lines.get(path, 0)
        if is_sourced(node):
            own = self.provenance({key: part for key, part in node.items() if key != "value"}, path, above)
            provenance[dotted(path)] = Provenance(own.source, own.kind, own.reason, self.file, line)
            return self.strip(node["value"], path, own, provenance)
        if isinstance(node, dict):
            if BELOW in node:
                above = self.provenance(node[BELOW], (*path, BELOW), above)
            below = {key: value for key, value in node.items() if key != BELOW}
            node = {key: self.strip(value, (*path, key), above, provenance) for key, value in below.items()}
        elif isinstance(node, list):
            node = [self.strip(value, (*path, number), above, provenance) for number, value in enumerate(node)]
        if path:
            provenance.setdefault(dotted(path), Provenance(above.source, above.kind, above.reason, self.file, line))
        return node

    def provenance(self, given: Any, path: Path, above: Provenance) -> Provenance:
        """Check {source, kind, reason}; what is not said is as above; a new source has its own reason."""
        where = f"{self.file}, line {self.lines.get(path, 0)}"
        if not isinstance(given, dict):
            problem = f"{dotted(path)} is {given!r}.\nAllowed: a mapping of {', '.join(KEYS)}."
            raise ScenarioError(located(where, problem))
        for key, value in given.items():
            if key not in KEYS:
                problem = f"{dotted((*path, key))} is not a known field."
                raise ScenarioError(located(where, problem, nearest(str(key), KEYS)))
            if not isinstance(value, str):
                raise ScenarioError(located(where, f"{dotted((*path, key))} is {value!r}.\nAllowed: a text."))
        kind = given.get("kind", above.kind)
        if kind not in KINDS:
            problem = f'{dotted((*path, "kind"))} is "{kind}".\nAllowed: {", ".join(KINDS)}.'
            raise ScenarioError(located(where, problem, nearest(kind, KINDS)))
        reason = given.get("reason", "" if "source" in given else above.reason)
        return Provenance(given.get("source", above.source), kind, reason)
