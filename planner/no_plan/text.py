"""Why there is no plan, in sentences of either language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.errors import InfeasiblePlan, located
from planner.words import say
from planner.words.formats import number

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any

    from planner.errors import Reason, WayOut

MOST_DIGITS = 6


def message(reasons: Sequence[Reason], ways: Iterable[WayOut], locale: str, *, on_all_days: bool = True) -> str:
    """The reasons, a line each; then as hint the ways out, or what people do about such a limit."""
    head = say("no plan" if on_all_days else "no plan on few days", locale)
    lines = [head, *(reason_line(reason, locale) for reason in reasons)]
    tried = [way_line(way, locale) for way in ways]
    if not on_all_days:
        hint = say("no plan all days", locale)
    elif tried:
        hint = "\n- ".join([say("no plan ways", locale), *tried])
    else:
        hint = "; ".join(dict.fromkeys(say(f"no plan limit {reason.limit} cure", locale) for reason in reasons))
    return located("", "\n".join(lines), hint)


def of_error(error: InfeasiblePlan, locale: str) -> str:
    """What an error says, in a language; that of one without reasons stands as it is."""
    if not error.reasons:
        return str(error)
    return message(error.reasons, error.ways_out, locale, on_all_days=error.on_all_days)


def reason_line(reason: Reason, locale: str) -> str:
    """One limit, in its first period: what is needed, and what is available."""
    site = say("no plan site", locale, site=reason.site) if reason.site else ""
    return say(
        "no plan reason",
        locale,
        period=reason.period,
        site=site,
        limit=say(f"no plan limit {reason.limit}", locale),
        needed=amount(reason.needed, locale),
        available=amount(reason.available, locale),
        unit=say(f"no plan limit unit {reason.unit}", locale),
    )


def way_line(way: WayOut, locale: str) -> str:
    """Changed fields, each with what it was."""
    changes = [
        say("no plan change", locale, path=path, new=_shown(new, locale), old=_shown(way.instead_of[path], locale))
        for path, new in way.fields.items()
    ]
    return ", ".join(changes)


def amount(value: float, locale: str) -> str:
    """A number with as many digits as it has, six at most."""
    rounded = float(f"{value:.{MOST_DIGITS}g}")
    decimals = max(0, len(f"{rounded:.10f}".rstrip("0").partition(".")[2]))
    return number(rounded, decimals, locale)


def _shown(value: Any, locale: str) -> str:
    if isinstance(value, bool) or value is None:
        return str(value).lower() if value is not None else "null"
    return amount(value, locale) if isinstance(value, int | float) else str(value)
