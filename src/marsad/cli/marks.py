"""Text with the words that matter marked: coloured on a terminal, in brackets elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Iterable

from marsad.cli.tables import plain

#: Field → terminal colour. Told apart by name in the margin as well, never by colour alone.
COLOURS = {
    "kind": "bold red",
    "mode": "red",
    "status": "magenta",
    "attribution": "italic magenta",
    "parties": "bold cyan",
    "where": "bold green",
    "when": "bold yellow",
    "duration": "yellow",
    "counts": "bold bright_red",
    "means": "bright_red",
    "escort": "blue",
    "targets": "bright_cyan",
    "outcome": "bright_magenta",
    "campaign": "bright_blue",
    "ordinal": "bright_yellow",
    "contexts": "dim",
}

Marked = tuple[int, int, str]


def print_marked(text: str, marks: Iterable[Marked], *, indent: str = "") -> None:
    """One passage on stdout; ``marks`` are (start, end, field) within it; of two that overlap the longer counts."""
    kept: list[Marked] = []
    for start, end, field in sorted(marks, key=lambda mark: (mark[0] - mark[1], mark[0])):
        if all(end <= other[0] or other[1] <= start for other in kept):
            kept.append((start, end, field))
    pieces: list[tuple[str, str | None]] = []
    position = 0
    for start, end, field in sorted(kept):
        pieces.append((text[position:start], None))
        pieces.append((text[start:end], field))
        position = end
    pieces.append((text[position:], None))
    _print(pieces, indent)


def _print(pieces: list[tuple[str, str | None]], indent: str) -> None:
    if not sys.stdout.isatty():
        parts = (_flat(words) if field is None else f"[{_flat(words)}]" for words, field in pieces)
        print(indent + "".join(parts).strip())
        return
    from rich.console import Console
    from rich.padding import Padding
    from rich.text import Text

    line = Text()
    for words, field in pieces:
        line.append(_flat(words), style=COLOURS.get(field or "", "") + (" underline" if field else ""))
    Console(highlight=False).print(Padding(line, (0, 0, 0, len(indent))))


def _flat(words: str) -> str:
    """One line and no control characters, the spaces at the edges kept."""
    lead = " " if words[:1].isspace() else ""
    tail = " " if words[-1:].isspace() and words.strip() else ""
    return lead + plain(words) + tail
