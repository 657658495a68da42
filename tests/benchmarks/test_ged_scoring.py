import csv
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from benchmarks.figures import MissingSetError
from benchmarks.ged import merging, score
from benchmarks.ged.rows import (
    GedRow,
    Headline,
    ged_rows,
    names_place,
    sides_called,
    tells_deaths,
    unit_names,
    with_own_headline,
    with_unshared_headlines,
)
from marsad.types import Mention
from tests.benchmarks.factory import count, mention, party, when, where

SHELLING = "Regime forces kill 12 in the shelling of Harim"


def row(number: int, *headlines: tuple[str, str], **told: Any) -> dict[str, Any]:
    """``headlines``: (day, words), all of one outlet."""
    return {
        "id": f"{number}.0",
        "side_a": "Government of Syria",
        "side_b": "Syrian insurgents",
        "source_article": ";".join(f'"Own Wire,{day},{words}"' for day, words in headlines),
        "where_coordinates": "Harim town",
        "adm_1": "Idlib Governorate",
        "adm_2": "Harim district",
        "latitude": 36.2,
        "longitude": 36.5,
        "date_start": "2017-03-02",
        "date_end": "2017-03-02",
        "date_prec": "1.0",
        "low": "10.0",
        "best": "12.0",
        "high": "15.0",
        **told,
    }


def read(folder: Path, *rows: dict[str, Any]) -> list[GedRow]:
    with (folder / "ged_syria_2016_2018.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return ged_rows(folder, None)


def figures(rows: Sequence[GedRow], said: dict[str, list[Mention]]) -> dict[str, tuple[float | None, int]]:
    return {figure.name: (figure.value, figure.n) for figure in score.figures(rows, said)}


# --- rows ---


def test_headlines_keep_their_commas_and_semicolons(tmp_path: Path) -> None:
    (found,) = read(tmp_path, row(7, ("2017-03-02", "Shells, again; on Harim"), ("2017-03-03", "Later")))
    assert found.id == "7"
    assert found.headlines == (
        Headline(day=date(2017, 3, 2), office="Own Wire", text="Shells, again; on Harim"),
        Headline(day=date(2017, 3, 3), office="Own Wire", text="Later"),
    )


def test_a_headline_is_its_rows_own_only_where_no_other_row_has_it(tmp_path: Path) -> None:
    rows = read(
        tmp_path,
        row(1, ("2017-03-02", "Alone")),
        row(2, ("2017-03-02", "Twice")),
        row(3, ("2017-03-02", "Twice"), ("2017-03-02", "Other")),
        row(4, ("2017-03-02", "Two"), ("2017-03-02", "Reports")),
    )
    assert [one.id for one in with_own_headline(rows)] == ["1"]


@pytest.mark.parametrize(
    ("place", "headline", "is_named"),
    [
        ("Harim town", "Shells on Harim", True),
        ("Harim town", "Shells on Harima", False),
        ("al-Bab city", "clashes in Bab", True),
        ("Palmyra (Tadmur) city", "clashes in Tadmur", True),
        ("Palmyra/Tadmur", "clashes in Palmyra", True),
        ("Ma'ar Shurin village", "raid on Maar Shurin", True),
        ("village", "raid on a village", False),
    ],
)
def test_places_stand_in_headlines_as_whole_words(tmp_path: Path, place: str, headline: str, is_named: bool) -> None:
    (found,) = read(tmp_path, row(1, ("2017-03-02", headline), where_coordinates=place))
    assert names_place(found) is is_named


def test_sides_are_called_by_name_or_alias() -> None:
    assert sides_called("The regime shells ISIS, this is all") == {"Government of Syria", "IS"}
    assert sides_called("IS retreats", ["IS"]) == {"IS"}
    assert sides_called("this is all", ["IS"]) == frozenset()
    assert sides_called("Ahrar al-Sham attacks", ["HTS, Ahrar al-Sham"]) == {"HTS, Ahrar al-Sham"}
    assert sides_called("Nameless Brigade attacks", ["Nameless Brigade"]) == {"Nameless Brigade"}


@pytest.mark.parametrize(
    ("best", "headline", "tells"),
    [("12.0", "12 killed", True), ("2.0", "Two die", True), ("21.0", "12 killed", False), ("0.0", "0 killed", False)],
)
def test_deaths_stand_in_headlines_as_digits_or_words(tmp_path: Path, best: str, headline: str, tells: bool) -> None:
    (found,) = read(tmp_path, row(1, ("2017-03-02", headline), best=best))
    assert tells_deaths(found) is tells


def test_units_are_known_by_other_spellings() -> None:
    assert {"aleppo", "halab"} <= unit_names("Aleppo Governorate")
    assert unit_names("Nowhere Governorate") == {"nowhere"}


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(MissingSetError, match="ged_syria"):
        ged_rows(tmp_path, None)


# --- scores ---


def told(**fields: Any) -> Mention:
    return mention(SHELLING, "shelling", **fields)


def right() -> Mention:
    return told(
        parties=(party(SHELLING, "initiator", "Regime forces", "government-of-syria/MIL/SYR"),),
        where=where(SHELLING, "Harim", lat=36.21, lon=36.52, admin1="Idlib"),
        counts=(count(SHELLING, "killed", 12, "kill 12"),),
    )


def test_what_the_coders_wrote_scores_one(tmp_path: Path) -> None:
    rows = read(tmp_path, row(1, ("2017-03-02", SHELLING)))
    assert figures(rows, {"1": [right()]}) == dict.fromkeys(
        (
            "sides_f1",
            "place_within_25km",
            "place_precision",
            "adm1_accuracy",
            "event_place_within_25km",
            "deaths_exact",
            "deaths_in_range",
            "date_exact",
        ),
        (1.0, 1),
    )
    assert score.misses(rows, {"1": [right()]}) == []


def test_nothing_said_is_missed_and_not_wrong(tmp_path: Path) -> None:
    rows = read(tmp_path, row(1, ("2017-03-02", SHELLING)))
    found = figures(rows, {})
    assert found["place_within_25km"] == (0.0, 1)
    assert found["place_precision"] == (None, 0)
    assert found["sides_f1"] == (0.0, 1)
    assert found["date_exact"] == (0.0, 1)


def test_misses_print_no_headline(tmp_path: Path) -> None:
    rows = read(tmp_path, row(1, ("2017-03-02", SHELLING)))
    (miss,) = score.misses(rows, {})
    assert miss == {
        "row": "1",
        "sides": {"gold": ["Government of Syria"], "predicted": []},
        "place": {"gold": "Harim town", "predicted": None},
        "deaths": {"gold": 12, "predicted": None},
    }


def test_only_rows_that_tell_a_value_are_scored_on_it(tmp_path: Path) -> None:
    rows = read(tmp_path, row(1, ("2017-03-02", "Explosions heard"), date_prec="2.0"))
    assert {n for _, n in figures(rows, {}).values()} == {0}


def test_the_other_side_is_neither_wanted_nor_wrong_but_a_stranger_is(tmp_path: Path) -> None:
    rows = read(tmp_path, row(1, ("2017-03-02", SHELLING)))
    regime = party(SHELLING, "initiator", "Regime forces", "government-of-syria/MIL/SYR")
    rebels = party("rebels", "recipient", "rebels", "rebels-syr/REB/SYR")
    stranger = party("SDF", "recipient", "SDF", "sdf/REB/SYR")
    ally = party("Russian jets", "initiator", "Russian jets", "mil-rus/MIL/RUS")
    victims = party("farmers", "victim", "farmers", "/CVL")
    assert figures(rows, {"1": [told(parties=(regime, rebels, ally, victims))]})["sides_f1"] == (1.0, 1)
    assert figures(rows, {"1": [told(parties=(regime, stranger))]})["sides_f1"] == (pytest.approx(2 / 3), 1)


def test_assaults_that_took_place_come_first(tmp_path: Path) -> None:
    rows = read(tmp_path, row(1, ("2017-03-02", SHELLING)))
    planned = told(status="planned", counts=(count(SHELLING, "killed", 99, "kill 12"),))
    other = told(kind="ACCUSE", counts=(count(SHELLING, "killed", 98, "kill 12"),))
    assert figures(rows, {"1": [planned, other, right()]})["deaths_exact"] == (1.0, 1)


def test_of_several_events_the_deadly_one_is_the_rows(tmp_path: Path) -> None:
    text = "Shells on Salqin and a fighter killed in Harim"
    rows = read(tmp_path, row(1, ("2017-03-02", text)))
    first = mention(text, "Shells", where=where(text, "Salqin", lat=40.0, lon=40.0))
    second = mention(text, "killed", where=where(text, "Harim", lat=36.21, lon=36.52))
    assert figures(rows, {"1": [first, second]})["event_place_within_25km"] == (1.0, 1)


def test_a_headline_without_an_event_is_asked_which_place_it_names(tmp_path: Path) -> None:
    rows = read(tmp_path, row(1, ("2017-03-02", "2 March: Harim, Idlib")))
    named = where("Harim", "Harim", lat=36.21, lon=36.52, admin1="Idlib").value
    found = {figure.name: (figure.value, figure.n) for figure in score.figures(rows, {}, {"1": named})}
    assert found["place_within_25km"] == found["place_precision"] == found["adm1_accuracy"] == (1.0, 1)
    assert found["event_place_within_25km"] == (0.0, 1)
    assert score.misses(rows, {}, {"1": named}) == []


def test_deaths_may_be_in_range_without_being_exact(tmp_path: Path) -> None:
    rows = read(tmp_path, row(1, ("2017-03-02", SHELLING)))
    found = figures(rows, {"1": [told(counts=(count(SHELLING, "killed", 10, "kill 12"),))]})
    assert (found["deaths_exact"], found["deaths_in_range"]) == ((0.0, 1), (1.0, 1))


def test_a_report_without_a_word_of_time_tells_of_its_own_day(tmp_path: Path) -> None:
    rows = read(tmp_path, row(1, ("2017-03-03", SHELLING)))
    yesterday = when(SHELLING, "shelling", date(2017, 3, 2))
    assert figures(rows, {"1": [told()]})["date_exact"] == (0.0, 1)
    assert figures(rows, {"1": [told(when=yesterday)]})["date_exact"] == (1.0, 1)


@pytest.mark.parametrize(
    ("place", "is_right"),
    [
        ({"admin1": "Idlib"}, True),
        ({"name": "Idlib Governorate", "shape": "area"}, True),
        ({"name": "Idlib"}, False),
        ({"admin1": "Hama"}, False),
    ],
)
def test_units_are_right_by_admin1_or_as_the_place_itself(
    tmp_path: Path, place: dict[str, Any], is_right: bool
) -> None:
    rows = read(tmp_path, row(1, ("2017-03-02", SHELLING)))
    found = figures(rows, {"1": [told(where=where(SHELLING, "Harim", **place))]})
    assert found["adm1_accuracy"] == (float(is_right), 1)


# --- merging ---


def events_of(rows: Sequence[GedRow], *groups: tuple[str, ...]) -> list[list[Headline]]:
    by_words = {headline.text: headline for one in rows for headline in one.headlines}
    return [[by_words[words] for words in group] for group in groups]


def merged(rows: Sequence[GedRow], *groups: tuple[str, ...]) -> dict[str, tuple[float | None, int]]:
    found = merging.figures(rows, events_of(rows, *groups))
    return {figure.name: (figure.value, figure.n) for figure in found}


@pytest.fixture
def neighbours(tmp_path: Path) -> list[GedRow]:
    """One event told by a and b, its neighbour by c and d, both by "both", and strangers in time and space."""
    return read(
        tmp_path,
        row(1, ("2017-03-02", "a"), ("2017-03-02", "b"), ("2017-03-02", "both")),
        row(
            2,
            ("2017-03-04", "c"),
            ("2017-03-05", "d"),
            ("2017-03-02", "both"),
            date_start="2017-03-05",
            date_end="2017-03-05",
        ),
        row(3, ("2017-04-04", "late"), date_start="2017-04-04", date_end="2017-04-04"),
        row(4, ("2017-03-02", "far"), adm_2="Duma district"),
        row(5, ("2017-03-02", "nowhere"), adm_2=""),
    )


def test_candidates_are_neighbours_in_time_and_unit(neighbours: list[GedRow]) -> None:
    pairs = {(left.text, right.text) for left, right in merging.candidate_pairs(with_unshared_headlines(neighbours))}
    assert {frozenset(pair) for pair in pairs} == {frozenset(pair) for pair in ("ab", "cd", "ac", "ad", "bc", "bd")}


def test_gold_merges_score_one(neighbours: list[GedRow]) -> None:
    found = merged(neighbours, ("a", "b", "both"), ("c", "d", "both"), ("late",))
    assert (found["pair_f1"], found["over_merge"], found["under_merge"]) == ((1.0, 6), (0.0, 2), (0.0, 2))


def test_over_and_under_merging_are_told_apart(neighbours: list[GedRow]) -> None:
    all_in_one = merged(neighbours, ("a", "b", "c", "late"))
    assert all_in_one["pair_f1"] == (pytest.approx(0.4), 6)
    assert all_in_one["over_merge"] == (pytest.approx(2 / 3), 3)
    assert all_in_one["under_merge"] == (0.5, 2)
    apart = merged(neighbours, ("a",), ("b",), ("c",))
    assert (apart["pair_f1"], apart["over_merge"], apart["under_merge"]) == ((0.0, 6), (None, 0), (1.0, 2))


def test_what_is_put_before_a_person_is_scored_apart(neighbours: list[GedRow]) -> None:
    headline = {one.text: one for one_row in neighbours for one in one_row.headlines}
    asked = [(headline["d"], headline["c"]), (headline["a"], headline["d"])]
    found = {one.name: one.value for one in merging.figures(neighbours, [[headline["a"], headline["b"]]], asked)}
    assert (found["under_merge"], found["over_merge"]) == (0.5, 0.0)
    assert (found["proposed_under_merge"], found["proposed_over_merge"]) == (0.0, pytest.approx(1 / 3))


def test_the_share_of_pairs_that_anything_could_find(neighbours: list[GedRow]) -> None:
    headline = {one.text: one for one_row in neighbours for one in one_row.headlines}
    said = {headline["a"]: [right()], headline["b"]: [right()], headline["c"]: [right()], headline["d"]: []}
    found = {one.name: one.value for one in merging.figures(neighbours, [], [], said)}
    assert (found["pairs_told"], found["pairs_evident"]) == (0.5, 0.5)
    said[headline["b"]] = [told(where=where(SHELLING, "Harim", lat=1.0, lon=2.0, id="user:other"))]
    assert {one.name: one.value for one in merging.figures(neighbours, [], [], said)}["pairs_evident"] == 0.0
