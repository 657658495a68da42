"""Who may ask, and what every answer carries."""

import re
from pathlib import Path

import pytest

from marsad.config import Config
from marsad.serve import create_app
from marsad.serve.access import of_launch
from tests.serve.asking import TOKEN, Asker
from tests.serve.routes import API, OTHERS, ROUTES, Route


def test_the_table_of_routes_is_complete(db: Path, asked: Asker) -> None:
    app = create_app(Config(db=str(db)), access=of_launch(TOKEN))
    described = set(app.openapi()["paths"]) - OTHERS
    assert described == {route.path for route in API} - {"/api/v1/openapi.json"} | {"/metrics"}
    answers = {route.right: asked.get(route.right) for route in ROUTES}
    # Nobody has coded blind in this store.
    assert {answer.status_code for address, answer in answers.items() if "agreement" not in address} == {200}


def test_health_needs_no_token(stranger: Asker) -> None:
    answer = stranger.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.path)
def test_without_the_token_nothing_else_answers(route: Route, stranger: Asker) -> None:
    for address in (route.right, route.wrong, f"{route.right}?token=wrong", "/healthz/", "/docs"):
        answer = stranger.get(address, headers={"Cookie": f"{of_launch(TOKEN).cookie}=wrong"})
        assert (answer.status_code, answer.json()["error"]["code"]) == (401, "no-token"), address


def test_the_token_moves_from_the_address_into_a_cookie(stranger: Asker) -> None:
    answer = stranger.get(f"/events/abc?kind=ASSAULT&token={TOKEN}&kind=AID&text=a+b")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/events/abc?kind=ASSAULT&kind=AID&text=a+b"
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert stranger.get("/api/v1/stats").status_code == 200


def test_two_launches_have_two_cookies() -> None:
    assert of_launch("one").cookie != of_launch("two").cookie
    assert "one" not in of_launch("one").cookie


@pytest.mark.parametrize("path", ["//elsewhere.example/", "/\\elsewhere.example/", "/%5Celsewhere.example/"])
def test_the_token_leads_nowhere_else(path: str, stranger: Asker) -> None:
    answer = stranger.get(f"http://127.0.0.1:8642{path}?token={TOKEN}")
    assert answer.headers["location"] == "/elsewhere.example/"


@pytest.mark.parametrize("host", ["localhost:8642", "127.0.0.1", "[::1]:8642", "LOCALHOST"])
def test_names_of_this_machine_are_let_in(host: str, asked: Asker) -> None:
    assert asked.get("/api/v1/stats", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "localhost@evil.example", "[::1", ""])
@pytest.mark.parametrize("path", ["/healthz", "/", "/static/app.css"])
def test_foreign_names_are_refused(host: str, path: str, asked: Asker) -> None:
    answer = asked.get(path, headers={"Host": host})
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "not-allowed")


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        ("http://localhost:8642", 200),
        ("http://localhost:3000", 403),  # another program of this machine
        ("https://evil.example", 403),
        ("null", 403),
    ],
)
def test_other_sites_may_not_ask_through_the_browser(origin: str, status: int, asked: Asker) -> None:
    assert asked.get("/api/v1/stats", headers={"Origin": origin}).status_code == status


def test_every_answer_carries_the_safety_headers(
    asked: Asker, stranger: Asker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("marsad.store.Store.problem_counts", lambda _: 1 / 0)
    answers = [asked.get(address) for route in ROUTES for address in (route.right, route.wrong)]
    answers += [
        asked.get("/api/v1/stats?as-of=2020-06-02"),
        stranger.get("/"),
        stranger.get("/", headers={"Host": "evil.example"}),
    ]
    assert {answer.status_code for answer in answers} == {200, 400, 401, 403, 404, 500}
    for answer in answers:
        policy = answer.headers["content-security-policy"]
        assert policy.startswith("default-src 'self'; script-src 'self'; style-src 'self'")
        assert not {"unsafe", "http:", "https:", "*"} & set(re.split(r"[ ;'-]+", policy))
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert "access-control-allow-origin" not in answer.headers
