"""Workbooks: the full record with a codebook sheet, or an office's own columns from a template."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from copy import copy
from datetime import date, datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from marsad.errors import ExportError
from marsad.export.flat import columns, flat_row
from marsad.export.form import Form, Piece
from marsad.export.knowledge import table
from marsad.export.notes import stamp
from marsad.export.sheet import harmless
from marsad.export.workbook import SPOILT, opened, openpyxl

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

Record = Mapping[str, Any]

#: Limits of the file format: rows of a sheet (one is the line of names), characters of a cell.
_SHEET_ROWS = 1_048_575
_CELL_CHARACTERS = 32_767
#: Bytes of a workbook handed on at a time.
_CHUNK = 1 << 20
#: The first day of the file format, where the day of making would make other bytes of the same events.
_NO_DAY = datetime(1980, 1, 1)  # noqa: DTZ001  (the format knows no zones)
#: "{killed_best}" in a cell of a template.
_PLACEHOLDER = re.compile(r"\{([a-z0-9_]+)\}")
#: What makes the look of a cell.
_FORMATS = ("font", "fill", "border", "alignment", "protection", "number_format")
#: Bytes of a template, unpacked.
_MOST_BYTES = 64 * 1024**2
#: Rows of a template in which the row of placeholders is looked for.
_LOOKED_AT = 100


def _rows(records: Sequence[Record]) -> list[list[Any]]:
    names = list(columns())
    return [[_cell(name, row[name]) for name in names] for row in map(flat_row, records)]


def _book(made: Iterable[list[list[Any]]]) -> Iterator[Piece]:
    """A workbook of two sheets: the events, and what each column says. Written row by row.

    Raises MissingResource without openpyxl.
    """
    book = openpyxl().Workbook(write_only=True)
    names, count, sheet = list(columns()), 0, None
    for cells in (cells for some in made for cells in some):
        if sheet is None or count % _SHEET_ROWS == 0:
            sheet = _events_sheet(book, names)
        sheet.append(cells)
        count += 1
    if sheet is None:
        _events_sheet(book, names)
    codebook = book.create_sheet("Codebook")
    codebook.append(["column", "type", "what it says"])
    for name, kind in columns().items():
        codebook.append([name, kind, table("own")["about"][name]])
    book.properties.created = book.properties.modified = _NO_DAY
    with tempfile.TemporaryFile(prefix="marsad-") as file:
        _save(book, file)
        file.seek(0)
        while content := file.read(_CHUNK):
            yield content, 0
    yield b"", count


class _Undated(ZipFile):
    """An archive whose members bear no time of writing."""

    def writestr(self, zinfo_or_arcname: Any, data: Any, *_given: Any, **_named: Any) -> None:
        with self.open(self._member(zinfo_or_arcname), "w") as member:
            member.write(data.encode() if isinstance(data, str) else data)

    def write(self, filename: Any, arcname: Any = None, *_given: Any, **_named: Any) -> None:
        info = self._member(arcname)
        info.file_size = Path(filename).stat().st_size  # of more than two gigabytes another header is written
        with Path(filename).open("rb") as content, self.open(info, "w") as member:
            shutil.copyfileobj(content, member, _CHUNK)

    def _member(self, name: Any) -> ZipInfo:
        info = ZipInfo(str(name))
        info.compress_type = ZIP_DEFLATED
        return info


def _save(book: Any, out: IO[bytes]) -> None:
    """Write a workbook: the same one is the same bytes, whenever it is written."""
    from openpyxl.writer.excel import ExcelWriter

    ExcelWriter(book, _Undated(out, "w", ZIP_DEFLATED)).save()


def _events_sheet(book: Any, names: list[str]) -> Any:
    number = len(book.sheetnames) + 1
    sheet = book.create_sheet("Events" if number == 1 else f"Events {number}")
    sheet.freeze_panes = "A2"
    sheet.append(names)
    return sheet


def _cell(name: str, value: Any) -> Any:
    """The value as a cell holds it: days as days, text that no spreadsheet runs and that is not too long."""
    if isinstance(value, str):
        return date.fromisoformat(value) if columns().get(name) == "DATE" else _cut(str(harmless(value)))
    return value


def _cut(text: str) -> str:
    return text if len(text) <= _CELL_CHARACTERS else text[: _CELL_CHARACTERS - 1] + "…"


# --- an office's own columns -------------------------------------------------------------------


def from_template(template: Path) -> Callable[[Iterable[Record], BinaryIO], int]:
    """An exporter into the office's own workbook.

    The last row of one sheet holds placeholders, such as ``{first_day}`` or ``{place}, {admin1}``; each event
    fills such a row, with its formats; the rest of the workbook stays, and one for internal use gets a sheet that says
    so. Raises ExportError for one that cannot be read, has no placeholders, has rows below them, or names what is no
    column.
    """

    def filled(records: Iterable[Record], out: BinaryIO) -> int:
        book = _opened(template)
        sheet, number = _placeholders(book, template)
        pattern = [
            (str(cell.value or ""), {name: copy(getattr(cell, name)) for name in _FORMATS}) for cell in sheet[number]
        ]
        _check([words for words, _ in pattern], template)
        count, stamps = 0, set()
        for record in records:
            row = flat_row(record)
            stamps.add(stamp(record))
            for column, (words, formats) in enumerate(pattern, start=1):
                _write(sheet.cell(row=number + count, column=column), _filled(words, row), formats)
            count += 1
        if not count:
            sheet.delete_rows(number)
        for told in sorted(stamps - {""}):  # the office's own sheets stay as they are
            book.create_sheet("INTERNAL").append([told])
        _save(book, out)
        return count

    return filled


def _write(cell: Any, value: Any, formats: Mapping[str, Any]) -> None:
    cell.value = value
    of_days = cell.number_format
    for name, held in formats.items():
        setattr(cell, name, copy(held))
    if isinstance(value, date) and not re.search("[dmy]", formats["number_format"].lower()):
        cell.number_format = of_days  # a day in a cell without a format of days would be shown as a number


def _opened(template: Path) -> Any:
    try:
        return opened(template, most_bytes=_MOST_BYTES)
    except SPOILT as error:
        raise _refused(template, str(error), "Give --template a workbook (.xlsx).") from error


def _placeholders(book: Any, template: Path) -> tuple[Worksheet, int]:
    """The sheet and the row with placeholders, which is the last of its sheet."""
    for sheet in book.worksheets:
        held = (row for row in sheet.iter_rows(max_row=_LOOKED_AT) if any(map(_holds, row)))
        row = next(held, None)
        if row is not None and row[0].row < sheet.max_row:
            step = "Move what stands below the placeholders to another sheet."
            raise _refused(template, f"row {row[0].row} of sheet {sheet.title} is not its last", step)
        if row is not None:
            return sheet, row[0].row
    raise _refused(
        template, "no cell holds a placeholder", "Write column names in braces into a row, such as {first_day}."
    )


def _holds(cell: Any) -> bool:
    return isinstance(cell.value, str) and _PLACEHOLDER.search(cell.value) is not None


def _check(pattern: list[str], template: Path) -> None:
    named = {name for words in pattern for name in _PLACEHOLDER.findall(words)}
    unknown = sorted(named - set(columns()))
    if unknown:
        step = "The codebook sheet of marsad export xlsx lists the columns."
        raise _refused(template, f"no column is called {', '.join(unknown)}", step)


def _refused(template: Path, why: str, step: str) -> ExportError:
    return ExportError(f"{template}: {why}", next_step=step, path=str(template))


def _filled(words: str, row: Mapping[str, Any]) -> Any:
    """The cell for one event. A placeholder alone keeps the type of its value; among words it is text."""
    alone = _PLACEHOLDER.fullmatch(words)
    if alone:
        return _cell(alone[1], row[alone[1]])
    told = _PLACEHOLDER.sub(lambda match: "" if row[match[1]] is None else str(row[match[1]]), words)
    return _cell("", told) if told else None


#: The full record with a codebook sheet.
xlsx = Form(make=_rows, join=_book)
