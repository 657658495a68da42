"""The checker refuses what no event tells, also in a report that a person has edited."""

from typing import Any

import pytest

from marsad.protect import Tally, cleared, load_policy
from marsad.report import check
from marsad.report.compose import load_words
from tests.protect.events import LATE, days, event, place

RECORDS: list[dict[str, Any]] = list(
    cleared(
        [
            event("a", id="a" * 20, where=place(), when=days("2020-05-02"), counts={"killed": (3, 4, 6)}),
            event("b", id="b" * 20, where=place(), when=days("2020-05-03"), counts={"killed": 12, "injured": 1400}),
        ],
        policy=load_policy(),
        level="internal",
        now=LATE,
        tally=Tally(),
    )
)
ANNEX = f"\n| No. | Event |\n|---|---|\n| [1] | {'a' * 20} |\n| [2] | {'b' * 20} |\n"


def codes(body: str, annex: str = ANNEX) -> list[str]:
    return [problem.code for problem in check(f"# Report, 2020-05-01 to 2020-05-07\n\n{body}\n{annex}", RECORDS)]


@pytest.mark.parametrize(
    "body",
    [
        "Four were killed on 2020-05-02 [1].",
        "Two attacks killed 15 to 18 [1–2]. The first killed 4 [1].",
        "- In 2 events 16 were killed [1, 2].",
        "Wounded: 1,400 [2].",
        "The M4 near St. Fulan was closed by the 14th Brigade [1].",
        "- Events that no source reported, or whose source was not read, are missing here [method].",
        f"{load_words()['as_of'].format(now='2024-01-01 10:00 UTC')} [method].",
        "From 2020-05-01 to 2020-05-07 two events were told [1-2].",
        "## Highlights",
        "| Killed | Events |\n|---|---|\n| 3, 4, 6 | [1] |",
    ],
)
def test_what_events_tell_may_stand(body: str) -> None:
    assert codes(body) == []


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("The situation worsened.", "uncited-sentence"),
        ("The situation worsened [method].", "uncited-sentence"),
        ("The situation worsened [1, 2] [method].", "uncited-sentence"),
        ("Fighting went on [1]. It will get worse.", "uncited-sentence"),
        ("Some 300 fled.", "uncited-number"),
        ("More than 40 sources were read [method].", "uncited-number"),
        ("## 300 fled", "uncited-number"),
        ("| Killed | Events |\n|---|---|\n| 99 | [1] |", "unsupported-number"),
        ("| Killed | Events |\n|---|---|\n| 99 | |", "uncited-number"),
        ("Five hundred and 7 were killed [1].", "unsupported-number"),
        ("They were killed on 2020-05-09 [1].", "unsupported-number"),
        ("In all 16 were killed [1].", "unsupported-number"),
        ("They fled [3].", "unknown-reference"),
        ("They fled [1–4].", "unknown-reference"),
    ],
)
def test_what_no_event_tells_is_refused(body: str, code: str) -> None:
    assert codes(body) == [code]


def test_an_event_that_is_not_there_is_refused_with_its_line() -> None:
    (problem,) = check(f"# Report\n\nThey fled [1].\n\n| [1] | {'c' * 20} |\n", RECORDS)
    assert (problem.code, problem.stage, problem.detail) == (
        "unknown-event",
        "report",
        "line 5: an event that is not there",
    )


HTML = """<!doctype html>
<html><head><title>Report</title><style>p { margin: 3px }</style></head><body>
<h1>Report, 2020-05-01 to 2020-05-07</h1>
<p>BODY</p>
<table><tr><th>No.</th><th>Event</th></tr><tr><td>[1]</td><td>AAA</td></tr></table>
</body></html>""".replace("AAA", "a" * 20)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("Four &amp; more were killed <span>[1]</span>.", []),
        ("They <b>fled</b>.", ["uncited-sentence"]),
        ("They fled [1].</p><ul><li>300 died</li></ul><p>", ["uncited-number"]),
        ("They fled [1].</p><div>Some 9 [1]</div><p>", ["unsupported-number"]),
    ],
)
def test_html_is_read_as_its_reader_sees_it(body: str, code: list[str]) -> None:
    assert [problem.code for problem in check(HTML.replace("BODY", body), RECORDS)] == code


def test_an_empty_text_says_nothing() -> None:
    assert check("", RECORDS) == ()
