"""What of the app needs no page: its types, and its pure functions."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
WEB = ROOT / "web"


@pytest.mark.slow
@pytest.mark.parametrize(
    "command", [("typescript/bin/tsc", "--noEmit"), ("vitest/vitest.mjs", "run")], ids=["tsc", "vitest"]
)
def test_the_app_keeps_its_types_and_its_word(command: tuple[str, ...]) -> None:
    node, program = shutil.which("node"), WEB / "node_modules" / command[0]
    if node is None or not program.is_file():
        pytest.skip("the app's packages are not installed: npm ci in web/")
    done = subprocess.run([node, str(program), *command[1:]], cwd=WEB, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_language_has_every_message() -> None:
    told = {
        file.stem: json.loads(file.read_text(encoding="utf-8")) for file in (WEB / "src" / "messages").glob("*.json")
    }
    plain = {name: {key for key in messages if not key.endswith(FORMS)} for name, messages in told.items()}
    assert plain["fr"] == plain["en"]
    assert plain["ar"] == plain["en"]
    counted = {
        key.rpartition(".")[0] for key in told["en"] if key.endswith(".other") and f"{key[:-6]}.one" in told["en"]
    }
    for name, messages in told.items():
        assert all(f"{key}.other" in messages for key in counted), name


FORMS = (".zero", ".one", ".two", ".few", ".many", ".other")
