"""Merging: what is new in a store is judged against its candidates, and the events it touches are folded again.

::

    what is due ─candidates→ pairs ─judge→ judgements ─cluster→ groups ─fold, regard→ events

What is done with a pair or a group of mentions is a function of these alone, as they are stored: so slices of very many
are worked on by several processes (:mod:`marsad.processes`), and one of them asks the store.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache, partial
from typing import TYPE_CHECKING, cast

import orjson

from marsad import record
from marsad.config import Config
from marsad.processes import Work, at_hand, shared
from marsad.types import Act, Event, Fingerprints, Judgement, Mention, Source

if TYPE_CHECKING:
    from marsad.codebook import Codebook
    from marsad.merge import CountPolicy, Fineness, FoldPolicy, Vote
    from marsad.store import Folded, Reach, Store, Stored

Pair = tuple[str, str]

#: Mentions merged at a time: each time costs some looks at all of them.
_AT_ONCE = 40_000
#: Pairs judged, and groups folded, in one piece of work.
_PAIRS, _GROUPS = 50_000, 2000
#: Mentions that are due from which the start of other processes is worth while.
_MANY = 10_000
#: Processes at most: this one cannot ask the store for work for more.
_WORKERS = 4


def merge(store: Store, *, config: Config, now: datetime, workers: int = 1) -> int:
    """Judge what is new against its candidates and fold the events it touches. Returns the number of events folded.

    With several ``workers`` very much is shared out among so many processes. They import the program that asks: in a
    script of yours the call stands under ``if __name__ == "__main__":``.
    """
    folded = refold(store, config=config, now=now)
    with _crew(store, workers) as work:
        desk = _Desk(store=store, config=config, now=now, work=work)
        while (some := store.alone(desk.merge_some)) is not None:
            folded += some
    return folded


@contextmanager
def _crew(store: Store, workers: int) -> Iterator[Work]:
    """Other processes where very much is due, else this one."""
    if workers < 2 or len(store.unfolded(limit=_MANY).get(None, ())) < _MANY:
        yield at_hand
        return
    with shared(min(workers, _WORKERS)) as work:
        yield work


def refold(store: Store, *, config: Config, now: datetime) -> int:
    """Fold again the events that people's acts touch. Returns the number of events folded.

    An act on a document that was coded anew is led to its place there first.
    """
    from marsad.merge import judgements_of

    def folded() -> int:
        for act in store.displaced_acts():
            store.say_again(act.id, judgements_of(act), at=now)
        due = store.due()
        desk = _Desk(store=store, config=config, now=now, work=at_hand)
        return desk.fold(set(due), ()) if due else 0

    return store.alone(folded)


def fold_policy(config: Config) -> FoldPolicy:
    """How an event's values are chosen, as the settings say."""
    from marsad.merge import FoldPolicy

    return FoldPolicy(
        kind=cast("Vote", config.fold_kind),
        status=cast("Vote", config.fold_status),
        words=cast("Vote", config.fold_words),
        where=cast("Fineness", config.fold_where),
        when=cast("Fineness", config.fold_when),
        counts=cast("CountPolicy", config.fold_counts),
    )


def as_seen(store: Store, event: str, acts: Sequence[Act], *, config: Config) -> Event:
    """An event (id, alias, mention) as it would be if people had done these acts and no others."""
    from marsad.merge import fold, regard

    told = store.clusters_of(store.event(event)["mentions"])
    mentions = [mention for group in told.values() for mention in group]
    prints = store.fingerprints({mention.document for mention in mentions})
    folded = fold(mentions, policy=fold_policy(config), sources=store.sources(), prints=prints)
    return regard(folded, acts, rederive=_rederived)


def _rederived(event: Event) -> Event:
    from marsad.resolve import rederived

    return rederived(event, codebook())


@cache
def codebook() -> Codebook:
    """The codebook, read once: a reviewer corrects hundreds of events in a row."""
    from marsad.codebook import load_codebook

    return load_codebook()


@dataclass(slots=True, kw_only=True)
class _Desk:
    """One merge: what is asked of the store, and what of it is at hand."""

    store: Store
    config: Config
    now: datetime
    work: Work
    held: dict[str, Stored] = field(default_factory=dict)

    def merge_some(self) -> int | None:
        """Merge what is due, the earliest first, at most so much at a time. None: nothing is."""
        self.held.clear()
        due = self.store.unfolded(limit=_AT_ONCE)
        if not due:
            return None
        return self.fold(self._judged_to_the_end({one for mentions in due.values() for one in mentions}), due)

    def _judged_to_the_end(self, due: set[str]) -> set[str]:
        """Judge these mentions, and those in no event that hang together with them, against all their candidates.

        Else a pair of two that were drawn into events by others would never be judged.
        """
        judged: set[str] = set()
        new = due
        while new:
            self._judge_candidates(new)
            judged |= new
            mentions, in_events = self._hanging_together(judged)
            new = mentions - in_events - judged
        return judged

    def _judge_candidates(self, new: set[str]) -> None:
        said = set(self.store.judged(new))
        pairs = [pair for pair in self.store.candidates(new, _reach(self.config)) if pair not in said]
        least = self.config.review_at
        for found in (*self._judge(sorted(said)), *self._judge(pairs, least=least)):
            worth = [one for one in found if (one.left, one.right) in said or _is_worth_keeping(one, least)]
            self.store.add_judgements(worth, at=self.now)

    def _judge(self, pairs: Sequence[Pair], *, least: float | None = None) -> Iterator[list[Judgement]]:
        """Judgements on the pairs; without those with a mention that has gone, or that cannot reach a score of
        ``least``.
        """
        self._fetch({mention for pair in pairs for mention in pair})
        # By day, so that the mentions of a piece are few: each piece sketches its own.
        pairs = sorted(pairs, key=lambda pair: self.held[pair[0]].day if pair[0] in self.held else "")
        pieces = (pairs[start : start + _PAIRS] for start in range(0, len(pairs), _PAIRS))
        judge = partial(judged_pairs, merge_at=self.config.merge_at, review_at=self.config.review_at, least=least)
        return self.work(judge, ((piece, self._of(one for pair in piece for one in pair)) for piece in pieces))

    def _fetch(self, mentions: set[str]) -> None:
        self.held |= self.store.stored(mentions - self.held.keys())

    def _of(self, mentions: Iterable[str]) -> dict[str, Stored]:
        return {one: self.held[one] for one in set(mentions) if one in self.held}

    def _hanging_together(self, mentions: set[str]) -> tuple[set[str], set[str]]:
        """All mentions that events or "same" judgements connect with these, and those of them in events."""
        held: set[str] = set()
        in_events: set[str] = set()
        while mentions != held:
            held = mentions
            in_events = {one for group in self.store.held_with(held).values() for one in group}
            mentions = self.store.connected(held | in_events)
        return mentions, in_events

    def fold(self, mentions: set[str], due: Iterable[str | None]) -> int:
        """Put the events of all that hangs together with these mentions, as people see them, in the place of those that
        held them or are due. Returns how many there are.
        """
        from marsad.merge import cluster, rejected

        mentions, _ = self._hanging_together(mentions)
        judgements = self._every_pair_judged(mentions)
        told = mentions & self.held.keys()
        acts = self.store.standing_acts(told)
        out = rejected(acts) & told
        groups = (*cluster(told - out, judgements), *cluster(out, judgements))
        gone = {event for event in (*self.store.held_with(told), *due) if event is not None}
        events = [event for some in self._folded(groups, acts) for event in some]
        self.store.replace_events(gone, events, at=self.now)
        return len(events)

    def _every_pair_judged(self, mentions: set[str]) -> list[Judgement]:
        """What stands between these mentions, every pair of a cluster judged: then folding is independent of order."""
        from marsad.merge import unjudged

        self._fetch(mentions)
        judgements = self.store.judgements_for(mentions)
        gaps = [pair for pair in unjudged(judgements) if self.held.keys() >= set(pair)]
        if not gaps:
            return judgements
        for found in self._judge(gaps):
            self.store.add_judgements(found, at=self.now)
            judgements += found  # nothing else stands on these pairs
        return judgements

    def _folded(self, groups: Sequence[Collection[str]], acts: Sequence[Act]) -> Iterator[list[Folded]]:
        policy, sources = fold_policy(self.config), self.store.sources()
        fold = partial(folded_groups, policy=policy, sources=sources, acts=acts)
        pieces = (groups[start : start + _GROUPS] for start in range(0, len(groups), _GROUPS))

        def given() -> Iterator[tuple[Sequence[Collection[str]], dict[str, Stored], dict[str, str | None]]]:
            for piece in pieces:
                held = self._of(one for group in piece for one in group)
                yield piece, held, self.store.texts({one.document for one in held.values()})

        return self.work(fold, given())


def _is_worth_keeping(judgement: Judgement, review_at: float) -> bool:
    """What merges or is put before a person. That two mentions are different is kept where a cluster depends on it."""
    return judgement.verdict == "same" or (judgement.verdict == "unsure" and judgement.score >= review_at)


def _reach(config: Config) -> Reach:
    from marsad.merge import akin_kinds, akin_statuses, radius_km
    from marsad.store import Reach

    return Reach(
        window_days=config.merge_window_days, kinds=akin_kinds(), statuses=akin_statuses(), radius_km=radius_km()
    )


# --- pieces of work ----------------------------------------------------------------------------


def judged_pairs(
    pairs: Sequence[Pair], held: Mapping[str, Stored], *, merge_at: float, review_at: float, least: float | None
) -> list[Judgement]:
    """Judgements on these pairs of stored mentions; without those that cannot reach a score of ``least``."""
    from marsad.merge import compare, judge, may_reach, sketched

    told = {key: sketched(orjson.loads(one.record), one.minhash or b"", one.lead or b"") for key, one in held.items()}
    there = ((told[left], told[right]) for left, right in pairs if left in told and right in told)
    return [
        judge(compare(left, right), merge_at=merge_at, review_at=review_at)
        for left, right in there
        if least is None or may_reach(left, right, least)
    ]


def folded_groups(
    groups: Sequence[Collection[str]],
    held: Mapping[str, Stored],
    texts: Mapping[str, str | None],
    *,
    policy: FoldPolicy,
    sources: Mapping[str, Source],
    acts: Sequence[Act],
) -> list[Folded]:
    """The events of these groups of stored mentions, as people see them, ready to be stored."""
    from marsad.merge import fold, regard
    from marsad.store import folded

    told = []
    for group in groups:
        mentions = [_mention(held[one], texts) for one in group]
        event = fold(mentions, policy=policy, sources=sources, prints=_prints(held[one] for one in group))
        told.append(folded(regard(event, acts, rederive=_rederived)))
    return told


def _mention(stored: Stored, texts: Mapping[str, str | None]) -> Mention:
    return record.mention_from_record(record.filled(orjson.loads(stored.record), texts))


def _prints(held: Iterable[Stored]) -> dict[str, Fingerprints]:
    return {one.document: Fingerprints.unpacked(one.minhash) for one in held if one.minhash is not None}
