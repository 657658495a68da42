"""What a file may be: paths, other files, damage, versions. What is not Marsad's is left as it is."""

import os
from pathlib import Path

import duckdb
import pytest

from marsad.errors import StoreError
from marsad.store import Store
from tests.store.file.files import child, digest, refused

pytestmark = pytest.mark.slow  # databases over their whole life


def test_a_password_in_a_url_is_not_repeated() -> None:
    with pytest.raises(StoreError) as caught:
        Store("mysql://user:hunter2@host/marsad")
    assert "hunter2" not in str(caught.value) + str(caught.value.ids)


def test_a_folder_is_no_database(tmp_path: Path) -> None:
    with refused("is a folder", "Name a file"):
        Store(tmp_path)


def test_a_missing_folder_is_not_made(tmp_path: Path) -> None:
    with refused("is not a folder", "Make it"):
        Store(tmp_path / "missing" / "marsad.duckdb")
    assert not (tmp_path / "missing").exists()


def test_reading_what_is_not_there_makes_nothing(db: Path) -> None:
    with refused("there is no", "marsad add"):
        Store(db, read_only=True)
    assert not db.exists()


@pytest.mark.skipif(os.name == "nt", reason="rights of this kind are not those of Windows")
def test_a_folder_one_may_not_write_to(tmp_path: Path) -> None:
    tmp_path.chmod(0o555)
    code = (
        "import os, sys, duckdb; from marsad.errors import StoreError; from marsad.store import Store\n"
        "if os.getuid() == 0: os.setuid(65534)\n"
        "try: Store(sys.argv[1])\n"
        "except StoreError as error: print(error)\n"
    )
    for parent in (tmp_path.parent, tmp_path.parent.parent):
        parent.chmod(0o755)
    out, err = child(code, tmp_path / "marsad.duckdb").communicate(timeout=30)
    assert "may not be opened by this user. Give yourself the right" in out, err


@pytest.mark.parametrize("content", [b"", b"not a database\n" * 1000], ids=["empty", "text"])
@pytest.mark.parametrize("read_only", [True, False])
def test_another_file_is_left_as_it_is(db: Path, content: bytes, *, read_only: bool) -> None:
    db.write_bytes(content)
    with refused("is not a DuckDB database", "it has not been changed"):
        Store(db, read_only=read_only)
    assert db.read_bytes() == content


@pytest.mark.parametrize("table", ["harvest (tons INTEGER)", "meta (colour VARCHAR)"])
def test_the_database_of_another_program_is_left_as_it_is(db: Path, table: str) -> None:
    with duckdb.connect(db) as connection:
        connection.execute(f"CREATE TABLE {table}")
    before = digest(db)
    with refused("not one of Marsad's", "has not been changed"):
        Store(db)
    assert digest(db) == before


@pytest.mark.parametrize("keep", [100, 20_000, 400_000])
def test_a_file_cut_short_is_an_error_and_left_as_it_is(filled_file: Path, db: Path, keep: int) -> None:
    db.write_bytes(filled_file.read_bytes()[:keep])
    before = digest(db)
    with pytest.raises(StoreError) as caught, Store(db) as store:
        list(store.events())
    assert caught.value.next_step
    assert digest(db) == before


def test_damage_is_an_error_and_the_file_left_as_it_is(filled_file: Path, db: Path) -> None:
    whole = bytearray(filled_file.read_bytes())
    whole[12_288:-4096] = b"\x55" * (len(whole) - 12_288 - 4096)
    db.write_bytes(whole)
    before = digest(db)
    with refused("is damaged", "Restore it from a copy"):
        Store(db)
    assert digest(db) == before


def test_a_newer_schema_is_left_as_it_is(db: Path) -> None:
    Store(db).close()
    with duckdb.connect(db) as connection:
        connection.execute("UPDATE meta SET schema_version = 999")
    before = digest(db)
    for read_only in (True, False):
        with refused("written by a newer Marsad", "Install that version"):
            Store(db, read_only=read_only)
    assert digest(db) == before
