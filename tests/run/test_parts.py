"""Parts hold all that was coded, and notice when they were damaged."""

import json
from datetime import date
from pathlib import Path

import pytest

from marsad import record
from marsad.errors import ExportError, ReadError
from marsad.run import parts
from marsad.types import Coding, Document, OriginRun, Problem
from tests.store import reports

UNREADABLE = Problem(stage="read", code="empty", detail="a.txt: no bytes", source="Northern Wire")


def written(folder: Path, *coded: parts.Coded) -> parts.Part:
    return parts.write_part(folder, 0, map(parts.lines_of, coded), inputs="i", coder=reports.CODER)


@pytest.mark.parametrize("report", reports.ALL)
def test_a_part_gives_back_what_was_coded(report: object, tmp_path: Path) -> None:
    document, coding = report()  # type: ignore[operator]
    part = written(tmp_path, (document, coding, ()))
    assert list(parts.read_part(tmp_path, part)) == [(document, coding, ())]
    assert (part.documents, part.mentions, part.problems) == (1, len(coding.mentions), len(coding.problems))


def test_documents_stand_in_the_order_of_their_ids_after_what_was_not_read(tmp_path: Path) -> None:
    reports_coded = [(*report(), ()) for report in reports.ALL]
    part = written(tmp_path, *reports_coded, (None, None, (UNREADABLE,)))
    first, *rest = parts.read_part(tmp_path, part)
    assert first == (None, None, (UNREADABLE,))
    ids = [document.id for document, _, _ in rest if document]
    assert ids == sorted(ids)
    assert len(ids) == len(reports.ALL)


def test_problems_of_reading_are_kept_with_those_of_coding(tmp_path: Path) -> None:
    document, coding = reports.kunduz_wire()
    doubt = Problem(stage="read", code="bad-date", detail="no day", document=document.id)
    ((_, back, _),) = parts.read_part(tmp_path, written(tmp_path, (document, coding, (doubt,))))
    assert back is not None
    assert back.problems == (doubt, *coding.problems)


def test_each_line_is_a_record_whose_kind_it_names(tmp_path: Path) -> None:
    written(tmp_path, (*reports.kunduz_wire(), ()))
    lines = (tmp_path / "part-00000.jsonl").read_text(encoding="utf-8").splitlines()
    kinds = [json.loads(line)["record"] for line in lines]
    assert kinds == ["document", "coding", "mention", "assessment", "problem"]
    assert all(record.canonical_json(json.loads(line)) == line for line in lines)


@pytest.mark.parametrize("damage", [lambda path: path.unlink(), lambda path: path.write_bytes(path.read_bytes()[:-9])])
def test_a_damaged_part_is_refused(damage: object, tmp_path: Path) -> None:
    part = written(tmp_path, (*reports.idlib_patrol(), ()))
    damage(tmp_path / "part-00000.jsonl")  # type: ignore[operator]
    with pytest.raises(ReadError, match="damaged") as caught:
        list(parts.read_part(tmp_path, part))
    assert "part-00000.done" in caught.value.next_step


@pytest.mark.parametrize("marker", [b"", b"{}", b"[1]", b'{"number": 1'])
def test_a_marker_that_says_nothing_is_refused(marker: bytes, tmp_path: Path) -> None:
    (tmp_path / "part-00000.done").write_bytes(marker)
    with pytest.raises(ReadError, match="no done-marker"):
        parts.finished_parts(tmp_path)


def test_a_part_without_a_marker_does_not_count(tmp_path: Path) -> None:
    written(tmp_path, (*reports.idlib_patrol(), ()))
    (tmp_path / "part-00000.done").unlink()
    assert parts.finished_parts(tmp_path) == []


def test_a_failed_write_leaves_the_old_file_and_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "part"
    target.write_bytes(b"old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(ExportError, match="No space left") as caught:
        parts.replace_file(target, b"new")
    assert "what is done stays" in caught.value.next_step
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("part", b"old")]


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
    assert list(parts.read_part(tmp_path, part)) == [(mapped, bare, ())]


def test_an_accent_after_a_line_break_survives() -> None:
    """It must not compose with the n of the escape that stands for the break."""
    text = "one\n\u0301two e\u0301"
    assert json.loads(record.canonical_json({"text": text, "list": (text, 1)})) == {
        "text": "one\n\u0301two \u00e9",
        "list": ["one\n\u0301two \u00e9", 1],
    }
