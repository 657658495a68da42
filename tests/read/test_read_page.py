import pytest

from marsad.read.page import read_page
from tests.read.reading import codes, outline, reading, said, try_reading

SENTENCES = (
    "Three soldiers were killed when a mine exploded under their lorry near Gao on Monday.",
    "A fourth died on the way to the hospital, and two more are being treated there.",
    "Nobody has said who laid the mine.",
)
BODY = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES)


def html(body: str, head: str = "") -> str:
    return f"<!doctype html><html><head>{head}</head><body>{body}</body></html>"


def test_navigation_is_left_out() -> None:
    article = f"<article><h1>Mine kills three</h1>{BODY}</article>"
    page = html(f"<nav><a>Home</a><a>World</a></nav>{article}<footer>© 2020</footer>")
    document = reading(page, media_type="text/html")
    assert said(document) == ["Mine kills three", *SENTENCES]


@pytest.mark.parametrize(
    "body",
    [
        f"<p>{SENTENCES[0]}",
        f"<div>{SENTENCES[0]}<br><br>{SENTENCES[1]}</div>",
        f"{SENTENCES[0]} {SENTENCES[1]}",
        f"<table><tr><td>{SENTENCES[0]}</td></tr></table>",
        f"<p>{SENTENCES[0]}</b></div></p><p",
    ],
)
def test_small_and_broken_pages_are_read(body: str) -> None:
    assert SENTENCES[0] in said(reading(html(body), media_type="text/html"))


def test_preformatted_text_keeps_its_paragraphs() -> None:
    wire = "MINE KILLS THREE\n\nThree soldiers were killed near\nGao on Monday.\n\nNobody said who did it."
    document = reading(html(f"<pre>{wire}</pre>"), media_type="text/html")
    assert said(document) == [
        "MINE KILLS THREE",
        "Three soldiers were killed near Gao on Monday.",
        "Nobody said who did it.",
    ]


def test_items_are_paragraphs_and_captions_are_captions() -> None:
    body = f"<p>{SENTENCES[2]}</p><ul><li>Two dead</li><li>One hurt</li></ul>"
    page = read_page(html(f"{body}<figure><figcaption>The lorry</figcaption></figure>"))
    assert [(block.words, block.kind) for block in page.blocks] == [
        (SENTENCES[2], "prose"),
        ("Two dead", "item"),
        ("One hurt", "item"),
        ("The lorry", "caption"),
    ]


@pytest.mark.parametrize(
    ("head", "h1", "title"),
    [
        ("<title>Mine kills three - The Site</title>", "Mine kills three", "Mine kills three"),
        ("<title>Mine kills three | The Site</title>", "The Site", "Mine kills three"),
        ('<meta property="og:title" content="Mine kills three"><title>x</title>', "The Site", "Mine kills three"),
        ("<title>News - The Site</title>", "", "News - The Site"),
        ("", "", None),
    ],
)
def test_title(head: str, h1: str, title: str | None) -> None:
    assert read_page(html(f"<h1>{h1}</h1>{BODY}", head)).title == title


def test_a_headline_that_the_extraction_loses_is_put_back_with_its_origin() -> None:
    page = html(f"<header><h1>Mine kills three</h1></header><main>{BODY * 2}</main>", "<title>Mine kills three</title>")
    document = reading(page, media_type="text/html")
    assert said(document, "headline") == ["Mine kills three"]
    assert document.origin[0].origin == page.index("Mine kills three</h1>")


def test_a_title_is_no_headline_where_a_story_has_its_own() -> None:
    document = reading(
        html(f"<h2>Mine kills three</h2>{BODY}", "<title>All the news of May</title>"), media_type="text/html"
    )
    assert said(document, "headline") == ["Mine kills three"]


def test_a_title_heads_a_story_without_heading() -> None:
    document = reading(html(BODY, '<meta property="og:title" content="Mine kills three">'), media_type="text/html")
    assert outline(document) == [("headline", 0), ("body", 0)]
    assert document.title == "Mine kills three"


@pytest.mark.parametrize(
    ("head", "source"),
    [
        ('<meta property="og:site_name" content="Gao Courier">', "Gao Courier"),
        ('<script type="application/ld+json">{"publisher":{"name":"Gao Courier"}}</script>', "Gao Courier"),
        ('<script type="application/ld+json">{"publisher":"x"}</script>', None),
    ],
)
def test_source_as_the_page_names_it(head: str, source: str | None) -> None:
    assert reading(html(BODY, head), media_type="text/html").source == source
    assert reading(html(BODY, head), media_type="text/html", source="given").source == "given"


def test_address_as_the_page_names_it() -> None:
    head = '<link rel="canonical" href="https://Example.org/a?utm_source=x#top">'
    assert reading(html(BODY, head), media_type="text/html").url == "https://example.org/a"
    assert reading(html(BODY, '<link rel="canonical" href="/a">'), media_type="text/html").url is None


@pytest.mark.parametrize(
    "page",
    [
        "<html></html>",
        "<!-- nothing -->",
        "<script>var a = 1;</script>",
        html(
            "<nav><a>Home</a></nav><p>Back to top</p><p>© 2020 The Site. All rights reserved.</p>",
            "<title>The Site</title>",
        ),
    ],
)
def test_a_page_without_text(page: str) -> None:
    document, problems = try_reading(page, media_type="text/html")
    assert document is None
    assert codes(problems) == ["no-text"]


def test_a_page_of_too_many_elements_is_read_as_a_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("marsad.read.page._MOST_ELEMENTS", 3)
    page = read_page(html(f"<nav>Home</nav><h1>Mine</h1>{BODY}<p>Leave a comment</p>"))
    assert [block.words for block in page.blocks] == ["Mine", *SENTENCES, "Leave a comment"]


def test_nul_bytes_do_not_cut_a_page() -> None:
    assert said(reading(html(BODY.replace("soldiers", "sol\0diers")), media_type="text/html")) == list(SENTENCES)


def test_deep_nesting_is_survived() -> None:
    document, _ = try_reading("<div>" * 3_000 + BODY, media_type="text/html")
    assert document is None or said(document)
