"""What a plan warns of, as people read it in their language. Warnings we have no words for stay as they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.inputs.checks import NEAREST_ROW_WARNING
from planner.words import formats

if TYPE_CHECKING:
    from collections.abc import Iterable

FEW_DAYS = "Only a few real days of each period are dispatched; figures differ from a full dispatch."
TARIFF_HOURS = "The hours of the tariff classes are not yet checked against the official text."
CAUTION_WORDS: dict[str, tuple[str, str]] = {
    NEAREST_ROW_WARNING: (
        "Tokens per second are those of the nearest benchmark rows. Predicted ones differ, and may give another plan: "
        "docs/base-case.md shows both.",
        "Les tokens par seconde sont ceux des mesures publiées les plus proches. Ceux d’une prédiction diffèrent et "
        "peuvent donner un autre plan : docs/base-case.md montre les deux.",
    ),
    FEW_DAYS: (
        FEW_DAYS,
        "Seuls quelques jours réels de chaque période sont calculés ; un calcul sur tous les jours diffère.",
    ),
    TARIFF_HOURS: (
        TARIFF_HOURS,
        "Les heures des classes du tarif ne sont pas encore vérifiées sur le texte officiel.",
    ),
}


def beside_note(warnings: Iterable[str], every_day: bool, locale: str = "en") -> list[str]:
    """Warnings of a plan on few days for where a note says so already; all of them of a plan on every day."""
    return told(warnings, locale, () if every_day else (FEW_DAYS,))


def told(warnings: Iterable[str], locale: str = "en", without: Iterable[str] = ()) -> list[str]:
    """Warnings in the reader's language, each once; `without`: those that the page says elsewhere."""
    french = formats.language(locale) == "fr"
    kept = [text for text in dict.fromkeys(warnings) if text not in set(without)]
    return [CAUTION_WORDS.get(text, (text, text))[french] for text in kept]
