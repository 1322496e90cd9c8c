"""The fleet: rack products that can be ordered, their prices and power, and the racks already there."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from planner.scenario.fields.operating_points import OperatingPoints
from planner.scenario.fields.parts import FROZEN, LIST, Name, Part, Quarter, field, fraction


class Resale(Part):
    """What a used rack brings."""

    share: float = fraction("Share of the price paid that a rack brings when new.")
    retained_per_year: float = fraction("Share of its resale value that a rack keeps each year.")


class VolumeTier(Part):
    """A discount on all racks of a large enough order."""

    from_racks: int = field("racks", "Smallest order that gets the discount.", ge=2, le=100_000)
    discount: float = fraction("Discount on every rack of the order.", lt=1, le=None)


class Rack(Part):
    """One rack product; its key is the product name of the catalogue."""

    order_from: Quarter = field("", "First quarter in which the product can be ordered.")
    order_until: Quarter | None = field("", "Last quarter in which it can be ordered; null: no end.", None)
    lead_time_months: int = field("months", "Months from order to live.", ge=0, le=60)
    supply_per_quarter: int = field("racks", "Most racks that can be ordered in a quarter.", ge=0, le=100_000)
    supply_later_per_quarter: int | None = field("racks", "Supply from supply_later_from on.", None, ge=0, le=100_000)
    supply_later_from: Quarter | None = field("", "First quarter with the later supply.", None)
    price_usd: float | None = field("USD", "Price of a rack or server; null: the catalogue's.", None, gt=0, le=100e6)
    server_markup: float = fraction(
        "CPU, network cards and chassis, as a share of the price; 0 for whole racks.", 0.0, le=3
    )
    price_change_per_quarter: float = fraction("Change of the price each quarter; -0.02 is 2 % less.", ge=-0.5, le=0.5)
    price_falls_from: Quarter = field("", "Quarter from which the price changes.")
    life_years: float = field("years", "Years after which the rack is taken out.", gt=0, le=30)
    nameplate_kw: float | None = field("kW", "Largest power of the rack; null: the catalogue's.", None, gt=0, le=2000)
    serving_share_of_nameplate: float = fraction(
        "Power while serving, as a share of nameplate: of GPU-hours, and of tokens with the rule nearest-row.",
        gt=0,
        ge=None,
    )
    idle_share_of_nameplate: float = fraction("Power while idle with the model loaded, as a share of nameplate.")
    standby_share_of_nameplate: float = fraction("Power while parked, as a share of nameplate.")
    network_kw: float = field("kW", "Network and storage for the rack, always on.", ge=0, le=200)
    positions: float = field("positions", "Floor positions the rack takes; 0.25: four share one.", gt=0, le=10)
    liquid_share: float = fraction("Share of its heat that leaves through the liquid circuit.")
    weight_t: float = field("t", "Weight of the rack.", gt=0, le=20)


class OpeningRacks(Part):
    """Racks that run when the plan starts."""

    rack: Name = field("", "Product, one of fleet.racks.")
    racks: int = field("racks", "How many run.", ge=1, le=100_000)
    live_from: Quarter = field("", "Quarter since which they run; their age counts from there.")


class Fleet(Part):
    """All racks, there and to come."""

    availability: float = fraction("Share of installed racks that work at any time.", gt=0, ge=None)
    opex_share_per_year: float = fraction("Maintenance and support a year, as a share of the rack's price.")
    paid_at_order_share: float = fraction("Share of the price paid at order; the rest at delivery.")
    resale: Resale = Field(description="What used racks bring.")
    volume_tiers: Annotated[tuple[VolumeTier, ...], LIST] = Field((), description="Discounts on large orders.")
    racks: Annotated[dict[Name, Rack], FROZEN] = Field(min_length=1, description="Rack products that can be ordered.")
    opening: Annotated[tuple[OpeningRacks, ...], LIST] = Field((), description="Racks that run when the plan starts.")
    operating_points: OperatingPoints = Field(
        OperatingPoints(), description="Where tokens per second and kilowatts of a rack come from."
    )
