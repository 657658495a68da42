"""How an event's values are chosen is a setting: from the file or the environment to the stored event."""

from dataclasses import replace
from pathlib import Path

import pytest

from marsad.config import Config, load_config
from marsad.errors import ConfigError
from marsad.pipeline import fold_policy, merge
from marsad.review import Desk
from marsad.store import Store
from tests.store import reports


def killed(tmp_path: Path, config: Config) -> tuple[int | None, int | None, int | None]:
    """The toll of one raid that a wire puts at three and a paper, a day later, at no less than five."""
    with Store(tmp_path / f"{config.fold_counts}.duckdb") as store:
        for report in _RAID:
            store.add(*report(), at=reports.AT)
        merge(store, config=config, now=reports.AT)
        one, other = (store.event(report()[1].mentions[0].id)["id"] for report in _RAID)
        if one != other:
            Desk(store, by="Amal", config=config).merge(one, other)
        count = store.event(one)["counts"]["killed"]
        return count["low"], count["best"], count["high"]


_RAID = (reports.kunduz_wire, reports.kunduz_paper)


@pytest.mark.slow
def test_counts_follow_the_setting(tmp_path: Path) -> None:
    told = {name: killed(tmp_path, replace(Config(), fold_counts=name)) for name in ("acled", "latest")}
    assert told == {"acled": (3, 3, 3), "latest": (5, None, None)}


def test_every_setting_reaches_the_policy() -> None:
    told = {f"MARSAD_FOLD_{name}": "latest" for name in ("KIND", "STATUS", "WORDS", "WHERE", "WHEN", "COUNTS")}
    policy = fold_policy(load_config(environ=told))
    assert {policy.kind, policy.status, policy.words, policy.where, policy.when, policy.counts} == {"latest"}


def test_a_policy_that_is_none_is_refused() -> None:
    with pytest.raises(ConfigError, match="finest or majority or latest"):
        load_config(environ={"MARSAD_FOLD_WHERE": "average"})
