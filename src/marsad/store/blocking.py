"""Which mentions may tell of one event: pairs found by joins on place, division, country and actors, never all pairs.

What can be seen to be two events in these columns is left out here, so that only the rest is compared: exact days that
differ, places farther apart than both precisions allow, kinds and statuses that no desk takes for one another, one
document. A pair with a mention that tells no day needs more: one place, number in a series, number of dead, or text.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from string import Template

from marsad.store.engine import Connection
from marsad.store.rows import COPY_BYTES

#: Cells of half a degree with their eight neighbours reach at least 27 km (at 60° north) and 55 km along a meridian:
#: beyond UCDP's "within 25 km of a known point".
_CELLS_PER_DEGREE = 2
#: UCDP where_prec from which a place is a district or coarser, so that its point says little.
_COARSE = 3
#: A date that leaves so many days open says little: its pairs are not looked for day by day.
_LONG_DAYS = 10
#: Kilometres in a degree of latitude.
_KM_PER_DEGREE = 111.2
#: Days by which a date that is not exact may have missed.
_SLACK_DAYS = 1
#: Up to so many dead is what most attacks cost, so that two reports agree on it by chance.
_FEW_DEAD = 2

#: Pairs fetched at once.
_STEP = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """How far apart two mentions of one event can be. A kind, status or precision that is not named goes with any."""

    window_days: int  #: between days of publication, where one of the two tells no day
    kinds: Mapping[str, Collection[str]] = field(default_factory=dict)  #: kind → kinds told of one event with it
    statuses: Mapping[str, Collection[str]] = field(default_factory=dict)
    radius_km: Mapping[int, float] = field(default_factory=dict)  #: of where the event may lie, by UCDP where_prec


_TOLD = Template("""
WITH
akin AS (
    SELECT unnest(?::VARCHAR[]) AS kind, unnest(?::BIGINT[]) AS bit, unnest(?::BIGINT[]) AS others
),
world AS (
    SELECT unnest(?::VARCHAR[]) AS status, unnest(?::BIGINT[]) AS bit, unnest(?::BIGINT[]) AS others
),
reach AS (SELECT unnest(?::INTEGER[]) AS where_prec, unnest(?::DOUBLE PRECISION[]) AS radius_km),
asked AS (SELECT unnest(?::VARCHAR[]) AS id),
span AS (
    SELECT min(from_day) - CAST($window + 1 AS INTEGER) AS earliest,
        max(to_day) + CAST($window + 1 AS INTEGER) AS latest
    FROM mentions WHERE id IN (SELECT id FROM asked)
),
-- the days first: in a large store most mentions are of others, and their codings need not be looked up
near AS MATERIALIZED (
    SELECT mentions.* FROM mentions, span
    WHERE from_day IS NULL OR span.earliest IS NULL OR (from_day <= latest AND to_day >= earliest)
),
told AS MATERIALIZED (
    SELECT mentions.id, mentions.document, mode, from_day, to_day, date_prec,
        coalesce(akin.bit, 0) AS kind, akin.others AS kinds, coalesce(world.bit, 0) AS status, world.others AS statuses,
        place, country, admin1, admin2, lat, lon,
        mentions.where_prec, ordinal, killed, actors, radius_km,
        copied,
        CAST(floor(lat * $cells) AS INTEGER) AS cell_y,
        CAST(floor((lon + 180) * $cells) AS INTEGER) % $around AS cell_x,
        coalesce(mentions.where_prec >= $coarse, TRUE) OR lat IS NULL AS vague,
        coalesce(date_prec IS NULL OR to_day - from_day > $long, TRUE) AS loose
    FROM near AS mentions
        JOIN present_codings AS coded ON coded.id = mentions.coding
        LEFT JOIN akin ON akin.kind = mentions.kind
        LEFT JOIN world ON world.status = mentions.status
        LEFT JOIN reach ON reach.where_prec = mentions.where_prec
),
probe AS MATERIALIZED (SELECT * FROM told WHERE id IN (SELECT id FROM asked)),
-- by each day it can have happened on; what can be any of many days stands in the loose ones
later (days) AS (VALUES $later),
told_daily AS (SELECT told.*, $day AS day FROM told JOIN later ON $day <= $last_day WHERE NOT loose),
probe_daily AS (SELECT probe.*, $day AS day FROM probe JOIN later ON $day <= $last_day WHERE NOT loose),
told_loose AS (SELECT * FROM told WHERE loose),
probe_loose AS (SELECT * FROM probe WHERE loose),
pair AS (
$branches
)
SELECT DISTINCT least(one, other), greatest(one, other) FROM pair ORDER BY 1, 2
""")

_DAY = Template("from_day - CASE WHEN date_prec = 1 THEN 0 ELSE $slack END + days")
_LAST_DAY = Template("to_day + CASE WHEN date_prec = 1 THEN 0 ELSE $slack END")

_NEIGHBOURS = Template("""(
    SELECT $probe.*, cell_y + dy AS near_y, (cell_x + dx + $around) % $around AS near_x FROM $probe,
        (VALUES (-1), (0), (1)) AS north (dy), (VALUES (-1), (0), (1)) AS east (dx)
    WHERE lat IS NOT NULL)""")

#: Joins by what two mentions of one day can share.
_DAILY = (
    # one place
    "$probe AS probe JOIN $told AS told ON told.day = probe.day AND told.place = probe.place WHERE TRUE",
    # points close to each other
    (
        "$neighbours AS probe JOIN $told AS told"
        " ON told.day = probe.day AND told.cell_y = probe.near_y AND told.cell_x = probe.near_x"
        " WHERE coalesce($km <= told.radius_km + probe.radius_km + 1, TRUE)"
    ),
    # one province, where a point would say too much
    (
        "$probe AS probe JOIN $told AS told"
        " ON told.day = probe.day AND told.country = probe.country AND told.admin1 = probe.admin1"
        " WHERE (told.vague OR probe.vague) AND $one_district"
    ),
    # one country, where one of them says no more, and an actor, a mode or a number of dead
    (
        "$probe AS probe JOIN (SELECT * FROM $told WHERE admin1 IS NULL) AS told"
        " ON told.day = probe.day AND told.country = probe.country WHERE $share_more"
    ),
    (
        "(SELECT * FROM $probe WHERE admin1 IS NULL) AS probe JOIN $told AS told"
        " ON told.day = probe.day AND told.country = probe.country WHERE $share_more"
    ),
    # an actor, where one of them says not even that
    (
        "(SELECT *, unnest(actors) AS actor FROM $probe) AS probe"
        " JOIN (SELECT *, unnest(actors) AS actor FROM $told WHERE country IS NULL) AS told"
        " ON told.day = probe.day AND told.actor = probe.actor WHERE TRUE"
    ),
    (
        "(SELECT *, unnest(actors) AS actor FROM $probe WHERE country IS NULL) AS probe"
        " JOIN (SELECT *, unnest(actors) AS actor FROM $told) AS told"
        " ON told.day = probe.day AND told.actor = probe.actor WHERE TRUE"
    ),
)

#: Joins of what can be of any of many days: a place, a province, a number in a series, a number of dead.
_LOOSE = (
    "$probe AS probe JOIN $told AS told ON told.place = probe.place WHERE TRUE",
    (
        "$probe AS probe JOIN $told AS told ON told.country = probe.country AND told.admin1 = probe.admin1"
        " WHERE (told.vague OR probe.vague) AND told.date_prec IS NOT NULL AND probe.date_prec IS NOT NULL"
        " AND $one_district"
    ),
    "$probe AS probe JOIN $told AS told ON told.ordinal = probe.ordinal WHERE TRUE",
    (
        "$probe AS probe JOIN $told AS told ON told.country = probe.country AND told.killed = probe.killed"
        " WHERE told.killed > $few_dead"
    ),
)

_COPIES = "$probe AS probe JOIN $told AS told ON told.copied = probe.copied WHERE TRUE"

_SELECT = Template("SELECT probe.id AS one, told.id AS other FROM $branch AND $may_be_one")

#: What is joined with what.
_JOINS = (
    *(("probe_daily", "told_daily", branch) for branch in _DAILY),
    *(("probe_loose", "told", branch) for branch in _LOOSE),
    *(("probe", "told_loose", branch) for branch in _LOOSE),
    ("probe", "told", _COPIES),
)

_SHARE_MORE = Template("""(told.actors && probe.actors OR coalesce(told.mode = probe.mode, FALSE)
    OR coalesce(told.killed = probe.killed AND told.killed > $few_dead, FALSE))""")

_KM = Template("""$per_degree * sqrt(pow(told.lat - probe.lat, 2) + pow(
    least(abs(told.lon - probe.lon), 360 - abs(told.lon - probe.lon)) * cos(radians(told.lat)), 2))""")

_MAY_BE_ONE = Template("""(
    told.document <> probe.document
    AND (probe.kinds IS NULL OR (told.kind & probe.kinds) <> 0)
    AND (probe.statuses IS NULL OR (told.status & probe.statuses) <> 0)
    AND CASE
        WHEN told.date_prec IS NOT NULL AND probe.date_prec IS NOT NULL AND (told.copied <> probe.copied) IS NOT FALSE
        THEN greatest(told.from_day, probe.from_day) - least(told.to_day, probe.to_day)
            <= CASE WHEN told.date_prec = 1 AND probe.date_prec = 1 THEN 0 ELSE $slack END
        WHEN told.from_day IS NOT NULL AND probe.from_day IS NOT NULL
        THEN told.from_day <= probe.to_day + CAST($window AS INTEGER)
            AND told.to_day >= probe.from_day - CAST($window AS INTEGER)
            AND (told.place = probe.place OR told.ordinal = probe.ordinal OR told.copied = probe.copied
                OR (told.killed = probe.killed AND told.killed > $few_dead))
        ELSE told.actors && probe.actors AND (told.place = probe.place OR told.ordinal = probe.ordinal) END
)""")


def begin(connection: Connection) -> None:
    """What an older store lacks: by which beginning of its MinHash a copy is found."""
    connection.execute(
        "UPDATE codings SET copied = first_bytes(minhash, ?) WHERE copied IS NULL AND octet_length(minhash) >= ?",
        [COPY_BYTES, COPY_BYTES],
    )


def candidate_pairs(connection: Connection, mentions: Collection[str], reach: Reach) -> list[tuple[str, str]]:
    """Pairs of ids, left < right, in order, in which at least one is of ``mentions``."""
    found = connection.execute(
        _sql(reach.window_days),
        [
            *_numbered(reach.kinds),
            *_numbered(reach.statuses),
            list(reach.radius_km), list(reach.radius_km.values()),
            sorted(mentions),
        ],
    )  # fmt: skip
    known: dict[str, str] = {}  # a mention in a hot war stands in thousands of pairs: one string for all of them
    pairs = []
    while step := found.fetchmany(_STEP):
        pairs += [(known.setdefault(left, left), known.setdefault(right, right)) for left, right in step]
    return pairs


def _numbered(akin: Mapping[str, Collection[str]]) -> tuple[list[str], list[int], list[int | None]]:
    """Every word, its bit, and the bits of those that may go with it; None: with any.

    Bits and no lists: DuckDB would plan a join for each look into a list, and take longer to plan than to find.
    """
    words = sorted({*akin, *(word for others in akin.values() for word in others)})
    bit = {word: 1 << place for place, word in enumerate(words)}
    return (
        words,
        [*bit.values()],
        [sum(bit[one] for one in set(akin[word])) if word in akin else None for word in words],
    )


def _sql(window_days: int) -> str:
    numbers: dict[str, object] = {
        "window": window_days, "slack": _SLACK_DAYS, "few_dead": _FEW_DEAD, "cells": _CELLS_PER_DEGREE,
        "around": 360 * _CELLS_PER_DEGREE, "coarse": _COARSE, "long": _LONG_DAYS,
        "per_degree": _KM_PER_DEGREE,
    }  # fmt: skip
    parts: dict[str, object] = {
        "may_be_one": _MAY_BE_ONE.substitute(numbers),
        "km": _KM.substitute(numbers),
        "share_more": _SHARE_MORE.substitute(numbers),
        "day": _DAY.substitute(numbers),
        "last_day": _LAST_DAY.substitute(numbers),
        "later": ", ".join(f"({days})" for days in range(_LONG_DAYS + 2 * _SLACK_DAYS + 1)),
        "one_district": "coalesce(told.admin2 = probe.admin2 OR told.radius_km + probe.radius_km IS NOT NULL, TRUE)",
    }
    branches = [
        Template(_SELECT.safe_substitute(branch=branch)).substitute(
            numbers | parts, probe=probe, told=told, neighbours=_NEIGHBOURS.substitute(numbers, probe=probe)
        )
        for probe, told, branch in _JOINS
    ]
    return _TOLD.substitute(numbers | parts, branches="\nUNION ALL\n".join(branches))
