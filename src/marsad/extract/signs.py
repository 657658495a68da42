"""Signs for and against a trigger's telling an event: what its words speak of, who acts, what is acted on.

Each sign has a name ("agent.forces", "topic.sport"), so that every decision of the gate can be read. Signs are looked
up, in the parse and in the codebook's lists; what they weigh stands in data (gate_weights.toml).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from marsad.codebook import Trigger
from marsad.extract.details import weapon_at
from marsad.extract.names import Name
from marsad.extract.parse import Token
from marsad.extract.roles import prepositional, slot_tokens, surface_subjects
from marsad.extract.triggers import Hit, Scene
from marsad.types import Claim, Phrase

CONFLICT = "conflict"
#: Worlds in which acts are told that are coded.
_CODED = (CONFLICT, "public")
#: Points of a world beyond which more words of it say no more.
_MOST = 4
#: Before this year a war is history; half a lifetime ago it may be.
_OLD, _PAST = 1946, 1980
#: Prepositions and conjunctions after which the cause of a death stands.
_CAUSES = ("in", "by", "of", "from", "during", "after", "when", "under", "with", "to")
#: Prepositions that put an act into a work: "in the film", "on the album".
_INSIDE = ("in",)
_PRONOUNS = frozenset(
    ("i", "you", "he", "she", "it", "we", "they", "who", "which", "that", "him", "her", "them", "us", "me")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """What a stretch of text speaks of: points by world (sport, nature, conflict, …)."""

    points: Mapping[str, int]

    @property
    def conflict(self) -> int:
        return self.points.get(CONFLICT, 0)

    @property
    def innocent(self) -> int:
        """Points of the world beside conflict and public affairs that most words are of."""
        return max((points for world, points in self.points.items() if world not in _CODED), default=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What was read for a trigger before the gate decides."""

    parties: tuple[Phrase, ...]
    counts: tuple[Claim[object], ...]
    is_armed: bool  #: a weapon is named that is not the trigger itself


def topic_of(scene: Scene) -> Topic:
    """What a sentence speaks of, by its words and their lemmas; words in the names of known actors do not count."""
    parse, worlds = scene.parse, scene.codebook.domains
    taken = {i for name in scene.names if name.sort == "actor" for i in range(name.start, name.end)}
    found = {run for run in parse.runs.keys() & worlds.keys() if parse.runs[run][0] not in taken}
    found |= {t.lemma for t in parse if t.lemma in worlds and t.index not in taken and t.text.lower() not in worlds}
    points: dict[str, int] = {}
    for run in found:
        for world, weight in worlds[run]:
            points[world] = points.get(world, 0) + weight
    return Topic(points=points)


def story_of(topics: list[Topic]) -> Topic:
    """What a whole story speaks of."""
    points: dict[str, int] = {}
    for topic in topics:
        for world, weight in topic.points.items():
            points[world] = points.get(world, 0) + weight
    return Topic(points=points)


def signs_of(
    scene: Scene, hit: Hit, trigger: Trigger, evidence: Evidence, about: tuple[Topic, Topic]
) -> frozenset[str]:
    """All signs of a trigger; ``about`` is what its sentence and its story speak of."""
    only = replace(hit, triggers=(trigger,))
    return frozenset(
        (
            *_topic_signs(_beside(scene, hit, about[0]), *about),
            *_time_signs(scene),
            *_trigger_signs(scene, hit, trigger),
            *_side_signs(scene, only, "agent", trigger.pattern.initiator),
            *_side_signs(scene, only, "patient", _suffering(trigger)),
            *_cause_signs(scene, hit),
            *_frame_signs(scene, hit),
            *_evidence_signs(evidence),
        )
    )


def _suffering(trigger: Trigger) -> tuple[str, ...]:
    """Slots of those acted on; what people protest about may be anything."""
    pattern = trigger.pattern
    if trigger.kind == "PROTEST":
        return tuple(slot for slot in (*pattern.recipient, *pattern.target) if slot in ("object", "bearer"))
    return (*pattern.recipient, *pattern.victim, *pattern.target)


def _beside(scene: Scene, hit: Hit, topic: Topic) -> Topic:
    """What the sentence speaks of beside the trigger itself."""
    points = dict(topic.points)
    worlds = scene.codebook.domains
    spoken = {t.text.lower() if t.text.lower() in worlds else t.lemma for t in hit.words}
    spoken.add(" ".join(token.text.lower() for token in hit.words))
    for word in spoken:
        for world, weight in worlds.get(word, ()):
            points[world] = max(0, points.get(world, 0) - weight)
    return Topic(points={world: left for world, left in points.items() if left})


def _topic_signs(topic: Topic, said: Topic, story: Topic) -> Iterator[str]:
    """``topic`` is what the sentence speaks of beside the trigger, ``said`` all that it speaks of."""
    for world in _CODED:
        for number in range(1, min(topic.points.get(world, 0), _MOST) + 1):
            yield f"{world}.{number}"
    for world, points in topic.points.items():
        if world not in _CODED:
            yield f"topic.{world}"
            if points > 1:
                yield f"topics.{world}"
    for number in range(1, min(topic.innocent, _MOST + 2) + 1):
        yield f"innocent.{number}"
    # The trigger's own word may speak for conflict; that it has innocent readings as well says nothing of the story.
    rest_conflict, rest_innocent = story.conflict - topic.conflict, story.innocent - said.innocent
    if rest_conflict > 2 * rest_innocent:
        yield "story.conflict"
    if rest_innocent > 2 * rest_conflict:
        yield "story.innocent"


def _time_signs(scene: Scene) -> Iterator[str]:
    years = [int(t.text) for t in scene.parse if len(t.text) == 4 and t.text.isdigit() and t.text[0] in "12"]
    if any(1000 <= year < _OLD for year in years):
        yield "year.old"
    if any(_OLD <= year < _PAST for year in years):
        yield "year.past"
    if "0" in scene.parse.words and _has_score(scene):
        yield "score"
    if scene.parse.tokens[-1].text == "?":
        yield "question"


def _has_score(scene: Scene) -> bool:
    """ "2-0", "45-38", "7-6": the winner's number first."""
    for left, dash, right in zip(scene.parse.tokens, scene.parse.tokens[1:], scene.parse.tokens[2:], strict=False):
        if dash.text in "-–" and left.text.isdigit() and right.text.isdigit() and left.span.end == dash.span.start:
            return int(left.text) >= int(right.text) and len(left.text) < 4
    return any(_is_score(token.text) for token in scene.parse)


def _is_score(text: str) -> bool:
    left, dash, right = text.replace("–", "-").partition("-")
    return bool(dash) and left.isdigit() and right.isdigit() and len(left) < 4 and int(left) >= int(right)


def _trigger_signs(scene: Scene, hit: Hit, trigger: Trigger) -> Iterator[str]:
    words = " ".join(trigger.words)
    yield "trigger.ambiguous" if words in scene.codebook.gate["ambiguous"] else "trigger.plain"
    yield f"trigger.{trigger.pattern.name if trigger.pattern.name in ('dying', 'killing') else trigger.pos}"
    yield f"kind.{trigger.kind.lower()}"
    if trigger.mode is not None:
        yield f"mode.{trigger.mode}"
    if hit.token.tag in ("VBZ", "VBP"):
        yield "tense.present"
    if len(trigger.words) > 1:
        yield "trigger.long"


def _side_signs(scene: Scene, hit: Hit, side: str, slots: tuple[str, ...]) -> Iterator[str]:
    tokens = {token.index: token for slot in slots for token in slot_tokens(scene, hit, slot)}
    if not tokens:
        yield f"{side}.none"
    own = {word.index for word in hit.words}  # the tools of "downed tools" are no patient
    for token in (token for token in tokens.values() if token.index not in own):
        for sense in senses_at(scene, token):
            yield f"{side}.{sense}"


def senses_at(scene: Scene, token: Token) -> tuple[str, ...]:
    """What a word can be in an act: by its name, by the lists of senses.toml, else a "thing"."""
    if token.lemma in _PRONOUNS:
        return ("pronoun",)
    name = scene.name_at(token)
    if name is not None:
        sense = "name" if name.sort == "unknown" else name.sort
        return (sense, "titled") if sense in ("name", "person") and _is_titled(scene, token, name) else (sense,)
    if token.pos == "NUM" or token.lemma in scene.codebook.words["members"]:
        counted = prepositional(scene.parse, [token], "of")[:1]
        own = senses_at(scene, counted[0]) if counted and counted[0].index != token.index else ()
        if own or token.pos == "NUM":
            return own or ("people",)
    found = _listed(scene, token)
    of_actor = any(
        (held := scene.name_at(child)) is not None and held.sort in ("actor", "nation")
        for child in (
            *scene.parse.below(token, "compound", "amod", "poss", "nmod"),
            *prepositional(scene.parse, [token], "of"),
        )
    )
    return (*found, "of-actor") if of_actor else found


def _is_titled(scene: Scene, token: Token, name: Name) -> bool:
    """ "President Akayev", "Senator Leahy": an office stands before the name or in it."""
    words = (*scene.parse.tokens[max(0, name.start - 1) : name.end], *scene.parse.below(token, "compound", "appos"))
    return any("political" in scene.codebook.senses.get(word.lemma, ()) for word in words)


def _listed(scene: Scene, token: Token) -> tuple[str, ...]:
    senses = scene.codebook.senses
    before = scene.parse.tokens[token.index - 1] if token.index else token
    found = (
        senses.get(f"{before.lemma} {token.lemma}") or senses.get(token.lemma) or senses.get(token.text.lower()) or ()
    )
    weapon = weapon_at(scene, token)
    if weapon is not None:
        return (*found, "weapon", "bomb") if weapon[1] == "explosives" else (*found, "weapon")
    if not found and scene.codebook.by_head.get(("noun", token.lemma)):
        return ("act",)
    if "people" in found and len(found) > 1:
        found = tuple(sense for sense in found if sense != "people")
    return found or ("thing",)


def _cause_signs(scene: Scene, hit: Hit) -> Iterator[str]:
    """ "killed in floods", "died when the roof collapsed", "killed after eating tainted fish"."""
    if hit.token.pos != "VERB":
        return
    parse = scene.parse
    for joint in parse.below(hit.token, "prep", "agent", "advcl", "pcomp"):
        causes = [*parse.below(joint, "pobj", "pcomp")] if joint.pos == "ADP" else surface_subjects(parse, joint)
        if joint.pos == "ADP" and joint.lemma not in _CAUSES:
            continue
        for cause in causes:
            for sense in senses_at(scene, cause) if cause.pos in ("NOUN", "PROPN") else ():
                yield f"cause.{sense}"


def _frame_signs(scene: Scene, hit: Hit) -> Iterator[str]:
    """What the clauses above tell of: a work of art ("the novel follows a man who is kidnapped"), a mishap ("the jet
    crashed, killing two").
    """
    parse, senses = scene.parse, scene.codebook.senses
    token, above = hit.token, [hit.token]
    while parse.head(token).index != token.index:
        token = parse.head(token)
        above.append(token)
    around = {
        noun.index: noun
        for one in above
        for noun in (
            one,
            *parse.below(one, "nsubj", "nsubjpass"),
            *(pobj for prep in parse.below(one, "prep") if prep.lemma in _INSIDE for pobj in parse.below(prep, "pobj")),
        )
    }
    if any("works" in senses.get(noun.lemma, ()) for noun in around.values() if noun.pos == "NOUN"):
        yield "frame.works"
    near = (*above[1:], *parse.below(hit.token, "advcl", "conj"))
    if any(one.lemma in scene.codebook.gate["mishaps"] for one in near if one.pos == "VERB"):
        yield "frame.mishap"


def _evidence_signs(evidence: Evidence) -> Iterator[str]:
    if evidence.is_armed:
        yield "weapon"
    for claim in evidence.counts:
        yield f"count.{claim.value.measure}"  # type: ignore[attr-defined]
    if not evidence.parties:
        yield "parties.none"
