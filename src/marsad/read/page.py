"""A page of HTML → its paragraphs, title and dates.

trafilatura finds the report, readability where that finds next to nothing, and where both do it is the whole page less
its navigation. Which of them it was changes no offset: the text is laid over the page again
(:mod:`marsad.read.origin`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from marsad.read.knowledge import knowledge
from marsad.read.layout import Kind, paragraphs

# Less is a teaser, a cookie banner or a misread page: the shortest wire reports have 40 words.
_TOO_LITTLE = 25
# An <article> of fewer words is a card that links to a story; the page itself is one story then.
_STORY_WORDS = 60
# The longest live pages have 20,000 elements. Beyond, the extractors take minutes and gigabytes, and find no report.
_MOST_ELEMENTS = 50_000
_BYLINE_REACH = 12  # paragraphs after the headline in which a page states its date
_SUFFIX = re.compile(r"\s[|–—-]\s[^|–—-]{1,40}$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One paragraph of a page, white space folded. ``level`` is that of a heading, 0 for none."""

    words: str
    level: int = 0
    opens: bool = False  #: the first of one of several articles
    kind: Kind = "prose"


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What a page says: the report, and about itself."""

    blocks: tuple[Block, ...] = ()
    title: str | None = None
    shows_title: bool = False  #: it is printed on the page as a heading
    site: str | None = None
    link: str | None = None
    published: tuple[str, ...] = ()  #: as written in its metadata, best first
    bylines: tuple[str, ...] = ()  #: paragraphs around the headline


def read_page(source: str) -> Page:
    """The page; empty where there is nothing to parse."""
    tree = _tree(source)
    if tree is None:
        return Page()
    meta = _meta(tree)
    everything = list(_blocks(tree, whole_page=True))
    facts = list(_linked_data(tree))
    title, shows_title = _title(tree, meta)
    return Page(
        blocks=tuple(everything if _is_huge(tree) else _report(source, everything)),
        title=title,
        shows_title=shows_title,
        site=_first(meta, "site") or _publisher(facts),
        link=_link(tree, meta),
        published=tuple(_published(tree, meta, facts)),
        bylines=tuple(_near(everything, title)),
    )


def _tree(source: str) -> Any:
    """The tree, or None for a page without elements. Bytes go in: a string must not declare an encoding."""
    from lxml import etree, html

    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        return html.document_fromstring(source.replace("\0", "").encode("utf-8", "ignore"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):  # nothing but white space, comments or broken markup
        return None


def _is_huge(tree: Any) -> bool:
    return sum(1 for _ in tree.iter()) > _MOST_ELEMENTS


# --- the report ---------------------------------------------------------------------------------


def _report(source: str, everything: list[Block]) -> list[Block]:
    for extraction in (_by_trafilatura, _by_readability):
        found = extraction(source)
        if _length(found) >= _TOO_LITTLE:
            return found
    return everything


def _length(blocks: Iterable[Block]) -> int:
    return sum(len(block.words.split()) for block in blocks)


def _by_trafilatura(source: str) -> list[Block]:
    """Each long <article> by itself (trafilatura would keep the first), or the page."""
    tree = _tree(source)
    articles = [element for element in tree.iter("article") if not any(True for _ in element.iterancestors("article"))]
    stories = [element for element in articles if len("".join(element.itertext()).split()) >= _STORY_WORDS]
    if len(stories) < 2:
        return list(_extracted(tree))
    parts = [list(_extracted(story)) for story in stories]
    return [replace(block, opens=index == 0) for part in parts for index, block in enumerate(part)]


def _extracted(part: Any) -> Iterator[Block]:
    found = _quiet_trafilatura().bare_extraction(part, favor_recall=True, include_comments=False)
    return _blocks(found.body) if found is not None and found.body is not None else iter(())


@cache
def _quiet_trafilatura() -> Any:
    """It logs every page that it gives up on; we tell that as a Problem."""
    import logging

    import trafilatura

    logging.getLogger("trafilatura").addHandler(logging.NullHandler())
    return trafilatura


def _by_readability(source: str) -> list[Block]:
    import logging

    import readability

    logging.getLogger("readability").addHandler(logging.NullHandler())
    try:
        summary = readability.Document(source).summary()
    except readability.readability.Unparseable:
        return []
    tree = _tree(summary)
    return [] if tree is None else list(_blocks(tree))


# --- elements → paragraphs ----------------------------------------------------------------------


@dataclass(slots=True)
class _Walk:
    """The paragraph being put together on the way through a tree."""

    words: list[str] = field(default_factory=list)
    inside: list[str] = field(default_factory=list)  #: paragraph elements open
    level: int = 0
    unread: int = 0  #: elements open whose words are not read

    def add(self, words: str | None) -> None:
        if words and not self.unread:
            verbatim = self.inside and self.inside[-1] in knowledge("page")["verbatim"]
            self.words.append(words if verbatim else re.sub(r"\s+", " ", words))

    def flush(self) -> Iterator[Block]:
        """The blocks of what was put together; a line break ends one unless the next line goes on in small letters."""
        text, self.words = "".join(self.words), []
        if not text.strip():
            return
        table = knowledge("page")
        kind: Kind = "prose"
        if self.inside and self.inside[-1] in table["captions"]:
            kind = "caption"
        elif self.inside and self.inside[-1] in table["items"]:
            kind = "item"
        for paragraph in paragraphs(text):
            words = " ".join(text[paragraph.span.start : paragraph.span.end].split())
            yield Block(words=words, level=self.level, kind=kind if kind != "prose" else paragraph.kind)


def _blocks(tree: Any, *, whole_page: bool = False) -> Iterator[Block]:
    from lxml import etree

    table = knowledge("page")
    unread = {*table["unread"], "head"} if whole_page else set()
    walk = _Walk()
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        tag = element.tag
        if tag in table["paragraphs"]:
            yield from walk.flush()
        if event == "start":
            _enter(walk, element, tag, unread)
        else:
            _leave(walk, element, tag, unread)
    yield from walk.flush()


def _enter(walk: _Walk, element: Any, tag: str, unread: set[str]) -> None:
    if tag in unread:
        walk.unread += 1
    if tag in knowledge("page")["paragraphs"]:
        walk.inside.append(tag)
    heading = re.fullmatch("h([1-6])", element.get("rend") or "" if tag == "head" else tag)
    if heading:
        walk.level = int(heading[1])
    walk.add(element.text)


def _leave(walk: _Walk, element: Any, tag: str, unread: set[str]) -> None:
    table = knowledge("page")
    if tag in table["breaks"]:
        walk.words.append("\n")
    if tag in ("cell", "td", "th"):
        walk.add(" ")
    if tag in table["paragraphs"]:
        walk.inside.pop()
        walk.level = 0
    walk.unread -= tag in unread
    walk.add(element.tail)


# --- what it says about itself ------------------------------------------------------------------


def _meta(tree: Any) -> dict[str, str]:
    """The first content of every meta name."""
    found: dict[str, str] = {}
    for element in tree.iter("meta"):
        content = (element.get("content") or "").strip()
        for attribute in ("property", "name", "itemprop"):
            name = element.get(attribute)
            if name and content:
                found.setdefault(name.strip().lower(), content)
    return found


def _first(meta: dict[str, str], key: str) -> str | None:
    return next((meta[name] for name in knowledge("page")[key] if name in meta), None)


def _title(tree: Any, meta: dict[str, str]) -> tuple[str | None, bool]:
    """The only h1 if the page's title starts with it, else what the metadata say, else the title less the site's name.

    And whether it is that heading.
    """
    headings = [" ".join("".join(element.itertext()).split()) for element in tree.iter("h1")]
    named = " ".join("".join(tree.findtext(".//title") or "").split())
    stated = _first(meta, "title")
    if len(headings) == 1 and headings[0] and (named.startswith(headings[0]) or headings[0] == stated):
        return headings[0], True
    if stated:
        return " ".join(stated.split()), False
    bare = _SUFFIX.sub("", named)
    return (bare if len(bare.split()) > 2 else named) or None, False


def _link(tree: Any, meta: dict[str, str]) -> str | None:
    canonical = next((element.get("href") for element in tree.iter("link") if element.get("rel") == "canonical"), None)
    link = (canonical or _first(meta, "link") or "").strip()
    return link if link.startswith(("http://", "https://")) else None


def _published(tree: Any, meta: dict[str, str], facts: list[dict[str, Any]]) -> Iterator[str]:
    for name in knowledge("dates")["meta"]:
        if name in meta:
            yield meta[name]
    for key in knowledge("dates")["json_ld"]:
        yield from (fact[key] for fact in facts if isinstance(fact.get(key), str))
    times = [element for element in tree.iter("time") if element.get("datetime")]
    marked = [
        element for element in times if element.get("pubdate") or "datePublished" in (element.get("itemprop") or "")
    ]
    first = [element for element in times if any(True for _ in element.iterancestors("article", "main"))][:1]
    yield from (element.get("datetime") for element in (*marked, *first, *(times if len(times) == 1 else ())))


def _linked_data(tree: Any) -> Iterator[dict[str, Any]]:
    """Every object in the page's JSON-LD, wherever it hangs."""
    scripts = (element.text or "" for element in tree.iter("script") if element.get("type") == "application/ld+json")
    for script in scripts:
        try:
            waiting = [json.loads(script)]
        except (ValueError, RecursionError):  # broken, or nested beyond all reason
            continue
        while waiting:
            node = waiting.pop()
            if isinstance(node, dict):
                yield node
                waiting += reversed(node.values())
            elif isinstance(node, list):
                waiting += reversed(node)


def _publisher(facts: list[dict[str, Any]]) -> str | None:
    named = (fact["publisher"].get("name") for fact in facts if isinstance(fact.get("publisher"), dict))
    return next((name.strip() for name in named if isinstance(name, str) and name.strip()), None)


def _near(blocks: list[Block], title: str | None) -> Iterator[str]:
    at = next((index for index, block in enumerate(blocks) if title and title in block.words), 0)
    return (block.words for block in blocks[at : at + _BYLINE_REACH])
