"""Write the JSON Schema of every public record to docs/schemas, from the types that the program itself uses."""

import json
from pathlib import Path

from marsad.schema import RECORD_VERSION, RECORDS, json_schema

FOLDER = Path(__file__).parent.parent / "docs" / "schemas"

if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name in RECORDS:
        path = FOLDER / f"{name}.v{RECORD_VERSION}.json"
        path.write_text(json.dumps(json_schema(name), indent=2, sort_keys=True) + "\n", encoding="utf-8")
        print(path.relative_to(FOLDER.parent.parent))
