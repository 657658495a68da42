"""Sentences → tokens with lemma, part of speech and head, as the language model reads them.

Each sentence of the document is parsed alone, so the sentences that ``read`` found by its rules stay as they are,
and batch size and order of documents change nothing. Text in capitals is recased first; offsets are those of
``Document.text``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Any

from marsad.extract.model import Model, Word, load_model
from marsad.types import Document, Span

#: Stems of one short syllable, which double their last letter before "-ed" and "-ing".
_UNDOUBLED = re.compile(r"[^aeiouy]*[aeiou][bdfgklmnprtvz]")
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
        return tuple(map(tuple, below))

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
        return tuple([token.text.lower() for token in self.tokens])

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
        return frozenset([token.lemma for token in self.tokens])

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

    def upward(self, token: Token) -> list[Token]:
        """The token and all above it, up to the root."""
        above = [token]
        while token.head != token.index:
            token = self.tokens[token.head]
            above.append(token)
        return above

    def subtree(self, token: Token, *, without: frozenset[str] = frozenset()) -> list[Token]:
        """The token and all below it in text order, leaving out branches whose dependency is in ``without``."""
        found = [token]
        for upper in found:
            found.extend(child for child in self.children[upper.index] if child.dep not in without)
        found.sort(key=index_of)
        return found


#: What is otherwise in a tree: by index of the word its fields.
Changes = dict[int, dict[str, Any]]


def changed(parse: Parse, changes: Changes) -> Parse:
    """The parse with these words otherwise."""
    changed = {index: replace(parse.tokens[index], **change) for index, change in changes.items()}
    tokens = tuple(changed.get(token.index, token) for token in parse.tokens)
    return Parse(sentence=parse.sentence, tokens=tokens)


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
    """A parser with the spaCy pipeline of this name (an installed package or a folder).

    Raises MissingResource when it is not there.
    """
    return Parser(model=load_model(pipeline))


@dataclass(frozen=True, slots=True, kw_only=True)
class Parser:
    """Parses with this language model."""

    model: Model

    @property
    def name(self) -> str:
        """What counts in the coder version."""
        return self.model.name

    @property
    def lemmas(self) -> Callable[[str], frozenset[str]]:
        """All lemmas that a word in lower case can be a form of."""
        return self.model.lemmas

    def parse(self, document: Document, sentences: Sequence[int], texts: Sequence[Words]) -> tuple[Parse, ...]:
        """Parse these sentences of the document."""
        read = self.model.read([words.shown for words in texts])
        return tuple(
            Parse(sentence=index, tokens=self._tokens(found, words, document.sentences[index].span.start))
            for index, words, found in zip(sentences, texts, read, strict=True)
        )

    def _tokens(self, read: Sequence[Word], words: Words, offset: int) -> tuple[Token, ...]:
        """The words of the sentence at their offsets in the document, those under a stand-in below its last one."""
        if not words.stand_ins:
            return tuple(_token(word, index, word.head, offset + word.start) for index, word in enumerate(read))
        hidden = {start: words.text[first:last] for start, first, last in words.stood_in}
        own = [_Own(word, self._words_under(hidden.get(word.start))) for word in read]
        heads, first = [], 0
        for one in own:
            heads.append(first + one.head)
            first += max(1, len(one.words))
        found: list[Token] = []
        for place, one in enumerate(own):
            start = offset + words.origin(one.word.start)
            found.extend(_own_tokens(one, (heads[place], heads[one.word.head]), len(found), start))
        return tuple(found)

    def _words_under(self, hidden: str | None) -> tuple[tuple[str, int], ...]:
        return () if hidden is None else self.model.words(hidden)


@dataclass(frozen=True, slots=True)
class _Own:
    """A word as the model reads it, and the words with their offsets that it stands in for (none: it is itself)."""

    word: Word
    words: tuple[tuple[str, int], ...]

    @property
    def head(self) -> int:
        """Which of the words leads: the last that is no mark."""
        return max((n for n, (text, _) in enumerate(self.words) if text[-1].isalnum()), default=0)


def _own_tokens(one: _Own, heads: tuple[int, int], first: int, start: int) -> Iterator[Token]:
    """``heads``: of its words the one that leads, and the one that this depends on."""
    word, (leading, above) = one.word, heads
    if not one.words:
        yield _token(word, first, above, start)
    for number, (text, offset) in enumerate(one.words):
        is_head = number == one.head
        pos, tag, dep = (word.pos, word.tag, word.dep) if is_head else _under(text)
        yield Token(
            index=first + number,
            text=text,
            lemma=text.lower(),
            pos=pos,
            tag=tag,
            dep=dep,
            head=above if is_head else leading,
            span=Span(start=start + offset, end=start + offset + len(text)),
            ent="" if dep == "det" else word.ent,
        )


def _token(word: Word, index: int, head: int, start: int) -> Token:
    """A word as it stands."""
    return Token(
        index=index,
        text=word.text,
        lemma=_lemma(word.text.lower(), word.lemma),
        pos=word.pos,
        tag=word.tag,
        dep=word.dep,
        head=head,
        span=Span(start=start, end=start + len(word.text)),
        ent="" if word.dep == "det" else word.ent,
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
