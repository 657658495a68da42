"""Is this about conflict at all? Words with innocent readings are told apart before anything is coded.

Sport, film, markets, disease, weather, court and history use the words of war. The signs for and against a trigger
(:mod:`marsad.extract.signs`) are weighed with the weights of gate_weights.toml, the words at it with those of
gate_words.csv; a sum of zero or more lets it tell an event. The weights are a logistic regression's, one for violence
and one for all other kinds, so each is what its sign adds to the log-odds; scripts/train_gate.py learns them.
"""

from __future__ import annotations

from math import fsum

from marsad.codebook import Codebook, Trigger
from marsad.extract.signs import Evidence, Signs, Topic, signs_of
from marsad.extract.triggers import Hit, Scene
from marsad.types import Phrase

#: Senses of those who can move and withdraw, of whom a pronoun speaks.
_ARMED = frozenset(("armed", "vague_armed", "police", "actor", "nation", "of-actor"))


def is_armed_enough(scene: Scene, kind: str, mode: str | None, parties: tuple[Phrase, ...]) -> bool:
    """Whether one of the parties can do such an act: forces, a state or a known group move and withdraw, not just
    anybody.
    """
    table = scene.codebook.gate
    if kind not in table["needs_armed"] or mode in table["anybody"]:
        return True
    spans = [phrase.quote.span for phrase in parties]
    tokens = [token for token in scene.parse if any(span.start <= token.span.start < span.end for span in spans)]
    named = [scene.name_at(token) for token in tokens]
    return (
        any(name is not None and name.sort in ("actor", "nation") for name in named)
        or any(token.lemma in scene.codebook.nouns["armed"] for token in tokens)
        or any(not _ARMED.isdisjoint(scene.meant.get(token.index, ())) for token in tokens)
    )


def tells_event(scene: Scene, hit: Hit, trigger: Trigger, evidence: Evidence, about: tuple[Topic, Topic]) -> bool:
    """Whether the trigger tells an event here, by its signs; ``about`` is what sentence and story speak of."""
    family = family_of(trigger)
    return weight_of(scene.codebook, family, signs_of(scene, hit, trigger, evidence, about)) >= 0


def family_of(trigger: Trigger) -> str:
    """The family of kinds whose weights count."""
    return "violence" if trigger.kind == "ASSAULT" else "other"


def weight_of(codebook: Codebook, family: str, signs: Signs) -> float:
    """The log-odds that the trigger tells an event: its signs' weights, and what the words in each place say."""
    weights = codebook.weights[family]
    total = fsum([weights["bias"], *[weights[sign] for sign in signs.named if sign in weights]])
    for place, words in signs.words.items():
        table = codebook.word_weights[family, place]
        said = [table[word] for word in words if word in table]
        if said:
            total += sum(said) / (len(said) + 1)  # one word alone says little
    return total
