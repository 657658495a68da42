"""Acts through the server, texts and files that are added, names that are settled, and files that leave."""

import hashlib
import io
import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import httpx
import openpyxl
import pytest

from marsad.config import Config
from marsad.export import EXPORTERS
from marsad.serve import adding, create_app, on_adding, on_review, views
from marsad.serve.access import of_launch
from marsad.store import Store
from tests.serve.asking import TOKEN, Asker, asker, asking, web_app
from tests.serve.routes import DOCUMENT, EVENT
from tests.store.test_store_unresolved import add as lose_name

pytestmark = pytest.mark.slow  # databases over their whole life


@pytest.fixture
def desk(own_db: Path) -> Asker:
    """An editor's program before a store of its own."""
    return asker(own_db)


def act(desk: Asker, verb: str, **more: Any) -> httpx.Response:
    return desk.post("/api/v1/acts", json={"verb": verb, **more})


def test_acts_are_done_told_and_taken_back(desk: Asker) -> None:
    done = act(desk, "correct", event=EVENT, field="counts.killed", value=9, reason="the hospital's list")
    assert done.status_code == 200, done.text
    assert done.json()["act"]["by"] == "editor"
    (event,) = [one for one in done.json()["events"] if one["id"] == EVENT]
    assert event["counts"]["killed"]["best"] == 9
    told = desk.get(f"/api/v1/events/{EVENT}").json()
    assert [one["verb"] for one in told["history"]] == ["corrected"]
    assert act(desk, "undo").status_code == 200
    after = desk.get(f"/api/v1/events/{EVENT}").json()
    assert after["counts"]["killed"]["best"] != 9
    assert [(one["verb"], one["is_undone"]) for one in after["history"]] == [("corrected", True), ("undone", False)]
    assert [one["verb"] for one in desk.get("/api/v1/acts").json()["items"]] == ["undone", "corrected"]


def test_an_act_that_is_done_is_told_so_while_others_prepare_the_events(
    desk: Asker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else whoever acts is told to ask again, and acts twice."""
    served = desk.app.state.served.views
    served.refresh()
    monkeypatch.setattr(views, "_PATIENCE_S", 0.01)
    with served._lock:
        done = act(desk, "comment", event=EVENT, reason="seen on site")
    assert done.status_code == 200, done.text
    assert [one["id"] for one in desk.get("/api/v1/acts").json()["items"]] == [done.json()["act"]["id"]]
    assert [one["verb"] for one in desk.get(f"/api/v1/events/{EVENT}").json()["history"]] == ["commented"]


def test_an_event_that_was_missed_is_coded_by_hand(desk: Asker) -> None:
    text = desk.get(f"/api/v1/documents/{DOCUMENT}").json()["text"]
    start = text.index("police")
    given = {"kind": "COERCE", "start": start, "end": start + 6, "fields": {"when": "2020-05-30", "counts.detained": 2}}
    done = desk.post(f"/api/v1/documents/{DOCUMENT}/events", json=given)
    assert done.status_code == 201, done.text
    (event,) = done.json()["events"]
    assert (event["kind"], event["counts"]["detained"]["best"], event["when"]["first"]) == ("COERCE", 2, "2020-05-30")
    assert desk.get(f"/api/v1/events/{event['id']}").json()["history"][0]["verb"] == "coded"
    for wrong in ({"kind": "NAP"}, {"end": start}, {"end": 10**6}, {"fields": {"nothing": 1}}):
        assert desk.post(f"/api/v1/documents/{DOCUMENT}/events", json={**given, **wrong}).status_code == 400
    assert desk.post("/api/v1/documents/none/events", json=given).status_code == 404
    assert act(desk, "undo").status_code == 200
    assert desk.get(f"/api/v1/events/{event['id']}").status_code == 404


def test_an_event_is_given_to_somebody(desk: Asker) -> None:
    assert act(desk, "assign", event=EVENT, to="editor").status_code == 200
    assert act(desk, "flag", event=EVENT, reason="a second look").status_code == 200
    assert desk.get(f"/api/v1/events/{EVENT}").json()["assigned_to"] == "editor"
    queue = desk.get("/api/v1/queue?mine=true").json()
    assert queue["items"][0]["need"] == "flagged"
    assert queue["counts"]["flagged"] == 1
    assert desk.get("/api/v1/queue?need=flagged&kind=PROTEST").json()["items"] == []


def test_what_is_withdrawn_is_gone_and_what_is_held_stays_inside(desk: Asker) -> None:
    other = next(one["id"] for one in desk.get("/api/v1/events?level=public").json()["items"] if one["id"] != EVENT)
    assert act(desk, "hold", event=other, reason="until the family knows").status_code == 200
    assert other not in [one["id"] for one in desk.get("/api/v1/events?level=public").json()["items"]]
    assert desk.get(f"/api/v1/events/{other}?level=public").status_code == 404
    assert desk.get(f"/api/v1/events/{other}").status_code == 200
    assert act(desk, "withdraw", event=EVENT, reason="wrong", reason_class="error").status_code == 200
    assert desk.get(f"/api/v1/events/{EVENT}").status_code == 404


def test_coders_work_blind(desk: Asker) -> None:
    for coder in ("A", "B"):
        assert act(desk, "accept", event=EVENT, coder=coder).status_code == 200
    assert act(desk, "correct", event=EVENT, field="counts.killed", value=7, coder="B").status_code == 200
    assert desk.get(f"/api/v1/events/{EVENT}").json()["review_state"] == "machine"
    assert [one["name"] for one in desk.get("/api/v1/coders").json()["items"]] == ["A", "B"]
    assert EVENT not in desk.get("/api/v1/coders/A/open").json()["items"]
    assert desk.get(f"/api/v1/coders/B/events/{EVENT}").json()["counts"]["killed"]["best"] == 7
    agreed = desk.get("/api/v1/agreement?coder=A&coder=B").json()
    assert agreed["events"] == 1
    assert "killed" in {one["field"] for one in agreed["disagreements"]}


@pytest.mark.parametrize(
    "given",
    [
        {"verb": "accept"}, {"verb": "correct", "event": EVENT}, {"verb": "merge", "events": [EVENT]},
        {"verb": "split", "event": EVENT, "mentions": ["none"]}, {"verb": "dance", "event": EVENT},
        {"verb": "accept", "event": EVENT, "more": 1}, {"verb": "correct", "event": EVENT, "field": "soul", "value": 1},
        {"verb": "undo"}, {"verb": "same", "left": EVENT},
    ],
)  # fmt: skip
def test_what_no_act_can_mean_is_refused(given: dict[str, Any], asked: Asker) -> None:
    answer = asked.post("/api/v1/acts", json=given)
    assert answer.status_code in (400, 404, 503)
    assert answer.json()["error"]["next_step"]


def test_values_may_be_given_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("marsad.asking.places", lambda name, _: [{"name": name}])
    monkeypatch.setattr("marsad.asking.party", lambda name, _: {"name": name, "actor": "m23"})
    config = Config()
    assert on_review.valued("where", {"place": "Goma, COD"}, config) == {"name": "Goma, COD"}
    assert on_review.valued("when", "2024-03-04..2024-03-06", config)["last"] == "2024-03-06"
    assert on_review.valued("parties.initiator", ["M23"], config) == [{"name": "M23", "actor": "m23"}]
    assert on_review.valued("counts.killed", 4, config) == 4


# --- adding --------------------------------------------------------------------------------------


def test_a_file_is_told_by_its_name_and_never_leaves_its_folder() -> None:
    given = on_adding.FileQuery(name="report.html", source="Wire").given()
    page = b"<html><body><p>Gunmen attacked a village.</p></body></html>"
    (raw,) = adding.uploaded(page, "../../etc/report.html", given, Config())
    assert (raw.media_type, raw.source) == ("text/html", "Wire")  # type: ignore[union-attr]


def test_addresses_in_a_file_are_asked_only_where_they_are_public() -> None:
    given = on_adding.FileQuery(name="list.urls").given()
    (problem,) = adding.uploaded(b"http://127.0.0.1:9/secret\n", "list.urls", given, Config())
    assert problem.code == "fetch-failed"  # type: ignore[union-attr]
    assert "no public address" in problem.detail  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "body", ["{}", '{"text": ""}', '{"url": "file:///etc/passwd"}', "[1]", "not json", '{"text": 1}']
)
def test_a_body_that_is_neither_text_nor_address_is_refused(body: str, asked: Asker) -> None:
    answer = asked.post("/api/v1/documents", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 400, answer.text


def test_a_name_that_is_settled_no_longer_waits(own_db: Path, tmp_path: Path) -> None:
    with Store(own_db) as store:
        lose_name(store, "A raid\n\nArmed men raided Tell Nowhere at dawn.", "Tell Nowhere")
        lose_name(store, "A fire\n\nA depot burnt in Lower Utopia.", "Lower Utopia")
        lose_name(store, "A group\n\nThe Seven Falcons claimed it.", "Seven Falcons", "actor-not-found")
    config = Config(db=str(own_db), data_dir=tmp_path / "data")
    desk = asking(create_app(config, access=of_launch(TOKEN), web=web_app()))

    def waiting(code: str, **more: int) -> list[str]:
        found = desk.get("/api/v1/problems/names", params={"code": code, **more})
        return [one["name"] for one in found.json()["items"]]

    assert waiting("place-not-found") == ["Lower Utopia", "Tell Nowhere"]
    assert desk.get("/api/v1/places?q=Lower+Utopia").json()["items"] == []
    place = {"name": "Lower Utopia", "country": "COD", "lat": -1.6, "lon": 28.9}
    assert desk.post("/api/v1/places", json=place).status_code == 201
    assert waiting("place-not-found") == ["Tell Nowhere"] == waiting("place-not-found", limit=1)
    assert desk.get("/api/v1/places?q=Lower+Utopia").json()["items"][0]["country"] == "COD"
    assert waiting("actor-not-found") == ["Seven Falcons"]
    assert desk.post("/api/v1/actors", json={"name": "Seven Falcons", "country": "COD"}).status_code == 201
    assert waiting("actor-not-found") == []


def test_a_name_is_settled_for_all_to_come(own_db: Path, tmp_path: Path) -> None:
    config = Config(db=str(own_db), data_dir=tmp_path / "data")
    desk = asking(create_app(config, access=of_launch(TOKEN), web=web_app()))
    new = desk.post("/api/v1/actors", json={"name": "Front of the Upper Valley", "country": "COD", "aliases": ["FUV"]})
    assert (new.status_code, new.json()["id"]) == (201, "front-of-the-upper-valley-cod"), new.text
    found = desk.get("/api/v1/actors/named?q=FUV").json()["items"]
    assert [one["actor"] for one in found] == ["front-of-the-upper-valley-cod"]
    assert desk.post("/api/v1/actors", json={"alias": "Talibs of the Valley", "actor": "taliban"}).status_code == 201
    assert desk.post("/api/v1/actors", json={"alias": "X Front", "actor": "nobody"}).status_code == 400
    assert desk.post("/api/v1/actors", json={}).status_code == 400
    place = {"name": "Kabati-Sud", "country": "COD", "lat": -1.6, "lon": 28.9}
    assert desk.post("/api/v1/places", json=place).status_code == 201
    assert desk.post("/api/v1/places", json={**place, "lat": 99}).status_code == 400


# --- leaving -------------------------------------------------------------------------------------


@pytest.fixture
def exported(asked: Asker) -> Iterator[Asker]:
    return asked


def test_a_file_holds_exactly_what_fits(exported: Asker) -> None:
    answer = exported.get("/api/v1/export/jsonl?kind=PROTEST")
    assert answer.status_code == 200
    assert 'filename="marsad-jsonl-INTERNAL-' in answer.headers["content-disposition"]
    assert [json.loads(line)["kind"] for line in answer.text.splitlines()] == ["PROTEST"]
    by_country = exported.get("/api/v1/export/jsonl?country=FJI&level=public")
    assert {json.loads(line)["where"]["country"] for line in by_country.text.splitlines()} <= {"FJI"}
    assert exported.get("/api/v1/export/papyrus").status_code == 404
    told = exported.get("/api/v1/export/jsonl/held-back?level=public").json()
    assert told["held_back"]
    assert told["count"] == len(exported.get("/api/v1/events?level=public").json()["items"])


@pytest.mark.parametrize(
    ("form", "suffix", "media"),
    [
        ("plover-polecat", "tsv", "text/tab-separated-values; charset=utf-8"),
        ("gdelt", "tsv", "text/tab-separated-values; charset=utf-8"),
        ("gdelt-mentions", "tsv", "text/tab-separated-values; charset=utf-8"),
        ("acled-codes", "csv", "text/csv; charset=utf-8"),
        ("plover", "jsonl", "application/x-ndjson"),
    ],
)
def test_a_file_is_sent_as_what_it_is(exported: Asker, form: str, suffix: str, media: str) -> None:
    answer = exported.get(f"/api/v1/export/{form}")
    assert answer.headers["content-type"] == media
    assert answer.headers["content-disposition"].endswith(f'.{suffix}"')


@pytest.mark.parametrize("form", list(EXPORTERS))
def test_the_manifest_of_a_file_stands_under_the_address_that_comes_with_it(exported: Asker, form: str) -> None:
    """Its hash is that of the file which the same query gives."""
    answer = exported.get(f"/api/v1/export/{form}", headers={"Marsad-Level": "public"})
    link = re.fullmatch(r'<(.+)>; rel="describedby"; type="application/json"', answer.headers["link"])
    assert link is not None
    beside = exported.get(urljoin(f"/api/v1/export/{form}", link[1])).json()
    assert beside["sha256"] == hashlib.sha256(answer.content).hexdigest()
    assert f'filename="{beside["file"]}"' in answer.headers["content-disposition"]
    assert (beside["level"], beside["format"]) == ("public", form)
    assert all(beside[name] for name in ("licence", "credits", "policy"))


def test_a_manifest_says_the_filters_of_its_file(exported: Asker) -> None:
    asked = "kind=PROTEST&text=%3E%22%0Amarch&level=internal"
    answer = exported.get(f"/api/v1/export/jsonl?{asked}")
    beside = exported.get(urljoin("/api/v1/export/jsonl", answer.headers["link"].partition(">")[0][1:])).json()
    assert beside["filters"]["kinds"] == ["PROTEST"]
    assert beside["stamp"] == "INTERNAL"
    assert exported.get("/api/v1/export/papyrus/manifest").status_code == 404


def test_a_file_is_as_the_database_knew_it_at_a_day(exported: Asker) -> None:
    """At every level; what is asked of the present only is refused with it."""
    now = {level: exported.get(f"/api/v1/export/jsonl?level={level}").text for level in ("public", "internal")}
    for level, told in now.items():
        then = f"/api/v1/export/jsonl?level={level}&as-of="
        assert exported.get(f"{then}2020-05-31").text == ""
        assert sorted(exported.get(f"{then}2020-06-01").text.splitlines()) == sorted(told.splitlines()) != []
        beside = exported.get(f"/api/v1/export/jsonl/manifest?level={level}&as-of=2020-05-31").json()
        assert (beside["events"], beside["as_of"][:10]) == (0, "2020-05-31")
    assert exported.get("/api/v1/export/jsonl?as-of=soon").status_code == 400
    assert exported.get("/api/v1/export/jsonl?as-of=2020-06-01&country=FJI").status_code == 400


def workbook(*cells: str) -> bytes:
    """An office's own: a heading, and a row of placeholders."""
    book, out = openpyxl.Workbook(), io.BytesIO()
    book.active.append([f"Column {number}" for number, _ in enumerate(cells)])
    book.active.append(list(cells))
    book.save(out)
    return out.getvalue()


def test_the_office_s_own_columns_are_given_once_and_filled_ever_after(desk: Asker) -> None:
    assert desk.get("/api/v1/me").json()["office"] is None
    assert desk.get("/api/v1/export/office").status_code == 404
    kept = desk.put("/api/v1/template?name=week.xlsx", content=workbook("{kind}", "{place}, {country}"))
    assert (kept.status_code, kept.json()["name"]) == (200, "week.xlsx")
    assert desk.get("/api/v1/me").json()["office"] == "week.xlsx"
    answer = desk.get("/api/v1/export/office?kind=PROTEST&level=internal")
    assert "spreadsheetml" in answer.headers["content-type"]
    rows = list(openpyxl.load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True))
    assert [row[0] for row in rows] == ["Column 0", "PROTEST"]
    assert str(rows[1][1]).endswith("FJI")
    assert desk.delete("/api/v1/template").status_code == 200
    assert desk.get("/api/v1/me").json()["office"] is None


@pytest.mark.parametrize("cells", [("no placeholder",), ("{no_such_column}",)])
def test_a_workbook_that_cannot_be_filled_is_refused(desk: Asker, cells: tuple[str, ...]) -> None:
    answer = desk.put("/api/v1/template?name=week.xlsx", content=workbook(*cells))
    assert answer.status_code == 400
    assert desk.get("/api/v1/me").json()["office"] is None
    assert desk.put("/api/v1/template?name=week.docx", content=b"x").status_code == 400


def test_examples_come_with_the_wheel() -> None:
    """The folder that the build puts them into is the one where the server looks first."""
    root = Path(__file__).parents[2]
    settings = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]["build"]["targets"]
    assert settings["wheel"]["force-include"]["examples"] == "marsad/examples"
    names = {one.name for one in adding.examples()}
    assert names == {one.name for one in (root / "examples").iterdir()}
