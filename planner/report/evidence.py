"""Why to believe a plan: the solver's proof, and every number it rests on with its source."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from planner.report.parts import Table
from planner.words import formats, say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planner.plan.plan import Plan

GROUPS = ("scenario", "site", "fleet", "racks", "demand", "workloads", "power", "finance", "data", "other")
OF_SCENARIO = frozenset({"name", "title", "horizon", "objective"})
EMPTY = "–"
SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def optimum_rows(m: Mapping[str, Any], locale: str) -> tuple[tuple[str, str], ...]:
    """Status, objective, bound and gaps of a manifest."""
    return (
        (say("status", locale), say(f"status {m['status']}", locale)),
        (say("objective", locale), say(f"objective {m['objective_kind']}", locale)),
        (say("objective value", locale), formats.money_meur(m["objective_meur"], locale, 2)),
        (say("bound", locale), formats.money_meur(m["bound_meur"], locale, 2)),
        (say("gaps", locale), gaps(m, locale)),
    )


def run_rows(m: Mapping[str, Any], run_id: str, locale: str) -> tuple[tuple[str, str], ...]:
    """Time, run, hashes and versions of a manifest."""
    seconds = formats.number(m["seconds"].get("total"), 0, locale)
    return (
        (say("seconds", locale), f"{seconds}{formats.NO_BREAK}s"),
        (say("run", locale), run_id),
        (say("scenario hash", locale), str(m["scenario_hash"])),
        (say("data hash", locale), str(m["data_hash"])),
        (say("versions", locale), " · ".join(f"{name} {number}" for name, number in m["versions"].items())),
    )


def proof(plan: Plan, locale: str = "en") -> Table:
    """Status, bound, gap, residuals, days, time, hashes and versions."""
    m = plan.manifest
    residuals = " / ".join(_tiny(m.get(name), locale) for name in ("residual_abs", "residual_rel"))
    dispatched = say(
        "days and hours",
        locale,
        days=formats.number(m["dispatched_days"], 0, locale),
        hours=formats.number(m["dispatched_hours"], 0, locale),
    )
    rows = (
        *optimum_rows(m, locale),
        (say("residuals", locale), residuals),
        (say("money residual", locale), _tiny(m.get("money_residual_rel"), locale)),
        (say("dispatched", locale), dispatched),
        *run_rows(m, plan.run_id, locale),
    )
    return Table(say("proof caption", locale), (say("what", locale), say("value", locale)), rows)


def gaps(manifest: Mapping[str, Any], locale: str) -> str:
    """Gap proven, and gap to be proven."""
    return " / ".join(formats.percent(manifest.get(name), locale, 2) for name in ("gap", "gap_asked"))


def _tiny(value: float | None, locale: str) -> str:
    """A number near zero: 1.4 × 10⁻¹⁴."""
    if value is None or value == 0:
        return formats.MISSING if value is None else "0"
    mantissa, _, exponent = f"{value:.1e}".partition("e")
    return f"{formats.number(float(mantissa), 1, locale)} × 10{str(int(exponent)).translate(SUPERSCRIPT)}"


def group_of(path: str) -> str:
    """The heading under which an assumption stands: fleet.racks.H200_HGX.price_usd → racks."""
    if path.startswith("data/"):
        return "data"
    first, _, rest = path.partition(".")
    if first in OF_SCENARIO:
        return "scenario"
    if first == "fleet" and rest.startswith("racks."):
        return "racks"
    return first if first in GROUPS else "other"
