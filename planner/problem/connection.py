"""What bounds the power at the meter beside the phases, and the carbon of a year. Arrays, as in `model_inputs`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from planner.arrays import Bools, Floats, Ints


@dataclass(frozen=True)
class Flexible:
    """The part of the connection that the operator may take away for some hours a year."""

    mw: Floats  # B: part of the connection of each phase
    called: Floats  # H: share of the hour in which it is taken away; zeros where the hours are agreed
    agreed: Bools  # H: hours among which the site chooses when to shed; none where the hours are set
    owed_hours: Floats  # P: hours of shedding owed for the window hours of the period; zeros where the hours are set
    year: Ints  # P: calendar year
    hours_per_year: float

    @property
    def chosen(self) -> bool:
        """Whether the site chooses when to shed, so that its days share what is owed."""
        return bool(self.owed_hours.any())


@dataclass(frozen=True)
class GridLimit:
    """What else bounds the power at the meter: transformers with one lost, maintenance of the connection."""

    mw: Floats  # H: the whole connection where nothing does
    n_minus_1_mw: float | None  # usable power with one transformer lost; None: no transformers given
    transformers_mw: float | None  # usable power with all of them


@dataclass(frozen=True)
class CarbonCap:
    """The most CO2e that the site may cause in a calendar year: electricity at the meter and fuel of back-up sets."""

    basis: str  # "location" or "market"
    most_kt: Floats  # P: cap of the period's year, given at the year's first period, 0 at the others
    year: Ints  # P: calendar year
    t_per_mwh: Floats  # H: of energy at the meter
    genset_t_per_mwh: float  # of electricity of back-up sets
    fixed_kt: Floats  # P: tests of back-up sets
    contract_kt_per_mw: Floats  # C, P: what a MW of each contract takes off; zeros for "location"
