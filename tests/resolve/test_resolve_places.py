from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields

import pytest

from marsad.config import Config
from marsad.places import Gazetteer, open_gazetteer
from marsad.resolve.places import PlaceContext, place_context, resolve_place
from marsad.types import Claim, Document, Phrase, Place, Problem, Quote, Section, SectionKind, Sentence, Span
from tests.places.small_packages import lay_out

Ask = tuple[str, str, str]  #: label, whole phrase, head
Resolve = Callable[..., tuple[Place, Claim[Place], tuple[Problem, ...]]]


@pytest.fixture(scope="module")
def gazetteer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gazetteer]:
    folder = tmp_path_factory.mktemp("places")
    config = Config(cache_dir=folder / "cache", data_dir=folder / "data")
    found = open_gazetteer(config, packages=lay_out(folder / "packages"))
    yield found
    found.close()


def document(*texts: str, kinds: Sequence[SectionKind] = (), stories: Sequence[int] = ()) -> Document:
    """One sentence and one section for each text."""
    text, sections, sentences = "", [], []
    for index, part in enumerate(texts):
        span = Span(start=len(text), end=len(text) + len(part))
        kind = kinds[index] if kinds else "body"
        sections.append(Section(kind=kind, span=span, story=stories[index] if stories else 0))
        sentences.append(Sentence(index=index, span=span, section=index))
        text += part + "\n"
    return Document(
        id="d", source=None, url=None, title=None, published=None, published_from=None, language="en", text=text,
        sections=tuple(sections), sentences=tuple(sentences),
    )  # fmt: skip


def quote(told: Document, words: str) -> Quote:
    start = told.text.index(words)
    sentence = next(s.index for s in told.sentences if s.span.start <= start < s.span.end)
    return told.quote(sentence, Span(start=start, end=start + len(words)))


def phrase(told: Document, ask: Ask) -> Phrase:
    label, whole, head = ask
    outer = quote(told, whole)
    start = outer.span.start + whole.index(head)
    return Phrase(label=label, quote=outer, head=told.quote(outer.sentence, Span(start=start, end=start + len(head))))


def context_of(told: Document, names: Sequence[str], gazetteer: Gazetteer, story: int = 0) -> PlaceContext:
    return place_context(told, story, [quote(told, name) for name in names], gazetteer)


@pytest.fixture
def resolve(gazetteer: Gazetteer) -> Resolve:
    def run(text: str, names: Sequence[str], *asks: Ask) -> tuple[Place, Claim[Place], tuple[Problem, ...]]:
        told = document(text)
        context = context_of(told, names, gazetteer)
        claim, problems = resolve_place([phrase(told, ask) for ask in asks], context, gazetteer)
        assert claim is not None
        return claim.value, claim, problems

    return run


def precision(place: Place) -> tuple[int | None, int | None]:
    return place.where_prec, place.geo_precision


# --- precision, as the words allow ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "ask", "kind", "expected"),
    [
        ("Shelling hit Saraqib in Syria.", ("at", "Saraqib", "Saraqib"), "point", (1, 1)),
        ("Shelling near Saraqib in Syria.", ("near", "near Saraqib", "Saraqib"), "area", (2, 2)),
        ("Shelling outside Saraqib, Syria.", ("outside", "outside Saraqib", "Saraqib"), "area", (2, 2)),
        ("On the outskirts of Saraqib, Syria.", ("at", "On the outskirts of Saraqib", "Saraqib"), "area", (2, 2)),
        ("In the countryside of Saraqib, Syria.", ("at", "In the countryside of Saraqib", "Saraqib"), "area", (2, 2)),
        ("North of Saraqib, Syria.", ("near", "North of Saraqib", "Saraqib"), "area", (2, 2)),
        ("In Saraqib district, Syria.", ("at", "In Saraqib district", "Saraqib"), "area", (3, 2)),
        ("In Homs province, Syria.", ("at", "In Homs province", "Homs"), "area", (4, 3)),
        ("In the eastern countryside of Homs, Syria.", ("at", "eastern countryside of Homs", "Homs"), "area", (4, 3)),
        ("In the Syrian Desert, Syria.", ("at", "the Syrian Desert", "Syrian Desert"), "area", (5, 3)),
        ("On the M4 in Syria.", ("line", "On the M4", "M4"), "line", (5, 3)),
        ("In the Red Sea, Syria.", ("at", "In the Red Sea", "Red Sea"), "area", (7, 3)),
        ("In Syria.", ("at", "In Syria", "Syria"), "area", (6, None)),
    ],
)  # fmt: skip
def test_precision_is_that_of_the_words(
    resolve: Resolve, text: str, ask: Ask, kind: str, expected: tuple[int, int | None]
) -> None:
    place, _, problems = resolve(
        text, ["Syria", ask[2]] if ask[2] not in ("Syria", "Syrian Desert") else ["Syria"], ask
    )
    assert precision(place) == expected
    assert place.shape == kind
    assert problems == ()


def test_a_country_has_no_point(resolve: Resolve) -> None:
    place, _, _ = resolve("Fighting in Syria.", ["Syria"], ("at", "in Syria", "Syria"))
    assert (place.country, place.lat, place.lon, place.admin1) == ("SYR", None, None, None)


def test_part_of_a_country_is_a_loose_region_without_a_point(resolve: Resolve) -> None:
    place, _, _ = resolve("Fighting in northern Fiji.", ["Fiji"], ("at", "in northern Fiji", "Fiji"))
    assert (place.country, place.lat, *precision(place)) == ("FJI", None, 5, None)


# --- the seed's places --------------------------------------------------------------------------


def test_badia_of_a_town_is_the_area_near_it(resolve: Resolve) -> None:
    text = "Syria: an attack in Badia al-Ashara by men from the desert between Homs and Deir Ezzor."
    place, claim, _ = resolve(
        text,
        ["Syria", "Badia al-Ashara", "Homs", "Deir Ezzor"],
        ("at", "in Badia al-Ashara", "Badia al-Ashara"),
        ("origin", "from the desert between Homs", "Homs"),
    )
    assert (place.id, place.name, place.shape, place.country, place.admin1) == (
        "gn:174036", "Badia al-Ashara", "area", "SYR", "Deir ez-Zor",
    )  # fmt: skip
    assert precision(place) == (2, 2)
    assert [quote.text for quote in claim.quotes] == ["in Badia al-Ashara"]


PATROL = "In Idlib a new patrol of Russia and Turkey on the M4. The Syrian convoy stopped in Nayrab. Ankara is uneasy."
PATROL_NAMES = ("Idlib", "Russia", "Turkey", "M4", "Syrian", "Nayrab", "Ankara")


def test_a_road_takes_the_unit_the_story_names(resolve: Resolve) -> None:
    place, claim, _ = resolve(PATROL, PATROL_NAMES, ("line", "on the M4", "M4"), ("stop", "in Nayrab", "Nayrab"))
    assert (place.name, place.shape, place.country, place.admin1, place.lat) == (
        "M4 highway", "line", "SYR", "Idlib", None,
    )  # fmt: skip
    assert claim.method == "place.exact@1"


def test_a_road_in_a_province_keeps_both(resolve: Resolve) -> None:
    place, claim, _ = resolve(PATROL, PATROL_NAMES, ("line", "on the M4", "M4"), ("at", "In Idlib", "Idlib"))
    assert (place.shape, place.admin1) == ("line", "Idlib")
    assert [quote.text for quote in claim.quotes] == ["on the M4", "In Idlib"]


def test_of_two_villages_the_one_in_the_province_named(resolve: Resolve) -> None:
    place, claim, _ = resolve(PATROL, PATROL_NAMES, ("at", "in Nayrab", "Nayrab"))
    assert place.admin1 == "Idlib"
    assert [rival.admin1 for rival in claim.rivals] == ["Aleppo"]


# --- containers and twins -----------------------------------------------------------------------


def test_a_bare_city_that_is_also_a_province_is_the_city_with_the_province_as_rival(resolve: Resolve) -> None:
    place, claim, _ = resolve("Shells fell on Idlib, Syria.", ["Idlib", "Syria"], ("at", "on Idlib", "Idlib"))
    assert (place.id, precision(place)) == ("gn:169389", (1, 1))
    assert "gn:169387" in [rival.id for rival in claim.rivals]


def test_it_is_the_province_where_the_story_uses_it_as_one(resolve: Resolve) -> None:
    text = "In Idlib, Syria, shells fell. Later Saraqib was hit."
    place, _, _ = resolve(text, ["Idlib", "Syria", "Saraqib"], ("at", "In Idlib", "Idlib"))
    assert (place.id, precision(place)) == ("gn:169387", (4, 3))


def test_and_where_it_is_called_a_province_anywhere_in_it(gazetteer: Gazetteer) -> None:
    told = document("Idlib province in Syria was quiet.", "Then shells fell in Idlib.")
    second = told.text.rindex("Idlib")
    later = told.quote(1, Span(start=second, end=second + 5))
    context = place_context(told, 0, [quote(told, "Idlib"), quote(told, "Syria"), later], gazetteer)
    claim, _ = resolve_place([Phrase(label="at", quote=later, head=later)], context, gazetteer)
    assert claim is not None
    assert claim.value.id == "gn:169387"


def test_the_finer_phrase_is_the_place_and_the_wider_its_container(resolve: Resolve) -> None:
    text = "In Idlib, Syria, men attacked Saraqib."
    place, claim, _ = resolve(
        text, ["Idlib", "Saraqib", "Syria"], ("at", "In Idlib", "Idlib"), ("at", "Saraqib", "Saraqib")
    )
    assert place.id == "gn:164816"
    assert len(claim.quotes) == 2


def test_a_container_decides_between_places_of_one_name(resolve: Resolve) -> None:
    place, _, _ = resolve(
        "A blast in Paris, Texas.", ["Paris", "Texas"], ("at", "in Paris", "Paris"), ("part", "Texas", "Texas")
    )
    assert (place.country, place.admin1) == ("USA", "Texas")
    place, claim, _ = resolve("A blast in Paris.", ["Paris"], ("at", "in Paris", "Paris"))
    assert place.country == "FRA"
    assert "USA" in [rival.country for rival in claim.rivals]


def test_words_say_which_kind_of_thing_is_meant(resolve: Resolve) -> None:
    place, _, _ = resolve(
        "They hit the Tishrin dam in Syria.", ["Tishrin", "Syria"], ("at", "the Tishrin dam", "Tishrin")
    )
    assert place.name == "Tishrin Dam"
    place, _, _ = resolve("In the city of Idlib, Syria.", ["Idlib", "Syria"], ("at", "In the city of Idlib", "Idlib"))
    assert place.id == "gn:169389"
    place, _, _ = resolve("At the Saraqib dam, Syria.", ["Saraqib", "Syria"], ("at", "the Saraqib dam", "Saraqib"))
    assert precision(place) == (2, 2)  # no such dam is known: near the town it is named after
    place, _, _ = resolve("In Tadmur district, Syria.", ["Tadmur", "Syria"], ("at", "In Tadmur district", "Tadmur"))
    assert precision(place) == (2, 2)  # no such district: near the town


# --- between and along --------------------------------------------------------------------------


def test_between_two_far_cities_there_is_no_point(resolve: Resolve) -> None:
    text = "Fighting in the desert between Homs and Deir Ezzor in Syria."
    place, claim, _ = resolve(
        text,
        ["Homs", "Deir Ezzor", "Syria"],
        ("between", "between Homs", "Homs"),
        ("between", "Deir Ezzor", "Deir Ezzor"),
    )
    assert (place.name, place.shape, place.lat, place.where_prec) == ("Homs – Deir Ezzor", "area", None, 5)
    assert (place.country, place.admin1, claim.method) == ("SYR", None, "place.between@1")


def test_between_two_near_towns_the_middle(resolve: Resolve) -> None:
    text = "Fighting between Idlib and Saraqib in Syria."
    place, _, _ = resolve(
        text, ["Idlib", "Saraqib", "Syria"], ("between", "between Idlib", "Idlib"), ("between", "Saraqib", "Saraqib")
    )
    assert place.lat == pytest.approx(35.8975, abs=0.001)
    assert (place.admin1, *precision(place)) == ("Idlib", 5, 3)


def test_a_road_named_by_its_ends_is_a_line(resolve: Resolve) -> None:
    text = "Gunmen struck on the Homs–Palmyra road in Syria."
    place, _, _ = resolve(text, ["Homs–Palmyra", "Syria"], ("line", "on the Homs–Palmyra road", "Homs–Palmyra"))
    assert (place.shape, place.admin1, place.where_prec) == ("line", "Homs", 5)


def test_a_border_runs_through_the_country_of_the_story(resolve: Resolve) -> None:
    text = "Clashes along the border with Turkey. Idlib and Saraqib in Syria are tense."
    place, _, _ = resolve(
        text, ["Turkey", "Idlib", "Saraqib", "Syria"], ("line", "along the border with Turkey", "Turkey")
    )
    assert (place.id, place.shape, place.country, place.lat, place.where_prec) == (None, "line", "SYR", None, 5)


def test_a_road_to_a_town_is_not_the_town(resolve: Resolve) -> None:
    place, _, _ = resolve("On the Saraqib road, Syria.", ["Saraqib", "Syria"], ("at", "On the Saraqib road", "Saraqib"))
    assert (place.id, place.shape, place.lat, place.admin1, place.where_prec) == (None, "line", None, "Idlib", 5)


# --- what is not known --------------------------------------------------------------------------


def test_an_unknown_name_keeps_its_string_and_takes_its_container(resolve: Resolve) -> None:
    text = "A mine went off in Khirbat Zibdar in Idlib province, Syria."
    place, claim, problems = resolve(
        text,
        ["Khirbat Zibdar", "Idlib", "Syria"],
        ("at", "in Khirbat Zibdar", "Khirbat Zibdar"),
        ("part", "in Idlib province", "Idlib"),
    )
    assert (place.id, place.name, place.country, place.admin1) == (None, "Khirbat Zibdar", "SYR", "Idlib")
    assert precision(place) == (4, 3)
    assert claim.method == "place.container@1"
    assert [(problem.stage, problem.code) for problem in problems] == [("resolve", "place-not-found")]
    assert problems[0].quote is not None
    assert problems[0].quote.text == "Khirbat Zibdar"
    assert "Zibdar" not in problems[0].detail


def test_without_a_container_it_has_the_country_of_the_story_and_no_point(resolve: Resolve) -> None:
    text = "A mine went off in Khirbat Zibdar, Syria."
    place, claim, problems = resolve(text, ["Khirbat Zibdar", "Syria"], ("at", "in Khirbat Zibdar", "Khirbat Zibdar"))
    assert (place.country, place.lat, place.where_prec, place.geo_precision) == ("SYR", None, 6, None)
    assert claim.confidence is not None
    assert claim.confidence < 0.5
    assert len(problems) == 1


def test_a_country_as_container_lends_itself_only(resolve: Resolve) -> None:
    text = "A mine went off in Zibdar in Syria. Paris and Nadi are far."
    place, claim, _ = resolve(
        text, ["Zibdar", "Paris", "Nadi"], ("at", "in Zibdar", "Zibdar"), ("part", "in Syria", "Syria")
    )
    assert (place.country, place.lat, place.where_prec, claim.method) == ("SYR", None, 6, "place.container@1")


def test_with_nothing_to_go_by_nothing_is_said(resolve: Resolve) -> None:
    place, _, problems = resolve("A mine went off in Zibdar.", ["Zibdar"], ("at", "in Zibdar", "Zibdar"))
    assert (place.country, place.where_prec, place.lat) == (None, None, None)
    assert len(problems) == 1


def test_a_village_abroad_is_not_taken_for_one_here(resolve: Resolve) -> None:
    text = "Shells fell on Nyrob and Saraqib in Syria."
    place, _, problems = resolve(text, ["Nyrob", "Saraqib", "Syria"], ("at", "on Nyrob", "Nyrob"))
    assert (place.id, place.name, place.country) == (None, "Nyrob", "SYR")
    assert [problem.code for problem in problems] == ["place-not-found"]


def test_a_known_point_goes_before_an_unknown_name(resolve: Resolve) -> None:
    text = "Blasts in Zibdar and Saraqib, Syria."
    place, _, problems = resolve(
        text, ["Zibdar", "Saraqib", "Syria"], ("at", "in Zibdar", "Zibdar"), ("at", "Saraqib", "Saraqib")
    )
    assert place.id == "gn:164816"
    assert problems == ()


@pytest.mark.parametrize("label", ["origin", "destination", "stop"])
def test_what_only_leads_there_is_never_the_place(gazetteer: Gazetteer, label: str) -> None:
    told = document("They came from Saraqib, Syria.")
    context = context_of(told, ["Saraqib", "Syria"], gazetteer)
    assert resolve_place([phrase(told, (label, "from Saraqib", "Saraqib"))], context, gazetteer) == (None, ())
    assert resolve_place([], context, gazetteer) == (None, ())


# --- the story ----------------------------------------------------------------------------------


def test_countries_weigh_by_what_names_say(gazetteer: Gazetteer) -> None:
    told = document("Turkish jets hit Saraqib and Idlib. Ankara was silent.")
    context = context_of(told, ["Turkish", "Saraqib", "Idlib", "Ankara"], gazetteer)
    weights = context.evidence().countries
    assert sum(weights.values()) == pytest.approx(1.0)
    assert weights["SYR"] > weights["TUR"] > 0
    assert context.country == "SYR"
    assert set(context.units) >= {"gn:169387"}


def test_no_name_speaks_for_itself(gazetteer: Gazetteer) -> None:
    told = document("Saraqib, Syria.")
    context = context_of(told, ["Saraqib", "Syria"], gazetteer)
    assert context.evidence("syria").countries == {"SYR": 1.0}
    assert context.evidence("saraqib").points == ()


def test_a_dateline_speaks_for_its_country(gazetteer: Gazetteer) -> None:
    told = document("HEAD", "DAMASCUS, Syria (Agency) — Fighting went on.", kinds=("headline", "body"))
    assert context_of(told, [], gazetteer).country == "SYR"
    assert context_of(document("Fighting went on."), [], gazetteer).country is None


def test_a_headline_counts_more(gazetteer: Gazetteer) -> None:
    told = document("Syria burns", "Turkey watches", kinds=("headline", "body"))
    weights = context_of(told, ["Syria", "Turkey"], gazetteer).evidence().countries
    assert weights["SYR"] > weights["TUR"]


def test_stories_do_not_mix(gazetteer: Gazetteer) -> None:
    told = document("In Syria.", "In France.", stories=(0, 1))
    names = ["Syria", "France"]
    assert context_of(told, names, gazetteer, 0).evidence().countries == {"SYR": 1.0}
    assert context_of(told, names, gazetteer, 1).evidence().countries == {"FRA": 1.0}


def test_a_name_has_one_sense_in_a_story(gazetteer: Gazetteer) -> None:
    told = document("Nayrab and Idlib in Syria.", "Later Nayrab again.")
    context = context_of(told, ["Nayrab", "Idlib", "Syria"], gazetteer)
    assert context.senses["nayrab"].admin1 == "Idlib"


def test_the_order_of_names_changes_nothing(gazetteer: Gazetteer) -> None:
    told = document(PATROL)
    quotes = [quote(told, name) for name in PATROL_NAMES]
    one, other = (place_context(told, 0, names, gazetteer) for names in (quotes, quotes[::-1]))
    assert [getattr(one, field.name) for field in fields(one)] == [
        getattr(other, field.name) for field in fields(other)
    ]


# --- beside what holds it ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "names", "found"),
    [
        ("A blast in Paris, Texas, was heard in France.", ["Paris", "Texas", "France"], "gn:4717560"),
        ("A blast in Paris in northeast Texas was heard in France.", ["Paris", "Texas", "France"], "gn:4717560"),
        ("A blast in Paris (Texas) was heard in France.", ["Paris", "Texas", "France"], "gn:4717560"),
        ("Texas' Paris heard a blast in France.", ["Texas", "Paris", "France"], "gn:4717560"),
    ],
)
def test_a_name_beside_its_unit_lies_in_it(resolve: Resolve, text: str, names: list[str], found: str) -> None:
    place, _, _ = resolve(text, names, ("at", "Paris", "Paris"))
    assert place.id == found


def test_a_list_of_places_is_no_chain_of_units(gazetteer: Gazetteer) -> None:
    told = document("Blasts in Paris, Texas and Idlib.")
    assert context_of(told, ["Paris", "Texas", "Idlib"], gazetteer).holders == {}


def test_a_nationality_is_its_country(resolve: Resolve) -> None:
    place, _, _ = resolve("Fighting in Syrian territory went on.", ["Syrian"], ("at", "Syrian territory", "Syrian"))
    assert (place.country, place.lat, place.where_prec) == ("SYR", None, 6)


def test_the_least_unit_that_holds_most_of_a_story_is_its_home(gazetteer: Gazetteer) -> None:
    told = document("Shells fell on Saraqib and Idlib, others on Aleppo.")
    home = context_of(told, ["Saraqib", "Idlib", "Aleppo"], gazetteer).home
    assert home is not None
    assert home.name == "Idlib"


# --- what lends an unknown name a point ------------------------------------------------------------


def test_an_unknown_name_takes_the_unit_the_story_plays_in(resolve: Resolve) -> None:
    text = "Shells fell on Saraqib and Idlib. A mine went off in Khirbat Zibdar."
    place, claim, problems = resolve(
        text, ["Saraqib", "Idlib", "Khirbat Zibdar"], ("at", "Khirbat Zibdar", "Khirbat Zibdar")
    )
    assert (place.id, place.name, place.admin1) == (None, "Khirbat Zibdar", "Idlib")
    assert precision(place)[0] in (3, 4)
    assert claim.method == "place.context@1"
    assert [problem.code for problem in problems] == ["place-not-found"]


@pytest.mark.parametrize("name", ["Aleppo Opera House", "Opera House of Aleppo"])
def test_a_thing_called_after_a_town_is_near_it(resolve: Resolve, name: str) -> None:
    place, claim, problems = resolve(f"Fighting reached the {name} in Syria.", [name, "Syria"], ("at", name, name))
    assert (place.id, place.name, place.admin1) == (None, name, "Aleppo")
    assert precision(place) == (2, 2)
    assert claim.method == "place.named-after@1"
    assert [problem.code for problem in problems] == ["place-not-found"]


def test_a_thing_called_after_a_country_has_no_point(resolve: Resolve) -> None:
    place, _, _ = resolve("A fire at the Bank of Syria.", ["Bank of Syria"], ("at", "Bank of Syria", "Bank of Syria"))
    assert (place.country, place.lat, place.where_prec) == ("SYR", None, 6)


@pytest.mark.parametrize("name", ["Saraqib Nowhere Gate", "Zarbil"])
def test_where_nothing_speaks_for_a_country_no_hamlet_is_believed(resolve: Resolve, name: str) -> None:
    place, _, problems = resolve(f"A mine went off at {name}.", [name], ("at", name, name))
    assert (place.country, place.lat) == (None, None)
    assert [problem.code for problem in problems] == ["place-not-found"]


def test_many_lands_are_no_place(gazetteer: Gazetteer) -> None:
    told = document("Shells fell on Saraqib. They studied socialism in European countries.")
    context = context_of(told, ["Saraqib", "European"], gazetteer)
    ask = ("at", "in European countries", "European")
    assert resolve_place([phrase(told, ask)], context, gazetteer) == (None, ())
