"""The set's own earlier rows as a user's gazetteer: what a user gains who adds one for the country.

Rows of events before a year go through the importer of ``marsad places add`` into a data folder of their own, which is
gone afterwards; only the later rows are scored. Nothing of the set is kept.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.ged.rows import set_file
from benchmarks.sets import csv_rows
from benchmarks.system import NOW, user_data
from marsad.config import load_config
from marsad.places import Origin, add_user_places


@contextmanager
def own_gazetteer(folder: Path, year: int | None) -> Iterator[int]:
    """While the block runs, Marsad knows the settlements of events begun before ``year``; how many those are.

    None: it knows what the packages and lists hold, and no more.
    """
    if year is None:
        yield 0
        return
    with TemporaryDirectory() as data:
        earlier = Path(data) / "earlier.csv"
        _write(earlier, folder, year)
        config = load_config(flags={"data_dir": Path(data)})
        imported = add_user_places(earlier, config, origin=Origin(at=NOW, form="ged", source="UCDP GED"))
        with user_data(Path(data)):
            yield imported.rows


def _write(path: Path, folder: Path, year: int) -> None:
    rows = csv_rows(set_file(folder))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = None
        for row in rows:
            writer = writer or csv.DictWriter(file, list(row))
            if file.tell() == 0:
                writer.writeheader()
            if int(row["date_start"][:4]) < year:
                writer.writerow(row)
