from marsad.read import origin_of
from marsad.read.normal import normalised
from marsad.read.origin import aligned, visible
from marsad.types import Document, Span
from tests.read.reading import reading


def origin_words(document: Document, page: str, words: str) -> str | None:
    start = document.text.index(words)
    span = origin_of(document, Span(start=start, end=start + len(words)))
    return None if span is None else page[span.start : span.end]


def test_plain_text_leads_back_past_what_was_removed() -> None:
    page = "\n\nTwo sol\u200bdiers\r\nwere killed near the bridge."
    document = reading(page)
    assert origin_words(document, page, "soldiers\nwere") == "sol\u200bdiers\r\nwere"


def test_page_leads_back_through_markup_and_entities() -> None:
    page = (
        "<html><body><p>Skip</p><div><p>The army <b>retook</b> the town &amp; its bridge on\n Monday, a "
        "monitor said. Residents fled &mdash; most of them on foot, others by boat &mdash; to the far bank."
        "</p></div></body></html>"
    )
    document = reading(page, media_type="text/html")
    assert origin_words(document, page, "retook the town") == "retook</b> the town"
    assert origin_words(document, page, "bridge on Monday") == "bridge on\n Monday"
    assert origin_words(document, page, "fled — most") == "fled &mdash; most"


def test_what_the_page_does_not_show_has_no_origin() -> None:
    page = "Two soldiers were killed near the bridge."
    document = reading(page, title="Bridge attacked")
    assert document.text.startswith("Bridge attacked")
    assert origin_words(document, page, "Bridge attacked") is None
    assert origin_words(document, page, "Two soldiers") == "Two soldiers"


def test_visible_leaves_out_scripts_styles_and_comments() -> None:
    source = "<head>x</head><body>a<!-- b --><script>c</script><style>d</style ><p class='>'>e &lt; f 3 < 4</p>"
    assert visible(source).text == "a'>e < f 3 < 4"


def test_visible_reads_on_where_something_never_ends() -> None:
    assert visible("<body>a<!-- b <script> c <p d").text == "a c p d"


def test_blocks_in_other_words_are_mapped_in_pieces() -> None:
    source = "<p>one two three four five CHANGED six seven eight nine ten</p><p>the end of it</p>"
    found = aligned(
        ["one two three four five six seven eight nine ten", "never shown at all", "the end of it"],
        normalised(visible(source)),
        source,
    )
    mapped = [source[run.origin : run.origin + run.length] for run in found.runs]
    assert mapped == ["one two three four five", "six seven eight nine ten", "the end of it"]
