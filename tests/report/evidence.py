"""Evidence made by hand: a fighting month in Kunduz, the months before it, sources, alerts and forecasts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from marsad.analyse import Alert, Area, BackTest, Change, Forecast, Line, PastError, Reporting, Stretch
from marsad.places.shapes import unit_key
from marsad.protect import LevelName, Tally, cleared, load_policy
from marsad.report import Asked, Assessed, Evidence, Shapes, SourceFacts, Unit, Window, occurred
from tests.protect.events import ARMY, LATE, POLICE, STATE, TALIBAN, days, event, place

NOW = datetime(2024, 5, 1, 6, 30, tzinfo=UTC)
FIRST, LAST = date(2020, 5, 1), date(2020, 5, 31)
ASKED = Asked(area="AFG", name="Afghanistan", first=FIRST, last=LAST, now=NOW, made_at=NOW)
#: As long as it takes for a middle and a tenth to be told.
_MONTHS = 12


def protected(records: Sequence[dict[str, Any]], level: LevelName = "public") -> tuple[dict[str, Any], ...]:
    return tuple(cleared(records, policy=load_policy(), level=level, now=LATE, tally=Tally()))


def fighting() -> tuple[dict[str, Any], ...]:
    """Two assaults with deaths, a meeting and a denial."""
    on_police = {"parties": (("initiator", TALIBAN, None), ("recipient", POLICE, None)), "where": place()}
    early, later = days("2020-05-02"), days("2020-05-03", "2020-05-05", 2)
    return protected(
        [
            event("a", **on_police, when=early, counts={"killed": (3, 4, 6)}, mode="firearms"),
            event("b", **on_police, when=later, counts={"killed": (2, None, None), "injured": 4}),
            event("c", kind="CONSULT", published="2020-05-04", sources=("Valley Post",)),
            event("d", status="denied", parties=(("initiator", STATE, None), ("recipient", ARMY, None))),
        ]
    )


def windows(numbers: Sequence[int | None]) -> tuple[Window, ...]:
    """Months before the period, the latest first, with so many events each; None: nobody looked."""
    found, last = [], FIRST - timedelta(days=1)
    for number in numbers:
        first = last.replace(day=1)
        when = days(first.isoformat())
        held = [event(f"{first} {n}", where=place(), when=when, counts={"killed": 2}) for n in range(number or 0)]
        looked = 0 if number is None else 28
        found.append(Window(first=first, last=last, looked_days=looked, records=occurred(protected(held))))
        last = first - timedelta(days=1)
    return tuple(found)


def change(verdict: Any) -> Change:
    return Change(measure="events", verdict=verdict, recent=3, expected=1.5, ratio=2.0, chance=0.005)


def sources() -> tuple[SourceFacts, ...]:
    return (
        SourceFacts(
            name="Northern Wire",
            reports=14,
            reports_before=9,
            looked_days=29,
            failed_looks=2,
            licence="CC BY 4.0",
            language="en",
        ),
        SourceFacts(name="Valley Post", reports=1, reports_before=0, looked_days=1, failed_looks=0),
    )


def alert(**told: Any) -> Alert:
    held: dict[str, Any] = {
        "id": "a1",
        "detector": "count-model",
        "level": "high",
        "line": Line(axis="admin1", key="AFG/Kunduz", name="Kunduz"),
        "measure": "deaths",
        "stretch": Stretch(first=date(2020, 5, 2), last=date(2020, 5, 29)),
        "observed": 36,
        "before": Stretch(first=date(2019, 11, 16), last=date(2020, 5, 1)),
        "expected": 11.5,
        "probability": 0.97,
        "events": (),
        "events_in_all": 5,
        "reporting": Reporting(documents_per_day=2.0, documents_per_day_before=1.5, looked_days=28, share=0.35),
        "back_test": BackTest(
            detector="count-model",
            measure="deaths",
            on="this database",
            alarms=20,
            false_alarms=7,
            onsets=15,
            missed=2,
            delay_days=3.0,
            area_years=30.0,
        ),
        "reason": "",
    }
    return Alert(**{**held, **told})


def forecast() -> Forecast:
    area = Area(unit="country", id="AFG", name="Afghanistan", country="AFG")
    past = PastError(month=date(2020, 4, 1), observed=52, low=3, median=21, high=48, crps=14.2)
    draws = tuple(sorted([0] * 200 + list(range(800))))
    return Forecast(
        area=area,
        target="deaths",
        issued=date(2020, 5, 1),
        month=date(2020, 6, 1),
        draws=draws,
        model="blend",
        past_error=past,
    )


def square(west: float, south: float) -> tuple[tuple[float, float], ...]:
    return ((west, south), (west + 2, south), (west + 2, south + 2), (west, south + 2))


def shapes(*, within: bool = False) -> Shapes:
    """Two provinces that are asked for and a neighbour; within one: the middle of its district."""
    kunduz, takhar = frozenset((unit_key("Kunduz"), unit_key("Konduz"))), frozenset((unit_key("Takhar"),))
    return Shapes(
        units=(
            Unit(name="Kunduz", names=kunduz, rings=(square(68, 36),), is_asked=True),
            Unit(name="Takhar", names=takhar, rings=(square(70, 36),), is_asked=not within),
            Unit(name="", names=frozenset(), rings=(square(68, 38),), is_asked=False),
        ),
        borders=(("country", ((68.0, 38.0), (72.0, 38.0))), ("disputed", ((72.0, 36.0), (72.0, 38.0)))),
        discs={unit_key("Imam Sahib District"): (68.9, 37.2)} if within else {},
    )


def evidence(**told: Any) -> Evidence:
    """All parts have something to say, unless told otherwise; ``asked`` names fields of ASKED."""
    asked = replace(ASKED, **told.pop("asked", {}))
    held: dict[str, Any] = {
        "asked": asked,
        "records": fighting(),
        "windows": windows([1, 2, 1, 0, 1, 2, 1, None, 1, 1, 2, 1]),
        "changes": {"events": change("up")},
        "unlooked_days": 2,
        "sources": sources(),
        "assessments": (
            Assessed(
                id="e" * 20,
                published=date(2020, 5, 6),
                source="Northern Wire",
                direction="up",
                subject="Taliban",
                area="Kunduz",
            ),
        ),
        "alerts": (alert(),),
        "forecasts": (forecast(),),
        "shapes": shapes(),
    }
    return Evidence(**{**held, **told})
