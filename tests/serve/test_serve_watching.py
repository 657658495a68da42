"""What other programs of this user found, kept by the server; and a watch that notices who writes."""

import json
from base64 import b64encode
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from marsad.config import Config
from marsad.errors import StoreError
from marsad.pipeline import Added, read_sources
from marsad.serve import adding
from marsad.serve.keeping import Keeping
from marsad.serve.presence import Presence, _item
from marsad.store import Store
from marsad.types import Look, Problem, RawDocument, Seen, Source
from tests.run.coders import coded
from tests.run.watching import add as stored
from tests.serve.asking import Asker, asker

pytestmark = pytest.mark.slow  # databases over their whole life, a server

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
RAW = RawDocument(
    source="Northern Wire",
    url="https://wire.example/hill",
    body="<html><body><p>Gunmen attacked the post on hill 3. Škoda cars burned there.</p></body></html>".encode(),
    media_type="text/html; charset=utf-8",
    fetched_at=AT,
    headers=(("last-modified", "Sat, 28 Feb 2026 10:00:00 GMT"),),
)
BROKEN = Problem(stage="read", code="bad-line", detail="line 3 is no JSON", source="Northern Wire")
LOOK = Look(source="Northern Wire", at=AT, outcome="read", found=1)
SEEN = Seen(source="Northern Wire", url="https://wire.example/feed", at=AT, etag='"a"')


def nothing(*_: object) -> Any:
    raise AssertionError("a server is at work: nobody else writes")


@pytest.fixture
def desk(own_db: Path, monkeypatch: pytest.MonkeyPatch) -> Asker:
    """An editor's program before a server whose coder is no model."""
    monkeypatch.setattr(adding.Adding, "coder", lambda _: None)
    monkeypatch.setattr(adding, "add", lambda raws, store, *_, **__: stored(raws, store))
    return asker(own_db)


def test_documents_are_kept_as_they_were_read(desk: Asker, own_db: Path) -> None:
    """Headers, bytes and address decide on day and id: they are those of a program that writes by itself."""
    given = json.loads(json.dumps({"items": [_item(RAW), _item(BROKEN)]}, default=str))
    told = desk.post("/api/v1/raws", json=given)
    assert told.status_code == 201, told.text
    first, second = told.json()["items"]
    ((document, _), *_rest) = read_sources([RAW], config=Config(), now=AT)
    assert document is not None
    assert (first["document"], first["is_new"], first["mentions"]) == (document.id, True, len(coded(document).mentions))
    assert (second["document"], second["problem"]) == (None, "bad-line: line 3 is no JSON")
    with Store(own_db, read_only=True) as store:
        assert store.document(document.id) == document
        assert BROKEN in [
            Problem(**{name: one[name] for name in ("stage", "code", "detail", "source")}) for one in store.problems()
        ]


def test_looks_are_kept_and_sources_are_told_of(desk: Asker, own_db: Path) -> None:
    given = {
        "looks": [{"source": "Northern Wire", "at": AT.isoformat(), "outcome": "read", "found": 1}],
        "seen": [{"source": "Northern Wire", "url": SEEN.url, "at": AT.isoformat(), "etag": SEEN.etag}],
        "problems": [{"stage": "watch", "code": "source-silent", "detail": "nothing new", "source": "Northern Wire"}],
        "sources": [{"name": "Daily Paper", "party": "taliban"}],
    }
    told = desk.post("/api/v1/looks", json=given)
    assert (told.status_code, told.json()) == (201, {"changed": ["Daily Paper"]})
    with Store(own_db, read_only=True) as store:
        assert LOOK in store.looks("Northern Wire")
        assert store.seen("Northern Wire", [SEEN.url]) == {SEEN.url: SEEN}
        assert store.sources()["Daily Paper"].party == "taliban"
        assert "source-silent" in {one["code"] for one in store.problems()}
        rested = [one for one in store.events() if "Daily Paper" in one["sources"]]
        assert rested
        assert store.due() == [], "events that rest on it are folded again"
    assert desk.post("/api/v1/looks", json=given).json() == {"changed": []}


@pytest.mark.parametrize(
    ("route", "given"),
    [
        ("raws", {"items": [{"media_type": "text/plain"}]}),
        ("raws", {"items": [{"body": "no base 64!", "media_type": "text/plain"}]}),
        ("raws", {"items": [{"body": b64encode(b"a").decode(), "media_type": "text/plain", "path": "/etc/passwd"}]}),
        ("looks", {"looks": [{"source": "W", "at": "2026-03-01T12:00:00", "outcome": "read"}]}),
        ("looks", {"looks": [{"source": "W", "at": AT.isoformat(), "outcome": "bored"}]}),
    ],
)
def test_what_means_nothing_is_refused(asked: Asker, route: str, given: dict[str, Any]) -> None:
    answer = asked.post(f"/api/v1/{route}", json=given)
    assert answer.status_code == 400
    assert answer.json()["error"]["next_step"]


@pytest.mark.usefixtures("presence")
def test_while_a_server_is_at_work_it_writes(own_db: Path) -> None:
    server = Keeping(str(own_db), nothing, nothing)
    assert server.set_sources([Source(name="Northern Wire", group="North")], at=AT) == ["Northern Wire"]
    server.add_looks([LOOK], [SEEN])
    server.add_problems([BROKEN], at=AT)
    assert server.seen("Northern Wire", [SEEN.url]) == {SEEN.url: SEEN}
    assert server.watched()["Northern Wire"].looks == 1
    assert [one.source for one in Keeping.add([BROKEN], server)] == ["Northern Wire"]
    server.rest()
    server.close()
    with Store(own_db, read_only=True) as store:
        assert store.sources()["Northern Wire"].group == "North"
        assert LOOK in store.looks()


def test_a_server_that_ends_in_the_middle_is_noticed(own_db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was sent to it is done by the watch itself; where it is there and refuses, that is said."""
    there = [Presence(address="http://127.0.0.1:9/", token="x"), None, None]
    monkeypatch.setattr("marsad.serve.keeping.server_of", lambda _: there.pop(0))

    def by_itself(raws: Iterable[RawDocument | Problem], store: Store) -> Iterator[Added]:
        return stored(raws, store)

    keeping = Keeping(str(own_db), lambda: Store(own_db), by_itself)
    assert [one.is_new for one in Keeping.add([RAW], keeping)] == [True]
    keeping.add_looks([LOOK], [SEEN])
    keeping.close()
    with Store(own_db, read_only=True) as store:
        assert LOOK in store.looks()
    there += [Presence(address="http://127.0.0.1:9/", token="x")] * 2
    with pytest.raises(StoreError, match="does not answer"):
        keeping.add_looks([LOOK], [])
