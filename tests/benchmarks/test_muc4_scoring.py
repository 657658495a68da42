import random
from itertools import product
from typing import Any

import pytest

from benchmarks.muc4.keys import ROLES, Key, KeyedDocument, normalised
from benchmarks.muc4.score import Marks, Template, match, score


def key(*types: str, **fillers: list[list[str]]) -> Key:
    """``PerpInd=[["guerrillas", "rebels"]]``: one entity with two right strings."""
    return Key(
        types=frozenset(types),
        fillers={role: tuple(map(frozenset, fillers.get(role, []))) for role in ROLES},
        stages=frozenset(("ACCOMPLISHED",)),
        confidences=(),
        days=(),
        places=(),
        is_optional=False,
    )


def template(type_: str, **fillers: list[str]) -> Template:
    return Template(type=type_, fillers={role: tuple(found) for role, found in fillers.items()})


def total(templates: list[Template], keys: list[Key]) -> Marks:
    return sum(match(templates, keys).marks.values(), Marks())


def figures(documents: list[KeyedDocument], predictions: dict[str, list[Template]]) -> dict[str, Any]:
    return {figure.name: figure for figure in score(documents, predictions).figures}


def document(*keys: Key, id: str = "d1") -> KeyedDocument:  # noqa: A002 - the set's own word
    return KeyedDocument(id=id, text="", keys=keys)


def f1_by_trial(templates: list[Template], keys: list[Key]) -> float:
    """The definition, word by word: every one-to-one matching is tried."""
    best = 0.0
    for choice in product(range(-1, len(keys)), repeat=len(templates)):
        used = [j for j in choice if j >= 0]
        if len(set(used)) < len(used):
            continue
        pairs = [(t, keys[j]) for t, j in zip(templates, choice, strict=True) if j >= 0 and t.type in keys[j].types]
        right = found = len(pairs)
        for one, gold in pairs:
            for role in ROLES:
                said, entities = one.fillers.get(role, ()), gold.fillers[role]
                right += sum(any(filler in entity for entity in entities) for filler in said)
                found += sum(any(filler in entity for filler in said) for entity in entities)
        predicted = len(templates) + sum(len(said) for one in templates for said in one.fillers.values())
        held = len(keys) + sum(len(gold.fillers[role]) for gold in keys for role in ROLES)
        precision, recall = right / predicted if predicted else 0.0, found / held if held else 0.0
        best = max(best, 2 * precision * recall / (precision + recall) if precision + recall else 0.0)
    return best


def test_fillers_are_normalised_as_the_published_scorer_does() -> None:
    assert normalised('THE "Santo Tomas"  farm, A\nranch') == "santo tomas farm ranch"
    assert normalised("O'Higgins' car-bomb") == "ohiggins carbomb"


def test_one_right_string_of_an_entity_is_enough() -> None:
    keys = [key("attack", PerpInd=[["guerrillas", "guerrilla column"]], Target=[["farm"], ["bridge"]])]
    marks = total([template("attack", PerpInd=["guerrilla column"], Target=["farm", "mill"])], keys)
    assert (marks.right, marks.predicted, marks.found, marks.gold) == (3, 4, 3, 4)


def test_two_strings_of_one_entity_are_both_right_and_find_it_once() -> None:
    marks = total(
        [template("attack", PerpInd=["rebels", "guerrillas"])], [key("attack", PerpInd=[["rebels", "guerrillas"]])]
    )
    assert (marks.right, marks.predicted, marks.found, marks.gold) == (3, 3, 2, 2)


def test_only_equal_types_match_and_a_double_type_takes_either() -> None:
    assert match([template("attack")], [key("bombing")]).pairs == ()
    assert match([template("attack")], [key("bombing", "attack")]).pairs == ((0, 0),)
    assert match([template("bombing")], [key("bombing", "attack")]).pairs == ((0, 0),)


def test_the_matching_is_the_best_one_and_not_the_first() -> None:
    keys = [key("attack", Victim=[["a"], ["b"]]), key("attack", Victim=[["a"]])]
    templates = [template("attack", Victim=["a"]), template("attack", Victim=["a", "b"])]
    assert match(templates, keys).pairs == ((0, 1), (1, 0))
    assert total(templates, keys).f1 == 1.0


def test_unmatched_templates_are_wrong_and_unmatched_keys_missed_with_all_they_hold() -> None:
    marks = match([template("arson", Target=["mill"])], [key("attack", Victim=[["a"]], Weapon=[["gun"]])]).marks
    assert (marks["Target"].predicted, marks["Target"].right) == (1, 0)
    assert (marks["Victim"].gold, marks["Weapon"].gold, marks["incident_type"].gold) == (1, 1, 1)
    assert sum(marks.values(), Marks()).f1 == 0.0


@pytest.mark.parametrize("seed", range(60))
def test_the_best_matching_is_found_exactly(seed: int) -> None:
    rng = random.Random(seed)
    words = "abcde"

    def some(n: int) -> list[str]:
        return rng.sample(words, rng.randint(0, n))

    templates = [
        template(rng.choice(("attack", "bombing")), Victim=some(3), Weapon=some(2)) for _ in range(rng.randint(0, 4))
    ]
    keys = [
        key(*rng.choice((("attack",), ("bombing", "attack"))), Victim=[[a] for a in some(3)], Weapon=[some(2) or ["z"]])
        for _ in range(rng.randint(0, 4))
    ]
    assert total(templates, keys).f1 == pytest.approx(f1_by_trial(templates, keys))


@pytest.mark.slow
def test_many_templates_are_matched_in_no_time() -> None:
    keys = [key("attack", Victim=[[str(n)]]) for n in range(13)]
    templates = [template("attack", Victim=[str(n)]) for n in reversed(range(13))]
    assert total(templates, keys).f1 == 1.0


def test_documents_are_scored_together_and_a_silent_one_is_missed() -> None:
    documents = [document(key("attack", Victim=[["a"]])), document(key("bombing"), id="d2"), document(id="d3")]
    found = figures(documents, {"d1": [template("attack", Victim=["a"])], "d3": [template("arson")]})
    assert found["template_f1"].value == pytest.approx(2 * (2 / 3) * (2 / 3) / (4 / 3))
    assert found["template_f1"].n == 3
    assert found["victim_f1"].value == 1.0
    assert found["incident_type_f1"].value == pytest.approx(0.5)
    assert found["incident_f1"].value == pytest.approx(0.5)
    assert found["perp_ind_f1"].value == 0.0


def test_nothing_predicted_scores_nothing() -> None:
    found = figures([document(key("attack")), document(id="d2")], {})
    assert found["template_f1"].value == 0.0
    assert found["stage_accuracy"].value is None
    assert found["stage_accuracy"].n == 0


def test_optional_templates_are_keys_like_any_other() -> None:
    from dataclasses import replace

    optional = replace(key("attack"), is_optional=True)
    assert figures([document(optional)], {})["incident_f1"].value == 0.0


def test_misses_say_what_was_wrong_spurious_and_missed() -> None:
    keys = (key("attack", Victim=[["a"]]), key("arson", Target=[["mill"]]))
    said = {"d1": [template("attack", Victim=["b"]), template("robbery", Weapon=["gun"])]}
    wrong, spurious, missed = score([document(*keys)], said).misses
    assert wrong["Victim"] == {"predicted": ["b"], "gold": [["a"]]}
    assert spurious == {"document": "d1", "spurious": "robbery", "Weapon": ["gun"]}
    assert missed == {"document": "d1", "missed": ["arson"], "Target": [["mill"]]}
