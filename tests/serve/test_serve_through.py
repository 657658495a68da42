"""A reviewer at a terminal whose acts a server does."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from marsad.config import Config
from marsad.errors import ConfigError
from marsad.serve.access import BY, Holder, digest, of_launch
from marsad.serve.presence import Presence
from marsad.serve.through import DeskThrough
from marsad.store import Store
from tests.serve.asking import TOKEN, asker

pytestmark = pytest.mark.slow  # a server


@pytest.fixture
def store(own_db: Path) -> Iterator[Store]:
    with Store(own_db, read_only=True) as store:
        yield store


def test_acts_are_done_by_the_server_and_seen_at_once(presence: Presence, store: Store) -> None:
    desk = DeskThrough(presence, store, by="Amal Ü.", config=Config())
    event = next(iter(store.events()))["id"]
    act = desk.accept(event)
    assert (act.verb, act.by, act.target) == ("accepted", "Amal Ü.", event)
    assert store.event(event)["review_state"] == "reviewed"
    desk.correct(event, "counts.killed", 4, quote=None, reason="the hospital's list")
    assert store.event(event)["counts"]["killed"]["best"] == 4
    assert desk.undo().target != act.id
    assert desk.undo(act).target == act.id
    assert store.event(event)["review_state"] == "machine"
    assert [one.by for one in store.acts()] == ["Amal Ü."] * 4


def test_every_verb_of_the_screens_is_known_there(presence: Presence, store: Store) -> None:
    desk = DeskThrough(presence, store, by="Amal", config=Config())
    first, second = [event["id"] for event in store.events()][:2]
    desk.flag(first, reason="look again")
    assert first in [item.event for item in desk.queue("flagged")]
    done = [desk.comment(first, "seen"), desk.assign(first, "Badr"), desk.merge(first, second)]
    merged = store.event(first)
    done.append(desk.split(merged["id"], merged["mentions"][:1]))
    done += [desk.judge(first, second, "different"), desk.reject(second)]
    assert [act.verb for act in done] == ["commented", "assigned", "merged", "split", "judged", "rejected"]
    assert store.event(first)["id"] != store.event(second)["id"]
    assert store.event(second)["review_state"] == "rejected"


def test_what_cannot_be_is_said_and_who_codes_blind_changes_nothing(presence: Presence, store: Store) -> None:
    event = next(iter(store.events()))["id"]
    with pytest.raises(ConfigError, match="no kind"):
        DeskThrough(presence, store, by="Amal", config=Config()).correct(
            event, "kind", "QUARREL", quote=None, reason=None
        )
    act = DeskThrough(presence, store, by="A", config=Config(), is_blind=True).accept(event)
    assert (act.is_blind, act.by) == (True, "A")
    assert store.event(event)["review_state"] == "machine"


def test_only_the_holder_of_the_launch_names_somebody_else(own_db: Path) -> None:
    access = of_launch(TOKEN)
    access = type(access)(tokens={digest("a-token-of-a-colleague"): Holder(name="Badr", role="editor")})
    with Store(own_db, read_only=True) as store:
        event = next(iter(store.events()))["id"]
    asked = asker(own_db, token="a-token-of-a-colleague", access=access)
    done = asked.post("/api/v1/acts", json={"verb": "accept", "event": event}, headers={BY: "Amal"})
    assert done.json()["act"]["by"] == "Badr"
