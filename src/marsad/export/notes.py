"""Notes: what is coded of an event, as sentences composed from the codes, so that no word of a text is copied."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from marsad.export.knowledge import table
from marsad.export.sides import Sides, sides


def notes(record: Mapping[str, Any], sided: Sides | None = None) -> str:
    """What is coded, as sentences composed from the codes: no word of a text. ``sided``: its sides, where known."""
    who, whom = ([actor.name for actor in side] for side in sided or sides(record))
    kind = table("wording")["kinds"][record["kind"]]
    parts = [f"{kind} ({record['mode']})" if record["mode"] else kind]
    parts += [f"by {_and(who)}"] if who else []
    parts += [f"directed at {_and(whom)}"] if whom else []
    where = record["where"]
    places = [where["name"], where["admin2"], where["admin1"]] if where else []
    counts = [f"{measure} {number_range(count)}" for measure, count in record["counts"].items()]
    said = [" ".join(parts)]
    said += [f"Place: {', '.join(dict.fromkeys(name for name in places if name))}"] if places else []
    said += [f"Reported {', '.join(counts)}"] if counts else []
    known = f"Coded by Marsad from {record['independent_sources']} source(s); {record['grade']}"
    said.append(f"{known}; review: {record['review_state']}")
    said += [told for told in (stamp(record),) if told]
    return ". ".join(said) + "."


def stamp(record: Mapping[str, Any]) -> str:
    """What a row for internal use says of itself in a format that has room for words; else nothing."""
    told = record.get("protection", {}).get("stamp")
    return f"{told}, not for publication" if told else ""


def _and(names: Sequence[str]) -> str:
    return ", ".join(names[:-1]) + " and " + names[-1] if len(names) > 1 else names[0]


def number_range(count: Mapping[str, Any]) -> str:
    """ "3", "3 to 5", "at least 3", "an unknown number"."""
    low, best, high = count["low"], count["best"], count["high"]
    if low is not None and high is not None:
        return str(low) if low == high else f"{low} to {high}"
    known = low if low is not None else best
    return "an unknown number" if known is None else f"at least {known}"
