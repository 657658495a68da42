"""The public interface: at most twenty names, each there, each with a docstring."""

import pytest

import marsad


def test_at_most_twenty_names() -> None:
    assert len(marsad.__all__) <= 20
    assert sorted(marsad.__all__, key=str.lower) == sorted(set(marsad.__all__), key=str.lower)


@pytest.mark.parametrize("name", marsad.__all__)
def test_every_name_loads_and_says_what_it_is(name: str) -> None:
    assert getattr(marsad, name).__doc__


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        marsad.nothing  # noqa: B018


def test_dir_lists_the_interface() -> None:
    assert dir(marsad) == sorted(marsad.__all__)
