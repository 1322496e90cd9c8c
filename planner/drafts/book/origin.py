"""The last sheet of a workbook, hidden: the scenario that it was made of, by which changed cells are known.

What counts is what stands in the cells people see; this sheet says what stood there before, and keeps what no cell
shows: sources of table cells, and texts too long for a cell.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from planner.drafts.book.pages import pages_of
from planner.errors import ScenarioError, located
from planner.scenario.files.provenance import KINDS, Provenance
from planner.scenario.schema import Scenario
from planner.table_files.sheets import Sheet
from planner.words import formats

TAB = "planner"
VERSION = 1
CHUNK = 30_000  # signs; a cell takes 32,767
KEYS = ("version", "hash", "locale", "file", "file_hash", "parent", "sheets", "values", "sources")


@dataclass(frozen=True)
class Origin:
    """What a workbook was made of. tabs: the tab of each page, by its key.

    file, file_hash: what the scenario was called, and the hash of what stood under that name, "" where unknown.
    """

    scenario: Scenario
    locale: str
    file: str
    file_hash: str
    tabs: Mapping[str, str]


def rows_of(origin: Origin) -> list[tuple[str, str]]:
    """The rows of the sheet: a key and a text; long texts go on in further rows of the same key."""
    scenario = origin.scenario
    sources = {
        path: [one.source, one.kind, one.reason, one.file, one.line] for path, one in scenario.provenance.items()
    }
    texts = {
        "version": str(VERSION), "hash": scenario.content_hash, "locale": origin.locale, "file": origin.file,
        "file_hash": origin.file_hash,
        "parent": json.dumps(scenario.parent), "sheets": json.dumps(dict(origin.tabs)),
        "values": json.dumps(scenario.values()), "sources": json.dumps(sources),
    }  # fmt: skip
    texts = {key: text.replace("_x", "\\u005fx") if text[:1] in "[{" else text for key, text in texts.items()}
    return [
        (key, texts[key][start : start + CHUNK]) for key in KEYS for start in range(0, max(1, len(texts[key])), CHUNK)
    ]


def read_origin(sheet: Sheet | None, name: str) -> Origin:
    """What a workbook was made of. ScenarioError: no such sheet, of another version, or changed by hand."""
    again = "download the workbook anew, and copy your changed cells into it."
    if sheet is None:
        problem = f'the hidden sheet "{TAB}" is not there: this is no workbook of a scenario, or the sheet was deleted.'
        raise ScenarioError(located(name, problem, again))
    where = f"{name}, sheet {sheet.title}"
    texts: dict[str, str] = {}
    for row in range(1, sheet.rows + 1):
        key = str(sheet.at(row, 1).value or "")
        text = sheet.at(row, 2).value
        texts[key] = texts.get(key, "") + ("" if text is None else str(text))
    if texts.get("version") != str(VERSION):
        problem = f'version is "{texts.get("version", "")[:20]}"; this planner reads {VERSION}.'
        raise ScenarioError(located(where, problem, again))
    try:
        values, parent, tabs = (json.loads(texts[key]) for key in ("values", "parent", "sheets"))
        provenance = {path: _provenance(one) for path, one in json.loads(texts["sources"]).items()}
        scenario = Scenario.from_values(values, provenance=provenance, parent=parent)
        intact = scenario.content_hash == texts["hash"] and texts["locale"] in formats.LANGUAGES
        intact = intact and isinstance(parent, str | None) and set(tabs) == {page.key for page in pages_of(scenario)}
    except (KeyError, ValueError, TypeError, AttributeError, RecursionError, ScenarioError):
        intact = False
    if not intact:
        problem = "this sheet was changed, or the fields of a scenario have changed since the workbook was written."
        raise ScenarioError(located(where, problem, again))
    return Origin(scenario, texts["locale"], texts.get("file", ""), texts.get("file_hash", ""), tabs)


def _provenance(given: Any) -> Provenance:
    """A source as the sheet keeps it. ValueError or TypeError where it is none."""
    source, kind, reason, file, line = given
    if kind not in KINDS or not all(isinstance(text, str) for text in (source, reason, file)) or type(line) is not int:
        raise ValueError(str(given)[:100])
    return Provenance(source, kind, reason, file, line)
