"""MUC-4 answer keys: the five-slot form that recent papers score, with four more slots of the original keys beside it.

``gtt_<part>.json`` holds the templates as Du et al. 2021 ("GTT") made them, ``full_<part>.jsonl`` the same templates in
the same order with all 25 slots; texts are taken from the latter, which has its line breaks and capitals.
"""

from __future__ import annotations

import re
import string
from calendar import monthrange
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from benchmarks.sets import find, json_lines
from marsad.evaluate.compare import folded

ROLES = ("PerpInd", "PerpOrg", "Target", "Victim", "Weapon")
_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_DAY = re.compile(rf"(\d{{1,2}}) ?({'|'.join(_MONTHS)})\w* ?(\d{{2}})")
_CONFIDENCE = re.compile(r"^([A-Z ]+?)(?::|$)")
_PUNCTUATION = str.maketrans("", "", string.punctuation)


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """The keys' date: ``first`` is None for "on or before ``last``"."""

    first: date | None
    last: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """One gold template. ``fillers`` holds, by role, one set of equally right strings for each entity.

    ``confidences``: for each keyed perpetrator organisation its strings and the values that are right.
    ``days`` are alternatives; ``places`` the alternatives' names from country to finest; ``is_optional`` ones may be
    left out by the original rules, which the five-slot scorers do not know.
    """

    types: frozenset[str]
    fillers: Mapping[str, tuple[frozenset[str], ...]]
    stages: frozenset[str]
    confidences: tuple[tuple[frozenset[str], frozenset[str]], ...]
    days: tuple[Days, ...]
    places: tuple[tuple[str, ...], ...]
    is_optional: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyedDocument:
    id: str
    text: str
    keys: tuple[Key, ...]


def normalised(filler: str) -> str:
    """Lower case, without punctuation and the words a, an, the; white space folded. As the published scorer does it."""
    bare = filler.lower().translate(_PUNCTUATION)
    return " ".join(re.sub(r"\b(a|an|the)\b", " ", bare).split())


def _alternatives(slot: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for filler in slot:
        yield from filler["alternatives"]


def _confidence(filler: Mapping[str, Any]) -> tuple[frozenset[str], frozenset[str]]:
    words = {found[1] for text in filler["alternatives"] if (found := _CONFIDENCE.match(text))}
    names = {normalised(name) for text in filler["alternatives"] for name in re.findall(r'"(.+)"', text)}
    return frozenset(names), frozenset(words)


def _day(day: int, month: int, year: int) -> date:
    """The keys hold a 31st of April."""
    return date(year, month, min(day, monthrange(year, month)[1]))


def _days(text: str) -> Days | None:
    """``16 NOV 89``, ``- 02 MAY 90`` (on or before) or ``31 MAR 90 - 01 APR 90``; None for what has no year."""
    found = [_day(int(day), _MONTHS.index(month) + 1, 1900 + int(year)) for day, month, year in _DAY.findall(text)]
    if not found:
        return None
    opens = text.strip(" (").startswith("-")
    return Days(first=None if opens else found[0], last=found[-1])


def _place(text: str) -> tuple[str, ...]:
    """``COLOMBIA: MEDELLIN (CITY): AMERICA (NEIGHBORHOOD)`` as its names, country first."""
    parts = re.sub(r"^\(|\)$", "", text) if text.startswith("(") else text
    return tuple(folded(re.sub(r"\([^)]*\)?", "", part)) for part in parts.split(":"))


def _key(five: Mapping[str, Any], full: Mapping[str, Any]) -> Key:
    fillers = {
        role: tuple(frozenset(normalised(string) for string, _ in entity) for entity in five[role] if entity)
        for role in ROLES
    }
    return Key(
        types=frozenset(five["incident_type"].split(" / ")),
        fillers=fillers,
        stages=frozenset(_alternatives(full["stage"])),
        confidences=tuple(_confidence(filler) for filler in full["perp_org_confidence"]),
        days=tuple(found for text in _alternatives(full["date"]) if (found := _days(text))),
        places=tuple(_place(text) for text in _alternatives(full["location"])),
        is_optional=full["optional_template"],
    )


def _keys(five: Sequence[Mapping[str, Any]], full: Sequence[Mapping[str, Any]]) -> tuple[Key, ...]:
    """Templates that hold the same strings in the five slots are one, as the published scorer has it."""
    seen: list[Any] = []
    keys = []
    for short, whole in zip(five, full, strict=True):
        strings = {role: [[string for string, _ in entity] for entity in short[role] if entity] for role in ROLES}
        if (short["incident_type"], strings) not in seen:
            seen.append((short["incident_type"], strings))
            keys.append(_key(short, whole))
    return tuple(keys)


def keyed_documents(folder: Path, part: str, limit: int | None) -> list[KeyedDocument]:
    five = {row["docid"]: row["templates"] for row in json_lines(find(folder, f"gtt_{part}.json"))}
    full = json_lines(find(folder, f"full_{part}.jsonl"))
    return [
        KeyedDocument(id=row["docid"], text=row["text"], keys=_keys(five[row["docid"]], row["templates"]))
        for row in islice(full, limit)
    ]


def is_same_day(predicted: Days, keyed: Days) -> bool:
    """Equal, or a range of days that lies within the keyed one. "On or before" reaches back two months, as the task
    does.
    """
    if keyed.first is None:
        reach = keyed.last - timedelta(days=62)
        return predicted.last <= keyed.last and (predicted.first is None or predicted.first >= reach)
    return predicted.first is not None and keyed.first <= predicted.first and predicted.last <= keyed.last
