"""One writer at a time, any number of readers: who may hold a DuckDB file, and the copy that all others read.

DuckDB shuts every other process out of a file while one writes to it. So a writer holds the file for a batch only,
under a lock of ours that dies with its process, and before it lets go it copies the file and puts the copy
(``FILE.read``) in the place of the one before, by one rename. Readers take the copy, unless the file itself is newer
and free. A line of the audit log that no reader asks for leaves the copy as it is (:func:`keep_copy`).
"""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
from contextlib import suppress
from pathlib import Path

#: Seconds a writer waits for another to let go. A batch takes less, on a slow disk too.
WAIT_S = 30.0

#: The locks this program holds, by file, and how many of its stores share each.
_HELD: dict[Path, tuple[sqlite3.Connection, int]] = {}


def snapshot_of(file: Path) -> Path:
    """The copy that readers take."""
    return file.with_name(file.name + ".read")


def is_snapshot(file: Path) -> bool:
    return file.name.endswith(".read")


def lock(file: Path, *, wait_s: float) -> bool:
    """Wait for the right to write; False where another process kept it for so long.

    Stores of one program share it. The lock is SQLite's on a file of its own: it works alike on every system and ends
    with its process, however that ends. (Closing a file ends all POSIX locks of the process on it, DuckDB's too: the
    database file itself must not be opened beside DuckDB.)
    """
    key = file.resolve()
    if key in _HELD:
        held, stores = _HELD[key]
        _HELD[key] = held, stores + 1
        return True
    fresh: sqlite3.Connection | None = None
    try:
        fresh = sqlite3.connect(
            file.with_name(file.name + ".lock"), timeout=wait_s, isolation_level=None, check_same_thread=False
        )
        fresh.execute("begin exclusive")
    except sqlite3.OperationalError as error:
        if fresh is not None:
            fresh.close()
        if "locked" in str(error):
            return False
        raise PermissionError(errno.EACCES, "permission denied", str(file)) from error
    _HELD[key] = fresh, 1
    return True


def unlock(file: Path) -> None:
    """Give the right to write back, once for each :func:`lock`."""
    key = file.resolve()
    held, stores = _HELD.pop(key)
    if stores > 1:
        _HELD[key] = held, stores - 1
    else:
        held.close()


def publish(file: Path, *, anew: bool = False) -> None:
    """Let readers see what was written. To be called with the lock held and the file closed.

    ``anew``: also where the copy stands for the file as it is.

    Where there is no room, or a reader on Windows has the old copy open, that one stays: readers take the file itself
    as soon as it is free.
    """
    if _HELD[file.resolve()][1] > 1 or (is_current(file) and not anew):
        return
    snapshot = snapshot_of(file)
    part = snapshot.with_name(snapshot.name + ".part")
    with suppress(OSError):
        shutil.copyfile(file, part)
        _stamp(part, file)
        part.replace(snapshot)
    with suppress(OSError):
        part.unlink(missing_ok=True)


def keep_copy(file: Path) -> None:
    """Let the copy stand for the file as it is now, though it lacks what was written last. With the lock held."""
    with suppress(OSError):
        _stamp(snapshot_of(file), file)


def _stamp(copy: Path, file: Path) -> None:
    at = file.stat().st_mtime_ns
    os.utime(copy, ns=(at, at))


def is_current(file: Path) -> bool:
    """Whether the copy stands for the file as it is: it has its time."""
    snapshot, log = snapshot_of(file), file.with_name(file.name + ".wal")
    try:
        return snapshot.stat().st_mtime_ns == file.stat().st_mtime_ns and not log.exists()
    except OSError:
        return False


def to_read(file: Path) -> tuple[Path, ...]:
    """What to try to read, the newest first.

    The file itself is left to a writer of this program, also in the moment between its end and the copy that it leaves:
    who opened the file then would keep that writer from going on.
    """
    snapshot = snapshot_of(file)
    if not snapshot.exists():
        return (file,)
    return (snapshot,) if file.resolve() in _HELD or is_current(file) else (file, snapshot)
