"""Writing a file for others: whole or not at all, with a manifest beside it."""

from __future__ import annotations

import hashlib
import json
import os
import pkgutil
import secrets
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any, BinaryIO, cast

from marsad.cells import Risk
from marsad.errors import ExportError
from marsad.export import own
from marsad.export.acled import acled, acled_2022, acled_codes
from marsad.export.cases import cases
from marsad.export.flat import NESTED
from marsad.export.ftm import ftm
from marsad.export.gdelt import gdelt, gdelt_mentions
from marsad.export.ged import ged
from marsad.export.geoparquet import geoparquet
from marsad.export.gold import gold
from marsad.export.hapi import hapi
from marsad.export.knowledge import standard, table
from marsad.export.plover import plover, polecat
from marsad.export.xlsx import from_template, xlsx

Record = Mapping[str, Any]
#: Writes records to an open file and returns how many rows that made.
Exporter = Callable[[Iterable[Record], BinaryIO], int]

#: The formats by name; NAME-LAYOUT is another layout of a format. A further one is a TOML file in ``data/`` and a
#: function of this signature; one of your own is named ``"module:function"``.
EXPORTERS: dict[str, Exporter] = {
    "jsonl": own.jsonl,
    "csv": own.csv,
    "parquet": own.parquet,
    "xlsx": xlsx,
    "geojson": own.geojson,
    "geoparquet": geoparquet,
    "acled": acled,
    "acled-codes": acled_codes,
    "acled-2022": acled_2022,
    "ged": ged,
    "plover": plover,
    "plover-polecat": polecat,
    "gdelt": gdelt,
    "gdelt-mentions": gdelt_mentions,
    "hapi": hapi,
    "ftm": ftm,
    "gold": gold,
    "cases": cases,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a file's reader has to know and its records do not say.

    ``held_back`` and ``changes`` are read when the last record has been written, so that they may be filled on the way.
    """

    level: str
    policy: str  #: name and digest
    made_at: datetime
    as_of: datetime | None = None  #: as the store knew it at this moment; None: when it was made
    filters: Mapping[str, Any] = field(default_factory=dict)
    held_back: Mapping[str, int] = field(default_factory=dict)  #: events by reason
    changes: Mapping[str, int] = field(default_factory=dict)  #: events by rule
    withdrawn: Sequence[Mapping[str, str]] = ()  #: tombstones: what, id, day, class of the reason
    risk: Risk | None = None  #: how far its events stand out

    @property
    def is_internal(self) -> bool:
        return self.level == "internal"


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What was written where."""

    path: Path
    manifest: Path
    events: int
    rows: int
    sha256: str


def exporter(form: str) -> Exporter:
    """The exporter of this name, or the foreign one named ``"module:function"``.

    Raises ExportError for a name nobody has.
    """
    if form in EXPORTERS:
        return EXPORTERS[form]
    step = f"Known: {', '.join(EXPORTERS)}, or your own as module:function."
    if ":" not in form:
        raise ExportError(f"no format is called {form!r}", next_step=step, format=form)
    try:
        found = pkgutil.resolve_name(form)
    except (ImportError, AttributeError, ValueError) as error:
        raise ExportError(f"{form}: {error}", next_step=step, format=form) from error
    if not callable(found):
        raise ExportError(f"{form} is no function", next_step=step, format=form)
    return cast("Exporter", found)


def write(
    records: Iterable[Record], form: str, path: Path, *, manifest: Manifest, template: Path | None = None
) -> Written:
    """Write protected records to ``path`` and their manifest to ``path`` + ``.manifest.json``.

    ``template`` is an office's workbook, for the format xlsx. The records are those that :mod:`marsad.protect` let
    pass. A file that was there stays whole until the new one is.
    Raises ExportError for an unknown format and for a path that cannot be written.
    """
    convert = exporter(form) if template is None else templated(form, template)
    seen: Counter[str] = Counter()
    return written(lambda out: convert(_counted(records, seen), out), form, path, manifest=manifest, seen=seen)


def written(
    pour: Callable[[BinaryIO], int], form: str, path: Path, *, manifest: Manifest, seen: Mapping[str, int]
) -> Written:
    """Let ``pour`` write the file and say how many rows that made, and write the manifest beside it.

    ``seen`` says, when it has, how many events there were, under "", and from how many each source tells.
    Raises as :func:`write`.
    """
    _stamped_or_refused(form, path, manifest)
    beside = path.with_name(path.name + ".manifest.json")
    with replacing(path) as out:
        rows = pour(out)
    digest, sources = _digest(path), {name: number for name, number in seen.items() if name}
    events = seen.get("", 0)
    held = {"events": events} | told(form, manifest, sources)
    held |= {"file": path.name, "rows": rows, "sha256": digest}
    with replacing(beside) as out:
        out.write(json.dumps(held, ensure_ascii=False, indent=2, sort_keys=True).encode() + b"\n")
    return Written(path=path, manifest=beside, events=events, rows=rows, sha256=digest)


def _stamped_or_refused(form: str, path: Path, manifest: Manifest) -> None:
    """A file for internal use says so in its rows or, where nothing there has room for it, in its name."""
    is_by_name = form not in EXPORTERS or _rules(form).get("is_stamped_by_name", False)
    if manifest.is_internal and is_by_name and "INTERNAL" not in path.name:
        raise ExportError(
            f"nothing in a file of {form} says that it is for internal use",
            next_step=f"Say it in its name: -o {path.with_name(f'{path.stem}.INTERNAL{path.suffix}')}",
            format=form,
            path=str(path),
        )


def templated(form: str, template: Path) -> Exporter:
    """The exporter into an office's workbook. Raises ExportError for a format that has no template."""
    if form != "xlsx":
        raise ExportError(f"{form} has no template", next_step="Give --template with the format xlsx.", format=form)
    return from_template(template)


def needs(form: str) -> frozenset[str]:
    """What a format asks for beyond the record and the outlets and days of its reports: their ``titles``, ``links`` and
    ``texts``, the ``pcodes`` of its units. Titles and links, where it does not say.
    """
    return frozenset(_rules(form).get("needs", ("titles", "links")))


def reads(form: str) -> tuple[str, ...]:
    """The nested parts of a record that a format looks at; all of them, where it does not say."""
    return tuple(_rules(form).get("reads", NESTED))


def suffix(form: str) -> str:
    """How the name of a file in this format of :data:`EXPORTERS` ends, without the dot."""
    return str(_rules(form)["suffix"])


def media_type(form: str) -> str:
    """What such a file is, as a web server says it."""
    return str(table("formats")["media"][suffix(form)])


def is_whole(form: str) -> bool:
    """Whether a format is a table of counts, which is made of everything that may leave or tells by difference."""
    return bool(_rules(form).get("is_whole", False))


def _counted(records: Iterable[Record], seen: Counter[str]) -> Iterator[Record]:
    """The records; counts them under "" and by source."""
    seen[""] = 0
    for record in records:
        seen[""] += 1
        seen.update(set(record.get("sources", ())) - {""})
        yield record


#: Filters that are asked when all that is held back has been counted.
_ASKED_LAST = frozenset(("reviewed_only", "place", "admin", "bbox", "within", "near", "precision", "text"))


def told(form: str, manifest: Manifest, sources: Mapping[str, int]) -> dict[str, Any]:
    """What a manifest says of a format, of who reads it and of what it was made of."""
    facts, rules = table("formats"), _rules(form)
    counts: dict[str, Any] = {"changes": dict(manifest.changes), "sources": dict(sorted(sources.items()))}
    if is_whole(form) and not manifest.is_internal:
        # Totals beside a table of counts would give back what is too small to stand in it.
        counts = {"changes": {}, "sources": dict.fromkeys(sorted(sources)), "events": None}
    # Of a part that filters on stored fields choose, what was held back would tell what it was.
    is_told = manifest.is_internal or not manifest.filters.keys() - _ASKED_LAST
    return counts | {
        "marsad": version("marsad"),
        "format": form,
        "stamp": "INTERNAL" if manifest.level == "internal" else manifest.level,
        "level": manifest.level,
        "policy": manifest.policy,
        "made_at": manifest.made_at.isoformat(),
        "as_of": (manifest.as_of or manifest.made_at).isoformat(),
        "filters": dict(manifest.filters),
        "held_back": dict(manifest.held_back) if is_told else None,
        "risk": manifest.risk.told() if manifest.risk else None,
        "withdrawn": list(manifest.withdrawn),
        "cannot_hold": rules["cannot_hold"],
        "notice": rules.get("notice"),
        "licence": facts["licence"],
        "credits": list(facts["credits"].values()),
    }


def _rules(form: str) -> Mapping[str, Any]:
    """What is said of a format: for each standard in its own table; of a foreign one nothing is known."""
    own = table("own")
    if form in own["cannot_hold"]:
        return {name: own[name][form] for name in ("cannot_hold", "needs", "suffix")}
    return standard(form) if form in EXPORTERS else {"cannot_hold": []}


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """A file that takes the place of ``path`` when the block ends well, and is gone when it does not.

    Raises ExportError where the folder or the disk does not let it.
    """
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        with part.open("xb") as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        part.replace(path)
    except OSError as error:
        raise ExportError(
            f"{path} cannot be written: {error.strerror or error}",
            next_step="Name another file with -o, in a folder that is there and has room.",
            path=str(path),
        ) from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
