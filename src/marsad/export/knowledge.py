"""The export formats' own tables: columns, wordings, countries, interactions. Read once, from ``data/``."""

from __future__ import annotations

import csv
import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import Any

from marsad.places.countries import load_countries


def _text(package: str, name: str) -> str:
    return files(package).joinpath(name).read_text(encoding="utf-8")


def _rows(package: str, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(_text(package, name).splitlines()))


@lru_cache(maxsize=32)
def table(name: str) -> dict[str, Any]:
    """A TOML file of ``data/``: one for each standard (``acled``), ``own``, ``formats``, ``wording``."""
    return tomllib.loads(_text("marsad.export", f"data/{name}.toml"))


@lru_cache(maxsize=32)
def standard(form: str) -> dict[str, Any]:
    """The table of a standard, or of one layout of it (``acled-2022``), whose own values stand over the others."""
    name, _, layout = form.partition("-")
    held = table(name)
    own = held["layout"][layout] if layout else {}
    return {**held, **own, "cannot_hold": [*held["cannot_hold"], *own.get("cannot_hold", ())]}


@lru_cache(maxsize=1)
def interactions() -> dict[str, str]:
    """ACLED's two-digit interaction → its text."""
    return {row["code"]: row["label"] for row in _rows("marsad.export", "data/interactions.csv")}


@lru_cache(maxsize=1)
def disorder_types() -> dict[str, str]:
    """ACLED sub-event type → disorder type."""
    return {row["sub_event_type"]: row["disorder_type"] for row in _rows("marsad.codebook", "data/acled.csv")}


@lru_cache(maxsize=1)
def sub_event_types() -> dict[str, str]:
    """ACLED sub-event type → event type, in the order of the hierarchy."""
    return {row["sub_event_type"]: row["event_type"] for row in _rows("marsad.codebook", "data/acled.csv")}


@lru_cache(maxsize=1)
def quads() -> dict[str, int]:
    """PLOVER kind → quad class: verbal (1) or material (2) cooperation, verbal (3) or material (4) conflict."""
    return {row["kind"]: int(row["quad"]) for row in _rows("marsad.codebook", "data/plover.csv")}


@lru_cache(maxsize=1)
def goldstein_scores() -> dict[str, float]:
    """CAMEO code → Goldstein's score, -10 to 10."""
    return {row["cameo"]: float(row["goldstein"]) for row in _rows("marsad.export", "data/goldstein.csv")}


@lru_cache(maxsize=1)
def countries() -> dict[str, dict[str, str]]:
    """Alpha-3 → alpha2, numeric, fips, gw (Gleditsch–Ward), acled_region, acled_name, ged_region, ged_name, name."""
    names = {country.alpha3: country.name for country in load_countries()}
    letters = {country.alpha3: country.alpha2 for country in load_countries()}
    return {
        row["alpha3"]: {
            **row,
            "name": names[row["alpha3"]],
            "alpha2": letters[row["alpha3"]],
            "acled_name": row["acled_name"] or names[row["alpha3"]],
            "ged_name": row["ged_name"] or names[row["alpha3"]],
        }
        for row in _rows("marsad.export", "data/countries.csv")
    }
