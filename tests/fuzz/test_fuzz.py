"""Every reader, grammar and importer against its corpus and mutations of it: nothing but what is raised on purpose.

What failed once stands in the corpus as ``fault-…`` and is tried at every run of the fast lane. The slow lane tries new
mutations, always the same ones; ``make fuzz SECONDS=3600`` tries others.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fuzz.bounds import OverBound, bounded
from tests.fuzz.mutation import MOST_BYTES
from tests.fuzz.targets import CORPUS, TARGETS, Target
from tests.fuzz.trying import one, reduced, tries

#: Mutations of each target: all together half a minute of processor time.
_EXAMPLES = 80
#: They build a registry or a policy for every input.
_HEAVY = {"actors-csv", "actors-toml", "policy"}
_FAULTS = [
    pytest.param(
        target, path, id=f"{target.name}-{path.name}", marks=[pytest.mark.slow] if target.name in _HEAVY else []
    )
    for target in TARGETS.values()
    for path in target.files()
    if path.name.startswith("fault-")
]


@pytest.mark.parametrize(("target", "path"), _FAULTS)
def test_what_failed_once_fails_no_more(target: Target, path: Path) -> None:
    one(target, path.read_bytes())


@pytest.mark.slow
@pytest.mark.parametrize("name", TARGETS)
def test_mutations_come_to_nothing_bad(name: str) -> None:
    target = TARGETS[name]
    for body in target.seeds():
        one(target, body)
    told = tries(target, examples=max(20, _EXAMPLES // target.every), chance=2024)
    assert told.failed is None, (told.error, reduced(target, told.failed, tries_left=100)[:500])
    assert len(told.outcomes) > 1, "mutations reach more than one end"


def test_every_folder_of_the_corpus_is_tried_and_small() -> None:
    assert {folder.name for folder in CORPUS.iterdir()} == set(TARGETS)
    assert all(path.stat().st_size <= MOST_BYTES for path in CORPUS.rglob("*") if path.is_file())


# --- the fuzzing itself ------------------------------------------------------------------------


def _breaks(body: bytes) -> list[str]:
    if b"Z" in body:
        raise KeyError("Z")
    return ["fine"]


def test_a_fault_is_found_made_small_and_found_again() -> None:
    target = Target(name="words", check=_breaks, words=(b"Z",))
    told = tries(target, examples=200, chance=1)
    assert told.failed is not None
    assert isinstance(told.error, KeyError)
    assert reduced(target, told.failed) == b"Z"
    assert tries(target, examples=200, chance=1).failed == told.failed


def test_what_takes_too_long_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.fuzz.bounds.CPU_S", 0.01)

    def endless() -> None:
        with bounded():
            while True:
                pass

    with pytest.raises(OverBound, match="processor time"):
        endless()


def test_what_takes_too_much_memory_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.fuzz.bounds._peak_mb", iter((100.0, 800.0)).__next__)
    with pytest.raises(OverBound, match="700 MB"), bounded():
        pass
