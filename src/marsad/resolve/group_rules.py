"""Organised groups that the registry does not know: kept under the name that the text gives them."""

from __future__ import annotations

from dataclasses import replace

from marsad.actors.entry import INTER_BY_SECTOR
from marsad.actors.phrases import PhraseWords, after_link, read_phrase, words_of
from marsad.resolve.look import SHARED, STATE_FORCES, Answer, Look, own_nations, say
from marsad.types import Actor

#: Small words inside a name.
_INSIDE = frozenset(("of", "for", "the", "and", "al", "de", "la", "du", "des", "los", "las", "to"))


def by_group(phrase: PhraseWords, look: Look) -> Answer | None:
    """An organisation that the registry does not know: by the noun that ends its name, its first word, an acronym."""
    start, end = phrase.head_start, phrase.head_end
    head = phrase.pieces[end - 1]
    goes_on = _end_of_name(phrase, look)
    if goes_on is not None:
        return _new_group(phrase, start, goes_on, look)
    is_known = phrase.head_name is not None or phrase.head_nation is not None
    bound = None if is_known else _bound_start(phrase, end, look)
    if bound is not None:
        return _new_group(phrase, bound, end, look)
    first = _name_start(phrase, look)
    if look.is_in("units", head.folded) and phrase.pieces[first].raw[0].isdigit():
        return _unit(phrase, look)
    if look.is_in("groups", head.folded):
        if first < end - 1 and _is_proper(phrase, first, end, look):
            return _new_group(phrase, first, end, look)
        return None
    if phrase.noun is not None or phrase.head_nation is not None:
        return None
    if any(look.is_in("openers", piece.folded) for piece in phrase.pieces[first:end]) and end - first > 1:
        return _new_group(phrase, first, end, look)
    is_acronym = head.raw.isupper() and len(head.raw) > 1 and head.raw.isalnum() and not phrase.in_capitals
    return _new_group(phrase, end - 1, end, look) if is_acronym and end - start == 1 else None


def _unit(phrase: PhraseWords, look: Look) -> Answer | None:
    """A numbered unit that the registry does not know is of a state's army: "the 7th Motorised Brigade"."""
    nations = own_nations(phrase, look)
    country = nations[0].country if nations else look.context.country
    return say("context-force", look.of_pattern(STATE_FORCES, country), SHARED) if country else None


def _name_start(phrase: PhraseWords, look: Look) -> int:
    """The first piece of the run of words before the head that may be its name: capitalised, or small words within."""
    end = phrase.head_end
    first = end - 1
    for index in range(end - 2, -1, -1):
        piece = phrase.pieces[index]
        if not piece.folded[0].isalnum() or (look.is_in("determiners", piece.folded) and not _inside(phrase, index)):
            break
        if phrase.in_capitals or phrase.is_capitalised(index) or piece.raw[0].isdigit():
            first = index
        elif not (look.is_in("links", piece.folded) or piece.folded in {"al", "de", "la", "e", "i", "wa", "the"}):
            break
    return first


def _inside(phrase: PhraseWords, index: int) -> bool:
    return index > 0 and phrase.is_capitalised(index - 1)


def _is_proper(phrase: PhraseWords, first: int, end: int, look: Look) -> bool:
    """Some word of the name is no nation, no plain adjective and no noun for people: "Popular Liberation Army" has one,
    "Guatemalan National Police" has none.
    """
    vocabulary = look.registry.vocabulary
    nation = {index for spot in phrase.nations for index in range(spot.start, spot.end)}
    stop = min(end - 1, phrase.noun.start) if phrase.noun else end - 1
    return any(
        index not in nation
        and not _is_beside_stance(phrase, index, look)
        and piece.folded[0].isalnum()
        and not look.is_in("plain", piece.folded)
        and not look.is_in("links", piece.folded)
        and (piece.folded not in vocabulary.known or look.is_in("groups", piece.folded))
        and (phrase.in_capitals or phrase.is_capitalised(index) or piece.raw[0].isdigit())
        for index, piece in enumerate(phrase.pieces[first:stop], start=first)
    )


def _is_beside_stance(phrase: PhraseWords, index: int, look: Look) -> bool:
    """The Taliban of "anti-Taliban militia" and of "Taliban-linked group"."""
    before, after = phrase.pieces[index - 1].folded if index else "", phrase.pieces[index + 1].folded
    return look.is_in("against", before) or look.is_in("favours", before) or look.is_in("backed", after)


def by_new_member(phrase: PhraseWords, look: Look) -> Answer | None:
    """Those of an organisation that the registry does not know: "FDK rebels" where the text says what the FDK is,
    "Highland Union gunmen", "gunmen of the Front for the Defence of …".
    """
    noun = phrase.noun
    if noun is None or not look.is_owned(noun) or phrase.names:
        return None
    end = noun.start
    if end:
        before = replace(phrase, head_start=end - 1, head_end=end, noun=None)
        bound = _bound_start(before, end, look)
        first = _name_start(before, look) if bound is None else bound
        is_group = look.is_in("groups", phrase.pieces[end - 1].folded) and _is_proper(before, first, end, look)
        if bound is not None or (is_group and first < end - 1):
            return _new_group(replace(before, noun=noun), first, end, look)
    start = after_link(phrase, look.reader)
    after = read_phrase(phrase.words[phrase.pieces[start].word :], None, look.reader) if start else None
    return by_group(after, look) if after is not None and after.is_capitalised(after.head_start) else None


def _bound_start(phrase: PhraseWords, end: int, look: Look) -> int | None:
    """Where the words begin, up to this piece, that the story gives an acronym for."""
    for form in look.context.acronyms.values():
        size = len(look.registry.pieces(words_of(form)))
        start = end - size
        if start >= 0 and look.registry.key(form) == " ".join(piece.folded for piece in phrase.pieces[start:end]):
            return start
    return None


def _end_of_name(phrase: PhraseWords, look: Look) -> int | None:
    """Where a name ends that goes on after its noun: "Front for the Defence of Kasai", "Army of the Seven Wells"."""
    head, index = phrase.head_end - 1, phrase.head_end
    if phrase.in_capitals or not phrase.is_capitalised(head) or not look.is_in("groups", phrase.pieces[head].folded):
        return None
    end = None
    while index < len(phrase.pieces) and phrase.pieces[index].folded[0].isalnum():
        if phrase.is_capitalised(index):
            end = index + 1
        elif phrase.pieces[index].folded not in _INSIDE:
            break
        index += 1
    nations = {index for spot in phrase.nations for index in range(spot.start, spot.end)}
    own = [i for i in range(phrase.head_end, end or 0) if phrase.is_capitalised(i) and i not in nations]
    starts = index > phrase.head_end and phrase.pieces[phrase.head_end].folded in ("of", "for")
    return end if own and starts else None


def _new_group(phrase: PhraseWords, first: int, end: int, look: Look) -> Answer:
    """A group is no private person: its name is kept. Sector by the noun that ends it, else of the armed men."""
    held = phrase.words[phrase.pieces[first].word : phrase.pieces[end - 1].word + 1]
    name = " ".join(held).replace(" - ", "-")
    if phrase.in_capitals:
        name = " ".join(word.capitalize() for word in name.split())
    sector = _sector(phrase, first, end, look)
    inter = INTER_BY_SECTOR[sector] if sector else None
    return say("group", Actor(id=None, name=name, sector=sector, inter=inter, country=look.context.country))


def _sector(phrase: PhraseWords, first: int, end: int, look: Look) -> str | None:
    """By a word of the name that says what it is for ("Liberation"), by the noun of its head, else of the armed men."""
    sectors = look.registry.vocabulary.group_sectors
    words = [piece.folded for piece in phrase.pieces[first:end]]
    if any(look.is_in("rising", word) for word in words):
        return "REB"
    pattern = look.pattern(phrase.noun)
    head = phrase.pieces[phrase.head_end - 1].folded
    return sectors.get(head) or (pattern.sector if pattern and not pattern.is_state else None)
