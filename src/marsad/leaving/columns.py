"""Events of a store as columns, for trends and alerts: as they are stored, or as they may leave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from marsad.analyse.material import COLUMNS as COLUMN_NAMES
from marsad.analyse.material import Material, coverage_schema, events_of, schema
from marsad.config import Config
from marsad.export import Form
from marsad.leaving.out import Circle, made
from marsad.protect import Tally
from marsad.store import Filters, Store, row_of


def material(store: Store, filters: Filters, config: Config, readers: Circle, **given: Any) -> Material:
    """What trends and alerts are computed from, for these readers.

    Internally it is what is stored, and coverage tells every source and day. For others each event passes protection,
    and coverage is what the reports of these events tell: a source that was looked at in vain is not known to them.
    ``given``: ``workers`` and ``progress`` as in :func:`marsad.leaving.export`.
    """
    if readers.level == "internal" and not readers.reviewed_only:
        return Material(events=store.event_table(filters, schema()), coverage=store.coverage_table(coverage_schema()))
    import pyarrow as pa

    narrowed = filters.admin is not None
    if narrowed:  # of so narrow a question the number of those held back would tell
        readers = replace(readers, tally=Tally())
    tables = [_schema().empty_table(), *made(_FORM, store, filters, config, readers, narrowed=narrowed, **given)]
    told = pa.concat_tables(tables)
    return Material(events=told.select(schema().names), coverage=_published(told["reports"]))


def _schema() -> Any:
    """The columns of events, and beside them where and when their reports were published."""
    import pyarrow as pa

    report = pa.struct([("document", pa.string()), ("source", pa.string()), ("published", pa.string())])
    return pa.schema([*schema(), ("reports", pa.list_(report))])


def _of_records(records: Sequence[Mapping[str, Any]]) -> Any:
    import pyarrow as pa

    reports = [[{name: one[name] for name in _REPORT} for one in record["reports"]] for record in records]
    table = events_of(map(row_of, records))
    return table.append_column(_schema().field("reports"), pa.array(reports, _schema().field("reports").type))


def _of_kept(table: Any) -> Any:
    """The same of rows as they are kept (:mod:`marsad.leaving.leaf`)."""
    import pyarrow as pa
    import pyarrow.compute as pc

    told = {name: table[_AS_KEPT.get(name, name)] for name in _schema().names if name not in _COALESCED}
    told |= {name: pc.coalesce(*(table[one] for one in several)) for name, several in _COALESCED.items()}
    return pa.table([told[name] for name in _schema().names], schema=_schema())


_REPORT = ("document", "source", "published")
#: Columns that are called otherwise where they are kept, and those that are the first that is known of several.
_AS_KEPT = {name: f"_{name}" for name in ("actors", "initiators", "recipients", "sources", "reports")}
_COALESCED = {
    "from_day": ("first_day", "published"),
    "to_day": ("last_day", "published"),
    "killed": ("killed_best", "killed_low"),
}
#: Columns as a format, so that they are made as all that leaves is; no file is ever made of them.
COLUMNS = Form(
    make=_of_records,
    join=lambda _: iter(()),
    take=_of_kept,
    reads=(
        *(_AS_KEPT.get(name, name) for name in (*COLUMN_NAMES, "reports") if name not in _COALESCED),
        *(name for several in _COALESCED.values() for name in several),
    ),
)
_FORM = f"{__name__}:COLUMNS"


def _published(reports: Any) -> Any:
    """How many documents each source published on each day."""
    import pyarrow as pa
    import pyarrow.compute as pc

    told = pa.Table.from_struct_array(pc.list_flatten(reports))
    told = told.filter(pc.is_valid(told["published"]))
    counted = told.group_by(["source", "published"]).aggregate([("document", "count_distinct")])
    looks = pa.array([0] * counted.num_rows, pa.int32())
    days, many = counted["published"].cast(pa.date32()), counted["document_count_distinct"].cast(pa.int32())
    found = pa.table([counted["source"], days, many, looks], schema=coverage_schema())
    return found.sort_by([("source", "ascending"), ("day", "ascending")])
