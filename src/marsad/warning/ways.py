"""The ways an alert takes: a file of JSON Lines, an Atom feed, a webhook, e-mail."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Sequence
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

from marsad.errors import ConfigError, ExportError
from marsad.record import canonical_json
from marsad.warning.record import Told, paragraph, summary, told_record

#: Seconds that a server has for each answer.
_PATIENCE_S = 20.0
#: Times a webhook is tried. What is not the sender's fault (429, 5xx, no answer) is tried again.
_TRIES = 3


def append_file(path: Path, found: Sequence[Told]) -> None:
    """One record a line, after those that are there. Raises ExportError."""
    try:
        with path.open("a", encoding="utf-8") as out:
            out.writelines(f"{canonical_json(told_record(one))}\n" for one in found)
    except OSError as error:
        raise ExportError(
            f"{path} cannot be written: {error.strerror or error}",
            next_step="Name another file with -o.",
            path=str(path),
        ) from error


# --- webhook -----------------------------------------------------------------------------------


def post(url: str, found: Sequence[Told]) -> None:
    """Post all alerts as one JSON object: ``text`` for chats (Mattermost, Slack), ``alerts`` for programs.

    Raises ConfigError for an address that is none, ExportError where it does not take them.
    """
    target = urlsplit(url)
    if target.scheme not in ("http", "https") or not target.hostname:
        raise ConfigError(f"{_shown(target)} is no address of a webhook", next_step="Give it as https://host/path.")
    text = "\n\n".join(f"{summary(one.alert)}\n{paragraph(one)}" for one in found)
    body = canonical_json({"text": text, "alerts": [told_record(one) for one in found]}).encode()
    said = ""
    for _ in range(_TRIES):
        status, said = _posted(target, body)
        if 200 <= status < 300:
            return
        if 300 <= status < 500 and status != 429:
            break
    raise ExportError(
        f"{_shown(target)} did not take the alerts: {said}",
        next_step="Check the address; the alerts will be sent again by the next call.",
    )


def _posted(target: SplitResult, body: bytes) -> tuple[int, str]:
    """Status and reason of one try; 0 where there was no answer."""
    kind = HTTPSConnection if target.scheme == "https" else HTTPConnection
    connection = kind(str(target.hostname), target.port, timeout=_PATIENCE_S)
    path = (target.path or "/") + (f"?{target.query}" if target.query else "")
    try:
        headers = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "marsad"}
        connection.request("POST", path, body, headers)
        answer = connection.getresponse()
        answer.read(65536)
    except (OSError, HTTPException) as error:
        return 0, str(error) or type(error).__name__
    finally:
        connection.close()
    return answer.status, f"{answer.status} {answer.reason}"


def _shown(target: SplitResult) -> str:
    """An address without what is secret in it."""
    return f"{target.scheme or 'it'}://{target.hostname or ''}/…"


# --- e-mail ------------------------------------------------------------------------------------


def mail(server: str | None, sender: str | None, to: Sequence[str], found: Sequence[Told], *, now: datetime) -> None:
    """One message with all alerts. ``server``: ``smtp://user:password@host:587`` or ``smtps://…``.

    The connection is encrypted where the server can; a password goes over no other. Raises ConfigError for settings
    that are missing, ExportError where the server does not take it.
    """
    if not server or not sender:
        step = 'Set smtp = "smtp://user:password@host:587" and mail-from, or MARSAD_SMTP and MARSAD_MAIL_FROM.'
        raise ConfigError("no mail server is set", next_step=step, setting="smtp")
    target = urlsplit(server)
    if target.scheme not in ("smtp", "smtps") or not target.hostname:
        raise ConfigError(f"{_shown(target)} is no mail server", next_step="Write smtp://host:587 or smtps://host.")
    message = _message(sender, to, found, now)
    try:
        with _connected(target) as connection:
            connection.send_message(message)
    except (OSError, smtplib.SMTPException) as error:
        raise ExportError(
            f"{_shown(target)} did not take the mail: {error}",
            next_step="Check smtp and mail-from; the alerts will be sent again by the next call.",
        ) from error


def _connected(target: SplitResult) -> smtplib.SMTP:
    context = ssl.create_default_context()
    host, port = str(target.hostname), target.port
    if target.scheme == "smtps":
        connection: smtplib.SMTP = smtplib.SMTP_SSL(host, port or 465, timeout=_PATIENCE_S, context=context)
    else:
        connection = smtplib.SMTP(host, port or 587, timeout=_PATIENCE_S)
        connection.ehlo()
        if connection.has_extn("starttls"):
            connection.starttls(context=context)
        elif target.password:
            raise smtplib.SMTPException("it cannot encrypt, and a password goes over no open connection")
    if target.username and target.password:
        connection.login(unquote(target.username), unquote(target.password))
    return connection


def _message(sender: str, to: Sequence[str], found: Sequence[Told], now: datetime) -> EmailMessage:
    message = EmailMessage()
    high = sum(one.alert.level == "high" for one in found)
    message["Subject"] = f"Marsad: {len(found)} alert{'s' * (len(found) != 1)}, {high} of them high"
    message["From"], message["To"], message["Date"] = sender, ", ".join(to), format_datetime(now)
    message.set_content("\n\n".join(f"{summary(one.alert)}\n{paragraph(one)}" for one in found) + "\n")
    return message
