"""What is withdrawn is gone from every output, past moments included, and comes back when that is undone."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from marsad.cli import root
from marsad.config import Config
from marsad.errors import ConfigError, ExportError, StoreError
from marsad.leaving import circle, export, leaving
from marsad.pipeline import merge
from marsad.review import Desk
from marsad.store import Release, Store, Verified
from tests.store import reports
from tests.store.reports import AT, LATER

pytestmark = pytest.mark.slow  # databases over their whole life

THEN = AT + timedelta(hours=1)


def called(*args: object) -> Result:
    return CliRunner().invoke(root, [str(arg) for arg in args], catch_exceptions=False)


def desk(store: Store) -> Desk:
    return Desk(store, by="Amal", config=Config(), clock=lambda: LATER)


def of_kind(store: Store, kind: str) -> str:
    return next(str(one["id"]) for one in store.events() if one["kind"] == kind)


def ids(db: Path, as_of: datetime | None = None) -> set[str]:
    with Store(db, read_only=True, as_of=as_of) as store:
        return {one["id"] for one in store.events()}


def of_source(store: Store, source: str) -> list[str]:
    return [one["id"] for one in store.events() if source in one["sources"]]


def test_an_event_is_gone_now_and_then_and_leaves_a_tombstone(db: Path) -> None:
    with Store(db) as store:
        march = of_kind(store, "PROTEST")
        before = store.stats()
        desk(store).withdraw(march, reason="a witness could be found", reason_class="safety")
        assert march not in {one["id"] for one in store.events()}
        assert not [one for one in store.mentions() if one["kind"] == "PROTEST"]
        assert (store.stats().events, store.stats().mentions) == (before.events - 1, before.mentions - 1)
        with pytest.raises(StoreError, match=r"withdrawn on 2020-07-01 \(safety\)"):
            store.event(march)
        (stone,) = store.tombstones()
        assert (stone.what, stone.id, stone.reason_class) == ("event", march, "safety")
        assert list(store.verify(Verified())) == []
    assert march not in ids(db, THEN), "past moments too"
    assert ids(db, THEN), "the others are there"


def test_a_difference_tells_that_it_was_withdrawn_and_nothing_of_what_it_was(store: Store) -> None:
    march = of_kind(store, "PROTEST")
    before = {change.event for change in store.changes(AT - timedelta(days=1), THEN)}
    desk(store).withdraw(march, reason="asked", reason_class="consent")
    found = {change.event: change for change in store.changes(AT - timedelta(days=1), LATER + timedelta(days=1))}
    assert set(found) == before
    assert (found[march].what, found[march].why, found[march].now, found[march].values) == (
        ("withdrawn",), ("consent",), None, (),
    )  # fmt: skip


def test_undoing_it_brings_it_back_everywhere(db: Path) -> None:
    before, past = ids(db), ids(db, THEN)
    with Store(db) as store:
        review = desk(store)
        for target in (of_kind(store, "PROTEST"), reports.kunduz_wire()[0].id, "Daily Paper"):
            act = review.withdraw(target, reason="asked")
            assert {one["id"] for one in store.events()} != before
            review.undo(act, reason="agreed")
        assert store.tombstones() == []
    assert (ids(db), ids(db, THEN)) == (before, past)


def test_an_event_stays_withdrawn_when_it_is_coded_anew_and_when_another_report_joins(store: Store) -> None:
    """Its anchors lead to it in every coding, and it takes what is merged with it along."""
    wire, _ = reports.kunduz_wire()
    event = next(one["id"] for one in store.events() if wire.id in one["documents"])
    desk(store).withdraw(event, reason="asked")
    later = LATER + timedelta(days=1)
    store.add(wire, reports.code(wire, *reports.kunduz_wire()[1].mentions, coder="hand@2"), at=later)
    merge(store, config=Config(), now=later)
    assert not [one for one in store.events() if wire.id in one["documents"]]


def test_a_withdrawn_document_leaves_what_others_say(store: Store, db: Path) -> None:
    paper, wire = reports.kunduz_paper()[0].id, reports.kunduz_wire()[0].id
    both = [one for one in store.events() if paper in one["documents"] and len(one["documents"]) > 1]
    if not both:  # merged by hand where the rules do not
        homes = [next(one["id"] for one in store.events() if home in one["documents"]) for home in (wire, paper)]
        desk(store).merge(*homes)
    desk(store).withdraw(paper, reason="taken back by the paper", reason_class="error")
    assert of_source(store, "Daily Paper") == []
    (left,) = [one for one in store.events() if wire in one["documents"]]
    assert paper not in left["documents"]
    with pytest.raises(StoreError, match="withdrawn"):
        store.document(paper)
    assert not [one for one in store.mentions() if one["document"] == paper]
    assert {(one.what, one.reason_class) for one in store.tombstones()} >= {("document", "error")}
    store.close()
    assert not any(paper in str(one) for one in _records(db, THEN)), "events that held it are gone at past moments"


def _records(db: Path, as_of: datetime) -> list[dict[str, object]]:
    with Store(db, read_only=True, as_of=as_of) as store:
        return list(store.events())


def test_a_withdrawn_source_stays_away_with_what_comes_in_later(store: Store) -> None:
    desk(store).withdraw("Northern Wire", reason="asked by the outlet")
    assert of_source(store, "Northern Wire") == []
    text = "Post burned\n\nTaliban fighters attacked a mill."
    late = reports.read(text, source="Northern Wire", published=date(2020, 6, 9))
    store.add(late, reports.code(late, reports.tell(late, "attacked")), at=LATER)
    merge(store, config=Config(), now=LATER)
    assert of_source(store, "Northern Wire") == []
    assert late.id not in store.coded_otherwise("hand@9"), "nor is it coded again"


def test_what_is_no_event_document_or_source_is_said(store: Store) -> None:
    with pytest.raises(StoreError, match="no event 'nobody'"):
        desk(store).withdraw("nobody", reason="x")
    with pytest.raises(ConfigError, match="no class of reasons"):
        desk(store).withdraw("Northern Wire", reason="x", reason_class="whim")
    with pytest.raises(ConfigError, match="blind"):
        Desk(store, by="Amal", is_blind=True).withdraw("Northern Wire", reason="x")


def test_releases_that_hold_it_are_listed_for_recall(db: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert called("release", "june", "--db", db, "-o", out, "--internal").exit_code == 0
    assert called("release", "marches", "--db", db, "-o", out, "--internal", "--kind", "PROTEST").exit_code == 0
    with Store(db) as store:
        store.add_release(Release(name="old", as_of=THEN, released_at=LATER, manifest={}))
        attack = of_kind(store, "ASSAULT")
    found = called("withdraw", attack, "--db", db, "--reason", "asked", "--class", "consent", "--by", "Amal")
    told = found.stdout.splitlines()
    assert told == [f"recall release {name}: it holds 1 of these events" for name in ("june", "old")]
    with pytest.raises(ExportError, match="withdrawn since"):
        called("release", "june", "--db", db, "-o", tmp_path / "copy", "--again")
    stones = [json.loads(line) for line in (tmp_path / "copy/june/withdrawn.jsonl").read_text().splitlines()]
    assert [(one["id"], one["reason_class"]) for one in stones] == [(attack, "consent")]
    assert set(stones[0]) == {"record", "what", "id", "withdrawn_on", "reason_class"}


def test_every_manifest_tells_the_tombstones(store: Store, tmp_path: Path) -> None:
    march = of_kind(store, "PROTEST")
    desk(store).withdraw(march, reason="a witness could be found", reason_class="safety")
    for form in ("jsonl", "acled", "hapi"):
        written = export(form, tmp_path / form, store=store)
        assert march not in (tmp_path / form).read_text()
        (stone,) = json.loads(written.manifest.read_text())["withdrawn"]
        assert (stone["id"], stone["withdrawn_on"], stone["reason_class"]) == (march, "2020-07-01", "safety")
        assert "witness" not in written.manifest.read_text()


def test_the_command_lists_and_undoes(db: Path) -> None:
    assert called("withdraw", "Northern Wire", "--db", db, "--reason", "asked", "--by", "Amal").exit_code == 0
    (line,) = called("withdraw", "--list", "--db", db).stdout.splitlines()
    assert "source Northern Wire  other  by Amal: asked" in line
    assert called("withdraw", "--undo", line[:8], "--db", db, "--reason", "agreed").exit_code == 0
    assert called("withdraw", "--list", "--db", db).stdout == ""
    assert called("withdraw", "Northern Wire", "--db", db).exit_code == 2, "a reason is asked for"


# --- held --------------------------------------------------------------------------------------


def out(store: Store, level: str, now: datetime) -> set[str]:
    readers = replace(circle(level), now=now)  # type: ignore[arg-type]
    from marsad.store import Filters

    return {one["id"] for one in leaving(store, Filters(), Config(), readers)}


@pytest.mark.parametrize("target", ["event", "document", "source"])
def test_what_is_held_leaves_at_the_internal_level_only(store: Store, target: str) -> None:
    march = next(one for one in store.events() if one["kind"] == "PROTEST")
    named = {"event": march["id"], "document": march["documents"][0], "source": march["sources"][0]}[target]
    now = datetime(2027, 1, 1, tzinfo=UTC)
    act = desk(store).hold(named, until=date(2027, 1, 2), reason="talks")
    assert march["id"] not in out(store, "public", now) | out(store, "partners", now)
    assert march["id"] in out(store, "internal", now)
    assert march["id"] in out(store, "public", now + timedelta(days=1)), "the day has come"
    assert store.event(march["id"])["embargo_until"] == "2027-01-02"
    desk(store).hold(named)
    assert march["id"] not in out(store, "public", now + timedelta(days=900))
    assert store.event(march["id"])["do_not_publish"] is True
    review = desk(store)
    review.undo()
    review.undo(act)
    assert march["id"] in out(store, "public", now)
