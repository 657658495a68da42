"""Does the quote support the value? Two hundred values of the MUC-4 and GED runs, drawn by lot and read one by one.

``judged.csv`` keeps set, row, field, offsets of the quotes, a digest of the value, the verdict and, where the quote
does not support the value, why; no words of the texts. :func:`draw` makes the sheet to read, :func:`score` reports the
share supported, and how many of the values judged still come out, for a list grows old with every rule.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from hashlib import sha256
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.figures import MissingSetError, Result, share
from benchmarks.ged.rows import ged_rows, with_own_headline
from benchmarks.muc4.keys import keyed_documents
from benchmarks.system import Coded, Row, code_texts
from marsad.types import Claim, Mention

JUDGED = Path(__file__).with_name("judged.csv")
COLUMNS = ("set", "row", "field", "quotes", "value", "supported", "why")
#: Rows of GED from which values are drawn: the first ones with a headline of their own.
_HEADLINES = 1_500
#: Another one for each reading, so that no rule is fitted to what will be read.
_DRAWN_BY = 20_261_129


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One value of a mention with its quotes. ``key`` names it without its words."""

    set: str
    row: str
    field: str
    claim: Claim[Any]

    @property
    def key(self) -> tuple[str, str, str, str, str]:
        spans = " ".join(f"{quote.span.start}-{quote.span.end}" for quote in self.claim.quotes)
        return self.set, self.row, self.field, spans, sha256(repr(self.claim.value).encode()).hexdigest()[:12]


def told(name: str, coded: Coded) -> Iterator[Told]:
    """Every value with a quote that the coding of a row holds."""
    for mention in coded.coding.mentions if coded.coding else ():
        for field, claim in _claims(mention):
            yield Told(set=name, row=coded.row, field=field, claim=claim)


def _claims(mention: Mention) -> Iterator[tuple[str, Claim[Any]]]:
    for field in fields(mention):
        held = getattr(mention, field.name)
        for claim in held if isinstance(held, tuple) else (held,):
            if isinstance(claim, Claim) and claim.quotes:
                yield field.name, claim


def rows_of(root: Path) -> dict[str, list[Row]]:
    """The texts of both sets, by set."""
    if not (root / "muc4").is_dir() or not (root / "ged").is_dir():
        raise MissingSetError(f"no folders muc4 and ged in {root}")
    documents = keyed_documents(root / "muc4", "dev", None)
    events = islice(with_own_headline(ged_rows(root / "ged", None)), _HEADLINES)
    return {
        "muc4": [Row(id=one.id, text=one.text) for one in documents],
        "ged": [
            Row(id=one.id, text=headline.text, published=headline.day, source=headline.office)
            for one in events
            for headline in one.headlines[:1]
        ],
    }


def draw(root: Path, size: int, *, jobs: int) -> Iterator[tuple[Told, str]]:
    """``size`` values by lot, half of each set, each with the sentence of its first quote."""
    for name, rows in rows_of(root).items():
        found = [
            (one, str(coded.document.text[sentence.start : sentence.end]))
            for coded in code_texts(rows, jobs=jobs)
            if coded.document is not None
            for one in told(name, coded)
            for sentence in (coded.document.sentences[one.claim.quotes[0].sentence].span,)
        ]
        yield from Random(_DRAWN_BY).sample(found, min(size // 2, len(found)))  # noqa: S311 - a draw is no secret


def judged(path: Path = JUDGED) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _still_told(rows: Sequence[dict[str, str]], root: Path, jobs: int) -> set[tuple[str, ...]]:
    wanted = {(row["set"], row["row"]) for row in rows}
    return {
        one.key
        for name, texts in rows_of(root).items()
        for coded in code_texts([text for text in texts if (name, text.id) in wanted], jobs=jobs)
        for one in told(name, coded)
    }


def score(root: Path, *, jobs: int) -> Result:
    """Share of the values judged whose quote supports them, and of those that still come out."""
    rows = judged()
    kept = _still_told(rows, root, jobs)
    same = [row for row in rows if tuple(row[name] for name in COLUMNS[:5]) in kept]
    figures = [share("supported", sum(row["supported"] == "yes" for row in rows), len(rows))]
    for name in sorted({row["set"] for row in rows}):
        of_set = [row for row in rows if row["set"] == name]
        figures.append(share(f"supported_{name}", sum(row["supported"] == "yes" for row in of_set), len(of_set)))
    figures.append(share("still_told", len(same), len(rows)))
    return Result(figures=tuple(figures), n=len(rows))
