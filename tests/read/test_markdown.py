from datetime import date

from marsad.read import origin_of
from marsad.types import Span
from tests.read.reading import outline, reading, said

NOTE = """---
title: Mine kills three near Gao
date: 2020-05-06
url: https://example.org/mine
---
# Mine kills three near Gao

**Gao.** Three soldiers were killed by a [mine](https://example.org/x), a *witness* said.
![lorry](lorry.png)

## What is known

- Two of the dead were `guards`
"""


def test_marks_go_and_words_stay() -> None:
    document = reading(NOTE, media_type="text/markdown")
    assert said(document) == [
        "Mine kills three near Gao",
        "Gao.",
        "Three soldiers were killed by a mine, a witness said.",
        "What is known",
        "Two of the dead were guards",
    ]
    assert outline(document) == [("headline", 0), ("body", 0)]


def test_front_matter_is_metadata() -> None:
    document = reading(NOTE, media_type="text/markdown")
    assert (document.published, document.published_from) == (date(2020, 5, 6), "metadata")
    assert document.url == "https://example.org/mine"


def test_offsets_lead_back_through_the_marks() -> None:
    document = reading(NOTE, media_type="text/markdown")
    start = document.text.index("killed by a mine, a witness")
    span = origin_of(document, Span(start=start, end=start + len("killed by a mine, a witness")))
    assert span is not None
    assert NOTE[span.start : span.end] == "killed by a [mine](https://example.org/x), a *witness"


def test_a_heading_right_over_its_text() -> None:
    document = reading("# Northern front\nshelling went on all night, the council said.", media_type="text/markdown")
    assert said(document) == ["Northern front", "shelling went on all night, the council said."]


def test_lonely_marks_are_words() -> None:
    document = reading("They wrote 3 * 4 and file_name_x, [sic] # no heading.", media_type="text/markdown")
    assert said(document) == ["They wrote 3 * 4 and file_name_x, [sic] # no heading."]
