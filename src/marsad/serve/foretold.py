"""Forecasts for the app. They take seconds: of many events another process makes them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from marsad.config import Config
from marsad.leaving import circle
from marsad.protect import LevelName
from marsad.store import Store
from marsad.warning.forecasts import Outlook, forecast_record, outlook

Record = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is to be forecast, for whom, from which store."""

    config: Config
    level: LevelName
    policy: Path | None
    outlook: Outlook


def foretell(wanted: Wanted) -> list[Record]:
    """The forecasts by area and month as ``marsad forecast`` prints them; none where the past is short of a year."""
    readers = circle(wanted.level, wanted.policy)
    with Store(wanted.config.db, read_only=True) as store:
        source = "ged" if store.borrowed("ged") else "own"
        return [forecast_record(one, source) for one in outlook(store, wanted.config, readers, wanted.outlook)]
