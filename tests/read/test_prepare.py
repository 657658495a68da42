import pytest

from marsad.config import Config
from marsad.types import RawDocument
from tests.read.reading import NOW, codes, reading, said, try_reading

TEXT = "Three soldiers were killed near Gao on Monday. A fourth died later."


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "empty"),
        (b" \r\n\t\0", "empty"),
        (b"\xef\xbb\xbf \xe2\x80\x8b", "no-text"),
        (b"%PDF-1.4 ...", "binary"),
        (bytes(range(256)) * 10, "binary"),
        (b"skip to Main Content\n\nHome | News | Contact\n\nBack To Top", "no-text"),
        (b"*** 12.05. ---", "no-text"),
    ],
)
def test_nothing_to_reason_on(body: bytes, code: str) -> None:
    document, problems = try_reading(body)
    assert document is None
    assert codes(problems) == [code]


def test_problems_name_what_they_are_about() -> None:
    _, [lost] = try_reading(b"", path="in/a.txt", source="Courier")
    assert (lost.stage, lost.source, lost.document) == ("read", "Courier", None)
    assert lost.detail.startswith("in/a.txt: ")
    document, [undated] = try_reading(TEXT, url="https://example.org/a", source="Courier")
    assert document is not None
    assert (undated.code, undated.document, undated.source) == ("no-publication-date", document.id, "Courier")
    assert undated.detail.startswith("https://example.org/a: ")


def test_details_hold_no_words_of_the_document() -> None:
    marked = "Zanzibarian 9999 “q” \x93 " * 3
    _, problems = try_reading(marked.encode() + b"\x93 xyzzy 5 June 2031", config=Config(max_chars=60))
    assert {"mixed-encoding", "too-large"} <= set(codes(problems))
    assert not any(word in problem.detail for problem in problems for word in ("Zanzibarian", "xyzzy", "9999"))


def test_a_text_over_the_limit_is_cut_and_told() -> None:
    document, problems = try_reading("Two died. " * 100, config=Config(max_chars=500))
    assert document is not None
    assert len(document.text) == 499
    assert "too-large" in codes(problems)


def test_fifty_megabytes_on_one_line() -> None:
    document, problems = try_reading(b"soldiers attacked the town and " * 1_600_000, config=Config(max_chars=200_000))
    assert document is not None
    assert len(document.sentences) > 190
    assert "too-large" in codes(problems)


@pytest.mark.parametrize(
    "body",
    [
        "x" * 200_000,
        "(" * 200_000 + " a",
        '."' * 100_000 + " a b",
        "U.S. " * 40_000,
        "A, " * 60_000 + "a",
        "a\n" * 20_000,
    ],
)
def test_monotony_is_read_in_one_pass(body: str) -> None:
    document, _ = try_reading(body)
    assert document is None or document.sentences


@pytest.mark.parametrize("media", ["text/html", "text/markdown"])
@pytest.mark.parametrize("bit", ["<", "<!--", "<script>", "<p>", "&amp;", "[", "[a](", "**a", "# a\n", "<a href="])
def test_monotonous_markup_is_read_in_one_pass(bit: str, media: str) -> None:
    document, _ = try_reading(bit * (20_000 // len(bit)), media_type=media)
    assert document is None or document.sentences


def test_right_to_left_text_is_kept_in_its_order() -> None:
    text = "\u202bهاجم المسلحون القاعدة.\u202c ثم انسحبوا."
    document, problems = try_reading(text)
    assert document is not None
    assert said(document) == ["هاجم المسلحون القاعدة.", "ثم انسحبوا."]
    assert "language-not-supported" in codes(problems)


def test_quotes_of_a_document_are_its_words() -> None:
    document = reading(TEXT)
    sentence = document.sentences[1]
    assert document.quote(1, sentence.span).text == "A fourth died later."


def test_the_same_bytes_give_the_same_document() -> None:
    assert reading(TEXT) == reading(TEXT)


def test_a_broken_content_type_is_passed_over() -> None:
    headers = (("content-type", "text/plain; charset=\"no; such'"),)
    assert said(reading(TEXT, headers=headers))[1] == "A fourth died later."


def test_a_declared_charset_is_used() -> None:
    body = "Погибли три человека, ещё пять ранены.".encode("koi8-r")
    assert "Погибли" in reading(body, headers=(("content-type", "text/plain; charset=KOI8-R"),)).text


def test_a_title_shorter_than_the_headline_stands_once() -> None:
    document = reading(f"Mine kills three soldiers near Gao\n\n{TEXT}", title="Mine kills three near Gao")
    assert said(document, "headline") == ["Mine kills three soldiers near Gao"]


def test_now_is_only_looked_at_where_nothing_was_fetched() -> None:
    raw = RawDocument(source=None, url=None, body=TEXT.encode(), media_type="text/plain", fetched_at=NOW)
    assert raw.fetched_at == NOW
    assert reading(TEXT, fetched_at=NOW) == reading(TEXT)
