"""The pages: readable without a script, and harmless whatever a report says."""

import re
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest

from marsad.store import Store
from marsad.types import Actor, Document, Party
from tests.serve.asking import TOKEN, Asker, asker
from tests.serve.routes import DOCUMENT, EVENT
from tests.store import reports

PAGES = ("/", "/?kind=ASSAULT", f"/events/{EVENT}", f"/documents/{DOCUMENT}")
BROWSER = {"Accept": "text/html,application/xhtml+xml"}


class Page(HTMLParser):
    """Elements and text of a page; reading stops the test at markup that does not nest."""

    VOID = ("meta", "link", "input", "br")

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.open: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag == "option" and self.open[-1] != "option":
            return
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join("".join(self.words).split())

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.elements if name == tag]


def page(asked: Asker, path: str, status: int = 200) -> Page:
    answer = asked.get(path, headers=BROWSER)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "text/html; charset=utf-8")
    return Page(answer.text)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_asks_nothing_of_another_site_and_runs_nothing_inline(path: str, asked: Asker) -> None:
    shown = page(asked, path)
    for tag, attrs in shown.elements:
        assert not [name for name in attrs if name.startswith("on") or name == "style"], tag
        for name in ("src", "href", "action"):
            own = attrs.get(name) or "/"
            assert own.startswith("/") or (tag == "a" and own.startswith(("https://example.org/", "#"))), own
    assert shown.all("script") == [{"src": "/static/app.js", "defer": None}]
    assert not shown.all("style")


@pytest.mark.parametrize("name", ["app.css", "app.js", "icon.svg"])
def test_static_files_ask_nothing_of_another_site(name: str, asked: Asker) -> None:
    text = asked.get(f"/static/{name}").text
    assert text
    assert not re.findall(r"(?:https?:)?//[a-z]", re.sub(r'xmlns="[^"]+"', "", text))


def test_the_list_shows_each_event_and_leads_to_it(asked: Asker) -> None:
    shown = page(asked, "/")
    links = [attrs["href"] for attrs in shown.all("a") if attrs.get("class") == "event"]
    assert f"/events/{EVENT}" in links
    assert len(links) == 4
    for words in ("2020-05-02", "Taliban", "Imam Sahib, Kunduz, AFG", "planned", "(reported 2020-05-07)", "≥ 1"):
        assert words in shown.text


def test_the_form_keeps_what_was_asked(asked: Asker) -> None:
    shown = page(asked, "/?kind=PROTEST&text=march&since=2020-01-01&actor=")
    values = {attrs["name"]: attrs["value"] for attrs in shown.all("input")}
    assert (values["text"], values["since"], values["actor"]) == ("march", "2020-01-01", "")
    assert len([attrs for attrs in shown.all("option") if "selected" in attrs]) == 1
    assert "PROTEST" in shown.text


def test_pages_of_the_list_lead_to_each_other(asked: Asker) -> None:
    seen: list[str | None] = []
    path: str | None = "/?limit=3&since=2020-01-01"
    while path:
        shown = page(asked, path)
        seen += [attrs["href"] for attrs in shown.all("a") if attrs.get("class") == "event"]
        path = next((attrs["href"] for attrs in shown.all("a") if attrs.get("rel") == "next"), None)
    assert len(seen) == len(set(seen)) == 3


def test_nothing_found_is_told_apart_from_nothing_stored(asked: Asker, tmp_path: Path) -> None:
    assert "No event fits" in page(asked, "/?text=unheard").text
    Store(tmp_path / "empty.duckdb").close()
    assert "marsad add" in page(asker(tmp_path / "empty.duckdb"), "/").text


def test_an_event_shows_every_value_with_its_sentence_and_words_marked(asked: Asker) -> None:
    shown = page(asked, f"/events/{EVENT}")
    fields = [attrs["data-field"] for attrs in shown.all("div") if attrs.get("class") == "value"]
    assert fields == [
        "kind", "mode", "status", "attribution", "parties", "parties", "where", "when", "counts",
        "parties", "parties", "counts", "acled",
    ]  # fmt: skip
    for words in (
        "Taliban fighters attacked a police post in Imam Sahib on Saturday.",
        "1 event, 2 reports, 2 independent",
        "Claims that lost",
        "point, where_prec 1, geo_precision 1",
        "Battles / Armed clash",
        "Northern Wire",
    ):
        assert words in shown.text
    assert {"f-kind", "f-parties", "f-where", "f-when", "f-counts"} <= {attrs["class"] for attrs in shown.all("mark")}


def test_a_report_is_shown_whole_with_what_was_found(asked: Asker) -> None:
    shown = page(asked, f"/documents/{DOCUMENT}")
    for sentence in reports.kunduz_wire()[0].sentences:
        words = reports.kunduz_wire()[0].text[sentence.span.start : sentence.span.end]
        assert " ".join(words.split()) in shown.text
    assert [attrs["href"] for attrs in shown.all("a") if attrs.get("class") == "told"] == [f"/events/{EVENT}"]
    assert [attrs["href"] for attrs in shown.all("a") if attrs.get("rel")] == ["https://example.org/kunduz-1"]


# --- hostile reports ---------------------------------------------------------------------------

HOSTILE = "<script>alert(1)</script>'\"><img src=x onerror=alert(2)>{{ 7 * 7 }}</mark></p>"


@pytest.fixture
def hostile(tmp_path: Path) -> tuple[Asker, str, Document]:
    """A report that is markup in every place where words can stand."""
    document = reports.read(
        f"{HOSTILE} strikes\n\n{HOSTILE} attacked the post {HOSTILE} on Monday.",
        source=HOSTILE,
        published=date(2020, 5, 3),
        url="javascript:alert(3)",
    )
    party = Party(role="initiator", actor=Actor(id=None, name=HOSTILE), text=HOSTILE)
    mention = reports.tell(
        document,
        "attacked",
        parties=(("initiator", party.actor, HOSTILE),),
        where=(reports.place(None, HOSTILE, None, HOSTILE), "the post"),
        targets=(reports.coded(document, HOSTILE, "the post"),),
        campaign=reports.coded(document, HOSTILE, "on Monday"),
    )
    with Store(tmp_path / "hostile.duckdb") as store:
        store.add(document, reports.code(document, mention), at=reports.AT)
        store.replace_events((), [reports.fold(mention)], at=reports.AT)
    return asker(tmp_path / "hostile.duckdb"), mention.id, document


def test_words_of_a_report_are_never_markup(hostile: tuple[Asker, str, Document]) -> None:
    asked, event, document = hostile
    for path in ("/", f"/events/{event}", f"/documents/{document.id}"):
        shown = page(asked, path)
        assert len(shown.all("script")) == 1
        assert not shown.all("img")
        assert "alert(1)" in shown.text
        assert "{{ 7 * 7 }}" in shown.text
        assert not [attrs for tag, attrs in shown.elements if (attrs.get("href") or "").startswith("javascript")]


@pytest.mark.parametrize("name", ["text", "actor", "admin", "kind", "after", HOSTILE])
def test_words_of_an_address_are_never_markup(name: str, asked: Asker) -> None:
    answer = asked.get("/", params={name: HOSTILE}, headers=BROWSER)
    assert "<script>alert" not in answer.text
    assert "<img" not in answer.text
    assert not Page(answer.text).all("img")


# --- what goes wrong ---------------------------------------------------------------------------


def test_a_browser_is_told_in_a_page_what_to_do(asked: Asker, stranger: Asker, own_db: Path) -> None:
    assert "Take an id from" in page(asked, "/events/none", 404).text
    assert "Open the address that marsad serve printed" in page(stranger, "/", 401).text
    with Store(own_db):
        assert (
            "wait until" in page(asker(own_db), "/", 503).text.lower()
            or "close" in page(asker(own_db), "/", 503).text.lower()
        )


def test_the_token_stands_in_no_page(asked: Asker) -> None:
    assert not [path for path in PAGES if TOKEN in asked.get(path).text]
