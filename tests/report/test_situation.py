from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from marsad.report import LANGUAGES, Evidence, Report, Template, check, compose, load_words, written
from marsad.types import Actor
from tests.protect.events import POLICE, SOMEBODY, days, event, place
from tests.protect.leaks import LEAKS, hostile, leaked
from tests.report.evidence import ASKED, change, evidence, fighting, protected, shapes, windows

BOTH: tuple[Template, ...] = ("markdown", "html")


def made(**told: Any) -> Report:
    held = evidence(**told)
    return compose(held, load_words(held.asked.language))


def markdown(**told: Any) -> str:
    return written(made(**told))


def bare(records: Any, **asked: Any) -> Evidence:
    """Evidence of these records and nothing else."""
    return Evidence(
        asked=replace(ASKED, **asked), records=tuple(records), windows=(), changes={}, unlooked_days=None, sources=()
    )


def text_of(records: Any, template: Template = "markdown", **asked: Any) -> tuple[str, Report]:
    report = compose(bare(records, **asked), load_words())
    return written(report, template), report


def test_it_says_what_its_events_say() -> None:
    text = markdown()
    assert text.startswith("# Situation report: Afghanistan, 2020-05-01 to 2020-05-31\n")
    assert "As of 2024-05-01 06:30 UTC" in text
    assert "- 3 events were coded in Afghanistan [1–3]." in text
    assert "- Reported killed: at least 5; by the best counts 6 [1, 2]." in text
    assert "| Reported injured | 4 | 4 | 4 |" in text
    assert "Afghan National Police and Taliban were on opposite sides in 2 events [1, 2]." in text
    assert "The deadliest event was on 2020-05-02 in Imam Sahib, with 3 to 6 reported killed [1]." in text
    assert "One event was only planned, denied or imagined" in text
    assert all(record["id"] in text for record in fighting())


def test_the_period_stands_beside_the_one_before_and_the_year() -> None:
    text = markdown()
    assert "In the period before, 2020-04-01 to 2020-04-30, there was one event [C1]." in text
    assert "In the year before, periods of this length had usually between 1 and 2 events, and 1 in the middle" in text
    assert "The events of this period, 3, are more than was usual" in text
    assert "an increase that chance alone would hardly give" in text
    assert "| 2019-09-01 to 2019-09-30 |  |  | 0 |" in text  # nobody looked: not a zero
    assert "| 2020-01-01 to 2020-01-31 | 0 |  | 28 |" in text  # somebody looked: a zero


def test_with_too_few_periods_nothing_is_called_usual() -> None:
    text = markdown(windows=windows([1, None, 2]))
    assert "Too few periods of the year before were looked at" in text
    assert "usually between" not in text


@pytest.mark.parametrize("verdict", ["up", "down", "steady", "too_few", "not_looked"])
def test_every_verdict_on_a_change_can_be_said(verdict: str) -> None:
    report = made(changes={"events": change(verdict)})
    assert check(written(report), report) == ()


def test_alerts_say_how_often_such_an_alert_was_wrong() -> None:
    text = markdown()
    assert "| Kunduz (high) | reported killed | 2020-05-02 | 36 | 11.5 | count model | 7 of 20 alarms" in text
    assert "Up to 35% of the change in Kunduz goes with more being written [W1]." in text
    assert "- One alert stands [W1]." in text


def test_a_forecast_stands_beside_what_the_last_one_missed() -> None:
    text = markdown()
    assert "| reported killed in Afghanistan | 2020-06 | 299 | 0 to 749 | 80% | 78% |" in text
    assert "For 2020-04, 3 to 48 had been forecast with 21 in the middle; 52 came | blend | [F1] |" in text


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"alerts": ()}, "No alert stands for this area and period [method]."),
        ({"alerts": None}, "Alerts were not asked for [method]."),
        ({"forecasts": ()}, "No forecast was made for this area"),
        ({"forecasts": None}, "A forecast was not asked for [method]."),
        ({"sources": (), "unlooked_days": None}, "Of which days were looked at, nothing is known [method]."),
    ],
)
def test_nothing_found_is_told_apart_from_not_asked(told: dict[str, Any], said: str) -> None:
    assert said in markdown(**told)


def test_assessments_are_told_with_who_judged() -> None:
    assert "| 2020-05-06 | Northern Wire | escalation | Taliban | Kunduz | [A1] |" in markdown()


def test_what_cannot_be_seen_is_said() -> None:
    text = markdown()
    assert "Reports read of these sources: 15 in this period, 9 in the period before [S3]." in text
    assert "On 2 days of the period no source of this area told or was looked at [S3]." in text
    assert "2 looks at sources failed [S3]." in text
    assert "| Northern Wire | 29 | 2 | 14 | 9 |" in text
    assert "3 events are provisional" in text
    assert "No report that was read told an event of the last year in Takhar" in text
    assert "| Northern Wire | 14 | en | CC BY 4.0 |  |" in text
    assert "| Valley Post | 1 | not stated | not stated |  |" in text


def test_what_people_have_seen_stands_apart() -> None:
    first, *others = fighting()
    text = markdown(records=({**first, "review_state": "reviewed"}, *others))
    assert "| reviewed or corrected by a person | 1 | 3 | 4 | 6 | [1] |" in text
    assert "| machine-coded only | 2 | 2 | 2 | 2 or more | [2, 3] |" in text


def test_corrections_since_the_last_issue_are_told() -> None:
    first, second, *_ = issued = fighting()
    counts = {"killed": {"low": 9, "best": 9, "high": 9, "by_party": {}}}
    late = protected([event("late", where=place(), when=days("2020-05-20"))])
    now = ({**first, "counts": counts}, *issued[2:], *late)
    last = {"area": "AFG", "first": "2020-05-01", "last": "2020-05-31", "now": "2020-06-02T08:00:00+00:00"}
    report = made(asked={"last_issue": last}, issued=issued, issued_now=now)
    text = written(report)
    corrections = text.split("## Corrections")[1].split("\n## ")[0]
    assert "killed 3 to 6" in corrections
    assert "killed 9" in corrections
    assert "no longer told" in corrections
    assert "came in late" in corrections
    assert corrections.count("[R") == 3
    assert second["when"]["first"] in corrections
    assert check(text, report) == ()
    same = made(asked={"last_issue": last}, issued=issued, issued_now=issued)
    assert "Nothing that the issue of 2020-06-02 told has changed" in written(same)


@pytest.mark.parametrize("template", BOTH)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_and_number_is_cited(template: Template, language: str) -> None:
    report = made(asked={"language": language})
    assert check(written(report, template), report) == ()


@pytest.mark.parametrize("template", BOTH)
@pytest.mark.parametrize("language", LANGUAGES)
def test_thousands_are_parted_as_the_language_does(template: Template, language: str) -> None:
    records = protected(
        [
            event(str(n), where=place(), when=days(f"2020-05-{n:02}"), counts={"killed": (100, 150, None)})
            for n in range(1, 13)
        ]
    )
    report = compose(bare(records, language=language), load_words(language))
    text = written(report, template)
    assert {"en": "1,800", "fr": "1\u202f800", "ar": "1,800"}[language] in text
    assert check(text, report) == ()


def test_the_map_shades_units_and_names_no_place() -> None:
    html = written(made(), "html")
    drawn = html.split("<svg")[1].split("</svg>")[0]
    assert ">Kunduz</text>" in drawn
    assert "Imam" not in drawn
    assert "<circle" not in drawn
    assert "stroke-dasharray" in drawn  # the disputed border


def test_within_a_unit_discs_stand_in_the_middle_of_districts() -> None:
    told = {"asked": {"area": "Kunduz", "name": "Kunduz"}, "shapes": shapes(within=True)}
    html = written(made(**told), "html")
    assert "<circle" in html
    assert ">Imam Sahib</text>" in html  # the district
    assert "| Imam Sahib District | 2 |" in markdown(**told)


def test_pictures_can_be_read_by_those_who_cannot_see_them() -> None:
    html = written(made(), "html")
    assert html.count('role="img"') == html.count("<title id=") == html.count("<desc id=") == 3
    assert 'lang="en" dir="ltr"' in html
    assert html.count("<h1") == 1


@pytest.mark.parametrize("template", BOTH)
def test_a_quiet_period_is_said(template: Template) -> None:
    text, report = text_of([], template, area="Zone 5", name="Zone 5")
    assert "No events of this area and period can be told" in text
    assert "Key figures" not in text
    assert check(text, report) == ()


@pytest.mark.parametrize("template", BOTH)
def test_one_event_needs_no_plural(template: Template) -> None:
    (only,) = protected([event(where=place(), counts={"killed": 1})])
    text, report = text_of([only], template)
    assert "One event was coded in Afghanistan" in text
    assert "1 events" not in text
    assert check(text, report) == ()


@pytest.mark.parametrize("template", BOTH)
def test_hostile_names_stay_words(template: Template) -> None:
    name = "St. Fulan [1]. <script>alert(9)</script> | *Army* Corp. No. 7"
    actor = Actor(id="x", name=name, sector="REB", inter=2)
    sides = (("initiator", actor, None), ("recipient", POLICE, None))
    records = protected([event(text, parties=sides, where=place(name), sources=(name,)) for text in ("a", "b")])
    text, report = text_of(records, template, area=name, name=name)
    assert "<script>alert" not in text
    assert "Fulan [1]" not in text.partition("<!-- marsad")[0].rpartition("</head>")[2]
    assert check(text, report) == ()


def test_an_unregistered_party_at_the_internal_level_is_called_by_its_words() -> None:
    record = event("mob of 300", parties=(("initiator", SOMEBODY, "mob of 300"),), where=place())
    text, report = text_of(protected([record], "internal"), level="internal")
    assert "mob of 300" in text
    assert "INTERNAL" in text
    assert check(text, report) == ()


@pytest.mark.parametrize("template", BOTH)
def test_no_private_word_stands_in_a_report(template: Template) -> None:
    text, report = text_of(protected([hostile(leak) for leak in LEAKS]), template)
    assert leaked(text) == []
    assert check(text, report) == ()


def test_the_order_of_the_records_does_not_matter() -> None:
    records = fighting()
    assert text_of(records)[0] == text_of(records[::-1])[0]


def test_what_many_events_add_up_to_is_cited_as_one_count() -> None:
    records = protected([event(str(n), where=place(), when=days(f"2020-05-{n:02}")) for n in range(1, 31)])
    text, report = text_of(records)
    assert "- 30 events were coded in Afghanistan [C1]." in text
    assert "30 events: Afghanistan, 2020-05-01 to 2020-05-31" in text
    other = compose(bare(records[1:]), load_words())
    assert next(one.id for one in other.references if one.key == "C1") != next(
        one.id for one in report.references if one.key == "C1"
    )


def test_a_year_of_weeks_has_a_bar_each() -> None:
    report = made(asked={"first": date(2020, 5, 25), "last": date(2020, 5, 31)})
    assert check(written(report, "html"), report) == ()
