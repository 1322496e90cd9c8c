"""What bounds the power at the meter: curtailment of the flexible part, transformers, maintenance."""

from __future__ import annotations

from typing import Literal

from planner.scenario.fields.parts import Date, Part, field, fraction

When = Literal["highest-price", "winter-evenings", "agreed-evenings"]


class Curtailment(Part):
    """When the operator takes away the flexible part of the connection."""

    hours_per_year: float = field("h/year", "Hours a year in which it may be taken away.", ge=0, le=8760)
    when: When = field(
        "",
        "highest-price: the dearest hours of the year; winter-evenings: the dearest evening peak hours of November to "
        "March; agreed-evenings: the site chooses among these, and sheds as much energy.",
        "highest-price",
    )


class Transformers(Part):
    """Equal transformers between the connection and the site."""

    count: int = field("", "How many there are.", ge=2, le=100)
    mva_each: float = field("MVA", "Rating of each.", gt=0, le=1000)
    power_factor: float = fraction("Power factor of the load.", 0.95, ge=0.5)
    hold_n_minus_1: bool = field(
        "", "True: the site never draws more than is left with one lost; false: this is only reported.", True
    )

    @property
    def n_minus_1_mw(self) -> float:
        """Usable power with one lost [MW]."""
        return (self.count - 1) * self.mva_each * self.power_factor

    @property
    def all_mw(self) -> float:
        """Usable power with all of them [MW]."""
        return self.count * self.mva_each * self.power_factor


class Maintenance(Part):
    """Days of works on the connection."""

    start: Date = field("", "First day, local time.")
    end: Date = field("", "Last day, local time.")
    mw_left: float = field("MW", "Power left at the meter on these days.", gt=0, le=2000)
