"""A report as its reader sees it, line by line: out of Markdown, HTML or Word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser

from marsad.report.language import unmarked

_RULE = re.compile(r"^\|?[\s:|-]+\|?$")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_LINK = re.compile(r"\s*<https?://[^>\s]*>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """``is_label``: a heading, or the head of a table. Cells of a row are joined by bars."""

    number: int
    text: str
    is_label: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """All lines, the pictures (or their hashes), scripts and styles, and the stamp for programs where there is one."""

    lines: tuple[Line, ...]
    pictures: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    stamp: str | None = None


def read(text: str) -> Sheet:
    """The lines of a report in Markdown or HTML."""
    return _html(text) if text.lstrip().startswith("<") and "<html" in text.lower() else _markdown(text)


# --- Markdown ----------------------------------------------------------------------------------

_STAMP = re.compile(r"<!-- marsad-report (.*?) -->", re.DOTALL)


def _markdown(text: str) -> Sheet:
    stamp = _STAMP.search(text)
    # What no reader sees says nothing; its lines are kept, so that numbers of lines hold.
    plain = _COMMENT.sub(lambda match: "\n" * match[0].count("\n"), text)
    return Sheet(lines=tuple(_markdown_lines(plain)), stamp=stamp[1] if stamp else None)


def _markdown_lines(text: str) -> Iterator[Line]:
    lines = text.splitlines()
    for number, line in enumerate(lines, start=1):
        plain = re.sub(r"\\([^\w\s])", r"\1", _LINK.sub("", line)).strip()
        if not plain or _RULE.match(plain):
            continue
        follows_head = number < len(lines) and _RULE.match(lines[number].strip()) is not None and "|" in plain
        is_label = plain.startswith("#") or follows_head or (plain.startswith("**") and plain.endswith("**"))
        yield Line(number=number, text=_bare(plain.lstrip("#- ").replace("**", "")), is_label=is_label)


def _bare(text: str) -> str:
    """One line without the bars at its ends."""
    return " | ".join(unmarked(cell) for cell in unmarked(text).strip("|").split("|")).strip()


# --- HTML --------------------------------------------------------------------------------------

_BLOCKS = frozenset((
    *("p", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "title", "div", "dt", "dd", "figcaption", "caption"),
    *("figure", "section", "header", "footer", "main", "blockquote", "pre", "table", "ul", "ol", "aside", "summary"),
    *("details", "br"),
))  # fmt: skip
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6", "title"))
_UNSEEN = frozenset(("style", "script"))


class _Reader(HTMLParser):
    """Collects the text of blocks. A row is a label where all its cells are heads."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[Line] = []
        self.pictures: list[str] = []
        self.hidden: list[str] = []
        self.stamp: str | None = None
        self._parts: list[str] = []
        self._tags: set[str] = set()
        self._hidden: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag in _BLOCKS:
            self.end_block()
        self._tags.add(told.get("class") or "" if tag in ("p", "strong") else tag)
        if tag in _UNSEEN or tag == "svg":
            self._hidden.append(tag)
        if tag == "meta" and told.get("name") == "marsad-report":
            self.stamp = told.get("content")
        if tag == "img":
            self.pictures.append("img")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self._parts.append(" | ")
        if tag in _BLOCKS:
            self.end_block()
        if self._hidden and tag == self._hidden[-1]:
            self._hidden.pop()
        if tag == "strong" and "title" in self._tags:
            self.end_block()

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self._parts.append(data)
        elif self._hidden[-1] in _UNSEEN:
            self.hidden.append(data)

    def end_block(self) -> None:
        """What was collected is one line."""
        text = _bare("".join(self._parts))
        heads = "th" in self._tags and "td" not in self._tags
        labels = bool(self._tags & (_HEADINGS | {"stamp", "stamp internal", "period", "title"})) or heads
        if text:
            self.lines.append(Line(number=self.getpos()[0], text=text, is_label=labels))
        self._parts, self._tags = [], set()


_SVG = re.compile(r"<svg\b.*?</svg>", re.DOTALL | re.IGNORECASE)


def _html(text: str) -> Sheet:
    reader = _Reader()
    reader.feed(text)
    reader.close()
    reader.end_block()
    # A picture is told by all of it: whoever changes a number in it changes the picture.
    drawn = [match[0] for match in _SVG.finditer(text)]
    return Sheet(
        lines=tuple(reader.lines), pictures=(*drawn, *reader.pictures), hidden=tuple(reader.hidden), stamp=reader.stamp
    )
