"""``marsad code -o FILE`` writes what may leave."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from marsad.cli import root
from marsad.store import Store

pytestmark = pytest.mark.slow


def test_a_file_of_mentions_is_public_unless_asked_otherwise(tmp_path: Path) -> None:
    report = tmp_path / "report.txt"
    report.write_text("Gunmen shot John Doe, a teacher, outside a shop in Goma on Monday.\n", encoding="utf-8")
    told = {}
    for option in ("--public", "--internal"):
        out = tmp_path / "out.jsonl"
        args = ["code", str(report), "-o", str(out), "--published", "2024-05-01", "--language", "en", option]
        result = CliRunner().invoke(root, args)
        assert (result.exit_code, result.stdout) == (0, "")
        told[option] = out.read_text(encoding="utf-8")
        assert {json.loads(line)["protection"]["level"] for line in told[option].splitlines()} == {option[2:]}
    assert "Doe" not in told["--public"]
    assert "John Doe" in told["--internal"]


def _said(command: list[str], folder: Path) -> str:
    """What is said of a file for internal use, written in a folder."""
    with (folder / "out.jsonl").open("w") as out:
        done = subprocess.run(
            [*command, "--internal"], cwd=folder, stdout=out, stderr=subprocess.PIPE, text=True, check=True
        )
    return done.stderr


def test_what_the_shell_writes_to_a_file_is_protected_and_a_pipe_shows_what_is_read(tmp_path: Path) -> None:
    report = tmp_path / "report.txt"
    report.write_text("Gunmen shot John Doe, a teacher, outside a shop in Goma on Monday.\n", encoding="utf-8")
    command = [sys.executable, "-m", "marsad", "code", str(report), "--published", "2024-05-01", "--language", "en"]
    told = {}
    for option in ("--public", "--internal"):
        with (tmp_path / "out.jsonl").open("w") as out:
            subprocess.run([*command, option], stdout=out, stderr=subprocess.DEVNULL, check=True)
        told[option] = (tmp_path / "out.jsonl").read_text(encoding="utf-8")
        assert {json.loads(line)["protection"]["level"] for line in told[option].splitlines()} == {option[2:]}
    assert "Doe" not in told["--public"]
    assert "John Doe" in told["--internal"]
    assert "in no audit log" in _said(command, tmp_path)
    with Store(tmp_path / "marsad.duckdb"):
        pass
    assert "in no audit log" not in _said(command, tmp_path)
    with Store(tmp_path / "marsad.duckdb") as store:
        assert [line["verb"] for line in store.logged("exported")] == ["code"]
    piped = subprocess.run(command, capture_output=True, check=True, text=True)
    assert "John Doe" in piped.stdout
