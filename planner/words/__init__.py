"""Every word people read, in English and French, each under one key; numbers and dates are in `formats`.

A key stands once in the room. A short form for phones and axes is a variant of its own, marked `key|short`.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from planner.words import (
    bill,
    carbon,
    common,
    demand,
    electrons,
    formats,
    frame,
    indicators,
    plan,
    power,
    risk,
    scenario,
)
from planner.words.app import (
    alternatives,
    changed,
    compared,
    happened,
    lenders,
    no_plan,
    queue,
    record,
    regulator,
    schedules,
    sensitivity,
    terms,
    what_if,
    workspace,
)
from planner.words.app import workbook as scenario_workbook
from planner.words.money import lines, pages, workbook
from planner.words.news import cards as news_cards
from planner.words.news import lines as news_lines
from planner.words.news import troubles as news_troubles
from planner.words.reports import cells as report_cells
from planner.words.reports import columns as report_columns
from planner.words.reports import facts as report_facts
from planner.words.reports import page as report
from planner.words.reports import sections as report_sections

if TYPE_CHECKING:
    from collections.abc import Mapping

TABLES = (
    common,
    frame,
    plan,
    news_lines,
    news_troubles,
    news_cards,
    indicators,
    electrons,
    power,
    bill,
    carbon,
    demand,
    risk,
    scenario,
    report,
    report_sections,
    report_facts,
    report_columns,
    report_cells,
    lines,
    pages,
    workbook,
    record,
    workspace,
    queue,
    what_if,
    compared,
    sensitivity,
    regulator,
    terms,
    no_plan,
    lenders,
    alternatives,
    changed,
    schedules,
    happened,
    scenario_workbook,
)
WORDS: Mapping[str, tuple[str, str]] = dict(chain.from_iterable(table.WORDS.items() for table in TABLES))


def say(key: str, locale: str, **values: object) -> str:
    """The words of `key` in "en" or "fr", with `values` filled in; KeyError where there are none."""
    english, french = WORDS[key]
    return (french if formats.language(locale) == "fr" else english).format(**values)


def has(key: str) -> bool:
    """Whether there are words for `key`."""
    return key in WORDS
