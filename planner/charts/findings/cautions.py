"""What a plan warns of, as people read it in their language. Warnings we have no words for stay as they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.inputs.point_warnings import NEAREST_ROW_WARNING
from planner.words import say

if TYPE_CHECKING:
    from collections.abc import Iterable

FEW_DAYS, TARIFF_HOURS = say("caution few days", "en"), say("caution tariff hours", "en")
KEYS = {
    NEAREST_ROW_WARNING: "caution nearest rows",
    FEW_DAYS: "caution few days",
    TARIFF_HOURS: "caution tariff hours",
}


def beside_note(warnings: Iterable[str], every_day: bool, locale: str = "en") -> list[str]:
    """Warnings of a plan on few days for where a note says so already; all of them of a plan on every day."""
    return in_words(warnings, locale, () if every_day else (FEW_DAYS,))


def in_words(warnings: Iterable[str], locale: str = "en", without: Iterable[str] = ()) -> list[str]:
    """Warnings in the reader's language, each once; `without`: those that the page says elsewhere."""
    left_out = set(without)
    texts = [text for text in dict.fromkeys(warnings) if text not in left_out]
    return [say(KEYS[text], locale) if text in KEYS else text for text in texts]
