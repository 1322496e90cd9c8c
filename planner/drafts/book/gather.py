"""The cells of a workbook by the path of the value that they hold, wherever their row or column stands by now."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

from planner.drafts.book.pages import EACH, FieldsPage, ListsPage, Page, Pattern, TablePage, YearsPage
from planner.drafts.book.sheet_reader import LAST_HEAD_ROW, Gathered, Item, Place, Read, SheetReader, both
from planner.drafts.tables import NAME
from planner.errors import nearest
from planner.scenario.files.provenance import Path
from planner.table_files.layout import letters
from planner.table_files.sheets import Sheet
from planner.words import formats
from planner.words.fields import unit_text

LONGEST_NAME = 60
SOURCE_HEADS = ("kind", "source", "reason")


def gather(made: Sequence[Page], sheets: Mapping[str, Sheet]) -> Gathered:
    """Read the sheet of each page (by its key). Tables of groups inside items come after those of the items."""
    gathered = Gathered()
    for page in made:
        reader = SheetReader(sheets[page.key], gathered)
        if isinstance(page, FieldsPage):
            _fields(reader, page)
        elif isinstance(page, TablePage):
            _table(reader, page)
        elif isinstance(page, YearsPage):
            _years(reader, page)
        else:
            _lists(reader, page)
    return gathered


def _named_rows(
    reader: SheetReader, page: FieldsPage | ListsPage, filled: Sequence[int]
) -> Iterator[tuple[int, Pattern]]:
    """Row and path of each row of the page; names that are none, twice or gone are noted as problems."""
    paths = {".".join(row.path): row for row in page.rows}
    column, seen = reader.columns[both("book field")[0]], dict[str, int]()
    for row in reader.rows():
        name = reader.text(row, column)
        value = next((reader.text(row, one) for one in filled if reader.text(row, one)), "")
        if name in seen:
            problem = f"{name} stands twice: rows {seen[name]} and {row}."
            reader.gathered.refuse(reader.place(row, column), problem, "keep one of the two rows.")
        elif name in paths:
            seen[name] = row
            yield row, paths[name].path
        elif value:
            problem = f'"{name[:60]}" is no field of this sheet, and "{value[:40]}" stands in its row.'
            hint = nearest(name, paths) if name else "write the name of the field beside it, or clear the row."
            reader.gathered.refuse(reader.place(row, column), problem, hint)
        elif name:
            reader.gathered.notes.append(f"{reader.sheet.title}!{reader.place(row, column).cell} ({name[:40]})")
    for name in [name for name in paths if name not in seen and paths[name].kind != "group"]:
        hint = f"put a row back with {name} in column {letters(column - 1)} and its value beside it."
        reader.gathered.refuse(Place(reader.sheet.title, ""), f"the row of {name} is not there.", hint)


def _fields(reader: SheetReader, page: FieldsPage) -> None:
    heads = [both(key) for key in ("book field", "value", "unit", *SOURCE_HEADS)]
    if not reader.find_heads(heads, heads[0][0]):
        return
    at = reader.columns
    kinds = {row.path: row for row in page.rows}
    for row, path in _named_rows(reader, page, [at[heads[1][0]]]):
        spec, kind = kinds[path].spec, kinds[path].kind
        value = reader.read(row, at[heads[1][0]])
        if kind == "group":
            if value.value is not None:
                problem = f"{'.'.join(path)} is a heading; a value stands beside it."
                reader.gathered.refuse(value.place, problem, "clear the cell; values stand in the rows of its fields.")
            continue
        reader.gathered.cells[path] = value
        if kind == "value":
            _check_unit(reader, row, at[heads[2][0]], path, spec.unit)
            kind_of, source, reason = (reader.read(row, at[head[0]]) for head in heads[3:])
            reader.gathered.sources[path] = (kind_of, source, reason)


def _check_unit(reader: SheetReader, row: int, column: int, path: Path, unit: str) -> None:
    text = reader.text(row, column)
    spellings = {unit_text(unit, locale) for locale in formats.LANGUAGES}
    if text and text not in spellings:
        problem = f'the unit of {".".join(map(str, path))} was changed to "{text[:30]}".'
        hint = f"write {unit} back, and the value in {unit}." if unit else "clear this cell: the field has no unit."
        reader.gathered.refuse(reader.place(row, column), problem, hint)


def _lists(reader: SheetReader, page: ListsPage) -> None:
    heads = [both(key) for key in ("book field", "unit")]
    count = 0
    for row in range(1, min(reader.sheet.rows, LAST_HEAD_ROW) + 1):
        texts = {reader.text(row, column) for column in range(1, reader.sheet.columns + 1)}
        count = max(count, sum(text.isdecimal() for text in texts))
    numbered = [(str(place),) for place in range(1, count + 1)]
    if not reader.find_heads([*heads, *numbered], heads[0][0]):
        return
    places = [reader.columns[name] for (name,) in numbered]
    specs = {row.path: row.spec for row in page.rows}
    for row, path in _named_rows(reader, page, places):
        _check_unit(reader, row, reader.columns[heads[1][0]], path, specs[path].unit)
        cells = [reader.read(row, column) for column in places]
        last = max((at for at, cell in enumerate(cells, start=1) if cell.value is not None), default=0)
        for cell in cells[:last]:
            if cell.value is None:
                problem = f"{'.'.join(path)} has a gap: this cell is empty, and one further right is not."
                reader.gathered.refuse(cell.place, problem, "fill it in, or move the others to the left.")
        reader.gathered.lists[path] = cells[:last]
        reader.gathered.tabs[path] = reader.place(row, places[0]) if places else Place(reader.sheet.title, "")


def _years(reader: SheetReader, page: YearsPage) -> None:
    heads = [both("year"), *((name,) for name in page.columns)]
    seen: dict[int, int] = {}
    for path, _ in page.columns.values():
        reader.gathered.years[path] = []
        reader.gathered.tabs[path] = Place(reader.sheet.title, "")
    if not reader.find_heads(heads, heads[0][0]):
        return
    for row in reader.rows():
        at = reader.columns[heads[0][0]]
        cells = {name: reader.read(row, reader.columns[name]) for name in page.columns}
        text = reader.text(row, at)
        filled = any(cell.value is not None for cell in cells.values())
        if not text and not filled:
            continue
        if not (text.isdecimal() and len(text) == 4) or int(text) in seen:
            read = f'"{text[:20]}"' if text else "empty"
            problem = f"the year is {read}; allowed is a year of four digits, in one row only."
            again = text.isdecimal() and int(text) in seen
            hint = (
                f"row {seen[int(text)]} has it too: keep one of the two." if again else "write the year, such as 2028."
            )
            reader.gathered.refuse(reader.place(row, at), problem, hint)
            continue
        year = int(text)
        seen[year] = row
        for name, (path, _) in page.columns.items():
            reader.gathered.cells[(*path, year)] = cells[name]
            if cells[name].value is not None:
                reader.gathered.years[path].append(year)


def _table(reader: SheetReader, page: TablePage) -> None:
    number = both("book number head")
    names = (*page.parents, *([NAME] if page.named else []))
    heads = [number, *((name,) for name in (*names, *page.columns))]
    reader.gathered.tabs[page.path] = Place(reader.sheet.title, "")
    if not reader.find_heads(heads, number[0]):
        return
    rows: list[tuple[float, int, tuple[str, ...], dict[str, Read]]] = []
    for row in reader.rows():
        labels = tuple(reader.text(row, reader.columns[name]) for name in names)
        cells = {name: reader.read(row, reader.columns[name]) for name in page.columns}
        if any(labels) or any(cell.value is not None for cell in cells.values()):
            rows.append((_number(reader, row, reader.columns[number[0]]), row, labels, cells))
    for place, row, labels, cells in sorted(rows, key=lambda one: one[:2]):
        _item(reader, page, place, row, labels, cells)


def _number(reader: SheetReader, row: int, column: int) -> float:
    """The number that keeps the order of items; rows without one come last."""
    text = reader.text(row, column).replace(",", ".")
    try:
        return float(text) if text else math.inf
    except ValueError:
        problem = f'the number of the row is "{text[:20]}".'
        reader.gathered.refuse(
            reader.place(row, column), problem, "write a number, or clear the cell: new rows need none."
        )
        return math.inf


def _item(
    reader: SheetReader, page: TablePage, number: float, row: int, labels: tuple[str, ...], cells: Mapping[str, Read]
) -> None:
    """Put the cells of a row under the path of its item."""
    gathered = reader.gathered
    parents = labels[: len(page.parents)]
    path = _group(reader, page, row, parents)
    if path is None:
        return
    items = gathered.items.setdefault(path, [])
    number_place = reader.place(row, reader.columns[both("book number head")[0]])
    place = reader.place(row, reader.columns[NAME]) if page.named else number_place
    key: str | int = labels[-1] if page.named else len(items)
    if page.named and not key:
        gathered.refuse(place, "the row has no name.", "write a name of letters, digits, hyphen and underscore.")
        return
    if len(str(key)) > LONGEST_NAME:
        gathered.refuse(place, f"the name has {len(str(key)):,} signs; {LONGEST_NAME} are allowed.", "shorten it.")
        return
    twice = next((one for one in items if one.key == key), None)
    if twice is not None:
        hint = "give this one another name, or delete one of the two rows."
        gathered.refuse(place, f'the name "{key}" stands twice: {twice.place.cell} and {place.cell}.', hint)
        return
    items.append(Item(key, number, place, number_place))
    for name, cell in cells.items():
        steps: Pattern = () if page.spec.item is None or page.spec.item.model is None else tuple(name.split("."))
        gathered.cells[(*path, key, *steps)] = cell


def _group(reader: SheetReader, page: TablePage, row: int, parents: Sequence[str]) -> Path | None:
    """The path of the group that a row belongs to; None, and a problem noted, where its items around it are none."""
    path: Path = ()
    names = iter(zip(page.parents, parents, strict=True))
    for step in page.path:
        if step != EACH:
            path = (*path, step)
            continue
        head, name = next(names)
        there = [str(item.key) for item in reader.gathered.items.get(path, [])]
        if name not in there:
            place = reader.place(row, reader.columns[head])
            problem = f'there is no {head} "{name[:LONGEST_NAME]}".' if name else f"the {head} of this row is empty."
            reader.gathered.refuse(place, problem, f"{nearest(name[:LONGEST_NAME], there)} Or delete this row.")
            return None
        path = (*path, name)
    return path
