from typing import Any

import pytest

from benchmarks.muc4.fit import fitted_weights
from benchmarks.muc4.weighing import (
    fitted,
    of_filler,
    of_incident,
    probability,
    told_of,
    weighed_templates,
)
from marsad.types import Mention
from tests.benchmarks.factory import mention, party, words_of

TEXT = (
    "GUERRILLAS OF THE FMLN ATTACKED THE HOME OF MAYOR JUAN PEREZ IN USULUTAN. THE ARMY BLAMED THE FMLN. SOLDIERS "
    "KILLED REBELS NEAR LA UNION."
)


def attack(**fields: Any) -> Mention:
    return mention(TEXT, "ATTACKED", **fields)


def combat() -> Mention:
    rebels = party(TEXT, "victim", "REBELS", "rebels-slv/REB/SLV")
    return mention(TEXT, "KILLED", parties=(party(TEXT, "initiator", "SOLDIERS", "mil-slv/MIL/SLV"), rebels))


def test_features_name_what_is_coded() -> None:
    told = told_of((attack(targets=words_of(TEXT, "THE HOME")),), TEXT)
    found = of_incident(told, told.incidents[0])
    assert {"bias", "type attack", "trigger attacked", "Target 1", "no place", "mentions 1"} <= set(found)
    assert not any(feature.startswith("against") for feature in found)


def test_nouns_of_those_who_take_part_are_features() -> None:
    told = told_of((combat(), attack(targets=words_of(TEXT, "THE HOME"))), TEXT)
    found = {feature for group in told.incidents for feature in of_incident(told, group)}
    assert {"initiator called soldiers", "harmed called rebels", "target home"} <= found


def test_the_head_of_a_transcript_names_its_genre() -> None:
    text = f"LA UNION, 3 MAY 90 -- [SPEECH] [MAYOR JUAN PEREZ] [TEXT] WE SAY SO TO OUR PEOPLE. {TEXT}"
    told = told_of((mention(text, "ATTACKED"),), text)
    found = of_incident(told, told.incidents[0])
    assert "head speech" in found
    assert "speaks of itself 5" in found
    assert "speaks of itself 0" in of_incident(told_of((attack(),), TEXT), (attack(),))


def test_rules_that_speak_against_a_mention_are_features() -> None:
    told = told_of((combat(),), TEXT)
    assert {"all against", "against combat", "first against combat"} <= set(of_incident(told, told.incidents[0]))


def test_fillers_come_from_all_the_document() -> None:
    told = told_of((attack(), combat()), TEXT)
    found = of_filler(told, told.incidents[0], 0.5)
    assert ("PerpInd", "soldiers") in found
    assert "named 2 times" in found["PerpOrg", "fmln"]


def test_weights_below_the_threshold_leave_out() -> None:
    sure = {"incident": {"bias": 3.0}, "PerpOrg": {"bias": 3.0}}
    none = {"PerpInd": {"bias": -3.0}, "Target": {"bias": -3.0}, "Victim": {"bias": -3.0}, "Weapon": {"bias": -3.0}}
    kept = weighed_templates((attack(),), TEXT, sure | none)
    assert [template.fillers["PerpOrg"] for template in kept] == [("fmln",)]
    assert weighed_templates((attack(),), TEXT, {**sure, **none, "incident": {"bias": -3.0}}) == []


def test_a_document_without_a_likely_template_has_none() -> None:
    weights = {role: {"bias": -3.0} for role in ("PerpInd", "PerpOrg", "Target", "Victim", "Weapon")}
    doubtful, likely = {"bias": -0.8}, {"bias": -0.8, "harmed called rebels": 2.0}
    mentions = (attack(), combat())
    assert weighed_templates(mentions[:1], TEXT, {**weights, "incident": doubtful}) == []
    assert weighed_templates(mentions, TEXT, {**weights, "incident": likely}) != []


def test_weights_learn_which_feature_tells() -> None:
    rows = [(["bias", "red"], True), (["bias", "blue"], False)] * 20
    weights = fitted_weights(rows)
    assert probability(weights, ["bias", "red"]) > 0.7
    assert probability(weights, ["bias", "blue"]) < 0.3
    assert weights == fitted_weights(rows)


def test_a_rare_feature_is_not_learned() -> None:
    rows = [(["bias", "common"], True), (["bias"], False)] * 5
    assert "seen once" not in fitted_weights([*rows, (["bias", "seen once"], True)])


@pytest.mark.parametrize("slot", ["incident", "PerpInd", "PerpOrg", "Target", "Victim", "Weapon"])
def test_weights_are_kept_for_every_question(slot: str) -> None:
    assert len(fitted()[slot]) > 50
