from __future__ import annotations

import random
from datetime import UTC, datetime
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from marsad.merge import cluster, unjudged
from marsad.types import Judgement, Verdict
from tests.merge.factory import judged


def groups(mentions: str, *judgements: Judgement) -> list[str]:
    return ["".join(sorted(group)) for group in cluster(mentions, judgements)]


def test_cluster_connects_what_is_the_same() -> None:
    assert groups("dcba", judged("a", "b", "same"), judged("b", "c", "same")) == ["abc", "d"]


def test_cluster_does_not_chain_through_a_different() -> None:
    found = groups(
        "abc", judged("a", "b", "same", 0.99), judged("b", "c", "same", 0.91), judged("a", "c", "different", 0.0)
    )
    assert found == ["ab", "c"]


def test_cluster_a_united_group_keeps_its_enemies() -> None:
    found = groups(
        "abcd",
        judged("a", "b", "same", 0.99),
        judged("c", "d", "same", 0.98),
        judged("b", "c", "same", 0.97),
        judged("a", "d", "different", 0.0),
    )
    assert found == ["ab", "cd"]


def test_cluster_chains_over_pairs_nobody_is_sure_of() -> None:
    assert groups("abc", judged("a", "b", "same"), judged("b", "c", "same"), judged("a", "c", "unsure", 0.2)) == ["abc"]


def test_cluster_persons_outrank_the_machine() -> None:
    same, different = judged("a", "b", "same", 0.99), judged("a", "b", "different", 0.0)
    person = "person:n.n."
    assert groups("ab", different, judged("a", "b", "same", 1, by=person)) == ["ab"]
    assert groups("ab", same, judged("a", "b", "different", 0, by=person)) == ["a", "b"]
    assert groups("ab", same, judged("a", "b", "unsure", 0.5, by=person)) == ["a", "b"]


def test_cluster_a_person_unites_across_the_machines_different() -> None:
    told = judged("a", "b", "same", 1, by="person:x"), judged("b", "c", "same", 1, by="person:x")
    assert groups("abc", *told, judged("a", "c", "different", 0.0)) == ["abc"]
    assert groups("abc", *told, judged("a", "c", "different", 0.0, by="person:y")) == ["ab", "c"]


def test_cluster_the_last_word_of_persons_stands() -> None:
    early, late = datetime(2024, 3, 1, tzinfo=UTC), datetime(2024, 3, 2)  # noqa: DTZ001  (a naive time is taken as UTC)
    first = judged("a", "b", "same", 1, by="person:x", at=early)
    second = judged("a", "b", "different", 0, by="person:w", at=late)
    assert groups("ab", first, second) == ["a", "b"]
    assert groups("ab", second, first) == ["a", "b"]


def test_cluster_ignores_judgements_on_others() -> None:
    assert groups("a", judged("a", "z", "same"), judged("y", "z", "same")) == ["a"]


def test_unjudged_are_the_pairs_that_others_connect() -> None:
    told = [
        judged("a", "b", "same"),
        judged("b", "c", "same"),
        judged("c", "d", "same"),
        judged("a", "c", "unsure", 0.3),
        judged("d", "e", "different", 0.0),
        judged("f", "g", "same"),
    ]
    assert unjudged(told) == (("a", "d"), ("b", "d"))
    assert unjudged([*told, judged("b", "c", "different", by="person:x")]) == ()


IDS = "abcdefg"
PAIRS = list(combinations(IDS, 2))


@given(
    st.lists(
        st.builds(
            lambda pair, verdict, score, by: judged(pair[0], pair[1], verdict, score, by=by),
            st.sampled_from(PAIRS),
            st.sampled_from(("same", "same", "different", "unsure")),
            st.sampled_from((0.0, 0.5, 0.9, 0.95, 1.0)),
            st.sampled_from(("rule:t@1", "rule:t@1", "person:x")),
        ),
        max_size=25,
    ),
    st.randoms(use_true_random=False),
)
def test_cluster_depends_on_the_set_alone(judgements: list[Judgement], chance: random.Random) -> None:
    found = cluster(IDS, judgements)
    assert sorted(one for group in found for one in group) == list(IDS)
    mentions, shuffled = list(IDS), list(judgements)
    chance.shuffle(mentions)
    chance.shuffle(shuffled)
    assert cluster(mentions, shuffled) == found


@given(
    st.dictionaries(
        st.sampled_from(PAIRS), st.tuples(st.sampled_from(("same", "different")), st.floats(0, 1)), max_size=21
    )
)
def test_cluster_never_holds_two_that_are_different(told: dict[tuple[str, str], tuple[Verdict, float]]) -> None:
    judgements = [judged(left, right, verdict, score) for (left, right), (verdict, score) in told.items()]
    for group in cluster(IDS, judgements):
        for pair in combinations(sorted(group), 2):
            assert told.get(pair, ("same",))[0] != "different"
