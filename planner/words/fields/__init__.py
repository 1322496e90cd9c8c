"""What the fields of a scenario mean, in the reader's language, and their units.

The English stands in the schema, from which docs and messages are made as well; here is its French, by the English.
"""

from __future__ import annotations

import re

from planner.words.fields import fleet, futures, loans, money, power, power_on_site, site, work

PARTS = (site, fleet, work, power, power_on_site, money, loans, futures)
FRENCH: dict[str, str] = {english: french for part in PARTS for english, french in part.FRENCH.items()}
UNIT_WORDS = {
    "year": "an", "years": "ans", "month": "mois", "months": "mois", "quarters": "trimestres", "day": "jour",
    "days": "jours", "share": "part", "customers": "clients", "seats": "postes", "users": "utilisateurs",
    "paths": "trajectoires", "positions": "emplacements", "requests": "requêtes", "GPUs": "GPU",
    "GPU-hour": "heure GPU", "or": "ou", "byte": "octet",
}  # fmt: skip
WORD = re.compile(r"[A-Za-z]+(?:-[a-z]+)?")


def meaning(english: str, locale: str) -> str:
    """A description of the schema in the reader's language."""
    return FRENCH.get(english, english) if locale == "fr" else english


def unit_text(unit: str, locale: str) -> str:
    """A unit of the schema; what is a word in it is translated, symbols are not."""
    return WORD.sub(lambda word: UNIT_WORDS.get(word[0], word[0]), unit) if locale == "fr" else unit
