"""What is allowed in a scenario and yet unusual: a note each, with the usual range and its source, in file order.

A range is where nearly all real values lie; outside it a unit was mistaken more often than the world was new.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from typing import TYPE_CHECKING

from planner.scenario.fields.finance import NO_LONGER_READ
from planner.scenario.files.provenance import dotted
from planner.scenario.words.spec import leaves

if TYPE_CHECKING:
    from planner.scenario.schema import Scenario

ANNUAL_PRICES = "annual means of 2015 to 2025 were 32 to 276, data/site/day_ahead_price_fr_annual.csv"
POWER_COSTS = "data/site/power_technologies.csv and catalogues of 2024 to 2026"
RACKS = "price lists of 2024 to 2026, data/gpu/gpu_specs.csv"
TOKENS = "price lists of 2025 and 2026, data/demand/mistral_api_prices.csv"
WEATHER_DEG = (48.8, 2.3)  # latitude north and longitude east of data/site/weather_paris_hourly.parquet
FAR_DEG = 2.0  # some 200 km: another climate
WHOLE_YEAR_DAYS = 360
SLIPS = (1000.0, 0.001, 100.0, 0.01, 1e6, 1e-6)


@dataclass(frozen=True)
class Usual:
    """Usual range of the fields that a pattern names; 0 is usual too, as it switches things off."""

    pattern: str
    low: float
    high: float
    source: str


USUAL = (
    Usual("power.spot.forward_eur_per_mwh.*", 8, 500, ANNUAL_PRICES),
    Usual("power.contracts.*.strike_eur_per_mwh", 15, 300, ANNUAL_PRICES),
    Usual("power.taxes.excise_eur_per_mwh", 0.4, 40, "data/site/taxes_levies_fr.csv"),
    Usual("power.carbon.price_eur_per_t", 5, 400, "EU allowances of 2018 to 2026, and estimates of the cost of carbon"),
    Usual("power.carbon.*_g_per_kwh", 5, 1100, "grids of Europe, data/site/carbon_intensity_fr_annual.csv"),
    Usual("power.gensets.fuel_eur_per_mwh", 15, 300, POWER_COSTS),
    Usual("power.battery.capex_eur_per_kw", 20, 2000, POWER_COSTS),
    Usual("power.battery.capex_eur_per_kwh", 40, 1500, POWER_COSTS),
    Usual("power.pv.capex_eur_per_kw", 250, 4000, POWER_COSTS),
    Usual("power.cold_store.capex_eur_per_kw", 10, 3000, POWER_COSTS),
    Usual("power.cold_store.capex_eur_per_kwh", 2, 400, POWER_COSTS),
    Usual("power.grid_support.*.price_eur_per_mw_h", 0.3, 200, "auctions of reserves of 2023 to 2026"),
    Usual("power.burst.usd_per_gpu_hour", 0.3, 40, "price lists of clouds, 2025 and 2026"),
    Usual("finance.usd_per_eur", 1.0, 1.6, "ECB reference rates since 1999; rarely below 1"),
    Usual("finance.discount_rate", 0.02, 0.3, "costs of capital of infrastructure and of start-ups"),
    Usual("finance.inflation", 0.002, 0.12, "euro area since 1999"),
    Usual("fleet.racks.*.price_usd", 30_000, 12_000_000, RACKS),
    Usual("fleet.racks.*.nameplate_kw", 3, 700, RACKS),
    Usual("site.shell_keur_per_mw_month", 15, 400, "colocation offers in Europe, 2024 to 2026"),
    Usual("site.auxiliaries_mw", 0.001, 20, "lighting, offices and controls of a data centre"),
    Usual("workloads.*.input_usd_per_mtoken", 0.01, 80, TOKENS),
    Usual("workloads.*.output_usd_per_mtoken", 0.02, 250, TOKENS),
    Usual("workloads.*.offers.*.price_eur", 0.02, 250, TOKENS),
    Usual("workloads.*.input_tokens", 5, 2_000_000, "context windows of models of 2026"),
    Usual("workloads.*.output_tokens", 1, 200_000, "longest answers of models of 2026"),
    Usual("workloads.*.revenue_eur_per_gpu_hour", 0.3, 30, "price lists of clouds, 2025 and 2026"),
    Usual("demand.growth.*", 0.3, 20, "data/demand/token_growth.csv: up to some tenfold a year"),
)
PLANT_HOURS = {"solar": (600, 2000), "wind": (1200, 5000), "nuclear": (4000, 8400)}


@dataclass(frozen=True)
class Note:
    """What is unusual: the field, and a sentence."""

    path: str
    text: str


def plausible_notes(scenario: Scenario, today: dt.date) -> list[str]:
    """All notes in the order of files and lines, each once, with file, line and field."""
    notes = [note for rule in RULES for note in rule(scenario)] + list(_after_today(scenario, today))
    order = {(note.path, note.text): _place(scenario, note.path) for note in notes}
    texts = [f"{place[2]}: {text}" for (_, text), place in sorted(order.items(), key=lambda item: item[1])]
    return list(dict.fromkeys(texts))


def _place(scenario: Scenario, path: str) -> tuple[str, int, str]:
    """File, line and the words for them; of the nearest group that stands in a file."""
    steps = path.split(".")
    for length in range(len(steps), 0, -1):
        origin = scenario.provenance.get(".".join(steps[:length]))
        if origin is not None and origin.line:
            return origin.file, origin.line, f"{origin.where}: {path}"
    return "", 0, path


@cache
def _usual_of(path: str) -> Usual | None:
    """The usual range of a field; scenarios have the same few hundred paths over and over."""
    return next((one for one in USUAL if fnmatchcase(path, one.pattern)), None)


def _magnitudes(scenario: Scenario) -> Iterator[Note]:
    for steps, value, spec in leaves(scenario):
        path = dotted(steps)
        usual = _usual_of(path)
        values = value if isinstance(value, tuple) else (value,)
        if usual is None:
            continue
        for one in values:
            if isinstance(one, bool) or not isinstance(one, (int, float)) or not one:
                continue
            if not usual.low <= one <= usual.high:
                yield Note(path, _text(one, spec.unit, usual))


def _text(value: float, unit: str, usual: Usual) -> str:
    written = "" if unit in ("", "share", "x") else f" {unit}"
    text = f"is {value:,g}{written}; usual is {usual.low:,g} to {usual.high:,g} ({usual.source})."
    if usual.pattern == "finance.usd_per_eur" and usual.low <= 1 / value <= usual.high:
        return f"{text} Is it EUR per USD? Then USD per EUR is {1 / value:.4g}."
    if unit == "EUR/MWh" and usual.low <= value * 1000 <= usual.high:
        return f"{text} Is it EUR/kWh? Then it is {value * 1000:g} EUR/MWh."
    slip = next((factor for factor in SLIPS if usual.low <= value * factor <= usual.high), None)
    return f"{text} Is it in another unit, {slip:,g} times as much?" if slip else text


def _no_longer_read(scenario: Scenario) -> Iterator[Note]:
    """What a file of before says that no plan reads any more."""
    for name in NO_LONGER_READ:
        if (path := f"finance.{name}") in scenario.provenance:
            yield Note(path, "is not read: plans are before corporate tax. The line can be taken out.")


def _credit_without_cap(scenario: Scenario) -> Iterator[Note]:
    """What files of before contracts owe for unserved work: it binds whatever customers ask, and never ends."""
    for name, workload in scenario.workloads.items():
        if (multiple := workload.unserved_price_multiple) > 0:
            text = (
                f"is {multiple:g}: unserved uncommitted work owes {multiple:g} times its price, without a cap, "
                "and no plan can decline it. Usual is 0, and an offer with credit_share and credit_cap_share "
                "(docs/customers.md)."
            )
            yield Note(f"workloads.{name}.unserved_price_multiple", text)


def _location(scenario: Scenario) -> Iterator[Note]:
    """Sun and weather are those of Paris; a site elsewhere, or with its coordinates swapped, has others."""
    site = scenario.site
    here = (site.latitude_deg, site.longitude_deg)
    if _far(here) <= FAR_DEG:
        return
    path = "site.latitude_deg"
    text = f"is {here[0]:g}, with longitude {here[1]:g}; the weather is that of Paris, 48.8 N and 2.3 E"
    swapped = "; are latitude and longitude swapped?" if _far((here[1], here[0])) <= FAR_DEG else "."
    yield Note(path, text + swapped)


def _far(place: tuple[float, float]) -> float:
    return max(abs(one - other) for one, other in zip(place, WEATHER_DEG, strict=True))


def _shapes(scenario: Scenario) -> Iterator[Note]:
    """A shape of less than a year lacks seasons."""
    for path, part in (("power.spot", scenario.power.spot), ("power.carbon", scenario.power.carbon)):
        days = (part.shape_to - part.shape_from).days + 1
        if days >= WHOLE_YEAR_DAYS:
            continue
        months = {(part.shape_from + dt.timedelta(days=at)).month for at in range(days)}
        absent = [name for name, of_season in SEASONS.items() if not months & of_season]
        lacks = f"no {' or '.join(absent)} day in the shape" if absent else "seasons are not whole in the shape"
        text = f"to {part.shape_to}: {days} days stand for all years; {lacks}. Usual is a year or more."
        yield Note(f"{path}.shape_from", text)


SEASONS = {"winter": {12, 1, 2}, "spring": {3, 4, 5}, "summer": {6, 7, 8}, "autumn": {9, 10, 11}}


def _plants(scenario: Scenario) -> Iterator[Note]:
    """Contracts on the output of a plant with more or fewer hours than such plants have."""
    for name, contract in scenario.power.contracts.items():
        hours = contract.full_load_hours
        if hours is None or contract.kind not in PLANT_HOURS:
            continue
        low, high = PLANT_HOURS[contract.kind]
        if not low <= hours <= high:
            text = f"is {hours:,g} h/year; usual for {contract.kind} is {low:,} to {high:,} (plants of Europe)."
            yield Note(f"power.contracts.{name}.full_load_hours", text)


def _auxiliaries(scenario: Scenario) -> Iterator[Note]:
    site = scenario.site
    if site.auxiliaries_mw > 0.25 * site.connection_mw:
        share = site.auxiliaries_mw / site.connection_mw
        text = f"is {site.auxiliaries_mw:g} MW, {share:.0%} of the connection; usual is up to some per cent. In kW?"
        yield Note("site.auxiliaries_mw", text)


def _after_today(scenario: Scenario, today: dt.date) -> Iterator[Note]:
    """Measurements of a day to come."""
    for number, row in enumerate(scenario.fleet.operating_points.measurements):
        if row.date > today:
            text = f"is {row.date}, after today ({today}): a slip in the date?"
            yield Note(f"fleet.operating_points.measurements.{number}.date", text)


RULES: tuple[Callable[[Scenario], Iterator[Note]], ...] = (
    _magnitudes, _location, _shapes, _plants, _auxiliaries, _no_longer_read, _credit_without_cap,
)  # fmt: skip
