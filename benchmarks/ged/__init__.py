"""UCDP GED for Syria: headlines beside human-coded sides, place, deaths and days; and which headlines tell one event.

Cite UCDP (Sundberg & Melander 2013). What is scored is described in :mod:`benchmarks.ged.score` and
:mod:`benchmarks.ged.merging`; which rows, in :mod:`benchmarks.ged.rows`.
"""

from __future__ import annotations

from benchmarks.figures import Options, Result
from benchmarks.ged import merging, score
from benchmarks.ged.rows import ged_rows, with_own_headline
from benchmarks.system import Row, code_texts, merge_coded

__all__ = ["run"]


def run(options: Options) -> Result:
    """Actors, places, deaths and days of headlines, and merging: accuracy, F1, shares."""
    rows = ged_rows(options.data, options.limit)
    headlines = sorted({headline for row in rows for headline in row.headlines})
    texts = (
        Row(id=str(number), text=headline.text, published=headline.day, source=headline.office)
        for number, headline in enumerate(headlines)
    )
    coded = list(code_texts(texts, jobs=options.jobs))
    told = [[headlines[int(row)] for row in event] for event in merge_coded(coded)]
    mentions = {headlines[int(one.row)]: one.coding.mentions for one in coded if one.coding is not None}
    own = with_own_headline(rows)
    said = {row.id: mentions.get(row.headlines[0], ()) for row in own}
    figures = [*score.figures(own, said), *merging.figures(rows, told)]
    return Result(figures=tuple(figures), n=len(rows), misses=tuple(score.misses(own, said)))
