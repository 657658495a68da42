"""The same commit gives the same wheel, byte for byte."""

import hashlib
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.conftest import ROOT


def app_is_current() -> bool:
    """Otherwise a build would build the web app first, for which it asks a package registry."""
    asking = "import sys; sys.path.insert(0, 'web'); import build_app; sys.exit(not build_app.is_current())"
    return subprocess.run([sys.executable, "-c", asking], cwd=ROOT, check=False).returncode == 0


pytestmark = pytest.mark.slow


def built(folder: Path) -> Path:
    """The wheel; the web app is not built again where it is current."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    own = {**os.environ, "SOURCE_DATE_EPOCH": "1700000000"}
    subprocess.run(command, cwd=ROOT, env=own, check=True, capture_output=True, timeout=600)
    (wheel,) = folder.glob("*.whl")
    return wheel


def test_two_builds_give_the_same_bytes(tmp_path: Path) -> None:
    if not app_is_current():
        pytest.skip("the web app is not built here, or not from these sources: python web/build_app.py")
    first, second = built(tmp_path / "a"), built(tmp_path / "b")
    assert hashlib.sha256(first.read_bytes()).digest() == hashlib.sha256(second.read_bytes()).digest()
    with zipfile.ZipFile(first) as packed:
        assert {info.date_time[:3] for info in packed.infolist()} == {(2023, 11, 14)}
        assert "marsad/serve/app/index.html" in packed.namelist()
        assert not [name for name in packed.namelist() if "__pycache__" in name or name.endswith(".duckdb")]
