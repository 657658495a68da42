"""The same commit gives the same wheel, byte for byte."""

import hashlib
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.conftest import ROOT

APP = ROOT / "src" / "marsad" / "serve" / "app" / "index.html"
pytestmark = [pytest.mark.slow, pytest.mark.skipif(not APP.is_file(), reason="the web app is not built here")]


def built(folder: Path) -> Path:
    """The wheel; the web app is not built again where it is current."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    own = {**os.environ, "SOURCE_DATE_EPOCH": "1700000000"}
    subprocess.run(command, cwd=ROOT, env=own, check=True, capture_output=True, timeout=600)
    (wheel,) = folder.glob("*.whl")
    return wheel


def test_two_builds_give_the_same_bytes(tmp_path: Path) -> None:
    first, second = built(tmp_path / "a"), built(tmp_path / "b")
    assert hashlib.sha256(first.read_bytes()).digest() == hashlib.sha256(second.read_bytes()).digest()
    with zipfile.ZipFile(first) as packed:
        assert {info.date_time[:3] for info in packed.infolist()} == {(2023, 11, 14)}
        assert "marsad/serve/app/index.html" in packed.namelist()
        assert not [name for name in packed.namelist() if "__pycache__" in name or name.endswith(".duckdb")]
