"""The formats' own rules as JSON Schemas, one file each: what their codebooks say of every column."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator


@lru_cache(maxsize=16)
def _validator(name: str) -> Draft202012Validator:
    schema = json.loads(Path(__file__).with_name(f"{name}.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)


def check(name: str, value: Any) -> None:
    """Raises where the value breaks a rule."""
    _validator(name).validate(value)
