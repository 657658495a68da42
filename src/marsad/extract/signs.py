"""Signs for and against a trigger's telling an event: what its words speak of, who acts, what is acted on.

Each sign has a name ("agent.forces", "topic.sport"), so that every decision of the gate can be read. Signs are looked
up, in the parse and in the codebook's lists; what they weigh stands in data (gate_weights.toml), and so does what each
word says where no list holds it (gate_words.csv).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from marsad.codebook import Trigger
from marsad.extract.details import weapon_at
from marsad.extract.names import Name
from marsad.extract.parse import Parse, Token
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
#: Parts of speech of words that tell what a sentence speaks of.
_TELLING = ("NOUN", "VERB", "ADJ")
#: Kinds of which relief consists, and the worlds of disasters.
_RELIEF = frozenset(
    ("ACCUSE", "AGREE", "AID", "CONCEDE", "CONSULT", "COOPERATE", "MOBILIZE", "REQUEST", "RETREAT", "SUPPORT")
)
_DISASTERS = ("nature", "accident")
#: What a whole sentence ends with.
_ENDS = frozenset((".", "?", "!", '."', '"', "\u201d", "''"))
#: Prepositions that put an act into a work: "in the film", "on the album".
_INSIDE = ("in",)
#: Senses of those who fight.
_FIGHTING = frozenset(("armed", "vague_armed", "police"))
#: Agents and patients as pairs see them.
_DOERS = {
    "force": frozenset(("agent.armed", "agent.actor", "agent.of-actor", "agent.bomb", "agent.weapon")),
    "police": frozenset(("agent.police", "agent.vague_armed")),
    "state": frozenset(("agent.nation", "agent.political", "agent.officials", "agent.titled")),
}
_SUFFERERS = {
    "force": frozenset(("patient.armed", "patient.actor", "patient.of-actor", "patient.police", "patient.vague_armed")),
    "state": frozenset(("patient.nation", "patient.political", "patient.officials", "patient.titled")),
    "people": frozenset(("patient.people", "patient.person", "patient.kin", "patient.players")),
    "thing": frozenset(("patient.targets", "patient.vehicles", "patient.weapon", "patient.place")),
    "none": frozenset(("patient.none",)),
}
#: Entity labels of what stands after the "on" of "strikes on Damascus on Sunday" and suffers nothing.
_TIMES = frozenset(("DATE", "TIME"))
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Signs:
    """What speaks for or against a trigger: signs by name, and the lemmas of the words that stand at it, by where they
    stand (trigger, agent, patient, beside).
    """

    named: frozenset[str]
    words: Mapping[str, tuple[str, ...]]


def topic_of(scene: Scene) -> Topic:
    """What a sentence speaks of, by its words and their lemmas; words in the names of known actors do not count."""
    parse, worlds = scene.parse, scene.codebook.domains
    taken = {i for name in scene.names if name.sort == "actor" for i in range(name.start, name.end)}
    found = {run for run, (start, _) in worlds.within(parse.lowers).items() if start not in taken}
    found.update(
        token.lemma
        for token, word in zip(parse.tokens, parse.lowers, strict=True)
        if token.lemma in worlds and word not in worlds and token.index not in taken
    )
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


def signs_of(scene: Scene, hit: Hit, trigger: Trigger, evidence: Evidence, about: tuple[Topic, Topic]) -> Signs:
    """All signs of a trigger; ``about`` is what its sentence and its story speak of."""
    only = hit.read_as(trigger)
    agents = _fillers(scene, only, trigger.pattern.initiator)
    patients = _fillers(scene, only, _suffering(trigger))
    doing = frozenset(_side_signs(scene, only, "agent", agents))
    suffering = frozenset(_side_signs(scene, only, "patient", patients))
    struck = () if about[0].points.get("sport") else tuple(_struck(scene, trigger, patients))
    beside = _beside(scene, hit, struck, about[0])
    named = frozenset(
        (
            *_topic_signs(beside, *about),
            *_relief_signs(trigger, beside),
            *_time_signs(scene),
            *_trigger_signs(scene, hit, trigger),
            *doing,
            *suffering,
            *_pair_signs(doing, suffering),
            *_war_signs(scene, trigger, (agents, patients), beside),
            *_cause_signs(scene, hit),
            *_frame_signs(scene, hit),
            *_general_signs(scene, hit),
            *_evidence_signs(evidence),
        )
    )
    own = {word.index for word in hit.words}
    words = {
        "trigger": trigger.words,
        "agent": _plain(scene, agents),
        "patient": _plain(scene, patients),
        "beside": tuple(token.lemma for token in _telling(scene) if token.index not in own),
    }
    return Signs(named=named, words=words)


def _fillers(scene: Scene, hit: Hit, slots: tuple[str, ...]) -> tuple[Token, ...]:
    """Who or what stands in any of the slots, each once."""
    return tuple({token.index: token for slot in slots for token in slot_tokens(scene, hit, slot)}.values())


def _plain(scene: Scene, tokens: Iterable[Token]) -> tuple[str, ...]:
    """The lemmas of the words that are no part of a name."""
    return tuple(token.lemma for token in tokens if scene.name_at(token) is None)


@lru_cache(maxsize=8)
def _telling(scene: Scene) -> tuple[Token, ...]:
    """The words of a sentence that tell what it is about and are no part of a name."""
    return tuple(token for token in scene.parse if token.pos in _TELLING and scene.name_at(token) is None)


def _suffering(trigger: Trigger) -> tuple[str, ...]:
    """Slots of those acted on; what people protest about may be anything."""
    pattern = trigger.pattern
    if trigger.kind == "PROTEST":
        return tuple(slot for slot in (*pattern.recipient, *pattern.target) if slot in ("object", "bearer"))
    return (*pattern.recipient, *pattern.victim, *pattern.target)


def _struck(scene: Scene, trigger: Trigger, patients: Iterable[Token]) -> Iterator[Token]:
    """Who or what suffers an attack, with the nouns before it: a judge who is shot makes no court report. (A club that
    is beaten is asked about as it stands.)
    """
    for token in patients if trigger.kind == "ASSAULT" else ():
        if not {"people", "political", "targets", "officials"}.isdisjoint(senses_at(scene, token)):
            yield token
            yield from scene.parse.below(token, "compound", "amod")


def _beside(scene: Scene, hit: Hit, suffering: Sequence[Token], topic: Topic) -> Topic:
    """What the sentence speaks of beside the trigger itself and whom it is done to."""
    points = dict(topic.points)
    worlds = scene.codebook.domains
    spoken = {t.text.lower() if t.text.lower() in worlds else t.lemma for t in (*hit.words, *suffering)}
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


def _relief_signs(trigger: Trigger, topic: Topic) -> Iterator[str]:
    """Soldiers sent, help asked for and given where a disaster is all that the sentence speaks of beside."""
    if trigger.kind in _RELIEF and not topic.conflict and any(topic.points.get(world) for world in _DISASTERS):
        yield "relief"


@lru_cache(maxsize=8)
def _time_signs(scene: Scene) -> tuple[str, ...]:
    return tuple(_times_told(scene))


def _times_told(scene: Scene) -> Iterator[str]:
    years = _years(scene.parse) if "0000" in scene.parse.vocabulary else []
    if any(1000 <= year < _OLD for year in years) or _is_of_centuries(scene.parse):
        yield "year.old"
    if any(_OLD <= year < _PAST for year in years):
        yield "year.past"
    if "0" in scene.parse.vocabulary and _has_score(scene):
        yield "score"
    if scene.parse.tokens[-1].text == "?":
        yield "question"


def _years(parse: Parse) -> list[int]:
    return [int(t.text) for t in parse if len(t.text) == 4 and t.text.isdigit() and t.text[0] in "12"]


def _is_of_centuries(parse: Parse) -> bool:
    """ "for a century", "in the sixteenth century"; not "this century"."""
    return "century" in parse.lemmas and any(
        token.lemma == "century" and not any(det.text.lower() == "this" for det in parse.below(token, "det"))
        for token in parse
    )


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
    if len(trigger.words) > 1 or len(hit.words) > 1:
        yield "trigger.long"


def _side_signs(scene: Scene, hit: Hit, side: str, fillers: tuple[Token, ...]) -> Iterator[str]:
    if not fillers:
        yield f"{side}.none"
    own = {word.index for word in hit.words}  # the tools of "downed tools" are no patient
    for token in (token for token in fillers if token.index not in own):
        senses = senses_at(scene, token)
        yield from (f"{side}.{sense}" for sense in senses)
        if "of-actor" in senses and not _FIGHTING.isdisjoint(senses):
            yield f"{side}.named-force"  # "Russian forces", "soldiers of the junta"


def _pair_signs(agents: frozenset[str], patients: frozenset[str]) -> Iterator[str]:
    """Who does it to whom: forces to people, a state to a state."""
    doers = {sort for sort, senses in _DOERS.items() if not agents.isdisjoint(senses)}
    sufferers = {sort for sort, senses in _SUFFERERS.items() if not patients.isdisjoint(senses)} or {"other"}
    for doer in doers:
        yield from (f"pair.{doer}.{sufferer}" for sufferer in sufferers)


def _war_signs(
    scene: Scene, trigger: Trigger, sides: tuple[tuple[Token, ...], tuple[Token, ...]], topic: Topic
) -> Iterator[str]:
    """A state that makes war on a state or a place, by a verb that tells no match, where nothing else is spoken of:
    "Israel struck Iran", "Russia bombed Odesa", "Ethiopia and Eritrea fought".
    """
    agents, patients = ([one for one in side if one.ent not in _TIMES and one.pos != "PRON"] for side in sides)
    if trigger.words[0] not in scene.codebook.words["warring"] or topic.innocent:
        return
    if agents and len(agents) + len(patients) > 1 and all(map(scene.is_land, (*agents, *patients))):
        yield "pair.state.war"


def senses_at(scene: Scene, token: Token) -> tuple[str, ...]:
    """What a word can be in an act: by its name, by the lists of senses.toml, else a "thing"; a pronoun what those
    are who fight and for whom it stands.
    """
    name = scene.name_at(token)
    if name is None and token.lemma in _PRONOUNS:
        return scene.meant.get(token.index, ("pronoun",))
    if name is not None:
        sense = "name" if name.sort == "unknown" else name.sort
        return (sense, "titled") if sense in ("name", "person") and _is_titled(scene, token, name) else (sense,)
    if token.pos == "NUM" or token.lemma in scene.codebook.words["members"]:
        counted = prepositional(scene.parse, [token], "of")[:1]
        own = senses_at(scene, counted[0]) if counted and counted[0].index != token.index else ()
        if own or token.pos == "NUM":
            return own or ("people",)
    if is_gunfire(scene, token):
        return ("weapon",)
    crowd = _crowd_of(scene, token)
    if crowd is not None:
        return _listed(scene, crowd)
    found = _listed(scene, token)
    of_actor = any(
        (held := scene.name_at(child)) is not None and held.sort in ("actor", "nation")
        for child in (
            *scene.parse.below(token, "compound", "amod", "poss", "nmod"),
            *prepositional(scene.parse, [token], "of"),
        )
    )
    return (*found, "of-actor") if of_actor else found


def is_gunfire(scene: Scene, token: Token) -> bool:
    """ "Sniper fire", "fire from Israeli tanks": no blaze."""
    if token.lemma != "fire":
        return False
    beside = (
        *scene.parse.below(token, "compound", "amod", "nmod", "poss"),
        *prepositional(scene.parse, [token], "from"),
        *prepositional(scene.parse, [token], "by"),
    )
    known = scene.codebook.nouns["armed"] | scene.codebook.words["firing"]
    return any(scene.name_at(word) is not None or word.lemma in known for word in beside)


def _crowd_of(scene: Scene, token: Token) -> Token | None:
    """What a troop or army is of, where that is no fighters and nobody: "troops of macaques", "an army of ants"."""
    if token.lemma not in scene.codebook.words["crowds"]:
        return None
    for other in prepositional(scene.parse, [token], "of")[:1]:
        senses = scene.codebook.senses.get(other.lemma, ())
        is_plain = other.tag == "NNS" and scene.name_at(other) is None
        if is_plain and not {"armed", "vague_armed", "police", "political", "officials"} & set(senses):
            return other
    return None


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
    """What the clauses above tell of: a work of art ("the novel follows a man who is kidnapped"), a law ("the treaty
    forbids attacks"), a mishap ("the jet crashed, killing two").
    """
    parse, senses = scene.parse, scene.codebook.senses
    above = parse.upward(hit.token)
    around = {
        noun.index: noun
        for one in above
        for noun in (
            one,
            *parse.below(one, "nsubj", "nsubjpass"),
            *(pobj for prep in parse.below(one, "prep") if prep.lemma in _INSIDE for pobj in parse.below(prep, "pobj")),
        )
        if noun.pos == "NOUN"
    }
    inside = (pobj for prep in parse if prep.lemma in _INSIDE for pobj in parse.below(prep, "pobj"))
    if any("works" in senses.get(noun.lemma, ()) for noun in (*around.values(), *inside)):
        yield "frame.works"
    if any("laws" in senses.get(noun.lemma, ()) for noun in around.values()):
        yield "frame.laws"
    mishaps = scene.codebook.gate["mishaps"]
    caused = (verb for verb in _caused(scene, hit.token, above) if verb.pos == "VERB" and verb.lemma in mishaps)
    if any(not any(prep.lemma == "into" for prep in parse.below(verb, "prep")) for verb in caused):
        yield "frame.mishap"


def _caused(scene: Scene, token: Token, above: list[Token]) -> Iterator[Token]:
    """Verbs that may tell why the act was: those above ("crashed, killing two"), as far as no conjunction makes the act
    their cause ("crashed after rebels had fired at it"), and those in clauses below.
    """
    for one in above:
        if one.index != token.index:
            yield one
        if one.dep == "nsubj" or (one.dep == "advcl" and any(scene.parse.below(one, "mark"))):
            break  # "the coup collapsed" is no mishap
    yield from scene.parse.below(token, "advcl")


def _general_signs(scene: Scene, hit: Hit) -> Iterator[str]:
    """What is said of all times: "guerrillas attack at dawn", "a sniper can kill from two miles"."""
    if scene.parse.tokens[-1].text not in _ENDS:
        return  # a headline's present tells of yesterday
    root = next(token for token in scene.parse if token.head == token.index)
    if root.tag in ("VBZ", "VBP") and root.lemma not in scene.codebook.sayings["asserts"]:
        yield "root.present"
        if hit.token.tag in ("VBZ", "VBP", "NNS"):
            yield "present.general"
    if any(child.tag == "MD" for child in scene.parse.below(hit.token, "aux")):
        yield "trigger.modal"


def _evidence_signs(evidence: Evidence) -> Iterator[str]:
    if evidence.is_armed:
        yield "weapon"
    for claim in evidence.counts:
        yield f"count.{claim.value.measure}"  # type: ignore[attr-defined]
    if not evidence.parties:
        yield "parties.none"
