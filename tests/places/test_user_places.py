"""The user's own rows: all or nothing, and what is wrong is named with its row."""

from __future__ import annotations

import gzip
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from marsad.config import Config
from marsad.errors import ConfigError
from marsad.places import (
    Gazetteer,
    Imported,
    Origin,
    add_choices,
    add_user_places,
    open_gazetteer,
    remove_user_places,
    user_files,
)
from marsad.places.entries import Entry, Packages
from marsad.places.user import user_entries

AT = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
OWN = Origin(at=AT)
GOOD = "name,lat,lon,country\nTell Aswad,35.5,36.5,SYR\n"


def written(tmp_path: Path, text: str, name: str = "mine.csv") -> Path:
    path = tmp_path / name
    path.write_text(text, "utf-8")
    return path


def added(tmp_path: Path, config: Config, text: str, name: str = "mine.csv", origin: Origin = OWN) -> Imported:
    return add_user_places(written(tmp_path, text, name), config, origin=origin)


def refused(path: Path, config: Config, **more: Gazetteer) -> str:
    with pytest.raises(ConfigError) as error:
        add_user_places(path, config, origin=OWN, **more)
    assert error.value.next_step
    assert list(user_entries(config)) == []
    assert not list(config.data_dir.glob("places/*"))
    return str(error.value)


def by_name(config: Config) -> dict[str, Entry]:
    return {entry.name: entry for entry in user_entries(config)}


@pytest.fixture
def over(config: Config, packages: Packages, small: Gazetteer) -> Iterator[Gazetteer]:
    """The small gazetteer's index, to be opened with rows of the user's over it."""
    assert small
    gazetteer = open_gazetteer(config, packages=packages)
    yield gazetteer
    gazetteer.close()


# --- our own columns ---


def test_a_file_is_taken_in_and_may_be_replaced(config: Config, tmp_path: Path) -> None:
    assert added(tmp_path, config, GOOD).rows == 1
    assert added(tmp_path, config, GOOD + "Tell Abyad al-Saghir,35.6,36.5,sy\n").rows == 2
    entries = list(user_entries(config))
    assert [entry.name for entry in entries] == ["Tell Aswad", "Tell Abyad al-Saghir"]
    assert {entry.countries for entry in entries} == {("SYR",)}
    assert len({entry.id for entry in entries}) == 2


def test_ids_kinds_and_codes_are_kept(config: Config, tmp_path: Path) -> None:
    text = "\ufeffid,Name,lat,lon,country,kind,population,pcode,iso\nP7,Qasr Camp,35.5,36.5,Syria,camp,1200,C77,\n"
    added(tmp_path, config, text)
    (entry,) = user_entries(config)
    assert (entry.id, entry.kind, entry.population, entry.pcode, entry.iso) == ("user:P7", "camp", 1200, "C77", None)


def test_what_was_added_is_told_and_can_be_taken_out(config: Config, tmp_path: Path) -> None:
    origin = replace(OWN, source="Own survey", licence="CC0")
    added(tmp_path, config, GOOD, origin=origin)
    (file,) = user_files(config)
    assert (file.name, file.rows, file.form, file.source, file.licence) == ("mine", 1, "own", "Own survey", "CC0")
    assert file.added_at == "2026-11-22T12:00:00+00:00"
    assert remove_user_places("mine", config).name == "mine"
    assert not list(config.data_dir.glob("places/*"))
    with pytest.raises(ConfigError, match="none were added"):
        remove_user_places("mine", config)


def test_a_dry_run_keeps_nothing(config: Config, tmp_path: Path) -> None:
    path = written(tmp_path, GOOD)
    assert add_user_places(path, config, origin=OWN, is_dry=True).rows == 1
    assert user_files(config) == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name,lat,country\nA,1,SYR\n", "lacks the columns lon"),
        ("name,lat,lon,country,colour\nA,1,1,SYR,red\n", "unknown columns 'colour'"),
        ("", "lacks the columns name, lat, lon, country"),
        ("place;x;y\nA;1;1\n", "lacks the columns name, lat, lon, country"),
        (GOOD + "B,120,35,SYR\n", "row 3: lat 120, lon 35 are out of range; they look swapped"),
        (GOOD + "B,35,500,SYR\n", "row 3: lat 35, lon 500 are out of range"),
        (GOOD + "B,north,36,SYR\n", "row 3: lat 'north', lon '36' are no decimal degrees"),
        (GOOD + "B,nan,36,SYR\n", "row 3: lat nan"),
        (GOOD + "B,,,SYR\n", "row 3: lat '', lon ''"),
        (GOOD + "B,35,36,Atlantis\n", "row 3: no country is called 'Atlantis'"),
        (GOOD + ",35,36,SYR\n", "row 3: has no name"),
        (GOOD + "B,35,36\n", "row 3: has more or fewer cells"),
        (GOOD + "Tell Aswad,35.5,36.5,SYR\n", "row 3: the id"),
        (GOOD + '"B,35,36,SYR\n', "row 3: unexpected end of data"),
        ("name,lat,lon,country,kind\nA,1,1,SYR,castle\n", "no kind is called 'castle'"),
        ("name,lat,lon,country,population\nA,1,1,SYR,many\n", "population 'many' is no whole number"),
        ('id,name,lat,lon,country\n"1\n2",A,1,1,SYR\n', "is no id"),
    ],
)
def test_what_is_wrong_is_said_with_its_row_and_nothing_is_taken_in(
    config: Config, tmp_path: Path, text: str, said: str
) -> None:
    assert said in refused(written(tmp_path, text), config)


def test_many_faults_are_counted(config: Config, tmp_path: Path) -> None:
    assert "and 5 more" in refused(written(tmp_path, "name,lat,lon,country\n" + "A,95,200,SYR\n" * 15), config)


def test_a_file_of_faults_is_not_read_to_its_end(config: Config, tmp_path: Path) -> None:
    assert "and 990 more" in refused(written(tmp_path, "name,lat,lon,country\n" + "A,95,200,SYR\n" * 7000), config)


def test_a_bad_file_leaves_the_one_before_it(config: Config, tmp_path: Path) -> None:
    added(tmp_path, config, GOOD)
    with pytest.raises(ConfigError):
        added(tmp_path, config, GOOD + "B,95,200,SYR\n")
    assert list(by_name(config)) == ["Tell Aswad"]
    assert sorted(path.name for path in (config.data_dir / "places").iterdir()) == ["mine.csv", "mine.json"]


def test_an_id_of_another_file_is_refused(config: Config, tmp_path: Path) -> None:
    added(tmp_path, config, "id,name,lat,lon,country\n1,A,1,1,SYR\n", "first.csv")
    with pytest.raises(ConfigError, match=r"the id '1' stands in first\.csv, row 2 already"):
        added(tmp_path, config, "id,name,lat,lon,country\n1,B,2,2,SYR\n", "second.csv")


@pytest.mark.parametrize("content", [b"name\xff\xfe", None])
def test_a_file_that_cannot_be_read(config: Config, tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "odd.csv"
    if content:
        path.write_bytes(content)
    assert "Name a CSV file" in refused(path, config)


def test_archives(config: Config, tmp_path: Path) -> None:
    with gzip.open(tmp_path / "packed.csv.gz", "wt") as file:
        file.write(GOOD)
    assert add_user_places(tmp_path / "packed.csv.gz", config, origin=OWN).name == "packed"
    with zipfile.ZipFile(tmp_path / "zipped.zip", "w") as archive:
        archive.writestr("readme.txt", "about")
        archive.writestr("zipped.csv", GOOD.replace("Aswad", "Ahmar"))
    assert add_user_places(tmp_path / "zipped.zip", config, origin=OWN).rows == 1
    assert set(by_name(config)) == {"Tell Aswad", "Tell Ahmar"}


@pytest.mark.parametrize(("name", "said"), [("bad.zip", "cannot be unpacked"), ("bad.csv.gz", "Not a gzipped file")])
def test_archives_that_are_none(name: str, said: str, config: Config, tmp_path: Path) -> None:
    assert said in refused(written(tmp_path, "no archive", name), config)


def test_an_archive_of_two_files_says_what_to_do(config: Config, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "two.zip", "w") as archive:
        archive.writestr("a.csv", GOOD)
        archive.writestr("b.csv", GOOD)
    assert "holds 2 files" in refused(tmp_path / "two.zip", config)


def test_a_data_folder_that_cannot_be_written_is_named(config: Config, tmp_path: Path) -> None:
    config.data_dir.parent.mkdir(exist_ok=True)
    config.data_dir.write_text("a file, no folder", "utf-8")
    with pytest.raises(ConfigError, match="data directory"):
        added(tmp_path, config, GOOD)


def test_a_row_spoilt_by_hand_is_named(config: Config, tmp_path: Path) -> None:
    added(tmp_path, config, GOOD)
    (config.data_dir / "places" / "mine.csv").write_text("name,lat,lon,country\nA,1,1,Nowhere\n", "utf-8")
    with pytest.raises(ConfigError, match=r"row 2: no country.*places remove mine"):
        list(user_entries(config))


# --- published gazetteers ---


def geonames(number: int, name: str, feature: str, **cells: str) -> str:
    """One row of a dump, 19 cells by tabs."""
    told = {"ascii": name, "other": "", "lat": "35.5", "lon": "36.5", "country": "SY", "admin1": "12", "people": "0"}
    told |= cells
    group, _, code = feature.partition(".")
    row = [
        str(number), name, told["ascii"], told["other"], told["lat"], told["lon"], group, code, told["country"], "",
        told["admin1"], told.get("admin2", ""), "", "", told["people"], "", "300", "Asia/Damascus", "2024-01-01",
    ]  # fmt: skip
    return "\t".join(row) + "\n"


def test_a_geonames_dump_is_read_as_published(config: Config, tmp_path: Path, over: Gazetteer) -> None:
    dump = (
        geonames(700001, "Tall as Sawdā’", "P.PPL", other="Tell Sauda,تل السوداء,tl alswda", people="340")
        + geonames(700002, "Wādī al Ghurāb", "H.WAD")
        + geonames(700003, "Hotel Semiramis", "S.HTL")
        + geonames(700004, "Al Qā’im", "P.PPL", country="IQ", admin1="01")
        + geonames(169389, "Idlib", "P.PPLA", other="Adlib Town", people="1")
    )
    imported = added(tmp_path, config, dump, "SY.txt", replace(OWN, country="SYR"))
    assert (imported.form, imported.rows) == ("geonames", 3)
    assert imported.passed == {"of kinds that reports do not name": 1, "of another country": 1}
    village = by_name(config)["Tall as Sawdā’"]
    assert (village.id, village.kind, village.population) == ("gn:700001", "populated place", 340)
    assert village.admin1 == ("gn:169387",)
    assert "Tell Sauda" in village.names
    assert "tl alswda" not in village.names
    assert over.find("Tell Sauda") == ()


def test_a_dump_lies_over_what_is_known(config: Config, tmp_path: Path, packages: Packages, small: Gazetteer) -> None:
    dump = geonames(700001, "Tall as Sawda", "P.PPL") + geonames(169389, "Idlib", "P.PPLA", other="Adlib Town")
    added(tmp_path, config, dump, "SY.txt")
    gazetteer = open_gazetteer(config, packages=packages)
    try:
        village = gazetteer.find("Tall as Sawda")[0]
        assert (village.id, village.admin1, village.admin1_id, village.source) == (
            "gn:700001", "Idlib", "gn:169387", "SY",
        )  # fmt: skip
        assert gazetteer.find("Adlib Town")[0] == gazetteer.find("Idlib")[1]
        assert gazetteer.find("Idlib")[1].population == small.find("Idlib")[1].population
        assert gazetteer.find("Idlib")[0] == small.find("Idlib")[0]
        assert gazetteer.digest != small.digest
    finally:
        gazetteer.close()


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("1\tA\n", "row 2: has 2 columns, not 19"),
        (geonames(2, "B", "P.PPL", lat="135", lon="36"), "row 2: lat 135, lon 36 are out of range; they look swapped"),
        (geonames(1, "A", "P.PPL"), "row 2: the id 'gn:1' stands in SY.txt, row 1 already"),
        (geonames(2, "B", "P.PPL", people="some"), "row 2: population 'some'"),
    ],
)
def test_a_spoilt_dump_is_refused(row: str, said: str, config: Config, tmp_path: Path) -> None:
    assert said in refused(written(tmp_path, geonames(1, "A", "P.PPL") + row, "SY.txt"), config)


COD = (
    "ADM1_EN,ADM1_AR,ADM1_PCODE,ADM2_EN,ADM2_PCODE,ADM3_EN,ADM3_PCODE,ADM0_PCODE,lat,lon\n"
    "Idleb,إدلب,SY07,Saraqib District,SY0709,Upper Terraces,SY070901,SY,35.86,36.80\n"
    "Idleb,إدلب,SY07,Saraqib District,SY0709,Lower Terraces,SY070902,SY,35.88,36.82\n"
)


def test_units_with_p_codes_join_those_that_are_known(config: Config, tmp_path: Path, packages: Packages) -> None:
    text = COD.replace("Idleb,", "Idlib,")
    imported = added(tmp_path, config, text, "cod.csv")
    assert (imported.form, imported.rows) == ("cod", 4)
    gazetteer = open_gazetteer(config, packages=packages)
    try:
        province = gazetteer.find("Idlib")[0]
        assert (province.id, province.kind, province.pcode, province.iso) == ("gn:169387", "admin1", "SY07", "SY-ID")
        assert gazetteer.get("SY07") == gazetteer.get("SY-ID") == gazetteer.get("gn:169387")
        district = gazetteer.get("SY0709")
        assert district is not None
        assert (district.id, district.admin1_id) == ("gn:900001", "gn:169387")
        terraces = gazetteer.find("Upper Terraces")[0]
        assert (terraces.id, terraces.pcode, terraces.kind) == ("user:SY070901", "SY070901", "admin2")
        assert (terraces.lat, terraces.admin1, terraces.admin2) == (35.86, "Idlib", "Saraqib")
        town = gazetteer.get("gn:164816")
        assert town is not None
        assert town.admin1_id == province.id
    finally:
        gazetteer.close()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (COD.replace("lat,lon", "lat,length"), "has no columns of coordinates"),
        (COD.replace("35.86,36.80", "35.86"), "row 2: has more or fewer cells"),
        (COD.replace("35.86,36.80", "95.86,36.80"), "row 2: lat 95.86"),
        (COD.replace("SY070902", "SY070901"), "row 3: the id 'SY070901' stands in mine.csv, row 2 already"),
        (COD.replace(",SY,35.88", ",QQ,35.88").replace("SY07,Saraqib District,SY0709,Lower", "QQ07,X,QQ0709,Lower"),
         "row 3: no country is called ''"),
    ],
)  # fmt: skip
def test_a_spoilt_table_of_units_is_refused(text: str, said: str, config: Config, tmp_path: Path) -> None:
    assert said in refused(written(tmp_path, text), config)


GED = (
    "id,where_coordinates,where_prec,adm_1,adm_2,latitude,longitude,country,best\n"
    "1,Upper Quarry village,1.0,Idlib Governorate,Saraqib district,35.8,36.7,Syria,4\n"
    "2,Upper Quarry village,2,Idlib Governorate,Saraqib district,35.8,36.7,Syria,1\n"
    "3,Idlib Governorate,4,Idlib Governorate,,35.9,36.6,Syria,2\n"
    "4,Harbour Hill,1,,,15.3,44.2,Yemen (North Yemen),2\n"
)


def test_events_of_ucdp_give_their_settlements(config: Config, tmp_path: Path, packages: Packages) -> None:
    imported = added(tmp_path, config, GED, "ged.csv")
    assert (imported.form, imported.rows) == ("ged", 2)
    assert imported.passed == {"told before": 1, "of events not told to a point": 1}
    assert by_name(config)["Harbour Hill"].countries == ("YEM",)
    gazetteer = open_gazetteer(config, packages=packages)
    try:
        quarry = gazetteer.find("Upper Quarry")[0]
        assert (quarry.admin1_id, quarry.admin2_id, quarry.lat) == ("gn:169387", "gn:900001", 35.8)
        assert gazetteer.find("Upper Quarry village")[0].id == quarry.id
    finally:
        gazetteer.close()


@pytest.mark.parametrize(
    ("told", "name", "others"),
    [
        ("North Ford/Ford town", "North Ford", {"Ford", "North Ford/Ford", "North Ford/Ford town"}),
        ("Mill Air Base (M9)", "Mill Air Base", {"M9", "Mill Air Base (M9)"}),
        ("Old Bridge (New Bridge) town", "Old Bridge", {"New Bridge", "Old Bridge (New Bridge) town"}),
    ],
)
def test_a_settlement_of_ucdp_has_each_of_its_names(
    told: str, name: str, others: set[str], config: Config, tmp_path: Path
) -> None:
    added(tmp_path, config, GED.replace("Upper Quarry village", told), "ged.csv")
    assert set(by_name(config)[name].names) == {name, *others}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (GED.replace("adm_2", "second"), "lacks the columns adm_2"),
        (GED.replace("1.0,Idlib", "exact,Idlib"), "row 2: where_prec 'exact' is no number"),
        (GED.replace("15.3,44.2", "15.3"), "row 5: has more or fewer cells"),
        (GED.replace("35.8,36.7", "135.8,36.7", 1), "row 2: lat 135.8"),
    ],
)
def test_a_spoilt_file_of_events_is_refused(text: str, said: str, config: Config, tmp_path: Path) -> None:
    assert said in refused(written(tmp_path, text), config)


def test_a_country_is_chosen_and_stands_where_none_is_told(config: Config, tmp_path: Path) -> None:
    imported = added(tmp_path, config, GED, "ged.csv", replace(OWN, country="YEM"))
    assert (imported.rows, imported.passed["of another country"]) == (1, 1)
    added(tmp_path, config, "name,lat,lon\nBlack Hill,15.4,44.3\n", "hills.csv", replace(OWN, country="YEM"))
    assert by_name(config)["Black Hill"].countries == ("YEM",)


def test_a_format_can_be_forced(config: Config, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="row 1: has 1 columns, not 19"):
        added(tmp_path, config, GOOD, origin=replace(OWN, form="geonames"))


# --- against the gazetteer ---


def test_exchanged_coordinates_are_seen_by_the_country(config: Config, tmp_path: Path, over: Gazetteer) -> None:
    path = written(tmp_path, GOOD + "East Mill,40.2,35.3,SYR\n")
    assert "row 3: lat 40.2, lon 35.3 lie outside SYR; they look swapped" in refused(path, config, gazetteer=over)


def test_an_id_that_nothing_has_is_refused(config: Config, tmp_path: Path, over: Gazetteer) -> None:
    path = written(tmp_path, "id,name,lat,lon,country\ngn:1,Nobody's Hill,,,SYR\n")
    assert "row 2: no place has the id 'gn:1'" in refused(path, config, gazetteer=over)


def test_a_known_id_is_given_a_name(config: Config, tmp_path: Path, packages: Packages) -> None:
    added(tmp_path, config, "id,name,lat,lon,country,pcode\ngn:164816,Seven Cisterns,,,SYR,C4242\n")
    gazetteer = open_gazetteer(config, packages=packages)
    try:
        (town,) = gazetteer.find("Seven Cisterns")
        assert (town.id, town.name, town.pcode, town.lat) == ("gn:164816", "Saraqib", "C4242", 35.86447)
        assert gazetteer.find("Saraqib")[0] == town
    finally:
        gazetteer.close()


def test_choices_are_rows_that_lie_over_all_others(config: Config, tmp_path: Path, packages: Packages) -> None:
    added(tmp_path, config, COD.replace("Idleb,", "Idlib,"), "cod.csv")
    terraces = {
        "id": "SY070901",
        "name": "The Steps",
        "lat": "35.86",
        "lon": "36.80",
        "country": "SYR",
        "kind": "admin2",
    }
    point = {"name": "Old Mill", "lat": "35.1", "lon": "36.2", "country": "Syria"}
    add_choices([terraces], config, at=AT)
    add_choices([point], config, at=AT)
    added(tmp_path, config, COD.replace("Idleb,", "Idlib,"), "cod.csv")
    gazetteer = open_gazetteer(config, packages=packages)
    try:
        steps = gazetteer.find("The Steps")[0]
        assert (steps.name, steps.admin2, steps.pcode) == ("Upper Terraces", "Saraqib", "SY070901")
        assert gazetteer.find("Old Mill")[0].country == "SYR"
    finally:
        gazetteer.close()


def test_a_choice_that_cannot_be_is_refused_whole(config: Config) -> None:
    good = {"name": "Old Mill", "lat": "35.1", "lon": "36.2", "country": "SYR"}
    with pytest.raises(ConfigError, match="New Mill: lat 135"):
        add_choices([good, {**good, "name": "New Mill", "lat": "135.1"}], config, at=AT)
    assert user_files(config) == ()
