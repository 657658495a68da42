from __future__ import annotations

import random

import pytest

from marsad.merge import fingerprints, resemblance
from marsad.types import Fingerprints


def words(seed: int, number: int) -> list[str]:
    choose = random.Random(seed)
    return [f"word{choose.randrange(3000)}" for _ in range(number)]


def text(parts: list[str]) -> str:
    return " ".join(parts) + "."


def test_fingerprint_is_the_same_everywhere() -> None:
    """Pinned: stored fingerprints must stay comparable with those of later versions and other machines."""
    found = fingerprints("The convoy was halted at the bridge. Nobody was hurt.").minhash
    assert len(found) == 128
    assert found[:4] == (3254764327, 3338207164, 639748316, 3224345526)


def test_fingerprint_of_a_copy_resembles_the_text() -> None:
    told = words(1, 300)
    reprint = ["AGENCY", "-", *told[:280], "Our", "correspondents", "contributed"]
    found = resemblance(fingerprints(text(told)), fingerprints(text(reprint)))
    assert found is not None
    assert found > 0.8


def test_fingerprint_estimates_jaccard() -> None:
    told = words(2, 400)
    half = resemblance(fingerprints(text(told)), fingerprints(text(told[:200])))
    assert half == pytest.approx(0.5, abs=0.13)  # three standard errors


def test_fingerprint_of_another_text_does_not_resemble() -> None:
    assert resemblance(fingerprints(text(words(3, 300))), fingerprints(text(words(4, 300)))) == pytest.approx(
        0, abs=0.03
    )


def test_fingerprint_sees_words_not_case_or_punctuation() -> None:
    assert fingerprints("Troops left, at dawn!") == fingerprints("TROOPS LEFT AT DAWN")


def test_fingerprint_of_few_words_is_the_words() -> None:
    assert resemblance(fingerprints("Calm returns"), fingerprints("calm returns.")) == 1
    assert resemblance(fingerprints("Calm returns"), fingerprints("Calm leaves")) == 0


def test_fingerprint_of_no_words_resembles_nothing() -> None:
    empty = fingerprints(" — ")
    assert empty == Fingerprints(minhash=())
    assert resemblance(empty, empty) is None
    assert resemblance(fingerprints("Calm returns"), None) is None
