"""Parts hold all that was coded, and notice when they were damaged."""

import io
import json
from datetime import date
from pathlib import Path

import duckdb
import pytest
from pyarrow import parquet as pq

from marsad import record
from marsad.errors import ReadError
from marsad.run import folder, parts
from marsad.run.shards import Label
from marsad.types import Coding, Document, OriginRun, Problem
from tests.store import reports

UNREADABLE = Problem(stage="read", code="empty", detail="a.txt: no bytes", source="Northern Wire")
LABEL = Label(unit=0, block=0, of=1, is_last=True, read=10, inputs="i")


def written(out: Path, *coded: parts.Coded) -> parts.Part:
    return parts.write_part(folder(out), LABEL, map(parts.rows_of, coded), coder=reports.CODER)


def back(out: Path, part: parts.Part) -> list[parts.Coded]:
    return list(parts.read_part(folder(out), part))


def lines(out: Path, part: parts.Part) -> list[str]:
    contents = (folder(out).read(name) or b"" for name in sorted(part.files))
    return [line for one in contents for line in pq.read_table(io.BytesIO(one))["line"].to_pylist()]


@pytest.mark.parametrize("report", reports.ALL)
def test_a_part_gives_back_what_was_coded(report: object, tmp_path: Path) -> None:
    document, coding = report()  # type: ignore[operator]
    part = written(tmp_path, (document, coding, ()))
    assert back(tmp_path, part) == [(document, coding, ())]
    assert (part.documents, part.mentions, part.problems) == (1, len(coding.mentions), len(coding.problems))


def test_each_month_has_its_file_and_documents_stand_in_the_order_of_their_ids(tmp_path: Path) -> None:
    told = [(*report(), ()) for report in reports.ALL]
    part = written(tmp_path, *told, (None, None, (UNREADABLE,)))
    months = {document.published.isoformat()[:7] for document, _, _ in told if document.published}
    assert {name.split("/")[0] for name in part.files} == {f"month={one}" for one in (*months, parts.NO_MONTH)}
    for month in months:
        found = list(parts.read_part(folder(tmp_path), part, months=[month]))
        ids = [document.id for document, _, _ in found if document]
        assert ids == sorted(ids)
        assert {document.published.isoformat()[:7] for document, _, _ in found if document and document.published} == {
            month
        }
    unknown = list(parts.read_part(folder(tmp_path), part, months=[parts.NO_MONTH]))
    assert unknown[0] == (None, None, (UNREADABLE,))
    assert [document.published for document, _, _ in unknown[1:] if document] == [None]


def test_a_document_that_comes_twice_stands_there_once_as_it_came_first(tmp_path: Path) -> None:
    document, coding = reports.kunduz_wire()
    later = Coding(document=document.id, mentions=(), assessments=(), problems=(), fingerprints=None, coder="later")
    part = written(tmp_path, (document, coding, ()), (document, later, ()), (None, None, ()))
    assert back(tmp_path, part) == [(document, coding, ())]
    assert part.documents == 1


def test_a_query_finds_what_it_asks_for_without_unpacking_lines(tmp_path: Path) -> None:
    written(tmp_path, *((*report(), ()) for report in reports.ALL), (None, None, (UNREADABLE,)))
    files = f"{tmp_path}/month=*/*.parquet"
    found = duckdb.sql(
        f"SELECT document, kind, status, first, month FROM read_parquet('{files}', hive_partitioning = true)"
        " WHERE record = 'mention' ORDER BY ALL"
    ).fetchall()
    expected = [
        (mention.document, mention.kind.value, mention.status.value, mention.when and mention.when.value.first)
        for _, coding in (report() for report in reports.ALL)
        for mention in coding.mentions
    ]
    assert sorted(one[:4] for one in found) == sorted(expected)
    undated = duckdb.sql(f"SELECT record FROM read_parquet('{files}', hive_partitioning = true) WHERE month IS NULL")
    assert ("problem",) in undated.fetchall()


def test_problems_of_reading_are_kept_with_those_of_coding(tmp_path: Path) -> None:
    document, coding = reports.kunduz_wire()
    doubt = Problem(stage="read", code="bad-date", detail="no day", document=document.id)
    ((_, found, _),) = back(tmp_path, written(tmp_path, (document, coding, (doubt,))))
    assert found is not None
    assert found.problems == (doubt, *coding.problems)


def test_each_line_is_a_record_whose_kind_it_names(tmp_path: Path) -> None:
    found = lines(tmp_path, written(tmp_path, (*reports.kunduz_wire(), ())))
    kinds = [json.loads(line)["record"] for line in found]
    assert kinds == ["document", "coding", "mention", "assessment", "problem"]
    assert all(record.canonical_json(json.loads(line)) == line for line in found)


@pytest.mark.parametrize("damage", [lambda path: path.unlink(), lambda path: path.write_bytes(path.read_bytes()[:-9])])
def test_a_damaged_part_is_refused(damage: object, tmp_path: Path) -> None:
    part = written(tmp_path, (*reports.idlib_patrol(), ()))
    damage(tmp_path / next(iter(part.files)))  # type: ignore[operator]
    with pytest.raises(ReadError, match="damaged") as caught:
        back(tmp_path, part)
    assert "done/part-00000-00000.json" in caught.value.next_step


@pytest.mark.parametrize("marker", [b"", b"{}", b"[1]", b'{"label": 1', b'{"label": {"unit": 1}}'])
def test_a_marker_that_says_nothing_is_refused(marker: bytes, tmp_path: Path) -> None:
    folder(tmp_path).write("done/part-00000-00000.json", marker)
    with pytest.raises(ReadError, match="no done-marker"):
        parts.finished_parts(folder(tmp_path))


def test_a_part_without_a_marker_does_not_count(tmp_path: Path) -> None:
    written(tmp_path, (*reports.idlib_patrol(), ()))
    (tmp_path / "done" / "part-00000-00000.json").unlink()
    assert parts.finished_parts(folder(tmp_path)) == []


def test_a_document_with_a_map_to_its_original_comes_back(tmp_path: Path) -> None:
    document, coding = reports.kunduz_paper()
    mapped = Document(
        **{name: getattr(document, name) for name in Document.__slots__ if name not in ("origin", "published")},
        published=date(2020, 5, 4),
        origin=(OriginRun(start=0, origin=17, length=5),),
    )
    bare = Coding(document=mapped.id, mentions=(), assessments=(), problems=(), fingerprints=None, coder=reports.CODER)
    assert coding.mentions
    part = written(tmp_path, (mapped, bare, ()))
    assert back(tmp_path, part) == [(mapped, bare, ())]


def test_an_accent_after_a_line_break_survives() -> None:
    """It must not compose with the n of the escape that stands for the break."""
    text = "one\n\u0301two e\u0301"
    assert json.loads(record.canonical_json({"text": text, "list": (text, 1)})) == {
        "text": "one\n\u0301two \u00e9",
        "list": ["one\n\u0301two \u00e9", 1],
    }
