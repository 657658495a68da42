"""Whole reports: the bulletins of examples/ and what a careful coder gets out of them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from marsad.record import mention_record
from tests.conftest import NOW, ROOT
from tests.goldens import compare, is_absent

if TYPE_CHECKING:
    from marsad.config import Config
    from marsad.pipeline import Coder

FOLDER = Path(__file__).parent
FLOORS = tomllib.loads((ROOT / "benchmarks" / "floors.toml").read_text(encoding="utf-8"))
REPORTS = sorted(path.stem for path in FOLDER.glob("*.toml"))

pytestmark = pytest.mark.slow


def expected(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def told(coder: Coder, config: Config) -> dict[str, tuple[list[dict[str, Any]], list[str], list[date | None]]]:
    """By report: records of its mentions, its sentences, and the days of publication that were found."""
    from marsad.pipeline import code_sources
    from marsad.read import Given, sources

    found = {}
    for name in REPORTS:
        wanted = expected(name)
        day = wanted.get("given", {}).get("published")
        given = Given(published=date.fromisoformat(str(day)) if day else None)
        raws = sources([str(ROOT / wanted["source"])], given=given, config=config)
        records: list[dict[str, Any]] = []
        sentences: list[str] = []
        days: list[date | None] = []
        for document, coding, _ in code_sources(raws, coder, config=config, now=NOW):
            if document is None or coding is None:
                continue
            shift = len(sentences)
            records.extend(_shifted(dict(mention_record(mention)), shift) for mention in coding.mentions)
            sentences.extend(document.text[one.span.start : one.span.end] for one in document.sentences)
            days.append(document.published)
        found[name] = (records, sentences, days)
    return found


def _shifted(record: dict[str, Any], shift: int) -> dict[str, Any]:
    """A file of headlines is many documents: count their sentences through."""
    for quotes in record["quotes"].values():
        for quote in quotes:
            quote["sentence"] += shift
    return record


@pytest.mark.parametrize("name", REPORTS)
def test_publication_is_found(name: str, told: Any) -> None:
    wanted = expected(name)
    if "published" in wanted:
        assert told[name][2] == [date.fromisoformat(str(wanted["published"]))]


def _misses(told: Any) -> Iterator[tuple[str, bool, str]]:
    """(grade, as expected, where) of every expected event."""
    for name in REPORTS:
        records, sentences, _ = told[name]
        for event in expected(name).get("event", []):
            outcome, _ = compare(event, records, sentences)
            hard = set(event.get("hard", []))
            wrong = [field for field in outcome.wrong if field not in hard]
            note = f"{name}: {event.get('kind')} “{event.get('quote', '')}” " + (
                f"wrong {', '.join(wrong)}" if outcome.found else "not found"
            )
            yield event["grade"], outcome.found and not wrong, note


@pytest.mark.parametrize("grade", ["strong", "medium", "weak"])
def test_share_of_events_keeps_its_floor(grade: str, told: Any) -> None:
    graded = [(good, note) for one, good, note in _misses(told) if one == grade]
    share = sum(good for good, _ in graded) / len(graded)
    assert share >= FLOORS["corpus"][grade], f"{share:.3f} of {len(graded)}\n" + "\n".join(
        note for good, note in graded if not good
    )


def test_share_of_what_must_not_come_out_keeps_its_floor(told: Any) -> None:
    checked = [
        (is_absent(one, told[name][0], told[name][1]), f"{name}: {one}")
        for name in REPORTS
        for one in expected(name).get("absent", [])
    ]
    share = sum(good for good, _ in checked) / len(checked)
    assert share >= FLOORS["corpus"]["absent"], f"{share:.3f} of {len(checked)}\n" + "\n".join(
        note for good, note in checked if not good
    )
