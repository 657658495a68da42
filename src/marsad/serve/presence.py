"""That a server is at work on a database file, for the other programs of this user on this machine.

Beside the file stands ``FILE.serving``, readable by its owner alone, with the server's address and a token. ``marsad
add`` then goes through the server, whose coder is loaded and whose readers see at once what was added.
"""

from __future__ import annotations

import json
import os
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from marsad.errors import MarsadError, ReadError, StoreError
from marsad.serve.access import BY
from marsad.types import RawDocument

#: Seconds to say that one is there; for documents to be coded.
_KNOCK_S, _PATIENCE_S = 2.0, 600.0
#: By which the server tells the format of what it is sent.
_SUFFIXES = {"text/html": ".html", "application/xhtml+xml": ".html", "text/markdown": ".md"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Presence:
    """Where a server answers, and with which token."""

    address: str
    token: str

    def add(self, raw: RawDocument) -> dict[str, Any]:
        """Let the server add a document. Raises ReadError or StoreError with what it says."""
        about = {"source": raw.source, "title": raw.title, "language": raw.language, "address": raw.url,
                 "published": raw.published.isoformat() if raw.published else None,
                 "name": f"document{_SUFFIXES.get(raw.media_type, '.txt')}"}  # fmt: skip
        query = urlencode({name: value for name, value in about.items() if value})
        return self._posted(f"documents?{query}", raw.body, {"Content-Type": "application/octet-stream"})

    def act(self, given: Mapping[str, Any], *, by: str) -> dict[str, Any]:
        """Let the server do an act (docs/api.md) of this person. Returns the act; raises as :meth:`add`."""
        headers = {"Content-Type": "application/json", BY: quote(by)}
        told: dict[str, Any] = self._posted("acts", json.dumps(given).encode(), headers)["act"]
        return told

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
    try:
        told = json.loads(error.read())["error"]
        return ReadError(told["message"], next_step=told["next_step"])
    except (ValueError, KeyError, TypeError):
        return StoreError(f"the server answers {error.code}", next_step="Look at its terminal.")
