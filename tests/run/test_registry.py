"""Lists of sources: what they may say, and what is said of one that is wrong."""

import tomllib
from functools import cache
from pathlib import Path

import pytest

from marsad.actors import Registry, load_actors
from marsad.errors import ConfigError
from marsad.run import load_watchlist
from marsad.run.registry import _DESCRIBING, _LOOKING, _OF_ALL, KINDS, seconds
from marsad.types import Source
from tests.conftest import ROOT

LISTS = sorted((ROOT / "deploy" / "watch" / "sources").glob("*.toml"))


def load(text: str, folder: Path) -> object:
    (folder / "s.toml").write_text(text, encoding="utf-8")
    return load_watchlist(folder / "s.toml", is_actor=lambda given: given == "some-army")


def test_what_a_list_says_and_what_goes_without_saying(tmp_path: Path) -> None:
    (tmp_path / "s.toml").write_text(
        """
        every = "1h"
        contact = "https://desk.example"
        [[source]]
        name = "Northern Wire"
        type = "feed"
        address = ["https://n.example/world", "https://n.example/war"]
        every = "5m"
        regions = ["SDN"]
        group = "n.example"
        [[source]]
        name = "Drop"
        type = "folder"
        address = "in"
        [[source]]
        name = "army.example"
        party = "some-army"
        """,
        encoding="utf-8",
    )
    told = load_watchlist(tmp_path / "s.toml")
    wire, drop = told.posts
    assert wire.source == Source(name="Northern Wire", kind="feed", group="n.example", regions=("SDN",))
    assert (wire.every_s, drop.every_s, drop.addresses) == (300, 3600, (str(tmp_path / "in"),))
    assert [one.name for one in told.known] == ["Northern Wire", "Drop", "army.example"]
    assert "https://desk.example" in told.agent
    assert load_watchlist(tmp_path / "s.toml", every_s=60).posts[1].every_s == 60


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "source"),
        ("[[source]]\ntype = 'feed'", "there is no name"),
        ("[[source]]\nname = 'A'\ntype = 'telex'", "'telex' cannot be used as type"),
        ("[[source]]\nname = 'A'\ntype = 'feed'", "there is no address"),
        ("[[source]]\nname = 'A'\ntype = 'feed'\naddress = 'ftp://a.example'", "cannot be used as address"),
        ("[[source]]\nname = 'A'\ntype = 'feed'\naddress = 'http://u:secret@a.example'", "holds no password"),
        ("[[source]]\nname = 'A'\ntype = 'feed'\naddress = 'http://a.example:x'", "cannot be used as address"),
        ("[[source]]\nname = 'A'\ntype = 'mailbox'\naddress = 'imaps://u@a.example'", "there is no password-file"),
        ("[[source]]\nname = 'A'\nparty = 'nobody'", "marsad actors find"),
        ("[[source]]\nname = 'A'\nregions = ['Sudan']", "alpha-3"),
        ("[[source]]\nname = 'A'\nevery = '15 minutes'", "15m"),
        ("[[source]]\nname = 'A'\ntype = 'links'\naddress = 'http://a.example'\nmatch = '('", "no regular expression"),
        ("[[source]]\nname = 'A'\n[[source]]\nname = 'A'", "stands twice"),
        ("[[source]]\nname = 'A'\nadress = 'x'", "no key is called 'adress'"),
        ("how_often = '1h'\n[[source]]\nname = 'A'", "no key is called 'how_often'"),
        ("[[source]", "is not TOML"),
    ],
)
def test_what_is_wrong_is_named(text: str, why: str, tmp_path: Path) -> None:
    if "every" in text and "type" not in text:
        text += "\ntype = 'folder'\naddress = '.'"
    with pytest.raises(ConfigError) as error:
        load(text, tmp_path)
    assert why in str(error.value)
    assert "secret" not in str(error.value).replace("u:secret", "") or "address" in str(error.value)


def test_a_list_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="No such file"):
        load_watchlist(tmp_path / "none.toml")


@pytest.mark.parametrize(("words", "wanted"), [("90s", 90), ("15m", 900), ("6h", 21_600), ("7d", 604_800)])
def test_times(words: str, wanted: float) -> None:
    assert seconds(words) == wanted


@pytest.mark.parametrize("words", ["", "0m", "15", "m", "-1h", "1.5h", "1w"])
def test_what_is_no_time(words: str) -> None:
    with pytest.raises(ValueError, match="no time"):
        seconds(words)


@cache
def registry() -> Registry:
    return load_actors()


@pytest.mark.parametrize("path", LISTS, ids=lambda path: path.stem)
def test_the_lists_for_three_regions_can_be_used(path: Path) -> None:
    """Parties are those of the registry; outlets that GDELT's lists name by host are one source with their feeds."""
    told = load_watchlist(path, is_actor=lambda given: registry().get(given) is not None)
    assert len(told.posts) >= 8
    assert any(one.party for one in told.known)
    feeds = [post.source for post in told.posts if post.source.kind == "feed"]
    assert all(one.group and one.licence for one in feeds)
    assert all(post.addresses[0].startswith("http") for post in told.posts)


def test_there_are_three_regions() -> None:
    assert len(LISTS) >= 3


def test_every_key_and_type_is_told_in_the_docs() -> None:
    page = (ROOT / "docs" / "watch.md").read_text(encoding="utf-8")
    named = {*_DESCRIBING, *_LOOKING, *_OF_ALL, *KINDS}
    assert not [key for key in named if f"`{key}" not in page]


def test_the_list_in_the_docs_can_be_used(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "watch.md").read_text(encoding="utf-8")
    text = page.partition("```toml\n")[2].partition("```")[0]
    assert len(tomllib.loads(text)["source"]) >= 6
    (tmp_path / "s.toml").write_text(text, encoding="utf-8")
    assert {post.source.kind for post in load_watchlist(tmp_path / "s.toml").posts} == set(KINDS)
