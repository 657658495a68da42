"""What a person may set a coded field to: checked against the shape of the flat record before it becomes an act."""

from __future__ import annotations

from datetime import date
from typing import Any, get_args, get_type_hints

from marsad.schema import AccountRecord, CountRecord, PartyRecord, PlaceRecord
from marsad.types import Measure, Role

#: Fields of which one part can be given alone: ``"counts.killed"``, ``"parties.initiator"``.
_WHOLE = {"counts": CountRecord, "parties": list[PartyRecord]}
_NOT_CODED = ("id", "published", "reported_on", "review_state", "claims", "quotes", "coder")


def checked_value(field: str, value: Any) -> Any:
    """The value of a coded field (or one part of it) as it stands in a record; what it may hold but does not is None.

    A number will do for a count. Raises ValueError for an unknown field and for a value that is not of its shape.
    """
    from pydantic import TypeAdapter

    name, _, part = field.partition(".")
    hints = {key: hint for key, hint in get_type_hints(AccountRecord).items() if key not in _NOT_CODED}
    if name not in hints or (part and part not in _parts(name)):
        raise ValueError(f"no field is called {field!r}")
    if value is None and (part or type(None) in get_args(hints[name]) or name in ("parties", "counts")):
        return None
    if name == "counts":
        value = _counted(value) if part else {measure: _counted(one) for measure, one in value.items()}
    if name == "parties":
        value = [{**dict.fromkeys(PartyRecord.__annotations__), "role": part, **one} for one in value]
    if name == "where":
        value = {**dict.fromkeys(PlaceRecord.__annotations__), **value}
    checked = TypeAdapter(_WHOLE[name] if part else hints[name]).validate_python(value)
    _check_order(name, checked if part or name != "counts" else None)
    return checked


def _parts(name: str) -> tuple[str, ...]:
    return {"counts": get_args(Measure), "parties": get_args(Role)}.get(name, ())


def _counted(value: Any) -> Any:
    """A number as a count that is sure of it."""
    if isinstance(value, int):
        return {"low": value, "best": value, "high": value, "by_party": {}}
    return {"low": None, "best": None, "high": None, "by_party": {}, **value}


def _check_order(name: str, value: Any) -> None:
    if name == "counts" and value is not None:
        told = [value[key] for key in ("low", "best", "high") if value[key] is not None]
        if told != sorted(told) or any(number < 0 for number in told):
            raise ValueError("low, best and high must not fall, nor be below 0")
    if name == "when" and date.fromisoformat(value["first"]) > date.fromisoformat(value["last"]):
        raise ValueError("the first day is after the last")
    if name == "where" and not (abs(value["lat"] or 0) <= 90 and abs(value["lon"] or 0) <= 180):
        raise ValueError("latitude and longitude are degrees on the Earth")
