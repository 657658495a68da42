"""The speed benchmark: how growth is told, and what stands in its tables."""

from __future__ import annotations

import pytest

from benchmarks.perf.__main__ import growth_table, table, workers_table
from benchmarks.perf.growth import Growth, growth
from benchmarks.perf.stages import YARDSTICK
from benchmarks.perf.timing import Stage
from benchmarks.perf.workers import Run


def test_growth_is_told_as_the_power_of_the_number_of_documents() -> None:
    sizes = (1_000, 10_000, 100_000)
    grown = Growth(seconds={n: {"read": n / 500, "store": 3 * n**2, "merge": 7.0} for n in sizes})
    assert grown.exponents == pytest.approx({"read": 1, "store": 2, "merge": 0})
    assert [*growth_table(grown)][-1].split() == ["power", "1.00", "2.00", "0.00"]


def test_a_stage_is_told_by_document_by_sentence_and_beside_the_bare_pipeline() -> None:
    stages = [
        Stage(name=YARDSTICK, seconds=4, documents=50, sentences=400),
        Stage(name="code", seconds=1, documents=50, sentences=400),
    ]
    lines = [*table("mixed news", stages)]
    assert lines[0].strip() == "mixed news: 50 documents, 400 sentences"
    assert lines[-1].split() == ["code", "50.0", "20.00", "2.500", "0.25"]


def test_the_gain_of_a_second_worker() -> None:
    one = Run(workers=1, wall_s=30, cpu_s=29, largest_mb=600)
    two = Run(workers=2, wall_s=16, cpu_s=29, largest_mb=610)
    assert [*workers_table([one, two])][-1].strip() == "the second makes it x 1.88; processors took x 1.00"


@pytest.mark.slow
def test_every_step_is_timed_at_every_size(capsys: pytest.CaptureFixture[str]) -> None:
    grown = growth((40, 80))
    assert {*grown.seconds} == {40, 80}
    for steps in grown.seconds.values():
        assert steps["all"] == pytest.approx(sum(steps[name] for name in ("read", "store", "merge", "export")))
        assert all(steps.values())
    assert "80 documents" in capsys.readouterr().err
