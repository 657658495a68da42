"""Place phrases → one Place, never finer than the text.

:func:`marsad.resolve.place_context.place_context` reads the story; :func:`resolve_place` settles the phrases of one
event: what names the spot, what contains it, what only leads there. Precision follows the words in both standards (UCDP
where_prec, ACLED geo_precision): a point 1/1, "near" and "countryside" of a point 2/2, a second-level unit 3/2, a
first-level unit 4/3, a line or loose region 5/3, a country 6 and no coordinates, the open sea 7/3.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from marsad.places.choice import Ranked, distance_km, is_same_spot, rank
from marsad.places.gazetteer import Candidate, Gazetteer, Tier
from marsad.places.keys import fold
from marsad.places.terms import Reading, load_terms, read_phrase
from marsad.resolve.place_context import PlaceContext, credible, place_context, possible
from marsad.types import Claim, Phrase, Place, Problem, Shape

__all__ = ["PlaceContext", "place_alone", "place_context", "resolve_place"]

#: Labels of phrases that can say where; origin, destination and stop never do.
PLACING = ("at", "town", "near", "outside", "between", "line", "part")
_POINTS = frozenset({"populated place", "dam", "crossing", "base", "camp", "site"})
_LINES = frozenset({"road", "river", "border"})
#: (where_prec, geo_precision) by kind.
_PRECISION: Mapping[str, tuple[int, int | None]] = {
    "admin2": (3, 2), "admin1": (4, 3), "country": (6, None), "sea": (7, 3), "region": (5, 3),
    "natural feature": (5, 3), "road": (5, 3), "river": (5, 3), "border": (5, 3),
}  # fmt: skip
#: Last words of what is many lands and no place.
_MANY = frozenset(("countries", "nations", "states", "capitals", "cities", "provinces", "republics", "territories"))
_POINT, _NEAR, _LOOSE = (1, 1), (2, 2), (5, 3)
_CONFIDENCE: Mapping[Tier, float] = {"exact": 0.95, "folded": 0.8, "transliterated": 0.6}
#: Ends further apart than this give no midpoint: it would stand for a place the text does not name.
_BETWEEN_KM = 100.0
_RIVALS = 3
_SURE = 0.5  #: share of the probability from which a place that another is called after is believed
_KNOWN_PEOPLE = 100_000  #: a town that things in other countries' news are called after
_HOLDING = ("populated place", "admin1", "admin2", "country")


# --- one event ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """A phrase with what its name could mean. Empty ``ranked``: nothing of that name is known."""

    phrase: Phrase
    order: int
    reading: Reading
    ranked: tuple[Ranked, ...]

    @property
    def best(self) -> Candidate | None:
        return self.ranked[0].place if self.ranked else None


def resolve_place(
    phrases: Sequence[Phrase], context: PlaceContext, gazetteer: Gazetteer
) -> tuple[Claim[Place] | None, tuple[Problem, ...]]:
    """Where one event was, from its place phrases; None where none of them says so.

    The finest phrase is the place, the others contain it or rival it. Of a name that is both a city and its province
    the province is taken where the story uses it as a container, else the city, with the other as a rival.
    """
    placing = [phrase for phrase in phrases if phrase.label in PLACING and phrase.head.text]
    located = [phrase for phrase in placing if not _is_many(phrase, gazetteer)]
    found = [_look(phrase, order, context, gazetteer) for order, phrase in enumerate(located)]
    if not found:
        return None, ()
    grains = {one.order: _grain(one, alone=len(found) == 1) for one in found}
    main = min(found, key=lambda one: (one.phrase.label == "part", grains[one.order], one.order))
    ends = [one for one in found if one.phrase.label == main.phrase.label]
    if len(ends) > 1 and main.phrase.label in ("between", "line"):
        return _between(ends[:2], context), ()
    if not main.ranked and (pair := _ends(main, context, gazetteer)):
        return _between(pair, context), ()
    outer = [one for one in found if one.ranked and one.order != main.order and _is_around(one, main, grains)]
    holders = tuple(_as_container(one) for one in outer)
    if not main.ranked or _is_elsewhere(main, outer):
        return _unknown(main, outer, holders, context, gazetteer)
    return _known(main, outer, holders, context), ()


def _is_many(phrase: Phrase, gazetteer: Gazetteer) -> bool:
    """ "European countries", "the western states": nowhere in particular."""
    words = (phrase.quote.text or "").lower().split()
    return len(words) > 1 and words[-1] in _MANY and not gazetteer.knows(phrase.head.text or "")


def _is_around(one: _Found, main: _Found, grains: Mapping[int, float]) -> bool:
    """Whether it is wider than the place, or a town that holds one of which nothing is known."""
    return grains[one.order] > grains[main.order] or (not main.ranked and one.phrase.label == "part")


def _is_elsewhere(main: _Found, outer: Sequence[_Found]) -> bool:
    """Whether all that is known of the name lies in other countries than what the text says it lies in: "Kani, Myanmar"
    is no town of Japan.
    """
    start = main.phrase.head.span.start
    beside = [one for one in outer if one.phrase.label == "part" and one.phrase.quote.span.start <= start]
    lands = {one.ranked[0].place.country for one in beside if one.phrase.head.span.start > start} - {None}
    known = {land for one in main.ranked for land in one.place.within}
    return (bool(lands) and bool(known) and lands.isdisjoint(known)) or _is_of_another_province(main, outer)


def _is_of_another_province(main: _Found, outer: Sequence[_Found]) -> bool:
    """Whether a name that was only heard of in another spelling lies in no province that the text says it lies in:
    "al-Sora town in the countryside of Daraa" is no al-Suwar of Deir ez-Zor.
    """
    said = {_province(one.ranked[0].place) for one in outer if one.phrase.label == "part"} - {None}
    known = {_province(one.place) for one in main.ranked} - {None}
    is_heard = all(one.place.tier == "transliterated" for one in main.ranked)
    return is_heard and bool(said) and bool(known) and said.isdisjoint(known)


def _province(place: Candidate) -> str | None:
    return place.id if place.kind == "admin1" else place.admin1_id


def _look(phrase: Phrase, order: int, context: PlaceContext, gazetteer: Gazetteer) -> _Found:
    """The first reading of the phrase under which something is known: its longest name, exact and folded; its head
    transliterated; its head without the words that only shape it.
    """
    terms = load_terms()
    text, head = phrase.quote.text or "", phrase.head.text or ""
    readings = read_phrase(text, head, terms)
    if phrase.label == "town":
        readings = tuple(replace(one, settlement=one.level is None) for one in readings)
    named = next((reading for reading in readings if reading.name == head), readings[0])
    tries = [(reading, False) for reading in readings if reading.name in (readings[0].name, head)]
    tries += [(named, True), *((reading, True) for reading in readings[-1:] if reading != named)]
    for reading, loosely in tries:
        found = possible(reading.name, context, gazetteer)
        evidence = context.evidence(fold(reading.name))
        units = {place.id for place in found if place.kind == "admin2" and place.tier != "transliterated"}
        # "The city of Deir Ezzor" is of the name that its province has, spelt as it may be.
        called = {(p.name, p.country) for p in found if p.kind == "admin1" and p.tier != "transliterated"}
        heard = [
            p
            for p in found
            if loosely
            or p.tier != "transliterated"
            or (p.kind in _POINTS and (p.admin2_id in units or (reading.settlement and (p.name, p.country) in called)))
        ]
        fitting, fits = _fitting(heard, reading)
        if fitting:
            marked = reading if fits else replace(reading, near=True)
            if phrase.label in ("near", "outside"):
                marked = replace(marked, near=True)
            if phrase.label == "line":
                marked = replace(marked, line=True)
            ranked = _sense_first(rank(fitting, evidence, reading.name), context.senses.get(fold(reading.name)))
            return _Found(phrase=phrase, order=order, reading=marked, ranked=_settle(ranked, marked, context))
    return _Found(phrase=phrase, order=order, reading=readings[-1], ranked=())


def _fitting(candidates: Sequence[Candidate], reading: Reading) -> tuple[tuple[Candidate, ...], bool]:
    """The candidates of the kind that the words around the name ask for; all, and False, where there are none."""
    wanted: frozenset[str] = frozenset()
    if reading.level:
        wanted = frozenset({f"admin{reading.level}", *(("region", "natural feature") if reading.level == 1 else ())})
    elif reading.settlement:
        wanted = frozenset({"populated place", "camp"})
    elif reading.kinds:
        wanted = reading.kinds | (frozenset({"site"}) if "base" in reading.kinds else frozenset())
    fitting = tuple(place for place in candidates if place.kind in wanted)
    if fitting or not wanted or reading.settlement:
        return fitting or tuple(candidates), True
    if reading.level == 2:  # a province is no district, but a town lies in the one named after it; "Syrian territory"
        return tuple(place for place in candidates if place.kind in _POINTS or place.kind == "country"), False
    return tuple(candidates), reading.level is not None or reading.line


def _sense_first(ranked: tuple[Ranked, ...], sense: Candidate | None) -> tuple[Ranked, ...]:
    """One sense in a document: the one the story as a whole gave the name stands first."""
    chosen = [one for one in ranked if sense is not None and one.place.id == sense.id]
    return (*chosen, *(one for one in ranked if one not in chosen))


def _settle(ranked: tuple[Ranked, ...], reading: Reading, context: PlaceContext) -> tuple[Ranked, ...]:
    """A name that is both a city and a unit: the unit first where the text uses it as one, else the city."""
    twins = [one for one in ranked if is_same_spot(one.place, ranked[0].place) and one.place.kind != "country"]
    units = [one for one in twins if one.place.kind in ("admin1", "admin2")]
    towns = [one for one in twins if one.place.kind == "populated place"]
    if not units or not towns or reading.level:
        return ranked
    provinces = [one for one in units if one.place.kind == "admin1"]
    holding = [one for one in units if one.place.id in context.containers]
    wide = provinces if reading.countryside or reading.direction else []
    first = (holding or wide or towns)[0]
    return (first, *(one for one in ranked if one is not first))


def _grain(found: _Found, *, alone: bool) -> float:
    """How fine: 0 a point … 5 a country. An unknown name is taken for a small place, but a known point goes before it;
    a bare name of a city that is also a province is a container beside anything finer.
    """
    best = found.best
    if best is None:
        return 0.5
    if best.kind in _POINTS:
        twin = any(one.place.kind == "admin1" and is_same_spot(one.place, best) for one in found.ranked[1:])
        container = twin and not alone and found.phrase.label in ("at", "part") and not found.reading.settlement
        return 3.5 if container else 0.0
    if best.kind in _LINES or found.reading.line:
        return 1.0
    return {"admin2": 3.0, "admin1": 4.0, "country": 5.0}.get(best.kind, 2.0)


def _as_container(found: _Found) -> Candidate:
    """The widest reading of a containing phrase: the province rather than its city."""
    best = found.ranked[0].place
    units = [one.place for one in found.ranked if one.place.kind == "admin1" and is_same_spot(one.place, best)]
    return units[0] if units and not found.reading.settlement else best


# --- the value ---------------------------------------------------------------------------------


def _known(main: _Found, outer: Sequence[_Found], holders: Sequence[Candidate], context: PlaceContext) -> Claim[Place]:
    """The claim for a name that is known; what contains it weighs in on which of its places is meant."""
    inside = [one for one in main.ranked if any(_lies_in(one.place, holder) for holder in holders)]
    ranked = (*inside, *(one for one in main.ranked if one not in inside)) if inside else main.ranked
    best = ranked[0]
    used = [one for one, holder in zip(outer, holders, strict=True) if _lies_in(best.place, holder)]
    place = _place(best.place, main, holders, context)
    others = [one for one in (*ranked, *main.ranked) if one.place.id != best.place.id]
    rivals = dict.fromkeys(_place(one.place, main, holders, context) for one in others[: _RIVALS * 2])
    share = 1.0 if inside and len(inside) == 1 else best.share
    return Claim(
        value=place,
        quotes=tuple(dict.fromkeys((main.phrase.quote, *(one.phrase.quote for one in used)))),
        method=f"place.{best.place.tier}@1",
        confidence=round(_CONFIDENCE[best.place.tier] * share, 3),
        rivals=tuple(rival for rival in rivals if rival != place)[:_RIVALS],
    )


def _lies_in(place: Candidate, holder: Candidate) -> bool:
    if holder.kind == "country":
        return holder.country in place.within
    return holder.id in (place.admin1_id, place.admin2_id) or holder.id in place.within


def _place(place: Candidate, main: _Found, holders: Sequence[Candidate], context: PlaceContext) -> Place:
    """The value, its precision as the words allow."""
    reading = main.reading
    where_prec, geo_precision = _PRECISION.get(place.kind, _POINT)
    shape: Shape = place.shape
    # "the southern city of Kherson" is Kherson; "southern Kherson" is less
    loose = reading.near or reading.countryside or (reading.direction and not reading.settlement)
    if loose and place.kind in _POINTS:
        (where_prec, geo_precision), shape = _NEAR, "area"
    if place.kind == "country" and reading.direction:
        where_prec = _LOOSE[0]  # "northern Syria": a part of it, but no point is named
    along = reading.line and place.kind not in _LINES
    if along:
        (where_prec, geo_precision), shape = _LOOSE, "line"
    admin1, country = _within(place, holders, context)
    if along and place.kind == "country":
        country = context.country or country  # "the border with Turkey" runs along the country the story is about
    named = loose or along
    return Place(
        id=None if along else place.id,
        name=_words(main) if named else place.name,
        shape=shape,
        country=country,
        admin1=place.name if place.kind == "admin1" else admin1,
        admin2=place.name if place.kind == "admin2" else place.admin2,
        lat=None if along or place.kind == "country" else place.lat,
        lon=None if along or place.kind == "country" else place.lon,
        where_prec=where_prec,
        geo_precision=None if place.kind == "country" else geo_precision,
    )


def place_alone(place: Candidate) -> Place:
    """A place of the gazetteer that no text speaks of: what a person chose."""
    where_prec, geo_precision = _PRECISION.get(place.kind, _POINT)
    is_unit = place.kind == "admin1"
    return Place(
        id=place.id,
        name=place.name,
        shape=place.shape,
        country=place.country,
        admin1=place.name if is_unit else place.admin1,
        admin2=place.name if place.kind == "admin2" else place.admin2,
        lat=None if place.kind == "country" else place.lat,
        lon=None if place.kind == "country" else place.lon,
        where_prec=where_prec,
        geo_precision=geo_precision,
    )


def _within(place: Candidate, holders: Sequence[Candidate], context: PlaceContext) -> tuple[str | None, str | None]:
    """First-level unit and country. Of a thing that lies in several, the one that the text names, if it is only one."""
    if place.admin1 is not None:
        return place.admin1, place.country
    named = [holder for holder in holders if holder.kind == "admin1" and holder.id in place.within]
    spoken = [unit for unit in context.units.values() if unit.kind == "admin1" and unit.id in place.within]
    if named or len(spoken) == 1:
        unit = (named or spoken)[0]
        return unit.name, unit.country
    lands = [holder.country for holder in holders if holder.country in place.within]
    about = [context.country] if context.country in place.within else []
    return None, place.country or next(iter((*lands, *about)), None)


def _words(main: _Found) -> str:
    """The text's own words for a place that is only near a named one, without its preposition."""
    readings = read_phrase(main.phrase.quote.text or "", main.phrase.head.text or "", load_terms())
    return readings[0].name


def _unknown(
    main: _Found, outer: Sequence[_Found], holders: Sequence[Candidate], context: PlaceContext, gazetteer: Gazetteer
) -> tuple[Claim[Place], tuple[Problem, ...]]:
    """A name that nothing is known of keeps its string. What holds it lends point and precision: the unit that the
    phrases give, the place it is called after, the unit the story plays in. A country lends only itself.
    """
    inner = sorted(zip(outer, holders, strict=True), key=lambda pair: (_grain(pair[0], alone=False), pair[0].order))
    quotes = [main.phrase.quote, *(around.phrase.quote for around, _ in inner[:1])]
    holder = inner[0][1] if inner else None
    method, confidence = "container", 0.4
    if holder is None or holder.kind == "country":
        narrower, told = _named_after(main, context, gazetteer), context.home
        found = narrower or (told if holder is None or (told and told.country == holder.country) else None)
        if found is not None:
            holder, method, confidence = found, "named-after" if narrower else "context", 0.3
    if holder is not None and holder.kind != "country":
        around = replace(main, reading=Reading(name=main.reading.name))
        place = replace(_place(holder, around, holders, context), id=None, name=_words(main))
        if place.where_prec in (_POINT[0], _NEAR[0]):
            place = replace(place, where_prec=_NEAR[0], geo_precision=_NEAR[1])
    else:
        country = holder.country if holder else context.about(fold(main.phrase.head.text or ""))
        method, confidence = (method, confidence) if holder else ("context", 0.3)
        place = Place(
            id=None, name=_words(main), shape="area", country=country, admin1=None, admin2=None, lat=None, lon=None,
            where_prec=6 if country else None, geo_precision=None,
        )  # fmt: skip
    problem = Problem(
        stage="resolve",
        code="place-not-found",
        detail="no place of this name is known where the story plays; marsad places missing --choose gives it one",
        document=main.phrase.head.document,
        quote=main.phrase.head,
    )
    claim = Claim(value=place, quotes=tuple(dict.fromkeys(quotes)), method=f"place.{method}@1", confidence=confidence)
    return claim, (problem,)


def _named_after(main: _Found, context: PlaceContext, gazetteer: Gazetteer) -> Candidate | None:
    """The place that a longer name begins with or is said to be of: "Damascus Opera House", "University of Tartus"."""
    words, common = (main.phrase.head.text or "").split(), load_terms().common
    parts = [words[:end] for end in range(len(words) - 1, 0, -1)]
    parts += [words[at + 1 :] for at, word in enumerate(words[:-1]) if word in ("of", "in", "at")]
    for name in (" ".join(part).removesuffix("'s").removesuffix("’s") for part in parts):
        if fold(name) in common or (len(name.split()) == 1 and name.islower()):
            continue
        ranked = rank(possible(name, context, gazetteer), context.evidence(fold(name)), name)
        best = _settle(ranked, Reading(name=name), context)[0] if ranked else None
        if best is not None and best.share >= _SURE and _can_hold(best.place, context, name):
            return best.place
    return None


def _can_hold(place: Candidate, context: PlaceContext, name: str) -> bool:
    """Whether things are called after the place: spelt just so, and where the story plays or large."""
    if place.tier != "exact" or place.kind not in _HOLDING:
        return False
    told = context.evidence(fold(name)).countries
    return (
        place.population >= _KNOWN_PEOPLE
        or place.kind == "country"
        or any(told.get(land, 0) >= _SURE for land in place.within)
    )


# --- between two places ------------------------------------------------------------------------


def _ends(found: _Found, context: PlaceContext, gazetteer: Gazetteer) -> list[_Found] | None:
    """ "the Homs–Palmyra road": both ends, where the head is two known names joined by a dash."""
    head = found.phrase.head.text or ""
    for dash in re.finditer(r"\s*[-–—/]\s*", head):
        pair = []
        for name in (head[: dash.start()], head[dash.end() :]):
            candidates = [c for c in gazetteer.find(name.strip()) if c.tier != "transliterated"] if name.strip() else []
            evidence = context.evidence(fold(name.strip()))
            ranked = rank(credible(candidates, evidence), evidence)
            pair.append(replace(found, ranked=ranked, reading=replace(found.reading, name=name.strip())))
        if all(one.ranked for one in pair):
            return pair
    return None


def _between(ends: Sequence[_Found], context: PlaceContext) -> Claim[Place] | None:
    """A stretch or a line between two places: unit and country where both share them, a midpoint only for near ends."""
    known = [_towns_first(one) for one in ends if one.ranked]
    same = {(place.country, place.admin1) for place in known}
    lands = {place.country for place in known}
    spots = [place for place in known if place.kind in _POINTS]
    distance = distance_km(spots[0], spots[1]) if len(spots) == len(ends) else None
    middle = _middle(known) if distance is not None and distance <= _BETWEEN_KM else (None, None)
    lined = any(one.reading.line for one in ends)
    return Claim(
        value=Place(
            id=None,
            name=" – ".join(one.reading.name for one in ends),
            shape="line" if lined else "area",
            country=lands.pop() if len(lands) == 1 else context.country,
            admin1=same.pop()[1] if len(same) == 1 and len(known) == len(ends) else None,
            admin2=None,
            lat=middle[0],
            lon=middle[1],
            where_prec=_LOOSE[0],
            geo_precision=_LOOSE[1] if middle[0] is not None else None,
        ),
        quotes=tuple(dict.fromkeys(one.phrase.quote for one in ends)),
        method="place.between@1",
        confidence=round(min((_CONFIDENCE[place.tier] for place in known), default=0.3) * 0.8, 3),
    )


def _towns_first(found: _Found) -> Candidate:
    """A road runs between cities, not between their provinces."""
    best = found.ranked[0].place
    towns = [one.place for one in found.ranked if one.place.kind in _POINTS and is_same_spot(one.place, best)]
    return towns[0] if towns else best


def _middle(places: Sequence[Candidate]) -> tuple[float | None, float | None]:
    """Near enough for ends under 100 km: the mean of the coordinates, the date line aside."""
    lats = [place.lat for place in places if place.lat is not None]
    lons = [place.lon for place in places if place.lon is not None]
    if max(lons) - min(lons) > 180:
        return None, None
    return round(sum(lats) / len(lats), 4), round(sum(lons) / len(lons), 4)
