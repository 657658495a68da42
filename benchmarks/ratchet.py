"""Quality is a ratchet: ``floors.toml`` holds the scores reached, and a run fails that falls below them.

``--raise`` writes better scores down and never lowers one; lowering is an edit by hand, with a sentence in the
changelog.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from benchmarks.figures import MissingSetError, Options, Result, one_line

FLOORS = Path(__file__).with_name("floors.toml")

#: How far below its floor a figure may fall. Coding is deterministic on one processor family; between families the
#: parser's last bits differ and turn a few decisions of some thousand.
NOISE = 0.003

#: Endings of the names of figures of which less is better.
LESS_IS_BETTER = ("over_merge", "under_merge", "days_late", "false_per_area_year", "crps", "ign", "mis90", "brier")

_HEAD = """\
# The scores reached on development data: `python -m benchmarks --check --data ROOT` fails below them.
# Raised by `--raise`; lowering one is an edit by hand and needs a sentence in CHANGELOG.md.
"""


def load_floors(path: Path = FLOORS) -> dict[str, dict[str, float]]:
    with path.open("rb") as file:
        return tomllib.load(file)


def _is_worse(name: str, value: float | None, floor: float) -> bool:
    if value is None:
        return True
    return value > floor + NOISE if name.endswith(LESS_IS_BETTER) else value < floor - NOISE


def below(floors: Mapping[str, float], result: Result) -> list[str]:
    """A sentence for each figure that fell below its floor or is gone."""
    values = {figure.name: figure.value for figure in result.figures}
    return [
        f"{name}: {values.get(name)} where the floor is {floor}"
        for name, floor in floors.items()
        if _is_worse(name, values.get(name), floor)
    ]


def raised(floors: Mapping[str, float], result: Result) -> dict[str, float]:
    """The floors with every figure that is better; a figure without a floor gets one."""
    higher = dict(floors)
    for figure in result.figures:
        if figure.value is None:
            continue
        value, floor = round(figure.value, 4), floors.get(figure.name)
        less = figure.name.endswith(LESS_IS_BETTER)
        if floor is None or (value < floor if less else value > floor):
            higher[figure.name] = value
    return higher


def write_floors(floors: Mapping[str, Mapping[str, float]], path: Path = FLOORS) -> None:
    blocks = [
        "\n".join([f"[{name}]", *(f"{figure} = {value:.4f}" for figure, value in figures.items())])
        for name, figures in floors.items()
        if figures
    ]
    path.write_text("\n\n".join([_HEAD.rstrip(), *blocks]) + "\n", encoding="utf-8")


def check(
    benchmarks: Mapping[str, Callable[[Options], Result]],
    options: Options,
    *,
    raise_floors: bool,
    path: Path = FLOORS,
) -> int:
    """Run what has data under ``options.data`` and compare. 0: nothing fell; 1: something did."""
    floors = load_floors(path)
    fallen: list[str] = []
    skipped: list[str] = []
    for name, run in benchmarks.items():
        try:
            result = run(replace(options, data=options.data / name))
        except MissingSetError as missing:
            print(f"{name}: skipped, {missing}")
            skipped.append(name)
            continue
        fell = below(floors.get(name, {}), result)
        fallen += [f"{name} {sentence}" for sentence in fell]
        print(f"{name}: {'; '.join(fell) or 'holds'}")
        if raise_floors:
            floors[name] = raised(floors.get(name, {}), result)
    if raise_floors:
        write_floors(floors, path)
    print(one_line({"benchmark": "check", "fallen": fallen, "skipped": skipped}))
    return 1 if fallen else 0
