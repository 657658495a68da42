"""Cutting values out of a flat record so that claims, quotes and losing values stay in step with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

Row = dict[str, Any]

#: Fields that are lists of words out of the text; contexts are a closed list.
WORD_LISTS = ("means", "escort", "targets", "outcome", "tags")


def each_quote(record: Row) -> Iterator[tuple[str, Row]]:
    """(field, quote) for all quotes, those of losing values included."""
    for field, quotes in record["quotes"].items():
        for quote in quotes:
            yield field, quote
    for rival in record.get("rivals", ()):
        for quote in rival["quotes"]:
            yield rival["field"], quote


def keep_items(record: Row, field: str, stays: Callable[[str], bool]) -> bool:
    """Keep only the words of a list that may stay. Whether any went."""
    kept = [index for index, words in enumerate(record[field]) if stays(words)]
    if len(kept) == len(record[field]):
        return False
    record[field] = [record[field][index] for index in kept]
    new_index = {old: new for new, old in enumerate(kept)}
    for part in ("claims", "quotes"):
        rows = [row for row in record[part].get(field, ()) if row["item"] in new_index]
        record[part][field] = [{**row, "item": new_index[row["item"]]} for row in rows]
        if not rows:
            del record[part][field]
    return True


def blank(record: Row, field: str) -> None:
    """Take a single value out, with its claim and its quotes."""
    record[field] = None
    record["claims"].pop(field, None)
    record["quotes"].pop(field, None)


def drop_losers(record: Row, goes: Callable[[str], bool]) -> bool:
    """Drop the losing values of these fields. Whether there were any."""
    rivals = record.get("rivals", [])
    kept = [rival for rival in rivals if not goes(rival["field"])]
    dropped = len(kept) < len(rivals)
    if dropped:
        record["rivals"] = kept
    for field, held in record["claims"].items():
        for claim in held if isinstance(held, list) else [held]:
            if "rivals" in claim and goes(field) and claim.pop("rivals"):
                dropped = True
    return dropped
