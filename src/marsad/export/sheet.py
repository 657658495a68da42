"""CSV that no spreadsheet runs: cells that would be read as a formula get an apostrophe."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from marsad.export.form import Form, Piece, Record, text_form

Row = Mapping[str, Any]

#: What a spreadsheet takes for a formula, also behind white space; full-width forms are folded by some.
_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r\n]")
_FIRST = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
#: Control characters, which some readers take for the end of a file.
_CONTROLS = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 127))


def harmless(cell: Any) -> Any:
    """The cell as text that stays text. Numbers stay numbers."""
    if not isinstance(cell, str):
        return cell
    if cell.isprintable():  # most cells: no control character, and of all white space only blanks
        if cell[:1].isalnum():
            return cell
        return f"'{cell}" if cell.lstrip(" ").startswith(_FIRST) else cell
    cell = cell.translate(_CONTROLS)
    return f"'{cell}" if _FORMULA.match(cell) else cell


def csv_form(rows: Callable[[Sequence[Record]], Iterable[Row]], columns: Callable[[], Sequence[str]]) -> Form:
    """RFC 4180 in UTF-8, with a line of column names; None is an empty cell. ``rows`` makes those of some events."""
    return text_form(lambda records: _csv(rows(records), columns()), head=lambda: _csv_head(columns()))


def csv_pieces(rows: Iterable[Row], columns: Sequence[str]) -> Iterator[Piece]:
    """The same for rows that are made of all events together."""
    yield _csv_head(columns), 0
    yield _csv(rows, columns)


def _csv_head(columns: Sequence[str]) -> bytes:
    return _csv([{name: name for name in columns}], columns)[0]


def _csv(rows: Iterable[Row], columns: Sequence[str]) -> Piece:
    text = io.StringIO(newline="")
    write, safe = csv.writer(text).writerow, _Safe()
    count = 0
    for row in rows:
        write([safe[cell] if type(cell) is str else cell for cell in map(row.__getitem__, columns)])
        count += 1
    return text.getvalue().encode(), count


class _Safe(dict[str, Any]):
    """Words → the cell that holds them. Most stand in many rows of a part."""

    def __missing__(self, words: str) -> Any:
        cell = self[words] = harmless(words)
        return cell


def tsv_form(
    rows: Callable[[Sequence[Record]], Iterable[Row]], columns: Callable[[], Sequence[str]], *, header: bool
) -> Form:
    """Cells between tabs, in UTF-8: white space in a cell becomes a blank, None an empty cell."""

    def head() -> bytes:
        return "\t".join(columns()).encode() + b"\n" if header else b""

    return text_form(lambda records: _tsv(rows(records), columns()), head=head)


def _tsv(rows: Iterable[Row], columns: Sequence[str]) -> Piece:
    lines = ["\t".join(_plain(row[name]) for name in columns) + "\n" for row in rows]
    return "".join(lines).encode(), len(lines)


def _plain(cell: Any) -> str:
    return "" if cell is None else str(harmless(" ".join(cell.split()) if isinstance(cell, str) else cell))
