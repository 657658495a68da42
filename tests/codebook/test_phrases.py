from __future__ import annotations

from marsad.codebook.phrases import Phrases

_PHRASES = Phrases({"goal": 1, "man of the match": 2, "man of": 3})


def test_runs_are_found_where_they_first_stand() -> None:
    words = ["the", "goal", "of", "the", "man", "of", "the", "match", "was", "a", "goal"]
    assert _PHRASES.within(words) == {"goal": (1, 2), "man of": (4, 6), "man of the match": (4, 8)}


def test_a_run_that_the_sentence_cuts_off_is_none() -> None:
    assert _PHRASES.within(["a", "man", "of", "the"]) == {"man of": (1, 3)}
    assert _PHRASES.within(["man"]) == {}
