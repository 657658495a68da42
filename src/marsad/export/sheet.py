"""CSV that no spreadsheet runs: cells that would be read as a formula get an apostrophe."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, BinaryIO

#: What a spreadsheet takes for a formula, also behind white space; full-width forms are folded by some.
_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r\n]")
#: Control characters, which some readers take for the end of a file.
_CONTROLS = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 127))


def harmless(cell: Any) -> Any:
    """The cell as text that stays text. Numbers stay numbers."""
    if not isinstance(cell, str):
        return cell
    cell = cell.translate(_CONTROLS)
    return f"'{cell}" if _FORMULA.match(cell) else cell


def write_csv(rows: Iterable[Mapping[str, Any]], columns: Sequence[str], out: BinaryIO) -> int:
    """RFC 4180 in UTF-8, with a line of column names. Returns the number of rows; None is an empty cell."""
    text = io.TextIOWrapper(out, encoding="utf-8", newline="")
    try:
        writer = csv.writer(text)
        writer.writerow(columns)
        count = 0
        for row in rows:
            writer.writerow([harmless(row[name]) for name in columns])
            count += 1
        return count
    finally:
        text.flush()
        text.detach()


def write_tsv(rows: Iterable[Mapping[str, Any]], columns: Sequence[str], out: BinaryIO, *, header: bool) -> int:
    """Cells between tabs, in UTF-8: white space in a cell becomes a blank, None an empty cell."""
    if header:
        out.write("\t".join(columns).encode() + b"\n")
    count = 0
    for row in rows:
        out.write("\t".join(_plain(row[name]) for name in columns).encode() + b"\n")
        count += 1
    return count


def _plain(cell: Any) -> str:
    return "" if cell is None else str(harmless(" ".join(cell.split()) if isinstance(cell, str) else cell))
