"""Names that come from data, as people read them: workloads, indicators, phases, lines of accounts, tokens."""

from __future__ import annotations

import re

from planner.words import formats, has, say

DATED = re.compile(r"\d{4}-(Q\d|\d\d)")
TOKEN_UNITS = ((1e6, "trillion tokens"), (1e3, "billion tokens"), (0.0, "million tokens"))


def workload_name(name: str, locale: str) -> str:
    """A workload as people read it: small-model-api → Small-model API, API petit modèle."""
    key = f"workload {name}"
    return say(key, locale) if has(key) else capital(name.replace("-", " "))


def within_text(name: str) -> str:
    """A name inside a sentence: Coding agents → coding agents; API petit modèle stays."""
    return name if name[:2].isupper() else name[:1].lower() + name[1:]


def capital(text: str) -> str:
    """A text that begins a sentence."""
    return text[:1].upper() + text[1:]


def tokens_text(mtokens: float, locale: str) -> str:
    """An amount of tokens, given in millions: 412 bn tokens, 412 Md de tokens."""
    size, key = next((size, key) for size, key in TOKEN_UNITS if abs(mtokens) >= size)
    return say(key, locale, amount=formats.significant(mtokens / (size or 1.0), 3, locale))


def kpi_name(kpi: str, locale: str = "en") -> str:
    """An indicator in words; its own name where we have no better one."""
    return or_as_it_is(f"indicator {kpi}", kpi, locale)


def indicator_name(kpi: str, locale: str) -> str:
    """An indicator in few words, for cards and heads of columns."""
    key = f"indicator {kpi}|short"
    return say(key, locale) if has(key) else capital(kpi_name(kpi, locale))


def phase_name(phase: str, locale: str) -> str:
    """A phase of a solve as people read it."""
    return or_as_it_is(f"phase {phase}", phase, locale)


def or_as_it_is(key: str, text: str, locale: str) -> str:
    """The words of `key`; where there are none, the text of the data."""
    return say(key, locale) if has(key) else text


def text_to_file(text: object, locale: str) -> str:
    """A text of the regulator's table, in the reader's language; names of the regulation are the same in both."""
    return or_as_it_is(f"to file {text}", str(text), locale)


def flag_text(key: str, values: dict[str, object], locale: str) -> str:
    """What a bill assumes or did not find: dates as in the file, shares in percent, numbers with their digits."""
    return say(f"flag {key}", locale, **{name: _value_text(name, value, locale) for name, value in values.items()})


def _value_text(name: str, value: object, locale: str) -> str:
    if name == "confidence":
        return or_as_it_is(f"confidence {value}", str(value), locale)
    if name.endswith("_share") and isinstance(value, float):
        return formats.percent(value, locale, 2)
    return formats.plain(value, 4, locale) if isinstance(value, float) else str(value)


def line_name(line: str, locale: str) -> str:
    """A line of a statement; one without words as the accounts call it."""
    return or_as_it_is(f"line {line}", capital(line), locale)


def statement_name(statement: str, locale: str) -> str:
    """A statement."""
    return say(f"statement {statement}", locale)


def kind_name(kind: str, locale: str) -> str:
    """A kind of rows; a statement where the rows are its lines."""
    return or_as_it_is(f"rows {kind}", or_as_it_is(f"statement {kind}", kind, locale), locale)


def entry_name(entry: str, locale: str) -> str:
    """A row: an item of the ledger, with its workload or contract behind a colon; a vintage; a flow of financing."""
    own = or_as_it_is(f"entry {entry}", "", locale)
    if own:
        return own
    head, behind, rest = entry.partition(": ")
    if not behind:
        return _dated_name(entry, locale)
    begins = or_as_it_is(f"entry {head}", or_as_it_is(f"statement {head}", capital(head), locale), locale)
    return f"{begins}{formats.colon(locale)}{or_as_it_is(f'line {rest}', rest, locale)}"


def _dated_name(entry: str, locale: str) -> str:
    """A thing with the period it came in behind it: a lot of racks, a fit-out."""
    thing, _, when = entry.rpartition(" ")
    if not DATED.fullmatch(when):
        return capital(entry.replace("_", " "))
    rack, opening, _ = thing.partition(" opening")
    first = capital(or_as_it_is(f"entry {rack}", rack.replace("_", " "), locale))
    return f"{first} {say('cell opening', locale)} {when}" if opening else f"{first} {when}"


def bill_item_name(item: str, locale: str) -> str:
    """A line item: subscribed_power_HPH → Subscribed power, HPH; a contract by its name."""
    kind, of, name = item.partition(": ")  # contract: NAME, prepayment: NAME
    if of:
        return f"{say(f'item {kind}', locale)}, {name}"
    if has(f"item {item}"):
        return say(f"item {item}", locale)
    for part in ("subscribed_power", "energy", "overrun"):
        if item.startswith(f"{part}_"):
            return f"{say(f'item {part}', locale)}, {item.removeprefix(f'{part}_')}"
    return item
