"""Give a text in capitals (wire copy) its lower case back, character by character, so that every offset stays.

A word that is not in the list of English words is taken for a name; names made of English words are found by look-ups
that the caller passes, by phrases, titles and the acronym in brackets behind them. The knowledge is
``data/recase.toml`` and the codebook's English words.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from marsad.codebook import english_words
from marsad.extract.patterns import grammar_table

#: Share of capital letters from which a text counts as written in capitals: far above headlines, below wire copy.
_CAPITALS_SHARE = 0.7
#: Longest name in words that is looked up.
_WINDOW = 4
#: How many words before a bracket an acronym may shorten: "the Farabundo Marti National Liberation Front (FMLN)".
_EXPANSION = 9
#: Share of its letters that must begin those words; translated names keep the acronym of the original.
_INITIALS_SHARE = 0.6
_LONGEST_ACRONYM = 6
_LONGEST_MODEL = 3
#: Two letters begin some two words of any sentence.
_SHORTEST_ACRONYM = 2

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_DOTTED = re.compile(r"(?<![^\W_])(?:[^\W\d_]\.){2,}")
_BRACKET = re.compile(r"[(\[]([^()\[\]\n]{2,80})[)\]]")
#: What follows the letters of a model: AK-47.
_MODEL = re.compile(r"-\d")
_SENTENCE_END = re.compile(r"[.!?][\"”'’)\]]*\s+[\"“‘(\[]*$|\n\s*\n|[,:]\s+[\"“]$")
_DASH = re.compile(r"[).]*\s+[-–—]{1,2}\s+")
#: "SAN SALVADOR (EL SALVADOR), 4 FEB 90 (ACAN-EFE) -- "
_DATELINE_WORDS = 12
#: Of a word that ends a name wherever it stands: see :func:`_windows`.
_ENDS = (True, False)
_ORDINAL_ENDINGS = frozenset({"st", "nd", "rd", "th"})
#: Characters that a remark of the agency in brackets has at most.
_LONGEST_REMARK = 200
_CONTRACTED = frozenset({"s", "t", "re", "ve", "ll", "d", "m"})


@dataclass(slots=True)
class _Word:
    start: int
    end: int
    lower: str
    case: str  #: lower, capital, upper; given: not in capitals, left alone
    space_before: bool  #: only white space, and no empty line, between the word before and this one


@dataclass(frozen=True, slots=True, kw_only=True)
class _Knowledge:
    english: frozenset[str]
    lower: frozenset[str]
    upper: frozenset[str]
    phrases: Mapping[str, tuple[tuple[str, ...], ...]]
    prefixes: tuple[str, ...]
    heads: frozenset[str]
    particles: frozenset[str]
    hyphen_prefixes: frozenset[str]
    titles: frozenset[str]
    before_titles: frozenset[str]
    not_capital: frozenset[str]
    abbreviations: frozenset[str]
    ordinals: frozenset[str]
    units: frozenset[str]
    edges: frozenset[str]
    after_names: frozenset[str]
    names: frozenset[str]
    between: Mapping[str, tuple[str, frozenset[str], frozenset[str]]]


def is_capitals(text: str) -> bool:
    """Whether the text is written in capitals throughout."""
    upper = sum(map(str.isupper, text))
    return upper > 0 and upper >= _CAPITALS_SHARE * (upper + sum(map(str.islower, text)))


def recase(text: str, is_name: Callable[[str], bool], is_acronym: Callable[[str], bool] = lambda _word: False) -> str:
    """The text in mixed case, of exactly the same length; words that are not in capitals stay as they are.

    ``is_name`` is asked for two to four words in title case ("Golan Heights") of which at least one is no English word;
    ``is_acronym`` for single words in capitals. Better on a whole text than on its sentences: an acronym that is
    explained once is known throughout.
    """
    lowered = _lowered(text)
    words = _words(text, lowered, is_acronym)
    _brackets(text, words, is_name)
    _phrases(words)
    _units(words)
    _looked_up(words, is_name)
    _in_context(text, words)
    _sentence_starts(text, words)
    return _written(text, lowered, words)


def _lowered(text: str) -> str:
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(char.lower() if len(char.lower()) == 1 else char for char in text)


# --- each word by itself -----------------------------------------------------------------------


def _words(text: str, lowered: str, is_acronym: Callable[[str], bool]) -> list[_Word]:
    cases: dict[str, str] = {}
    found: list[_Word] = []
    end = 0
    for match in _WORD.finditer(text):
        start, stop = match.span()
        word = lowered[start:stop]
        case = cases.get(word)
        if case is None:
            case = cases[word] = "upper" if is_acronym(match[0]) else _case(word)
        if not match[0].isupper() and not word[0].isdigit():
            case = "given"
        elif case == "capital" and len(word) <= _LONGEST_MODEL and _MODEL.match(text, stop):
            case = "upper"
        gap = text[end:start]
        follows = gap == " " or (gap.isspace() and gap.count("\n") < 2)
        found.append(_Word(start, stop, word, case, follows))
        end = stop
    return found


@lru_cache(maxsize=16_384)
def _case(word: str) -> str:
    knowledge = _knowledge()
    base, _, suffix = word.replace("’", "'").partition("'")
    if word in knowledge.upper or (suffix in _CONTRACTED and base in knowledge.upper):
        return "upper"
    if word in knowledge.lower or base in knowledge.lower or _is_english(word):
        return "lower"
    if suffix in _CONTRACTED and _is_english(base):
        return "lower"
    if any(char.isdigit() for char in word):
        return "lower" if re.fullmatch(r"\d+(?:st|nd|rd|th|d|s|mm|cm|km|m|kg|lbs?|ft|x|am|pm|hrs)?", word) else "upper"
    if base in knowledge.abbreviations:
        return "capital"
    if suffix and suffix not in _CONTRACTED:
        return "capital"
    has_vowel = any(char in "aeiouyáéíóúüöäàèâêîôûåæø" or not char.isascii() for char in base)
    return "capital" if has_vowel or len(base) > _LONGEST_ACRONYM else "upper"


def _is_english(word: str) -> bool:
    english = _knowledge().english
    if word in english or (word.endswith("s") and len(word) > 3 and word[:-1] in english):
        return True
    prefix = next((prefix for prefix in _knowledge().prefixes if word.startswith(prefix)), None)
    return prefix is not None and len(word) > len(prefix) + 3 and _is_english(word[len(prefix) :])


# --- brackets ----------------------------------------------------------------------------------


def _brackets(text: str, words: list[_Word], is_name: Callable[[str], bool]) -> None:
    """Acronyms in brackets behind their long form, or the long form in brackets behind the acronym."""
    acronyms: set[str] = set()
    for match in _BRACKET.finditer(text):
        index = bisect_left(words, match.start(1), key=_start)
        if index == len(words) or words[index].start != match.start(1):
            continue
        inside = [word for word in words[index : index + _EXPANSION] if word.end <= match.end(1)]
        before = words[max(0, index - _EXPANSION) : index]
        if len(inside) == 1 and _is_acronym(inside[0], before, is_name):
            acronyms.add(inside[0].lower)
            _capitalise(_expansion(inside[0].lower, before))
        elif len(inside) > 1 and before and _initials_share(before[-1].lower, inside) >= _INITIALS_SHARE:
            acronyms.add(before[-1].lower)
            _capitalise(inside)
    for word in words if acronyms else ():
        if word.lower in acronyms and word.case != "given":
            word.case = "upper"


def _is_acronym(word: _Word, before: Sequence[_Word], is_name: Callable[[str], bool]) -> bool:
    if word.case == "upper":
        return True
    if word.end - word.start > _LONGEST_ACRONYM + 1 or word.case == "given":
        return False
    if _initials_share(word.lower, before) >= _INITIALS_SHARE and len(word.lower) > _SHORTEST_ACRONYM:
        return True
    return word.case == "capital" and len(word.lower) < _LONGEST_ACRONYM and not is_name(word.lower.capitalize())


def _initials_share(acronym: str, words: Sequence[_Word]) -> float:
    initials = Counter(word.lower[0] for word in words if word.lower not in _knowledge().particles)
    return sum((Counter(acronym) & initials).values()) / len(acronym)


def _expansion(acronym: str, before: Sequence[_Word]) -> Sequence[_Word]:
    """The fewest words before the bracket that begin with as many of its letters as all of them do."""
    most = _initials_share(acronym, before)
    if most < _INITIALS_SHARE:
        return ()
    count = next(count for count in range(1, len(before) + 1) if _initials_share(acronym, before[-count:]) >= most)
    # Translated: the Army of National Liberation (ELN).
    outside = before[: len(before) - count]
    if len(outside) > 1 and outside[-1].lower == "of" and outside[-2].lower in _knowledge().heads:
        count += 2
    return before[-count:]


def _capitalise(words: Sequence[_Word]) -> None:
    for word in words:
        if word.case == "lower" and word.lower not in _knowledge().particles and not word.lower[0].isdigit():
            word.case = "capital"


# --- several words -----------------------------------------------------------------------------


def _phrases(words: list[_Word]) -> None:
    phrases = _knowledge().phrases
    for index, word in enumerate(words):
        for phrase in phrases.get(word.lower, ()):
            run = words[index : index + len(phrase)]
            if tuple(one.lower for one in run) == phrase and all(one.space_before for one in run[1:]):
                _capitalise(run)
                break


def _units(words: list[_Word]) -> None:
    """The 1st Infantry Brigade, the Third Army."""
    knowledge = _knowledge()
    for index, word in enumerate(words):
        is_ordinal = word.lower in knowledge.ordinals or (
            word.lower[0].isdigit() and word.lower[-2:] in _ORDINAL_ENDINGS
        )
        if is_ordinal:
            run = words[index + 1 : index + 1 + _WINDOW]
            length = next((place for place, one in enumerate(run, start=1) if one.lower in knowledge.units), 0)
            if length and all(one.space_before for one in run[:length]) and not _edged(run[:length]):
                _capitalise([word, *run[:length]])


def _edged(run: Iterable[_Word]) -> bool:
    return any(word.lower in _knowledge().edges for word in run)


def _looked_up(words: list[_Word], is_name: Callable[[str], bool]) -> None:
    """Names that hold an English word beside one that is none: Gaza Strip, Santa Rosa Hill."""
    knowledge = _knowledge()
    sure = [index for index, word in enumerate(words) if word.case == "capital"]
    kinds = [(word.lower in knowledge.edges, word.lower in knowledge.particles) for word in words]
    seen: dict[str, bool] = {}
    for index in sure:
        for start, end in _windows(words, kinds, index):
            name = " ".join(word.lower.capitalize() for word in words[start:end])
            known = seen.get(name)
            if known is None:
                known = seen[name] = is_name(name)
            if known:
                _capitalise(words[start:end])
                break


def _windows(words: list[_Word], kinds: Sequence[tuple[bool, bool]], index: int) -> Iterator[tuple[int, int]]:
    """Runs of up to four words around one, the longest first, that could be a name and hold a word in lower case.

    ``kinds``: of each word, whether it ends a name, and whether it can stand within one all the same.
    """
    first = index
    while first > max(0, index - _WINDOW + 1) and words[first].space_before:
        first -= 1
    last = index + 1
    while last < min(len(words), index + _WINDOW) and words[last].space_before:
        last += 1
    for length in range(min(_WINDOW, last - first), 1, -1):
        for start in range(max(first, index - length + 1), min(index, last - length) + 1):
            end = start + length
            if kinds[start][0] or kinds[end - 1][0] or _ENDS in kinds[start:end]:
                continue
            run = zip(words[start:end], kinds[start:end], strict=True)
            if any(word.case == "lower" and not is_particle for word, (_, is_particle) in run):
                yield start, end


# --- one word between others -------------------------------------------------------------------


def _in_context(text: str, words: list[_Word]) -> None:
    knowledge = _knowledge()
    telling = (
        knowledge.titles | knowledge.names | knowledge.after_names | knowledge.hyphen_prefixes | set(knowledge.between)
    )
    for index in range(len(words) - 1, -1, -1):
        word = words[index]
        if word.case == "given":
            continue
        if len(word.lower) == 1 and word.lower not in "ai":
            word.case = "lower" if _is_small_letter(text, words, index) else "upper"
        elif word.lower in telling:
            _by_neighbours(text, words, index)
    for match in _DOTTED.finditer(text):
        case = "lower" if match[0].lower() in {"a.m.", "p.m."} else "upper"
        for word in _between(words, *match.span()):
            word.case = case


def _by_neighbours(text: str, words: list[_Word], index: int) -> None:
    knowledge, word = _knowledge(), words[index]
    if _opens_name(text, words, index):
        word.case = "lower"
    elif word.lower in knowledge.between:
        case, after, before = knowledge.between[word.lower]
        if _is_one_of(words[index - 1 : index], after) or _is_one_of(words[index + 1 : index + 2], before):
            word.case = case
    elif word.case == "lower":
        name_before, name_after = _name_before(text, words, index), _name_after(text, words, index)
        is_titled = index > 0 and word.space_before and words[index - 1].lower in knowledge.titles
        if word.lower in knowledge.titles and name_after:
            _title(words, index)
        is_name = word.lower in knowledge.names and (name_before or name_after or is_titled)
        if is_name or (word.lower in knowledge.after_names and name_before):
            word.case = "capital"


def _is_one_of(neighbour: Sequence[_Word], wanted: frozenset[str]) -> bool:
    return any(word.lower in wanted or ("#" in wanted and word.lower[0].isdigit()) for word in neighbour)


def _name_before(text: str, words: list[_Word], index: int) -> bool:
    if not index:
        return False
    before, word = words[index - 1], words[index]
    is_initial = len(before.lower) == 1 and text[before.end : word.start] == ". "
    return is_initial or (before.case == "capital" and word.space_before)


def _name_after(text: str, words: list[_Word], index: int) -> bool:
    if index + 1 == len(words) or not words[index + 1].space_before:
        return False
    return words[index + 1].case == "capital" or _opens_name(text, words, index + 1)


def _title(words: list[_Word], index: int) -> None:
    knowledge = _knowledge()
    if words[index].lower not in knowledge.not_capital:
        words[index].case = "capital"
    while index and words[index].space_before and words[index - 1].lower in knowledge.before_titles:
        index -= 1
        if words[index].case == "lower" and words[index].lower not in knowledge.not_capital:
            words[index].case = "capital"


def _opens_name(text: str, words: list[_Word], index: int) -> bool:
    """al- before a name."""
    after = words[index + 1] if index + 1 < len(words) else None
    is_prefix = words[index].lower in _knowledge().hyphen_prefixes
    return is_prefix and after is not None and text[words[index].end : after.start] == "-" and after.case == "capital"


def _is_small_letter(text: str, words: list[_Word], index: int) -> bool:
    """Ortega y Gasset; and the s of a possessive that white space cut off."""
    is_between = 0 < index < len(words) - 1 and words[index - 1].case == words[index + 1].case == "capital"
    is_cut_off = words[index].lower in _CONTRACTED and text[words[index].start - 1 : words[index].start] in {"'", "’"}
    return is_cut_off or (is_between and words[index].lower in _knowledge().particles)


def _between(words: list[_Word], start: int, end: int) -> Sequence[_Word]:
    return words[bisect_left(words, start, key=_start) : bisect_left(words, end, key=_start)]


def _start(word: _Word) -> int:
    return word.start


def _sentence_starts(text: str, words: list[_Word]) -> None:
    paragraph = 0
    for index, word in enumerate(words):
        if word.space_before:
            continue
        if index and "\n\n" in text[words[index - 1].end : word.start]:
            paragraph = index
        if word.case == "lower" and (index == 0 or _starts_sentence(text, words, index, paragraph)):
            word.case = "capital"


def _starts_sentence(text: str, words: list[_Word], index: int, paragraph: int) -> bool:
    before = words[index - 1]
    gap = text[before.end : words[index].start]
    if _SENTENCE_END.search(gap):
        return gap[0] != "." or not _is_shortened(before)
    if gap[0] == "]":
        # What the agency put in brackets is not part of the sentence: "-- [TEXT] THE", "[REPORTER] WHAT".
        bracket = text.rfind("[", max(0, before.end - _LONGEST_REMARK), before.end)
        outside = text[max(0, bracket - _LONGEST_REMARK) : max(0, bracket)].rstrip()
        return bracket == 0 or (bracket > 0 and (not outside or outside[-1] in '-—].!?"'))
    # A dateline: nothing but names before the dash.
    is_short = index - paragraph <= _DATELINE_WORDS
    return (
        is_short and _DASH.fullmatch(gap) is not None and all(word.case != "lower" for word in words[paragraph:index])
    )


def _is_shortened(word: _Word) -> bool:
    return word.lower in _knowledge().abbreviations or len(word.lower) == 1


# --- out ---------------------------------------------------------------------------------------


def _written(text: str, lowered: str, words: list[_Word]) -> str:
    pieces: list[str] = []
    end = 0
    for word in words:
        start = word.start
        pieces.append(text[end:start])
        end = word.end
        if word.case == "lower":
            pieces.append(lowered[start:end])
        elif word.case == "capital":
            pieces.append(
                text[start] + lowered[start + 1 : end]
                if "'" not in word.lower and "’" not in word.lower
                else _parts(text, lowered, word)
            )
        elif word.case == "upper":
            pieces.append(
                _parts(text, lowered, word, upper=True) if "'" in word.lower or "’" in word.lower else text[start:end]
            )
        else:
            pieces.append(text[start:end])
    pieces.append(text[end:])
    return "".join(pieces)


def _parts(text: str, lowered: str, word: _Word, *, upper: bool = False) -> str:
    """O'Brien, D'Aubuisson; but the letters of 's and 'll stay small."""
    pieces: list[str] = []
    for match in re.finditer(r"[^'’]+|['’]", text[word.start : word.end]):
        start, end = word.start + match.start(), word.start + match.end()
        is_contracted = bool(pieces) and lowered[start:end] in _CONTRACTED
        if is_contracted:
            pieces.append(lowered[start:end])
        else:
            # O'Brien, D'Aubuisson; but Ja'afari.
            is_part = upper or len(pieces) != 2 or len(pieces[0]) == 1
            pieces.append(
                text[start:end] if upper else (text[start] if is_part else lowered[start]) + lowered[start + 1 : end]
            )
    return "".join(pieces)


# --- knowledge ---------------------------------------------------------------------------------


#: The lists of the table that are plain sets of words.
_SETS = (
    "lower", "particles", "hyphen_prefixes", "titles", "before_titles", "not_capital", "abbreviations", "ordinals",
    "units", "edges", "after_names", "names", "heads",
)  # fmt: skip


@cache
def _knowledge() -> _Knowledge:
    table = grammar_table("recase.toml")
    phrases: dict[str, list[tuple[str, ...]]] = {}
    for phrase in sorted(table["phrases"], key=len, reverse=True):
        phrases.setdefault(phrase.split()[0], []).append(tuple(phrase.split()))
    sets = {name: frozenset(table[name]) for name in _SETS}
    return _Knowledge(
        english=english_words(),
        upper=frozenset([*table["acronyms"], *table["upper"]]),
        prefixes=tuple(table["prefixes"]),
        phrases={first: tuple(rest) for first, rest in phrases.items()},
        between={
            word: (row.get("case", "capital"), frozenset(row["after"]), frozenset(row["before"]))
            for word, row in table["between"].items()
        },
        **sets,
    )
