"""Roles and levels, tokens of a file, a proxy's word, the public, and how often one may ask."""

from dataclasses import replace
from pathlib import Path

import pytest

from marsad.errors import ConfigError
from marsad.serve.access import Access, Holder, digest, networks, of_launch, role_in, tokens_of
from marsad.serve.limits import Buckets, Rate
from tests.serve.asking import TOKEN, Asker, asker
from tests.serve.routes import API, DOCUMENT, EVENT

pytestmark = pytest.mark.slow  # a server over a database of its own

READER, ANALYST = "a-token-of-a-reader-1234", "a-token-of-an-analyst-1234"


def others() -> Access:
    tokens = {digest(READER): Holder(name="Rana", role="reader"), digest(ANALYST): Holder(name="Anis", role="analyst")}
    access = of_launch(TOKEN)
    return replace(access, tokens={**access.tokens, **tokens}, proxies=networks(["10.0.0.0/8"]), is_public=True)


@pytest.fixture(scope="module")
def shared(db: Path) -> Asker:
    """One server for readers of every role; nobody in particular where no header says otherwise."""
    return asker(db, token=None, access=others())


def by(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


@pytest.mark.parametrize(
    ("headers", "role", "level"),
    [
        ({}, "anonymous", "public"),
        (by(READER), "reader", "partners"),
        (by(ANALYST), "analyst", "internal"),
        (by(TOKEN), "editor", "internal"),
    ],
)
def test_each_role_has_its_level(headers: dict[str, str], role: str, level: str, shared: Asker) -> None:
    me = shared.get("/api/v1/me", headers=headers).json()
    assert (me["role"], me["level"], me["levels"][-1]) == (role, level, "public")
    assert (me["db"] is None) == (level != "internal")


def test_nobody_looks_above_their_level(shared: Asker) -> None:
    for headers, level in (({}, "partners"), (by(READER), "internal"), ({}, "nonsense")):
        answer = shared.get(f"/api/v1/events?level={level}", headers=headers)
        assert (answer.status_code, answer.json()["error"]["code"]) == (403, "not-allowed")
        assert shared.get("/api/v1/events", headers={**headers, "Marsad-Level": level}).status_code == 403


def test_an_editor_sees_what_the_public_sees(shared: Asker) -> None:
    as_public = shared.get("/api/v1/events?level=public", headers=by(TOKEN))
    assert as_public.json() == shared.get("/api/v1/events").json()
    assert as_public.json() != shared.get("/api/v1/events", headers=by(TOKEN)).json()
    assert shared.get("/api/v1/events", headers={**by(TOKEN), "Marsad-Level": "public"}).json() == as_public.json()


def test_only_editors_write_and_only_analysts_code(shared: Asker) -> None:
    act, text = {"verb": "accept", "event": EVENT}, {"text": "Nothing happened."}
    for headers in ({}, by(READER), by(ANALYST), {**by(TOKEN), "Marsad-Level": "public"}):
        assert shared.post("/api/v1/acts", json=act, headers=headers).status_code == 403
        assert shared.post("/api/v1/documents", json=text, headers=headers).status_code == 403
        assert shared.post("/api/v1/examples", headers=headers).status_code == 403
    assert shared.post("/api/v1/code", json=text, headers=by(READER)).status_code == 403


@pytest.mark.parametrize("route", [route for route in API if not route.is_open], ids=lambda route: route.path)
def test_what_is_internal_is_refused_below(route: object, shared: Asker) -> None:
    for headers in ({}, by(READER)):
        assert shared.get(route.right, headers=headers).status_code == 403  # type: ignore[attr-defined]


def test_figures_of_the_server_are_for_holders_of_a_token(shared: Asker) -> None:
    assert shared.get("/metrics").status_code == 403
    told = shared.get("/metrics", headers=by(TOKEN)).text
    assert 'marsad_store{what="events"}' in told
    assert "marsad_request_seconds_bucket" in told
    assert 'marsad_store{what="events"}' not in shared.get("/metrics", headers=by(READER)).text


# --- a proxy -------------------------------------------------------------------------------------

LOGGED_IN = {"X-Forwarded-User": "amal@example.org", "X-Forwarded-Groups": "staff,marsad-analyst"}


@pytest.mark.parametrize(
    "name", ["Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-User", "X-Real-Ip"]
)
def test_forwarded_headers_of_anybody_are_refused(name: str, shared: Asker) -> None:
    answer = shared.get("/api/v1/me", headers={**by(TOKEN), name: "somebody"})
    assert (answer.status_code, "not trusted" in answer.json()["error"]["message"]) == (403, True)


def test_a_trusted_proxy_says_who_asks(db: Path) -> None:
    behind = asker(db, token=None, access=others(), peer="10.1.2.3")
    me = behind.get("/api/v1/me", headers=LOGGED_IN).json()
    assert (me["name"], me["role"], me["level"]) == ("amal@example.org", "analyst", "internal")
    assert behind.get("/api/v1/me", headers={**LOGGED_IN, "X-Forwarded-Groups": "staff"}).json()["role"] == "anonymous"
    assert behind.get("/api/v1/me", headers={**LOGGED_IN, "X-Forwarded-Host": "evil.example"}).status_code == 403


def test_the_highest_role_of_several_groups_counts() -> None:
    assert role_in("marsad-reader; Marsad-Editor") == "editor"
    assert role_in("marsad-root") is None


def test_addresses_of_proxies_are_addresses() -> None:
    assert len(networks(["10.0.0.5, fd00::/8", "192.168.0.0/16"])) == 3
    with pytest.raises(ConfigError, match="--trust-proxy"):
        networks(["proxy.example.org"])


# --- a file of tokens ----------------------------------------------------------------------------


def written(path: Path, text: str, mode: int = 0o600) -> Path:
    path.write_text(text)
    path.chmod(mode)
    return path


def test_a_file_of_tokens(tmp_path: Path) -> None:
    file = written(tmp_path / "tokens", f"# ours\nreader Rana {READER}  # in Goma\n\nanalyst Anis {ANALYST}\n")
    found = tokens_of(file)
    assert found == {
        digest(READER): Holder(name="Rana", role="reader"),
        digest(ANALYST): Holder(name="Anis", role="analyst"),
    }
    assert READER not in repr(found)


@pytest.mark.parametrize(
    ("text", "mode", "told"),
    [
        (f"reader Rana {READER}", 0o644, "read by others"),
        ("reader Rana short", 0o600, "too short"),
        (f"owner Rana {READER}", 0o600, "line 1"),
        (f"reader {READER}", 0o600, "line 1"),
        ("# nobody yet", 0o600, "no token"),
    ],
)
def test_a_file_that_cannot_hold_is_refused(text: str, mode: int, told: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=told):
        tokens_of(written(tmp_path / "tokens", text, mode))


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="none"):
        tokens_of(tmp_path / "none")


# --- changes through a browser -------------------------------------------------------------------


def test_a_change_by_cookie_needs_an_origin_of_this_server(own_db: Path) -> None:
    browser = asker(own_db, token=None)
    assert browser.get(f"/?token={TOKEN}").status_code == 303
    act = {"verb": "flag", "event": EVENT}
    assert browser.post("/api/v1/acts", json=act).status_code == 403
    for origin in ("http://127.0.0.1:3000", "https://127.0.0.1:8642.evil.example", "null"):
        assert browser.post("/api/v1/acts", json=act, headers={"Origin": origin}).status_code == 403
    ours = browser.post("/api/v1/acts", json=act, headers={"Origin": "http://127.0.0.1:8642"})
    assert (ours.status_code, ours.json()["act"]["verb"]) == (200, "flagged")


# --- how often -----------------------------------------------------------------------------------


def test_a_bucket_empties_and_fills_with_time() -> None:
    now = [0.0]
    buckets, rate = Buckets(clock=lambda: now[0]), Rate(per_s=2, burst=3)
    assert [buckets.wait_s("a", rate) for _ in range(4)] == [0, 0, 0, 0.5]
    assert buckets.wait_s("b", rate) == 0
    now[0] = 0.5
    assert [buckets.wait_s("a", rate) for _ in range(2)] == [0, 0.5]


def test_who_guesses_tokens_is_told_to_wait(db: Path) -> None:
    stranger = asker(db, token="a-wrong-token-of-somebody")
    answers = [stranger.get("/api/v1/me") for _ in range(70)]
    assert {answer.status_code for answer in answers} == {401, 429}
    assert int(answers[-1].headers["retry-after"]) >= 1
    assert answers[-1].json()["error"]["code"] == "too-many-requests"


def test_documents_are_not_for_the_public_in_any_way(shared: Asker) -> None:
    for address in (f"/documents/{DOCUMENT}", "/mentions", "/problems", "/assessments"):
        assert "checkpoint" not in shared.get(f"/api/v1{address}").text
