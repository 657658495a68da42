"""What is not compared would not have been worth keeping."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from marsad.merge import compare, fingerprints, judge, may_reach, sketch, sketched
from marsad.record import mention_record, withhold
from marsad.types import Mention
from tests.merge.factory import mention

REVIEW_AT = 0.6
PLACES = (
    {"id": "user:1", "name": "Ard", "country": "SYR", "admin1": "Homs", "lat": 34.7, "lon": 36.7},
    {"id": "user:2", "name": "Bir", "country": "SYR", "admin1": "Homs", "lat": 34.8, "lon": 36.7},
    {"id": "user:3", "name": "Homs", "country": "SYR", "admin1": "Homs", "where_prec": 4},
)
PRINTS = (
    None,
    fingerprints("two men were killed when a bomb went off at the gate"),
    fingerprints("two men were killed when a bomb went off at the gate on a day"),
)


def told(document: str) -> st.SearchStrategy[Mention]:
    """A mention that tells some of what can be told."""
    some: dict[str, st.SearchStrategy[Any]] = {
        "kind": st.sampled_from(["ASSAULT", "COERCE"]),
        "mode": st.sampled_from([None, "firearms", "explosives", "aerial"]),
        "published": st.sampled_from([None, "2024-03-02", "2024-03-03", "2024-03-20"]),
        "when": st.sampled_from([None, "2024-03-01", "2024-03-02", "2024-03-01..2024-03-04"]),
        "where": st.sampled_from([None, *(PLACES)]),
        "by": st.sampled_from([(), ("/REB/SYR",), ("levant-front/REB/SYR",)]),
        "on": st.sampled_from([(), ("/MIL/SYR",)]),
        "means": st.sampled_from([(), ("car bomb",)]),
        "targets": st.sampled_from([(), ("gate",), ("market",)]),
        "campaign": st.sampled_from([None, "Dawn"]),
        "ordinal": st.sampled_from([None, 8]),
    }
    counts = {"killed": st.sampled_from([None, 2, 5, 12, 30]), "injured": st.sampled_from([None, 3, 20])}

    def made(given_: dict[str, Any]) -> Mention:
        known = {name: value for name, value in given_.items() if value is not None}
        where = known.pop("where", None)
        return mention(document, **known, **({"where": "here", "places": {"here": where}} if where else {}))

    return st.fixed_dictionaries({**some, **counts}).map(made)


@settings(max_examples=300, deadline=None)
@given(left=told("d1"), right=told("d2"), prints=st.tuples(st.sampled_from(PRINTS), st.sampled_from(PRINTS)))
def test_a_pair_that_is_left_out_stays_below_the_score(left: Mention, right: Mention, prints: tuple[Any, Any]) -> None:
    one, other = sketch(left, prints[0]), sketch(right, prints[1])
    judgement = judge(compare(one, other), merge_at=0.9, review_at=REVIEW_AT)
    assert may_reach(one, other, REVIEW_AT) or judgement.score < REVIEW_AT
    assert may_reach(one, other, REVIEW_AT) == may_reach(other, one, REVIEW_AT)


def test_most_of_what_shares_only_day_and_province_is_left_out() -> None:
    here = {"where": "here", "when": "2024-03-01", "killed": 4}
    left, right = (
        sketch(mention(f"d{n}", places={"here": place}, **here | {"killed": 4 + 20 * n}))
        for n, place in enumerate(PLACES[:2])
    )
    assert not may_reach(left, right, REVIEW_AT)
    assert may_reach(left, left, REVIEW_AT)


@given(one=told("d1"))
def test_a_stored_mention_is_sketched_as_it_was(one: Mention) -> None:
    print_ = PRINTS[1]
    assert print_ is not None
    stored = sketched(withhold(mention_record(one)), print_.packed, print_.lead or b"")
    kept = sketch(one, print_)
    assert all(getattr(stored, name) == getattr(kept, name) for name in type(stored).__slots__)
