"""``marsad code``: code reports and print what they tell."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from marsad.cli import inputs, tables
from marsad.cli.leaving import audited, circle_of, leaves_in_a_file, level_options, say_held_back
from marsad.record import assessment_record, canonical_json, mention_record, problem_record
from marsad.types import Coding, Document, Problem

if TYPE_CHECKING:
    from marsad.config import Config
    from marsad.leaving import Circle

Coded = tuple[Document | None, Coding | None, tuple[Problem, ...]]

EPILOG = """\b
Examples:
  marsad code bulletin.txt --published 2020-05-06
  marsad code reports/ news.jsonl 'drop/*.html' | jq .kind
  curl -s https://example.org/report | marsad code - --source "Example Daily"
  marsad code reports/ -o mentions.jsonl          a file for others: public unless --internal
  marsad code reports/ > mentions.jsonl           the same
"""


@click.command("code", epilog=EPILOG)
@inputs.source_options
@tables.format_option
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="Write what may leave, as JSON Lines."
)
@level_options
@click.pass_context
def command(
    ctx: click.Context, /, sources: tuple[str, ...], form: str | None, output: Path | None, **given: Any
) -> None:
    """Code reports and print what they tell.

    SOURCE is a file (.html .txt .md .jsonl .eml .warc, each also .gz), a folder, a pattern, a list of URLs, or - for
    stdin. On a terminal it prints a table, in a pipe JSON Lines: one mention, assessment or problem a line. A file (-o,
    or > of the shell) is protected as every export is, and holds mentions only.
    """
    config = inputs.settings(ctx, language=given["language"], source=given["outlet"], pipeline=given["pipeline"])
    shape = tables.chosen_format(form)
    with inputs.watched("coding") as follow:
        coded = follow(_coded(sources, config, given["published"]))
        if output is not None or leaves_in_a_file():
            with audited(config.db, circle_of(given), "code", sent=output, words=shape == "table") as readers:
                read = _write(coded, output, readers, config, shape=shape)
        else:
            read = _print_lines(coded) if shape == "jsonl" else _print_table(coded)
    if not read:
        raise click.exceptions.Exit(1)


def _write(coded: Iterator[Coded], output: Path | None, readers: Circle, config: Config, *, shape: str) -> int:
    """The mentions that may leave, to a file, or to stdout where that is one; how many documents were read."""
    from marsad.export import replacing
    from marsad.leaving import known_to
    from marsad.protect import cleared

    read: list[str] = []

    def mentions() -> Iterator[Any]:
        for document, coding, _ in coded:
            read.extend([document.id] if document is not None else [])
            yield from map(mention_record, coding.mentions if coding is not None else ())

    passed = cleared(
        mentions(), policy=readers.policy, level=readers.level, now=readers.now, tally=readers.tally,
        known=known_to(config),
    )  # fmt: skip
    if output is not None:
        with replacing(output) as out:
            written = sum(out.write(f"{canonical_json(record)}\n".encode()) > 0 for record in passed)
    elif shape == "jsonl":
        written = tables.print_jsonl(passed)
    else:
        rows = list(passed)
        tables.print_table(rows)
        written = len(rows)
    say_held_back(readers.tally)
    click.echo(f"{output or 'stdout'}: {tables.many(written, 'mention')}, {readers.level}", err=True)
    return len(read)


def _coded(sources: tuple[str, ...], config: Any, published: Any) -> Iterator[Coded]:
    from marsad.pipeline import code_sources

    raws = inputs.opened(sources, published=published, config=config)
    yield from code_sources(raws, inputs.loaded_coder(config), config=config, now=inputs.now_utc())


def _records(coded: Coded) -> Iterator[Any]:
    _, coding, problems = coded
    if coding is not None:
        yield from (mention_record(mention) for mention in coding.mentions)
        yield from (assessment_record(assessment) for assessment in coding.assessments)
        problems = (*problems, *coding.problems)
    yield from (problem_record(problem) for problem in problems)


def _print_lines(coded: Iterator[Coded]) -> int:
    read = 0
    for one in coded:
        read += one[0] is not None
        tables.print_jsonl(_records(one))
    return read


def _print_table(coded: Iterator[Coded]) -> int:
    read, mentions, assessments, problems = 0, [], 0, []
    for one in coded:
        read += one[0] is not None
        for record in _records(one):
            if record["record"] == "mention":
                mentions.append(record)
            elif record["record"] == "problem":
                problems.append(record)
            else:
                assessments += 1
    tables.print_table(mentions)
    click.echo(
        f"{tables.many(len(mentions), 'mention')} and {tables.many(assessments, 'assessment')} "
        f"in {tables.many(read, 'document')}",
        err=True,
    )
    _print_problems(problems)
    return read


def _print_problems(problems: list[Any]) -> None:
    if not problems:
        return
    reasons = sorted({(problem["stage"], problem["code"]) for problem in problems})
    for stage, code in reasons:
        alike = [problem for problem in problems if (problem["stage"], problem["code"]) == (stage, code)]
        words = [tables.plain(p["quote"]["text"]) for p in alike if p["quote"] and p["quote"]["text"]]
        detail = ", ".join(dict.fromkeys(words)) or alike[0]["detail"]
        print(f"  {len(alike)} × {stage}: {code} ({detail[:200]})", file=sys.stderr)
