"""Limits of the connection and of the room for racks, which every site has; and rows that always can be kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.optimisation.equations.limit import Limit, beyond

if TYPE_CHECKING:
    from planner.arrays import Floats
    from planner.optimisation.equations.limit import Key, Values
    from planner.problem.site import ModelInputs


def of_open_phases(x: ModelInputs, value: Values, p: int, each: Floats) -> float:
    """What the phases open in a period bring together."""
    return sum(float(room) * value("phase_open", (b, p)) for b, room in enumerate(each[: len(x.phases.names)]))


def _drawn_mw(x: ModelInputs, value: Values, key: Key, excess: float) -> tuple[float, float]:
    """At the meter: what the parked fleet and the auxiliaries draw, and what may be drawn of the connection."""
    room_mw = x.usable_share * value("connection_mw", key)
    return room_mw + excess / x.electrical_efficiency, room_mw


def _one_phase(_x: ModelInputs, _value: Values, _key: Key, excess: float) -> tuple[float, float]:
    return 1.0, 1.0 - excess


LIMITS = (
    Limit(
        "connection",
        ("standby_within_connection",),
        "power at the meter for the parked fleet and the auxiliaries",
        "MW",
        "site.connection_mw",
        "raise site.connection_mw, open a phase earlier, or lower site.auxiliaries_mw",
        _drawn_mw,
        days="worst",
    ),
    Limit(
        "rack_positions",
        ("rack_positions",),
        "rack positions",
        "positions",
        "site.phases.rack_positions",
        "raise rack_positions of a phase, or open it earlier",
        beyond(lambda x, value, key: of_open_phases(x, value, key[0], x.phases.positions)),
    ),
    Limit(
        "liquid_cooling",
        ("liquid_cooling",),
        "liquid cooling",
        "MW",
        "site.phases.liquid_cooling_mw",
        "raise liquid_cooling_mw of a phase, or open it earlier",
        beyond(lambda x, value, key: of_open_phases(x, value, key[0], x.phases.liquid_mw)),
    ),
    Limit(
        "floor_load",
        ("floor_load",),
        "floor load",
        "t",
        "site.phases.floor_load_t",
        "raise floor_load_t of a phase, or open it earlier",
        beyond(lambda x, value, key: of_open_phases(x, value, key[0], x.phases.floor_t)),
    ),
    Limit(
        "phases",
        ("phases_in_order",),
        "the phase before one that is committed",
        "phase",
        "site.phases.earliest",
        "open the phase before it earlier, or make the later one optional",
        _one_phase,
        period=lambda _x, _value, key: key[1],
    ),
)

_NOTHING_ORDERED = "kept by ordering nothing"
_RACKS = "says where racks are; those there at the start may be sold, others stay out"
_PHASES = "says what open phases bring; a phase may stay open"
_SUBSCRIBED = "kept by subscribing the same all along, down to nothing: an overrun has its price"
_UNSIGNED = "kept by not signing"
_DAY = "a day has an answer whatever it is given: racks parked, work unserved at its price"

ALWAYS_HELD = {
    "order_in_tiers": _NOTHING_ORDERED,
    "one_tier": _NOTHING_ORDERED,
    "tier_floor": _NOTHING_ORDERED,
    "tier_ceiling": _NOTHING_ORDERED,
    "retirement": _RACKS,
    "installed_fleet": _RACKS,
    "phase_stays_open": _PHASES,
    "connection_power": _PHASES,
    "rising_subscription": _SUBSCRIBED,
    "hold_subscription": _SUBSCRIBED,
    "keep_subscription": _SUBSCRIBED,
    "subscription_within_connection": _SUBSCRIBED,
    "contract_floor": _UNSIGNED,
    "contract_ceiling": _UNSIGNED,
    **dict.fromkeys(("it_power", "facility_power", "grid_balance", "within_subscribed", "within_connection"), _DAY),
    **dict.fromkeys(("serve_demand", "carry_backlog", "backlog_within_window", "share_racks"), _DAY),
    **dict.fromkeys(("unserved_within_line", "unserved_within_share"), _DAY),
}
