import codecs

import pytest

from marsad.read.decode import decode, looks_binary

CYRILLIC = "Военные заняли посёлок к северу от города, сообщили жители. Погибли три человека, ещё пять ранены."


@pytest.mark.parametrize(
    "body",
    [
        codecs.BOM_UTF8 + "Café in Idlib".encode(),
        codecs.BOM_UTF16_LE + "Café in Idlib".encode("utf-16-le"),
        codecs.BOM_UTF16_BE + "Café in Idlib".encode("utf-16-be"),
        codecs.BOM_UTF32_LE + "Café in Idlib".encode("utf-32-le"),
        "Café in Idlib".encode("utf-16-le"),
        "Café in Idlib".encode("utf-16-be"),
        "Café in Idlib".encode(),
        "Café in Idlib".encode("cp1252"),
    ],
)
def test_marks_and_shapes_tell_the_encoding(body: bytes) -> None:
    assert decode(body, declared=None) == ("Café in Idlib", ())
    assert not looks_binary(body)


def test_utf8_wins_over_a_wrong_declaration() -> None:
    assert decode("Café".encode(), declared="iso-8859-1")[0] == "Café"


def test_latin1_means_windows_1252() -> None:
    assert decode(b"\x93Go\x94 \x96 caf\xe9", declared="ISO-8859-1")[0] == "“Go” – café"


@pytest.mark.parametrize("declared", ["windows-1251", None])
def test_other_alphabets_declared_or_guessed(declared: str | None) -> None:
    assert decode(CYRILLIC.encode("cp1251"), declared=declared) == (CYRILLIC, ())


def test_a_declaration_inside_the_page_counts() -> None:
    page = f'<html><head><meta http-equiv="x" content="text/html; charset=koi8-r"></head>{CYRILLIC}'
    assert decode(page.encode("koi8-r"), declared=None)[0] == page


@pytest.mark.parametrize("declared", ["no-such-charset", "utf-16", "base64", "utf-8"])
def test_a_declaration_that_cannot_be_right_is_passed_over(declared: str) -> None:
    assert decode(b"caf\xe9", declared=declared)[0] == "café"


def test_stray_bytes_in_utf8_are_windows_1252_and_told() -> None:
    text, problems = decode("“Three” soldiers – ".encode() + b"caf\xe9 \x93x\x94 \x81", declared=None)
    assert text == "“Three” soldiers – café “x” "
    assert [problem.code for problem in problems] == ["mixed-encoding"]
    assert "4 bytes" in problems[0].detail


def test_half_a_character_at_the_end_is_cut() -> None:
    text, problems = decode("Chocó – five dead…".encode()[:-1], declared=None)
    assert text == "Chocó – five dead"
    assert [problem.code for problem in problems] == ["truncated"]


@pytest.mark.parametrize(
    "body",
    [
        b"%PDF-1.7 text follows",
        b"\x89PNG\r\n\x1a\n",
        b"PK\x03\x04" + b"x" * 50,
        bytes(range(256)) * 40,
        b"\0" * 100 + b"ab",
    ],
)
def test_binary(body: bytes) -> None:
    assert looks_binary(body)


@pytest.mark.parametrize("body", [b"Fighters\0 left.\0", b"a\0b\x01", b"plain", "سيطر الجيش".encode(), b""])
def test_text_with_a_few_odd_bytes_is_text(body: bytes) -> None:
    assert not looks_binary(body)
