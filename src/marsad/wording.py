"""Values of a record in words for people; never finer than the record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Record = Mapping[str, Any]

#: Fields that are derived from others by a table; their words only repeat those of others.
DERIVED = ("acled", "ged", "cameo", "goldstein", "contexts", "tags")


def who(record: Record, *roles: str) -> str:
    """The parties in these roles, by the registry's names where it has them."""
    return ", ".join(_name(party) for party in record["parties"] if party["role"] in roles)


def when(record: Record) -> str:
    """The day, or first and last possible day; in brackets the day of publication where none is told."""
    span = record["when"]
    if span is None:
        return f"(reported {record['reported_on']})" if record["reported_on"] else ""
    return str(span["first"]) if span["first"] == span["last"] else f"{span['first']} – {span['last']}"


def where(record: Record) -> str:
    """Place, province, country."""
    place = record["where"]
    if place is None:
        return ""
    return ", ".join(dict.fromkeys(part for part in (place["name"], place["admin1"], place["country"]) if part))


def count_text(count: Record | None) -> str:
    """ "3", "3–5", "≥ 3"."""
    if count is None:
        return ""
    low, best, high = count["low"], count["best"], count["high"]
    if low is not None and high is not None and low != high:
        return f"{low}–{high}"
    if high is None and low is not None:
        return f"≥ {low}"
    return "" if best is None else str(best)


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """One coded value as an event's page shows it; ``note`` says how precise it is, or what kind of thing."""

    field: str
    label: str
    text: str
    note: str
    method: str
    confidence: float | None
    quotes: tuple[Record, ...]


def values(record: Record) -> list[Value]:
    """Everything coded, in the order in which it is read: what, who says so, who, where, when, how many, the rest."""
    return [_value(record, told) for told in _told(record) if told.field in record["claims"]]


def rivals(record: Record) -> list[Value]:
    """The claims that lost."""
    return [
        Value(
            field=rival["field"],
            label=_label(rival["field"]),
            text=_plain(rival["value"]),
            note="",
            method=rival["method"],
            confidence=rival["confidence"],
            quotes=tuple(rival["quotes"]),
        )
        for rival in record["rivals"]
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """A value before its reasons; ``item`` is its place in a list field, or its measure."""

    field: str
    label: str
    text: str
    note: str = ""
    item: int | str | None = None


def _value(record: Record, told: _Told) -> Value:
    reason, quotes = record["claims"][told.field], record["quotes"][told.field]
    if told.item is not None:
        reason = next(one for one in reason if one["item"] == told.item)
        quotes = [quote for quote in quotes if quote["item"] == told.item]
    return Value(
        field=told.field,
        label=told.label,
        text=told.text,
        note=told.note,
        method=reason["method"],
        confidence=reason["confidence"],
        quotes=tuple(quotes),
    )


def _told(record: Record) -> Iterator[_Told]:
    for field in ("kind", "mode", "status"):
        yield _Told(field=field, label=field, text=str(record[field]))
    for item, said in enumerate(record["attribution"]):
        name, note = (said["name"], f"{said['by']}, ") if said["name"] else (f"the {said['by']}", "")
        yield _Told(field="attribution", label="said by", text=name, note=note + said["stance"], item=item)
    for item, party in enumerate(record["parties"]):
        yield _Told(field="parties", label=_label(party["role"]), text=_name(party), note=_party_note(party), item=item)
    if place := record["where"]:
        precision = (f"{key} {place[key]}" for key in ("where_prec", "geo_precision") if place[key] is not None)
        yield _Told(field="where", label="where", text=where(record), note=", ".join((place["shape"], *precision)))
    if span := record["when"]:
        yield _Told(field="when", label="when", text=when(record), note=f"date_prec {span['date_prec']}")
    yield _Told(field="duration", label="duration", text=_plain(record["duration"]))
    for measure, count in record["counts"].items():
        note = ", ".join(f"{party} {number}" for party, number in sorted(count["by_party"].items()))
        yield _Told(field="counts", label=measure, text=count_text(count), note=note, item=measure)
    yield from _listed(record, "means", "escort", "targets", "outcome")
    for field in ("campaign", "ordinal"):
        yield _Told(field=field, label=field, text=_plain(record[field]))
    for field, label in _CODES.items():
        yield _Told(field=field, label=label, text=_plain(record[field]))
    yield from _listed(record, "contexts", "tags")


_CODES = {
    "acled": "ACLED type",
    "ged": "UCDP type of violence",
    "cameo": "CAMEO code",
    "goldstein": "Goldstein score",
}


def _listed(record: Record, *fields: str) -> Iterator[_Told]:
    for field in fields:
        for item, text in enumerate(record[field]):
            yield _Told(field=field, label=_label(field), text=text, item=item)


def _label(name: str) -> str:
    plural = {"parties": "party", "targets": "target", "contexts": "context", "tags": "tag", "counts": "count"}
    return plural.get(name, name).replace("_", " ")


def _name(party: Record) -> str:
    return str(party["name"] or party["text"] or "?")


def _party_note(party: Record) -> str:
    known = (party["sector"], party["country"], None if party["actor"] else "not in the registry")
    return ", ".join(part for part in known if part)


def _plain(value: Any) -> str:
    """A value without a form of its own: its parts that are known."""
    if isinstance(value, Mapping):
        return " / ".join(str(held) for held in value.values() if held not in (None, {}, []))
    return str(value)
