"""Within one document: sentences on one event become one Mention with all their quotes; two events stay two.

Two mentions of one story are one event when nothing contradicts it (kind, mode, status, sides, place, time, counts,
ordinal) and enough speaks for it: parties, place, targets, counts or campaign in common, a later word that only points
back, or a sentence right after that tells nothing but who was harmed ("Ten people were killed").
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from marsad.types import Actor, Claim, Count, DateRange, Document, Mention, Party, Place, Role, Span

T = TypeVar("T")

#: Points that make two mentions one; see :func:`_agreement`.
_ENOUGH = 2
#: Words of which a title and a name, or a first and a last name, are made at least.
_FULL_NAME = 2
_ARMED = frozenset(("MIL", "REB", "UAF", "PRM", "COP", "CRM", "SPY"))
_DETERMINERS = frozenset(
    (
        "the",
        "a",
        "an",
        "his",
        "her",
        "their",
        "its",
        "this",
        "that",
        "these",
        "those",
        "some",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "several",
        "many",
        "another",
        "other",
        "one",
        "at",
        "more",
        "nearly",
        "about",
        "over",
        "dozens",
        "hundreds",
        "no",
        "all",
        "unidentified",
    )
)
#: Sentences over which "the attack" points back.
_FAR = 8
#: Days over which a toll is one act's, and sentences over which it is told of the act before.
_TOLL_DAYS, _TOLL_FAR = 2, 2
#: Sentences after which nothing tells on of an act: ten times a long report, so that a book takes as long as its parts.
FARTHEST = 1_000
#: Rules that find a kind of people of some country, not an actor of its own name.
_KINDS = frozenset(("actor.generic", "actor.context-generic"))
_TOLD_ON = frozenset(("happened", "ongoing", "attempted"))
#: Modes that can be of one act where the later words are general.
_FAMILIES = (
    frozenset(("explosives", "suicide-attack", "destroy", "heavy-weapons", "aerial", "drone")),
    frozenset(("firearms", "targeted", "destroy", "heavy-weapons")),
)
_SIDES: tuple[tuple[Role, ...], ...] = (("initiator",), ("recipient", "victim"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Ties:
    """What the sentences themselves say of their acts, by mention id."""

    back: frozenset[str] = frozenset()  #: told on of an act before: "the blast killed twelve"
    other: frozenset[str] = frozenset()  #: set apart from those before: "another bomb"
    listed: frozenset[str] = frozenset()  #: told beside another act of the sentence: "shells hit X and clashes in Y"


def unite(document: Document, mentions: Sequence[Mention], ties: Ties) -> tuple[Mention, ...]:
    """Mentions in text order with those that tell one event folded into the first of them."""
    united: list[Mention] = []
    last: list[int] = []  #: the last sentence that tells of each
    told: dict[tuple[int, str], list[int]] = {}  #: story and kind → places in ``united`` that may be told on of
    for mention in mentions:
        first = mention.kind.quotes[0].sentence
        key = document.story_of(first), mention.kind.value
        near = [place for place in told.get(key, ()) if first - last[place] <= FARTHEST]
        index = _same_event([(place, united[place]) for place in near], mention, ties)
        if index is None:
            near.append(len(united))
            united.append(mention)
            last.append(_last_sentence(mention))
        else:
            united[index] = _fold(united[index], mention)
            last[index] = max(last[index], _last_sentence(mention))
        told[key] = near
    return tuple(united)


def _same_event(before: Sequence[tuple[int, Mention]], mention: Mention, ties: Ties) -> int | None:
    """The index of the mention that this one tells on of."""
    is_back = mention.id in ties.back
    if _is_toll(mention) and mention.id not in ties.other:
        act = _right_before(before, mention)
        if act is not None and _fits_toll(act[1], mention):
            return act[0]
    if mention.id in ties.listed:
        before = [(index, earlier) for index, earlier in before if _distance(earlier, mention) > 0]
    if mention.id in ties.other:
        before = [(index, earlier) for index, earlier in before if _is_same_ordinal(earlier, mention)]
    fitting = [(index, earlier) for index, earlier in before if not contradict(earlier, mention, is_back=is_back)]
    if is_back:
        near = [(index, earlier) for index, earlier in fitting if _distance(earlier, mention) <= _FAR]
        nearest = min(near, key=lambda one: (_distance(one[1], mention), -_agreement(one[1], mention)), default=None)
        return None if nearest is None else nearest[0]
    points = [(_agreement(earlier, mention), -index) for index, earlier in fitting]
    best = max(points, default=(0, 0))
    return -best[1] if best[0] >= _ENOUGH else None


def _right_before(before: Sequence[tuple[int, Mention]], mention: Mention) -> tuple[int, Mention] | None:
    """The act told last, if it was told at most two sentences before and no other with it."""
    near = [(_distance(earlier, mention), index, earlier) for index, earlier in before]
    last = min((distance for distance, _, _ in near), default=_TOLL_FAR + 1)
    acts = [(index, earlier) for distance, index, earlier in near if distance == last]
    return acts[0] if last <= _TOLL_FAR and len(acts) == 1 else None


def _is_toll(mention: Mention) -> bool:
    """Whether it tells nothing but who or what was harmed, not by whom, how or where: "Ten people were killed", "eleven
    cars were wrecked".
    """
    is_harm = any(claim.value.measure in ("killed", "injured") for claim in mention.counts)
    is_damage = mention.mode is not None and mention.mode.value == "destroy" and bool(mention.targets)
    told = (mention.where, mention.ordinal, mention.campaign, *mention.means)
    is_bare = not any(told) and not mention.actors("initiator") and mention.status.value == "happened"
    is_only_that = is_damage or (is_harm and mention.mode is None and not mention.targets)
    return mention.kind.value == "ASSAULT" and is_only_that and is_bare and not _is_long(mention.when)


def _is_long(when: Claim[DateRange] | None) -> bool:
    """ "This year": a sum over many acts."""
    return when is not None and (when.value.last - when.value.first).days > _TOLL_DAYS


def _fits_toll(act: Mention, toll: Mention) -> bool:
    """Whether those harmed can be those of the act: on either side of it, and not counted otherwise before."""
    sides = {actor.id for actor in act.actors("initiator", "recipient", "victim") if _is_specific(actor)}
    harmed = {actor.id for actor in toll.actors("recipient", "victim") if _is_specific(actor)}
    return (
        act.status.value in ("happened", "ongoing")
        and not _not_at_once(act, toll)
        and not _counts_differ(act.counts, toll.counts)
        and not _other_names(act, toll)
        and (not sides or not harmed or bool(sides & harmed) or not act.actors("recipient", "victim"))
    )


def _is_same_ordinal(earlier: Mention, later: Mention) -> bool:
    """ "the eighth patrol" told twice."""
    return earlier.ordinal is not None and later.ordinal is not None and earlier.ordinal.value == later.ordinal.value


def _distance(earlier: Mention, later: Mention) -> int:
    """Sentences between the last words on the earlier event and the first on the later."""
    return later.kind.quotes[0].sentence - _last_sentence(earlier)


def _last_sentence(mention: Mention) -> int:
    return max(quote.sentence for quote in mention.kind.quotes)


# --- what speaks against -----------------------------------------------------------------------


def contradict(left: Mention, right: Mention, *, is_back: bool = False) -> bool:
    """Whether a coded value of one rules the other out. ``is_back``: the right one says that it is told on of an act
    before, so that its numbers are news of that act.
    """
    return (
        left.kind.value != right.kind.value
        or (_modes_differ(left.mode, right.mode) if is_back else _differ(left.mode, right.mode))
        or not _status_fits(left, right, is_back=is_back)
        or _differ(left.ordinal, right.ordinal)
        or _apart(left.where, right.where)
        or _not_at_once(left, right)
        or any(_other_side(left, right, roles, is_back=is_back) for roles in _SIDES)
        or _other_names(left, right)
        or (not is_back and _counts_differ(left.counts, right.counts))
    )


def _status_fits(left: Mention, right: Mention, *, is_back: bool) -> bool:
    """Equal; or a party denies what the text has told; or the text tells on of what was tried or goes on."""
    one, two = left.status.value, right.status.value
    if one == two:
        return True
    if two == "denied":
        return one == "happened" and any(claim.value.stance == "denies" for claim in right.attribution)
    return is_back and {one, two} <= _TOLD_ON


def _modes_differ(left: Claim[str] | None, right: Claim[str] | None) -> bool:
    """Two means that no one act has: "the bombing" may be a suicide attack, "the shooting" is none."""
    if left is None or right is None or left.value == right.value:
        return False
    return not any({left.value, right.value} <= family for family in _FAMILIES)


def _differ(left: Claim[object] | None, right: Claim[object] | None) -> bool:
    return left is not None and right is not None and left.value != right.value


def _apart(left: Claim[Place] | None, right: Claim[Place] | None) -> bool:
    """Two places of which neither holds the other."""
    if left is None or right is None:
        return False
    one, two = left.value, right.value
    return not (one.id == two.id or one.name == two.name or holds(one, two) or holds(two, one))


def holds(outer: Place, inner: Place) -> bool:
    """Whether the inner place lies in the outer one, as far as the admin chain tells."""
    if outer.country and inner.country and outer.country != inner.country:
        return False
    if outer.where_prec == 6:
        return True
    if outer.where_prec == 4:
        return outer.admin1 is not None and outer.admin1 == inner.admin1
    if outer.where_prec == 3:
        return outer.admin2 is not None and outer.admin2 == inner.admin2 and outer.admin1 == inner.admin1
    return (
        outer.where_prec in (2, 5)
        and outer.admin1 is not None
        and outer.admin1 == inner.admin1
        and outer.shape != "point"
    )


def _not_at_once(left: Mention, right: Mention) -> bool:
    if left.when is None or right.when is None:
        return False
    if any(when.method.startswith("time.part") for when in (left.when, right.when)):
        return False  # "at dawn" is of whatever day the text speaks of
    one, two = left.when.value, right.when.value
    return one.last < two.first or two.last < one.first


def _other_side(left: Mention, right: Mention, roles: tuple[Role, ...], *, is_back: bool) -> bool:
    """Both name this side, by known and specific actors, and have none in common. Who "the attack" is laid to may be
    those whom it was first told of as "a suicide bomber".
    """
    one, two = (
        {
            claim.value.actor.id
            for claim in mention.parties
            if claim.value.role in roles
            and _is_specific(claim.value.actor)
            and not (is_back and claim.method.partition("@")[0] in _KINDS)
        }
        for mention in (left, right)
    )
    return bool(one and two and not one & two)


def _other_names(left: Mention, right: Mention) -> bool:
    """Both call those who were harmed by name, and by none in common: two judges murdered are two murders."""
    one, two = ({name for claim in m.parties if (name := _surname(claim.value))} for m in (left, right))
    return bool(one and two and not one & two)


def _surname(party: Party) -> str | None:
    """The last word of "Judge Ana Pardo", told of somebody harmed who bears no arms; None for "the judge", "judges"."""
    told = (party.text or "").lower().split()
    if party.role not in ("victim", "recipient") or party.actor.sector in _ARMED or len(told) < _FULL_NAME:
        return None
    is_name = not (told[0] in _DETERMINERS or told[0][0].isdigit() or told[-1].endswith("s"))
    return told[-1] if is_name else None


def _is_specific(actor: Actor) -> bool:
    """A known actor that is not a mere class of people ("rebels", "gunmen")."""
    return actor.id is not None and actor.sector not in ("CVL", "UAF", "UNK", None)


def _counts_differ(left: Sequence[Claim[Count]], right: Sequence[Claim[Count]]) -> bool:
    theirs = {claim.value.measure: claim.value.best for claim in right}
    return any(
        claim.value.best is not None
        and theirs.get(claim.value.measure) is not None
        and theirs[claim.value.measure] != claim.value.best
        for claim in left
    )


# --- what speaks for ---------------------------------------------------------------------------


def _agreement(left: Mention, right: Mention) -> int:
    """Points for what the two have in common; a mention without parties points back and needs less."""
    points = 0
    for roles in _SIDES:
        one, two = left.actors(*roles), right.actors(*roles)
        same = {a.id for a in one if a.id} & {a.id for a in two if a.id}
        points += 2 if any(_is_specific(a) for a in one if a.id in same) else 1 if same else 0
    points += 2 if _names(left) & _names(right) else 0
    points += 1 if left.where and right.where and not _apart(left.where, right.where) else 0
    points += 1 if _values(left.targets) & _values(right.targets) else 0
    points += 1 if _values(left.means) & _values(right.means) else 0
    points += 1 if left.campaign and right.campaign and left.campaign.value == right.campaign.value else 0
    points += 2 if left.ordinal and right.ordinal else 0
    points += (
        1
        if {(c.value.measure, c.value.best) for c in left.counts}
        & {(c.value.measure, c.value.best) for c in right.counts}
        else 0
    )
    points += 1 if not right.parties or not left.parties else 0
    points += 1 if str(left.kind.quotes[0].text).lower() == str(right.kind.quotes[0].text).lower() else 0
    return points


def _names(mention: Mention) -> set[str]:
    """Last names of those who were harmed and whom no registry knows."""
    harmed = (claim.value for claim in mention.parties if claim.value.role in ("recipient", "victim"))
    told = (party.text.split() for party in harmed if party.text and not _is_specific(party.actor))
    return {words[-1].lower() for words in told if words[-1][0].isupper() and words[-1].isalpha()}


def _values(claims: Sequence[Claim[str]]) -> set[str]:
    return {claim.value for claim in claims}


# --- folding -----------------------------------------------------------------------------------


def _fold(first: Mention, second: Mention) -> Mention:
    """The first mention with all that the second adds; values in both keep both quotes."""
    return replace(
        first,
        kind=_same(first.kind, second.kind),
        status=_same(first.status, second.status),
        mode=_mode(first, second),
        attribution=_list(first.attribution, second.attribution),
        parties=_parties(first.parties, second.parties),
        where=_finer(first.where, second.where),
        when=_narrower(first, second),
        duration=_fuller(first.duration, second.duration),
        counts=_counts(first.counts, second.counts),
        means=_list(first.means, second.means),
        escort=_list(first.escort, second.escort),
        targets=_list(first.targets, second.targets),
        outcome=_list(first.outcome, second.outcome),
        campaign=_either(first.campaign, second.campaign),
        ordinal=_either(first.ordinal, second.ordinal),
        contexts=_list(first.contexts, second.contexts),
        tags=_list(first.tags, second.tags),
    )


def _mode(first: Mention, second: Mention) -> Claim[str] | None:
    """The mode told of either; what was destroyed on the way does not make an attack on people one on things."""
    if first.mode is None and second.mode is not None and second.mode.value == "destroy" and first.count("killed"):
        return None
    return _either(first.mode, second.mode)


def _same(first: Claim[T], second: Claim[T]) -> Claim[T]:
    known = {quote.span for quote in first.quotes}
    return replace(first, quotes=(*first.quotes, *(quote for quote in second.quotes if quote.span not in known)))


def _either(first: Claim[T] | None, second: Claim[T] | None) -> Claim[T] | None:
    return _same(first, second) if first is not None and second is not None else first or second


def _list(first: Sequence[Claim[T]], second: Sequence[Claim[T]]) -> tuple[Claim[T], ...]:
    values = [claim.value for claim in first]
    merged = [next((_same(claim, other) for other in second if other.value == claim.value), claim) for claim in first]
    return (*merged, *(claim for claim in second if claim.value not in values))


def _fuller(first: Claim[str] | None, second: Claim[str] | None) -> Claim[str] | None:
    """The words that say more: "several hours" rather than "hours"."""
    if first is None or second is None:
        return first or second
    return second if len(second.value) > len(first.value) else first


def _parties(first: Sequence[Claim[Party]], second: Sequence[Claim[Party]]) -> tuple[Claim[Party], ...]:
    merged = list(first)
    for claim in second:
        key = _key(claim.value)
        index = next((n for n, other in enumerate(merged) if _key(other.value) == key), None)
        if index is None:
            if not _is_vaguer(claim.value, merged):
                merged.append(claim)
        else:
            merged[index] = _same(merged[index], claim)
    return tuple(merged)


def _key(party: Party) -> tuple[str, str, str | None]:
    return party.role, party.actor.id or (party.text or "").lower(), _surname(party)


def _is_vaguer(party: Party, known: Sequence[Claim[Party]]) -> bool:
    """ "the militants" adds nobody where the side is already named."""
    if _is_specific(party.actor) and party.actor.id is not None:
        return False
    same_side = [c.value.actor for c in known if c.value.role == party.role]
    return (
        any(_is_specific(actor) and actor.sector != "CVL" for actor in same_side)
        and party.actor.sector in ("REB", "UAF", "MIL", "PRM", "UNK", None)
        and party.role == "initiator"
    )


def _finer(first: Claim[Place] | None, second: Claim[Place] | None) -> Claim[Place] | None:
    """The more precise place, its admin units filled from the other."""
    if first is None or second is None:
        return first or second
    ordered = sorted(
        (first, second),
        key=lambda claim: (claim.value.id is None and claim.value.admin1 is None, claim.value.where_prec or 9),
    )
    best, other = ordered
    place = best.value
    if place.country in (None, other.value.country):
        place = replace(
            place,
            country=place.country or other.value.country,
            admin1=place.admin1 or other.value.admin1,
            admin2=place.admin2,
        )
    return replace(_same(best, other), value=place) if best.value != other.value else _same(best, other)


def _narrower(first: Mention, second: Mention) -> Claim[DateRange] | None:
    one, two = first.when, second.when
    if one is None or two is None:
        return one or two
    return one if one.value.date_prec <= two.value.date_prec else two


def _counts(first: Sequence[Claim[Count]], second: Sequence[Claim[Count]]) -> tuple[Claim[Count], ...]:
    later = {claim.value.measure: claim for claim in second}
    merged = [_revised(claim, later[claim.value.measure]) if claim.value.measure in later else claim for claim in first]
    known = {claim.value.measure for claim in first}
    return (*merged, *(claim for claim in second if claim.value.measure not in known))


def _revised(first: Claim[Count], later: Claim[Count]) -> Claim[Count]:
    """A later and higher toll replaces the earlier one, which stays as its rival; a lower one is part of it."""
    one, two = first.value.best, later.value.best
    if one == two or two is None:
        return _same(first, later)
    if one is None or two > one:
        return replace(later, rivals=(*later.rivals, first.value))
    return replace(first, rivals=(*first.rivals, later.value))


def order(mention: Mention) -> tuple[Span, str]:
    """Text order."""
    return mention.kind.quotes[0].span, mention.id
