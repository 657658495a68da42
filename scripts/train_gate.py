"""Learn what the gate's signs weigh: python -m scripts.train_gate [--muc4 full_train.jsonl.gz] [--ged DIR].

Reads the triggers' examples, tests/cases, the sentences of train_gate.toml and, where given, MUC-4's training texts
and headlines of UCDP GED that no benchmark measures on; takes the signs of every trigger that could tell an event
there; and fits one logistic regression for violence and one for all other kinds, drawn to the weights expected in
train_gate.toml. Beside the signs it sees the mean of the language model's vectors of the words in each place
(trigger, agent, patient, beside); what it learns of a vector is what it learns of every word that has one, so words
never trained on get their weight from those they resemble. Writes codebook/data/gate_weights.toml and gate_words.csv.
There is no chance in it: the same texts give the same weights.
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
from itertools import islice
from pathlib import Path
from typing import Any
from unittest.mock import patch

from benchmarks.ged.rows import ged_rows, with_own_headline
from marsad.codebook import Trigger
from marsad.config import load_config
from marsad.extract import extract, gate
from marsad.extract.signs import Evidence, Signs, Topic, signs_of
from marsad.extract.triggers import Hit, Scene
from marsad.pipeline import Coder, load_coder
from marsad.read import prepare
from marsad.types import RawDocument

HERE = Path(__file__).parent
CASES = HERE.parent / "tests" / "cases"
#: Own sentences by topic or status, each of which tells an event.
READING = HERE.parent / "tests" / "extract" / "data"
DATA = HERE.parent / "src" / "marsad" / "codebook" / "data"
WEIGHTS, WORDS = DATA / "gate_weights.toml", DATA / "gate_words.csv"
#: Later than every text, and always the same.
NOW = datetime(2026, 1, 1, tzinfo=UTC)
FAMILIES = ("violence", "other")
#: How much all innocent rows weigh beside all others, and how strongly weights are held to what is expected of them:
#: chosen on 197 sentences left out of the training.
INNOCENT_SHARE = {"violence": 0.7, "other": 0.4}
HOLD, WORD_HOLD = {"violence": 10.0, "other": 5.0}, 40.0
#: Reports of MUC-4 are not labelled by sentence, so a row of theirs counts less.
MUC_TEXTS, MUC_ROWS, MUC_WEIGHT = 500, 2000, 0.3
#: Headlines, one of so many rows after those on which benchmarks measure.
GED_MEASURED, GED_STEP = 3_000, 14
#: Sentences written to look like innocent ones count more than those in which nothing misleads.
HARD_WEIGHT = 3.0
#: Signs of the whole story keep their expected weight: most texts learned from are single sentences.
KEPT = ("story.conflict", "story.innocent")
LEAST_ROWS = 4
#: Files of which every second case is left out of the training, to measure by.
HALVED = ("lookalikes", "negatives_more", "negatives_blind", "negatives_second", "negatives_third", "twins")
#: How far the vectors of each place count beside the signs, chosen on folds left out; how many of their directions are
#: looked at; and words that say nothing.
PLACES = {"trigger": 4.0, "agent": 2.0, "patient": 2.0, "beside": 8.0}
DIRECTIONS = 80
MUTE = frozenset(
    (
        "be",
        "have",
        "do",
        "say",
        "not",
        "will",
        "would",
        "who",
        "which",
        "more",
        "also",
        "other",
        "first",
        "last",
        "least",
        "most",
        "new",
    )
)
#: Weights of words below this are not worth a line.
LEAST_WEIGHT = 0.25


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
    signs: Signs
    tells: bool
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Vectors:
    """Words and what the language model knows of them: one row a word, of length one."""

    row: Mapping[str, int]
    table: Any  #: words × DIRECTIONS

    def mean(self, words: Iterable[str]) -> Any:
        rows = [self.row[word] for word in words if word in self.row]
        return self.table[rows].sum(axis=0) / (len(rows) + 1)  # as in gate.weight_of


def vectors_of(coder: Coder, words: Iterable[str]) -> Vectors:
    """The vectors of the words that have one, about their mean, turned to their main directions."""
    import numpy as np

    vocab = coder.parser.model.nlp.vocab
    known = [word for word in sorted(set(words) - MUTE) if word.isalpha() and vocab.has_vector(word)]
    table = np.array([vocab.get_vector(word) for word in known], dtype=float)
    table /= np.linalg.norm(table, axis=1, keepdims=True)
    table -= table.mean(axis=0)
    table /= np.linalg.norm(table, axis=1, keepdims=True)
    _, turned = np.linalg.eigh(table.T @ table)
    table = table @ turned[:, -DIRECTIONS:]
    table /= np.linalg.norm(table, axis=1, keepdims=True)
    return Vectors(row={word: index for index, word in enumerate(known)}, table=table)


def texts(coder: Coder, own: Mapping[str, list[str]]) -> Iterator[Text]:
    for trigger in coder.codebook.triggers:
        if trigger.example:
            yield Text(words=trigger.example, tells=True, kinds=frozenset((trigger.kind,)))
    for path in sorted(CASES.glob("*.toml")):
        step = 2 if path.stem.startswith(HALVED) else 1
        for case in tomllib.loads(path.read_text(encoding="utf-8"))["case"][::step]:
            if path.stem.startswith("negatives"):
                optional = frozenset(one["kind"] for one in case.get("optional", ()) if "kind" in one)
                yield Text(words=case["text"], tells=False, optional=optional)
            else:
                kinds = frozenset(kind for event in case.get("event", ()) for kind in event["kind"].split("|"))
                weight = HARD_WEIGHT if path.stem in ("lookalikes", "twins") else 1.0
                yield Text(words=case["text"], tells=True, kinds=kinds, weight=weight)
    for sentences in tomllib.loads((READING / "contexts.toml").read_text(encoding="utf-8")).values():
        yield from (Text(words=words, tells=True, weight=HARD_WEIGHT) for words in sentences)
    for case in tomllib.loads((READING / "status.toml").read_text(encoding="utf-8"))["case"]:
        if not case.get("none"):
            yield Text(words=case["text"], tells=True, weight=HARD_WEIGHT)
    yield from (Text(words=words, tells=False) for words in own["innocent"])
    yield from (Text(words=words, tells=True, weight=HARD_WEIGHT) for words in own["conflict"])


def muc_texts(path: Path) -> Iterator[Text]:
    """Reports: with an incident all triggers are taken to tell events, without one only those of other kinds."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        reports = sorted((json.loads(line) for line in lines), key=lambda report: str(report["docid"]))
    for report in reports[:: max(1, len(reports) // MUC_TEXTS)]:
        optional = frozenset() if report["templates"] else frozenset(("ASSAULT",))
        yield Text(words=report["text"], tells=True, optional=optional, weight=MUC_WEIGHT)


def ged_texts(folder: Path) -> Iterator[Text]:
    """Headlines of events with deaths, each of which tells of violence."""
    told = with_own_headline(ged_rows(folder, None))
    for row in islice(told, GED_MEASURED, None, GED_STEP):
        yield Text(words=row.headlines[0].text, tells=True, kinds=frozenset(("ASSAULT",)), weight=MUC_WEIGHT)


def rows(coder: Coder, given: Iterable[Text]) -> Iterator[Row]:
    seen: list[tuple[Trigger, Signs]] = []

    def note(scene: Scene, hit: Hit, trigger: Trigger, evidence: Evidence, about: tuple[Topic, Topic]) -> bool:
        seen.append((trigger, signs_of(scene, hit, trigger, evidence, about)))
        return True

    config = load_config()
    with patch.object(gate, "tells_event", note):
        for text in given:
            seen.clear()
            raw = RawDocument(source=None, url=None, body=text.words.encode(), media_type="text/plain", language="en")
            document, _ = prepare(raw, config=config, now=NOW)
            if document is not None:
                extract(document, coder.parser, coder.codebook, coder.known)
            for trigger, signs in seen:
                if trigger.kind not in text.optional and (text.kinds is None or trigger.kind in text.kinds):
                    yield Row(family=gate.family_of(trigger), signs=signs, tells=text.tells, weight=text.weight)


def balanced(given: list[Row], share: float) -> list[Row]:
    """The rows with the innocent ones weighed up to their share."""
    telling = sum(row.weight for row in given if row.tells)
    innocent = sum(row.weight for row in given if not row.tells)
    factor = share * telling / innocent
    return [row if row.tells else replace(row, weight=row.weight * factor) for row in given]


@dataclass(frozen=True, slots=True, kw_only=True)
class Learned:
    """What one regression found: weights of signs (and the bias), and of words by their place at the trigger."""

    signs: Mapping[str, float]
    words: Mapping[str, Mapping[str, float]]


def fitted(given: list[Row], expected: Mapping[str, float], hold: float, vectors: Vectors) -> Learned:
    """Weights of the signs, the words and the bias: logistic regression with normal priors around ``expected``."""
    import numpy as np

    counted = Counter(sign for row in given for sign in row.signs.named)
    signs = sorted(
        sign
        for sign in counted.keys() | expected.keys()
        if (counted[sign] >= LEAST_ROWS or sign in expected) and not sign.startswith("mode.")
    )
    named = np.array([[sign in row.signs.named for sign in signs] for row in given], dtype=float)
    placed = [
        np.array([scale * vectors.mean(row.signs.words[place]) for row in given]) for place, scale in PLACES.items()
    ]
    start = np.array([*(expected.get(sign, 0.0) for sign in signs), *[0.0] * (DIRECTIONS * len(PLACES)), 0.0])
    pull = np.array(
        [*(1e6 if sign in KEPT else hold for sign in signs), *[WORD_HOLD] * (DIRECTIONS * len(PLACES)), 0.01]
    )
    weights = _solved(np.hstack([named, *placed, np.ones((len(given), 1))]), given, start, pull)
    learned = weights[len(signs) : -1].reshape(len(PLACES), DIRECTIONS)
    words = {
        place: dict(zip(vectors.row, (scale * vectors.table @ direction).tolist(), strict=True))
        for (place, scale), direction in zip(PLACES.items(), learned, strict=True)
    }
    return Learned(
        signs={**dict(zip(signs, map(float, weights), strict=False)), "bias": float(weights[-1])}, words=words
    )


def _solved(held: Any, given: list[Row], start: Any, pull: Any) -> Any:
    """The most likely weights, by Newton's method."""
    import numpy as np

    tells = np.array([row.tells for row in given], dtype=float)
    counts = np.array([row.weight for row in given])
    weights = start.copy()
    for _ in range(50):
        likely = 1 / (1 + np.exp(-held @ weights))
        slope = held.T @ (counts * (likely - tells)) + pull * (weights - start)
        bend = (held * (counts * likely * (1 - likely))[:, None]).T @ held + np.diag(pull)
        step = np.linalg.solve(bend, slope)
        weights -= step
        if abs(step).max() < 1e-6:
            break
    return weights


def written(learned: Mapping[str, Learned]) -> str:
    lines = [
        "# What each sign adds to the log-odds that a trigger tells an event (extract/signs.py, extract/gate.py).",
        "# Learned by scripts/train_gate.py; not to be edited by hand.",
    ]
    for family, found in learned.items():
        weights = found.signs
        lines += ["", f"[{family}]", f"bias = {weights['bias']:.2f}"]
        named = ((sign, weight) for sign, weight in sorted(weights.items()) if sign != "bias" and abs(weight) >= 0.02)
        lines += [f'"{sign}" = {weight:.2f}' for sign, weight in named]
    return "\n".join(lines) + "\n"


def words_written(learned: Mapping[str, Learned], words: Iterable[str]) -> str:
    """One line a word that says anything anywhere, one column a family and place."""
    columns = [(family, place) for family in learned for place in PLACES]
    lines = [",".join(("word", *(f"{family}.{place}" for family, place in columns)))]
    for word in words:
        said = [learned[family].words[place][word] for family, place in columns]
        if max(map(abs, said)) >= LEAST_WEIGHT:
            lines.append(",".join((word, *(f"{weight:.1f}" for weight in said))))
    return "\n".join(lines) + "\n"


def vocabulary(coder: Coder, given: Iterable[Row]) -> set[str]:
    """Words that get a weight: those of the texts learned from, of the codebook's lists and of its triggers."""
    seen = {word for row in given for words in row.signs.words.values() for word in words}
    listed = {word for words in (*coder.codebook.domains, *coder.codebook.senses) for word in words.split()}
    return seen | listed | {word for trigger in coder.codebook.triggers for word in trigger.words}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--muc4", type=Path, help="full_train.jsonl.gz of the MUC-4 set")
    options.add_argument("--ged", type=Path, help="folder of the GED set")
    chosen = options.parse_args()
    own = tomllib.loads((HERE / "train_gate.toml").read_text(encoding="utf-8"))
    coder = load_coder(load_config())
    found = list(rows(coder, texts(coder, own)))
    reported = list(rows(coder, muc_texts(chosen.muc4))) if chosen.muc4 else []
    headlines = list(rows(coder, ged_texts(chosen.ged))) if chosen.ged else []
    vectors = vectors_of(coder, vocabulary(coder, (*found, *reported, *headlines)))
    learned = {}
    for family in FAMILIES:
        more = [row for row in reported if row.family == family][:MUC_ROWS]
        own_rows = [row for row in (*found, *headlines) if row.family == family]
        given = balanced([*own_rows, *more], INNOCENT_SHARE[family])
        learned[family] = fitted(given, own["expected"][family], HOLD[family], vectors)
    WEIGHTS.write_text(written(learned), encoding="utf-8")
    WORDS.write_text(words_written(learned, vectors.row), encoding="utf-8")
    codebook = load_coder(load_config()).codebook
    for family in FAMILIES:
        of_family = [row for row in (*found, *reported) if row.family == family]
        told = Counter((row.tells, gate.weight_of(codebook, family, row.signs) >= 0) for row in of_family)
        for (tells, is_told), count in sorted(told.items()):
            print(family, "tells an event" if tells else "tells none", "told" if is_told else "not told", count)


if __name__ == "__main__":
    main()
