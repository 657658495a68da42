"""Default deny: 99 of 100 private names, numbers and addresses go at least, and 98 of 100 places and groups stay."""

import sys

import pytest

from marsad.protect import Known, load_policy, protect
from marsad.protect.redact import ADDRESS, NAME, Names, redacted
from tests.export.told import attack, report
from tests.protect.events import LATE, TALIBAN, event, place
from tests.protect.leaks import LEAKS, leaked
from tests.protect.redaction import leaks, lost, sentences

POLICY = load_policy()
FILES = ("redaction.toml", "sealed/redaction.toml")
#: These, and sentences written blind.
EVERY = (*FILES, "sentences.toml")


def test_there_are_enough_sentences_and_a_third_is_sealed() -> None:
    told, sealed = (len(sentences(file)) for file in FILES)
    assert told + sealed + len(LEAKS) >= 400
    assert sealed >= (told + sealed) * 0.3
    assert len({one.text for file in FILES for one in sentences(file)}) >= (told + sealed) * 0.95


@pytest.mark.parametrize("file", EVERY)
def test_private_names_go(file: str) -> None:
    told = sentences(file)
    names = sum(len(one.private) for one in told)
    leaky = sum(len(leaks(one)) for one in told)
    sys.stdout.write(
        f"{file}: {1 - leaky / names:.4f} of {names} names, numbers and addresses go ({len(told)} sentences)" + "\n"
    )
    assert 1 - leaky / names >= 0.99


@pytest.mark.parametrize("file", EVERY)
def test_places_and_groups_stay(file: str) -> None:
    told = sentences(file)
    kept = sum(len(one.kept) for one in told)
    gone = sum(len(lost(one)) for one in told)
    sys.stdout.write(f"{file}: {1 - gone / kept:.4f} of {kept} places and groups stay ({len(told)} sentences)\n")
    assert 1 - gone / kept >= 0.98


@pytest.mark.parametrize("leak", LEAKS, ids=lambda leak: leak["private"][0])
def test_nothing_known_means_nothing_told(leak: dict[str, list[str]]) -> None:
    text = str(leak["text"])
    if text != text.upper():  # capitals tell no names: such a text is withheld as a whole
        assert leaked(redacted(text, POLICY, Names(is_known=lambda _: False)), [leak]) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Colonel Otim and the nurse Lakwena fled.", f"Colonel {NAME} and the nurse {NAME} fled."),
        ("Okello's house burned on Monday.", f"{NAME}'s house burned on Monday."),
        ("Taliban fighters met Jan van der Berg.", f"Taliban fighters met {NAME}."),
        ("Syrian soldiers left.", "Syrian soldiers left."),
        ("Write to okello dot otim at post dot example.", f"Write to {ADDRESS}."),
        ("They left on 2020-05-03 with 1,200 others.", "They left on 2020-05-03 with 1,200 others."),
    ],
)
def test_what_stays_of_a_sentence(text: str, expected: str) -> None:
    assert redacted(text, POLICY, Names(is_known=lambda words: words == "Taliban")) == expected


def test_headlines_leave_without_names() -> None:
    record = report(
        event("Taliban killed Okello Otim", parties=(("initiator", TALIBAN, "Taliban"),), sources=("Wire",)),
        title="Taliban killed Okello Otim, a farmer",
        url="https://wire.example/2020/taliban-killed-farmer",
    )
    known = Known(is_public=lambda words: words == "Taliban")
    passed = protect(record, policy=POLICY, level="public", now=LATE, known=known)
    assert passed.record is not None
    (told,) = passed.record["reports"]
    assert told["title"] == f"Taliban killed {NAME}, a farmer"
    assert told["url"] == "https://wire.example/2020/taliban-killed-farmer"
    assert {"headline-redacted"} <= set(passed.changes)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("They waited at the Gulu morgue.", "They waited at the Gulu morgue."),
        ("The Gulu brothers fled.", f"The {NAME} brothers fled."),
        ("A native of Gulu fled from a cellar near Gulu.", "A native of Gulu fled from a cellar near Gulu."),
        ("The mother of Gulu fled.", f"The mother of {NAME} fled."),
    ],
)
def test_a_town_stays_where_the_words_beside_it_speak_of_a_place(text: str, expected: str) -> None:
    names = Names(is_known=lambda _: False, is_town=lambda words: words == "Gulu")
    assert redacted(text, POLICY, names) == expected


def test_an_actor_called_as_many_people_are_is_told_only_in_its_own_events() -> None:
    title = "Shell kills Ortega and a Taliban driver"
    known = Known(is_public=lambda words: words in ("Taliban", "Ortega"))
    passed = protect(report(attack(), title=title), policy=POLICY, level="public", now=LATE, known=known)
    assert passed.record is not None
    assert passed.record["reports"][0]["title"] == f"Shell kills {NAME} and a Taliban driver"
    own = Known(is_called=lambda _, words: words == "Ortega", is_public=lambda words: words == "Taliban")
    told = protect(report(attack(), title=title), policy=POLICY, level="public", now=LATE, known=own)
    assert told.record is not None
    assert told.record["reports"][0]["title"] == title


@pytest.mark.parametrize(
    "title",
    ["OKELLO OTIM SHOT IN GULU", "then otim came out and they shot him", "قتل فلان في السوق", "+963 11 555 01 23"],
)
def test_a_headline_that_cannot_be_told_apart_is_withheld(title: str) -> None:
    passed = protect(report(attack(), title=title), policy=POLICY, level="public", now=LATE)
    assert passed.record is not None
    assert passed.record["reports"][0]["title"] is None


def test_a_coarsened_place_takes_headline_and_link_along() -> None:
    record = report(
        attack(mode="sexual", where=place()), title="Attack in Imam Sahib", url="https://wire.example/imam-sahib-attack"
    )
    passed = protect(record, policy=POLICY, level="public", now=LATE)
    assert passed.record is not None
    (told,) = passed.record["reports"]
    assert (told["title"], told["url"]) == (None, "https://wire.example/")
    inside = protect(record, policy=POLICY, level="internal", now=LATE).record
    assert inside is not None
    assert inside["reports"] == record["reports"]


#: Every word is known, and no number.
WORDS = Names(is_known=lambda words: not any(letter.isdigit() for letter in words))


@pytest.mark.parametrize(
    "text",
    [
        "Gunmen attacked a clinic at 36.7281, 68.8681 on Monday.",
        "The camp lies at 33.513812 36.276528, the army said.",
        "The camp lies at 33.5138° N, 36.2765° E.",
        "Shells fell at 33°30'49\"N 36°17'40\"E overnight.",
        "The post (N 36 43.7 E 068 52.1) was shelled.",
        "The unit gave its position as 38S MB 4595 4567.",
    ],
)
def test_no_point_leaves_in_words(text: str) -> None:
    told = redacted(text, POLICY, WORDS)
    assert "withheld" in told
    assert not [word for word in told.split() if sum(letter.isdigit() for letter in word) > 1]


@pytest.mark.parametrize(
    "text",
    [
        "Prices rose from 12.50, 13.75 and 14.25 pounds to 20 in May.",
        "It was 36 °C in Basra, and 2,500 of 10,000 fled on 2024-03-05.",
        "Battalions 12, 14 and 36 of the 5th Division, some 3.5 km away.",
    ],
)
def test_other_numbers_stay(text: str) -> None:
    assert redacted(text, POLICY, WORDS) == text
