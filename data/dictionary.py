"""The data dictionary page, docs/data.md, made from data/sources.yaml."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

HEAD = """# Data dictionary

<!-- Made by `python data/bring_in.py --docs` from data/sources.yaml. Edit there. -->

Every file in `data/`, where it comes from, how far to trust it, and what each column means.
The figures were collected from public sources; a figure that was not found is left empty, never guessed.
An empty text cell reads as an empty text, an empty number as NaN. Times are UTC.
"""
KINDS = {"utc": "time (UTC)", "date": "date", "int": "whole number", "float": "number", "text": "text"}


def dictionary_page(sources: Mapping[str, Any]) -> str:
    """Lay out the page: a table of all files, then one section per file."""
    return "\n".join([HEAD, *_overview(sources), *_sections(sources), *_not_brought_in(sources)])


def _overview(sources: Mapping[str, Any]) -> Iterator[str]:
    yield from ("| File | Rows | Trust | What |", "|---|---:|---|---|")
    for name, spec in sources["files"].items():
        rows = f"{spec['rows']:,}" if "rows" in spec else "–"
        yield f"| [{name}](#{_anchor(name)}) | {rows} | {_cell(spec['trust'])} | {_cell(spec['title'])} |"
    yield ""


def _sections(sources: Mapping[str, Any]) -> Iterator[str]:
    for folder, meaning in sources["folders"].items():
        yield from (f"## {folder}/", "", f"{meaning}.", "")
        for name, spec in sources["files"].items():
            if name.startswith(f"{folder}/"):
                yield from _section(name, spec)


def _not_brought_in(sources: Mapping[str, Any]) -> Iterator[str]:
    reasons: Mapping[str, str] = sources.get("not_brought_in", {})
    if reasons:
        yield from ("## Collected, not brought in", "", "| File | Why |", "|---|---|")
        yield from (f"| {name} | {_cell(why)} |" for name, why in reasons.items())
        yield ""


def _section(name: str, spec: Mapping[str, Any]) -> Iterator[str]:
    yield from (f"### {name}", "", f"{spec['title']}.", "")
    if "rows" in spec:
        yield f"- Rows: {spec['rows']:,}"
    yield f"- Trust: {spec['trust']}"
    yield f"- Collected: {spec['collected']}"
    yield f"- Licence and terms: {spec['licence']}"
    yield f"- How it was made: {spec['made']}"
    if spec.get("key"):
        yield f"- A row is named by: {', '.join(f'`{column}`' for column in spec['key'])}"
    if "step_minutes" in spec:
        gaps = [f"{gap['steps']} steps from {gap['from']} ({gap['why'].rstrip('.')})" for gap in spec["gaps"]]
        yield f"- One row every {spec['step_minutes']} minutes; gaps: {'; '.join(gaps) or 'none'}"
    yield from ("", "Origin:", "", *(f"- {line}" for line in spec["origin"]), "")
    yield from ("Caveats:", "", *(f"- {line}" for line in spec["caveats"]), "")
    if "columns" in spec:
        yield from ("| Column | Unit | Type | Allowed | Meaning |", "|---|---|---|---|---|")
        for column, meaning in spec["columns"].items():
            unit = meaning.get("unit", "")
            cells = (f"`{column}`", unit, KINDS[meaning["type"]], _allowed(meaning), meaning["text"])
            yield "| " + " | ".join(map(_cell, cells)) + " |"
        yield ""


def _allowed(meaning: Mapping[str, Any]) -> str:
    parts = []
    if "range" in meaning:
        parts.append(f"{meaning['range'][0]:,} to {meaning['range'][1]:,}")
    if "values" in meaning:
        parts.append(", ".join(map(str, meaning["values"])))
    if meaning.get("empty"):
        parts.append("may be empty")
    return "; ".join(parts)


def _anchor(name: str) -> str:
    return name.replace("/", "").replace(".", "")


def _cell(text: object) -> str:
    return str(text).replace("|", "\\|")
