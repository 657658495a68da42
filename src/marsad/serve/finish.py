"""The last hand on answers: ETag and 304, gzip, a memory of what was answered, limits of size and time.

What was answered is kept as long as the reader's circle sees the same: its key holds the level and the stamp of the
level's table. The ETag is a digest of the answer itself, so it tells nothing that the answer does not.
"""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from marsad.errors import MarsadError
from marsad.serve.failures import Failure, response
from marsad.serve.guard import Asgi, Message, Receive, Scope, Send
from marsad.serve.metrics import Metrics
from marsad.serve.views import Views

if TYPE_CHECKING:
    from fastapi import Request

#: Bytes of answers that are remembered.
_KEPT_BYTES = 128 * 1024 * 1024
#: An answer below this is sent as it is.
_SMALL = 1024
#: A body up to here is packed at once; a longer one beside what else is answered.
_SHORT = 64 * 1024
#: Answers made at a time: of more, each would only take longer, and those asked first wait for those asked last.
_AT_ONCE = 4
#: Answers that differ between readers of one level, or never end, or change with names that people settle.
_OWN = (
    "/api/v1/me?",
    "/api/v1/queue",
    "/api/v1/changes",
    "/api/v1/export/",
    "/api/v1/coders",
    "/api/v1/openapi.json",
    "/api/v1/problems/names?",
    "/api/v1/places?",
    "/api/v1/actors/named?",
)
#: Bytes of a request's body; of one that brings a file.
MOST_BYTES = 1024 * 1024
MOST_FILE_BYTES = 32 * 1024 * 1024
_FILES = ("/api/v1/documents", "/api/v1/raws", "/api/v1/looks", "/api/v1/import", "/api/v1/template")
#: Seconds in which a body must have come, and an answer must begin.
BODY_S = 30.0
ANSWER_S = 60.0
#: Coding a book takes minutes; an export of everything too. Acts wait for one another, and what is done shall be told.
LONG_S = 600.0
_LONG = (
    "/api/v1/acts",
    "/api/v1/documents",
    "/api/v1/raws",
    "/api/v1/looks",
    "/api/v1/code",
    "/api/v1/export/",
    "/api/v1/import",
    "/api/v1/examples",
    "/api/v1/forecasts",
)


#: Level, stamp, path, query.
Key = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A whole answer. ``packed`` is its body in gzip, where that is worth it."""

    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes
    packed: bytes | None
    etag: bytes


class Memory:
    """Answers by who asks, the stamp of what they see, and what is asked; the one used longest ago is forgotten first.
    Where the stamp has changed, what was answered before is forgotten too: it is asked for no more.
    """

    def __init__(self, most_bytes: int = _KEPT_BYTES) -> None:
        self._most = most_bytes
        self._size = 0
        self._lock = threading.Lock()
        self._held: OrderedDict[Key, Answer] = OrderedDict()
        self._stamps: dict[str, str] = {}

    def get(self, key: Key) -> Answer | None:
        with self._lock:
            found = self._held.get(key)
            if found is not None:
                self._held.move_to_end(key)
            return found

    def put(self, key: Key, answer: Answer) -> None:
        with self._lock:
            self._forget_before(key[0], key[1])
            before = self._held.pop(key, None)
            self._size += _size(answer) - (_size(before) if before else 0)
            self._held[key] = answer
            while self._size > self._most and len(self._held) > 1:
                self._size -= _size(self._held.popitem(last=False)[1])

    def _forget_before(self, level: str, stamp: str) -> None:
        if self._stamps.get(level) == stamp:
            return
        self._stamps[level] = stamp
        for key in [key for key in self._held if key[0] == level and key[1] != stamp]:
            self._size -= _size(self._held.pop(key))


def _size(answer: Answer) -> int:
    return len(answer.body) + len(answer.packed or b"")


class Finish:
    """Between the guard and the routes."""

    def __init__(self, app: Asgi, *, views: Views, metrics: Metrics) -> None:
        self._app = app
        self._views = views
        self._metrics = metrics
        self._memory = Memory()
        self._left: set[asyncio.Task[None]] = set()
        self._turns = asyncio.Semaphore(_AT_ONCE)
        self._making: dict[Key, asyncio.Event] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        from fastapi import Request

        is_head = scope["method"] == "HEAD"
        if is_head:  # what would come, without it
            scope["method"] = "GET"
        request = Request(scope)
        with self._metrics.timed(request) as told:

            async def counted(message: Message) -> None:
                if message["type"] == "http.response.start":
                    told.status = message["status"]
                await send(message)

            if request.method == "GET" and request.url.path.startswith("/api/"):
                await self._read(request, receive, counted, is_head=is_head)
            else:
                await self._in_time(request, _bounded(request, receive), counted)

    async def _read(self, request: Request, receive: Receive, send: Send, *, is_head: bool) -> None:
        if f"{request.url.path}?".startswith(_OWN):
            await self._in_time(request, receive, send)
            return
        key = await self._key(request)
        while key in self._making:  # somebody asks the same just now
            await self._making[key].wait()
        known = self._memory.get(key) if key else None
        if known is None:
            known = await self._made(key, request, receive, send)
        if known is not None:
            await _send(request, known, send, is_head=is_head)

    async def _made(self, key: Key | None, request: Request, receive: Receive, send: Send) -> Answer | None:
        """A new answer, remembered; None where something else than a whole answer was sent already."""
        held = _Held(send)
        if key:
            self._making[key] = asyncio.Event()
        try:
            async with self._turns:
                await self._in_time(request, receive, held)
            if held.start is None:
                return None
            body = b"".join(held.body)
            if len(body) <= _SHORT:
                made = _answer(held.start["headers"], body)
            else:
                made = await asyncio.to_thread(_answer, held.start["headers"], body)
            if key:
                self._memory.put(key, made)
            return made
        finally:
            if key:
                self._making.pop(key).set()

    async def _key(self, request: Request) -> Key | None:
        """None where the store cannot be read: the route says why."""
        level = request.state.reader.level
        try:
            is_ready = self._views.is_ready(level)
            stamp = self._views.stamp(level) if is_ready else await asyncio.to_thread(self._views.stamp, level)
        except MarsadError:
            return None
        return level, stamp, request.url.path, str(request.url.query)

    async def _in_time(self, request: Request, receive: Receive, send: Send) -> None:
        """Run the routes; where they have not begun to answer in time, say so and let them end by themselves."""
        is_long = request.url.path.startswith(_LONG)
        gate = _Gate(send)
        task = asyncio.ensure_future(self._app(request.scope, receive, gate))
        self._left.add(task)
        task.add_done_callback(self._left.discard)
        done, _ = await asyncio.wait({task}, timeout=LONG_S if is_long else ANSWER_S)
        if done or gate.is_begun:
            await task
            return
        gate.is_shut = True
        is_asked = request.method in ("GET", "HEAD")
        step = (
            "Narrow it down with filters."
            if is_asked
            else "It goes on: look whether it was done before you do it again."
        )
        failure = Failure(status=504, message="this takes too long", next_step=step)
        await response(request, failure)(request.scope, receive, send)


class _Gate:
    """Lets an answer through until it is shut."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.is_begun = False
        self.is_shut = False

    async def __call__(self, message: Message) -> None:
        if not self.is_shut:
            self.is_begun = True
            await self._send(message)


class _Held:
    """Keeps a whole answer that went well; every other one passes."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.start: Message | None = None
        self.body: list[bytes] = []

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start" and message["status"] == 200:
            self.start = message
        elif self.start is not None and message["type"] == "http.response.body":
            self.body.append(message.get("body", b""))
        else:
            await self._send(message)


def _answer(headers: list[tuple[bytes, bytes]], body: bytes) -> Answer:
    packed = gzip.compress(body, 5, mtime=0) if len(body) > _SMALL else None
    kept = tuple((name, value) for name, value in headers if name != b"content-length")
    return Answer(
        headers=kept, body=body, packed=packed, etag=b'"' + hashlib.sha256(body).hexdigest()[:32].encode() + b'"'
    )


async def _send(request: Request, answer: Answer, send: Send, *, is_head: bool) -> None:
    common = [(b"etag", answer.etag), (b"cache-control", b"private, no-cache")]
    if answer.etag.decode() in [
        one.strip().removeprefix("W/") for one in request.headers.get("if-none-match", "").split(",")
    ]:
        await send({"type": "http.response.start", "status": 304, "headers": common})
        await send({"type": "http.response.body", "body": b""})
        return
    body = answer.body
    if answer.packed is not None and "gzip" in request.headers.get("accept-encoding", ""):
        body = answer.packed
        common.append((b"content-encoding", b"gzip"))
    length = (b"content-length", str(len(body)).encode())
    await send({"type": "http.response.start", "status": 200, "headers": [*answer.headers, *common, length]})
    await send({"type": "http.response.body", "body": b"" if is_head else body})


def _too_much(status: int, detail: str) -> Exception:
    from starlette.exceptions import HTTPException as RoutingException

    return RoutingException(status, detail)


def _bounded(request: Request, receive: Receive) -> Receive:
    """The body up to the most that is taken, within its time; more of it, or later, is a Failure."""
    most = MOST_FILE_BYTES if request.url.path.startswith(_FILES) else MOST_BYTES
    state = {"size": 0, "until": asyncio.get_running_loop().time() + BODY_S, "whole": 0}

    async def bounded() -> Message:
        if state["whole"]:
            return await receive()
        left = state["until"] - asyncio.get_running_loop().time()
        try:
            message = await asyncio.wait_for(receive(), max(left, 0.001))
        except TimeoutError as error:
            raise _too_much(408, f"the body did not come within {BODY_S:.0f} s") from error
        state["size"] += len(message.get("body", b""))
        state["whole"] = not message.get("more_body", False)
        if state["size"] > most:
            raise _too_much(413, f"more than {most} bytes")
        return message

    return bounded
