"""Resolve: words → values, and sentences on one event → one Mention.

``resolve(document, frames, names, world)`` looks up actors and places, turns time words into dates and derives the
codes of other standards; it ends with ``unite``.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from marsad.actors import Registry
from marsad.codebook import Codebook
from marsad.places import Gazetteer
from marsad.record import content_id
from marsad.resolve.abroad import by_place
from marsad.resolve.actors import ActorContext, actor_context, resolve_actor, side_of
from marsad.resolve.dates import ranged, resolve_times
from marsad.resolve.derive import derive, rederived
from marsad.resolve.lasting import throughout
from marsad.resolve.places import PLACING, PlaceContext, place_alone, place_context, resolve_place
from marsad.resolve.relative import resolve_relative
from marsad.resolve.told_before import FROM_STORY, in_story, same_place
from marsad.resolve.unite import FARTHEST, Ties, order, unite
from marsad.types import (
    Attribution,
    Claim,
    DateRange,
    Document,
    Frame,
    Mention,
    Party,
    Phrase,
    Place,
    Problem,
    Quote,
    Span,
    Status,
)

__all__ = ["FROM_STORY", "Story", "World", "derive", "place_alone", "ranged", "read_story", "rederived", "resolve"]


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """What words are looked up in; ``coder`` is the version of the whole."""

    registry: Registry
    gazetteer: Gazetteer
    codebook: Codebook
    coder: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """What places and actors of one story are judged by."""

    places: PlaceContext
    actors: ActorContext
    names: tuple[Quote, ...]  #: of places and countries


def resolve(
    document: Document, frames: Sequence[Frame], names: Sequence[Phrase], world: World
) -> tuple[tuple[Mention, ...], tuple[Problem, ...]]:
    """Mentions of the document in text order, and what could not be resolved."""
    held = _by_story(document, names)
    stories: dict[int, Story] = {}
    same: Counter[Span] = Counter()
    mentions: list[Mention] = []
    problems: list[Problem] = []
    told_at: dict[int, Claim[DateRange]] = {}
    acted: dict[int, list[Quote]] = defaultdict(list)
    told_on: set[str] = set()
    apart: set[str] = set()
    listed: set[str] = set()
    for frame in frames:
        story = document.story_of(frame.trigger.sentence)
        if story not in stories:
            stories[story] = read_story(document, story, held.get(story, ()), world)
        span = frame.trigger.span
        own_id = content_id(document.id, span.start, span.end, same[span])
        same[span] += 1
        mention, missed = _mention(document, own_id, frame, stories[story], world)
        if mention.where is None:
            mention = _at_same(mention, frame, acted[story], stories[story], world)
        acted[story].extend(phrase.head for phrase in frame.places if phrase.label in PLACING)
        if mention.when is None:
            later = resolve_relative(frame.times, told_at.get(story))
            mention = mention if later is None else replace(mention, when=later)
        elif mention.status.value != "historical" and not mention.when.method.startswith("time.part"):
            told_at[story] = mention.when
        mentions.append(mention)
        told_on.update({mentions[-1].id} if frame.back is not None else ())
        apart.update({mentions[-1].id} if frame.is_other else ())
        listed.update({mentions[-1].id} if frame.is_listed else ())
        problems.extend(missed)
    mentions.sort(key=order)
    united = unite(document, mentions, Ties(back=frozenset(told_on), other=frozenset(apart), listed=frozenset(listed)))
    placed = [by_place(one, world.registry) for one in _placed(document, united, stories, apart, world)]
    return tuple(_derived(placed, world.codebook)), _unique(problems)


def _at_same(mention: Mention, frame: Frame, acted: Sequence[Quote], story: Story, world: World) -> Mention:
    """The mention, where the acts before it were if it says so: "in the same town"."""
    return replace(mention, where=same_place(frame.places, (acted, story.names), story.places, world.gazetteer))


def _placed(
    document: Document, united: Sequence[Mention], stories: Mapping[int, Story], apart: set[str], world: World
) -> list[Mention]:
    """The mentions, which stand in text order; where nothing says more, each where its story says."""
    last: dict[int, Mention] = {}
    placed: list[Mention] = []
    for mention in united:
        number = document.story_of(mention.kind.quotes[0].sentence)
        before, story = None if mention.id in apart else last.get(number), stories[number]
        placed.append(in_story(mention, before, story.names, story.places, world.gazetteer))
        if mention.where is not None:
            last[number] = mention
    return placed


def _by_story(document: Document, names: Sequence[Phrase]) -> dict[int, list[Phrase]]:
    found: dict[int, list[Phrase]] = {}
    for phrase in names:
        found.setdefault(document.story_of(phrase.quote.sentence), []).append(phrase)
    return found


def _derived(united: Sequence[Mention], codebook: Codebook) -> Iterator[Mention]:
    """The mentions, which stand in text order, with their derived fields."""
    sentences = [mention.kind.quotes[0].sentence for mention in united]
    for mention, sentence in zip(united, sentences, strict=True):
        near = slice(bisect_left(sentences, sentence - FARTHEST), bisect_right(sentences, sentence + FARTHEST))
        fields: dict[str, Any] = dict(derive(mention, codebook, united[near]))
        yield replace(mention, **fields)


def _unique(problems: Sequence[Problem]) -> tuple[Problem, ...]:
    """One problem for each name and reason, however often the document says it."""
    seen: dict[tuple[str, str | None], Problem] = {}
    for problem in problems:
        seen.setdefault((problem.code, problem.quote.text if problem.quote else None), problem)
    return tuple(seen.values())


def read_story(document: Document, story: int, names: Sequence[Phrase], world: World) -> Story:
    """What one story of the document says for all its phrases; ``names`` are the names in the text."""
    quotes = [
        phrase.quote
        for phrase in names
        if phrase.label in ("place", "nation") and document.story_of(phrase.quote.sentence) == story
    ]
    told = [phrase for phrase in names if phrase.label == "actor" and document.story_of(phrase.quote.sentence) == story]
    places = place_context(document, story, quotes, world.gazetteer, _homes(told, world.registry))
    country = _watched(document.source, world.registry) or places.country or _country_of(told, world.registry)
    actors = actor_context(document, story, world.registry, country)
    return Story(places=places, actors=actors, names=tuple(quotes))


def _country_of(names: Sequence[Phrase], registry: Registry) -> str | None:
    """The one country of the actors named in a story that names no place: "the president" beside UNITA is Angola's."""
    found = [resolve_actor(replace(name, label="initiator"), ActorContext(), registry) for name in names]
    countries = {claim.value.actor.country for claim in found if claim is not None and claim.value.actor.country}
    return countries.pop() if len(countries) == 1 else None


def _watched(source: str | None, registry: Registry) -> str | None:
    """The country that the source is there to watch: a monitor of the Syrian war that names no country means Syria."""
    entries = (registry.get(use.actor) for one in registry.spot((source or "").split()) for use in one.uses)
    countries = {entry.country for entry in entries if entry is not None and entry.sector == "SOC"}
    return countries.pop() if len(countries) == 1 else None


def _homes(told: Sequence[Phrase], registry: Registry) -> dict[str, frozenset[str]]:
    """The countries of actors by their names in the text."""
    names = dict.fromkeys(str(phrase.quote.text) for phrase in told)
    found = ((name, spotted) for name in names for spotted in registry.spot(name.split()))
    homes: dict[str, frozenset[str]] = {}
    for name, spotted in found:
        entries = (registry.get(use.actor) for use in spotted.uses)
        homes[name] = frozenset(land for entry in entries if entry is not None for land in entry.countries)
    return homes


def _mention(
    document: Document, own_id: str, frame: Frame, story: Story, world: World
) -> tuple[Mention, tuple[Problem, ...]]:
    where, problems = resolve_place(frame.places, story.places, world.gazetteer)
    is_ahead = frame.status.value == "planned"
    when = None if is_ahead else throughout(frame.kind.value, frame.duration, frame.times, document)
    when = when or resolve_times(frame.times, document.published, is_ahead=is_ahead)
    told = (resolve_actor(phrase, story.actors, world.registry) for phrase in frame.parties)
    parties = [claim for claim in told if claim is not None and not _is_place(claim, where)]
    problems = (*problems, *(_unknown_group(document, claim) for claim in parties if claim.method == _NEW_GROUP))
    mention = Mention(
        id=own_id,
        document=document.id,
        source=document.source,
        published=document.published,
        published_from=document.published_from,
        coder=world.coder,
        kind=frame.kind,
        mode=frame.mode,
        status=_status(frame.status, when, document.published),
        attribution=tuple(_attribution(claim, parties, story.actors, world.registry) for claim in frame.attribution),
        parties=_once(parties),
        where=where,
        when=when,
        duration=frame.duration,
        counts=frame.counts,
        means=frame.means,
        escort=frame.escort,
        targets=frame.targets,
        outcome=frame.outcome,
        campaign=frame.campaign,
        ordinal=frame.ordinal,
        contexts=frame.contexts,
        tags=frame.tags,
    )
    return mention, problems


def _is_place(party: Claim[Party], where: Claim[Place] | None) -> bool:
    """Whether nobody is known by these words, and the act's place is: "fired at Ain Dara"."""
    if where is None or party.value.actor.id is not None:
        return False
    return any(
        quote.span.start <= party.quotes[0].span.start <= party.quotes[0].span.end <= quote.span.end
        for quote in where.quotes
    )


#: Method of claims on organised groups that the registry does not have.
_NEW_GROUP = "actor.group@1"


def _unknown_group(document: Document, claim: Claim[Party]) -> Problem:
    return Problem(
        stage="resolve",
        code="actor-not-found",
        detail="no actor of the registry has this name; it is kept as a new group",
        document=document.id,
        source=document.source,
        quote=claim.quotes[0],
    )


#: Days before publication from which an event is the past, not the news.
_LONG_AGO_DAYS = 365


def _status(status: Claim[Status], when: Claim[DateRange] | None, published: date | None) -> Claim[Status]:
    """What happened more than a year before publication is told as history."""
    if status.value != "happened" or when is None or published is None:
        return status
    if (published - when.value.last).days <= _LONG_AGO_DAYS:
        return status
    return Claim(value="historical", quotes=when.quotes, method="status.date@1", confidence=0.9)


def _once(parties: Sequence[Claim[Party]]) -> tuple[Claim[Party], ...]:
    """Each actor once in a role: "the Syrian army (SAA)" is one party; "two wives and four children" are two."""
    seen: dict[tuple[str, str], Claim[Party]] = {}
    for claim in parties:
        actor, text = claim.value.actor.id, (claim.value.text or "").lower()
        is_kind_of_people = claim.method.partition("@")[0] in ("actor.generic", "actor.context-generic")
        seen.setdefault((claim.value.role, text if actor is None or is_kind_of_people else actor), claim)
    return tuple(seen.values())


def _attribution(
    claim: Claim[Attribution], parties: Sequence[Claim[Party]], context: ActorContext, registry: Registry
) -> Claim[Attribution]:
    """A speaker that is a party gets its actor id, and only claims what it took part in; one that the registry does not
    know is a source.
    """
    if claim.value.by != "party":
        return claim
    quote = claim.quotes[0]
    found = resolve_actor(Phrase(label="initiator", quote=quote, head=quote), context, registry)
    if found is None or found.value.actor.id is None:
        return replace(claim, value=replace(claim.value, by="source"))
    actor = side_of(found.value.actor.id, registry)
    is_side = any(party.value.actor.id == actor for party in parties)
    stance = "claims" if is_side and claim.value.stance == "asserts" else claim.value.stance
    return replace(claim, value=replace(claim.value, name=actor, stance=stance))
