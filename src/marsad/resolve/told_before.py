"""Where an act was whose sentence names no place: in "the same town", else in the country that the story is about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from marsad.places.gazetteer import Candidate, Gazetteer
from marsad.places.keys import fold
from marsad.places.terms import load_terms
from marsad.resolve.place_context import PlaceContext, possible
from marsad.resolve.places import place_alone
from marsad.types import Claim, Mention, Phrase, Place, Quote

#: Kinds of acts that are done somewhere; what states say to one another is said nowhere.
_DONE = frozenset(("ASSAULT", "COERCE", "PROTEST", "MOBILIZE", "RETREAT"))
_CAMPS = frozenset(("camp", "site", "base"))
_SAME, _IN_COUNTRY = 0.6, 0.5
#: Method of claims that only the story speaks for.
FROM_STORY = "place.story@1"


def same_place(
    phrases: Sequence[Phrase],
    named: tuple[Sequence[Quote], Sequence[Quote]],
    context: PlaceContext,
    gazetteer: Gazetteer,
) -> Claim[Place] | None:
    """ "In the same town": the town where the last act was, else the one named last; None where none is of that kind.
    ``named``: the names of places where acts were, then all place names of the story.
    """
    told = next((phrase for phrase in phrases if phrase.label == "same"), None)
    if told is None:
        return None
    kinds = _kinds(str(told.head.text).lower())
    acted, others = named
    # "flown to Nairobi" from a town of Somalia, which is "the town" all the same
    near = [name for name in others if context.country in (None, *_lands(name, context))]
    for name in (*_before(told.quote, acted), *_before(told.quote, near)):
        place = _of_kind(str(name.text), kinds, context, gazetteer)
        if place is not None:
            value = replace(place_alone(place), name=str(name.text))
            return Claim(value=value, quotes=(told.quote, name), method="place.same@1", confidence=_SAME)
    return None


def _before(words: Quote, names: Sequence[Quote]) -> list[Quote]:
    """Those named before, the last first."""
    before = (name for name in names if name.span.end <= words.span.start)
    return sorted(before, key=lambda name: name.span.start, reverse=True)


def _kinds(noun: str) -> frozenset[str]:
    terms = load_terms()
    if noun == "camp":
        return _CAMPS
    if noun in terms.settlement:
        return frozenset(("populated place",))
    return frozenset(("admin1",)) if noun in terms.admin1 else frozenset(("admin2",))


def _of_kind(name: str, kinds: frozenset[str], context: PlaceContext, gazetteer: Gazetteer) -> Candidate | None:
    """What the name means, or could mean there: the city of a province that is called after it."""
    sense = context.senses.get(fold(name))
    if sense is None or sense.kind in kinds:
        return sense
    inside = (
        place for place in possible(name, context, gazetteer) if place.kind in kinds and sense.id in _units(place)
    )
    return next(inside, None)


def _units(place: Candidate) -> tuple[str | None, ...]:
    return (place.admin1_id, place.admin2_id)


def in_country(mention: Mention, names: Sequence[Quote], context: PlaceContext, gazetteer: Gazetteer) -> Mention:
    """The mention, placed in the country of its story where nothing says more; the name that says so is quoted."""
    country = context.country if mention.where is None and mention.kind.value in _DONE else None
    land = gazetteer.land(country) if country is not None else None
    if land is None:
        return mention
    at = mention.kind.quotes[0].span.start
    saying = [name for name in names if land.country in _lands(name, context)]
    called = [name for name in saying if _sense(name, context) == land.id]  # "Syrian" says it better than "Damascus"
    nearest = min(called or saying, key=lambda name: (name.span.start > at, abs(name.span.start - at)), default=None)
    if nearest is None:
        return mention
    where = Claim(value=place_alone(land), quotes=(nearest,), method=FROM_STORY, confidence=_IN_COUNTRY)
    return replace(mention, where=where)


def _sense(name: Quote, context: PlaceContext) -> str | None:
    sense = context.senses.get(fold(str(name.text)))
    return None if sense is None else sense.id


def _lands(name: Quote, context: PlaceContext) -> tuple[str, ...]:
    """The countries (alpha-3) in which what the name means lies."""
    sense = context.senses.get(fold(str(name.text)))
    return () if sense is None else sense.within
