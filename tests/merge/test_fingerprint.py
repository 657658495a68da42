from __future__ import annotations

import random

import pytest

from marsad.merge import fingerprints, resemblance
from marsad.merge.fingerprint import likeness
from marsad.types import Fingerprints

#: Of the lead of two short sentences, the places that are not 0; 255 is -1.
LEAD = {1: 1, 13: 255, 75: 254, 108: 1, 163: 255, 164: 255, 198: 1, 224: 1, 232: 255}


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


def test_lead_is_the_same_everywhere() -> None:
    lead = fingerprints("The convoy was halted at the bridge. Nobody was hurt.").lead
    assert lead is not None
    assert {place: one for place, one in enumerate(lead) if one} == LEAD


def test_reports_that_begin_with_the_same_words_are_alike() -> None:
    first = "Gunmen killed nine farmers in a field near Bria on Monday, a local official said."
    other = "Nine farmers were killed on Monday when gunmen attacked them in a field near Bria."
    twin = "A soldier was wounded by a mine on the road to Kaga Bandoro on Monday."
    leads = [fingerprints(told).lead or b"" for told in (first, other, twin)]
    alike, unlike = likeness(leads[0], leads[1]), likeness(leads[0], leads[2])
    assert alike is not None
    assert unlike is not None
    assert alike > 0.5
    assert unlike < 0.3
    assert likeness(leads[0], leads[0]) == pytest.approx(1)
    assert likeness(leads[0], b"") is None
    assert likeness(bytes(256), leads[0]) is None


def test_only_the_first_words_are_the_lead() -> None:
    told = [str(10_000 + 7 * number) for number in range(80)]
    assert fingerprints(text(told)).lead == fingerprints(text(told[:60])).lead
    assert fingerprints(text(told)).lead != fingerprints(text(told[:59])).lead


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
