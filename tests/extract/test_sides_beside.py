"""Sides that stand beside the act: on board of what is hit, behind a protest, in a pledge, in a headline."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ("text", "kind", "role", "party"),
    [
        ("Gunmen attacked a bus carrying soldiers near Kidal on Monday.", "ASSAULT", "recipient", "soldiers"),
        ("Police used truncheons to break up a sit-in of teachers in Lima.", "ASSAULT", "recipient", "teachers"),
        ("Norway pledged $40 million in humanitarian assistance to Chad.", "AGREE", "recipient", "Chad"),
        ("The Red Cross delivered medical supplies to two hospitals in Goma.", "AID", "recipient", "two hospitals"),
        ("Kuwaiti envoy in Sanaa for talks with Houthi leaders", "CONSULT", "initiator", "Kuwaiti envoy"),
        (
            "The FARC claimed that one of its snipers had shot a colonel in Tame.",
            "ASSAULT",
            "initiator",
            "one of its snipers",
        ),
    ],
)
def test_side(coded: Callable[..., Any], text: str, kind: str, role: str, party: str) -> None:
    _, coding = coded(text)
    told = [(one.kind.value, claim.value.role, claim.value.text) for one in coding.mentions for claim in one.parties]
    assert any(found[:2] == (kind, role) and party in str(found[2]) for found in told), told


def test_its_sniper_is_of_the_group_named_before(coded: Callable[..., Any]) -> None:
    _, coding = coded("The FARC claimed that one of its snipers had shot a colonel in Tame.")
    assert "farc" in {claim.value.actor.id for one in coding.mentions for claim in one.parties}


def test_what_an_attack_would_bring_is_not_planned(coded: Callable[..., Any]) -> None:
    _, coding = coded("Diplomats fear that an attack on El Fasher would trigger a massacre.")
    assert {one.status.value for one in coding.mentions if one.kind.value == "ASSAULT"} == {"hypothetical"}
