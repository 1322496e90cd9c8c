"""The field reference, docs/scenario.md, made from the models."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import BaseModel

from planner.scenario.files.provenance import dotted
from planner.scenario.words.spec import Spec, specs
from planner.scenario.words.wording import allowed, read_as

HEAD = """# Scenario reference

<!-- Made by `python -m planner.scenario.schema` from the models in planner/scenario/. Edit there. -->

A scenario is a YAML file. Every value may be written plain, or with its source:

    connection_mw: 10
    connection_mw: {value: 10, source: "w.media, 29 May 2026", kind: fact, reason: "..."}

`kind` is `fact` (public, with its source), `data` (from `data/`) or `assumption` (ours, with a reason).
`_source: {source:, kind:, reason:}` inside a mapping holds for every value below it.
`extends: other.yaml` takes all values of another file in the same folder or below; this file then gives only
what differs. A mapping adds to the one it extends; a list, a value or null replaces it.
`<name>` stands for a name you choose. A field without default must be given.

`planner scenario workbook SCENARIO --out FILE.xlsx` writes a scenario as a workbook to edit in Excel or LibreOffice,
`planner scenario from-workbook FILE.xlsx --out FILE.yaml` reads it back (docs/workspace.md).
"""


def reference_page(model: type[BaseModel]) -> str:
    """The page: one table for each group of fields."""
    return "\n".join([HEAD, *_group(model, ())])


def _group(model: type[BaseModel], path: tuple[str, ...]) -> Iterator[str]:
    fields = specs(model)
    own = {name: spec for name, spec in fields.items() if _inner(spec) is None}
    if own:
        yield from (f"## {dotted(path) or 'Top of the file'}", "", (model.__doc__ or "").strip().splitlines()[0], "")
        yield from ("| Field | Unit | Allowed | Default | Meaning |", "|---|---|---|---|---|")
        for name, spec in own.items():
            cells = (f"`{name}`", spec.unit, allowed(spec), _default(spec), spec.description)
            yield "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
        yield ""
    for name, spec in fields.items():
        inner = _inner(spec)
        if inner is not None:
            below = () if spec.model else ("<item>",) if read_as(spec.kind) == "list" else ("<name>",)
            yield from _group(inner, (*path, name, *below))


def _inner(spec: Spec) -> type[BaseModel] | None:
    return spec.model or (spec.item.model if spec.item else None)


def _default(spec: Spec) -> str:
    if spec.required:
        return ""
    return "null" if spec.default is None else str(spec.default)
