"""The office's own workbook: uploaded once, kept beside the user's other data, filled with each export."""

from __future__ import annotations

import tempfile
from pathlib import Path

from marsad.config import Config
from marsad.errors import ExportError, ReadError
from marsad.export import templated

#: Format under which it is asked for, and in which it is written.
OFFICE, FORM = "office", "xlsx"


def _folder(config: Config) -> Path:
    return config.data_dir / "templates"


def template_of(config: Config) -> Path | None:
    """The workbook that is kept; None where there is none."""
    return next(iter(sorted(_folder(config).glob("*.xlsx"))), None)


def keep(body: bytes, name: str, config: Config) -> str:
    """Keep a workbook in the place of the one before. Returns its name.

    Raises ReadError for one that cannot be filled: the way to write placeholders is told with it.
    """
    plain = Path(name.replace("\\", "/")).name or "office.xlsx"
    if not plain.endswith(".xlsx"):
        raise ReadError(f"{plain} is no workbook", next_step="Give an .xlsx file with a row of {placeholders}.")
    with tempfile.TemporaryDirectory(prefix="marsad-template-") as scratch:
        draft = Path(scratch) / plain
        draft.write_bytes(body)
        try:
            with (Path(scratch) / "filled.xlsx").open("w+b") as out:
                templated(FORM, draft)([], out)
        except ExportError as error:
            raise ReadError(error.message, next_step=error.next_step) from error
    forget(config)
    folder = _folder(config)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / plain).write_bytes(body)
    return plain


def forget(config: Config) -> None:
    """Keep no workbook any more."""
    for one in _folder(config).glob("*.xlsx"):
        one.unlink()
