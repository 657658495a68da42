"""Whatever the bytes are, a document keeps the provenance contract.

Sections and sentences lie in the text, in order, apart from one another and not empty; a sentence lies in its section;
a character that is mapped is the same in the original; reading never raises.
"""

import json
from datetime import UTC, datetime
from io import BytesIO

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from marsad.config import Config
from marsad.read import Given, origin_of, prepare, sources
from marsad.read.decode import decode
from marsad.read.normal import normalised, unmapped
from marsad.types import Document, RawDocument

NOW = datetime(2024, 6, 1, tzinfo=UTC)
CONFIG = Config(max_chars=20_000)

REPORT = """Skip to content

Rebels take post near Ménaka

The army said on Monday that its post “North” had fallen after 3.5 hours of fighting, at 4 a.m. Gen. Diallo denied it…
Two men – both drivers – died.

- one was 19
- one was 40

In Kidal a convoy turns back, but talks go on. Room is getting smaller

Meanwhile the river rose.

Back To Top"""
PAGE = """<html><head><title>Rebels take post - Site</title><meta charset='utf-8'></head><body><nav><a>Home</a></nav>
<article><h1>Rebels take post</h1><p>The army said on Monday that its <b>post</b> &ldquo;North&rdquo; had fallen.</p>
<ul><li>One died<li>Two fled</ul><p>Nobody <i>said</i>
who did it, and the river rose &amp; fell again.</p></article></body></html>"""
BITS = (
    "\0", "\r\n", "\r", "\u200b", "\xa0", "e\u0301", "\u202b", "\ufeff", "ש", "ـ", "。", "😀", "“", ")", "|",
    "<p>", "</p>", "<div", "<!--", "-->", "<script>", "</script>", "<h2>", "<br>", "<pre>", "<article>", "</article>",
    "<table><tr><td>", "&amp;", "&#x1F600;", "&#55555;", "&nbsp", "<![CDATA[", "<meta charset=koi8-r>",
    "<?xml version='1.0' encoding='latin-1'?>", "<time datetime='2020-13-45'>",
    "<script type='application/ld+json'>{\"datePublished\":[", "\n\n", "\n- ", ". ", "... ", "---\n", "# ", "**",
    "[a](b", "SAN PEDRO, 3 JAN 90 (X) -- [", "6 May 2020", "--\n",
)  # fmt: skip
MEDIA = st.sampled_from(["text/plain", "text/html", "text/markdown"])


@st.composite
def mangled(draw: st.DrawFn) -> bytes:
    """A report or page with things pushed in, cut out and doubled, then bytes broken."""
    text = draw(st.sampled_from([REPORT, REPORT.upper(), PAGE, ""]))
    for _ in range(draw(st.integers(0, 8))):
        at = draw(st.integers(0, len(text)))
        bit = draw(st.one_of(st.sampled_from(BITS), st.text(max_size=12)))
        text = text[:at] + bit * draw(st.integers(1, 3)) + text[at + draw(st.integers(0, 30)) :]
    body = text.encode("utf-8", "ignore")
    if draw(st.booleans()):
        at = draw(st.integers(0, len(body)))
        body = body[:at] + draw(st.binary(max_size=4)) + body[at:]
    return body[: draw(st.integers(0, len(body)))] if draw(st.booleans()) else body


def read(body: bytes, media: str) -> Document | None:
    raw = RawDocument(source=None, url=None, body=body, media_type=media)
    document, problems = prepare(raw, config=CONFIG, now=NOW)
    assert document is not None or problems
    assert all(problem.stage == "read" and problem.code and problem.detail for problem in problems)
    return document


def check_spans(document: Document) -> None:
    end = 0
    for section in document.sections:
        assert end <= section.span.start < section.span.end <= len(document.text)
        end = section.span.end
    stories = [section.story for section in document.sections]
    assert stories == sorted(stories)
    end = 0
    assert document.sentences
    for index, sentence in enumerate(document.sentences):
        assert sentence.index == index
        assert end <= sentence.span.start < sentence.span.end
        assert sentence.span in document.sections[sentence.section].span
        assert document.sections[sentence.section].kind != "boilerplate"
        words = document.text[sentence.span.start : sentence.span.end]
        assert words == words.strip()
        assert any(char.isalnum() for char in words)
        end = sentence.span.end


def check_origin(document: Document, original: str) -> None:
    end = 0
    for run in document.origin:
        assert run.start >= end
        assert run.length > 0
        end = run.start + run.length
        assert end <= len(document.text)
        mine, theirs = document.text[run.start : end], original[run.origin : run.origin + run.length]
        assert mine == theirs or [alike(char) for char in theirs] == [alike(char) for char in mine]
    for sentence in document.sentences[:5]:
        origin = origin_of(document, sentence.span)
        assert origin is None or 0 <= origin.start < origin.end <= len(original)


def alike(char: str) -> str:
    """How a character looks once normalised; between letters, so that white space is not stripped."""
    return normalised(unmapped(f"x{char}x")).text


@given(mangled(), MEDIA)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_mangled_bytes_keep_the_contract(body: bytes, media: str) -> None:
    document = read(body, media)
    if document is not None:
        check_spans(document)
        check_origin(document, decode(body, declared=None)[0])


@given(st.text(max_size=300), MEDIA)
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_text_keeps_the_contract(text: str, media: str) -> None:
    body = text.encode("utf-8", "ignore")
    document = read(body, media)
    if document is not None:
        check_spans(document)
        check_origin(document, decode(body, declared=None)[0])


@given(st.text(max_size=200))
@settings(max_examples=100, deadline=None)
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = normalised(unmapped(text)).text
    assert normalised(unmapped(once)).text == once


@given(st.one_of(mangled(), st.binary(max_size=300)), st.sampled_from(["", "warc", "torn", "gzip", "mail", "json"]))
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_stream_gives_documents_or_problems(body: bytes, shape: str) -> None:
    opening = {
        "": b"",
        "warc": b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://a.example/\r\nContent-Length: 90\r\n\r\n"
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n",
        "torn": b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 90\r\n\r\nHTTP/1.1 200 OK\r\n",
        "gzip": b"\x1f\x8b\x08\x00",
        "mail": b"Subject: =?utf-8?q?x?=\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\n",
        "json": json.dumps({"title": "a"}).encode() + b"\n{",
    }
    for found in sources(["-"], given=Given(), config=CONFIG, stdin=BytesIO(opening[shape] + body)):
        if isinstance(found, RawDocument):
            prepare(found, config=CONFIG, now=NOW)
        else:
            assert found.code
