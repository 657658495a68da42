import pytest

from marsad.read.boilerplate import glue, is_boilerplate, is_caption, menus


@pytest.mark.parametrize(
    "line",
    [
        "skip to Main Content",
        "Back To Top",
        "BACK TO TOP ▲",
        "Share this",
        "Read more…",
        "Advertisement",
        "Home | News | Politics | Business",
        "Home > World > Middle East",
        "Share this article – Leave a comment",
        "Copyright 2020 The Example. All rights reserved.",
        "© 2020 The Example",
        "We use cookies to improve your experience on our website. By continuing you accept our policy.",
        "Your privacy matters to us. We store cookies on your device.",
        "Subscribe to our newsletter",
        "12 comments",
        "3 min read",
        "https://example.org/a/b",
        "desk@example.org",
        "By Our Correspondent",
        "By Jane Example and John Example, Reuters",
        "Published on 6 May 2020, 10:00 GMT",
        "Last updated: 2020-05-06",
        "Wednesday, 6 May 2020",
        "Rovuma Report, 24 January 2024",
        "NILE VALLEY PRESS SERVICE",
        "* * *",
        "12.05.",
        "> a line of the mail that this one answers",
        "Tags: Mali, army, mines",
    ],
)
def test_what_surrounds_a_report(line: str) -> None:
    assert is_boilerplate(line)


@pytest.mark.parametrize(
    "line",
    [
        "Army retakes Hama",
        "By Friday evening the army had taken the town.",
        "The minister said copyright law would be changed.",
        "Rebels share power after talks",
        "Top commander killed",
        "Searching for the missing",
        "More than 30 killed in Hama",
        "The cookies in the aid parcels were stale.",
        "HTS > IS, say analysts",
        "Home guard attacked in Basra",
        "The attack of 6 May 2020 killed nine people, the town council said",
        "Released 12 prisoners in Daraa",
        "Three killed as convoy hits mine",
        "Read: three killed" * 40,
    ],
)
def test_what_is_a_report(line: str) -> None:
    assert not is_boilerplate(line)


def test_captions() -> None:
    assert is_caption("Photo: a burnt lorry")
    assert is_caption("Image caption The bridge at dawn")
    assert not is_caption("Photographs show the bridge")


def test_runs_of_short_lines_outside_the_report_are_menus() -> None:
    lines = [
        "Home",
        "Politics",
        "About us",
        "Army retakes town",
        "It fell at dawn.",
        "Idlib",
        "Hama",
        "Homs",
        "It rained.",
    ]
    assert menus(lines) == {0, 1, 2}
    assert menus([*lines, "Imprint", "Terms of use", "Jobs"]) == {0, 1, 2, 9, 10, 11}


def test_two_short_lines_are_no_menu() -> None:
    assert menus(["SYRIA", "Army advances", "It fell at dawn."]) == set()
    assert menus(["Clashes in Hama", "Shelling in Idlib", "Raid on Raqqa"]) == set()


@pytest.mark.parametrize(
    ("text", "report"),
    [
        ("It fell at dawn.Back To Top", "It fell at dawn."),
        ("It fell at dawn. Back To Top", "It fell at dawn. "),
        ("It fell at dawn.\n\nBack To Top", "It fell at dawn.\n\nBack To Top"),
        ("They drove Back To Top", "They drove Back To Top"),
        ("Skip to contentArmy retakes town", "Army retakes town"),
        ("Skip to content managers", "Skip to content managers"),
    ],
)
def test_glued_buttons(text: str, report: str) -> None:
    start, end = glue(text)
    assert text[start:end] == report
