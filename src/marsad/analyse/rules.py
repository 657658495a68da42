"""The rules by which alerts are told, read from TOML: the shipped ``data/alerts.toml`` says what each number means."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, get_args

from marsad.analyse.alert import AlertMeasure, Axis
from marsad.errors import ConfigError


@dataclass(frozen=True, slots=True, kw_only=True)
class CountRule:
    """What an escalation is, and how sure one must be of it."""

    window_days: int
    windows_before: int
    least: float
    times: float
    half_life_days: float
    prior_days: float
    spread: float
    probability: float

    @property
    def history_days(self) -> int:
        """Days that must have been before a window, for its median."""
        return self.window_days * self.windows_before


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalsRule:
    """The rule of HDX Signals: days of the sum, its least value, and with what share of the past's it is compared."""

    window_days: int
    least: float
    share: float
    medium_days: int
    high_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """Everything that decides on alerts."""

    axes: tuple[Axis, ...]
    quiet_days: int
    counts: Mapping[AlertMeasure, CountRule]
    signals: SignalsRule

    @property
    def history_days(self) -> int:
        """The longest time back that any rule looks."""
        longest = max(rule.history_days + 2 * rule.window_days for rule in self.counts.values())
        return max(longest, self.signals.high_days + self.signals.window_days)


def load_rules(path: Path | None = None) -> Rules:
    """The rules of this file; without one those that are shipped.

    Raises ConfigError for a file that cannot be read, and names what is not right in it.
    """
    return _shipped() if path is None else _read(path)


@cache
def _shipped() -> Rules:
    return _read(files("marsad.analyse").joinpath("data/alerts.toml"))


def _read(source: Path | Traversable) -> Rules:
    step = "Copy the shipped rules, marsad/analyse/data/alerts.toml, and change only their values."
    try:
        return _rules(tomllib.loads(source.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"{source}: {error}", next_step=step, path=str(source)) from error
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ConfigError(f"{source} holds no rules for alerts: {error}", next_step=step, path=str(source)) from error


def _rules(table: Mapping[str, Any]) -> Rules:
    axes: tuple[Axis, ...] = tuple(table["axes"])
    if unknown := [axis for axis in axes if axis not in get_args(Axis)]:
        raise ValueError(f"{unknown[0]!r} is none of {', '.join(get_args(Axis))}")
    told = table["count-model"]
    counts: dict[AlertMeasure, CountRule] = {
        measure: CountRule(**_numbers(told[measure], CountRule)) for measure in get_args(AlertMeasure)
    }
    return Rules(
        axes=axes,
        quiet_days=int(table["quiet_days"]),
        counts=counts,
        signals=SignalsRule(**_numbers(table["hdx-signals"], SignalsRule)),
    )


def _numbers(row: Mapping[str, Any], rule: type[CountRule | SignalsRule]) -> dict[str, Any]:
    """The numbers of a rule, each above nothing, days whole."""
    wanted = {field.name: field.type for field in fields(rule)}
    if odd := sorted(wanted.keys() ^ row.keys()):
        raise ValueError(f"{odd[0]} is {'missing' if odd[0] in wanted else 'not known'}")
    found: dict[str, Any] = {}
    for name, value in row.items():
        if isinstance(value, bool) or not isinstance(value, int | float) or value <= 0:
            raise ValueError(f"{name} is {value!r}, not a number above 0")
        found[name] = int(value) if wanted[name] == "int" else float(value)
    if found.get("probability", 0.5) > 1:
        raise ValueError(f"probability is {found['probability']}, more than 1")
    return found
