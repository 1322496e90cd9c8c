"""Rules between the fields of the connection. Each check yields what is wrong, where, and what to do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from planner.scenario.rules.contracts import horizon_days
from planner.scenario.rules.problem import Problem

if TYPE_CHECKING:
    from planner.scenario.schema import Scenario

TOLERANCE = 1e-6
FEWEST_EVENING_HOURS = 400  # a year has 412 or more hours of winter evenings


def firm_and_flexible(s: Scenario) -> Iterator[Problem]:
    """Firm and flexible part of a phase are what it brings of the connection."""
    for name, phase in s.site.phases.items():
        path, brings = f"site.phases.{name}", s.site.connection_mw * phase.connection_share
        of = f"what the phase brings: {phase.connection_share:g} of {s.site.connection_mw:g} MW (site.connection_mw)"
        if phase.firm_mw is None and phase.flexible_mw > brings * (1 + TOLERANCE):
            read, allowed = f"is {phase.flexible_mw:g} MW.", f"Allowed: up to {brings:g} MW, {of}."
            yield Problem(f"{path}.flexible_mw", read, allowed)
        elif phase.firm_mw is not None and abs(phase.firm_mw + phase.flexible_mw - brings) > brings * TOLERANCE:
            yield Problem(
                f"{path}.firm_mw",
                f"is {phase.firm_mw:g} MW, with flexible_mw {phase.firm_mw + phase.flexible_mw:g} MW.",
                f"Allowed: {brings:g} MW together, {of}.",
                "give flexible_mw alone: firm_mw null is the rest.",
            )


def phases_in_turn(s: Scenario) -> Iterator[Problem]:
    """A phase that is committed opens no earlier than the one before it can."""
    before = ""
    for name, phase in s.site.phases.items():
        late = before and s.site.phases[before].opens
        if late and phase.committed and phase.opens < late:
            yield Problem(
                f"site.phases.{name}.earliest",
                f"is {phase.earliest}, with delay_quarters {phase.delay_quarters}: it is committed to open then.",
                f"Allowed: {late} or later, when {before} can be open: phases open in their order.",
                "delay it as much, or set committed to false.",
            )
        before = name


def curtailment(s: Scenario) -> Iterator[Problem]:
    """Hours of curtailment belong to a flexible part, and there are so many in the window."""
    asked, path = s.site.curtailment, "site.curtailment.hours_per_year"
    if asked is None:
        return
    if asked.hours_per_year and not any(phase.flexible_mw for phase in s.site.phases.values()):
        yield Problem(
            path,
            f"is {asked.hours_per_year:g} h/year.",
            "Allowed: 0 where no phase has a flexible part.",
            "give flexible_mw of a phase.",
        )
    if asked.when != "highest-price" and asked.hours_per_year > FEWEST_EVENING_HOURS:
        yield Problem(
            path,
            f"is {asked.hours_per_year:g} h/year.",
            f"Allowed: up to {FEWEST_EVENING_HOURS} h/year in winter evenings (site.curtailment.when).",
            "a winter has some 410 hours of working days from 17:00 to 21:00.",
        )


def transformers(s: Scenario) -> Iterator[Problem]:
    """All transformers together carry the connection, and one is enough for what is always on."""
    t = s.site.transformers
    if t and t.all_mw < s.site.connection_mw * (1 - TOLERANCE):
        need = s.site.connection_mw / t.count / t.power_factor
        yield Problem(
            "site.transformers.mva_each",
            f"is {t.mva_each:g} MVA: {t.count} of them carry {t.all_mw:g} MW at power factor {t.power_factor:g}.",
            f"Allowed: {need:.4g} MVA or more, for {s.site.connection_mw:g} MW (site.connection_mw).",
            "give MVA, not kVA, and all transformers.",
        )


def maintenance(s: Scenario) -> Iterator[Problem]:
    """Works lie in the horizon, end after they begin, and leave less than the connection and more than what is on."""
    first, after = horizon_days(s)
    for name, window in s.site.maintenance.items():
        path = f"site.maintenance.{name}"
        if window.end < window.start:
            yield Problem(
                f"{path}.end",
                f"is {window.end}.",
                f"Allowed: {window.start} (start) or later.",
                "it is the last day of the works; exchange the two dates if they were mixed up.",
            )
        elif window.start >= after or window.end < first:
            yield Problem(
                f"{path}.start",
                f"is {window.start}, and end {window.end}.",
                f"Allowed: a day from {first} on and before {after} (horizon).",
                "works outside the horizon change nothing: leave them out.",
            )
        always = s.site.auxiliaries_mw / s.site.electrical_efficiency
        if window.mw_left >= s.site.connection_mw or window.mw_left <= always:
            yield Problem(
                f"{path}.mw_left",
                f"is {window.mw_left:g} MW.",
                f"Allowed: above {always:g} MW (site.auxiliaries_mw), below {s.site.connection_mw:g} MW "
                "(site.connection_mw).",
                f"write {window.mw_left / 1000:g} if {window.mw_left:g} is in kW.",
            )


CONNECTION_CHECKS = (firm_and_flexible, phases_in_turn, curtailment, transformers, maintenance)
