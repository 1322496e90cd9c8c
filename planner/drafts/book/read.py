"""A workbook that people have edited as a scenario again, with every changed cell; or what is wrong with which cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any, NoReturn

from planner.arguments import check_type
from planner.drafts.any_file import WORKBOOK_ENDING
from planner.drafts.book.assemble import Assembly
from planner.drafts.book.change import Change
from planner.drafts.book.gather import SOURCE_HEADS, gather
from planner.drafts.book.origin import TAB, Origin, read_origin
from planner.drafts.book.pages import WHOLE, pages_of
from planner.drafts.book.sheet_reader import Gathered, Unreadable, both
from planner.drafts.book.texts import flat
from planner.drafts.book.write import source_texts
from planner.errors import ScenarioError, located, nearest
from planner.named_files import FileRefusedError, content_of, shown
from planner.scenario.files.provenance import CHANGED, KINDS, Provenance, dotted
from planner.scenario.schema import Scenario
from planner.scenario.words.messages import MOST_SHOWN
from planner.table_files.sheets import LARGEST_BYTES, Sheet, read_sheets
from planner.words import say

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class FromWorkbook:
    """What came back: the scenario, the one that the workbook was made of, and every cell that changed.

    file: what the scenario was called when the workbook was written, file_hash: the hash of what stood under that name
    ("" where unknown); not_read: sheets, columns and rows of people's own.
    """

    scenario: Scenario
    before: Scenario
    changes: tuple[Change, ...]
    file: str
    file_hash: str
    not_read: tuple[str, ...]

    def table(self) -> pd.DataFrame:
        """The changed cells: where, path, aspect (value, kind, source, reason), old, new, unit."""
        import pandas as pd

        rows = [(one.where, one.path, one.aspect, one.old, one.new, one.unit) for one in self.changes]
        return pd.DataFrame(rows, columns=["where", "path", "aspect", "old", "new", "unit"], dtype=object)


def scenario_from_workbook(path: str | FilePath) -> FromWorkbook:
    """Read a workbook that `planner.scenario_to_workbook` wrote and people have edited since.

    The answer has `scenario`, `before`, `changes` and `table()`, a row for each changed cell. Where nothing was
    changed, the scenario is that of before, with its hash. ScenarioError: every cell that is wrong, by sheet and cell;
    DataError: no .xlsx workbook, damaged, too large, with macros or links to other files.
    """
    check_type(path, (str, FilePath), "scenario_from_workbook", "the path of a workbook (.xlsx)")
    file = FilePath(path)
    if file.suffix.lower() != WORKBOOK_ENDING:
        problem = f"a scenario is read back from an Excel workbook: a name that ends with {WORKBOOK_ENDING}."
        raise ScenarioError(located(shown(path), problem))
    try:
        content = content_of(path, LARGEST_BYTES)
    except FileRefusedError as refused:
        raise ScenarioError(located(shown(path), refused.problem, refused.hint)) from None
    return workbook_content(content, shown(file.name))


def workbook_content(content: bytes, name: str) -> FromWorkbook:
    """The same of the bytes of a file called `name`.

    ScenarioError tells all problems that can be seen at once (20 at most), each with sheet, cell, field, value read,
    what is allowed and a hint. DataError: no .xlsx workbook, damaged, too large, with macros or links to other files.
    """
    sheets = {sheet.title: sheet for sheet in read_sheets(content, name)}
    origin = read_origin(sheets.get(TAB), name)
    made = pages_of(origin.scenario)
    gathered = gather(made, _by_page(sheets, origin, name))
    before = origin.scenario.values()
    assembly = Assembly(gathered, before, tuple(part for part in WHOLE if before[part] is None))
    values = assembly.values()
    sources = _sources(origin, assembly)
    if gathered.problems:
        _refuse(gathered, _not_allowed_either(values, assembly), name)
    places = {path: Provenance(file=f"{name}, {place}") for path, place in assembly.places.items()}
    Scenario.from_values(values, provenance=places, file=name)  # so that messages name cells
    provenance = _provenance(origin.scenario, assembly, sources, name)
    scenario = Scenario.from_values(values, provenance=provenance, parent=origin.scenario.parent, file=name)
    own = [title for title in sheets if title != TAB and title not in _ours(origin)]
    not_read = (*own, *gathered.notes)
    changes = tuple(assembly.changes)
    return FromWorkbook(scenario, origin.scenario, changes, origin.file, origin.file_hash, not_read)


def _ours(origin: Origin) -> set[str]:
    return {*origin.tabs.values(), *both("book tab first")}


def _by_page(sheets: Mapping[str, Sheet], origin: Origin, name: str) -> dict[str, Sheet]:
    """The sheet of each page. ScenarioError: one has another name, or is not there."""
    missing = [tab for tab in origin.tabs.values() if tab not in sheets]
    if missing:
        others = [title for title in sheets if title not in _ours(origin) and title != TAB]
        problem = f"sheet {', '.join(missing)} is not there; sheets of other names are {', '.join(others) or 'none'}."
        close = nearest(missing[0], others) if others else ""
        renamed = f"was {missing[0]} renamed? Give the sheet its name back" if others else f"put {missing[0]} back"
        hint = f"{renamed}, or copy it from a workbook that is downloaded anew."
        raise ScenarioError(located(name, problem, hint if not close.startswith("Did") else f"{close} {hint}"))
    return {key: sheets[tab] for key, tab in origin.tabs.items()}


def _not_allowed_either(values: Mapping[str, Any], assembly: Assembly) -> list[str]:
    """What the rules say of cells that could be read, so that all problems are told together."""
    named = {where for where, _, _ in assembly.gathered.problems}
    try:
        Scenario.from_values(values)
    except ScenarioError as error:
        there = {path: str(assembly.places[path]) for path in error.by_field if path in assembly.places}
        return [f"{there[path]}: {error.by_field[path]}" for path in there if there[path] not in named]
    return []


def _refuse(gathered: Gathered, others: Sequence[str], name: str) -> NoReturn:
    """Raise for the problems noted, all at once. ScenarioError."""
    noted = [located(str(where), what, hint) for where, what, hint in gathered.problems]
    texts = [f"{name}, {text}" for text in dict.fromkeys([*noted, *others])]
    if len(texts) == 1:
        raise ScenarioError(texts[0])
    more = len(texts) - MOST_SHOWN
    last = [f"... and {more} more; mend these first."] if more > 0 else []
    raise ScenarioError("\n\n".join([f"{len(texts)} problems in the workbook.", *texts[:MOST_SHOWN], *last]))


# ------------------------------------------------------------------ sources


def _sources(origin: Origin, assembly: Assembly) -> dict[str, Provenance]:
    """Sources that were written by hand, by path; each changed cell is listed, a kind that is none is a problem."""
    given: dict[str, Provenance] = {}
    kinds = {word.lower(): kind for kind in KINDS for word in both(f"kind {kind}")} | {"": CHANGED.kind}
    for path, cells in assembly.gathered.sources.items():
        if any(cell.value is Unreadable for cell in cells):
            continue
        texts = tuple("" if cell.value is None else flat(str(cell.value)) for cell in cells)
        was = source_texts(origin.scenario, dotted(path), origin.locale)
        changed = [at for at in range(3) if texts[at] != flat(was[at])]
        if not changed:
            continue
        kind = kinds.get(texts[0].lower())
        if kind is None:
            problem = f'the kind of {dotted(path)} is "{texts[0][:40]}".\nAllowed: {", ".join(_kind_words(origin))}.'
            assembly.gathered.refuse(cells[0].place, problem, nearest(texts[0], _kind_words(origin)))
            continue
        given[dotted(path)] = Provenance(texts[1], kind, texts[2])  # type: ignore[arg-type]  # one of KINDS
        for at in changed:
            place = cells[at].place
            assembly.changes.append(
                Change(place.sheet, place.cell, dotted(path), was[at], texts[at], "", SOURCE_HEADS[at])
            )
    return given


def _kind_words(origin: Origin) -> list[str]:
    """The words for kinds in the language of the workbook."""
    return [say(f"kind {kind}", origin.locale) for kind in KINDS]


def _provenance(
    before: Scenario, assembly: Assembly, sources: Mapping[str, Provenance], name: str
) -> dict[str, Provenance]:
    """Where each value comes from now: as before; changed by hand in a cell; or as its source cells say."""
    moved = {old: new for new, old in assembly.was_at.items()}
    gone = tuple(f"{path}." for path in assembly.changed)
    kept_sources: dict[str, Provenance] = {}
    for path, one in before.provenance.items():
        now = moved.get(path, path)
        if now not in assembly.changed and not now.startswith(gone):
            kept_sources[now] = one
    cells = {path: Provenance(CHANGED.source, file=f"{name}, {place}") for path, place in assembly.changed.items()}
    by_hand = {
        path: Provenance(one.source, one.kind, one.reason, f"{name}, {assembly.places[path]}")
        for path, one in sources.items()
        if path in assembly.places
    }
    return {**kept_sources, **cells, **by_hand}
