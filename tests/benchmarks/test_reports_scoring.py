from pathlib import Path

import pytest

from benchmarks.figures import MissingSetError
from benchmarks.reports import b_cubed, figures, read_reports, together
from benchmarks.system import Merged

GOLD = {"a": "1", "b": "1", "c": "1", "d": "2"}
REPORTS = Path(__file__).parents[1] / "merge" / "reports"


def test_what_stands_alone_is_right_and_not_whole() -> None:
    assert b_cubed(frozenset(), GOLD) == (1.0, pytest.approx((1 / 3 * 3 + 1) / 4))


def test_what_is_put_together_wrongly_costs_precision() -> None:
    precision, recall = b_cubed(together([["a", "b", "c", "d"]]), GOLD)
    assert (precision, recall) == (pytest.approx((3 / 4 * 3 + 1 / 4) / 4), 1.0)


def test_proposals_count_apart() -> None:
    found = figures(Merged(events=(("a", "b"), ("c", "d")), proposed=frozenset({("b", "c")})), GOLD)
    values = {figure.name: figure.value for figure in found}
    assert (values["over_merge"], values["under_merge"]) == (0.5, pytest.approx(2 / 3))
    assert values["proposed_recall"] == pytest.approx(2 / 3)


def test_the_set_holds_what_was_asked_for() -> None:
    told = [*read_reports(REPORTS), *read_reports(REPORTS / "sealed")]
    sizes = [sum(incident == one for _, incident in told) for one in {incident for _, incident in told}]
    assert sum(2 <= size <= 5 for size in sizes) >= 60
    assert len(told) >= 180
    assert len({row.id for row, _ in told}) == len(told)


def test_an_empty_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(MissingSetError, match="toml"):
        read_reports(tmp_path)
