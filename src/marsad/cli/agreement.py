"""``marsad agreement``: how far people agree who coded the same events, or the same documents."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from marsad.cli import inputs, tables
from marsad.cli.leaving import as_stored, internal_option
from marsad.errors import ConfigError, ReadError

if TYPE_CHECKING:
    from marsad.coders import Comparison
    from marsad.evaluate import Agreement, GoldDocument

EPILOG = """\b
Examples:
  marsad review --coder A --sample 50         A codes, then B the same 50, neither seeing the other
  marsad agreement --db week.duckdb           all who coded blind
  marsad agreement --coder A --coder B        these two
  marsad agreement a.jsonl b.jsonl            two gold files, their events aligned first
Alpha is Krippendorff's: 1 agreement, 0 what chance gives. From 0.80 it counts as good, from 0.667 as tentative. Read
it beside the raw agreement: where nearly all events have one value, alpha is low while agreement is high.
"""


@click.command("agreement", epilog=EPILOG)
@click.argument("files", nargs=-1, type=click.Path(dir_okay=False, path_type=Path), metavar="[FILE FILE]")
@click.option("--db", metavar="DB", help="Database: a file or a postgresql:// URL. Default: marsad.duckdb")
@click.option("--coder", "coders", multiple=True, metavar="NAME", help="Compare these. Default: all who coded blind.")
@tables.format_option
@inputs.as_of_option
@internal_option
@click.pass_context
def command(ctx: click.Context, /, files: tuple[Path, ...], form: str | None, **given: Any) -> None:
    """Print raw agreement and Krippendorff's alpha field by field, and list what the coders disagree on."""
    if files and len(files) != 2:
        raise ConfigError("agreement is between two files", next_step="Name two gold files, or none and --db FILE.")
    if files:
        _compare_files(files, form)
        return
    from marsad.coders import coders_of, compare
    from marsad.store import Store

    config, shape = inputs.settings(ctx, db=given["db"]), tables.chosen_format(form)
    with as_stored(config.db, "agreement", shape, internal=given["internal"]) as stamp:
        with Store(config.db, read_only=True, as_of=given["as_of"]) as store:
            found = compare(store, given["coders"] or coders_of(store), config=config)
        if shape == "jsonl":
            tables.print_jsonl(stamp([*map(_field_row, found.fields), *_difference_rows(found)]))
        else:
            _print_comparison(found)


def _print_comparison(found: Comparison) -> None:
    _print_fields(found.fields)
    click.echo(f"{tables.many(found.events, 'event')} coded by all of {', '.join(found.coders)}\n", err=True)
    if found.disagreements:
        rows = [(one.event[:8], one.field, *map(_said, one.said)) for one in found.disagreements]
        tables.print_cells(("event", "field", *found.coders), rows)


def _compare_files(files: Sequence[Path], form: str | None) -> None:
    from marsad.evaluate import agreement

    found = agreement(*(_gold(path) for path in files))
    if tables.chosen_format(form) == "jsonl":
        tables.print_jsonl([_field_row(field) for field in found.fields])
        return
    _print_fields(found.fields)
    click.echo(
        f"{tables.many(found.documents, 'document')} in both; {tables.many(found.both, 'event')} in both, "
        f"{found.only_left} only in {files[0]}, "
        f"{found.only_right} only in {files[1]}",
        err=True,
    )


def _gold(path: Path) -> tuple[GoldDocument, ...]:
    from marsad.evaluate import parse_gold

    try:
        return parse_gold(path.read_text(encoding="utf-8").splitlines())
    except (OSError, UnicodeDecodeError) as error:
        raise ReadError(f"{path}: {error}", next_step="Name a JSON Lines file in UTF-8.", path=str(path)) from error


def _field_row(field: Agreement) -> dict[str, Any]:
    return {
        "record": "agreement",
        "field": field.field,
        "level": field.level,
        "n": field.n,
        "raw": field.raw,
        "alpha": field.alpha,
    }


def _difference_rows(found: Comparison) -> list[dict[str, Any]]:
    return [
        {
            "record": "disagreement",
            "event": one.event,
            "field": one.field,
            "said": {coder: _said(value) for coder, value in zip(found.coders, one.said, strict=True)},
        }
        for one in found.disagreements
    ]


def _print_fields(fields: Sequence[Agreement]) -> None:
    rows = [(one.field, one.n, _share(one.raw), _share(one.alpha), _grade(one.alpha)) for one in fields]
    tables.print_cells(("field", "n", "raw", "alpha", ""), rows)


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def _grade(alpha: float | None) -> str:
    """Krippendorff's own bounds (Content Analysis, 2004)."""
    if alpha is None:
        return "not defined: one value only"
    return "good" if alpha >= 0.8 else "tentative" if alpha >= 0.667 else "poor"


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(map(str, value)) or "none"
    return "none" if value is None else str(value)
