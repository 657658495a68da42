"""Default deny for words that leave: every name that nothing known accounts for is taken out, the rest stays.

A run of capitalised words ("Okello Otim", "Jan van der Berg") or words without case stays only where it is known as a
whole: an actor, a place, a nation, a day. Titles and nouns for people before it stay, so that the reader knows who it
was ("Colonel [name withheld]"). Addresses, coordinates, telephone numbers, plates and accounts go too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from marsad.codebook import english_words
from marsad.protect.policy import Policy
from marsad.protect.words import IsKnown, is_name_like, is_nation, is_opening, nothing, singulars

NAME, NUMBER, ADDRESS = "[name withheld]", "[number withheld]", "[address withheld]"

_TOKEN = re.compile(r"[^\W_]+(?:['’‘ʼ\-‐‑][^\W_]+)*")
_POSSESSIVE = re.compile(r"['’]s?$")
#: What may stand between two words of one name.
_JOIN = re.compile(r"[\s\u00a0]*\.?[\s\u00a0]+")
_STREETS = (
    "lane|road|street|avenue|boulevard|alley|square|drive|close|crescent|way|rue|calle|carrera|avenida|rua|ulitsa|sokak"
)
_DOT = r"(?: \W?dot\W? \w+)"
_ACCOUNTS = re.compile(
    r"\S*@\S+|\w+://\S+|\b[^\W\d]{2,}\.[^\W\d]{2,}/\S*|\b\w+_\w+\b"
    rf"|\b\w+{_DOT}* \W?at\W? \w+{_DOT}+",
    re.IGNORECASE,
)
_STREET_NUMBERS = re.compile(
    rf"\b\d+\w?(?: (?:bis|ter|quater))?,? (?:[^\W\d][\w'’.-]* ){{0,3}}(?:{_STREETS})\b"
    r"(?: (?:du|des?|del|la|el|al|of) ?)?"
    rf"(?: ?(?-i:[A-ZÀ-Þ])[\w'’-]*){{0,3}}(?:, \w+ floor)?"
    rf"|\b(?:house|flat|apartment|building|block) \d+\w?(?:,? (?:{_STREETS}) \d+\w?)?|\b(?:{_STREETS}) \d+\w?",
    re.IGNORECASE,
)
#: Seven digits or more, however grouped, but no day ("2020-05-03").
_NUMBERS = re.compile(r"(?<![\w-])(?!\d{4}-\d\d-\d\d\b)(?:[A-Z]{1,4} )?\+?\(?\d(?:[\s().\-/]{0,2}\d){6,}")
#: Where somebody or something is, to the metre: pairs of decimal degrees, degrees and minutes, grid references.
_COORDINATES = re.compile(
    r"[-+]?\b\d{1,3}\.\d{3,} ?[°º]?(?: ?[NSEW]\b)?(?: ?[,;/] ?| )[-+]?\d{1,3}\.\d{3,}\b ?[°º]?(?: ?[NSEW]\b)?"
    r"|\b\d{1,3}(?:\.\d+)? ?[°º](?: ?\d{1,2}(?:\.\d+)? ?['’′])?(?: ?\d{1,2}(?:\.\d+)? ?[\"”″])? ?[NSEW]\b"
    r"|\b[NS] ?\d{1,2}[ °º] ?\d{1,2}(?:\.\d+)?['’′]?[ ,/]+[EW] ?\d{1,3}[ °º] ?\d{1,2}(?:\.\d+)?['’′]?"
    r"|\b\d{1,2}[C-HJ-NP-X] ?[A-HJ-NP-Z]{2} ?(?:\d{5} ?\d{5}|\d{4} ?\d{4}|\d{3} ?\d{3}|\d{2} ?\d{2})\b"
)
#: Letters and digits in groups, at least three digits or letters on both sides: plates and papers, not "M23" or "T-72".
_PLATES = re.compile(r"\b[A-Z]{1,4}[- ]?\d{1,6}(?:[- ]?[A-Z]{1,3}(?:[- ]?\d{2,4})?)\b|\b[A-Z]{1,4}[- ]?\d{3,6}\b")

_FOLLOWING = re.compile(r" ([^\W\d_]+)")
_ARTICLES = ("the", "a")


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """Which runs of words may stay: known whatever stands beside them; towns, of which many are called as people."""

    is_known: IsKnown
    is_town: IsKnown = nothing


def redacted(text: str, policy: Policy, names: Names) -> str:
    """The text with all that may name or reach a person taken out."""
    text = _COORDINATES.sub(ADDRESS, text)
    for pattern, label in ((_ACCOUNTS, ADDRESS), (_STREET_NUMBERS, ADDRESS), (_NUMBERS, NUMBER), (_PLATES, NUMBER)):
        text = _without(text, pattern, label, names.is_known)
    spans = list(_private_spans(text, policy, names))
    for start, end in reversed(spans):
        text = f"{text[:start]}{NAME}{text[end:]}"
    return text


def _without(text: str, pattern: re.Pattern[str], label: str, is_known: Callable[[str], bool]) -> str:
    return pattern.sub(lambda match: match[0] if is_known(match[0]) else label, text)


def _private_spans(text: str, policy: Policy, names: Names) -> Iterator[tuple[int, int]]:
    """First and last character of each name that is not known."""
    for run in _runs(text, policy):
        words = [_POSSESSIVE.sub("", match[0]) for match in run]
        first, last = _stripped(text, run, words, policy)
        if first == last:
            continue
        start, end = run[first].start(), run[last - 1].start() + len(words[last - 1])
        if not _is_told((text[:start], text[end:]), " ".join(words[first:last]), policy, names):
            yield start, end


def _runs(text: str, policy: Policy) -> Iterator[list[re.Match[str]]]:
    """Runs of name-like words with the particles between them; labels that stand in the text already are none."""
    tokens = [match for match in _TOKEN.finditer(text) if not _is_label(text, match)]
    run: list[re.Match[str]] = []
    held: list[re.Match[str]] = []  # particles that belong to the name if it goes on
    for token, following in pairwise([*tokens, None]):
        assert token is not None
        if is_name_like(token[0]):
            run += [*held, token]
            held = []
        elif run and token[0] in policy.particles:
            held.append(token)
        if run and (
            following is None or not _JOIN.fullmatch(text[token.end() : following.start()]) or _ends(token, held)
        ):
            yield run
            run, held = [], []


def _is_label(text: str, token: re.Match[str]) -> bool:
    return any(text.startswith(label, text.rfind("[", 0, token.start() + 1)) for label in (NAME, NUMBER, ADDRESS)) and (
        text.find("]", text.rfind("[", 0, token.start() + 1)) >= token.start()
    )


def _ends(token: re.Match[str], held: list[re.Match[str]]) -> bool:
    """Whether a word in small letters that is no particle has come."""
    return not is_name_like(token[0]) and token not in held


def _stripped(text: str, run: list[re.Match[str]], words: list[str], policy: Policy) -> tuple[int, int]:
    """The part of a run that may be a name: without openings of a sentence, days, titles and nouns for people."""
    first, last = 0, len(run)
    while first < last and _is_plain(text, run, first, words, policy):
        first += 1
    while last > first and _is_time(words[last - 1], policy):
        last -= 1
    return first, last


def _is_time(word: str, policy: Policy) -> bool:
    """Whether it is a day, a month, a feast. Short forms (Thu, Sun, May) are names too."""
    return len(word) > 3 and word.casefold() in policy.when_words


def _is_plain(text: str, run: list[re.Match[str]], index: int, words: list[str], policy: Policy) -> bool:
    """Whether this first word of what is left is no part of a name."""
    word = words[index].casefold().rstrip(".")
    if (
        _is_time(word, policy)
        or word in policy.groups.titles - policy.particles
        or not singulars(word).isdisjoint(policy.person_nouns)
    ):
        return True
    if not _opens(text, run[index].start()):
        return False
    is_alone = index + 1 == len(run)
    return is_opening(word, policy) or (is_alone and word in english_words() and word not in policy.given_names)


def _opens(text: str, start: int) -> bool:
    """Whether a sentence or a quotation begins here, so that the capital says nothing."""
    before = text[:start].rstrip(" \t\n“”\"'‘’«»(")
    return not before or before[-1] in ".!?:;"


def _is_told(around: tuple[str, str], run: str, policy: Policy, names: Names) -> bool:
    """Whether the whole run is known: by itself, or as a town where the words beside it speak of a place."""
    words = run.split()
    of_state = len(words) > 1 and is_nation(words[0]) and words[-1].casefold() in policy.groups.last
    if names.is_known(run) or is_nation(run) or of_state:
        return True
    before, after = around
    return (_is_placed(before, policy) or _is_owned(before, after, policy)) and names.is_town(run)


def _is_placed(before: str, policy: Policy) -> bool:
    """Whether the words before a name say that a place comes: "in", "left", "the hospital of", "between Idlib and"."""
    words = [word.casefold() for word in _TOKEN.findall(before)]
    if not words:
        return False
    if words[-1] in policy.place_openings:
        return True
    if words[-1] == "on":
        return len(words) > 1 and words[-2] in policy.strikes
    if words[-1] in ("of", "de") and len(words) > 1:
        return words[-2] in policy.place_owners or not singulars(words[-2]).isdisjoint(policy.thing_nouns)
    return (words[-1], True) in (("and", "between" in words), ("for", "left" in words))


def _is_owned(before: str, after: str, policy: Policy) -> bool:
    """Whether a name stands between "the" and what towns have: "the Mosul morgue"."""
    following = _FOLLOWING.match(after)
    if following is None or following[1] not in policy.place_owners:
        return False
    return before.rstrip().casefold().split(" ")[-1] in _ARTICLES
