"""Marsad's coding in the layout of GDELT 2.0: the table of events and the table of their mentions in reports.

Source: GDELT event codebook 2.0 (columns, types of places, fraction of the year, quad classes) and CAMEO's codes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from marsad.export.knowledge import countries, goldstein_scores, standard
from marsad.export.notes import stamp
from marsad.export.sheet import tsv_form

Record = Mapping[str, Any]
Row = dict[str, Any]

#: An event id as a whole number: 13 hexadecimal digits, 52 bits, inside the range of GDELT's column and of a float.
_ID_DIGITS = 13
_DOERS, _DONE_TO = ("initiator",), ("recipient", "victim")
#: GDELT's types of places.
_COUNTRY, _US_STATE, _US_CITY, _CITY, _DIVISION = 1, 2, 3, 4, 5
#: UCDP where_prec from which a place is a division or a country.
_DIVISIONS, _COUNTRIES = (3, 4, 5), (6,)
_WEB, _CITATION = 1, 2
_UNKNOWN_OFFSET = -1


def _is_held(record: Record) -> bool:
    return bool(record["when"] and record["cameo"] and record["status"] in standard("gdelt")["statuses"])


def _number(record: Record) -> int:
    return int(record["id"][:_ID_DIGITS], 16)


def _stamp(day: str | None) -> str | None:
    """A day as GDELT's date and time in UTC; its time of day is not known."""
    return day and day.replace("-", "") + "000000"


# --- events ------------------------------------------------------------------------------------


def event_row(record: Record) -> Row:
    """One event in the 61 columns."""
    code, (year, month, day) = record["cameo"], record["when"]["first"].split("-")
    reports = record.get("reports", [])
    return dict.fromkeys(standard("gdelt")["columns"]) | {
        "GLOBALEVENTID": _number(record),
        "SQLDATE": f"{year}{month}{day}",
        "MonthYear": f"{year}{month}",
        "Year": year,
        "FractionDate": f"{int(year) + min((int(month) * 30 + int(day)) / 365, 0.9999):.4f}",
        **_actor(record, "Actor1", _DOERS),
        **_actor(record, "Actor2", _DONE_TO),
        "IsRootEvent": int(any(quote["sentence"] <= 1 for quote in record["quotes"].get("kind", ()))),
        "EventCode": code,
        "EventBaseCode": code[:3],
        "EventRootCode": code[:2],
        "QuadClass": next(quad for quad, roots in standard("gdelt")["quad"].items() if code[:2] in roots),
        "GoldsteinScale": _goldstein(code),
        "NumMentions": len(record["mentions"]),
        "NumSources": len(record["sources"]),
        "NumArticles": len(record["documents"]),
        **_place(record["where"]),
        "DATEADDED": _stamp(record["published"]),
        "SOURCEURL": next((report["url"] for report in reports if report.get("url")), None),
    }


def _goldstein(code: str) -> float | None:
    """The score of the code, else of the code that holds it."""
    scores = goldstein_scores()
    return next((scores[part] for part in (code, code[:3], code[:2]) if part in scores), None)


def _actor(record: Record, side: str, roles: tuple[str, ...]) -> Row:
    """The columns of one actor: the first of its side."""
    party = next((party for role in roles for party in record["parties"] if party["role"] == role), None)
    if party is None:
        return {}
    country, role = party["country"] or "", standard("gdelt")["role"].get(party["sector"], "")
    return {
        f"{side}Code": f"{country}{role}" or None,
        f"{side}Name": (party["name"] or "").upper() or None,
        f"{side}CountryCode": country or None,
        f"{side}Type1Code": role or None,
    }


def _place(where: Mapping[str, Any] | None) -> Row:
    if where is None:
        return {}
    country = countries().get(where["country"] or "", {})
    kind = _type_of(where)
    names = [where["name"], where["admin1"], country.get("name")]
    return {
        "ActionGeo_Type": kind,
        "ActionGeo_FullName": ", ".join(dict.fromkeys(name for name in names if name)),
        "ActionGeo_CountryCode": country.get("fips") or None,
        "ActionGeo_Lat": where["lat"],
        "ActionGeo_Long": where["lon"],
        "ActionGeo_FeatureID": (country.get("fips") or None) if kind == _COUNTRY else None,
    }


def _type_of(where: Mapping[str, Any]) -> int:
    is_american = where["country"] == "USA"
    if where["where_prec"] in _COUNTRIES:
        return _COUNTRY
    if where["where_prec"] in _DIVISIONS:
        return _US_STATE if is_american else _DIVISION
    return _US_CITY if is_american else _CITY


# --- mentions ----------------------------------------------------------------------------------


def mention_rows(record: Record) -> Iterator[Row]:
    """A row for each report on the event, in the order of the record."""
    reports = {report["document"]: report for report in record.get("reports", ())}
    for document in record["documents"]:
        report = reports.get(document, {})
        act = _first_quote(record, "kind", document)
        yield dict.fromkeys(standard("gdelt-mentions")["columns"]) | {
            "GLOBALEVENTID": _number(record),
            "EventTimeDate": _stamp(record["when"]["first"]),
            "MentionTimeDate": _stamp(report.get("published") or record["published"]),
            "MentionType": _WEB if report.get("url") else _CITATION,
            "MentionSourceName": report.get("source"),
            "MentionIdentifier": report.get("url") or document,
            "SentenceID": act["sentence"] + 1 if act else None,
            "Actor1CharOffset": _offset(record, _DOERS, document),
            "Actor2CharOffset": _offset(record, _DONE_TO, document),
            "ActionCharOffset": act["start"] if act else _UNKNOWN_OFFSET,
            "InRawText": 1,
            "Confidence": _confidence(record),
            "MentionDocLen": report.get("length"),
            "Extras": "; ".join(filter(None, (f"review={record['review_state']}", stamp(record)))),
        }


def _first_quote(record: Record, field: str, document: str, item: int | None = None) -> Mapping[str, Any] | None:
    found = (
        quote
        for quote in record["quotes"].get(field, ())
        if quote.get("document") == document and item in (None, quote.get("item"))
    )
    return min(found, key=lambda quote: int(quote["start"]), default=None)


def _offset(record: Record, roles: tuple[str, ...], document: str) -> int:
    """Where the text first names the first party of a side; -1 where it does not."""
    item = next(
        (index for role in roles for index, party in enumerate(record["parties"]) if party["role"] == role), None
    )
    quote = None if item is None else _first_quote(record, "parties", document, item)
    return _UNKNOWN_OFFSET if quote is None else int(quote["start"])


def _confidence(record: Record) -> int | None:
    """GDELT's 10 to 100, in steps of ten."""
    given = record["claims"]["kind"]["confidence"]
    return None if given is None else max(10, round(given * 10) * 10)


#: The events table: 61 columns between tabs, without a line of names.
gdelt = tsv_form(
    lambda records: (event_row(record) for record in records if _is_held(record)),
    lambda: list(standard("gdelt")["columns"]),
    header=False,
)
#: The mentions table: 16 columns, a line for each report on each event, with sentence and offsets in the text.
gdelt_mentions = tsv_form(
    lambda records: (row for record in records if _is_held(record) for row in mention_rows(record)),
    lambda: list(standard("gdelt-mentions")["columns"]),
    header=False,
)
