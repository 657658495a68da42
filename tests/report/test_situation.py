import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

import pytest

from marsad.errors import MissingResource
from marsad.protect import Tally, cleared, load_policy
from marsad.report import Template, check, situation_report
from marsad.types import Actor
from tests.protect.events import ARMY, LATE, POLICE, SOMEBODY, STATE, TALIBAN, days, event, place
from tests.protect.leaks import LEAKS, hostile, leaked

BOTH: tuple[Template, ...] = ("markdown", "html")


def protected(records: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    return list(cleared(records, policy=load_policy(), level="public", now=LATE, tally=Tally()))


def report(records: Sequence[dict[str, Any]], template: Template = "markdown", area: str = "Kunduz") -> str:
    return situation_report(
        records,
        area=area,
        first=date(2020, 5, 1),
        last=date(2020, 5, 31),
        now=datetime(2024, 5, 1, 6, 30, tzinfo=UTC),
        template=template,
    )


@pytest.fixture
def records() -> list[dict[str, Any]]:
    on_police = {"parties": (("initiator", TALIBAN, None), ("recipient", POLICE, None)), "where": place()}
    early, later = days("2020-05-02"), days("2020-05-03", "2020-05-05", 2)
    return protected(
        [
            event("a", **on_police, when=early, counts={"killed": (3, 4, 6)}, mode="firearms"),
            event("b", **on_police, when=later, counts={"killed": (2, None, None), "injured": 4}),
            event("c", kind="CONSULT", published="2020-05-04"),
            event("d", status="denied", parties=(("initiator", STATE, None), ("recipient", ARMY, None))),
        ]
    )


def test_it_says_what_its_events_say(records: list[dict[str, Any]]) -> None:
    text = report(records)
    assert text.startswith("# Situation report: Kunduz, 2020-05-01 to 2020-05-31\n")
    assert "As of 2024-05-01 06:30 UTC" in text
    assert "- 3 events were coded in Kunduz [" in text
    assert "- Reported killed: at least 5, and 6 by the best counts" in text
    assert "| Reported injured (low, best, high) | 4, 4, 4 |" in text
    assert "Afghan National Police and Taliban were on opposite sides in 2 events" in text
    assert "The deadliest event was on 2020-05-02 in Imam Sahib, with 3 to 6 reported killed" in text
    assert "One event was only attempted, planned or denied" in text
    assert all(record["id"] in text for record in records)


@pytest.mark.parametrize("template", BOTH)
def test_every_sentence_and_number_is_cited(records: list[dict[str, Any]], template: Template) -> None:
    assert check(report(records, template), records) == ()


@pytest.mark.parametrize("template", BOTH)
def test_a_quiet_period_is_said(template: Template) -> None:
    text = report([], template, area="Zone 5")
    assert "No events of this area and period can be told" in text
    assert "Key figures" not in text
    assert check(text, []) == ()


@pytest.mark.parametrize("template", BOTH)
def test_one_event_needs_no_plural(template: Template) -> None:
    (only,) = protected([event(where=place(), counts={"killed": 1})])
    text = report([only], template)
    assert "One event was coded in Kunduz" in text
    assert "1 events" not in text
    assert check(text, [only]) == ()


@pytest.mark.parametrize("template", BOTH)
def test_hostile_names_stay_words(template: Template) -> None:
    name = "St. Fulan [1]. <script>alert(9)</script> | *Army* Corp. No. 7"
    actor = Actor(id="x", name=name, sector="REB", inter=2)
    sides = (("initiator", actor, None), ("recipient", POLICE, None))
    records = protected([event(text, parties=sides, where=place(name), sources=(name,)) for text in ("a", "b")])
    text = report(records, template, area=name)
    assert "<script>alert" not in text
    assert "[1]. " not in text.split("Events cited")[0].replace("[1]. <", "")
    assert check(text, records) == ()


def test_an_unregistered_party_at_the_internal_level_is_called_by_its_words() -> None:
    record = event("mob of 300", parties=(("initiator", SOMEBODY, "mob of 300"),), where=place())
    (only,) = cleared([record], policy=load_policy(), level="internal", now=LATE, tally=Tally())
    text = report([only])
    assert "mob of 300" in text
    assert check(text, [only]) == ()


@pytest.mark.parametrize("template", BOTH)
def test_no_private_word_stands_in_a_report(template: Template) -> None:
    records = protected([hostile(leak) for leak in LEAKS])
    text = report(records, template)
    assert leaked(text) == []
    assert check(text, records) == ()


def test_the_order_of_the_records_does_not_matter(records: list[dict[str, Any]]) -> None:
    assert report(records) == report(records[::-1])


def test_without_jinja2_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "jinja2", None)
    with pytest.raises(MissingResource, match=r"pip install marsad\[report\]"):
        report([])
