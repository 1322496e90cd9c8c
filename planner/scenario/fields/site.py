"""The site: grid connection, phases, cooling, water and running costs."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from planner.scenario.fields.connection import Curtailment, Maintenance, Transformers
from planner.scenario.fields.parts import FROZEN, Name, Part, Quarter, field, fraction, quarter_name, quarter_number


class Phase(Part):
    """What one phase of the site adds once it is open."""

    connection_share: float = fraction("Share of the connection that this phase brings.")
    earliest: Quarter = field("", "First quarter in which the phase can be open.")
    delay_quarters: int = field("quarters", "Quarters by which the phase is late; a variant says so.", 0, ge=0, le=40)
    firm_mw: float | None = field(
        "MW", "Part of its connection that is always there; null: all that is not flexible.", None, ge=0, le=2000
    )
    flexible_mw: float = field(
        "MW", "Part of its connection that may be taken away, see site.curtailment.", 0.0, ge=0, le=2000
    )
    committed: bool = field("", "True if the phase opens at its earliest quarter whatever the plan says.")
    capex_meur: float = field("MEUR", "Investment paid when the phase opens.", ge=0, le=100_000)
    rack_positions: float = field("positions", "Floor positions for racks.", ge=0, le=100_000)
    liquid_cooling_mw: float = field("MW", "Heat that the liquid circuit can carry away.", ge=0, le=2000)
    floor_load_t: float = field("t", "Weight of racks that the floor can carry.", ge=0, le=1_000_000)

    @property
    def opens(self) -> str:
        """First quarter in which the phase can be open, with its delay."""
        return quarter_name(quarter_number(self.earliest) + self.delay_quarters)


class Cooling(Part):
    """Cooling power per IT power, from the wet-bulb temperature outside."""

    free_fraction: float = fraction("Cooling power per IT power with free cooling: pumps and fans.", le=0.9)
    free_below_wet_bulb_degc: float = field("°C", "Wet-bulb temperature up to which cooling is free.", ge=-20, le=40)
    fraction_per_degc: float = field("1/°C", "Cooling power per IT power that each degree above adds.", ge=0, le=0.2)
    max_fraction: float = fraction("Largest cooling power per IT power: the chillers at full load.", le=0.9)
    design: Literal["simple", "dry", "adiabatic", "evaporative"] = field(
        "",
        "Where cooling and water come from: simple is the straight line of the fields above and of site.water; the "
        "others are plants with a liquid and an air loop (docs/cooling.md).",
        default="simple",
    )
    liquid_share: float = fraction(
        "Share of IT heat expected in the liquid loop, for which the loops of a design are built.", default=0.85
    )
    charge: Literal["site-mean", "by-rack"] = field(
        "",
        "What racks are charged for cooling: the mean of the site, or what the loops draw that their own heat goes to "
        "(needs a design).",
        default="site-mean",
    )
    liquid_supply_degc: float = field("°C", "Water that liquid-cooled racks are given.", default=35.0, ge=20, le=50)
    reuse_share: float = fraction("Share of the liquid loop's heat that can be handed to a heat network.", default=0.9)


class Water(Part):
    """Water evaporated by adiabatic cooling, from the wet-bulb temperature outside."""

    starts_at_wet_bulb_degc: float = field("°C", "Wet-bulb temperature at which evaporation starts.", ge=-20, le=40)
    full_at_wet_bulb_degc: float = field("°C", "Wet-bulb temperature from which evaporation is full.", ge=-20, le=50)
    full_l_per_kwh: float = field("l/kWh", "Water per kWh of IT energy at full evaporation.", ge=0, le=10)


class Site(Part):
    """The building and what it is connected to."""

    name: str = field("", "Name of the site.", min_length=1, max_length=80)
    latitude_deg: float = field("°", "Latitude, north positive.", ge=-90, le=90)
    longitude_deg: float = field("°", "Longitude, east positive.", ge=-180, le=180)
    connection_mw: float = field("MW", "Grid connection at the meter with all phases open.", gt=0, le=2000)
    usable_share: float = fraction(
        "Most of the connection that is ever drawn: operators keep a margin below their contract.", 1.0, ge=0.5
    )
    phases: Annotated[dict[Name, Phase], FROZEN] = Field(
        min_length=1, description="Phases of the site, in the order in which they must open."
    )
    curtailment: Curtailment | None = Field(
        None, description="When the flexible part of the connection is taken away; null: never."
    )
    transformers: Transformers | None = Field(
        None, description="Transformers between connection and site; null: they bound nothing."
    )
    maintenance: Annotated[dict[Name, Maintenance], FROZEN] = Field(
        {}, validate_default=True, description="Days on which less of the connection is left, by name."
    )
    electrical_efficiency: float = fraction("IT and cooling power over power at the meter.", ge=0.5)
    electrical_chain: Literal["simple", "load-dependent"] = field(
        "",
        "simple: electrical_efficiency at any load. load-dependent: losses of transformers, UPS and busway by their "
        "load (docs/cooling.md), in place of electrical_efficiency.",
        default="simple",
    )
    expected_load: float = fraction(
        "Load expected, share of the open connection: losses and cooling are straight lines through it.",
        default=0.8,
        ge=0.1,
    )
    auxiliaries_mw: float = field("MW", "Lighting, offices, security: always on.", ge=0, le=100)
    cooling: Cooling = Field(description="Cooling power from the weather.")
    water: Water = Field(description="Water use from the weather.")
    fit_out_eur_per_mw: float = field(
        "EUR/MW", "Fit-out of each MW of connection that opens after the plan is made, paid then.", 0.0, ge=0, le=50e6
    )
    deposit_months: float = field(
        "months",
        "Months of the shell's rent left as a deposit when a phase opens after the plan is made; given back when the "
        "horizon ends.",
        0.0,
        ge=0,
        le=60,
    )
    opex_meur_per_year: float = field("MEUR/year", "Staff, maintenance and insurance of the site.", ge=0, le=1000)
    shell_keur_per_mw_month: float = field(
        "kEUR/MW/month", "Rent of the shell per MW of open connection.", ge=0, le=2000
    )
