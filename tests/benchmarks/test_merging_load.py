import json
from collections import Counter

import pytest

from benchmarks.merging_load import happenings, load, main

pytestmark = pytest.mark.slow  # databases over their whole life


def test_the_same_arguments_give_the_same_load() -> None:
    war = happenings(None)
    first, second = (list(load(300, war)) for _ in range(2))
    assert first == second
    assert len({document.id for _, document, _ in first}) == len(first) == 300
    sizes = Counter(event for event, _, _ in first)
    assert set(sizes.values()) <= {1, 2, 3, 4, 5}


def test_more_mentions_are_more_wars() -> None:
    war = happenings(None)[:10]
    countries = {coding.mentions[0].where.value.country for _, _, coding in load(100, war) if coding.mentions[0].where}
    assert len(countries) > 2


def test_a_small_load_is_timed_and_scored(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--mentions", "60", "--more", "5"]) == 0
    found = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert found["mentions"] == 60
    assert found["events_folded"] > 0
    assert 0 <= found["pair_precision"] <= 1
