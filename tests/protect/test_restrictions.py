"""What people and the policy hold back, what is sensitive by now, and what the coder found."""

from datetime import UTC, datetime, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from marsad.errors import ConfigError
from marsad.protect import Known, Policy, Protected, load_policy, protect
from marsad.protect.policy import LevelName
from tests.protect.events import LATE, event, place

#: The end of the day of publication, 3 May 2020.
ENDED = datetime(2020, 5, 4, tzinfo=UTC)
NOTHING = Known()


def passed(
    record: dict[str, Any], level: LevelName = "public", now: datetime = LATE, known: Known = NOTHING
) -> Protected:
    return protect(record, policy=load_policy(), level=level, now=now, known=known)


def leaving(record: dict[str, Any], level: LevelName = "public", known: Known = NOTHING) -> dict[str, Any]:
    found = passed(record, level, known=known).record
    assert found is not None
    return found


def policy_with(tmp_path: Path, more: str) -> Policy:
    text = files("marsad.protect").joinpath("data/policy.toml").read_text(encoding="utf-8")
    file = tmp_path / "policy.toml"
    file.write_text(text.replace("[sources]\n", f"[sources]\n{more}\n", 1), encoding="utf-8")
    return load_policy(file)


@pytest.mark.parametrize(
    ("held", "now", "reason"),
    [
        ({"do_not_publish": True}, LATE, "do-not-publish"),
        ({"embargo_until": "2030-01-02"}, LATE, "embargo"),
        ({"embargo_until": "2030-01-01"}, LATE, None),
    ],
)
def test_what_people_hold_back_leaves_at_the_internal_level_only(
    held: dict[str, Any], now: datetime, reason: str | None
) -> None:
    record = event() | held
    for level in ("public", "partners"):
        assert passed(record, level, now).held_back_reason == reason
    assert passed(record, "internal", now).record is not None


@pytest.mark.parametrize(
    ("rule", "now", "reason"),
    [
        ("do_not_publish = true", LATE, "do-not-publish"),
        ('embargo_until = "2030-01-02"', LATE, "embargo"),
        ("embargo_until = 2030-01-02", LATE, "embargo"),
        ('embargo_until = "2029-12-31"', LATE, None),
        ("delay_hours = 240", ENDED + timedelta(hours=239), "delay"),
        ("delay_hours = 240", ENDED + timedelta(hours=240), None),
        ("delay_hours = 1", ENDED + timedelta(hours=71), "delay"),
    ],
)
def test_the_policy_holds_back_by_source(tmp_path: Path, rule: str, now: datetime, reason: str | None) -> None:
    policy = policy_with(tmp_path, f'[sources."Northern Wire"]\n{rule}')
    record = event(sources=("Daily Paper", "Northern Wire"))
    assert protect(record, policy=policy, level="public", now=now).held_back_reason == reason
    assert protect(record, policy=policy, level="internal", now=now).record is not None
    other = event(sources=("Daily Paper",))
    assert protect(other, policy=policy, level="public", now=LATE).record is not None


@pytest.mark.parametrize("rule", ['embargo_until = "soon"', "delay_hours = -1"])
def test_a_rule_for_a_source_that_is_none_is_said(tmp_path: Path, rule: str) -> None:
    with pytest.raises(ConfigError, match="is no policy"):
        policy_with(tmp_path, f"[sources.Wire]\n{rule}")


def test_what_is_sensitive_by_now_leaves_no_finer_in_its_past_states() -> None:
    then = event("fighters attacked a house", where=place())
    now = event(
        "fighters attacked a house", where=place(), counts={"killed": {"range": 3, "by_party": {"children": 3}}}
    )
    assert leaving(then)["where"]["name"] == "Imam Sahib"
    found = leaving(then | {"present": now})
    assert found["where"]["name"] == "Imam Sahib District"
    assert "present" not in found
    moving = event("a convoy left", where=place(), kind="RETREAT")
    late = ENDED + timedelta(days=4)
    assert passed(then | {"present": moving}, "internal", late).held_back_reason == "movement-delay"


@pytest.mark.parametrize(
    ("told", "level", "least"),
    [({}, "public", 3), ({}, "partners", 3), ({"mode": "sexual"}, "public", 5), ({"mode": "sexual"}, "internal", 1)],
)
def test_a_record_says_how_large_a_count_must_be_that_holds_it(
    told: dict[str, Any], level: LevelName, least: int
) -> None:
    assert leaving(event(**told), level)["protection"]["least"] == least


def test_a_quote_with_a_person_whom_the_coder_found_is_withheld() -> None:
    """Also where the name reads as that of the event's place."""
    text = "fighters attacked Imam Sahib at his house"
    record = event(text, where=place("Kunduz"), words={"kind": "attacked Imam Sahib", "status": "attacked"})
    spans = [[text.index("Imam"), text.index(" at his")]]
    record["reports"] = [{"document": record["documents"][0], "title": None, "url": None, "persons": spans}]
    known = Known(is_place=lambda _, words: words in ("Imam Sahib", "Kunduz"))
    without = {**record, "reports": []}
    assert leaving(without, known=known)["quotes"]["kind"][0]["text"] == "attacked Imam Sahib"
    found = leaving(record)
    assert [found["quotes"][field][0]["text"] for field in ("kind", "status")] == [None, "attacked"]
    for level in ("public", "partners", "internal"):
        assert "persons" not in leaving(record, level)["reports"][0]
