import gzip
import io
import json
import zlib
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from email.message import EmailMessage
from typing import Any, BinaryIO

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from marsad.config import Config
from marsad.read import prepare
from marsad.read.containers import Found, json_lines, mail, web_archive
from marsad.types import Problem, RawDocument
from tests.read.reading import NOW, RAW, said

TEXT = "Three soldiers were killed near Gao on Monday. " * 6
Opener = Callable[[BinaryIO, RawDocument, Config], Iterator[Found]]


def found(opener: Opener, body: bytes, config: Config | None = None) -> list[Found]:
    return list(opener(io.BytesIO(body), RAW, config or Config()))


def documents(results: list[Found]) -> list[RawDocument]:
    return [result for result in results if isinstance(result, RawDocument)]


def problem_codes(results: list[Found]) -> list[str]:
    return [result.code for result in results if isinstance(result, Problem)]


# --- JSON Lines ---------------------------------------------------------------------------------


def lines(*records: Any) -> bytes:
    return "\n".join(record if isinstance(record, str) else json.dumps(record) for record in records).encode()


def test_three_bad_lines_in_ten_thousand() -> None:
    good = json.dumps({"text": TEXT})
    rows = [good] * 10_000
    rows[17], rows[5_000], rows[9_999] = "{broken", "[1, 2]", '{"id": 4}'
    results = found(json_lines, "\n".join(rows).encode())
    assert len(documents(results)) == 9_997
    assert problem_codes(results) == ["bad-line"] * 3
    assert [result.detail for result in results if isinstance(result, Problem)] == [
        "line 18 is not JSON",
        "line 5001 is not an object",
        "line 10000 has neither text nor title",
    ]


@pytest.mark.parametrize("text", ["text", "body", "content"])
@pytest.mark.parametrize(
    ("title", "published", "source", "url"),
    [
        ("title", "published", "source", "url"),
        ("headline", "date", "outlet", "link"),
        ("title", "source_date", "publisher", "url"),
    ],
)
def test_keys(text: str, title: str, published: str, source: str, url: str) -> None:
    record = {
        text: TEXT,
        title: "Mine kills three",
        published: "2020-05-06",
        source: "Courier",
        url: "https://example.org/a",
    }
    [raw] = documents(found(json_lines, lines({**record, "language": "en"})))
    document, problems = prepare(raw, config=Config(), now=NOW)
    assert document is not None
    assert problems == ()
    assert said(document, "headline") == ["Mine kills three"]
    assert (document.published, document.published_from) == (date(2020, 5, 6), "metadata")
    assert (document.source, document.url, document.language) == ("Courier", "https://example.org/a", "en")


def test_a_title_alone_is_a_headline() -> None:
    [raw] = documents(found(json_lines, lines({"headline": "Clashes in Hama"})))
    document, _ = prepare(raw, config=Config(), now=NOW)
    assert document is not None
    assert [section.kind for section in document.sections] == ["headline"]
    assert document.text == "Clashes in Hama"


def test_a_title_that_the_text_repeats_stands_once() -> None:
    [raw] = documents(found(json_lines, lines({"title": "Mine kills three", "text": f"Mine kills three\n\n{TEXT}"})))
    assert raw.body.decode().count("Mine kills three") == 1


def test_odd_values_are_survived() -> None:
    record = {"text": ["x"], "title": 7, "source": None, "published": 20200506, "url": True, "language": "\ud800"}
    [raw] = documents(found(json_lines, lines(record, "", "  ")))
    assert (raw.title, raw.source, raw.url) == ("7", None, None)
    assert raw.headers == (("published", "20200506"),)


def test_half_characters_in_escapes_are_survived() -> None:
    [raw] = documents(found(json_lines, b'{"text": "Three \\ud83d dead."}'))
    assert raw.body == b"Three ? dead."


def test_nesting_beyond_reason_is_a_bad_line() -> None:
    assert problem_codes(found(json_lines, b"[" * 100_000 + b'\n{"text": "a b."}')) == ["bad-line"]


def test_a_line_over_the_limit_is_passed_over() -> None:
    results = found(
        json_lines, lines({"text": "x" * 5_000}, {"text": "short"}, {"text": "y" * 900}), Config(max_bytes=1_000)
    )
    assert problem_codes(results) == ["too-large"]
    assert [raw.body[:5] for raw in documents(results)] == [b"short", b"yyyyy"]


def test_lines_know_their_number() -> None:
    like = RawDocument(source=None, url=None, body=b"", media_type="", path="a.jsonl")
    results = json_lines(io.BytesIO(lines({"text": "a"}, "", "x", {"text": "b"})), like, Config())
    assert [getattr(result, "path", None) or getattr(result, "detail", None) for result in results] == [
        "a.jsonl:1",
        "a.jsonl: line 3 is not JSON",
        "a.jsonl:4",
    ]


# --- mail ---------------------------------------------------------------------------------------


def message(
    plain: str | None = TEXT, page: str | None = None, subject: str = "Fwd: RE: Mine kills three – again"
) -> EmailMessage:
    written = EmailMessage()
    written["From"] = "desk@example.org"
    written["Subject"] = subject
    written["Date"] = "Wed, 06 May 2020 23:00:00 -0500"
    written.set_content(plain or "")
    if page:
        written.add_alternative(page, subtype="html")
    written.add_attachment(b"not read", maintype="text", subtype="plain", filename="a.txt")
    return written


def test_mail() -> None:
    [raw] = documents(found(mail, message().as_bytes()))
    document, problems = prepare(raw, config=Config(), now=NOW)
    assert document is not None
    assert problems == ()
    assert document.title == "Mine kills three – again"
    assert (document.published, document.published_from) == (date(2020, 5, 6), "header")
    assert "not read" not in document.text


def test_mail_in_html_where_the_plain_part_says_nothing() -> None:
    [raw] = documents(found(mail, message("Open in your browser.", f"<p>{TEXT}</p>").as_bytes()))
    assert raw.media_type == "text/html"
    assert TEXT.strip() in raw.body.decode()


def test_mail_keeps_the_charset_of_its_part() -> None:
    body = b"Subject: x\nContent-Type: text/plain; charset=koi8-r\n\n" + "Погибли три человека. ".encode("koi8-r") * 9
    [raw] = documents(found(mail, body))
    document, _ = prepare(raw, config=Config(), now=NOW)
    assert document is not None
    assert "Погибли три человека." in document.text


@pytest.mark.parametrize("subject", ["=?nonsense?q?caf=E9?=", "=?utf-8?b?%%%?=", ""])
def test_mail_with_a_broken_subject_is_read(subject: str) -> None:
    results = found(mail, f"Subject: {subject}\n\n{TEXT}".encode())
    assert len(documents(results)) == 1


def test_mail_without_text() -> None:
    written = EmailMessage()
    written.add_attachment(b"x", maintype="image", subtype="png", filename="x.png")
    assert problem_codes(found(mail, written.as_bytes())) == ["empty"]


# --- web archives -------------------------------------------------------------------------------


def archive(
    *records: tuple[str, str, bytes, list[tuple[str, str]]], status: str = "200 OK", packed: bool = False
) -> bytes:
    """A WARC file of (type, address, body, HTTP headers)."""
    stream = io.BytesIO()
    writer = WARCWriter(stream, gzip=packed)
    for kind, url, body, headers in records:
        http = StatusAndHeaders(status, headers, protocol="HTTP/1.1") if kind == "response" else None
        content_type = dict(headers).get("Content-Type")
        writer.write_record(
            writer.create_warc_record(
                url,
                kind,
                payload=io.BytesIO(body),
                http_headers=http,
                warc_content_type="" if http else content_type,
                warc_headers_dict={"WARC-Date": "2021-02-03T04:05:06Z"},
            )
        )
    return stream.getvalue()


PAGE = (
    "response",
    "https://www.example.org/a",
    f"<p>{TEXT}</p>".encode(),
    [("Content-Type", "text/html; charset=utf-8")],
)


def test_pages_of_an_archive() -> None:
    picture = ("response", "https://example.org/b.png", b"x", [("Content-Type", "image/png")])
    plain = ("conversion", "https://example.org/c", TEXT.encode(), [("Content-Type", "text/plain")])
    [first, second] = documents(found(web_archive, archive(PAGE, picture, plain)))
    assert (first.url, first.source, first.media_type) == ("https://www.example.org/a", "example.org", "text/html")
    assert first.fetched_at == datetime(2021, 2, 3, 4, 5, 6, tzinfo=UTC)
    assert dict(first.headers)["content-type"] == "text/html; charset=utf-8"
    assert second.body == TEXT.encode()


def test_pages_that_were_not_found_are_no_reports() -> None:
    assert found(web_archive, archive(PAGE, status="404 Not Found")) == []


def test_a_packed_page_is_unpacked() -> None:
    body = gzip.compress(TEXT.encode())
    page = ("response", "https://example.org/a", body, [("Content-Type", "text/html"), ("Content-Encoding", "gzip")])
    assert documents(found(web_archive, archive(page)))[0].body == TEXT.encode()


def test_a_bomb_in_an_archive_is_a_problem_and_the_rest_goes_on() -> None:
    body = gzip.compress(b"\0" * 5_000_000)
    bomb = ("response", "https://example.org/b", body, [("Content-Type", "text/html"), ("Content-Encoding", "gzip")])
    results = found(web_archive, archive(bomb, PAGE), Config(max_bytes=100_000))
    assert problem_codes(results) == ["too-large"]
    assert len(documents(results)) == 1


@pytest.mark.parametrize("cut", [40, 300, 500])
def test_a_torn_archive_gives_what_is_left(cut: int) -> None:
    results = found(web_archive, archive(PAGE) + archive(PAGE)[:cut])
    assert documents(results)[0].url == "https://www.example.org/a"


def test_what_is_no_archive() -> None:
    assert problem_codes(found(web_archive, b"this is no archive\n" * 20)) == ["damaged"]


def test_a_record_packed_badly_does_not_stop_the_reader() -> None:
    body = zlib.compress(TEXT.encode())[:40] + b"\xff" * 10
    page = ("response", "https://example.org/a", body, [("Content-Type", "text/html"), ("Content-Encoding", "deflate")])
    results = found(web_archive, archive(page, PAGE))
    assert documents(results)[-1].url == "https://www.example.org/a" or problem_codes(results) == ["damaged"]
