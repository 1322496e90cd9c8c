"""What a bill assumes or did not find: a key and values, said in either language."""

from __future__ import annotations

from dataclasses import dataclass

from planner.words.names import flag_text


@dataclass(frozen=True)
class Flag:
    """A key of `planner.words`, there after "flag ", and the values of its sentence by name."""

    key: str
    values: tuple[tuple[str, object], ...] = ()

    def text(self, locale: str = "en") -> str:
        """The flag in words. KeyError where the key has none."""
        return flag_text(self.key, dict(self.values), locale)


def flag(key: str, **values: object) -> Flag:
    """A flag with its values by name."""
    return Flag(key, tuple(values.items()))
