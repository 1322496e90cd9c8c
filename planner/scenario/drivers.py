"""What drives a value: every field of a scenario belongs to one driver; two scenarios mixed driver by driver."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

OTHER = "other"
WORK = r"workloads\.[^.]+"
# In the order of the bridge; of the patterns the first that fits the beginning of a dotted path decides.
DRIVERS: Mapping[str, str] = {
    "volume": rf"demand\b|forecast\b|{WORK}$|{WORK}\.(level_|shape|customers|headroom|window|deferr)",
    "token price": rf"{WORK}\.(price|input_usd|output_usd|revenue|cached_input_price|unserved_price)"
    r"|finance\.(cost_of_sales|view)",
    "rates": rf"fleet\.(operating_points|availability)|{WORK}\.(?!offers|uncommitted)|fleet\.racks\.[^.]+\.serving",
    "rack price": r"fleet\.(racks\.[^.]+\.(price|server_markup)|volume_tiers|resale|opex|network_and|paid_at)"
    r"|fleet\.opening_value|finance\.usd_per_eur",
    "power": r"power\.(?!tariff)|site\.(cooling|water|electrical|auxiliaries|expected_load)",
    "grid": r"power\.tariff|site\.(connection_mw|usable|curtailment|transformers|maintenance)"
    r"|site\.phases\.[^.]+\.(connection|firm|flexible)",
    "contracts": rf"{WORK}\.(offers|uncommitted)",
    "capital": r"finance|site\.(fit_out|deposit|opex|shell|phases\.[^.]+\.capex)|fleet\.opening",
    "timing": r"horizon|fleet\.(racks|on_order)|site\.phases",
    OTHER: r"",
}  # fmt: skip
NOT_BRIDGED = ("name", "title")


def driver_of(path: str) -> str:
    """The driver that a dotted path of a scenario belongs to."""
    return next(name for name, pattern in DRIVERS.items() if re.match(pattern, path))


def differing(ours: Any, theirs: Any) -> dict[str, tuple[str, ...]]:
    """Dotted paths that differ, by driver, in the order of the bridge; names and titles do not count."""
    by_driver: dict[str, list[str]] = {name: [] for name in DRIVERS}
    for path in _paths(ours, theirs, ""):
        if path not in NOT_BRIDGED:
            by_driver[driver_of(path)].append(path)
    return {name: tuple(paths) for name, paths in by_driver.items() if paths}


def _paths(ours: Any, theirs: Any, path: str) -> list[str]:
    """The smallest parts of both values that differ; lists are one part."""
    if ours == theirs:
        return []
    if not (isinstance(ours, dict) and isinstance(theirs, dict)):
        return [path]
    own = [_paths(ours.get(key), theirs.get(key), f"{path}.{key}" if path else key) for key in {**ours, **theirs}]
    return [one for part in own for one in part]


def mixed(ours: dict[str, Any], theirs: dict[str, Any], drivers: set[str], path: str = "") -> dict[str, Any]:
    """Values of a, with those of b where their driver is among `drivers`; a part that only one has comes or goes."""
    values: dict[str, Any] = {}
    for key in {**ours, **theirs}:
        at = f"{path}.{key}" if path else key
        mine, other = ours.get(key), theirs.get(key)
        if isinstance(mine, dict) and isinstance(other, dict):
            values[key] = mixed(mine, other, drivers, at)
            continue
        from_b = driver_of(at) in drivers and at not in NOT_BRIDGED
        if key in (theirs if from_b else ours):
            values[key] = other if from_b else mine
    return values
