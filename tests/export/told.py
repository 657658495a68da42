"""Events with their reports, as they reach the exporters: an attack told by two outlets, a march, talks, a plan."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any

from marsad.export import EXPORTERS
from marsad.record import content_id
from marsad.types import Actor
from tests.protect.events import CIVILIANS, POLICE, TALIBAN, days, event, place

TEXT = "Taliban fighters attacked a police post"
CROWD = Actor(id="protesters-afg", name="Protesters (Afghanistan)", sector="CVL", country="AFG", inter=6)


def report(record: dict[str, Any], **more: Any) -> dict[str, Any]:
    """The record with what is known of its one report."""
    held = {
        "document": record["documents"][0],
        "source": record["sources"][0] if record["sources"] else None,
        "published": record["published"],
        "url": "https://wire.example/post",
        "title": "Post attacked",
        "language": "en",
        "length": 412,
    }
    return {**record, "reports": [{**held, **more}]}


def attack(text: str = TEXT, **more: Any) -> dict[str, Any]:
    """Two attacks that differ in anything have ids of their own."""
    told: dict[str, Any] = {
        "id": content_id(text, repr(sorted(more.items(), key=str))),
        "mode": "firearms",
        "parties": (("initiator", TALIBAN, "Taliban"), ("recipient", POLICE, "police"), ("victim", CIVILIANS, None)),
        "words": {"kind": "attacked"},
        "where": place(),
        "when": days("2020-05-02", "2020-05-03", 2),
        "counts": {"killed": {"range": (3, 4, None), "by_party": {"civilians": 2}}, "injured": 6},
        "targets": ("police post",),
        "contexts": ("military",),
        "acled": "Battles: Armed clash",
        "ged": 1,
        "sources": ("Northern Wire",),
    }
    record = event(text, **{**told, **more})
    return report({**record, "cameo": "190", "goldstein": -9.0})


def march(**more: Any) -> dict[str, Any]:
    told = {
        "kind": "PROTEST",
        "mode": "demo",
        "parties": (("initiator", CROWD, "marchers"),),
        "where": place("Kunduz", id="gn:1135690", admin2=None),
        "when": days("2020-05-20"),
        "counts": {"participants": (200, None, None)},
        "acled": "Protests: Peaceful protest",
        "sources": ("Daily Paper",),
    }
    record = event("marchers filled the square", **{**told, **more})
    return report({**record, "cameo": "141", "goldstein": -5.0}, url=None, title=None, published="2020-05-21")


def talks() -> dict[str, Any]:
    """Without a day, a place, a code or a report."""
    return event("they met", kind="CONSULT", published=None, sources=())


def planned() -> dict[str, Any]:
    record = event("they plan to attack", status="planned", when=days("2020-06-01"), sources=("Daily Paper",))
    return report({**record, "cameo": "190", "goldstein": -9.0})


def told() -> list[dict[str, Any]]:
    return [attack(), march(), talks(), planned()]


def exported(form: str, records: Iterable[dict[str, Any]]) -> bytes:
    out = io.BytesIO()
    EXPORTERS[form](records, out)
    return out.getvalue()
