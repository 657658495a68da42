"""The JSON routes: the records of the store, in pages, and one shape for what goes wrong."""

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from marsad.config import Config
from marsad.errors import ConfigError, ExportError, MissingResource, ReadError, StoreError
from marsad.record import canonical_json, document_from_record
from marsad.serve import create_app
from marsad.serve.access import of_launch
from marsad.serve.failures import failure_of
from marsad.store import Store
from marsad.types import Look, Problem, Source
from tests.serve.asking import Asker, asker
from tests.serve.routes import DOCUMENT, EVENT, ROUTES, Route
from tests.store import reports


def items(asked: Asker, path: str) -> list[dict[str, object]]:
    answer = asked.get(path)
    assert answer.status_code == 200, answer.text
    return list(answer.json()["items"])


@pytest.mark.parametrize("what", ["events", "mentions"])
def test_pages_hold_everything_once_and_in_order(what: str, asked: Asker, db: Path) -> None:
    with Store(db, read_only=True) as store:
        expected = [canonical_json(one) for one in getattr(store, what)()]
    seen, address = [], f"/api/v1/{what}?limit=2"
    while True:
        page = asked.get(address).json()
        seen += [canonical_json(one) for one in page["items"]]
        if page["next"] is None:
            break
        assert len(page["items"]) == 2
        address = f"/api/v1/{what}?limit=2&after={page['next']}"
    assert seen == expected


def test_every_list_can_look_back(asked: Asker) -> None:
    """All reports were added on the first of June 2020."""
    for what in ("events", "mentions", "problems"):
        assert items(asked, f"/api/v1/{what}?as-of=2020-05-31") == []
        assert items(asked, f"/api/v1/{what}?as-of=2020-06-01") == items(asked, f"/api/v1/{what}") != []
    assert asked.get("/api/v1/stats?as-of=2020-05-31").json()["documents"] == 0
    assert asked.get(f"/api/v1/events/{EVENT}?as-of=2020-05-31").status_code == 404
    assert asked.get("/api/v1/events?as-of=last+week").status_code == 400


FILTERS = {
    "kind=PROTEST": ["PROTEST"],
    "kind=PROTEST&kind=THREATEN": ["PROTEST", "THREATEN"],
    "actor=taliban": ["ASSAULT"],
    "actor=Taliban&kind=": ["ASSAULT"],
    "dyad=gov-rus&dyad=gov-tur": ["COOPERATE"],
    "admin=Cabo+Delgado": ["THREATEN"],
    "admin=Fiji": ["PROTEST"],
    "place=taveuni": ["PROTEST"],
    "place=taveuni&place=Imam+Sahib": ["ASSAULT", "PROTEST"],
    "where-prec=1&kind=ASSAULT": ["ASSAULT"],
    "deaths=1&deaths=5&kind=ASSAULT": ["ASSAULT"],
    "deaths=5&deaths=10": [],
    "review-state=corrected&review-state=reviewed": [],
    "since=2020-05-08": ["PROTEST"],
    "until=2020-05-02": ["ASSAULT"],
    "bbox=60,30,80,40": ["ASSAULT"],
    "near=37.2,68.9&km=30": ["ASSAULT"],
    'within={"type":"Polygon","coordinates":[[[60,30],[80,30],[80,40],[60,40],[60,30]]]}': ["ASSAULT"],
    "source=Daily+Paper": ["ASSAULT"],
    "status=planned": ["THREATEN"],
    "precision=1&kind=ASSAULT": ["ASSAULT"],
    "grade=fair": ["ASSAULT"],
    "min-deaths=2": ["ASSAULT"],
    "text=checkpoint": ["ASSAULT"],
    "review-state=corrected": [],
}


@pytest.mark.parametrize("query", FILTERS)
def test_filters_are_those_of_the_command_line(query: str, asked: Asker, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = {"gov-rus": reports.RUSSIA.id, "gov-tur": reports.TURKEY.id}
    for name, own in ids.items():
        query = query.replace(name, str(own))
    monkeypatch.setattr("marsad.asking._registry", lambda _: Known())
    assert sorted(str(one["kind"]) for one in items(asked, f"/api/v1/events?{query}")) == FILTERS[unnamed(query)]


def unnamed(query: str) -> str:
    return query.replace(str(reports.RUSSIA.id), "gov-rus").replace(str(reports.TURKEY.id), "gov-tur")


class Known:
    """A registry of the three actors of the reports."""

    def get(self, name: str) -> object | None:
        return name if name in {reports.TALIBAN.id, reports.RUSSIA.id, reports.TURKEY.id} else None

    def find(self, name: str) -> tuple[object, ...]:
        from types import SimpleNamespace

        return (SimpleNamespace(entry=SimpleNamespace(id="taliban")),) if name == "Taliban" else ()


@pytest.mark.parametrize(
    "query",
    [
        "actor=Nobody+At+All", "dyad=taliban", "bbox=1,2,3", "bbox=a,b,c,d", "near=1,x", "near=Nowherestan",
        "within={", "within=[1]", "since=yesterday", "limit=501", "kinds=ASSAULT", "min_deaths=3",
        "since=2021-01-01&until=2020-01-01",
    ],
)  # fmt: skip
def test_a_filter_that_means_nothing_is_refused(query: str, asked: Asker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("marsad.asking._registry", lambda _: Known())
    monkeypatch.setattr("marsad.places.open_gazetteer", lambda _: Nowhere())
    answer = asked.get(f"/api/v1/events?{query}")
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "bad-request"), answer.text


class Nowhere:
    def find(self, name: str) -> tuple[object, ...]:
        assert name
        return ()


def test_near_takes_the_name_of_a_place(asked: Asker, monkeypatch: pytest.MonkeyPatch) -> None:
    from types import SimpleNamespace

    found = (SimpleNamespace(lat=None, lon=None), SimpleNamespace(lat=37.2, lon=68.9))
    monkeypatch.setattr("marsad.places.open_gazetteer", lambda _: SimpleNamespace(find=lambda _name: found))
    assert [one["kind"] for one in items(asked, "/api/v1/events?near=Imam+Sahib")] == ["ASSAULT"]


@pytest.mark.parametrize("given", [EVENT, EVENT[:12]])
def test_an_event_by_its_id_or_the_beginning_of_it(given: str, asked: Asker) -> None:
    record = asked.get(f"/api/v1/events/{given}").json()
    assert (record["id"], record["record"]) == (EVENT, "event")
    assert record["quotes"]["kind"][0]["text"] == "attacked a"


def test_a_document_with_all_that_was_found_in_it(asked: Asker) -> None:
    record = asked.get(f"/api/v1/documents/{DOCUMENT}").json()
    assert [one["record"] for one in record.pop("found")] == ["mention", "assessment", "problem"]
    assert document_from_record(record) == reports.kunduz_wire()[0]


def test_problems_in_pages_and_by_code(own_db: Path) -> None:
    with Store(own_db) as store:
        told = [Problem(stage="read", code="empty", detail=f"{name}.txt") for name in "abc"]
        store.add_problems(told, at=reports.AT)
    asked = asker(own_db)
    first = asked.get("/api/v1/problems?limit=2&code=empty").json()
    rest = asked.get(f"/api/v1/problems?limit=2&code=empty&after={first['next']}").json()
    assert sorted(one["detail"] for one in first["items"] + rest["items"]) == ["a.txt", "b.txt", "c.txt"]
    assert rest["next"] is None
    assert len(items(asked, "/api/v1/problems")) == 4


def test_sources_tell_whose_they_are_and_how_looking_goes(own_db: Path) -> None:
    day = datetime(2020, 6, 5, 12, tzinfo=UTC)
    with Store(own_db) as store:
        store.set_sources([Source(name="Quiet Gazette", party="taliban", regions=("AFG",))], at=day)
        looks = [Look(source="Quiet Gazette", at=day, outcome="empty")]
        later = [day + timedelta(days=days) for days in (1, 2)]
        looks += [Look(source="Quiet Gazette", at=at, outcome="failed", detail="no answer") for at in later]
        store.add_looks(looks)
    told = {one["source"]: one for one in asker(own_db).get("/api/v1/sources").json()["items"]}
    gazette = told["Quiet Gazette"]
    assert (gazette["documents"], gazette["days"]) == (0, [["2020-06-05", 0, 1]]), "a look in vain is none"
    assert (gazette["about"]["party"], gazette["about"]["regions"]) == ("taliban", ["AFG"])
    assert (gazette["about"]["failing_since"], gazette["about"]["why"]) == ("2020-06-06T12:00:00Z", "no answer")
    unsourced = [one for one in items(asker(own_db), "/api/v1/events") if not one["sources"]]
    assert told[None]["events"] == len(unsourced) == 1
    assert next(one["about"]["looks"] for name, one in told.items() if name != "Quiet Gazette") == 0


def test_stats_in_numbers(asked: Asker) -> None:
    stats = asked.get("/api/v1/stats").json()
    assert (stats["documents"], stats["mentions"], stats["events"]) == (5, 5, 4)
    assert stats["first_day"] == "2020-05-02"
    assert stats["problems_by_reason"] == [["resolve", "date-vague", 1]]


def test_an_answer_is_canonical_json(asked: Asker) -> None:
    answer = asked.get("/api/v1/events")
    assert answer.headers["content-type"] == "application/json"
    assert answer.text == canonical_json(answer.json())


# --- what goes wrong ---------------------------------------------------------------------------


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.path)
def test_every_route_fails_in_the_one_shape(route: Route, asked: Asker) -> None:
    for answer in (
        asked.get(route.wrong),
        asked.request("DELETE", route.right),
        asked.get(route.right.partition("?")[0] + "/none/of/this.js"),
    ):
        error = answer.json()["error"]
        assert set(answer.json()) == {"error"}
        assert set(error) == {"code", "message", "next_step"}
        assert all(isinstance(value, str) and value for value in error.values())
    assert asked.get(route.wrong).status_code == route.status
    assert asked.request("DELETE", route.right).status_code == 405


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (ConfigError("m", next_step="s"), 400),
        (ReadError("m", next_step="s"), 400),
        (MissingResource("m", next_step="s"), 501),
        (StoreError("m", next_step="s", db="x"), 503),
        (StoreError("m", next_step="s", id="x"), 404),
        (ExportError("m", next_step="s"), 500),
    ],
)
def test_each_error_of_the_tree_has_its_status(error: ConfigError, status: int) -> None:
    failure = failure_of(error)
    assert (failure.status, failure.message, failure.next_step) == (status, "m", "s")


def test_a_store_that_is_written_to_says_so_and_when_to_come_again(own_db: Path) -> None:
    with Store(own_db):
        asked = asker(own_db)
        answer = asked.get("/api/v1/events")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert answer.json()["error"]["code"] == "store-not-available"
    assert asked.get("/api/v1/events").status_code == 200


def test_with_a_copy_for_readers_nobody_waits_for_writers(own_db: Path) -> None:
    """A file that came without the copy gets it when the server starts."""
    asked = asker(own_db)
    with Store(own_db):
        assert asked.get("/api/v1/events").status_code == 200


def test_a_store_that_is_not_there_says_so(tmp_path: Path) -> None:
    answer = asker(tmp_path / "none.duckdb").get("/api/v1/stats")
    assert answer.status_code == 503
    assert "marsad add" in answer.json()["error"]["next_step"]


def test_a_crash_names_no_more_than_its_kind(asked: Asker, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(_: Store) -> None:
        raise RuntimeError("secret words")

    monkeypatch.setattr(Store, "stats", crash)
    answer = asked.get("/api/v1/stats?as-of=2020-06-03")
    assert (answer.status_code, answer.json()["error"]["code"]) == (500, "crash")
    assert "secret" not in answer.text


def test_without_the_extra_the_next_step_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fastapi", None)
    with pytest.raises(MissingResource) as caught:
        create_app(Config(), access=of_launch("t"))
    assert caught.value.next_step == 'Install it with: pip install "marsad[serve]".'


def test_cards_come_in_pages_of_what_fits(asked: Asker) -> None:
    every = items(asked, "/api/v1/events?sort=-first")
    first = asked.get("/api/v1/events/cards?sort=-first&limit=1").json()
    assert [one["id"] for one in first["items"]] == [every[0]["id"]]
    rest = asked.get(f"/api/v1/events/cards?sort=-first&after={first['next']}").json()
    assert [one["id"] for one in rest["items"]] == [one["id"] for one in every[1:]]
    assert rest["next"] is None
    assert [one["kind"] for one in items(asked, "/api/v1/events/cards?kind=PROTEST")] == ["PROTEST"]


def test_of_too_many_events_only_the_number_is_told(asked: Asker) -> None:
    count = asked.get("/api/v1/events/columns").json()["count"]
    few = asked.get(f"/api/v1/events/columns?most={count}").json()
    assert len(few["columns"]["id"]) == count
    many = asked.get(f"/api/v1/events/columns?most={count - 1}").json()
    assert (many["count"], many["columns"]) == (count, {})


def test_facets_sum_up_reports_and_deaths(asked: Asker) -> None:
    every = items(asked, "/api/v1/events")
    told = asked.get("/api/v1/facets?facet=kind").json()
    assert told["reports"] == sum(len(one["documents"]) for one in every)
    told_of = (one["counts"].get("killed") or {} for one in every)
    killed = [one.get("best") or one.get("low") or 0 for one in told_of]
    assert (told["killed"], told["killing"]) == (sum(killed), sum(number > 0 for number in killed))


def test_steps_that_fit_cover_all_with_few(asked: Asker) -> None:
    assert asked.get("/api/v1/events/days?step=fit&most=5000").json()["step"] == "day"
    assert asked.get("/api/v1/events/days?step=fit&most=1").json()["step"] in ("week", "month", "year")
