"""Alerts from a store to people: found, told once, and by every way."""

from __future__ import annotations

import json
import re
import smtplib
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy
from functools import partial
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from shutil import copyfile
from typing import Any, Self

import pytest

from marsad.analyse.alert import Alert
from marsad.config import Config
from marsad.errors import ConfigError, ExportError
from marsad.leaving import Circle, circle
from marsad.review import Desk
from marsad.store import Filters, Store
from marsad.warning import Task, Told, alert_record, fresh, remember, standing, still_told, told
from marsad.warning.feed import write_feed
from marsad.warning.names import cell_name, namer
from marsad.warning.ways import append_file, mail, post
from tests.warning.wars import LAST, NOW, war

pytestmark = pytest.mark.slow  # the registry is loaded, and servers answer

CONFIG = Config()
TASK = Task(axes=("admin1",))


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return war(tmp_path_factory.mktemp("war") / "war.duckdb")


@pytest.fixture
def store(written: Path, tmp_path: Path) -> Iterator[Store]:
    copyfile(written, tmp_path / "war.duckdb")
    with Store(tmp_path / "war.duckdb") as store:
        yield store


def readers(level: Any = "public") -> Circle:
    return replace(circle(level), now=NOW)


@pytest.fixture(scope="module")
def found(written: Path) -> list[Told]:
    with Store(written, read_only=True) as store:
        return told(store, CONFIG, readers(), standing(store, CONFIG, readers(), TASK))


# --- finding -----------------------------------------------------------------------------------


def test_public_and_internal_see_what_stands_on_the_last_day(store: Store) -> None:
    for level in ("public", "internal"):
        seen = standing(store, CONFIG, readers(level), TASK)
        deaths = next(one for one in seen if one.measure == "deaths")
        assert (deaths.line.key, deaths.line.name) == ("AFG/Kunduz", "Kunduz, Afghanistan")
        assert (deaths.stretch.last, deaths.observed, deaths.events_in_all) == (LAST, 40, 10)
        assert deaths.reporting is not None


def test_what_may_not_leave_yet_is_not_counted(store: Store) -> None:
    early = replace(readers(), now=NOW.replace(year=LAST.year, month=LAST.month, day=LAST.day))
    seen = standing(store, CONFIG, early, TASK)
    assert max((one.stretch.last for one in seen), default=LAST - timedelta(days=4)) <= LAST - timedelta(days=4)
    assert standing(store, CONFIG, replace(early, level="internal"), TASK)[0].stretch.last == LAST


def test_a_day_of_the_past_is_seen_as_it_was(store: Store) -> None:
    assert standing(store, CONFIG, readers(), replace(TASK, at=LAST - timedelta(days=20))) == ()


@pytest.mark.parametrize("narrow", [{"place": "Imam Sahib"}, {"near": (37.2, 68.9, 3.0)}, {"bbox": (68.0, 37, 69, 38)}])
def test_no_filter_cuts_out_a_spot(store: Store, narrow: dict[str, Any]) -> None:
    with pytest.raises(ConfigError, match="alerts are not told of a"):
        standing(store, CONFIG, readers(), replace(TASK, filters=Filters(**narrow)))


def test_an_empty_store_has_no_alert(tmp_path: Path) -> None:
    with Store(tmp_path / "none.duckdb") as empty:
        assert standing(empty, CONFIG, readers("internal"), TASK) == ()


# --- once --------------------------------------------------------------------------------------


def test_what_was_told_is_told_again_when_the_quiet_is_over(store: Store) -> None:
    seen = standing(store, CONFIG, readers(), TASK)
    assert fresh(store, seen, TASK.rules) == seen
    remember(store, seen, at=NOW)
    assert fresh(store, seen, TASK.rules) == ()
    assert fresh(store, [later(one, 28) for one in seen], TASK.rules) != ()
    assert "Kunduz" not in str(store.logged("alerted"))


def later(alert: Alert, days: int) -> Alert:
    stretch = replace(alert.stretch, last=alert.stretch.last + timedelta(days=days))
    return replace(alert, stretch=stretch)


def test_what_was_medium_is_told_when_it_is_high(store: Store) -> None:
    (high, *_) = standing(store, CONFIG, readers(), TASK)
    remember(store, [replace(high, level="medium")], at=NOW)
    assert fresh(store, [high], TASK.rules) == (high,)
    assert fresh(store, [replace(high, level="medium")], TASK.rules) == ()


# --- what is told ------------------------------------------------------------------------------


def test_a_record_holds_all_of_it_and_rows_no_coordinates(found: list[Told], tmp_path: Path) -> None:
    append_file(tmp_path / "alerts.jsonl", found)
    append_file(tmp_path / "alerts.jsonl", found[:1])
    lines = [json.loads(line) for line in (tmp_path / "alerts.jsonl").read_text().splitlines()]
    assert len(lines) == len(found) + 1
    one = lines[0]
    assert (one["record"], one["axis"], one["key"], one["until"]) == ("alert", "admin1", "AFG/Kunduz", LAST.isoformat())
    assert one["back_test"]["wrong"] > 0
    assert one["rows"][0]["where"] == "Imam Sahib, Kunduz, AFG"
    assert not {"lat", "lon", "quotes"} & set(one["rows"][0])
    assert one["id"] == alert_record(found[0].alert)["id"]


def test_a_feed_keeps_what_it_has_and_no_entry_twice(found: list[Told], tmp_path: Path) -> None:
    import feedparser

    path = tmp_path / "alerts.xml"
    write_feed(path, found[:1], now=NOW)
    write_feed(path, found, now=NOW)
    feed = feedparser.parse(path.read_bytes())
    assert not feed.bozo
    assert len(feed.entries) == len(found)
    assert "Kunduz, Afghanistan" in feed.entries[0].title
    assert "were wrong" in feed.entries[0].content[0].value


def test_a_feed_drops_what_rests_on_what_was_withdrawn(store: Store, tmp_path: Path) -> None:
    """An entry of before there were links to events too, by the digits that it tells."""
    seen = told(store, CONFIG, readers(), standing(store, CONFIG, readers(), TASK))
    linked, plain = tmp_path / "linked.xml", tmp_path / "plain.xml"
    for path in (linked, plain):
        write_feed(path, seen, now=NOW)
    plain.write_text(re.sub(r"<link [^>]*/>", "", plain.read_text()))
    still = partial(still_told, store, CONFIG, readers())
    for path in (linked, plain):
        write_feed(path, [], now=NOW, still=still)
        assert path.read_text().count("<entry>") == len(seen) > 0
    Desk(store, by="Amal", config=CONFIG).withdraw(seen[0].rows[0]["event"], reason="a witness")
    for path in (linked, plain):
        write_feed(path, [], now=NOW, still=still)
        assert seen[0].rows[0]["event"][:8] not in path.read_text()
        assert path.read_text().count("<entry>") < len(seen)


def test_a_file_that_is_no_feed_stays_as_it_is(found: list[Told], tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    for text in ("my notes", "<html/>"):
        path.write_text(text)
        with pytest.raises(ExportError, match="no Atom feed"):
            write_feed(path, found, now=NOW)
        assert path.read_text() == text


def test_a_place_that_cannot_be_written_is_an_error(found: list[Told], tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="cannot be written"):
        append_file(tmp_path / "nowhere" / "alerts.jsonl", found)


def test_names() -> None:
    name = namer(CONFIG)
    assert name("admin2", "SYR/Aleppo/Afrin") == "Afrin, Aleppo, Syria"
    assert name("dyad", "taliban – nobody") == "Taliban – nobody"
    assert name("kind", "ASSAULT") == "ASSAULT"
    assert cell_name(181875) == "PRIO-GRID 181875 (36.25°N 37.25°E)"


# --- webhook -----------------------------------------------------------------------------------


class Hook:
    """A server on loopback that answers with these statuses, one after the other."""

    def __init__(self, *statuses: int) -> None:
        self.bodies: list[Any] = []
        left, bodies = list(statuses), self.bodies

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                bodies.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                self.send_response(left.pop(0))
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Nothing."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook?key=secret"

    def __enter__(self) -> Self:
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()


def test_a_webhook_gets_text_and_records_and_is_tried_again(found: list[Told]) -> None:
    with Hook(503, 204) as hook:
        post(hook.url, found)
    assert len(hook.bodies) == 2
    assert "Kunduz" in hook.bodies[1]["text"]
    assert [one["record"] for one in hook.bodies[1]["alerts"]] == ["alert"] * len(found)


@pytest.mark.parametrize("statuses", [(403,), (302,), (500, 500, 500)])
def test_a_webhook_that_refuses_is_an_error_without_its_secret(found: list[Told], statuses: tuple[int, ...]) -> None:
    with Hook(*statuses) as hook, pytest.raises(ExportError, match=str(statuses[0])) as error:
        post(hook.url, found)
    assert "secret" not in str(error.value)
    assert len(hook.bodies) == len(statuses)


def test_a_webhook_that_is_not_there_or_no_address_is_an_error(found: list[Told]) -> None:
    with Hook() as hook:
        url = hook.url
    with pytest.raises(ExportError, match="did not take"):
        post(url, found)
    with pytest.raises(ConfigError, match="no address"):
        post("file:///etc/passwd", found)


# --- e-mail ------------------------------------------------------------------------------------


class Post:
    """Stands for smtplib's connection: keeps what is sent."""

    def __init__(self, encrypts: bool = True, refuses: bool = False) -> None:
        self.sent: list[Any] = []
        self.done: list[str] = []
        self.encrypts, self.refuses = encrypts, refuses

    def __call__(self, host: str, port: int, **_: object) -> Post:
        self.done.append(f"{host}:{port}")
        return self

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing."""

    def ehlo(self) -> None:
        """Nothing."""

    def has_extn(self, _: str) -> bool:
        return self.encrypts

    def starttls(self, **_: object) -> None:
        self.done.append("encrypted")

    def login(self, user: str, password: str) -> None:
        self.done.append(f"{user}/{password}")

    def send_message(self, message: Any) -> None:
        if self.refuses:
            raise smtplib.SMTPRecipientsRefused({})
        self.sent.append(message_from_bytes(message.as_bytes(), policy=policy.default))


def test_a_mail_is_encrypted_and_tells_all(found: list[Told], monkeypatch: pytest.MonkeyPatch) -> None:
    office = Post()
    monkeypatch.setattr(smtplib, "SMTP", office)
    mail("smtp://desk:p%40ss@mail.example", "desk@example.org", ["a@example.org", "b@example.org"], found, now=NOW)
    assert office.done == ["mail.example:587", "encrypted", "desk/p@ss"]
    (message,) = office.sent
    assert message["Subject"] == f"Marsad: {len(found)} alerts, {len(found)} of them high"
    assert message["To"] == "a@example.org, b@example.org"
    assert "Kunduz, Afghanistan: 40 deaths" in message.get_content().replace("\n", " ")


def test_a_password_goes_over_no_open_connection(found: list[Told], monkeypatch: pytest.MonkeyPatch) -> None:
    office = Post(encrypts=False)
    monkeypatch.setattr(smtplib, "SMTP", office)
    with pytest.raises(ExportError, match="cannot encrypt") as error:
        mail("smtp://desk:secret@mail.example", "desk@example.org", ["a@example.org"], found, now=NOW)
    assert "secret" not in str(error.value)
    assert not office.sent


def test_a_server_that_refuses_and_settings_that_are_missing(
    found: list[Told], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(smtplib, "SMTP_SSL", Post(refuses=True))
    with pytest.raises(ExportError, match="did not take the mail"):
        mail("smtps://mail.example", "desk@example.org", ["a@example.org"], found, now=NOW)
    for server, sender in (
        (None, "desk@example.org"),
        ("smtp://mail.example", None),
        ("http://mail.example", "d@e.org"),
    ):
        with pytest.raises(ConfigError, match="mail server"):
            mail(server, sender, ["a@example.org"], found, now=NOW)
