"""GDELT's lists of every quarter of an hour → the articles that they name.

Source: GDELT event codebook 2.0 (columns of the export and mentions tables) and the text of its lastupdate.txt: size,
MD5 and address of a zip in each line.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
import zipfile
import zlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from marsad.read.identity import is_web

_STEP = timedelta(minutes=15)
_STAMP = re.compile(r"(?<!\d)(\d{14})(?!\d)")
_LINE = re.compile(r"(?:(?P<size>\d+)\s+(?P<digest>[0-9a-fA-F]{32})\s+)?(?P<url>https?://\S+)")
#: Columns from 0, by table: address of the article, CAMEO root code, FIPS country of the action.
_EXPORT = (60, 28, 53)
_MENTIONS = 5
_TABLES = (".export.csv.zip", ".mentions.csv.zip")


class NotAList(Exception):
    """The bytes are no list of GDELT's; the message says what was wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One file that a list names; ``digest`` is its MD5 where the list tells."""

    url: str
    digest: str | None


def listed(body: bytes) -> list[Listed]:
    """The tables of events and mentions that a lastupdate or masterfile list names, in its order. Raises NotAList."""
    found = [match for line in body.decode("utf-8", "replace").splitlines() if (match := _LINE.fullmatch(line.strip()))]
    tables = [one for one in found if one["url"].lower().endswith(_TABLES)]
    if not tables:
        raise NotAList("it names no .export.CSV.zip and no .mentions.CSV.zip")
    return [Listed(url=one["url"], digest=(one["digest"] or "").lower() or None) for one in tables]


def missed(url: str, last: str | None, *, most: int) -> list[str]:
    """Addresses of the tables between the last one that was read (its stamp, ``YYYYMMDDhhmmss``) and ``url``, the
    latest ``most`` of them. None are missed where nothing was read before, or no stamp stands in the address.
    """
    stamp = stamp_of(url)
    if stamp is None or last is None:
        return []
    until, at = _moment(stamp), _moment(last)
    stamps: list[str] = []
    while at + _STEP < until and len(stamps) < most:
        until -= _STEP
        stamps.append(f"{until:%Y%m%d%H%M%S}")
    return [url.replace(stamp, one) for one in reversed(stamps)]


def stamp_of(url: str) -> str | None:
    """The fourteen digits in an address that say of which quarter of an hour it tells."""
    found = _STAMP.search(url.rpartition("/")[2])
    if not found:
        return None
    try:
        _moment(found[1])
    except ValueError:
        return None
    return found[1]


def _moment(stamp: str) -> datetime:
    return datetime.strptime(stamp, "%Y%m%d%H%M%S")  # noqa: DTZ007 - only compared with others of the same list


def whole(body: bytes, digest: str | None) -> bytes:
    """The body, if these are the bytes that the list speaks of. Raises NotAList."""
    if digest is not None and hashlib.md5(body, usedforsecurity=False).hexdigest() != digest:
        raise NotAList("these are not the bytes that the list speaks of")
    return body


def articles(
    body: bytes, *, url: str, max_bytes: int, countries: Collection[str] = (), roots: Collection[str] = ()
) -> list[str]:
    """The articles behind the rows of a zipped table, each once, in their order.

    Of events only those in these ``countries`` (FIPS 10-4) and of these CAMEO ``roots``; none given: all. A table of
    mentions tells neither. Raises NotAList, also for one of more than ``max_bytes`` unpacked.
    """
    table = _unzipped(body, max_bytes)
    is_export = ".export." in url.lower()
    kept = _of_events(table, set(countries), set(roots)) if is_export else _column(table, _MENTIONS)
    return list(dict.fromkeys(one for one in kept if is_web(one)))


def _unzipped(body: bytes, max_bytes: int) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as packed, packed.open(packed.namelist()[0]) as file:
            table = file.read(max_bytes + 1)
    except (zipfile.BadZipFile, zlib.error, IndexError, ValueError, OSError, EOFError, RuntimeError) as error:
        raise NotAList(f"the zip cannot be read ({type(error).__name__})") from error
    if len(table) > max_bytes:
        raise NotAList(f"more than {max_bytes} bytes unpacked")
    return table.decode("utf-8", "replace")


def _rows(table: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(table, newline=""), delimiter="\t", quoting=csv.QUOTE_NONE)


def _column(table: str, number: int) -> Iterator[str]:
    return (row[number] for row in _rows(table) if len(row) > number)


def _of_events(table: str, countries: Collection[str], roots: Collection[str]) -> Iterator[str]:
    url, root, country = _EXPORT
    for row in _rows(table):
        if len(row) > url and (not countries or row[country] in countries) and (not roots or row[root] in roots):
            yield row[url]
