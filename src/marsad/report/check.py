"""Does a report say only what its events say? For Markdown and HTML, also after a person has edited it.

Every sentence, item and table row must end with the numbers of its events, ``[1, 3–5]``, to which the last table gives
ids; ``[method]`` stands behind the report's own sentences on its method only. A number in digits must be told by those
events: one of their own numbers, how many they are, or a sum over them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from html.parser import HTMLParser
from typing import Any

from marsad.record import canonical_json
from marsad.report.compose import load_words
from marsad.report.tally import total
from marsad.types import Problem

Record = Mapping[str, Any]

_MEASURES = ("killed", "injured", "detained", "abducted", "displaced", "participants")
_TELLING = ("counts", "when", "published", "ordinal", "campaign", "duration", "sources", "independent_sources")
_CITE = re.compile(r"\[(method|\d+(?:–\d+|-\d+)?(?:, \d+(?:–\d+|-\d+)?)*)\]")
_ANNEX = re.compile(r"^\|?\s*\[(\d+)\]\s*\|\s*([0-9a-f]{20})\b")
_DATE = re.compile(r"\b\d{4}-\d{2}-\d{2}\b(?: \d{2}:\d{2} UTC)?")
#: A number that is no part of a word ("M4", "14th").
_NUMBER = re.compile(r"(?<![\w.,])\d{1,3}(?:,\d{3})+(?!\w)|(?<![\w.,])\d+(?:\.\d+)?(?!\w)")
#: The end of a sentence: not that of an initial or a short title ("St. Petersburg", "J. Doe").
_SENTENCE_END = re.compile(r"(?<!\b[A-Z])(?<!\b[A-Z][a-z])(?<!\b[A-Z][a-z]{2})[.!?](?=\s+[A-Z0-9“\"])")
_RULE = re.compile(r"^\|?[\s:|-]+\|?$")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """One line of the report as a reader sees it. ``is_label``: a heading or the head of a table."""

    number: int
    text: str
    is_label: bool


def check(text: str, records: Iterable[Record]) -> tuple[Problem, ...]:
    """What the report says without an event, or otherwise than its events; nothing found, nothing returned.

    Codes: ``uncited-sentence``, ``uncited-number``, ``unknown-reference`` (a number the list of events lacks),
    ``unknown-event`` (an id the records lack), ``unsupported-number``. Details name the line.
    """
    known = {record["id"]: record for record in records}
    lines = list(_html_lines(text) if text.lstrip().startswith("<") else _markdown_lines(text))
    references = {int(m[1]): m[2] for line in lines if (m := _ANNEX.match(line.text))}
    dates = {found for line in lines if line.is_label for found in _DATE.findall(line.text)}
    # The title names the area, and an area may be called "Zone 5".
    named = _numbers(lines[0].text) if lines and lines[0].is_label else set()
    told = named | _told_numbers(known.values())
    found: list[Problem] = []
    for line in lines:
        if match := _ANNEX.match(line.text):
            found += [] if match[2] in known else [_problem("unknown-event", line)]
        elif line.is_label:
            found += [_problem("uncited-number", line)] if _numbers(line.text) - told else []
        else:
            for sentence in _sentences(line.text):
                found += [_problem(code, line) for code in _faults(sentence, references, known, dates | named)]
    return tuple(found)


_DETAILS = {
    "uncited-sentence": "a sentence without its events",
    "uncited-number": "a number without its events",
    "unknown-reference": "a reference that the list of events does not hold",
    "unknown-event": "an event that is not there",
    "unsupported-number": "a number that its events do not tell",
}


def _problem(code: str, line: _Line) -> Problem:
    return Problem(stage="report", code=code, detail=f"line {line.number}: {_DETAILS[code]}")


# --- one sentence ------------------------------------------------------------------------------


def _sentences(text: str) -> list[str]:
    """The sentences of a line; a row of a table is one."""
    if "|" in text:
        return [text]
    parts, start = [], 0
    for match in _SENTENCE_END.finditer(text):
        # "… [3]. The next": the citation stands before the stop, so nothing of it is cut off.
        parts.append(text[start : match.end()])
        start = match.end()
    return [part for part in (*parts, text[start:]) if any(letter.isalnum() for letter in part)]


def _faults(sentence: str, references: Mapping[int, str], known: Mapping[str, Record], own: set[str]) -> Iterator[str]:
    cited = _CITE.findall(sentence)
    if not cited or ("method" in cited and not _is_on_method(sentence)):
        yield "uncited-number" if _numbers(_CITE.sub("", sentence)) else "uncited-sentence"
        return
    numbers = {number for part in cited if part != "method" for number in _expanded(part)}
    if any(number not in references for number in numbers):
        yield "unknown-reference"
        return
    events = [known[references[number]] for number in sorted(numbers) if references[number] in known]
    supported = own | _told_numbers(events)
    text = _CITE.sub("", sentence)
    if "method" not in cited and (_numbers(text) | set(_DATE.findall(text))) - supported:
        yield "unsupported-number"


def _is_on_method(sentence: str) -> bool:
    """Whether it is one of the report's own sentences, its time stamp aside."""
    plain = _DATE.sub("", _CITE.sub("", sentence)).strip(" -.")
    return " ".join(plain.split()) in _method_sentences()


@lru_cache(maxsize=1)
def _method_sentences() -> frozenset[str]:
    words = load_words()
    own = (*words["method"].values(), words["highlights"]["none"], words["as_of"].format(now=""))
    return frozenset(" ".join(sentence.split()).strip(" -.") for sentence in own)


def _expanded(part: str) -> Iterator[int]:
    """ "1, 3–5" → 1, 3, 4, 5."""
    for run in part.split(", "):
        first, _, last = run.replace("–", "-").partition("-")
        yield from range(int(first), int(last or first) + 1)


def _numbers(text: str) -> set[str]:
    """The numbers of a text but for its dates, without the commas of thousands."""
    return {number.replace(",", "") for number in _NUMBER.findall(_DATE.sub("", text))}


def _told_numbers(events: Collection[Record]) -> set[str]:
    """Every number and date that stands in the events or their names, how many they are, and the sums over them."""
    told = {str(len(events))}
    for event in events:
        names = [(party["name"], party["text"]) for party in event["parties"]]
        places = [(event["where"] or {}).get(name) for name in ("name", "admin1", "admin2")]
        words = canonical_json([names, places, *(event[field] for field in _TELLING)])
        told |= {*re.findall(r"\d+", words), *_DATE.findall(words)}
    for measure in _MEASURES:
        summed = total(events, measure)
        told |= {str(number) for number in (summed.low, summed.best, summed.high)}
    return told


# --- lines as a reader sees them ---------------------------------------------------------------


def _markdown_lines(text: str) -> Iterator[_Line]:
    lines = text.splitlines()
    for number, line in enumerate(lines, start=1):
        plain = re.sub(r"\\([^\w\s])", r"\1", line).strip()
        if not plain or _RULE.match(plain):
            continue
        follows_head = number < len(lines) and _RULE.match(lines[number].strip()) is not None and "|" in plain
        yield _Line(number=number, text=plain, is_label=plain.startswith("#") or follows_head)


_BLOCKS = frozenset(("p", "li", "tr", "h1", "h2", "h3", "h4", "title", "div", "dt", "dd", "figcaption", "caption"))
_LABELS = frozenset(("h1", "h2", "h3", "h4", "title", "th"))
_UNSEEN = frozenset(("style", "script"))


class _Reader(HTMLParser):
    """Collects the text of blocks; cells of a row are joined by a bar."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[_Line] = []
        self._parts: list[str] = []
        self._labelled = False
        self._hidden = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        if tag in _BLOCKS:
            self.end_block()
        self._labelled = self._labelled or tag in _LABELS
        self._hidden = self._hidden or tag in _UNSEEN

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self._parts.append(" | ")
        if tag in _BLOCKS:
            self.end_block()
        if tag in _UNSEEN:
            self._hidden = False

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self._parts.append(data)

    def end_block(self) -> None:
        """What was collected is one line."""
        text = " ".join("".join(self._parts).split()).removesuffix("|").strip()
        if text:
            self.lines.append(_Line(number=self.getpos()[0], text=text, is_label=self._labelled))
        self._parts, self._labelled = [], False


def _html_lines(text: str) -> list[_Line]:
    reader = _Reader()
    reader.feed(text)
    reader.close()
    reader.end_block()
    return reader.lines
