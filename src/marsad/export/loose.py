"""Reading other people's tables: any dialect of CSV, packed or a workbook, columns and days as people write them."""

from __future__ import annotations

import csv
import gzip
import io
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from difflib import get_close_matches
from itertools import chain, islice, repeat
from math import isfinite
from pathlib import Path
from typing import Literal, TextIO

from marsad.errors import ReadError
from marsad.export.workbook import SPOILT, TooLargeError, opened

Row = dict[str, str]
Order = Literal["day-first", "month-first"]

#: All of UCDP GED takes 350 MB as CSV; what is much more, unpacked, is no table but a bomb.
_MOST_BYTES = 2 * 1024**3
#: Letters that tell the dialect of a file.
_SNIFFED = 64_000
#: Rows that are looked at to tell whether days or months come first.
_LOOKED_AT = 20_000
_NUMERIC = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})(?!\d)")
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_NAMED = re.compile(
    r"(\d{1,2})[-\s./]*([a-z]{3,9})[-\s.,/]*(\d{4}|\d{2})(?!\d)|([a-z]{3,9})\s+(\d{1,2}),?\s+(\d{4})", re.IGNORECASE
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
#: Two digits of a year up to this one are of this century.
_CENTURY = 50


# --- rows --------------------------------------------------------------------------------------


def rows_of(path: Path) -> Iterator[Row]:
    """The rows of a table (.csv, .tsv, each also .gz; .xlsx) by column names in small letters with underscores.

    Raises ReadError for a file that cannot be read or has no line of names.
    """
    rows = _workbook(path) if path.suffix.lower() == ".xlsx" else _text_rows(path)
    names = [_column(name) for name in next(rows, [])]
    if not any(names):
        raise ReadError(
            f"{path} has no line of column names", next_step="Give a table with its header.", path=str(path)
        )
    for cells in rows:
        if any(cells):
            whole_row = chain(cells, repeat(""))  # a row that ends early lacks no column
            yield {name: cell.strip() for name, cell in zip(names, whole_row, strict=False) if name}


def _column(name: str) -> str:
    return re.sub(r"[\s\-.]+", "_", name.strip().lstrip("\ufeff").casefold()).strip("_")


def _text_rows(path: Path) -> Iterator[list[str]]:
    try:
        with _opened(path) as text:
            start = text.read(_SNIFFED)
            text.seek(0)
            yield from csv.reader(text, delimiter=_delimiter(start))
    except (OSError, EOFError, UnicodeDecodeError, zlib.error, csv.Error) as error:
        raise ReadError(f"{path}: {error}", next_step="Give a CSV file that is there.", path=str(path)) from error


def _opened(path: Path) -> TextIO:
    """UTF-8 where it is, else the encoding of old spreadsheets."""
    with gzip.open(path) if path.suffix.lower() == ".gz" else path.open("rb") as file:
        content = file.read(_MOST_BYTES + 1)
    if len(content) > _MOST_BYTES:
        raise _too_large(path)
    try:
        return io.StringIO(content.decode("utf-8-sig"), newline="")
    except UnicodeDecodeError:
        return io.StringIO(content.decode("cp1252", errors="replace"), newline="")


def _delimiter(start: str) -> str:
    """The one of comma, semicolon and tab that stands most often in the line of names."""
    line = start.partition("\n")[0]
    return max(",;\t", key=line.count)


def _workbook(path: Path) -> Iterator[list[str]]:
    """The rows of the first sheet; days are written as in ISO 8601."""
    try:
        book = opened(path, most_bytes=_MOST_BYTES, read_only=True, data_only=True)
        for row in book.worksheets[0].iter_rows(values_only=True):
            yield [
                "" if cell is None else cell.date().isoformat() if isinstance(cell, datetime) else str(cell)
                for cell in row
            ]
    except TooLargeError as error:
        raise _too_large(path) from error
    except SPOILT as error:
        raise ReadError(f"{path}: {error}", next_step="Give a workbook that is there.", path=str(path)) from error


def _too_large(path: Path) -> ReadError:
    step = "Give the rows of some years at a time."
    return ReadError(f"{path} holds more than {_MOST_BYTES} bytes unpacked", next_step=step, path=str(path))


# --- days --------------------------------------------------------------------------------------


def order_of(days: Iterable[str]) -> Order:
    """Whether "03/04/2022" is a day of April or of March: months come first only where a day before would be none."""
    found = [match for text in islice(days, _LOOKED_AT) if (match := _NUMERIC.match(text))]
    is_month_first = any(int(match[2]) > len(_MONTHS) for match in found)
    return "month-first" if is_month_first else "day-first"


def day_of(text: str, order: Order) -> date | None:
    """The day that a cell says: 2022-05-16, 16 May 2022, May 16, 2022, 16-May-22, 16/05/2022, a time behind it."""
    text = text.strip()
    try:
        if match := _ISO.match(text):
            return date(int(match[1]), int(match[2]), int(match[3]))
        if match := _NUMERIC.match(text):
            one, two = int(match[1]), int(match[2])
            day, month = (two, one) if order == "month-first" else (one, two)
            return date(_year(match[3]), month, day)
        if match := _NAMED.match(text):
            day_word, month_word, year_word = match.group(1, 2, 3) if match[1] else match.group(5, 4, 6)
            return date(_year(year_word), _MONTHS.index(month_word[:3].casefold()) + 1, int(day_word))
    except ValueError:
        return None
    return None


def _year(digits: str) -> int:
    if len(digits) == 4:
        return int(digits)
    return int(digits) + (2000 if int(digits) <= _CENTURY else 1900)


# --- other cells -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Spelling:
    """A closed list of words, found however they are spelt: "Demostrations", "armed  clash"."""

    words: tuple[str, ...]

    def find(self, text: str) -> str | None:
        """The word meant; None where none is near."""
        by_key = {word.casefold(): word for word in self.words}
        key = " ".join(text.split()).casefold()
        near = [key] if key in by_key else get_close_matches(key, by_key, n=1, cutoff=0.85)
        return by_key[near[0]] if near else None


def whole(text: str | None) -> int | None:
    """A whole number, also as "4.0"; None for an empty or other cell."""
    number = real(text)
    return None if number is None or not number.is_integer() else int(number)


def real(text: str | None) -> float | None:
    """A number, also with a decimal comma; None for an empty or other cell."""
    try:
        number = float((text or "").replace(",", ".").strip())
    except ValueError:
        return None
    return number if isfinite(number) else None
