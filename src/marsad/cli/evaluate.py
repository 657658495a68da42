"""``marsad evaluate``: score Marsad against events coded by hand."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import click

from marsad.cli import inputs, tables
from marsad.errors import ReadError

if TYPE_CHECKING:
    from marsad.config import Config
    from marsad.evaluate import GoldDocument, Report, Score
    from marsad.schema import MentionRecord

EPILOG = """\b
Examples:
  marsad evaluate gold.jsonl                  code its texts and score the result
  marsad evaluate gold.jsonl --predicted mentions.jsonl
The format: one document a line with its text and its events; an event has as many fields as were coded:
  {"document": "r1", "text": "…", "published": "2024-03-31", "events": [{"kind": "ASSAULT", "counts": {"killed": 3}}]}
"""


@click.command("evaluate", epilog=EPILOG)
@click.argument("gold", type=click.Path(dir_okay=False))
@click.option(
    "--predicted",
    type=click.Path(dir_okay=False),
    metavar="FILE",
    help="Records to score instead.",
)
@click.option("--seed", type=int, default=1, show_default=True, help="Of the resampling behind the intervals.")
@tables.format_option
@click.pass_context
def command(ctx: click.Context, /, gold: str, predicted: str | None, seed: int, form: str | None) -> None:
    """Score Marsad (or records from elsewhere) against events coded by hand: precision, recall, F1 by field."""
    from marsad.evaluate import evaluate, parse_gold

    config = inputs.settings(ctx)
    documents = parse_gold(_lines(gold))
    predictions = _predicted(predicted) if predicted else _coded(documents, config)
    report = evaluate(documents, predictions, rng=Random(seed))  # noqa: S311  # nosec B311 - resampling, not secrets
    if tables.chosen_format(form) == "jsonl":
        _print_lines(report)
    else:
        _print_table(report)


def _lines(path: str) -> list[str]:
    try:
        return Path(path).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ReadError(f"{path}: {error}", next_step="Name a JSON Lines file in UTF-8.", path=path) from error


def _predicted(path: str) -> dict[str, list[MentionRecord]]:
    found: dict[str, list[MentionRecord]] = {}
    for number, line in enumerate(_lines(path), 1):
        try:
            record: Any = json.loads(line) if line.strip() else {}
        except ValueError as error:
            raise ReadError(f"{path}, line {number}: {error}", next_step="Correct that line.", path=path) from error
        if record.get("record") == "mention":
            found.setdefault(record["document"], []).append(record)
    return found


def _coded(documents: tuple[GoldDocument, ...], config: Config) -> dict[str, list[MentionRecord]]:
    """Marsad's own records for the texts of the gold file."""
    from marsad.pipeline import code
    from marsad.read import prepare
    from marsad.record import mention_record
    from marsad.types import RawDocument

    coder, now = inputs.loaded_coder(config), inputs.now_utc()
    found: dict[str, list[MentionRecord]] = {}
    with inputs.watched("coding") as follow:
        for gold in follow(documents):
            raw = RawDocument(
                source=gold.source,
                url=gold.url,
                body=(gold.text or "").encode(),
                media_type="text/plain",
                title=gold.title,
                published=gold.published,
                language=gold.language,
            )
            document, _ = prepare(raw, config=config, now=now)
            mentions = code(document, coder).mentions if document is not None else ()
            found[gold.key] = [mention_record(mention) for mention in mentions]
    return found


def _row(score: Score) -> dict[str, Any]:
    tally = score.tally
    return {
        "field": score.field,
        "precision": tally.precision,
        "recall": tally.recall,
        "f1": tally.f1,
        "low": score.low,
        "high": score.high,
        "n": score.n,
        "exact": score.exact,
    }


def _print_lines(report: Report) -> None:
    for score in (report.events, *report.fields):
        print(json.dumps(_row(score), sort_keys=True))


def _print_table(report: Report) -> None:
    print(f"{'field':14}{'precision':>10}{'recall':>10}{'F1':>8}  {'95 % of F1':13}{'n':>7}{'exact':>7}")
    for score in (report.events, *report.fields):
        row = _row(score)
        cells = [f"{row[name]:.3f}" if row[name] is not None else "-" for name in ("precision", "recall", "f1")]
        bounds = f"{score.low:.3f}–{score.high:.3f}" if score.low is not None and score.high is not None else "-"
        print(f"{score.field:14}{cells[0]:>10}{cells[1]:>10}{cells[2]:>8}  {bounds:13}{score.n:>7}{score.exact:>7}")
    missed, spurious = len(report.missed), len(report.spurious)
    print(
        f"\n{tables.many(report.documents, 'document')}; {tables.many(missed, 'event')} missed, "
        f"{spurious} found that are not in the gold"
    )
