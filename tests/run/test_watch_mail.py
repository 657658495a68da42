"""A mailbox is read from where it was left, and from servers that misbehave not at all."""

import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from marsad.store import Store
from tests.run.watching import details, run, texts

pytestmark = pytest.mark.slow

MAIL = (
    "From: desk@wire.example\r\nSubject: Bulletin {0}\r\nDate: Mon, 02 Mar 2026 08:00:00 +0000\r\n\r\n"
    "Gunmen attacked the post on hill {0}.\r\n"
)


class Postbox:
    """As much of an IMAP server as a look needs; ``twist`` may put something else in the place of an answer."""

    def __init__(self) -> None:
        self.mails = {number: MAIL.format(number).encode() for number in (3, 7)}
        self.validity = 11
        self.said: list[str] = []
        self.twist: Callable[[str], bytes | None] = lambda _: None
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                line, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._talk, args=(line,), daemon=True).start()

    def _talk(self, line: socket.socket) -> None:
        with line, line.makefile("rwb", 0) as told:
            told.write(b"* OK ready\r\n")
            for asked in told:
                tag, _, command = asked.decode().strip().partition(" ")
                self.said.append(command)
                answer = self.twist(command)
                done = f"{tag} OK done\r\n".encode()
                try:
                    told.write(self._answer(command) + done if answer is None else answer.replace(b"DONE", done))
                except OSError:
                    return

    def _answer(self, command: str) -> bytes:
        word, _, rest = command.partition(" ")
        if word in ("EXAMINE", "SELECT"):
            return f"* {len(self.mails)} EXISTS\r\n* OK [UIDVALIDITY {self.validity}] yes\r\n".encode()
        if word == "CAPABILITY":
            return b"* CAPABILITY IMAP4rev1\r\n"
        if rest.startswith("SEARCH"):
            after = int(rest.split()[2].partition(":")[0])
            found = [number for number in self.mails if number >= after] or [max(self.mails)]
            return f"* SEARCH {' '.join(map(str, found))}\r\n".encode()
        if rest.startswith("FETCH"):
            number = int(rest.split()[1])
            mail = self.mails[number]
            if "SIZE" in rest:
                return f"* 1 FETCH (UID {number} RFC822.SIZE {len(mail)})\r\n".encode()
            return f"* 1 FETCH (UID {number} BODY[] {{{len(mail)}}}\r\n".encode() + mail + b")\r\n"
        return b""


@pytest.fixture
def box() -> Iterator[Postbox]:
    box = Postbox()
    yield box
    box.listener.close()


def listed(box: Postbox, folder: Path) -> str:
    (folder / "secret").write_text("s3cret\n", encoding="utf-8")
    return (
        '[[source]]\nname = "Bulletins"\ntype = "mailbox"\npassword-file = "secret"\n'
        f'address = "imap://desk%40e.example@127.0.0.1:{box.port}/INBOX"\n'
    )


def test_new_messages_are_read_once_and_nothing_is_marked(box: Postbox, store: Store, tmp_path: Path) -> None:
    [first] = run(store, listed(box, tmp_path), tmp_path)
    assert (first.look.outcome, first.look.found) == ("read", 2)
    box.mails[9] = MAIL.format(9).encode()
    [second] = run(store, listed(box, tmp_path), tmp_path)
    [third] = run(store, listed(box, tmp_path), tmp_path)
    assert (second.look.found, third.look.outcome, third.documents) == (1, "empty", 0)
    assert sum("hill 9" in text for text in texts(store)) == 1
    assert not [one for one in box.said if "STORE" in one or "BODY[]" in one or one.startswith("SELECT")]
    assert any("BODY.PEEK[]" in one for one in box.said)


def test_where_messages_were_numbered_anew_all_are_new_and_none_is_there_twice(
    box: Postbox, store: Store, tmp_path: Path
) -> None:
    run(store, listed(box, tmp_path), tmp_path)
    box.validity = 12
    [again] = run(store, listed(box, tmp_path), tmp_path)
    assert (again.documents, again.look.found) == (2, 0)


def failed(box: Postbox, store: Store, tmp_path: Path, **more: float) -> str:
    [looked] = run(store, listed(box, tmp_path), tmp_path, **more)
    assert looked.look.outcome == "failed"
    assert "s3cret" not in str(details(store))
    assert "desk" not in str(details(store))
    return looked.look.detail or ""


def test_a_wrong_password(box: Postbox, store: Store, tmp_path: Path) -> None:
    box.twist = lambda command: b"* BYE no\r\n" if command.startswith("LOGIN") else None
    assert failed(box, store, tmp_path)


def test_a_message_without_an_end(box: Postbox, store: Store, tmp_path: Path) -> None:
    """The size that a server tells need not be what it sends."""
    huge = b"* 1 FETCH (UID 3 BODY[] {10737418240}\r\n" + b"x" * 1000
    box.twist = lambda command: huge if "PEEK" in command else None
    assert failed(box, store, tmp_path, total_s=5)


def test_a_message_that_is_too_large_is_told_and_the_others_are_read(
    box: Postbox, store: Store, tmp_path: Path
) -> None:
    large = b"* 1 FETCH (UID 3 RFC822.SIZE 99999999999)\r\nDONE"
    box.twist = lambda command: large if "FETCH 3 (RFC822" in command else None
    [looked] = run(store, listed(box, tmp_path), tmp_path)
    assert looked.look.found == 1
    assert [code for code, _ in details(store)] == ["too-large"]


def test_a_server_that_drips(box: Postbox, store: Store, tmp_path: Path) -> None:
    never = threading.Event()

    def drip(command: str) -> bytes | None:
        if "SEARCH" not in command:
            return None
        never.wait(30)
        return b""

    box.twist = drip
    assert "no end within 0.3 seconds" in failed(box, store, tmp_path, total_s=0.3)
    never.set()
