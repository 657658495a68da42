import textwrap

import pytest

from marsad.read.layout import paragraphs

PROSE = (
    "The governor said on Monday that the bridge over the river had been closed to all traffic after two nights of "
    "shelling from the eastern bank. Residents of the old town, who had hoped to return before the rains, were told to "
    "wait in the camps, where food is short and clean water is shorter still. Aid workers counted forty families."
)


def printed(text: str) -> list[str]:
    return [text[found.span.start : found.span.end] for found in paragraphs(text)]


@pytest.mark.parametrize("prose", [PROSE, PROSE.upper()])
@pytest.mark.parametrize("width", [50, 72, 100])
def test_wrapped_lines_are_one_paragraph(prose: str, width: int) -> None:
    wrapped = textwrap.fill(prose, width)
    assert printed(f"{wrapped}\n\n{wrapped}") == [wrapped, wrapped]


def test_one_paragraph_a_line() -> None:
    lines = ["Army retakes town after heavy shelling", PROSE, "Officials gave no figures for the dead.", PROSE]
    assert printed("\n".join(lines)) == lines


def test_headlines_one_a_line() -> None:
    lines = ["Shells hit market in Hama", "Car bomb kills nine near the northern gate of Idlib", "Truce holds in Daraa"]
    assert printed("\n".join(lines)) == lines


def test_a_line_in_small_letters_goes_on() -> None:
    broken = "The convoy stopped at the last\ncheckpoint before the town."
    assert printed(f"{PROSE}\n{broken}\n{PROSE}\n{PROSE}") == [PROSE, broken, PROSE, PROSE]


def test_a_line_that_stops_at_the_goes_on() -> None:
    broken = "The minister spoke to mark the\nVictory Day of the army."
    assert printed(f"{PROSE}\n{broken}\n{PROSE}") == [PROSE, broken, PROSE]


def test_a_short_line_over_wrapped_prose_stands_alone() -> None:
    wrapped = textwrap.fill(PROSE, 72)
    assert printed(f"Bridge closed\n{wrapped}") == ["Bridge closed", wrapped]


def test_indented_first_lines_start_paragraphs() -> None:
    wrapped = textwrap.fill(PROSE, 72, initial_indent="   ")
    assert printed(f"{wrapped}\n{wrapped}") == [wrapped.strip()] * 2


def test_bullets_start_paragraphs_and_are_items() -> None:
    found = paragraphs(
        "Casualties so far:\n- three soldiers\n- five civilians of whom two\n  are children\n2. one guard"
    )
    assert [paragraph.kind for paragraph in found] == ["prose", "item", "item", "item"]


def test_buttons_glued_to_the_report_are_cut_off() -> None:
    text = "Skip to contentArmy retakes town\n\nIt fell at dawn, for the third time this year.Back To Top"
    assert printed(text) == [
        "Skip to content",
        "Army retakes town",
        "It fell at dawn, for the third time this year.",
        "Back To Top",
    ]


def test_headings_stand_alone_with_their_level() -> None:
    text = "Northern front\nshelling went on all night.\n"
    found = paragraphs(text, {0: 2})
    assert [(paragraph.level, paragraph.span.start) for paragraph in found] == [(2, 0), (0, 15)]


def test_nothing() -> None:
    assert paragraphs("") == ()
    assert paragraphs(" \n\n") == ()
