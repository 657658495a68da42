"""The model reads what its pipeline reads, whatever it has read before."""

from __future__ import annotations

import subprocess
import sys
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from marsad.config import Config
from marsad.extract import wordwise
from marsad.extract.model import BATCH, Model, _loaded, folder_of, load_model

if TYPE_CHECKING:
    from marsad.pipeline import Coder

pytestmark = pytest.mark.slow

EXAMPLES = Path(__file__).parents[2] / "examples"

#: Pairs of words that say more than each by itself, blanks, marks, what is not in the vocabulary, and nothing.
ODD = (
    "There is no army.", "There were the dead and here are they.", "They're gonna go, it ain't over.", "Let's not.",
    "  Two  blanks\tand a tab ", "“Qrzptl” — 3.5mm (Xyzzqv)", "I did it; you don't.", "The the the the.", ".", "",
)  # fmt: skip


@pytest.fixture(scope="module")
def texts() -> list[str]:
    lines = (line for file in sorted(EXAMPLES.glob("*.txt")) for line in file.read_text(encoding="utf-8").splitlines())
    return [*ODD, *(line.strip() for line in lines if line.strip())]


@pytest.fixture
def model(coder: Coder) -> Model:
    return coder.parser.model


def test_it_reads_what_the_pipeline_reads(model: Model, texts: list[str], config: Config) -> None:
    import spacy

    assert len(texts) > BATCH
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        plain = spacy.load(folder_of(config.pipeline) or config.pipeline)
    for text, words in zip(texts, model.read(texts), strict=True):
        assert [*map(tuple, words)] == as_spacy(plain, text)


def as_spacy(nlp: Any, text: str) -> list[tuple[object, ...]]:
    doc = nlp.make_doc(text)
    for token in doc[1:]:
        token.is_sent_start = False
    kept = [token for token in nlp(doc) if not token.is_space]
    places = {token.i: place for place, token in enumerate(kept)}
    return [
        (
            one.text,
            one.idx,
            one.tag_,
            one.dep_,
            places.get(one.head.i, places[one.i]),
            one.pos_,
            one.lemma_,
            one.ent_type_,
        )
        for one in kept
    ]


def test_company_order_and_what_was_read_before_change_no_bit(model: Model, texts: list[str], config: Config) -> None:
    new = load_model(config.pipeline)
    backwards = [words for text in reversed(texts) for words in new.read([text])]
    assert backwards[::-1] == [*model.read(texts)]
    assert (vectors_of(new, texts[:BATCH])[::-1] == vectors_of(model, texts[:BATCH][::-1])).all()


def vectors_of(model: Model, texts: list[str]) -> Any:
    """The last word's vector in each sentence, before its neighbours are looked at."""
    layer = model.nlp.get_pipe("tok2vec").model.layers[0]
    docs = [model.nlp.make_doc(f"{text} army") for text in texts]
    return np.stack([one.sum(axis=0) for one in layer.predict(docs)])


def test_what_is_kept_of_words_is_bounded(
    monkeypatch: pytest.MonkeyPatch, model: Model, texts: list[str], config: Config
) -> None:
    read = [*model.read(texts)]
    for few in (100, 8):  # less than the texts hold, and less than a batch
        monkeypatch.setattr(wordwise, "WORDS_KEPT", few)
        small = load_model(config.pipeline)
        assert [*small.read(texts)] == read
        assert len(small.grammar._known) < len(model.grammar._known)


def test_it_is_loaded_without_the_words_it_was_trained_on_and_without_what_fetches_models(config: Config) -> None:
    program = (
        "import sys; from marsad.extract.model import load_model; model = load_model(sys.argv[1]);"
        "print(len(model.nlp.vocab.strings), 'requests' in sys.modules);"
        "import spacy, spacy.cli; print(callable(spacy.cli.download), callable(spacy.info))"
    )
    asked = subprocess.run([sys.executable, "-c", program, config.pipeline], capture_output=True, text=True, check=True)
    words, fetches, later, info = asked.stdout.split()
    assert int(words) < 50_000
    assert (fetches, later, info) == ("False", "True", "True")


def test_a_pipeline_with_steps_of_others_keeps_its_words(tmp_path: Path) -> None:
    import spacy

    plain = spacy.blank("en")
    plain.add_pipe("sentencizer")
    plain.vocab.strings.add("xyzzy")
    plain.to_disk(tmp_path)
    assert "xyzzy" in _loaded(str(tmp_path)).vocab.strings
