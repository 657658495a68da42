"""What people did, and where was looked."""

from dataclasses import replace

from marsad.store import Store
from marsad.types import Act, Look
from tests.store.reports import AT, LATER


def test_acts_come_back_in_the_order_in_which_they_came(store: Store) -> None:
    act = Act(
        id="act1",
        verb="corrected",
        by="reviewer",
        at=LATER,
        target="e1",
        field="kind",
        value="COERCE",
        reason="arrested",
    )
    comment = Act(id="act2", verb="commented", by="reviewer", at=AT, target="e1")
    for one in (comment, act, replace(act, id="act3", target="e2")):
        store.add_act(one)
    assert store.acts("e1") == [comment, act]


def test_looks_come_back_by_source(store: Store) -> None:
    empty = Look(source="Northern Wire", at=AT, outcome="empty")
    found = Look(source="Northern Wire", at=LATER, outcome="read", found=12)
    other = Look(source="Daily Paper", at=AT, outcome="failed")
    for one in (found, empty, other):
        store.add_looks([one])
    assert store.looks("Northern Wire") == [empty, found]
    assert store.looks() == [other, empty, found]
