"""What is there: views over the tables, at present or as the store knew it at a moment.

Every query reads these names. Of the past they are temporary views that hide the lasting ones of the same name.
"""

from __future__ import annotations

from datetime import datetime
from string import Template

from marsad.store import rows
from marsad.store.engine import Connection

#: Whether the document of a coding was not withdrawn: now, whatever moment is looked back to.
#: What was withdrawn is listed, not looked for row by row: DuckDB would hold all rows, records and texts, meanwhile.
_UNTAKEN = "codings.document NOT IN (SELECT id FROM restrictions WHERE verb = 'withdrew' AND what = 'document')"

#: Name → SQL. ``${here_x}`` is the condition that a row of the table x is there; see :data:`_LIFETIMES`.
_VIEWS: dict[str, Template] = {
    "present_codings": Template("SELECT * FROM codings WHERE $here_codings AND $untaken"),
    "present_mentions": Template(
        "SELECT mentions.* FROM mentions JOIN codings ON codings.id = mentions.coding WHERE $here_codings AND $untaken"
    ),
    # Without those of events that were withdrawn: they are still folded, and seen by nobody.
    "told_mentions": Template(
        "SELECT present_mentions.* FROM present_mentions WHERE id NOT IN"
        " (SELECT id FROM restrictions WHERE verb = 'withdrew' AND what = 'mention')"
    ),
    "present_documents": Template(
        "SELECT documents.*, codings.persons FROM documents JOIN codings ON codings.document = documents.id"
        " AND codings.reading = documents.reading AND codings.coder <> 'hand' WHERE $here_codings AND $untaken"
    ),
    "present_problems": Template(
        "SELECT problems.* FROM problems LEFT JOIN codings ON codings.id = problems.coding"
        " WHERE ($here_problems) AND (problems.coding IS NULL OR ($here_codings AND $untaken))"
    ),
    "standing_judgements": Template("SELECT * FROM judgements WHERE $here_judgements"),
    "known_acts": Template("SELECT * FROM acts WHERE $known_acts"),
    "standing_acts": Template("SELECT * FROM acts WHERE $here_acts AND NOT is_blind AND verb <> 'undone'"),
    "restricting_acts": Template(
        "SELECT id, verb, target, field, CASE WHEN verb = 'held' THEN replace(value, '\"', '') END AS until_day"
        " FROM acts WHERE verb IN ('withdrew', 'held') AND undone_at IS NULL AND NOT is_blind"
    ),
    "events": Template(
        "SELECT * FROM event_versions WHERE $here_event_versions AND (id, folded_at) NOT IN"
        " (SELECT id, folded_at FROM restrictions WHERE verb = 'withdrew' AND what = 'event')"
    ),
    "event_mentions": Template("SELECT * FROM event_mention_versions WHERE $here_event_mention_versions"),
    "aliases": Template("SELECT * FROM alias_versions WHERE $here_alias_versions"),
    "known_looks": Template("SELECT * FROM looks WHERE $here_looks"),
    "sources": Template("SELECT * FROM source_versions WHERE $here_source_versions"),
    "borrowed_counts": Template("SELECT * FROM count_versions WHERE $here_count_versions"),
    # Events that hold a mention which is gone, was coded anew since, or whose document was withdrawn.
    "stale_events": Template(
        "SELECT DISTINCT held.event FROM event_mention_versions AS held WHERE held.gone_at IS NULL AND NOT EXISTS"
        " (SELECT 1 FROM codings WHERE codings.id = held.coding AND codings.superseded_at IS NULL"
        " AND $untaken)"
    ),
}

#: Table → columns that say from when and until when a row is there; no second one: for ever.
_LIFETIMES = {
    "codings": ("added_at", "superseded_at"),
    "problems": ("added_at", None),
    "judgements": ("judged_at", "retracted_at"),
    "acts": ("acted_at", "undone_at"),
    "event_versions": ("folded_at", "gone_at"),
    "event_mention_versions": ("folded_at", "gone_at"),
    "alias_versions": ("added_at", "gone_at"),
    "looks": ("looked_at", None),
    "source_versions": ("since_at", "gone_at"),
    "count_versions": ("since_at", "gone_at"),
}


def drop_views(connection: Connection) -> None:
    """Take the lasting views away, so that what they show may change; those that read others first."""
    for name in reversed(_VIEWS):
        connection.execute(f"DROP VIEW IF EXISTS {name}")


def make_views(connection: Connection) -> None:
    """The lasting views, of the present."""
    conditions = {f"here_{table}": _open(table) for table in _LIFETIMES}
    for name, sql in _VIEWS.items():
        now = sql.substitute(conditions, known_acts="TRUE", untaken=_UNTAKEN)
        connection.execute(f"CREATE VIEW {name} AS {now}")


def look_back(connection: Connection, as_of: datetime) -> None:
    """Make every query of this connection answer as the store knew it at this moment."""
    at = f"TIMESTAMP '{rows.utc(as_of).isoformat(sep=' ')}'"
    conditions = {f"here_{table}": _at(table, at) for table in _LIFETIMES}
    for name, sql in _VIEWS.items():
        then = sql.substitute(conditions, known_acts=f"acts.acted_at <= {at}", untaken=_UNTAKEN)
        connection.execute(f"CREATE OR REPLACE TEMPORARY VIEW {name} AS {then}")


def _open(table: str) -> str:
    _, until = _LIFETIMES[table]
    return f"{table}.{until} IS NULL" if until else "TRUE"


def _at(table: str, at: str) -> str:
    since, until = _LIFETIMES[table]
    begun = f"{table}.{since} <= {at}"
    return f"({begun} AND ({table}.{until} IS NULL OR {table}.{until} > {at}))" if until else begun
