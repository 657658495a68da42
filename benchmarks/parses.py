"""Parses kept between runs, so that a change of the rules is scored without parsing the same sentences again.

Used where the environment names a file in ``MARSAD_PARSES``. What is kept depends on the pipeline and the words alone,
so a file serves every set and every state of the rules.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from marsad.extract.parse import Parse, Parser, Token, Words
from marsad.types import Document, Span

_CREATE = "create table if not exists parses (key blob primary key, tokens text not null) without rowid"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepingParser(Parser):
    """A parser that looks into ``path`` first."""

    path: Path

    def parse(self, document: Document, sentences: Sequence[int], texts: Sequence[Words]) -> tuple[Parse, ...]:
        keys = [sha256(f"{self.name}\n{words}".encode()).digest() for words in texts]
        with closing(sqlite3.connect(self.path, timeout=60)) as database:
            database.execute(_CREATE)
            kept = {key: _kept(database, key) for key in keys}
            missing = [index for index, key in enumerate(keys) if kept[key] is None]
            starts = [document.sentences[index].span.start for index in sentences]
            new = Parser.parse(self, document, [sentences[i] for i in missing], [texts[i] for i in missing])
            for index, parse in zip(missing, new, strict=True):
                kept[keys[index]] = _moved(parse.tokens, -starts[index])
                database.execute(
                    "insert or ignore into parses values (?, ?)", (keys[index], _packed(kept[keys[index]]))
                )
            database.commit()
        return tuple(
            Parse(sentence=sentence, tokens=_moved(kept[key] or (), start))
            for sentence, key, start in zip(sentences, keys, starts, strict=True)
        )


def _kept(database: sqlite3.Connection, key: bytes) -> tuple[Token, ...] | None:
    row = database.execute("select tokens from parses where key = ?", (key,)).fetchone()
    if row is None:
        return None
    return tuple(
        Token(index=i, text=t, lemma=lemma, pos=pos, tag=tag, dep=dep, head=head, span=Span(start=s, end=e), ent=ent)
        for i, t, lemma, pos, tag, dep, head, s, e, ent in json.loads(row[0])
    )


def _packed(tokens: tuple[Token, ...] | None) -> str:
    return json.dumps(
        [(t.index, t.text, t.lemma, t.pos, t.tag, t.dep, t.head, t.span.start, t.span.end, t.ent) for t in tokens or ()]
    )


def _moved(tokens: tuple[Token, ...], by: int) -> tuple[Token, ...]:
    return tuple(replace(token, span=Span(start=token.span.start + by, end=token.span.end + by)) for token in tokens)
