"""The JSON Schema of a scenario file, made from pydantic's: sources allowed everywhere, nothing required."""

from __future__ import annotations

from typing import Any

SCALARS = {"number", "integer", "string", "boolean", "null"}
SOURCE: dict[str, Any] = {
    "source": {"type": "string", "description": "Where the value comes from."},
    "kind": {"enum": ["fact", "data", "assumption"], "description": "How the value is known."},
    "reason": {"type": "string", "description": "Why this value."},
}
HEAD = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "Scenario",
    "description": "A scenario of the planner. Each value may be written as {value, source, kind, reason}.",
}
EXTENDS = {
    "type": "string",
    "description": "Scenario file in this folder or below whose values hold unless given here.",
}


def editor_schema(schema: dict[str, Any]) -> dict[str, Any]:
    """Turn pydantic's schema into one for files: `extends`, `_source`, the sourced form of each value.

    Nothing is required, as a file gives only what differs from the one it extends.
    """
    definitions = {name: _group(part) for name, part in schema.pop("$defs", {}).items()}
    root = _group(schema)
    root["properties"] = {"extends": EXTENDS} | root["properties"]
    labels = {key: {"$ref": f"#/$defs/{key}"} for key in SOURCE}
    definitions["provenance"] = {"type": "object", "properties": labels, "additionalProperties": False}
    definitions.update(SOURCE)
    return HEAD | {key: value for key, value in root.items() if key not in HEAD} | {"$defs": definitions}


def _group(schema: dict[str, Any]) -> dict[str, Any]:
    """A mapping of fields: fields may be sourced, and the group may say the source of all below it."""
    group = {key: value for key, value in schema.items() if key not in ("required", "title")}
    properties = {name: _field(value) for name, value in schema.get("properties", {}).items()}
    group["properties"] = properties | {"_source": {"$ref": "#/$defs/provenance"}}
    return group


def _field(schema: dict[str, Any]) -> dict[str, Any]:
    kept = {key: value for key, value in schema.items() if key not in ("title", "unit", "file")}
    unit = schema.get("unit")
    if unit:
        kept["description"] = f"{schema.get('description', '')} [{unit}]"
    if "$ref" in kept:
        return kept
    if kept.get("type") == "object":
        return _mapping(kept)
    if kept.get("type") == "array":
        listed = _sourced(kept | {"items": _field(kept.get("items", {}))})
        named = [{"type": "string", "pattern": schema["file"]}] if "file" in schema else []
        return listed | {"anyOf": [*listed["anyOf"], *named]}
    return _sourced(kept)


def _mapping(schema: dict[str, Any]) -> dict[str, Any]:
    """A mapping by name: what pydantic says of its values, plus `_source`."""
    kept = {key: value for key, value in schema.items() if key not in ("minProperties",)}
    held = kept.pop("additionalProperties", {})
    names = kept.pop("propertyNames", {}).get("pattern")
    for pattern, inner in kept.pop("patternProperties", {}).items():
        names, held = pattern, inner
    value = _field(held)
    kept["properties"] = {"_source": {"$ref": "#/$defs/provenance"}}
    if names:
        return kept | {"patternProperties": {names: value}, "additionalProperties": False}
    return kept | {"additionalProperties": value}


def _sourced(schema: dict[str, Any]) -> dict[str, Any]:
    """Allow the plain form, and {value: ..., source: ..., kind: ..., reason: ...}."""
    plain = {key: value for key, value in schema.items() if key not in ("description", "default")}
    labels = {key: value for key, value in schema.items() if key in ("description", "default")}
    with_source = {
        "type": "object",
        "properties": {"value": plain} | {key: {"$ref": f"#/$defs/{key}"} for key in SOURCE},
        "required": ["value"],
        "additionalProperties": False,
    }
    return labels | {"anyOf": [plain, with_source]}
