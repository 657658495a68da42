"""Private persons: who an unknown party was becomes what they were, and words that may name somebody are withheld.

Works on a record of its own (a deep copy) and changes it; each step returns the names of what it changed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from marsad.protect.area import is_named
from marsad.protect.cuts import WORD_LISTS, blank, drop_losers, each_quote, keep_items
from marsad.protect.policy import Groups, Policy
from marsad.protect.words import IsKnown, is_name_like, may_leave, nothing

#: Is the actor with this id called by these words?
IsCalled = Callable[[str, str], bool]
Row = dict[str, Any]

#: Fields of closed vocabularies: their losing values hold no words of a text.
_CLOSED = frozenset(("kind", "mode", "status", "counts", "acled", "ged", "cameo", "goldstein", "ordinal"))
_ACTOR_ID = re.compile(r"(?=.*[a-z])[a-z0-9]+(?:-[a-z0-9]+)*")


def nobody(_actor: str, _words: str) -> bool:
    """No actor is known by any words but its name."""
    return False


def without_names(record: Row, policy: Policy, is_called: IsCalled) -> set[str]:
    """Take out all words that could name a private person. Quotes come last: what they may say depends on the rest."""
    hidden = _private_spans(record, policy)
    changes = {"rivals-dropped"} if drop_losers(record, lambda field: field not in _CLOSED) else set()
    changes |= _parties(record, policy) | _attribution(record) | _texts(record, policy)
    return changes | _quotes(record, policy, is_called, hidden)


# --- who ---------------------------------------------------------------------------------------


def _called(party: Row) -> str | None:
    """What the text calls an unknown party."""
    return next((party[key] for key in ("name", "text") if party[key]), None)


def _is_private(party: Row, policy: Policy) -> bool:
    called = _called(party)
    return party["actor"] is None and (called is None or not is_group(called, policy.groups))


def _parties(record: Row, policy: Policy) -> set[str]:
    changes = set()
    for party in record["parties"]:
        if _is_private(party, policy):
            party["name"] = policy.roles.get(party["sector"] or "", policy.roles[""])
            changes.add("name-to-role")
        elif party["actor"] is None:
            party["name"] = _called(party)
        # The words for a known actor may hold the name of one of its people ("the army captain Fulan").
        party["text"] = None
    return changes


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
    private |= {("attribution", index) for index, said in enumerate(record["attribution"]) if said["by"] != "party"}
    spans = {span_of(quote) for field, quote in each_quote(record) if (field, quote.get("item")) in private}
    losers = [rival for rival in record.get("rivals", ()) if rival["field"] in ("parties", "attribution")]
    return spans | {span_of(quote) for rival in losers for quote in rival["quotes"]}


def span_of(quote: Row) -> tuple[str | None, int, int]:
    return quote.get("document"), quote["start"], quote["end"]


def _quotes(record: Row, policy: Policy, is_called: IsCalled, hidden: _Spans) -> set[str]:
    changes = set()
    for field, quote in each_quote(record):
        if quote["text"] is not None and not _may_be_read(record, field, quote, policy, is_called, hidden):
            quote["text"] = None
            changes.add("quote-withheld")
    return changes


def _may_be_read(  # noqa: PLR0917
    record: Row, field: str, quote: Row, policy: Policy, is_called: IsCalled, hidden: _Spans
) -> bool:
    document, start, end = span_of(quote)
    if any(other == document and start < stop and begin < end for other, begin, stop in hidden):
        return False
    is_known = _known_in(record, field, quote, is_called)
    return is_known(quote["text"]) or may_leave(quote["text"], policy, is_known, is_time=field == "when")


def _known_in(record: Row, field: str, quote: Row, is_called: IsCalled) -> IsKnown:
    """Which names a quote of this field may hold: a known party's own, the coded place's, the named operation's."""
    if field == "parties" and "item" in quote:
        party = record["parties"][quote["item"]]
        return lambda name: name == party["name"] or (party["actor"] is not None and is_called(party["actor"], name))
    if field == "where" and record["where"] is not None:
        return lambda name: is_named(record["where"], name)
    if field == "campaign" and record["campaign"] is not None:
        return lambda name: name in record["campaign"]
    return nothing
