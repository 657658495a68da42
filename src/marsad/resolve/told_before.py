"""Where an act was whose sentence names no place: in "the same town", else in the province of the act before it, or in
the country that the story is about.
"""

from __future__ import annotations

from collections import Counter
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
_SAME, _BEFORE = 0.6, 0.5
#: Sentences over which an act is placed by the one before it.
_NEAR = 2
#: Share of what speaks for any country from which the story is about one and no other.
_MORE_THAN_ANOTHER = 0.5
#: Methods of claims that only other sentences speak for.
FROM_STORY = frozenset(("place.story@1", "place.before@1"))


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
            return Claim(value=place_alone(place), quotes=(told.quote, name), method="place.same@1", confidence=_SAME)
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


def in_story(
    mention: Mention, before: Mention | None, names: Sequence[Quote], context: PlaceContext, gazetteer: Gazetteer
) -> Mention:
    """The mention, where nothing says more placed in the province of the act told right before it, else in the country
    of its story; the words that say so are quoted.
    """
    if mention.where is not None or mention.kind.value not in _DONE:
        return mention
    where = _province(mention, before, gazetteer) or _country(mention, names, context, gazetteer)
    return mention if where is None else replace(mention, where=where)


def _province(mention: Mention, before: Mention | None, gazetteer: Gazetteer) -> Claim[Place] | None:
    """ "Protested in Tel Aviv. Police arrested 14": the first-level unit of the act at most two sentences before."""
    if before is None or before.where is None or before.where.value.id is None:
        return None
    apart = mention.kind.quotes[0].sentence - max(quote.sentence for quote in before.kind.quotes)
    place = gazetteer.get(before.where.value.id) if 0 <= apart <= _NEAR else None
    unit = gazetteer.get(place.admin1_id) if place is not None and place.admin1_id else None
    if unit is None:
        return None
    quotes = before.where.quotes
    return Claim(value=place_alone(unit), quotes=quotes, method="place.before@1", confidence=_BEFORE)


def _country(
    mention: Mention, names: Sequence[Quote], context: PlaceContext, gazetteer: Gazetteer
) -> Claim[Place] | None:
    country = _country_of_places(names, context, gazetteer)
    land = gazetteer.land(country) if country is not None else None
    if land is None:
        return None
    at = mention.kind.quotes[0].span.start
    saying = [name for name in names if land.country in _lands(name, context)]
    called = [name for name in saying if _sense(name, context) == land.id]  # "Syrian" says it better than "Damascus"
    nearest = min(called or saying, key=lambda name: (name.span.start > at, abs(name.span.start - at)), default=None)
    if nearest is None:
        return None
    return Claim(value=place_alone(land), quotes=(nearest,), method="place.story@1", confidence=_BEFORE)


def _country_of_places(names: Sequence[Quote], context: PlaceContext, gazetteer: Gazetteer) -> str | None:
    """Where more than half of the towns and provinces of the story lie, of which one alone says too little; without
    any, the country that it is about. "Russian drones" over Nabatieh and Tyre are in Lebanon, "Washington" is nowhere.
    """
    told = [str(name.text) for name in names if gazetteer.government(str(name.text)) is None]
    senses = [sense for name in told if (sense := context.senses.get(fold(name))) is not None]
    lands = Counter(sense.country for sense in senses if sense.kind != "country")
    if not lands:
        land = context.country
        return land if land is not None and context.evidence().countries[land] > _MORE_THAN_ANOTHER else None
    land, times = lands.most_common(1)[0]
    is_named = any(sense.kind == "country" and sense.country == land for sense in senses)
    return land if 2 * times > lands.total() and (times > 1 or is_named) else None


def _sense(name: Quote, context: PlaceContext) -> str | None:
    sense = context.senses.get(fold(str(name.text)))
    return None if sense is None else sense.id


def _lands(name: Quote, context: PlaceContext) -> tuple[str, ...]:
    """The countries (alpha-3) in which what the name means lies."""
    sense = context.senses.get(fold(str(name.text)))
    return () if sense is None else sense.within
