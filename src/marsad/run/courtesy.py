"""Asking servers politely: what robots.txt allows, a pause between two questions, patience with what is in trouble."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from random import Random
from threading import Lock
from typing import Any
from urllib.parse import urlsplit

from marsad.read.fetch import Answer, FetchFailed, Manner, fetch
from marsad.types import Seen

#: The name by which robots.txt may speak of us.
_NAME = "Marsad"
_TRIES = 3
#: Before the second and the third try, seconds; times a number from 0.5 to 1.5.
_PATIENCE_S = (2.0, 6.0)
#: Longer than that no look waits for one server, whatever it asks for.
_MOST_PATIENCE_S = 60.0
#: RFC 9309: robots.txt should not be kept for longer than a day, and at least 500 KiB of it be read.
_RULES_FOR, _RULES_BYTES = timedelta(days=1), 512 * 1024
#: How long rules that could not be read are taken for a ban, before they are asked for again.
_BAN_FOR = timedelta(minutes=10)
#: Many feeds are said to be fresh for a day and change by the hour.
_FRESH_FOR = timedelta(hours=1)
_BUSY = (408, 425, 429)
#: Servers that are remembered: lists of GDELT's lead to ten thousand a day.
_HOSTS = 1000


class Stopped(Exception):
    """Somebody asked to end; what is under way is left as it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """The time, and waiting. ``wait`` returns True where it was ended before its time."""

    now: Callable[[], datetime]
    wait: Callable[[float], bool]

    def sleep(self, seconds: float) -> None:
        """Raises Stopped."""
        if seconds > 0 and self.wait(seconds):
            raise Stopped


@dataclass(slots=True)
class _Host:
    """What is remembered of one server."""

    turn: datetime  #: when it may be asked next
    alone: datetime  #: until when it wants to be left alone
    rules: Any = None  #: None: they could not be read
    until: datetime | None = None  #: how long the rules hold
    reading: Lock = field(default_factory=Lock)


class Courtesy:
    """Who has been asked when, and what each host allows. May be used from several threads."""

    def __init__(self, manner: Manner, *, clock: Clock, dice: Random, pause_s: float) -> None:
        self._manner = manner
        self._clock = clock
        self._dice = dice
        self._pause_s = pause_s
        self._lock = Lock()
        self._hosts: OrderedDict[str, _Host] = OrderedDict()
        self._fresh: dict[str, datetime] = {}

    def ask(self, url: str, seen: Seen | None = None) -> Answer:
        """The document at this address, only if it has changed since it was ``seen``.

        Raises FetchFailed, also for what came only in part: half a report would be filed as another one.
        """
        since, now = _since(seen), self._clock.now()
        if since and self._fresh.get(url, now) > now:
            return Answer(url=url, body=b"", headers=(), is_new=False)
        self._permit(url)
        answer = self._patiently(url, lambda: self._asked(url, since))
        if answer.trouble:
            raise FetchFailed(answer.trouble[1], is_lasting=True)
        if seen is not None:  # asked again and again, as no article is
            self._fresh[url] = self._clock.now() + _freshness(answer)
        return answer

    def _asked(self, url: str, since: Mapping[str, str]) -> Answer:
        answer = fetch(url, self._manner, since=since, permit=self._permit)
        if answer.trouble and answer.trouble[0] != "too-large":
            raise FetchFailed(answer.trouble[1])
        if answer.is_new and not answer.body:  # also what is left of an answer that was cut off in its headers
            raise FetchFailed("the answer is empty")
        return answer

    def _patiently(self, url: str, ask: Callable[[], Answer]) -> Answer:
        """Up to three tries; what is lasting, or asks for more patience than a look has, fails at once."""
        for patience_s in (*_PATIENCE_S, None):
            self._take_turn(url)
            try:
                return ask()
            except FetchFailed as error:
                wait_s = self._wait_s(url, error, patience_s)
                if wait_s is None:
                    raise
            self._clock.sleep(wait_s)
        raise AssertionError

    def _wait_s(self, url: str, error: FetchFailed, patience_s: float | None) -> float | None:
        """Seconds until the next try; None: there is none."""
        asked_s = _retry_after_s(error.retry_after, self._clock.now())
        with self._lock:
            if asked_s:
                self._host(_root(url)).alone = self._clock.now() + timedelta(seconds=asked_s)
            if patience_s is None or error.is_lasting or not _is_passing(error) or asked_s > _MOST_PATIENCE_S:
                return None
            return max(asked_s, patience_s * self._dice.uniform(0.5, 1.5))

    def _take_turn(self, url: str) -> None:
        """Wait until this host may be asked again, and keep the next one waiting."""
        with self._lock:
            now, host = self._clock.now(), self._host(_root(url))
            alone_s = (host.alone - now).total_seconds()
            if alone_s > _MOST_PATIENCE_S:
                raise FetchFailed(f"the server wants to be left alone for {alone_s:.0f} more seconds")
            turn = max(now, host.turn, host.alone)
            asked = host.rules.crawl_delay(_NAME) if host.rules is not None else None
            host.turn = turn + timedelta(seconds=max(self._pause_s, min(asked or 0.0, _MOST_PATIENCE_S)))
        self._clock.sleep((turn - now).total_seconds())

    def _host(self, root: str) -> _Host:
        """To be asked under the lock. Of many thousand hosts those that were asked long ago are forgotten."""
        host = self._hosts.pop(root, None) or _Host(turn=self._clock.now(), alone=self._clock.now())
        self._hosts[root] = host
        while len(self._hosts) > _HOSTS:
            self._hosts.popitem(last=False)
        return host

    # --- robots.txt ---

    def _permit(self, url: str) -> None:
        """Raises FetchFailed where robots.txt forbids this address or cannot be read (RFC 9309)."""
        with self._lock:
            host = self._host(_root(url))
        with host.reading:
            if host.until is None or host.until <= self._clock.now():
                host.rules, keep = self._read_rules(_root(url))
                host.until = self._clock.now() + keep
        if host.rules is None:
            raise FetchFailed("robots.txt cannot be read, which forbids everything for the time being")
        if not host.rules.can_fetch(url, _NAME):
            raise FetchFailed("robots.txt forbids it", is_lasting=True)

    def _read_rules(self, root: str) -> tuple[Any, timedelta]:
        from protego import Protego

        manner = replace(self._manner, max_bytes=_RULES_BYTES)
        try:
            answer = self._patiently(root, lambda: fetch(f"{root}/robots.txt", manner))
        except FetchFailed as error:
            if error.is_lasting or not _is_passing(error):
                return Protego.parse(""), _RULES_FOR
            return None, _BAN_FOR
        return Protego.parse(answer.body.decode("utf-8", "replace")), _RULES_FOR


def _is_passing(error: FetchFailed) -> bool:
    """Whether another try may do better."""
    return error.status is None or error.status >= 500 or error.status in _BUSY


def _root(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}".lower()


def _since(seen: Seen | None) -> dict[str, str]:
    """What makes a server answer only if something has changed (RFC 9110, 13.1)."""
    if seen is None:
        return {}
    told = {"If-None-Match": seen.etag, "If-Modified-Since": seen.modified}
    return {name: value for name, value in told.items() if value}


def _freshness(answer: Answer) -> timedelta:
    """How long the server says that nothing will change, an hour at most."""
    found = re.search(r"(?:^|[,\s])max-age\s*=\s*(\d{1,9})", answer.header("cache-control") or "", re.IGNORECASE)
    return min(timedelta(seconds=int(found[1])), _FRESH_FOR) if found else timedelta()


def _retry_after_s(written: str | None, now: datetime) -> float:
    """Seconds for which a server asks to be left alone (RFC 9110, 10.2.3: seconds, or a moment); 0: it does not."""
    if not written:
        return 0.0
    if written.strip().isdecimal():
        return float(min(int(written), _RULES_FOR.total_seconds()))
    with suppress(ValueError, TypeError, OverflowError):
        at = parsedate_to_datetime(written)
        return min(max((at - now).total_seconds(), 0.0), _RULES_FOR.total_seconds())
    return 0.0
