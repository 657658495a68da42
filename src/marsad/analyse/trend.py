"""Lines of counts over time with the reporting behind them, and what changed in each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from marsad.analyse.change import Change
from marsad.analyse.keys import Step


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """How much was read and looked at in one step, by all sources that the events come from."""

    start: date
    documents: int
    looks: int
    looked_days: int  #: days on which a source published something or was looked at
    sources: int  #: that published something or were looked at


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """One line: counts by step, in the order of :attr:`Trends.reported`, and the last steps against those before.

    A number is None in a step that nobody looked at and in which nothing is known.
    """

    key: str | None  #: None: all events, or those of which the key is not known
    name: str
    events: tuple[int | None, ...]
    deaths: tuple[int | None, ...]  #: best numbers told
    change: Change  #: in events
    deaths_change: Change
    is_emerging: bool  #: an actor (or other key) that was not met before the last steps, or hardly


@dataclass(frozen=True, slots=True, kw_only=True)
class Trends:
    """Lines of one key over consecutive steps, those of most events first."""

    by: str | None
    step: Step
    reported: tuple[Reported, ...]
    lines: tuple[Trend, ...]
    undated: int  #: events that cannot be put into a step


Tie = Literal["conflict", "cooperation"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One actor's place in a network: with how many others it has ties, of how many events, and how far between others.

    ``betweenness`` is the share of shortest paths between two others that lead over it (Brandes 2001), 0 to 1.
    """

    actor: str
    degree: int
    events: int
    betweenness: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """Who met whom in one period. ``density`` is the share of possible pairs that have a tie."""

    start: date
    tie: Tie
    actors: int
    pairs: int
    events: int
    density: float | None  #: None with fewer than two actors
    reciprocity: float | None  #: share of pairs in which both began something; None without pairs
    groups: int  #: actors that are connected over any number of ties, counted once
    standings: tuple[Standing, ...]  #: most events first
    new_pairs: tuple[tuple[str, str], ...]  #: that the period before does not have
