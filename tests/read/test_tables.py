"""Parquet files of documents."""

import gzip
import io
from datetime import date, datetime
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet as pq

from marsad.config import Config
from marsad.read import Given, sources
from marsad.read.containers import Found
from marsad.types import Problem, RawDocument

TEXT = "Three soldiers were killed near Gao on Monday."


def written(path: Path, rows: list[dict[str, object]], *, group: int = 100) -> Path:
    pq.write_table(pa.Table.from_pylist(rows), path, row_group_size=group, compression="none")
    return path


def found(*args: object, stdin: io.BytesIO | None = None, config: Config | None = None) -> list[Found]:
    return list(sources(map(str, args), given=Given(), config=config or Config(), stdin=stdin))


def test_a_row_is_a_document(tmp_path: Path) -> None:
    rows = [{"headline": "Attack", "body": TEXT, "date": date(2020, 5, 6), "outlet": "Wire", "link": "http://e.org/1"}]
    [raw] = found(written(tmp_path / "a.parquet", rows))
    assert isinstance(raw, RawDocument)
    assert raw.body.decode() == f"Attack\n\n{TEXT}"
    assert (raw.title, raw.source, raw.url) == ("Attack", "Wire", "http://e.org/1")
    assert raw.headers == (("published", "2020-05-06"),)


def test_other_columns_are_not_read_and_times_are_days_too(tmp_path: Path) -> None:
    rows = [{"text": TEXT, "published": datetime(2020, 5, 6, 7, 8), "embedding": [0.5, 1.0]}]  # noqa: DTZ001
    [raw] = found(written(tmp_path / "a.parquet", rows))
    assert isinstance(raw, RawDocument)
    assert raw.headers == (("published", "2020-05-06T07:08:00"),)


def test_a_row_without_words_is_a_problem_and_the_rest_goes_on(tmp_path: Path) -> None:
    rows = [{"text": None}, {"text": TEXT}, {"text": TEXT * 9}]
    results = found(written(tmp_path / "a.parquet", rows), config=Config(max_bytes=300))
    assert [one.code if isinstance(one, Problem) else one.path for one in results] == [
        "bad-line",
        f"{tmp_path}/a.parquet:2",
        "too-large",
    ]


@pytest.mark.parametrize("name", ["a", "a.dat"])
def test_it_is_told_by_its_first_bytes(name: str, tmp_path: Path) -> None:
    [raw] = found(written(tmp_path / name, [{"text": TEXT}]))
    assert isinstance(raw, RawDocument)


def test_from_the_standard_input_and_unpacked(tmp_path: Path) -> None:
    path = written(tmp_path / "a.parquet", [{"text": TEXT}])
    (tmp_path / "b.parquet.gz").write_bytes(gzip.compress(path.read_bytes()))

    class Pipe(io.BytesIO):
        """Bytes that come once."""

        def seekable(self) -> bool:
            return False

    for results in (found("-", stdin=Pipe(path.read_bytes())), found(tmp_path / "b.parquet.gz")):
        assert [raw.body for raw in results if isinstance(raw, RawDocument)] == [TEXT.encode()]


def test_a_truncated_file_is_a_problem_and_the_next_is_read(tmp_path: Path) -> None:
    path = written(tmp_path / "a.parquet", [{"text": TEXT}] * 50)
    path.write_bytes(path.read_bytes()[:-40])
    written(tmp_path / "b.parquet", [{"text": TEXT}])
    problem, raw = found(tmp_path / "*.parquet")
    assert isinstance(problem, Problem)
    assert (problem.code, isinstance(raw, RawDocument)) == ("damaged", True)


def test_a_file_that_is_damaged_within_gives_all_else(tmp_path: Path) -> None:
    path = written(tmp_path / "a.parquet", [{"text": f"{number:03d} {TEXT}"} for number in range(200)], group=64)
    held = bytearray(path.read_bytes())
    at = bytes(held).index(b"130 Three") - 300
    held[at : at + 400] = b"\xff" * 400
    path.write_bytes(held)
    results = found(path)
    problems = [one.detail.partition(": ")[2] for one in results if isinstance(one, Problem)]
    cannot = "of the Parquet file cannot be read (OSError)"
    assert problems == [f"rows 65 to 128 {cannot}", f"rows 129 to 192 {cannot}"]
    told = [raw.body[:3] for raw in results if isinstance(raw, RawDocument)]
    assert told[:64] == [f"{number:03d}".encode() for number in range(64)]
    assert told[-8:] == [f"{number:03d}".encode() for number in range(192, 200)]
    assert len(told) == 72


def test_words_that_are_no_text_are_a_problem_of_their_row(tmp_path: Path) -> None:
    path = written(tmp_path / "a.parquet", [{"text": f"{number:03d} {TEXT}"} for number in range(200)], group=64)
    held = bytearray(path.read_bytes())
    at = bytes(held).index(b"130 Three")
    held[at : at + 8] = b"\xff" * 8
    path.write_bytes(held)
    results = found(path)
    assert [n for n, one in enumerate(results) if isinstance(one, Problem)] == [130]
    assert len(results) == 200


def test_a_day_beyond_all_calendars_is_a_problem_of_its_row(tmp_path: Path) -> None:
    days = pa.array([18000, 2**31 - 1, None], pa.date32())
    pq.write_table(pa.table({"text": [TEXT] * 3, "published": days}), tmp_path / "a.parquet")
    assert [isinstance(one, Problem) for one in found(tmp_path / "a.parquet")] == [False, True, False]
