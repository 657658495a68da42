"""One sentence, what must come out: the share of cases that pass, by grade, may only rise."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from marsad.record import mention_record
from tests.goldens import judge_case

FOLDER = Path(__file__).parent
FLOORS = tomllib.loads((FOLDER.parents[1] / "benchmarks" / "floors.toml").read_text(encoding="utf-8"))
GRADES = ("strong", "medium", "weak")

pytestmark = pytest.mark.slow


def cases(folder: Path = FOLDER) -> list[tuple[str, dict[str, Any]]]:
    """(file#number, case) of every file in the folder itself; the sealed ones stand below it."""
    return [
        (f"{path.stem}#{number}", case)
        for path in sorted(folder.glob("*.toml"))
        for number, case in enumerate(tomllib.loads(path.read_text(encoding="utf-8"))["case"])
    ]


def results(folder: Path, coded: Callable[..., Any]) -> dict[str, list[tuple[str, bool, str]]]:
    """By grade: (case, passed, what is not as expected)."""
    found: dict[str, list[tuple[str, bool, str]]] = {grade: [] for grade in GRADES}
    for name, case in cases(folder):
        published = date.fromisoformat(str(case["published"])) if "published" in case else None
        document, coding = coded(case["text"], published=published)
        sentences = [document.text[one.span.start : one.span.end] for one in document.sentences]
        result = judge_case(case, [dict(mention_record(mention)) for mention in coding.mentions], sentences)
        found[case["grade"]].append((name, result.passed, f"{case['text']}\n      {'; '.join(result.notes)}"))
    return found


@pytest.fixture(scope="module")
def scored(coded: Callable[..., Any]) -> dict[str, list[tuple[str, bool, str]]]:
    return results(FOLDER, coded)


@pytest.mark.parametrize("grade", GRADES)
def test_share_of_cases_keeps_its_floor(grade: str, scored: dict[str, list[tuple[str, bool, str]]]) -> None:
    graded = scored[grade]
    share = sum(passed for _, passed, _ in graded) / len(graded)
    failing = [f"{name}: {why}" for name, passed, why in graded if not passed]
    assert share >= FLOORS["cases"][grade], f"{share:.3f} of {len(graded)}\n" + "\n".join(failing)
