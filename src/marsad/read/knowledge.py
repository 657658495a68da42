"""The tables beside this file: what an editor may change without touching Python."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def knowledge(name: str) -> dict[str, Any]:
    """The table ``read/<name>.toml``; read once, never changed."""
    return tomllib.loads(files("marsad.read").joinpath(f"{name}.toml").read_text(encoding="utf-8"))
