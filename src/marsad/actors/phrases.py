"""A noun phrase about an actor, read: its head, the names, nations and known nouns in it.

Strings only, no parse: the head is given, or found by rule; what stands before it describes it, and what it belongs to
follows a linking word ("members of …", "forces loyal to …").
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from marsad.actors.nations import NO_NATION, NationSpot
from marsad.actors.registry import Registry, Spotted, Use
from marsad.actors.words import Piece, cut

#: Pieces between a head and the one it belongs to: "fighters who are said to be loyal to" is too far.
_LONGEST_LINK = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Noun:
    """Known words at the end of a phrase: from piece ``start``, ``words`` as compared, ``pattern`` that lists them."""

    start: int
    words: str
    pattern: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PhraseWords:
    """Pieces ``head_start`` to ``head_end`` are the head; names and nations count pieces too and do not overlap."""

    words: tuple[str, ...]
    pieces: tuple[Piece, ...]
    head_start: int
    head_end: int
    names: tuple[Spotted, ...]
    nations: tuple[NationSpot, ...]
    noun: Noun | None
    in_capitals: bool

    @property
    def head_name(self) -> Spotted | None:
        """The name whose words end the head."""
        return next((name for name in self.names if name.start < self.head_end <= name.end), None)

    @property
    def head_nation(self) -> NationSpot | None:
        return next((nation for nation in self.nations if nation.start < self.head_end <= nation.end), None)

    def is_capitalised(self, index: int) -> bool:
        """Whether case shows the piece to be a proper noun; in a text all in capitals it never does."""
        return not self.in_capitals and self.pieces[index].raw[0].isupper()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """How phrases of one story are read: what stands for whom there, and whether case means anything."""

    registry: Registry
    in_capitals: bool
    stands: Callable[[Use, frozenset[str]], bool]  #: (use, nations of the phrase)


def read_phrase(words: Sequence[str], head: tuple[int, int] | None, reader: Reader) -> PhraseWords | None:
    """The phrase of these words; ``head`` counts words, None: by rule. None where it holds no word at all."""
    found = reader.registry.pieces(words)
    if not any(_is_word(piece) for piece in found):
        return None
    nations = _nations(found, reader)
    countries = frozenset(nation.country for nation in nations)

    def stands(use: Use, start: int, end: int) -> bool:
        if start and reader.registry.vocabulary.is_in("against", found[start - 1].folded):
            return False
        if use.alias.leader and not _stands_alone(found, start, end, reader):
            return False
        return reader.stands(use, countries)

    names = tuple(reader.registry.names_in(found, in_capitals=reader.in_capitals, stands=stands))
    start, end = _head(found, head) or head_by_rule(found, 0, names, reader)
    free = [nation for nation in nations if not any(_overlap(nation, name) for name in names)]
    return PhraseWords(
        words=tuple(words),
        pieces=tuple(found),
        head_start=start,
        head_end=end,
        names=names,
        nations=tuple(free),
        noun=_common_noun(found, end, names, free, reader),
        in_capitals=reader.in_capitals,
    )


def _common_noun(
    found: Sequence[Piece], end: int, names: Sequence[Spotted], nations: Sequence[NationSpot], reader: Reader
) -> Noun | None:
    """The known noun that ends the head, unless it is part of a nation's name: the states of "United States"."""
    noun = noun_ending(found, end, names, reader)
    if noun is not None and any(nation.start <= noun.start and end <= nation.end for nation in nations):
        return None
    return noun


def words_of(text: str) -> list[str]:
    return [word for word, _, _ in cut(text)]


def _is_word(piece: Piece) -> bool:
    return piece.folded[0].isalnum()


def _overlap(one: NationSpot, other: Spotted) -> bool:
    return one.start < other.end and other.start < one.end


def _nations(found: Sequence[Piece], reader: Reader) -> list[NationSpot]:
    spots: list[NationSpot] = []
    start = 0
    while start < len(found):
        spot = reader.registry.nation_at(found, start, in_capitals=reader.in_capitals)
        if spot is not None and spot.country != NO_NATION:
            spots.append(spot)
        start = start + 1 if spot is None else spot.end
    return spots


def _head(found: Sequence[Piece], head: tuple[int, int] | None) -> tuple[int, int] | None:
    """Pieces of the given words; marks at their end are left out."""
    if head is None:
        return None
    inside = [index for index, piece in enumerate(found) if head[0] <= piece.word < head[1] and _is_word(piece)]
    return (inside[0], inside[-1] + 1) if inside else None


def head_by_rule(found: Sequence[Piece], start: int, names: Sequence[Spotted], reader: Reader) -> tuple[int, int]:
    """The last word before the noun phrase ends, determiners and names' inner prepositions passed over."""
    vocabulary = reader.registry.vocabulary
    while start < len(found) - 1 and vocabulary.is_in("determiners", found[start].folded):
        start += 1
    end = run_end(found, start, names, reader)
    return max(start, end - 1), max(start + 1, end)


def run_end(found: Sequence[Piece], start: int, names: Sequence[Spotted], reader: Reader) -> int:
    """Where the run of words from ``start`` meets a mark, a preposition or a relative, outside any name."""
    end = start
    while end < len(found):
        inside = next((name for name in names if name.start <= end < name.end), None)
        if inside is not None:
            end = inside.end
            continue
        is_stop = end > start and reader.registry.vocabulary.is_in("stops", found[end].folded)
        if is_stop or not _is_word(found[end]):
            break
        end += 1
    return end


def _stands_alone(found: Sequence[Piece], start: int, end: int, reader: Reader) -> bool:
    """A leader's surname with another name before or after it is somebody else's."""
    if end - start > 1 and found[start].folded != "al":
        return True
    before = start == 0 or _is_no_name(found[start - 1], reader, before=True)
    return before and (end == len(found) or _is_no_name(found[end], reader, before=False))


def _is_no_name(piece: Piece, reader: Reader, *, before: bool) -> bool:
    registry = reader.registry
    vocabulary = registry.vocabulary
    if not _is_word(piece) or (piece.raw[0].islower() and not reader.in_capitals):
        return True
    word = piece.folded
    if before and (vocabulary.is_in("titles", word) or vocabulary.is_in("determiners", word)):
        return True
    is_said = vocabulary.is_in("stops", word) or vocabulary.is_in("favours", word) or vocabulary.is_in("against", word)
    return is_said or word in vocabulary.known or registry.nation_at([piece], 0) is not None


def noun_ending(found: Sequence[Piece], end: int, names: Sequence[Spotted], reader: Reader) -> Noun | None:
    """The known noun that ends at this piece and reaches into no name."""
    floor = max((name.end for name in names if name.end <= end), default=0)
    vocabulary = reader.registry.vocabulary
    hit = vocabulary.longest_ending(found, end, start=0 if floor == end else floor)
    if hit is None:
        return None
    start, words = hit
    return Noun(start=start, words=words, pattern=vocabulary.nouns.get(words))


def after_link(phrase: PhraseWords, reader: Reader) -> int | None:
    """The piece where that begins to which the head belongs, past "of the" or "loyal to"; None without a link."""
    vocabulary = reader.registry.vocabulary
    index = phrase.head_end
    linked = False
    while index < min(len(phrase.pieces), phrase.head_end + _LONGEST_LINK):
        word = phrase.pieces[index].folded
        if vocabulary.is_in("links", word):
            linked = True
        elif not (linked and vocabulary.is_in("determiners", word)):
            break
        index += 1
    return index if linked and index < len(phrase.pieces) else None
