"""What may stand on the site beside the racks: battery, PV, back-up sets, thermal store; as in `model_inputs`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from planner.arrays import Bools, Floats


@dataclass(frozen=True)
class Capacity:
    """One kind of equipment that investment may build in any period, in parts. Its unit is MW or MWh."""

    price_meur: Floats  # P: per unit built in p
    opex_meur: Floats  # P: per unit in use in p
    augmentation_meur: Floats  # P: per unit in use in p: what fades is replaced, so that the capacity stays
    in_use: Bools  # P, P: what is built in the first period is in use in the second
    worth_meur: Floats  # P: per unit built in p, at the end of the horizon
    least: Floats  # P: in use, at least
    most: Floats  # P: in use, at most; 0 before the first period in which it can be there


@dataclass(frozen=True)
class Battery:
    """A battery whose power and energy are decided apart."""

    power: Capacity  # MW, at the meter side, of charge and discharge together
    energy: Capacity  # MWh
    charge_efficiency: float  # stored / drawn
    discharge_efficiency: float  # given / taken from the store
    wear_eur_per_mwh: Floats  # P: ageing by use, per MWh discharged


@dataclass(frozen=True)
class Pv:
    """Photovoltaics on roof and car park shades."""

    capacity: Capacity  # MW peak
    profile: Floats  # H: MW per MW peak; 0 or at least 0.001


@dataclass(frozen=True)
class Gensets:
    """Back-up sets: there anyway, tested every year; they feed the site only where that is allowed."""

    mw: float
    peak_shaving: bool
    energy_eur_per_mwh: Floats  # P: fuel and wear per MWh of electricity
    fixed_meur: Floats  # P: upkeep
    test_mwh: Floats  # P: electricity of the tests, burnt in a load bank
    carbon_kg_per_mwh: float  # per MWh of electricity, at the exhaust


@dataclass(frozen=True)
class ColdStore:
    """A thermal store for cooling: tanks of cold water, or ice. MW and MWh are of heat taken away, not electric."""

    power: Capacity  # MW, of charge and discharge together
    energy: Capacity  # MWh
    kept_per_hour: float  # share of the cold that is still there after an hour
    charge_mwh_per_mwh: Floats  # H: electricity at the end of the chain per MWh of cold made, with the store's pumps
    saved_mwh_per_mwh: Floats  # H: electricity of the chillers per MWh of cold that the store gives in their place
