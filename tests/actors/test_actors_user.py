"""The user's own rows: all or nothing, and what is wrong is named with its row."""

from __future__ import annotations

from pathlib import Path

import pytest

from marsad.actors import add_aliases, add_user_actors, load_actors, remove_user_actors, user_actor_files
from marsad.config import Config
from marsad.errors import ConfigError

pytestmark = pytest.mark.slow  # databases over their whole life

HEADER = "id,name,aliases,sector,country,active\n"
GOOD = HEADER + 'highland-front,Highland Freedom Front,"HFF; Highlanders",REB,PNG,1999-\n'


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return Config(data_dir=tmp_path / "data")


def given(tmp_path: Path, text: str, name: str = "mine.csv") -> Path:
    file = tmp_path / name
    file.write_text(text, "utf-8")
    return file


def refused(tmp_path: Path, config: Config, text: str, name: str = "mine.csv") -> str:
    with pytest.raises(ConfigError) as caught:
        add_user_actors(given(tmp_path, text, name), config)
    assert user_actor_files(config) == ()
    assert caught.value.next_step
    return caught.value.message


def test_added_rows_are_kept_and_known(tmp_path: Path, config: Config) -> None:
    added = add_user_actors(given(tmp_path, GOOD), config)
    assert [entry.id for entry in added] == ["highland-front"]
    registry = load_actors(user_files=user_actor_files(config))
    assert [name.ids for name in registry.spot(["HFF", "fled"])] == [("highland-front",)]
    entry = registry.get("highland-front")
    assert entry is not None
    assert (entry.sector, entry.inter, entry.country) == ("REB", 2, "PNG")


def test_toml_is_read_like_the_shipped_rows(tmp_path: Path, config: Config) -> None:
    text = 'source = "own"\n[PNG.highland-front]\nname = "Highland Freedom Front"\nexact = "HIGH"\n'
    (entry,) = add_user_actors(given(tmp_path, text, "mine.toml"), config)
    assert entry.source == "own"
    assert {(alias.text, alias.exact) for alias in entry.aliases} == {("Highland Freedom Front", False), ("HIGH", True)}


def test_the_same_file_again_replaces_the_first(tmp_path: Path, config: Config) -> None:
    add_user_actors(given(tmp_path, GOOD), config)
    add_user_actors(given(tmp_path, GOOD.replace("HFF; ", "")), config)
    assert len(user_actor_files(config)) == 1
    assert not load_actors(user_files=user_actor_files(config)).spot(["HFF"])


def test_a_second_file_is_checked_against_the_first(tmp_path: Path, config: Config) -> None:
    add_user_actors(given(tmp_path, GOOD), config)
    with pytest.raises(ConfigError, match="'highland-front' is given twice"):
        add_user_actors(given(tmp_path, GOOD, "other.csv"), config)
    assert [file.name for file in user_actor_files(config)] == ["mine.csv"]


def test_no_folder_no_files(config: Config) -> None:
    assert user_actor_files(config) == ()


def test_a_duplicate_id_names_both_rows(tmp_path: Path, config: Config) -> None:
    message = refused(tmp_path, config, HEADER + "farc,Another FARC,,REB,COL,\n")
    assert "mine.csv, line 2" in message
    assert "americas.toml, [COL.farc]" in message


def test_an_alias_of_two_actors_names_both(tmp_path: Path, config: Config) -> None:
    message = refused(tmp_path, config, HEADER + "another-group,Another Group,Boko Haram,REB,NGA,\n")
    assert message.startswith("the name 'Boko Haram' is claimed by another-group (")
    assert "mine.csv, line 2) and by boko-haram (africa_" in message


def test_names_apart_in_years_or_letters_do_not_clash(tmp_path: Path, config: Config) -> None:
    text = HEADER + "a-group,A Group,FARC,REB,COL,1950-1960\nb-group,Boko Harum,,REB,NGA,\n"
    assert len(add_user_actors(given(tmp_path, text), config)) == 2


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("Bad Id,Name,,REB,COL,\n", "'Bad Id' is no id"),
        ("a-group,,,REB,COL,\n", "it has no name"),
        ("a-group,Name,,ARMY,COL,\n", "'ARMY' is no sector"),
        ("a-group,Name,,REB,Colombia,\n", "'Colombia' is no country"),
        ("a-group,Name,,REB,QQQ,\n", "'QQQ' is no country"),
        ("a-group,Name,,REB,COL,lately\n", "'lately' are no years"),
        ("a-group,Name,,REB,COL,2010-1990\n", "'2010-1990' are no years"),
        ("a-group,Name,,REB\n", "wrong number of fields"),
        ("a-group,Name,,REB,COL,,extra\n", "wrong number of fields"),
    ],
)
def test_a_bad_row_is_named_by_line(row: str, said: str, tmp_path: Path, config: Config) -> None:
    message = refused(tmp_path, config, GOOD + row)
    assert said in message
    assert "mine.csv, line 3" in message


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name\nNobody\n", "has no column 'id'"),
        ("id,name,colour\na,b,c\n", "has a column 'colour'"),
        ("", "has no column 'id'"),
        ('id,name\n"a,b\n', "unexpected end of data"),
        ("id,name,inter\na-group,Name,9\n", "inter '9' is not ACLED's"),
        ("id,name,phases\na-group,Name,soon GOV\n", "'soon GOV' is no phase"),
        ("id,name,parents\na-group,Name,nobody-at-all\n", "the parent 'nobody-at-all' is no actor"),
        ("id,name,checked_on\na-group,Name,May\n", "checked_on 'May' is no date"),
    ],
)
def test_a_bad_csv_says_what_is_wrong(text: str, said: str, tmp_path: Path, config: Config) -> None:
    assert said in refused(tmp_path, config, text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[PNG.a-group\n", "is not TOML"),
        ('name = "Nobody"\n', "'name' is no table of a country"),
        ('[PNG]\nname = "Nobody"\n', "[PNG.name] is no table of an actor"),
        ("[PNG.a-group]\nname = 3\n", "name is not text"),
        ('[PNG.a-group]\nname = "A"\ncolour = "red"\n', "no field is called 'colour'"),
    ],
)
def test_a_bad_toml_says_what_is_wrong(text: str, said: str, tmp_path: Path, config: Config) -> None:
    assert said in refused(tmp_path, config, text, "mine.toml")


def test_other_files_are_refused(tmp_path: Path, config: Config) -> None:
    assert "neither CSV nor TOML" in refused(tmp_path, config, GOOD, "mine.xlsx")


def test_a_file_that_is_not_utf_8_is_refused(tmp_path: Path, config: Config) -> None:
    file = tmp_path / "mine.csv"
    file.write_bytes(GOOD.encode("utf-16"))
    with pytest.raises(ConfigError, match="is not UTF-8"):
        add_user_actors(file, config)


def test_a_byte_order_mark_does_no_harm(tmp_path: Path, config: Config) -> None:
    file = tmp_path / "mine.csv"
    file.write_text(GOOD, "utf-8-sig")
    assert add_user_actors(file, config)


def test_a_missing_file_is_named(tmp_path: Path, config: Config) -> None:
    with pytest.raises(ConfigError, match=r"nowhere\.csv"):
        add_user_actors(tmp_path / "nowhere.csv", config)


def test_a_data_directory_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    blocked = tmp_path / "data"
    blocked.write_text("a file, no folder", "utf-8")
    with pytest.raises(ConfigError, match="data directory"):
        add_user_actors(given(tmp_path, GOOD), Config(data_dir=blocked))


def test_a_row_without_a_name_gives_an_actor_more_aliases(tmp_path: Path, config: Config) -> None:
    rows = "id,name,aliases\nfarc,,The Jungle Column\nmil-syr,,Homeland Shield Force\n"
    farc, army = add_user_actors(given(tmp_path, rows), config)
    assert (farc.id, army.country) == ("farc", "SYR")
    registry = load_actors(user_files=user_actor_files(config))
    assert [found.entry.id for found in registry.find("The Jungle Column")] == ["farc"]
    assert {name.ids for name in registry.spot(["Homeland", "Shield", "Force"])} == {("mil-syr",)}


def test_a_dry_run_keeps_nothing(tmp_path: Path, config: Config) -> None:
    assert add_user_actors(given(tmp_path, GOOD), config, is_dry=True)
    assert user_actor_files(config) == ()


def test_a_file_is_taken_out_by_name(tmp_path: Path, config: Config) -> None:
    add_user_actors(given(tmp_path, GOOD), config)
    assert remove_user_actors("mine", config).name == "mine.csv"
    assert user_actor_files(config) == ()
    with pytest.raises(ConfigError, match="none were added"):
        remove_user_actors("mine", config)


def test_a_chosen_name_means_its_actor(config: Config) -> None:
    add_aliases([("The Jungle Column", "farc")], config)
    add_aliases([("Column of the South", "farc")], config)
    registry = load_actors(user_files=user_actor_files(config))
    for name in ("The Jungle Column", "Column of the South"):
        assert [found.entry.id for found in registry.find(name)] == ["farc"]


@pytest.mark.parametrize(
    ("alias", "actor", "said"),
    [("The Jungle Column", "nobody-at-all", "it has no name"), ("Boko Haram", "farc", "is claimed by")],
)
def test_a_choice_that_cannot_be_keeps_nothing(alias: str, actor: str, said: str, config: Config) -> None:
    with pytest.raises(ConfigError, match=said):
        add_aliases([("A Good Name", "eln"), (alias, actor)], config)
    assert user_actor_files(config) == ()
