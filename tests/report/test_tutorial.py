"""The tutorial cannot lie: the commands of its page and the cells of its notebook are run."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with the articles in it, and own data. What one test has coded the other need not code again."""
    desk = tmp_path_factory.mktemp("tutorial")
    shutil.copytree(ROOT / "docs" / "tutorial", desk / "docs" / "tutorial")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MARSAD_DATA_DIR", str(desk / "data"))
        yield desk


def test_the_commands_of_the_page_run_and_say_what_it_says(desk: Path) -> None:
    page = (ROOT / "docs" / "tutorial.md").read_text(encoding="utf-8")
    lines = [
        line for block in re.findall(r"^```\n(.*?)^```", page, re.MULTILINE | re.DOTALL) for line in block.splitlines()
    ]
    said = {}
    for line in lines:
        command = shlex.split(line, comments=True)
        done = subprocess.run(
            [sys.executable, "-m", *command], cwd=desk, capture_output=True, text=True, check=False, env={**os.environ}
        )
        is_nothing_there = done.stderr == "no problems\n"  # then the status is 1, as of every list (decision 16)
        assert done.returncode == int(is_nothing_there), (line, done.stderr)
        said[command[1], command[2]] = done.stdout
    assert "Ituri" in said["alerts", "--db"]
    assert "événements ont été codés en Ituri" in (desk / "march.md").read_text(encoding="utf-8")
    assert "Nothing that the issue of" in (desk / "again.html").read_text(encoding="utf-8")


def test_the_notebook_runs_and_holds_no_output(desk: Path) -> None:
    import nbformat
    from nbclient import NotebookClient

    notebook = nbformat.read(ROOT / "docs" / "tutorial.ipynb", as_version=4)
    assert not any(cell.get("outputs") or cell.get("execution_count") for cell in notebook.cells)
    NotebookClient(notebook, timeout=600, resources={"metadata": {"path": str(desk)}}).execute()
    told = "".join(output.get("text", "") for cell in notebook.cells for output in cell.get("outputs", ()))
    assert "Situation report: Ituri" in told
    assert "a sentence without what it rests on" in told
    assert "21 articles" in told
