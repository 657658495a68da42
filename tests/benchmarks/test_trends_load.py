"""The load of trends and alerts, in small."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks import trends_load


@pytest.mark.slow
def test_each_call_is_timed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    db = tmp_path / "load.duckdb"
    calls = ("--call", "trends by month", "--call", "alerts", "--call", "report of a country")
    assert trends_load.main(["--events", "60", "--keep", str(db), *calls]) == 0
    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert [one["call"] for one in told["calls"]] == ["trends by month", "alerts", "report of a country"]
    assert told["calls"][0]["lines"] > 0
    assert told["calls"][2]["lines"] > 0
    assert all(one["cpu_s"] > 0 for one in told["calls"])
