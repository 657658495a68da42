"""Who did it, told in another sentence than the act: claims of responsibility, blame, suspicion."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

pytestmark = pytest.mark.slow

BOMB = "A bomb wounded two guards at the gate of a bank in Cali on Monday."
KILLED = "Gunmen killed six farmers near Damboa in Borno on Monday."


@pytest.mark.parametrize(
    ("act", "charge", "culprit", "said"),
    [
        (BOMB, "President Rojas attributed the attack to the FARC.", "FARC", "President Rojas"),
        (BOMB, "The police blamed the attack on the ELN.", "ELN", "The police"),
        (BOMB, "The army accused the FARC of the crime.", "FARC", "The army"),
        (BOMB, "Authorities hold the M-19 responsible for the attack.", "M-19", "Authorities"),
        (BOMB, "The ELN said in a statement that it had carried out the attack.", "ELN", None),
        (BOMB, "The ELN said it was behind the attack.", "ELN", "The ELN"),
        (BOMB, "Police suspect the ELN.", "ELN", "Police"),
        (BOMB, "The army said the bombing was the work of the ELN.", "ELN", "The army"),
        (KILLED, "Residents said the attackers were members of Boko Haram.", "Boko Haram", "Residents"),
        (KILLED, "No group has claimed the attack, but police suspect Boko Haram.", "Boko Haram", "police"),
    ],
)  # fmt: skip
def test_a_charge_reaches_the_act_told_before(
    coded: Callable[..., Any], act: str, charge: str, culprit: str, said: str | None
) -> None:
    _, coding = coded(f"{act} {charge}")
    mention = next(one for one in coding.mentions if one.kind.value == "ASSAULT")
    doers = [claim for claim in mention.parties if claim.value.role == "initiator"]
    assert any(culprit in str(claim.value.text) for claim in doers), [claim.value.text for claim in doers]
    if said is not None:
        told = [quote.text for claim in mention.attribution for quote in claim.quotes]
        assert any(said.lower().removeprefix("the ") in str(one).lower() for one in told), told


@pytest.mark.parametrize(
    "charge",
    [
        "No group has claimed responsibility for the attack.",
        "The ELN denied that it was behind another attack in Bogota.",
        "The FARC blew up a pipeline in Arauca.",
    ],
)
def test_nobody_is_charged_with_what_is_not_said(coded: Callable[..., Any], charge: str) -> None:
    _, coding = coded(f"{BOMB} {charge}")
    mention = next(one for one in coding.mentions if "wounded" in [quote.text for quote in one.kind.quotes])
    assert not [claim for claim in mention.parties if claim.value.role == "initiator"]


def test_who_is_blamed_is_not_hit(coded: Callable[..., Any]) -> None:
    _, coding = coded("The police blamed the attack on the ELN.")
    mention = next(one for one in coding.mentions if one.kind.value == "ASSAULT")
    assert [claim.value.role for claim in mention.parties if claim.value.actor.id == "eln"] == ["initiator"]


def test_a_sides_own_station_speaks_for_it(coded: Callable[..., Any]) -> None:
    text = "CLANDESTINE, 3 MAY 89 (RADIO VENCEREMOS) -- [TEXT] FMLN UNITS ATTACKED THE GARRISON OF TEJUTLA."
    _, coding = coded(text)
    assert [claim.value.name for claim in coding.mentions[0].attribution] == ["fmln"]
