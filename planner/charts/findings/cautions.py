"""What a plan warns of, as people read it in their language. Warnings we have no words for stay as they are."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from planner.inputs.point_warnings import NEAREST_ROW_WARNING
from planner.words import formats, say

if TYPE_CHECKING:
    from collections.abc import Iterable

FEW_DAYS, TARIFF_HOURS = say("caution few days", "en"), say("caution tariff hours", "en")
KEYS = {
    NEAREST_ROW_WARNING: "caution nearest rows",
    FEW_DAYS: "caution few days",
    TARIFF_HOURS: "caution tariff hours",
}
EXCISE = re.compile(
    re.escape(say("caution excise", "en", rate="RATE", least="LEAST", years="YEARS", highest="HIGHEST"))
    .replace("RATE", r"(?P<rate>[\d.]+)")
    .replace("LEAST", r"(?P<least>[\d.]+)%")
    .replace("YEARS", r"(?P<years>[\d, ]+)")
    .replace("HIGHEST", r"(?P<highest>[\d.]+)%")
)


def beside_note(warnings: Iterable[str], every_day: bool, locale: str = "en") -> list[str]:
    """Warnings of a plan on few days for where a note says so already; all of them of a plan on every day."""
    return in_words(warnings, locale, () if every_day else (FEW_DAYS,))


def in_words(warnings: Iterable[str], locale: str = "en", without: Iterable[str] = ()) -> list[str]:
    """Warnings in the reader's language, each once; `without`: those that the page says elsewhere."""
    left_out = set(without)
    texts = [text for text in dict.fromkeys(warnings) if text not in left_out]
    return [_in_words(text, locale) for text in texts]


def _in_words(text: str, locale: str) -> str:
    if text in KEYS:
        return say(KEYS[text], locale)
    excise = EXCISE.fullmatch(text)
    if excise is None:
        return text
    least, highest = (formats.percent(float(excise[name]) / 100, locale, 2) for name in ("least", "highest"))
    rate = formats.plain(float(excise["rate"]), 2, locale)
    return say("caution excise", locale, rate=rate, least=least, years=excise["years"], highest=highest)
