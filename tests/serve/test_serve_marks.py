"""Sentences are cut where marks begin and end, and put together again they are the text."""

import pytest

from marsad import wording
from marsad.serve import marks
from tests.store import reports

DOCUMENT, CODING = reports.kunduz_wire()


def quote(text: str) -> dict[str, object]:
    said = reports.said(DOCUMENT, text)
    return {"sentence": said.sentence, "start": said.span.start, "end": said.span.end}


def pieces(*labelled: tuple[str, str]) -> list[tuple[str, tuple[str, ...]]]:
    (one,) = marks.cited([(label, DOCUMENT.id, quote(text)) for label, text in labelled], {DOCUMENT.id: DOCUMENT})
    span = DOCUMENT.sentences[one.index].span
    assert "".join(piece.text for piece in one.pieces) == DOCUMENT.text[span.start : span.end]
    return [(piece.text, piece.labels) for piece in one.pieces if piece.labels]


def test_overlapping_marks_share_their_words() -> None:
    assert pieces(("means", "fighters attacked"), ("kind", "attacked a police"), ("parties", "Taliban fighters")) == [
        ("Taliban ", ("parties",)),
        ("fighters", ("parties", "means")),
        (" ", ("means",)),
        ("attacked", ("kind", "means")),
        (" a police", ("kind",)),
    ]


def test_of_labels_of_one_rank_the_shorter_quote_comes_first() -> None:
    assert pieces(("targets", "a police post"), ("outcome", "police"))[1] == ("police", ("outcome", "targets"))


def test_a_quote_that_leaves_its_sentence_marks_what_is_in_it() -> None:
    whole = {"sentence": 1, "start": 0, "end": len(DOCUMENT.text)}
    (one,) = marks.cited([("kind", DOCUMENT.id, whole)], {DOCUMENT.id: DOCUMENT})
    assert [piece.labels for piece in one.pieces] == [("kind",)]


def test_sentences_come_once_in_the_order_of_reports_and_text() -> None:
    other, _ = reports.kunduz_paper()
    later = {"sentence": 2, "start": 100, "end": 101}
    labelled = [("a", other.id, later), ("b", DOCUMENT.id, later), ("c", DOCUMENT.id, quote("attacked a"))]
    found = marks.cited([*labelled, *labelled], {DOCUMENT.id: DOCUMENT, other.id: other})
    assert [(one.document.id, one.index) for one in found] == [(DOCUMENT.id, 1), (DOCUMENT.id, 2), (other.id, 2)]


def test_reading_through_shows_every_sentence() -> None:
    found = marks.read_through(DOCUMENT, [("kind", DOCUMENT.id, quote("attacked a"))])
    assert [one.index for one in found] == [sentence.index for sentence in DOCUMENT.sentences]
    assert [one.index for one in found if any(piece.labels for piece in one.pieces)] == [1]


@pytest.mark.parametrize(
    ("low", "best", "high", "text"),
    [(3, 3, 3, "3"), (3, 4, 5, "3–5"), (5, None, None, "≥ 5"), (None, 7, 9, "7"), (None, None, None, "")],
)
def test_counts_are_never_finer_than_the_record(low: int | None, best: int | None, high: int | None, text: str) -> None:
    assert wording.count_text({"low": low, "best": best, "high": high}) == text


def test_no_count_is_no_text() -> None:
    assert wording.count_text(None) == ""


def test_nothing_known_is_said_with_no_words() -> None:
    bare = {"where": None, "when": None, "reported_on": None, "parties": []}
    assert (wording.where(bare), wording.when(bare), wording.who(bare, "victim")) == ("", "", "")


def test_a_place_named_like_its_province_is_said_once() -> None:
    where = {"name": "Kunduz", "admin1": "Kunduz", "country": "AFG"}
    assert wording.where({"where": where}) == "Kunduz, AFG"
