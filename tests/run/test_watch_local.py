"""Watching without a network: folders, the standard input, when who is looked at."""

import os
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from marsad.store import Store
from tests.run.watching import START, Time, details, run, source, texts

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def drop(tmp_path: Path) -> Path:
    folder = tmp_path / "drop"
    folder.mkdir()
    return folder


def put(path: Path, text: str, age_s: float = 3600) -> None:
    path.write_text(text, encoding="utf-8")
    at = START.timestamp() - age_s
    os.utime(path, (at, at))


def test_a_folder_is_read_once_and_again_where_a_file_changed(store: Store, drop: Path, tmp_path: Path) -> None:
    put(drop / "a.txt", "Gunmen attacked the post on hill 1.")
    put(drop / "b.txt", "Gunmen attacked the post on hill 2.")
    listed = source("drop", "folder")
    [first] = run(store, listed, tmp_path)
    assert (first.look.outcome, first.look.found, first.mentions) == ("read", 2, 2)
    [second] = run(store, listed, tmp_path)
    assert (second.look.outcome, second.look.found, second.documents) == ("empty", 0, 0)
    put(drop / "b.txt", "Gunmen attacked the post on hill 3.", age_s=1800)
    [third] = run(store, listed, tmp_path)
    assert (third.look.found, third.documents) == (1, 1)
    assert [look.outcome for look in store.looks("Northern Wire")] == ["read", "empty", "read"]


def test_a_file_that_was_just_written_is_waited_for(store: Store, drop: Path, tmp_path: Path) -> None:
    put(drop / "a.txt", "Gunmen attacked the post on hill 1.", age_s=2)
    time = Time()
    [looked] = run(store, source("drop", "folder"), tmp_path, time=time)
    assert looked.look.found == 1
    assert time.waited == [3.0]


def test_files_of_formats_that_nobody_reads_are_told(store: Store, drop: Path, tmp_path: Path) -> None:
    put(drop / "a.pdf", "%PDF")
    [looked] = run(store, source("drop", "folder"), tmp_path)
    assert looked.look.outcome == "empty"
    assert [code for code, _ in details(store)] == ["unknown-format"]


def test_a_folder_that_is_not_there_was_not_looked_at(store: Store, tmp_path: Path) -> None:
    [looked] = run(store, source("gone", "folder"), tmp_path)
    assert looked.look.outcome == "failed"
    assert "no such folder" in (looked.look.detail or "")
    assert [code for code, _ in details(store)] == ["source-failed"]


def test_documents_of_many_outlets_keep_their_own_names(store: Store, drop: Path, tmp_path: Path) -> None:
    line = '{"text": "Gunmen attacked the post on hill 7.", "source": "Daily Paper"}\n'
    put(drop / "a.jsonl", line)
    run(store, source("drop", "folder", outlets='"many"'), tmp_path)
    assert [one.source for one in store.outlets()] == ["Daily Paper"]


def test_standard_input_is_read_to_its_end(store: Store, tmp_path: Path) -> None:
    lines = b"".join(b'{"text": "Gunmen attacked the post on hill %d."}\n' % n for n in range(60))
    looked = run(store, '[[source]]\nname = "Desk"\ntype = "stdin"\n', tmp_path, stdin=lines, once=False)
    assert sum(one.look.found for one in looked) == 60
    assert len(texts(store)) == 60


def test_looks_come_as_often_as_the_list_says(store: Store, tmp_path: Path) -> None:
    (tmp_path / "rare").mkdir()
    listed = source("drop", "folder", every='"15m"') + source("rare", "folder", "Weekly", every='"2h"')
    run(store, listed, tmp_path, time=Time(hours=4.5), once=False)
    often, seldom = store.looks("Northern Wire"), store.looks("Weekly")
    gaps = [(after.at - before.at).total_seconds() for before, after in pairwise(often)]
    assert len(seldom) == 3
    assert 16 <= len(often) <= 19
    assert all(15 * 60 * 0.95 <= gap <= 15 * 60 * 1.05 + 1 for gap in gaps)
    assert len(set(gaps)) > 1, "not all at the same moment for ever"


def test_a_start_after_a_stop_does_not_ask_everybody_again(store: Store, tmp_path: Path) -> None:
    listed = source("drop", "folder", every='"1h"')
    run(store, listed, tmp_path, time=Time(hours=0.5), once=False)
    run(store, listed, tmp_path, time=Time(START + timedelta(minutes=30), hours=0.25), once=False)
    assert len(store.looks()) == 1
    run(store, listed, tmp_path, time=Time(START + timedelta(minutes=59), hours=0.25), once=False)
    assert len(store.looks()) == 2


def test_a_source_that_turns_silent_is_told_once(store: Store, drop: Path, tmp_path: Path) -> None:
    put(drop / "a.txt", "Gunmen attacked the post on hill 1.")
    listed = source("drop", "folder", every='"1h"', silent_after='"5h"')
    looked = run(store, listed, tmp_path, time=Time(hours=12), once=False)
    assert [one.silent_since is not None for one in looked][:5] == [False] * 5
    assert looked[-1].silent_since == looked[0].look.at == START
    assert details(store) == [("source-silent", "nothing new since 2026-03-01 12:00 UTC")]
    assert store.looks()[-1].outcome == "empty", "silent, but looked at"


def test_the_registry_reaches_the_store(store: Store, tmp_path: Path) -> None:
    listed = source("drop", "folder", licence='"CC-BY"', group='"North"', regions='["SDN"]')
    run(store, f'{listed}\n[[source]]\nname = "army.example"\nparty = "some-army"\n', tmp_path)
    known = store.sources()
    assert known["army.example"].party == "some-army"
    assert known["army.example"].kind is None
    assert (known["Northern Wire"].group, known["Northern Wire"].regions) == ("North", ("SDN",))
