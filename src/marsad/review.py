"""Review by people: acts on events, each appended with who, when and why, and undone by another act.

>>> import marsad
>>> with marsad.Store("week.duckdb") as store:
...     desk = marsad.review.Desk(store, by="Amal")
...     for item in desk.queue(limit=20):
...         desk.accept(item.event)
...     desk.correct(item.event, "counts.killed", 4, reason="the hospital's list", quote="four bodies")
...     desk.undo()

``docs/review.md`` tells what each act means. Acts outlive a coding: see :class:`marsad.types.Anchor`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any, get_args

from marsad.config import Config, load_config
from marsad.correction import checked_value
from marsad.errors import ConfigError, StoreError
from marsad.merge import judgements_of
from marsad.pipeline import codebook, coded_by_hand, merge, refold
from marsad.record import canonical_json, content_id
from marsad.store import NEEDS, Need, QueueItem, Store
from marsad.types import BY_HAND, KINDS, Act, ActVerb, Anchor, Document, Mention, Quote, Span, Verdict

#: What is published of why something was withdrawn: somebody could be hurt; a person or source asked for it; it is not
#: true or wrongly coded; a court or law; the licence; another.
REASON_CLASSES = ("safety", "consent", "error", "legal", "licence", "other")


def _now() -> datetime:
    return datetime.now(tz=UTC)


class Desk:
    """Where one person reviews a store. Every verb returns the act it appended; events it touches are folded at once.

    An event may be named by its id, an alias, a mention of it, or the beginning of one of these. With ``is_blind`` the
    acts are one coder's word for double coding: kept, but no event changes by them. Set ``folds_at_once`` to False for
    hundreds of acts in a row, and call :meth:`fold` after them. Raises StoreError for an event that
    is not there and ConfigError for what an act cannot mean.
    """

    def __init__(
        self,
        store: Store,
        *,
        by: str,
        config: Config | None = None,
        is_blind: bool = False,
        clock: Callable[[], datetime] = _now,
    ) -> None:
        if not by.strip():
            raise ConfigError("a reviewer has a name", next_step="Give it with by=.")
        self.store = store
        self.by = by.strip()
        self.is_blind = is_blind
        self._config = config or load_config()
        self.folds_at_once = True
        self._clock = clock

    # --- what waits ---

    def queue(self, *needs: Need, assigned_to: str | None = None, limit: int | None = None) -> list[QueueItem]:
        """What is worth a person's time, for these needs or all, the most urgent first; perhaps of one person only."""
        every = assigned_to is not None
        found = self.store.queue(needs or NEEDS, review_at=self._config.review_at, limit=None if every else limit)
        mine = [item for item in found if not every or item.assigned_to == assigned_to]
        return mine[:limit]

    def acts(self, target: str | None = None) -> list[Act]:
        """What people did (to one event, mention or document), oldest first, what was undone too."""
        return self.store.acts(target)

    # --- verbs ---

    def accept(self, event: str, *, mentions: Collection[str] = (), reason: str | None = None) -> Act:
        """All of it is right; or these mentions of it are, which takes back that they were rejected.

        The event is ``reviewed`` as long as no other mention joins it.
        """
        record = self.store.event(event)
        return self._do("accepted", record["id"], self._anchored(record, mentions), reason=reason)

    def reject(self, event: str, *, mentions: Collection[str] = (), reason: str | None = None) -> Act:
        """This is no event; or these mentions tell of none. It leaves every list but is still found by its id."""
        record = self.store.event(event)
        return self._do("rejected", record["id"], self._anchored(record, mentions), reason=reason)

    def correct(
        self, event: str, field: str, value: Any, *, reason: str | None = None, quote: Quote | str | None = None
    ) -> Act:
        """Set a field as it is in the flat record; it outranks what the machine says, which becomes a rival.

        ``field`` is a coded field or one part of one: ``"counts.killed"`` (a number will do), ``"parties.initiator"``.
        None, or an empty list: nothing is said of it. ``quote`` are words of one of the event's documents. acled, ged,
        cameo and goldstein are derived anew unless they are themselves corrected.
        """
        record = self.store.event(event)
        checked = _checked(field, value, record)
        found = self._quoted(record, quote) if isinstance(quote, str) else quote
        anchors = self._anchored(record)
        return self._do("corrected", record["id"], anchors, field=field, value=checked, reason=reason, quote=found)

    def merge(self, *events: str, reason: str | None = None) -> Act:
        """These are one event; ids of all of them go on to resolve."""
        records = {record["id"]: record for record in map(self.store.event, events)}
        if len(records) < 2:
            raise ConfigError("a merge has two events or more", next_step="Name events that are not one already.")
        sides = [self._anchored(record, part=part) for part, record in enumerate(records.values())]
        return self._do("merged", next(iter(records)), [one for side in sides for one in side], reason=reason)

    def split(self, event: str, mentions: Collection[str], *, reason: str | None = None) -> Act:
        """These mentions of the event are another event."""
        record = self.store.event(event)
        going = self._anchored(record, mentions, part=1)
        staying = [one for one in record["mentions"] if one not in mentions]
        if not mentions or not staying:
            raise ConfigError("a split leaves mentions on both sides", next_step="Name some of the event's mentions.")
        return self._do("split", record["id"], (*self._anchored(record, staying), *going), reason=reason)

    def judge(self, left: str, right: str, verdict: Verdict, *, reason: str | None = None) -> Act:
        """Two mentions, or the first mentions of two events, are the same event, different ones, or one cannot say."""
        if verdict not in get_args(Verdict):
            raise ConfigError(f"no verdict is called {verdict!r}", next_step="Known: same, different, unsure.")
        sides = [self._one_anchor(given, part) for part, given in enumerate((left, right))]
        if sides[0].mention == sides[1].mention:
            raise ConfigError("a mention is the same as itself", next_step="Name two mentions or two events.")
        return self._do("judged", sides[0].mention, sides, value=verdict, reason=reason)

    def code(self, document: str, span: Span, fields: Mapping[str, Any], *, reason: str | None = None) -> Act:
        """Tell an event that the words at ``span`` tell and the machine missed.

        ``fields`` as in the flat record or parts of it as in :meth:`correct`, ``kind`` among them; what is not said of
        status and attribution is "happened" and the outlet's word. It joins the events as any mention does, and no
        later coding by the machine supersedes it; undoing takes it away. Raises ConfigError for words of several
        sentences or of none, and for a field or value that cannot be.
        """
        if self.is_blind:
            raise ConfigError("who codes blind adds no event", next_step="Review without a blind coder's name.")
        told = self.store.document(document)
        quote = _marked(told, span)
        checked = _checked_all(fields)
        at = self._clock()
        mention = coded_by_hand(
            told, quote, checked, key=content_id(told.id, span.start, span.end, BY_HAND, self.by, at.isoformat())
        )
        anchor = Anchor(document=told.id, span=span, mention=mention.id)
        more = {"value": checked, "reason": reason, "quote": quote}
        return self._do("coded", told.id, [anchor], coded=mention, fold=merge, **more)

    def comment(self, target: str, text: str) -> Act:
        """Say something about an event or a document."""
        return self._noted("commented", target, reason=text)

    def flag(self, target: str, *, reason: str | None = None) -> Act:
        """Put an event into the queue; accepting or rejecting it takes it out."""
        return self._noted("flagged", target, reason=reason)

    def assign(self, event: str, to: str | None, *, reason: str | None = None) -> Act:
        """Give an event to somebody (None: to nobody in particular)."""
        return self._noted("assigned", event, value=to, reason=reason)

    def withdraw(self, target: str, *, reason: str, reason_class: str = "other") -> Act:
        """Take an event, a document or all of a source out of every output, those of past moments too.

        What is published of it is a tombstone: id, day and ``reason_class`` (one of :data:`REASON_CLASSES`).
        """
        if reason_class not in REASON_CLASSES:
            step = f"Known: {', '.join(REASON_CLASSES)}."
            raise ConfigError(f"no class of reasons is called {reason_class!r}", next_step=step)
        return self._restrict("withdrew", target, reason_class, reason)

    def hold(self, target: str, *, until: date | None = None, reason: str | None = None) -> Act:
        """Keep an event, a document or all of a source from others: for ever, or until a day (the first it may leave).

        It stays in what is internal.
        """
        return self._restrict("held", target, until.isoformat() if until else None, reason)

    def _restrict(self, verb: ActVerb, target: str, value: str | None, reason: str | None) -> Act:
        if self.is_blind:
            raise ConfigError("who codes blind withdraws nothing", next_step="Review without a blind coder's name.")
        what, known, anchors = self._named(target)
        return self._do(verb, known, anchors, fold=merge, field=what, value=value, reason=reason)

    def _named(self, target: str) -> tuple[str, str, list[Anchor]]:
        """(event, document or source; its id or name; anchors). Raises StoreError where it is none of them."""
        if self.store.has_source(target):
            return "source", target, []
        try:
            record = self.store.event(target)
        except StoreError as no_event:
            try:
                return "document", self.store.document(target).id, []
            except StoreError:
                raise no_event from None
        return "event", record["id"], self._anchored(record)

    def undo(self, act: Act | str | None = None, *, reason: str | None = None) -> Act:
        """Take an act back, by default this person's last one that stands: events are as if it had not been done."""
        target = act.id if isinstance(act, Act) else act or self._last()
        moved = any(one.id == target and one.verb in ("withdrew", "coded") for one in self.store.acts())
        return self._do("undone", target, (), fold=merge if moved else refold, reason=reason)

    # --- making an act ---

    def _do(
        self,
        verb: ActVerb,
        target: str,
        anchors: Iterable[Anchor],
        *,
        coded: Mention | None = None,
        fold: Callable[..., int] = refold,
        **more: Any,
    ) -> Act:
        """``fold``: ``merge`` where mentions come or go by the act."""
        at = self._clock()
        told = {"verb": verb, "by": self.by, "target": target, "is_blind": self.is_blind, **more}
        held = tuple(anchors)
        act = Act(id=_act_id(at, held, told), at=at, anchors=held, **told)

        def done() -> None:
            self.store.add_act(act, () if self.is_blind else judgements_of(act), coded)
            if self.folds_at_once:
                fold(self.store, config=self._config, now=at)

        self.store.alone(done)
        if self.folds_at_once:
            self.store.rest()
        return act

    def fold(self) -> int:
        """Fold the events that acts touched and that were not folded since. Returns how many that are."""
        return refold(self.store, config=self._config, now=self._clock())

    def _noted(self, verb: ActVerb, target: str, **more: Any) -> Act:
        try:
            record = self.store.event(target)
        except StoreError:
            if verb == "assigned":
                raise
            return self._do(verb, self.store.document(target).id, (), **more)
        return self._do(verb, record["id"], self._anchored(record), **more)

    def _last(self) -> str:
        done = self.store.acts()
        undone = {act.target for act in done if act.verb == "undone"}
        mine = [act for act in done if act.by == self.by and act.verb != "undone" and act.id not in undone]
        if not mine:
            step = "Name the act to undo."
            raise StoreError(f"{self.by} has done nothing that could be undone", next_step=step, id="")
        return mine[-1].id

    def _anchored(self, record: Mapping[str, Any], only: Collection[str] = (), *, part: int = 0) -> list[Anchor]:
        """An anchor on each mention of the event (or on these), the leading one first."""
        known: Sequence[str] = record["mentions"]
        if foreign := sorted(set(only) - set(known)):
            raise ConfigError(
                f"{foreign[0]} is no mention of event {record['id']}", next_step=f"Its mentions: {', '.join(known)}."
            )
        told = {one.id: one for group in self.store.clusters_of(known).values() for one in group}
        return [
            Anchor(document=told[one].document, span=told[one].kind.quotes[0].span, mention=one, part=part)
            for one in known
            if one in told and (not only or one in only)
        ]

    def _one_anchor(self, given: str, part: int) -> Anchor:
        record = self.store.event(given)
        mention = given if given in record["mentions"] else record["mentions"][0]
        return self._anchored(record, [mention], part=part)[0]

    def _quoted(self, record: Mapping[str, Any], words: str) -> Quote:
        """The first place in the event's documents where these words stand."""
        for document in map(self.store.document, record["documents"]):
            start = document.text.find(words) if words else -1
            span = Span(start=start, end=start + len(words))
            home = next((one for one in document.sentences if start >= 0 and one.span.overlaps(span)), None)
            if home is not None:
                return document.quote(home.index, span)
        raise ConfigError(
            f"no document of the event says {words!r}",
            next_step="Quote words as they stand there: marsad show DOCUMENT.",
        )


def _act_id(at: datetime, anchors: Iterable[Anchor], told: Mapping[str, Any]) -> str:
    quote = told.get("quote")
    place = quote and [quote.document, quote.span.start, quote.span.end]
    held = [[one.part, one.mention] for one in anchors]
    plain = {name: value for name, value in told.items() if name != "quote" and value is not None}
    return content_id(
        at.astimezone(UTC).isoformat(), canonical_json(plain), canonical_json(held), canonical_json(place)
    )


def _checked(field: str, value: Any, record: Mapping[str, Any]) -> Any:
    """The value as it will stand in a record. Raises ConfigError for a field or a value that cannot be."""
    try:
        checked = checked_value(field, value)
    except ValueError as error:
        raise ConfigError(f"{field} cannot be {value!r}: {error}", next_step="See docs/review.md.") from error
    if field == "kind" and checked not in KINDS:
        raise ConfigError(f"no kind is called {checked!r}", next_step=f"Known: {', '.join(KINDS)}.")
    if field == "mode" and checked is not None and checked not in (modes := _modes(record["kind"])):
        step = f"Known: {', '.join(modes)}." if modes else "Correct the kind first."
        raise ConfigError(f"{record['kind']} has no mode {checked!r}", next_step=step)
    return checked


def _marked(document: Document, span: Span) -> Quote:
    """The words as evidence. Raises ConfigError where they are none, or of more than one sentence."""
    home = next((one for one in document.sentences if one.span.start <= span.start and span.end <= one.span.end), None)
    if home is None or not document.text[span.start : span.end].strip():
        raise ConfigError(
            f"characters {span.start} to {span.end} are no words of one sentence",
            next_step="Mark words of one sentence, as marsad show DOCUMENT prints them.",
        )
    return document.quote(home.index, span)


def _checked_all(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of an event as they will stand in a record. Raises ConfigError for one that cannot be."""
    if not fields.get("kind"):
        raise ConfigError("an event has a kind", next_step=f"Known: {', '.join(KINDS)}.")
    return {field: _checked(field, value, fields) for field, value in fields.items()}


def _modes(kind: str) -> tuple[str, ...]:
    return tuple(sorted(mode for one, mode in codebook().scores if one == kind and mode))
