"""The registry: who an id is, whom a name means, where names stand in a sentence.

Loaded once (:mod:`marsad.actors.load`) and passed on as an argument; nothing here is global. The index maps a name in
its compared form (:mod:`marsad.actors.words`) to all actors that claim it; dates, countries and the case of acronyms
decide on reading.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from marsad.actors.entry import ActorEntry, Alias, Years
from marsad.actors.nations import NO_NATION, Nations, NationSpot, NationWord, nation_at
from marsad.actors.patterns import Pattern, Vocabulary, pattern_entry, pattern_id
from marsad.actors.words import APOSTROPHES, ARTICLES, NO_APOSTROPHE, Piece, Tree, cut, fold, key, names_at, pieces


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """One claim on a name: an actor's id and the alias it is by."""

    actor: str
    alias: Alias


#: Whether a use holds for a name at pieces start to end.
Stands = Callable[[Use, int, int], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spotted:
    """Words ``start`` to ``end`` (half-open) are a name of an actor; several ``uses`` where it is of several.

    ``name`` is the compared form.
    """

    start: int
    end: int
    name: str
    uses: tuple[Use, ...]

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(use.actor for use in self.uses))


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A candidate for a name, with the reason in words."""

    entry: ActorEntry
    name: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Registry:
    """All actors. ``digest`` changes with every byte of the data, user rows included."""

    entries: Mapping[str, ActorEntry]
    index: Mapping[str, tuple[Use, ...]]
    tree: Tree  #: the names of ``index``
    hard: Mapping[str, frozenset[str]]  #: see :func:`hard_starts`
    acronyms: frozenset[str]  #: names as they are written that are no word of English as well
    patterns: Mapping[str, Pattern]
    nations: Nations
    vocabulary: Vocabulary
    spellings: Mapping[str, str]
    rebels: Mapping[str, tuple[tuple[str, Years], ...]]  #: country → whom "the rebels" of its news were, and when
    digest: str

    def get(self, actor: str) -> ActorEntry | None:
        """The entry of an id, made from its pattern where no row names it."""
        entry = self.entries.get(actor)
        return entry if entry is not None else pattern_entry(actor, self.patterns, self.nations)

    def rebels_of(self, country: str, year: int) -> ActorEntry | None:
        """The movement that "the rebels" of the country's news were in that year, where one was."""
        found = (actor for actor, years in self.rebels.get(country, ()) if years.includes(year))
        return next((entry for actor in found if (entry := self.get(actor)) is not None), None)

    def is_mouthpiece(self, name: str) -> bool:
        """Whether this is an outlet that one of the registry's actors runs, as the FMLN ran Radio Venceremos."""
        entries = (self.get(use.actor) for spotted in self.spot(name.title().split()) for use in spotted.uses)
        return any(entry.sector == "JRN" and bool(entry.parents) for entry in entries if entry is not None)

    def is_acronym(self, word: str) -> bool:
        """Whether a word in capitals is an actor's short name that is no word of English as well."""
        return word in self.acronyms

    def pieces(self, words: Iterable[str]) -> list[Piece]:
        return pieces(words, self.spellings)

    def key(self, text: str) -> str:
        return key(text, self.spellings)

    def nation(self, word: str) -> NationWord | None:
        """Which nation a word or name is of, and as what: country, adjective, people, capital, palace."""
        found = self.pieces([text for text in word.split(" ") if text])
        spot = self.nation_at(found, 0) if found else None
        if spot is None or spot.end != len(found) or spot.country == NO_NATION:
            return None
        return NationWord(country=spot.country, sort=spot.sort)

    def nation_at(self, found: Sequence[Piece], start: int, *, in_capitals: bool = False) -> NationSpot | None:
        return nation_at(found, start, self.nations, in_capitals=in_capitals)

    def spot(self, words: Sequence[str], *, in_capitals: bool = False) -> tuple[Spotted, ...]:
        """The actors named in a tokenised sentence: longest first from the left, none overlapping.

        ``in_capitals``: the words are of a text all in capitals, where case tells no acronym from a word. A nation with
        its force ("Syrian army") is no name, nor is a noun that means somebody in some countries only ("coalition");
        :mod:`marsad.resolve.actors` reads them.
        """
        found = self.pieces(words)
        return tuple(
            Spotted(start=found[name.start].word, end=found[name.end - 1].word + 1, name=name.name, uses=name.uses)
            for name in self.names_in(found, in_capitals=in_capitals)
            if not (name.name in self.vocabulary.known and all(use.alias.local for use in name.uses))
        )

    def hard_names(self, text: str) -> tuple[tuple[int, int], ...]:
        """Where names of organisations stand that no parser knows: of several words, or a word of English in capitals.

        First and last character (half-open), in order. Quotation marks around a name belong to it.
        """
        if not self._may_hold_hard_names(text):
            return ()
        words = cut(text)
        found: list[tuple[int, int]] = []
        for name in self.spot([word for word, _, _ in words]):
            start, end = words[name.start][1], words[name.end - 1][2]
            told = _POSSESSIVE.sub("", text[start:end])
            is_hard = not told.isalnum() or all(use.alias.exact for use in name.uses)
            is_name = told[0].isupper() and any(_is_proper(use.alias) for use in name.uses)
            if is_hard and is_name and self.key(told) == name.name:
                found.append(_with_marks(text, start, start + len(told)))
        return tuple(found)

    def _may_hold_hard_names(self, text: str) -> bool:
        """Whether a word in capitals begins one whose next piece is there too; told of plain text only, others may.

        A mark inside of a name makes it hard, and the last word may hold its stop.
        """
        if _MARKED.search(text):
            return True
        words = _PLAIN_WORD.findall(text)
        if _APOSTROPHE.search(text):  # "army's" and "armys", "Sha'ab" and "Shaab"
            if any(one.folded in self.tree for one in self.pieces(_JOINED.findall(text))):
                return True
            words += _PLAIN_WORD.findall(text.translate(NO_APOSTROPHE))
        if not words or any(piece in self.tree for piece in self._pieces_of(words[-1:])):
            return bool(words)
        begun = self._pieces_of([word for word in words if not word[0].islower()]) & self.hard.keys()
        held = self._pieces_of(words) if begun else begun
        return any("" in self.hard[word] or not held.isdisjoint(self.hard[word]) for word in begun)

    def _pieces_of(self, words: Iterable[str]) -> set[str]:
        """The pieces that plain words make; an article those before a hyphen and before none."""
        folded = {word.lower() if word.isascii() else fold(word) for word in words}
        found = {self.spellings.get(word, word) for word in folded}
        return found if folded.isdisjoint(ARTICLES) else {*found, "al"}

    def names_in(
        self,
        found: Sequence[Piece],
        *,
        in_capitals: bool = False,
        stands: Stands | None = None,
    ) -> Iterator[Spotted]:
        """Names by piece, not by word. ``stands(use, start, end)`` can refuse a use; then a shorter name is tried."""
        end = 0
        for start, piece in enumerate(found):
            if start < end or piece.folded not in self.tree:
                continue
            name = self._name_at(found, start, in_capitals, stands)
            if name is not None:
                yield name
                end = name.end

    def _name_at(self, found: Sequence[Piece], start: int, in_capitals: bool, stands: Stands | None) -> Spotted | None:
        for end, name in names_at(found, start, self.tree):
            uses = tuple(
                use
                for use in self.index[name]
                if self._case_fits(use.alias, found[start:end], in_capitals) and (not stands or stands(use, start, end))
            )
            if uses:
                return Spotted(start=start, end=end, name=name, uses=uses)
        return None

    def _case_fits(self, alias: Alias, found: Sequence[Piece], in_capitals: bool) -> bool:
        if alias.leader:
            return found[-1].raw[0].isupper()
        if not alias.exact:
            return in_capitals or found[0].raw[0].isupper() or not _is_acronym(alias.text)
        if in_capitals:
            return len(found) > 1 or not self.vocabulary.is_in("common_words", found[0].folded)
        return [piece.raw.replace(".", "") for piece in found] == [piece.raw for piece in pieces([alias.text])]

    def find(self, name: str, *, most: int = 10) -> tuple[Found, ...]:
        """Whom a name may mean, surest first, each with why: for people who look one up."""
        found: dict[str, Found] = {}
        for actor, text, reason in self._candidates(name):
            entry = self.get(actor)
            if entry is not None and len(found) < most:
                found.setdefault(actor, Found(entry=entry, name=text, reason=reason))
        return tuple(found.values())

    def _candidates(self, name: str) -> Iterator[tuple[str, str, str]]:
        """(id, name, reason), surest first; ids that are none are left to the caller."""
        wanted = self.key(name)
        yield name, name, "id"
        for use in self.index.get(wanted, ()):
            yield use.actor, use.alias.text, _why(use.alias)
        found = self.pieces(name.split())
        nation = self.nation_at(found, 0) if found else None
        if nation is not None:
            noun = " ".join(piece.folded for piece in found[nation.end :])
            if noun in self.vocabulary.nouns:
                yield pattern_id(self.vocabulary.nouns[noun], nation.country), name, "a nation and its noun"
        parts = set(wanted.split())
        for text in sorted(self.index, key=lambda text: (len(text), text)):
            if parts and parts <= set(text.split(" ")):
                for use in self.index[text]:
                    yield use.actor, use.alias.text, "all words stand in this longer name"


_POSSESSIVE = re.compile(r"['’]s?$")
#: Opening quotation marks with what closes them.
_MARKS = {"“": "”", "‘": "’", "«": "»", '"': '"', "'": "'"}


#: Words of text without apostrophes, as :func:`marsad.actors.words.pieces` cuts them at least.
_PLAIN_WORD = re.compile(r"[^\W_]+")
#: Words with an apostrophe that is no possessive's; other marks inside of words, and stops before the sentence's end.
_APOSTROPHE = re.compile(f"[{APOSTROPHES}]")
_JOINED = re.compile(rf"\w+[{APOSTROPHES}](?!s\b)\w+")
_MARKED = re.compile(r"[&_]|\.(?![ .\"”’]*$)")


def hard_starts(index: Mapping[str, tuple[Use, ...]]) -> dict[str, frozenset[str]]:
    """First piece → second pieces of the names that can be hard to read; "" of one that is a single piece."""
    found: dict[str, set[str]] = {}
    for name, uses in index.items():
        first, _, rest = name.partition(" ")
        is_hard = bool(rest) or all(use.alias.exact for use in uses)
        if is_hard and any(_is_proper(use.alias) for use in uses):
            found.setdefault(first, set()).add(rest.partition(" ")[0])
    return {first: frozenset(seconds) for first, seconds in found.items()}


def _is_proper(alias: Alias) -> bool:
    """Whether it names an organisation, not a person or whoever is of a kind ("regime forces")."""
    return not alias.leader and any(map(str.isupper, alias.text.rsplit(" ", 1)[-1]))


def _with_marks(text: str, start: int, end: int) -> tuple[int, int]:
    before, after = text[start - 1 : start], text[end : end + 1]
    return (start - 1, end + 1) if after and _MARKS.get(before) == after else (start, end)


def _is_acronym(text: str) -> bool:
    """In small letters an acronym is another word: had, let, up."""
    return " " not in text and sum(letter.isupper() for letter in text) > 1


def _why(alias: Alias) -> str:
    marks = [
        text
        for holds, text in (
            (alias.leader, "of its leader"),
            (alias.exact, "in this very case"),
            (alias.local, "in stories of its own countries"),
            (alias.years != Years(), f"{alias.years.first or ''}-{alias.years.last or ''}"),
        )
        if holds
    ]
    return "name" + (f" ({', '.join(marks)})" if marks else "")
