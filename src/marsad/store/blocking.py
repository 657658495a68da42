"""Which mentions may tell of one event: pairs found by joins on place, division, country and actors, never all pairs.

A pair is close in time where their days, or else their days of publication, are at most a window apart. Where one has
no day at all it must share a registered actor, and either the place or the number in a series.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from string import Template
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

#: Cells of half a degree with their eight neighbours reach at least 27 km (at 60° north) and 55 km along a meridian:
#: beyond UCDP's "within 25 km of a known point".
_CELLS_PER_DEGREE = 2
#: UCDP where_prec from which a place is a district or coarser, so that its point says little.
_COARSE = 3

#: Pairs fetched at once.
_STEP = 10_000

_PAIRS = Template("""
WITH
akin AS (SELECT unnest(?::VARCHAR[]) AS kind, unnest(?::VARCHAR[][]) AS kinds),
told AS (
    SELECT id, kind, from_day, to_day, place, country, admin1, lat, lon, where_prec, ordinal, actors,
        CAST(floor(lat * $per_degree) AS INTEGER) AS cell_y,
        CAST(floor((lon + 180) * $per_degree) AS INTEGER) % $around AS cell_x,
        coalesce(where_prec >= $coarse, TRUE) OR lat IS NULL AS vague
    FROM present_mentions
),
probe AS (
    SELECT told.*, akin.kinds FROM told LEFT JOIN akin USING (kind) WHERE id = ANY(?::VARCHAR[])
),
neighbour AS (
    SELECT probe.*, cell_y + dy AS near_y, (cell_x + dx + $around) % $around AS near_x FROM probe,
        (SELECT unnest([-1, 0, 1]) AS dy), (SELECT unnest([-1, 0, 1]) AS dx)
    WHERE lat IS NOT NULL
),
pair AS (
    -- one place
    SELECT probe.id AS one, told.id AS other FROM probe JOIN told ON told.place = probe.place
    WHERE $in_time_probe
    UNION
    -- points close to each other
    SELECT probe.id, told.id FROM neighbour AS probe
        JOIN told ON told.cell_y = probe.near_y AND told.cell_x = probe.near_x
    WHERE $in_time_probe
    UNION
    -- one province, where a point would say too much
    SELECT probe.id, told.id FROM probe JOIN told ON told.country = probe.country AND told.admin1 = probe.admin1
    WHERE (told.vague OR probe.vague) AND $in_time_probe
    UNION
    -- one country, where one of them says no more, and an actor
    SELECT probe.id, told.id FROM probe JOIN told ON told.country = probe.country
    WHERE (told.admin1 IS NULL OR probe.admin1 IS NULL) AND told.actors && probe.actors AND $in_time_probe
    UNION
    -- an actor, where one of them says not even that
    SELECT probe.id, told.id FROM (SELECT *, unnest(actors) AS actor FROM probe) AS probe
        JOIN (SELECT *, unnest(actors) AS actor FROM told) AS told ON told.actor = probe.actor
    WHERE (told.country IS NULL OR probe.country IS NULL) AND $in_time_probe
)
SELECT DISTINCT least(one, other), greatest(one, other) FROM pair WHERE one <> other ORDER BY ALL
""")

_IN_TIME = """(
    (probe.kinds IS NULL OR told.kind = ANY(probe.kinds))
    AND CASE WHEN told.from_day IS NOT NULL AND probe.from_day IS NOT NULL
        THEN told.from_day <= probe.to_day + CAST($window AS INTEGER)
            AND told.to_day >= probe.from_day - CAST($window AS INTEGER)
        ELSE told.actors && probe.actors AND (told.place = probe.place OR told.ordinal = probe.ordinal) END
)"""


def candidate_pairs(
    connection: DuckDBPyConnection,
    mentions: Collection[str],
    *,
    window_days: int,
    kinds: Mapping[str, Collection[str]] | None,
) -> list[tuple[str, str]]:
    """Pairs of ids, left < right, in order, in which at least one is of ``mentions``.

    ``kinds`` says which kinds may stand for one event, by kind; a kind it does not name goes with any.
    """
    akin = kinds or {}
    sql = _PAIRS.substitute(
        per_degree=_CELLS_PER_DEGREE, around=360 * _CELLS_PER_DEGREE, coarse=_COARSE, in_time_probe=_IN_TIME
    )
    found = connection.execute(
        Template(sql).substitute(window=window_days),
        [list(akin), [sorted(akin[kind]) for kind in akin], sorted(mentions)],
    )
    known: dict[str, str] = {}  # a mention in a hot war stands in thousands of pairs: one string for all of them
    pairs = []
    while step := found.fetchmany(_STEP):
        pairs += [(known.setdefault(left, left), known.setdefault(right, right)) for left, right in step]
    return pairs
