"""Two mentions side by side: what agrees, what does not, what is not known. No verdict yet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any, Literal

from marsad.merge.fingerprint import resemblance
from marsad.merge.tables import table
from marsad.merge.tolls import CountLevel, count_level, figure, others_level
from marsad.merge.when import TimeLevel, gap_days, time_level
from marsad.merge.where import PlaceLevel, coarse, km_apart, place_level
from marsad.merge.who import SideLevel, Sides, sides
from marsad.types import KINDS, Claim, Fingerprints, Mention

#: Days between two publications, at most.
_REPORTED = {"same_day": 0, "near": 1, "week": 7}
_WEEK_KNOWN = 3  # UCDP date_prec


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """The features of a pair, by name. None: not known on one side, which speaks neither for nor against.

    The order of the two mentions given to :func:`compare` makes no difference; ``left < right``.
    """

    left: str
    right: str
    same_document: bool
    copy: Literal["same_spot", "elsewhere", "partly"] | None
    kind: Literal["equal", "family", "apart"]
    mode: Literal["equal", "related", "apart"] | None
    status: Literal["equal", "compatible", "denial", "apart"]
    time: TimeLevel | None  #: None: one of them is undated
    reported: Literal["same_day", "near", "week", "far"] | None  #: how far apart published; only where ``time`` is None
    reported_before: bool  #: one was published before the other says it happened
    place: PlaceLevel | None
    initiators: SideLevel | None
    recipients: SideLevel | None
    swapped: bool
    battle: bool  #: ACLED calls both a battle, whose direction means nothing
    deaths: CountLevel | None
    others: CountLevel | None  #: injured, abducted, detained, displaced, participants
    lowers_deaths: bool
    means: Literal["shared", "apart"] | None
    targets: Literal["shared", "apart"] | None
    campaign: Literal["equal", "apart"] | None
    ordinal: Literal["equal", "apart"] | None  #: only within one series
    round_up: bool  #: one is no finer than a province and a week
    days_apart: int | None  #: between the two date ranges
    km_apart: float | None  #: between the two points
    jaccard: float | None  #: of the two documents' word triples, estimated


def compare(left: Mention, right: Mention, prints: Mapping[str, Fingerprints]) -> Comparison:
    """The features of a pair. ``prints`` holds the fingerprints by document id; one that is missing is not known."""
    left, right = sorted((left, right), key=lambda mention: mention.id)
    earlier, later = sorted((left, right), key=lambda mention: (str(mention.published or ""), mention.id))
    between = _days_between(earlier, later)
    who = sides(left, right)
    jaccard = resemblance(prints.get(left.document), prints.get(right.document))
    return Comparison(
        left=left.id,
        right=right.id,
        same_document=left.document == right.document,
        copy=_copy(left, right, jaccard),
        kind=_kind(left.kind.value, right.kind.value),
        mode=_mode(left.mode, right.mode),
        status=_status(left.status.value, right.status.value),
        **_timing(left, right, between),
        place=None if left.where is None or right.where is None else place_level(left.where.value, right.where.value),
        initiators=who.initiators,
        recipients=who.recipients,
        swapped=who.swapped,
        battle=all(mention.acled and mention.acled.value.event_type == "Battles" for mention in (left, right)),
        deaths=count_level(earlier.count("killed"), later.count("killed"), days_between=between or 0),
        others=others_level(earlier, later, days_between=between or 0),
        lowers_deaths=bool(figure(left.count("killed")) and figure(right.count("killed"))),
        means=_words(left.means, right.means),
        targets=_words(left.targets, right.targets),
        campaign=_equal(left.campaign, right.campaign),
        ordinal=_equal(left.ordinal, right.ordinal) if _one_series(left, right, who) else None,
        round_up=_round_up(left) or _round_up(right),
        km_apart=None if left.where is None or right.where is None else km_apart(left.where.value, right.where.value),
        jaccard=jaccard,
    )


def akin_kinds() -> dict[str, frozenset[str]]:
    """Kind → the kinds that may be told of one event with it, itself among them; any other pair is different."""
    families = table("nearness")["kinds"]["families"]
    return {kind: frozenset((kind,)).union(*(family for family in families if kind in family)) for kind in KINDS}


def akin_statuses() -> dict[str, frozenset[str]]:
    """Status → the statuses that may be told of one event with it; any other pair is different."""
    worlds = table("nearness")["statuses"]["worlds"]
    return {status: frozenset(world) for world in worlds for status in world}


def _days_between(earlier: Mention, later: Mention) -> int | None:
    if earlier.published is None or later.published is None:
        return None
    return (later.published - earlier.published).days


def _timing(left: Mention, right: Mention, between: int | None) -> dict[str, Any]:
    before = any(
        one.published and other.when and (other.when.value.first - one.published).days > 1
        for one, other in ((left, right), (right, left))
        if one.status.value in table("nearness")["statuses"]["worlds"][0]
    )
    timing: dict[str, Any] = {"time": None, "days_apart": None, "reported": None, "reported_before": before}
    if left.when is not None and right.when is not None:
        dates = left.when.value, right.when.value
        timing |= {"time": time_level(*dates), "days_apart": gap_days(*dates)}
    elif between is not None:
        timing["reported"] = next((level for level, reach in _REPORTED.items() if between <= reach), "far")
    return timing


def _copy(left: Mention, right: Mention, jaccard: float | None) -> Literal["same_spot", "elsewhere", "partly"] | None:
    near = table("nearness")["copies"]
    if jaccard is None or jaccard < near["partly"]:
        return None
    if jaccard < near["copy"]:
        return "partly"
    one, other = left.kind.quotes[0].span, right.kind.quotes[0].span
    same = abs(one.start - other.start) <= near["spot_chars"] and len(one) == len(other)
    return "same_spot" if same else "elsewhere"


def _kind(left: str, right: str) -> Literal["equal", "family", "apart"]:
    if left == right:
        return "equal"
    return "family" if _akin(left, right, table("nearness")["kinds"]["families"]) else "apart"


def _mode(left: Claim[str] | None, right: Claim[str] | None) -> Literal["equal", "related", "apart"] | None:
    if left is None or right is None:
        return None
    if left.value == right.value:
        return "equal"
    return "related" if _akin(left.value, right.value, table("nearness")["modes"]["families"]) else "apart"


def _status(left: str, right: str) -> Literal["equal", "compatible", "denial", "apart"]:
    if left == right:
        return "equal"
    if not _akin(left, right, table("nearness")["statuses"]["worlds"]):
        return "apart"
    return "denial" if "denied" in (left, right) else "compatible"


def _akin(left: str, right: str, families: Iterable[Iterable[str]]) -> bool:
    return any(left in family and right in family for family in families)


def _equal(left: Claim[Any] | None, right: Claim[Any] | None) -> Literal["equal", "apart"] | None:
    if left is None or right is None:
        return None
    one, other = (str(claim.value).casefold() for claim in (left, right))
    return "equal" if one == other else "apart"


def _words(left: Iterable[Claim[str]], right: Iterable[Claim[str]]) -> Literal["shared", "apart"] | None:
    """Shared where one phrase holds all words of another: 'market' and 'vegetable market'.

    'Secondary school' and "girls' school" may be one and say nothing; a bus station and a police station are two.
    """
    one, other = ([claim.value.casefold().split() for claim in claims if claim.value] for claims in (left, right))
    if not one or not other:
        return None
    if any(set(a) <= set(b) or set(b) <= set(a) for a, b in product(one, other)):
        return "shared"
    broad = table("nearness")["words"]["broad_heads"]
    return None if any(a[-1] == b[-1] not in broad for a, b in product(one, other)) else "apart"


def _one_series(left: Mention, right: Mention, who: Sides) -> bool:
    """A series is one kind of act by its parties; numbers of series that share no named party say nothing together."""
    return left.kind.value == right.kind.value and who.is_known


def _round_up(mention: Mention) -> bool:
    if mention.where is None or mention.when is None:
        return False
    return coarse(mention.where.value) and mention.when.value.date_prec >= _WEEK_KNOWN
