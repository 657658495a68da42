"""The nouns of the house: frozen, slotted, keyword-only values.

A value that is not known is ``None`` (or an empty tuple), never ``0``, ``""`` or ``"unknown"``;
what could not be done is said by a :class:`Problem`. Offsets count Unicode code points and are half-open.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Generic, Literal, NamedTuple, TypeVar

T_co = TypeVar("T_co", covariant=True)

PublishedFrom = Literal["given", "metadata", "header", "byline"]
SectionKind = Literal["headline", "lede", "body", "caption", "boilerplate"]
Status = Literal["happened", "ongoing", "attempted", "planned", "denied", "hypothetical", "historical"]
Role = Literal["initiator", "recipient", "initiator_supporter", "recipient_supporter", "victim", "mediator"]
Speaker = Literal["outlet", "source", "party"]
Stance = Literal["asserts", "claims", "denies"]
Shape = Literal["point", "line", "area"]
Measure = Literal["killed", "injured", "detained", "abducted", "displaced", "participants"]
Direction = Literal["up", "down", "tension_up", "tension_down"]
Verdict = Literal["same", "different", "unsure"]
Grade = Literal["confirmed", "fair", "weak", "contested", "discounted"]
ReviewState = Literal["machine", "reviewed", "corrected", "rejected"]
ActVerb = Literal[
    "accepted", "rejected", "corrected", "merged", "split", "judged", "commented", "flagged", "assigned", "undone",
    "withdrew", "held", "coded",
]  # fmt: skip

#: The coder of what a person coded by hand; who that was is told by the act, for a coder leaves with every record.
BY_HAND = "hand"

#: PLOVER's sixteen events (manual of 2024).
KINDS = (
    "AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT", "REQUEST",
    "ACCUSE", "REJECT", "THREATEN", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT",
)  # fmt: skip


# --- reading -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class RawDocument:
    """What was fetched, untouched.

    ``given`` holds what the caller knows better than the bytes: ``title``, ``published``, ``language``.
    ``headers`` are those of the transport (HTTP or e-mail), lower-case names.
    """

    source: str | None
    url: str | None
    body: bytes
    media_type: str
    path: str | None = None  #: for messages only; never part of an id
    fetched_at: datetime | None = None
    headers: tuple[tuple[str, str], ...] = ()
    title: str | None = None
    published: date | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Span:
    """Half-open offsets into ``Document.text``, in code points."""

    start: int
    end: int

    def __len__(self) -> int:
        return self.end - self.start

    def __contains__(self, other: Span) -> bool:
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A run of the text. ``story`` numbers the stories of one page, from 0."""

    kind: SectionKind
    span: Span
    story: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One sentence, found by rules in ``read``; the parser keeps it."""

    index: int
    span: Span
    section: int  #: index into ``Document.sections``


@dataclass(frozen=True, slots=True, kw_only=True)
class OriginRun:
    """``length`` code points of the text from ``start`` stand in the decoded original from ``origin``."""

    start: int
    origin: int
    length: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """The immutable text we reason on. The id is a hash of source name, canonical URL and text."""

    id: str
    source: str | None
    url: str | None
    title: str | None
    published: date | None
    published_from: PublishedFrom | None
    language: str | None  #: ISO 639-1
    text: str
    sections: tuple[Section, ...]
    sentences: tuple[Sentence, ...]
    origin: tuple[OriginRun, ...] = ()  #: map back to the decoded original; sorted by ``start``

    def quote(self, sentence: int, span: Span) -> Quote:
        """The words of ``span`` as evidence."""
        return Quote(document=self.id, sentence=sentence, span=span, text=self.text[span.start : span.end])

    def section_of(self, sentence: int) -> Section:
        return self.sections[self.sentences[sentence].section]

    def story_of(self, sentence: int) -> int:
        return self.section_of(sentence).story


# --- evidence ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """Evidence: ``document.text[span.start:span.end] == text``, always.

    ``text`` is ``None`` only where the text store no longer holds the words.
    """

    document: str
    sentence: int
    span: Span
    text: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim(Generic[T_co]):
    """One coded value with its reasons. ``method`` names the rule and its version: ``"deaths.numeral@2"``."""

    value: T_co
    quotes: tuple[Quote, ...]
    method: str
    confidence: float | None = None  #: 0 to 1
    rivals: tuple[T_co, ...] = ()  #: values considered and not taken, best first


# --- values ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Somebody who acts. ``id`` is ``None`` for one the registry does not know.

    ``sector`` is PLOVER's (REB, GOV, MIL, …), ``inter`` ACLED's digit 1–8, ``country`` ISO 3166-1 alpha-3.
    """

    id: str | None
    name: str | None
    sector: str | None = None
    country: str | None = None
    inter: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """An actor in its role. ``text`` is how this document names it (``None`` where words are withheld)."""

    role: Role
    actor: Actor
    text: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where; never finer than the text.

    ``where_prec`` is UCDP's 1–7, ``geo_precision`` ACLED's 1–3 (``None`` where ACLED would not code it).
    ``lat`` and ``lon`` are WGS 84 degrees, ``None`` for a whole country and for names not found.
    """

    id: str | None
    name: str
    shape: Shape
    country: str | None
    admin1: str | None
    admin2: str | None
    lat: float | None
    lon: float | None
    where_prec: int | None
    geo_precision: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DateRange:
    """First and last possible day, both included; ``date_prec`` is UCDP's 1–5."""

    first: date
    last: date
    date_prec: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How many people. ``low <= best <= high``; ``high`` is ``None`` where the text sets no upper bound.

    ``by_party`` maps ``"initiator"``, ``"recipient"``, ``"civilians"`` or a victim group (``"children"``) to a number.
    """

    measure: Measure
    low: int | None
    best: int | None
    high: int | None
    by_party: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """Who says so, and how. ``name`` is an actor id or the words that name the source."""

    by: Speaker
    name: str | None
    stance: Stance


@dataclass(frozen=True, slots=True, kw_only=True)
class AcledType:
    event_type: str
    sub_event_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where documents come from, as the registry of sources tells it. ``name`` is what its documents call it."""

    name: str
    kind: str | None = None  #: how it is looked at: feed, page, links, folder, gdelt, mailbox, stdin; None: not at all
    licence: str | None = None
    language: str | None = None  #: ISO 639-1
    party: str | None = None  #: actor id, where the source belongs to a party to the conflict
    group: str | None = None  #: sources of one group (owner, newsroom, wire) are not independent of each other
    regions: tuple[str, ...] = ()  #: countries it covers, ISO 3166-1 alpha-3


# --- what a document tells ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """Words of the text with a label that says what they do there: a role, a relation, a measure."""

    label: str
    quote: Quote  #: the whole phrase
    head: Quote  #: its head word(s), what a name look-up starts from
    also: tuple[Quote, ...] = ()  #: what else the text calls it: the name set beside it or told before
    refers: tuple[Quote, ...] = ()  #: whom a definite noun or a possessive may point back to, the likeliest first


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """Roles found in the text, still only words; resolving gives them values.

    Labels: parties have roles; places ``at town near outside part between line same origin destination stop``;
    times ``on during since until ago``. Values already coded here (status, mode, counts, …) are Claims because they
    come from closed vocabularies, not from a look-up.
    """

    kind: Claim[str]
    mode: Claim[str] | None
    status: Claim[Status]
    attribution: tuple[Claim[Attribution], ...] = ()
    parties: tuple[Phrase, ...] = ()
    places: tuple[Phrase, ...] = ()
    times: tuple[Phrase, ...] = ()
    duration: Claim[str] | None = None
    counts: tuple[Claim[Count], ...] = ()
    means: tuple[Claim[str], ...] = ()
    escort: tuple[Claim[str], ...] = ()
    targets: tuple[Claim[str], ...] = ()
    outcome: tuple[Claim[str], ...] = ()
    campaign: Claim[str] | None = None
    ordinal: Claim[int] | None = None
    contexts: tuple[Claim[str], ...] = ()
    tags: tuple[Claim[str], ...] = ()
    back: Quote | None = None  #: a definite noun for an act told before: "the attack", "the blast"
    is_other: bool = False  #: set apart from the acts before: "another bomb"
    is_listed: bool = False  #: told beside another act of its sentence: "shells hit X and clashes in Y"

    @property
    def trigger(self) -> Quote:
        return self.kind.quotes[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What is told of one event: every coded value a Claim with its quotes.

    :class:`Mention` is the account of one document, :class:`Event` the account folded from many.
    """

    kind: Claim[str]
    mode: Claim[str] | None = None
    status: Claim[Status]
    attribution: tuple[Claim[Attribution], ...] = ()
    parties: tuple[Claim[Party], ...] = ()
    where: Claim[Place] | None = None
    when: Claim[DateRange] | None = None
    duration: Claim[str] | None = None
    counts: tuple[Claim[Count], ...] = ()
    means: tuple[Claim[str], ...] = ()
    escort: tuple[Claim[str], ...] = ()
    targets: tuple[Claim[str], ...] = ()
    outcome: tuple[Claim[str], ...] = ()
    campaign: Claim[str] | None = None
    ordinal: Claim[int] | None = None
    contexts: tuple[Claim[str], ...] = ()
    tags: tuple[Claim[str], ...] = ()
    acled: Claim[AcledType] | None = None
    ged: Claim[int] | None = None  #: type of violence, 1–3
    cameo: Claim[str] | None = None
    goldstein: Claim[float] | None = None

    def claims(self) -> Iterator[tuple[str, Claim[object]]]:
        """Every claim with the name of its field, in the order of the fields."""
        for name in CODED_FIELDS:
            value = getattr(self, name)
            if isinstance(value, tuple):
                for claim in value:
                    yield name, claim
            elif value is not None:
                yield name, value

    def actors(self, *roles: Role) -> tuple[Actor, ...]:
        return tuple(claim.value.actor for claim in self.parties if not roles or claim.value.role in roles)

    def count(self, measure: Measure) -> Count | None:
        return next((claim.value for claim in self.counts if claim.value.measure == measure), None)


#: The coded fields of an :class:`Account`, in the order in which they are shown and written.
CODED_FIELDS: tuple[str, ...] = tuple(Account.__slots__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention(Account):
    """One event as one document tells it. The id: document id, span of the first trigger, running number there."""

    id: str
    document: str
    source: str | None
    published: date | None
    published_from: PublishedFrom | None
    coder: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """What a report says about the direction of things: escalation, tension, influence gained or lost."""

    id: str
    document: str
    direction: Claim[Direction]
    subject: Claim[str] | None
    area: Claim[str] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What we could not do, as data. ``stage`` is the room, ``code`` a stable word, ``detail`` for people."""

    stage: str
    code: str
    detail: str
    document: str | None = None
    source: str | None = None
    quote: Quote | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fingerprints:
    """What ``merge`` needs to see copies and like leads without the text: MinHash of word shingles, a lead's vector."""

    minhash: tuple[int, ...]
    lead: bytes | None = None  #: int8 vector of the first words; ``None`` where it was not made

    @property
    def packed(self) -> bytes:
        """The MinHash as it is stored and compared: unsigned 64-bit integers, little-endian."""
        return struct.pack(f"<{len(self.minhash)}Q", *self.minhash)

    @classmethod
    def unpacked(cls, minhash: bytes, lead: bytes | None = None) -> Fingerprints:
        """The inverse of :attr:`packed`."""
        return cls(minhash=struct.unpack(f"<{len(minhash) // 8}Q", minhash), lead=lead)


@dataclass(frozen=True, slots=True, kw_only=True)
class Coding:
    """The result of coding one document."""

    document: str
    mentions: tuple[Mention, ...]
    assessments: tuple[Assessment, ...]
    problems: tuple[Problem, ...]
    fingerprints: Fingerprints | None
    coder: str
    persons: tuple[Span, ...] = ()  #: where the text names persons that no registry knows


# --- across documents --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """Are two mentions the same event? ``left < right``; ``reasons`` are (feature, weight) pairs behind the score."""

    left: str
    right: str
    verdict: Verdict
    score: float
    by: str  #: ``"rule:<name>@<version>"`` or ``"person:<name>"``
    at: datetime | None
    reasons: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Corroboration:
    sources: tuple[str, ...]
    independent_sources: int
    grade: Grade
    rule: str  #: which rule gave the grade


@dataclass(frozen=True, slots=True, kw_only=True)
class Event(Account):
    """The merged view: derived from mentions and judgements, never edited."""

    id: str
    mentions: tuple[str, ...]
    documents: tuple[str, ...]
    published: date | None  #: of the earliest report
    aliases: tuple[str, ...] = ()
    rivals: tuple[tuple[str, Claim[object]], ...] = ()  #: (field, claim that lost)
    corroboration: Corroboration
    coder: str
    review_state: ReviewState = "machine"  #: what people's acts make of it


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """Where an act holds: the first trigger of a mention, by which the mention is found again when it is coded anew.

    ``part`` numbers the sides of an act on several: the events of a merge, what stays (0) and what goes (1) in a split,
    left and right of a judgement.
    """

    document: str
    span: Span
    mention: str
    part: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """What a person did. Acts are only appended; an act is taken back by another one, ``undone``.

    ``target`` is the id of an event, mention or document, or of the act that is undone; ``field`` and ``value`` are
    of a correction (``value`` as in the flat record, None: nothing is said of it), of a judgement (its verdict), of an
    assignment (whom to). ``withdrew`` (``value``: the class of the reason) and ``held`` (the first day on which it may
    leave, None: never) say in ``field`` what the target is: event, document, source. ``coded`` tells an event that the
    document (target) tells and the machine missed: ``value`` holds its fields, the anchor its mention. An act that
    ``is_blind`` is one coder's word for double coding and changes no event.
    """

    id: str  #: hash of all the rest
    verb: ActVerb
    by: str  #: name of the person
    at: datetime
    target: str
    anchors: tuple[Anchor, ...] = ()
    field: str | None = None
    value: Any = None
    reason: str | None = None
    quote: Quote | None = None
    is_blind: bool = False


class MonthCount(NamedTuple):
    """Events and deaths (best estimates) of a month in the finest units told; ``month`` is its first day."""

    month: date
    country: str | None
    admin1: str | None
    admin2: str | None
    cell: str | None
    events: int
    deaths: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One attempt to look at a source: nothing found is told apart from not looked."""

    source: str
    at: datetime
    outcome: Literal["read", "empty", "failed"]
    found: int = field(default=0)  #: documents that were new
    detail: str | None = None  #: why it failed; no word of a text


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """An address (or file) of a source as it was when it was asked last, so that it need not be read again.

    ``etag`` and ``modified`` are what a server wants back to say "not modified"; of a file its size and time, of a
    mailbox how far it was read. ``failures`` counts attempts in vain since the last one that was not.
    """

    source: str
    url: str
    at: datetime
    etag: str | None = None
    modified: str | None = None
    failures: int = 0
