"""A watch that dies by SIGKILL at a point that is named on its command line: python -m tests.run.dying FOLDER POINT N.

``document``: when the Nth document has been handed to the store; ``before`` or ``after``: around the Nth time that it
is kept how looks went. ``never``: it ends by itself.
"""

import os
import signal
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from random import Random
from typing import Any

from marsad.config import Config
from marsad.pipeline import Added
from marsad.run import Setting, load_watchlist, watch
from marsad.store import Store
from tests.run.watching import Time, add


class Dying:
    """Counts what is done, and dies at the point."""

    def __init__(self, point: str, number: int) -> None:
        self.point, self.left = point, number

    def reach(self, point: str) -> None:
        if point == self.point:
            self.left -= 1
            if self.left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    def add(self, raws: Iterable[Any], store: Store) -> Iterator[Added]:
        for added in add(raws, store):
            self.reach("document")
            yield added


def main(folder: Path, point: str, number: int) -> None:
    dying = Dying(point, number)
    real = Store.add_looks

    def add_looks(store: Store, *given: Any) -> None:
        dying.reach("before")
        real(store, *given)
        dying.reach("after")

    Store.add_looks = add_looks  # type: ignore[method-assign]
    setting = Setting(config=Config(), clock=Time().clock, dice=Random(1), stdin=sys.stdin.buffer, at_once=1)
    with Store(folder / "w.duckdb") as store:
        for _ in watch(load_watchlist(folder / "sources.toml"), store, dying.add, setting, once=True):
            pass


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
