"""What a reviewer types to correct an event: ``killed = 4``, ``where = Goma, COD``, ``initiator = M23; Rwanda``."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from typing import Any, get_args

from marsad import asking
from marsad.config import Config
from marsad.errors import ConfigError
from marsad.types import Measure, Role

#: Asks a person which of several is meant; the number of it.
Choose = Callable[[Sequence[str]], int]

#: Fields that are lists of words, parted by semicolons.
_WORDS = ("means", "targets", "outcome", "escort", "contexts", "tags")
_NOTHING = ("", "-", "none")
_COUNT = re.compile(r"(\d+)(?:\s*[-–]\s*(\d+)|\s*(\+))?")

HELP = """\
FIELD = VALUE, where FIELD is one of
  kind, mode                 ASSAULT · firearms
  status                     happened, ongoing, attempted, planned, denied, hypothetical, historical
  when                       2024-03-04, or 2024-03-04..2024-03-09
  where                      a name of the gazetteer, with the country if need be: Goma, COD
  killed, injured, detained, abducted, displaced, participants
                             4, 3-5 (a range) or 20+ (at least)
  initiator, recipient, victim, mediator, initiator_supporter, recipient_supporter
                             names parted by semicolons: M23; Rwandan army
  means, targets, outcome, escort, contexts, tags
                             words parted by semicolons
  campaign, ordinal          a name · a number
A value "none" says that nothing is known. JSON will do too, as it stands in marsad why EVENT --format jsonl."""


def typed(line: str, config: Config, choose: Choose) -> tuple[str, Any]:
    """(field, value) of a correction as :meth:`marsad.review.Desk.correct` takes them. Raises ConfigError."""
    name, sign, words = (part.strip() for part in line.partition("="))
    if not sign or not name:
        raise ConfigError(f"{line!r} names no field and value", next_step="Write FIELD = VALUE, such as killed = 4.")
    field = _full_name(name.casefold().replace(" ", "_"))
    if words[:1] in ("{", "["):
        return field, _json(words)
    return field, _value(field, words, config, choose)


def _full_name(name: str) -> str:
    if name in get_args(Measure):
        return f"counts.{name}"
    return f"parties.{name}" if name in get_args(Role) else name


def _value(field: str, words: str, config: Config, choose: Choose) -> Any:
    is_list = field in _WORDS or field.startswith("parties.")
    if words.casefold() in _NOTHING:
        return [] if is_list else None
    several = [part.strip() for part in words.split(";") if part.strip()]
    if field.startswith("counts."):
        return _count(words)
    if field.startswith("parties."):
        return [asking.party(name, config) for name in several]
    if field == "where":
        return _place(words, config, choose)
    if field == "when":
        return asking.days(words)
    if field == "ordinal":
        return _count(words)
    return several if field in _WORDS else words


def _count(words: str) -> Any:
    found = _COUNT.fullmatch(words)
    if found is None:
        raise ConfigError(f"{words!r} is no number", next_step="Write 4, 3-5 or 20+.")
    low, high = int(found[1]), found[2]
    if found[3]:
        return {"low": low, "best": low, "high": None}
    return low if high is None else {"low": low, "best": None, "high": int(high)}


def _place(words: str, config: Config, choose: Choose) -> dict[str, Any]:
    found = asking.places(words, config)
    if len(found) == 1:
        return found[0]
    return found[choose([", ".join(str(one[key]) for key in ("name", "admin2", "admin1", "country") if one[key])
                         for one in found])]  # fmt: skip


def _json(words: str) -> Any:
    try:
        return json.loads(words)
    except ValueError as error:
        raise ConfigError(f"{words!r} is no JSON: {error}", next_step="Close every bracket and quote.") from error
