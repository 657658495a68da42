"""Names that no parser knows: hidden before parsing, back at their offsets afterwards."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from marsad.actors import load_actors
from marsad.extract import parse_document
from marsad.extract.parse import Words
from marsad.extract.standins import without_remarks

if TYPE_CHECKING:
    from marsad.pipeline import Coder


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("The IS targets Homs.", ["IS"]),
        ("He is in Homs, it is said.", []),
        ("Troops fought the “Islamic State” near Raqqa.", ["“Islamic State”"]),
        ("Jaish al-Adl's men ambushed a convoy.", ["Jaish al-Adl"]),
        ("Hezbollah and the Taliban are one word each.", []),
        ("Syrian army units and regime forces advanced.", []),
    ],
)
def test_which_names_are_hard(text: str, names: list[str]) -> None:
    assert [text[start:end] for start, end in load_actors().hard_names(text)] == names


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Troops [words indistinct] took Juba.", "Troops took Juba."),
        ("[BEGIN RECORDING] Colonel Amin [NAME AS HEARD] was shot.", "Colonel Amin was shot."),
        ("The FMLN [Farabundo Marti front] and [President] Soto met.", None),
        ("He [the mayor] read out the text of it.", None),
    ],
)
def test_remarks_of_a_transcript_are_blank(text: str, kept: str | None) -> None:
    bare = without_remarks(text)
    assert len(bare) == len(text)
    assert " ".join(bare.split()) == (kept or text)


def test_what_the_parser_reads_and_where_it_stands() -> None:
    words = Words(text="The IS men and Jaish al-Adl left.", stand_ins=((0, 6, "Hamas"), (15, 27, "Hamas")))
    assert words.shown == "Hamas men and Hamas left."
    assert words.stood_in == ((0, 0, 6), (14, 15, 27))
    assert [words.text[words.origin(at) :][:4] for at in (6, 14, 20)] == ["men ", "Jais", "left"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("IS shells kill four civilians in Homs.", "shells"),
        ("The “Islamic State” target two neighbourhoods of Homs.", "State"),
        ("Jaish al-Adl claims the raid on Chabahar.", "Adl"),
    ],
)
def test_the_tree_holds_the_words_of_the_text(text: str, subject: str, coder: Coder, coded: Callable[..., Any]) -> None:
    document, _ = coded(text)
    (parse,) = parse_document(document, coder.parser, coder.known)
    assert all(document.text[token.span.start : token.span.end] == token.text for token in parse)
    assert [token.index for token in parse] == list(range(len(parse)))
    assert subject in [token.text for token in parse if token.dep == "nsubj"]
