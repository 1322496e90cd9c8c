"""Supply contracts: what they deliver, when, at which price, and how much of the consumption they may cover."""

from __future__ import annotations

from typing import Literal

from planner.scenario.fields.parts import Date, Part, Quarter, field, fraction

Kind = Literal["baseload", "peak", "solar", "wind", "nuclear"]
Delivery = Literal["as_produced", "band"]


class Contract(Part):
    """One supply contract: a price for a shape of megawatts, settled against the spot price of each hour."""

    title: str = field("", "Name as shown, such as seller and product.", min_length=1, max_length=120)
    kind: Kind = field(
        "", "Flat block, block of Monday to Friday 08:00 to 20:00 local time, or output of a plant of this sort."
    )
    delivery: Delivery | None = field(
        "", "Solar, wind, nuclear: output hour by hour, or its mean of each calendar month. Null for blocks.", None
    )
    start: Date = field("", "First day of delivery, local time.")
    end: Date = field("", "Last day of delivery, local time.")
    signed: Date | None = field("", "Day of signature, when the prepayment is due; null: the first day.", None)
    min_mw: float = field("MW", "Least volume: block MW, or MW of plant.", 0.0, ge=0, le=2000)
    max_mw: float = field("MW", "Largest volume: block MW, or MW of plant.", gt=0, le=2000)
    take_it_or_leave_it: bool = field("", "True: no volume at all, or at least min_mw.", False)
    strike_eur_per_mwh: float = field("EUR/MWh", "Price of a MWh on the first day; 60 is 6 cents a kWh.", ge=1, le=500)
    indexed_to_inflation_share: float = fraction("Share of inflation that the price follows, each anniversary.", 0.0)
    full_load_hours: float | None = field(
        "h/year", "Solar, wind, nuclear: output of a year per MW of plant. Null for blocks.", None, ge=100, le=8760
    )
    prepayment_meur_per_mw: float = field("MEUR/MW", "Paid at signature for each MW.", 0.0, ge=0, le=50)

    @property
    def needs_profile(self) -> bool:
        """Whether its shape is the output of a plant."""
        return self.kind in ("solar", "wind", "nuclear")

    @property
    def mean_mw_per_mw(self) -> float:
        """Mean delivery while it delivers, per contracted MW: 1 for blocks, the capacity factor for a plant."""
        return (self.full_load_hours or 0.0) / 8760 if self.needs_profile else 1.0


class Hedge(Part):
    """Bounds on the energy under contract, as shares of the consumption expected of the connection."""

    min_share: float = fraction("Least share of the expected consumption under contract.", 0.0, le=2)
    max_share: float | None = fraction(
        "Largest share of the expected consumption under contract; null: no bound.", None, gt=0, ge=None, le=2
    )
    min_share_from: Quarter | None = field("", "First quarter of the least share; null: the whole horizon.", None)
    expected_load_factor: float | None = fraction(
        "Mean power expected at the meter over the open connection; needed for the bounds.", None, gt=0, ge=None
    )
