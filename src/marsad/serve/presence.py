"""That a server is at work on a database file, for the other programs of this user on this machine.

Beside the file stands ``FILE.serving``, readable by its owner alone, with the server's address and a token. ``marsad
add``, ``watch`` and ``review`` then go through the server, whose coder is loaded and whose readers see at once what was
done.
"""

from __future__ import annotations

import json
import os
import time
import urllib.error
import urllib.request
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any
from urllib.parse import quote

from marsad.errors import MarsadError, ReadError, StoreError
from marsad.pipeline import Added
from marsad.serve.access import BY
from marsad.types import Look, Problem, RawDocument, Seen, Source

#: Seconds to say that one is there; for documents to be coded.
_KNOCK_S, _PATIENCE_S = 2.0, 600.0
#: Asked too often; the store is somebody else's just now. Seconds for which it is asked again: an archive that is
#: added holds the file for minutes.
_BUSY, _BUSY_S = (429, 503), 3600.0
#: Documents sent at a time, and bytes of them: a page has 16 MiB at most.
_BATCH, _BATCH_BYTES = 50, 4 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Presence:
    """Where a server answers, and with which token."""

    address: str
    token: str

    def add(self, raws: Iterable[RawDocument | Problem]) -> Iterator[Added]:
        """Let the server add these; one value for each, in order, as they are done.

        Raises ReadError with what it says against them, StoreError where it does not answer.
        """
        for batch in _batches(raws):
            told = self._patiently("raws", {"items": batch})
            yield from (
                Added(**{name: one[name] for name in ("document", "source", "is_new", "mentions", "problems")})
                for one in told["items"]
            )

    def keep(
        self,
        *,
        looks: Sequence[Look] = (),
        seen: Sequence[Seen] = (),
        problems: Sequence[Problem] = (),
        sources: Sequence[Source] = (),
    ) -> list[str]:
        """Let the server keep how looking went. Returns the sources of which it now says something else."""
        given = {"looks": looks, "seen": seen, "sources": sources}
        told = {name: [_fields(one) for one in every] for name, every in given.items()}
        changed: list[str] = self._patiently("looks", {**told, "problems": [_item(one) for one in problems]})["changed"]
        return changed

    def act(self, given: Mapping[str, Any], *, by: str) -> dict[str, Any]:
        """Let the server do an act (docs/api.md) of this person. Returns the act; raises as :meth:`add`."""
        told: dict[str, Any] = self._told("acts", given, {BY: quote(by)})["act"]
        return told

    def _patiently(self, route: str, given: Mapping[str, Any]) -> dict[str, Any]:
        """Ask again where the server was asked too often, or waits for another writer: nothing was done then."""
        until = time.monotonic() + _BUSY_S
        while True:
            try:
                return self._told(route, given)
            except StoreError as error:
                wait_s = float(error.ids.get("wait_s", _BUSY_S))
                if time.monotonic() + wait_s >= until:
                    raise
                time.sleep(wait_s)

    def _told(self, route: str, given: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> dict[str, Any]:
        body = json.dumps(given, default=str).encode()
        return self._posted(route, body, {"Content-Type": "application/json", **(headers or {})})

    def _posted(self, route: str, body: bytes, headers: Mapping[str, str]) -> dict[str, Any]:
        request = urllib.request.Request(  # noqa: S310 - an address this user's own server wrote down
            f"{self.address}api/v1/{route}", data=body, headers={"Authorization": f"Bearer {self.token}", **headers}
        )
        try:
            with _opener().open(request, timeout=_PATIENCE_S) as answer:
                told: dict[str, Any] = json.loads(answer.read())
        except urllib.error.HTTPError as error:
            raise _said(error) from error
        except OSError as error:
            raise StoreError(f"the server at {self.address} does not answer", next_step="Start it anew.") from error
        return told


def _batches(raws: Iterable[RawDocument | Problem]) -> Iterator[list[dict[str, Any]]]:
    batch: list[dict[str, Any]] = []
    size = 0
    for raw in raws:
        of_this = 0 if isinstance(raw, Problem) else len(raw.body)
        if batch and (len(batch) == _BATCH or size + of_this > _BATCH_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(_item(raw))
        size += of_this
    if batch:
        yield batch


def _item(raw: RawDocument | Problem) -> dict[str, Any]:
    if isinstance(raw, Problem):
        return {name: getattr(raw, name) for name in ("stage", "code", "detail", "source")}
    told = {name: value for name, value in _fields(raw).items() if name != "path"}  # for messages here only
    return {**told, "body": b64encode(raw.body).decode("ascii")}


def _fields(told: Any) -> dict[str, Any]:
    return {one.name: getattr(told, one.name) for one in fields(told)}


@contextmanager
def present(db: str, address: str, token: str) -> Iterator[None]:
    """Say that a server is at work, for as long as it is. A database server has many at work: nothing is said."""
    if "://" in db:
        yield
        return
    file = _file(db)
    draft = file.with_name(f"{file.name}.{os.getpid()}")
    with suppress(OSError):  # a folder that may not be written to: others go on without the server
        draft.unlink(missing_ok=True)
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
            json.dump({"address": address, "token": token}, out)
        draft.replace(file)
    try:
        yield
    finally:
        with suppress(OSError):
            if json.loads(file.read_text(encoding="utf-8")).get("token") == token:
                file.unlink()


def server_of(db: str) -> Presence | None:
    """The server that is at work on this database; None where there is none, or it has gone without a word."""
    if "://" in db:
        return None
    try:
        told = json.loads(_file(db).read_text(encoding="utf-8"))
        with _opener().open(f"{told['address']}healthz", timeout=_KNOCK_S) as answer:
            is_there = answer.status == 200
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return Presence(address=told["address"], token=told["token"]) if is_there else None


def _opener() -> urllib.request.OpenerDirector:
    """Without a proxy: the server is on this machine."""
    return urllib.request.build_opener(urllib.request.ProxyHandler({}))


def _file(db: str) -> Path:
    return Path(db).with_name(Path(db).name + ".serving")


def _said(error: urllib.error.HTTPError) -> MarsadError:
    """What the server says against it; where it is only busy, a StoreError with ``wait_s``, after which to ask."""
    try:
        told = json.loads(error.read())["error"]
        if error.code in _BUSY:
            wait_s = error.headers.get("Retry-After", "1")
            return StoreError(told["message"], next_step=told["next_step"], wait_s=wait_s)
        return ReadError(told["message"], next_step=told["next_step"])
    except (ValueError, KeyError, TypeError):
        return StoreError(f"the server answers {error.code}", next_step="Look at its terminal.")
