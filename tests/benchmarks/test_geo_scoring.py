from pathlib import Path
from typing import Any

import pytest

from benchmarks.figures import Figure
from benchmarks.geo import Article, Toponym, articles, is_resolved, mean, misses, score
from marsad.types import Place, Span

TEXT = "Turkish jets flew from Ankara to Asia over Harim and Harim again."


def tagged(phrase: str, start: int, id_: str = "", fcode: str = "PPL", *, lat: float = 36.0, lon: float = 36.5) -> str:
    where = f"<name>{phrase}</name><fcode>{fcode}</fcode><lat>{lat}</lat><lon>{lon}</lon>"
    tag = f'<gaztag geonameid="{id_}">{where}</gaztag>' if id_ else ""
    span = f"<start>{start}</start><end>{start + len(phrase)}</end>"
    return f"<toponym><phrase>{phrase}</phrase>{span}{tag}</toponym>"


def plain(phrase: str, start: int, type_: str = "Literal", lat: str = "36.0", id_: str = "") -> str:
    return (
        f"<toponym><extractedName>{phrase}</extractedName><normalisedName/><type>{type_}</type><start>{start}</start>"
        f"<end>{start + len(phrase)}</end><geonamesID>{id_}</geonamesID><latitude>{lat}</latitude>"
        f"<longitude>{'36.5' if lat else ''}</longitude></toponym>"
    )


def article(tmp_path: Path, *toponyms: str) -> Article:
    path = tmp_path / "Own.xml"
    path.write_text(
        f"<articles><article><text>{TEXT}</text><toponyms>{''.join(toponyms)}</toponyms></article></articles>",
        encoding="utf-8",
    )
    (found,) = articles(path, None)
    return found


def at(words: str, nth: int = 0) -> Span:
    start = -1
    for _ in range(nth + 1):
        start = TEXT.index(words, start + 1)
    return Span(start=start, end=start + len(words))


def place(**told: Any) -> Place:
    known: dict[str, Any] = {
        "id": None, "name": "P", "shape": "point", "country": None, "admin1": None, "admin2": None,
        "lat": None, "lon": None, "where_prec": None, "geo_precision": None,
    }  # fmt: skip
    return Place(**(known | told))


HARIM = place(id="gn:170000", lat=36.2, lon=36.5)
TURKEY = place(id="gn:298795", country="TUR", shape="area")


def test_both_formats_are_read_and_offsets_that_drifted_are_found_again(tmp_path: Path) -> None:
    found = article(
        tmp_path,
        tagged("Harim", at("Harim").start + 3, "1"),
        tagged("Turkish", 0, "298795", "PCLI", lat=39, lon=35),
        plain("Ankara", at("Ankara").start, id_="323786"),
        plain("jets", 8, "Non_Lit_Expression", lat=""),
        plain("Nowhere", -5),
        tagged("Absent", 3, "9"),
    )
    by_span = {toponym.span: toponym for toponym in found.toponyms}
    assert set(by_span) == {at("Harim"), at("Turkish"), at("Ankara")}
    assert by_span[at("Turkish")].country == "TUR"
    assert by_span[at("Harim")].country is None
    assert (by_span[at("Ankara")].id, by_span[at("Ankara")].lat) == ("323786", 36.0)


def test_continents_are_left_out_on_both_sides(tmp_path: Path) -> None:
    found = article(
        tmp_path, tagged("Asia", at("Asia").start, "6255147", "CONT"), tagged("Harim", at("Harim").start, "1")
    )
    figures = {
        f.name: (f.value, f.n) for f in score([found], {found.id: [(at("Asia"), HARIM), (at("Harim"), HARIM)]}, {})
    }
    assert figures["span_f1"] == (1.0, 1)
    assert figures["recall_161km"] == (1.0, 1)
    assert figures["precision_161km"] == (1.0, 1)


@pytest.mark.parametrize(
    ("told", "is_right"),
    [
        (None, False),
        (TURKEY, True),
        (place(country="TUR", lat=39.9, lon=32.8), False),
        (place(country="SYR"), False),
        (place(country="TUR", admin1="Ankara"), False),
    ],
)
def test_countries_are_right_by_code_and_only_as_a_whole(told: Place | None, is_right: bool) -> None:
    turkey = Toponym(span=at("Turkish"), id="298795", lat=39.0, lon=35.0, country="TUR", is_left_out=False)
    assert is_resolved(turkey, told) is is_right


@pytest.mark.parametrize(
    ("told", "is_right"),
    [
        (place(lat=37.4, lon=36.5), True),
        (place(lat=37.5, lon=36.5), False),
        (place(id="gn:1", lat=50.0, lon=10.0), True),
        (place(country="SYR"), False),
    ],
)
def test_places_are_right_within_161_km_or_by_id(told: Place, is_right: bool) -> None:
    toponym = Toponym(span=at("Harim"), id="1", lat=36.0, lon=36.5, country=None, is_left_out=False)
    assert is_resolved(toponym, told) is is_right


def test_recognition_resolution_and_both(tmp_path: Path) -> None:
    found = article(
        tmp_path,
        tagged("Harim", at("Harim").start, "170000"),
        tagged("Harim", at("Harim", 1).start, "170000"),
        tagged("Ankara", at("Ankara").start, "323786", lat=39.9, lon=32.9),
        tagged("Turkish", 0),
    )
    answers = {found.id: [(at("Harim"), HARIM), (at("Ankara"), HARIM), (at("jets"), HARIM), (at("Turkish"), TURKEY)]}
    given = {found.id: [(at("Harim"), HARIM), (at("Harim", 1), HARIM), (at("Ankara"), None)]}
    figures = {figure.name: (figure.value, figure.n) for figure in score([found], answers, given)}
    assert figures["span_f1"] == (pytest.approx(6 / 8), 4)
    assert figures["resolution_161km"] == (pytest.approx(2 / 3), 3)
    assert figures["resolution_id"] == (pytest.approx(2 / 3), 3)
    assert figures["recall_161km"] == (pytest.approx(1 / 3), 3)
    assert figures["precision_161km"] == (pytest.approx(1 / 3), 3)
    assert [miss["text"] for miss in misses([found], given)] == ["Ankara"]


def test_the_mean_of_files_is_not_weighted() -> None:
    groups = [("a", (Figure(name="span_f1", value=1.0, n=1),)), ("b", (Figure(name="span_f1", value=0.5, n=99),))]
    assert mean(groups) == (Figure(name="span_f1", value=0.75, n=100),)
