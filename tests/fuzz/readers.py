"""What every reader keeps to, whatever the bytes. Each check gives back what came out, in a word or a few."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from io import BytesIO

from marsad.config import Config
from marsad.read import Given, origin_of, prepare, sources
from marsad.read.dates import dateline, is_date_line, is_dated_line, stated_day, written_day
from marsad.read.decode import decode
from marsad.read.feeds import NotAFeed, entries
from marsad.read.gdelt import NotAList, articles, listed, missed, stamp_of
from marsad.read.identity import canonical_url, host_of, is_web, joined
from marsad.read.links import links
from marsad.read.markdown import unmarked
from marsad.read.normal import normalised, unmapped
from marsad.types import Document, RawDocument

Outcome = Iterable[str]

NOW = datetime(2024, 6, 1, tzinfo=UTC)
CONFIG = Config(max_chars=60_000, max_bytes=8 * 1024 * 1024)
_AT = "https://wire.example.org/world/news.html"


def _lies_in_its_text(document: Document) -> None:
    end = 0
    for section in document.sections:
        assert end <= section.span.start < section.span.end <= len(document.text)
        end = section.span.end
    end = 0
    assert document.sentences
    for number, sentence in enumerate(document.sentences):
        assert sentence.index == number
        assert end <= sentence.span.start < sentence.span.end
        assert sentence.span in document.sections[sentence.section].span
        end = sentence.span.end
    for sentence in document.sentences[:10]:
        told = origin_of(document, sentence.span)
        assert told is None or 0 <= told.start < told.end


def _prepared(raw: RawDocument) -> Outcome:
    document, problems = prepare(raw, config=CONFIG, now=NOW)
    assert document is not None or problems
    assert all(one.stage == "read" and one.code and one.detail for one in problems)
    if document is not None:
        _lies_in_its_text(document)
        assert document.published is None or isinstance(document.published, date)
        yield f"from {document.published_from}"
        yield f"language {document.language}"
    yield from (one.code for one in problems)


def document_of(media_type: str) -> Callable[[bytes], Outcome]:
    """A body of this media type as a document: html, text, markdown."""

    def check(body: bytes) -> Outcome:
        return _prepared(RawDocument(source=None, url=_AT, body=body, media_type=media_type))

    return check


def stream(body: bytes) -> Outcome:
    """Whatever comes on the standard input: web archives, JSON Lines, mail, Parquet, pages, also in gzip.

    Addresses are left out: nothing of the network is asked.
    """
    if b"http" in body[:64].lower():
        return
    for found in sources(["-"], given=Given(), config=CONFIG, stdin=BytesIO(body)):
        if isinstance(found, RawDocument):
            assert len(found.body) <= CONFIG.max_bytes
            yield found.media_type
            yield from _prepared(found)
        else:
            assert found.stage == "read"
            yield found.code


def feed(body: bytes) -> Outcome:
    try:
        found = entries(body, url=_AT, headers={})
    except NotAFeed:
        return ["no feed"]
    assert all(one.url is None or is_web(one.url) for one in found)
    return {f"{one.url is None} {one.title is None} {one.published is None} {one.text is None}" for one in found}


def list_of_links(body: bytes) -> Outcome:
    found = links(body, url=_AT)
    assert len(found) == len(set(found))
    assert all(is_web(one) for one in found)
    return ["links" if found else "none"]


def gdelt(body: bytes) -> Outcome:
    """The list, and the zipped tables of events and of mentions."""
    try:
        tables = listed(body)
        for one in tables:
            assert is_web(one.url)
            assert len(missed(one.url, "20240101000000", most=50)) <= 50
            assert stamp_of(one.url) is None or len(stamp_of(one.url) or "") == 14
        yield "list"
    except NotAList:
        yield "no list"
    for url in ("https://d.example.org/20240601.export.csv.zip", "https://d.example.org/20240601.mentions.csv.zip"):
        try:
            yield f"{bool(articles(body, url=url, max_bytes=CONFIG.max_bytes, countries=['SU'], roots=['19']))}"
        except NotAList:
            yield "no table"


def words(body: bytes) -> Outcome:
    """A text as it is normalised, its dates, and addresses: what is done twice is done once."""
    text, _ = decode(body, declared=None)
    once = normalised(unmapped(text)).text
    assert normalised(unmapped(once)).text == once
    unmarked(unmapped(once))
    for line in once.splitlines()[:50]:
        told = dateline(line)
        assert told is None or 0 < told.end <= len(line)
        yield f"{written_day(line) is None} {stated_day(line) is None} {is_date_line(line)} {is_dated_line(line)}"
        yield _address(line)


def _address(line: str) -> str:
    host = host_of(line)
    assert host is None or host == host.lower()
    told = joined(_AT, line)
    assert told is None or is_web(told)
    if is_web(line):
        assert canonical_url(canonical_url(line)) == canonical_url(line)
    return f"{is_web(line)} {told is None}"
