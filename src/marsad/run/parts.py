"""Parts: what became of one shard, as a file that is the same wherever and with however many workers it was made.

``part-00000.jsonl`` holds canonical JSON Lines, ordered by document id: first the problems of inputs that became no
document, then of each document its record, its coding (coder, fingerprints) and the records of ``marsad code``.
``part-00000.done`` is written after it and says what it holds; a part without one does not count.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from marsad import record
from marsad.errors import ExportError, ReadError
from marsad.types import Coding, Document, Fingerprints, Problem, Span

#: A document, its coding and the problems of reading it; what could not be read has only problems.
Coded = tuple[Document | None, Coding | None, tuple[Problem, ...]]
#: The document's id ("" where there is none), and the lines it makes.
Lines = tuple[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What the done-marker of a shard says."""

    number: int
    inputs: str  #: digest of the shard's raw documents
    coder: str
    documents: int
    mentions: int
    problems: int
    digest: str  #: SHA-256 of the part


def write_part(folder: Path, number: int, coded: Iterable[Lines], *, inputs: str, coder: str) -> Part:
    """Write a part, then its marker. Raises ExportError where the folder takes no more."""
    lines = [line for _, made in sorted(coded, key=lambda one: one[0]) for line in made]
    content = "".join(line + "\n" for line in lines).encode()
    kinds = [json.loads(line)["record"] for line in lines]
    counts = {f"{kind}s": kinds.count(kind) for kind in ("document", "mention", "problem")}
    digest = hashlib.sha256(content).hexdigest()
    part = Part(number=number, inputs=inputs, coder=coder, digest=digest, **counts)
    replace_file(folder / f"part-{number:05d}.jsonl", content)
    replace_file(folder / f"part-{number:05d}.done", record.canonical_json(asdict(part)).encode())
    return part


def replace_file(path: Path, content: bytes) -> None:
    """Write a file whole or not at all. Raises ExportError where that cannot be."""
    fresh = path.with_name(f"{path.name}.tmp")
    try:
        with fresh.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    except OSError as error:
        fresh.unlink(missing_ok=True)
        raise ExportError(
            f"{path} cannot be written: {error.strerror or error}",
            next_step="Make room, or get the right to write there, and run the same command again: what is done stays.",
            path=str(path),
        ) from error


def finished_parts(folder: Path) -> list[Part]:
    """The parts that have a marker, by number. Raises ReadError for a marker that says nothing."""
    parts = []
    for path in sorted(folder.glob("part-*.done")):
        try:
            parts.append(Part(**json.loads(path.read_bytes())))
        except (OSError, ValueError, TypeError) as error:
            step = "Remove it and run the same command again."
            raise ReadError(f"{path} is no done-marker: {error}", next_step=step, path=str(path)) from error
    return parts


def read_part(folder: Path, part: Part) -> Iterator[Coded]:
    """What a part holds. Raises ReadError where it is not what its marker says."""
    path = folder / f"part-{part.number:05d}.jsonl"
    content = path.read_bytes() if path.exists() else b""
    if hashlib.sha256(content).hexdigest() != part.digest:
        step = f"Remove {path.with_suffix('.done').name} and run the same command again: only this shard is done anew."
        raise ReadError(f"{path} is damaged", next_step=step, path=str(path))
    held: list[dict[str, Any]] = []
    for line in content.splitlines():
        one = json.loads(line)
        if held and (one["record"] == "document" or held[0]["record"] == "problem"):
            yield _coded(held)
            held = []
        held.append(one)
    if held:
        yield _coded(held)


def lines_of(coded: Coded) -> Lines:
    """What stands of one input in a part."""
    document, coding, problems = coded
    if document is None or coding is None:
        return "", tuple(record.canonical_json(record.problem_record(problem)) for problem in problems)
    prints = coding.fingerprints
    told = prints and {"minhash": prints.minhash, "lead": None if prints.lead is None else prints.lead.hex()}
    records = (
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
    return document.id, tuple(record.canonical_json(one) for one in records)


def _coded(records: list[dict[str, Any]]) -> Coded:
    """The inverse of :func:`lines_of`; the problems of reading stand with those of coding."""
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
