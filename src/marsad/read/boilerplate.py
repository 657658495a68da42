"""Which lines of a page are not the report: menus, buttons, banners, bylines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Any

from marsad.read.dates import is_date_line, is_dated_line
from marsad.read.knowledge import knowledge

_EDGES = " \t.,:;!?…-–—*#>»›|[](){}\"'“”‘’←→↑↓▲▼•·✕×"
_LETTER = re.compile(r"[^\W\d_]")
_SEPARATED = re.compile(r"\s[|–—·•/»>-]\s")
_ENDED = re.compile(r"[.!?…:;,”\"][)\]]?\s*$")


def is_boilerplate(line: str) -> bool:
    """Is this line, by its words or shape, something that surrounds a report?"""
    if not _LETTER.search(line):
        return True
    if len(line) > knowledge("boilerplate")["max_chars"]:
        return False
    bare = line.strip(_EDGES)
    return (
        _is_phrase(bare)
        or bool(_patterns().fullmatch(line.strip()))
        or _is_menu(line)
        or is_date_line(bare)
        or is_dated_line(bare)
    )


def is_caption(line: str) -> bool:
    return line.casefold().startswith(tuple(knowledge("boilerplate")["caption"]["starts"]))


def menus(lines: Sequence[str]) -> set[int]:
    """Indices of short lines that stand in a run before the first line that ends a sentence, or after the last."""
    menu = knowledge("boilerplate")["menu"]
    ended = [index for index, line in enumerate(lines) if _ENDED.search(line)]
    first, last = (ended[0], ended[-1]) if ended else (len(lines), -1)
    found: set[int] = set()
    run: list[int] = []
    for index, line in enumerate((*lines, "")):
        outside = index < len(lines) and (index < first or index > last)
        if outside and (_is_entry(line, menu) or (line and _is_phrase(line.strip(_EDGES)))):
            run.append(index)
            continue
        found.update(run if len(run) >= menu["run_lines"] else ())
        run = []
    return found


def glue(text: str) -> tuple[int, int]:
    """Where the report starts and ends, when a button is glued to its first or last words."""
    table = knowledge("boilerplate")
    start = next((len(words) for words in table["glued_start"] if text.startswith(words)), 0)
    if start and not (text[start:].lstrip() or " ")[0].isupper():
        start = 0
    for words in table["glued_end"]:
        report = text.removesuffix(words)
        if len(report) < len(text) and _ENDED.search(report) and "\n" not in text[len(report.rstrip()) : len(report)]:
            return start, len(report)
    return start, len(text)


@cache
def _phrases() -> frozenset[str]:
    return frozenset(phrase.casefold() for phrase in knowledge("boilerplate")["phrases"])


@cache
def _patterns() -> re.Pattern[str]:
    """All patterns as one; each is bounded and tried on short lines only, so reading stays linear."""
    table = knowledge("boilerplate")
    return re.compile("|".join((*table["patterns"], *table["byline"]["patterns"])), re.IGNORECASE)


def _is_phrase(line: str) -> bool:
    """One of the phrases, or several between separators: "Share this article – Leave a comment"."""
    return all(part.strip(_EDGES).casefold() in _phrases() for part in _SEPARATED.split(line))


def _is_menu(line: str) -> bool:
    """Three or more entries of a few words between separators: "Home > News > World"."""
    menu = knowledge("boilerplate")["menu"]
    entries = [entry.split() for entry in re.split(rf"\s[{re.escape(menu['separators'])}]\s|\s?\|\s?", line.strip())]
    filled = [entry for entry in entries if entry]
    return len(filled) >= menu["entries"] and all(len(entry) <= menu["entry_words"] for entry in filled)


def _is_entry(line: str, menu: dict[str, Any]) -> bool:
    words = line.strip(_EDGES).split()
    return (
        0 < len(words) <= menu["line_words"]
        and len(line) <= menu["line_chars"]
        and not _ENDED.search(line)
        and all(word in menu["small_words"] or not word[0].islower() for word in words)
        and words[0][0].isalpha()
    )
