from datetime import date

import pytest

from marsad.analyse import Area, Forecast


def forecast(*draws: int) -> Forecast:
    area = Area(unit="country", id="SYR", name="Syria", country="SYR")
    return Forecast(
        area=area, target="deaths", issued=date(2024, 1, 1), month=date(2024, 2, 1), draws=draws, model="own"
    )


def test_a_chance_is_the_share_of_draws_at_or_above() -> None:
    told = forecast(0, 0, 3, 25)
    assert [told.chance(least) for least in (0, 1, 3, 25, 26)] == [1, 0.5, 0.5, 0.25, 0]


@pytest.mark.parametrize(("share", "value"), [(0, 1), (0.05, 1), (0.1, 1), (0.11, 2), (0.5, 5), (0.95, 10), (1, 10)])
def test_a_quantile_is_a_draw_that_so_many_do_not_exceed(share: float, value: int) -> None:
    assert forecast(*range(1, 11)).quantile(share) == value


def test_the_mean_is_that_of_the_draws() -> None:
    assert forecast(0, 1, 5).mean == 2
