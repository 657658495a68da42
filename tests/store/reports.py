"""Reports made for the tests of the store, read and coded by hand: several wars, one event told twice."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from marsad.record import content_id
from marsad.store import Store
from marsad.types import (
    CODED_FIELDS,
    AcledType,
    Actor,
    Assessment,
    Attribution,
    Claim,
    Coding,
    Corroboration,
    Count,
    DateRange,
    Document,
    Event,
    Fingerprints,
    Mention,
    Party,
    Place,
    Problem,
    Quote,
    Section,
    Sentence,
    Span,
)

Report = tuple[Document, Coding]

AT = datetime(2020, 6, 1, 12, tzinfo=UTC)
LATER = datetime(2020, 7, 1, 12, tzinfo=UTC)
CODER = "hand@1"
#: The Arabic "so-and-so": stands for a private person.
PERSON = "Fulan al-Fulani"

TALIBAN = Actor(id="taliban", name="Taliban", sector="REB", country="AFG", inter=2)
AFGHAN_POLICE = Actor(id="police-afg", name="Afghan National Police", sector="COP", country="AFG", inter=1)
RUSSIA = Actor(id="government-rus", name="Government of Russia", sector="GOV", country="RUS", inter=8)
TURKEY = Actor(id="government-tur", name="Government of Turkey", sector="GOV", country="TUR", inter=8)
SOMEBODY = Actor(id=None, name=None, sector="CVL", country=None, inter=7)


def place(key: str | None, name: str, country: str | None, admin1: str | None = None, **more: Any) -> Place:
    fields = {"shape": "point", "admin2": None, "lat": None, "lon": None, "where_prec": 1, "geo_precision": 1}
    return Place(id=key, name=name, country=country, admin1=admin1, **{**fields, **more})


IMAM_SAHIB = place("gn:1140016", "Imam Sahib", "AFG", "Kunduz", lat=37.18897, lon=68.93644)
KUNDUZ = place("gn:1135690", "Kunduz Province", "AFG", "Kunduz", shape="area", where_prec=4, geo_precision=3)
NAYRAB = place("user:nayrab", "An-Nayrab", "SYR", "Idlib", admin2="Idlib", lat=35.87, lon=36.68, where_prec=2)
TAVEUNI = place("gn:2198148", "Taveuni", "FJI", "Northern", lat=-16.85, lon=-179.97)
MACOMIA = place("gn:1040397", "Macomia", "MOZ", "Cabo Delgado", lat=-12.24, lon=40.13)


def read(text: str, *, source: str | None, published: date | None = None, url: str | None = None) -> Document:
    """One headline, a blank line, one body; sentences end at a full stop."""
    headline = text.partition("\n\n")[0]
    sections = (
        Section(kind="headline", span=Span(start=0, end=len(headline))),
        Section(kind="body", span=Span(start=len(headline) + 2, end=len(text)), story=0),
    )
    found = re.finditer(r"[^\n.]+\.?", text)
    sentences = tuple(
        Sentence(
            index=index, span=Span(start=match.start(), end=match.end()), section=int(match.start() > len(headline))
        )
        for index, match in enumerate(found)
    )
    return Document(
        id=content_id(source, url, text),
        source=source,
        url=url,
        title=headline,
        published=published,
        published_from="given" if published else None,
        language="en",
        text=text,
        sections=sections,
        sentences=sentences,
    )


def said(document: Document, words: str) -> Quote:
    start = document.text.index(words)
    sentence = next(one.index for one in document.sentences if start in range(one.span.start, one.span.end))
    return document.quote(sentence, Span(start=start, end=start + len(words)))


def coded(document: Document, value: Any, words: str, **more: Any) -> Claim[Any]:
    return Claim(value=value, quotes=(said(document, words),), method="hand@1", **more)


def tell(
    document: Document,
    trigger: str,
    kind: str = "ASSAULT",
    *,
    parties: Sequence[tuple[Any, ...]] = (),
    where: tuple[Place, str] | None = None,
    when: tuple[date, date, int, str] | None = None,
    **more: Any,
) -> Mention:
    """A mention whose trigger are these words. Parties are (role, actor, words); other values come with their words."""
    words = said(document, trigger)
    named = tuple(coded(document, Party(role=role, actor=actor, text=text), text) for role, actor, text in parties)
    return Mention(
        id=content_id(document.id, words.span.start, words.span.end, 0),
        document=document.id,
        source=document.source,
        published=document.published,
        published_from=document.published_from,
        coder=CODER,
        kind=coded(document, kind, trigger),
        mode=more.pop("mode", None) and coded(document, "firearms", trigger),
        status=coded(document, more.pop("status", "happened"), trigger, confidence=0.9),
        parties=named,
        where=where and coded(document, where[0], where[1]),
        when=when and coded(document, DateRange(first=when[0], last=when[1], date_prec=when[2]), when[3]),
        **more,
    )


def killed(document: Document, words: str, low: int | None, best: int | None, high: int | None = None) -> Claim:
    return coded(document, Count(measure="killed", low=low, best=best, high=high, by_party=(("recipient", 1),)), words)


def code(document: Document, *mentions: Mention, coder: str = CODER, **more: Any) -> Coding:
    return Coding(
        document=document.id,
        mentions=tuple(replace(mention, coder=coder) for mention in mentions),
        assessments=more.get("assessments", ()),
        problems=more.get("problems", ()),
        fingerprints=more.get("fingerprints", Fingerprints(minhash=(7, 2**32 - 1, 2**63), lead=b"\x00\x7f\xff")),
        coder=coder,
    )


def kunduz_wire() -> Report:
    document = read(
        "Police post attacked in Kunduz\n\n"
        "Taliban fighters attacked a police post in Imam Sahib on Saturday. Three officers were killed, "
        f"said {PERSON}, a shopkeeper. Violence in the district has grown for weeks.",
        source="Northern Wire",
        published=date(2020, 5, 3),
        url="https://example.org/kunduz-1",
    )
    attack = tell(
        document,
        "attacked a",
        parties=(("initiator", TALIBAN, "Taliban fighters"), ("recipient", AFGHAN_POLICE, "police post")),
        where=(IMAM_SAHIB, "Imam Sahib"),
        when=(date(2020, 5, 2), date(2020, 5, 2), 1, "on Saturday"),
        mode="firearms",
        counts=(killed(document, "Three officers were killed", 3, 3, 3),),
        attribution=(coded(document, Attribution(by="source", name=PERSON, stance="asserts"), PERSON),),
        acled=coded(document, AcledType(event_type="Battles", sub_event_type="Armed clash"), "attacked a"),
    )
    grown = Assessment(
        id=content_id(document.id, "grown"),
        document=document.id,
        direction=coded(document, "up", "has grown"),
        subject=coded(document, "Violence", "Violence"),
        area=coded(document, "the district", "the district"),
    )
    vague = Problem(
        stage="resolve",
        code="date-vague",
        detail="the weeks are not counted",
        document=document.id,
        quote=said(document, "for weeks"),
    )
    return document, code(document, attack, assessments=(grown,), problems=(vague,))


def kunduz_paper() -> Report:
    """The same attack, a day later: another toll, a party the registry does not know, a rival for it."""
    document = read(
        "Five dead after Kunduz raid\n\n"
        f"Five people died when insurgents raided a checkpoint in Imam Sahib at the weekend. {PERSON} was "
        "among the victims.",
        source="Daily Paper",
        published=date(2020, 5, 4),
    )
    victim = coded(
        document,
        Party(role="victim", actor=SOMEBODY, text=PERSON),
        PERSON,
        rivals=(Party(role="recipient", actor=SOMEBODY, text=PERSON),),
    )
    raid = tell(
        document,
        "raided",
        where=(IMAM_SAHIB, "Imam Sahib"),
        when=(date(2020, 5, 2), date(2020, 5, 3), 2, "at the weekend"),
        counts=(killed(document, "Five people died", 5, None),),
        tags=(coded(document, "civilians", "victims"),),
    )
    parties = (coded(document, Party(role="initiator", actor=TALIBAN, text="insurgents"), "insurgents"), victim)
    return document, code(document, replace(raid, parties=parties))


def idlib_patrol() -> Report:
    """No day is told: only the day of publication is known. No fingerprints."""
    document = read(
        "Eighth patrol on the M4\n\nRussia and Turkey held their eighth joint patrol, which stopped at Nayrab.",
        source="Northern Wire",
        published=date(2020, 5, 7),
    )
    patrol = tell(
        document,
        "held",
        "COOPERATE",
        parties=(("initiator", RUSSIA, "Russia"), ("recipient", TURKEY, "Turkey")),
        where=(NAYRAB, "Nayrab"),
        ordinal=coded(document, 8, "eighth"),
    )
    return document, code(document, patrol, fingerprints=None)


def macomia_plan() -> Report:
    """Nothing dates it, nobody is named, and it has not happened."""
    document = read("Macomia on edge\n\nArmed men intend to burn Macomia, residents fear.", source=None)
    plan = tell(document, "intend to burn", "THREATEN", where=(MACOMIA, "Macomia"), status="planned")
    return document, code(document, plan)


def taveuni_march() -> Report:
    """Across the antimeridian; deaths are told without a best number."""
    document = read(
        "March in Fiji\n\nCafé owners on Taveuni marched on 9 May; at least one marcher was killed.",
        source="Pacific Émissions",
        published=date(2020, 5, 10),
    )
    march = tell(
        document,
        "marched",
        "PROTEST",
        where=(TAVEUNI, "Taveuni"),
        when=(date(2020, 5, 9), date(2020, 5, 9), 1, "on 9 May"),
        counts=(killed(document, "at least one marcher was killed", 1, None),),
    )
    return document, code(document, march)


ALL = (kunduz_wire, kunduz_paper, idlib_patrol, macomia_plan, taveuni_march)


def fold(*mentions: Mention, grade: str = "weak") -> Event:
    """An event as the first mention tells it; a field that others tell otherwise becomes a rival."""
    first, *others = mentions
    fields = {name: getattr(first, name) for name in CODED_FIELDS}
    sources = tuple(sorted({mention.source for mention in mentions if mention.source}))
    return Event(
        **fields,
        id=first.id,
        mentions=tuple(mention.id for mention in mentions),
        documents=tuple(sorted({mention.document for mention in mentions})),
        published=first.published,
        aliases=tuple(sorted(mention.id for mention in others)),
        rivals=tuple(
            (name, claim) for other in others for name in ("parties", "counts") for claim in getattr(other, name)
        ),
        corroboration=Corroboration(sources=sources, independent_sources=len(sources), grade=grade, rule="hand"),
        coder=CODER,
    )


def bulletins(number: int) -> Iterator[Report]:
    """As many reports as you like, three mentions each, over a hundred days and as many places."""
    for index in range(number):
        document = read(
            f"Bulletin {index}\n\nShells hit quarter {index}. Drones struck depot {index}. Troops seized hill {index}.",
            source=f"Desk {index % 7}",
            published=(day := date(2021, 1, 1) + timedelta(days=index % 100)),
        )
        where = place(
            f"user:{index % 100}", f"Quarter {index % 100}", "UKR", "Kherson", lat=46.0, lon=30 + index % 100 / 10
        )
        mentions = [
            tell(document, trigger, kind, where=(where, f"quarter {index}"), when=(day, day, 1, f"Bulletin {index}"))
            for trigger, kind in (("hit", "ASSAULT"), ("struck", "ASSAULT"), ("seized", "COERCE"))
        ]
        yield document, code(document, *mentions)


def fill(store: Store) -> None:
    """Add all reports, and one event per incident: the two on Kunduz are one."""
    told = {}
    for report in ALL:
        document, coding = report()
        store.add(document, coding, at=AT)
        (told[report.__name__],) = coding.mentions
    wire, paper = told.pop("kunduz_wire"), told.pop("kunduz_paper")
    store.replace_events((), [fold(wire, paper, grade="fair"), *map(fold, told.values())], at=AT)
