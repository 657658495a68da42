"""Draw values to be read by hand: ``python -m benchmarks.provenance --data ROOT > sheet.jsonl``.

Each line holds what goes into ``judged.csv`` (``key``) and what a reader needs: the value, its quotes, the sentence.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from benchmarks.provenance import draw


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.provenance", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--data", type=Path, required=True, metavar="ROOT", help="folder that holds muc4 and ged")
    parser.add_argument("--size", type=int, default=200, metavar="N", help="values to draw")
    parser.add_argument("--jobs", type=int, default=1, metavar="N", help="processes that code at a time")
    chosen = parser.parse_args()
    for one, sentence in draw(chosen.data, chosen.size, jobs=chosen.jobs):
        line = {
            "key": one.key,
            "field": one.field,
            "value": str(one.claim.value),
            "method": one.claim.method,
            "quotes": [quote.text for quote in one.claim.quotes],
            "sentence": sentence,
        }
        print(json.dumps(line, ensure_ascii=False))


if __name__ == "__main__":
    main()
