"""Forgetting the texts of reports: for good, in the database and, as far as they can be found, beside it.

>>> import marsad
>>> with marsad.Store("week.duckdb") as store:
...     done = marsad.forgetting.forget(store, ["8c41d2"], by="Amal")
...     done.copies, done.releases

What stays is told in ``docs/protection.md``.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from marsad.config import Config, load_config
from marsad.errors import ConfigError
from marsad.leaving import forget_kept
from marsad.store import Store, Wish

#: Bits of the key: those of its hash.
_KEY_BYTES = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgotten:
    """What was forgotten, and what may still hold it: files beside the database, releases that may quote it, files for
    internal use that the audit log knows (the latest first), and what only the server's administrator sees.
    """

    documents: tuple[str, ...]
    copies: tuple[Path, ...]
    releases: tuple[str, ...]
    exports: tuple[str, ...] = ()
    beyond: str = ""


def forget(
    store: Store,
    documents: Iterable[str],
    *,
    by: str,
    links: bool = False,
    config: Config | None = None,
    now: datetime | None = None,
) -> Forgotten:
    """Take the texts of these documents (ids, or their beginnings) out of the database; it cannot be undone.

    With ``links`` their addresses go too, whose words may tell a headline. Raises StoreError for a document that is not
    there and ConfigError where the key cannot be kept.
    """
    known, config = [store.document(one).id for one in documents], config or load_config()
    wish = Wish(by=by, at=now or datetime.now(tz=UTC), key=_key(config.data_dir), links=links)
    done = store.forget(known, wish)
    forget_kept(store, config)
    return Forgotten(
        documents=tuple(done),
        copies=tuple(store.copies()),
        releases=tuple(store.releases_with(known)),
        exports=tuple(_exports(store)),
        beyond=store.beyond(),
    )


def _exports(store: Store) -> list[str]:
    """Files that were written for internal use, each once. Their rows are not known: any may quote any document."""
    told: dict[tuple[str, str], str] = {}
    for line in reversed(store.logged("exported")):
        file, made = str(line.get("file") or "an answer"), str(line.get("format") or line.get("verb"))
        told.setdefault((file, made), f"{file} ({made}, by {line['by']}, {line['done_at']:%Y-%m-%d})")
    return list(told.values())


def _key(folder: Path) -> bytes:
    """The key of the hashes that are kept: made once, in the data folder, for nobody else to read."""
    file = folder / "forget.key"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not file.exists():
            descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as out:
                out.write(secrets.token_bytes(_KEY_BYTES))
        key = file.read_bytes()
    except OSError as error:
        step = "Give yourself the right to write there, or name another folder: data-dir in the settings."
        raise ConfigError(f"{file} cannot be kept: {error.strerror or error}", next_step=step) from error
    if len(key) != _KEY_BYTES:
        raise ConfigError(f"{file} is no key", next_step="Restore it, or move it away: a new one is made.")
    return key
