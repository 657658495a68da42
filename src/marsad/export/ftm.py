"""FollowTheMoney entities: events, organisations, reports, and mentions of the organisations in the reports.

Source: the model of followthemoney 4 (schemata Event, Organization, PublicBody, Article, Mention), by which the tests
validate every entity; the library itself is not needed to write them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from marsad.export.form import Form, Piece, dumped
from marsad.export.knowledge import countries, standard
from marsad.export.notes import notes
from marsad.record import content_id

Record = Mapping[str, Any]
Entity = dict[str, Any]

_PREFIX = "mrs"


def _made(records: Iterable[Record]) -> list[tuple[str, bytes]]:
    """(id, line) of the entities of some events; the id is "" for events, which stand there once in any case."""
    found: dict[str, bytes] = {}
    lines = []
    for one in (one for record in records for one in entities(record)):
        if one["id"] not in found:
            found[one["id"]] = b""
            lines.append(("" if one["schema"] == "Event" else one["id"], dumped(one) + b"\n"))
    return lines


def _joined(made: Iterable[list[tuple[str, bytes]]]) -> Iterator[Piece]:
    """Organisations and reports of several events stand there once."""
    told: set[str] = set()
    for lines in made:
        new = [line for key, line in lines if not key or key not in told]
        told.update(key for key, _ in lines)
        yield b"".join(new), len(new)


def entities(record: Record) -> Iterator[Entity]:
    """The entities of one event: itself last, after all that it names."""
    organisations = {index: _organisation(party) for index, party in enumerate(record["parties"])}
    known = {index: one for index, one in organisations.items() if one is not None}
    articles = [_article(report) for report in record.get("reports", ())]
    yield from known.values()
    yield from articles
    yield from _mentions(record, known, {one["id"] for one in articles})
    yield _event(record, known, articles)


def _entity(schema: str, key: str, **properties: Any) -> Entity:
    """An entity; every property is a list of strings, and one without a value is left out."""
    listed = {
        name: [str(value) for value in (values if isinstance(values, list) else [values]) if value not in (None, "")]
        for name, values in properties.items()
    }
    return {
        "id": f"{_PREFIX}-{key}",
        "schema": schema,
        "properties": {name: values for name, values in listed.items() if values},
    }


def _country(alpha3: str | None) -> str | None:
    """The code that FollowTheMoney writes: alpha-2 in small letters."""
    return countries().get(alpha3 or "", {}).get("alpha2", "").lower() or None


def _organisation(party: Mapping[str, Any]) -> Entity | None:
    """An actor as an organisation; None for people and for parties without a name."""
    rules, name = standard("ftm"), party["name"]
    if not name or party["inter"] in rules["people"]["inter"]:
        return None
    if party["actor"] is None and name == name.lower():  # a role, such as "an armed group"
        return None
    key = party["actor"] or content_id(name)
    schema = rules["schema"].get(party["sector"], "Organization")
    return _entity(schema, f"actor-{key}", name=name, country=_country(party["country"]))


def _article(report: Mapping[str, Any]) -> Entity:
    return _entity(
        "Article",
        f"report-{report['document']}",
        title=report.get("title"),
        fileName=report["document"],
        publisher=report.get("source"),
        publishedAt=report.get("published"),
        sourceUrl=report.get("url"),
        language=standard("ftm")["languages"].get(report.get("language")),
    )


def _mentions(record: Record, known: Mapping[int, Entity], reports: set[str]) -> Iterator[Entity]:
    """Which report names which organisation."""
    for quote in record["quotes"].get("parties", ()):
        organisation, report = known.get(quote.get("item", -1)), f"{_PREFIX}-report-{quote.get('document')}"
        if organisation is not None and report in reports:
            yield _entity(
                "Mention",
                f"mention-{content_id(organisation['id'], report)}",
                document=report,
                name=organisation["properties"]["name"],
                resolved=organisation["id"],
                detectedSchema=organisation["schema"],
            )


def _event(record: Record, known: Mapping[int, Entity], articles: list[Entity]) -> Entity:
    where, when = record["where"] or {}, record["when"] or {}
    doers = [one["id"] for index, one in known.items() if record["parties"][index]["role"] == "initiator"]
    acled = (record["acled"] or {}).get("sub_event_type")
    words = [record["kind"], record["mode"], record["status"], acled, *record["tags"], *record["contexts"]]
    told = notes(record)
    return _entity(
        "Event",
        f"event-{record['id']}",
        name=told.partition(". ")[0],
        summary=told,
        startDate=when.get("first"),
        endDate=when.get("last"),
        location=where.get("name"),
        country=_country(where.get("country")),
        organizer=list(dict.fromkeys(doers)),
        involved=list(dict.fromkeys(one["id"] for one in known.values())),
        keywords=list(dict.fromkeys(word for word in words if word)),
        proof=[one["id"] for one in articles],
        recordId=f"MRS-{record['id']}",
    )


#: One entity a line.
ftm = Form(make=_made, join=_joined)
