"""``sources.toml`` → which sources there are, and how each is to be looked at.

What the file may say stands in docs/watch.md; a key that is not known there is an error, since a misspelt one would
otherwise change nothing in silence.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from marsad.errors import ConfigError
from marsad.types import Source

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
_DURATION = re.compile(r"(\d{1,6})\s*([smhd])")
#: Type → schemes of its addresses; "": a path, None: it has no address.
KINDS: Mapping[str, tuple[str, ...] | None] = {
    "feed": ("http", "https"),
    "page": ("http", "https"),
    "links": ("http", "https"),
    "gdelt": ("http", "https"),
    "folder": ("",),
    "mailbox": ("imap", "imaps"),
    "stdin": None,
}
_DESCRIBING = ("name", "type", "licence", "language", "party", "group", "regions")
_LOOKING = (
    "address", "every", "silent-after", "match", "text", "outlets", "most", "countries", "roots", "password-file",
)  # fmt: skip
_OF_ALL = ("every", "silent-after", "contact", "pause", "patience", "proxy", "source")
#: Quick enough for news; what most servers that name a number ask for as the least.
_EVERY_S, _SILENT_S, _PAUSE_S = 15 * 60.0, 7 * 86_400.0, 2.0
#: The longest pages (16 MiB) over a line of 1 Mbit/s.
_PATIENCE_S = 120.0
#: Articles taken in one look: so many come in a quarter of an hour only where a list is read for the first time.
_MOST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """How one source is looked at."""

    source: Source
    addresses: tuple[str, ...]
    every_s: float = _EVERY_S
    silent_after_s: float = _SILENT_S
    match: str | None = None  #: regular expression that the addresses of articles must hold
    text: Literal["page", "feed"] = "page"  #: what is read of a feed's items: the page they lead to, or their own text
    has_many_outlets: bool = False  #: articles are named after the host they stand at
    most: int = _MOST
    countries: tuple[str, ...] = ()  #: of GDELT's events, FIPS 10-4
    roots: tuple[str, ...] = ()  #: CAMEO
    password_file: Path | None = None

    @property
    def name(self) -> str:
        return self.source.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Watchlist:
    """All of ``sources.toml``: ``known`` are all sources it tells of, ``posts`` those that are looked at."""

    posts: tuple[Post, ...]
    known: tuple[Source, ...]
    agent: str
    pause_s: float = _PAUSE_S  #: between two questions to one host
    patience_s: float = _PATIENCE_S  #: for all of one answer
    is_proxied: bool = False


def load_watchlist(
    path: Path, *, every_s: float | None = None, is_actor: Callable[[str], bool] = lambda _: True
) -> Watchlist:
    """Read a list of sources. ``every_s`` outranks what the file says; ``is_actor`` knows the ids of the registry.

    Raises ConfigError that names the source and the key.
    """
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror or error}", next_step="Name a list of sources (TOML).") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} is not TOML: {error}", next_step="Correct the line it names.") from error
    _check_keys(told, _OF_ALL, str(path))
    usual: dict[str, Any] = {key: told[key] for key in ("every", "silent-after") if key in told}
    whole = _Table(told, str(path))
    tables = [_Table({**usual, **one}, f"{path}, source {number}") for number, one in enumerate(whole.tables(), 1)]
    known = tuple(_source(one, is_actor) for one in tables)
    if twice := sorted({one.name for one in known if sum(one.name == other.name for other in known) > 1}):
        raise ConfigError(f"{path}: {twice[0]!r} stands twice", next_step="Give one source several addresses instead.")
    posts = tuple(
        _post(one, source, path.parent, every_s) for one, source in zip(tables, known, strict=True) if source.kind
    )
    contact = whole.word("contact")
    return Watchlist(
        posts=posts,
        known=known,
        agent=f"Marsad/0.1 (reads published reports{f'; {contact}' if contact else ''})",
        pause_s=whole.seconds("pause", _PAUSE_S),
        patience_s=whole.seconds("patience", _PATIENCE_S),
        is_proxied=whole.flag("proxy"),
    )


def seconds(words: str) -> float:
    """``"90s"``, ``"15m"``, ``"6h"``, ``"7d"`` → seconds. Raises ValueError."""
    found = _DURATION.fullmatch(words.strip())
    if not found or int(found[1]) == 0:
        raise ValueError(f"{words!r} is no time")
    return float(int(found[1]) * _UNITS[found[2]])


def _source(table: _Table, is_actor: Callable[[str], bool]) -> Source:
    _check_keys(table.told, (*_DESCRIBING, *_LOOKING), table.where)
    name, kind, party = table.word("name"), table.word("type"), table.word("party")
    if not name:
        raise table.wrong("name", "Give every source a name: it is what its documents are filed under.")
    if kind is not None and kind not in KINDS:
        raise table.wrong("type", f"Known: {', '.join(KINDS)}. Without a type it is told of, and not looked at.")
    if party is not None and not is_actor(party):
        raise table.wrong("party", "Take the id of an actor: marsad actors find NAME")
    regions = table.words("regions")
    if any(not re.fullmatch("[A-Z]{3}", one) for one in regions):
        raise table.wrong("regions", 'Name countries by ISO 3166-1 alpha-3: regions = ["SDN", "TCD"]')
    return Source(
        name=name,
        kind=kind,
        licence=table.word("licence"),
        language=table.word("language"),
        party=party,
        group=table.word("group"),
        regions=regions,
    )


def _post(table: _Table, source: Source, folder: Path, every_s: float | None) -> Post:
    if (pattern := table.word("match")) is not None:
        try:
            re.compile(pattern)
        except re.error as error:
            raise table.wrong("match", f"It is no regular expression: {error}.") from error
    secret = table.word("password-file")
    return Post(
        source=source,
        addresses=_addresses(table, source.kind or "", folder),
        every_s=every_s or table.seconds("every", _EVERY_S),
        silent_after_s=table.seconds("silent-after", _SILENT_S),
        match=pattern,
        text="feed" if table.choice("text", ("page", "feed")) == "feed" else "page",
        has_many_outlets=table.choice("outlets", ("one", "many")) == "many" or source.kind == "gdelt",
        most=table.number("most", _MOST),
        countries=table.words("countries"),
        roots=table.words("roots"),
        password_file=folder / secret if secret else None,
    )


def _addresses(table: _Table, kind: str, folder: Path) -> tuple[str, ...]:
    schemes, given = KINDS[kind], table.words("address")
    if schemes is None:
        return ()
    if not given:
        raise table.wrong("address", f"A source of type {kind} needs an address, or a list of them.")
    if schemes == ("",):
        return tuple(str(folder / one) for one in given)
    for one in given:
        parts = _split(one)
        if parts is None or parts.scheme not in schemes or not parts.hostname or parts.password:
            raise table.wrong("address", f"Give an address that begins with {schemes[-1]}:// and holds no password.")
        if kind == "mailbox" and not table.word("password-file"):
            raise table.wrong("password-file", "Name a file that holds the password and that only you can read.")
    return given


def _split(address: str) -> Any:
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError:
        return None
    return parts


def _check_keys(told: Mapping[str, Any], known: tuple[str, ...], where: str) -> None:
    if strange := sorted(told.keys() - set(known)):
        raise ConfigError(f"{where}: no key is called {strange[0]!r}", next_step=f"Known: {', '.join(known)}.")


@dataclass(frozen=True, slots=True)
class _Table:
    """A table of TOML that says where in the file it stands when a value is wrong."""

    told: Mapping[str, Any]
    where: str

    def wrong(self, key: str, step: str) -> ConfigError:
        name = f" ({self.told['name']})" if isinstance(self.told.get("name"), str) else ""
        given = f"{self.told[key]!r} cannot be used as {key}" if key in self.told else f"there is no {key}"
        return ConfigError(f"{self.where}{name}: {given}", next_step=step)

    def tables(self) -> list[dict[str, Any]]:
        found = self.told.get("source", [])
        if not isinstance(found, list) or not found or not all(isinstance(one, dict) for one in found):
            raise self.wrong("source", "Begin each source with a line [[source]].")
        return found

    def word(self, key: str) -> str | None:
        value = self.told.get(key)
        if value is not None and (not isinstance(value, str) or not value.strip()):
            raise self.wrong(key, f'Give one in quotes, as {key} = "…", or leave it out.')
        return value

    def words(self, key: str) -> tuple[str, ...]:
        value = self.told.get(key, [])
        given = [value] if isinstance(value, str) else value
        if not isinstance(given, list) or not all(isinstance(one, str) and one.strip() for one in given):
            raise self.wrong(key, f'Give a list of words, as {key} = ["…", "…"].')
        return tuple(given)

    def choice(self, key: str, known: tuple[str, ...]) -> str:
        value = self.told.get(key, known[0])
        if value not in known:
            raise self.wrong(key, f"Known: {', '.join(known)}.")
        return str(value)

    def number(self, key: str, usual: int) -> int:
        value = self.told.get(key, usual)
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            raise self.wrong(key, "Give a whole number from 1 on.")
        return value

    def flag(self, key: str) -> bool:
        value = self.told.get(key, False)
        if not isinstance(value, bool):
            raise self.wrong(key, "Say true or false.")
        return value

    def seconds(self, key: str, usual: float) -> float:
        if key not in self.told:
            return usual
        try:
            return seconds(str(self.told[key]))
        except ValueError as error:
            raise self.wrong(key, 'Write a time as "90s", "15m", "6h" or "7d".') from error
