import pytest

from marsad.read.normal import Mapped, as_it_stands, edited, joined, normalised, unmapped
from marsad.types import OriginRun


def mapped_pairs(mapped: Mapped, original: str) -> list[tuple[str, str]]:
    return [
        (mapped.text[run.start : run.start + run.length], original[run.origin : run.origin + run.length])
        for run in mapped.runs
    ]


@pytest.mark.parametrize(
    ("original", "text"),
    [
        ("a\r\nb\rc\u2028d\x0be", "a\nb\nc\nd\ne"),
        ("10\xa0000\u202fmen\tleft", "10 000 men left"),
        ("a\x00b\u200bc\ufeffd\xade\x07f", "abcdef"),
        ("\u202bword\u202c \u2066x\u2069", "word x"),
        ("caf\u0065\u0301", "café"),
        ("  edges \n\n", "edges"),
        ("lone \ud800 half", "lone  half"),
        ("", ""),
        (" \x00\r\n", ""),
    ],
)
def test_normalised(original: str, text: str) -> None:
    assert normalised(as_it_stands(original)).text == text


def test_normalised_twice_is_normalised_once() -> None:
    once = normalised(as_it_stands("e\u0301 \x00\xa0x\r\r\n\u0344")).text
    assert normalised(unmapped(once)).text == once


def test_clean_text_is_one_run() -> None:
    assert normalised(as_it_stands("Plain words.")).runs == (OriginRun(start=0, origin=0, length=12),)


def test_what_is_removed_leaves_a_gap_and_what_stays_keeps_its_place() -> None:
    original = "\ufeffTwo\x00 sol\u200bdiers\r\nfell"
    assert mapped_pairs(normalised(as_it_stands(original)), original) == [
        ("Two", "Two"),
        (" sol", " sol"),
        ("diers", "diers"),
        ("\nfell", "\nfell"),
    ]


def test_composed_letters_have_no_origin() -> None:
    original = "Re\u0301my fell"
    found = normalised(as_it_stands(original))
    assert found.text == "Rémy fell"
    assert mapped_pairs(found, original) == [("R", "R"), ("my fell", "my fell")]


def test_edits_replace_and_clip_runs() -> None:
    found = edited(as_it_stands("0123456789"), [(2, 4, ""), (6, 7, "xx")])
    assert found.text == "0145xx789"
    assert found.runs == (
        OriginRun(start=0, origin=0, length=2),
        OriginRun(start=2, origin=4, length=2),
        OriginRun(start=6, origin=7, length=3),
    )


def test_edits_can_remove_whole_runs() -> None:
    found = edited(joined((as_it_stands("ab"), unmapped("--"), as_it_stands("cd"))), [(0, 5, "")])
    assert found == Mapped(text="d", runs=(OriginRun(start=0, origin=1, length=1),))
