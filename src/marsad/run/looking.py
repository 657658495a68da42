"""One look at one source: what it has that was not read before.

A look yields documents, problems, and after all documents of an address a :class:`marsad.types.Seen`, by which the next
look passes it over. Nothing is kept here: a look that is cut off is looked again, and what came twice is one document.
"""

from __future__ import annotations

import hashlib
import io
import re
from collections import Counter
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from html import escape
from pathlib import Path
from typing import Any, BinaryIO, cast
from urllib.parse import urlsplit

from marsad.config import Config
from marsad.errors import ReadError
from marsad.read import Given, gdelt, sources
from marsad.read.containers import mail
from marsad.read.feeds import Entry, NotAFeed, entries
from marsad.read.fetch import Answer, FetchFailed
from marsad.read.identity import host_of
from marsad.read.links import links
from marsad.read.listing import Item as File
from marsad.read.listing import listed
from marsad.read.mailbox import Mailbox, NoMailbox, messages
from marsad.read.sources import in_answer
from marsad.run.courtesy import Clock, Courtesy
from marsad.run.registry import Post
from marsad.types import Problem, RawDocument, Seen

Item = RawDocument | Problem | Seen
#: Looks at which an article is tried before it is given up.
_GIVEN_UP = 5
#: Articles of one host that fail in passing until its others are left to the next look.
_IN_VAIN = 3
#: A file that changed less than this ago may still be written to.
_SETTLED = timedelta(seconds=5)
#: Files and links that are looked up at a time.
_SLICE = 1000
#: Quarters of an hour of GDELT's that are caught up with in one look: a day.
_LISTS = 96


class LookFailed(Exception):
    """The source could not be looked at; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Here:
    """What every look needs. ``seen`` tells how addresses of a source were when they were asked last."""

    config: Config
    courtesy: Courtesy
    clock: Clock
    seen: Callable[[str, Iterable[str]], Mapping[str, Seen]]
    stdin: BinaryIO
    silence_s: float
    total_s: float


def look(post: Post, here: Here) -> Iterator[Item]:
    """What is new at a source. Raises LookFailed where none of its addresses could be asked, after the problems."""
    if post.source.kind == "stdin":
        stdin = cast("BinaryIO", _Flowing(here.stdin))
        yield from sources(["-"], given=_given(post), config=here.config, stdin=stdin, now=here.clock.now())
        return
    failed: list[str] = []
    for address in post.addresses:
        try:
            yield from _LOOKS[post.source.kind or ""](post, here, address)
        except (FetchFailed, NotAFeed, gdelt.NotAList, NoMailbox, OSError) as error:
            failed.append(f"{_shown(address)}: {error}")
    if failed and len(failed) == len(post.addresses):
        raise LookFailed("; ".join(failed))
    today = here.clock.now().date()
    yield from (_problem(post, "look-failed", f"{why} (on {today})") for why in failed)


class _Flowing(io.RawIOBase):
    """A stream that hands over what there is, and does not wait until it is much."""

    def __init__(self, inner: BinaryIO) -> None:
        self._inner: Any = inner

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1, /) -> bytes:
        return bytes(self._inner.read1(size))


def _shown(address: str) -> str:
    """Without the name of a user."""
    return re.sub(r"(?<=://)[^/@]*@", "", address)


def _problem(post: Post, code: str, detail: str) -> Problem:
    return Problem(stage="watch", code=code, detail=detail, source=post.name)


def _given(post: Post, *, source: str | None = None) -> Given:
    """What is known of its documents; those of many outlets are named after the host they stand at, if any."""
    return Given(source=source or (None if post.has_many_outlets else post.name), language=post.source.language)


# --- what is fetched ---------------------------------------------------------------------------


def _feed(post: Post, here: Here, address: str) -> Iterator[Item]:
    def read(answer: Answer) -> list[Entry]:
        found = entries(answer.body, url=answer.url, headers=dict(answer.headers))
        return [one for one in found if one.url is None or _matches(post, one.url)]

    yield from _listing(post, here, address, read)


def _links(post: Post, here: Here, address: str) -> Iterator[Item]:
    def read(answer: Answer) -> list[Entry]:
        return [_linked(one) for one in links(answer.body, url=answer.url) if _matches(post, one)]

    yield from _listing(post, here, address, read)


def _linked(url: str) -> Entry:
    return Entry(url=url, title=None, published=None, text=None)


def _matches(post: Post, url: str) -> bool:
    return post.match is None or re.search(post.match, url) is not None


def _page(post: Post, here: Here, address: str) -> Iterator[Item]:
    answer = here.courtesy.ask(address, here.seen(post.name, [address]).get(address))
    if answer.is_new:
        yield from in_answer(answer, given=_given(post), config=here.config, now=here.clock.now())
        yield _seen(post, here, address, answer)


def _listing(post: Post, here: Here, address: str, read: Callable[[Answer], list[Entry]]) -> Iterator[Item]:
    """What a list leads to. That the list itself was read is kept once everything on it was."""
    answer = here.courtesy.ask(address, here.seen(post.name, [address]).get(address))
    if not answer.is_new:
        return
    is_done = yield from _articles(post, here, read(answer))
    yield _seen(post, here, address, answer) if is_done else Seen(source=post.name, url=address, at=here.clock.now())


def _seen(post: Post, here: Here, address: str, answer: Answer) -> Seen:
    return Seen(
        source=post.name,
        url=address,
        at=here.clock.now(),
        etag=answer.header("etag"),
        modified=answer.header("last-modified"),
    )


def _articles(post: Post, here: Here, listed: Iterable[Entry]) -> Generator[Item, None, bool]:
    """The articles that were not read before, at most so many. Returns whether none of them is left."""
    by_key = {_key(one): one for one in listed}
    seen = _looked_up(post, here, list(by_key))
    fresh = [key for key, one in by_key.items() if _is_due(post, one, seen.get(key))]
    left = len(fresh) > post.most
    in_vain: Counter[str | None] = Counter()
    for key in fresh[: post.most]:
        one, host = by_key[key], host_of(by_key[key].url or "")
        if post.text == "feed" or one.url is None:
            yield from _own_text(post, here, key, one)
        elif in_vain[host] < _IN_VAIN:
            again = yield from _article(post, here, one, seen.get(key))
            in_vain[host] += again
            left |= again
        else:
            left = True
    return not left


def _looked_up(post: Post, here: Here, urls: list[str]) -> dict[str, Seen]:
    found: dict[str, Seen] = {}
    for start in range(0, len(urls), _SLICE):
        found |= here.seen(post.name, urls[start : start + _SLICE])
    return found


def _key(entry: Entry) -> str:
    return entry.url or f"urn:sha256:{_digest(entry)}"


def _digest(entry: Entry) -> str:
    return hashlib.sha256("\0".join((entry.title or "", entry.text or "")).encode(errors="replace")).hexdigest()


def _is_due(post: Post, entry: Entry, seen: Seen | None) -> bool:
    if seen is None:
        return True
    if post.text == "feed" or entry.url is None:
        return seen.etag != _digest(entry)
    return 0 < seen.failures < _GIVEN_UP


def _own_text(post: Post, here: Here, key: str, entry: Entry) -> Iterator[Item]:
    """What the feed itself tells."""
    title = f"<h1>{escape(entry.title)}</h1>" if entry.title else ""
    page = f"<html><body><article>{title}<div>{entry.text or ''}</div></article></body></html>"
    raw = RawDocument(
        source=_outlet(post, entry.url),
        url=entry.url,
        body=page.encode("utf-8", "replace"),
        media_type="text/html",
        headers=(("content-type", "text/html; charset=utf-8"), *_published(entry.published)),
        fetched_at=here.clock.now(),
        title=entry.title,
        language=post.source.language,
    )
    yield raw
    yield Seen(source=post.name, url=key, at=here.clock.now(), etag=_digest(entry))


def _published(day: date | None) -> tuple[tuple[str, str], ...]:
    return (("published", day.isoformat()),) if day else ()


def _outlet(post: Post, url: str | None) -> str:
    return (host_of(url) if post.has_many_outlets and url else None) or post.name


def _article(post: Post, here: Here, entry: Entry, seen: Seen | None) -> Generator[Item, None, bool]:
    """The page that an item leads to. Returns whether it is to be tried again."""
    url = entry.url or ""
    try:
        answer = here.courtesy.ask(url)
    except FetchFailed as error:
        failures = _GIVEN_UP if _is_final(error) else (seen.failures if seen else 0) + 1
        if failures >= _GIVEN_UP:
            yield _problem(post, "article-failed", f"{url}: {error}")
        yield Seen(source=post.name, url=url, at=here.clock.now(), failures=failures)
        return failures < _GIVEN_UP
    given = _given(post, source=_outlet(post, answer.url))
    for found in in_answer(answer, given=given, config=here.config, now=here.clock.now()):
        if isinstance(found, Problem):
            yield found
        else:
            yield replace(found, headers=(*found.headers, *_published(entry.published)))
    yield _seen(post, here, url, answer)
    return False


def _is_final(error: FetchFailed) -> bool:
    return error.is_lasting or (error.status is not None and 400 <= error.status < 500 and not error.retry_after)


# --- GDELT -------------------------------------------------------------------------------------


def _gdelt(post: Post, here: Here, address: str) -> Iterator[Item]:
    """The articles of the latest list and of those that came since the last look, the oldest list first."""
    seen = here.seen(post.name, [address]).get(address)
    last = seen.etag if seen else None
    tables = gdelt.listed(here.courtesy.ask(address).body)
    kind = ".export." if any(".export." in one.url for one in tables) else ".mentions."
    for table in (one for one in tables if kind in one.url):
        earlier = [gdelt.Listed(url=url, digest=None) for url in gdelt.missed(table.url, last, most=_LISTS)]
        for one in (*earlier, table):
            stamp = gdelt.stamp_of(one.url)
            if last is not None and stamp is not None and stamp <= last:
                continue
            is_done = yield from _table(post, here, one)
            if not is_done:
                return
            last = stamp
            yield Seen(source=post.name, url=address, at=here.clock.now(), etag=stamp)


def _table(post: Post, here: Here, table: gdelt.Listed) -> Generator[Item, None, bool]:
    """Returns whether no article of it is left to be tried again."""
    try:
        body = gdelt.whole(here.courtesy.ask(table.url).body, table.digest)
        found = gdelt.articles(
            body, url=table.url, max_bytes=here.config.max_bytes, countries=post.countries, roots=post.roots
        )
    except (FetchFailed, gdelt.NotAList) as error:
        if isinstance(error, FetchFailed) and not _is_final(error):
            raise
        yield _problem(post, "list-failed", f"{table.url}: {error}")
        return True
    return (yield from _articles(post, here, [_linked(one) for one in found if _matches(post, one)]))


# --- folders and mail --------------------------------------------------------------------------


def _folder(post: Post, here: Here, address: str) -> Iterator[Item]:
    """Files that are new or have changed, but for those that are being written right now."""
    if not Path(address).is_dir():
        raise NotADirectoryError("there is no such folder")
    like = RawDocument(source=post.name, url=None, body=b"", media_type="")
    told = list(listed([address], like))
    yield from (one for one in told if isinstance(one, Problem) and one.code != "empty")
    known = [Path(one.name) for one in told if isinstance(one, File)]
    for start in range(0, len(known), _SLICE):
        some = known[start : start + _SLICE]
        seen = here.seen(post.name, [str(path) for path in some])
        for path in some:
            before = seen.get(str(path))
            mark = _settled(path, before.etag if before else None, here)
            if mark is not None:
                yield from _file(post, here, path)
                yield Seen(source=post.name, url=str(path), at=here.clock.now(), etag=mark)


def _settled(path: Path, known: str | None, here: Here) -> str | None:
    """What tells this state of a file from others; None where it is known, gone, or still changing."""
    mark, changed_s = _state(path)
    if mark is None or mark == known:
        return None
    age_s = here.clock.now().timestamp() - changed_s
    if 0 <= age_s < _SETTLED.total_seconds():
        here.clock.sleep(_SETTLED.total_seconds() - age_s)
        return mark if _state(path)[0] == mark else None
    return mark


def _state(path: Path) -> tuple[str | None, float]:
    try:
        told = path.stat()
    except OSError:
        return None, 0.0
    return f"{told.st_size}-{told.st_mtime_ns}", told.st_mtime


def _file(post: Post, here: Here, path: Path) -> Iterator[Item]:
    try:
        yield from sources([str(path)], given=_given(post), config=here.config, now=here.clock.now(), public_only=True)
    except ReadError as error:
        yield _problem(post, "unreadable", str(error))


def _mailbox(post: Post, here: Here, address: str) -> Iterator[Item]:
    """Messages that came in since the last look."""
    shown = _shown(address)
    box = Mailbox(
        address=address,
        password=_password(post),
        max_bytes=here.config.max_bytes,
        silence_s=here.silence_s,
        total_s=here.total_s,
    )
    before = here.seen(post.name, [shown]).get(shown)
    like = RawDocument(source=post.name, url=None, body=b"", media_type="message/rfc822", language=post.source.language)
    # All at once: a server does not wait for a message to be coded.
    for point, body in list(messages(box, before.etag if before else None, most=post.most)):
        if body is None:
            yield _problem(post, "too-large", f"{shown}, message {point}: more than {here.config.max_bytes} bytes")
        else:
            yield from mail(io.BytesIO(body), replace(like, path=f"{shown}#{point}"), here.config)
        yield Seen(source=post.name, url=shown, at=here.clock.now(), etag=point)


def _password(post: Post) -> str:
    assert post.password_file is not None
    return post.password_file.read_text(encoding="utf-8").strip("\r\n")


_LOOKS: Mapping[str, Callable[[Post, Here, str], Iterator[Item]]] = {
    "feed": _feed,
    "page": _page,
    "links": _links,
    "gdelt": _gdelt,
    "folder": _folder,
    "mailbox": _mailbox,
}


def own_hosts(posts: Iterable[Post]) -> frozenset[str]:
    """What the list of sources names, as ``host:port``: it may be anywhere; what it leads to must be public."""
    named = (urlsplit(one) for post in posts for one in post.addresses if one.startswith(("http://", "https://")))
    return frozenset(f"{one.hostname}:{one.port or {'http': 80, 'https': 443}[one.scheme]}" for one in named)
