"""From judgements to events: mentions connected by "same", never across a "different"."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import combinations

from marsad.types import Judgement

_LONG_AGO = datetime.min.replace(tzinfo=UTC)


def cluster(mentions: Iterable[str], judgements: Iterable[Judgement]) -> tuple[frozenset[str], ...]:
    """Groups of mention ids, ordered by their least id; every mention is in exactly one.

    Greedy, best first: persons' "same" before the machine's, then by score, then by ids; two groups unite unless
    some pair across them stands as "different" (a person's "same" yields only to a person's "different"). Of several
    judgements on one pair the latest of a person stands, else the latest of a rule. The result depends on
    the sets given, not on their order, and splits along the components that "same" connects: re-clustering
    the touched ones is enough.
    """
    standing = _standing(judgements)
    members = {mention: [mention] for mention in mentions}
    home = {mention: mention for mention in members}
    known = [judgement for judgement in standing if judgement.left in home and judgement.right in home]
    foes: dict[str, dict[str, bool]] = defaultdict(dict)  # group → group held apart from it → by a person?
    for judgement in known:
        if judgement.verdict == "different":
            foes[judgement.left][judgement.right] = foes[judgement.right][judgement.left] = _by_person(judgement)
    for judgement in sorted((one for one in known if one.verdict == "same"), key=_best_first):
        keep, gone = home[judgement.left], home[judgement.right]
        if keep == gone or not _may_unite(foes[keep].get(gone), judgement):
            continue
        if len(members[keep]) < len(members[gone]):
            keep, gone = gone, keep
        for mention in members[gone]:
            home[mention] = keep
        members[keep] += members.pop(gone)
        _inherit(foes, keep, gone)
    return tuple(sorted((frozenset(group) for group in members.values()), key=min))


def unjudged(judgements: Iterable[Judgement]) -> tuple[tuple[str, str], ...]:
    """Pairs, left < right, that "same" connects through others and on which nobody has judged.

    A vague report connects two events that were too far apart to be candidates. Judge these pairs too before
    :func:`cluster`, which can only keep apart what it knows to be different.
    """
    standing = _standing(judgements)
    same = [judgement for judgement in standing if judgement.verdict == "same"]
    judged = {(judgement.left, judgement.right) for judgement in standing}
    components = cluster({end for one in same for end in (one.left, one.right)}, same)
    pairs = (pair for component in components for pair in combinations(sorted(component), 2))
    return tuple(pair for pair in pairs if pair not in judged)


def _may_unite(foe: bool | None, judgement: Judgement) -> bool:
    return foe is None or (_by_person(judgement) and not foe)


def _inherit(foes: dict[str, dict[str, bool]], keep: str, gone: str) -> None:
    """What one group is held apart from, the united group is held apart from."""
    foes[keep].pop(gone, None)
    for other, by_person in foes.pop(gone, {}).items():
        if other != keep:
            foes[other].pop(gone)
            either = by_person or foes[keep].get(other, False)
            foes[keep][other] = foes[other][keep] = either


def _standing(judgements: Iterable[Judgement]) -> list[Judgement]:
    """One judgement per pair."""
    best: dict[tuple[str, str], Judgement] = {}
    for judgement in judgements:
        pair = judgement.left, judgement.right
        if pair not in best or _weight(judgement) > _weight(best[pair]):
            best[pair] = judgement
    return list(best.values())


def _by_person(judgement: Judgement) -> bool:
    return judgement.by.startswith("person:")


def _weight(judgement: Judgement) -> tuple[bool, datetime, str, str, float]:
    """Who outranks whom on one pair; the last three only make ties fall the same way every time."""
    at = judgement.at or _LONG_AGO
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return _by_person(judgement), at, judgement.by, judgement.verdict, judgement.score


def _best_first(judgement: Judgement) -> tuple[bool, float, str, str]:
    return not _by_person(judgement), -judgement.score, judgement.left, judgement.right
