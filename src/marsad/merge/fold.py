"""From mentions to the event: one claim per field, the others kept as rivals, and who stands behind it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from marsad.merge.corroborate import corroborate, independent_origins, party_told
from marsad.merge.elect import Ballot, alone, backing, ballots, by_value, elect, elect_finest, grouped, united
from marsad.merge.parties import unite_parties
from marsad.merge.policy import FoldPolicy
from marsad.merge.tally import tally
from marsad.merge.when import days, gap_days
from marsad.merge.where import km_apart, place_level
from marsad.types import CODED_FIELDS, Claim, Event, Fingerprints, Mention, Source

#: Words that add up: what one report names and another does not is still so.
_UNITED = ("attribution", "means", "escort", "targets", "outcome", "contexts", "tags")
_WORDS = ("duration", "campaign", "ordinal")
_DERIVED = ("acled", "ged", "cameo", "goldstein")
#: Fields of one value.
_SINGLE = ("kind", "mode", "status", "where", "when", *_WORDS, *_DERIVED)
#: UCDP where_prec of a place told without precision: coarser than a country.
_NO_PRECISION = 8


def fold(
    mentions: Sequence[Mention],
    *,
    policy: FoldPolicy,
    sources: Mapping[str, Source] | None = None,
    prints: Mapping[str, Fingerprints] | None = None,
) -> Event:
    """The event that these mentions tell of; at least one, in any order.

    ``sources`` by name say which outlets belong to a party or to one group; ``prints`` by document id show copies. The
    id is that of the least mention by publication, document and place in the text; the other mentions' ids are its
    aliases.
    """
    sources = sources or {}
    told = sorted(mentions, key=_first_told)
    origins = independent_origins(told, prints or {}, sources)
    choices = {**_coded(told, origins, policy), **_lists(told, origins), **_counts(told, origins, policy, sources)}
    dates = [mention.published for mention in told if mention.published]
    return Event(
        id=told[0].id,
        mentions=tuple(mention.id for mention in told),
        documents=tuple(sorted(origins)),
        published=min(dates, default=None),
        aliases=tuple(sorted(mention.id for mention in told[1:])),
        rivals=tuple((field, claim) for field in CODED_FIELDS for claim in choices[field][1]),
        corroboration=corroborate(told, origins, sources),
        coder="+".join(sorted({mention.coder for mention in told})),
        **{field: choices[field][0] for field in CODED_FIELDS},
    )


def _first_told(mention: Mention) -> tuple[date, str, int, str]:
    return mention.published or date.max, mention.document, mention.kind.quotes[0].span.start, mention.id


#: For each field what won (a claim, or a tuple of claims) and what lost.
_Chosen = dict[str, tuple[Any, tuple[Claim[Any], ...]]]


def _coded(told: Sequence[Mention], origins: Mapping[str, str], policy: FoldPolicy) -> _Chosen:
    """Fields of one value."""
    if len(told) == 1:
        held = {field: getattr(told[0], field) for field in _SINGLE}
        return {field: (claim and alone(claim), ()) for field, claim in held.items()}

    def cast(field: str, among: Iterable[Mention] = told) -> list[Ballot]:
        return ballots(among, field, origins)

    kind = elect(cast("kind"), policy.kind)
    of_kind = [mention for mention in told if kind.won and mention.kind.value == kind.won.value]
    mode = elect(cast("mode", of_kind), policy.kind)
    of_mode = [mention for mention in of_kind if mode.won and mention.mode and mention.mode.value == mode.won.value]
    chosen = {"kind": kind, "mode": mode, "status": elect(_affirmed_first(cast("status")), policy.status)}
    chosen["where"] = elect_finest(
        cast("where"),
        policy.where,
        lambda one, other: place_level(one, other, km_apart(one, other)) != "apart",
        lambda place: place.where_prec or _NO_PRECISION,
    )
    chosen["when"] = elect_finest(cast("when"), policy.when, lambda one, other: gap_days(one, other) == 0, days)
    chosen |= {field: elect(cast(field), policy.words) for field in _WORDS}
    chosen |= {field: elect(cast(field, of_mode) or cast(field, of_kind), policy.kind) for field in _DERIVED}
    return {field: (choice.won, choice.lost) for field, choice in chosen.items()}


def _affirmed_first(cast: list[Ballot]) -> list[Ballot]:
    """One word against one: what is said to have happened goes before its denial."""
    return sorted(cast, key=lambda ballot: bool(ballot.claim.value == "denied"))


def _lists(told: Sequence[Mention], origins: Mapping[str, str]) -> _Chosen:
    """Fields of many values, which add up."""
    chosen: _Chosen = {"parties": unite_parties(ballots(told, "parties", origins))}
    for field in _UNITED:
        if not any(getattr(mention, field) for mention in told):
            chosen[field] = (), ()
            continue
        groups = sorted(grouped(ballots(told, field, origins)), key=lambda group: -backing(group))
        chosen[field] = tuple(united(group) for group in groups), ()
    return chosen


def _counts(
    told: Sequence[Mention], origins: Mapping[str, str], policy: FoldPolicy, sources: Mapping[str, Source]
) -> _Chosen:
    """One count per measure. What a party to the conflict says counts only where nobody else gives a number."""
    free = ballots([one for one in told if not party_told(one, sources)], "counts", origins)
    bound = ballots([one for one in told if party_told(one, sources)], "counts", origins)
    won: list[Claim[Any]] = []
    lost: list[Claim[Any]] = []
    for measure in sorted({ballot.claim.value.measure for ballot in (*free, *bound)}):
        heard, unheard = ([one for one in part if one.claim.value.measure == measure] for part in (free, bound))
        if not heard:
            heard, unheard = unheard, []
        chosen = tally(heard, policy)
        won += [chosen.won] if chosen.won else []
        lost += [*chosen.lost, *(united(group) for group in by_value(unheard))]
    return {"counts": (tuple(won), tuple(lost))}
