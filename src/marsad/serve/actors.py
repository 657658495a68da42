"""What a table tells of actors: who they are, whom they fight, with whom they cooperate, and where."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from math import isnan
from typing import TYPE_CHECKING, Any

from marsad.analyse.keys import OCCURRED
from marsad.pipeline import codebook
from marsad.serve import told
from marsad.serve.table import NONE, Table, day_of

if TYPE_CHECKING:
    from marsad.actors import ActorEntry, Registry

Record = dict[str, Any]
Rows = Any
#: Kinds, places and dyads in a profile.
_SHOWN = 20


@dataclass(frozen=True, kw_only=True)
class People:
    """Names of actors by id, as the registry has them."""

    registry: Registry

    def entry(self, actor: str) -> ActorEntry | None:
        return self.registry.get(actor)

    def name(self, actor: str) -> str:
        entry = self.entry(actor)
        return (entry.name if entry else None) or actor

    def plain(self, actor: str) -> Record:
        entry = self.entry(actor)
        told_of = {"sector": entry.sector, "country": entry.country} if entry else {"sector": None, "country": None}
        return {"id": actor, "name": self.name(actor), **told_of}


def occurred(table: Table, rows: Rows) -> Rows:
    """Those of the rows that took place: plans, denials and anniversaries are not counted."""
    import numpy as np

    known = [number for one in OCCURRED if (number := table.dictionaries["status"].get(one)) is not None]
    return rows[np.isin(table.columns["status"][rows], known)]


def signs(table: Table) -> Any:
    """For each kind of the table whether it is conflict (-1) or cooperation (1), by PLOVER's intensity."""
    import numpy as np

    scores = codebook().scores
    return np.array(
        [1 if scores.get((kind, None), 0.0) > 0 else -1 for kind in table.dictionaries["kind"].words] or [0]
    )


@dataclass(frozen=True, kw_only=True)
class Pairs:
    """Every (initiator, recipient) of these rows that are two, with the row they stand in."""

    table: Table
    rows: Rows

    @cached_property
    def _crossed(self) -> tuple[Any, Any, Any]:
        import numpy as np

        doers, others = (self.table.lists[side].taken(self.rows) for side in ("initiators", "recipients"))
        many, few = np.diff(doers.starts), np.diff(others.starts)
        each = many * few
        place = np.arange(each.sum()) - np.repeat(np.cumsum(each) - each, each)
        width = np.repeat(few, each)
        doer = doers.values[np.repeat(doers.starts[:-1], each) + place // np.maximum(width, 1)]
        other = others.values[np.repeat(others.starts[:-1], each) + place % np.maximum(width, 1)]
        row = np.repeat(self.rows, each)
        kept = doer != other
        return doer[kept], other[kept], row[kept]

    def links(self) -> list[Record]:
        """Pairs that meet, most events first; ``left`` is the lesser id."""
        import numpy as np

        doer, other, row = self._crossed
        if not len(row):
            return []
        words = self.table.dictionaries["actor"].words
        rank = np.argsort(np.argsort(np.array(words)))
        is_forward = rank[doer] < rank[other]
        left, right = np.where(is_forward, doer, other), np.where(is_forward, other, doer)
        pair = left.astype(np.int64) * len(words) + right
        met, which = np.unique(pair, return_inverse=True)
        # A row in which the pair stands both ways is one event, with a beginner on each side.
        one_of_each = np.unique(np.stack((which, row)), axis=1)
        which_once, row_once = one_of_each
        found = self._summed(len(met), which_once, row_once)
        found["forward"] = np.bincount(which[is_forward], minlength=len(met))
        found["backward"] = np.bincount(which[~is_forward], minlength=len(met))
        listed = [
            {"left": words[one // len(words)], "right": words[one % len(words)], **self._link(found, place)}
            for place, one in enumerate(met.tolist())
        ]
        return sorted(listed, key=lambda link: (-link["events"], link["left"], link["right"]))

    def _summed(self, size: int, which: Any, row: Any) -> dict[str, Any]:
        import numpy as np

        columns = self.table.columns
        sign = signs(self.table)[columns["kind"][row]]
        first = np.full(size, 2**31 - 1, dtype=np.int64)
        last = np.full(size, NONE, dtype=np.int64)
        dated = columns["first"][row] != NONE
        np.minimum.at(first, which[dated], columns["first"][row[dated]])
        np.maximum.at(last, which[dated], columns["last"][row[dated]])
        return {
            "events": np.bincount(which, minlength=size),
            "conflict": np.bincount(which, sign < 0, minlength=size).astype(int),
            "cooperation": np.bincount(which, sign > 0, minlength=size).astype(int),
            "killed": np.bincount(which, np.maximum(columns["killed"][row], 0), minlength=size).astype(int),
            "first": np.where(last == NONE, NONE, first),
            "last": last,
        }

    def _link(self, found: Mapping[str, Any], place: int) -> Record:
        counts = {
            name: int(found[name][place])
            for name in ("events", "conflict", "cooperation", "forward", "backward", "killed")
        }
        sign = (counts["cooperation"] - counts["conflict"]) / counts["events"]
        days = {name: day_of(int(found[name][place])) for name in ("first", "last")}
        return {**counts, "sign": round(sign, 3), **days}


def network(table: Table, rows: Rows, people: People, most: int) -> Record:
    """The strongest links, and the actors they join."""
    links = Pairs(table=table, rows=occurred(table, rows)).links()[:most]
    joined = {link[side] for link in links for side in ("left", "right")}
    events = {one["id"]: one["events"] for one in listed(table, rows)}
    nodes = [{**people.plain(actor), "events": events.get(actor, 0)} for actor in sorted(joined)]
    return {"nodes": nodes, "links": links}


def listed(table: Table, rows: Rows) -> list[Record]:
    """Each actor's events, deaths in them, first and last day; most events first."""
    import numpy as np

    there = occurred(table, rows)
    held = table.lists["actors"].taken(there)
    row = there[held.rows()]
    size = len(table.dictionaries["actor"].words)
    events = np.bincount(held.values, minlength=size)
    killed = np.bincount(held.values, np.maximum(table.columns["killed"][row], 0), minlength=size).astype(int)
    first, last = np.full(size, 2**31 - 1, dtype=np.int64), np.full(size, NONE, dtype=np.int64)
    dated = table.columns["first"][row] != NONE
    np.minimum.at(first, held.values[dated], table.columns["first"][row[dated]])
    np.maximum.at(last, held.values[dated], table.columns["last"][row[dated]])
    words = table.dictionaries["actor"].words
    found = [
        {
            "id": words[one],
            "events": int(events[one]),
            "killed": int(killed[one]),
            "first": day_of(int(first[one])) if last[one] != NONE else None,
            "last": day_of(int(last[one])),
        }
        for one in np.flatnonzero(events).tolist()
    ]
    return sorted(found, key=lambda one: (-one["events"], one["id"]))


def profile(table: Table, rows: Rows, actor: str, people: People) -> Record:
    """One actor: names, activity by month, what it did, where, with whom and against whom."""
    number = table.dictionaries["actor"].get(actor)
    there = occurred(table, rows[table.lists["actors"].taken(rows).any_of([] if number is None else [number])])
    links = [one for one in Pairs(table=table, rows=there).links() if actor in (one["left"], one["right"])]
    months = told.steps(table, there, "month")
    kinds = told.facets_of(table, there, ("kind",), _SHOWN)["kind"]["items"]
    return {
        **_entry(actor, people),
        "events": len(there),
        "killed": int(sum(month["killed"] for month in months["items"])),
        "months": months["items"],
        "kinds": kinds,
        "places": _places(table, there),
        "dyads": [_dyad(one, actor, people) for one in links[:_SHOWN]],
    }


def _entry(actor: str, people: People) -> Record:
    entry = people.entry(actor)
    nobody: Record = {"aliases": [], "inter": None, "active": None, "parents": []}
    if entry is None:
        return {**people.plain(actor), **nobody}
    names: Collection[str] = dict.fromkeys(alias.text for alias in entry.aliases if not alias.leader)
    return {
        **people.plain(actor),
        "aliases": list(names),
        "inter": entry.inter,
        "active": {"first": entry.active.first, "last": entry.active.last},
        "parents": list(entry.parents),
    }


def _dyad(link: Mapping[str, Any], actor: str, people: People) -> Record:
    other = link["right"] if link["left"] == actor else link["left"]
    counts = {name: link[name] for name in ("events", "conflict", "cooperation", "killed")}
    return {"other": other, "name": people.name(other), **counts}


def _places(table: Table, rows: Rows) -> list[Record]:
    import numpy as np

    place = table.columns["place"][rows]
    known = rows[place != NONE]
    met, firsts, counts = np.unique(table.columns["place"][known], return_index=True, return_counts=True)
    order = np.argsort(-counts, kind="stable")[:_SHOWN]
    return [place_told(table, int(known[firsts[one]]), int(met[one]), int(counts[one])) for one in order.tolist()]


def place_told(table: Table, row: int, place: int, events: int) -> Record:
    """A place as an event of it tells it."""
    key = table.dictionaries["place"].words[place]
    lat, lon = float(table.columns["lat"][row]), float(table.columns["lon"][row])
    unit = table.dictionaries["admin1"].word(int(table.columns["admin1"][row]))
    return {
        "id": key,
        "name": table.place_names.get(key, key),
        "country": table.dictionaries["country"].word(int(table.columns["country"][row])),
        "admin1": unit.partition("/")[2] if unit else None,
        "lat": None if isnan(lat) else round(lat, 5),
        "lon": None if isnan(lon) else round(lon, 5),
        "events": events,
    }
