"""Events as flat records, told in words and values; every quote stands in the text given."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any, cast

from marsad.record import content_id, event_record
from marsad.types import (
    AcledType,
    Actor,
    Attribution,
    Claim,
    Corroboration,
    Count,
    DateRange,
    Event,
    Measure,
    Party,
    Place,
    Quote,
    Role,
    Span,
)

#: Long after all events here: nothing is held back for its date.
LATE = datetime(2030, 1, 1, tzinfo=UTC)

TALIBAN = Actor(id="taliban", name="Taliban", sector="REB", country="AFG", inter=2)
POLICE = Actor(id="police-afg", name="Afghan National Police", sector="COP", country="AFG", inter=1)
ARMY = Actor(id="mil-syr", name="Syrian Arab Army", sector="MIL", country="SYR", inter=1)
STATE = Actor(id="islamic-state", name="Islamic State", sector="REB", country=None, inter=2)
CIVILIANS = Actor(id="civilians-syr", name="Civilians (Syria)", sector="CVL", country="SYR", inter=7)
SOMEBODY = Actor(id=None, name=None, sector="CVL", country=None, inter=7)

Counts = dict[str, int | tuple[int | None, int | None, int | None]]


def place(name: str = "Imam Sahib", **more: Any) -> Place:
    fields = {
        "id": "gn:1140016",
        "shape": "point",
        "country": "AFG",
        "admin1": "Kunduz",
        "admin2": "Imam Sahib District",
        "lat": 37.18897,
        "lon": 68.93644,
        "where_prec": 1,
        "geo_precision": 1,
    }
    return Place(name=name, **cast("Any", {**fields, **more}))


def days(first: str, last: str | None = None, date_prec: int = 1) -> DateRange:
    return DateRange(first=date.fromisoformat(first), last=date.fromisoformat(last or first), date_prec=date_prec)


def event(text: str = "fighters attacked the post", **told: Any) -> dict[str, Any]:
    """The record of an event of one document with this text.

    ``words`` says which words of the text a field is quoted from; without it the whole text is the quote.
    """
    words: dict[str, Any] = told.pop("words", {})
    document = content_id(text)

    def quote(part: str | None) -> Quote:
        part = text if part is None else part
        start = text.index(part)
        return Quote(document=document, sentence=0, span=Span(start=start, end=start + len(part)), text=part)

    def coded(field: str, value: Any, part: str | None = None, **more: Any) -> Claim[Any]:
        return Claim(value=value, quotes=(quote(part or words.get(field)),), method="hand@1", **more)

    def single(field: str) -> Claim[Any] | None:
        return None if told.get(field) is None else coded(field, told[field])

    def listed(field: str) -> tuple[Claim[Any], ...]:
        return tuple(coded(field, value) for value in told.get(field, ()))

    published = told.get("published", "2020-05-03")
    made = Event(
        id=told.get("id") or content_id(text, sorted(map(str, told))),
        mentions=("m1",),
        documents=(document,),
        published=date.fromisoformat(published) if published else None,
        coder="hand@1",
        corroboration=Corroboration(
            sources=tuple(told.get("sources", ("Northern Wire",))), independent_sources=1, grade="weak", rule="hand"
        ),
        rivals=tuple((field, coded(field, value)) for field, value in told.get("rivals", ())),
        kind=coded("kind", told.get("kind", "ASSAULT")),
        status=coded("status", told.get("status", "happened")),
        parties=tuple(_party(coded, *row) for row in told.get("parties", ())),
        attribution=tuple(
            coded(
                "attribution", Attribution(by=by, name=name, stance="asserts"), name if name and name in text else None
            )
            for by, name in told.get("said", ())
        ),
        counts=tuple(_count(coded, measure, number) for measure, number in told.get("counts", {}).items()),
        mode=single("mode"),
        where=single("where"),
        when=single("when"),
        duration=single("duration"),
        campaign=single("campaign"),
        ordinal=single("ordinal"),
        ged=single("ged"),
        acled=None if "acled" not in told else coded("acled", _acled(told["acled"])),
        **{name: listed(name) for name in ("means", "escort", "targets", "outcome", "contexts", "tags")},
    )
    return cast("dict[str, Any]", event_record(made))


def _party(coded: Any, role: Role, actor: Actor, text: str | None) -> Claim[Party]:
    claim: Claim[Party] = coded("parties", Party(role=role, actor=actor, text=text), text)
    return claim


def _count(coded: Any, measure: Measure, told: Any) -> Claim[Count]:
    by_party: Sequence[tuple[str, int]] = ()
    if isinstance(told, dict):
        by_party = tuple(sorted(told["by_party"].items()))
        told = told["range"]
    low, best, high = (told, told, told) if isinstance(told, int) else told
    claim: Claim[Count] = coded(
        "counts", Count(measure=measure, low=low, best=best, high=high, by_party=tuple(by_party))
    )
    return claim


def _acled(told: str) -> AcledType:
    event_type, sub_event_type = told.split(": ")
    return AcledType(event_type=event_type, sub_event_type=sub_event_type)
