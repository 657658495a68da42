"""What an archive costs, from a rate and prices."""

from pathlib import Path

import pytest

from benchmarks import costs
from benchmarks.costs import Prices, Rate, cost

RATE = Rate(documents=200, sentences=3000, cpu_s=20.0, worker_mb=500.0, part_bytes=1_000_000)
PRICES = ["--core-hour", "0.05", "--gb-hour", "0.01", "--gb-month", "0.02"]


def test_a_million_documents_at_a_rate() -> None:
    """Ten documents a second are 36,000 an hour; a million take 27.8 hours of a core and of half a GB."""
    found = cost(RATE, Prices(core_hour=0.05, gb_hour=0.01, gb_month=0.02))
    assert (found.documents_per_core_hour, found.core_hours_per_million) == (36_000, 27.8)
    assert found.money_per_million == round(1e6 / 36_000 * (0.05 + 0.5 * 0.01), 2)
    assert (found.parts_gb_per_million, found.keeping_per_million_month) == (5.0, 0.1)
    assert (found.sentences_per_document, found.worker_mb) == (15.0, 500)


def test_the_table_is_printed_and_a_line_for_machines(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.txt").write_text("Three soldiers were killed near Gao on Monday.")
    asked = []
    monkeypatch.setattr(costs, "_alone", lambda raws: asked.append(len(raws)) or RATE)
    assert costs.main([str(tmp_path), *PRICES]) == 0
    told = capsys.readouterr().out
    assert asked == [1]
    assert "| documents per core hour | 36,000 |" in told
    assert '"core_hours_per_million": 27.8' in told.splitlines()[-1]


def test_without_anything_to_measure_with_it_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        costs.main(PRICES)
    assert "name sources" in capsys.readouterr().err
