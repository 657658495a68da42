"""How much of the land the map shows."""

from marsad.places.shapes import unit_key
from marsad.report.drawing import Disc
from marsad.report.evidence import Shapes, Unit
from marsad.report.maps import drawn

LAND = Unit(
    name="Land",
    names=frozenset(("land",)),
    rings=(((0.0, 0.0), (20.0, 0.0), (20.0, 20.0), (0.0, 20.0)),),
    is_asked=True,
)


def discs(**spots: tuple[float, float]) -> list[Disc]:
    shapes = Shapes(units=(LAND,), borders=(), discs={unit_key(name): at for name, at in spots.items()})
    told = drawn(shapes, dict.fromkeys(spots, 1), by_discs=True)
    return sorted((one for one in told.shapes if isinstance(one, Disc)), key=lambda disc: disc.at)


def test_discs_in_a_corner_of_the_land_are_looked_at_closely() -> None:
    near, far = discs(aru=(15.0, 15.0), bunia=(16.0, 15.0))
    assert far.at[0] - near.at[0] > 100


def test_discs_all_over_the_land_show_all_of_it() -> None:
    near, far = discs(aru=(1.0, 1.0), bunia=(19.0, 19.0))
    assert 0 < near.at[0] < far.at[0] < 640
    assert discs(aru=(1.0, 1.0), bunia=(19.0, 19.0), djugu=(2.0, 1.0))[1].at[0] - near.at[0] < 40
