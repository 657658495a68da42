"""The data of this room: weights and what counts as near, each with its reason beside it in TOML."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any, Literal


@cache
def table(name: Literal["weights", "nearness"]) -> dict[str, Any]:
    """One of the package's tables. Read once; nothing writes to it."""
    return tomllib.loads(files("marsad.merge").joinpath("data", f"{name}.toml").read_text("utf-8"))
