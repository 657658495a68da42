"""Series that reports count and campaigns they name."""

from __future__ import annotations

from typing import Any

from marsad.analyse.courses import courses
from tests.analyse.events import event


def patrol(ordinal: int | None, when: str | None, **more: Any) -> dict[str, Any]:
    parties = [{"role": "initiator", "actor": "rus", "name": "R"}, {"role": "recipient", "actor": "tur", "name": "T"}]
    plain: dict[str, Any] = {"parties": parties, "outcome": [], "campaign": None, "kind": "COOPERATE", "country": "SYR"}
    made = event(when=when, ordinal=ordinal, **{**plain, **more})
    return {**made, "id": f"e{ordinal}-{when}"}


def test_a_series_has_its_members_in_order_and_says_what_is_missing() -> None:
    told = [
        patrol(8, "2020-05-07", outcome=["halted"]),
        patrol(5, "2020-04-21"),
        patrol(6, "2020-04-28", killed=(1, 1, 1)),
        patrol(6, "2020-04-30", outcome=["halted"]),
    ]
    (found,) = courses(told)
    assert (found.sort, found.name, found.country) == ("numbered", "COOPERATE of R and T", "SYR")
    assert [one.ordinal for one in found.members] == [5, 6, 6, 8]
    assert (found.missing, found.told_twice, found.longest_gap_days) == ((7,), (6,), 7)
    assert (found.outcomes, found.killed, found.members[1].killed) == ((("halted", 2),), 1, 1)


def test_the_order_of_reports_does_not_matter() -> None:
    told = [patrol(number, f"2020-05-0{number}") for number in (3, 1, 2)]
    assert courses(told) == courses(told[::-1])


def test_other_parties_kinds_and_countries_are_other_series() -> None:
    told = [patrol(1, "2020-05-01"), patrol(2, "2020-05-02", kind="CONSULT"), patrol(2, "2020-05-02", country="IRQ")]
    assert courses(told) == ()
    assert len(courses(told, least=1)) == 3


def test_nobody_has_no_series_and_a_plan_is_no_member() -> None:
    assert courses([patrol(1, "2020-05-01", parties=[]), patrol(2, "2020-05-02", parties=[])]) == ()
    assert courses([patrol(1, "2020-05-01"), patrol(2, "2020-05-02", status="planned")]) == ()


def test_a_number_out_of_all_proportion_does_not_fill_the_list() -> None:
    (found,) = courses([patrol(1, "2020-05-01"), patrol(90_000, "2020-05-02")])
    assert len(found.missing) == 200


def test_a_campaign_goes_by_its_name_whatever_its_case() -> None:
    told = [
        patrol(None, "2020-05-03", campaign="Operation Dawn", outcome=["captured"]),
        patrol(None, "2020-05-01", campaign="operation  dawn", kind="ASSAULT"),
        patrol(None, None, campaign="Operation Dawn"),
        patrol(None, "2020-05-03", campaign="Operation Dusk"),
    ]
    (found,) = courses(told)
    assert (found.sort, found.name, found.kind, len(found.members)) == ("campaign", "Operation Dawn", None, 3)
    assert [str(one.first) for one in found.members] == ["2020-05-01", "2020-05-03", "None"]
    assert found.longest_gap_days == 2
