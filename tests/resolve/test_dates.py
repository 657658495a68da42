import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marsad.resolve.dates import resolve_time, resolve_times
from marsad.types import DateRange, Phrase, Quote, Span

GROUPS: list[dict[str, Any]] = tomllib.loads((Path(__file__).parent / "data" / "dates.toml").read_text("utf-8"))[
    "group"
]
CASES = [(case, group["label"], group.get("published")) for group in GROUPS for case in group["cases"]]


@pytest.mark.parametrize(("case", "label", "published"), CASES, ids=str)
def test_days_of_the_words(case: list[Any], label: str, published: date | None) -> None:
    words, *want = case
    value, rule = resolve_time(words, label, published)
    got = [] if value is None else [value.first.isoformat(), value.last.isoformat(), value.date_prec]
    assert (got, rule) == (want, rule)


@pytest.mark.parametrize(
    ("words", "published", "rule"),
    [
        ("on Friday", date(2020, 5, 6), "time.date@1"),
        ("in 1994", date(2020, 5, 6), "time.date.historical@1"),
        ("in the 1980s", None, "time.date.historical@1"),
        ("last year", date(2020, 5, 6), "time.calendar@1"),
        ("ten years ago", date(2020, 5, 6), "time.ago.historical@1"),
        ("a week later", date(2020, 5, 6), "time.anaphoric@1"),
        ("yesterday", None, "time.needs-publication@1"),
        ("31 February", date(2020, 5, 6), "time.impossible@1"),
        ("the attack", date(2020, 5, 6), "time.unknown@1"),
        ("three days ago", date(1, 1, 2), "time.impossible@1"),
    ],
)
def test_the_rule_is_named(words: str, published: date | None, rule: str) -> None:
    assert resolve_time(words, "on", published)[1] == rule


def phrase(words: str, label: str, start: int = 0) -> Phrase:
    quote = Quote(document="d", sentence=0, span=Span(start=start, end=start + len(words)), text=words)
    return Phrase(label=label, quote=quote, head=quote)


PUBLISHED = date(2020, 5, 6)


def test_an_event_takes_its_most_telling_phrase() -> None:
    phrases = [phrase("in May", "during"), phrase("on Friday", "on", 10), phrase("since March", "since", 30)]
    claim = resolve_times(phrases, PUBLISHED)
    assert claim is not None
    assert claim.value == DateRange(first=date(2020, 5, 1), last=date(2020, 5, 1), date_prec=1)
    assert (claim.method, claim.quotes, claim.rivals) == ("time.date@1", (phrases[1].quote,), ())


def test_phrases_that_agree_narrow_each_other() -> None:
    phrases = [phrase("last week", "during"), phrase("in late April", "during", 20)]
    claim = resolve_times(phrases, PUBLISHED)
    assert claim is not None
    assert claim.value == DateRange(first=date(2020, 4, 27), last=date(2020, 4, 30), date_prec=2)
    assert claim.method == "time.intersection@1"
    assert set(claim.quotes) == {one.quote for one in phrases}


def test_phrases_that_contradict_are_rivals() -> None:
    claim = resolve_times([phrase("on Friday", "on"), phrase("on Saturday", "on", 20)], PUBLISHED)
    assert claim is not None
    assert claim.value.first == date(2020, 5, 1)
    assert [rival.first for rival in claim.rivals] == [date(2020, 5, 2)]


def test_a_time_of_day_gives_way_to_a_day() -> None:
    claim = resolve_times([phrase("in the early hours", "on"), phrase("Friday night", "on", 20)], PUBLISHED)
    assert claim is not None
    assert (claim.value.first, claim.value.last, claim.rivals) == (date(2020, 5, 1), date(2020, 5, 1), ())


def test_nothing_known_is_none() -> None:
    assert resolve_times([], PUBLISHED) is None
    assert resolve_times([phrase("a week later", "vague"), phrase("for hours", "duration")], PUBLISHED) is None
    withheld = Quote(document="d", sentence=0, span=Span(start=0, end=5), text=None)
    assert resolve_times([Phrase(label="on", quote=withheld, head=withheld)], PUBLISHED) is None


WORDS = [
    "on", "the", "last", "next", "this", "Friday", "to", "and", "of", "3", "31", "99", "0", "May", "February", "2016",
    "1999s", "05/06/2020", "2020-13-45", "early", "late", "week", "weekend", "month", "year", "decade", "ago", "few",
    "past", "recent", "overnight", "dawn", "summer", "winter", "yesterday", "since", "27th", "10:30", "p.m.", "-",
]  # fmt: skip


@given(
    words=st.lists(st.sampled_from(WORDS), max_size=9).map(" ".join) | st.text(max_size=40),
    label=st.sampled_from(["on", "during", "since", "until", "ago", "duration", "vague", "other"]),
    published=st.none() | st.dates(),
)
def test_any_words_are_read_without_an_error(words: str, label: str, published: date | None) -> None:
    value, rule = resolve_time(words, label, published)
    assert rule.startswith("time.")
    if value is not None:
        assert value.first <= value.last
        assert 1 <= value.date_prec <= 5
