"""The PDF report, printed by the browser of the machine and read again."""

from __future__ import annotations

import os
import re
import tempfile
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from planner.errors import StoreError
from planner.plan.news.make import accounts_or_none, news_of, today_utc
from planner.report import figures, pdf
from planner.report.parts import Changed, Table
from planner.report.write import FORMATS, format_of, write
from planner.words import say
from tests.charts.small_plan import small_plan


def words(text: str) -> str:
    """Text with every space alike and ligatures taken apart."""
    return re.sub(r"\s+", " ", text.replace("ﬁ", "fi").replace("ﬀ", "ff").replace("ﬂ", "fl"))


CHAPTERS = ("finance", "infrastructure", "sustainability", "risk", "annex")
CHANGED = Changed(
    "Against run before-123",
    ("Token prices fall faster: −3.1 M€.",),
    Table("By driver", ("Driver", "M€"), (("Token prices", "−3.1"), ("Rack prices", "+1.0")), frozenset({1})),
)


@pytest.mark.browser
@pytest.mark.parametrize("locale", ["en", "fr"])
def test_it_holds_the_figures_of_the_plan(chromium_path: str, tmp_path: Path, locale: str) -> None:
    """Proves: A4 sheets with page numbers, bookmarks, tags and language; headline, key figures, every rack ordered,
    whole labels of charts, the regulator's articles and every assumption; a director's two pages first, with what
    changed on the second; at most 16 sheets."""
    assert chromium_path
    plan = small_plan()
    path = write(plan, tmp_path / "plan.pdf", "pdf", locale, changed=CHANGED)
    assert [found.name for found in tmp_path.iterdir()] == ["plan.pdf"]
    document = PdfReader(path)
    assert {(round(page.mediabox.width), round(page.mediabox.height)) for page in document.pages} == {(595, 842)}
    assert len(document.pages) <= 16
    sheets = [words(page.extract_text()) for page in document.pages]
    text = " ".join(sheets)
    assert all(f"{number} / {len(sheets)}" in sheet for number, sheet in enumerate(sheets, start=1))
    root = document.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == locale
    titles = [str(entry.title) for entry in flat(document.outline)]
    assert {say(f"chapter {name}", locale) for name in CHAPTERS} <= set(titles)
    assert words(plan.headline(locale)) in sheets[0]
    assert "Token prices" in sheets[1]
    assert words(say("decide heading", locale)) in sheets[1]
    assert words(say("section value", locale)) in sheets[2]
    for figure in figures.key_figures(plan, news_of(plan, today_utc()), accounts_or_none(plan), locale):
        assert words(figure.value) in sheets[0], figure.label
    for row in figures.orders(plan, locale).rows:
        assert words(" ".join(row)) in text
    (power,) = plan.power.tail(1).to_dict("records")
    shown = f"{power['subscribed_mw_max']:.2f} {power['connection_mw']:.2f}"
    assert (shown.replace(".", ",") if locale == "fr" else shown) in text
    for label in ("it", "cooling", "losses|short", "connection"):
        assert say(label, locale) in sheets[1]  # beside the chart, none cut at the edge of the sheet
    article = {
        "en": "Delegated Regulation (EU) 2024/1364, Annex II",
        "fr": "Règlement délégué (UE) 2024/1364, annexe II",
    }
    assert article[locale] in text
    assert "tiny.seed" in text


def flat(outline: list[Any]) -> list[Any]:
    """Bookmarks of all levels."""
    return [one for entry in outline for one in (flat(entry) if isinstance(entry, list) else [entry])]


def test_two_prints_are_the_same_bytes() -> None:
    """Proves: the days on which a PDF was printed become that of the run, and no place in the file moves."""
    plan = small_plan().with_manifest(created_utc="2026-11-24T09:00:00+00:00")
    prints = [b"%PDF /CreationDate (D:2026113017" + rest + b"+00'00') end" for rest in (b"3522", b"5959")]
    (one, other) = (pdf.of_the_run(sheets, plan) for sheets in prints)
    assert one == other == b"%PDF /CreationDate (D:20261124090000+00'00') end"


def test_without_a_browser_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: what is missing and what to do is said, and no file is left."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv(pdf.NAMED_BY, raising=False)
    with pytest.raises(StoreError) as caught:
        pdf.write_pdf(small_plan(), tmp_path / "plan.pdf")
    assert str(caught.value) == (
        f"{tmp_path / 'plan.pdf'}: the report could not be printed: no browser was found to print it.\n\n"
        "hint: install Chromium, or name one in PLANNER_BROWSER; --format html needs none, and any browser prints it."
    )
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("body", "said"), [("echo boom >&2; exit 3", r"ended with code 3 \(boom\)"), ("exit 0", "code 0")]
)
def test_a_browser_that_prints_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: str, said: str) -> None:
    """Proves: a browser that fails, or says it is well and writes nothing, leaves an error and no file."""
    program = tmp_path / "bin" / "browser"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv(pdf.NAMED_BY, str(program))
    with pytest.raises(StoreError, match=said):
        pdf.write_pdf(small_plan(), tmp_path / "out" / "plan.pdf")
    assert not (tmp_path / "out").exists()


def test_a_named_browser_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: a wrong name is said, not passed over for another browser."""
    monkeypatch.setenv(pdf.NAMED_BY, "no-such-browser")
    with pytest.raises(StoreError, match="PLANNER_BROWSER names no-such-browser, which is not a program"):
        pdf.browser("plan.pdf")


@pytest.mark.parametrize(
    ("path", "asked", "kind"),
    [(None, None, "html"), ("a.pdf", None, "pdf"), ("a.XLSX", None, "xlsx"), ("a.htm", None, "html"),
     ("a.pdf", "xlsx", "xlsx"), (None, "pdf", "pdf")],
)  # fmt: skip
def test_the_format_is_that_asked_or_that_of_the_file(path: str | None, asked: str | None, kind: str) -> None:
    """Proves: --format goes before the ending of --out, and html is what is left."""
    assert format_of(path, asked) == kind
    assert kind in FORMATS


def test_prints_that_were_killed_are_swept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: the folder of a print of hours ago goes with the next print, a fresh one may be at work, and stays."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    old, fresh, other = (tmp_path / name for name in ("planner-report-old", "planner-report-new", "other"))
    for folder in (old, fresh, other):
        folder.mkdir()
    for folder in (old, other):
        os.utime(folder, (0, 0))
    monkeypatch.setenv(pdf.NAMED_BY, "true")
    with pytest.raises(StoreError, match="could not be printed"):
        pdf.write_pdf(small_plan(), tmp_path / "plan.pdf")
    assert [folder.exists() for folder in (old, fresh, other)] == [False, True, True]
