"""Rules for alerts: what is shipped, and what is wrong with a file."""

from importlib.resources import files
from pathlib import Path

import pytest

from marsad.analyse.rules import load_rules
from marsad.errors import ConfigError

SHIPPED = files("marsad.analyse").joinpath("data/alerts.toml").read_text(encoding="utf-8")


def test_the_shipped_rules_are_those_of_the_standards() -> None:
    rules = load_rules()
    signals, deaths = rules.signals, rules.counts["deaths"]
    assert (signals.window_days, signals.least, signals.medium_days) == (30, 100, 365)
    assert (deaths.window_days, deaths.windows_before, deaths.least, deaths.times) == (28, 6, 25, 3)
    assert rules.history_days == 1126


def test_own_thresholds_are_taken(tmp_path: Path) -> None:
    own = tmp_path / "rules.toml"
    own.write_text(SHIPPED.replace("least = 100", "least = 40"), encoding="utf-8")
    assert load_rules(own).signals.least == 40


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("least = 100", "", "least is missing"),
        ("least = 100", "least = 100\nmost = 3", "most is not known"),
        ("least = 100", "least = 0", "least is 0, not a number above 0"),
        ("probability = 0.6\n", "probability = 60\n", "more than 1"),
        ('"admin1", "dyad"', '"village"', "'village' is none of"),
        ("[hdx-signals]", "[hdx", "alerts.toml: "),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, old: str, new: str, told: str) -> None:
    own = tmp_path / "alerts.toml"
    own.write_text(SHIPPED.replace(old, new), encoding="utf-8")
    with pytest.raises(ConfigError, match=r"alerts\.toml") as error:
        load_rules(own)
    assert told in str(error.value)
