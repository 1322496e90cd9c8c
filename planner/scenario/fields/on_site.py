"""Battery, photovoltaics, back-up sets and thermal store of the site."""

from __future__ import annotations

from planner.scenario.fields.parts import Part, Quarter, field, fraction


class Battery(Part):
    """A battery behind the meter; its power and its energy are decided apart."""

    earliest: Quarter = field("", "First quarter in which the battery can be in use.")
    min_mw: float = field("MW", "Power that must be there from then on.", 0.0, ge=0, le=2000)
    max_mw: float = field("MW", "Most power there can be.", ge=0, le=2000)
    min_mwh: float = field("MWh", "Energy that must be there from then on.", 0.0, ge=0, le=20_000)
    max_mwh: float = field("MWh", "Most energy there can be.", ge=0, le=20_000)
    capex_eur_per_kw: float = field("EUR/kW", "Price of converter and connection, at the start.", ge=0, le=10_000)
    capex_eur_per_kwh: float = field("EUR/kWh", "Price of cells and their enclosure, at the start.", ge=0, le=10_000)
    capex_change_per_year: float = fraction("Change of both prices a year, nominal.", 0.0, ge=-0.5, le=0.5)
    opex_share_per_year: float = fraction("Upkeep a year, share of the price of the converter.", le=0.5)
    power_life_years: float = field("years", "Life of the converter.", gt=0, le=60)
    energy_life_years: float = field("years", "Life of the cells with their augmentation.", gt=0, le=60)
    round_trip_efficiency: float = fraction("Energy discharged over energy charged.", gt=0.3, ge=None)
    wear_eur_per_mwh: float = field("EUR/MWh", "Ageing by use, per MWh discharged.", ge=0, le=1000)
    fade_per_year: float = fraction("Energy lost a year by age; replaced each year at the price of cells.", le=0.2)
    end_value_share: float = fraction("Worth at the end of the horizon, share of price times life left.")


class Pv(Part):
    """Photovoltaics on the roof and over the car park."""

    earliest: Quarter = field("", "First quarter in which PV can be in use.")
    min_mw: float = field("MW", "Peak power that must be there from then on.", 0.0, ge=0, le=2000)
    max_mw: float = field("MW", "Most peak power the surface has room for.", ge=0, le=2000)
    capex_eur_per_kw: float = field("EUR/kW", "Price per kW of peak power, at the start.", ge=0, le=20_000)
    capex_change_per_year: float = fraction("Change of the price a year, nominal.", 0.0, ge=-0.5, le=0.5)
    opex_share_per_year: float = fraction("Upkeep a year, share of the price.", le=0.5)
    life_years: float = field("years", "Life of the panels.", gt=0, le=60)
    tilt_deg: float = field("°", "Tilt of the panels; 0: flat.", ge=0, le=90)
    azimuth_deg: float = field("°", "Where the panels face; 180: south, 90: east.", 180.0, ge=0, le=360)
    losses_share: float = fraction("Losses of inverter, wiring, dirt, shade and age.", le=0.9)
    end_value_share: float = fraction("Worth at the end of the horizon, share of price times life left.")


class Gensets(Part):
    """Back-up sets: there anyway, tested every year."""

    mw: float = field("MW", "Power of all sets.", gt=0, le=2000)
    peak_shaving: bool = field("", "True if the sets may feed the site beside the grid.", default=False)
    fuel_eur_per_mwh: float = field("EUR/MWh", "Price of fuel per MWh of its heat.", ge=0, le=2000)
    efficiency: float = fraction("Electricity over heat of the fuel.", gt=0.1, ge=None)
    wear_eur_per_mwh: float = field("EUR/MWh", "Wear per MWh of electricity.", 0.0, ge=0, le=1000)
    test_hours_per_year: float = field("h/year", "Hours of tests a year.", ge=0, le=500)
    test_load_share: float = fraction("Load during the tests, on a load bank.")
    opex_eur_per_kw_year: float = field("EUR/kW/year", "Upkeep a year.", 0.0, ge=0, le=1000)
    carbon_kg_per_mwh_fuel: float = field("kg/MWh", "CO2 per MWh of heat of the fuel.", ge=0, le=2000)


class ColdStore(Part):
    """A thermal store for cooling: cold water or ice that chillers make in one hour for another."""

    earliest: Quarter = field("", "First quarter in which the store can be in use.")
    min_mw: float = field("MW", "Power, of heat taken away, that must be there from then on.", 0.0, ge=0, le=2000)
    max_mw: float = field("MW", "Most power, of heat taken away.", ge=0, le=2000)
    min_mwh: float = field("MWh", "Cold, of heat taken away, that must be there from then on.", 0.0, ge=0, le=20_000)
    max_mwh: float = field("MWh", "Most cold there can be, of heat taken away.", ge=0, le=20_000)
    capex_eur_per_kw: float = field(
        "EUR/kW", "Price of exchangers, pumps and chillers to charge it, at the start.", ge=0, le=10_000
    )
    capex_eur_per_kwh: float = field("EUR/kWh", "Price of tanks and their content, at the start.", ge=0, le=10_000)
    capex_change_per_year: float = fraction("Change of both prices a year, nominal.", 0.0, ge=-0.5, le=0.5)
    opex_share_per_year: float = fraction("Upkeep a year, share of both prices.", le=0.5)
    life_years: float = field("years", "Life of the store.", gt=0, le=60)
    loss_per_hour: float = fraction("Share of the cold that is lost in an hour.", le=0.5)
    pumps_mwh_per_mwh: float = fraction("Electricity of its pumps per MWh of cold put in.", 0.01, gt=0, ge=None, le=0.5)
    end_value_share: float = fraction("Worth at the end of the horizon, share of price times life left.")
