"""How long starting takes, and how quick the look-ups in the gazetteer are."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import closing
from itertools import chain
from statistics import median
from time import process_time
from zlib import crc32

from benchmarks.perf.news import EXAMPLES
from marsad.config import load_config
from marsad.places import open_gazetteer
from marsad.places.entries import admin_entries, installed_packages, place_entries

_NAMES = 100_000


def start_up(rounds: int) -> dict[str, float]:
    """Seconds of processor time of whole processes; the bare interpreter is taken off the first."""
    bulletin = str(EXAMPLES / "kherson-wire.txt")
    bare = _process_s(rounds, "-c", "pass")
    return {
        "import marsad": _process_s(rounds, "-c", "import marsad") - bare,
        "marsad --help": _process_s(rounds, "-m", "marsad", "--help"),
        "marsad code, one bulletin": _process_s(rounds, "-m", "marsad", "code", bulletin),
    }


def _process_s(rounds: int, *arguments: str) -> float:
    return median(_once(*arguments) for _ in range(rounds))


def _once(*arguments: str) -> float:
    process = subprocess.Popen([sys.executable, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status):
        raise SystemExit(f"this failed: python {' '.join(arguments)}")
    return used.ru_utime + used.ru_stime


def lookups() -> dict[str, float]:
    """Look-ups a second of processor time: 100,000 spellings of the gazetteer and as many that are none, in no order,
    none twice; with the index in memory and the caches of words warm from another 200,000.
    """
    names = sorted(_spellings(), key=_scattered)[: 4 * _NAMES]
    asked = sorted({*names[::2], *map(_misspelt, names[1::2])}, key=_scattered)
    half = len(asked) // 2
    with closing(open_gazetteer(load_config())) as gazetteer:
        found = {}
        for name, look in (("find", gazetteer.find), ("knows", gazetteer.knows)):
            for one in asked[:half]:
                look(one)
            started = process_time()
            for one in asked[half:]:
                look(one)
            found[f"places.{name}"] = (len(asked) - half) / (process_time() - started)
    return found


def _spellings() -> set[str]:
    packages = installed_packages()
    admins = dict(admin_entries(packages))
    entries = chain(admins.values(), place_entries(packages, admins))
    return {name for entry in entries for name in entry.names}


def _scattered(name: str) -> int:
    return crc32(name.encode())


def _misspelt(name: str) -> str:
    """Two letters more make it a name of nothing, in all but one of two hundred."""
    for letters in ("bdfgklmnprst", "ckmnrtvz"):
        at = _scattered(name)
        cut = at % (len(name) + 1)
        name = name[:cut] + letters[at % len(letters)] + name[cut:]
    return name
