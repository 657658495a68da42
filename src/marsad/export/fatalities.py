"""One number of deaths, by the rules of ACLED's codebook (fatalities); its numbers stand in ``data/acled.toml``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marsad.export.knowledge import standard


def fatalities(record: Mapping[str, Any], *, lasted: bool = False) -> int:
    """The lowest reported number of deaths; ACLED's conventional one where words stand for a number; else 0.

    ``lasted``: the event went on for more than a day, which speaks for heavy fighting.
    """
    killed = record["counts"].get("killed")
    if killed is None:
        return 0
    known = [number for number in (killed["low"], killed["best"], killed["high"]) if number is not None]
    is_in_words = killed["best"] is None and killed["high"] is None
    return _conventional(record, killed["low"], lasted=lasted) if is_in_words else min(known)


def _conventional(record: Mapping[str, Any], low: int | None, *, lasted: bool) -> int:
    """For deaths told in words ("dozens", "several") or without any number."""
    rules = standard("acled")["fatalities"]
    if str(low) in rules["words"]:
        return int(rules["words"][str(low)])
    if low is not None and low not in rules["several"]:
        return low
    return int(rules["plural_heavy" if lasted or _is_heavy(record, rules["heavy"]) else "plural"])


def _is_heavy(record: Mapping[str, Any], heavy: Mapping[str, int]) -> bool:
    """Whether another count tells of a large attack."""
    return any((record["counts"].get(measure) or {}).get("low", 0) or least <= 0 for measure, least in heavy.items())


def shares(total: int, days: int) -> list[int]:
    """A total over several days, split evenly; what is left goes to the first day."""
    each, left = divmod(total, days)
    return [each + left, *[each] * (days - 1)]
