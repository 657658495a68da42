from __future__ import annotations

from pathlib import Path

import pytest

from marsad.config import Config
from marsad.errors import ConfigError
from marsad.places.user import add_user_places, user_entries

GOOD = "name,lat,lon,country\nTell Aswad,35.5,36.5,SYR\n"


def written(tmp_path: Path, text: str, name: str = "mine.csv") -> Path:
    path = tmp_path / name
    path.write_text(text, "utf-8")
    return path


def test_a_file_is_taken_in_and_may_be_replaced(config: Config, tmp_path: Path) -> None:
    assert add_user_places(written(tmp_path, GOOD), config) == 1
    more = GOOD + "Tell Abyad al-Saghir,35.6,36.5,sy\n"
    assert add_user_places(written(tmp_path, more), config) == 2
    entries = list(user_entries(config))
    assert [entry.name for entry in entries] == ["Tell Aswad", "Tell Abyad al-Saghir"]
    assert {entry.countries for entry in entries} == {("SYR",)}
    assert len({entry.id for entry in entries}) == 2


def test_ids_and_kinds_are_kept(config: Config, tmp_path: Path) -> None:
    text = "\ufeffid,Name,lat,lon,country,kind,population\nP7,Qasr Camp,35.5,36.5,Syria,camp,1200\n"
    add_user_places(written(tmp_path, text), config)
    (entry,) = user_entries(config)
    assert (entry.id, entry.kind, entry.population) == ("user:P7", "camp", 1200)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name,lat,country\nA,1,SYR\n", "lacks the columns lon"),
        ("name,lat,lon,country,colour\nA,1,1,SYR,red\n", "unknown columns 'colour'"),
        ("", "lacks the columns name, lat, lon, country"),
        (GOOD + "B,120,35,SYR\n", "row 3: lat 120, lon 35 are out of range; they look swapped"),
        (GOOD + "B,35,500,SYR\n", "row 3: lat 35, lon 500 are out of range"),
        (GOOD + "B,north,36,SYR\n", "row 3: lat 'north', lon '36' are no decimal degrees"),
        (GOOD + "B,nan,36,SYR\n", "row 3: lat nan"),
        (GOOD + "B,35,36,Atlantis\n", "row 3: no country is called 'Atlantis'"),
        (GOOD + ",35,36,SYR\n", "row 3: has no name"),
        (GOOD + "B,35,36\n", "row 3: has more or fewer cells"),
        (GOOD + "Tell Aswad,35.5,36.5,SYR\n", "row 3: the id"),
        ("name,lat,lon,country,kind\nA,1,1,SYR,castle\n", "no kind is called 'castle'"),
        ("name,lat,lon,country,population\nA,1,1,SYR,many\n", "population 'many' is no whole number"),
    ],
)
def test_what_is_wrong_is_said_with_its_row_and_nothing_is_taken_in(
    config: Config, tmp_path: Path, text: str, said: str
) -> None:
    with pytest.raises(ConfigError) as error:
        add_user_places(written(tmp_path, text), config)
    assert said in str(error.value)
    assert list(user_entries(config)) == []


def test_many_faults_are_counted(config: Config, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="and 5 more"):
        add_user_places(written(tmp_path, "name,lat,lon,country\n" + "A,95,200,SYR\n" * 15), config)


def test_an_id_of_another_file_is_refused(config: Config, tmp_path: Path) -> None:
    add_user_places(written(tmp_path, "id,name,lat,lon,country\n1,A,1,1,SYR\n", "first.csv"), config)
    with pytest.raises(ConfigError, match=r"the id '1' stands in first\.csv, row 2 already"):
        add_user_places(written(tmp_path, "id,name,lat,lon,country\n1,B,2,2,SYR\n", "second.csv"), config)


@pytest.mark.parametrize("content", [b"name\xff\xfe", None])
def test_a_file_that_cannot_be_read(config: Config, tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "odd.csv"
    if content:
        path.write_bytes(content)
    with pytest.raises(ConfigError, match="Name a CSV file"):
        add_user_places(path, config)
