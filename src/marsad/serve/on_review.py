"""Routes on what people decide: the queue, acts, coders who work blind and how far they agree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from marsad import asking, coders, wording
from marsad.config import Config
from marsad.errors import ConfigError, StoreError
from marsad.record import event_record
from marsad.review import Desk
from marsad.serve import evidence, shapes
from marsad.serve.on_events import event_told
from marsad.serve.on_evidence import counted, judgement_told
from marsad.serve.on_request import Here
from marsad.serve.on_request import told as answered
from marsad.serve.query import AskedQuery, PageQuery, SieveQuery
from marsad.store import NEEDS, Need, QueueItem, Store
from marsad.types import Act, Span, Verdict

Record = dict[str, Any]
Verb = Literal["accept", "reject", "correct", "merge", "split", "same", "different", "unsure", "comment", "flag",
               "assign", "withdraw", "hold", "undo"]  # fmt: skip
router = APIRouter(prefix="/api/v1", tags=["review"])
#: Fields and parts of fields that one event can be given.
_MOST_FIELDS = 60

_EXAMPLES = {
    "accept": {"value": {"verb": "accept", "event": "576bb73af09d5b9c88b6"}},
    "correct": {
        "value": {
            "verb": "correct",
            "event": "576bb73af09d5b9c88b6",
            "field": "counts.killed",
            "value": 4,
            "reason": "the hospital's list",
        }
    },
    "undo": {"value": {"verb": "undo"}},
}


class QueueQuery(SieveQuery, PageQuery):
    """What waits."""

    need: list[Need] = Field([], description=f"Of {', '.join(NEEDS)}; without any all.")
    mine: bool = Field(False, description="Only what is assigned to you.")


class PairQuery(AskedQuery):
    """Two events."""

    left: str = Field(description="Id of an event.")
    right: str = Field(description="Id of another.")


class ActsQuery(PageQuery):
    """Which acts."""

    event: str | None = Field(None, description="On this event, mention or document.")
    by: str | None = Field(None, description="By this person.")


class AgreementQuery(AskedQuery):
    """Between whom."""

    coder: list[str] = Field(min_length=2, description="Names of coders.")


class OpenQuery(SieveQuery):
    """Which events are to be coded."""

    sample: int | None = Field(None, ge=1, description="Only so many, the same for every coder.")


class ActGiven(BaseModel):
    """One act. Which fields it needs depends on the verb: docs/api.md lists them."""

    model_config = ConfigDict(extra="forbid")

    verb: Verb
    event: str | None = Field(None, max_length=80)
    events: list[str] = Field([], max_length=100)
    mentions: list[str] = Field([], max_length=1000)
    left: str | None = Field(None, max_length=80)
    right: str | None = Field(None, max_length=80)
    field: str | None = Field(None, max_length=80)
    value: Any = None
    quote: str | None = Field(None, max_length=2000)
    reason: str | None = Field(None, max_length=5000)
    to: str | None = Field(None, max_length=200)
    reason_class: str = Field("other", max_length=40)
    until: date | None = None
    act: str | None = Field(None, max_length=80)
    coder: str | None = Field(None, max_length=200)


@router.get("/queue", response_model=shapes.Queue, summary="What is worth a person's time")
def queue(query: Annotated[QueueQuery, Query()], here: Here) -> Response:
    """The most urgent first."""
    here.only_internal("queue")
    start = counted(query.after)
    rows = here.rows(query) if query.model_fields_set - {"need", "mine", "limit", "after", "level"} else None
    wanted = None if rows is None else set(here.table.ids_of(rows))
    with here.store() as store:
        found = store.queue(query.need or NEEDS, review_at=here.served.config.review_at)
        kept = [
            item
            for item in found
            if (wanted is None or item.event in wanted or item.other in wanted)
            and (not query.mine or item.assigned_to == here.reader.name)
        ]
        items = [_waiting(store, item) for item in kept[start : start + query.limit]]
    more = str(start + query.limit) if len(kept) > start + query.limit else None
    return answered({"items": items, "counts": dict(Counter(item.need for item in kept)), "next": more})


def _waiting(store: Store, item: QueueItem) -> Record:
    reasons: list[Any] = []
    if item.pair is not None:
        said = [one for one in store.judgements_for(item.pair) if one.by.startswith("rule:")]
        reasons = [[feature, round(weight, 3)] for one in said[-1:] for feature, weight in one.reasons]
    return {
        "need": item.need,
        "event": item.event,
        "other": item.other,
        "score": None if item.score is None else round(item.score, 4),
        "detail": item.detail,
        "assigned_to": item.assigned_to,
        "act": evidence.act_told(item.act, ()) if item.act else None,
        "pair": list(item.pair) if item.pair else None,
        "reasons": reasons,
    }


@router.get("/queue/pair", response_model=shapes.Beside, summary="Two events side by side")
def pair(query: Annotated[PairQuery, Query()], here: Here) -> Response:
    """Both with everything behind them, what differs, and what was said of them."""
    here.only_internal("queue")
    left, right = (event_told(here, one) for one in (query.left, query.right))
    with here.store() as store:
        said = store.judgements_for([*left["mentions"], *right["mentions"]])
    told = [{(one.field, one.label): one.text for one in wording.values(side)} for side in (left, right)]
    fields = [
        {"field": key[0], "left": told[0].get(key, ""), "right": told[1].get(key, ""),
         "is_same": told[0].get(key) == told[1].get(key)}
        for key in dict.fromkeys((*told[0], *told[1]))
    ]  # fmt: skip
    between = [
        one
        for one in said
        if {one.left, one.right} & set(left["mentions"]) and {one.left, one.right} & set(right["mentions"])
    ]
    judgements = [judgement_told(one) for one in between]
    return answered({"left": left, "right": right, "fields": fields, "judgements": judgements})


@router.post("/acts", response_model=shapes.Acted, summary="Accept, reject, correct, merge, split, undo …")
def act(given: Annotated[ActGiven, Body(openapi_examples=_EXAMPLES)], here: Here) -> Response:
    """One act by the one who asks; the events it touches are folded anew before the answer comes."""
    here.must("act")
    done, events = here.served.adding.act(
        lambda desk: perform(desk, given, here.served.config),
        by=given.coder or here.reader.name,
        is_blind=given.coder is not None,
    )
    here.served.views.renew()
    return answered({"act": evidence.act_told(done, ()), "events": events})


class EventGiven(BaseModel):
    """An event that a person found in a document: the words that tell it, and what they tell."""

    model_config = ConfigDict(extra="forbid")

    kind: str = Field(max_length=40, description="One of PLOVER's sixteen.")
    start: int = Field(ge=0, description="First character of the words, in code points of the document's text.")
    end: int = Field(ge=1, description="The character after the last.")
    fields: dict[str, Any] = Field({}, description="Fields of the flat record, or parts of one, as a correction's.")
    reason: str | None = Field(None, max_length=5000)


@router.post(
    "/documents/{document}/events", response_model=shapes.Acted, status_code=201, summary="Code an event by hand"
)
def told_by_hand(document: str, given: EventGiven, here: Here) -> Response:
    """An event that was missed, in a text of any language. It stays when the document is coded anew."""
    here.must("act")
    if len(given.fields) > _MOST_FIELDS:
        raise ConfigError(f"{len(given.fields)} fields", next_step="Give each coded field once.")
    config = here.served.config
    fields = {field: valued(field, value, config) for field, value in given.fields.items()}
    if given.start >= given.end:
        raise ConfigError("the words end before they begin", next_step="Give start and end as they stand in the text.")
    done, events = here.served.adding.act(
        lambda desk: desk.code(
            document, Span(start=given.start, end=given.end), {"kind": given.kind, **fields}, reason=given.reason
        ),
        by=here.reader.name,
        is_blind=False,
    )
    here.served.views.renew()
    return answered({"act": evidence.act_told(done, ()), "events": events}, 201)


def perform(desk: Desk, given: ActGiven, config: Config) -> Act:
    """The act that is meant. Raises ConfigError where something it needs is not given."""

    def needed(name: str) -> Any:
        value = getattr(given, name)
        if value is None or value == []:
            raise ConfigError(f"{given.verb} needs {name}", next_step="docs/api.md lists what each verb takes.")
        return value

    reason = given.reason
    verdict: Verdict = "same" if given.verb == "same" else "different" if given.verb == "different" else "unsure"
    verbs: dict[str, Callable[[], Act]] = {
        "accept": lambda: desk.accept(needed("event"), mentions=given.mentions, reason=reason),
        "reject": lambda: desk.reject(needed("event"), mentions=given.mentions, reason=reason),
        "correct": lambda: desk.correct(
            needed("event"),
            needed("field"),
            valued(needed("field"), given.value, config),
            reason=reason,
            quote=given.quote,
        ),
        "merge": lambda: desk.merge(*needed("events"), reason=reason),
        "split": lambda: desk.split(needed("event"), needed("mentions"), reason=reason),
        **dict.fromkeys(
            ("same", "different", "unsure"),
            lambda: desk.judge(needed("left"), needed("right"), verdict, reason=reason),
        ),
        "comment": lambda: desk.comment(needed("event"), needed("reason")),
        "flag": lambda: desk.flag(needed("event"), reason=reason),
        "assign": lambda: desk.assign(needed("event"), given.to, reason=reason),
        "withdraw": lambda: desk.withdraw(needed("event"), reason=needed("reason"), reason_class=given.reason_class),
        "hold": lambda: desk.hold(needed("event"), until=given.until, reason=reason),
        "undo": lambda: desk.undo(given.act, reason=reason),
    }
    return verbs[given.verb]()


def valued(field: str, value: Any, config: Config) -> Any:
    """A value as it stands in a record, where it was given in words: a place, days, names of parties."""
    if field == "where" and isinstance(value, dict) and set(value) == {"place"}:
        return asking.places(str(value["place"]), config)[0]
    if field == "when" and isinstance(value, str):
        return asking.days(value)
    if field.startswith("parties.") and isinstance(value, list) and all(isinstance(one, str) for one in value):
        return [asking.party(one, config) for one in value]
    return value


@router.get("/acts", response_model=shapes.ActsTold, summary="What people did")
def acts(query: Annotated[ActsQuery, Query()], here: Here) -> Response:
    """The latest first."""
    here.only_internal("acts")
    start = counted(query.after)
    with here.store() as store:
        every = store.acts(query.event)
    undone = {one.target for one in every if one.verb == "undone"}
    found = [one for one in reversed(every) if query.by is None or one.by == query.by]
    items = [evidence.act_told(one, undone) for one in found[start : start + query.limit]]
    more = str(start + query.limit) if len(found) > start + query.limit else None
    return answered({"items": items, "next": more})


@router.get("/coders", response_model=shapes.Coders, summary="Who coded blind")
def coder_names(query: Annotated[AskedQuery, Query()], here: Here) -> Response:
    """Everybody who coded blind, and how many events."""
    here.only_internal(f"coders ({query.level or here.level})")
    with here.store() as store:
        names = coders.coders_of(store)
        events = {name: len({one.target for one in store.acts() if one.is_blind and one.by == name}) for name in names}
    return answered({"items": [{"name": name, "events": events[name]} for name in names]})


@router.get("/coders/{name}/open", response_model=shapes.Open, summary="What a coder has still to code")
def still_open(name: str, query: Annotated[OpenQuery, Query()], here: Here) -> Response:
    """Ids of events; a sample is the same for every coder."""
    here.only_internal("coders")
    filters, every = here.sieve(query).filters, len(here.rows(query))
    with here.store() as store:
        items = coders.open_events(store, name, filters=filters, sample=query.sample)
    total = min(every, query.sample) if query.sample else every
    return answered({"items": items, "done": max(0, total - len(items)), "total": total})


@router.get("/coders/{name}/events/{event}", response_model=shapes.EventTold, summary="An event as a coder has it")
def coded(name: str, event: str, query: Annotated[AskedQuery, Query()], here: Here) -> Response:
    """The machine's, and over it what this coder corrected."""
    here.only_internal(f"coders ({query.level or here.level})")
    with here.store() as store:
        told = event_record(coders.coded_by(store, event, name, config=here.served.config))
        return answered({**evidence.whole(store, told, ()), "history": [], "assigned_to": None})


@router.get("/agreement", response_model=shapes.Agreed, summary="How far coders agree")
def agreement(query: Annotated[AgreementQuery, Query()], here: Here) -> Response:
    """Raw agreement and Krippendorff's alpha, field by field, and what they differ on."""
    here.only_internal("coders")
    with here.store() as store:
        try:
            found = coders.compare(store, query.coder, config=here.served.config)
        except StoreError as error:
            raise ConfigError(error.message, next_step=error.next_step) from error
    fields = [
        {"field": one.field, "level": one.level, "n": one.n, "raw": one.raw, "alpha": one.alpha,
         "verdict": _verdict(one.alpha)}
        for one in found.fields
    ]  # fmt: skip
    differ = [
        {"event": one.event, "field": one.field, "said": [_said(value) for value in one.said]}
        for one in found.disagreements
    ]
    return answered({"coders": list(found.coders), "events": found.events, "fields": fields, "disagreements": differ})


def _verdict(alpha: float | None) -> str | None:
    """Krippendorff's own bounds (Content Analysis, 2004)."""
    if alpha is None:
        return None
    return "good" if alpha >= 0.8 else "tentative" if alpha >= 0.667 else "poor"


def _said(value: Any) -> Any:
    return value if value is None or isinstance(value, (bool, int, float, str)) else str(value)
