"""The bulletin everything started from: its rows as a careful coder codes them, and what must not come out of it.

The bulletin is no part of this repository; a folder that holds it is named by MARSAD_ACCEPTANCE (default:
../shared/seed).
"""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from marsad.record import assessment_record, mention_record
from tests.conftest import ROOT

FILE = Path(os.environ.get("MARSAD_ACCEPTANCE", ROOT.parent / "shared" / "seed")) / "bulletin.txt"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not FILE.exists(), reason=f"{FILE.name} is not there; name its folder in MARSAD_ACCEPTANCE"),
]


#: Governments and one end of a desert: no place of any event.
FORBIDDEN = ("Ankara", "Moscow", "Damascus", "Homs", "Iran")


@pytest.fixture(scope="module")
def records(coded: Callable[..., Any]) -> list[dict[str, Any]]:
    _, coding = coded(FILE.read_text(encoding="utf-8"))
    return [dict(mention_record(mention)) for mention in coding.mentions]


def of_kind(records: list[dict[str, Any]], kind: str) -> list[dict[str, Any]]:
    return [record for record in records if record["kind"] == kind]


def ids(record: dict[str, Any], *roles: str) -> set[str | None]:
    return {party["actor"] for party in record["parties"] if party["role"] in roles}


def test_row_1_is_one_attack_with_all_that_is_told_of_it(records: list[dict[str, Any]]) -> None:
    (attack,) = of_kind(records, "ASSAULT")
    assert attack["status"] == "happened"
    assert attack["mode"] is None
    assert ids(attack, "initiator") == {"islamic-state"}
    assert "mil-syr" in ids(attack, "recipient")
    assert any("militias" in str(party["text"]) for party in attack["parties"] if party["role"] == "recipient")
    assert any("Iranian" in str(party["text"]) for party in attack["parties"] if party["role"] == "recipient_supporter")
    place = attack["where"]
    assert place["name"] == "Badia al-Ashara"
    assert (place["admin1"], place["country"]) == ("Deir ez-Zor", "SYR")
    assert (place["where_prec"], place["geo_precision"]) == (2, 2)
    assert attack["acled"] == {"event_type": "Battles", "sub_event_type": "Armed clash"}
    assert attack["ged"] is None
    assert attack["targets"] == ["military post"]
    assert attack["duration"]["text"] == "several hours"
    assert attack["outcome"] == ["repelled"]
    assert attack["campaign"] == "The Saga of Exahustion 2"
    assert attack["counts"] == {}
    assert attack["when"] is None


def test_row_2_is_reinforcements_that_somebody_received(records: list[dict[str, Any]]) -> None:
    (reinforced,) = of_kind(records, "MOBILIZE")
    assert ids(reinforced, "recipient") == {"pro-iranian-militias"}
    assert not ids(reinforced, "initiator")


def test_row_3_is_a_threat_by_the_group_against_the_same_army(records: list[dict[str, Any]]) -> None:
    (threat,) = [record for record in of_kind(records, "THREATEN") if record["mode"] == "violence"]
    assert ids(threat, "initiator") == {"islamic-state"}
    assert ids(threat, "recipient") == {"mil-syr"}
    assert threat["campaign"] == "The Saga of Exahustion 2"
    assert threat["where"] is None or threat["where"]["admin1"] == "Deir ez-Zor"


def test_row_4_is_one_joint_patrol(records: list[dict[str, Any]]) -> None:
    (patrol,) = of_kind(records, "COOPERATE")
    assert patrol["status"] == "happened"
    assert {party["country"] for party in patrol["parties"]} == {"RUS", "TUR"}
    assert patrol["where"]["name"].startswith("M4")
    assert (patrol["where"]["admin1"], patrol["where"]["shape"]) == ("Idlib", "line")
    assert patrol["ordinal"] == 8
    assert len(patrol["escort"]) == 2
    assert patrol["means"] == []
    assert patrol["outcome"] == ["halted"]


def test_row_5_is_a_threat_by_russia_with_its_condition(records: list[dict[str, Any]]) -> None:
    threats = [record for record in of_kind(records, "THREATEN") if ids(record, "initiator") == {"gov-rus"}]
    (threat,) = threats
    assert threat["status"] == "happened"
    assert threat["mode"] in (None, "violence")
    assert not ids(threat, "recipient")
    assert any("not normalized" in str(quote["text"]) for quote in threat["quotes"]["status"])


def test_what_must_not_come_out(records: list[dict[str, Any]]) -> None:
    assert {record["kind"] for record in records} <= {"ASSAULT", "COOPERATE", "THREATEN", "MOBILIZE"}
    for record in records:
        assert record["where"] is None or record["where"]["name"] not in FORBIDDEN
        assert "mil-irn" not in ids(record, "initiator", "recipient", "recipient_supporter")
        assert "mil-syr" not in ids(record, "initiator")
        assert all(record["quotes"][field] for field in record["claims"])
        told = " ".join(str(quote["text"]) for quote in record["quotes"]["kind"])
        assert not any(word in told for word in ("equipped", "escorted", "resolve", "losing", "raids", "emissaries"))
    group = {party["actor"] for r in records for party in r["parties"] if str(party["text"]).lower().find("isis") >= 0}
    assert group <= {"islamic-state"}


def test_four_names_are_one_group(coder: Any) -> None:
    spotted = {
        name: coder.known.registry.spot(tuple(name.split()))[0].ids for name in ("Isis", "Daesh", "IS", "Islamic State")
    }
    assert set(spotted.values()) == {("islamic-state",)}


#: Direction, words of the quote, whom it is said of.
ASSESSMENTS = [
    ("up", "there has been an escalation of violence across the quadrant", "violence"),
    ("tension_up", "the contrasts with HTS are not solved", "HTS"),
    ("tension_up", "is increasingly in difficulty in the Syrian region following the conflicts", "local population"),
    ("up", "HTS continues to gain weight in the area", "HTS"),
    ("down", "undermining rival groups", "rival groups"),
    ("down", "parallel diplomacy in the Syrian region is gradually being reduced", "Ankara"),
    ("tension_up", "nervousness is also growing", "Moscow"),
]


@pytest.mark.parametrize(("direction", "words", "subject"), ASSESSMENTS)
def test_assessments_tell_where_things_go(coded: Callable[..., Any], direction: str, words: str, subject: str) -> None:
    _, coding = coded(FILE.read_text(encoding="utf-8"))
    told = [one for one in coding.assessments if words in str(one.direction.quotes[0].text)]
    assert [one.direction.value for one in told] == [direction]
    assert told[0].subject is not None
    assert subject in told[0].subject.value
    assert assessment_record(told[0])["quotes"]["direction"]


def test_with_a_date_recent_days_are_a_range(coded: Callable[..., Any]) -> None:
    _, coding = coded(FILE.read_text(encoding="utf-8"), published=date(2020, 5, 6))
    assert all(mention.published == date(2020, 5, 6) for mention in coding.mentions)
    assert all(mention.when is None for mention in coding.mentions if mention.kind.value in ("ASSAULT", "COOPERATE"))
