"""Forecasts on a made-up table: windows end where they must, and every model has its figures."""

from pathlib import Path

import pytest

from benchmarks import ucdp_monthly
from benchmarks.figures import Options
from marsad.analyse.forecasting.models import MODELS


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Five years of two countries: one with ten deaths each month, one with its first in March 2019."""
    lines = ["month,Arland,Borland"]
    for year in range(2015, 2020):
        lines += [f"{year}-{month:02}-28,10,{int((year, month) == (2019, 3))}" for month in range(1, 13)]
    (tmp_path / "deaths_by_country_month_2015_2019.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return tmp_path


def test_a_window_knows_nothing_after_october(folder: Path) -> None:
    table = ucdp_monthly.load(folder)
    known, came = table.window(2019)
    assert (len(known), came.shape) == (46, (2, 12))
    assert came.sum(axis=1).tolist() == [120, 1]
    assert table.last_year == 2019


def test_every_model_is_scored_in_every_year(folder: Path) -> None:
    result = ucdp_monthly.run(Options(data=folder))
    told = {figure.name: figure for figure in result.figures}
    assert result.n == told["crps"].n == 2 * 12 * 2
    assert [year for year, _ in result.groups] == ["2018", "2019"]
    for model in MODELS:
        assert {f"{'' if model == 'mixture' else model + '_'}{measure}" for measure in ("crps", "ign", "mis90")} <= set(
            told
        )
    assert told["zero_crps"].value == pytest.approx((120 + 121) / 48)
    assert told["conflictology_crps"].value == pytest.approx(1 / 48)


def test_a_table_that_ends_early_is_said_to_be_missing(tmp_path: Path) -> None:
    (tmp_path / "deaths_by_country_month.csv").write_text("month,Arland\n2016-01-31,1\n", encoding="utf-8")
    with pytest.raises(ucdp_monthly.MissingSetError, match="ends before"):
        ucdp_monthly.run(Options(data=tmp_path))
