from pathlib import Path

import pytest

from benchmarks.figures import Figure, MissingSetError, Options, Result
from benchmarks.ratchet import NOISE, below, check, load_floors, raised


def result(**values: float | None) -> Result:
    return Result(figures=tuple(Figure(name=name, value=value, n=9) for name, value in values.items()), n=9)


def test_a_figure_may_fall_by_noise_and_no_further() -> None:
    assert below({"f1": 0.5}, result(f1=0.5 - NOISE)) == []
    (sentence,) = below({"f1": 0.5}, result(f1=0.5 - 2 * NOISE))
    assert "f1" in sentence
    assert "0.5" in sentence


def test_a_figure_that_is_gone_has_fallen() -> None:
    assert len(below({"f1": 0.5, "recall": 0.1}, result(f1=None))) == 2


def test_of_some_figures_less_is_better() -> None:
    assert below({"over_merge": 0.1}, result(over_merge=0.05)) == []
    assert below({"over_merge": 0.1}, result(over_merge=0.2)) != []


def test_floors_rise_and_never_sink() -> None:
    floors = {"f1": 0.5, "recall": 0.5, "over_merge": 0.1}
    found = raised(floors, result(f1=0.61234, recall=0.4, over_merge=0.2, new=0.3, unknown=None))
    assert found == {"f1": 0.6123, "recall": 0.5, "over_merge": 0.1, "new": 0.3}
    assert raised(floors, result(over_merge=0.01))["over_merge"] == 0.01


def absent(_: Options) -> Result:
    raise MissingSetError("no file x in y")


def test_what_has_data_is_checked_and_the_rest_said_to_be_skipped(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "floors.toml"
    path.write_text("[one]\nf1 = 0.5\n")
    asked: list[Path] = []

    def one(options: Options) -> Result:
        asked.append(options.data)
        return result(f1=0.4)

    options = Options(data=tmp_path / "data")
    assert check({"one": one, "two": absent}, options, raise_floors=False, path=path) == 1
    assert asked == [tmp_path / "data" / "one"]
    said = capsys.readouterr().out
    assert "two: skipped, no file x in y" in said
    assert said.splitlines()[-1].startswith('{"benchmark": "check", "fallen": ["one f1')
    assert load_floors(path) == {"one": {"f1": 0.5}}


def test_raising_writes_the_floors_down(tmp_path: Path) -> None:
    path = tmp_path / "floors.toml"
    path.write_text("[one]\nf1 = 0.5\n\n[other]\nf1 = 0.1\n")
    assert (
        check({"one": lambda _: result(f1=0.7, recall=0.2)}, Options(data=tmp_path), raise_floors=True, path=path) == 0
    )
    assert load_floors(path) == {"one": {"f1": 0.7, "recall": 0.2}, "other": {"f1": 0.1}}


def test_the_floors_of_the_project_can_be_read() -> None:
    for figures in load_floors().values():
        assert all(isinstance(value, float) for value in figures.values())
