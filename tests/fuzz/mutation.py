"""Valid inputs, broken as real ones break: bytes, words and lines cut, doubled, swollen; in archives, too.

A mutation is drawn by Hypothesis, so that what fails is made small and comes again from the same seed.
"""

from __future__ import annotations

import gzip
import io
import re
import zipfile
import zlib
from collections.abc import Sequence

from hypothesis import strategies as st

#: What parsers of anything stumble over.
ODD = (
    b"", b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\r", b"\r\n", b"\n\n", b"\t", b'"', b"'", b"\\", b"<", b">", b"&",
    *(char.encode() for char in "[]{}()|;,=#%-"), b"--", b"0", b"-1", b"1e999", b"nan", b"inf", b"-inf", b"1_0",
    b"99999999999999999999", b"9" * 400, b"0000-00-00", b"9999-12-31", b"0001-01-01", b"2024-02-30", b"2024-13-01",
    b"null", b"true", b"[]", b"{}", "١٢٣".encode(), "é".encode(), "e\u0301".encode(), "İ".encode(), "ß".encode(),
    *(char.encode() for char in "\u200b\u202e\u2028\u00a0😀"), b"\xed\xa0\x80", b"%00", b"../../etc/passwd",
    b"http://[", b"http://a:99999999/", b"&#55555;", b"&#x110000;", b"{0}", b"%s",
)  # fmt: skip
#: No input is longer: what takes long at this length grows faster than its input.
MOST_BYTES = 96 * 1024
_TOKEN = re.compile(rb"\w+|\s+|[^\w\s]")
_ZIP, _GZIP = b"PK\x03\x04", b"\x1f\x8b"


@st.composite
def mutated(draw: st.DrawFn, seeds: Sequence[bytes], words: Sequence[bytes] = ()) -> bytes:
    """One of the seeds after up to eight changes; of an archive, most often what is inside is changed."""
    body = draw(st.sampled_from(seeds))
    if body.startswith(_ZIP) and draw(st.integers(0, 3)):
        return _rezipped(draw, body, seeds, words)
    if body.startswith(_GZIP) and draw(st.integers(0, 3)):
        return gzip.compress(_changed(draw, _gunzipped(body), seeds, words), 1, mtime=0)
    return _changed(draw, body, seeds, words)


def _rezipped(draw: st.DrawFn, body: bytes, seeds: Sequence[bytes], words: Sequence[bytes]) -> bytes:
    """The archive with one of its files changed."""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            files = {info.filename: packed.read(info) for info in packed.infolist()}
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError):
        return _changed(draw, body, seeds, words)
    if not files:
        return body
    chosen = draw(st.sampled_from(sorted(files)))
    files[chosen] = _changed(draw, files[chosen], seeds, words)
    told = io.BytesIO()
    with zipfile.ZipFile(told, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return told.getvalue()


def _gunzipped(body: bytes) -> bytes:
    try:
        return zlib.decompressobj(47).decompress(body, MOST_BYTES)
    except zlib.error:
        return body


def _changed(draw: st.DrawFn, body: bytes, seeds: Sequence[bytes], words: Sequence[bytes]) -> bytes:
    for _ in range(draw(st.integers(0, 8))):
        way = draw(st.sampled_from(_WAYS))
        body = way(draw, body, seeds, words)[:MOST_BYTES]
    return body


# --- ways to change ----------------------------------------------------------------------------


def _piece(draw: st.DrawFn, parts: Sequence[bytes]) -> tuple[int, int]:
    """Where a run of up to five parts begins and ends."""
    start = draw(st.integers(0, max(0, len(parts) - 1)))
    return start, min(len(parts), start + draw(st.integers(1, 5)))


def _odd(draw: st.DrawFn, words: Sequence[bytes]) -> bytes:
    known = [st.sampled_from(words)] if words else []
    told: bytes = draw(st.one_of(st.sampled_from(ODD), st.binary(max_size=8), *known))
    return told


def _in_bytes(draw: st.DrawFn, body: bytes, _: Sequence[bytes], words: Sequence[bytes]) -> bytes:
    at = draw(st.integers(0, len(body)))
    return body[:at] + _odd(draw, words) + body[at + draw(st.integers(0, 12)) :]


def _in_tokens(draw: st.DrawFn, body: bytes, _: Sequence[bytes], words: Sequence[bytes]) -> bytes:
    parts = _TOKEN.findall(body)
    start, end = _piece(draw, parts)
    put = draw(st.sampled_from((0, 1, 2))), draw(st.integers(2, 40))
    new = [_odd(draw, words)] if put[0] == 0 else parts[start:end] * put[1] if put[0] == 1 else []
    return b"".join((*parts[:start], *new, *parts[end:]))


def _in_lines(draw: st.DrawFn, body: bytes, _: Sequence[bytes], words: Sequence[bytes]) -> bytes:
    parts = body.splitlines(keepends=True)
    start, end = _piece(draw, parts)
    to = draw(st.integers(0, max(0, len(parts) - 1)))
    rest = [*parts[:start], *parts[end:]]
    return b"".join((*rest[:to], *parts[start:end], *([_odd(draw, words)] if draw(st.booleans()) else []), *rest[to:]))


def _cut(draw: st.DrawFn, body: bytes, _: Sequence[bytes], __: Sequence[bytes]) -> bytes:
    return body[: draw(st.integers(0, len(body)))]


def _spliced(draw: st.DrawFn, body: bytes, seeds: Sequence[bytes], _: Sequence[bytes]) -> bytes:
    other = draw(st.sampled_from(seeds))
    return body[: draw(st.integers(0, len(body)))] + other[draw(st.integers(0, len(other))) :]


def _swollen(draw: st.DrawFn, body: bytes, _: Sequence[bytes], words: Sequence[bytes]) -> bytes:
    """One thing very many times: what is nested without end, or looked at again and again."""
    at, unit = draw(st.integers(0, len(body))), _odd(draw, words)
    return body[:at] + unit * draw(st.sampled_from((50, 500, 5_000, 20_000))) + body[at:]


_WAYS = (_in_bytes, _in_bytes, _in_tokens, _in_tokens, _in_tokens, _in_lines, _in_lines, _cut, _spliced, _swollen)
