"""What no file of the repository may hold, and what every public function must."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
#: Written so that this file does not hold them itself.
FORBIDDEN = re.compile(
    r"p[y]pi\.org|pythonh[o]sted|registry\.n[p]mjs|d[e]b\.debian\.org|/w[o]rk/|/r[o]ot/|\bT[O]DO\b|\bFI[X]ME\b|NotImplemented[E]rror"
)


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def test_no_registry_host_machine_path_or_unfinished_mark() -> None:
    found = []
    for path in tracked():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # a picture
        found.extend(f"{path.relative_to(ROOT)}: {match.group()}" for match in FORBIDDEN.finditer(text))
    assert not found


def test_files_have_plain_names_and_no_store_is_among_them() -> None:
    """A path made of the wrong object once left three of its files here."""
    odd = [path.name for path in tracked() if not re.fullmatch(r"[\w.+-]+", path.name)]
    stores = [path.name for path in tracked() if path.suffix in (".duckdb", ".lock", ".read", ".kept")]
    assert odd + stores == []


def public_functions(path: Path) -> list[ast.FunctionDef]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [node for node in tree.body if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")]


@pytest.mark.parametrize("path", sorted((ROOT / "src").rglob("*.py")), ids=lambda path: str(path.relative_to(ROOT)))
def test_modules_say_what_they_are(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))


def test_rooms_offer_documented_functions() -> None:
    """Every public function of more than ten lines says in words what it gives."""
    bare = [
        f"{path.relative_to(ROOT)}: {function.name}"
        for path in sorted((ROOT / "src").rglob("*.py"))
        for function in public_functions(path)
        if not ast.get_docstring(function) and (function.end_lineno or 0) - function.lineno > 10
    ]
    assert not bare
