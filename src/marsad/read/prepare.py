"""One raw document → the document we reason on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from marsad.config import Config
from marsad.read.boilerplate import is_boilerplate
from marsad.read.dates import byline_days, written_day
from marsad.read.decode import decode, looks_binary
from marsad.read.identity import canonical_url
from marsad.read.language import language_of
from marsad.read.layout import Paragraph, paragraphs
from marsad.read.markdown import unmarked
from marsad.read.normal import Mapped, as_it_stands, joined, normalised, unmapped
from marsad.read.origin import BETWEEN, aligned, visible
from marsad.read.page import Block, Page, read_page
from marsad.read.sections import is_ended, sections
from marsad.record import content_id
from marsad.types import Document, Problem, PublishedFrom, RawDocument, Section, Sentence, Span

_SUPPORTED = ("en",)
_TITLE_REACH = 6  # paragraphs: a title stands above the text, below at most a menu
_SAME_TITLE = 0.6  # share of words: a page's title is often its headline shortened
_BYLINE_REACH = 10  # paragraphs
# A report may be published where the day has begun before it has here (UTC+14).
_AHEAD = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    """A text with its paragraphs, and what the page says about itself."""

    mapped: Mapped
    paragraphs: tuple[Paragraph, ...]
    title: str | None = None
    source: str | None = None
    url: str | None = None
    published: tuple[str, ...] = ()
    bylines: tuple[str, ...] = ()


def prepare(raw: RawDocument, *, config: Config, now: datetime) -> tuple[Document | None, tuple[Problem, ...]]:
    """The document in ``raw``, or None where it holds no text; and what could not be done.

    Never raises: a body that is damaged, foreign or empty is told by a Problem. ``now`` is what no date of publication
    may lie beyond, where ``raw`` does not say when it was fetched. Offsets count code points of the document's text.
    """
    if refusal := _refusal(raw):
        return None, (refusal,)
    original, problems = _decoded(raw, config)
    reading, title = _titled(_READERS.get(raw.media_type, _read_text)(original), raw.title)
    text = reading.mapped.text
    found, sentences = sections(text, reading.paragraphs, title)
    if not sentences:
        return None, (*problems, _problem(raw, "no-text", "navigation and the like, but no sentence"))
    published, published_from, doubts = _published(raw, reading, now)
    language = _language(raw, config, (text[sentence.span.start : sentence.span.end] for sentence in sentences))
    if language not in _SUPPORTED:
        doubts += (_problem(raw, "language-not-supported", f"the text is in {language}; only English is coded"),)
    source, link = raw.source or reading.source, raw.url or reading.url
    url = canonical_url(link) if link else None
    document = Document(
        id=content_id(source, url, text),
        source=source,
        url=url,
        title=_headline(text, found, sentences) if title is None else _words(text, reading.paragraphs[title].span),
        published=published,
        published_from=published_from,
        language=language,
        text=text,
        sections=found,
        sentences=sentences,
        origin=reading.mapped.runs,
    )
    return document, tuple(replace(problem, document=document.id, source=source) for problem in (*problems, *doubts))


def _words(text: str, span: Span) -> str:
    return " ".join(text[span.start : span.end].split())


def _headline(text: str, found: Sequence[Section], sentences: Sequence[Sentence]) -> str | None:
    """The longest sentence of the first headline: a kicker above it ("SYRIA") is not the title."""
    first = next((index for index, section in enumerate(found) if section.kind == "headline"), None)
    return max((_words(text, s.span) for s in sentences if s.section == first), key=len, default=None)


def _problem(raw: RawDocument, code: str, detail: str) -> Problem:
    name = raw.path or raw.url
    return Problem(stage="read", code=code, detail=f"{name}: {detail}" if name else detail, source=raw.source)


def _refusal(raw: RawDocument) -> Problem | None:
    """Why there is nothing to decode, if so."""
    if not raw.body.strip(b"\0 \t\r\n"):
        return _problem(raw, "empty", "no bytes, or only white space")
    if looks_binary(raw.body):
        return _problem(raw, "binary", "these bytes are no text")
    return None


def _decoded(raw: RawDocument, config: Config) -> tuple[str, tuple[Problem, ...]]:
    text, found = decode(raw.body, declared=_charset(raw))
    problems = tuple(_problem(raw, problem.code, problem.detail) for problem in found)
    if len(text) <= config.max_chars:
        return text, problems
    detail = f"{len(text)} characters, of which the first {config.max_chars} were read"
    return text[: config.max_chars], (*problems, _problem(raw, "too-large", detail))


def _charset(raw: RawDocument) -> str | None:
    from email.message import Message

    declared = Message()
    declared["content-type"] = dict(raw.headers).get("content-type", "")
    return declared.get_content_charset()


# --- by media type ------------------------------------------------------------------------------


def _read_text(original: str) -> _Reading:
    return _plain(normalised(as_it_stands(original)))


def _plain(
    mapped: Mapped, headings: Mapping[int, int] | None = None, fields: Mapping[str, str] | None = None
) -> _Reading:
    found = paragraphs(mapped.text, headings or {})
    told = fields or {}
    return _Reading(
        mapped=mapped,
        paragraphs=found,
        title=told.get("title"),
        url=told.get("url"),
        published=tuple(told[key] for key in ("published", "date") if key in told),
        bylines=tuple(mapped.text[p.span.start : p.span.end] for p in found[:_BYLINE_REACH]),
    )


def _read_markdown(original: str) -> _Reading:
    bare = unmarked(normalised(as_it_stands(original)))
    return _plain(bare.mapped, bare.headings, bare.fields)


def _read_html(original: str) -> _Reading:
    page = read_page(original)
    words = [(normalised(unmapped(block.words)).text, block) for block in _with_title(page)]
    blocks = [(text, block) for text, block in words if text]
    mapped = aligned([text for text, _ in blocks], normalised(visible(original)), original)
    at = 0
    found: list[Paragraph] = []
    for text, block in blocks:
        found.append(
            Paragraph(span=Span(start=at, end=at + len(text)), level=block.level, opens=block.opens, kind=block.kind)
        )
        at += len(text) + len(BETWEEN)
    return _Reading(
        mapped=mapped,
        paragraphs=tuple(found),
        title=page.title,
        source=page.site,
        url=page.link,
        published=page.published,
        bylines=page.bylines,
    )


def _with_title(page: Page) -> Iterator[Block]:
    """The blocks, after the heading that the page shows over them where the extraction lost it."""
    if page.title and page.shows_title and not any(_is_title(b.words, page.title) for b in page.blocks[:_TITLE_REACH]):
        yield Block(words=page.title, level=1)
    yield from page.blocks


_READERS: dict[str, Callable[[str], _Reading]] = {
    "text/html": _read_html,
    "application/xhtml+xml": _read_html,
    "text/markdown": _read_markdown,
}


# --- title, date, language ----------------------------------------------------------------------


def _titled(reading: _Reading, given: str | None) -> tuple[_Reading, int | None]:
    """The reading with the title among its first paragraphs, put there if it is not; and which of them it is."""
    title = " ".join(normalised(unmapped(given or reading.title or "")).text.split())
    if not title:
        return reading, None
    for index, paragraph in enumerate(reading.paragraphs[:_TITLE_REACH]):
        if _is_title(reading.mapped.text[paragraph.span.start : paragraph.span.end], title):
            return reading, index
    if not (given or _lacks_headline(reading)):
        return reading, None
    head = unmapped(title + BETWEEN if reading.mapped.text else title)
    moved = (
        replace(p, span=Span(start=p.span.start + len(head.text), end=p.span.end + len(head.text)))
        for p in reading.paragraphs
    )
    first = Paragraph(span=Span(start=0, end=len(title)), level=1 if any(p.level for p in reading.paragraphs) else 0)
    return replace(reading, mapped=joined((head, reading.mapped)), paragraphs=(first, *moved)), 0


def _lacks_headline(reading: _Reading) -> bool:
    """Does a full sentence come before any heading? Where a heading is first, it is the headline of a story."""
    for paragraph in reading.paragraphs:
        words = reading.mapped.text[paragraph.span.start : paragraph.span.end]
        if paragraph.level or (is_ended(words) and not is_boilerplate(words)):
            return not paragraph.level
    return False


def _is_title(words: str, title: str) -> bool:
    """Is this paragraph the title, or the headline of which the title is a shorter form?"""
    if " ".join(words.split()).casefold() == title.casefold():
        return True
    ours, theirs = set(words.casefold().split()), set(title.casefold().split())
    return not is_ended(words) and len(ours) <= 2 * len(theirs) + 5 and len(ours & theirs) >= _SAME_TITLE * len(theirs)


def _published(
    raw: RawDocument, reading: _Reading, now: datetime
) -> tuple[date | None, PublishedFrom | None, tuple[Problem, ...]]:
    """The day of publication, how it is known, and what speaks against it."""
    latest = (raw.fetched_at or now).date() + _AHEAD
    problems: list[Problem] = []
    for published_from, day in _days(raw, reading):
        if day is None:
            problems.append(_problem(raw, "bad-date", "the date of publication that comes with it cannot be read"))
        elif day <= latest:
            return day, published_from, tuple(problems)
        else:
            problems.append(_problem(raw, "future-date", f"published {day} ({published_from}), after {latest}"))
            if published_from == "given":  # whoever gave it may know; we say that we doubt it
                return day, published_from, tuple(problems)
    if not problems:
        problems.append(_problem(raw, "no-publication-date", "the text does not say when it was published"))
    return None, None, tuple(problems)


def _days(raw: RawDocument, reading: _Reading) -> Iterator[tuple[PublishedFrom, date | None]]:
    """The days that could be that of publication, best known first."""
    headers = dict(raw.headers)
    if raw.published:
        yield "given", raw.published
    if "published" in headers:
        yield "metadata", written_day(headers["published"])
    yield from (("metadata", day) for words in reading.published if (day := written_day(words)))
    # The Date of an HTTP answer is the moment of the answer; that of a mail is when it was sent.
    if "date" in headers and raw.url is None:
        yield "header", written_day(headers["date"])
    yield from (("byline", day) for day in byline_days(reading.bylines))


def _language(raw: RawDocument, config: Config, sentences: Iterable[str]) -> str | None:
    named = (raw.language or config.language or "").replace("_", "-").split("-")[0].lower()
    return named if len(named) in (2, 3) else language_of(" ".join(sentences))
