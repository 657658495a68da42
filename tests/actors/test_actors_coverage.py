"""Is the registry wide enough: parties of the conflicts since 1989, their dates, sectors and countries."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from marsad.actors import ActorEntry, Registry, load_actors

PARTIES = tomllib.loads((Path(__file__).parent / "data" / "parties.toml").read_text("utf-8"))
#: Sectors of those who fight without being a state's.
ARMED = ("REB", "PRM", "CRM", "UAF")
#: ACLED's digit of communal militias, which have no founding.
COMMUNAL = 4
#: Kinds of people by name rather than groups with a founding, and units whose founding no source dates.
UNDATED = {"uyghur-militants", "pro-iranian-militias", "gono-mukti-fouj", "brigade-111", "brigade-301"}
#: Countries with an armed conflict since 1989 in which a group fought that is not a state's.
CONFLICTS = [
    "AFG", "AGO", "AZE", "BDI", "BFA", "BGD", "BIH", "CAF", "CIV", "CMR", "COD", "COG", "COL", "COM",
    "DJI", "DZA", "ECU", "EGY", "ERI", "ESP", "ETH", "GBR", "GEO", "GIN", "GNB", "GTM", "HRV", "HTI",
    "IDN", "IND", "IRN", "IRQ", "KEN", "KHM", "LBN", "LBR", "LBY", "LKA", "LSO", "MEX", "MLI", "MMR",
    "MOZ", "MRT", "NER", "NGA", "NIC", "NPL", "PAK", "PER", "PHL", "PNG", "PRY", "PSE", "RUS", "RWA",
    "SDN", "SEN", "SLB", "SLE", "SLV", "SOM", "SSD", "SYR", "TCD", "THA", "TJK", "TTO", "TUN", "TUR",
    "UGA", "UKR", "UZB", "VEN", "XKX", "YEM", "ZAF",
]  # fmt: skip


@pytest.fixture(scope="module")
def registry() -> Registry:
    return load_actors()


def by_name(registry: Registry) -> list[ActorEntry]:
    """The actors that are no country's instance of a pattern."""
    return [entry for entry in registry.entries.values() if entry.id.rpartition("-")[0] not in registry.patterns]


@pytest.mark.parametrize("country", sorted(PARTIES))
def test_parties_to_conflicts_are_known_by_name(country: str, registry: Registry) -> None:
    assert [name for name in PARTIES[country] if registry.key(name) not in registry.index] == []


def test_every_country_in_conflict_has_an_armed_group(registry: Registry) -> None:
    with_groups = {country for entry in by_name(registry) if entry.sector in ARMED for country in entry.countries}
    assert [country for country in CONFLICTS if country not in with_groups] == []


def test_rebels_and_militias_say_since_when_they_exist(registry: Registry) -> None:
    groups = [entry for entry in by_name(registry) if entry.sector in ("REB", "PRM") and entry.inter != COMMUNAL]
    assert {entry.id for entry in groups if entry.active.first is None} <= UNDATED


def test_many_have_a_side_a_parent_or_a_former_name(registry: Registry) -> None:
    named = by_name(registry)
    assert sum(entry.ged is not None for entry in named) >= 430
    assert sum(bool(entry.parents) for entry in named) >= 210


def test_every_kind_of_actor_is_there(registry: Registry) -> None:
    sectors = {entry.sector for entry in registry.entries.values()}
    assert {"GOV", "MIL", "COP", "SPY", "REB", "PRM", "CRM", "PTY", "OPP", "SOC", "MED", "LEG", "JRN"} <= sectors
    for actor in ("un-peacekeepers", "united-nations", "icrc", "msf", "nato", "african-union", "ecowas", "amisom"):
        assert registry.get(actor) is not None, actor
