"""The port, the verb, and a real server behind them."""

import os
import platform
import re
import signal
import socket
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner

from marsad.cli.serve import command
from marsad.errors import ConfigError, StoreError
from marsad.serve import listen
from tests.serve.routes import EVENT


def test_a_taken_port_is_an_error_with_the_next_step() -> None:
    with listen("127.0.0.1", 0) as first, pytest.raises(ConfigError, match="cannot be had") as caught:
        listen("127.0.0.1", first.getsockname()[1])
    assert "--port" in caught.value.next_step


def test_answers_do_not_wait_for_more_to_send() -> None:
    """asyncio sets TCP_NODELAY only on sockets that name their protocol."""
    with listen("127.0.0.1", 0) as listening:
        assert listening.proto == socket.IPPROTO_TCP


@pytest.mark.parametrize("host", ["0.0.0.0", "example.org", "192.168.1.7", ""])
def test_only_this_machine_is_served(host: str) -> None:
    with pytest.raises(ConfigError, match="not this machine"):
        listen(host, 0)


def test_others_are_served_where_they_have_tokens_of_their_own() -> None:
    with listen("0.0.0.0", 0, is_for_others=True) as listening:
        assert listening.getsockname()[0] == "0.0.0.0"


def test_the_newer_loopback_is_served_too(monkeypatch: pytest.MonkeyPatch) -> None:
    bound = []
    monkeypatch.setattr(socket.socket, "bind", lambda _, address: bound.append(address))
    with listen("::1", 0) as listening:
        assert (listening.family, bound) == (socket.AF_INET6, [("::1", 0)])


def test_a_database_that_is_not_there_is_said_before_anything_starts(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="there is no"):
        CliRunner().invoke(command, ["--db", str(tmp_path / "none.duckdb")], catch_exceptions=False)


def test_the_verb_prints_the_address_and_serves_until_it_is_stopped(db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(_app: object, listening: socket.socket) -> None:
        assert listening.getsockname()[1]
        raise KeyboardInterrupt

    monkeypatch.setattr("marsad.serve.answer", stopped)
    done = CliRunner().invoke(command, ["--db", str(db), "--port", "0"])
    assert done.exit_code == 0
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/\?token=[\w-]{32}\n", done.stdout)


@pytest.mark.slow
def test_a_real_server_answers_and_ends_at_ctrl_c(db: Path) -> None:
    program = [sys.executable, "-m", "marsad", "serve", "--db", str(db), "--port", "0", "--no-browser"]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        program, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    ) as server:
        try:
            assert server.stdout is not None
            address = server.stdout.readline().strip()
            with httpx.Client(follow_redirects=True, timeout=30) as browser:
                shown = browser.get(address)
                assert shown.status_code in (200, 501)  # whether the web app was built here or not
                assert "token" not in str(shown.url)
                record = browser.get(str(shown.url) + f"api/v1/events/{EVENT}").json()
                assert record["id"] == EVENT
                assert browser.get(str(shown.url), headers={"Host": "evil.example"}).status_code == 403
            assert "server" not in shown.headers
            assert httpx.get(str(shown.url) + "healthz").status_code == 200
            assert httpx.get(str(shown.url)).status_code == 401
        finally:
            server.send_signal(signal.SIGINT)
            _, told = server.communicate(timeout=30)
    assert server.returncode == 0
    assert "token" not in told
    assert "Traceback" not in told


def test_a_file_that_was_read_itself_is_free_for_writers_though_a_copy_came(own_db: Path) -> None:
    """The window between a writer's end and the copy that it leaves for readers."""
    from marsad.serve.reading import Reading
    from marsad.store import Store
    from marsad.store.holding import snapshot_of

    reading = Reading(str(own_db))
    copy = snapshot_of(own_db)
    copy.rename(copy.with_suffix(".late"))
    with reading.store() as store:
        assert store.bars_writers
        copy.with_suffix(".late").rename(copy)
    with Store(own_db) as writing:
        assert not writing.read_only
    with reading.store() as store:
        assert not store.bars_writers
    reading.close()


def test_readers_that_waited_for_what_was_written_read_side_by_side(own_db: Path) -> None:
    """One after the other each opened it anew: of fifty readers each waited seconds after every act."""
    from marsad.serve.reading import Reading
    from marsad.store import Store

    Store(own_db).close()
    reading = Reading(str(own_db))
    together = threading.Barrier(4, timeout=4.0)

    def read() -> int:
        with reading.store():
            return together.wait()

    with ThreadPoolExecutor(4) as threads:
        with reading.store():
            with Store(own_db) as writing:
                writing.log("exported", {"by": "a test"}, at=datetime.now(tz=UTC))
            asked = [threads.submit(read) for _ in range(4)]
        assert sorted(one.result() for one in asked) == [0, 1, 2, 3]
    reading.close()


def test_who_reads_already_does_not_wait_for_itself(own_db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from marsad.serve import reading as module
    from marsad.store import Store

    monkeypatch.setattr(module, "_WAIT_S", 3600.0)
    Store(own_db).close()
    reading = module.Reading(str(own_db))
    with reading.store() as outer:
        with Store(own_db) as writing:
            writing.log("exported", {"by": "a test"}, at=datetime.now(tz=UTC))
        with reading.store() as inner:
            assert inner is not outer
    reading.close()


def test_a_reader_leaves_the_file_to_a_writer_that_rests(own_db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An act is stored, the file let go of, and read again for the answer: nobody takes the file meanwhile."""
    from marsad.review import Desk
    from marsad.store import Store, holding

    Store(own_db).close()
    taken: list[Store] = []
    publish = holding.publish

    def and_somebody_reads(file: Path, *, anew: bool) -> None:
        taken.append(Store(own_db, read_only=True))
        publish(file, anew=anew)

    monkeypatch.setattr(holding, "publish", and_somebody_reads)
    with Store(own_db) as store:
        done = Desk(store, by="A").comment(EVENT, "seen")
        assert done.id in {act.id for act in store.acts()}
    assert taken
    assert not any(one.bars_writers for one in taken)
    for one in taken:
        one.close()


_HEAPS = """
import ctypes, sys, threading
from marsad.serve.server import share_heaps
share_heaps()
library = ctypes.CDLL(None)
library.malloc.restype = library.fopen.restype = ctypes.c_void_p
library.free.argtypes = library.fclose.argtypes = [ctypes.c_void_p]
library.malloc_info.argtypes = [ctypes.c_int, ctypes.c_void_p]
at_once = threading.Barrier(12)
def work():
    held = library.malloc(5000)
    at_once.wait()
    library.free(held)
threads = [threading.Thread(target=work) for _ in range(12)]
for one in threads: one.start()
for one in threads: one.join()
told = library.fopen(sys.argv[1].encode(), b"w")
library.malloc_info(0, told)
library.fclose(told)
"""


@pytest.mark.slow
@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc gives each thread a heap")
def test_threads_share_two_heaps(tmp_path: Path) -> None:
    """With one each a server of forty threads grows for hours."""
    told = tmp_path / "heaps.xml"
    subprocess.run([sys.executable, "-c", _HEAPS, str(told)], check=True)
    assert told.read_text().count("<heap nr") <= 2
