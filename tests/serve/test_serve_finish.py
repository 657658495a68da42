"""ETags and 304, gzip, memory and its end, bodies that are too large, the web app's files."""

import gzip
from pathlib import Path

import pytest

from marsad.serve import finish
from marsad.store import Store
from marsad.types import Problem
from tests.serve.asking import Asker, asker
from tests.serve.routes import EVENT
from tests.store import reports


def test_an_unchanged_answer_is_304_without_a_body(asked: Asker) -> None:
    first = asked.get("/api/v1/facets")
    again = asked.get("/api/v1/facets", headers={"If-None-Match": f'"other", W/{first.headers["etag"]}'})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    assert asked.get("/api/v1/facets", headers={"If-None-Match": '"other"'}).status_code == 200


def test_answers_shrink_for_those_who_take_gzip(asked: Asker) -> None:
    packed = asked.get("/api/v1/events", headers={"Accept-Encoding": "gzip"})
    plain = asked.get("/api/v1/events", headers={"Accept-Encoding": "identity"})
    assert packed.headers["content-encoding"] == "gzip"
    assert int(packed.headers["content-length"]) < int(plain.headers["content-length"])
    assert packed.json() == plain.json()
    assert "Accept-Encoding" in packed.headers["vary"]


def test_what_is_remembered_ends_with_the_next_write(own_db: Path) -> None:
    asked = asker(own_db)
    before = asked.get("/api/v1/events?review-state=reviewed")
    assert before.json()["items"] == []
    assert asked.post("/api/v1/acts", json={"verb": "accept", "event": EVENT}).status_code == 200
    after = asked.get("/api/v1/events?review-state=reviewed")
    assert EVENT in [one["id"] for one in after.json()["items"]]
    assert after.headers["etag"] != before.headers["etag"]


def test_what_another_program_wrote_is_seen(own_db: Path) -> None:
    asked = asker(own_db)
    assert asked.get("/api/v1/stats").json()["problems"] == 1
    with Store(own_db) as store:
        store.add_problems([Problem(stage="read", code="empty", detail="other.txt")], at=reports.LATER)
    asked.app.state.served.views.refresh(at_once=True)
    assert asked.get("/api/v1/stats").json()["problems"] == 2


def test_memory_forgets_what_was_asked_for_longest_ago() -> None:
    memory = finish.Memory(most_bytes=250)
    answer = finish.Answer(headers=(), body=b"x" * 100, packed=None, etag=b'"e"')
    for name in ("a", "b"):
        memory.put(("public", "1", name, ""), answer)
    memory.get(("public", "1", "a", ""))
    memory.put(("public", "1", "c", ""), answer)
    assert [memory.get(("public", "1", name, "")) is None for name in ("a", "b", "c")] == [False, True, False]


def test_of_what_has_changed_nothing_is_remembered() -> None:
    memory = finish.Memory()
    answer = finish.Answer(headers=(), body=b"x" * 100, packed=None, etag=b'"e"')
    keys = [("public", "1", "a", ""), ("internal", "1", "a", ""), ("public", "2", "b", "")]
    for key in keys:
        memory.put(key, answer)
    assert [memory.get(key) is None for key in keys] == [True, False, False]


def test_a_body_that_is_too_large_is_refused(asked: Asker) -> None:
    huge = {"verb": "comment", "event": EVENT, "reason": "x" * (finish.MOST_BYTES + 1)}
    answer = asked.post("/api/v1/acts", json=huge)
    assert (answer.status_code, answer.json()["error"]["code"]) == (413, "too-large")


def test_a_head_has_no_body(asked: Asker) -> None:
    head, whole = asked.request("HEAD", "/api/v1/facets"), asked.get("/api/v1/facets")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["etag"] == whole.headers["etag"]


# --- the web app ---------------------------------------------------------------------------------


def test_every_address_of_the_app_is_its_page(asked: Asker) -> None:
    pages = {asked.get(address).text for address in ("/", f"/events/{EVENT}", "/review?need=conflict")}
    assert len(pages) == 1
    assert asked.get("/").headers["cache-control"] == "private, no-cache"


def test_files_with_a_hash_in_their_name_are_kept(asked: Asker) -> None:
    answer = asked.get("/assets/app-1a2b3c4d.js", headers={"Accept-Encoding": "gzip"})
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["content-encoding"] == "gzip"
    again = asked.get(
        "/assets/app-1a2b3c4d.js", headers={"Accept-Encoding": "gzip", "If-None-Match": answer.headers["etag"]}
    )
    assert again.status_code == 304


def test_the_map_is_read_in_ranges(asked: Asker) -> None:
    part = asked.get("/basemap.pmtiles", headers={"Range": "bytes=256-511"})
    assert (part.status_code, part.content) == (206, bytes(range(256)))
    assert part.headers["content-range"] == "bytes 256-511/2048"


@pytest.mark.parametrize("path", ["/../secret.txt", "/%2e%2e/secret.txt", "/assets/..%2f..%2fsecret.txt", "/a%00b.js"])
def test_nothing_outside_the_app_is_read(path: str, asked: Asker) -> None:
    assert asked.get(path).status_code == 404


def test_an_app_that_was_not_built_says_how(db: Path, tmp_path: Path) -> None:
    from marsad.config import Config
    from marsad.serve import create_app
    from marsad.serve.access import of_launch
    from tests.serve.asking import TOKEN, asking

    answer = asking(create_app(Config(db=str(db)), access=of_launch(TOKEN), web=tmp_path)).get(
        "/", headers={"Accept": "text/html"}
    )
    assert answer.status_code == 501
    assert "web/build_app.py" in answer.text
    assert answer.headers["content-type"].startswith("text/html")


def test_gzip_of_the_same_is_the_same() -> None:
    assert gzip.decompress(finish._answer([], b"y" * 2000).packed or b"") == b"y" * 2000


def test_what_takes_too_long_says_what_to_do(own_db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An act goes on though nobody waits for it any more."""
    asked = asker(own_db)
    monkeypatch.setattr(finish, "ANSWER_S", 0.0)
    answer = asked.get("/api/v1/me")
    assert (answer.status_code, answer.json()["error"]["code"]) == (504, "too-slow")
    assert "filters" in answer.json()["error"]["next_step"]
    body = {"verb": "comment", "event": EVENT, "reason": "seen"}
    assert asked.post("/api/v1/acts", json=body).status_code == 200, "an act has longer"
    monkeypatch.setattr(finish, "LONG_S", 0.0)
    answer = asked.post("/api/v1/acts", json=body)
    assert answer.status_code == 504
    assert "before you do it again" in answer.json()["error"]["next_step"]
