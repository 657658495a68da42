"""A store of each older schema opens with all it holds, and a copy of it is kept."""

from pathlib import Path

import duckdb
import pytest

from marsad.store import Store
from marsad.store.database import Migration, migrate, migrations
from marsad.store.duckdb_file import File
from tests.store.file.files import refused

pytestmark = pytest.mark.slow  # databases over their whole life
SCHEMA_1 = Path(__file__).parents[1] / "data" / "schema_1.sql"


def test_a_migrated_store_has_the_tables_of_a_new_one(tmp_path: Path, empty_file: Path) -> None:
    with duckdb.connect(tmp_path / "old.duckdb") as connection:
        connection.execute(SCHEMA_1.read_text(encoding="utf-8"))
    Store(tmp_path / "old.duckdb").close()
    shapes = []
    for file in (tmp_path / "old.duckdb", empty_file):
        with duckdb.connect(file, read_only=True) as connection:
            shapes.append(
                connection.execute(
                    "SELECT table_name, column_name, data_type FROM information_schema.columns ORDER BY ALL"
                ).fetchall()
            )
    assert shapes[0] == shapes[1]


def test_an_older_schema_is_not_opened_for_reading_only(db: Path) -> None:
    Store(db).close()
    with duckdb.connect(db) as connection:
        connection.execute("UPDATE meta SET schema_version = 1")
    with refused("has an older schema", "Open it once for writing"):
        Store(db, read_only=True)


def test_migrations_are_numbered_from_1_without_gaps() -> None:
    assert [step.number for step in migrations()] == list(range(1, len(migrations()) + 1))


def test_each_migration_is_one_transaction() -> None:
    good = Migration(number=101, sql="CREATE TABLE first (a INTEGER); INSERT INTO first VALUES (1)")
    bad = Migration(number=102, sql="CREATE TABLE second (a INTEGER); INSERT INTO nowhere VALUES (1)")
    with duckdb.connect() as raw:
        connection = File(raw, Path(), is_held=False)
        migrate(connection, migrations())
        with pytest.raises(duckdb.CatalogException):
            migrate(connection, [*migrations(), good, bad])
        assert connection.schema_version() == 101
        tables = {name for (name,) in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
        assert "first" in tables
        assert "second" not in tables
        migrate(connection, [good])
        assert connection.execute("SELECT count(*) FROM first").fetchone() == (1,)


def test_a_copy_is_kept_before_a_migration(db: Path) -> None:
    with duckdb.connect(db) as connection:
        connection.execute(SCHEMA_1.read_text(encoding="utf-8"))
    Store(db).close()
    with duckdb.connect(db.with_name("marsad.duckdb.schema-1")) as copy:
        assert copy.execute("SELECT schema_version FROM meta").fetchone() == (1,)
        assert copy.execute("SELECT count(*) FROM events").fetchone() == (1,)
