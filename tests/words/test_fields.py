"""The fields of a scenario in both languages: what the form shows, the table of every assumption, and their units."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.drafts.hints import bounds_text
from planner.drafts.tables import spec_of
from planner.scenario.schema import Scenario
from planner.scenario.words.spec import Spec, specs
from planner.words.fields import FRENCH, PARTS, UNIT_WORDS, WORD, meaning, unit_text

if TYPE_CHECKING:
    from collections.abc import Iterator

CURRENCIES, SIZES = {"EUR", "MEUR", "kEUR", "USD"}, {"GPU", "token", "tokens", "Mtoken", "Mtokens", "racks", "FLOP"}
SYMBOLS = {*CURRENCIES, *SIZES, "MW", "MWh", "kW", "kWh", "MVA", "W", "h", "t", "kg", "g", "l", "x", "C", "s"}


def fields(path: str, spec: Spec) -> Iterator[tuple[str, Spec]]:
    """A field and all within it, as the form opens them."""
    yield path, spec
    model = spec.model or (spec.item.model if spec.item else None)
    for name, inner in (specs(model) if model else {}).items():
        yield from fields(f"{path}.{name}", inner)


def shown() -> list[tuple[str, Spec]]:
    return [pair for name, spec in specs(Scenario).items() for pair in fields(name, spec)]


def test_every_field_of_the_form_says_what_it_means_in_both_languages() -> None:
    """Proves: each description of the schema has its French, once, and no French is left of a field that is gone."""
    described = {spec.description: path for path, spec in shown() if spec.description}
    silent = [path for path, spec in shown() if not spec.description and "." in path]
    assert {path for text, path in described.items() if text not in FRENCH and "." in path} == set()
    assert set(FRENCH) - set(described) == set()
    assert sum(len(part.FRENCH) for part in PARTS) == len(FRENCH)
    assert all(french.strip() and french != english for english, french in FRENCH.items())
    assert silent == []
    assert meaning("Grid tariff.", "fr") == "Tarif de réseau."
    assert meaning("Grid tariff.", "en") == "Grid tariff."


def test_every_unit_has_its_words() -> None:
    """Proves: each word of a unit is a symbol that both languages share, or has its French; bounds use them."""
    words = {word for _, spec in shown() for word in WORD.findall(spec.unit)}
    assert words - SYMBOLS - set(UNIT_WORDS) == set()
    assert (unit_text("EUR/kW/year", "fr"), unit_text("EUR/kW/year", "en")) == ("EUR/kW/an", "EUR/kW/year")
    assert unit_text("EUR/Mtoken or EUR/GPU-hour", "fr") == "EUR/Mtoken ou EUR/heure GPU"
    lead = spec_of("fleet.racks").item
    assert lead is not None
    assert lead.model is not None
    assert bounds_text(specs(lead.model)["lead_time_months"], "fr").endswith(" mois")
