from __future__ import annotations

from pathlib import Path

import pytest

from marsad.actors import Registry, load_actors
from marsad.actors.entry import Alias, Phase, Years, dated
from marsad.actors.nations import NationWord, adjective_slug
from marsad.actors.words import cut, fold, key, pieces, singular_and_plural


@pytest.fixture(scope="module")
def registry() -> Registry:
    return load_actors()


def spotted(registry: Registry, sentence: str, *, in_capitals: bool = False) -> list[tuple[str, tuple[str, ...]]]:
    words = sentence.split(" ")
    found = registry.spot(words, in_capitals=in_capitals)
    return [(" ".join(words[name.start : name.end]), name.ids) for name in found]


# --- get ---------------------------------------------------------------------------------------


def test_get_finds_rows_before_patterns(registry: Registry) -> None:
    entry = registry.get("mil-syr")
    assert entry is not None
    assert (entry.name, entry.sector, entry.country, entry.ged) == (
        "Syrian Arab Army",
        "MIL",
        "SYR",
        "Government of Syria",
    )


def test_get_makes_state_bodies_by_pattern(registry: Registry) -> None:
    entry = registry.get("nav-chl")
    assert entry is not None
    assert (entry.name, entry.sector, entry.inter, entry.parents) == ("Navy of Chile", "MIL", 1, ("gov-chl",))
    government = registry.get("gov-mmr")
    assert government is not None
    assert government.ged == "Government of Myanmar (Burma)"
    assert government.parents == ()


def test_get_makes_people_with_and_without_country(registry: Registry) -> None:
    here, anywhere = registry.get("civilians-mli"), registry.get("civilians")
    assert here is not None
    assert anywhere is not None
    assert (here.name, here.country) == ("Civilians (Mali)", "MLI")
    assert (anywhere.name, anywhere.country) == ("Civilians", None)


def test_get_makes_militias_by_the_state_that_backs_them(registry: Registry) -> None:
    entry = registry.get("pro-turkish-militias")
    assert entry is not None
    assert (entry.name, entry.sector, entry.country) == ("Pro-Turkish militias", "PRM", None)
    assert adjective_slug(registry.nations.by_country["HKG"]) == "hong-kong"
    assert registry.get("pro-hong-kong-militias") is not None


@pytest.mark.parametrize("actor", ["mil", "mil-xxx", "mil-SYR", "nobody", "pro-martian-militias", ""])
def test_get_knows_no_other_ids(actor: str, registry: Registry) -> None:
    assert registry.get(actor) is None


def test_sector_changes_with_the_year(registry: Registry) -> None:
    taliban = registry.get("taliban")
    assert taliban is not None
    assert taliban.coded_in(1998) == ("GOV", 1)
    assert taliban.coded_in(2010) == ("REB", 2)
    assert taliban.coded_in(2022) == ("GOV", 1)
    assert taliban.coded_in(None) == ("REB", 2)


# --- nations -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("word", "country", "sort"),
    [
        ("Syria", "SYR", "country"),
        ("Syrian", "SYR", "adjective"),
        ("Syrians", "SYR", "people"),
        ("Spaniard", "ESP", "people"),
        ("Damascus", "SYR", "capital"),
        ("Kremlin", "RUS", "palace"),
        ("Saudi Arabia", "SAU", "country"),
        ("South Sudanese", "SSD", "adjective"),
        ("Côte d'Ivoire", "CIV", "country"),
        ("Guinea-Bissau", "GNB", "country"),
        ("US", "USA", "country"),
        ("U.S.", "USA", "country"),
        ("Burma", "MMR", "country"),
        ("Niger", "NER", "country"),
    ],
)
def test_nation(word: str, country: str, sort: str, registry: Registry) -> None:
    found = registry.nation(word)
    assert found is not None
    assert (found.country, found.sort) == (country, sort)


@pytest.mark.parametrize("word", ["us", "turkey", "china", "Latin American", "Aleppo", "", " ", "Syrian army", "CAr"])
def test_what_is_no_nation(word: str, registry: Registry) -> None:
    assert registry.nation(word) is None


def test_in_capitals_only_dots_tell_the_us_from_us(registry: Registry) -> None:
    for word, expected in (("US", None), ("U.S.", "USA"), ("CAR", None), ("UK", "GBR"), ("SYRIA", "SYR")):
        spot = registry.nation_at(registry.pieces([word]), 0, in_capitals=True)
        assert (spot.country if spot else None) == expected


def test_a_nation_word_is_a_value() -> None:
    assert NationWord(country="SYR", sort="country") == NationWord(country="SYR", sort="country")


# --- spot --------------------------------------------------------------------------------------


def test_spot_takes_the_longest_name_and_never_overlaps(registry: Registry) -> None:
    sentence = "The Islamic State - West Africa Province and Boko Haram fought ."
    assert spotted(registry, sentence) == [
        ("Islamic State - West Africa Province", ("iswap",)),
        ("Boko Haram", ("boko-haram",)),
    ]


@pytest.mark.parametrize(
    "words",
    ["Hayat Tahrir al - Sham", "Hayat Tahrir al-Sham", "Hay’at Tahrir al Sham", "Hayat Tahrir ash-Sham", "HTS"],
)
def test_spot_does_not_mind_how_a_name_is_cut_and_spelled(words: str, registry: Registry) -> None:
    assert spotted(registry, f"On Monday {words} withdrew") == [(words, ("hayat-tahrir-al-sham",))]


def test_one_id_for_the_names_of_the_islamic_state(registry: Registry) -> None:
    for name in ("Isis", "ISIS", "ISIL", "IS", "Daesh", "Da'esh", "Islamic State", "Islamic State group"):
        assert spotted(registry, f"and {name} fled") == [(name, ("islamic-state",))]


@pytest.mark.parametrize(
    "sentence", ["It is over", "they had it up", "Let it be", "the far side", "an arena", "mend it"]
)
def test_acronyms_that_are_words_need_their_capitals(sentence: str, registry: Registry) -> None:
    assert spotted(registry, sentence) == []


def test_in_capitals_acronyms_are_read_but_common_words_are_not(registry: Registry) -> None:
    assert spotted(registry, "THE ERP IS UP IN ARMS", in_capitals=True)[0][0] == "ERP"
    assert spotted(registry, "IT IS FAR FROM US", in_capitals=True) == []


def test_spot_leaves_nations_and_common_nouns_to_the_resolver(registry: Registry) -> None:
    assert spotted(registry, "Syrian troops and coalition forces killed rebels in Aleppo") == []


def test_spot_gives_all_claimants_of_a_shared_name(registry: Registry) -> None:
    assert spotted(registry, "the SNA advanced")[0][1] == (
        "mil-som",
        "shanni-nationalities-army",
        "syrian-national-army",
    )


def test_marks_part_names(registry: Registry) -> None:
    assert [name for name, _ in spotted(registry, "Boko , Haram")] == []
    assert spotted(registry, "")[:1] == []


# --- find --------------------------------------------------------------------------------------


def test_find_says_why(registry: Registry) -> None:
    reasons = {found.entry.id: found.reason for found in registry.find("SNA")}
    assert reasons["mil-som"] == "name (in stories of its own countries)"
    assert registry.find("islamic-state")[0].reason == "id"
    assert registry.find("IS")[0].reason == "name (in this very case)"
    assert registry.find("Haftar")[0].reason == "name (of its leader, 2014-)"
    assert registry.find("Uruguayan navy")[0].entry.id == "nav-ury"
    assert "all words" in registry.find("Sayyaf")[0].reason


def test_find_finds_nothing_for_nobody(registry: Registry) -> None:
    assert registry.find("Quixotic Platypus") == ()
    assert registry.find("") == ()
    assert len(registry.find("front", most=3)) == 3


# --- words -------------------------------------------------------------------------------------


def test_fold() -> None:
    assert fold("Médecins Łódź ﬁ Kıbrıs") == "medecins lodz fi kibris"


def test_key_is_the_same_for_tokens_and_text() -> None:
    assert key("Ansar al-Sharia") == "ansar al sharia"
    assert key("Communist Party of India (Maoist)") == "communist party of india maoist"
    assert key("People's Army", {"people": "people"}) == "people army"


def test_pieces_count_words() -> None:
    found = pieces(["pro", "-", "Iranian", "militias", "'s", "post"])
    assert [(piece.folded, piece.word) for piece in found] == [
        ("pro", 0),
        ("iranian", 2),
        ("militias", 3),
        ("post", 5),
    ]


def test_cut_keeps_offsets() -> None:
    text = "the pro-Iranian militia's (U.S.) post"
    for word, start, end in cut(text):
        assert text[start:end] == word
    assert [word for word, _, _ in cut(text)] == ["the", "pro-Iranian", "militia's", "(", "U.S.", ")", "post"]


@pytest.mark.parametrize(
    ("noun", "forms"),
    [
        ("rebel", ("rebel", "rebels")),
        ("enemy", ("enemy", "enemies")),
        ("boy", ("boy", "boys")),
        ("church", ("church", "churches")),
        ("armed forces", ("armed forces",)),
        ("gunmen", ("gunmen",)),
    ],
)
def test_plurals(noun: str, forms: tuple[str, ...]) -> None:
    assert singular_and_plural(noun) == forms


def test_dated_names_and_years() -> None:
    assert dated("Jabhat al-Nusra 2012-2016") == ("Jabhat al-Nusra", Years(first=2012, last=2016))
    assert dated("Nusra 2012-") == ("Nusra", Years(first=2012))
    assert dated("M-19") == ("M-19", Years())
    assert Years(first=2012, last=2016).includes(2017, slack=1)
    assert not Years(first=2012, last=2016).includes(2018, slack=1)
    assert not Years(last=2000).overlaps(Years(first=2001))
    assert Alias(text="x") != Alias(text="x", exact=True)
    assert Phase(years=Years(), sector="GOV", inter=1).inter == 1


# --- digest ------------------------------------------------------------------------------------


def test_digest_is_of_the_content_only(registry: Registry, tmp_path: Path) -> None:
    rows = "id,name\nhighland-front,Highland Freedom Front\n"
    digests = []
    for folder in ("one", "two"):
        file = tmp_path / folder / "mine.csv"
        file.parent.mkdir()
        file.write_text(rows, "utf-8")
        digests.append(load_actors(user_files=[file]).digest)
    assert digests[0] == digests[1] != registry.digest == load_actors().digest
