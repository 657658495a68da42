"""The Store: keeps what was read and coded, and finds it again. It decides nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import nullcontext
from datetime import date, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

from marsad.store import (
    acts,
    audit,
    borrowed,
    columns,
    forgetting,
    listing,
    moving,
    query,
    releases,
    restrictions,
    watching,
    write,
)
from marsad.store import changes as history
from marsad.store import queue as waiting
from marsad.store.audit import Fault, Verified
from marsad.store.blocking import Reach, candidate_pairs
from marsad.store.changes import Change
from marsad.store.database import explained
from marsad.store.engine import whole
from marsad.store.filters import Filters, Table
from marsad.store.forgetting import Wish
from marsad.store.listing import Covered, DocumentFilters, Leaning, Outlet
from marsad.store.moving import Moved
from marsad.store.opened import Opened
from marsad.store.queue import NEEDS, Need, QueueItem
from marsad.store.releases import Release
from marsad.store.restrictions import Restricted, Tombstone
from marsad.store.watching import Watched
from marsad.types import (
    Act,
    Coding,
    Document,
    Event,
    Fingerprints,
    Judgement,
    Look,
    Mention,
    MonthCount,
    Problem,
    Seen,
    Source,
)

#: Documents written in one transaction. A commit waits for the disk, 2 to 30 ms: shared by 50 documents it is no longer
#: what takes the time.
_BATCH = 50

_EVERYTHING = Filters()


class Store(Opened):
    """A database of documents, mentions and events: a DuckDB file, made where there is none, or a PostgreSQL URL.

    Use it as a context manager. A document is written whole or not at all; up to 50 share one commit, which every
    reading method, :meth:`flush` and leaving the context (also by an exception or Ctrl-C) make at once. What a crash
    takes is only that last batch, and adding the same documents again completes the store. All time stamps are passed
    in and kept in UTC. Every method raises StoreError where the database cannot do its part.

    One process writes at a time: on a file until it rests (:meth:`rest`), on PostgreSQL for a transaction. Others wait
    ``wait_s`` seconds for it (by default 30 on a file, 600 on a server). With ``read_only`` the store is as writers
    last let others see it when it was opened, and no reader waits. With ``as_of`` it is read-only too and answers every
    question as it would have at that moment.
    """

    # --- documents and codings ---

    def has(self, document: Document, coder: str) -> bool:
        """Whether :meth:`add` with a coding by this coder would change nothing, so that coding can be spared."""
        return self._history(document, coder) is None

    def _history(self, document: Document, coder: str) -> list[write.PastCoding] | None:
        """The codings the document has; None where one more by this coder would change nothing."""
        if document.id in self._pending:
            self.flush()
        with explained(self.db):
            (history,) = write.history_of(self._connection, [document.id]).values()
        return None if write.is_settled(document, coder, history) else history

    def add(self, document: Document, coding: Coding, problems: Sequence[Problem] = (), *, at: datetime) -> bool:
        """Keep a document with its coding and the problems of reading it. False where nothing is new.

        A coding by another coder version supersedes the present one, and so does one with a newly given date of
        publication; what it supersedes stays in the store.
        """
        history = self._history(document, coding.coder)
        if history is None:
            return False
        self._pending[document.id] = write.addition(document, coding, problems, history=history, at=at)
        if len(self._pending) >= _BATCH:
            self.flush()
        return True

    def add_all(self, told: Sequence[write.Told], *, at: datetime) -> list[bool]:
        """:meth:`add` for very many, in one transaction: which of them were new. Of a document told twice the first."""
        with self._ready() as connection:
            return write.add_all(connection, told, at=at)

    def add_problems(self, problems: Sequence[Problem], *, at: datetime) -> int:
        """Keep the problems of inputs that became no document, each once. Returns how many were new."""
        with self._ready() as connection:
            return write.add_problems(connection, problems, at=at)

    def document(self, given: str) -> Document:
        """The document with this id, or whose id alone begins so."""
        with self._ready() as connection:
            return query.document(connection, given)

    def coding_of(self, given: str) -> list[dict[str, Any]]:
        """Records of a document's present coding: mentions in the order of the text, assessments, problems."""
        with self._ready() as connection:
            return query.coding(connection, given)

    def take_all(self, source: Store) -> Iterator[Moved]:
        """Copy everything another store holds into this empty one, in one transaction; each step as it is done."""
        with self._ready() as connection, source._ready() as old:
            yield from moving.copy(old, connection)

    # --- merging ---

    def unfolded(self, *, limit: int | None = None) -> dict[str | None, list[str]]:
        """Mentions (ids) that are due to be folded, by the event that holds them.

        Under None stand mentions in no event, at most ``limit``, the earliest published first; under their ids all
        events that hold a mention that was coded anew or has gone (such an event may be left without any).
        """
        with self._ready() as connection:
            return query.unfolded(connection, limit=limit)

    def candidates(self, mentions: Collection[str], reach: Reach) -> list[tuple[str, str]]:
        """Pairs of mentions (ids) that may tell of one event, each with one of ``mentions``, the lesser id first.

        They can be of one time and share a place, a neighbourhood of some 50 km, a province where one is no finer, or
        an actor in a country or where the place is not known.
        """
        with self._ready() as connection:
            return candidate_pairs(connection, mentions, reach)

    def stored(self, mentions: Collection[str]) -> dict[str, query.Stored]:
        """These mentions by id as they are stored, for whoever works with very many."""
        with self._ready() as connection:
            return query.stored(connection, mentions)

    def texts(self, documents: Collection[str]) -> dict[str, str | None]:
        """The texts of these documents, by id; None of one that was forgotten."""
        with self._ready() as connection:
            return query.texts(connection, documents)

    def clusters_of(self, mentions: Collection[str]) -> dict[str | None, list[Mention]]:
        """The present events that hold these mentions (ids), each with all its mentions; None: those in no event."""
        with self._ready() as connection:
            return query.clusters_of(connection, mentions)

    def held_with(self, mentions: Collection[str]) -> dict[str, list[str]]:
        """The present events that hold these mentions (ids), each with the ids of all it holds."""
        with self._ready() as connection:
            return query.held_with(connection, mentions)

    def connected(self, mentions: Collection[str]) -> set[str]:
        """These mentions (ids) and all that "same" judgements connect with them, over any number of steps."""
        with self._ready() as connection:
            return query.connected(connection, mentions)

    def fingerprints(self, documents: Collection[str]) -> dict[str, Fingerprints]:
        """By document id, for those that have them."""
        with self._ready() as connection:
            return query.fingerprints(connection, documents)

    def add_judgements(self, judgements: Sequence[Judgement], *, at: datetime) -> int:
        """Append judgements; ``at`` is the time of those that name none. Returns how many were new."""
        with self._ready() as connection:
            return write.add_judgements(connection, judgements, at=at)

    def retract_judgements(self, left: str, right: str, *, by: str, at: datetime) -> int:
        """Take back what this judge said of two mentions. Returns how many judgements that were."""
        with self._ready() as connection:
            return write.retract_judgements(connection, left, right, by=by, at=at)

    def judged(self, mentions: Collection[str]) -> list[tuple[str, str]]:
        """Pairs (ids) with one of these mentions on which a rule has said something that stands."""
        with self._ready() as connection:
            return query.judged(connection, mentions)

    def judgements_for(self, mentions: Collection[str]) -> list[Judgement]:
        """What stands between these mentions (ids): per pair and judge the latest that was not retracted."""
        with self._ready() as connection:
            return query.judgements_for(connection, mentions)

    def replace_events(self, remove: Collection[str], events: Sequence[Event | write.Folded], *, at: datetime) -> None:
        """Put ``events`` in the place of those with the ids in ``remove``, in one transaction.

        Ids that are no event any more still resolve, to the new event that took over most of their mentions.
        """
        ready = [one if isinstance(one, write.Folded) else write.folded(one) for one in events]
        with self._ready() as connection:
            write.replace_events(connection, remove, ready, at=at)

    # --- queries ---

    def events(
        self, filters: Filters = _EVERYTHING, *, limit: int | None = None, after: str | None = None, words: bool = True
    ) -> Iterator[dict[str, Any]]:
        """Records of events by first day (else day of publication, else last) and id.

        ``after`` is the id of the last one of the page before; without ``words`` they hold offsets only.
        """
        return self._filtered("events", filters, limit=limit, after=after, words=words)

    def batches(self, filters: Filters = _EVERYTHING, *, told: Collection[query.Told] = ()) -> Iterator[query.Batch]:
        """The events of :meth:`events`, some thousand at a time, as they are stored, with what their records are made
        of: so that other processes can make them. ``told`` says what is wanted of their reports beyond outlet and day.
        """
        with self._ready() as connection:
            ids = query.filtered(connection, "events", filters, limit=None, after=None)
        for start in range(0, len(ids), query.STEP):
            with self._ready() as connection:
                steps = range(start, start + query.STEP)
                found = query.batch(connection, ids, steps, told=told, is_past=self.as_of is not None)
            yield found

    def mentions(
        self, filters: Filters = _EVERYTHING, *, limit: int | None = None, after: str | None = None, words: bool = True
    ) -> Iterator[dict[str, Any]]:
        """Records of present mentions, as :meth:`events`."""
        return self._filtered("mentions", filters, limit=limit, after=after, words=words)

    def _filtered(
        self, table: Table, filters: Filters, *, limit: int | None, after: str | None, words: bool
    ) -> Iterator[dict[str, Any]]:
        with self._ready() as connection:
            ids = query.filtered(connection, table, filters, limit=limit, after=after)
        for start in range(0, len(ids), query.STEP):  # between two steps the store may have had a rest
            with self._ready() as connection:
                found = list(query.records(connection, table, ids[start : start + query.STEP], words=words))
            yield from found

    def event_rows(self, ids: Collection[str] | None = None) -> Any:
        """The present events (with these ids), rejected ones too, in no order.

        An Arrow table whose columns are the fields of :class:`EventRow`.
        """
        with self._ready() as connection:
            return columns.event_rows(connection, ids)

    def event_table(self, filters: Filters, schema: Any) -> Any:
        """The events that fit as an Arrow table of this schema, whose names are fields of :class:`EventRow`."""
        with self._ready() as connection:
            return columns.event_table(connection, filters, schema)

    def standing(self) -> Any:
        """Every present event as an Arrow table of id, day and state, in export order.

        Where the state is the same, so is all that a record is made of.
        """
        with self._ready() as connection:
            return columns.standing(connection)

    def fitting(self, filters: Filters = _EVERYTHING) -> Any:
        """The ids of the events that fit, as an Arrow column in no order; ``within`` is not asked."""
        with self._ready() as connection:
            return columns.fitting(connection, filters)

    def batch(self, ids: Sequence[str], *, told: Collection[query.Told] = ()) -> query.Batch:
        """These events, as :meth:`batches` gives some thousand at a time."""
        with self._ready() as connection:
            return query.batch(connection, ids, range(len(ids)), told=told, is_past=self.as_of is not None)

    def event_states(self) -> Any:
        """``id`` and ``folded_at`` of each present event (Arrow): where both are the same, so is the event."""
        with self._ready() as connection:
            return columns.event_states(connection)

    def pulse(self) -> str:
        """Changes with everything that is written."""
        with self._ready() as connection:
            return columns.pulse(connection)

    def restraints(self) -> str:
        """Changes with what people withdrew, hold back or had forgotten."""
        with self._ready() as connection:
            return columns.restraints(connection)

    def event_ids(self, filters: Filters, *, only_serial: bool = False) -> list[str]:
        """Ids of the events that fit (and that reports number or name as part of a campaign), as :meth:`events`."""
        with self._ready() as connection:
            if only_serial:
                return query.serial(connection, filters)
            return query.filtered(connection, "events", filters, limit=None, after=None)

    def events_by_id(self, ids: Sequence[str], *, words: bool = True) -> list[dict[str, Any]]:
        """Records of these events in their order. Those that have gone are left out."""
        with self._ready() as connection:
            return list(query.records(connection, "events", ids, words=words))

    def sentences(self, documents: Collection[str]) -> dict[str, tuple[str, list[tuple[int, int]]]]:
        """Of each document by id the text and where each of its sentences stands in it."""
        with self._ready() as connection:
            return listing.sentences(connection, documents)

    def documents(self, filters: DocumentFilters, *, limit: int, after: str | None = None) -> list[dict[str, Any]]:
        """Where documents come from, the latest published first, with how many mentions and problems each has."""
        with self._ready() as connection:
            return listing.documents(connection, filters, limit=limit, after=after)

    def assessments(
        self, *, direction: str | None = None, documents: Collection[str] | None = None, limit: int, skip: int = 0
    ) -> list[dict[str, Any]]:
        """Records of assessments (in these documents), the latest published first."""
        with self._ready() as connection:
            return listing.assessments(connection, (direction, documents), limit=limit, skip=skip)

    def leanings(self, since: date, until: date) -> list[Leaning]:
        """Which documents of these days speak of more violence or tension, or of less, and where."""
        with self._ready() as connection:
            return listing.leanings(connection, since, until)

    def coverage(self, since: date | None = None, until: date | None = None) -> list[Covered]:
        """Every source and day on which it published something or was looked at."""
        with self._ready() as connection:
            return listing.coverage(connection, since, until)

    def coverage_table(self, schema: Any) -> Any:
        """:meth:`coverage` as an Arrow table of this schema, whose names are fields of :class:`Covered`."""
        with self._ready() as connection:
            return listing.coverage_table(connection, schema)

    def outlets(self) -> list[Outlet]:
        """Every source with what it brought."""
        with self._ready() as connection:
            return listing.outlets(connection)

    def judgements_among(self, mentions: Collection[str]) -> list[Judgement]:
        """What stands on pairs with one of these mentions (ids)."""
        with self._ready() as connection:
            return listing.judgements_among(connection, mentions)

    def reports(self, documents: Collection[str], *, texts: bool = False) -> dict[str, dict[str, Any]]:
        """Of each document by id: source, url, title, published, language, length and, asked for, text."""
        with self._ready() as connection:
            return query.reports(connection, documents, told=("titles", "links", *(("texts",) if texts else ())))

    def event(self, given: str) -> dict[str, Any]:
        """The record of the event with this id, alias or mention id, or whose id alone begins so."""
        with self._ready() as connection:
            return query.event(connection, given)

    def problems(self, *, code: str | None = None, limit: int | None = None, skip: int = 0) -> list[dict[str, Any]]:
        """Records of what could not be done (with this code), at most ``limit``, without the first ``skip``."""
        with self._ready() as connection:
            return query.problems(connection, code=code, limit=limit, skip=skip)

    def unresolved(self, code: str, *, limit: int | None = None, sentences: int = 3) -> list[dict[str, Any]]:
        """Names with this problem (``"place-not-found"``, ``"actor-not-found"``), those of most documents first.

        Each with the ids of its documents and at most so many of their sentences.
        """
        with self._ready() as connection:
            return query.unresolved(connection, code, limit=limit, sentences=sentences)

    def coded_otherwise(self, coder: str, *, since: date | None = None) -> list[str]:
        """Ids of the documents (published since; undated: added since) whose present coding is by another version."""
        with self._ready() as connection:
            return query.coded_otherwise(connection, coder, since=since)

    def problem_counts(self) -> list[tuple[str, str, int]]:
        """(stage, code, how many), the most frequent first."""
        with self._ready() as connection:
            return query.problem_counts(connection)

    def stats(self) -> query.Stats:
        """What the store holds, in numbers."""
        with self._ready() as connection:
            return query.stats(connection, file_bytes=connection.size_bytes())

    # --- history ---

    def changes(self, since: datetime, until: datetime) -> Iterator[Change]:
        """Every event that is not at ``until`` as it was at ``since``, with what changed and why."""
        with self._ready() as connection:
            yield from history.changes(connection, since, until)

    def moment(self, given: str) -> datetime:
        """The moment that a release (name or number) was taken at."""
        with self._ready() as connection:
            return releases.moment(connection, given)

    def log(self, what: str, *details: Mapping[str, Any], at: datetime) -> None:
        """Append lines to the audit log, also where this store only reads: it then lets go of the file for a moment.

        No word of a text may stand in them.
        """
        if self.read_only and details:
            self._let_go()
            with Store(self.db, wait_s=self._wait_s) as writer:
                writer.log(what, *details, at=at)
            return
        with self._ready() as connection, connection.unread() if what in audit.UNREAD else nullcontext():
            for detail in details:
                whole(audit.append)(connection, what, detail, at=at)

    def logged(self, what: str) -> list[dict[str, Any]]:
        """The lines of the audit log on this, oldest first: ``number``, ``done_at`` and what they hold.

        The copy for readers need not hold the last lines that only :meth:`verify` reads (:meth:`renew`).
        """
        with self._ready() as connection:
            return audit.logged(connection, what)

    def begin_release(self, name: str, *, at: datetime) -> datetime:
        """The moment to take a release at: nothing that is written from now on, by whomever, is of it or before it."""
        with self._ready() as connection:
            return whole(audit.begin_release)(connection, name, at=at)

    def add_release(self, release: Release, events: Collection[str] = ()) -> int:
        """Append what was released, and the ids of its events. Returns its number; StoreError for a name taken."""
        with self._ready() as connection:
            return releases.add(connection, release, events)

    def releases(self) -> list[Release]:
        """What was released, oldest first."""
        with self._ready() as connection:
            return releases.releases(connection)

    def tombstones(self) -> list[Tombstone]:
        """Of what people withdrew: ids, when, and why in a word; to be published."""
        with self._ready() as connection:
            return restrictions.tombstones(connection)

    def restricted_by(self, act: str) -> Restricted:
        """What an act (id) withdrew or holds back, and which releases hold it."""
        with self._ready() as connection:
            return restrictions.restricted_by(connection, act)

    def has_source(self, source: str) -> bool:
        """Whether there is any document of this source, withdrawn or not."""
        with self._ready() as connection:
            return restrictions.has_source(connection, source)

    def texts_older_than(self, moment: datetime) -> list[str]:
        """Ids of the documents that came in before this moment and whose texts are still there."""
        with self._ready() as connection:
            return forgetting.older_than(connection, moment)

    def forget(self, documents: Sequence[str], wish: Wish) -> list[str]:
        """Take the texts of these documents (ids) out for good. Returns the ids of those whose text was there.

        Offsets and keyed hashes stay, and the events as they were coded; the file is written anew without the words.
        """
        with self._ready() as connection:
            done = forgetting.forget(connection, documents, wish)
        if done:
            with self._ready() as connection:
                connection.compact()
            self._opened = None
        return done

    def forgotten(self, documents: Collection[str]) -> dict[str, datetime]:
        """When the texts of these documents were forgotten; those whose text is there are left out."""
        with self._ready() as connection:
            return forgetting.forgotten(connection, sorted(documents))

    def releases_with(self, documents: Collection[str]) -> list[str]:
        """Names of the releases whose events rest on these documents."""
        with self._ready() as connection:
            return forgetting.releases_with(connection, sorted(documents))

    def copies(self) -> list[Path]:
        """Files beside the database that still hold what it held once."""
        with self._ready() as connection:
            return connection.copies()

    def beyond(self) -> str:
        """What else may hold it, out of this side's sight; empty where there is nothing."""
        with self._ready() as connection:
            return connection.beyond()

    def verify(self, done: Verified) -> Iterator[Fault]:
        """Everything that is not as the audit log says, and every quote that is not in its text; counts in ``done``."""
        with self._ready() as connection:
            yield from audit.verify(connection, done)

    # --- people and sources ---

    def add_act(self, act: Act, judgements: Sequence[Judgement] = (), coded: Mention | None = None) -> bool:
        """Append what a person did, what it says of pairs of mentions, the mention it coded. False: it is there.

        The events it touches are then due to be folded again (:meth:`due`); an act ``undone`` takes back another and
        what that said. ``marsad.review.Desk`` makes acts and does all of this.
        """
        with self._ready() as connection:
            return acts.add(connection, act, judgements, coded)

    def acts(self, target: str | None = None) -> list[Act]:
        """What people did (to this event, mention or document), oldest first: all of it, what was undone too."""
        with self._ready() as connection:
            return acts.acts(connection, target)

    def standing_acts(self, mentions: Collection[str]) -> list[Act]:
        """The acts in force on these mentions (ids), oldest first, each anchored to the mentions that are there now.

        Blind ones and those undone are left out. An anchor leads to the mention of its id, else to the one whose
        trigger overlaps most with its words; one that leads nowhere is left out.
        """
        with self._ready() as connection:
            return acts.standing(connection, mentions)

    def displaced_acts(self) -> list[Act]:
        """The acts in force of which an anchor is no present mention any more, anchored as :meth:`standing_acts`."""
        with self._ready() as connection:
            return [resolved for _, resolved in acts.displaced(connection)]

    def say_again(self, act: str, judgements: Sequence[Judgement], *, at: datetime) -> int:
        """Append what an act (id) says of the mentions its anchors lead to now. Returns how many were new."""
        with self._ready() as connection:
            return acts.say_again(connection, act, judgements, at=at)

    def due(self) -> list[str]:
        """Mentions (ids) whose events are to be folded again because of an act."""
        with self._ready() as connection:
            return acts.due(connection)

    def queue(
        self, needs: Collection[Need] = NEEDS, *, review_at: float = 0.6, limit: int | None = None
    ) -> list[QueueItem]:
        """What is worth a person's time, the most urgent first; proposed merges from the score ``review_at`` on."""
        with self._ready() as connection:
            return waiting.queue(connection, needs, review_at=review_at, limit=limit)

    def add_looks(self, looks: Sequence[Look], seen: Sequence[Seen] = ()) -> None:
        """Append to the coverage log and keep how these addresses were, all or nothing."""
        with self._ready() as connection:
            watching.add_looks(connection, looks, seen)

    def looks(self, source: str | None = None) -> list[Look]:
        """The coverage log (of one source), oldest first."""
        with self._ready() as connection:
            return watching.looks(connection, source)

    def watched(self) -> dict[str, Watched]:
        """How looking at each source went, by name."""
        with self._ready() as connection:
            return watching.watched(connection)

    def seen(self, source: str, urls: Collection[str]) -> dict[str, Seen]:
        """How these addresses of a source were when they were asked last; those never asked are left out."""
        with self._ready() as connection:
            return watching.seen(connection, source, urls)

    def sources(self) -> dict[str, Source]:
        """The registry of sources, by name: see :meth:`set_sources`."""
        with self._ready() as connection:
            return watching.sources(connection)

    def set_sources(self, told: Sequence[Source], *, at: datetime) -> list[str]:
        """Say this of these sources from now on. Returns the names of those of which something else was said before.

        Where a source's party or group changes, its events are due to be folded again: ``marsad.pipeline.merge`` does.
        """
        with self._ready() as connection:
            return watching.set_sources(connection, told, at=at)

    def borrowed(self, standard: str) -> list[MonthCount]:
        """Counts by month and unit out of a data set of others ("ged"), for forecasts; none where none was taken in."""
        with self._ready() as connection:
            return borrowed.counts(connection, standard)

    def borrowed_from(self, standard: str) -> dict[str, Any]:
        """What was said of these counts when they were taken in: ``version``, ``licence``, …; nothing: none were."""
        with self._ready() as connection:
            return borrowed.about(connection, standard, self.as_of)

    def set_borrowed(
        self,
        standard: str,
        told: Sequence[MonthCount],
        *,
        at: datetime,
        about: Mapping[str, Any] = MappingProxyType({}),
    ) -> None:
        """Put these counts in the place of those of the same data set; as of a moment before, the others stand.

        ``about`` says which they are (version, licence, SHA-256 of the file); it stands in the audit log.
        """
        with self._ready() as connection:
            borrowed.set_counts(connection, standard, told, about, at=at)
