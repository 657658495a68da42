"""Where things go: words of direction and what they are said of."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ("text", "direction", "subject"),
    [
        ("Violence has subsided in Hodeidah since the truce.", "down", "Violence"),
        ("Tensions between Ethiopia and Eritrea are rising along the border.", "tension_up", "Ethiopia and Eritrea"),
        ("The junta is losing ground in Shan State.", "down", "The junta"),
        ("Al-Shabaab has tightened its grip on the towns of Hiran.", "up", "Al-Shabaab"),
        ("Clashes intensified around Bakhmut in the past week.", "up", "Clashes"),
        ("Relations between Mali and Algeria have soured.", "tension_up", "Mali and Algeria"),
        ("Gang violence continues to escalate in Port-au-Prince.", "up", "Gang violence"),
        ("The security situation in Ituri has deteriorated sharply.", "up", "The security situation"),
        ("Attacks on aid workers have increased in South Kordofan.", "up", "Attacks"),
        ("Tensions have eased on the border between Sudan and Chad.", "tension_down", "Tensions"),
        ("M23 has expanded its control in Masisi.", "up", "M23"),
        ("The Wagner Group gained influence in Bangui.", "up", "Wagner Group"),
    ],
)
def test_direction_and_subject(coded: Callable[..., Any], text: str, direction: str, subject: str) -> None:
    _, coding = coded(text)
    (told,) = coding.assessments
    assert told.direction.value == direction
    assert told.subject is not None
    assert subject in told.subject.value


@pytest.mark.parametrize(
    "text", ["Unemployment rose in May.", "The river rose after the rain.", "Share prices fell on Monday."]
)
def test_other_worlds_have_no_direction_here(coded: Callable[..., Any], text: str) -> None:
    _, coding = coded(text)
    assert not coding.assessments
