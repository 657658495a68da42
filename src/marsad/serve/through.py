"""A reviewer at a terminal while a server is at work on the database file: it does the acts, its readers see them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from marsad.config import Config
from marsad.errors import ConfigError, MarsadError
from marsad.review import Desk
from marsad.serve.presence import Presence
from marsad.store import Need, QueueItem, Store
from marsad.types import Act, Verdict


class DeskThrough:
    """The verbs of :class:`marsad.review.Desk` that a terminal offers. ``store`` is read only, and anew after each act.

    Raises ConfigError with what the server says of an act that cannot be, StoreError where it does not answer.
    """

    def __init__(self, server: Presence, store: Store, *, by: str, config: Config, is_blind: bool = False) -> None:
        self._server = server
        self._own = Desk(store, by=by, config=config, is_blind=is_blind)
        self.store = store
        self.by = self._own.by
        self.is_blind = is_blind

    def queue(self, *needs: Need, assigned_to: str | None = None) -> list[QueueItem]:
        """What is worth a person's time: :meth:`marsad.review.Desk.queue`."""
        return self._own.queue(*needs, assigned_to=assigned_to)

    def accept(self, event: str) -> Act:
        return self._done("accept", event=event)

    def reject(self, event: str) -> Act:
        return self._done("reject", event=event)

    def correct(self, event: str, field: str, value: Any, *, quote: str | None, reason: str | None) -> Act:
        return self._done("correct", event=event, field=field, value=value, quote=quote, reason=reason)

    def judge(self, left: str, right: str, verdict: Verdict) -> Act:
        return self._done(verdict, left=left, right=right)

    def merge(self, *events: str) -> Act:
        return self._done("merge", events=list(events))

    def split(self, event: str, mentions: Collection[str]) -> Act:
        return self._done("split", event=event, mentions=list(mentions))

    def comment(self, event: str, words: str) -> Act:
        return self._done("comment", event=event, reason=words)

    def flag(self, event: str, *, reason: str) -> Act:
        return self._done("flag", event=event, reason=reason)

    def assign(self, event: str, to: str | None) -> Act:
        return self._done("assign", event=event, to=to)

    def undo(self, act: Act | None = None) -> Act:
        return self._done("undo", act=act.id if act else None)

    def _done(self, verb: str, **given: Any) -> Act:
        told = {"verb": verb, **given, **({"coder": self.by} if self.is_blind else {})}
        try:
            act = self._server.act({name: value for name, value in told.items() if value is not None}, by=self.by)
        except MarsadError as error:
            raise ConfigError(error.message, next_step=error.next_step) from error
        self.store.renew()
        kept = ("id", "verb", "by", "target", "field", "value", "reason", "is_blind")
        return Act(**{name: act[name] for name in kept}, at=datetime.fromisoformat(act["at"]))
