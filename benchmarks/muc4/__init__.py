"""MUC-4: news on Latin America 1988-90 with keyed incidents, read whole (Du et al. 2021's five slots and type, and
more).

Scored in :mod:`benchmarks.muc4.score`, keyed in :mod:`benchmarks.muc4.keys`; how mentions are read as templates is said
in :mod:`benchmarks.muc4.view`. Published on the test part: GTT 50.2, IterX 51.7 to 53.0; a few-shot Llama-3.1-8B on the
full slots 0.16.
"""

from __future__ import annotations

from benchmarks.figures import Options, Result
from benchmarks.muc4.keys import keyed_documents
from benchmarks.muc4.score import score
from benchmarks.muc4.view import templates
from benchmarks.system import Row, code_texts

__all__ = ["run"]


def run(options: Options) -> Result:
    """Whole documents read as incident templates: template F1, slots, stage, confidence."""
    documents = keyed_documents(options.data, options.part, options.limit)
    rows = (Row(id=document.id, text=document.text) for document in documents)
    found = {
        one.row: templates(one.coding.mentions, one.document.text)
        for one in code_texts(rows, jobs=options.jobs)
        if one.document is not None and one.coding is not None
    }
    return score(documents, found)
