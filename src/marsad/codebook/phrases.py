"""Words and runs of words with what is told of them, found in a sentence with one look-up for each of its words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

Told = TypeVar("Told")


class Phrases(dict[str, Told]):
    """What is told of each run of words; the words are parted by single spaces, as a parse has them."""

    def __init__(self, table: Mapping[str, Told] | Iterable[tuple[str, Told]]) -> None:
        super().__init__(table)
        self._longest: dict[str, int] = {}  #: first word → words of the longest run that it begins
        for run in self:
            words = run.split(" ")
            self._longest[words[0]] = max(len(words), self._longest.get(words[0], 0))

    def within(self, words: Sequence[str]) -> dict[str, tuple[int, int]]:
        """The runs that stand in a sentence, each with the words (half-open) where it first stands."""
        found: dict[str, tuple[int, int]] = {}
        if self._longest.keys().isdisjoint(words):
            return found
        for start, word in enumerate(words):
            if word not in self._longest:
                continue
            for size in range(1, self._longest[word] + 1):
                run = word if size == 1 else " ".join(words[start : start + size])
                if run in self and start + size <= len(words):
                    found.setdefault(run, (start, start + size))
        return found
