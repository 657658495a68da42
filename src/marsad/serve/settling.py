"""Names that were not found, settled once for all: the user's own places and actors, more names of known ones."""

from __future__ import annotations

import csv
import io
import re
import tempfile
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from marsad import asking
from marsad.actors import add_aliases, add_user_actors
from marsad.config import Config
from marsad.places.keys import fold
from marsad.places.user import add_choices, user_entries

#: The file of actors that were added one by one.
_ADDED = "added.csv"
_COLUMNS = ("id", "name", "aliases", "country", "sector", "source")


def unsettled(code: str, config: Config) -> Callable[[str], bool]:
    """Whether a name that was not found ("place-not-found", "actor-not-found") still waits for somebody to settle it.

    What was coded before it was settled still holds its problem.
    """
    if code == "actor-not-found":
        return lambda name: not asking.is_actor(name, config)
    known = {fold(name) for one in user_entries(config) for name in (one.name, *one.names)}
    return lambda name: fold(name) not in known


def settle_place(row: dict[str, str], config: Config) -> None:
    """Let a name mean this place from now on. Raises ConfigError for what cannot be right."""
    add_choices([row], config, at=datetime.now(tz=UTC))


def settle_alias(alias: str, actor: str, config: Config) -> None:
    """Let a name mean this actor from now on. Raises ConfigError for an id nobody has and a name another claims."""
    add_aliases([(alias, actor)], config)
    asking.forget_names()


def settle_actor(name: str, aliases: Sequence[str], country: str | None, sector: str, config: Config) -> str:
    """Keep an actor of the user's own. Returns its id; raises ConfigError for a name that another claims."""
    key = "-".join(re.findall(r"[a-z0-9]+", fold(name))) or "actor"
    actor = f"{key}-{country.lower()}" if country else key
    target = config.data_dir / "actors" / _ADDED
    rows = list(csv.DictReader(io.StringIO(target.read_text("utf-8")))) if target.exists() else []
    told = {"id": actor, "name": name, "aliases": "; ".join(one.replace(";", ",") for one in aliases),
            "country": country or "XXX", "sector": sector, "source": "added in the web app"}  # fmt: skip
    with tempfile.TemporaryDirectory(prefix="marsad-actors-") as folder:
        draft = Path(folder) / _ADDED
        with draft.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, _COLUMNS, lineterminator="\n", extrasaction="ignore")
            writer.writeheader()
            writer.writerows([*(row for row in rows if row["id"] != actor), told])
        add_user_actors(draft, config)
    asking.forget_names()
    return actor
