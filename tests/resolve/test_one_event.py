"""Several sentences on one event are one mention with all their quotes; two events stay two (data/stories.toml)."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.slow

STORIES: list[dict[str, Any]] = tomllib.loads(
    Path(__file__).with_name("data").joinpath("stories.toml").read_text(encoding="utf-8")
)["story"]


@pytest.mark.parametrize("story", STORIES, ids=[f"{story['events']}: {story['text'][:60]}" for story in STORIES])
def test_how_many_events(coded: Callable[..., Any], story: dict[str, Any]) -> None:
    _, coding = coded(story["text"], published=date.fromisoformat(story["published"]))
    events = [one for one in coding.mentions if one.kind.value == story["kind"]]
    assert len(events) == story["events"], [[quote.text for quote in one.kind.quotes] for one in coding.mentions]
    event = events[0]
    told = [str(quote.text) for quote in event.kind.quotes]
    assert set(story.get("quotes", ())) <= set(told)
    if "first" in story:
        assert str(event.when.value.first) == story["first"]
    if "last" in story:
        when = events[-1].when
        assert [str(when.value.first), str(when.value.last)] == story["last"]
    ways = {f"{one.value.by} {one.value.stance}" for one in event.attribution}
    assert set(story.get("said", ())) <= ways
    if "killed" in story:
        killed = next(one for one in event.counts if one.value.measure == "killed")
        assert killed.value.best == story["killed"]
        assert [rival.best for rival in killed.rivals] == story.get("rivals", [])
