"""MUC-4: news on Latin America 1988-90 with keyed incidents, read whole (Du et al. 2021's five slots and type, and
more).

Scored in :mod:`benchmarks.muc4.score`, keyed in :mod:`benchmarks.muc4.keys`. Mentions are read as templates by the
rules of :mod:`benchmarks.muc4.view`, and by weights over what they code in :mod:`benchmarks.muc4.weighing`; the
figures are those of the weights, ``…_by_rules`` those of the rules alone. Published on the test part: GTT 50.2,
IterX 51.7 to 53.0; a few-shot Llama-3.1-8B on the full slots 0.16.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from benchmarks.figures import Figure, Options, Result, share
from benchmarks.muc4.keys import Key, KeyedDocument, keyed_documents, normalised
from benchmarks.muc4.score import score
from benchmarks.muc4.view import templates
from benchmarks.muc4.weighing import fitted, weighed_templates
from benchmarks.system import Row, code_texts, fired_sentences

__all__ = ["run"]

_BOTH = ("template_f1", "incident_f1")


def run(options: Options) -> Result:
    """Whole documents read as incident templates: template F1, slots, stage, confidence."""
    documents = keyed_documents(options.data, options.part, options.limit)
    rows = (Row(id=document.id, text=document.text) for document in documents)
    coded = [one for one in code_texts(rows, jobs=options.jobs) if one.document is not None and one.coding is not None]
    told = {one.row: (one.coding.mentions, one.document.text) for one in coded if one.coding and one.document}
    result = score(documents, {row: weighed_templates(*one, weights=fitted()) for row, one in told.items()})
    by_rules = score(documents, {row: templates(*one) for row, one in told.items()})
    beside = [
        Figure(name=f"{one.name}_by_rules", value=one.value, n=one.n) for one in by_rules.figures if one.name in _BOTH
    ]
    return replace(result, figures=(*result.figures, *beside, _trigger_share(documents, options.jobs)))


def _trigger_share(documents: Sequence[KeyedDocument], jobs: int) -> Figure:
    """Of the keyed incidents that have fillers: those of which a sentence with a filler holds a trigger."""
    tasks = ((Row(id=one.id, text=one.text), [text for key in one.keys for text in _strings(key)]) for one in documents)
    fired = {row: [normalised(sentence) for sentence in found] for row, found in fired_sentences(tasks, jobs=jobs)}
    told = [
        any(normalised(text) in sentence for text in strings for sentence in fired[one.id])
        for one in documents
        for key in one.keys
        if (strings := _strings(key))
    ]
    return share("trigger_share", sum(told), len(told))


def _strings(key: Key) -> list[str]:
    return sorted(text for entities in key.fillers.values() for entity in entities for text in entity if text)
