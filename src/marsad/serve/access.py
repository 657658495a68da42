"""Who asks, what they may see and do: tokens with roles, a trusted proxy's word, or nobody in particular."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import stat
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from pathlib import Path
from typing import Literal, get_args

from marsad.errors import ConfigError
from marsad.protect import LevelName

Role = Literal["anonymous", "reader", "analyst", "editor"]
May = Literal["read", "export", "code", "add", "act"]
Network = IPv4Network | IPv6Network

#: From the widest circle to the narrowest.
LEVELS: tuple[LevelName, ...] = ("public", "partners", "internal")
#: What each role sees at most, and what it may do.
ROLES: Mapping[Role, tuple[LevelName, tuple[May, ...]]] = {
    "anonymous": ("public", ("read", "export")),
    "reader": ("partners", ("read", "export")),
    "analyst": ("internal", ("read", "export", "code")),
    "editor": ("internal", ("read", "export", "code", "add", "act")),
}
#: The header in which such a program names the person, as in a web address (RFC 3986).
BY = "X-Marsad-By"
LOOPBACK = frozenset(("127.0.0.1", "localhost", "::1"))
#: A token that somebody chose by hand is guessed where it is shorter.
_SHORTEST = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """One who asks. ``by_cookie``: the browser sent the proof by itself, so another site may have made it ask."""

    name: str
    role: Role
    level: LevelName
    key: str  #: by which requests are counted
    by_cookie: bool = False

    @property
    def may(self) -> tuple[May, ...]:
        return ROLES[self.role][1]

    @property
    def levels(self) -> tuple[LevelName, ...]:
        """The levels this reader may look through, the narrowest circle first."""
        most = LEVELS.index(ROLES[self.role][0])
        return LEVELS[most::-1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """Whose a token is. Programs of the person at this machine hold that of the launch, and say who it is that acts."""

    name: str
    role: Role
    is_launch: bool = False


@dataclass(frozen=True, kw_only=True)
class Access:
    """Who is let in. Tokens are kept as digests; ``groups`` of a trusted proxy name roles (``marsad-editor``)."""

    tokens: Mapping[str, Holder]
    is_public: bool = False
    hosts: frozenset[str] = LOOPBACK
    proxies: tuple[Network, ...] = ()
    cookie: str = field(default_factory=lambda: f"marsad-{secrets.token_hex(4)}")

    def holder(self, token: str | None) -> Holder | None:
        """Whose token this is; it takes as long for a wrong one."""
        asked, found = digest(token or ""), None
        for known, holder in self.tokens.items():
            if hmac.compare_digest(known, asked):
                found = holder
        return found

    def is_trusted(self, peer: str | None) -> bool:
        """Whether a proxy at this address is believed."""
        try:
            address = ip_address((peer or "").partition("%")[0])
        except ValueError:
            return False
        return any(address in network for network in self.proxies)


def digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def of_launch(token: str, *, is_public: bool = False) -> Access:
    """For the person at this machine: whoever holds the token of this launch is the editor."""
    name = f"marsad-{digest(token)[:8]}"  # cookies know no ports: a name of its own keeps two launches apart
    return Access(
        tokens={digest(token): Holder(name="editor", role="editor", is_launch=True)}, is_public=is_public, cookie=name
    )


def tokens_of(path: Path) -> dict[str, Holder]:
    """The tokens of a file: lines of role, name and token, parted by blanks; ``#`` begins a comment.

    Raises ConfigError for a file that others can read, a line that is none of these, and a token that can be guessed.
    """
    step = "One line for each: ROLE NAME TOKEN, ROLE being reader, analyst or editor."
    try:
        if os.name == "posix" and path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise ConfigError(f"{path} can be read by others", next_step=f"Shut them out: chmod 600 {path}")
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: {error}", next_step=step, path=str(path)) from error
    found = {}
    for number, line in enumerate(lines, 1):
        parts = line.partition("#")[0].split()
        if not parts:
            continue
        if len(parts) != 3 or parts[0] not in get_args(Role)[1:]:
            raise ConfigError(f"{path}, line {number}: not a role, a name and a token", next_step=step, path=str(path))
        if len(parts[2]) < _SHORTEST:
            make = "python -c 'import secrets; print(secrets.token_urlsafe(24))'"
            raise ConfigError(f"{path}, line {number}: the token is too short", next_step=f"Make one: {make}")
        role: Role = next(one for one in get_args(Role) if one == parts[0])
        found[digest(parts[2])] = Holder(name=parts[1], role=role)
    if not found:
        raise ConfigError(f"{path} holds no token", next_step=step, path=str(path))
    return found


def networks(given: Iterable[str]) -> tuple[Network, ...]:
    """Addresses or ranges of proxies. Raises ConfigError for what is none."""
    try:
        return tuple(ip_network(one.strip(), strict=False) for each in given for one in each.split(",") if one.strip())
    except ValueError as error:
        raise ConfigError(
            f"--trust-proxy: {error}", next_step="Name addresses or ranges: 10.0.0.5, fd00::/8."
        ) from error


def role_in(groups: str) -> Role | None:
    """The highest role among a proxy's groups."""
    told = {one.strip().lower() for one in groups.replace(";", ",").split(",")}
    return next((role for role in reversed(get_args(Role)[1:]) if f"marsad-{role}" in told), None)
