"""Fit the weights of :mod:`benchmarks.muc4.weighing` on the training part.

``python -m benchmarks.muc4.fit --data DIR`` writes ``weights.json``; with ``--check`` it prints the figures of
documents that the weights have not seen, in three parts, and writes nothing.

Logistic regression over binary features; nothing is drawn by chance, the same codings give the same weights. A
template is right when the best matching of its document gives it a key; a filler when that key holds it. The chance
of a template that its fillers are weighed with comes from weights fitted on other documents.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.muc4.keys import ROLES, Key, KeyedDocument, keyed_documents
from benchmarks.muc4.score import match, score
from benchmarks.muc4.view import template_of, united
from benchmarks.muc4.weighing import Told, Weights, of_filler, of_incident, probability, told_of, weighed_templates
from benchmarks.system import Row, code_texts

PASSES = 100
#: A feature seen in fewer rows is left out, so that no name is learned.
RARE = 3
#: Pull of every weight but the bias towards zero: of fillers, and of templates, which have fewer rows.
PULL = 4.0
PULL_OF_INCIDENTS = 8.0
PARTS = 3

Labelled = tuple[list[str], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Learned:
    """A document with the key of each of its groups of mentions, None where the best matching gives it none."""

    keyed: KeyedDocument
    told: Told
    right: tuple[Key | None, ...]


def fitted_weights(rows: Sequence[Labelled], pull: float = PULL) -> dict[str, float]:
    """Weights by feature, rounded as they are kept.

    Nesterov's descent; a feature's step is the bound that the rows it stands in put on the loss's curvature, so that no
    step has to be chosen.
    """
    seen = Counter(feature for features, _ in rows for feature in features)
    kept = [([feature for feature in features if seen[feature] >= RARE], is_right) for features, is_right in rows]
    bounds: Counter[str] = Counter()
    for features, _ in kept:
        bounds.update(dict.fromkeys(features, len(features)))
    weights = dict.fromkeys(sorted(bounds), 0.0)
    ahead = dict(weights)
    for number in range(PASSES):
        slopes = {feature: 0.0 if feature == "bias" else pull * weight for feature, weight in ahead.items()}
        for features, is_right in kept:
            error = probability(ahead, features) - is_right
            for feature in features:
                slopes[feature] += error
        after = {f: weight - slopes[f] / (0.25 * bounds[f] + pull) for f, weight in ahead.items()}
        ahead = {f: weight + (weight - weights[f]) * number / (number + 3) for f, weight in after.items()}
        weights = after
    return {feature: round(weight, 3) for feature, weight in weights.items() if round(weight, 3)}


def _learned(document: KeyedDocument, told: Told) -> Learned:
    found = [template_of(group, united(group, told.names)) for group in told.incidents]
    key_of = dict(match(found, document.keys).pairs) if found else {}
    right = tuple(document.keys[key_of[index]] if index in key_of else None for index in range(len(found)))
    return Learned(keyed=document, told=told, right=right)


def _incidents(documents: Sequence[Learned]) -> dict[str, float]:
    return fitted_weights(
        [
            (of_incident(one.told, group), key is not None)
            for one in documents
            for group, key in zip(one.told.incidents, one.right, strict=True)
        ],
        PULL_OF_INCIDENTS,
    )


def fit(documents: Sequence[Learned]) -> Weights:
    """The weights of templates and of each slot's fillers."""
    rows: dict[str, list[Labelled]] = {role: [] for role in ROLES}
    for part in range(PARTS):
        unseen = _incidents([one for index, one in enumerate(documents) if index % PARTS != part])
        for role, row in (found for one in documents[part::PARTS] for found in _filler_rows(one, unseen)):
            rows[role].append(row)
    return {"incident": _incidents(documents), **{role: fitted_weights(rows[role]) for role in ROLES}}


def _filler_rows(document: Learned, unseen: Mapping[str, float]) -> Iterator[tuple[str, Labelled]]:
    """Each filler that a document's incidents could have, with its slot and whether the key has it there."""
    for group, key in zip(document.told.incidents, document.right, strict=True):
        chance = probability(unseen, of_incident(document.told, group))
        for (role, filler), features in of_filler(document.told, group, chance).items():
            yield role, (features, key is not None and any(filler in entity for entity in key.fillers[role]))


def check(documents: Sequence[Learned]) -> dict[str, float | None]:
    """Figures on documents that the weights have not seen."""
    found = {}
    for part in range(PARTS):
        weights = fit([one for index, one in enumerate(documents) if index % PARTS != part])
        for one in documents[part::PARTS]:
            found[one.keyed.id] = weighed_templates(one.told.mentions, one.told.text, weights)
    return {figure.name: figure.value for figure in score([one.keyed for one in documents], found).figures}


def learned_documents(data: Path) -> list[Learned]:
    keyed = {document.id: document for document in keyed_documents(data, "train", None)}
    rows = (Row(id=document.id, text=document.text) for document in keyed.values())
    return [
        _learned(keyed[one.row], told_of(one.coding.mentions, one.document.text))
        for one in code_texts(rows)
        if one.document is not None and one.coding is not None
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    documents = learned_documents(options.data)
    if options.check:
        print(json.dumps(check(documents), indent=1))
        return
    kept = json.dumps(fit(documents), indent=0, sort_keys=True)
    Path(__file__).with_name("weights.json").write_text(f"{kept}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
