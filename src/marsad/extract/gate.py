"""Is this about conflict at all? Words with innocent readings are told apart before anything is coded.

Sport, film, markets, disease, weather, court and history use the words of war. A sentence of such a domain tells no
violent event unless it also has words of armed conflict; a trigger with innocent readings needs evidence of its own.
"""

from __future__ import annotations

from collections import Counter

from marsad.extract.details import weapon_at
from marsad.extract.triggers import Hit, Scene
from marsad.types import Claim, Phrase


def domain_of(scene: Scene) -> str | None:
    """The innocent domain a sentence belongs to, None for none: by one strong word of it, or two weak ones."""
    weak: Counter[str] = Counter()
    for run in scene.parse.runs.keys() & scene.codebook.domains.keys():
        name = scene.name_at(scene.parse.tokens[scene.parse.runs[run][0]])
        if name is not None and name.sort == "actor":
            continue  # the Arab League plays in no league
        for domain, is_strong in scene.codebook.domains[run]:
            weak[domain] += 2 if is_strong else 1
    return min((domain for domain, count in weak.items() if count >= 2), default=None)


def is_about_conflict(scene: Scene) -> bool:
    return not scene.codebook.conflict_words.isdisjoint(scene.parse.runs)


#: Domains in which nothing is an event; in the others states may still speak and deal with one another.
_GAMES = frozenset(("sport", "arts"))


def is_silenced(scene: Scene, hits: tuple[Hit, ...]) -> bool:
    """Whether the sentence is of another domain, has no word of conflict and tells no dealings of states."""
    domain = domain_of(scene)
    if domain is None or is_about_conflict(scene):
        return False
    speaking = scene.codebook.gate["diplomatic"]
    return domain in _GAMES or not any(trigger.kind in speaking for hit in hits for trigger in hit.triggers)


def is_heard(scene: Scene, kind: str, parties: tuple[Phrase, ...]) -> bool:
    """Whether an act counts in a sentence of another domain: only what two states or their officials do."""
    if domain_of(scene) is None or is_about_conflict(scene):
        return True
    starts = {phrase.head.span.start for phrase in parties}
    names = [scene.name_at(token) for token in scene.parse if token.span.start in starts]
    states = sum(name is not None and name.sort in ("nation", "actor") for name in names)
    return kind in scene.codebook.gate["diplomatic"] and states > 1


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
    return any(name is not None and name.sort in ("actor", "nation") for name in named) or any(
        token.lemma in scene.codebook.nouns["armed"] for token in tokens
    )


def has_evidence(scene: Scene, hit: Hit, parties: tuple[Phrase, ...], counts: tuple[Claim[object], ...]) -> bool:
    """Whether an ambiguous trigger means violence here."""
    words, table = " ".join(hit.triggers[0].words), scene.codebook.gate
    if words not in table["ambiguous"]:
        return True
    if (counts and words not in table["natural"]) or is_about_conflict(scene):
        return True
    if any(weapon_at(scene, token) is not None for token in scene.parse if token.index != hit.token.index):
        return True
    nouns = scene.codebook.nouns
    victims = {phrase.head.span.start for phrase in parties if phrase.label == "victim"}
    is_killing = hit.triggers[0].pattern.name == "killing"
    if is_killing and any(t.span.start in victims and t.lemma in nouns["people"] for t in scene.parse):
        return True  # who kills or shoots somebody is not filming
    starts = {phrase.head.span.start for phrase in parties}
    tokens = [token for token in scene.parse if token.span.start in starts]
    if any(token.lemma in nouns["armed"] for token in tokens):
        return True
    spans = [phrase.quote.span for phrase in parties]
    sorts = [
        name.sort
        for name in scene.names
        for first in (scene.parse.tokens[name.start].span,)
        if any(span.start <= first.start < span.end for span in spans)
    ]
    if "actor" in sorts:
        return True
    if domain_of(scene) is not None:
        return False
    # One state alone is no evidence of violence: "Kenya ambushed Fiji" needs the second to be more than a team.
    states = sorts.count("nation")
    if hit.triggers[0].kind in ("ASSAULT", "PROTEST", "MOBILIZE"):
        return states > 1
    return states > 0 or any(_holds_office(scene, phrase) for phrase in parties)


def _holds_office(scene: Scene, phrase: Phrase) -> bool:
    """Whether the phrase names somebody who speaks for a state or a movement: "the Vice Foreign Minister"."""
    span = phrase.quote.span
    officials = scene.codebook.nouns["officials"]
    return any(span.start <= token.span.start < span.end and token.lemma in officials for token in scene.parse)
