"""The registry from its files: the shipped actors, what exists in every country, and the user's own rows."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from importlib import resources
from itertools import combinations
from pathlib import Path
from typing import Any

from marsad.actors.entry import NO_COUNTRY, ActorEntry, Alias, Row, Years, dated, entry_from_row
from marsad.actors.nations import Nations, read_nations
from marsad.actors.patterns import Pattern, pattern_entry, read_patterns, read_spellings, read_vocabulary
from marsad.actors.registry import Registry, Use, hard_starts
from marsad.actors.rows import read_text, rows_of
from marsad.actors.words import key, listed, tree_of
from marsad.errors import ConfigError

_COUNTRY_LETTERS = 3


def load_actors(*, user_files: Sequence[Path] = ()) -> Registry:
    """The shipped actors and the user's. Order of files and rows changes nothing but messages.

    Raises ConfigError for a row that cannot be read, an id given twice, an unknown parent, or a name that two actors
    claim for the same years and countries.
    """
    shipped = _shipped("data")
    tables = _shipped("data/tables")
    words = tomllib.loads(tables["words.toml"])
    patterns_table = tomllib.loads(tables["patterns.toml"])
    spellings = read_spellings(words)
    patterns = read_patterns(patterns_table)
    nations = read_nations(tables["nations.csv"].splitlines(), spellings)
    # The user's rows go first, so that an error in them is found before the many of ours are read.
    texts = [*((str(path), read_text(path)) for path in sorted(user_files)), *sorted(shipped.items())]
    own = [row for name, text in texts[: len(user_files)] for row in rows_of(name, text)]
    more = [row for row in own if _is_extension(row)]
    rows = [row for row in own if not _is_extension(row)]
    rows += [row for name, text in texts[len(user_files) :] for row in rows_of(name, text)]
    entries = _extended(_entries(rows, patterns, nations), more, patterns, nations)
    entries = _with_leaders(entries, tomllib.loads(tables["leaders.toml"]), patterns, nations)
    index = _index(entries, spellings)
    _refuse_conflicts(entries, index, {row.id: row.where for row in (*rows, *more)})
    return Registry(
        entries=entries,
        index=index,
        tree=tree_of(index),
        hard=hard_starts(index),
        acronyms=frozenset(use.alias.text for uses in index.values() for use in uses if not use.alias.exact),
        patterns=patterns,
        nations=nations,
        vocabulary=read_vocabulary(patterns_table, words, spellings),
        spellings=spellings,
        rebels=_rebels(tomllib.loads(tables["rebels.toml"]), entries),
        digest=_digest((*sorted(tables.items()), *texts)),
    )


@cache
def _patterns() -> dict[str, Pattern]:
    return read_patterns(tomllib.loads(_shipped("data/tables")["patterns.toml"]))


@cache
def is_unnamed(actor: str) -> bool:
    """Whether an id says only what sort of people they are (``gunmen-nga``, ``civilians``): anybody of that sort.

    The forces of a known state are named: ``mil-syr`` is the Syrian army, ``mil`` some army.
    """
    patterns = _patterns()
    if actor in patterns:
        return True
    name, _, country = actor.rpartition("-")
    return name in patterns and not patterns[name].is_state and len(country) == _COUNTRY_LETTERS


def _shipped(folder: str) -> dict[str, str]:
    files = resources.files("marsad.actors").joinpath(folder).iterdir()
    return {file.name: file.read_text("utf-8") for file in files if file.name.endswith((".toml", ".csv"))}


def _digest(texts: Iterable[tuple[str, str]]) -> str:
    """Of names without their folders, so that the same rows count the same on every machine."""
    parts = (f"{Path(name).name}\0{text}" for name, text in texts)
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _entries(rows: Iterable[Row], patterns: Mapping[str, Pattern], nations: Nations) -> dict[str, ActorEntry]:
    entries: dict[str, ActorEntry] = {}
    where: dict[str, str] = {}
    for row in rows:
        if row.id in where:
            what = f"{row.where}: the id {row.id!r} is given twice, first in {where[row.id]}"
            raise ConfigError(what, next_step="Give one of the two another id.", actor=row.id)
        where[row.id] = row.where
        pattern = pattern_entry(row.id, patterns, nations)
        entry = entry_from_row(row, is_pattern=pattern is not None)
        entries[row.id] = entry if pattern is None else _over(pattern, entry)
    for actor, entry in entries.items():
        for code in sorted(entry.countries - set(nations.by_country)):
            step = f"Write ISO 3166-1 alpha-3, or {NO_COUNTRY} for an actor of no country."
            raise ConfigError(f"{where[actor]}: {code!r} is no country", next_step=step, actor=actor)
        for parent in entry.parents:
            if parent not in entries and pattern_entry(parent, patterns, nations) is None:
                what = f"{where[actor]}: the parent {parent!r} is no actor"
                raise ConfigError(what, next_step="Name the id of an actor.", actor=actor)
    return entries


#: Fields of a user's row that only gives an actor more names.
_NAMES = frozenset(("id", "country", "aliases", "exact", "local", "former", "source", "checked_on"))


def _is_extension(row: Row) -> bool:
    told = {field for field, value in row.fields.items() if value not in (None, "")}
    return told <= _NAMES and not told.isdisjoint(("aliases", "exact", "local", "former"))


def _extended(
    entries: Mapping[str, ActorEntry], rows: Iterable[Row], patterns: Mapping[str, Pattern], nations: Nations
) -> dict[str, ActorEntry]:
    """The actors with the names that users' rows without a name give them."""
    found = dict(entries)
    for row in rows:
        entry = found.get(row.id) or pattern_entry(row.id, patterns, nations)
        if entry is None:
            step = "Give it a name, or write the id of an actor that is to have these aliases too."
            raise ConfigError(f"{row.where}: it has no name", next_step=step, actor=row.id)
        more = entry_from_row(row, is_pattern=True).aliases
        found[row.id] = replace(entry, aliases=tuple(dict.fromkeys((*entry.aliases, *more))))
    return found


def _over(pattern: ActorEntry, entry: ActorEntry) -> ActorEntry:
    """A pattern actor with what a row says otherwise."""
    return replace(
        entry,
        name=entry.name or pattern.name,
        sector=entry.sector or pattern.sector,
        inter=entry.inter or pattern.inter,
        country=entry.country or pattern.country,
        parents=entry.parents or pattern.parents,
        ged=entry.ged or pattern.ged,
    )


def _with_leaders(
    entries: Mapping[str, ActorEntry], leaders: Mapping[str, Any], patterns: Mapping[str, Pattern], nations: Nations
) -> dict[str, ActorEntry]:
    found = dict(entries)
    led_by = dict(leaders)
    checked_on = led_by.pop("checked_on")
    for actor, names in led_by.items():
        entry = found.get(actor) or pattern_entry(actor, patterns, nations)
        if entry is None:
            raise ConfigError(f"leaders.toml: {actor!r} is no actor", next_step="Name the id of one.", actor=actor)
        led = (dated(name) for name in listed(names))
        aliases = tuple(Alias(text=text, years=years, leader=True) for text, years in led)
        found[actor] = replace(entry, aliases=entry.aliases + aliases, checked_on=entry.checked_on or checked_on)
    return found


def _rebels(table: Mapping[str, str], entries: Mapping[str, ActorEntry]) -> dict[str, tuple[tuple[str, Years], ...]]:
    rebels = {country: tuple(dated(text) for text in listed(texts)) for country, texts in table.items()}
    unknown = sorted(actor for told in rebels.values() for actor, _ in told if actor not in entries)
    if unknown:
        raise ConfigError(f"rebels.toml: {unknown[0]!r} is no actor", next_step="Name the id of one.", actor=unknown[0])
    return rebels


def _index(entries: Mapping[str, ActorEntry], spellings: Mapping[str, str]) -> dict[str, tuple[Use, ...]]:
    index: dict[str, list[Use]] = {}
    for actor in sorted(entries):
        for alias in entries[actor].aliases:
            uses = index.setdefault(key(alias.text, spellings), [])
            if not any(use.actor == actor and _is_same_mark(use.alias, alias) for use in uses):
                uses.append(Use(actor=actor, alias=alias))
    return {name: tuple(uses) for name, uses in index.items()}


def _is_same_mark(one: Alias, other: Alias) -> bool:
    """Spellings of one name that are compared alike need one use."""
    marks = (one.local, one.leader, one.years) == (other.local, other.leader, other.years)
    return marks and not one.exact and not other.exact


def _refuse_conflicts(
    entries: Mapping[str, ActorEntry], index: Mapping[str, tuple[Use, ...]], where: Mapping[str, str]
) -> None:
    for name in sorted(name for name, uses in index.items() if len(uses) > 1):
        for one, other in combinations(index[name], 2):
            if one.actor != other.actor and _clash(one, other, entries):
                claims = " and by ".join(f"{use.actor} ({where.get(use.actor, 'a pattern')})" for use in (one, other))
                raise ConfigError(
                    f"the name {other.alias.text!r} is claimed by {claims}",
                    next_step="Take it from one of them, date it (former), or keep it to their countries (local).",
                    actor=one.actor,
                    other=other.actor,
                )


def _clash(one: Use, other: Use, entries: Mapping[str, ActorEntry]) -> bool:
    """Could both be meant by one story? A local name goes before one of everywhere, so those two never clash."""
    if one.alias.local != other.alias.local:
        return False
    if one.alias.exact and other.alias.exact and one.alias.text != other.alias.text:
        return False
    left, right = entries[one.actor], entries[other.actor]
    if one.alias.local and not left.countries & right.countries:
        return False
    spans = (one.alias.years, other.alias.years, left.active, right.active)
    return all(a.overlaps(b) for a, b in combinations(spans, 2))
