"""A sentence without an act of its own may tell more of the one before: how it ended, who escorted it, what it
belongs to.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from marsad.extract import details
from marsad.extract.attribution import attribution_of, charged_by
from marsad.extract.blame import Charge, charges
from marsad.extract.coref import bind
from marsad.extract.counts import counts_of
from marsad.extract.frames import escort_of, party_phrase
from marsad.extract.parse import Token
from marsad.extract.roles import coordinated, is_person_name, prepositional
from marsad.extract.status import quote_of
from marsad.extract.triggers import Hit, Scene
from marsad.types import Attribution, Claim, Frame, Phrase

#: How many sentences after its trigger a frame is told on, and how many its toll is.
_REACH = 2
_ALL_OR_SOME = frozenset(("both", "most", "all", "some", "several", "they", "many", "each"))
#: The same for the names of its victims.
_NAMES_REACH = 5
_TOLL_REACH = 6
#: The same for who is held to have done it.
_CHARGE_REACH = 12


def elaborate(frame: Frame, scene: Scene) -> Frame:
    """The frame with what this later sentence adds; unchanged where the sentence speaks of something else."""
    if frame.kind.value == "ASSAULT" and scene.parse.sentence - frame.trigger.sentence <= _NAMES_REACH:
        frame = replace(frame, parties=(*frame.parties, *_identified(frame, scene)))
    if scene.parse.sentence - frame.trigger.sentence > _REACH:
        return frame
    subject = next((token for token in scene.parse if token.dep in ("nsubj", "nsubjpass")), None)
    if subject is not None and not frame.outcome and _is_weapon_before(frame, scene, subject):
        return replace(frame, outcome=_met(scene, subject))
    if subject is None or not _is_same(frame, scene, subject):
        return frame
    outcome, stops = _ending(scene, subject)
    values = {claim.value for claim in frame.outcome}
    return replace(
        frame,
        outcome=(*frame.outcome, *(claim for claim in outcome if claim.value not in values)),
        places=(*frame.places, *stops),
        escort=frame.escort or escort_of(scene),
        campaign=frame.campaign or details.campaign_of(scene),
    )


def _identified(frame: Frame, scene: Scene) -> Iterator[Phrase]:
    """Victims whose names come later: "the dead were identified as", "among the injured were"."""
    parse, known = scene.parse, {phrase.head.span for phrase in frame.parties}
    harmed, naming = scene.codebook.words["harmed"], scene.codebook.words["naming"]
    if harmed.isdisjoint(parse.forms):
        return
    heads: list[Token] = []
    for token in parse:
        if not harmed & {token.lemma, token.text.lower()}:
            continue
        verb = parse.head(token)
        if token.dep == "pobj" and verb.lemma in ("among", "include"):
            verb = parse.head(verb)
        if token.dep in ("nsubj", "nsubjpass") and verb.lemma in naming:
            heads.extend(prepositional(parse, [verb], "as"))
        elif token.dep in ("nsubj", "pobj") and verb.lemma in ("be", "include"):
            heads.extend(other for other in parse.below(verb, "nsubj", "attr", "dobj") if other is not token)
    for name in (one for head in heads for one in coordinated(scene, head) if is_person_name(scene, one)):
        phrase = party_phrase(scene, "victim", name)
        if phrase.head.span not in known:
            yield phrase


def toll_told(frames: Sequence[Frame], scene: Scene) -> Frame | None:
    """ "The death toll rose to 31": a count of the violence told last, as a frame that points back to it."""
    word = next((token for token in scene.parse if token.lemma in scene.codebook.words["tolls"]), None)
    told = next((frame for frame in reversed(frames) if frame.kind.value == "ASSAULT"), None)
    if word is None or told is None or told.status.value not in ("happened", "ongoing"):
        return None
    counts = counts_of(scene)
    if not counts or scene.parse.sentence - told.trigger.sentence > _TOLL_REACH:
        return None
    quote = quote_of(scene, [word])
    hit = Hit(triggers=(), token=word, words=(word,), light=None)
    by_measure = {claim.value.measure: claim for _, claim in reversed(counts)}
    return Frame(
        kind=Claim(value="ASSAULT", quotes=(quote,), method="trigger.toll@1", confidence=0.6),
        mode=None,
        status=Claim(value="happened", quotes=(quote,), method="status.plain@1", confidence=0.8),
        attribution=attribution_of(scene, hit),
        counts=tuple(by_measure.values()),
        back=quote,
    )


# --- who did it --------------------------------------------------------------------------------


def accused(frames: Sequence[Frame], memory: Sequence[Scene]) -> list[Frame]:
    """The frames with whoever the last scene holds to have done an act told before: "the ELN said that it was behind
    the blast". Acts that this sentence has told as its own stay as they are.
    """
    scene, told = memory[-1], list(frames)
    own = {quote.span for frame in frames for quote in frame.kind.quotes}
    for charge in charges(scene):
        index = None if charge.act is not None and charge.act.span in own else _charged(told, scene, charge)
        if index is None:
            continue
        said = _said(scene, charge)
        new = replace(
            told[index],
            parties=tuple(party_phrase(scene, "initiator", culprit) for culprit in charge.culprits),
            attribution=said,
        )
        told[index] = _with_charge(told[index], bind(new, memory), memory)
    return told


def _charged(frames: Sequence[Frame], scene: Scene, charge: Charge) -> int | None:
    """The violence told last before the words of the charge, and near."""
    for index in range(len(frames) - 1, -1, -1):
        frame = frames[index]
        is_told = frame.kind.value == "ASSAULT" and frame.status.value in ("happened", "ongoing", "attempted")
        if is_told and frame.trigger.span.end <= charge.word.span.start:
            return index if scene.parse.sentence - frame.trigger.sentence <= _CHARGE_REACH else None
    return None


def _said(scene: Scene, charge: Charge) -> tuple[Claim[Attribution], ...]:
    if charge.act is None and charge.word.pos == "VERB":
        by = charged_by(scene, charge.word)
        return () if by is None else (by,)
    said = attribution_of(scene, Hit(triggers=(), token=charge.word, words=(charge.word,), light=None))
    return tuple(claim for claim in said if claim.value.by != "outlet")


def _with_charge(frame: Frame, charge: Frame, memory: Sequence[Scene]) -> Frame:
    """The frame with the culprits and who says so, unless it has somebody else by name for it."""
    names = {
        quote_of(scene, list(scene.parse.tokens[name.start : name.end])).text
        for scene in memory
        for name in scene.names
        if name.sort in ("actor", "nation")
    }
    known = {phrase.head.text for phrase in frame.parties if phrase.label == "initiator"} & names
    more = [phrase for phrase in charge.parties if phrase.head.text not in known]
    if not charge.parties or (known and more):
        return (
            frame
            if len(more) == len(charge.parties)
            else replace(frame, attribution=(*frame.attribution, *charge.attribution))
        )
    return replace(frame, parties=(*frame.parties, *more), attribution=(*frame.attribution, *charge.attribution))


def _is_same(frame: Frame, scene: Scene, subject: Token) -> bool:
    """Whether the subject is "the" act itself, or the body that does it."""
    words = str(frame.trigger.text).lower().split()
    definite = any(child.lemma in ("the", "this", "these") for child in scene.parse.below(subject, "det"))
    last = words[-1] if words else ""
    return definite and (subject.text.lower() == last or {subject.lemma, last} <= scene.codebook.words["bodies"])


def _is_weapon_before(frame: Frame, scene: Scene, subject: Token) -> bool:
    """Whether the subject is what was fired: "both", "most of them", "the missiles"."""
    if frame.kind.value != "ASSAULT" or not frame.means or subject.dep != "nsubjpass":
        return False
    fired = {word for claim in frame.means for word in str(claim.value).split()}
    is_definite = any(child.lemma in ("the", "all", "both", "these") for child in scene.parse.below(subject, "det"))
    return subject.lemma in _ALL_OR_SOME or subject.pos == "NUM" or (is_definite and subject.lemma in fired)


def _met(scene: Scene, subject: Token) -> tuple[Claim[str], ...]:
    """That it was intercepted, where the verb says so."""
    verb = scene.parse.head(subject)
    verbs = scene.codebook.outcomes["acted"]["intercepted"]
    words = [verb, *scene.parse.below(verb, "prt")]
    if verbs.isdisjoint((verb.lemma, " ".join(word.lemma for word in words))):
        return ()
    quote = quote_of(scene, words)
    return (Claim(value="intercepted", quotes=(quote,), method="outcome.told-on@1", confidence=0.7),)


def _ending(scene: Scene, subject: Token) -> tuple[tuple[Claim[str], ...], tuple[Phrase, ...]]:
    """Outcome told of the subject's verb, and the place where it ended."""
    verb = scene.parse.head(subject)
    for outcome, verbs in scene.codebook.outcomes["own"].items():
        if verb.lemma not in verbs:
            continue
        claim = Claim(value=outcome, quotes=(quote_of(scene, [verb]),), method="outcome.told-on@1", confidence=0.7)
        stops = [
            Phrase(label="stop", quote=quote, head=quote)
            for name in scene.names
            if name.sort in ("place", "unknown") and name.start > verb.index
            for quote in (quote_of(scene, list(scene.parse.tokens[name.start : name.end])),)
        ]
        return (claim,), tuple(stops)
    return (), ()
