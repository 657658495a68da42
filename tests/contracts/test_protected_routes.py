"""Every route of the server: no private name, no point finer than allowed, nothing before its delay.

The application lists its routes itself, so that a new one is tried the day it comes.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from marsad.export import EXPORTERS
from marsad.protect import LevelName
from marsad.serve.access import Holder, digest, of_launch
from marsad.store import Store
from tests.leaving.attacked import fill, secrets_in
from tests.serve.asking import TOKEN, Asker, asker

pytestmark = pytest.mark.slow

BELOW: tuple[LevelName, ...] = ("public", "partners")


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """As of today: the delays of the server run by the clock."""
    return fill(tmp_path_factory.mktemp("told") / "marsad.duckdb", datetime.now(tz=UTC).date())


# --- routes ------------------------------------------------------------------------------------

#: Routes that end only when the reader goes; what they tell is tried in tests/serve.
_ENDLESS = ("/api/v1/changes",)
#: Routes that name every kind there is.
_VOCABULARY = ("/api/v1/openapi.json", "/api/v1/me")


class _Leaf:
    routes = ()


def routes(app: Any, *methods: str) -> Iterator[Any]:
    """Every route that answers to one of these methods (GET), those of routers in routers too."""
    for route in app.routes:
        if {*(methods or ("GET",))} & {*(getattr(route, "methods", None) or ())}:
            yield route
        else:
            yield from routes(getattr(route, "original_router", None) or _Leaf, *methods)


def addresses(app: Any, asked: Asker, db: Path) -> list[str]:
    """One address or more for each route, with everything it asks for filled in."""
    with Store(db, read_only=True) as store:
        events = list(store.events())
        values = {
            "event": [one["id"] for one in events] + [mention for one in events for mention in one["mentions"]],
            "document": [document for one in events for document in one["documents"]],
            "actor": ["taliban"],
            "form": list(EXPORTERS),
            "name": ["Amal"],
        }
    described = asked.get("/api/v1/openapi.json").json()["paths"]
    found = []
    for route in routes(app):
        if route.path in _ENDLESS:
            continue
        query = "&".join(_needed(described.get(route.path, {}).get("get", {}), values))
        found += [f"{path}?{query}" for path in _filled(route.path, values)]
    return sorted(set(found))


def _filled(path: str, values: dict[str, list[str]]) -> list[str]:
    slots = re.findall(r"\{(\w+)(?::\w+)?\}", path)
    paths = [path]
    for slot in slots:
        known = values.get(slot, values["event"])  # a slot nobody told of: an id is the likeliest secret
        paths = [re.sub(rf"\{{{slot}(?::\w+)?\}}", value, one) for one in paths for value in known]
    return paths


def _needed(described: dict[str, Any], values: dict[str, list[str]]) -> Iterator[str]:
    for parameter in described.get("parameters", ()):
        if parameter.get("required") and parameter["in"] == "query":
            yield f"{parameter['name']}={values.get(parameter['name'], values['event'])[0]}"


def test_no_route_tells_what_may_not_leave(db: Path) -> None:
    asked = asker(db)
    app = asked._transport.app
    answered: dict[str, int] = {}
    for address in addresses(app, asked, db):
        for level in BELOW:
            answer = asked.get(f"{address}&level={level}")
            assert answer.status_code != 500, address
            said = answer.text + str([value for name, value in answer.headers.items() if name != "date"])
            path = address.partition("?")[0]
            said = said.replace(path.rpartition("/")[2], "")  # an id that was asked for
            if path in _VOCABULARY:
                said = said.replace("RETREAT", "")
            assert secrets_in(said) == [], address
            answered[path] = answer.status_code
    told = [path for path, status in answered.items() if status == 200]
    assert len(told) > 20, "most routes answer"
    assert any("Taloqan" in asked.get(f"{path}?level=public").text for path in told)


@pytest.mark.parametrize(
    "query",
    [
        "text=Fulani", "place=Imam+Sahib", "place=gn:990001", "bbox=68.9,37.1,69.0,37.2", "near=37.18897,68.93644&km=1",
        "source=Vorfeld", "source=Kolonne", "kind=RETREAT",
    ],
)  # fmt: skip
def test_no_question_to_the_server_finds_what_may_not_leave(db: Path, query: str) -> None:
    """Lists, columns, counts and facets of what is hidden are empty, whatever names it."""
    asked = asker(db)
    for path in ("/api/v1/events", "/api/v1/events/columns", "/api/v1/facets", "/api/v1/mentions"):
        with_it, nothing = (
            asked.get(f"{path}?level=public&{question}") for question in (query, "text=nobodyeversaidthis")
        )
        if path != "/api/v1/mentions":
            assert with_it.status_code == 200, path
        if with_it.status_code == 200 and not query.startswith(("source", "kind")):
            assert _told(with_it.json()) == _told(nothing.json()), path
        assert secrets_in(with_it.text.replace("RETREAT", "")) == []


def _told(answer: dict[str, Any]) -> dict[str, Any]:
    """An answer without what only repeats the question or names the state of the data."""
    return {name: value for name, value in answer.items() if name not in ("stamp", "asked", "facets")}


# --- routes that take something ----------------------------------------------------------------

_READER = "a-token-of-a-reader-1234"
_TEXT = {"text": "Gunmen attacked a hospital in Imam Sahib and killed Fulan al-Fulani."}
#: Something right to send to each of them. A new route fails here until it says what it takes.
_SENT: dict[str, Any] = {
    "/api/v1/code": _TEXT,
    "/api/v1/documents": _TEXT,
    "/api/v1/raws": {"items": [{"stage": "read", "code": "bad-line", "detail": "line 3"}]},
    "/api/v1/looks": {"sources": [{"name": "Kunduz Wire", "party": "taliban"}]},
    "/api/v1/import": "event_id_cnty,event_date\nAFG1,3 May 2020",
    "/api/v1/places": {"name": "Imam Sahib", "country": "AFG", "lat": 37.2, "lon": 68.9},
    "/api/v1/actors": {"alias": "Talibs", "actor": "taliban"},
    "/api/v1/examples": {},
    "/api/v1/acts": {"verb": "accept"},
    "/api/v1/documents/{document}/events": {"kind": "ASSAULT", "start": 0, "end": 4},
    "/api/v1/template": "no workbook",
}
_TAKING = ("POST", "PUT", "PATCH", "DELETE")


def test_no_route_that_takes_something_tells_what_may_not_leave_or_changes_it(db: Path) -> None:
    """Nobody below internal sends anything: not the public, not a reader, not an editor who looks as they do."""
    access = of_launch(TOKEN)
    tokens = {**access.tokens, digest(_READER): Holder(name="Rana", role="reader")}
    asked = asker(db, token=None, access=replace(access, tokens=tokens, is_public=True))
    taking = {(method, one.path) for one in routes(asked.app, *_TAKING) for method in one.methods & {*_TAKING}}
    assert {path for _, path in taking} == _SENT.keys()
    editor = {"Authorization": f"Bearer {TOKEN}"}
    below: tuple[dict[str, str], ...] = (
        {},
        {"Authorization": f"Bearer {_READER}"},
        *({**editor, "Marsad-Level": level} for level in BELOW),
    )
    with Store(db, read_only=True) as store:
        events, before = list(store.events()), store.pulse()
    for method, path in sorted(taking):
        sent = _SENT[path]
        for event in events if "{" in path or path.endswith("acts") else events[:1]:
            address = path.replace("{document}", event["documents"][0])
            body = {**sent, "event": event["id"]} if path.endswith("acts") else sent
            for headers in below:
                more = {"content": body} if isinstance(body, str) else {"json": body}
                answer = asked.request(method, address, headers=headers, **more)
                assert answer.status_code == 403, (address, headers, answer.text)
                assert secrets_in(answer.text.replace(address, "")) == []
    with Store(db, read_only=True) as store:
        assert store.pulse() == before
