"""``marsad load``, a little at a time; to be run, and killed, as a process: python -m tests.run.loading DIR DB."""

import sys
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

from marsad import merging
from marsad.cli import inputs
from marsad.cli.load import command
from marsad.config import Config
from marsad.read import prepare
from marsad.run import folder, parts
from marsad.run.shards import Label
from tests.store import adding

NOW = datetime(2021, 4, 1, tzinfo=UTC)
#: Documents of a part, documents stored in one transaction, mentions merged at a time.
_PART, _STORED, _MERGED = 15, 5, 60


def made(out: Path, number: int) -> None:
    """Parts of so many reports that a coder without a language model has coded; every tenth could not be read."""
    raws = list(adding.raws(number))
    starts = range(0, number, _PART)
    for block, start in enumerate(starts):
        coded = [_coded(raw) for raw in raws[start : start + _PART]]
        is_last = block == len(starts) - 1
        label = Label(unit=0, block=block, of=len(coded), is_last=is_last, read=_PART, inputs="i")
        parts.write_part(folder(out), label, map(parts.rows_of, coded), coder=adding.Quick.version)
    (out / "done" / "run.json").write_text(f'{{"bytes":{number},"units":1}}')


def _coded(raw: adding.RawDocument) -> parts.Coded:
    document, problems = prepare(raw, config=Config(), now=NOW)
    return (None, None, problems) if document is None else (document, adding.coded(document, adding.Quick()), problems)


def main(out: str, db: str) -> None:
    import_module("marsad.run.load")._AT_ONCE = _STORED  # type: ignore[attr-defined]
    merging._AT_ONCE = _MERGED
    inputs.now_utc = lambda: NOW
    command([out, "--db", db])


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
