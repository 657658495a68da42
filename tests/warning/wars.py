"""A store of a quiet half year in Kunduz that ends in ten bad days, with one patrol on the last of them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from marsad.store import Store
from tests.store import reports
from tests.store.reports import AFGHAN_POLICE, IMAM_SAHIB, TALIBAN

FIRST = date(2019, 10, 1)
LAST = FIRST + timedelta(days=250)
#: Long after: every delay of protection is over.
NOW = datetime(2021, 1, 1, tzinfo=UTC)


def attack(day: date, deaths: int) -> reports.Report:
    document = reports.read(
        f"Attack on {day}\n\nTaliban fighters attacked a police post in Imam Sahib on {day}."
        f" {deaths} officers were killed.",
        source="Northern Wire",
        published=day,
    )
    told = reports.tell(
        document,
        "attacked a",
        parties=(("initiator", TALIBAN, "Taliban fighters"), ("recipient", AFGHAN_POLICE, "police post")),
        where=(IMAM_SAHIB, "Imam Sahib"),
        when=(day, day, 1, f"on {day}"),
        counts=(reports.killed(document, f"{deaths} officers were killed", deaths, deaths, deaths),),
    )
    return document, reports.code(document, told)


def war(file: Path) -> Path:
    """Write the store."""
    quiet = [attack(FIRST + timedelta(days=number), 1) for number in range(0, 240, 14)]
    bad = [attack(LAST - timedelta(days=number), 4) for number in range(10)]
    with Store(file) as store:
        for document, coding in (*quiet, *bad):
            store.add(document, coding, at=NOW)
        store.replace_events((), [reports.fold(coding.mentions[0]) for _, coding in (*quiet, *bad)], at=NOW)
    return file
