"""Watching servers on this machine, which do as asked and, more often, do not."""

import gzip
import hashlib
import io
import os
import threading
import zipfile
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from marsad.store import Store
from tests.run.watching import START, Asking, Site, Time, details, page, report, run, serving, source, texts

pytestmark = pytest.mark.slow


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as site:
        yield site


# --- what goes well ----------------------------------------------------------------------------


def test_a_feed_is_followed_and_each_article_fetched_once(site: Site, store: Store, tmp_path: Path) -> None:
    site.answers |= {"/feed": site.feed("/1", "/2"), "/1": report(1), "/2": report(2), "/3": report(3)}
    [first] = run(store, source(f"{site.at}/feed"), tmp_path)
    assert (first.look.outcome, first.look.found, first.mentions) == ("read", 2, 2)
    site.answers["/feed"] = site.feed("/3", "/1", "/2")
    [second] = run(store, source(f"{site.at}/feed"), tmp_path)
    assert second.look.found == 1
    assert [site.times(path) for path in ("/1", "/2", "/3")] == [1, 1, 1]
    assert [one.source for one in store.outlets()] == ["Northern Wire"]
    assert "Marsad" in site.headers[0]["User-Agent"]


def test_the_day_of_the_feed_is_that_of_an_undated_page(site: Site, store: Store, tmp_path: Path) -> None:
    day = b"<pubDate>Sat, 28 Feb 2026 23:30:00 -0500</pubDate></item>"
    site.answers |= {"/feed": site.feed("/1").replace(b"</item>", day), "/1": report(1)}
    run(store, source(f"{site.at}/feed"), tmp_path)
    from marsad.store import DocumentFilters

    [told] = store.documents(DocumentFilters(), limit=10)
    assert told["published"] == "2026-02-28"


def test_a_server_is_asked_only_for_what_has_changed(site: Site, store: Store, tmp_path: Path) -> None:
    def feed(asking: Asking) -> None:
        if asking.headers.get("If-None-Match") == '"v1"' and asking.headers.get("If-Modified-Since") == "then":
            asking.send_response(304)
            asking.end_headers()
        else:
            asking.give(site.feed("/1"), ETag='"v1"', Last_Modified="then")

    site.answers |= {"/feed": feed, "/1": report(1)}
    outcomes = [run(store, source(f"{site.at}/feed"), tmp_path)[0].look.outcome for _ in range(3)]
    assert outcomes == ["read", "empty", "empty"]
    assert [headers.get("If-None-Match") for headers in site.headers if headers].count('"v1"') == 2


def test_an_unfinished_list_is_asked_for_whole(site: Site, store: Store, tmp_path: Path) -> None:
    """A "not modified" would hide the articles that are left."""

    def feed(asking: Asking) -> None:
        if asking.headers.get("If-None-Match"):
            asking.send_response(304)
            asking.end_headers()
        else:
            asking.give(site.feed("/1", "/2", "/3"), ETag='"v1"')

    site.answers |= {"/feed": feed, **{f"/{n}": report(n) for n in (1, 2, 3)}}
    found = [run(store, source(f"{site.at}/feed", most="2"), tmp_path)[0].look.found for _ in range(3)]
    assert found == [2, 1, 0]


def test_a_fresh_answer_is_not_asked_for_again(site: Site, store: Store, tmp_path: Path) -> None:
    def feed(asking: Asking) -> None:
        asking.give(site.feed("/1"), ETag='"v1"', Cache_Control="public, max-age=1800")

    site.answers |= {"/feed": feed, "/1": report(1)}
    looked = run(store, source(f"{site.at}/feed", every='"10m"'), tmp_path, time=Time(hours=2.1), once=False)
    assert len(looked) >= 12
    assert site.times("/feed") <= 6, "the first two, and then one every half hour"


def test_a_feed_that_holds_whole_texts_need_not_be_followed(site: Site, store: Store, tmp_path: Path) -> None:
    body = "Gunmen attacked the post on hill 9. Nobody said why it was so, and the hill was quiet again."
    item = f"<title>Post attacked</title><link>{site.at}/1</link><description>{body}</description>"
    site.answers["/feed"] = f"<rss version='2.0'><channel><item>{item}</item></channel></rss>".encode()
    [looked] = run(store, source(f"{site.at}/feed", text='"feed"'), tmp_path)
    assert (looked.look.found, site.times("/1")) == (1, 0)
    assert body in texts(store)[0]
    [again] = run(store, source(f"{site.at}/feed", text='"feed"'), tmp_path)
    assert again.documents == 0


def test_links_of_a_page_that_match_are_followed(site: Site, store: Store, tmp_path: Path) -> None:
    index = b"<html><body><a href='/news/1'>one</a><a href='/about'>us</a><a href='news/2#top'>two</a></body></html>"
    site.answers |= {"/": index, "/news/1": report(1), "/news/2": report(2), "/about": report(3)}
    [looked] = run(store, source(f"{site.at}/", "links", match="'/news/'"), tmp_path)
    assert (looked.look.found, site.times("/about")) == (2, 0)


def test_a_page_is_a_new_document_where_its_text_changed(site: Site, store: Store, tmp_path: Path) -> None:
    site.answers["/now"] = report(1)
    found = [run(store, source(f"{site.at}/now", "page"), tmp_path)[0].look.found for _ in range(2)]
    site.answers["/now"] = report(2)
    found.append(run(store, source(f"{site.at}/now", "page"), tmp_path)[0].look.found)
    assert found == [1, 0, 1]


# --- GDELT -------------------------------------------------------------------------------------


def table(*rows: tuple[str, str, str]) -> bytes:
    """A zipped table of events: address, CAMEO root, FIPS country of the action."""
    lines = []
    for url, root, country in rows:
        row = [""] * 61
        row[60], row[28], row[53] = url, root, country
        lines.append("\t".join(row))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        file.writestr("x.export.CSV", "\n".join(lines))
    return packed.getvalue()


def gdelt(site: Site, stamp: str, body: bytes) -> None:
    path = f"/v2/{stamp}.export.CSV.zip"
    digest = hashlib.md5(body, usedforsecurity=False).hexdigest()
    listed = f"{len(body)} {digest} {site.at}{path}\n9 0 {site.at}/v2/{stamp}.gkg.csv.zip\n"
    site.answers |= {path: body, "/lastupdate.txt": listed.encode()}


def test_a_list_of_gdelt_leads_to_articles_and_missed_ones_are_caught_up_with(
    site: Site, store: Store, tmp_path: Path
) -> None:
    site.answers |= {f"/{n}": report(n) for n in range(1, 6)}
    here = [(f"{site.at}/1", "19", "SU"), (f"{site.at}/2", "04", "SU"), (f"{site.at}/3", "19", "FR")]
    gdelt(site, "20260301114500", table(*here))
    listed = source(f"{site.at}/lastupdate.txt", "gdelt", countries='["SU"]', roots='["18", "19", "20"]')
    [first] = run(store, listed, tmp_path)
    assert (first.look.found, site.times("/2"), site.times("/3")) == (1, 0, 0)
    assert [one.source for one in store.outlets()] == ["127.0.0.1"], "the outlet, not the list"
    gdelt(site, "20260301120000", table((f"{site.at}/4", "18", "SU")))
    gdelt(site, "20260301121500", table((f"{site.at}/5", "20", "SU"), *here))
    [second] = run(store, listed, tmp_path)
    assert second.look.found == 2
    assert [site.times(f"/{n}") for n in (1, 4, 5)] == [1, 1, 1]
    assert site.times("/v2/20260301114500.export.CSV.zip") == 1


def test_a_list_of_gdelt_with_other_bytes_than_promised_is_passed_over(
    site: Site, store: Store, tmp_path: Path
) -> None:
    gdelt(site, "20260301114500", table((f"{site.at}/1", "19", "SU")))
    site.answers |= {"/v2/20260301114500.export.CSV.zip": b"PK what", "/1": report(1)}
    [looked] = run(store, source(f"{site.at}/lastupdate.txt", "gdelt"), tmp_path)
    assert looked.look.outcome == "empty"
    assert [code for code, _ in details(store)] == ["list-failed"]


# --- manners -----------------------------------------------------------------------------------


def test_what_robots_txt_forbids_is_not_asked(site: Site, store: Store, tmp_path: Path) -> None:
    site.answers |= {
        "/robots.txt": b"User-agent: *\nDisallow: /private*\nAllow: /\n",
        "/feed": site.feed("/1", "/private/2"),
        "/1": report(1),
        "/private/2": report(2),
    }
    [looked] = run(store, source(f"{site.at}/feed"), tmp_path)
    assert (looked.look.found, site.times("/private/2"), site.times("/robots.txt")) == (1, 0, 1)
    assert details(store) == [("article-failed", f"{site.at}/private/2: robots.txt forbids it")]


def test_robots_txt_that_cannot_be_read_forbids_everything(site: Site, store: Store, tmp_path: Path) -> None:
    site.answers |= {"/robots.txt": lambda asking: asking.send_error(503), "/feed": site.feed("/1")}
    [looked] = run(store, source(f"{site.at}/feed"), tmp_path)
    assert (looked.look.outcome, site.times("/feed")) == ("failed", 0)
    assert "robots.txt cannot be read" in (looked.look.detail or "")


def test_a_redirect_leads_nowhere_that_robots_txt_forbids(site: Site, store: Store, tmp_path: Path) -> None:
    site.answers |= {
        "/robots.txt": b"User-agent: Marsad\nDisallow: /private\n",
        "/feed": site.feed("/1"),
        "/1": lambda asking: asking.give(b"", 302, Location="/private/1"),
        "/private/1": report(1),
    }
    run(store, source(f"{site.at}/feed"), tmp_path)
    assert site.times("/private/1") == 0


def test_between_two_questions_to_one_host_is_a_pause(site: Site, store: Store, tmp_path: Path) -> None:
    site.answers |= {"/feed": site.feed("/1", "/2"), "/1": report(1), "/2": report(2)}
    time = Time()
    run(store, source(f"{site.at}/feed"), tmp_path, time=time)
    assert time.waited == [2.0] * 3, "robots.txt, feed, two pages"
    site.answers["/robots.txt"] = b"User-agent: *\nCrawl-delay: 20\n"
    site.answers["/feed"] = site.feed("/3", "/4")
    time = Time()
    run(store, source(f"{site.at}/feed"), tmp_path, time=time)
    assert time.waited == [2.0, 20.0, 20.0]


def test_a_server_that_asks_to_be_left_alone_is(site: Site, store: Store, tmp_path: Path) -> None:
    site.answers["/feed"] = lambda asking: asking.give(b"", 429, Retry_After="7200")
    run(store, source(f"{site.at}/feed", every='"15m"'), tmp_path, time=Time(hours=1.9), once=False)
    assert site.times("/feed") == 1
    assert {look.outcome for look in store.looks()} == {"failed"}
    assert len(store.looks()) > 5
    assert len(details(store)) == 1, "one outage, one problem"


def test_what_fails_in_passing_is_tried_again_within_a_look(site: Site, store: Store, tmp_path: Path) -> None:
    left = ["down", "down"]

    def feed(asking: Asking) -> None:
        asking.send_error(503) if left and left.pop() else asking.give(site.feed("/1"))

    site.answers |= {"/feed": feed, "/1": report(1)}
    time = Time()
    [looked] = run(store, source(f"{site.at}/feed"), tmp_path, time=time)
    assert looked.look.found == 1
    assert site.times("/feed") == 3
    waited = sorted(set(time.waited) - {2.0})
    assert len(waited) >= 2
    assert all(0.5 <= one <= 9.0 for one in waited), "chance is in it"


def test_an_article_is_tried_at_five_looks_and_then_given_up(site: Site, store: Store, tmp_path: Path) -> None:
    site.answers |= {"/feed": site.feed("/1", "/gone"), "/1": lambda asking: asking.send_error(500)}
    for _ in range(7):
        run(store, source(f"{site.at}/feed"), tmp_path)
    assert site.times("/1") == 5 * 3
    assert site.times("/gone") == 1
    assert [detail.rpartition("/")[2] for _, detail in details(store)] == [
        "1: the server answers 500",
        "gone: the server answers 404",
    ]


def test_a_host_in_trouble_is_left_alone_until_the_next_look(site: Site, store: Store, tmp_path: Path) -> None:
    pages = [f"/{number}" for number in range(20)]
    site.answers |= {"/feed": site.feed(*pages), **dict.fromkeys(pages, lambda asking: asking.send_error(500))}
    run(store, source(f"{site.at}/feed"), tmp_path)
    assert sum(site.times(page) for page in pages) == 3 * 3
    site.answers |= {page: report(number) for number, page in enumerate(pages)}
    [looked] = run(store, source(f"{site.at}/feed"), tmp_path)
    assert looked.look.found == 20


def test_a_link_leads_nowhere_inside(site: Site, store: Store, tmp_path: Path) -> None:
    """What the list of sources names may be on this machine; what a feed leads to may not."""
    with serving() as inside:
        inside.answers["/secret"] = report(1)
        other = inside.at.replace("127.0.0.1", "localhost")
        feed = site.feed("/1").replace(f"{site.at}/1".encode(), f"{other}/secret".encode())
        site.answers["/feed"] = feed
        [looked] = run(store, source(f"{site.at}/feed"), tmp_path)
        assert (looked.look.found, inside.asked) == (0, [])
    assert "no public address" in details(store)[0][1]


# --- servers that misbehave --------------------------------------------------------------------


def failing(site: Site, store: Store, tmp_path: Path, **more: float) -> str:
    """Why a feed could not be looked at; another source, which needs no time of a server, is read all the same."""
    (tmp_path / "drop").mkdir()
    (tmp_path / "drop" / "a.html").write_bytes(report(1))
    os.utime(tmp_path / "drop" / "a.html", (0, 0))
    listed = source(f"{site.at}/feed") + source("drop", "folder", name="Good Paper")
    looked = {one.look.source: one.look for one in run(store, listed, tmp_path, **more)}
    assert (looked["Good Paper"].outcome, looked["Good Paper"].found) == ("read", 1)
    assert looked["Northern Wire"].outcome == "failed"
    assert [code for code, _ in details(store)] == ["source-failed"]
    return looked["Northern Wire"].detail or ""


def test_silence(site: Site, store: Store, tmp_path: Path) -> None:
    over = threading.Event()
    site.answers["/feed"] = lambda _: over.wait(60)
    why = failing(site, store, tmp_path, silence_s=0.2)
    over.set()
    assert "no answer within 0.2 seconds" in why or "robots.txt cannot be read" in why, (
        "on a slow machine not even that"
    )


def drip(asking: Asking, head: bytes) -> None:
    """One byte after the other until nobody listens."""
    asking.wfile.write(head)
    never = threading.Event()
    try:
        while True:
            asking.wfile.write(b" ")
            asking.wfile.flush()
            never.wait(0.02)
    except OSError:
        asking.close_connection = True


@pytest.mark.parametrize("head", [b"", b"HTTP/1.1 200 OK\r\nX-Long: ", b"HTTP/1.1 200 OK\r\n\r\n"])
def test_a_byte_at_a_time(head: bytes, site: Site, store: Store, tmp_path: Path) -> None:
    """The time between two bytes never runs out; the time for all of them does, in the headers too."""
    site.answers["/feed"] = lambda asking: drip(asking, head)
    why = failing(site, store, tmp_path, total_s=0.4)
    assert any(word in why for word in ("within 0.4 seconds", "BadStatusLine", "robots.txt cannot be read"))


def test_a_stream_without_an_end(site: Site, store: Store, tmp_path: Path) -> None:
    """Stands for 10 GB: whatever its length, no more of it is read than what a page may have."""
    sent: list[int] = []

    def stream(asking: Asking) -> None:
        asking.send_response(200)
        asking.send_header("Content-Length", str(10 * 1024**3))
        asking.end_headers()
        some = b"<item>" + b"x" * 65_536
        try:
            while True:
                asking.wfile.write(some)
                sent.append(len(some))
        except OSError:
            asking.close_connection = True

    site.answers["/feed"] = stream
    assert "more than 16777216 bytes" in failing(site, store, tmp_path, total_s=30)
    assert site.times("/feed") == 1, "not tried again: it will be as long"
    assert sum(sent) < 64 * 1024**2


@pytest.mark.parametrize(
    "cut",
    [
        lambda asking: asking.give(b"<rss version='2.0'>", Content_Length="5000"),
        lambda asking: asking.wfile.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n500\r\n<rss>"),
        lambda asking: asking.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Le"),
        lambda asking: asking.give(gzip.compress(b"<rss/>" * 999)[:40], Content_Encoding="gzip"),
    ],
)
def test_what_is_cut_off_is_tried_again_and_not_taken_for_the_whole(
    cut: object, site: Site, store: Store, tmp_path: Path
) -> None:
    def feed(asking: Asking) -> None:
        assert callable(cut)
        cut(asking)
        asking.close_connection = True

    site.answers["/feed"] = feed
    assert failing(site, store, tmp_path)
    assert site.times("/feed") == 3


def test_half_an_article_is_no_document(site: Site, store: Store, tmp_path: Path) -> None:
    body = page("Gunmen attacked the post on hill 1. " * 40)
    site.answers |= {
        "/feed": site.feed("/1"),
        "/1": lambda asking: asking.give(body[:400], Content_Length=str(len(body))),
    }
    run(store, source(f"{site.at}/feed"), tmp_path)
    assert texts(store) == []
    site.answers["/1"] = body
    run(store, source(f"{site.at}/feed"), tmp_path)
    assert len(texts(store)) == 1


@pytest.mark.parametrize(
    ("location", "why"),
    [("/feed", "302"), ("file:///etc/passwd", ""), ("http://[", ""), ("gopher://x/", "")],
)
def test_redirects_that_lead_nowhere(location: str, why: str, site: Site, store: Store, tmp_path: Path) -> None:
    site.answers["/feed"] = lambda asking: asking.give(b"", 302, Location=location)
    assert why in failing(site, store, tmp_path)


def test_a_bomb_in_gzip(site: Site, store: Store, tmp_path: Path) -> None:
    bomb = gzip.compress(b"\0" * 200_000_000, 1)
    site.answers["/feed"] = lambda asking: asking.give(bomb, Content_Encoding="gzip")
    assert "zip bomb" in failing(site, store, tmp_path, total_s=30)


BOMB = b"""<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha">%s<!ENTITY x SYSTEM "file:///etc/passwd">]>
<rss version="2.0"><channel><item><title>&j;&x;</title><link>%s/1</link></item></channel></rss>"""


def test_entities_are_not_expanded(site: Site, store: Store, tmp_path: Path) -> None:
    """Ten entities of ten each: 10^10 words if anybody expanded them."""
    names = "abcdefghij"
    more = "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in pairwise(names)).encode()
    site.answers |= {"/feed": BOMB % (more, site.at.encode()), "/1": report(1)}
    [looked] = run(store, source(f"{site.at}/feed", text='"feed"'), tmp_path)
    assert looked.look.outcome in ("read", "empty", "failed")
    assert all("root:" not in text and len(text) < 10_000 for text in texts(store))


def test_a_sitemap_of_entities(site: Site, store: Store, tmp_path: Path) -> None:
    names = "abcdefghij"
    more = "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in pairwise(names))
    site.answers["/map.xml"] = (
        f'<?xml version="1.0"?><!DOCTYPE u [<!ENTITY a "{site.at}/1">{more}<!ENTITY x SYSTEM "file:///etc/passwd">]>'
        f"<urlset><url><loc>&j;</loc></url><url><loc>&x;</loc></url><url><loc>{site.at}/1</loc></url></urlset>"
    ).encode()
    site.answers["/1"] = report(1)
    [looked] = run(store, source(f"{site.at}/map.xml", "links"), tmp_path)
    assert looked.look.outcome in ("read", "empty", "failed")
    assert set(site.asked) <= {"/robots.txt", "/map.xml", "/1"}


@pytest.mark.parametrize(
    ("declared", "written"),
    [("utf-8", "cp1251"), ("iso-8859-1", "utf-8"), ("no-such-charset", "utf-8"), ("utf-16", "utf-8")],
)
def test_a_wrong_charset(declared: str, written: str, site: Site, store: Store, tmp_path: Path) -> None:
    item = f"<item><title>Обстріл</title><link>{site.at}/1</link></item>"
    feed = f"<?xml version='1.0'?><rss version='2.0'><channel>{item}</channel></rss>"
    site.answers |= {
        "/feed": lambda asking: asking.give(feed.encode(written), Content_Type=f"text/xml; charset={declared}"),
        "/1": report(1),
    }
    [looked] = run(store, source(f"{site.at}/feed"), tmp_path)
    assert looked.look.found == 1


@pytest.mark.parametrize("body", [b"<html><body>Down for maintenance</body></html>", b"\0\1\2" * 99, b"<rss", b"{}"])
def test_what_is_no_feed(body: bytes, site: Site, store: Store, tmp_path: Path) -> None:
    site.answers["/feed"] = body
    assert "no RSS or Atom" in failing(site, store, tmp_path)


def test_an_outage_is_told_once_and_its_end_is_seen(site: Site, store: Store, tmp_path: Path) -> None:
    hours = iter(range(100))

    def feed(asking: Asking) -> None:
        asking.give(site.feed("/1"), 500 if 2 <= next(hours) < 11 else 200)

    site.answers |= {"/feed": feed, "/1": report(1)}
    run(store, source(f"{site.at}/feed", every='"1h"'), tmp_path, time=Time(hours=8), once=False)
    outcomes = [look.outcome for look in store.looks()]
    assert outcomes[:6] == ["read", "empty", "failed", "failed", "failed", "empty"]
    assert [code for code, _ in details(store)] == ["source-failed"]
    assert store.watched()["Northern Wire"].failing_since is None
    covered = [one for one in store.coverage() if one.day == START.date() and one.source == "Northern Wire"]
    assert covered[0].failed == 3
    assert covered[0].looks == len(outcomes) - 3


def test_a_source_whose_library_breaks_is_told_and_others_go_on(
    site: Site, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from marsad.run import looking

    real = looking.entries

    def broken(body: bytes, **more: object) -> object:
        if b"poison" in body:
            raise RecursionError
        return real(body, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(looking, "entries", broken)
    site.answers["/feed"] = b"poison"
    assert "RecursionError" in failing(site, store, tmp_path)
