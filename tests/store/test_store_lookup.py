"""By id, by the beginning of an id, by an older id."""

import pytest

from marsad import record
from marsad.errors import StoreError
from marsad.store import Store
from tests.store import reports
from tests.store.reports import AT


def test_an_event_comes_back_equal_words_included(store: Store) -> None:
    told = [report() for report in (reports.kunduz_wire, reports.kunduz_paper)]
    for document, coding in told:
        store.add(document, coding, at=AT)
    event = reports.fold(*(coding.mentions[0] for _, coding in told), grade="fair")
    store.replace_events((), [event], at=AT)
    assert store.event(event.id) == record.event_record(event)
    assert list(store.events()) == [record.event_record(event)]


def test_an_event_is_found_by_its_id_its_mentions_and_their_beginnings(readable: Store) -> None:
    event = next(readable.events())
    assert len(event["mentions"]) == 2
    for name in (event["id"], *event["mentions"], *event["aliases"]):
        assert readable.event(name) == readable.event(name[:10]) == event


def test_a_document_is_found_by_the_beginning_of_its_id(readable: Store) -> None:
    document, _ = reports.kunduz_wire()
    assert readable.document(document.id[:7]) == document
    assert readable.coding_of(document.id[:7]) == readable.coding_of(document.id)


def test_a_beginning_of_several_ids_is_an_error_that_names_them(readable: Store) -> None:
    with pytest.raises(StoreError, match="begins several event ids") as caught:
        readable.event("")
    assert all(event["id"] in str(caught.value) for event in readable.events())
    assert caught.value.next_step == "Give more of the id."
    with pytest.raises(StoreError, match="begins several document ids"):
        readable.document("")


def test_more_ids_than_a_line_holds_are_cut_short(store: Store) -> None:
    for document, coding in reports.bulletins(7):
        store.add(document, coding, at=AT)
    with pytest.raises(StoreError, match=r", …\."):
        store.document("")


@pytest.mark.parametrize("name", ["0000", "%", "_", "nowhere'"])
def test_an_unknown_id_is_an_error_with_the_next_step(readable: Store, name: str) -> None:
    for look_up in (readable.event, readable.document, readable.coding_of):
        with pytest.raises(StoreError, match="in the store") as caught:
            look_up(name)
        assert caught.value.ids == {"id": name}
