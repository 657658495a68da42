"""Narrow rows of events, lists of documents and assessments, and which source was looked at when."""

from datetime import date
from typing import Any

from marsad.analyse.material import coverage_schema, schema
from marsad.store import DocumentFilters, EventRow, Filters, Store, row_of
from marsad.types import Look
from tests.store import reports


def rows_of(store: Store, ids: list[str] | None = None) -> list[EventRow]:
    rows = [EventRow(**one) for one in store.event_rows(ids).to_pylist()]
    return sorted(rows, key=lambda row: (row.from_day or date.max, row.id))


def test_a_row_tells_what_the_record_tells(filled: Store) -> None:
    records = list(filled.events(Filters()))
    assert rows_of(filled) == [row_of(record) for record in records]
    assert [row.id for row in rows_of(filled, [records[1]["id"]])] == [records[1]["id"]]


def test_a_table_has_the_rows_that_fit_as_columns(filled: Store) -> None:
    table = filled.event_table(Filters(), schema())
    rows = {row.id: row for row in rows_of(filled) if row.review_state != "rejected"}
    assert {one["id"]: one for one in table.to_pylist()} == {
        key: {name: getattr(row, name) for name in table.column_names} for key, row in rows.items()
    }
    chosen = filled.event_table(Filters(kinds=("PROTEST",)), schema())
    assert chosen["id"].to_pylist() == filled.event_ids(Filters(kinds=("PROTEST",)))


def test_a_table_of_an_area_holds_what_lies_in_it(filled: Store) -> None:
    there = [row for row in rows_of(filled) if row.lat is not None]
    square = [[there[0].lon + x, there[0].lat + y] for x, y in ((-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1))]
    within = Filters(within={"type": "Polygon", "coordinates": [square]})
    assert sorted(filled.event_table(within, schema())["id"].to_pylist()) == sorted(filled.event_ids(within)) != []
    nowhere = Filters(within={"type": "Polygon", "coordinates": [[[0, -89], [1, -89], [1, -88], [0, -89]]]})
    assert filled.event_table(nowhere, schema()).num_rows == 0


def test_what_reports_say_of_the_direction_of_things_and_where(filled: Store) -> None:
    (told,) = filled.leanings(date(2020, 5, 1), date(2020, 5, 31))
    assert (told.day, told.country, told.admin1, told.is_more) == (date(2020, 5, 3), "AFG", "Kunduz", True)
    assert filled.leanings(date(2020, 5, 4), date(2020, 5, 31)) == []


def test_events_that_reports_number_or_name_are_found(filled: Store) -> None:
    numbered = [one["id"] for one in filled.events() if one["ordinal"] is not None or one["campaign"]]
    assert filled.event_ids(Filters(), only_serial=True) == numbered != []
    assert filled.event_ids(Filters(kinds=("PROTEST",)), only_serial=True) == []
    nowhere = {"type": "Polygon", "coordinates": [[[0, -89], [1, -89], [1, -88], [0, -89]]]}
    assert filled.event_ids(Filters(within=nowhere), only_serial=True) == []


def test_rejected_events_have_rows_too_and_states_name_them_all(filled: Store) -> None:
    states = filled.event_states()["id"].to_pylist()
    assert states == sorted(row.id for row in rows_of(filled)) != []


def test_the_pulse_beats_with_every_write(filled: Store) -> None:
    before, restraints = filled.pulse(), filled.restraints()
    filled.add_looks([Look(source="Northern Wire", at=reports.AT, outcome="empty")])
    assert filled.pulse() != before
    assert filled.restraints() == restraints


def test_events_by_id_keep_the_order_asked_for(filled: Store) -> None:
    ids = [record["id"] for record in filled.events()][::-1]
    assert [record["id"] for record in filled.events_by_id([*ids, "none"])] == ids
    assert filled.event_ids(Filters(kinds=("PROTEST",))) == [
        r["id"] for r in filled.events(Filters(kinds=("PROTEST",)))
    ]


def test_documents_are_listed_the_latest_first_in_pages(filled: Store) -> None:
    every = filled.documents(DocumentFilters(), limit=100)
    days = [one["published"] for one in every if one["published"]]
    assert days == sorted(days, reverse=True)
    assert len(every) == 5
    pages, after = [], None
    while page := filled.documents(DocumentFilters(), limit=2, after=after):
        pages += page
        after = page[-1]["id"]
    assert pages == every
    assert sum(one["mentions"] for one in every) == 5


def test_documents_by_source_day_and_words(filled: Store) -> None:
    def titles(**given: object) -> int:
        return len(filled.documents(DocumentFilters(**given), limit=100))

    assert titles(sources=("Daily Paper",)) == 1
    assert titles(text="checkpoint insurgents") == 1
    assert titles(since=date(2030, 1, 1)) == 0
    assert titles(until=date(2000, 1, 1)) == 0
    assert titles(language="fr") == 0


def test_sentences_stand_where_they_stand_in_the_text(filled: Store) -> None:
    document, _ = reports.kunduz_wire()
    text, spans = filled.sentences([document.id])[document.id]
    assert text == document.text
    assert spans == [(one.span.start, one.span.end) for one in document.sentences]


def test_coverage_as_a_table_leaves_out_what_was_only_looked_at_in_vain(filled: Store) -> None:
    filled.add_looks([Look(source="Silent Wire", at=reports.AT, outcome="failed")])
    rows = {(one["source"], one["day"], one["documents"], one["looks"]) for one in _coverage_table(filled)}
    told = filled.coverage()
    assert rows == {(one.source, one.day, one.documents, one.looks) for one in told if one.documents or one.looks}
    assert any(one.source == "Silent Wire" for one in told)
    assert len(rows) == len(_coverage_table(filled)) > 1


def _coverage_table(store: Store) -> list[dict[str, Any]]:
    table = store.coverage_table(coverage_schema())
    assert table.schema == coverage_schema()
    rows: list[dict[str, Any]] = table.to_pylist()
    return rows


def test_coverage_tells_looks_in_vain_from_no_look(filled: Store) -> None:
    filled.add_looks([Look(source="Quiet Gazette", at=reports.AT, outcome="empty")])
    filled.add_looks([Look(source="Quiet Gazette", at=reports.LATER, outcome="failed")])
    covered = {(one.source, one.day): (one.documents, one.looks, one.failed) for one in filled.coverage()}
    assert covered["Quiet Gazette", reports.AT.date()] == (0, 1, 0)
    assert covered["Quiet Gazette", reports.LATER.date()] == (0, 0, 1)
    outlets = {one.source: one for one in filled.outlets()}
    assert "Quiet Gazette" not in outlets
    assert outlets["Daily Paper"].documents == 1
    assert sum(one.documents for one in outlets.values()) == 5


def test_the_lag_of_a_source_counts_what_happened_before_it_was_told(filled: Store) -> None:
    told = reports.read("Raid in Macomia\n\nMen raided Macomia. They plan a march.", source="Late Post", published=TOLD)
    raid = reports.tell(told, "raided", when=(date(2020, 5, 1), date(2020, 5, 3), 2, "raided"))
    march = reports.tell(told, "march", "PROTEST", status="planned", when=(MAY, MAY, 1, "march"))
    filled.add(told, reports.code(told, raid, march), at=reports.AT)
    assert {one.source: one.lag_days for one in filled.outlets()}["Late Post"] == 7
    early = reports.read("Fair\n\nA bomb hit the fair.", source="Early Post", published=date(2020, 4, 1))
    filled.add(early, reports.code(early, reports.tell(early, "hit", when=(MAY, MAY, 1, "fair"))), at=reports.AT)
    assert {one.source: one.lag_days for one in filled.outlets()}["Early Post"] is None


TOLD, MAY = date(2020, 5, 10), date(2020, 5, 20)


def test_assessments_come_with_their_words(filled: Store) -> None:
    (one,) = filled.assessments(limit=10)
    assert one["quotes"]["direction"][0]["text"]
    assert filled.assessments(direction="down" if one["direction"] == "up" else "up", limit=10) == []


def test_judgements_are_found_from_either_side(filled: Store) -> None:
    event = next(record for record in filled.events() if len(record["mentions"]) > 1)
    said = filled.judgements_among(event["mentions"][:1])
    assert filled.judgements_among(event["mentions"]) == said
