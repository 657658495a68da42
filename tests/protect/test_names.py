"""No private name leaves, and names of groups and places are left alone."""

from typing import Any

import pytest

from marsad.protect import Known, load_policy, protect
from marsad.protect.people import is_group
from marsad.protect.policy import LevelName
from marsad.protect.words import is_description, may_leave
from marsad.record import canonical_json
from tests.protect.events import LATE, POLICE, SOMEBODY, STATE, TALIBAN, event, place
from tests.protect.leaks import LEAKS, hostile, leaked

POLICY = load_policy()


def leaving(record: dict[str, Any], level: LevelName = "public", **more: Any) -> dict[str, Any]:
    found = protect(record, policy=POLICY, level=level, now=LATE, **more).record
    assert found is not None
    return found


def test_there_are_enough_sentences() -> None:
    assert len(LEAKS) >= 60
    assert all(part in leak["text"] for leak in LEAKS for part in (*leak["private"], *leak.get("keeps", ())))


@pytest.mark.parametrize("leak", LEAKS, ids=lambda leak: leak["private"][0])
@pytest.mark.parametrize("level", ["public", "partners"])
def test_no_private_word_leaves(leak: dict[str, Any], level: LevelName) -> None:
    written = canonical_json(leaving(hostile(leak), level))
    assert leaked(written, [leak]) == []
    assert all(part in written for part in leak.get("keeps", ()))


@pytest.mark.parametrize("leak", LEAKS, ids=lambda leak: leak["private"][0])
def test_no_sentence_with_a_private_word_is_quoted(leak: dict[str, Any]) -> None:
    assert not may_leave(leak["text"], POLICY)


GROUPS = [
    "Lions of the Valley Brigade",
    "the Eastern Free Movement",
    "Liwa al-Wadi",
    "Frente de la Sierra",
    "Harakat al-Jibal",
    "Northern Farmers' Defence Militia",
    "Red Hill Operations Room",
    "Ansar al-Nahr",
    "People's Resistance of the Delta Forces",
]
PERSONS = [
    "John Doe",
    "Colonel Fulan's Brigade",
    "Fulan, leader of the Valley Brigade",
    "Fulan of the valley movement near town",
    "gang",
    "Brigade",
    "Commander Doe Movement",
    "the father of Roe, Eastern Movement",
    "",
]


@pytest.mark.parametrize("name", GROUPS)
def test_groups_that_no_registry_knows_keep_their_names(name: str) -> None:
    assert is_group(name, POLICY.groups)
    unknown = TALIBAN.__class__(id=None, name=None, sector="REB")
    found = leaving(event(f"{name} attacked the post", parties=(("initiator", unknown, name),)))
    assert found["parties"][0]["name"] == name
    assert found["quotes"]["parties"][0]["text"] == name


@pytest.mark.parametrize("name", PERSONS)
def test_persons_are_no_groups(name: str) -> None:
    assert not is_group(name, POLICY.groups)


@pytest.mark.parametrize(
    ("sector", "role"),
    [("CVL", "a civilian"), ("JRN", "a journalist"), (None, "an unnamed party"), ("X?", "an unnamed party")],
)
def test_a_person_becomes_what_they_were(sector: str | None, role: str) -> None:
    who = SOMEBODY.__class__(id=None, name="John Doe", sector=sector)
    found = leaving(event("John Doe was shot", parties=(("victim", who, "John Doe"),)))
    assert (found["parties"][0]["name"], found["parties"][0]["text"]) == (role, None)
    assert found["protection"]["changes"] == ["name-to-role", "quote-withheld"]


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("two soldiers", "two soldiers"),
        ("The column", "the column"),
        ("customary chiefs", "customary chiefs"),
        ("Villagers", "villagers"),
        ("Fishermen", "fishermen"),
        ("BOTH SIDES", "both sides"),
        ("25 schoolgirls and their teachers", "25 schoolgirls and their teachers"),
        ("its forces", "its forces"),
    ],
)
def test_people_who_are_only_described_keep_their_words(words: str, named: str) -> None:
    who = SOMEBODY.__class__(id=None, name=None, sector=None)
    found = leaving(event(f"{words} were there", parties=(("victim", who, words),)))
    assert found["parties"][0]["name"] == named
    assert "name-to-role" not in found["protection"]["changes"]


@pytest.mark.parametrize(
    "words",
    [
        "Bishop",
        "Major Bishop",
        "officer Doe",
        "a commander of the Doe clan",
        "RSF FIGHTERS",
        "doe",
        "Doe's soldiers",
        "…",
    ],
)
def test_a_name_is_no_description(words: str) -> None:
    assert not is_description(words, POLICY)


def test_a_name_told_with_a_known_actor_does_not_leave_with_it() -> None:
    found = leaving(event("police officer John Doe fell", parties=(("victim", POLICE, "police officer John Doe"),)))
    assert found["parties"][0] | {"text": None} == found["parties"][0]
    assert found["parties"][0]["name"] == "Afghan National Police"
    assert found["quotes"]["parties"][0]["text"] is None


def test_aliases_of_a_known_actor_stay_where_somebody_can_tell() -> None:
    record = event(
        "Daesh struck", parties=(("initiator", STATE, "Daesh"),), words={"kind": "struck", "status": "struck"}
    )
    assert leaving(record)["quotes"]["parties"][0]["text"] is None

    known = Known(is_called=lambda actor, words: (actor, words) == ("islamic-state", "Daesh"))
    assert leaving(record, known=known)["quotes"]["parties"][0]["text"] == "Daesh"


def test_other_quotes_that_touch_a_private_name_are_withheld_even_in_small_letters() -> None:
    record = event(
        "they shot john doe",
        parties=(("victim", SOMEBODY, "john doe"),),
        words={"kind": "shot john", "status": "they"},
    )
    found = leaving(record)
    assert found["quotes"]["kind"][0]["text"] is None
    assert found["quotes"]["status"][0]["text"] == "they"


def test_a_party_to_the_conflict_and_an_outlet_are_named_as_speakers() -> None:
    said = (("party", "taliban"), ("outlet", "Northern Wire"), ("outlet", None), ("source", "taliban"))
    found = leaving(event(said=said))
    assert [one["name"] for one in found["attribution"]] == ["taliban", "Northern Wire", None, None]


def test_a_quote_stays_where_only_another_quote_names_the_source() -> None:
    record = event("John Doe said it", said=(("source", "John Doe"), ("outlet", None)), words={"kind": "said"})
    found = leaving(record)
    assert [quote["text"] for quote in found["quotes"]["attribution"]] == [None, None]
    assert found["quotes"]["kind"][0]["text"] == "said"


def test_names_of_the_event_are_quoted_in_every_field() -> None:
    text = "Taliban stormed Imam Sahib"
    found = leaving(event(text, parties=(("initiator", TALIBAN, "Taliban"),), where=place()))
    assert found["quotes"]["kind"][0]["text"] == "Taliban stormed Imam Sahib"


def test_spellings_of_the_coded_place_are_quoted() -> None:
    where = place("Deir ez-Zor", country="SYR", admin1="Deir ez-Zor", admin2=None, where_prec=4)
    found = leaving(event("clashes in Deir Ezzor, Syria", where=where, words={"where": "Deir Ezzor, Syria"}))
    assert found["quotes"]["where"][0]["text"] == "Deir Ezzor, Syria"


@pytest.mark.parametrize(
    ("campaign", "stays"), [("Operation Long Night", True), ("John Doe", False), ("the long war", True)]
)
def test_operations_keep_their_names(campaign: str, stays: bool) -> None:
    found = leaving(event(f"they began {campaign}", campaign=campaign, words={"campaign": campaign}))
    assert (found["campaign"] == campaign) is stays
    assert ("campaign" in found["quotes"]) is stays
    if stays:
        assert found["quotes"]["campaign"][0]["text"] == campaign


@pytest.mark.parametrize(
    "text",
    [
        "Three civilians",
        "The Syrian army",
        "attacked",
        "12 people were killed",
        "Gunmen",
        "Ukrainian and Russian troops",
        "about 1,200",
    ],
)
def test_harmless_words_are_quoted(text: str) -> None:
    assert may_leave(text, POLICY)


@pytest.mark.parametrize(
    ("text", "harmless"),
    [
        ("on Saturday, 2 May", True),
        ("2020-05-02", True),
        ("since John's arrest on Monday", False),
        ("last Thursday", True),
    ],
)
def test_words_of_time_are_quoted(text: str, harmless: bool) -> None:
    assert may_leave(text, POLICY, is_time=True) is harmless


def test_losing_values_of_closed_fields_stay() -> None:
    record = event(rivals=(("kind", "COERCE"), ("campaign", "John Doe")))
    found = leaving(record)
    assert [rival["field"] for rival in found["rivals"]] == ["kind"]
    assert "rivals-dropped" in found["protection"]["changes"]
