"""The words of a report in one language: sentences with their plural forms, numbers, dates and names set into them.

Sentences stand in ``data/LANGUAGE.toml``; nothing here knows a language but by its rules for plurals and numbers.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.resources import files
from typing import Any, Literal, get_args

from marsad.errors import ConfigError

Language = Literal["en", "fr", "ar"]
LANGUAGES: tuple[Language, ...] = get_args(Language)

#: Unicode's marks around what is written in another direction: numbers and dates from left to right, names as they are.
_LEFT, _FIRST, _END = "\u2066", "\u2068", "\u2069"
_MARKS = re.compile("[\u2066-\u2069\u200e\u200f]")
#: Spaces that part thousands.
_THIN = re.compile("(?<=\\d)[\u202f\u00a0](?=\\d{3}(?!\\d))")
_STOPS = re.compile(r"[.!?؟](?=\s)")
_ROUND = str.maketrans("[]", "()")
#: Before commas of thousands are worth while.
_LONG = 1000


def _english(n: int) -> str:
    return "one" if n == 1 else "other"


def _french(n: int) -> str:
    return "one" if n < 2 else "other"


def _arabic(n: int) -> str:
    """Six forms (Unicode's plural rules for Arabic)."""
    if n < 3:
        return ("zero", "one", "two")[n]
    if 3 <= n % 100 <= 10:
        return "few"
    return "many" if n % 100 >= 11 else "other"


_PLURALS: Mapping[Language, Callable[[int], str]] = {"en": _english, "fr": _french, "ar": _arabic}
_THOUSANDS: Mapping[Language, str] = {"en": ",", "fr": "\u202f", "ar": ","}


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """``words("highlights.events", n=3, area="…")``: the sentence in the form for 3, with its values set in."""

    language: Language
    table: Mapping[str, Any]

    @property
    def is_right_to_left(self) -> bool:
        return self.language == "ar"

    def __call__(self, key: str, n: int | None = None, **values: Any) -> str:
        held: Any = self.table
        for part in key.split("."):
            held = held[part]
        if isinstance(held, Mapping):
            held = held.get(_PLURALS[self.language](n or 0)) or held["other"]
        return str(held).format(n="" if n is None else self.number(n), **{k: self.set_in(v) for k, v in values.items()})

    def has(self, section: str, key: str) -> bool:
        """Whether a section of the table has a word for this."""
        return key in self.table[section]

    def set_in(self, value: Any) -> str:
        """A value as it stands in a sentence of this language."""
        if isinstance(value, int):
            return self.number(value)
        if isinstance(value, date):
            return self.plain(value.isoformat())
        return self.named(str(value))

    def number(self, n: int) -> str:
        return self.plain(f"{n:,}".replace(",", _THOUSANDS[self.language]) if abs(n) >= _LONG else str(n))

    def plain(self, text: str) -> str:
        """Numbers, dates and ids: from left to right in every language."""
        return f"{_LEFT}{text}{_END}" if self.is_right_to_left and text else text

    def named(self, text: str) -> str:
        """A name in whatever script."""
        is_set = not self.is_right_to_left or not text or text[0] in (_LEFT, _FIRST)
        return text if is_set else f"{_FIRST}{text}{_END}"

    def listed(self, names: Iterable[str]) -> str:
        return str(self.table["comma"]).join(self.named(name) for name in names)

    def days(self, first: date | str, last: date | str) -> str:
        """ "2024-05-01", or "2024-05-01 to 2024-05-07"."""
        one, other = str(first), str(last)
        return self.plain(one) if one == other else self("span", one=self.plain(one), other=self.plain(other))


@lru_cache(maxsize=len(LANGUAGES))
def load_words(language: str = "en") -> Words:
    """The words of a language. Raises ConfigError for one that reports are not written in."""
    for known in LANGUAGES:
        if language == known:
            text = files("marsad.report").joinpath(f"data/{known}.toml").read_text(encoding="utf-8")
            return Words(known, tomllib.loads(text))
    raise ConfigError(f"no report is written in {language!r}", next_step=f"Known: {', '.join(LANGUAGES)}.")


def unmarked(text: str) -> str:
    """The text without marks of direction, its spaces single; thousands parted by a comma."""
    return " ".join(_THIN.sub(",", _MARKS.sub("", text)).split())


def calm(name: str) -> str:
    """A name that cannot be taken for a reference or the end of a sentence: round brackets, no stops before a space."""
    return _STOPS.sub("", unmarked(name)).translate(_ROUND).replace("|", "/")
