"""What a feed, a page of links and a list of GDELT's lead to."""

import gzip
import io
import zipfile
from datetime import date

import pytest

from marsad.read import gdelt
from marsad.read.feeds import Entry, NotAFeed, entries
from marsad.read.links import links

AT = "https://wire.example.org/feeds/world.xml"


def read(body: str, content_type: str = "text/xml") -> list[Entry]:
    return entries(body.encode(), url=AT, headers={"content-type": content_type})


def test_rss_with_what_stands_in_it() -> None:
    [one] = read(
        """<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><item>
        <title>Market  shelled &amp;amp; burnt</title><link>/news/1</link><description>Short.</description>
        <content:encoded><![CDATA[<p>The whole of it.</p>]]></content:encoded>
        <pubDate>Sat, 28 Feb 2026 23:30:00 -0500</pubDate></item></channel></rss>"""
    )
    assert (one.url, one.title) == ("https://wire.example.org/news/1", "Market shelled & burnt")
    assert one.text == "<p>The whole of it.</p>"
    assert one.published == date(2026, 2, 28), "the publisher's own day, not that in UTC"


def test_atom() -> None:
    [one] = read(
        """<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>A</title><link href="https://b.example/2"/>
        <updated>2026-03-02T10:00:00Z</updated><summary>Told.</summary></entry></feed>"""
    )
    assert (one.url, one.published, one.text) == ("https://b.example/2", date(2026, 3, 2), "Told.")


def test_an_item_without_an_address_or_with_a_strange_one() -> None:
    items = "<item><title>A</title></item><item><link>javascript:x</link></item><item><link>http://[</link></item>"
    told = read(f"<rss version='2.0'><channel>{items}</channel></rss>")
    assert [one.url for one in told] == [None, None, None]


def test_an_empty_feed_is_a_feed() -> None:
    assert read("<rss version='2.0'><channel><title>F</title></channel></rss>") == []


@pytest.mark.parametrize("body", ["", "<html><body>no</body></html>", "{}", "/etc/passwd", "http://a.example/feed"])
def test_what_is_no_feed_is_neither_opened_nor_fetched(body: str) -> None:
    with pytest.raises(NotAFeed):
        read(body)


@pytest.mark.parametrize("body", [b"<a" * 1_000_000, b"<item>" * 300_000, b"<" * 1_000_000])
def test_what_would_take_hours_is_refused(body: bytes) -> None:
    with pytest.raises(NotAFeed, match="not well-formed"):
        entries(body, url=AT, headers={})


def test_a_long_feed_that_is_well_formed_is_read() -> None:
    filler = f"<!--{'x' * 600_000}-->"
    assert len(read(f"<rss version='2.0'><channel>{filler}<item><title>A</title></item></channel></rss>")) == 1


# --- links -------------------------------------------------------------------------------------


def test_links_of_a_page_each_once_and_whole() -> None:
    page = b"""<html><body><a href="1">x</a><a href=" 1#top">y</a><a href="//b.example/2">z</a><a href="#top">t</a>
    <a href="mailto:me@b.example">m</a><a href="http://[">bad</a><a>none</a></body></html>"""
    assert links(page, url="https://c.example/a/") == ["https://c.example/a/1", "https://b.example/2"]


def test_links_of_a_plain_list_and_of_a_sitemap() -> None:
    plain = b"1\thttps://a.example/1\tTitle\n\nno address\nhttps://a.example/2\n"
    assert links(plain, url="https://c.example/") == ["https://a.example/1", "https://a.example/2"]
    sitemap = b"""<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
    <url><loc> https://a.example/1 </loc></url><url><lastmod>2026</lastmod></url></urlset>"""
    assert links(sitemap, url="https://a.example/sitemap.xml") == ["https://a.example/1"]


@pytest.mark.parametrize("body", [b"", b"<!-- -->", b"<?xml version='1.0'?>", b"\0\1\2", b"<html>"])
def test_nothing_to_follow(body: bytes) -> None:
    assert links(body, url="https://c.example/") == []


# --- GDELT -------------------------------------------------------------------------------------

TABLE = "http://data.example/20260301120000.export.CSV.zip"


def zipped(text: str, name: str = "t.CSV") -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(name, text)
    return packed.getvalue()


def test_tables_that_a_list_names() -> None:
    told = gdelt.listed(
        f"150 0123456789ABCDEF0123456789abcdef {TABLE}\n\n9 0 http://data.example/x.gkg.csv.zip\n{TABLE}".encode()
    )
    assert [(one.url, one.digest) for one in told] == [(TABLE, "0123456789abcdef0123456789abcdef"), (TABLE, None)]
    with pytest.raises(gdelt.NotAList):
        gdelt.listed(b"<html>Sorry</html>")


def test_tables_that_were_missed() -> None:
    def stamps(last: str | None, most: int = 96) -> list[str | None]:
        return [gdelt.stamp_of(one) for one in gdelt.missed(TABLE, last, most=most)]

    assert stamps("20260301111500") == ["20260301113000", "20260301114500"]
    assert stamps("20260301114500") == stamps("20260301120000") == stamps(None) == []
    assert stamps("20200101000000", most=2) == ["20260301113000", "20260301114500"]
    assert gdelt.missed("http://data.example/latest.export.CSV.zip", "20260301114500", most=9) == []


def test_articles_of_events_and_of_mentions() -> None:
    def row(url: str, root: str, country: str) -> str:
        cells = [""] * 61
        cells[60], cells[28], cells[53] = url, root, country
        return "\t".join(cells)

    rows = [
        row("http://a.example/1", "19", "SU"),
        row("http://a.example/1", "19", "SU"),
        row("http://a.example/2", "04", "FR"),
    ]
    body = zipped("\n".join([*rows, "short\trow", row("BBC Monitoring", "19", "SU")]))
    assert gdelt.articles(body, url=TABLE, max_bytes=10_000) == ["http://a.example/1", "http://a.example/2"]
    assert gdelt.articles(body, url=TABLE, max_bytes=10_000, countries=["FR"], roots=["04"]) == ["http://a.example/2"]
    said = zipped("1\t2\t3\t1\ta.example\thttp://a.example/3")
    assert gdelt.articles(said, url=TABLE.replace("export", "mentions"), max_bytes=999) == ["http://a.example/3"]


@pytest.mark.parametrize(
    "body",
    [b"", b"PK\3\4 what", gzip.compress(b"x"), zipped("x" * 100_000)],
    ids=["empty", "broken", "gzip", "large"],  # not its bytes, which hold the time
)
def test_tables_that_cannot_be_read(body: bytes) -> None:
    with pytest.raises(gdelt.NotAList):
        gdelt.articles(body, url=TABLE, max_bytes=1000)


def test_a_table_must_be_the_one_that_was_promised() -> None:
    assert gdelt.whole(b"abc", "900150983cd24fb0d6963f7d28e17f72") == b"abc"  # RFC 1321, A.5
    with pytest.raises(gdelt.NotAList):
        gdelt.whole(b"abe", "900150983cd24fb0d6963f7d28e17f72")
