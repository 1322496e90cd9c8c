"""Rates of TURPE 7 by date, HTB and HTA, each figure with its source and the day from which it holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from planner.billing.grid_tariff import anniversaries
from planner.catalogue.files import data_folder, read_table
from planner.catalogue.site import EUR_PER_MWH_OF_CENT_PER_KWH, TARIFF_CLASSES
from planner.errors import DataError, ScenarioError, located, nearest
from planner.words.flags import Flag, flag

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    import pandas as pd

Meter = Literal["user", "grid"]
Contract = Literal["card", "single"]
HTB_FILE, HTA_FILE = "site/turpe_htb.csv", "site/turpe_hta.csv"


@dataclass(frozen=True)
class Tariff:
    """A version of the grid tariff, and how its rows are found in the file of rates."""

    name: str
    domain: str  # HTB1, HTB2 or HTA
    version: str  # as in the brackets of the file: "MU", "CU pf"
    file: str

    @property
    def mobile_peak(self) -> bool:
        """Whether the peak hours are those of signalled days."""
        return self.version.endswith("pm")


def _tariffs() -> dict[str, Tariff]:
    names = [
        Tariff(f"turpe7-{domain.lower()}-{version.lower()}", domain, version, HTB_FILE)
        for domain in ("HTB1", "HTB2")
        for version in ("CU", "MU", "LU")
    ]
    names += [
        Tariff(f"turpe7-hta-{version.lower().replace(' ', '-')}", "HTA", version, HTA_FILE)
        for version in ("CU pf", "CU pm", "LU pf", "LU pm")
    ]
    return {tariff.name: tariff for tariff in names}


TARIFFS: dict[str, Tariff] = _tariffs()


def tariff_named(name: str) -> Tariff:
    """Find a tariff by its name, such as "turpe7-htb1-mu". ScenarioError lists the valid names."""
    tariff = TARIFFS.get(name.strip().lower())
    if tariff is None:
        close = nearest(name, TARIFFS)
        listed = "" if close.startswith("Valid") else f" Valid names: {', '.join(TARIFFS)}."
        raise ScenarioError(located("tariff", f'there is no tariff "{name}".', close + listed))
    return tariff


@dataclass(frozen=True)
class Rate:
    """One figure of the tariff: value, source, the day it holds from and what to know about it."""

    value: float
    source: str
    valid_from: dt.date
    flags: tuple[Flag, ...] = ()

    def times(self, factor: float, why: Flag) -> Rate:
        """Move the rate by a factor, and say so."""
        return Rate(self.value * factor, self.source, self.valid_from, (*self.flags, why))


@dataclass(frozen=True)
class RateSet:
    """All rates from one day on; K in the order of TARIFF_CLASSES."""

    valid_from: dt.date
    power: tuple[Rate, ...]  # b, EUR per kW a year, K
    energy: tuple[Rate, ...]  # c, EUR/MWh, K
    management: Rate  # EUR a year
    metering: Rate  # EUR a year
    alpha: Rate  # of the overrun formula

    def times(self, factor: float, why: Flag) -> RateSet:
        """Move all EUR figures by a factor; the overrun rate follows b."""
        return RateSet(
            self.valid_from,
            tuple(rate.times(factor, why) for rate in self.power),
            tuple(rate.times(factor, why) for rate in self.energy),
            self.management.times(factor, why),
            self.metering.times(factor, why),
            self.alpha,
        )


@dataclass(frozen=True)
class RatePath:
    """Rates oldest first. After the last ones they are kept, or moved once a year by `inflation`."""

    tariff: Tariff
    sets: tuple[RateSet, ...]
    inflation: float = 0.0

    @property
    def changes(self) -> tuple[dt.date, ...]:
        """Days on which new published rates begin."""
        return tuple(rates.valid_from for rates in self.sets)

    def on(self, day: dt.date) -> RateSet:
        """Rates that hold on a day. DataError before the first ones."""
        valid = [rates for rates in self.sets if rates.valid_from <= day]
        if not valid:
            first = self.sets[0].valid_from
            problem = f"no rate of {self.tariff.name} holds on {day}; the first holds from {first}."
            raise DataError(located(f"data/{self.tariff.file}", problem, _past_hint(first)))
        rates = valid[-1]
        years = anniversaries(rates.valid_from, day) if rates is self.sets[-1] else 0
        if not years:
            return rates
        if not self.inflation:
            return rates.times(1.0, flag("rates carried on", day=rates.valid_from))
        key = "rates moved once" if years == 1 else "rates moved"
        why = flag(key, day=rates.valid_from, yearly_share=self.inflation, years=years)
        return rates.times((1 + self.inflation) ** years, why)


def _past_hint(first: dt.date) -> str:
    return f"begin the load curve on {first} or later, or bill it at today's rates (--as-of-rates)."


def rate_path(
    tariff: Tariff,
    *,
    meter: Meter = "user",
    contract: Contract = "card",
    inflation: float = 0.0,
    data_dir: Path | None = None,
) -> RatePath:
    """All published rates of a tariff.

    `meter`: who owns it. `contract` matters for HTA only: "card" is an access contract held by the user, "single"
    one held through the supplier. Raises DataError for a component without a row.
    Source: CRE deliberations 2025-77, 2025-78, 2026-104 and 2026-105, as data/site/ holds them.
    """
    where = f"{data_folder(data_dir).name}/{tariff.file}"
    table = read_table(tariff.file, data_dir)
    of_domain = table["voltage_domain"].str.startswith(f"{tariff.domain} (")
    own = table[of_domain & table["version"].str.endswith(f"({tariff.version})")]
    shared = table[table["temporal_class"] == "all"]
    days = sorted({stamp.date() for stamp in own["valid_from"]})
    if not days:
        raise DataError(located(where, f"no row for {tariff.name}.", "add the rows, with their source."))
    own_rows = _by_key(own)
    shared_rows = _by_key(shared[shared["voltage_domain"].isin(_SHARED_DOMAINS[tariff.file])])
    names, flags = _components(tariff, meter, contract)
    sets = []
    for day in days:
        rates = {
            part: _latest(shared_rows.get((component, "all"), []), component, day, where, flags.get(part, ()))
            for part, component in names.items()
        }
        power = [_latest(own_rows.get(("b_power", k), []), f"b_power {k}", day, where) for k in TARIFF_CLASSES]
        cents = [_latest(own_rows.get(("c_energy", k), []), f"c_energy {k}", day, where) for k in TARIFF_CLASSES]
        energy = [Rate(round(c.value * EUR_PER_MWH_OF_CENT_PER_KWH, 9), c.source, c.valid_from, c.flags) for c in cents]
        sets.append(RateSet(day, tuple(power), tuple(energy), **rates))
    return RatePath(tariff, tuple(sets), inflation)


_SHARED_DOMAINS = {HTB_FILE: ("HTB (1,2,3)", "HTB1 and HTB2"), HTA_FILE: ("HTA",)}
_HTA_METER = flag("one level for all meters")


def _components(tariff: Tariff, meter: Meter, contract: Contract) -> tuple[dict[str, str], dict[str, tuple[Flag, ...]]]:
    """Names of the shared components in the file, and what to know about them."""
    alpha = "overrun_alpha (CMDPS coefficient)"
    if tariff.file == HTB_FILE:
        metering = f"metering_component_{meter}_owned_meter"
        return {"management": "management_component_a1", "metering": metering, "alpha": alpha}, {}
    management = {
        "card": "management_component user-held contract (CARD, incl. Rf/Ccard)",
        "single": "management_component single contract (contrat unique)",
    }[contract]
    flags: dict[str, tuple[Flag, ...]] = {"metering": (_HTA_METER,)} if meter == "user" else {}
    return {"management": management, "metering": "metering_component", "alpha": alpha}, flags


def _by_key(table: pd.DataFrame) -> dict[tuple[str, str], list[dict[str, Any]]]:
    rows: dict[tuple[str, str], list[dict[str, Any]]] = {}
    columns = ["component", "temporal_class", "value", "valid_from", "source"]
    for row in table[columns].to_dict("records"):
        rows.setdefault((str(row["component"]), str(row["temporal_class"])), []).append(row)  # type: ignore[arg-type]
    return rows


def _latest(rows: list[dict[str, Any]], component: str, day: dt.date, where: str, flags: tuple[Flag, ...] = ()) -> Rate:
    valid = [row for row in rows if row["valid_from"].date() <= day]
    if not valid:
        raise DataError(located(where, f"no row for {component} on {day}.", "add the row, with its source."))
    row = max(valid, key=lambda row: row["valid_from"])
    since = row["valid_from"].date()
    if since < day:
        flags = (*flags, flag("level carried on", day=since))
    return Rate(float(row["value"]), str(row["source"]), since, flags)
