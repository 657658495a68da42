"""``marsad add`` over many documents with a coder that needs no language model; to be run, and killed, as a process.

python -m tests.store.adding DB NUMBER
"""

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import cast

from marsad import pipeline
from marsad.config import Config
from marsad.pipeline import Coder
from marsad.store import Store
from marsad.types import Coding, Document, Mention, RawDocument
from tests.store import reports

#: Places and days are few, so that reports tell of the same events.
HILLS, DAYS = 40, 25


class Quick:
    """As much of a coder as adding asks for."""

    version = "quick@1"


def raws(number: int) -> Iterator[RawDocument]:
    """Reports that are dated; every tenth cannot be read."""
    for index in range(number):
        day = datetime(2021, 3, 1 + index % DAYS, tzinfo=UTC).date()
        text = f"Attack {index}\n\nGunmen attacked the post on hill {index % HILLS}. Villagers marched past {index}.\n"
        body = b"" if index % 10 == 9 else text.encode()
        yield RawDocument(
            source=f"Desk {index % 7}", url=None, body=body, media_type="text/plain", path=f"{index}.txt", published=day
        )


def coded(document: Document, coder: Quick) -> Coding:
    """An attack on a hill and a march, on the day of publication."""
    hill = int(document.text.partition("hill ")[2].partition(".")[0])
    where = reports.place(f"user:{hill}", f"Hill {hill}", "UKR", "Kherson", lat=46 + hill / 5, lon=30 + hill / 5)
    day = document.published
    assert day is not None
    told: list[Mention] = [
        reports.tell(document, trigger, kind, where=(where, f"hill {hill}"), when=(day, day, 1, trigger))
        for trigger, kind in (("attacked", "ASSAULT"), ("marched", "PROTEST"))
    ]
    return reports.code(document, *told, coder=coder.version)


def main(db: str, number: int) -> None:
    """Add them all; say each on stdout."""
    pipeline.code = coded  # type: ignore[assignment]
    pipeline.MERGE_EVERY = 100
    now = datetime(2021, 4, 1, tzinfo=UTC)
    with Store(db) as store:
        coder = cast("Coder", Quick())
        for count, _ in enumerate(pipeline.add(raws(number), store, coder, config=Config(), now=now), 1):
            sys.stdout.write(f"{count}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
