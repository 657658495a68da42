"""New messages of an IMAP mailbox, which is only read: nothing is marked, moved or deleted there."""

from __future__ import annotations

import imaplib
import re
import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote, urlsplit

from marsad.read.deadline import Deadline

_PORTS = {"imap": 143, "imaps": 993}
_HERE = ("localhost", "127.0.0.1", "::1")


class NoMailbox(Exception):
    """The mailbox cannot be read; the message says why, without a password."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailbox:
    """Where messages come in, and how long one look at it may take. ``imap:`` is encrypted before the password is sent,
    but for a server on this machine.
    """

    address: str  #: ``imaps://user@host:port/folder``
    password: str = field(repr=False)
    max_bytes: int
    silence_s: float = 30
    total_s: float = 300


def messages(box: Mailbox, after: str | None, *, most: int) -> Iterator[tuple[str, bytes | None]]:
    """Messages that came in after the point ``after``, each with the point it stands at; at most so many, and no more
    after ``max_bytes`` in all.

    A point is ``UIDVALIDITY:UID`` (RFC 9051); where the server has numbered its messages anew, all are new. Of a
    message that is too large there is None. Raises NoMailbox.
    """
    with Deadline(box.total_s) as deadline:
        try:
            server = _entered(box, deadline)
            try:
                yield from _new(server, box, after, most)
            finally:
                server.shutdown()
        except (imaplib.IMAP4.error, OSError, ValueError) as error:
            why = f"no end within {box.total_s:g} seconds" if deadline.is_over else type(error).__name__
            raise NoMailbox(f"{_shown(box.address)}: {why}") from error


def _shown(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.hostname}{parts.path}"


def _entered(box: Mailbox, deadline: Deadline) -> imaplib.IMAP4:
    parts = urlsplit(box.address)
    host, port = parts.hostname or "", parts.port or _PORTS[parts.scheme]
    server = _Server(host, port, box, deadline)
    if parts.scheme == "imap" and host not in _HERE:
        server.starttls(ssl.create_default_context())
    server.login(unquote(parts.username or ""), box.password)
    folder = unquote(parts.path.strip("/")) or "INBOX"
    if server.select(f'"{folder}"', readonly=True)[0] != "OK":
        raise ValueError(folder)
    return server


def _new(server: imaplib.IMAP4, box: Mailbox, after: str | None, most: int) -> Iterator[tuple[str, bytes | None]]:
    validity = _flat(server.untagged_responses.get("UIDVALIDITY") or [b"0"]).decode("ascii", "replace")
    era, _, last = (after or "").partition(":")
    seen = int(last) if era == validity and last.isdecimal() else 0
    answer, told = server.uid("SEARCH", f"UID {seen + 1}:*")
    if answer != "OK":
        raise ValueError(answer)
    # "n:*" names the last message even where its number is below n.
    numbers = sorted({int(one) for one in (told[0] or b"").split() if one.isdigit() and int(one) > seen})
    taken = 0
    for number in numbers[:most]:
        body = _message(server, number, box.max_bytes)
        yield f"{validity}:{number}", body
        taken += len(body or b"")
        if taken > box.max_bytes:
            return


def _message(server: imaplib.IMAP4, number: int, max_bytes: int) -> bytes | None:
    _, told = server.uid("FETCH", str(number), "(RFC822.SIZE)")
    size = re.search(rb"RFC822\.SIZE (\d+)", _flat(told))
    if size is None or int(size[1]) > max_bytes:
        return None
    _, told = server.uid("FETCH", str(number), "(BODY.PEEK[])")
    return next((part[1] for part in told if isinstance(part, tuple)), None)


def _flat(told: list[Any]) -> bytes:
    return b" ".join(b" ".join(part) if isinstance(part, tuple) else part or b"" for part in told)


class _Server(imaplib.IMAP4):
    """Knows how much it takes at a time and for how long; checks certificates, which imaplib by itself does not."""

    def __init__(self, host: str, port: int, box: Mailbox, deadline: Deadline) -> None:
        self._box, self._deadline = box, deadline
        super().__init__(host, port, timeout=box.silence_s)

    def _create_socket(self, timeout: float | None) -> socket.socket:
        """What imaplib calls in open(), in all Pythons since 3.9."""
        line = self._deadline.hold(socket.create_connection((self.host, self.port), timeout))
        if urlsplit(self._box.address).scheme == "imap":
            return line
        return ssl.create_default_context().wrap_socket(line, server_hostname=self.host)

    def read(self, size: int) -> bytes:
        if size > self._box.max_bytes:  # what a server says of a size need not be what it sends
            raise self.error(f"a message of {size} bytes")
        return super().read(size)
