"""The leak sentences as events that say the private words in every field that can hold words."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from marsad.types import Actor, Party
from tests.protect.events import ARMY, SOMEBODY, STATE, TALIBAN, days, event, place

LEAKS: list[dict[str, Any]] = tomllib.loads(Path(__file__).with_name("leaks.toml").read_text(encoding="utf-8"))["leak"]
_KNOWN = {str(actor.name): actor for actor in (ARMY, STATE, TALIBAN)}


def hostile(leak: dict[str, Any]) -> dict[str, Any]:
    """An event in which every field that can hold words holds the private ones; known actors stand beside them."""
    text, name = leak["text"], leak["private"][0]
    named = Actor(id=None, name=name, sector="CVL", inter=7)
    known = [("initiator", _KNOWN[words], words) for words in leak.get("keeps", ())]
    record = event(
        text,
        parties=(*known, ("victim", SOMEBODY, name), ("recipient", named, name), ("initiator", ARMY, text)),
        said=(("source", name), ("outlet", name), ("party", name)),
        where=place(name, id=None),
        when=days("2020-05-02", "2020-05-04", 2),
        duration=f"three days, says {name}",
        campaign=name,
        counts={"killed": {"range": 3, "by_party": {name: 1, "civilians": 2}}},
        **dict.fromkeys(("means", "escort", "targets", "outcome", "tags"), (name, "post")),
        acled="Violence against civilians: Attack",
        ged=3,
        rivals=(
            ("parties", Party(role="victim", actor=SOMEBODY, text=name)),
            ("where", place(name)),
            ("campaign", name),
        ),
    )
    # Values considered within one document and not taken.
    record["claims"]["campaign"]["rivals"] = [name]
    record["claims"]["parties"][0]["rivals"] = [{**record["parties"][-1], "text": name}]
    slug = "-".join(name.casefold().split())
    record["reports"] = [
        {
            "document": record["documents"][0],
            "source": "Northern Wire",
            "url": f"https://wire.example/{slug}?of={slug}#{slug}",
            "title": text,
            "text": text,
            "published": "2020-05-03",
            "language": "en",
            "length": len(text),
        }
    ]
    return record | {"cameo": "190", "goldstein": -9.0}


def leaked(written: str, leaks: list[dict[str, Any]] = LEAKS) -> list[str]:
    """The private words that stand in a text, as whole words, in any case."""
    text = written.casefold()
    private = {part.casefold() for leak in leaks for part in leak["private"]}
    return sorted(part for part in private if part in text and re.search(rf"(?<!\w){re.escape(part)}(?!\w)", text))
