"""Toponyms in news: recognition, resolution, and both together (TR-News, GeoWebNews, and sets in their formats).

Over all gold toponyms of a file, with bootstrap intervals over documents:

* ``span_f1``: exact spans, all toponyms; of GeoWebNews those with coordinates, that is without its noun phrases,
  demonyms, languages and homonyms;
* ``resolution_161km``: given the gold span, the share resolved within 161 km, and ``resolution_id`` to the very
  GeoNames id;
* ``recall_161km`` and ``precision_161km``: end to end, a name found where a gold one stands (spans that overlap) and
  resolved within 161 km; precision is of the names that were resolved to anything.

Countries are right by ISO code, not by distance: which point stands for one is a convention and no skill. Continents,
their parts and oceans are left out, on both sides. Two places with one id are the same place however far apart their
points are drawn.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from benchmarks.figures import Figure, MissingSetError, Options, Result, f1_of, with_interval
from benchmarks.system import Row, place_texts
from marsad.evaluate.compare import Tally, distance_km, folded
from marsad.places.countries import load_countries
from marsad.types import Place, Span

WITHIN_KM = 161.0
#: GeoNames ids of the seven continents, and names of oceans and parts of continents: no place of an event, and which
#: point stands for one is a convention.
_CONTINENTS = frozenset(str(number) for number in range(6255146, 6255153))
_LARGE = frozenset(
    (
        "arctic", "arctic ocean", "atlantic", "atlantic ocean", "indian ocean", "pacific", "pacific ocean",
        "southern ocean", "middle east", "near east", "far east", "north africa", "northern africa", "west africa",
        "east africa", "southern africa", "sub saharan africa", "central africa", "south east asia",
        "southeast asia", "south asia", "east asia", "central asia", "northern europe", "southern europe",
        "eastern europe", "western europe", "central europe", "european union", "eu", "latin america",
        "central america", "caribbean", "asia pacific", "arab world", "arab league", "the west",
    )
)  # fmt: skip
#: How far from its stated start a phrase is looked for: the sets' offsets drift where their texts were cleaned
#: afterwards.
_DRIFT = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Toponym:
    """``country`` is alpha-3 for a whole country and None for anything else."""

    span: Span
    id: str | None
    lat: float | None
    lon: float | None
    country: str | None
    is_left_out: bool

    @property
    def can_be_resolved(self) -> bool:
        return not self.is_left_out and (self.lat is not None or self.country is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    id: str
    text: str
    toponyms: tuple[Toponym, ...]


Answer = tuple[Span, Place | None]


def _countries() -> dict[str, str]:
    return {country.id.removeprefix("gn:"): country.alpha3 for country in load_countries()}


def _found(element: ET.Element, *names: str) -> str | None:
    """The text of the first of these children that has any."""
    texts = ((element.findtext(name) or "").strip() for name in names)
    return next((text for text in texts if text), None)


def _located(text: str, phrase: str, start: int) -> Span | None:
    """The occurrence of the phrase nearest to its stated start."""
    begin = max(0, start - _DRIFT)
    starts = []
    while 0 <= (begin := text.find(phrase, begin)) <= start + _DRIFT:
        starts.append(begin)
        begin += 1
    nearest = min(starts, key=lambda found: abs(found - start), default=None)
    return None if nearest is None else Span(start=nearest, end=nearest + len(phrase))


def _toponym(text: str, element: ET.Element, countries: Mapping[str, str]) -> Toponym | None:
    """One annotation of either format; None for what is no toponym or does not stand in the text."""
    phrase, start = _found(element, "phrase", "extractedName") or "", int(_found(element, "start") or 0)
    tag = element.find("gaztag")
    lat, lon = _found(element, "latitude", "gaztag/lat"), _found(element, "longitude", "gaztag/lon")
    span = _located(text, phrase, start) if phrase and start >= 0 else None
    if span is None or (lat is None and element.find("type") is not None):
        return None
    id_ = _found(element, "geonamesID") or (tag.get("geonameid") if tag is not None else None)
    left_out = id_ in _CONTINENTS or _found(element, "gaztag/fcode") in ("CONT", "OCN")
    name = folded(_found(element, "normalisedName", "gaztag/name") or phrase)
    return Toponym(
        span=span,
        id=id_,
        lat=float(lat) if lat else None,
        lon=float(lon) if lon else None,
        country=countries.get(id_ or ""),
        is_left_out=left_out or not _LARGE.isdisjoint((name, folded(phrase))),
    )


def articles(path: Path, limit: int | None) -> Iterator[Article]:
    countries = _countries()
    root = ET.parse(path).getroot()  # noqa: S314 - the sets are files that the caller chose
    for number, element in enumerate(islice(root, limit)):
        text = element.findtext("text") or ""
        found = (_toponym(text, one, countries) for one in element.iterfind("toponyms/toponym"))
        by_span = {toponym.span: toponym for toponym in found if toponym is not None}
        yield Article(id=f"{path.stem}-{number}", text=text, toponyms=tuple(by_span.values()))


def is_resolved(toponym: Toponym, place: Place | None) -> bool:
    if place is None:
        return False
    if toponym.id and place.id == f"gn:{toponym.id}":
        return True
    if toponym.country is not None:
        return place.country == toponym.country and place.lat is None and place.admin1 is None
    if place.lat is None or place.lon is None or toponym.lat is None or toponym.lon is None:
        return False
    return distance_km(toponym.lat, toponym.lon, place.lat, place.lon) <= WITHIN_KM


def _spans(article: Article, answers: Sequence[Answer]) -> Tally:
    aside = {toponym.span for toponym in article.toponyms if toponym.is_left_out}
    gold = {toponym.span for toponym in article.toponyms} - aside
    said = {span for span, _ in answers} - aside
    return Tally(right=len(gold & said), predicted=len(said), gold=len(gold))


def _given(article: Article, places: Mapping[Span, Place | None], *, by_id: bool) -> Tally:
    """Resolution of the gold spans: right of all."""
    asked = [one for one in article.toponyms if one.can_be_resolved and (one.id or not by_id)]
    if by_id:
        right = sum((place := places.get(one.span)) is not None and place.id == f"gn:{one.id}" for one in asked)
    else:
        right = sum(is_resolved(one, places.get(one.span)) for one in asked)
    return Tally(right=right, predicted=len(asked), gold=len(asked))


def _end_to_end(article: Article, answers: Sequence[Answer]) -> Tally:
    """Each gold toponym takes one answer that overlaps it, a right one if there is one."""
    asked = [one for one in article.toponyms if one.can_be_resolved]
    aside = [one.span for one in article.toponyms if not one.can_be_resolved]
    kept = [(span, place) for span, place in answers if place and not any(span.overlaps(other) for other in aside)]
    right = 0
    free = list(kept)
    for toponym in asked:
        hit = next((a for a in free if a[0].overlaps(toponym.span) and is_resolved(toponym, a[1])), None)
        if hit is not None:
            free.remove(hit)
            right += 1
    return Tally(right=right, predicted=len(kept), gold=len(asked))


def _recall(tallies: Iterable[Tally]) -> float | None:
    return sum(tallies, Tally()).recall


def _precision(tallies: Iterable[Tally]) -> float | None:
    return sum(tallies, Tally()).precision


def score(
    found: Sequence[Article], answers: Mapping[str, Sequence[Answer]], given: Mapping[str, Sequence[Answer]]
) -> tuple[Figure, ...]:
    """The figures of one file: ``answers`` are names found and what they resolved to, ``given`` gold spans resolved."""
    spans = [_spans(article, answers.get(article.id, ())) for article in found]
    near = [_given(article, dict(given.get(article.id, ())), by_id=False) for article in found]
    same = [_given(article, dict(given.get(article.id, ())), by_id=True) for article in found]
    both = [_end_to_end(article, answers.get(article.id, ())) for article in found]
    totals = [sum(tallies, Tally()) for tallies in (spans, near, same, both)]
    return (
        with_interval("span_f1", spans, f1_of, n=totals[0].gold),
        with_interval("resolution_161km", near, _recall, n=totals[1].gold),
        with_interval("resolution_id", same, _recall, n=totals[2].gold),
        with_interval("recall_161km", both, _recall, n=totals[3].gold),
        with_interval("precision_161km", both, _precision, n=totals[3].predicted),
    )


def misses(found: Sequence[Article], given: Mapping[str, Sequence[Answer]]) -> Iterator[dict[str, Any]]:
    """Gold spans that were resolved wrongly or not at all."""
    for article in found:
        places = dict(given.get(article.id, ()))
        for toponym in article.toponyms:
            place = places.get(toponym.span)
            if toponym.can_be_resolved and not is_resolved(toponym, place):
                yield {
                    "document": article.id,
                    "text": article.text[toponym.span.start : toponym.span.end],
                    "gold": {"id": toponym.id, "lat": toponym.lat, "lon": toponym.lon, "country": toponym.country},
                    "predicted": place and {"id": place.id, "name": place.name, "lat": place.lat, "lon": place.lon},
                }


def mean(groups: Sequence[tuple[str, Sequence[Figure]]]) -> tuple[Figure, ...]:
    """The unweighted mean of the files, figure by figure."""
    figures = []
    for of_files in zip(*(figures for _, figures in groups), strict=True):
        values = [figure.value for figure in of_files if figure.value is not None]
        value = sum(values) / len(values) if values else None
        figures.append(Figure(name=of_files[0].name, value=value, n=sum(figure.n for figure in of_files)))
    return tuple(figures)


def run(options: Options) -> Result:
    """Toponyms found and resolved within 161 km, for each file and their mean."""
    files = sorted(options.data.glob("*.xml"))
    if not files:
        raise MissingSetError(f"no .xml file in {options.data}")
    groups: list[tuple[str, tuple[Figure, ...]]] = []
    wrong: list[dict[str, Any]] = []
    n = 0
    for path in files:
        found = list(articles(path, options.limit))
        rows = [Row(id=article.id, text=article.text) for article in found]
        spans = [[toponym.span for toponym in article.toponyms] for article in found]
        answers, given = (
            {
                row: [(name.span, name.place) for name in names]
                for row, names in place_texts(list(zip(rows, wanted, strict=True)), jobs=options.jobs)
            }
            for wanted in ([None] * len(rows), spans)
        )
        groups.append((path.stem, score(found, answers, given)))
        wrong += misses(found, given)
        n += len(found)
    return Result(figures=mean(groups), groups=tuple(groups), n=n, misses=tuple(wrong))
