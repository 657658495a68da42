"""One store into another, row by row: history, acts, the audit log and all ids go along, whatever the engines are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from string import Template

from marsad.errors import StoreError
from marsad.store.engine import Connection, transaction

#: Rows taken at a time: texts of documents are the largest, some kilobytes each.
_STEP = 1000

_TABLES = """
    SELECT table_name FROM information_schema.tables
    WHERE table_schema = current_schema() AND table_type = 'BASE TABLE' AND table_name <> 'meta' ORDER BY table_name
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """Some rows of a table that have arrived."""

    table: str
    rows: int


def copy(source: Connection, target: Connection) -> Iterator[Moved]:
    """Copy everything, in one transaction; each step as it is done.

    Raises StoreError where something is in the target already. Both must have the newest schema.
    """
    tables = [name for (name,) in source.execute(_TABLES).fetchall()]
    with transaction(target):
        for table in tables:
            if target.execute(Template("SELECT 1 FROM $table LIMIT 1").substitute(table=table)).fetchone():
                raise StoreError(
                    f"the store to copy to is not empty: there are {table}", next_step="Name a new one, or empty it."
                )
        for table in tables:
            yield from _copied(source, target, table)


def _copied(source: Connection, target: Connection, table: str) -> Iterator[Moved]:
    found = target.execute(Template("SELECT * FROM $table LIMIT 0").substitute(table=table))
    names = [column[0] for column in found.description or ()]
    listed = Template("SELECT $names FROM $table").substitute(names=", ".join(names), table=table)
    for some in source.stream(listed, _STEP):
        target.insert(table, [dict(zip(names, row, strict=True)) for row in some])
        yield Moved(table=table, rows=len(some))
