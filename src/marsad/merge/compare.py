"""Two mentions side by side: what agrees, what does not, what is not known. No verdict yet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import product
from typing import Any, Literal

from marsad.merge.fingerprint import likeness, share_equal
from marsad.merge.sketch import Sketch
from marsad.merge.tables import table
from marsad.merge.tolls import CountLevel, count_level, figure, others_level
from marsad.merge.when import TimeLevel, gap_days, time_level
from marsad.merge.where import PlaceLevel, coarse, km_apart, place_level
from marsad.merge.who import SideLevel, share_party, sides
from marsad.types import KINDS

ReportedLevel = Literal["same_day", "near", "week", "far"]

#: Days between two publications, at most.
_REPORTED: dict[ReportedLevel, int] = {"same_day": 0, "near": 1, "week": 7}
_WEEK_KNOWN = 3  # UCDP date_prec


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """The features of a pair, by name. None: not known on one side, which speaks neither for nor against.

    The order of the two mentions given to :func:`compare` makes no difference; ``left < right``.
    """

    left: str
    right: str
    same_document: bool
    one_outlet: bool  #: both documents are of one source
    copy: Literal["same_spot", "elsewhere", "partly"] | None
    lead: Literal["alike", "unlike"] | None  #: the words that the documents begin with; only where no copy is seen
    kind: Literal["equal", "family", "apart"]
    mode: Literal["equal", "related", "apart"] | None
    status: Literal["equal", "compatible", "denial", "apart"]
    time: TimeLevel | None  #: None: one of them is undated
    reported: ReportedLevel | None  #: how far apart published; only where ``time`` is None
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


def compare(left: Sketch, right: Sketch) -> Comparison:
    """The features of a pair."""
    if right.id < left.id:
        left, right = right, left
    earlier, later = in_order(left, right)
    between = days_between(earlier, later)
    who = sides(left, right)
    jaccard = share_equal(left.minhash, right.minhash)
    km = km_apart(left.where, right.where) if left.where and right.where else None
    return Comparison(
        left=left.id,
        right=right.id,
        same_document=left.document == right.document,
        one_outlet=left.source is not None and left.source == right.source,
        copy=_copy(left, right, jaccard),
        lead=_lead(left, right, jaccard),
        kind=kind_level(left.kind, right.kind),
        mode=mode_level(left.mode, right.mode) if left.mode and right.mode else None,
        status=_status(left.status, right.status),
        **_timing(left, right, between),
        place=place_level(left.where, right.where, km) if left.where and right.where else None,
        initiators=who.initiators,
        recipients=who.recipients,
        swapped=who.swapped,
        battle=left.is_battle and right.is_battle,
        deaths=count_level(earlier.counts.get("killed"), later.counts.get("killed"), days_between=between or 0),
        others=others_level(earlier.counts, later.counts, days_between=between or 0),
        lowers_deaths=bool(figure(left.counts.get("killed")) and figure(right.counts.get("killed"))),
        means=_words(left.means, right.means),
        targets=_words(left.targets, right.targets),
        campaign=_equal(left.campaign, right.campaign),
        ordinal=_ordinal(left, right),
        round_up=_round_up(left) or _round_up(right),
        km_apart=km,
        jaccard=jaccard,
    )


def in_order(left: Sketch, right: Sketch) -> tuple[Sketch, Sketch]:
    """The earlier published first."""
    one, other = left.published or date.min, right.published or date.min
    return (right, left) if other < one or (one == other and right.id < left.id) else (left, right)


def akin_kinds() -> dict[str, frozenset[str]]:
    """Kind → the kinds that may be told of one event with it, itself among them; any other pair is different."""
    families = table("nearness")["kinds"]["families"]
    return {kind: frozenset((kind,)).union(*(family for family in families if kind in family)) for kind in KINDS}


def akin_statuses() -> dict[str, frozenset[str]]:
    """Status → the statuses that may be told of one event with it; any other pair is different."""
    worlds = table("nearness")["statuses"]["worlds"]
    return {status: frozenset(world) for world in worlds for status in world}


def days_between(earlier: Sketch, later: Sketch) -> int | None:
    """From one publication to the other."""
    if earlier.published is None or later.published is None:
        return None
    return (later.published - earlier.published).days


def _timing(left: Sketch, right: Sketch, between: int | None) -> dict[str, Any]:
    before = _told_before(left, right) or _told_before(right, left)
    timing: dict[str, Any] = {"time": None, "days_apart": None, "reported": None, "reported_before": before}
    if left.when is not None and right.when is not None:
        timing |= {"time": time_level(left.when, right.when), "days_apart": gap_days(left.when, right.when)}
    elif between is not None:
        timing["reported"] = reported_level(between)
    return timing


def reported_level(days: int) -> ReportedLevel:
    """How far apart two reports were published."""
    return next((level for level, reach in _REPORTED.items() if days <= reach), "far")


def _told_before(one: Sketch, other: Sketch) -> bool:
    """Published as done before the other says that it happened; a time zone's day is allowed."""
    if one.published is None or other.when is None:
        return False
    return (other.when.first - one.published).days > 1 and one.status in table("nearness")["statuses"]["worlds"][0]


def _copy(left: Sketch, right: Sketch, jaccard: float | None) -> Literal["same_spot", "elsewhere", "partly"] | None:
    near = table("nearness")["copies"]
    if jaccard is None or jaccard < near["partly"]:
        return None
    if jaccard < near["copy"]:
        return "partly"
    same = abs(left.start - right.start) <= near["spot_chars"] and left.length == right.length
    return "same_spot" if same else "elsewhere"


def _lead(left: Sketch, right: Sketch, jaccard: float | None) -> Literal["alike", "unlike"] | None:
    near = table("nearness")
    if not (left.lead and right.lead) or (jaccard or 0.0) >= near["copies"]["partly"]:
        return None
    cosine = likeness(left.lead, right.lead)
    if cosine is None or near["lead"]["unlike"] <= cosine < near["lead"]["alike"]:
        return None
    return "alike" if cosine >= near["lead"]["alike"] else "unlike"


@cache
def kind_level(left: str, right: str) -> Literal["equal", "family", "apart"]:
    """How two kinds of event agree."""
    if left == right:
        return "equal"
    return "family" if _akin(left, right, table("nearness")["kinds"]["families"]) else "apart"


@cache
def mode_level(left: str, right: str) -> Literal["equal", "related", "apart"]:
    """How two modes agree."""
    if left == right:
        return "equal"
    return "related" if _akin(left, right, table("nearness")["modes"]["families"]) else "apart"


@cache
def _status(left: str, right: str) -> Literal["equal", "compatible", "denial", "apart"]:
    if left == right:
        return "equal"
    if not _akin(left, right, table("nearness")["statuses"]["worlds"]):
        return "apart"
    return "denial" if "denied" in (left, right) else "compatible"


def _akin(left: str, right: str, families: Iterable[Iterable[str]]) -> bool:
    return any(left in family and right in family for family in families)


def _equal(left: object, right: object) -> Literal["equal", "apart"] | None:
    if left is None or right is None:
        return None
    return "equal" if left == right else "apart"


def _words(left: tuple[tuple[str, ...], ...], right: tuple[tuple[str, ...], ...]) -> Literal["shared", "apart"] | None:
    """Shared where one phrase holds all words of another: 'market' and 'vegetable market'.

    'Secondary school' and "girls' school" may be one and say nothing, a prison and a penitentiary too; a bus station
    and a police station are two.
    """
    if not left or not right:
        return None
    if any(set(a) <= set(b) or set(b) <= set(a) for a, b in product(left, right)):
        return "shared"
    return None if any(_may_name_one(a[-1], b[-1]) for a, b in product(left, right)) else "apart"


@cache
def _may_name_one(left: str, right: str) -> bool:
    """Whether two desks may call one thing by these nouns: one noun that says enough, or two for one sort of thing."""
    words = table("nearness")["words"]
    return left not in words["broad_heads"] if left == right else _akin(left, right, words["akin_heads"])


def _ordinal(left: Sketch, right: Sketch) -> Literal["equal", "apart"] | None:
    """A series is one kind of act by its parties; numbers of series that share no named party say nothing together."""
    level = _equal(left.ordinal, right.ordinal)
    return level if level and left.kind == right.kind and share_party(left, right) else None


def _round_up(one: Sketch) -> bool:
    if one.where is None or one.when is None:
        return False
    return coarse(one.where) and one.when.date_prec >= _WEEK_KNOWN
