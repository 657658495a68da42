"""How many, in words: the counts of a sentence, and the how-manieth of a series.

The grammar is ``data/numbers.toml``. It reads words, so it finds what the tagger misses ("scores", "a couple of") and
passes over numbers that count nobody: ages, dates, roads, units, money, measures, models. Which noun is counted is
taken from the tree where there is one, else from the words that follow.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from marsad.extract.parse import Parse, Token
from marsad.extract.patterns import (
    Guard,
    expand,
    first_word,
    grammar_table,
    guard_of,
    is_possible,
    matches_at,
    named_parts,
    token_range,
)
from marsad.extract.times import TimePhrase, times

#: How far after a number the counted noun may stand: "five heavily armed Iranian-backed militiamen".
_REACH = 6
#: Four digits between these are a year, unless they count people.
_YEARS = range(1500, 2100)

_Span = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """A count: tokens ``start`` to ``end`` (half-open), hedge included, and what they say.

    ``low``, ``best`` and ``high`` are read as in UCDP GED: ``None`` where the text sets no such bound, else
    ``low <= best <= high``. ``hedge`` names the entry of the grammar that moved them; ``exact`` is false for hedged and
    vague words. ``noun`` is the token that is counted, if it is said. ``article``: only "a" or "another" says that it
    is one, so it counts where an event befalls persons, and nowhere else. ``ordinal``: the eighth of a series, not
    eight.
    """

    start: int
    end: int
    low: int | None
    best: int | None
    high: int | None
    hedge: str | None = None
    noun: int | None = None
    exact: bool = True
    article: bool = False
    ordinal: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Amount:
    low: int | None
    best: int | None
    high: int | None
    hedge: str | None = None
    exact: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class _Mask:
    """What is no count; ``is_numeral``: it begins with a number."""

    guard: Guard
    is_numeral: bool
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Grammar:
    number: re.Pattern[str]
    vague: re.Pattern[str]
    none: re.Pattern[str]
    article: re.Pattern[str]
    ordinal: re.Pattern[str]
    masks: tuple[_Mask, ...]
    numbers: frozenset[str]  #: the words a number can begin with or be; digits under "0"
    firsts: Mapping[str, frozenset[str]]  #: the words that matches of the patterns begin with
    values: Mapping[str, int]
    ordinals: Mapping[str, int]
    hedges: Mapping[str, tuple[str, frozenset[str]]]  #: words → name, bounds that the number sets
    vague_amounts: Mapping[str, _Amount]
    singular: frozenset[str]
    people: frozenset[str]
    collective: frozenset[str]
    joined: frozenset[str]
    stops: frozenset[str]
    series: frozenset[str]
    not_with: frozenset[str]


def quantities(parse: Parse, phrases: Sequence[TimePhrase] | None = None) -> tuple[Quantity, ...]:
    """The counts of the sentence in text order; they do not overlap.

    ``phrases`` are its times, where they are known: their numbers count nobody. Ordinals are found by :func:`ordinals`.
    """
    if not parse.tokens:
        return ()
    candidates = list(_candidates(parse))
    if not candidates:
        return ()
    taken = _dated(parse, phrases)
    for match in _masked(parse):
        _take(taken, match.span())
    found: list[Quantity] = []
    for span, quantity in sorted(candidates, key=lambda one: (one[0][0], -one[0][1])):
        if not any(taken[slice(*span)]):
            _take(taken, span)
            found.append(quantity)
    return tuple(found)


def ordinals(parse: Parse, phrases: Sequence[TimePhrase] | None = None) -> tuple[Quantity, ...]:
    """The eighth patrol, the third time: ordinals of things that come in series; not dates, units, ranks, centuries."""
    if not parse.tokens:
        return ()
    found: list[Quantity] = []
    for match in matches_at(_grammar().ordinal, parse, _grammar().firsts["ordinal"]):
        start, end = token_range(parse, *match.span())
        noun = _in_series(parse, end)
        if noun is not None and not any(_dated(parse, phrases)[slice(*match.span())]):
            number = _ordinal(match[0])
            found.append(Quantity(start=start, end=end, low=number, best=number, high=number, noun=noun, ordinal=True))
    return tuple(found)


def acled_number(words: str, *, heavy: bool = False) -> int | None:
    """The one number that ACLED writes for these words: conservative, and fixed for words that count vaguely.

    ``heavy``: a large attack or heavy fighting, where "several" is 10 instead of 3. ``None`` where the words count
    nothing. Source: ACLED codebook, fatalities.
    """
    grammar, table = _grammar(), grammar_table("numbers.toml")["acled"]
    plural = int(table["plural_heavy" if heavy else "plural"])
    if vague := grammar.vague.search(words):
        key = _folded(vague["vague"])
        return int(table["words"].get(key, grammar.vague_amounts[key].best or plural))
    number = grammar.number.search(words)
    if number is not None and (amount := _amount(number)) is not None:
        return next(bound for bound in (amount.low, amount.best, amount.high) if bound is not None)
    if grammar.none.search(words):
        return 0
    last = _folded(words).rpartition(" ")[2]
    if last in grammar.singular:
        return 1
    return plural if last in grammar.people else None


def is_one_person(lemma: str) -> bool:
    """Whether the word in the singular stands for one person: a soldier, the owner, and not a crew."""
    return lemma in _grammar().singular


def is_people(word: str) -> bool:
    """Whether the word, as it stands, is one for people: a soldier, soldiers, personnel."""
    return word.lower() in _grammar().people


# --- candidates --------------------------------------------------------------------------------


def _candidates(parse: Parse) -> Iterator[tuple[_Span, Quantity]]:
    """Everything that may count, with its first and last character."""
    grammar, firsts = _grammar(), _grammar().firsts
    has_number = not grammar.numbers.isdisjoint(parse.vocabulary)
    for match in matches_at(grammar.number, parse, firsts["number"]) if has_number else ():
        amount = _amount(match)
        if amount is not None and not _is_other_number(
            match, amount, noun := _noun(parse, *token_range(parse, *match.span())), parse
        ):
            yield match.span(), _quantity(parse, match.span(), amount, noun)
    for match in matches_at(grammar.vague, parse, firsts["vague"]):
        noun = _noun(parse, *token_range(parse, *match.span()))
        if _folded(match["vague"]) != "both" or _is_people(parse, noun):
            yield match.span(), _quantity(parse, match.span(), _vague(match), noun)
    for match in matches_at(grammar.none, parse, firsts["none"]):
        span = match.span("words")
        noun = token_range(parse, *match.span("noun"))[0] if match["noun"] else _noun(parse, *token_range(parse, *span))
        yield span, _quantity(parse, span, _Amount(low=0, best=0, high=0), noun)
    has_one = not grammar.singular.isdisjoint(parse.vocabulary)
    for match in matches_at(grammar.article, parse, firsts["article"]) if has_one else ():
        noun = token_range(parse, *match.span("noun"))[0]
        if not _stands_before_noun(parse, noun):
            yield match.span("words"), _quantity(parse, match.span("words"), _bounded(1, match), noun, article=True)


def _quantity(parse: Parse, span: _Span, amount: _Amount, noun: int | None, *, article: bool = False) -> Quantity:
    start, end = token_range(parse, *span)
    return Quantity(
        start=start,
        end=end,
        low=amount.low,
        best=amount.best,
        high=amount.high,
        hedge=amount.hedge,
        noun=noun,
        exact=amount.exact,
        article=article,
    )


def _is_other_number(match: re.Match[str], amount: _Amount, noun: int | None, parse: Parse) -> bool:
    """A year or a decimal fraction, unless it counts people (2016 rebels, 1.200 fighters)."""
    is_year = re.fullmatch(r"\d{4}", match[0]) is not None and amount.best in _YEARS
    is_decimal = re.fullmatch(r"[\d,]*\.\d+", match["one"] or "") is not None
    return (is_year or is_decimal) and not _is_people(parse, noun)


def _is_people(parse: Parse, noun: int | None) -> bool:
    return noun is not None and parse.tokens[noun].text.lower() in _grammar().people


def _stands_before_noun(parse: Parse, index: int) -> bool:
    """Whether the noun only describes the next one: "a civilian convoy" is no civilian."""
    after = parse.tokens[index + 1] if index + 1 < len(parse) else None
    return after is not None and after.pos == "NOUN" and parse.tokens[index].head == after.index


def _dated(parse: Parse, phrases: Sequence[TimePhrase] | None) -> bytearray:
    """One byte for each character of the text: whether a time stands there."""
    base = parse.tokens[0].span.start
    taken = bytearray(len(parse.text))
    for phrase in times(parse) if phrases is None else phrases:
        _take(taken, (parse.tokens[phrase.start].span.start - base, parse.tokens[phrase.end - 1].span.end - base))
    return taken


def _take(taken: bytearray, span: _Span) -> None:
    taken[slice(*span)] = b"\x01" * (span[1] - span[0])


def _masked(parse: Parse) -> Iterator[re.Match[str]]:
    grammar = _grammar()
    for mask in grammar.masks:
        if is_possible(parse, mask.guard):
            at_numbers = matches_at(mask.pattern, parse, grammar.firsts["numeral"])
            yield from at_numbers if mask.is_numeral else mask.pattern.finditer(parse.text)


# --- values ------------------------------------------------------------------------------------


def _amount(match: re.Match[str]) -> _Amount | None:
    if match["one"]:
        number = _value(match["one"])
        return None if number is None else _bounded(number, match)
    words = (match["low"] or match["from"], match["high"] or match["to"])
    low, high = _value(words[0]), _value(words[1])
    scales = [word for word in _SCALES if word in _folded(words[1])]
    # "two to three thousand": both are thousands.
    if low is not None and scales and not any(word in _folded(words[0]) for word in _SCALES):
        low *= _SCALES[scales[-1]]
    if low is None or high is None or low >= high:
        return None
    return _Amount(low=low, best=low, high=high, hedge=_hedge(match)[0] or "range", exact=False)


def _bounded(number: int, match: re.Match[str]) -> _Amount:
    name, bounds = _hedge(match)
    if name is None:
        return _Amount(low=number, best=number, high=number)
    low, best, high = (number if bound in bounds else None for bound in ("low", "best", "high"))
    return _Amount(low=low, best=best, high=high, hedge=name, exact=False)


def _hedge(match: re.Match[str]) -> tuple[str | None, frozenset[str]]:
    words = [match[group] for group in ("hedge", "hedge_after") if group in match.re.groupindex and match[group]]
    return _grammar().hedges[_folded(words[0])] if words else (None, frozenset())


def _vague(match: re.Match[str]) -> _Amount:
    amount = _grammar().vague_amounts[_folded(match["vague"])]
    name, bounds = _hedge(match)
    # "up to several dozen" sets no bound that a number could be given for.
    return (
        amount if name is None or "low" in bounds else _Amount(low=None, best=None, high=None, hedge=name, exact=False)
    )


def _value(words: str) -> int | None:
    """The number that digits and number words say; ``None`` for a fraction."""
    total, current = 0.0, 0.0
    for word in re.findall(r"\d[\d.,\u00a0\u202f]*|[a-z]+", words.lower()):
        if word[0].isdigit():
            is_grouped = re.fullmatch(r"\d{1,3}(?:\.\d{3})+", words.strip()) is not None
            current += float(re.sub(r"[,\u00a0\u202f]" if not is_grouped else r"\D", "", word))
        elif word in {"hundred", "dozen"}:
            current = (current or 1) * _SCALES[word]
        elif word in _SCALES:
            total, current = total + (current or 1) * _SCALES[word], 0
        elif word == "half":
            current = 0.5
        else:
            current += _grammar().values.get(word, 0)
    return int(total + current) if (total + current).is_integer() else None


_OPEN: Mapping[str, Any] = {"low": None, "best": None, "high": None, "exact": False}
_SCALES = {"dozen": 12, "hundred": 100, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}


def _ordinal(words: str) -> int:
    digits = re.match(r"\d+", words)
    known = {**_grammar().values, **_grammar().ordinals}
    return int(digits[0]) if digits else sum(known[word] for word in re.split(r"[-\s]+", words.lower()))


def _folded(words: str) -> str:
    return re.sub(r"\s+", " ", words).strip().lower()


# --- what is counted ---------------------------------------------------------------------------


def _noun(parse: Parse, start: int, end: int) -> int | None:
    """The token that the words ``start`` to ``end`` count."""
    for token in reversed(parse.tokens[start:end]):
        head = parse.head(token)
        # "a three-member team": the head is what the number is glued to.
        if head.text.lower() in _grammar().joined:
            break
        if (
            token.dep in {"nummod", "amod", "det", "predet"}
            and end <= head.index <= end + _REACH
            and head.pos in {"NOUN", "PROPN"}
        ):
            return head.index
    after = _noun_after(parse, end)
    if after is None and start > 1 and parse.tokens[start - 1].text.lower() == "of":
        before = parse.tokens[start - 2]
        return before.index if before.text.lower() in _grammar().collective else None
    return after


def _noun_after(parse: Parse, end: int) -> int | None:
    grammar = _grammar()
    run = list(_run(parse, end))
    people = [token for token in run if token.text.lower() in grammar.people | grammar.collective]
    if people:
        # The last of adjacent ones: police officers, government troops.
        last = people[0]
        for token in people[1:]:
            last = token if token.index == last.index + 1 else last
        return last.index
    nouns = [token for token in run if (token.pos in {"NOUN", "PROPN"} if token.pos else _looks_plural(token))]
    return nouns[0].index if nouns and not nouns[0].pos else _last_of_first_run(nouns)


def _last_of_first_run(nouns: list[Token]) -> int | None:
    last: int | None = None
    for token in nouns:
        if last is not None and token.index != last + 1:
            break
        last = token.index
    return last


def _run(parse: Parse, end: int) -> Iterator[Token]:
    """The words after a number that may name what it counts, up to the next function word or punctuation mark."""
    grammar = _grammar()
    words = [token.text.lower() for token in parse.tokens[end : end + _REACH + 3]]
    start = 0
    if len(words) > 1 and words[0] in {"-", "–"} and words[1] in grammar.joined:
        start = 2
    elif words[:1] == ["of"]:
        start = (
            2 if len(words) > 1 and words[1] in {"the", "its", "their", "his", "her", "our", "these", "those"} else 1
        )
    for token in parse.tokens[end + start : end + start + _REACH]:
        word = token.text.lower()
        if word in grammar.stops or not (word[0].isalnum() or word == "-"):
            return
        yield token


def _looks_plural(token: Token) -> bool:
    return re.search(r"[a-z]{2}[^sui]s$", token.text.lower()) is not None


def _in_series(parse: Parse, end: int) -> int | None:
    """The noun after an ordinal, if it is one of those that come in series."""
    grammar = _grammar()
    found: Token | None = None
    for token in _run(parse, end):
        word = token.text.lower()
        if word in grammar.not_with:
            return None
        if word in grammar.series or (token.tag == "NN" and parse.tokens[end - 1].head == token.index):
            found = token
        elif found is not None:
            break
    # A capital makes it a name: the Second Wave.
    is_name = found is not None and found.text[0].isupper() and not found.text.isupper()
    return None if found is None or is_name else found.index


# --- the grammar -------------------------------------------------------------------------------


@cache
def _grammar() -> _Grammar:
    table = grammar_table("numbers.toml")
    words: Mapping[str, list[str]] = table["words"]
    singular = frozenset(table["people"]["singular"])
    people = singular | {_plural(word) for word in singular} | set(table["people"]["plural"])
    hedges, after = _hedges(table["hedge"]), _hedges(table["hedge_after"])
    numbers = frozenset((*words["ones"], *words["tens"], *words["scale"], "hundred", "dozen", "0"))
    parts = named_parts(
        {
            **words,
            "title_namer": [word.capitalize() for word in table["named"]["words"]],
            "people": people,
            "hedges": hedges,
            "hedges_after": [words for row in table["hedge_after"] for words in row["words"]],
            "vague": table["vague"],
            "one_person": singular - set(table["people"]["not_by_article"]),
            "nobody": table["none"]["pronouns"],
            "nobody_with": table["none"]["pronoun_with"],
            "no": table["none"]["determiners"],
            "no_between": table["none"]["between"],
            "no_nouns": {*table["none"]["nouns"], *people},
            "ordinal": [*table["ordinal"]["words"], *table["ordinal"]["tens"]],
            "ordinal_tens": table["ordinal"]["tens"],
        },
        table["parts"],
    )

    def compiled(pattern: str) -> re.Pattern[str]:
        return re.compile(expand(pattern, parts), re.IGNORECASE)

    return _Grammar(
        **{name: compiled(pattern) for name, pattern in table["pattern"].items()},
        masks=tuple(
            _Mask(
                guard=guard_of(mask.get("with", ()), {**words, "number": numbers}),
                is_numeral=mask.get("at") == "number",
                pattern=compiled(mask["pattern"]),
            )
            for mask in table["mask"]
        ),
        numbers=numbers,
        firsts=_firsts(table, numbers, [*hedges]),
        values=_values(words),
        ordinals={word: number for number, word in enumerate(table["ordinal"]["words"], start=1)}
        | table["ordinal"]["tens"],
        hedges=hedges | after,
        vague_amounts={word: _Amount(**{**_OPEN, **row}) for word, row in table["vague"].items()},
        singular=singular,
        people=frozenset(people),
        collective=frozenset(table["people"]["collective"]),
        joined=frozenset(words["joined"]),
        stops=frozenset(words["stops"]),
        series=frozenset(table["ordinal"]["series"]),
        not_with=frozenset(table["ordinal"]["not_with"]),
    )


def _firsts(table: Mapping[str, Any], numbers: frozenset[str], hedges: list[str]) -> dict[str, frozenset[str]]:
    """The words that a match of each pattern can begin with."""
    numeral = numbers | {"a", "an", "half"}
    begun = {
        "numeral": numeral,
        "number": {*hedges, *numeral, "between", "from"},
        "vague": {*hedges, *table["vague"]},
        "none": {*table["none"]["pronouns"], *table["none"]["determiners"]},
        "article": {*hedges, "a", "an", "another"},
        "ordinal": {*table["ordinal"]["words"], *table["ordinal"]["tens"], *table["words"]["tens"], "0"},
    }
    return {name: frozenset(map(first_word, words)) for name, words in begun.items()}


def _values(words: Mapping[str, list[str]]) -> dict[str, int]:
    ones = {word: number for number, word in enumerate(words["ones"], start=1)}
    return ones | {word: 10 * number for number, word in enumerate(words["tens"], start=2)}


def _hedges(rows: list[Mapping[str, Any]]) -> dict[str, tuple[str, frozenset[str]]]:
    return {_folded(words): (row["name"], frozenset(row["sets"])) for row in rows for words in row["words"]}


def _plural(word: str) -> str:
    irregular = {"child": "children", "wife": "wives", "passer-by": "passers-by", "passerby": "passersby"}
    if word in irregular:
        return irregular[word]
    if word.endswith("man"):
        return f"{word[:-2]}en"
    if word.endswith("y") and word[-2] not in "aeiou":
        return f"{word[:-1]}ies"
    return f"{word}es" if word.endswith(("s", "sh", "ch", "x")) else f"{word}s"
