"""What is attacked: a clinic and its victim, a town, a column on its way, an attack that is told too early."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from marsad.config import Config
from marsad.pipeline import merge
from marsad.store import Store
from marsad.types import Actor, Coding, Document, Place
from tests.store import reports
from tests.store.reports import AT, TALIBAN

VICTIM = "Fulan al-Fulani"
CLINIC = reports.place(
    "gn:990001", "Imam Sahib", "AFG", "Kunduz", admin2="Imam Sahib District", lat=37.18897, lon=68.93644
)
TOWN = reports.place("gn:990002", "Taloqan", "AFG", "Takhar", admin2="Taluqan District", lat=36.73612, lon=69.53451)
#: Long ago for the first two, a week ago for the column, yesterday for the last.
NOW = datetime(2020, 9, 1, 12, tzinfo=UTC)
TODAY = NOW.date()


def _told(text: str, where: Place, words: str, **more: Any) -> tuple[Document, Coding]:
    document = reports.read(
        f"{more.pop('title', 'News')}\n\n{text}", source=more.pop("source", "Wire"),
        published=more.pop("published", date(2020, 5, 3)), url=more.pop("url", None),
    )  # fmt: skip
    trigger = more.pop("trigger", "attacked")
    return document, reports.code(document, reports.tell(document, trigger, where=(where, words), **more))


def stored(today: date = TODAY) -> Iterator[tuple[Document, Coding]]:
    """The four of them, as of a day."""
    named = ("victim", Actor(id=None, name=VICTIM, sector="CVL", inter=7), VICTIM)
    yield _told(
        f"Gunmen attacked a hospital in Imam Sahib and killed {VICTIM}.", CLINIC, "Imam Sahib", parties=(named,),
        trigger="attacked a hospital", title="Hospital in Imam Sahib attacked",
        url="https://wire.example/imam-sahib-hospital-fulan",
    )  # fmt: skip
    yield _told("Taliban fighters attacked Taloqan.", TOWN, "Taloqan", parties=(("initiator", TALIBAN, "Taliban"),))
    yield _told(
        "A convoy left Imam Sahib.", CLINIC, "Imam Sahib", kind="RETREAT", trigger="convoy left",
        published=today - timedelta(days=7), source="Kolonne",
    )  # fmt: skip
    yield _told(
        "Rebels attacked Taloqan again.", TOWN, "Taloqan", published=today - timedelta(days=1), source="Vorfeld"
    )


def fill(file: Path, today: date = TODAY) -> Path:
    """A store of them; each came in a minute after the one before."""
    with Store(file) as store:
        for number, report in enumerate(stored(today)):
            store.add(*report, at=AT + timedelta(minutes=number))
        merge(store, config=Config(), now=AT + timedelta(hours=1))
    return file


#: What must be nowhere: the victim, the exact places, the place that became an area, and what waits for its delay.
_SECRETS = (
    re.compile(r"(?i)fulan"),
    re.compile(r"37\.1\d|68\.9\d|36\.7361|69\.5345"),
    re.compile(r"gn:990001"),
    re.compile(r"(?i)imam[ -]sahib(?! District)"),
    re.compile(r"\bVorfeld\b|\bKolonne\b|RETREAT|(?i:convoy)"),
)


def secrets_in(text: str) -> list[str]:
    """Everything in a text that no reader below the internal level may see."""
    return [found[0] for pattern in _SECRETS for found in pattern.finditer(text)]
