"""The verbs watch and sources, on the command line."""

import json
import os
import signal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from marsad.cli import inputs, root
from marsad.errors import ConfigError
from marsad.pipeline import Added, Coder
from marsad.store import Store

pytestmark = pytest.mark.slow  # the language model, and databases over their whole life

LIST = """
[[source]]
name = "Northern Wire"
type = "folder"
address = "wire"
group = "North"
[[source]]
name = "Army Gazette"
type = "folder"
address = "gazette"
party = "gov-sdn"
[[source]]
name = "Gone"
type = "folder"
address = "gone"
"""


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A list, two folders of reports, and one that is not there."""
    (tmp_path / "sources.toml").write_text(LIST, encoding="utf-8")
    for folder, text in {
        "wire": "Published 5 March 2024\n\nGunmen killed five farmers near Goma on Monday.",
        "gazette": "Published 5 March 2024\n\nSoldiers killed nine rebels near Kadugli on Monday.",
    }.items():
        (tmp_path / folder).mkdir()
        file = tmp_path / folder / "report.txt"
        file.write_text(text, encoding="utf-8")
        os.utime(file, (0, 0))
    return tmp_path


@pytest.fixture
def loaded(coder: Coder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inputs, "loaded_coder", lambda _: coder)


def called(desk: Path, *args: object) -> Result:
    words = [str(arg) for arg in args] + ["--db", str(desk / "w.duckdb")]
    return CliRunner().invoke(root, words, catch_exceptions=False)


def lines(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


@pytest.mark.usefixtures("loaded")
def test_what_sources_bring_and_how_looking_goes(desk: Path) -> None:
    first = called(desk, "watch", desk / "sources.toml", "--once")
    assert first.exit_code == 0
    assert "Northern Wire: 1 new of 1" in first.stderr
    assert "Gone: could not be looked at" in first.stderr
    told = {line["source"]: line for line in lines(called(desk, "sources", "--format", "jsonl"))}
    assert (told["Army Gazette"]["party"], told["Army Gazette"]["documents"]) == ("gov-sdn", 1)
    assert (told["Northern Wire"]["group"], told["Northern Wire"]["failing_since"]) == ("North", None)
    assert "no such folder" in told["Gone"]["detail"]
    assert [line["source"] for line in lines(called(desk, "sources", "--failing", "--format", "jsonl"))] == ["Gone"]
    table = called(desk, "sources", "--format", "table").stdout
    assert "Army Gazette (folder, party: gov-sdn)\n    1 document; 1 look, 0 in vain" in table
    with Store(desk / "w.duckdb", read_only=True) as store:
        grades = {event["sources"][0]: (event["grade_rule"], event["independent_sources"]) for event in store.events()}
    assert grades["Army Gazette"] == ("only-a-party-to-the-conflict-says-so", 0)
    assert grades["Northern Wire"] == ("one-independent-source", 1)
    again = called(desk, "watch", desk / "sources.toml", "--once")
    assert "Northern Wire: 0 new of 0" in again.stderr


@pytest.mark.usefixtures("loaded")
def test_a_server_that_is_at_work_writes_what_a_watch_finds(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Store(desk / "w.duckdb").close()
    kept: list[tuple[str, Any]] = []

    class AtWork:
        address = "http://127.0.0.1:8642/"

        def add(self, raws: list[Any]) -> list[Added]:
            kept.extend(("raw", raw.source) for raw in raws)
            return [Added(document="d", source=raw.source, is_new=True, mentions=2, problems=0) for raw in raws]

        def keep(self, **told: Any) -> list[str]:
            kept.extend((name, len(every)) for name, every in told.items() if every)
            return []

    for module in ("keeping", "presence"):
        monkeypatch.setattr(f"marsad.serve.{module}.server_of", lambda _: AtWork())
    done = called(desk, "watch", desk / "sources.toml", "--once")
    assert "it writes what is found" in done.stderr
    assert "Northern Wire: 1 new of 1, 2 mentions, 0 problems" in done.stderr
    assert kept[0] == ("sources", 3)
    assert {("raw", "Northern Wire"), ("raw", "Army Gazette")} < set(kept)
    assert sum(many for name, many in kept if name == "looks") == 3
    with Store(desk / "w.duckdb", read_only=True) as store:
        assert (store.looks(), store.stats().documents) == ([], 0), "it wrote nothing itself"


@pytest.mark.usefixtures("loaded")
def test_where_nothing_could_be_looked_at_the_status_says_so(desk: Path) -> None:
    (desk / "sources.toml").write_text('[[source]]\nname = "Gone"\ntype = "folder"\naddress = "gone"\n')
    assert called(desk, "watch", desk / "sources.toml", "--once").exit_code == 1


def test_a_service_that_is_told_to_stop_stops(desk: Path, coder: Coder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without it, this watch would go on for ever."""

    def stopped(_: object) -> Coder:
        os.kill(os.getpid(), signal.SIGTERM)
        return coder

    monkeypatch.setattr(inputs, "loaded_coder", stopped)
    before = signal.getsignal(signal.SIGTERM)
    assert called(desk, "watch", desk / "sources.toml").exit_code == 0
    assert signal.getsignal(signal.SIGTERM) is before


def test_a_list_is_checked_without_asking_anybody(desk: Path) -> None:
    told = called(desk, "watch", desk / "sources.toml", "--check")
    assert "Army Gazette" in told.stdout
    assert "3 sources to look at, 0 only told of" in told.stderr
    assert not (desk / "w.duckdb").exists()


def test_a_party_must_be_an_actor_that_is_known(desk: Path) -> None:
    (desk / "sources.toml").write_text('[[source]]\nname = "A"\nparty = "gov-atlantis"\n', encoding="utf-8")
    with pytest.raises(ConfigError, match="gov-atlantis"):
        called(desk, "watch", desk / "sources.toml")


def test_a_list_with_nothing_to_look_at(desk: Path) -> None:
    (desk / "sources.toml").write_text('[[source]]\nname = "A"\n', encoding="utf-8")
    with pytest.raises(ConfigError, match="nothing to look at"):
        called(desk, "watch", desk / "sources.toml")
