"""Events that reports themselves count or name: numbered series ("the eighth joint patrol") and campaigns."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One event of a course."""

    event: str
    ordinal: int | None
    first: date | None  #: first and last possible day
    last: date | None
    admin1: str | None
    outcome: tuple[str, ...]
    killed: int | None  #: best count, else the least


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """A numbered series or a campaign: its members in their order, what is missing, and how it went.

    It looks back only: nothing is said of a next member.
    """

    sort: Literal["numbered", "campaign"]
    name: str  #: of a campaign as told; of a series its kind and actors
    kind: str | None  #: None where a campaign has several
    actors: tuple[str, ...]
    country: str | None
    members: tuple[Member, ...]
    missing: tuple[int, ...]  #: ordinals between the least and the greatest that no report tells of
    told_twice: tuple[int, ...]  #: ordinals that several events have
    longest_gap_days: int | None  #: between two members that follow each other
    outcomes: tuple[tuple[str, int], ...]  #: most frequent first
    killed: int
