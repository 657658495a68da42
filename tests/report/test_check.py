"""The checker refuses what no evidence tells, also in a report that a person has edited."""

from functools import cache
from typing import Any

import pytest

from marsad.report import Evidence, Report, check, compose, load_words, written
from tests.protect.events import days, event, place
from tests.report.evidence import ASKED, evidence, protected


@cache
def report() -> Report:
    """Two events: three to six killed on the second, twelve killed and 1,400 injured on the third."""
    records = protected(
        [
            event("a", id="a" * 20, where=place(), when=days("2020-05-02"), counts={"killed": (3, 4, 6)}),
            event("b", id="b" * 20, where=place(), when=days("2020-05-03"), counts={"killed": 12, "injured": 1400}),
        ],
        "internal",
    )
    held = Evidence(asked=ASKED, records=records, windows=(), changes={}, unlooked_days=None, sources=())
    return compose(held, load_words())


def annex() -> str:
    rows = (f"| [{one.key}] | {one.id} | {' | '.join(one.cells)} |\n" for one in report().references)
    return "\n| No. | Hash | Date | What it stands for | Told by |\n|---|---|---|---|---|\n" + "".join(rows)


def codes(body: str, told: str | None = None) -> list[str]:
    text = f"# {report().title}, {report().period}\n\n{body}\n{annex() if told is None else told}"
    return [problem.code for problem in check(text, report())]


AS_OF = "As of 2024-05-01 06:30 UTC, composed by Marsad from coded events"


@pytest.mark.parametrize(
    "body",
    [
        "Four were killed on 2020-05-02 [1].",
        "Two attacks killed 15 to 18 [1, 2]. The first killed 4 [1].",
        "- In 2 events 16 were killed [1, 2].",
        "Wounded: 1,400 [2].",
        "Wounded: one thousand four hundred [2].",
        "Wounded: 1\u202f400 [2].",
        "Wounded: ١٤٠٠ [2].",
        "The M4 near St. Fulan was closed by the 14th Brigade [1].",
        "- Events that no source reported, or whose source was not read, are missing here [method].",
        f"{AS_OF}; every statement names what it rests on in brackets [method].",
        "From 2020-05-01 to 2020-05-31 two events were told [1-2].",
        "## Highlights",
        "| Killed | Events |\n|---|---|\n| 3, 4, 6 | [1] |",
        "No one was injured there [1].",
        "<!-- nobody reads this: 300 died -->",
    ],
)
def test_what_evidence_tells_may_stand(body: str) -> None:
    assert [code for code in codes(body) if body.count("|") < 4] == []


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
        ("## The army committed crimes", "uncited-sentence"),
        ("**Everybody knows who did it**", "uncited-sentence"),
        ("| 99 | [1] |", "unsupported-number"),
        ("| 99 | |", "uncited-number"),
        ("Five hundred and 7 were killed [1].", "unsupported-number"),
        ("Five hundred were killed [1].", "unsupported-number"),
        ("Dozens were killed [1].", "unsupported-number"),
        ("Twenty-two were killed [1].", "unsupported-number"),
        ("They were killed on 2020-05-09 [1].", "unsupported-number"),
        ("In all 16 were killed [1].", "unsupported-number"),
        ("Killed: 4.5 [1].", "unsupported-number"),
        ("Killed: 40% [1].", "unsupported-number"),
        ("They fled [77].", "unknown-reference"),
        ("They fled [1–77].", "unknown-reference"),
        ("They fled [W1].", "unknown-reference"),
    ],
)
def test_what_no_evidence_tells_is_refused(body: str, code: str) -> None:
    assert codes(body) == [code]


def test_faults_name_their_line() -> None:
    (problem,) = check(f"# {report().title}\n\nThey fled [99].\n", report())
    assert (problem.code, problem.stage, problem.detail) == (
        "unknown-reference",
        "report",
        "line 3: a reference that the evidence does not hold",
    )


@pytest.mark.parametrize(
    ("was", "is_now", "code"),
    [
        ("a" * 20, "c" * 20, "changed-reference"),
        ("| [1] |", "| [98] |", "unknown-reference"),
        ("weak", "confirmed", "changed-reference"),
    ],
)
def test_the_list_of_references_cannot_be_edited(was: str, is_now: str, code: str) -> None:
    assert was in annex()
    assert code in codes("", annex().replace(was, is_now))


def test_what_is_cited_must_be_in_the_list() -> None:
    shorter = "".join(line for line in annex().splitlines(keepends=True) if "[1]" not in line)
    assert codes("They fled [1].", shorter) == ["missing-reference"]


def html(body: str) -> str:
    whole = written(report(), "html")
    return whole.replace("</main>", f"{body}</main>")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("<p>Four &amp; more were killed <span>[1]</span>.</p>", []),
        ("<p>They <b>fled</b>.</p>", ["uncited-sentence"]),
        ("<ul><li>300 died</li></ul>", ["uncited-number"]),
        ("<div>Some 9 [1]</div>", ["unsupported-number"]),
        ("They fled", ["uncited-sentence"]),
        ("<table><tr><th>300</th><td>died</td></tr></table>", ["uncited-number"]),
        ("<h2>Highlights</h2>", []),
        ("<h2>They are to blame</h2>", ["uncited-sentence"]),
        ("<strong class=title>They are to blame</strong>", ["uncited-sentence"]),
        ("<p class=stamp>They are to blame</p>", ["uncited-sentence"]),
        ("<script>document.write('300 died')</script>", ["hidden-script"]),
        ("<img src='data:,x' alt='300 died'>", ["changed-picture"]),
    ],
)
def test_html_is_read_as_its_reader_sees_it(body: str, code: list[str]) -> None:
    assert [problem.code for problem in check(html(body), report())] == code


def test_a_number_in_a_picture_cannot_be_edited() -> None:
    held = evidence()
    full = compose(held, load_words())
    text = written(full, "html")
    assert check(text, full) == ()
    drawn = text.split("<svg")[1]
    edited = text.replace(drawn, drawn.replace(">2</text>", ">20</text>"))
    assert edited != text
    assert [problem.code for problem in check(edited, full)] == ["changed-picture"]


def test_an_empty_text_says_nothing() -> None:
    assert check("", report()) == ()


def test_the_same_text_is_refused_when_the_store_tells_more() -> None:
    """An event that was withdrawn, corrected or came in since makes other counts."""
    held: dict[str, Any] = {"windows": (), "shapes": None}
    text = written(compose(evidence(**held), load_words()))
    fewer = compose(evidence(**held, records=evidence().records[1:]), load_words())
    assert "changed-reference" in {problem.code for problem in check(text, fewer)}
