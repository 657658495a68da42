"""What is added comes back as it was; adding again changes nothing; a new coding supersedes."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from marsad import record
from marsad.errors import StoreError
from marsad.store import Reach, Store
from marsad.types import Coding, Document, Fingerprints, OriginRun, Problem
from tests.store import reports
from tests.store.reports import AT, LATER, Report


def records_of(coding: Coding) -> list[Any]:
    return [
        *map(record.mention_record, coding.mentions),
        *map(record.assessment_record, coding.assessments),
        *map(record.problem_record, coding.problems),
    ]


def count(store: Store, table: str) -> int:
    (found,) = store._connection.execute(f"SELECT count(*) FROM {table}").fetchall()
    return int(found[0])


def dated(report: Callable[[], Report], day: date | None, how: str | None) -> Report:
    document, coding = report()
    mentions = (replace(mention, published=day, published_from=how) for mention in coding.mentions)
    return replace(document, published=day, published_from=how), replace(coding, mentions=tuple(mentions))


@pytest.mark.parametrize("report", reports.ALL, ids=lambda report: report.__name__)
def test_a_document_and_its_coding_come_back_equal_words_included(store: Store, report: Callable[[], Report]) -> None:
    document, coding = report()
    assert store.add(document, coding, at=AT)
    assert store.document(document.id) == document
    assert store.coding_of(document.id) == records_of(coding)


def test_the_map_to_the_original_and_odd_characters_come_back(store: Store) -> None:
    document, coding = reports.macomia_plan()
    odd = replace(
        document,
        text=document.text + " bell \7, مرصد, 🜨.",
        origin=(OriginRun(start=0, origin=12, length=40),),
        title=None,
    )
    store.add(odd, coding, at=AT)
    assert store.document(odd.id) == odd


def test_very_many_are_added_at_once_each_once(store: Store) -> None:
    first, second = reports.kunduz_wire(), reports.taveuni_march()
    assert store.add_all([(*first, ()), (*second, ()), (*first, ())], at=AT) == [True, True, False]
    assert store.add_all([(*second, ())], at=LATER) == [False]
    assert [store.document(document.id) for document, _ in (first, second)] == [first[0], second[0]]
    assert store.coding_of(first[0].id) == records_of(first[1])
    assert (count(store, "documents"), count(store, "codings")) == (2, 2)


def test_what_was_stored_is_there_after_reopening(db: str) -> None:
    document, coding = reports.kunduz_wire()
    with Store(db) as store:
        store.add(document, coding, at=AT)
    with Store(db, read_only=True) as store:
        assert store.document(document.id) == document
        assert store.coding_of(document.id) == records_of(coding)


def test_mentions_come_in_the_order_of_the_text(store: Store) -> None:
    ((document, coding),) = reports.bulletins(1)
    store.add(document, replace(coding, mentions=coding.mentions[::-1]), at=AT)
    assert [one["id"] for one in store.coding_of(document.id)] == [mention.id for mention in coding.mentions]


@pytest.mark.parametrize("error", [KeyboardInterrupt, StoreError("bad input", next_step="Mend it.")])
def test_an_exception_in_the_block_loses_no_document_added_before(db: str, error: BaseException) -> None:
    document, coding = reports.kunduz_wire()

    def interrupted() -> None:
        with Store(db) as store:
            store.add(document, coding, at=AT)
            raise error

    with pytest.raises((KeyboardInterrupt, StoreError)):
        interrupted()
    with Store(db) as store:
        assert store.document(document.id) == document


def test_adding_again_changes_nothing(store: Store) -> None:
    for _ in range(2):
        added = [store.add(*report(), at=AT) for report in reports.ALL]
    assert not any(added)
    assert count(store, "documents") == count(store, "codings") == len(reports.ALL)


def test_has_says_beforehand_what_add_will_say(store: Store) -> None:
    document, coding = reports.kunduz_wire()
    assert not store.has(document, coding.coder)
    store.add(document, coding, at=AT)
    assert store.has(document, coding.coder)
    assert not store.has(document, "hand@2")


def test_another_coder_supersedes_and_the_old_coding_stays(store: Store) -> None:
    document, coding = reports.kunduz_wire()
    newer = reports.code(document, coder="hand@2")
    assert store.add(document, coding, at=AT)
    assert store.add(document, newer, at=LATER)
    assert store.coding_of(document.id) == []
    assert store.stats().mentions == 0
    assert count(store, "mentions") == 1
    (old,) = store._connection.execute("SELECT superseded_at FROM codings WHERE coder = 'hand@1'").fetchall()
    assert old == (LATER.replace(tzinfo=None),)
    assert count(store, "documents") == 1, "the text was read the same way: no second copy"


def test_an_older_coder_can_come_back(store: Store) -> None:
    """A user who takes a place out of the gazetteer again is back at the coder version of before."""
    document, coding = reports.kunduz_wire()
    for coder in ("hand@1", "hand@2", "hand@1"):
        assert store.add(document, replace(coding, coder=coder), at=AT)
    assert store.stats().coders == (("hand@1", 1),)
    assert len(store.coding_of(document.id)) == 3


def test_a_newly_given_date_supersedes(store: Store) -> None:
    document, coding = dated(reports.idlib_patrol, None, None)
    given = dated(reports.idlib_patrol, date(2020, 5, 7), "given")
    assert store.add(document, coding, at=AT)
    assert store.add(*given, at=LATER)
    assert store.document(document.id) == given[0]
    assert count(store, "codings") == count(store, "documents") == 2
    assert not store.add(document, coding, at=LATER), "the same input again, without the date, takes nothing back"
    assert store.document(document.id).published == date(2020, 5, 7)


def test_a_given_date_beats_a_found_one_and_not_the_other_way_round(store: Store) -> None:
    found = dated(reports.idlib_patrol, date(2020, 5, 8), "metadata")
    given = dated(reports.idlib_patrol, date(2020, 5, 7), "given")
    assert [store.add(*report, at=AT) for report in (found, given, found)] == [True, True, False]
    assert store.document(found[0].id).published_from == "given"


def test_two_given_dates_for_one_text_do_not_take_turns(store: Store) -> None:
    days = [dated(reports.idlib_patrol, date(2020, 5, day), "given") for day in (7, 9)]
    assert [store.add(*report, at=AT) for report in (*days, *days)] == [True, True, False, False]


def test_a_time_stamp_without_a_zone_is_refused(store: Store) -> None:
    with pytest.raises(ValueError, match="time zone"):
        store.add(*reports.kunduz_wire(), at=datetime(2020, 6, 1))  # noqa: DTZ001  # the mistake under test


@pytest.mark.parametrize(("text", "message"), [("\ud800", "no Unicode"), ("a\0b", "NUL")])
def test_half_a_character_fails_alone_and_not_with_its_batch(store: Store, text: str, message: str) -> None:
    document, coding = reports.kunduz_wire()
    broken, _ = reports.kunduz_paper()
    store.add(document, coding, at=AT)
    with pytest.raises(StoreError, match=message) as caught:
        store.add(replace(broken, text=text), reports.code(broken), at=AT)
    assert caught.value.ids == {"document": broken.id}
    assert store.document(document.id) == document


def test_fingerprints_come_back_by_document(store: Store) -> None:
    with_them, without = reports.kunduz_wire(), reports.idlib_patrol()
    empty = Fingerprints(minhash=())
    bare: tuple[Document, Coding] = reports.macomia_plan()
    for document, coding in (with_them, without, (bare[0], replace(bare[1], fingerprints=empty))):
        store.add(document, coding, at=AT)
    ids = [with_them[0].id, without[0].id, bare[0].id, "nowhere"]
    assert store.fingerprints(ids) == {ids[0]: with_them[1].fingerprints, ids[2]: empty}


def test_problems_are_listed_and_counted_by_reason(store: Store) -> None:
    document, coding = reports.kunduz_wire()
    undated = Problem(stage="read", code="no-date", detail="nothing says when", document=document.id)
    line = Problem(stage="read", code="bad-line", detail="line 3 is no JSON", source="feed.jsonl")
    store.add(document, coding, (undated,), at=AT)
    assert store.add_problems([line, line], at=AT) == 1
    assert store.add_problems([line], at=LATER) == 0
    assert store.problem_counts() == [("read", "bad-line", 1), ("read", "no-date", 1), ("resolve", "date-vague", 1)]
    assert store.problems() == [*map(record.problem_record, (line, undated, *coding.problems))]
    assert store.problems(code="date-vague")[0]["quote"]["text"] == "for weeks"
    assert len(store.problems(limit=2)) == 2
    store.add(document, reports.code(document, coder="hand@2"), at=LATER)
    assert store.problem_counts() == [("read", "bad-line", 1)], "problems of a superseded coding are over"


def test_stats_count_what_is_present(filled: Store) -> None:
    stats = filled.stats()
    assert (stats.documents, stats.mentions, stats.events, stats.problems) == (5, 5, 4, 1)
    assert dict(stats.events_by_kind) == {"ASSAULT": 1, "COOPERATE": 1, "PROTEST": 1, "THREATEN": 1}
    assert dict(stats.documents_by_source) == {"Northern Wire": 2, "Daily Paper": 1, "Pacific Émissions": 1, None: 1}
    assert stats.coders == (("hand@1", 5),)
    assert (stats.first_day, stats.last_day) == (date(2020, 5, 2), date(2020, 5, 9))
    assert stats.file_bytes > 100_000


def test_an_empty_store_answers(store: Store) -> None:
    stats = store.stats()
    assert (stats.documents, stats.events, stats.first_day, stats.events_by_kind) == (0, 0, None, ())
    assert list(store.events()) == list(store.mentions()) == store.problems() == []
    assert store.unfolded() == store.clusters_of(["nothing"]) == {}
    assert store.candidates([], Reach(window_days=7)) == []
