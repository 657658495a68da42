import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marsad.resolve.dates import resolve_time, resolve_times
from marsad.types import DateRange, Phrase, Quote, Span

GROUPS: list[dict[str, Any]] = tomllib.loads((Path(__file__).parent / "data" / "dates.toml").read_text("utf-8"))[
    "group"
]
CASES = [(case, group["label"], group.get("published")) for group in GROUPS for case in group["cases"]]


@pytest.mark.parametrize(("case", "label", "published"), CASES, ids=lambda value: str(value))
def test_days_of_the_words(case: list[Any], label: str, published: date | None) -> None:
    words, *want = case
    value, rule = resolve_time(words, label, published)
    got = [] if value is None else [value.first.isoformat(), value.last.isoformat(), value.date_prec]
    assert (got, rule) == (want, rule)
