"""A report's page as a test reads it: tags, the texts of some of them, and its sentences."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from planner.words import formats

VOID = {"meta", "link", "br", "img", "hr", "input", "path", "use", "rect"}
NO_PROSE = {"style", "script", "svg", "table", "dl", "nav", "footer", "title", "ol"}


class Page(HTMLParser):
    """Tags in order, those left open, and the text that a reader sees; `prose`: sentences outside tables and charts."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.kinds: list[str] = []
        self.words: list[str] = []
        self.prose: list[str] = []
        self.texts: list[tuple[str, str]] = []
        self.feed(text)
        self.text = re.sub(r"\s+", " ", " ".join(self.words).replace(formats.NO_BREAK, " "))

    def of(self, *tags: str) -> list[str]:
        """Texts directly inside some tags."""
        return [text for tag, text in self.texts if tag in tags]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)
            self.kinds.append(str(dict(attrs).get("class")))

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag, f"</{tag}> closes another element"
            self.kinds.pop()

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if {"script", "style"} & set(self.open) or not data.strip():
            return
        self.words.append(data)
        inside = [tag for tag in self.open if tag not in {"span", "strong"}]
        self.texts.append((inside[-1], data))
        if not NO_PROSE & set(self.open) and inside[-1] in {"p", "li"} and "about" not in self.kinds[-1]:
            self.prose.append(data)
