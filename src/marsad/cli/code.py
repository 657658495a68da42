"""``marsad code``: code reports and print what they tell."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

import click

from marsad.cli import inputs, tables
from marsad.record import assessment_record, mention_record, problem_record
from marsad.types import Coding, Document, Problem

Coded = tuple[Document | None, Coding | None, tuple[Problem, ...]]

EPILOG = """\b
Examples:
  marsad code bulletin.txt --published 2020-05-06
  marsad code reports/ news.jsonl 'drop/*.html' > mentions.jsonl
  curl -s https://example.org/report | marsad code - --source "Example Daily"
"""


@click.command("code", epilog=EPILOG)
@inputs.source_options
@tables.format_option
@click.pass_context
def command(ctx: click.Context, /, sources: tuple[str, ...], form: str | None, **given: Any) -> None:
    """Code reports and print what they tell.

    SOURCE is a file (.html .txt .md .jsonl .eml .warc, each also .gz), a folder, a pattern, a list of URLs, or - for
    stdin. On a terminal it prints a table, in a pipe JSON Lines: one mention, assessment or problem a line.
    """
    config = inputs.settings(ctx, language=given["language"], source=given["outlet"], pipeline=given["pipeline"])
    shape = tables.chosen_format(form)
    with inputs.watched("coding") as follow:
        coded = follow(_coded(sources, config, given["published"]))
        read = _print_lines(coded) if shape == "jsonl" else _print_table(coded)
    if not read:
        raise click.exceptions.Exit(1)


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
    click.echo(f"{len(mentions)} mentions and {assessments} assessments in {read} documents", err=True)
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
