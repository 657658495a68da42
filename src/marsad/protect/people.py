"""Private persons: who an unknown party was becomes what they were, and words that may name somebody are withheld.

Works on a record of its own (a deep copy) and changes it; each step returns the names of what it changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Any

from marsad.protect.area import is_of_place
from marsad.protect.cuts import WORD_LISTS, blank, drop_losers, each_quote, keep_items
from marsad.protect.policy import Groups, Policy
from marsad.protect.words import IsKnown, Known, is_description, is_name_like, may_leave, may_leave_alone

Row = dict[str, Any]

#: Fields of closed vocabularies: their losing values hold no words of a text.
_CLOSED = frozenset(("kind", "mode", "status", "counts", "acled", "ged", "cameo", "goldstein", "ordinal"))
#: Fields whose quotes name who did it and who says so.
_NAMING = frozenset(("parties", "attribution"))
#: Fields whose quotes name days and months.
_ON_TIME = frozenset(("when", "duration", "status"))
_ACTOR_ID = re.compile(r"(?=.*[a-z])[a-z0-9]+(?:-[a-z0-9]+)*")


def without_names(record: Row, policy: Policy, known: Known) -> set[str]:
    """Take out all words that could name a private person. Quotes come last: what they may say depends on the rest."""
    hidden, persons = _private_spans(record, policy), _person_spans(record)
    changes = {"rivals-dropped"} if drop_losers(record, lambda field: field not in _CLOSED) else set()
    changes |= _parties(record, policy) | _attribution(record) | _texts(record, policy)
    return changes | _quotes(record, policy, known, (hidden, persons))


# --- who ---------------------------------------------------------------------------------------


def _called(party: Row) -> str | None:
    """What the text calls an unknown party."""
    return next((party[key] for key in ("name", "text") if party[key]), None)


def _is_private(party: Row, policy: Policy) -> bool:
    """Whether a party may be a person: no actor of the registry, no group by its name, not just described."""
    if party["actor"] is not None:
        return False
    called = _called(party)
    return called is None or not (is_group(called, policy.groups) or is_description(called, policy))


def _parties(record: Row, policy: Policy) -> set[str]:
    changes = set()
    for party in record["parties"]:
        if _is_private(party, policy):
            party["name"] = policy.roles.get(party["sector"] or "", policy.roles[""])
            changes.add("name-to-role")
        elif party["actor"] is None:
            called = str(_called(party))
            party["name"] = called if is_group(called, policy.groups) else called.casefold()
        # The words for a known actor may hold the name of one of its people ("the army captain Fulan").
        party["text"] = None
    return changes


@lru_cache(maxsize=65536)
def is_group(name: str, groups: Groups) -> bool:
    """Whether a name must be a group's: two words or more, one of them saying so, no title, nothing but a name."""
    words = name.replace(",", " , ").split()
    plain = [word.casefold().strip(".'’") for word in words]
    if plain and plain[0] == "the":
        words, plain = words[1:], plain[1:]
    if len(words) < 2 or not is_name_like(words[0]) or groups.titles.intersection(plain):
        return False
    says_so = plain[-1] in groups.last or " ".join(plain[-2:]) in groups.last or plain[0] in groups.first
    return says_so and all(
        is_name_like(word) or small in groups.links or small in groups.last
        for word, small in zip(words, plain, strict=True)
    )


def _attribution(record: Row) -> set[str]:
    """Only parties to the conflict, by their ids, and the outlets themselves are named."""
    changes = set()
    outlets = {*record.get("sources", ()), record.get("source")}
    for said in record["attribution"]:
        name = said["name"] or ""
        is_open = (said["by"] == "party" and _ACTOR_ID.fullmatch(name)) or (said["by"] == "outlet" and name in outlets)
        if name and not is_open:
            said["name"] = None
            changes.add("source-name-dropped")
    return changes


# --- other words -------------------------------------------------------------------------------


def _texts(record: Row, policy: Policy) -> set[str]:
    """Free words: lists, duration, campaign, the sides of a count."""

    def stays(words: str) -> bool:
        return may_leave(words, policy)

    cut = [keep_items(record, field, stays) for field in WORD_LISTS]
    for field, words in (("duration", (record["duration"] or {}).get("text")), ("campaign", record["campaign"])):
        if words and not stays(words) and not (field == "campaign" and _is_operation(words, policy)):
            blank(record, field)
            cut.append(True)
    for count in record["counts"].values():
        sides = {side: number for side, number in count["by_party"].items() if stays(side)}
        cut.append(len(sides) < len(count["by_party"]))
        count["by_party"] = sides
    return {"words-withheld"} if any(cut) else set()


def _is_operation(campaign: str, policy: Policy) -> bool:
    return bool(policy.groups.campaigns.intersection(campaign.casefold().split()))


# --- quotes ------------------------------------------------------------------------------------

_Spans = set[tuple[str | None, int, int]]


def _private_spans(record: Row, policy: Policy) -> _Spans:
    """Where private persons and sources are named: (document, start, end)."""
    private = {("parties", index) for index, party in enumerate(record["parties"]) if _is_private(party, policy)}
    spans = set()
    for field, quote in each_quote(record):
        if field not in _NAMING:
            continue
        item = quote.get("item")
        said = record["attribution"][item] if field == "attribution" and isinstance(item, int) else None
        if (field, item) in private or (said and _names_source(said, quote["text"] or "")):
            spans.add(_span(quote))
    losers = [rival for rival in record.get("rivals", ()) if rival["field"] in ("parties", "attribution")]
    return spans | {
        _span(quote) for rival in losers if _was_private(rival["value"], policy) for quote in rival["quotes"]
    }


def _person_spans(record: Row) -> _Spans:
    """Where the coder found persons in the reports."""
    return {
        (report["document"], start, end)
        for report in record.get("reports", ())
        for start, end in report.get("persons") or ()
    }


def _names_source(said: Row, words: str) -> bool:
    return said["by"] == "source" and bool(said["name"]) and said["name"] in words


def _was_private(value: Row, policy: Policy) -> bool:
    """Whether a losing party or attribution named a person."""
    return _is_private(value, policy) if "actor" in value else value["by"] == "source" and value["name"] is not None


def _span(quote: Row) -> tuple[str | None, int, int]:
    return quote.get("document"), quote["start"], quote["end"]


def _quotes(record: Row, policy: Policy, known: Known, hidden: tuple[_Spans, _Spans]) -> set[str]:
    """Withhold quotes; ``hidden``: where private persons are named, and where the coder found persons."""
    is_known = cache(known_in(record, known))
    changes = set()
    is_open = not any(hidden)
    for field, quote in each_quote(record):
        words = quote["text"]
        if words is None or (is_open and may_leave_alone(words, policy, field in _ON_TIME)):
            continue
        if not _may_be_read(field, quote, policy, is_known, hidden):
            quote["text"] = None
            changes.add("quote-withheld")
    return changes


def _may_be_read(field: str, quote: Row, policy: Policy, is_known: IsKnown, hidden: tuple[_Spans, _Spans]) -> bool:
    private, persons = hidden
    if private and any(_touching(quote, private)):
        return False
    if persons and not all(is_known(words) for words in _touching(quote, persons)):
        return False
    words, is_time = quote["text"], field in _ON_TIME
    return (
        may_leave_alone(words, policy, is_time)
        or is_known(words)
        or may_leave(words, policy, is_known, is_time=is_time)
    )


def _touching(quote: Row, spans: _Spans) -> Iterator[str]:
    """The words of a quote that lie in one of these places."""
    document, start, end = _span(quote)
    for other, begin, stop in spans:
        if other == document and start < stop and begin < end:
            yield quote["text"][max(begin - start, 0) : stop - start]


def known_in(record: Row, known: Known) -> IsKnown:
    """Which names quotes of this record may hold: those of its known parties, its place, its named operation."""
    actors = {party["actor"] for party in record["parties"]} - {None}
    names = {party["name"] for party in record["parties"]} | {record["campaign"]}
    place = record["where"]

    def is_known(words: str) -> bool:
        if words in names or any(known.is_called(actor, words) for actor in actors):
            return True
        return place is not None and is_of_place(place, words, known)

    return is_known
