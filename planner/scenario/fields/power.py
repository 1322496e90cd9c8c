"""Power: spot price, grid tariff, taxes, capacity rented elsewhere, and the carbon of the grid."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from planner.scenario.fields.contracts import Contract, Hedge
from planner.scenario.fields.grid_support import GridSupport
from planner.scenario.fields.on_site import Battery, ColdStore, Gensets, Pv
from planner.scenario.fields.parts import FROZEN, YEARS, Date, Name, Part, Year, field, fraction

Answer = Literal["yes", "no", "unknown"]
Forwards = Annotated[dict[Year, Annotated[float, Field(ge=-500, le=5000)]], YEARS, FROZEN, Field(min_length=1)]


class Spot(Part):
    """Day-ahead price: the hourly shape of real years, at the level of the forwards."""

    shape_from: Date = field("", "First day of the real prices that give the shape.")
    shape_to: Date = field("", "Last day of the real prices that give the shape.")
    scale: float = field("x", "Scales all prices.", 1.0, ge=0, le=20)
    shape_year: Year | None = field("", "A real year that gives shape and level instead; null: none.", None)
    forward_eur_per_mwh: Forwards = field("EUR/MWh", "Mean price of each year.")
    change_per_year_after: float = fraction("Change a year after the last forward.", ge=-0.5, le=1)


class Tariff(Part):
    """Grid tariff (TURPE)."""

    voltage_domain: Literal["HTB1", "HTB2"] = field("", "Voltage domain of the connection.")
    version: Literal["CU", "MU", "LU"] = field("", "Short, medium or long use of the subscribed power.")
    indexed_to_inflation: bool = field("", "True if the rates follow inflation.")
    subscription_changes: Literal["yearly", "quarterly"] = field(
        "", "How often subscribed power may change; a new phase of the connection may raise it at any time.", "yearly"
    )
    subscription_change_month: int = field(
        "month", "Month from which a yearly change holds, 1 to 12; the tariff is revised in August.", 8, ge=1, le=12
    )
    subscription_may_fall: bool = field("", "True if a change may lower subscribed power too.", True)


class Taxes(Part):
    """Taxes on electricity."""

    excise_eur_per_mwh: float = field("EUR/MWh", "Excise duty on electricity.", ge=0, le=200)
    cta_share_of_fixed: float = fraction("Contribution (CTA) on the fixed part of the grid tariff.")


class CapacityCharge(Part):
    """Capacity levy: a price on the mean power drawn in the signalled hours of a winter."""

    eur_per_kw: float = field("EUR/kW", "Price of a kW of that mean, each winter from November 2026.", ge=0, le=500)
    days_per_winter: int = field(
        "days", "Working days signalled from November to March, 7-10 h and 17-20 h on each.", 22, ge=1, le=60
    )


class Burst(Part):
    """Capacity rented elsewhere: GPUs on demand by the hour, or reserved by the period."""

    rack: Name = field("", "Product that is rented, one of fleet.racks.")
    usd_per_gpu_hour: float = field("USD/GPU-hour", "Rent of a GPU for an hour, on demand.", gt=0, le=1000)
    price_change_per_year: float = field("share", "Change of the rent each year.", 0.0, ge=-0.95, le=5)
    most_gpus: float | None = field(
        "GPUs", "Most GPUs on demand at a time; 0: none; null: as many as wanted.", None, ge=0, le=1e6
    )
    reserved_price_share: float | None = fraction(
        "Rent of a GPU reserved for a whole period, as a share of that on demand; null: none can be.", None, gt=0,
        ge=None,
    )  # fmt: skip
    most_reserved_gpus: float = field("GPUs", "Most GPUs reserved at a time.", 10_000.0, ge=0, le=1e6)


class CarbonCap(Part):
    """Most CO2e that electricity at the meter and the fuel of back-up sets may cause in a calendar year."""

    t_per_year: float = field("t/year", "Most CO2e of a calendar year.", gt=0, le=1e7)
    basis: Literal["location", "market"] = field(
        "",
        "What is counted: the grid's intensity hour by hour, or the residual mix for what neither carbon-free "
        "contracts nor guarantees of origin cover.",
        "location",
    )


class Carbon(Part):
    """Carbon intensity of the grid: an hourly shape moved to a yearly level."""

    shape_from: Date = field("", "First day of the real intensities that give the shape.")
    shape_to: Date = field("", "Last day of the real intensities that give the shape.")
    level_g_per_kwh: float = field("g/kWh", "Mean intensity.", ge=0, le=2000)
    residual_mix_g_per_kwh: float = field(
        "g/kWh", "Market-based intensity of what neither contract nor guarantee covers.", 52.0, ge=0, le=2000
    )
    guarantees_of_origin_share: float = fraction("Share of the consumption covered by guarantees of origin.", 0.0)
    embodied_kg_per_gpu: float = field(
        "kg/GPU", "CO2e of making a GPU with its part of the server.", 318.0, ge=0, le=100_000
    )
    embodied_building_t_per_mw: float = field(
        "t/MW", "CO2e of building the site, per MW of connection.", 1000.0, ge=0, le=100_000
    )
    building_life_years: float = field("years", "Years over which the building's CO2e is spread.", 30.0, gt=0, le=100)
    cap: CarbonCap | None = Field(None, description="Cap on the CO2e of a calendar year; null: none.")
    price_eur_per_t: float = field("EUR/t", "Carbon price that is reported, not paid.", 77.39, ge=0, le=5000)


class Reporting(Part):
    """What the regulator asks for that the plan does not work out. Nothing here changes the plan."""

    waste_heat_reused_share: float = fraction("Heat put to use outside the site over energy at the meter.", 0.0)
    building_dedicated: Answer = field(
        "",
        "Whether the building is given over to digital data, with secured access and controls of its own.",
        "unknown",
    )
    energy_management_system: Answer = field("", "Whether there is an energy management system.", "unknown")
    best_practice_programme: Answer = field(
        "", "Whether the site has joined a recognised best-practice programme.", "unknown"
    )
    electro_sensitive: Answer = field(
        "", "Whether the activity is electro-sensitive; unknown: as the plan works it out.", "unknown"
    )
    pue_limit: float | None = field("", "Limit of PUE for the reduced excise rate; null: not known.", None, ge=1, le=5)
    water_limit_l_per_kwh: float | None = field(
        "l/kWh", "Limit of cooling water for the reduced excise rate; null: not known.", None, ge=0, le=20
    )


class Power(Part):
    """All that electricity costs, and what it emits."""

    spot: Spot = Field(description="Day-ahead price.")
    tariff: Tariff = Field(description="Grid tariff.")
    taxes: Taxes = Field(description="Taxes on electricity.")
    capacity_charge: CapacityCharge | None = Field(None, description="Capacity levy; null: none is paid.")
    burst: Burst = Field(description="Capacity rented elsewhere.")
    carbon: Carbon = Field(description="Carbon intensity of the grid.")
    contracts: Annotated[dict[Name, Contract], FROZEN] = Field(
        {},
        validate_default=True,
        description="Supply contracts on offer or signed, by name; without any, all is bought at spot.",
    )
    hedge: Hedge = Field(Hedge(), description="How much of the consumption is bought ahead.")
    grid_support: Annotated[dict[Name, GridSupport], FROZEN] = Field(
        {},
        validate_default=True,
        description="Products by which load that could be shed earns money, by name; none unless given.",
    )
    battery: Battery | None = Field(None, description="Battery that may be built; null: none.")
    pv: Pv | None = Field(None, description="Photovoltaics that may be built; null: none.")
    gensets: Gensets | None = Field(None, description="Back-up sets; null: left out of costs and emissions.")
    cold_store: ColdStore | None = Field(None, description="Thermal store for cooling that may be built; null: none.")
    reporting: Reporting = Field(Reporting(), description="What the regulator asks for beyond the plan.")
