from datetime import UTC, date, datetime

import pytest

from marsad.read.dates import byline_days, dateline, is_date_line, stated_day, written_day
from tests.read.reading import codes, reading, try_reading

BODY = "Three soldiers were killed when a mine exploded under their lorry near Gao on Monday."
LONG = f"<p>{BODY} Nobody has said who laid it, and the road stays closed.</p>" * 3
DAY = date(2020, 5, 6)


def page(head: str = "", body: str = "") -> str:
    title = "Mine kills three"
    return f"<html><head><title>{title}</title>{head}</head><body><h1>{title}</h1>{body}{LONG}</body></html>"


@pytest.mark.parametrize(
    "words",
    [
        "2020-05-06",
        "2020-05-06T23:30:00-05:00",
        "20200506",
        "2020/5/6",
        "6 May 2020",
        "May 6, 2020",
        "Wed, 06 May 2020 10:00:00 +0300",
        "6th of May, 2020",
        "2020-05-06 10:00",
    ],
)
def test_dates_of_metadata(words: str) -> None:
    assert written_day(words) == DAY


@pytest.mark.parametrize(
    "words", ["", "05/06/2020", "yesterday", "2020", "May 2020", "2020-13-45", "0001-01-01", "Wed, 06"]
)
def test_what_is_no_day(words: str) -> None:
    assert written_day(words) is None


def test_days_that_can_be_read_one_way_only() -> None:
    assert stated_day("Posted 14/09/2022") == date(2022, 9, 14)
    assert stated_day("Posted 05/05/2022") == date(2022, 5, 5)


@pytest.mark.parametrize(
    ("paragraph", "words", "day"),
    [
        ("SAN PEDRO, 18 FEB 90 (DPA) -- [TEXT] A BOMB", "SAN PEDRO, 18 FEB 90 (DPA) -- [TEXT]", date(1990, 2, 18)),
        (
            "SAN PEDRO, 3 JAN 90 -- [REPORT] [PRESS\nOFFICE] [TEXT] A",
            "SAN PEDRO, 3 JAN 90 -- [REPORT] [PRESS\nOFFICE] [TEXT]",
            date(1990, 1, 3),
        ),
        ("PERTH (AUSTRALIA), JUNE 11 89 (AFP) -- A", "PERTH (AUSTRALIA), JUNE 11 89 (AFP) --", date(1989, 6, 11)),
        ("Damascus, May 6, 2020 (SANA) – The army", "Damascus, May 6, 2020 (SANA) –", DAY),
        ("LIMA, NO DATE -- [SPEECH] WE", "LIMA, NO DATE -- [SPEECH]", None),
        ("KYIV, June 11 (Northline) - Shells", "KYIV, June 11 (Northline) -", None),
        ("BEIRUT (Reuters) - Shells", "BEIRUT (Reuters) -", None),
        ("LIMA, 3 JAN 20 -- A", "LIMA, 3 JAN 20 --", None),
    ],
)
def test_datelines(paragraph: str, words: str, day: date | None) -> None:
    found = dateline(paragraph)
    assert found is not None
    assert paragraph[: found.end].strip() == words
    assert found.day == day


@pytest.mark.parametrize(
    "paragraph",
    [
        "Hayat Tahrir al-Sham (HTS) – the strongest group – said",
        "The attack of 3 May – the third – failed",
        "HTS – ISIS – the PKK",
        "Nothing here",
    ],
)
def test_dashes_that_are_no_datelines(paragraph: str) -> None:
    assert dateline(paragraph) is None


def test_lines_that_are_nothing_but_a_date() -> None:
    assert is_date_line("Published on Wednesday, 6 May 2020 at 18:40 GMT")
    assert not is_date_line("The attack of 6 May 2020")
    assert not is_date_line("At noon")


def test_bylines_pass_over_copyright_and_changes() -> None:
    lines = [
        "© The Example, 1 May 2019",
        "Copyright 3 May 2019",
        "Updated: 4 May 2020",
        "Kabul, May 6, 2020",
        "7 May 2020",
    ]
    assert list(byline_days(lines)) == [DAY, date(2020, 5, 7)]


@pytest.mark.parametrize(
    ("html", "known"),
    [
        (page('<meta property="article:published_time" content="2020-05-06T10:00:00Z">'), "metadata"),
        (page('<meta name="DC.date.issued" content="2020-05-06">'), "metadata"),
        (page('<script type="application/ld+json">{"@graph":[{"datePublished":"2020-05-06"}]}</script>'), "metadata"),
        (page(body='<time datetime="2020-05-06">today</time>'), "metadata"),
        (
            page(
                body='<time datetime="2019-01-01">x</time><time itemprop="datePublished" datetime="2020-05-06">y</time>'
            ),
            "metadata",
        ),
        (page(body='<p class="date">Published on 6 May 2020</p>'), "byline"),
        (page(body="<div>Gao Courier, 6 May 2020</div>"), "byline"),
    ],
)
def test_how_the_date_of_a_page_is_known(html: str, known: str) -> None:
    document = reading(html, media_type="text/html")
    assert (document.published, document.published_from) == (DAY, known)


@pytest.mark.parametrize(
    "html",
    [
        page(body="<footer>Copyright 2020 The Example</footer>"),
        page('<meta property="article:modified_time" content="2020-05-06">'),
        page('<script type="application/ld+json">{"dateModified":"2020-05-06"</script>'),
        page(f'<script type="application/ld+json">{"[" * 5000}</script>'),
        page(body='<time datetime="2020-01-01">a</time><time datetime="2020-01-02">b</time>'),
    ],
)
def test_a_date_is_never_guessed(html: str) -> None:
    document, problems = try_reading(html, media_type="text/html")
    assert document is not None
    assert (document.published, document.published_from) == (None, None)
    assert codes(problems) == ["no-publication-date"]


def test_what_is_given_outranks_the_page() -> None:
    html = page('<meta name="date" content="2019-01-01">')
    document = reading(html, media_type="text/html", published=DAY)
    assert (document.published, document.published_from) == (DAY, "given")


def test_a_mail_date_is_a_header_and_an_http_date_is_none() -> None:
    headers = (("date", "Wed, 06 May 2020 10:00:00 +0300"),)
    mail = reading(BODY, headers=headers)
    assert (mail.published, mail.published_from) == (DAY, "header")
    assert reading(BODY, headers=headers, url="https://example.org/a").published is None


def test_a_date_in_the_future_is_doubted() -> None:
    document, problems = try_reading(f"7 June 2024\n\n{BODY}")
    assert document is not None
    assert document.published is None
    assert codes(problems) == ["future-date"]


def test_a_future_date_gives_way_to_a_sound_one() -> None:
    html = page('<meta name="date" content="2031-01-01">', "<p>Published on 6 May 2020</p>")
    document, problems = try_reading(html, media_type="text/html")
    assert document is not None
    assert (document.published, document.published_from) == (DAY, "byline")
    assert codes(problems) == ["future-date"]


def test_a_future_date_that_was_given_is_kept_and_told() -> None:
    document, problems = try_reading(BODY, published=date(2030, 1, 1))
    assert document is not None
    assert document.published == date(2030, 1, 1)
    assert codes(problems) == ["future-date"]


def test_the_future_begins_when_it_was_fetched() -> None:
    fetched = datetime(2020, 5, 1, tzinfo=UTC)
    assert reading(f"6 May 2020\n\n{BODY}", fetched_at=fetched).published is None
    assert reading(f"6 May 2020\n\n{BODY}").published == DAY


def test_a_record_with_an_unreadable_date() -> None:
    document, problems = try_reading(BODY, headers=(("published", "last week"),))
    assert document is not None
    assert document.published is None
    assert codes(problems) == ["bad-date"]
