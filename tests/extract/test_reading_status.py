"""Is it so, who says so, and when: sentences by construction (data/status.toml)."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from marsad.types import Mention

pytestmark = pytest.mark.slow

CASES: list[dict[str, Any]] = tomllib.loads(
    Path(__file__).with_name("data").joinpath("status.toml").read_text(encoding="utf-8")
)["case"]


def told(coded: Callable[..., Any], case: dict[str, Any]) -> Mention:
    day = case.get("published")
    _, coding = coded(case["text"], published=date.fromisoformat(day) if day else None)
    words = [" ".join(str(one.kind.quotes[0].text).split()) for one in coding.mentions]
    fitting = [
        one
        for one in coding.mentions
        if any(case["trigger"].lower() in str(quote.text).lower() for quote in one.kind.quotes)
    ]
    assert fitting, f"no mention of {case['trigger']!r} among {words}"
    mention: Mention = fitting[0]
    return mention


def is_said(wanted: str, mention: Mention) -> bool:
    by, stance, *speaker = wanted.split(maxsplit=2)
    return any(
        (one.value.by, one.value.stance) == (by, stance)
        and (not speaker or speaker[0].lower() in str(one.quotes[0].text).lower())
        for one in mention.attribution
    )


@pytest.mark.parametrize("case", CASES, ids=[f"{case['status']}: {case['text'][:60]}" for case in CASES])
def test_status_speakers_and_time(coded: Callable[..., Any], case: dict[str, Any]) -> None:
    mention = told(coded, case)
    assert mention.status.value == case["status"], [quote.text for quote in mention.status.quotes]
    for wanted in case.get("said", ()):
        ways = [(one.value.by, one.value.stance, one.quotes[0].text) for one in mention.attribution]
        assert any(is_said(one, mention) for one in wanted.split("|")), ways
    if "when" in case:
        days = [] if mention.when is None else [str(mention.when.value.first), str(mention.when.value.last)]
        assert days == case["when"]
