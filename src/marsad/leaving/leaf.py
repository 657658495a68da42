"""Some thousand events as they may leave, at whatever moment: one table, kept in a file.

The columns of :mod:`marsad.export.flat` are those of a Parquet export, so that one is written without looking at a
single record. The columns beside them say until when a row stays behind, and hold what the flat ones have no room for:
from both a record is made that is equal to the one that passed :mod:`marsad.protect`.
"""

from __future__ import annotations

import os
import secrets
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from marsad.cells import Risk
from marsad.export.arrow import in_columns
from marsad.export.arrow import schema as flat_schema
from marsad.export.flat import NESTED, flat_row, joined
from marsad.protect import Passage, Tally
from marsad.store import sides_of

if TYPE_CHECKING:
    import pyarrow as pa

Record = dict[str, Any]

#: Review states of what a person has seen.
REVIEWED = ("reviewed", "corrected")
#: What a format may not ask for → the rule that then has changed nothing in it.
_OF_REPORTS = {"titles": ("title", "headline-redacted"), "links": ("url", "link-shortened")}
_EMBARGO = "embargo"
#: Rows put into columns at a time.
_STEP = 500
_SIDES, _REPORT = ("_actors", "_initiators", "_recipients"), ("document", "source", "published")
#: Columns that say which rows leave, and what a manifest tells of them.
_ALWAYS = (
    "_id", "_review_state", "_embargo", "_reason", "_until", "_changes", "_sources",
    "country", "admin1", "kind", "mode", "first_day", "published",
)  # fmt: skip


@lru_cache(maxsize=1)
def schema() -> pa.Schema:
    """The columns: what decides on a row, what is made a record of, and the flat ones."""
    import pyarrow as pa

    moment, words = pa.timestamp("us", tz="UTC"), pa.list_(pa.string())
    own = {
        "_id": pa.string(),
        "_state": pa.string(),  # of the event as it is stored: see Store.standing
        "_review_state": pa.string(),
        "_embargo": moment,  # until when it is under embargo
        "_reason": pa.string(),  # why it stays behind besides
        "_until": moment,  # and until when; null: for good, and then the rest of the row is null too
        "_changes": words,
        "_sources": words,
        **dict.fromkeys(_SIDES, words),  # ids of its actors, of all and by side
        "_reports": pa.list_(pa.struct(dict.fromkeys(_REPORT, pa.string()))),
        "_rest": pa.binary(),  # of the record, as JSON, what stands in no column that ends in _json
    }
    return pa.schema([*own.items(), *flat_schema()])


def leaf_of(passed: Iterable[tuple[Record, str, Passage]]) -> pa.Table:
    """A table of (record as stored, its state, what becomes of it)."""
    import pyarrow as pa

    rows, made_of = (_row(*one) for one in passed), schema()
    tables = [made_of.empty_table()]
    while some := list(islice(rows, _STEP)):  # a row takes six times as much memory as it does in columns
        tables.append(in_columns(some, made_of))
    return pa.concat_tables(tables)


def _row(stored: Mapping[str, Any], state: str, passage: Passage) -> Record:
    row: Record = dict.fromkeys(_names())
    row |= {"_id": stored["id"], "_state": state, "_review_state": stored["review_state"]}
    for hold in passage.holds:
        if hold.reason == _EMBARGO:
            row["_embargo"] = hold.until
        else:
            row["_reason"], row["_until"] = hold.reason, hold.until
    record = passage.record
    if record is None:
        return row
    row |= flat_row(record)
    row["protection_changes"] = joined(_asked(passage.changes, ("links",)))
    row["_changes"] = list(passage.changes)
    row["_sources"] = sorted(set(record["sources"]))
    row |= {f"_{name}": told for name, told in sides_of(record).items()}
    row["_reports"] = [{name: report[name] for name in _REPORT} for report in record["reports"]]
    row["_rest"] = orjson.dumps({name: value for name, value in record.items() if not _is_in(row, name, value)})
    return row


def _is_in(row: Record, name: str, value: Any) -> bool:
    """Whether a part of a record comes back as it is from its column of JSON, which is in NFC."""
    if name not in NESTED:
        return False
    told: str = row[NESTED[name]]
    return told.isascii() or orjson.loads(told) == value


@lru_cache(maxsize=1)
def _names() -> tuple[str, ...]:
    return tuple(schema().names)


def _asked(changes: Iterable[str], wanted: Collection[str]) -> list[str]:
    """The rules that changed something of what is wanted."""
    unasked = {rule for name, (_, rule) in _OF_REPORTS.items() if name not in wanted}
    return [rule for rule in changes if rule not in unasked]


# --- what leaves of it -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Who reads when, and what of the reports they are told."""

    now: datetime
    wanted: frozenset[str]
    reviewed_only: bool


def freed(table: pa.Table, asked: Asked, tally: Tally) -> pa.Table:
    """The rows that may leave by now; the others, and the rules that changed these, are counted."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if asked.reviewed_only:
        is_reviewed = pc.is_in(table["_review_state"], pa.array(REVIEWED))
        _count(tally.held_back, {"not-reviewed": table.num_rows - (pc.sum(is_reviewed).as_py() or 0)})
        table = table.filter(is_reviewed)
    now = pa.scalar(asked.now, pa.timestamp("us", tz="UTC"))
    is_embargoed = pc.fill_null(pc.greater(table["_embargo"], now), fill_value=False)
    is_over = pc.fill_null(pc.less_equal(table["_until"], now), fill_value=False)
    else_held = pc.if_else(is_over, pa.scalar(None, pa.string()), table["_reason"])
    reason = pc.if_else(is_embargoed, _EMBARGO, else_held)
    _count(tally.held_back, _counts(reason))
    free = table.filter(pc.is_null(reason))
    changes = _counts(pc.list_flatten(free["_changes"]))
    _count(tally.changes, {rule: changes[rule] for rule in _asked(changes, asked.wanted)})
    return free


def _counts(values: Any) -> dict[str, int]:
    """How often each value stands there, null left out."""
    return {one["values"]: one["counts"] for one in values.value_counts().to_pylist() if one["values"] is not None}


def _count(into: Counter[str], found: Mapping[str, int]) -> None:
    into.update({name: number for name, number in found.items() if number})


def sources_of(table: pa.Table) -> Counter[str]:
    """How many events each source tells of, and under "" how many there are."""
    import pyarrow.compute as pc

    return Counter(_counts(pc.list_flatten(table["_sources"])) | {"": table.num_rows})


def risk_of(table: pa.Table) -> Risk:
    """How far the events stand out."""
    import pyarrow as pa
    import pyarrow.compute as pc

    day = pc.coalesce(table["first_day"], table["published"])
    told = [table["country"], table["admin1"], table["kind"], table["mode"]]
    columns = [*(pc.fill_null(column, "") for column in told), pc.year(day), pc.month(day)]
    keys = pa.table(columns, names=["country", "admin1", "kind", "mode", "year", "of_year"])
    found = keys.group_by(keys.column_names).aggregate([([], "count_all")]).to_pylist()
    counts: Counter[tuple[str, ...]] = Counter()
    for one in found:
        month = "" if one["year"] is None else f"{one['year']:04}-{one['of_year']:02}"
        counts[one["country"], one["admin1"], month, one["kind"], one["mode"]] = one["count_all"]
    return Risk(counts=counts)


def records_of(table: pa.Table, wanted: Collection[str], nested: Collection[str] = tuple(NESTED)) -> Iterator[Record]:
    """The records of rows that may leave, each made anew, with what is wanted of their reports; of what is nested in
    them they hold only what is named, and where that is not all, quotes that are read when somebody looks.
    """
    unread = () if len(nested) == len(NESTED) else ("quotes",)
    columns = [table[NESTED[name]].to_pylist() for name in nested]
    for rest, *parts in zip(table["_rest"].to_pylist(), *columns, strict=True):
        record: Record = orjson.loads(rest)
        for name, part in zip(nested, parts, strict=True):
            if name not in record:
                record[name] = _Unread(part) if name in unread else orjson.loads(part)
        _leave_out(record, wanted)
        yield record


class _Unread(Mapping[str, Any]):
    """A part of a record that stays JSON until it is looked at."""

    def __init__(self, told: str) -> None:
        self._told = told

    @cached_property
    def _read(self) -> dict[str, Any]:
        read: dict[str, Any] = orjson.loads(self._told)
        return read

    def __getitem__(self, name: str) -> Any:
        return self._read[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._read)

    def __len__(self) -> int:
        return len(self._read)


def _leave_out(record: Record, wanted: Collection[str]) -> None:
    """What of the reports is not wanted: then nothing was changed in it either."""
    protection = record["protection"]
    protection["changes"] = _asked(protection["changes"], wanted)
    for name, (key, _) in _OF_REPORTS.items():
        if name not in wanted:
            for report in record["reports"]:
                report[key] = None


# --- in a file ---------------------------------------------------------------------------------


def written(table: pa.Table, folder: Path) -> str | None:
    """Keep a table in a new file of the folder: its name; None where that cannot be done."""
    import pyarrow as pa

    name = f"{secrets.token_hex(8)}.arrow"
    options = pa.ipc.IpcWriteOptions(compression="zstd")
    try:
        with (folder / name).open("xb") as out:
            with pa.ipc.new_file(out, table.schema, options=options) as file:
                file.write_table(table.combine_chunks())
            out.flush()
            os.fsync(out.fileno())
    except OSError:
        with suppress(OSError):
            (folder / name).unlink(missing_ok=True)
        return None
    return name


def asked_of(file: Path, reads: Sequence[str]) -> pa.Table:
    """The table in a file with what says which rows leave and these columns; where none is named, with all."""
    return read(file, tuple({*_ALWAYS, *reads}) if reads else None)


def read(file: Path, names: Sequence[str] | None = None) -> pa.Table:
    """The table in a file, or some of its columns. Raises OSError or ArrowInvalid for one that is not whole."""
    import pyarrow as pa

    fields = None if names is None else [schema().get_field_index(name) for name in names]
    with pa.OSFile(str(file)) as held:
        return pa.ipc.open_file(held, options=pa.ipc.IpcReadOptions(included_fields=fields)).read_all()
