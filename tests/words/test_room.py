"""One room of words: every key once, in two languages that take the same values, and used; no words elsewhere."""

from __future__ import annotations

import ast
import re
from collections import Counter
from pathlib import Path

import pytest

from planner.words import TABLES, WORDS, has, say
from planner.words.names import indicator_name, tokens_text, workload_name

PLANNER = Path(__file__).parents[2] / "planner"
ROOM = PLANNER / "words"
LANGUAGES = {"en", "fr"}
FIXED_PLACE = (ast.Constant, ast.Slice)
LEAST_LETTERS = 3  # an f-string with fewer letters of its own would fit any key


def modules() -> dict[Path, ast.Module]:
    """Every module outside the room, parsed."""
    files = [path for path in PLANNER.rglob("*.py") if ROOM not in path.parents]
    return {path: ast.parse(path.read_text(encoding="utf-8")) for path in files}


def names_words(tree: ast.Module) -> bool:
    """Whether a module imports from the room, at the top or in a function."""
    return any(
        isinstance(node, ast.ImportFrom) and (node.module or "").startswith("planner.words") for node in walk(tree)
    )


def walk(tree: ast.AST) -> list[ast.AST]:
    return list(ast.walk(tree))


def pattern(node: ast.JoinedStr) -> str:
    """An f-string as a regular expression: its own letters, and anything where a value stands."""
    return "".join(re.escape(part.value) if isinstance(part, ast.Constant) else ".+" for part in node.values)


def blanks(text: str) -> list[str]:
    return sorted(set(re.findall(r"\{(\w+)\}", text)))


def test_every_key_has_both_languages_with_the_same_blanks() -> None:
    """Proves: no page lacks a language, and no translation lost or invented a value."""
    for key, (english, french) in WORDS.items():
        assert english.strip(), key
        assert french.strip(), key
        assert blanks(english) == blanks(french), key


def test_no_key_stands_twice() -> None:
    """Proves: a key has one wording. Read from the files, as a dict would drop the first of two."""
    keys = []
    for table in TABLES:
        tree = ast.parse(Path(str(table.__file__)).read_text(encoding="utf-8"))
        (words,) = (node.value for node in walk(tree) if isinstance(node, ast.AnnAssign))
        assert isinstance(words, ast.Dict)
        keys += [ast.literal_eval(key) for key in words.keys if key is not None]
    assert [key for key, count in Counter(keys).items() if count > 1] == []
    assert set(keys) == set(WORDS)


def test_every_table_of_the_room_is_read() -> None:
    """Proves: a file of words that nobody added to TABLES is noticed."""
    files = {path for path in ROOM.rglob("*.py") if "WORDS: dict" in path.read_text(encoding="utf-8")}
    assert files == {Path(str(table.__file__)) for table in TABLES}


def test_a_variant_is_a_variant_of_a_key() -> None:
    """Proves: what is marked with a bar is a short form of a key that exists, and differs from it."""
    for key, words in WORDS.items():
        whole, bar, mark = key.partition("|")
        if bar:
            assert mark == "short", key
            assert WORDS[whole] != words, key


def test_no_key_is_unused() -> None:
    """Proves: each key is named by code that reads the room, as it is or as an f-string, or by the report's page."""
    texts: set[str] = set()
    patterns: set[str] = set()
    sources = [tree for tree in modules().values() if names_words(tree)]
    sources.append(ast.parse((ROOM / "names.py").read_text(encoding="utf-8")))
    for node in (node for tree in sources for node in walk(tree)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            texts.add(node.value)
        elif isinstance(node, ast.JoinedStr) and len(re.sub(r"\W", "", pattern(node))) >= LEAST_LETTERS:
            patterns.add(pattern(node))
    for page in PLANNER.rglob("*.html"):
        texts |= set(re.findall(r'say\("([^"]+)"', page.read_text(encoding="utf-8")))
    assert [key for key in WORDS if key not in texts and not any(re.fullmatch(p, key) for p in patterns)] == []


def test_every_key_that_is_said_exists() -> None:
    """Proves: no page meets a key without words. Keys in the code, in both arms of a choice, and in the report."""
    keys = set()
    for node in (node for tree in modules().values() for node in walk(tree)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "say" and node.args:
            key = node.args[0]
            choices = [key.body, key.orelse] if isinstance(key, ast.IfExp) else [key]
            keys |= {str(one.value) for one in choices if isinstance(one, ast.Constant) and isinstance(one.value, str)}
    for page in PLANNER.rglob("*.html"):
        keys |= set(re.findall(r'say\("([^"]+)"', page.read_text(encoding="utf-8")))
    assert len(keys) > 300
    assert [key for key in sorted(keys) if not has(key)] == []


def inline_words(tree: ast.AST) -> list[int]:
    """Lines that choose by language themselves: "fr" compared, a table by language, a pair by locale."""
    lines = []
    for node in walk(tree):
        compared = isinstance(node, ast.Compare) and any(is_language(one) for one in (node.left, *node.comparators))
        by_language = isinstance(node, ast.Dict) and {getattr(key, "value", None) for key in node.keys} >= LANGUAGES
        by_place = (
            isinstance(node, ast.Subscript)
            and is_pair(node.value)
            and not isinstance(node.slice, (ast.Constant, ast.Slice))
        )
        if compared or by_language or by_place:
            lines.append(node.lineno)
    return lines


def is_language(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and node.value in LANGUAGES


def is_pair(node: ast.AST) -> bool:
    two = isinstance(node, ast.Tuple) and len(node.elts) == 2
    return two and all(isinstance(one, ast.Constant) and isinstance(one.value, str) for one in node.elts)


def test_no_words_are_chosen_by_language_outside_the_room() -> None:
    """Proves: nothing outside the room asks which language it is, so no inline pair can come back."""
    places = [f"{path.relative_to(PLANNER)}:{line}" for path, tree in modules().items() for line in inline_words(tree)]
    assert places == []


@pytest.mark.parametrize(
    "line",
    [
        '"oui" if language(locale) == "fr" else "yes"',
        '{"en": "yes", "fr": "oui"}[locale]',
        '("yes", "oui")[french]',
    ],
)
def test_an_inline_pair_is_noticed(line: str) -> None:
    """Proves: the test above sees each way in which such pairs were written."""
    assert inline_words(ast.parse(line)) == [1]


def test_say_fills_in_values() -> None:
    assert say("card in", "fr", when=2027) == "en 2027"
    assert say("card in", "en_GB", when=2027) == "in 2027"
    with pytest.raises(KeyError):
        say("no such words", "en")


def test_names_of_data_are_said() -> None:
    """Proves: names we know have their words, others are shown as they are, with a capital letter."""
    assert workload_name("small-model-api", "en") == "Small-model API"
    assert workload_name("document-batch", "fr") == "Lots de documents"
    assert workload_name("my-own-work", "fr") == "My own work"
    assert indicator_name("npv_meur", "en") == "Net present value"
    assert indicator_name("exposed_share", "fr") == "Énergie achetée au prix spot"
    assert tokens_text(412_000.0, "en") == "412\u00a0bn tokens"
    assert tokens_text(-2.5e6, "fr") == "-2,50\u00a0billions de tokens"
    assert tokens_text(0.0, "en") == "0.00\u00a0M tokens"
