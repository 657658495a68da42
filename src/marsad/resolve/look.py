"""What the rules for actors look things up in: the registry, what the story says, the nations of a phrase."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from marsad.actors import Registry
from marsad.actors.entry import ActorEntry
from marsad.actors.nations import NationSpot
from marsad.actors.patterns import Pattern, pattern_id
from marsad.actors.phrases import Noun, PhraseWords, Reader
from marsad.actors.registry import Use
from marsad.resolve.abroad import ABROAD
from marsad.types import Actor

CONFIDENCE = {
    "alias": 0.95,
    "acronym": 0.95,
    "leader": 0.85,
    "member": 0.9,
    "backed": 0.8,
    "group": 0.5,
    "force": 0.9,
    "context-force": 0.7,
    "generic": 0.8,
    "context-generic": 0.7,
    "government": 0.8,
    "period": 0.6,
    "people": 0.6,
    "office": 0.6,
    "side": 0.4,
    "unresolved": 0.2,
}
#: A name that two actors could mean, and a name that holds only in the actor's own countries.
SHARED, LOCAL = 0.6, 0.9
#: Years around an actor's first and last in which it may be named: reports look back and dates of founding differ.
_SLACK_YEARS = 1
#: Lists of heads that may belong to a name beside them, and of those that fight.
OWNED = ("members", "armed_members", "materiel", "acts", "collectives")
FIGHTING = ("armed_members", "materiel", "acts")
STATE_FORCES = "mil"
#: ACLED's digits of state forces abroad, and of communal militias, which live wherever they act.
_COMMUNAL = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class ActorContext:
    """What one story says for all its phrases.

    ``acronyms`` maps an acronym that the story introduces to its long form; ``country`` is the story's dominant one,
    ISO 3166-1 alpha-3.
    """

    acronyms: Mapping[str, str] = field(default_factory=dict)
    country: str | None = None
    published: date | None = None
    in_capitals: bool = False
    #: what phrases of the story were found to mean, by their words and head; kept by :func:`resolve_actor`
    answers: dict[tuple[tuple[str, ...], tuple[int, int] | None], Answer | None] = field(
        default_factory=dict, compare=False, repr=False
    )

    @property
    def year(self) -> int | None:
        return self.published.year if self.published else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    actor: Actor
    method: str
    confidence: float
    rivals: tuple[Actor, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """The two look-ups that every rule needs, and the story."""

    context: ActorContext
    registry: Registry

    @property
    def reader(self) -> Reader:
        return Reader(registry=self.registry, in_capitals=self.context.in_capitals, stands=self.stands)

    def stands(self, use: Use, nations: frozenset[str]) -> bool:
        """Whether the name can mean this actor here: in its years, and a local name only in its countries."""
        entry = self.registry.entries[use.actor]
        year = self.context.year
        if year is not None and not (
            use.alias.years.includes(year, slack=_SLACK_YEARS) and entry.active.includes(year, slack=_SLACK_YEARS)
        ):
            return False
        here = nations | {self.context.country} if self.context.country else nations
        return not use.alias.local or bool(entry.countries & here)

    def pattern(self, noun: Noun | None) -> Pattern | None:
        return self.registry.patterns.get(noun.pattern) if noun and noun.pattern else None

    def is_in(self, name: str, word: str) -> bool:
        return self.registry.vocabulary.is_in(name, word)

    def is_owned(self, noun: Noun | None) -> bool:
        """Whether the head may belong to a name beside it: members, weapons, acts, armed men and state bodies may."""
        if noun is None:
            return False
        if any(
            self.is_in(name, noun.words) for name in ("members", "armed_members", "materiel", "acts", "collectives")
        ):
            return True
        pattern = self.pattern(noun)
        return pattern is not None and not pattern.is_apart and (pattern.is_armed or pattern.is_state)

    def actor(self, entry: ActorEntry) -> Actor:
        """The entry as this story has it: sector of the year, state forces abroad as ACLED's External/Other forces."""
        sector, inter = entry.coded_in(self.context.year)
        country = entry.country_in(self.context.year)
        if country is None and inter == _COMMUNAL and self.context.country in entry.also:
            country = self.context.country
        if inter == 1 and country is not None and self.context.country not in {None, country, *entry.countries}:
            inter = ABROAD
        return Actor(id=entry.id, name=entry.name, sector=sector, country=country, inter=inter)

    def of_pattern(self, pattern: str, country: str | None) -> Actor:
        entry = self.registry.get(pattern_id(pattern, country))
        if entry is not None:
            return self.actor(entry)
        held = self.registry.patterns[pattern]
        return Actor(id=None, name=None, sector=held.sector, inter=held.inter)


def say(method: str, actor: Actor, share: float = 1.0, rivals: tuple[Actor, ...] = ()) -> Answer:
    return Answer(actor=actor, method=method, confidence=CONFIDENCE[method] * share, rivals=rivals)


def own_nations(phrase: PhraseWords, look: Look) -> list[NationSpot]:
    """Nations that the phrase is of: not those it favours, fights or is backed by."""
    return [
        nation
        for nation in phrase.nations
        if not is_backer(phrase, nation, look)
        and not (nation.start and look.is_in("against", phrase.pieces[nation.start - 1].folded))
        and not is_minority(phrase, nation, look)
    ]


def is_minority(phrase: PhraseWords, nation: NationSpot, look: Look) -> bool:
    """ "ethnic Albanians" are people of the country where the story is, which is known."""
    return look.context.country is not None and nation.start > 0 and phrase.pieces[nation.start - 1].folded == "ethnic"


def is_backer(phrase: PhraseWords, nation: NationSpot, look: Look) -> bool:
    """ "Saudi-armed militias"; not the Saudi armed forces."""
    before = phrase.pieces[nation.start - 1].folded if nation.start else ""
    limit = len(phrase.pieces) if phrase.noun is None else phrase.noun.start
    after = phrase.pieces[nation.end].folded if nation.end < limit else ""
    return look.is_in("favours", before) or look.is_in("backed", after)
