import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marsad.extract.recase import is_capitals, recase

CASES: list[dict[str, Any]] = tomllib.loads((Path(__file__).parent / "data" / "recase.toml").read_text("utf-8"))["case"]


def capitals(text: str) -> str:
    return "".join(char.upper() if len(char.upper()) == 1 else char for char in text)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"])
def test_capitals_are_given_their_case_back(case: dict[str, Any]) -> None:
    known = set(case.get("names", ()))
    assert recase(capitals(case["text"]), known.__contains__) == case["text"]


def test_known_acronyms_stay_in_capitals() -> None:
    assert recase("ARENA WON", lambda _: False) == "Arena won"
    assert recase("ARENA WON", lambda _: False, {"ARENA"}.__contains__) == "ARENA won"


def test_words_that_are_not_in_capitals_stay_as_they_are() -> None:
    assert recase("THE iPhone of Ali WAS LOST", lambda _: False) == "The iPhone of Ali was lost"


def test_look_up_is_asked_only_for_runs_with_a_word_that_is_not_english() -> None:
    asked: list[str] = []

    def is_name(name: str) -> bool:
        asked.append(name)
        return False

    recase("THE POLICE STATION WAS NEAR NAYRAB VALLEY, WHICH BURNED.", is_name)
    assert asked == ["Nayrab Valley"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("GUERRILLAS ATTACKED A POST ON THE 11th OF MAY", True),
        ("Guerrillas attacked the FMLN, the ELN and the M-19 near SAN SALVADOR", False),
        ("12-13", False),
        ("", False),
        ("ПОВСТАНЦЫ АТАКОВАЛИ", True),
    ],
)
def test_is_capitals(text: str, expected: bool) -> None:
    assert is_capitals(text) is expected


@given(st.text(max_size=200))
def test_length_and_letters_are_kept(text: str) -> None:
    recased = recase(text, lambda name: len(name) % 2 == 0)
    assert len(recased) == len(text)
    assert all(one == other or one == other.lower() for one, other in zip(recased, text, strict=True))


@given(
    st.lists(
        st.sampled_from(
            ["AL-", "O'", "(", ")", "[", "] ", ". ", "MAY ", "5 ", "U.S. ", "É", "İ", "ẞ", "ARMY ", "\n\n", "Σ"]
        ),
        max_size=30,
    )
)
def test_recasing_twice_changes_nothing_more(pieces: list[str]) -> None:
    once = recase("".join(pieces), lambda _: False)
    assert len(once) == len("".join(pieces))
    assert recase("".join(pieces), lambda _: False) == once
