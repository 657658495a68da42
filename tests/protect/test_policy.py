from importlib.resources import files
from pathlib import Path

import pytest

from marsad.errors import ConfigError
from marsad.protect import load_policy
from marsad.protect.policy import phrases

DEFAULT = files("marsad.protect").joinpath("data/policy.toml").read_text(encoding="utf-8")


def test_the_default_delays_in_public_and_for_movement() -> None:
    policy = load_policy()
    assert policy.levels["public"].delay_hours == 72
    assert policy.movement.delay_hours > policy.levels["public"].delay_hours
    assert policy.levels["public"].names == policy.levels["partners"].names == "roles"
    assert {heading.name for heading in policy.sensitive} == {
        "sexual-violence",
        "children",
        "detainees",
        "health",
        "schools",
        "camps",
        "aid",
    }


def test_an_office_can_bring_its_own(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text(DEFAULT.replace("delay_hours = 72", "delay_hours = 240"), encoding="utf-8")
    policy = load_policy(own)
    assert policy.levels["public"].delay_hours == 240
    assert policy.digest != load_policy().digest


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('names = "roles"', 'names = "nicknames"'),
        ('area = "admin2"', 'area = "street"'),
        ("[levels.public]", "[levels.everybody]"),
        ("delay_hours = 72", 'delay_hours = "soon"'),
        ("delay_hours = 72", "delay_hours = -1"),
        ("delay_hours = 336", "delay_hours = 99999999"),
        ("[decimals]", "[decimals"),
        ("held = []", "held = 3"),
    ],
)
def test_a_broken_policy_is_refused(tmp_path: Path, old: str, new: str) -> None:
    own = tmp_path / "own.toml"
    own.write_text(DEFAULT.replace(old, new), encoding="utf-8")
    with pytest.raises(ConfigError, match="Copy the default policy"):
        load_policy(own)


def test_a_policy_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="nowhere"):
        load_policy(tmp_path / "nowhere.toml")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a camp was hit", True),
        ("camps", True),
        ("a campaign", False),
        ("the training camps of the army", False),
        ("a training camp and a camp", True),
        ("churches", False),
    ],
)
def test_phrases_are_whole_words_with_their_plural(text: str, found: bool) -> None:
    pattern = phrases(["camp", "refugee camp"], ["training camp"])
    assert any(match["wanted"] for match in pattern.finditer(text)) is found
