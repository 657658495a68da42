"""UCDP GED for Syria: headlines beside human-coded sides, place, deaths and days; and which headlines tell one event.

Cite UCDP (Sundberg & Melander 2013). What is scored is described in :mod:`benchmarks.ged.score` and
:mod:`benchmarks.ged.merging`; which rows, in :mod:`benchmarks.ged.rows`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from benchmarks.figures import Options, Result, share
from benchmarks.ged import merging, score
from benchmarks.ged.gazetteer import own_gazetteer
from benchmarks.ged.rows import GedRow, ged_rows, names_place, with_own_headline
from benchmarks.system import Row, code_texts, fired_sentences, merge_coded, place_settings
from marsad.types import Mention, Place

__all__ = ["run"]


#: Part of the set's scores that needs no merging, which takes most of the time.
HEADLINES = "headlines"


def run(options: Options) -> Result:
    """Actors, places, deaths and days of headlines, and merging: accuracy, F1, shares."""
    with own_gazetteer(options.data, options.gazetteer_before):
        return _headlines(options) if options.part == HEADLINES else _whole(options)


def _whole(options: Options) -> Result:
    rows = ged_rows(options.data, options.limit, since=options.gazetteer_before)
    headlines = sorted({headline for row in rows for headline in row.headlines})
    texts = (
        Row(id=str(number), text=headline.text, published=headline.day, source=headline.office)
        for number, headline in enumerate(headlines)
    )
    coded = list(code_texts(texts, jobs=options.jobs))
    merged = merge_coded(coded)
    told = [[headlines[int(row)] for row in event] for event in merged.events]
    asked = [(headlines[int(left)], headlines[int(right)]) for left, right in merged.proposed]
    mentions = {headlines[int(one.row)]: one.coding.mentions for one in coded if one.coding is not None}
    own = with_own_headline(rows)
    said = {row.id: mentions.get(row.headlines[0], ()) for row in own}
    named = _named(own, said, options.jobs)
    figures = [*score.figures(own, said, named), *merging.figures(rows, told, asked, mentions)]
    return Result(figures=tuple(figures), n=len(rows), misses=tuple(score.misses(own, said, named)))


def _text(row: GedRow) -> Row:
    headline = row.headlines[0]
    return Row(id=row.id, text=headline.text, published=headline.day, source=headline.office)


def _named(rows: Sequence[GedRow], said: Mapping[str, Sequence[Mention]], jobs: int) -> dict[str, Place]:
    """The places named by headlines that tell no place of an event."""
    open_rows = (_text(row) for row in rows if names_place(row) and score.place_said(said.get(row.id, ())) is None)
    return {row: place for row, place in place_settings(open_rows, jobs=jobs) if place is not None}


def _headlines(options: Options) -> Result:
    """Without merging: only rows that have a headline of their own are coded, and the share in which a trigger fires,
    and that in which a mention is found, are told.
    """
    rows = with_own_headline(ged_rows(options.data, options.limit, since=options.gazetteer_before))
    texts = [_text(row) for row in rows]
    coded = {one.row: one.coding for one in code_texts(texts, jobs=options.jobs)}
    said = {row: coding.mentions if coding is not None else () for row, coding in coded.items()}
    fired = sum(bool(hit) for _, hit in fired_sentences(((text, None) for text in texts), jobs=options.jobs))
    shares = (
        share("trigger_share", fired, len(rows)),
        share("mention_share", sum(bool(mentions) for mentions in said.values()), len(rows)),
    )
    named = _named(rows, said, options.jobs)
    figures = (*score.figures(rows, said, named), *shares)
    return Result(figures=figures, n=len(rows), misses=tuple(score.misses(rows, said, named)))
