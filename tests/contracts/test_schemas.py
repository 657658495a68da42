"""The published JSON Schemas are those of the program, and its records fit them."""

import json
from pathlib import Path

import jsonschema
import pytest

from marsad.schema import RECORD_VERSION, RECORDS, json_schema

FOLDER = Path(__file__).parents[2] / "docs" / "schemas"


@pytest.mark.parametrize("name", RECORDS)
def test_published_schema_is_current(name: str) -> None:
    published = json.loads((FOLDER / f"{name}.v{RECORD_VERSION}.json").read_text(encoding="utf-8"))
    assert published == json_schema(name), "run: make schemas"
    jsonschema.Draft202012Validator.check_schema(published)
