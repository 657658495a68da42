"""The contract of protection over every route: below internal no name, text, exact point or held event is told."""

import json
from pathlib import Path

import pytest

from tests.serve.asking import Asker, asker
from tests.serve.routes import API, Route
from tests.store import reports

pytestmark = pytest.mark.slow  # a server over a database of its own

#: What the stored rows tell and the protected ones do not: a person, words of texts, the village, what is only planned.
SECRET = (reports.PERSON, "Fulan", "insurgents raided a checkpoint", "Macomia", "35.87")


@pytest.fixture(scope="module")
def public(db: Path) -> Asker:
    return asker(db)


def below(address: str) -> str:
    return f"{address}{'&' if '?' in address else '?'}level=public"


@pytest.mark.parametrize("route", [route for route in API if route.is_open], ids=lambda route: route.path)
def test_no_route_tells_what_is_protected(route: Route, public: Asker) -> None:
    answer = public.get(below(route.right))
    assert answer.status_code == 200
    assert not [secret for secret in SECRET if secret in answer.text]


def test_the_stored_rows_do_tell_it(public: Asker) -> None:
    told = public.get("/api/v1/events").text + public.get("/api/v1/mentions").text
    assert [secret for secret in SECRET if secret in told] == [reports.PERSON, "Fulan", "Macomia", "35.87"]


@pytest.mark.parametrize(
    "query",
    ["admin=Cabo+Delgado", "place=Macomia", "bbox=40,-13,41,-12", "near=-12.24,40.13&km=5", "text=Macomia",
     "text=Fulan", "status=planned", "kind=THREATEN", "country=MOZ", "admin1=MOZ/Cabo+Delgado"],
)  # fmt: skip
def test_no_filter_finds_what_is_held(query: str, public: Asker) -> None:
    """The plan is held back from the public: no list, count, facet, bin, series or file knows of it."""
    assert public.get(below(f"/api/v1/events?{query}")).json()["items"] == []
    assert public.get(below(f"/api/v1/facets?{query}")).json()["count"] == 0
    assert public.get(below(f"/api/v1/events/columns?{query}")).json()["count"] == 0
    assert public.get(below(f"/api/v1/events/bins?zoom=5&{query}")).json()["count"] == 0
    assert public.get(below(f"/api/v1/events/days?{query}")).json()["items"] == []
    assert public.get(below(f"/api/v1/series?{query}")).json()["items"][0:1] in ([], [_nothing(public, query)])
    assert public.get(below(f"/api/v1/actors?{query}")).json()["items"] == []


def _nothing(public: Asker, query: str) -> object:
    line = public.get(below(f"/api/v1/series?{query}")).json()["items"][0]
    assert line["total"] == 0
    return line


def test_a_name_of_a_text_finds_nothing(public: Asker) -> None:
    found = public.get(below("/api/v1/search?q=Fulan")).json()
    assert found == {"places": [], "actors": [], "text": {"events": 0}}
    assert public.get("/api/v1/search?q=Fulan").json()["text"]["events"] == 1


def test_a_shrinking_box_leads_to_no_exact_point(public: Asker) -> None:
    """An-Nayrab is a village in Idlib with a patrol in it: the public knows the province."""
    assert len(public.get("/api/v1/events?bbox=36.6,35.8,36.7,35.9").json()["items"]) == 1
    assert public.get(below("/api/v1/events?bbox=36.6,35.8,36.7,35.9")).json()["items"] == []


def test_ids_and_cursors_of_what_is_held_lead_nowhere(public: Asker) -> None:
    told = {one["id"] for one in public.get(below("/api/v1/events")).json()["items"]}
    held = [one["id"] for one in public.get("/api/v1/events").json()["items"] if one["id"] not in told]
    assert held
    for event in held:
        none = public.get(below("/api/v1/events/none"))
        for address in (f"/api/v1/events/{event}", f"/api/v1/events/{event[:12]}", f"/api/v1/events?after={event}"):
            answer = public.get(below(address))
            assert answer.status_code == none.status_code == 404
        assert public.get(below(f"/api/v1/events/cards?id={event}")).json()["items"] == []


def test_the_tag_of_an_answer_tells_nothing_of_what_is_held(own_db: Path) -> None:
    """Somebody comments on the plan: internal answers change, public ones do not."""
    desk = asker(own_db)
    held = next(one["id"] for one in desk.get("/api/v1/events").json()["items"] if one["status"] == "planned")
    addresses = ("/api/v1/events", "/api/v1/facets", "/api/v1/events/columns")
    before = {address: desk.get(below(address)).headers["etag"] for address in addresses}
    stamps = [desk.get("/api/v1/me").json()["stamp"], desk.get(below("/api/v1/me")).json()["stamp"]]
    act = {"verb": "correct", "event": held, "field": "counts.killed", "value": 3}
    assert desk.post("/api/v1/acts", json=act).status_code == 200
    assert {address: desk.get(below(address)).headers["etag"] for address in addresses} == before
    after = [desk.get("/api/v1/me").json()["stamp"], desk.get(below("/api/v1/me")).json()["stamp"]]
    assert (after[0] != stamps[0], after[1]) == (True, stamps[1])


def test_a_file_for_others_holds_no_more(public: Asker) -> None:
    told = public.get(below("/api/v1/export/jsonl")).text
    assert not [secret for secret in SECRET if secret in told]
    assert len(told.splitlines()) == len(public.get(below("/api/v1/events")).json()["items"])
    assert json.loads(told.splitlines()[0])["record"] == "event"
