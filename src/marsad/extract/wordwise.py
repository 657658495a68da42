"""What the language model makes of a word by itself, kept: texts use the same words again and again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from typing import Any

#: Words kept at hand: the vocabulary of some thousand articles, 20 MB of vectors. Then it begins anew.
WORDS_KEPT = 50_000
#: Unknown words are looked at so many at a time, never more or fewer: then no bit of a vector depends on the words that
#: happened to come with it.
_BLOCK = 32
#: Layers that look at one word at a time, and what they may look at.
_WORDWISE = frozenset((
    "dropout", "extract_features", "hashembed", "ints-getitem", "layernorm", "list2ragged", "maxout", "ragged2list",
    "static_vectors",
))  # fmt: skip
_COLUMNS = frozenset(("NORM", "PREFIX", "SUFFIX", "SHAPE", "SPACY", "IS_SPACE"))


def remember_words(network: Any) -> None:
    """Let a network, layers on words and then layers on their neighbours, keep what the first say of each word.

    One that is not built so stays as it is.
    """
    from thinc.api import Model

    if len(network.layers) != 2:
        return
    words, neighbours = ([node for node in layer.walk() if not node.layers] for layer in network.layers)
    columns = [name for node in words for name in node.attrs.get("columns", ())]
    is_wordwise = bool(columns) and _COLUMNS.issuperset(columns) and all(node.name in _WORDWISE for node in words)
    if is_wordwise and any(node.name not in _WORDWISE for node in neighbours):
        network.layers[0] = Model("remembered", _Vectors(layer=network.layers[0], columns=("ORTH", *columns)).forward)


def _keys(doc: Any, columns: Sequence[str]) -> list[bytes]:
    """Each word as the bytes of these columns."""
    table = doc.to_array(columns)
    return list(table.view(f"V{table.shape[1] * table.itemsize}").ravel().tolist())


def _unknown(docs: Iterable[Any], keys: Iterable[list[bytes]], known: dict[bytes, Any]) -> dict[bytes, Any]:
    """The words that are not known, each once."""
    return {key: doc[n] for doc, own in zip(docs, keys, strict=True) for n, key in enumerate(own) if key not in known}


def _words(tokens: Sequence[Any], *columns: str) -> Any:
    """These words, one after another as if they were a sentence, with what stands in these columns."""
    import numpy as np
    from spacy.tokens import Doc

    doc = Doc(tokens[0].vocab, [one.text for one in tokens], [bool(one.whitespace_) for one in tokens])
    told = [[getattr(one, column.lower()) for column in columns] for one in tokens]
    return doc.from_array(list(columns), np.array(told, dtype=np.uint64))


@dataclass(slots=True, kw_only=True)
class _Vectors:
    """Layers that look at words alone, and what they say of those that were met: rows of a table by the word's key."""

    layer: Any
    columns: tuple[str, ...]
    rows: dict[bytes, int] = field(default_factory=dict)
    table: Any = None

    def forward(self, _: Any, docs: Sequence[Any], **__: bool) -> tuple[list[Any], Callable[..., Any]]:
        """The vectors of each sentence's words. Nothing is learned any more."""
        keys = [_keys(doc, self.columns) for doc in docs]
        new = _unknown(docs, keys, self.rows)
        if len(self.rows) + len(new) > WORDS_KEPT:
            self.rows.clear()
            new = _unknown(docs, keys, self.rows)
        if len(new) > WORDS_KEPT:
            return self.layer.predict(docs), _learn_nothing
        self._look_at(new)
        return [self.table[[self.rows[key] for key in own]] for own in keys], _learn_nothing

    def _look_at(self, new: dict[bytes, Any]) -> None:
        import numpy as np

        waiting = iter(new.items())
        while some := dict(islice(waiting, _BLOCK)):
            tokens = [*some.values()]
            tokens += tokens[:1] * (_BLOCK - len(tokens))
            vectors = self.layer.predict([_words(tokens, "NORM")])[0]
            if self.table is None:
                self.table = np.empty((WORDS_KEPT, vectors.shape[1]), dtype=vectors.dtype)
            first = len(self.rows)
            self.table[first : first + len(some)] = vectors[: len(some)]
            self.rows.update((key, first + n) for n, key in enumerate(some))


def _learn_nothing(_: Any) -> tuple[Any, ...]:
    return ()


class Grammar:
    """Part of speech and lemma of words: they follow from the word, its tag and its dependency, but for a few pairs of
    words ("there is", "gonna"); sentences with one of those are read as the pipeline does.
    """

    _COLUMNS = ("ORTH", "TAG", "DEP")

    def __init__(self, vocab: Any, ruler: Any, lemmatizer: Any) -> None:
        from spacy.matcher import Matcher
        from spacy.pipeline import AttributeRuler

        self._whole = (ruler, lemmatizer)
        single, self._pairs, self._first = AttributeRuler(vocab), Matcher(vocab), Matcher(vocab)
        for number, rule in enumerate(ruler.patterns):
            if all(len(pattern) == 1 for pattern in rule["patterns"]):
                single.add(**rule)
            else:
                self._pairs.add(str(number), rule["patterns"])
                self._first.add(str(number), [pattern[:1] for pattern in rule["patterns"]])
        self._each = (single, lemmatizer)
        self._known: dict[bytes, tuple[str, str]] = {}
        self._begins: set[bytes] = set()  # words that may begin a pair

    def of(self, docs: Sequence[Any]) -> Iterator[list[tuple[str, str]]]:
        """For each of these sentences part of speech and lemma of each word."""
        keys = [_keys(doc, self._COLUMNS) for doc in docs]
        new = _unknown(docs, keys, self._known)
        if len(self._known) + len(new) > WORDS_KEPT:
            self._known.clear()
            self._begins.clear()
            new = _unknown(docs, keys, self._known)
        if new:
            self._look_at(new)
        for doc, own in zip(docs, keys, strict=True):
            has_pair = not self._begins.isdisjoint(own) and bool(self._pairs(doc, allow_missing=True))
            yield _read(doc, self._whole) if has_pair else [self._known[key] for key in own]

    def _look_at(self, new: dict[bytes, Any]) -> None:
        words, keys = _words([*new.values()], "TAG", "DEP"), [*new]
        self._begins.update(keys[place] for _, place, _ in self._first(words, allow_missing=True))
        self._known.update(zip(keys, _read(words, self._each), strict=True))


def _read(doc: Any, pipes: tuple[Any, Any]) -> list[tuple[str, str]]:
    for pipe in pipes:
        pipe(doc)
    return [(token.pos_, token.lemma_) for token in doc]


def lemmas_of(lemmatizer: Any) -> Callable[[str], frozenset[str]]:
    """All lemmas that a word in lower case can be a form of, by the lemmatizer's irregular forms and its endings."""
    forms: dict[str, set[str]] = {}
    endings: set[tuple[str, str]] = set()
    for part in ("verb", "noun", "adj"):
        for form, found in lemmatizer.lookups.get_table("lemma_exc").get(part, {}).items():
            forms.setdefault(form, set()).update(found)
        endings.update((old, new) for old, new in lemmatizer.lookups.get_table("lemma_rules").get(part, ()))
    ordered = sorted(endings)

    @lru_cache(maxsize=2 * WORDS_KEPT)
    def lemmas(word: str) -> frozenset[str]:
        by_rule = (word[: len(word) - len(old)] + new for old, new in ordered if old and word.endswith(old))
        return frozenset((word, *forms.get(word, ()), *by_rule))

    return lemmas
