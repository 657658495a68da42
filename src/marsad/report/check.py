"""Does a report say only what its evidence says? Also after a person, or a model, has edited it.

The report is composed anew from the store; what is checked is held against that. Every sentence, item and table row
must end with references, ``[1, C3–C5]``, of those that the list at the end gives; ``[method]`` stands behind the
report's own sentences only. A number, in digits or in words, must be told by what is cited: one of its own, how many
events they are, or a sum over them.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from marsad.report.citing import DATE, told_by
from marsad.report.drawing import png, svg
from marsad.report.language import Words, load_words, unmarked
from marsad.report.lines import Line, Sheet, read
from marsad.report.model import Report, Row
from marsad.report.render import own_style
from marsad.types import Problem

_KEY = r"[CSAWFR]?\d+(?:[–-][CSAWFR]?\d+)?"
_CITE = re.compile(rf"\[(method|{_KEY}(?:, {_KEY})*)\]")
_ANNEX = re.compile(r"^\|?\s*\[([CSAWFR]?\d+)\]\s*\|\s*([0-9a-f]{20})\b")
_TIME = re.compile(r"\b\d\d:\d\d UTC\b")
#: A number that is no part of a word ("M4", "14th"); thousands may be parted by commas or narrow spaces.
_NUMBER = re.compile(r"(?<![\w.,])\d{1,3}(?:[,\u202f\u00a0٬]\d{3})+(?!\w)|(?<![\w.,])\d+(?:[.٫]\d+)?(?![^\W_])%?")
#: The end of a sentence: not that of an initial or a short title ("St. Petersburg", "J. Doe").
_SENTENCE_END = re.compile(
    r"(?<!\b[A-Z])(?<!\b[A-Z][a-z])(?<!\b[A-Z][a-z]{2})[.!?؟](?=\s+[A-ZÀ-ÖØ-Þ0-9“\"«\u0600-\u06ff])"
)
_WORD = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")

_DETAILS = {
    "uncited-sentence": "a sentence without what it rests on",
    "uncited-number": "a number without what it rests on",
    "unknown-reference": "a reference that the evidence does not hold",
    "changed-reference": "a reference that stands for something else in the store",
    "missing-reference": "a reference that is cited, and is not in the list",
    "unsupported-number": "a number that its references do not tell",
    "changed-picture": "a picture that is not the report's own",
    "hidden-script": "a script or style that is not the report's own, and could show anything",
}


def check(text: str | Sheet, report: Report) -> tuple[Problem, ...]:
    """What a text says without evidence, or otherwise than its evidence; nothing found, nothing returned.

    ``report`` is what the store says now on what the text is about. Codes: ``uncited-sentence``, ``uncited-number``,
    ``unknown-reference``, ``changed-reference`` (its hash is another: events were added, withdrawn or changed),
    ``missing-reference``, ``unsupported-number``, ``changed-picture``, ``hidden-script``. Details name the line.
    """
    sheet = read(text) if isinstance(text, str) else text
    known = _known(report)
    given = {match[1] for line in sheet.lines if (match := _ANNEX.match(line.text))}
    found: list[Problem] = []
    for line in sheet.lines:
        found += [_problem(code, line.number) for code in dict.fromkeys(_line_faults(line, known, given))]
    own = _pictures(report, sheet)
    found += [_problem("changed-picture", None) for one in sheet.pictures if unmarked(one) not in own]
    found += [_problem("hidden-script", None) for one in sheet.hidden if one.strip() != own_style().strip()]
    return tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """A report as it is looked up: its references, headings and own sentences."""

    report: Report
    words: Words
    ids: Mapping[str, str]
    labels: frozenset[str]
    sentences: frozenset[str]
    own: frozenset[str]  #: days and numbers of the title, which may stand anywhere


def _known(report: Report) -> _Known:
    labels = {report.title, report.period, report.stamp, f"{report.title}, {report.period}", *report.headings.values()}
    labels.add(" | ".join(report.columns))
    sentences = {report.as_of.text}
    for part in report.parts:
        labels |= {part.heading, *(table.title for table in part.tables), *(one.title for one in part.pictures)}
        labels |= {" | ".join(table.columns) for table in part.tables}
        sentences |= {statement.text for statement in part.statements if statement.cites == "[method]"}
    title = unmarked(f"{report.title} {report.period}")
    return _Known(
        report=report,
        words=load_words(report.asked.language),
        ids={one.key: one.id for one in report.references},
        labels=frozenset(map(_normal, labels)),
        sentences=frozenset(map(_normal, sentences)),
        own=frozenset({*DATE.findall(title), *numbers(title)}),
    )


def _pictures(report: Report, sheet: Sheet) -> set[str]:
    """The report's own pictures, as the sheet tells its own: whole, or by a hash."""
    own = set()
    for part in report.parts if sheet.pictures else ():
        for place, one in enumerate(part.pictures, start=1):
            drawn = svg(one.drawing, name=f"{part.name}{place}", title=one.title, description=one.told.text)
            own.add(unmarked(drawn) if "<svg" in sheet.pictures[0] else hashlib.sha256(png(one.drawing)).hexdigest())
    return own


def _normal(text: str) -> str:
    """Words as they are compared: without marks, references and the stop at the end."""
    return " ".join(unmarked(_CITE.sub("", text)).strip(" -.|").split())


def _problem(code: str, number: int | None) -> Problem:
    where = "" if number is None else f"line {number}: "
    return Problem(stage="report", code=code, detail=f"{where}{_DETAILS[code]}")


def _line_faults(line: Line, known: _Known, given: Iterable[str]) -> Iterator[str]:
    if match := _ANNEX.match(line.text):
        yield from _annex_faults(line, match, known)
    elif line.is_label:
        if _normal(line.text) not in known.labels:
            yield from _faults(line.text, known)
    else:
        for sentence in sentences(line.text):
            yield from _faults(sentence, known)
            cited = {key for key in _keys(sentence) if key in known.ids}
            if given and not cited <= set(given):
                yield "missing-reference"


def _annex_faults(line: Line, match: re.Match[str], known: _Known) -> Iterator[str]:
    """A row of the list must be one of the report's, whole."""
    key, told = match[1], match[2]
    if key not in known.ids:
        yield "unknown-reference"
        return
    one = next(one for one in known.report.references if one.key == key)
    row = _normal(" | ".join((one.id, *one.cells)))
    if told != known.ids[key] or _normal(line.text.partition("|")[2]) != row:
        yield "changed-reference"


# --- one sentence ------------------------------------------------------------------------------


def _faults(sentence: str, known: _Known) -> Iterator[str]:
    cited = _CITE.findall(sentence)
    plain = unmarked(_CITE.sub("", sentence))
    if not cited or ("method" in cited and _normal(sentence) not in known.sentences):
        yield "uncited-number" if numbers(plain) else "uncited-sentence"
        return
    keys = _keys(sentence)
    if any(key not in known.ids for key in keys):
        yield "unknown-reference"
        return
    if "method" in cited:
        return
    supported = known.own | _told(keys, known.report)
    if not (numbers(plain) | set(DATE.findall(plain))) <= supported or any(
        number not in supported for number in spelt_numbers(_unnamed(plain, known.report), known.words)
    ):
        yield "unsupported-number"


def _unnamed(text: str, report: Report) -> str:
    """The sentence without the cells and names of the report: a place may be called "Two Rivers"."""
    for row in _rows(report):
        for cell in row.cells:
            if len(cell) > 3 and not cell.isdigit():
                text = text.replace(unmarked(cell), " ")
    return text


def _rows(report: Report) -> Iterator[Row]:
    for part in report.parts:
        for table in part.tables:
            yield from table.rows


def sentences(text: str) -> list[str]:
    """The sentences of a line; a row of a table is one."""
    if "|" in text:
        return [text]
    parts, start = [], 0
    for match in _SENTENCE_END.finditer(text):
        # "… [3]. The next": the citation stands before the stop, so nothing of it is cut off.
        parts.append(text[start : match.end()])
        start = match.end()
    return [part for part in (*parts, text[start:]) if any(letter.isalnum() for letter in part)]


def _keys(sentence: str) -> list[str]:
    """ "[1, C3–C5]" → 1, C3, C4, C5."""
    found = []
    for part in _CITE.findall(sentence):
        for run in part.split(", ") if part != "method" else ():
            first, _, last = run.replace("–", "-").partition("-")
            sort = first[0] if first[0].isalpha() else ""
            ends = [int(end.lstrip("CSAWFR")) for end in (first, last or first)]
            found += [f"{sort}{number}" for number in range(ends[0], min(ends[1], ends[0] + 9999) + 1)]
    return found


def _told(keys: Collection[str], report: Report) -> frozenset[str]:
    """Every number and day that these references tell, alone and together."""
    held = {one.key: one for one in report.references}
    told = {number for key in keys if key in held for number in held[key].told}
    events = [report.records[key] for key in keys if key in report.records]
    return frozenset({str(len(set(keys))), *told, *(told_by(events) if events else ())})


# --- numbers -----------------------------------------------------------------------------------


def numbers(text: str) -> set[str]:
    """The numbers in digits but for days, in plain digits, without what parts thousands."""
    bare = _TIME.sub("", DATE.sub("", text))
    return {_digits(match) for match in _NUMBER.findall(bare)}


def _digits(number: str) -> str:
    plain = re.sub("[,\u202f\u00a0٬]", "", number).replace("٫", ".")
    return "".join(str(int(one)) if one.isdecimal() else one for one in plain)


def spelt_numbers(text: str, words: Words) -> set[str]:
    """The numbers in words, as they are read; a vague one ("dozens") as its word, which nothing supports.

    "One" alone is a pronoun as often as a number, and is passed over.
    """
    table: Mapping[str, int] = words.table["numerals"]
    found, run = set[str](), list[int]()
    for word in [*_spelt(text), ""]:
        if word in table:
            run.append(table[word])
        elif run and word in _joining(words):
            continue
        else:
            found |= {str(_value(run))} if run and run != [1] else set()
            run = []
        if word in _vague(words):
            found.add(word)
    return found


def _spelt(text: str) -> list[str]:
    return [part for word in _WORD.findall(text.casefold()) for part in re.split("[-’']", word) if part]


@lru_cache(maxsize=8)
def _vague(words: Words) -> frozenset[str]:
    return frozenset(words.table["wording"]["vague"])


@lru_cache(maxsize=8)
def _joining(words: Words) -> frozenset[str]:
    return frozenset(words.table["wording"]["joining"])


def _value(run: Iterable[int]) -> int:
    """ "two hundred and five": what is large multiplies what came before it."""
    total = part = 0
    for number in run:
        if number >= 1000:
            total, part = total + max(part, 1) * number, 0
        elif number == 100:
            part = max(part, 1) * number
        else:
            part += number
    return total + part
