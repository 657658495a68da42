"""Learn what the gate's signs weigh: python -m scripts.train_gate [--muc4 full_train.jsonl.gz].

Reads the triggers' examples, tests/cases, the sentences of train_gate.toml and, where given, MUC-4's training texts;
takes the signs of every trigger that could tell an event there; and fits one logistic regression for violence and one
for all other kinds, drawn to the weights expected in train_gate.toml. Writes codebook/data/gate_weights.toml. There is
no chance in it: the same texts give the same weights.
"""

from __future__ import annotations

import argparse
import gzip
import json
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from unittest.mock import patch

from marsad.codebook import Trigger
from marsad.config import load_config
from marsad.extract import extract, gate
from marsad.extract.signs import Evidence, Topic, signs_of
from marsad.extract.triggers import Hit, Scene
from marsad.pipeline import Coder, load_coder
from marsad.read import prepare
from marsad.types import RawDocument

HERE = Path(__file__).parent
CASES = HERE.parent / "tests" / "cases"
#: Own sentences by topic or status, each of which tells an event.
READING = HERE.parent / "tests" / "extract" / "data"
WEIGHTS = HERE.parent / "src" / "marsad" / "codebook" / "data" / "gate_weights.toml"
#: Later than every text, and always the same.
NOW = datetime(2026, 1, 1, tzinfo=UTC)
FAMILIES = ("violence", "other")
#: How much all innocent rows weigh beside all others, and how strongly weights are held to what is expected of them:
#: chosen on 197 sentences left out of the training.
INNOCENT_SHARE = {"violence": 0.6, "other": 0.3}
HOLD = {"violence": 10.0, "other": 5.0}
#: Reports of MUC-4 are not labelled by sentence, so a row of theirs counts less.
MUC_TEXTS, MUC_ROWS, MUC_WEIGHT = 500, 1100, 0.3
#: Signs of the whole story keep their expected weight: most texts learned from are single sentences.
KEPT = ("story.conflict", "story.innocent")
LEAST_ROWS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """What to learn from: words, whether they tell an event, and of which kinds (None for any)."""

    words: str
    tells: bool
    kinds: frozenset[str] | None = None
    optional: frozenset[str] = frozenset()
    weight: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """The signs of one trigger in one text."""

    family: str
    signs: frozenset[str]
    tells: bool
    weight: float


def texts(coder: Coder, own: Mapping[str, list[str]]) -> Iterator[Text]:
    for trigger in coder.codebook.triggers:
        if trigger.example:
            yield Text(words=trigger.example, tells=True, kinds=frozenset((trigger.kind,)))
    for path in sorted(CASES.glob("*.toml")):
        for case in tomllib.loads(path.read_text(encoding="utf-8"))["case"]:
            if path.stem.startswith("negatives"):
                optional = frozenset(one["kind"] for one in case.get("optional", ()) if "kind" in one)
                yield Text(words=case["text"], tells=False, optional=optional)
            else:
                kinds = frozenset(event["kind"] for event in case.get("event", ()))
                yield Text(words=case["text"], tells=True, kinds=kinds)
    for sentences in tomllib.loads((READING / "contexts.toml").read_text(encoding="utf-8")).values():
        yield from (Text(words=words, tells=True) for words in sentences)
    for case in tomllib.loads((READING / "status.toml").read_text(encoding="utf-8"))["case"]:
        if not case.get("none"):
            yield Text(words=case["text"], tells=True)
    yield from (Text(words=words, tells=False) for words in own["innocent"])
    yield from (Text(words=words, tells=True) for words in own["conflict"])


def muc_texts(path: Path) -> Iterator[Text]:
    """Reports: with an incident all triggers are taken to tell events, without one only those of other kinds."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        reports = sorted((json.loads(line) for line in lines), key=lambda report: str(report["docid"]))
    for report in reports[:: max(1, len(reports) // MUC_TEXTS)]:
        optional = frozenset() if report["templates"] else frozenset(("ASSAULT",))
        yield Text(words=report["text"], tells=True, optional=optional, weight=MUC_WEIGHT)


def rows(coder: Coder, given: Iterable[Text]) -> Iterator[Row]:
    seen: list[tuple[str, frozenset[str]]] = []

    def note(scene: Scene, hit: Hit, trigger: Trigger, evidence: Evidence, about: tuple[Topic, Topic]) -> bool:
        seen.append((trigger.kind, signs_of(scene, hit, trigger, evidence, about)))
        return True

    config = load_config()
    with patch.object(gate, "tells_event", note):
        for text in given:
            seen.clear()
            raw = RawDocument(source=None, url=None, body=text.words.encode(), media_type="text/plain", language="en")
            document, _ = prepare(raw, config=config, now=NOW)
            if document is not None:
                extract(document, coder.parser, coder.codebook, coder.known)
            for kind, signs in seen:
                if kind not in text.optional and (text.kinds is None or kind in text.kinds):
                    family = "violence" if kind == "ASSAULT" else "other"
                    yield Row(family=family, signs=signs, tells=text.tells, weight=text.weight)


def balanced(given: list[Row], share: float) -> list[Row]:
    """The rows with the innocent ones weighed up to their share."""
    telling = sum(row.weight for row in given if row.tells)
    innocent = sum(row.weight for row in given if not row.tells)
    factor = share * telling / innocent
    return [row if row.tells else replace(row, weight=row.weight * factor) for row in given]


def fitted(given: list[Row], expected: Mapping[str, float], hold: float) -> dict[str, float]:
    """Weights of the signs and the bias: logistic regression by Newton's method, normal priors around ``expected``."""
    import numpy as np

    counted = Counter(sign for row in given for sign in row.signs)
    signs = sorted(
        sign
        for sign in counted.keys() | expected.keys()
        if (counted[sign] >= LEAST_ROWS or sign in expected) and not sign.startswith("mode.")
    )
    column = {sign: index for index, sign in enumerate(signs)}
    held = np.zeros((len(given), len(signs) + 1))
    held[:, -1] = 1
    for line, row in enumerate(given):
        for sign in row.signs & column.keys():
            held[line, column[sign]] = 1
    tells = np.array([row.tells for row in given], dtype=float)
    counts = np.array([row.weight for row in given])
    start = np.array([*(expected.get(sign, 0.0) for sign in signs), 0.0])
    pull = np.array([*(1e6 if sign in KEPT else hold for sign in signs), 0.01])
    weights = start.copy()
    for _ in range(50):
        likely = 1 / (1 + np.exp(-held @ weights))
        slope = held.T @ (counts * (likely - tells)) + pull * (weights - start)
        bend = (held * (counts * likely * (1 - likely))[:, None]).T @ held + np.diag(pull)
        step = np.linalg.solve(bend, slope)
        weights -= step
        if abs(step).max() < 1e-6:
            break
    return {**dict(zip(signs, map(float, weights), strict=False)), "bias": float(weights[-1])}


def written(learned: Mapping[str, Mapping[str, float]]) -> str:
    lines = [
        "# What each sign adds to the log-odds that a trigger tells an event (extract/signs.py, extract/gate.py).",
        "# Learned by scripts/train_gate.py; not to be edited by hand.",
    ]
    for family, weights in learned.items():
        lines += ["", f"[{family}]", f"bias = {weights['bias']:.2f}"]
        named = ((sign, weight) for sign, weight in sorted(weights.items()) if sign != "bias" and abs(weight) >= 0.02)
        lines += [f'"{sign}" = {weight:.2f}' for sign, weight in named]
    return "\n".join(lines) + "\n"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--muc4", type=Path, help="full_train.jsonl.gz of the MUC-4 set")
    muc4 = options.parse_args().muc4
    own = tomllib.loads((HERE / "train_gate.toml").read_text(encoding="utf-8"))
    coder = load_coder(load_config())
    found = list(rows(coder, texts(coder, own)))
    reported = list(rows(coder, muc_texts(muc4))) if muc4 else []
    learned = {}
    for family in FAMILIES:
        more = [row for row in reported if row.family == family][:MUC_ROWS]
        given = balanced([*(row for row in found if row.family == family), *more], INNOCENT_SHARE[family])
        learned[family] = fitted(given, own["expected"][family], HOLD[family])
        kept = Counter((row.tells, sum(learned[family].get(s, 0) for s in (*row.signs, "bias")) >= 0) for row in given)
        for (tells, told), count in sorted(kept.items()):
            print(family, "tells an event" if tells else "tells none", "told" if told else "not told", count)
    WEIGHTS.write_text(written(learned), encoding="utf-8")


if __name__ == "__main__":
    main()
