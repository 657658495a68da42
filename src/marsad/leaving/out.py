"""From the store through protection into files.

Below the internal level no filter is asked of the stored rows that tells more than the protected ones do: what could be
found out by a shrinking box or by searching for a name is looked for in the record as it leaves.
"""

from __future__ import annotations

import dataclasses
import getpass
import hashlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

from marsad.cells import Risk
from marsad.config import Config, load_config
from marsad.errors import ExportError
from marsad.export import Exporter, Form, Manifest, Written, exporter, is_whole, needs, poured, templated, told, written
from marsad.leaving.fits import fits_counts
from marsad.leaving.parts import Part, Task, parts
from marsad.protect import LevelName, Policy, Tally, load_policy
from marsad.store import Filters, Store

Record = dict[str, Any]
#: Is told how many events are done, of how many.
Progress = Callable[[int, int], None]

_EVERYTHING = Filters()


@dataclass(frozen=True, slots=True, kw_only=True)
class Circle:
    """The readers of one file: which policy holds for them, from when on, and what was held back from them."""

    policy: Policy
    level: LevelName
    now: datetime
    tally: Tally
    reviewed_only: bool = False


def circle(level: LevelName = "public", policy: Path | None = None, *, reviewed_only: bool = False) -> Circle:
    """The readers at this level, at this moment, by this policy file (without one: the default)."""
    return Circle(
        policy=load_policy(policy),
        level=level,
        now=datetime.now(tz=UTC),
        tally=Tally(),
        reviewed_only=reviewed_only,
    )


def export(
    form: str,
    path: str | Path,
    *,
    store: Store,
    filters: Filters = _EVERYTHING,
    readers: Circle | None = None,
    **given: Any,
) -> Written:
    """Write the events that fit to a file, and beside it a manifest that says what was done to them.

    ``form`` is a name of :data:`marsad.export.EXPORTERS` or ``"module:function"``; ``readers`` are the public unless
    :func:`circle` says otherwise. Further: ``template`` (a workbook for ``xlsx``), ``config``, ``workers`` (processes;
    one by default: the bytes do not depend on it), ``only`` (ids: of the events that fit, these), ``progress``,
    ``note`` (is told the ids of the events), and ``by``, the name under which a file for internal use stands in the
    audit log of the store. As of a moment is exported from a store that looks back: ``Store(db, as_of=…)``. Raises
    ExportError for a format nobody has and a path that cannot be written.
    """
    template, readers = given.get("template"), readers or circle()
    sending = _Sending(form, store, filters, readers, given)
    convert = sending.convert if template is None else templated(form, template)

    def pour(out: BinaryIO) -> int:
        if isinstance(convert, Form):
            return poured(convert.join(made for part in sending.parts() for made in part.made), out)
        return convert((record for part in sending.parts() for some in part.made for record in some), out)

    found = written(pour, form, Path(path), manifest=sending.manifest, seen=sending.seen)
    sending.audit(rows=found.rows, sha256=found.sha256, file=found.path.name)
    return found


class Stream:
    """A format as it is sent: an iterator of its bytes, for an answer over a network.

    When the last byte was taken, ``manifest`` holds what stands beside a file: all that :func:`export` writes there but
    the name of the file. An answer for internal use is put in the audit log, one that broke off too.
    """

    def __init__(
        self,
        form: str,
        store: Store,
        filters: Filters = _EVERYTHING,
        readers: Circle | None = None,
        **given: Any,
    ) -> None:
        readers = readers or circle()
        self._sending = _Sending(form, store, filters, readers, given)
        if not isinstance(self._sending.convert, Form):
            raise ExportError(f"{form} writes files only", next_step="Take one of Marsad's own formats.", format=form)
        self._form = self._sending.convert
        self.manifest: dict[str, Any] = {}

    def __iter__(self) -> Iterator[bytes]:
        digest, rows, is_whole = hashlib.sha256(), 0, False
        made = (one for part in self._sending.parts() for one in part.made)
        try:
            for content, number in self._form.join(made):
                rows += number
                if content:
                    digest.update(content)
                    yield content
            is_whole = True
        finally:
            self.manifest = self._sending.told() | {"rows": rows, "sha256": digest.hexdigest(), "is_whole": is_whole}
            self._sending.audit(rows=rows, sha256=digest.hexdigest(), is_whole=is_whole)


def stream(
    form: str, store: Store, filters: Filters = _EVERYTHING, readers: Circle | None = None, **given: Any
) -> Stream:
    """The bytes of a format, to be sent: the events that fit, protected for these readers.

    The same bytes as :func:`export` writes. Formats of lines (jsonl, csv, geojson, acled, ged, plover, gdelt, ftm) are
    sent as they are made, Parquet by groups of 20,000 rows; hapi, xlsx, gold and cases begin when all events are read.
    ``given`` as in :func:`export`, but for ``template``. Raises ExportError for a format nobody has, before anything is
    read.
    """
    return Stream(form, store, filters, readers, **given)


def tombstones(store: Store) -> list[dict[str, str]]:
    """What is published of what was withdrawn: that it was, when, and why in a word."""
    return [
        {
            "record": "tombstone",
            "what": one.what,
            "id": one.id,
            "withdrawn_on": one.withdrawn_on.isoformat(),
            "reason_class": one.reason_class,
        }
        for one in store.tombstones()
    ]


def leaving(
    store: Store, filters: Filters, config: Config, readers: Circle, *, texts: bool = False, narrowed: bool = False
) -> Iterator[Record]:
    """The events of the store that fit the filters and may leave, as they may; the others are counted in the tally.

    ``narrowed``: quick for a small area of a large store, by :func:`asked_of_the_store`; the tally is not to be told.
    """
    wanted = frozenset(("titles", "links", *(("texts",) if texts else ())))
    task = dataclasses.replace(_task("", filters, config, readers, wanted=wanted), narrowed=narrowed)
    for some in _all_made(task, store, readers):
        yield from some


def made(form: str, store: Store, filters: Filters, config: Config, readers: Circle, **given: Any) -> Iterator[Any]:
    """What a format makes of the events that :func:`leaving` gives, without titles and links, part by part.

    ``given``: ``narrowed`` as there, ``workers`` and ``progress`` as in :func:`export`.
    """
    task = _task(form, filters, config, readers, wanted=frozenset())
    narrowed = bool(given.pop("narrowed", False))
    return _all_made(dataclasses.replace(task, narrowed=narrowed), store, readers, **given)


def _all_made(
    task: Task, store: Store, readers: Circle, *, workers: int = 1, progress: Progress | None = None
) -> Iterator[Any]:
    for part in parts(task, store, tally=readers.tally, workers=workers):
        if progress is not None:
            progress(part.upto, part.total)
        yield from part.made


class _Sending:
    """What one file or answer is made of, counted while it is made."""

    def __init__(self, form: str, store: Store, filters: Filters, readers: Circle, given: dict[str, Any]) -> None:
        only: frozenset[str] | None = given.get("only")
        self.convert = exporter(form)
        asked = filters
        if is_whole(form) and readers.level != "internal":
            self.convert, asked = _counting(form, filters, only), _EVERYTHING
        self.store, self.readers, self.form, self._given = store, readers, form, given
        config: Config = given.get("config") or load_config()
        is_made = given.get("template") is None and isinstance(self.convert, Form)
        task = _task(form if is_made else "", asked, config, readers, wanted=needs(form))
        self.task = dataclasses.replace(task, only=only, is_sent=not is_whole(form))
        self.seen: Counter[str] = Counter()
        self.manifest = Manifest(
            level=readers.level,
            policy=f"{readers.policy.name} {readers.policy.digest}",
            made_at=readers.now,
            as_of=store.as_of,
            filters=told_filters(filters, readers) | ({} if only is None else {"only": len(only)}),
            held_back=readers.tally.held_back,
            changes=readers.tally.changes,
            withdrawn=tombstones(store),
            risk=None if is_whole(form) else Risk(),
        )

    def parts(self) -> Iterator[Part]:
        progress: Progress = self._given.get("progress") or (lambda _done, _total: None)
        note: Callable[[list[str]], None] = self._given.get("note") or (lambda _ids: None)
        for part in parts(self.task, self.store, tally=self.readers.tally, workers=self._given.get("workers") or 1):
            self.seen.update(part.seen)
            if self.manifest.risk is not None:
                self.manifest.risk.merge(part.risk)
            note(part.ids)
            progress(part.upto, part.total)
            yield part

    def told(self) -> dict[str, Any]:
        sources = {name: number for name, number in self.seen.items() if name}
        return {"events": self.seen[""]} | told(self.form, self.manifest, sources)

    def audit(self, **of_file: Any) -> None:
        """What was made for internal use, and by whom, stands in the store's log of what was done to it."""
        if self.readers.level != "internal":
            return
        filters = {**self.manifest.filters, **({"text": "(withheld)"} if "text" in self.manifest.filters else {})}
        detail = {
            "by": self._given.get("by") or getpass.getuser(),
            "format": self.form,
            "level": self.readers.level,
            "policy": self.manifest.policy,
            "as_of": self.store.as_of.isoformat() if self.store.as_of else None,
            "filters": filters,
            "events": self.seen[""],
            **of_file,
        }
        self.store.log("exported", detail, at=datetime.now(tz=UTC))


def _counting(form: str, filters: Filters, only: frozenset[str] | None) -> Exporter:
    """A table of counts with the rows that fit: everything that may leave is counted, as a part would tell by its
    difference. Raises ExportError for what its rows cannot be asked.
    """
    convert, keeps = exporter(form), fits_counts(filters)
    if filters == _EVERYTHING and only is None:
        return convert
    if keeps is None or only is not None or not isinstance(convert, Form) or convert.among is None:
        raise ExportError(
            f"{form} counts everything that may leave: counts of a part would tell by their difference",
            next_step="Choose its rows by --since, --until and --admin, or by its columns.",
            format=form,
        )
    return convert.among(keeps)


def _task(form: str, filters: Filters, config: Config, readers: Circle, *, wanted: frozenset[str]) -> Task:
    return Task(
        form=form,
        filters=filters,
        config=config,
        policy=readers.policy,
        level=readers.level,
        now=readers.now,
        reviewed_only=readers.reviewed_only,
        wanted=wanted,
    )


def told_filters(filters: Filters, readers: Circle) -> dict[str, Any]:
    """The filters in force, for a manifest. Words searched for may be a name: they are told internally only."""
    held = {field.name: getattr(filters, field.name) for field in dataclasses.fields(filters)}
    told = {name: value for name, value in held.items() if value not in (None, ())}
    if "text" in told and readers.level != "internal":
        told["text"] = "(withheld)"
    if readers.reviewed_only:
        told["reviewed_only"] = True
    return {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in told.items()}
