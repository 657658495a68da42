import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks.figures import MissingSetError, Options
from benchmarks.re3d import Entity, Report, named_entities, reports, score
from marsad.types import Span
from tests.benchmarks.factory import quote

TEXT = "The Council said that the Army used mortars near Harim, where Syrian jets flew."


def write(folder: Path, *entities: tuple[str, str, float]) -> None:
    source = folder / "Own Source"
    source.mkdir()
    rows = []
    for type_, words, confidence in entities:
        span = {"begin": TEXT.index(words), "end": TEXT.index(words) + len(words)}
        rows.append({"documentId": "r1", "type": type_, "confidence": confidence, **span})
    (source / "documents.json").write_text(json.dumps({"_id": "r1", "title": "T", "text": TEXT}))
    (source / "entities.json").write_text("\n".join(json.dumps(row) for row in rows))


def entity(type_: str, words: str) -> Entity:
    span = quote(TEXT, words).span
    return Entity(type=type_, start=span.start, end=span.end)


def read(tmp_path: Path, *entities: tuple[str, str, float]) -> list[Report]:
    write(tmp_path, *entities)
    return reports(Options(data=tmp_path))


def figures(found: list[Report], *said: Entity) -> dict[str, Any]:
    return {figure.name: figure for figure in score(found, {"r1": said}).figures}


def test_articles_do_not_count(tmp_path: Path) -> None:
    found = read(tmp_path, ("Organisation", "the Army", 1))
    assert found[0].entities == {entity("Organisation", "Army")}
    span = quote(TEXT, "the Army").span
    assert named_entities(TEXT, [("actor", span), ("person", span)]) == {entity("Organisation", "Army")}


def test_exact_spans_and_types_are_scored(tmp_path: Path) -> None:
    found = read(tmp_path, ("Organisation", "Army", 1), ("Location", "Harim", 0.9), ("Weapon", "mortars", 1))
    said = (entity("Organisation", "Army"), entity("Organisation", "Harim"), entity("Location", "near Harim"))
    names = figures(found, *said)
    assert names["span_f1"].value == pytest.approx(2 / 6)
    assert names["span_f1"].n == 3
    assert names["organisation_f1"].value == pytest.approx(2 / 3)
    assert names["location_f1"].value == 0.0
    assert names["militaryplatform_f1"].value is None


def test_what_the_set_doubts_and_peoples_are_left_aside(tmp_path: Path) -> None:
    found = read(tmp_path, ("Location", "Harim", 0.2), ("Nationality", "Syrian", 1), ("Weapon", "mortars", 1))
    names = figures(found, entity("Location", "Harim"), entity("Organisation", "Syrian"), entity("Weapon", "mortars"))
    assert names["span_f1"].value == 1.0


def test_nations_are_places_unless_their_people_are_meant() -> None:
    text = "Syria and Syrian troops"
    found = named_entities(text, [("nation", Span(start=0, end=5)), ("nation", quote(text, "Syrian").span)])
    assert {(one.type, one.start) for one in found} == {("Location", 0)}


def test_weapons_are_told_from_what_carries_them() -> None:
    said = [("weapon", quote(TEXT, words).span) for words in ("mortars", "jets")]
    assert named_entities(TEXT, said) == {entity("Weapon", "mortars"), entity("MilitaryPlatform", "jets")}


def test_misses_tell_both_kinds_of_mistake(tmp_path: Path) -> None:
    found = read(tmp_path, ("Location", "Harim", 1))
    misses = score(found, {"r1": {entity("Weapon", "jets")}}).misses
    assert {(miss["error"], miss["text"]) for miss in misses} == {("missed", "Harim"), ("spurious", "jets")}


def test_a_folder_without_sources_is_said(tmp_path: Path) -> None:
    with pytest.raises(MissingSetError, match=r"entities\.json"):
        reports(Options(data=tmp_path))


def test_who_is_described_is_said_without_number_and_with_the_name_inside() -> None:
    text = "Two Peshmerga units held the line."
    spans = [quote(text, "Two Peshmerga units").span, quote(text, "Peshmerga").span]
    units = quote(text, "Peshmerga units").span
    said = named_entities(text, [("group", spans[0]), ("actor", spans[1])])
    assert said == {Entity(type="Organisation", start=units.start, end=units.end)}


def test_a_country_that_acts_is_an_organisation() -> None:
    span = quote("Chad closed the border.", "Chad").span
    assert {one.type for one in named_entities("Chad closed the border.", [("government", span)])} == {"Organisation"}
    assert {one.type for one in named_entities("Chad closed the border.", [("nation", span)])} == {"Location"}


def test_pronouns_are_left_aside(tmp_path: Path) -> None:
    path = tmp_path / "Own Source"
    path.mkdir()
    rows = [{"documentId": "r1", "type": "Organisation", "confidence": 1, "begin": 0, "end": 2}]
    (path / "documents.json").write_text(json.dumps({"_id": "r1", "title": "T", "text": "We left."}))
    (path / "entities.json").write_text("\n".join(json.dumps(row) for row in rows))
    (found,) = reports(Options(data=tmp_path))
    assert not found.entities
