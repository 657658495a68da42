"""Where a text names private persons is found at coding and kept with the document: as offsets."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

import marsad
from marsad.config import Config
from marsad.leaving import circle, export
from marsad.pipeline import merge
from marsad.run.parts import rows_of
from marsad.store import Store
from marsad.types import Coding, Document, Span
from tests.store import reports
from tests.store.reports import AT


def named() -> tuple[Document, Coding]:
    document = reports.read(
        "House attacked\n\nGunmen attacked Imam Sahib at dawn.", source="Wire", published=date(2020, 5, 3)
    )
    attack = reports.tell(document, "attacked Imam Sahib", where=(reports.KUNDUZ, "Imam Sahib"))
    start = document.text.index("Imam Sahib")
    return document, replace(reports.code(document, attack), persons=(Span(start=start, end=start + 10),))


@pytest.mark.slow
def test_they_are_kept_with_the_document_and_no_quote_tells_them(tmp_path: Path) -> None:
    document, coding = named()
    with Store(tmp_path / "x.duckdb") as store:
        store.add(document, coding, at=AT)
        merge(store, config=Config(), now=AT)
        start = document.text.index("Imam Sahib")
        assert store.reports([document.id])[document.id]["persons"] == [[start, start + 10]]
        told = {}
        for level in ("public", "internal"):
            written = export("jsonl", tmp_path / level, store=store, readers=circle(level))
            assert written.events == 1
            told[level] = json.loads((tmp_path / level).read_text())
    assert told["public"]["quotes"]["kind"][0]["text"] is None
    assert told["internal"]["quotes"]["kind"][0]["text"] == "attacked Imam Sahib"
    assert not [report for one in told.values() for report in one["reports"] if "persons" in report]


def test_a_part_of_a_run_holds_them() -> None:
    document, coding = named()
    rows = rows_of((document, coding, ()))
    assert json.loads(rows[1].line)["persons"] == [[span.start, span.end] for span in coding.persons]


@pytest.mark.slow
def test_the_coder_finds_them_and_no_leader_or_place() -> None:
    text = "Gunmen shot John Doe, a teacher, in Goma on Tuesday. The Taliban attacked a post near Kunduz."
    coding = marsad.code(text, published="2024-05-01", language="en")
    assert [text[span.start : span.end] for span in coding.persons] == ["John Doe"]
