"""Which words of a batch are entities: the decisions of spaCy's transition system, taken for many words at once.

The pipeline's recogniser goes from word to word and either lets it be, makes it an entity of its own or begins one;
inside an entity it goes on or ends it. What it decides outside depends on the word alone, and inside on three words: so
the first is computed for all words in one product of matrices, and the second for all entities of the batch together.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

#: Words that a decision looks at: the next one, the first of the entity, and the last one that is in it.
_LOOKED_AT = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Entities:
    """A recogniser's layers and moves. ``begin`` and ``alone``: moves; ``label``, ``inside`` and ``last``: by move, the
    label, and the moves that go on with or end an entity that it began.
    """

    vectors: Any
    lower: Any
    upper: Any
    begin: Any
    alone: Any
    label: tuple[str, ...]
    inside: Any
    last: Any

    def of(self, docs: Sequence[Any]) -> Iterator[list[str]]:
        """For each of these sentences the label of each word, "" where it is no entity's."""
        import numpy as np

        sizes = [len(doc) for doc in docs]
        if not any(sizes):
            yield from ([] for _ in docs)
            return
        told = [doc for doc in docs if len(doc)]
        ends = np.repeat(np.cumsum([len(doc) for doc in told]), [len(doc) for doc in told])
        spaces = np.concatenate([doc.to_array("IS_SPACE") for doc in told]).astype(bool)
        parts = self.lower.predict(self.vectors.predict(told))
        best = self._outside(parts, ends, spaces)
        labels = self._labels(best, self._ends(parts, best, ends - 1))
        start = 0
        for size in sizes:
            yield labels[start : start + size]
            start += size

    def _hidden(self, parts: Any) -> Any:
        return (parts + self.lower.get_param("b")).max(axis=-1)

    def _outside(self, parts: Any, ends: Any, spaces: Any) -> Any:
        """The best move at each word that no entity reaches. None begins or stands on a blank, nor begins on the last
        word; the first row of ``parts`` stands for no word.
        """
        import numpy as np

        scores = self.upper.predict(self._hidden(parts[1:, 0] + parts[0, 1] + parts[0, 2]))
        scores[:, ~(self.begin | self.alone | self._lets_be)] = -np.inf
        scores[np.ix_(spaces, self.begin | self.alone)] = -np.inf
        scores[np.ix_(ends == np.arange(1, len(ends) + 1), self.begin)] = -np.inf
        return scores.argmax(axis=1)

    @property
    def _lets_be(self) -> Any:
        import numpy as np

        return np.array([not label for label in self.label])

    def _ends(self, parts: Any, best: Any, last_words: Any) -> dict[int, int]:
        """The last word of each entity, by its first, were it to begin there."""
        import numpy as np

        weights, bias = self.upper.get_param("W"), self.upper.get_param("b")
        found: dict[int, int] = {}
        first = np.flatnonzero(self.begin[best])
        here = first + 1
        while first.size:
            hidden = self._hidden(parts[here + 1, 0] + parts[first + 1, 1] + parts[here, 2])
            goes_on, ends = self.inside[best[first]], self.last[best[first]]
            on = np.einsum("ij,ij->i", hidden, weights[goes_on]) + bias[goes_on]
            off = np.einsum("ij,ij->i", hidden, weights[ends]) + bias[ends]
            is_over = (off >= on) | (here == last_words[first])
            found.update(zip(first[is_over].tolist(), here[is_over].tolist(), strict=True))
            first, here = first[~is_over], here[~is_over] + 1
        return found

    def _labels(self, best: Any, ends: dict[int, int]) -> list[str]:
        """The label of each word, entities taken from left to right."""
        labels = [""] * len(best)
        free = 0
        for word in (self.begin | self.alone)[best].nonzero()[0].tolist():
            if word >= free:
                free = ends.get(word, word) + 1
                labels[word:free] = [self.label[best[word]]] * (free - word)
        return labels


def entities_of(pipe: Any) -> Entities | None:
    """The recogniser of a pipeline; None where it is built otherwise than spaCy's own."""
    import numpy as np

    model, moves = pipe.model, pipe.moves
    if model.name != "parser_model" or not model.attrs["has_upper"] or model.attrs["unseen_classes"]:
        return None
    lower, upper = model.get_ref("lower"), model.get_ref("upper")
    if pipe.cfg["beam_width"] != 1 or lower.get_dim("nF") != _LOOKED_AT or lower.get_dim("nP") == 1:
        return None
    names = [moves.get_class_name(number) for number in range(moves.n_moves)]
    places = {name: number for number, name in enumerate(names)}
    label = tuple(name.partition("-")[2] for name in names)
    return Entities(
        vectors=model.get_ref("tok2vec"),
        lower=lower,
        upper=upper,
        begin=np.array([name.startswith("B-") for name in names]),
        alone=np.array([name.startswith("U-") and len(name) > len("U-") for name in names]),
        label=label,
        inside=np.array([places.get(f"I-{one}", 0) for one in label]),
        last=np.array([places.get(f"L-{one}", 0) for one in label]),
    )
