"""The codebook's tables: complete, consistent, and loud where an entry is wrong."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from marsad.codebook import Codebook, lexicon, load_codebook
from marsad.errors import ConfigError
from marsad.types import KINDS

PACKAGE = Path(lexicon.__file__).parent


@pytest.fixture(scope="module")
def codebook() -> Codebook:
    return load_codebook()


def test_all_sixteen_kinds_and_sixty_seven_modes_have_scores_and_codes(codebook: Codebook) -> None:
    assert {kind for kind, _ in codebook.scores} == set(KINDS)
    assert sum(mode is not None for _, mode in codebook.scores) == 67
    assert all(-10 <= score <= 10 for score in codebook.scores.values())
    assert all(codebook.cameo[key].isdigit() for key in codebook.scores)


def test_every_kind_has_triggers(codebook: Codebook) -> None:
    assert {trigger.kind for trigger in codebook.triggers} == set(KINDS)


def test_verbs_are_found_by_their_first_word_and_nouns_by_their_last(codebook: Codebook) -> None:
    assert any(trigger.words == ("open", "fire") for trigger in codebook.by_head["verb", "open"])
    assert any(trigger.words == ("air", "strike") for trigger in codebook.by_head["noun", "strike"])


def test_longer_triggers_come_first(codebook: Codebook) -> None:
    lengths = [len(trigger.words) for trigger in codebook.by_head["verb", "open"]]
    assert lengths == sorted(lengths, reverse=True)


def test_the_first_mode_that_a_weapon_fits_wins(codebook: Codebook) -> None:
    assert codebook.weapons["suicide vest"] == "suicide-attack"
    assert codebook.weapons["mortar"] == "heavy-weapons"
    assert codebook.weapons["weapon"] is None


def test_acled_has_its_twenty_five_sub_event_types(codebook: Codebook) -> None:
    assert len(codebook.acled) == 25
    assert codebook.acled["Armed clash"] == "Battles"


def test_contexts_are_plovers_thirty_seven(codebook: Codebook) -> None:
    assert len({context for told in codebook.contexts.values() for context in told}) == 37


def test_the_digest_names_the_content(codebook: Codebook) -> None:
    assert codebook.digest == load_codebook().digest


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A codebook of one's own to spoil."""
    folder = tmp_path / "codebook"
    shutil.copytree(PACKAGE, folder)
    monkeypatch.setattr(lexicon, "files", lambda _: folder)
    return folder


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('{ lemma = "zap", pos = "verb", pattern = "zapping", kind = "ASSAULT" }', "names the pattern 'zapping'"),
        ('{ lemma = "zap", pos = "verb", pattern = "transitive", kind = "ZAP" }', "has the kind 'ZAP'"),
        ('{ lemma = "zap", pos = "verb", pattern = "transitive", kind = "AID", mode = "drone" }', "with mode 'drone'"),
        ('{ lemma = "attack", pos = "verb", pattern = "transitive", kind = "ASSAULT" }', "stands twice"),
    ],
)
def test_a_wrong_entry_is_named_with_its_file(copy: Path, line: str, said: str) -> None:
    (copy / "triggers" / "zz.toml").write_text(f"trigger = [\n    {line},\n]\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=said) as error:
        load_codebook()
    assert error.value.ids["file"] == "zz.toml"
    assert "Correct the entry" in str(error.value)
