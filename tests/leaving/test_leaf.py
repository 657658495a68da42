"""A row that was kept says what protection says of the event at that moment: no more, no less, and counts it alike."""

import json
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marsad.cells import Risk
from marsad.config import load_config
from marsad.export import EXPORTERS, Form, needs, reads
from marsad.leaving import leaf
from marsad.leaving.known import known_to
from marsad.protect import Known, Policy, Tally, load_policy, passage, protect
from marsad.protect.policy import SourceRule
from marsad.record import canonical_json
from tests.export.told import TEXT, attack, march, planned, report, talks
from tests.protect.events import days, event, place
from tests.protect.leaks import LEAKS, hostile

LEVELS = ("public", "partners", "internal")
#: All that a format may ask for of the reports.
WANTED = [frozenset(some) for some in ((), ("titles",), ("links",), ("titles", "links"))]
START = datetime(2020, 5, 1, tzinfo=UTC)
HELD = {
    "Silent Wire": SourceRule(do_not_publish=True),
    "Late Wire": SourceRule(embargo_until="2020-06-03", delay_hours=400),
}


@cache
def policy() -> Policy:
    return replace(load_policy(), sources=HELD)


@cache
def known() -> Known:
    return known_to(load_config())


@cache
def events() -> list[dict[str, Any]]:
    """Events of every sort that the rules tell apart, as a store gives them; one quotes a text that is no NFC."""
    kept = [{"aliases": [], **one, "reports": one.get("reports", [])} for one in _events()]
    decomposed = deepcopy(kept[1])
    decomposed["quotes"]["kind"][0]["text"] = "marched past the cafe\u0301"
    return [json.loads(canonical_json(one)) for one in kept] + [decomposed]


def _events() -> Iterator[dict[str, Any]]:
    yield from (attack(), march(), talks(), planned())
    yield from (report(hostile(leak), title=leak["text"], persons=[[0, 4]]) for leak in LEAKS[::9])
    for heading in load_policy().sensitive:
        for mode in sorted(heading.modes):
            kind, _, sort = mode.partition("/")
            yield attack(f"{TEXT} by {mode}", kind=kind, mode=sort or None)
        for measure in sorted(heading.measures):
            yield attack(f"{TEXT}, {measure}", counts={measure: 3})
    for said in ("a hospital burned", "children died", "a convoy left", "the military camp fell"):
        yield event(said, where=place(), when=days("2020-05-02"))
    for source in (*HELD, ""):
        yield attack(f"{TEXT}, says {source}", sources=(source, "Daily Paper"))
    for status in ("planned", "hypothetical", "denied"):
        yield attack(f"{TEXT} ({status})", status=status)
    for held in ({"embargo_until": "2020-05-20"}, {"do_not_publish": True}, {"licence": "restricted"}):
        yield attack(f"{TEXT} {held}") | held
        yield planned() | held
    yield attack() | {"review_state": "reviewed", "aliases": ["0a", "0b"]}
    yield report(
        attack("the Taliban attacked Müller near the police post"),
        url="https://wire.example/fulan-al-fulani",
        title="Müller attacked",
    )
    yield report(attack(where=None), title="Fulan al-Fulani hurt in Kunduz")


def plainly(level: Any, now: datetime, *, reviewed_only: bool, wanted: frozenset[str]) -> tuple[list[Any], Tally]:
    """Each event by itself, as it is read for a format that wants no more of the reports."""
    tally, passed = Tally(), []
    for record in deepcopy(events()):
        if reviewed_only and record["review_state"] not in leaf.REVIEWED:
            tally.held_back["not-reviewed"] += 1
            continue
        for one in record["reports"]:
            one["title"], one["url"] = (
                one[key] if name in wanted else None for name, key in (("titles", "title"), ("links", "url"))
            )
        found = protect(record, policy=policy(), level=level, now=now, known=known())
        if found.record is None:
            tally.held_back[str(found.held_back_reason)] += 1
            continue
        tally.changes.update(found.changes)
        passed.append(found.record)
    return passed, tally


@cache
def table(level: Any) -> Any:
    passed = (
        (
            {name: one[name] for name in ("id", "review_state")},
            "as it is",
            passage(one, policy=policy(), level=level, known=known()),
        )
        for one in deepcopy(events())
    )
    return leaf.leaf_of(passed)


@settings(max_examples=25, deadline=None)
@given(
    level=st.sampled_from(LEVELS),
    hours=st.integers(min_value=0, max_value=24 * 80),
    reviewed_only=st.booleans(),
    wanted=st.sampled_from(WANTED),
)
def test_what_was_kept_is_what_protection_says(
    level: Any, hours: int, reviewed_only: bool, wanted: frozenset[str]
) -> None:
    now = START + timedelta(hours=hours)
    expected, told = plainly(level, now, reviewed_only=reviewed_only, wanted=wanted)
    tally = Tally()
    free = leaf.freed(table(level), leaf.Asked(now=now, wanted=wanted, reviewed_only=reviewed_only), tally)
    assert list(leaf.records_of(free, wanted)) == expected
    assert (+tally.held_back, +tally.changes) == (told.held_back, told.changes)
    assert leaf.sources_of(free)[""] == len(expected)


def test_the_last_moment_of_a_hold_is_its_own() -> None:
    """At the moment itself it is over, for a kept row and for protection."""
    until = {moment for name in ("_until", "_embargo") for moment in table("public")[name].to_pylist() if moment}
    assert len(until) > 4
    for now in sorted(until):
        for at in (now - timedelta(microseconds=1), now):
            expected, _ = plainly("public", at, reviewed_only=False, wanted=WANTED[-1])
            free = leaf.freed(table("public"), leaf.Asked(now=at, wanted=WANTED[-1], reviewed_only=False), Tally())
            assert free["_id"].to_pylist() == [one["id"] for one in expected]


def test_what_never_leaves_is_in_no_row() -> None:
    """Nor in the file: a row that stays for good is empty but for its id, its state and the reason."""
    rows = [row for row in table("public").to_pylist() if row["_reason"] and row["_until"] is None]
    assert {row["_reason"] for row in rows} == {"do-not-publish", "licence", "status", "undated"}
    for row in rows:
        told = {name for name, value in row.items() if value is not None}
        assert told <= {"_id", "_state", "_review_state", "_reason", "_embargo"}


def test_no_private_name_stands_in_a_file_for_the_public(tmp_path: Path) -> None:
    name = leaf.written(table("public"), tmp_path)
    assert name is not None
    words = str(leaf.read(tmp_path / name).to_pylist())
    assert [leak["private"] for leak in LEAKS[::9] if any(private in words for private in leak["private"])] == []


@pytest.mark.parametrize("form", [name for name, form in EXPORTERS.items() if isinstance(form, Form)])
def test_every_format_is_made_of_what_was_kept_alike(form: str) -> None:
    """Of the table itself where it takes one, and of no more of a record than it says that it reads."""
    shape, wanted, late = EXPORTERS[form], needs(form), START + timedelta(days=4000)
    assert isinstance(shape, Form)
    expected, _ = plainly("public", late, reviewed_only=False, wanted=wanted)
    free = leaf.freed(table("public"), leaf.Asked(now=late, wanted=wanted, reviewed_only=False), Tally())
    kept = list(leaf.records_of(free, wanted, reads(form)))
    for one in (*expected, *kept):
        one["pcodes"] = {}
    plain = b"".join(content for content, _ in shape.join([shape.make(expected)]))
    assert b"".join(content for content, _ in shape.join([shape.make(kept)])) == plain
    if shape.take is not None:
        assert b"".join(content for content, _ in shape.join([shape.take(free)])) == plain


def test_the_risk_is_counted_alike() -> None:
    late = START + timedelta(days=4000)
    expected, _ = plainly("public", late, reviewed_only=False, wanted=WANTED[-1])
    free = leaf.freed(table("public"), leaf.Asked(now=late, wanted=WANTED[-1], reviewed_only=False), Tally())
    risk = Risk()
    for record in expected:
        where, when = record["where"] or {}, record["when"] or {}
        day = when.get("first") or record["published"] or ""
        risk.add(where.get("country") or "", where.get("admin1") or "", day[:7], record["kind"], record["mode"] or "")
    assert leaf.risk_of(free).counts == risk.counts
