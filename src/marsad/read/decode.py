"""Bytes → characters.

In order: a byte order mark, UTF-8 (valid UTF-8 with a byte above 127 is next to never anything else, whatever the
header says), the declared charset, a guess for other alphabets, Windows-1252. Stray Windows-1252 bytes inside UTF-8
are read as such.
"""

from __future__ import annotations

import codecs
import re

from marsad.types import Problem

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# What browsers do (WHATWG Encoding Standard, section 4.2): these names mean Windows-1252.
_LATIN = {"ascii", "us-ascii", "iso-8859-1", "iso8859-1", "latin-1", "latin1"}
_DECLARED = re.compile(rb"<(?:meta|\?xml)[^>]{0,300}?(?:charset|encoding)\s{0,9}=\s{0,9}[\"']?([A-Za-z0-9_.:-]{2,40})")
_MAGIC = (
    b"%PDF-",
    b"PK\x03\x04",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\x7fELF",
    b"\xd0\xcf\x11\xe0",
    b"Rar!",
    b"7z\xbc\xaf",
)
_CONTROLS = bytes(set(range(1, 32)) - set(b"\t\n\x0b\f\r\x1b"))
_STRAY = re.compile("[\udc80-\udcff]")
_HEAD = 65_536  # bytes that are looked at to tell what a body is


def looks_binary(body: bytes) -> bool:
    """Is this no text: a known file signature, or more control bytes than any text has?

    Uniform noise holds 10 % of them and 0.4 % NUL; the worst real text that we keep is one with a NUL after every other
    character. UTF-16 is told by its NULs standing on one side.
    """
    head = body[:_HEAD]
    if head.startswith(_MAGIC):
        return True
    if _wide(head):
        return False
    controls = len(head) - len(head.translate(None, _CONTROLS))
    return controls > max(1, 0.04 * len(head)) or head.count(0) > max(1, 0.4 * len(head))


def _wide(head: bytes) -> str | None:
    """UTF-16 or UTF-32, with a mark or told by where the NULs stand."""
    for mark, charset in _MARKS[1:]:
        if head.startswith(mark):
            return charset
    half = len(head) // 2
    if half >= 4:
        even, odd = head[0::2].count(0), head[1::2].count(0)
        if odd > 0.8 * half and even < 0.05 * half:
            return "utf-16-le"
        if even > 0.8 * half and odd < 0.05 * half:
            return "utf-16-be"
    return None


def decode(body: bytes, *, declared: str | None) -> tuple[str, tuple[Problem, ...]]:
    """The characters of ``body``; never fails. ``declared`` is the charset that the transport names."""
    for mark, charset in _MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(charset, "replace"), ()
    if wide := _wide(body[:_HEAD]):
        return body.decode(wide, "replace"), ()
    try:
        text, used = codecs.utf_8_decode(body, "strict", False)
    except UnicodeDecodeError:
        return _not_utf8(body, declared or declared_inside(body))
    if used == len(body):
        return text, ()
    if text.isascii():  # one byte above 127, at the very end: a Windows-1252 letter rather than half a character
        return _not_utf8(body, declared or declared_inside(body))
    return text, (_problem("truncated", f"the last {len(body) - used} bytes are half a character"),)


def declared_inside(body: bytes) -> str | None:
    """The charset that a page or XML file names in its own head."""
    found = _DECLARED.search(body, 0, 4096)
    return found[1].decode("ascii") if found else None


def _not_utf8(body: bytes, declared: str | None) -> tuple[str, tuple[Problem, ...]]:
    text = body.decode("utf-8", "surrogateescape")
    stray = len(_STRAY.findall(text))
    whole = sum(not char.isascii() for char in text[:_HEAD]) - len(_STRAY.findall(text[:_HEAD]))
    # By chance, valid UTF-8 hides in text of other encodings too (one in fifty letters of Shift-JIS), but only just.
    if whole * 10 >= stray:
        detail = f"UTF-8 with {stray} bytes of another encoding, read as Windows-1252"
        return _STRAY.sub(_windows, text), (_problem("mixed-encoding", detail),)
    return _one_charset(body, declared), ()


def _windows(stray: re.Match[str]) -> str:
    byte = bytes((ord(stray[0]) - 0xDC00,))
    return byte.decode("cp1252", "ignore")


def _one_charset(body: bytes, declared: str | None) -> str:
    for charset in (declared, _guess(body)):
        try:
            if charset and charset.lower() not in _LATIN and not charset.lower().startswith("utf"):
                return body.decode(charset)
        except (LookupError, ValueError):  # an unknown name, or bytes that it does not know
            continue
    return body.decode("cp1252", "ignore")


def _guess(body: bytes) -> str | None:
    """Another alphabet, where more than a third of the letters are above 127; English has next to none there.

    Below that every guesser errs more often than Windows-1252 does.
    """
    from charset_normalizer import from_bytes

    head = body[:_HEAD]
    letters = len(re.findall(rb"[A-Za-z\x80-\xff]", head))
    if len(re.findall(rb"[\x80-\xff]", head)) * 3 <= letters:
        return None
    best = from_bytes(head).best()
    return best.encoding if best else None


def _problem(code: str, detail: str) -> Problem:
    return Problem(stage="read", code=code, detail=detail)
