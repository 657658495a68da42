"""The policy: which rules hold at which level, read from a TOML file that an office can copy and edit.

The shipped default stands in ``data/policy.toml``, every number and list there with its reason.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, Literal, get_args

from marsad.codebook import load_codebook
from marsad.errors import ConfigError

LevelName = Literal["public", "partners", "internal"]
Names = Literal["roles", "kept"]
Area = Literal["admin1", "admin2"]

#: Least counts where a policy names none: those of OCHA's guidance on disclosure control.
_K, _K_SENSITIVE = 3, 5
#: Ten years. More is a slip of the hand, and days without end are no dates.
_LONGEST_DELAY_HOURS = 87_600


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """What holds for one circle of readers."""

    names: Names  #: private persons become roles, or words stay as read
    coarsen: bool  #: sensitive places leave as an area
    delay_hours: int
    held: frozenset[str]  #: statuses that do not leave


@dataclass(frozen=True, slots=True, kw_only=True)
class Sensitive:
    """A heading under which an event's place is coarsened to ``area``. ``modes`` are ``KIND`` or ``KIND/MODE``."""

    name: str
    area: Area
    words: re.Pattern[str]  #: on lower-case text
    modes: frozenset[str] = frozenset()
    measures: frozenset[str] = frozenset()
    contexts: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """Forces, patrols and convoys on the way; in ``except_kinds`` nobody is, whatever the ``words``.

    Events of a kind in ``joint`` are patrols where they are numbered, escorted, military or of a party in ``sectors``.
    """

    area: Area
    delay_hours: int
    modes: frozenset[str]
    except_kinds: frozenset[str]
    joint: frozenset[str]
    sectors: frozenset[str]
    words: re.Pattern[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Groups:
    """Which names of unknown parties are those of groups."""

    last: frozenset[str]
    first: frozenset[str]
    links: frozenset[str]
    titles: frozenset[str]
    campaigns: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cells:
    """How many events a count must hold to be told: any, and one that holds a sensitive event."""

    k: int
    k_sensitive: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRule:
    """What holds of every event with a report of this source, for all but yourselves."""

    do_not_publish: bool = False
    embargo_until: str | None = None  #: first day (ISO) on which it may leave
    delay_hours: int = 0  #: where that is longer than the level's


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Policy:
    """All rules. ``digest`` names the file's content, so that a manifest can say which policy was applied.

    Equal only to itself, so that what was found out under it can be kept under it.
    """

    name: str
    digest: str
    levels: Mapping[LevelName, Level]
    decimals: Mapping[int, int]  #: UCDP where_prec → decimals of a degree
    cells: Cells
    restricted: frozenset[str]  #: licences of imported events that leave at no level
    sources: Mapping[str, SourceRule]  #: by the name of the source
    movement: Movement
    sensitive: tuple[Sensitive, ...]
    alarming: re.Pattern[str]  #: any word of any heading, so that most events are searched once
    roles: Mapping[str, str]  #: PLOVER sector ("" where there is none) → what an unknown party is called
    groups: Groups
    first_words: frozenset[str]  #: that stand capitalised at the beginning of a quote and are no names
    when_words: frozenset[str]  #: that are no names in a quote on the time
    given_names: frozenset[str]  #: words that are also names of people
    also_people: frozenset[str]  #: names of actors that many other people bear
    place_openings: frozenset[str]  #: words after which a place is named
    strikes: frozenset[str]  #: words before "on" and a place
    place_owners: frozenset[str]  #: words before "of" and a place
    particles: frozenset[str]  #: small words inside names
    person_nouns: frozenset[str]  #: words for people, from the codebook, in the singular
    thing_nouns: frozenset[str]  #: words for places, targets and weapons
    describing: frozenset[str]  #: other words in which an unknown party may be described


def load_policy(path: Path | None = None) -> Policy:
    """The policy of this file; without one the default.

    Raises ConfigError for a file that cannot be read or lacks a part.
    """
    return _default() if path is None else _read(path)


@cache
def _default() -> Policy:
    """Read once: a server asks for it with each answer."""
    return _read(files("marsad.protect").joinpath("data/policy.toml"))


def _read(source: Path | Traversable) -> Policy:
    step = "Copy the default policy, marsad/protect/data/policy.toml, and change only its values."
    try:
        content = source.read_bytes()
        table = tomllib.loads(content.decode())
        return _policy(table, hashlib.sha256(content).hexdigest()[:12])
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"{source}: {error}", next_step=step, path=str(source)) from error
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ConfigError(f"{source} is no policy: {error}", next_step=step, path=str(source)) from error


def _words(several: Iterable[str]) -> frozenset[str]:
    return frozenset(word for phrase in several for word in phrase.split())


def _policy(table: Mapping[str, Any], digest: str) -> Policy:
    codebook = load_codebook()
    nouns, weapons = codebook.nouns, frozenset(codebook.weapons)
    levels: dict[LevelName, Level] = {name: _level(table["levels"][name]) for name in get_args(LevelName)}
    return Policy(
        name=str(table["name"]),
        digest=digest,
        levels=levels,
        decimals={int(prec): int(places) for prec, places in table["decimals"].items()},
        cells=_cells(table.get("cells", {})),
        restricted=frozenset(table["restricted"]),
        sources={str(name): _source(row) for name, row in table.get("sources", {}).items()},
        movement=_movement(table["movement"]),
        sensitive=tuple(_sensitive(row) for row in table["sensitive"]),
        alarming=phrases([word for row in table["sensitive"] for word in row["words"]]),
        roles={str(sector): str(words) for sector, words in table["roles"].items()},
        groups=Groups(**{name: frozenset(table["groups"][name]) for name in Groups.__slots__}),
        first_words=frozenset(table["common"]["first"]),
        when_words=frozenset(table["common"]["when"]),
        given_names=frozenset(table["common"]["given"]),
        also_people=frozenset(table["common"].get("also_people", ())),
        place_openings=frozenset(table["common"]["place_openings"]),
        strikes=frozenset(table["common"]["strikes"]),
        place_owners=frozenset(table["common"]["place_owners"]),
        particles=frozenset(table["common"]["particles"]),
        describing=frozenset(table["common"]["describing"]),
        person_nouns=_words(nouns["people"] | nouns["armed"]),
        thing_nouns=_words(nouns["targets"] | nouns["lands"] | weapons),
    )


def _one_of(value: Any, known: Any) -> Any:
    if value not in get_args(known):
        raise ValueError(f"{value!r} is none of {', '.join(get_args(known))}")
    return value


def _hours(row: Mapping[str, Any]) -> int:
    hours = int(row["delay_hours"])
    if not 0 <= hours <= _LONGEST_DELAY_HOURS:
        raise ValueError(f"a delay of {hours} hours")
    return hours


def _level(row: Mapping[str, Any]) -> Level:
    return Level(
        names=_one_of(row["names"], Names),
        coarsen=bool(row["coarsen"]),
        delay_hours=_hours(row),
        held=frozenset(row["held"]),
    )


def _cells(row: Mapping[str, Any]) -> Cells:
    told = Cells(k=int(row.get("k", _K)), k_sensitive=int(row.get("k_sensitive", _K_SENSITIVE)))
    if not 1 <= told.k <= told.k_sensitive:
        raise ValueError(f"cells of {told.k} and, where sensitive, {told.k_sensitive}")
    return told


def _source(row: Mapping[str, Any]) -> SourceRule:
    day = row.get("embargo_until")
    return SourceRule(
        do_not_publish=bool(row.get("do_not_publish", False)),
        embargo_until=None if day is None else date.fromisoformat(str(day)).isoformat(),
        delay_hours=_hours({"delay_hours": row.get("delay_hours", 0)}),
    )


def _movement(row: Mapping[str, Any]) -> Movement:
    return Movement(
        area=_one_of(row["area"], Area),
        delay_hours=_hours(row),
        modes=frozenset(row["modes"]),
        except_kinds=frozenset(row["except"]),
        joint=frozenset(row["joint"]),
        sectors=frozenset(row["sectors"]),
        words=phrases(row["words"]),
    )


def _sensitive(row: Mapping[str, Any]) -> Sensitive:
    return Sensitive(
        name=str(row["name"]),
        area=_one_of(row["area"], Area),
        words=phrases(row["words"], row.get("not", ())),
        modes=frozenset(row.get("modes", ())),
        measures=frozenset(row.get("measures", ())),
        contexts=frozenset(row.get("contexts", ())),
    )


def phrases(wanted: Iterable[str], unwanted: Iterable[str] = ()) -> re.Pattern[str]:
    """Matches any phrase, or its regular plural, as whole words; the group ``wanted`` is None in an unwanted one."""
    both = [("not", sorted(unwanted, key=len, reverse=True)), ("wanted", sorted(wanted, key=len, reverse=True))]
    parts = [
        rf"(?P<{'unwanted' if name == 'not' else name}>{_any_of(words)})(?:e?s)?\b" for name, words in both if words
    ]
    return re.compile(rf"\b(?:{'|'.join(parts)})")


def _any_of(words: Iterable[str]) -> str:
    """A pattern for any of these, those that begin alike together: at most places only first letters are looked at."""
    alike: dict[str, list[str]] = {}
    for word in words:
        alike.setdefault(word[0], []).append(re.escape(word[1:]))
    return "|".join(f"{re.escape(first)}(?:{'|'.join(rest)})" for first, rest in alike.items())
