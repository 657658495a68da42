"""What one story says about where it plays: countries, units, and one sense for each name.

No name speaks for itself: what a name means is judged by all the others of its story. Pure: the gazetteer is passed in.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from types import MappingProxyType

from marsad.places.choice import Evidence, Ranked, is_same_spot, rank
from marsad.places.gazetteer import Candidate, Gazetteer
from marsad.places.keys import fold, latin_countries
from marsad.places.terms import load_terms
from marsad.types import Document, Quote

#: Share of evidence under which a country is foreign to the story, and the people a town there must have to be meant
#: all the same: a bare name met only in a village of a country that the text is not about is another place.
_FOREIGN_SHARE, _FOREIGN_PEOPLE = 0.05, 100_000
_TOWN_PEOPLE = 20_000  #: of the city that a province is called after
_ALIAS_PEOPLE = 5_000  #: a smaller place is known by its own name only
_POINTS_KEPT = 24  #: sure places that others are measured against; more say no more
_UNITS = ("admin1", "admin2")
#: Between a place and what holds it ("Beaver, West Virginia"; "Raja (Western Bahr el Ghazal)"), or the other way round.
_BEHIND, _BEFORE = re.compile(r",\s+|\s+\(|,?\s+in\s+(?:[a-z]+\s+)?"), re.compile(r"['’]s?\s+")
#: After what looks like a holder: a list ("Washington, New York and Boston").
_LISTED = re.compile(r",?\s+(?:and|or)\s")
_DATELINE = re.compile(r"^([A-Z][\w'’ .-]{1,40}?)(?:,\s*([A-Z][\w .]{2,30}?))?\s*(?:\([^)]{1,40}\)\s*)?[-–—]{1,2}\s")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PlaceContext:
    """What one story says about where it plays. A name has one sense in it (``senses``, by folded name)."""

    votes: Mapping[str, Mapping[str, float]]  #: folded name → what it says for which country (alpha-3)
    points: Mapping[str, tuple[float, float]]  #: folded name → where it surely is
    units: Mapping[str, Candidate]  #: first- and second-level units that the story names, by id
    senses: Mapping[str, Candidate]
    containers: frozenset[
        str
    ]  #: ids of units that hold other places of the story, or are called a province or district
    holders: Mapping[str, frozenset[str]] = field(default_factory=dict)
    #: folded name → ids of units and countries (alpha-3) that the text names right beside it as holding it
    home: Candidate | None = None  #: the least unit in which half of what the story names lies
    #: what :meth:`evidence` and :func:`possible` have found, which votes, points and units decide
    judged: dict[str, Evidence] = field(default_factory=dict, repr=False)
    meant: dict[str, tuple[Candidate, ...]] = field(default_factory=dict, repr=False)

    def evidence(self, name: str = "") -> Evidence:
        """What the story says apart from ``name`` (folded): no name speaks for itself."""
        found = self.judged.get(name)
        if found is None:
            found = self.judged[name] = _evidence(self, name)
        return found

    @property
    def country(self) -> str | None:
        """The country the story is about, where one has half of all that speaks for any."""
        return self.about()

    def about(self, name: str = "") -> str | None:
        """The country that the story is about by all but ``name`` (folded)."""
        weights = self.evidence(name).countries
        best = max(weights, key=lambda country: (weights[country], country), default=None)
        return best if best is not None and weights[best] >= 0.5 else None


def _evidence(context: PlaceContext, name: str) -> Evidence:
    weights: dict[str, float] = {}
    for voter, votes in context.votes.items():
        if voter != name:
            for country, weight in votes.items():
                weights[country] = weights.get(country, 0.0) + weight
    total = sum(weights.values())
    return Evidence(
        countries={country: weight / total for country, weight in sorted(weights.items())},
        admins=frozenset(context.units),
        points=tuple([point for other, point in context.points.items() if other != name]),
    )


def place_context(
    document: Document,
    story: int,
    names: Sequence[Quote],
    gazetteer: Gazetteer,
    homes: Mapping[str, frozenset[str]] = MappingProxyType({}),
) -> PlaceContext:
    """Read one story. ``names`` are its place-like names (places, countries, nationalities), in any order; ``homes``
    the countries of the actors that it names.
    """
    told = [quote for quote in names if quote.text and document.story_of(quote.sentence) == story]
    counts = Counter(quote.text for quote in told if quote.text)
    headline = {q.text for q in told if q.text and document.section_of(q.sentence).kind == "headline"}
    holders = dict(_holders(document, told, gazetteer))
    dateline = _dateline(document, story)
    votes = {**_home_votes(homes), **_votes(counts, headline, dateline, gazetteer, holders)}
    context = PlaceContext(votes=votes, points={}, units={}, senses={}, containers=frozenset(), holders=holders)
    ranked = {name: _rank(name, context, gazetteer) for name in sorted(counts)}
    points = {fold(name): point for name, one in ranked.items() if (point := _sure_point(one)) is not None}
    context = replace(
        context,
        units={unit.id: unit for one in ranked.values() for unit in _units(one)},
        points=dict(list(points.items())[:_POINTS_KEPT]),
        judged={},
        meant={},
    )
    senses = {fold(name): best[0].place for name in sorted(counts) if (best := _rank(name, context, gazetteer))}
    context = replace(context, senses=senses, home=_home(counts, senses, context.country, gazetteer))
    return replace(context, containers=_containers(document, told, context, gazetteer))


def _rank(name: str, context: PlaceContext, gazetteer: Gazetteer) -> tuple[Ranked, ...]:
    """What a name of the story can mean; transliterations only where nothing is spelt like it."""
    found = possible(name, context, gazetteer)
    close = [place for place in found if place.tier != "transliterated"]
    return rank(close or found, context.evidence(fold(name)), name)


def possible(name: str, context: PlaceContext, gazetteer: Gazetteer) -> tuple[Candidate, ...]:
    """What a name can mean here: of a nationality its country, of one beside its unit what lies in that, else what is
    credible.
    """
    found = context.meant.get(name)
    if found is None:
        found = context.meant[name] = _possible(name, context, gazetteer)
    return found


def _possible(name: str, context: PlaceContext, gazetteer: Gazetteer) -> tuple[Candidate, ...]:
    if (land := gazetteer.nation(name)) is not None:
        return (land,)
    found = gazetteer.find(name)
    holders = context.holders.get(fold(name))
    inside = _inside(found, holders) if holders else ()
    evidence = context.evidence(fold(name))
    return inside or credible(found if evidence.countries else _by_own_name(found, name), evidence)


def _by_own_name(places: Sequence[Candidate], name: str) -> tuple[Candidate, ...]:
    """Where nothing speaks for a country: without hamlets that have the name beside their own, unless it is another
    transliteration of that.
    """
    key, latin = fold(name), latin_countries()
    return tuple(
        place
        for place in places
        if place.population >= _ALIAS_PEOPLE or place.country not in latin or fold(place.name) == key
    )


def _inside(places: Sequence[Candidate], holders: frozenset[str]) -> tuple[Candidate, ...]:
    return tuple(
        place
        for place in places
        if not holders.isdisjoint((place.admin1_id or "", place.admin2_id or "", *place.within))
    )


def _holders(document: Document, told: Sequence[Quote], gazetteer: Gazetteer) -> Iterator[tuple[str, frozenset[str]]]:
    """Folded names with what the text names beside each as holding it, where it does hold a place of that name."""
    ordered = sorted(told, key=lambda quote: quote.span.start)
    for left, right in pairwise(ordered):
        between = document.text[left.span.end : right.span.start]
        if left.sentence != right.sentence or right.text is None or left.text is None:
            continue
        if _BEFORE.fullmatch(between):
            name, holder = right.text, left.text
        elif _BEHIND.fullmatch(between) and not _LISTED.match(document.text, right.span.end):
            name, holder = left.text, right.text
        else:
            continue
        units = _unit_ids(holder, gazetteer)
        if _inside([place for place in gazetteer.find(name) if place.tier != "transliterated"], units):
            yield fold(name), units


def _unit_ids(name: str, gazetteer: Gazetteer) -> frozenset[str]:
    """Units and countries of this name: ids, of countries alpha-3."""
    land = gazetteer.country(name)
    units = {place.id for place in gazetteer.find(name) if place.kind in _UNITS and place.tier != "transliterated"}
    return frozenset(units | ({land} if land else set()))


def _home(
    counts: Mapping[str, int], senses: Mapping[str, Candidate], about: str | None, gazetteer: Gazetteer
) -> Candidate | None:
    """The unit, second-level before first-level, in which more than half of what the story names lies; none
    outside the country that it is about.
    """
    times: Counter[str] = Counter()
    for name, count in counts.items():
        sense = senses.get(fold(name))
        if sense is not None and sense.within and sense.kind != "country" and sense.tier != "transliterated":
            own = sense.id if sense.kind in _UNITS else None
            times.update({unit: count for unit in {own, sense.admin1_id, sense.admin2_id} if unit})
            times[""] += count
    held = [gazetteer.get(unit) for unit, count in sorted(times.items()) if unit and 2 * count > times[""]]
    units = [unit for unit in held if unit is not None and (about is None or about in unit.within)]
    return min(units, key=lambda unit: (unit.kind != "admin2", -times[unit.id], unit.id), default=None)


def _votes(
    counts: Mapping[str, int],
    headline: set[str],
    dateline: Sequence[str],
    gazetteer: Gazetteer,
    holders: Mapping[str, frozenset[str]],
) -> dict[str, dict[str, float]]:
    """What each name says. One counts more in the headline, and a little more for each repetition."""
    votes: dict[str, dict[str, float]] = {}
    for name in sorted({*counts, *dateline}):
        times = 1.0 + 0.25 * min(counts.get(name, 1) - 1, 4) + (name in dateline)
        own = votes.setdefault(fold(name), defaultdict(float))
        for country, weight in _vote(name, gazetteer, holders.get(fold(name), frozenset())):
            own[country] += weight * times * (1.5 if name in headline else 1.0)
    return votes


def _home_votes(homes: Mapping[str, frozenset[str]]) -> dict[str, dict[str, float]]:
    """An actor speaks for its countries as a nationality does, and for each the less the more they are."""
    return {
        fold(name): {land: 1.0 / len(lands) for land in sorted(lands)} for name, lands in sorted(homes.items()) if lands
    }


def _vote(name: str, gazetteer: Gazetteer, holders: frozenset[str]) -> Iterator[tuple[str, float]]:
    """What one name says about the country. Countries, nationalities and capitals are often actors; a province or a
    town is not. One beside its unit speaks for that alone.
    """
    if country := gazetteer.country(name):
        yield country, 2.0
    elif country := gazetteer.demonym(name):
        yield country, 1.0
    elif country := gazetteer.government(name):
        yield country, 0.5
    else:
        known = gazetteer.find(name)
        found = [place for place in _inside(known, holders) or known if place.within]
        close = [place for place in found if place.tier != "transliterated"]
        # A village is as good as a city if it is the only one of its name, so size counts by its root.
        sizes = [(place, (place.population + 1000) ** 0.5) for place in close or found]
        total = sum(size for _, size in sizes)
        for place, size in sizes:
            lands = [part for part in place.within if ":" not in part]
            for land in lands:
                yield land, (2.0 if close else 0.3) * size / total / len(lands)


def _dateline(document: Document, story: int) -> tuple[str, ...]:
    """Names in ``"BEIRUT, Lebanon (Agency) —"`` at the head of the story's text."""
    for sentence in document.sentences:
        section = document.sections[sentence.section]
        if section.story == story and section.kind not in ("headline", "caption", "boilerplate"):
            found = _DATELINE.match(document.text[sentence.span.start : sentence.span.end])
            names = found.groups() if found else ()
            return tuple(name.title() if name.isupper() else name for name in names if name)
    return ()


def _units(ranked: Sequence[Ranked]) -> Iterator[Candidate]:
    """The units that a name names: the best candidate, and units of the same name around it."""
    for one in ranked:
        if one.place.kind in _UNITS and is_same_spot(one.place, ranked[0].place):
            yield one.place


def _sure_point(ranked: Sequence[Ranked]) -> tuple[float, float] | None:
    """Where a name is, if hardly anything else can be meant."""
    if not ranked or ranked[0].share < 0.8 or ranked[0].place.tier == "transliterated":
        return None
    place = ranked[0].place
    return (place.lat, place.lon) if place.lat is not None and place.lon is not None else None


def _containers(
    document: Document, told: Sequence[Quote], context: PlaceContext, gazetteer: Gazetteer
) -> frozenset[str]:
    """Units that other places of the story lie in, and those called a province or district."""
    found = {
        place.admin1_id
        for name, place in context.senses.items()
        if place.admin1_id in context.units and name != fold(place.admin1 or "")
    }
    terms = load_terms()
    for quote in told:
        after = fold(document.text[quote.span.end : quote.span.end + 20]).split()[:1]
        if after and after[0] in terms.admin and quote.text:
            found.update(place.id for place in gazetteer.find(quote.text) if place.id in context.units)
    return frozenset(unit for unit in found if unit)


def credible(candidates: Sequence[Candidate], evidence: Evidence) -> tuple[Candidate, ...]:
    """Candidates in a country that the story speaks of, and such elsewhere as anyone would name unasked.

    Where only nations and actors speak ("a US air strike near Jilib"), the one country that has the name is believed.
    """
    if not evidence.countries:
        return tuple(candidates)
    told = {country for country, share in evidence.countries.items() if share >= _FOREIGN_SHARE}
    abroad = {place.id for place in candidates if place.tier != "transliterated" and _is_known_abroad(place)}
    kept = tuple(
        place
        for place in candidates
        if not place.within
        or not told.isdisjoint(place.within)
        or place.id in abroad
        or (place.tier != "transliterated" and place.admin1_id in abroad and place.population >= _TOWN_PEOPLE)
    )
    close = tuple(place for place in candidates if place.tier == "exact")
    if evidence.points or any(place.tier != "transliterated" for place in kept):
        return kept
    return close if len({place.country for place in close}) == 1 else kept


def _is_known_abroad(place: Candidate) -> bool:
    """Whether anyone would name it unasked; so is the city of a province that is called like it."""
    return place.kind in ("country", "admin1") or place.population >= _FOREIGN_PEOPLE or not place.id.startswith("gn:")
