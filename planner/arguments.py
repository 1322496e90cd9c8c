"""What callers without type checks hand in: wrong types and names of arguments are our errors, with what is allowed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from planner.errors import ScenarioError, located, nearest

SAME = {
    "interactivity": "tokens_per_s_per_user", "speed": "tokens_per_s_per_user", "users": "concurrency",
    "isl": "input_tokens", "osl": "output_tokens", "isl_tokens": "input_tokens", "osl_tokens": "output_tokens",
    "gpu": "rack", "params_b": "total_params_b", "model_params_b": "total_params_b",
}  # fmt: skip


def check_names(given: Iterable[str], allowed: Iterable[str], where: str) -> None:
    """Refuse an argument that is not known, with the one that was meant or all there are. ScenarioError."""
    names = list(allowed)
    unknown = next((name for name in given if name not in names), None)
    if unknown is None:
        return
    meant = SAME.get(unknown)
    hint = f'Did you mean "{meant}"?' if meant in names else nearest(unknown, names)
    raise ScenarioError(located(where, f'there is no argument "{unknown}".', hint))


def check_type(value: object, kinds: tuple[type, ...], where: str, allowed: str) -> None:
    """Refuse a value of another type. ScenarioError with what was read and what is allowed."""
    if not isinstance(value, kinds):
        raise ScenarioError(located(where, f"a value of type {type(value).__name__} was read; allowed: {allowed}."))


def scalar(value: Any) -> Any:
    """A number of numpy or pandas as Python's own; all else as it is."""
    return value.item() if hasattr(value, "item") and not hasattr(value, "columns") and _single(value) else value


def _single(value: Any) -> bool:
    return getattr(value, "ndim", 1) == 0


def scalars(given: Mapping[str, Any]) -> dict[str, Any]:
    """Named values, each as Python's own."""
    return {name: scalar(value) for name, value in given.items()}
