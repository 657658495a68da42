import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from benchmarks.figures import MissingSetError
from benchmarks.muc4.keys import ROLES, Days, is_same_day, keyed_documents
from benchmarks.muc4.score import Template, score


def slot(*alternatives: str) -> list[dict[str, Any]]:
    return [{"optional": False, "alternatives": list(alternatives)}]


def full(**slots: Any) -> dict[str, Any]:
    known = {
        "optional_template": False,
        "date": slot("12 MAR 89"),
        "location": slot("PERU: LIMA (CITY)"),
        "type": slot("ATTACK"),
        "stage": slot("ACCOMPLISHED"),
        "perp_org_confidence": [],
    }
    return known | slots


def five(incident_type: str = "attack", **roles: Any) -> dict[str, Any]:
    return {"incident_type": incident_type, **{role: [] for role in ROLES}, **roles}


def write(folder: Path, pairs: list[tuple[dict[str, Any], dict[str, Any]]]) -> None:
    (folder / "gtt_dev.json").write_text(json.dumps({"docid": "X-1", "templates": [short for short, _ in pairs]}))
    (folder / "full_dev.jsonl").write_text(
        json.dumps({"docid": "X-1", "text": "WORDS.", "templates": [whole for _, whole in pairs]})
    )


def test_both_files_are_read_as_one(tmp_path: Path) -> None:
    confidence = slot("SUSPECTED OR ACCUSED", 'REPORTED AS FACT: "THE FRONT"', '"FRONT"')
    write(
        tmp_path,
        [
            (
                five("bombing / attack", PerpOrg=[[["the front", 4], ["front", 8]]], Weapon=[[]]),
                full(perp_org_confidence=confidence, stage=slot("ATTEMPTED", "THREATENED"), optional_template=True),
            )
        ],
    )
    (document,) = keyed_documents(tmp_path, "dev", None)
    (key,) = document.keys
    assert (document.id, document.text) == ("X-1", "WORDS.")
    assert key.types == {"bombing", "attack"}
    assert key.fillers["PerpOrg"] == (frozenset(("front",)),)
    assert key.fillers["Weapon"] == ()
    assert key.stages == {"ATTEMPTED", "THREATENED"}
    assert key.confidences == ((frozenset(("front",)), frozenset(("SUSPECTED OR ACCUSED", "REPORTED AS FACT"))),)
    assert key.is_optional


def test_templates_with_the_same_five_slots_are_one(tmp_path: Path) -> None:
    write(tmp_path, [(five(), full()), (five(), full(stage=slot("THREATENED"))), (five("arson"), full())])
    (document,) = keyed_documents(tmp_path, "dev", None)
    assert [sorted(key.types) for key in document.keys] == [["attack"], ["arson"]]


@pytest.mark.parametrize(
    ("said", "days"),
    [
        ("16 NOV 89", Days(first=date(1989, 11, 16), last=date(1989, 11, 16))),
        ("- 02 MAY 90", Days(first=None, last=date(1990, 5, 2))),
        ("(- 9 DEC 89)", Days(first=None, last=date(1989, 12, 9))),
        ("31 MAR 90 - 01 APR 90", Days(first=date(1990, 3, 31), last=date(1990, 4, 1))),
        ("31 APR 89", Days(first=date(1989, 4, 30), last=date(1989, 4, 30))),
    ],
)
def test_dates_of_the_keys(tmp_path: Path, said: str, days: Days) -> None:
    write(tmp_path, [(five(), full(date=slot(said)))])
    assert keyed_documents(tmp_path, "dev", None)[0].keys[0].days == (days,)


def test_a_date_without_a_year_is_none(tmp_path: Path) -> None:
    write(tmp_path, [(five(), full(date=slot("12 MAR")))])
    assert keyed_documents(tmp_path, "dev", None)[0].keys[0].days == ()


@pytest.mark.parametrize(
    ("said", "names"),
    [
        ("COLOMBIA: MEDELLIN (CITY): AMERICA (NEIGHBORHOOD)", ("colombia", "medellin", "america")),
        ("(EL SALVADOR: SAN SALVADOR (CITY))", ("el salvador", "san salvador")),
        ("PERU", ("peru",)),
    ],
)
def test_places_of_the_keys(tmp_path: Path, said: str, names: tuple[str, ...]) -> None:
    write(tmp_path, [(five(), full(location=slot(said)))])
    assert keyed_documents(tmp_path, "dev", None)[0].keys[0].places == (names,)


@pytest.mark.parametrize(
    ("predicted", "keyed", "is_right"),
    [
        (("1989-03-02", "1989-03-02"), ("1989-03-02", "1989-03-02"), True),
        (("1989-03-02", "1989-03-03"), ("1989-03-02", "1989-03-02"), False),
        ((None, "1989-03-02"), ("1989-03-02", "1989-03-02"), False),
        ((None, "1989-03-02"), (None, "1989-03-02"), True),
        (("1989-02-20", "1989-02-28"), (None, "1989-03-02"), True),
        (("1988-02-20", "1988-02-20"), (None, "1989-03-02"), False),
        (("1989-03-02", "1989-03-03"), (None, "1989-03-02"), False),
    ],
)
def test_days_are_compared_as_the_task_means_them(
    predicted: tuple[str | None, str], keyed: tuple[str | None, str], is_right: bool
) -> None:
    def days(told: tuple[str | None, str]) -> Days:
        return Days(first=date.fromisoformat(told[0]) if told[0] else None, last=date.fromisoformat(told[1]))

    assert is_same_day(days(predicted), days(keyed)) is is_right


def test_further_slots_are_scored_on_matched_templates_only(tmp_path: Path) -> None:
    confidence = slot('POSSIBLE: "FRONT"')
    write(tmp_path, [(five(PerpOrg=[[["front", 1]]]), full(perp_org_confidence=confidence)), (five("arson"), full())])
    documents = keyed_documents(tmp_path, "dev", None)
    day = date(1989, 3, 12)
    said = Template(
        type="attack",
        fillers={"PerpOrg": ("front",)},
        stage="ATTEMPTED",
        confidence="POSSIBLE",
        when=Days(first=day, last=day),
        where=("peru", "lima"),
    )
    found = {figure.name: (figure.value, figure.n) for figure in score(documents, {"X-1": [said]}).figures}
    assert found["stage_accuracy"] == (0.0, 1)
    assert found["confidence_accuracy"] == (1.0, 1)
    assert found["date_accuracy"] == (1.0, 1)
    assert found["location_accuracy"] == (1.0, 1)


@pytest.mark.parametrize(("where", "value"), [((), 0.0), (("peru",), 0.0), (("peru", "cuzco"), 0.0), (("lima",), 1.0)])
def test_a_location_is_right_by_its_finest_name(tmp_path: Path, where: tuple[str, ...], value: float) -> None:
    write(tmp_path, [(five(), full())])
    said = Template(type="attack", fillers={}, where=where)
    found = {
        figure.name: figure.value for figure in score(keyed_documents(tmp_path, "dev", 1), {"X-1": [said]}).figures
    }
    assert found["location_accuracy"] == value


def test_a_part_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(MissingSetError, match=r"gtt_dev\.json"):
        keyed_documents(tmp_path, "dev", None)
