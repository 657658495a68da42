"""Is this about conflict at all? Words with innocent readings are told apart before anything is coded.

Sport, film, markets, disease, weather, court and history use the words of war. A sentence of such a domain tells no
violent event unless it also has words of armed conflict; a trigger with innocent readings needs evidence of its own.
"""

from __future__ import annotations

from marsad.codebook import Codebook
from marsad.extract.details import weapon_at
from marsad.extract.parse import Parse
from marsad.extract.triggers import Hit, Scene
from marsad.types import Claim, Phrase


def windows(parse: Parse) -> frozenset[str]:
    """All runs of one to three words of the sentence, lower case."""
    words = [token.text.lower() for token in parse]
    return frozenset(" ".join(words[i : i + size]) for size in (1, 2, 3) for i in range(len(words) - size + 1))


def domain_of(codebook: Codebook, found: frozenset[str]) -> str | None:
    """The innocent domain a sentence belongs to, None for none."""
    for domain in codebook.domains:
        if found & domain.strong or len(found & domain.weak) >= 2:
            return domain.name
    return None


def is_silenced(codebook: Codebook, parse: Parse) -> bool:
    """Whether the sentence is of another domain and has no word of conflict."""
    found = windows(parse)
    return domain_of(codebook, found) is not None and not found & codebook.conflict_words


def is_armed_enough(scene: Scene, kind: str, mode: str | None, parties: tuple[Phrase, ...]) -> bool:
    """Whether one of the parties can do such an act: forces, a state or a known group move and withdraw, not just
    anybody.
    """
    table = scene.codebook.gate
    if kind not in table["needs_armed"] or mode in table["anybody"]:
        return True
    heads = {phrase.head.span.start for phrase in parties}
    tokens = [token for token in scene.parse if token.span.start in heads]
    named = [scene.name_at(token) for token in tokens]
    return any(name is not None and name.sort in ("actor", "nation") for name in named) or any(
        token.lemma in scene.codebook.nouns["armed"] for token in tokens
    )


def has_evidence(scene: Scene, hit: Hit, parties: tuple[Phrase, ...], counts: tuple[Claim[object], ...]) -> bool:
    """Whether an ambiguous trigger means violence here."""
    if " ".join(hit.triggers[0].words) not in scene.codebook.gate["ambiguous"]:
        return True
    if counts or windows(scene.parse) & scene.codebook.conflict_words:
        return True
    if any(weapon_at(scene, token) is not None for token in scene.parse if token.index != hit.token.index):
        return True
    starts = {phrase.head.span.start for phrase in parties}
    tokens = [token for token in scene.parse if token.span.start in starts]
    if any(token.lemma in scene.codebook.nouns["armed"] for token in tokens):
        return True
    sorts = [name.sort for token in tokens if (name := scene.name_at(token)) is not None]
    # One state alone is no evidence: "Kenya ambushed Fiji" needs the second to be more than a team.
    return "actor" in sorts or (sorts.count("nation") > 1 and domain_of(scene.codebook, windows(scene.parse)) is None)
