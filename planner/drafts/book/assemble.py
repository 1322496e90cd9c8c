"""From cells by path to the values of a scenario, and to the list of what differs from before."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, get_origin

from pydantic import BaseModel
from pydantic_core import PydanticUndefined

from planner.drafts.book.change import Change
from planner.drafts.book.pages import CARRIED, groups_of, is_group, is_list, is_years, pattern_of
from planner.drafts.book.sheet_reader import Gathered, Item, Place, Unreadable
from planner.drafts.book.texts import read, same
from planner.drafts.cells import cell_text
from planner.scenario.files.provenance import Path, dotted
from planner.scenario.schema import Scenario
from planner.scenario.words.spec import Spec, at, spec_at, specs
from planner.scenario.words.wording import allowed, an_example

MOST_ITEMS = 1000  # of a list; a larger step of a path is a year, which JSON has as a text


class _NotThere:
    """Stands for the value before of what is new."""


NOT_THERE = _NotThere()


@dataclass
class Assembly:
    """Values under way. places: the cell of each path, for messages; changed: paths whose value is new."""

    gathered: Gathered
    before: Mapping[str, Any]
    absent: tuple[str, ...]
    changes: list[Change] = field(default_factory=list)
    places: dict[str, Place] = field(default_factory=dict)
    changed: dict[str, Place] = field(default_factory=dict)
    was_at: dict[str, str] = field(default_factory=dict)  # path now → path before, where rows moved or got another name

    def values(self) -> dict[str, Any]:
        """The whole scenario; problems go to `gathered`."""
        return self._model(Scenario, (), self.before, ())

    def _model(self, model: type[BaseModel], path: Path, was: Any, was_path: Path) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for name, spec in specs(model).items():
            here, before = (*path, name), _step(was, name)
            if name in self.absent and not path:
                self._absent(here)
                values[name] = None
            else:
                values[name] = self._any(spec, here, before, (*was_path, name))
        return values

    def _any(self, spec: Spec, path: Path, was: Any, was_path: Path) -> Any:
        if path != was_path:
            self.was_at[dotted(path)] = dotted(was_path)
        if is_years(spec):
            return self._years(spec, path, was)
        if is_group(spec):
            return self._items(spec, path, was, was_path)
        if spec.model is not None:
            return (
                self._part(spec, path, was, was_path) if spec.optional else self._model(spec.model, path, was, was_path)
            )
        if path[-1] in CARRIED and path not in self.gathered.cells:
            return "" if was is NOT_THERE else was
        if is_list(spec) and path in self.gathered.lists:
            return self._list(spec, path, was)
        return self._value(spec, path, was)

    # -------------------------------------------------------------- single values

    def _value(self, spec: Spec, path: Path, was: Any) -> Any:
        one = self.gathered.cells.get(path)
        if one is None:  # its row or sheet is not there, which is a problem noted already
            return None
        self.places[dotted(path)] = one.place
        if one.value is Unreadable:
            return None
        if was is not NOT_THERE and same(one.value, was, spec):
            return was
        if one.value is None and get_origin(spec.kind) is not tuple:
            return self._empty(spec, path, was, one.place)
        new = [] if one.value is None and not spec.optional else read(one.value, spec)
        if is_list(spec) and isinstance(new, str):
            problem = f'{dotted(path)} is "{new[:60]}".\nAllowed: {allowed(spec)}.'
            self.gathered.refuse(one.place, problem, "put semicolons between the items, as in 1; 2.")
        if was is NOT_THERE or new != was or isinstance(new, bool) is not isinstance(was, bool):
            self._note(spec, path, was, new, one.place)
        return new

    def _empty(self, spec: Spec, path: Path, was: Any, place: Place) -> Any:
        """An empty cell: null where that is allowed; the schema's own value in a row that is new; else a problem."""
        default = _default(spec)
        if was is NOT_THERE and default is not NOT_THERE:
            self._note(spec, path, was, default, place)
            return default
        if spec.optional and was is not NOT_THERE:
            self._note(spec, path, was, None, place)
            return None
        hint = f"write {cell_text(was)}, as it was." if was is not NOT_THERE else f"write {an_example(spec)}."
        self.gathered.refuse(place, f"{dotted(path)} is empty.\nAllowed: {allowed(spec)}.", hint)
        return None

    def _list(self, spec: Spec, path: Path, was: Any) -> Any:
        cells, item = self.gathered.lists[path], spec.item or spec
        self.places[dotted(path)] = self.gathered.tabs[path]
        old = list(was) if isinstance(was, list | tuple) else []
        new: list[Any] = []
        for number, cell in enumerate(cells):
            before = old[number] if number < len(old) else NOT_THERE
            self.places[dotted((*path, number))] = cell.place
            kept_value = before is not NOT_THERE and same(cell.value, before, item)
            new.append(before if kept_value else None if cell.value is Unreadable else read(cell.value, item))
            if new[-1] != before:
                self._note(item, (*path, number), before, new[-1], cell.place)
                self.changed[dotted(path)] = cell.place
        for number in range(len(cells), len(old)):
            place = self.gathered.tabs[path]
            self._note(item, (*path, number), old[number], None, place)
            self.changed[dotted(path)] = place
        return None if not new and was is None else new

    def _years(self, spec: Spec, path: Path, was: Any) -> dict[str, Any]:
        item, old = spec.item or spec, was if isinstance(was, Mapping) else {}
        self.places[dotted(path)] = self.gathered.tabs[path]
        before = {int(year): value for year, value in old.items()}
        given = {
            year: self._value(item, (*path, year), before.get(year, NOT_THERE)) for year in self.gathered.years[path]
        }
        for year in before:
            if year not in given:
                blank = self.gathered.cells.get((*path, year))
                place = blank.place if blank is not None else Place(self.gathered.tabs[path].sheet, "")
                self._note(item, (*path, year), before[year], None, place)
        return {str(year): value for year, value in sorted(given.items())}

    # -------------------------------------------------------------- parts and tables

    def _absent(self, path: Path) -> None:
        one = self.gathered.cells.get(path)
        if one is not None and one.value is not Unreadable and read(one.value, Spec(kind=bool)) is not False:
            hint = "write FALSE; add the part on the page Scenario first, and download the workbook anew."
            self.gathered.refuse(
                one.place, f"{dotted(path)} has no sheet in this workbook, so it cannot be there.", hint
            )

    def _part(self, spec: Spec, path: Path, was: Any, was_path: Path) -> Any:
        """An optional group: there, or not, as its own cell says."""
        one = self.gathered.cells.get(path)
        if one is None or spec.model is None:
            return None
        self.places[dotted(path)] = one.place
        new_row = was is NOT_THERE
        there = False if one.value is None and new_row else one.value
        there = read(there, Spec(kind=bool)) if there is not Unreadable else was is not None
        if not isinstance(there, bool):
            read_text = f'"{cell_text(one.value)}"' if one.value is not None else "empty"
            self.gathered.refuse(
                one.place, f"{dotted(path)} is {read_text}.\nAllowed: TRUE or FALSE.", self._part_hint(was)
            )
            return None
        before = was if isinstance(was, Mapping) else NOT_THERE
        if there is not (before is not NOT_THERE) and not (new_row and not there):
            self._note(Spec(kind=bool), path, None if new_row else not there, there, one.place)
        if there:
            return self._model(spec.model, path, before, was_path)
        self._check_left_out(path, was_path)
        if before is not NOT_THERE:
            self.changed[dotted(path)] = one.place
        return None

    def _part_hint(self, was: Any) -> str:
        return f"write {'TRUE' if isinstance(was, Mapping) else 'FALSE'}, as it was."

    def _check_left_out(self, path: Path, was_path: Path) -> None:
        """What was typed below a part that is not there would be lost: a problem."""
        depth = len(path)
        lists = {
            (*at_path, number): cell
            for at_path, cells in self.gathered.lists.items()
            for number, cell in enumerate(cells)
        }
        for below, one in {**self.gathered.cells, **lists}.items():
            if below[:depth] != path or below == path or one.value is None:
                continue
            steps = [str(step) if isinstance(step, int) and step > MOST_ITEMS else step for step in below[depth:]]
            before, spec = at(self.before, (*was_path, *steps)), _spec(below)
            if spec.model is not None:  # a part inside this one
                before, spec = isinstance(before, Mapping), Spec(kind=bool)
            if not same(one.value, before, spec):
                hint = f"write TRUE beside {dotted(path)}, or clear this cell."
                self.gathered.refuse(one.place, f"{dotted(path)} is FALSE, so {dotted(below)} would be lost.", hint)

    def _items(self, spec: Spec, path: Path, was: Any, was_path: Path) -> Any:
        """The items of a table in the order of their numbers; each is known by its name, else by its number."""
        item, named = spec.item or spec, get_origin(spec.kind) is dict
        rows = self.gathered.items.get(path, [])
        self.places[dotted(path)] = self.gathered.tabs.get(pattern_of(path), Place("", ""))
        old: dict[str | int, Any] = (
            dict(was) if isinstance(was, Mapping) else dict(enumerate(was or ())) if isinstance(was, list) else {}
        )
        numbers = self._numbers(path, was_path, old)
        claimed: set[str | int] = set()
        made: dict[str | int, Any] = {}
        for row in rows:
            key = self._before(row, old, numbers, {one.key for one in rows} if named else set(), claimed)
            if key is not None:
                claimed.add(key)
                self._note_order(row, dotted((*path, row.key)), next(no for no, one in numbers.items() if one == key))
            if named and key is not None and key != row.key:
                self.changes.append(Change(row.place.sheet, row.place.cell, dotted((*path, key)), key, row.key))
            elif named and key is None:
                self.changes.append(Change(row.place.sheet, row.place.cell, dotted((*path, row.key)), None, row.key))
            self.places[dotted((*path, row.key))] = row.place
            before = NOT_THERE if key is None else old[key]
            inside, was_inside = (*path, row.key), (*was_path, row.key if key is None else key)
            made[row.key] = self._any(item, inside, before, was_inside)
            if key is None:
                self.changed[dotted(inside)] = row.place
        for key in old:
            if key not in claimed:
                self.changes.append(
                    Change(self.places[dotted(path)].sheet, "", dotted((*path, key)), _label(key, old[key]), None)
                )
                self.changed.setdefault(dotted(path), self.places[dotted(path)])
        return made if named else list(made.values())

    def _note_order(self, row: Item, path: str, before: float) -> None:
        if row.number != before:
            new = None if row.number == math.inf else row.number
            self.changes.append(Change(row.number_place.sheet, row.number_place.cell, path, before, new, "", "order"))

    def _numbers(self, path: Path, was_path: Path, old: Mapping[str | int, Any]) -> dict[float, str | int]:
        """Which number in the first column each item had: counted through the table, over all groups around it."""
        pattern, first = pattern_of(was_path), 1
        for group in groups_of(self.before, pattern):
            if group == tuple(map(str, was_path)):
                break
            first += len(at(self.before, group) or ())
        return {float(number): key for number, key in enumerate(old, start=first)}

    def _before(
        self,
        row: Item,
        old: Mapping[str | int, Any],
        numbers: Mapping[float, str | int],
        names: set[str | int],
        claimed: set[str | int],
    ) -> str | int | None:
        """The item that a row was: that of its name; else that of its number whose name is gone. None: it is new."""
        if names and row.key in old:
            return row.key
        key = numbers.get(row.number)
        return None if key is None or key in claimed or key in names else key

    def _note(self, spec: Spec, path: Path, was: Any, new: Any, place: Place) -> None:
        old = None if was is NOT_THERE else was
        self.changed[dotted(path)] = place
        if old is None and new is None:
            return
        self.changes.append(Change(place.sheet, place.cell, dotted(path), old, new, spec.unit))


def _step(values: Any, name: str) -> Any:
    return values.get(name, NOT_THERE) if isinstance(values, Mapping) else NOT_THERE


def _default(spec: Spec) -> Any:
    """What the schema says of a field that is left out, as JSON has it; NOT_THERE where it must be given."""
    if spec.required:
        return NOT_THERE
    default = None if spec.default is PydanticUndefined else spec.default
    return list(default) if isinstance(default, tuple) else default


def _label(key: str | int, item: Any) -> str:
    """What is shown of an item that is gone: its name, or the values of an item without one."""
    if isinstance(key, str):
        return key
    return "; ".join(cell_text(value) for value in item.values()) if isinstance(item, Mapping) else cell_text(item)


def _spec(path: Path) -> Spec:
    return spec_at(Scenario, path) or Spec(kind=str)
