"""Who may import whom, as pyproject.toml draws it."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_walls_hold() -> None:
    tool = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([tool], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_a_breach_is_seen(tmp_path: Path) -> None:
    """The check itself can fail: a copy of the house with one wrong import breaks it."""
    import shutil

    house = tmp_path / "src" / "marsad"
    shutil.copytree(ROOT / "src" / "marsad", house, ignore=shutil.ignore_patterns("*.csv", "__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    with (house / "merge" / "__init__.py").open("a") as file:
        file.write("\nfrom marsad.store import Store\n")
    tool = Path(sys.executable).with_name("lint-imports")
    environment = {"PYTHONPATH": str(tmp_path / "src"), "PATH": "/usr/bin:/bin"}
    done = subprocess.run([tool], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "marsad.merge is not allowed to import marsad.store" in done.stdout
