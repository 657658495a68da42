"""When, in words: the temporal expressions of a sentence.

The grammar is ``data/times.toml``; it reads words, and takes the parser's DATE and TIME entities only as support
where a word alone would be too little (a bare month or year). What the words mean is said by ``marsad.resolve.dates``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, cast

from marsad.extract.parse import Parse
from marsad.extract.patterns import (
    Guard,
    alternatives,
    expand,
    grammar_table,
    guard_of,
    is_possible,
    named_parts,
    token_range,
)

TimeLabel = Literal["on", "during", "since", "until", "ago", "duration", "vague"]

_SINCE: TimeLabel = "since"
_UNTIL: TimeLabel = "until"


@dataclass(frozen=True, slots=True, kw_only=True)
class TimePhrase:
    """One temporal expression: tokens ``start`` to ``end`` (half-open).

    ``label`` says what it tells of the event: ``on`` a day, ``during`` a longer time, ``since``, ``until``, ``ago``,
    ``duration`` (how long, without its preposition), ``vague`` (nothing a calendar knows: "a week later"). ``kind``
    is its shape: day, night, part, range, week, month, season, year, ago, past, recent, coming, other, duration.
    """

    start: int
    end: int
    label: TimeLabel
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rule:
    kind: str
    label: TimeLabel
    needs_entity: bool
    guard: Guard
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Grammar:
    rules: tuple[_Rule, ...]
    by_word: Mapping[str, frozenset[int]]  #: the rules whose first needed word it can be
    leads: Mapping[str, TimeLabel]
    time_of_day: re.Pattern[str]
    capital: re.Pattern[str]
    month_after: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    start: int
    end: int
    rule: _Rule
    match: re.Match[str]


def times(parse: Parse) -> tuple[TimePhrase, ...]:
    """The temporal expressions of the sentence in text order; they do not overlap."""
    return tuple(_phrase(found, parse) for found in _longest(_matches(parse)))


def _matches(parse: Parse) -> Iterator[_Found]:
    grammar = _grammar()
    possible = {number for word in parse.vocabulary & grammar.by_word.keys() for number in grammar.by_word[word]}
    for rule in (grammar.rules[number] for number in sorted(possible)):
        if not is_possible(parse, rule.guard):
            continue
        for match in rule.pattern.finditer(parse.text):
            group: int | str = "span" if "span" in rule.pattern.groupindex else 0
            if _stands(match, parse.text) and (not rule.needs_entity or _is_entity(parse, match)):
                yield _Found(start=match.start(group), end=match.end(group), rule=rule, match=match)


def _longest(found: Iterable[_Found]) -> Iterator[_Found]:
    end = 0
    for one in sorted(found, key=lambda one: (one.start, -one.end)):
        if one.start >= end:
            yield one
            end = one.end


def _is_entity(parse: Parse, match: re.Match[str]) -> bool:
    start, end = token_range(parse, match.start(), match.end())
    return all(token.ent in {"DATE", "TIME"} for token in parse.tokens[start:end])


def _stands(match: re.Match[str], text: str) -> bool:
    """Whether the words that are also other words (may, march) are times here."""
    grammar = _grammar()
    for word in grammar.capital.finditer(match[0]):
        if word[0].islower():
            return False
        before = re.findall(r"\w+", match[0][: word.start()].lower())
        after_lead = bool(before) and before[-1] in grammar.month_after
        if text.isupper() and not after_lead and not re.search(r"\d", match[0]):
            return False
    return True


def _phrase(found: _Found, parse: Parse) -> TimePhrase:
    start, end = token_range(parse, found.start, found.end)
    return TimePhrase(start=start, end=end, label=_label(found), kind=found.rule.kind)


def _label(found: _Found) -> TimeLabel:
    """A leading since or until overrides the rule; but "before dawn" is a time of day, "before Friday" a limit."""
    grammar = _grammar()
    if found.rule.label not in {"on", "during"} or grammar.time_of_day.match(found.match[0]):
        return found.rule.label
    words = found.match[0].lower().split()
    return grammar.leads.get(" ".join(words[:2]), grammar.leads.get(words[0], found.rule.label))


@cache
def _grammar() -> _Grammar:
    table = grammar_table("times.toml")
    words: dict[str, list[str]] = table["words"]
    guard: dict[str, list[str]] = table["guard"]
    leads: dict[str, TimeLabel] = {**dict.fromkeys(words["since"], _SINCE), **dict.fromkeys(words["until"], _UNTIL)}
    parts = named_parts(words | {"lead_any": [*words["lead"], *leads]}, table["parts"])
    rules = tuple(_rule(entry, parts, words) for entry in table["rule"])
    return _Grammar(
        rules=rules,
        by_word=_by_word(rules),
        leads=leads,
        time_of_day=_compiled(parts["tod_at"]),
        capital=_compiled(alternatives(guard["capital"])),
        month_after=frozenset(guard["month_after"]),
    )


def _by_word(rules: Iterable[_Rule]) -> dict[str, frozenset[int]]:
    found: dict[str, set[int]] = {}
    for number, rule in enumerate(rules):
        for word in rule.guard[0]:
            found.setdefault(word, set()).add(number)
    return {word: frozenset(numbers) for word, numbers in found.items()}


def _rule(entry: Mapping[str, Any], parts: Mapping[str, str], words: Mapping[str, list[str]]) -> _Rule:
    return _Rule(
        kind=entry["kind"],
        label=cast("TimeLabel", entry["label"]),
        needs_entity=entry.get("needs") == "entity",
        guard=guard_of(entry["with"], words),
        pattern=_compiled(expand(entry["pattern"], parts)),
    )


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{pattern})(?!\w)", re.IGNORECASE)
