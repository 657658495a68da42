"""Docs cannot lie: their commands and their Python are run, the verbs they name exist, their links lead somewhere."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

GUIDE = "docs/places-and-actors.md"
EXPORTS = "docs/exports.md"
REVIEW = "docs/review.md"
PAGES = [
    "README.md",
    "ARCHITECTURE.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    GUIDE,
    REVIEW,
    EXPORTS,
    "docs/history.md",
    "docs/stores.md",
    "docs/api.md",
    "docs/alerts.md",
    "docs/forecasts.md",
]
FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\[[^\]]+\]\(([^)#]+)[^)]*\)")


def blocks(page: str, language: str) -> list[str]:
    text = (ROOT / page).read_text(encoding="utf-8")
    return [body for name, body in FENCE.findall(text) if name == language]


def commands(page: str = "README.md") -> list[list[str]]:
    """Every ``marsad …`` line that a page shows, without its comment."""
    lines = [line for body in blocks(page, "") for line in body.splitlines()]
    return [shlex.split(line, comments=True) for line in lines if line.startswith("marsad ")]


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(page: str) -> None:
    links = LINK.findall((ROOT / page).read_text(encoding="utf-8"))
    assert not [link for link in links if "://" not in link and not (ROOT / page).parent.joinpath(link).exists()]


def test_every_verb_is_in_the_readme_or_its_help() -> None:
    from marsad.cli import VERBS

    shown = {command[1] for command in commands()}
    assert {"code", "add", "events", "why", "show", "problems", "evaluate"} <= shown <= set(VERBS)


def test_every_target_that_pages_name_is_in_the_makefile() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    named = {
        target
        for page in PAGES
        for target in re.findall(r"`?make ([a-z]+)`?", (ROOT / page).read_text(encoding="utf-8"))
    }
    assert named & {"demo", "test", "help", "check"} == {"demo", "test", "help", "check"}
    assert {name for name in named if f"`make {name}`" in (ROOT / "README.md").read_text(encoding="utf-8")} <= targets


def test_every_format_and_layout_is_told() -> None:
    from marsad.export import EXPORTERS

    page = (ROOT / EXPORTS).read_text(encoding="utf-8")
    for form in EXPORTERS:
        name, _, layout = form.partition("-")
        assert f"`{name}`" in page, form
        assert not layout or f"--layout {layout}" in page, form


def test_each_decision_says_why_and_what() -> None:
    pages = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    assert [int(page.name[:4]) for page in pages] == list(range(1, len(pages) + 1))
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert "## Why it came up" in text, page.name
        assert "## Decision" in text, page.name


def test_every_core_dependency_has_its_decision() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    names = [re.split(r"[\[<>=]", requirement)[0] for requirement in project["dependencies"]]
    written = " ".join(page.read_text(encoding="utf-8") for page in (ROOT / "docs" / "decisions").glob("*.md"))
    assert not [name for name in names if name not in written]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as README's reader has it: a page, headlines, a folder of reports, a gold file."""
    desk = tmp_path_factory.mktemp("desk")
    pages = sorted((ROOT / "examples").glob("*.html"))
    shutil.copy(pages[0], desk / "report.html")
    shutil.copy(next((ROOT / "examples").glob("*.jsonl")), desk / "news.jsonl")
    (desk / "reports").mkdir()
    for path in sorted((ROOT / "examples").glob("*.txt"))[:3]:
        shutil.copy(path, desk / "reports")
    gold = '{"document": "g", "text": "Gunmen killed five farmers near Goma.", "events": [{"kind": "ASSAULT"}]}\n'
    (desk / "gold.jsonl").write_text(gold, encoding="utf-8")
    for name, table in zip(("villages.csv", "groups.csv"), blocks(GUIDE, "csv"), strict=True):
        (desk / name).write_text(table, encoding="utf-8")
    return desk


def run(arguments: list[str], desk: Path) -> subprocess.CompletedProcess[str]:
    own = {**os.environ, "MARSAD_DATA_DIR": str(desk / "data")}
    return subprocess.run(arguments, cwd=desk, capture_output=True, text=True, check=False, timeout=600, env=own)


@pytest.mark.slow
def test_the_commands_of_the_readme_run(desk: Path) -> None:
    marsad = [sys.executable, "-m", "marsad"]
    for command in commands():
        if {"EVENT", "DOCUMENT"} & set(command):
            listed = run([*marsad, "events", "--db", "week.duckdb", "--format", "jsonl", "--internal"], desk).stdout
            event = re.search(r'"documents":\["(\w+)".*?"id":"(\w+)"', listed)
            assert event, "the reports gave no event"
            command = [{"EVENT": event[2], "DOCUMENT": event[1]}.get(word, word) for word in command]  # noqa: PLW2901
        done = run([*marsad, *command[1:]], desk)
        assert done.returncode in (0, 1), f"{command}: {done.stderr}"
        assert "Traceback" not in done.stderr


@pytest.mark.slow
def test_the_python_of_the_readme_runs(desk: Path) -> None:
    (program,) = blocks("README.md", "python")
    checked = program + "\nassert mention.kind.value == 'ASSAULT'\nassert mention.kind.quotes[0].text == 'killed'\n"
    done = run([sys.executable, "-c", checked], desk)
    assert done.returncode == 0, done.stderr


@pytest.mark.slow
def test_the_guide_to_places_and_actors_does_as_it_says(desk: Path) -> None:
    marsad = [sys.executable, "-m", "marsad"]
    text = "Gunmen killed five farmers in Tell Nowhere on Monday. Militants of the Column of the Jungle fled.\n"
    (desk / "unknown.txt").write_text(text, encoding="utf-8")
    assert run([*marsad, "add", "unknown.txt", "--db", "week.duckdb"], desk).returncode == 0
    told = {}
    for command in commands(GUIDE):
        done = run([*marsad, *command[1:]], desk)
        assert done.returncode == 0 or "missing" in command, f"{command}: {done.stderr}"
        told[tuple(command[1:3])] = done.stdout
    assert "Own survey" in told["places", "list"]
    assert "Highland Freedom Front" in told["actors", "find"]
    (program,) = blocks(GUIDE, "python")
    checked = program + "\nassert (ruins.name, ruins.pcode) == ('Khirbat Nuwwar', 'C4242')\n"
    checked += "assert (imported.rows, front.id) == (2, 'highland-front')\n"
    done = run([sys.executable, "-c", checked], desk)
    assert done.returncode == 0, done.stderr


@pytest.mark.slow
def test_the_python_of_the_page_on_review_runs(desk: Path) -> None:
    assert run([sys.executable, "-m", "marsad", "add", "reports", "--db", "week.duckdb"], desk).returncode == 0
    (program,) = blocks(REVIEW, "python")
    done = run([sys.executable, "-c", program], desk)
    assert done.returncode == 0, done.stderr
    assert "corrected counts.killed {'best': 4" in done.stdout


@pytest.mark.slow
def test_what_the_readme_shows_is_what_comes_out(tmp_path: Path) -> None:
    """Each line of the shown output that is not shortened stands in the real one."""
    (shown,) = [body for body in blocks("README.md", "") if "$ marsad why" in body]
    lines = shown.splitlines()
    calls = [shlex.split(line[2:]) for line in lines if line.startswith("$ ")]
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    printed = [run([sys.executable, "-m", "marsad", *call[1:]], tmp_path) for call in calls]
    assert all(done.returncode == 0 for done in printed)
    real = printed[-1].stdout
    told = [line for line in lines if line.strip() and "…" not in line and not line.startswith("$ ")]
    assert not [line for line in told if line not in real]
