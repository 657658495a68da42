"""What a table tells of the rows that fit: columns for the map, facets with counts, bins, counts by step of time."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from math import isnan
from typing import TYPE_CHECKING, Any

from marsad.places.countries import load_countries
from marsad.serve.sift import DEATHS, Condition, together
from marsad.serve.table import (
    DICTIONARY,
    FLOATS,
    LISTS,
    NONE,
    NUMBERS,
    WORDS,
    Step,
    Table,
    steps_of,
)  # fmt: skip

if TYPE_CHECKING:
    from marsad.serve.table import Ints, Listed

Record = dict[str, Any]
Rows = Any
#: Columns that are told, unless others are asked for. District and place stand in cards.
COLUMNS = ("id", *(name for name in (*NUMBERS, *WORDS) if name != "admin2"), *FLOATS, *LISTS)
_DECIMALS = {"lat": 5, "lon": 5, "confidence": 3}
#: Days of each step, on average.
_LENGTHS: dict[Step, float] = {"day": 1, "week": 7, "month": 30.4, "year": 365.25}


@lru_cache(maxsize=512)
def country_name(alpha3: str) -> str:
    """The name of a country given by its code; a code that is none stands for itself."""
    return next((country.name for country in load_countries() if country.alpha3 == alpha3), alpha3)


def columns(table: Table, rows: Rows, names: Collection[str] = COLUMNS) -> Record:
    """These columns of these rows; numbers of words stand for their place in ``dictionaries``, which hold no others."""
    found: Record = {}
    used: dict[str, list[str]] = {}
    lists = {name: table.lists[name].taken(rows) for name in LISTS if name in names}
    for name in names:
        if name == "id":
            found[name] = table.ids_of(rows)
        elif name in WORDS:
            found[name], used[name] = _compacted(table.columns[name][rows], table.dictionaries[name].words)
        elif name in FLOATS:
            found[name] = _floats(table.columns[name][rows], _DECIMALS[name])
        elif name in NUMBERS:
            found[name] = _whole(table.columns[name][rows])
    found |= _list_columns(table, lists, used)
    if "place" in used:
        used["place"] = [table.place_names.get(key, key) for key in used["place"]]
    return {"count": len(rows), "dictionaries": used, "columns": found}


def _compacted(numbers: Ints, words: Sequence[str]) -> tuple[list[int | None], list[str]]:
    """Numbers that count only the words that are met."""
    import numpy as np

    met, which = np.unique(numbers, return_inverse=True)
    shift = int(len(met) > 0 and met[0] == NONE)
    return _whole(np.where(numbers == NONE, NONE, which - shift)), [words[one] for one in met[shift:].tolist()]


def _list_columns(table: Table, lists: Mapping[str, Listed], used: dict[str, list[str]]) -> Record:
    """Lists of one dictionary count the same words."""
    import numpy as np

    found: Record = {}
    for dictionary in sorted({DICTIONARY[name] for name in lists}):
        among = [name for name in lists if DICTIONARY[name] == dictionary]
        met = np.unique(np.concatenate([lists[name].values for name in among]))
        used[dictionary] = [table.dictionaries[dictionary].words[one] for one in met.tolist()]
        for name in among:
            values, starts = np.searchsorted(met, lists[name].values).tolist(), lists[name].starts.tolist()
            found[name] = [values[start:end] for start, end in pairwise(starts)]
    return found


def _whole(numbers: Ints) -> list[int | None]:
    found = numbers.tolist()
    return [None if one == NONE else one for one in found] if (numbers == NONE).any() else found


def _floats(numbers: Any, decimals: int) -> list[float | None]:
    import numpy as np

    found = np.round(numbers, decimals).tolist()
    return [None if isnan(one) else one for one in found] if np.isnan(numbers).any() else found


# --- facets --------------------------------------------------------------------------------------

FACETS = (
    "kind", "acled", "actor", "country", "admin1", "place", "precision", "status", "grade", "review-state", "deaths",
    "source",
)  # fmt: skip
_COLUMN = {"review-state": "review_state", "precision": "where_prec", "deaths": "killed"}
_LISTED = {"actor": "actors", "source": "sources"}


def facets(table: Table, held: Sequence[Condition], names: Collection[str], top: int) -> Record:
    """How many of the events that fit have which value; for each facet its own filter is left out."""
    import numpy as np

    fit = np.flatnonzero(together(table, [mask for _, mask in held]))
    found: Record = {}
    for name in names:
        is_filtered = any(facet == name for facet, _ in held)
        others = [mask for facet, mask in held if facet != name]
        rows = np.flatnonzero(together(table, others)) if is_filtered else fit
        found |= facets_of(table, rows, (name,), top)
    killed = np.maximum(table.columns["killed"][fit], 0)
    return {
        "count": len(fit),
        "reports": int(table.columns["reports"][fit].sum()),
        "killed": int(killed.sum()),
        "killing": int((killed > 0).sum()),
        "facets": found,
    }


def facets_of(table: Table, rows: Rows, names: Collection[str], top: int) -> Record:
    """The counts of these rows, whatever was filtered."""
    return {name: _facet(table, rows, name, top) for name in names}


def _facet(table: Table, rows: Rows, name: str, top: int) -> Record:
    import numpy as np

    if name in _LISTED:
        listed = table.lists[_LISTED[name]].taken(rows)
        missing = int((np.diff(listed.starts) == 0).sum())
        words: Sequence[Any] = table.dictionaries[name].words
        return _counted(listed.values, words, missing, top)
    values = table.columns[_COLUMN.get(name, name)][rows]
    known = values[values != NONE]
    missing = len(values) - len(known)
    if name == "deaths":
        known = np.digitize(known, DEATHS) - 1
        words = [str(least) for least in DEATHS]
    else:
        words = (
            [str(one) for one in range(8)] if name == "precision" else table.dictionaries[_COLUMN.get(name, name)].words
        )
    return _counted(known, words, missing, top)


def _counted(numbers: Ints, words: Sequence[str], missing: int, top: int) -> Record:
    import numpy as np

    counts = np.bincount(numbers, minlength=0) if len(numbers) else np.zeros(0, dtype=np.int64)
    met = np.flatnonzero(counts)
    order = met[np.lexsort((met, -counts[met]))]
    items = [{"value": words[one], "count": int(counts[one])} for one in order[:top].tolist()]
    return {"items": items, "missing": missing, "distinct": len(met)}


# --- steps -------------------------------------------------------------------------------------


def fitting(table: Table, rows: Rows, most: int) -> Step:
    """The shortest step of which there are at most so many from the first of these events to the last."""
    first = table.columns["first"][rows]
    known = first[first != NONE]
    length = int(known.max() - known.min()) if len(known) else 0
    return next((step for step, days in _LENGTHS.items() if length / days <= most), "year")


def steps(table: Table, rows: Rows, step: Step) -> Record:
    """Events and deaths by step of time; a range of days counts in the step in which it begins."""
    import numpy as np

    first = table.columns["first"][rows]
    dated = rows[first != NONE]
    which, starts = steps_of(table.columns["first"][dated], step)
    killed = np.maximum(table.columns["killed"][dated], 0)
    events = np.bincount(which, minlength=len(starts)).tolist()
    dead = np.bincount(which, killed, minlength=len(starts)).astype(np.int64).tolist()
    items = [
        {"start": start, "events": one, "killed": other} for start, one, other in zip(starts, events, dead, strict=True)
    ]
    return {"step": step, "items": items, "undated": len(rows) - len(dated)}
