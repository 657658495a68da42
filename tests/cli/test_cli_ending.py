"""How a program that loaded everything ends."""

import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.slow
def test_the_end_of_a_program_is_silent(tmp_path: Path) -> None:
    """DuckDB's library tells of every object that is still held when the program ends."""
    (tmp_path / "wire.txt").write_text("Gunmen killed three farmers near Goma on Monday.", encoding="utf-8")
    command = [sys.executable, "-m", "marsad", "add", "wire.txt", "--published", "2024-03-06", "--db", "x.duckdb"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert "leaked" not in done.stderr
    assert done.stderr.count("\n") <= 2, done.stderr
