"""Parts: what became of one shard, as files that are the same wherever and with however many workers they were made.

::

    DIR/month=2024-05/part-00000-00003.parquet    documents published in May 2024, of shard 3 of unit 0
    DIR/done/part-00000-00003.json                its done-marker, written last: what the shard was and what it made

A row of a part holds one canonical JSON line (``line``) of a document: its record, its coding (coder, fingerprints) and
the records of ``marsad code``; beside it stand the columns that a query asks for. Rows are ordered by document.
Documents without a day, and problems of inputs that became no document, stand under the name that Hive gives to what is
not known, which DuckDB, Arrow and Spark read as NULL. A part whose marker is missing does not count.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, NamedTuple

from marsad import record
from marsad.errors import ReadError
from marsad.run.folder import Folder
from marsad.run.shards import Label
from marsad.types import Coding, Document, Fingerprints, Problem, Span

#: A document, its coding and the problems of reading it; what could not be read has only problems.
Coded = tuple[Document | None, Coding | None, tuple[Problem, ...]]

NO_MONTH = "__HIVE_DEFAULT_PARTITION__"
_MARKERS = "done"


class Row(NamedTuple):
    """One line of a part, and what a query may ask for."""

    record: str
    document: str | None
    id: str | None
    source: str | None
    published: date | None
    kind: str | None
    status: str | None
    country: str | None
    first: date | None
    last: date | None
    line: str


#: What became of one input: the rows of one document, or its problems.
Rows = tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What the done-marker of a shard says."""

    label: Label
    coder: str
    documents: int
    mentions: int
    problems: int
    files: Mapping[str, str]  #: name → SHA-256


# --- writing -----------------------------------------------------------------------------------


def write_part(folder: Folder, label: Label, coded: Iterable[Rows], *, coder: str) -> Part:
    """Write what became of a shard, then its marker; a document that it holds twice stands there once.

    Raises ExportError where the folder takes no more.
    """
    by_month: dict[str, list[Row]] = {}
    kinds: list[str] = []
    for rows in _once(coded):
        by_month.setdefault(_month(rows[0]), []).extend(rows)
        kinds += [row.record for row in rows]
    files = {}
    for month, rows_of_month in sorted(by_month.items()):
        name, content = f"month={month}/part-{label.name}.parquet", _table(rows_of_month)
        folder.write(name, content)
        files[name] = hashlib.sha256(content).hexdigest()
    counts = {f"{kind}s": kinds.count(kind) for kind in ("document", "mention", "problem")}
    part = Part(label=label, coder=coder, files=files, **counts)
    folder.write(f"{_MARKERS}/part-{label.name}.json", record.canonical_json(asdict(part)).encode())
    return part


def _once(coded: Iterable[Rows]) -> list[Rows]:
    """In the order of their documents, what is no document first; of one document the first that was read."""
    known: set[str] = set()
    kept = []
    for rows in coded:
        if rows and rows[0].document not in known:
            kept.append(rows)
        if rows and rows[0].document is not None:
            known.add(rows[0].document)
    return sorted(kept, key=lambda rows: rows[0].document or "")


def _month(row: Row) -> str:
    return row.published.isoformat()[:7] if row.published and row.document else NO_MONTH


def _table(rows: list[Row]) -> bytes:
    import pyarrow as pa
    from pyarrow import parquet as pq

    held = io.BytesIO()
    kinds = {date: pa.date32()}
    days = ("published", "first", "last")
    schema = pa.schema([(name, kinds[date] if name in days else pa.string()) for name in Row._fields])
    columns = [[row[index] for row in rows] for index in range(len(Row._fields))]
    pq.write_table(pa.table(columns, schema=schema), held, compression="zstd")
    return held.getvalue()


def rows_of(coded: Coded) -> Rows:
    """What stands of one input in a part."""
    document, coding, problems = coded
    if document is None or coding is None:
        return tuple(_row(record.problem_record(problem)) for problem in problems)
    prints = coding.fingerprints
    told = prints and {"minhash": prints.minhash, "lead": None if prints.lead is None else prints.lead.hex()}
    records: tuple[Mapping[str, Any], ...] = (
        record.document_record(document),
        {
            "record": "coding",
            "document": document.id,
            "coder": coding.coder,
            "fingerprints": told,
            "persons": [[span.start, span.end] for span in coding.persons],
        },
        *(record.mention_record(mention) for mention in coding.mentions),
        *(record.assessment_record(assessment) for assessment in coding.assessments),
        *(record.problem_record(problem) for problem in (*problems, *coding.problems)),
    )
    return tuple(_row(one, document) for one in records)


def _row(told: Mapping[str, Any], document: Document | None = None) -> Row:
    when, where = told.get("when") or {}, told.get("where") or {}
    return Row(
        record=told["record"],
        document=document.id if document else None,
        id=told.get("id"),
        source=document.source if document else told.get("source"),
        published=document.published if document else None,
        kind=told.get("kind"),
        status=told.get("status"),
        country=where.get("country"),
        first=_day(when.get("first")),
        last=_day(when.get("last")),
        line=record.canonical_json(told),
    )


def _day(written: str | None) -> date | None:
    return date.fromisoformat(written) if written else None


# --- reading -----------------------------------------------------------------------------------


def finished_parts(folder: Folder) -> list[Part]:
    """The parts that have a marker, in the order of their shards. Raises ReadError for a marker that says nothing."""
    parts = []
    for name in folder.names(_MARKERS):
        if not name.startswith(f"{_MARKERS}/part-"):
            continue
        try:
            told = json.loads(folder.read(name) or b"")
            parts.append(Part(**{**told, "label": Label(**told["label"])}))
        except (ValueError, TypeError, LookupError) as error:
            path = f"{folder.name}/{name}"
            step = "Remove it and run the same command again."
            raise ReadError(f"{path} is no done-marker: {error}", next_step=step, path=path) from error
    return sorted(parts, key=lambda part: part.label.key)


def read_part(folder: Folder, part: Part, *, months: Collection[str] = ()) -> Iterator[Coded]:
    """What a part holds, of some months (``2024-05``) or of all.

    Raises ReadError where it is not what its marker says.
    """
    for name, digest in sorted(part.files.items()):
        if not months or any(name.startswith(f"month={month}/") for month in months):
            yield from _read_file(folder, part, name, digest)


def _read_file(folder: Folder, part: Part, name: str, digest: str) -> Iterator[Coded]:
    from pyarrow import parquet as pq

    content = folder.read(name) or b""
    if hashlib.sha256(content).hexdigest() != digest:
        path = f"{folder.name}/{name}"
        marker = f"{_MARKERS}/part-{part.label.name}.json"
        step = f"Remove {marker} and run the same command again: only this shard is done anew."
        raise ReadError(f"{path} is damaged", next_step=step, path=path)
    held: list[dict[str, Any]] = []
    for line in pq.read_table(io.BytesIO(content), columns=["line"], use_threads=False)["line"].to_pylist():
        one = json.loads(line)
        if held and (one["record"] == "document" or held[0]["record"] == "problem"):
            yield _coded(held)
            held = []
        held.append(one)
    if held:
        yield _coded(held)


def _coded(records: list[dict[str, Any]]) -> Coded:
    """The inverse of :func:`rows_of`; the problems of reading stand with those of coding."""
    of: dict[str, list[dict[str, Any]]] = {}
    for one in records:
        of.setdefault(one["record"], []).append(one)
    problems = tuple(record.problem_from_record(one) for one in of.get("problem", ()))
    if "document" not in of:
        return None, None, problems
    prints = of["coding"][0]["fingerprints"]
    lead = prints and prints["lead"] and bytes.fromhex(prints["lead"])
    coding = Coding(
        document=of["coding"][0]["document"],
        mentions=tuple(record.mention_from_record(one) for one in of.get("mention", ())),
        assessments=tuple(record.assessment_from_record(one) for one in of.get("assessment", ())),
        problems=problems,
        fingerprints=prints and Fingerprints(minhash=tuple(prints["minhash"]), lead=lead),
        coder=of["coding"][0]["coder"],
        persons=tuple(Span(start=start, end=end) for start, end in of["coding"][0].get("persons", ())),
    )
    return record.document_from_record(of["document"][0]), coding, ()
