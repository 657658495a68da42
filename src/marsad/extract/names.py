"""Which words of a sentence are names, and of what.

A name's kind is decided by look-up (registry of actors, gazetteer), never by the parser's label alone: that label is
right for 75 % of conflict names at best. What no list knows stays a name of unknown kind, and syntax decides later.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Literal, Protocol

from marsad.extract.parse import Parse, Token

NameSort = Literal["actor", "nation", "place", "person", "unknown"]

#: The article of Arabic names, which a hyphen joins to them: "al-Bab".
_ARTICLES = frozenset(
    (
        "al",
        "el",
        "as",
        "ash",
        "an",
        "ar",
        "at",
        "ad",
        "ez",
        "az",
        "es",
        "esh",
        "ed",
        "et",
        "er",
        "adh",
        "ath",
        "ul",
        "ur",
    )
)

#: Small words inside names: "Deir ez-Zor", "Jaish al-Adl", "Abdul bin Said", "San Salvador de Jujuy", "Port-au-Prince".
_LINKS = (
    _ARTICLES
    | frozenset(
        (
            "de",
            "del",
            "la",
            "las",
            "los",
            "le",
            "les",
            "du",
            "des",
            "da",
            "do",
            "dos",
            "das",
            "di",
            "au",
            "aux",
            "sur",
            "e",
            "i",
            "of",
        )
    )
    | frozenset(("bin", "ben", "ibn", "-", "'", "’"))
)

#: What such names hold after the noun for a body: "Movement for the Salvation of Azawad".
_OF_BODIES = frozenset(("for", "the"))

#: Prepositions that only a place follows where a name does: nobody is "in" somebody.
_INTO = frozenset(("in", "inside", "near", "outside", "into", "throughout", "around"))

#: What ends the name of a unit: "Kapoeta East".
_COMPASS = frozenset(("north", "south", "east", "west", "central"))

#: What a unit that is called like a country is told by: "Niger state".
_UNIT_WORDS = frozenset(("state", "province", "department", "governorate", "county"))

#: Ranks and offices before a person's name that are villages as well.
_RANKS = frozenset(
    (
        "gen",
        "col",
        "lt",
        "brig",
        "capt",
        "maj",
        "sgt",
        "adm",
        "cpl",
        "cmdr",
        "dr",
        "mr",
        "mrs",
        "ms",
        "secretary",
        "rev",
    )
)

#: Prepositions that a place or a person follows.
_REACHING = frozenset(
    ("above", "on", "from", "to", "towards", "toward", "between", "at", "across", "through", "over", "of", "for")
)

#: Entity labels of what acts are "in" without being there: a body, a feast, a book.
_BODIES = frozenset(("ORG", "EVENT", "WORK_OF_ART", "PRODUCT", "LAW"))

#: Letters of an abbreviation at most.
_ABBREVIATED = 5

#: Sorts that syntax may turn into a place: what no look-up has decided.
_UNDECIDED = frozenset(("person", "unknown"))


class Registry(Protocol):
    """What extraction asks of the registry of actors."""

    def spot(self, words: tuple[str, ...]) -> tuple[Spotted, ...]: ...
    def nation(self, word: str) -> NationWord | None: ...
    def is_acronym(self, word: str) -> bool: ...
    def hard_names(self, text: str) -> tuple[tuple[int, int], ...]: ...
    def is_mouthpiece(self, name: str) -> bool: ...


class NationWord(Protocol):
    """What a word says of a nation: its name, an adjective, its people, its capital, the seat of its government."""

    @property
    def sort(self) -> str: ...


class Spotted(Protocol):
    """A run of words that is an alias of an actor."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


class Gazetteer(Protocol):
    """What extraction asks of the gazetteer."""

    def knows(self, name: str) -> bool: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownNames:
    """The two look-ups that tell names apart."""

    registry: Registry
    gazetteer: Gazetteer


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """Tokens ``start`` to ``end`` (half-open) of a sentence are one name."""

    start: int
    end: int
    sort: NameSort
    nation: str | None = None  #: what a nation's word is: country, adjective, people, capital, palace

    def __contains__(self, token: Token) -> bool:
        return self.start <= token.index < self.end


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceWords:
    """Words by which syntax tells places from other names."""

    sites: frozenset[
        str
    ]  #: nouns for parts of the land and for what stands on it: a name that goes with one is a place's
    crossed: frozenset[str]  #: verbs whose object is a place where it can be one: "left Gao", "pounded Daraa"
    struck: frozenset[str]  #: the same where something that flies or falls does it: "shelling hit Kherson"
    striking: frozenset[str]  #: what does
    spoken: frozenset[str]  #: verbs and adjectives after which a person follows a preposition: "spoke to", "loyal to"
    dedicated: frozenset[str]  #: nouns for what is called after people: "airport", "bridge"
    bodies: frozenset[str]  #: last words of names that are no places, whatever stands before them: "Council", "Parade"


def surnames(parses: Sequence[Parse], known: KnownNames) -> frozenset[str]:
    """Last words of the persons that these sentences name in full: "Bolton" after "Jane Bolton" is no town. None that
    the parser elsewhere takes for a place.
    """
    last: set[str] = set()
    lands: set[str] = set()
    for parse in parses:
        for start, end in _entities(parse):
            label, word = parse.tokens[start].ent, parse.tokens[end - 1].text
            if label == "PERSON" and end - start > 1 and not known.gazetteer.knows(_text(parse, start, end)):
                last.add(word)
            elif label in ("GPE", "LOC", "FAC"):
                lands.add(word)
    return frozenset(last - lands)


def _entities(parse: Parse) -> Iterator[tuple[int, int]]:
    """Runs of tokens with one entity label, possessive endings aside."""
    labelled = (token for token in parse.tokens if token.ent and token.text not in ("'s", "’s"))
    for _, run in groupby(enumerate(labelled), key=lambda one: (one[1].ent, one[1].index - one[0])):
        tokens = [token for _, token in run]
        yield tokens[0].index, tokens[-1].index + 1


def find_names(
    parse: Parse, known: KnownNames, places: PlaceWords, persons: frozenset[str] = frozenset()
) -> tuple[Name, ...]:
    """All names of the sentence, in order, not overlapping; actors' aliases first, then nations, places, persons.

    A lone word of ``persons`` (:func:`surnames`) is a person unless syntax makes it a place.
    """
    words = tuple([token.text for token in parse.tokens])
    taken = [False] * len(parse)
    found: list[Name] = []
    for alias in known.registry.spot(words):
        if _is_name_like(parse.tokens[alias.start : alias.end]) and not _is_begun(parse, alias, known, places.sites):
            taken[alias.start : alias.end] = [True] * (alias.end - alias.start)
            found.append(Name(start=alias.start, end=alias.end, sort="actor", nation=_land(parse, alias, known)))
    for start, end in _runs(parse, taken, places.bodies):
        found.extend(_split(parse, start, end, known, places))
    found = [
        replace(name, sort="person") if name.sort == "place" and _text(parse, name.start, name.end) in persons else name
        for name in found
    ]
    return _placed(parse, sorted(found, key=lambda name: name.start), places, known)


def _is_begun(parse: Parse, alias: Spotted, known: KnownNames, sites: frozenset[str]) -> bool:
    """Whether the alias only begins the name of a place: "Sadr City", "al-Assad Suburb"."""
    following = parse.tokens[alias.end : alias.end + 1]
    if not following or not _is_proper(following[0]):
        return False
    if following[0].text.lower() in sites:
        return True
    return known.gazetteer.knows(_text(parse, alias.start, alias.end + 1))


def _placed(parse: Parse, names: list[Name], places: PlaceWords, known: KnownNames) -> tuple[Name, ...]:
    """The names with those that syntax tells to be places: "the town of X", "X district", "in X", "X and Damascus"."""
    placed: dict[int, Name] = {name.end - 1: name for name in names}
    for name in names:
        if name.sort == "actor":
            is_place = _is_named_land(parse, name, places.sites)
        else:
            is_body = parse.tokens[name.end - 1].text.lower() in places.bodies
            is_place = name.sort in _UNDECIDED and not is_body and _is_placed(parse, name, placed, places.sites)
            is_place = is_place or (name.sort == "unknown" and _is_beside_place(parse, name, placed, places))
            if name.sort == "person" and not is_place and _is_reached(parse, name, places):
                is_place = known.gazetteer.knows(_text(parse, name.start, name.end))
        if is_place:
            placed[name.end - 1] = replace(name, sort="place")
    return tuple(placed.values())


def _is_named_land(parse: Parse, name: Name, sites: frozenset[str]) -> bool:
    """ "the town of X"."""
    token = parse.tokens[name.end - 1]
    preposition = parse.head(token)
    return token.dep == "pobj" and preposition.lemma == "of" and parse.head(preposition).lemma in sites


def _is_reached(parse: Parse, name: Name, places: PlaceWords) -> bool:
    """Whether the name stands where a place or a person can, and the verb or preposition is one for places."""
    token = parse.tokens[name.end - 1]
    head = parse.head(token)
    if token.dep == "conj":
        token, head = head, parse.head(head)
    if token.dep == "pobj":
        return head.lemma in _REACHING and parse.head(head).lemma not in places.spoken
    if token.dep in ("dobj", "nsubjpass"):
        by_act = head.lemma in places.struck and any(one.lemma in places.striking for one in parse.below(head, "nsubj"))
        return head.lemma in places.crossed or by_act
    return token.dep == "poss" and head.lemma in places.sites


def _is_placed(parse: Parse, name: Name, known: dict[int, Name], sites: frozenset[str]) -> bool:
    token = parse.tokens[name.end - 1]
    head = parse.head(token)
    if token.text.lower() in sites and name.end - name.start > 1 and token.ent != "ORG":
        return True
    if token.dep in ("compound", "nmod", "amod") and head.index == name.end:
        return head.lemma in sites and not token.lemma.lower().endswith("ist")  # "an Islamist base" names no place
    if token.dep == "pobj":
        return (head.lemma in _INTO and token.ent not in _BODIES) or (
            head.lemma == "of" and _is_named_land(parse, name, sites)
        )
    if token.dep in ("conj", "appos") and token.ent != "ORG":
        other = known.get(head.index)
        return other is not None and other.sort == "place"
    return False


def _is_beside_place(parse: Parse, name: Name, known: dict[int, Name], places: PlaceWords) -> bool:
    """ "target Salhab and Mhardeh": what no list knows, done to together with a place."""
    token = parse.tokens[name.end - 1]
    if token.dep != "dobj" or parse.head(token).lemma not in places.crossed | places.struck:
        return False
    return any(one.index in known and known[one.index].sort == "place" for one in parse.below(token, "conj"))


def _land(parse: Parse, alias: Spotted, known: KnownNames) -> str | None:
    """ "country" of an actor that is a land as well ("South Ossetia"), "palace" of one called by where it sits."""
    word = known.registry.nation(_text(parse, alias.start, alias.end))
    if word is not None and word.sort == "palace":
        return "palace"
    if parse.tokens[alias.end - 1].ent not in ("GPE", "LOC"):
        return None
    return "country" if known.gazetteer.knows(_text(parse, alias.start, alias.end)) else None


def _is_name_like(tokens: tuple[Token, ...]) -> bool:
    """Aliases that are common nouns ("gunmen", "the army") are nouns to syntax, not names."""
    return any(token.text[:1].isupper() for token in tokens)


def _is_proper(token: Token) -> bool:
    if token.text[:1].islower():
        return False
    if token.index == 0 and token.pos == "NOUN":
        return False  # every first word has a capital; the parser's label is no look-up
    if token.index == 0 and (token.text == "The" or token.text.lower() in _INTO):
        return False
    if token.text.rstrip(".").lower() in _RANKS:
        return False
    if token.ent in ("DATE", "TIME", "ORDINAL", "CARDINAL", "MONEY", "PERCENT"):
        return False
    if token.index and token.text[:1].isupper() and any(mark in token.text[1:-1] for mark in "'’"):
        return True  # "Sa’eed": the tagger has no word for it
    if token.pos == "PROPN" or token.ent in ("GPE", "LOC", "FAC", "PERSON", "ORG", "NORP"):
        return token.text[:1].isupper() or token.text[:1].isdigit()
    return False


def _runs(parse: Parse, taken: list[bool], bodies: frozenset[str]) -> Iterator[tuple[int, int]]:
    """Runs of proper nouns, small linking words inside them included."""
    end, lowers = 0, parse.lowers
    for index, token in enumerate(parse.tokens):
        if index < end or taken[index]:
            continue
        if token.text[:1].islower() and lowers[index] not in _ARTICLES and token.text[-1:] != "-":
            continue  # most words: neither a name nor the article of one
        if _is_proper(token) or _is_article(parse, index):
            end = _run_end(parse, taken, index, _LINKS | _OF_BODIES if _is_body(parse, index, bodies) else _LINKS)
            yield index, end


def _is_article(parse: Parse, index: int) -> bool:
    """Whether a small article opens a name here: "al-Bab", "el-Helweh"."""
    token = parse.tokens[index]
    if not (parse.lowers[index] in _ARTICLES or token.text[-1:] == "-"):
        return False
    after = parse.tokens[index + 1 : index + 3]
    if parse.lowers[index] in _ARTICLES:
        joined = len(after) == 2 and after[0].text == "-" and after[0].span.start == token.span.end
        return joined and after[1].text[:1].isupper()
    opens = token.text.endswith("-") and token.text[:-1].lower() in _ARTICLES
    return opens and bool(after) and after[0].text[:1].isupper()


def _is_cut_short(parse: Parse, stop: int) -> bool:
    """Whether a name that ended here would lose what a hyphen joins to its article: "Al" of "Al-Bab"."""
    return (
        stop < len(parse)
        and parse.tokens[stop].text == "-"
        and parse.tokens[stop - 1].text.lower() in _ARTICLES
        and parse.tokens[stop].span.start == parse.tokens[stop - 1].span.end
    )


def _is_body(parse: Parse, index: int, bodies: frozenset[str]) -> bool:
    """Whether a name may go on after the noun: "Front for the Defence of Kasai"."""
    after = parse.tokens[index + 1 : index + 2]
    return parse.tokens[index].text.lower() in bodies and bool(after) and after[0].text.lower() in ("of", "for")


def _run_end(parse: Parse, taken: list[bool], start: int, links: frozenset[str]) -> int:
    end = start + 1
    while end < len(parse) and not taken[end]:
        if _is_proper(parse.tokens[end]):
            end += 1
            continue
        ahead = end
        while ahead < len(parse) and not taken[ahead] and parse.tokens[ahead].text.lower() in links and ahead - end < 3:
            ahead += 1
        if ahead == end or ahead >= len(parse) or taken[ahead] or not _is_proper(parse.tokens[ahead]):
            return end
        end = ahead + 1
    return end


def _text(parse: Parse, start: int, end: int) -> str:
    """The words as they stand: a hyphen joins, a space parts."""
    parts = [parse.tokens[start].text]
    for before, token in zip(parse.tokens[start : end - 1], parse.tokens[start + 1 : end], strict=True):
        parts.append(("" if token.span.start == before.span.end else " ") + token.text)
    return "".join(parts)


def _split(parse: Parse, start: int, end: int, known: KnownNames, places: PlaceWords) -> Iterator[Name]:
    """Cut a run into the names it holds: "Idlib Russia" is two, "Khan Shaykhun" one; so is "Aden Adde" before
    "airport", whatever Aden is.
    """
    if _is_body(parse, start, places.bodies) and _is_named(parse, start + 1, end, known):
        yield Name(start=start, end=end, sort="unknown")
        return
    names = tuple(_cut(parse, start, end, known, places.sites))
    following = parse.tokens[end : end + 1]
    is_called_after = bool(following) and following[0].text in places.dedicated and len(names) > 1
    if is_called_after and all(name.sort != "nation" for name in names):
        yield Name(start=start, end=end, sort="place")
    else:
        yield from names


def _cut(parse: Parse, start: int, end: int, known: KnownNames, sites: frozenset[str]) -> Iterator[Name]:
    index = start
    while index < end:
        for stop in range(end, index, -1):
            sort = None if _is_cut_short(parse, stop) else _sort(parse, index, stop, known)
            if sort is not None:
                break
        else:
            stop, sort = _unknown_end(parse, index, end, known), _guess(parse, index)
        if sort == "nation" and _is_unit(parse, index, stop, known):
            stop, sort = stop + 1, "place"
        elif sort == "place":
            stop = _site_end(parse, stop, end, sites)
        word = known.registry.nation(_text(parse, index, stop)) if sort == "nation" else None
        yield Name(start=index, end=stop, sort=sort, nation=word.sort if word is not None else None)
        index = stop
        while index < end and not _is_proper(parse.tokens[index]):
            index += 1


def _is_named(parse: Parse, start: int, end: int, known: KnownNames) -> bool:
    """Whether what follows a body's noun holds more than a nation: not "the Army of Chad"."""
    proper = [index for index in range(start, end) if _is_proper(parse.tokens[index])]
    return any(_sort(parse, index, index + 1, known) is None for index in proper)


def _is_bracketed(parse: Parse, start: int, end: int) -> bool:
    """An abbreviation of the words before it, "the rail over bridge (ROB)", is no place of that spelling."""
    token = parse.tokens[start]
    before = parse.tokens[start - 1].text if start else ""
    return end == start + 1 and before == "(" and token.text.isupper() and len(token.text) <= _ABBREVIATED


def _sort(parse: Parse, start: int, end: int, known: KnownNames) -> NameSort | None:
    if not _is_proper(parse.tokens[end - 1]):
        return None
    text = _text(parse, start, end)
    if known.registry.nation(text) is not None:
        return "nation"
    # Inside a longer person's name a town's name is no town: "Kidal" in "Moussa Kidal Traore".
    labels = {token.ent for token in parse.tokens[start:end]}
    if labels != {"PERSON"} and not _is_bracketed(parse, start, end) and known.gazetteer.knows(text):
        return "place"
    return None


def _is_unit(parse: Parse, start: int, end: int, known: KnownNames) -> bool:
    """Whether the nation's name is that of a state or province elsewhere: "Niger state"."""
    after, word = parse.tokens[end : end + 1], known.registry.nation(_text(parse, start, end))
    if not after or after[0].text.lower() not in _UNIT_WORDS or word is None or word.sort != "country":
        return False
    return known.gazetteer.knows(f"{_text(parse, start, end)} {after[0].text.title()}")


def _site_end(parse: Parse, stop: int, end: int, sites: frozenset[str]) -> int:
    """Where the name of a thing ends that is called after a place: "Yarmouk Hospital", "T-4 Military Airport"."""
    for index in range(min(end, stop + 3) - 1, stop - 1, -1):
        word = parse.tokens[index].text.lower()
        if (word in sites or (index == stop and word in _COMPASS)) and all(
            _is_proper(t) for t in parse.tokens[stop : index + 1]
        ):
            return index + 1
    return stop


def _unknown_end(parse: Parse, start: int, end: int, known: KnownNames) -> int:
    """Where a name that no list has ends: before the next word that a list has, else at the end of the run."""
    label = parse.tokens[start].ent
    for index in range(start + 1, end):
        if parse.tokens[index].ent != label and _sort(parse, index, index + 1, known) == "nation":
            return index
    return end


def _guess(parse: Parse, start: int) -> NameSort:
    label = parse.tokens[start].ent
    return {"PERSON": "person", "GPE": "place", "LOC": "place", "FAC": "place"}.get(label, "unknown")  # type: ignore[return-value]
