"""Where: the place phrases that belong to one trigger.

A sentence names more places than events have: origins, destinations, residences, speakers' cities. A phrase is taken
for the trigger by the way between the two in the tree: its own clause first, then the clauses that share its act, and
dropped where its preposition or what it hangs on says that it is something else.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from marsad.extract.names import Name
from marsad.extract.parse import Parse, Token
from marsad.extract.phrasing import phrase_of
from marsad.extract.roles import is_agent
from marsad.extract.spots import Spot, is_act_listed, is_site, spots_of
from marsad.extract.status import anchor, quote_of
from marsad.extract.triggers import Hit, Scene
from marsad.types import Measure, Phrase, Quote

#: Labels of phrases that lead to the act or away from it.
_LEADING = ("origin", "destination", "stop")
#: Verbs whose subject is where the object happens.
_WITNESSING = frozenset(("witness", "see", "experience", "endure"))
_VERBS = ("VERB", "AUX")
_OWN = 0  #: the tie of the trigger's own clause
#: What it costs to pass from one clause to another, by how they are joined; weighed on sentences with one marked verb.
_COST = {"xcomp": 1, "conj": 2, "relcl": 2, "acl": 2, "advcl": 2, "pcomp": 2, "parataxis": 4, "ccomp": 5}
_OTHER_COST = 3
#: Kinds of acts that are words.
_SPOKEN = frozenset(
    ("ACCUSE", "REQUEST", "REJECT", "THREATEN", "CONSULT", "SUPPORT", "CONCEDE", "SANCTION", "INVESTIGATE")
)
#: How far behind a name the word stands that says what land it is: "Shiroro local government area".
_LAND_WORDS = 3
#: Prepositions after which such an act goes on where it is: "at a meeting in X".
_AMONG = frozenset(("in", "at", "during", "inside", "outside", "near", "after", "before"))
#: Measures whose verbs have people as their object: always, and mostly.
_HURT: tuple[Measure, ...] = ("killed", "injured")
_TAKEN: tuple[Measure, ...] = ("detained", "abducted")


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """A place name in its phrase; ``tie`` orders how close it stands to the trigger, 0 closest."""

    phrase: Phrase
    tie: int
    spot: Spot
    is_bearing: bool = False  #: "40 km north of X": X only helps to find another place


@dataclass(frozen=True, slots=True, kw_only=True)
class _Way:
    """The way between trigger and spot: ``up`` from the trigger, ``down`` to the spot, the meeting word in neither."""

    up: tuple[Token, ...]
    down: tuple[Token, ...]
    top: Token


def places_of(scene: Scene, hit: Hit) -> tuple[Phrase, ...]:
    """The place phrases of this event, the main one first, then what narrows or contains it."""
    found = [setting for spot in spots_of(scene) if (setting := _setting(scene, hit, spot)) is not None]
    placing = [setting for setting in found if setting.phrase.label not in _LEADING]
    away = [setting.phrase for setting in found if setting.phrase.label in _LEADING]
    if not placing:
        return (*_same_land(scene, hit), *away)
    best = min(setting.tie for setting in placing)
    chosen = [setting for setting in placing if setting.tie == best]
    if all(setting.spot.holds for setting in chosen):
        return tuple(away)  # what they hold is no place of this event, so they are none either
    chosen = [setting for setting in chosen if not setting.is_bearing] or chosen
    chosen = [s for s in chosen if s.phrase.label != "between" or s.spot.naming == "stretch"] or chosen
    if all(setting.phrase.label == "between" and setting.spot.name.sort == "nation" for setting in chosen):
        return tuple(away)  # "the accord between Chad and Niger": whose it is, not where
    chosen = [s for s in chosen if s.phrase.label != "line"] if _has_spot(scene, chosen) else chosen
    held = _held(scene, chosen)
    ordered = sorted(held, key=lambda s: (s.phrase.label == "part", s.spot.name.start))
    return (*(setting.phrase for setting in ordered), *away)


def _same_land(scene: Scene, hit: Hit) -> Iterator[Phrase]:
    """ "In the same town", "shelled the village": a place that was named before."""
    parse, lands = scene.parse, scene.codebook.words["told_lands"]
    for noun in parse if not parse.lemmas.isdisjoint(lands) else ():
        if noun.lemma not in lands or noun.tag != "NN" or not _is_definite(scene, noun):
            continue
        spot = Spot(name=Name(start=noun.index, end=noun.index + 1, sort="place"), head=noun, naming="")
        setting = _setting(scene, hit, spot)
        if setting is not None and setting.phrase.label not in _LEADING:
            yield replace(setting.phrase, label="same")
            return


def _is_definite(scene: Scene, noun: Token) -> bool:
    """Whether it stands alone with "the" or "this": not "the town of X", "the next village", "the rebel camp"."""
    parse = scene.parse
    said = {child.text.lower() for child in parse.children[noun.index] if child.index < noun.index}
    is_told = bool(said & {"the", "this", "that"}) and said <= {"the", "this", "that", "same", "whole", "entire"}
    return is_told and not any(child.lemma == "of" for child in parse.below(noun, "prep"))


def _has_spot(scene: Scene, chosen: Sequence[Setting]) -> bool:
    """Whether one of them says more than a line does: "in Y, on the road to X", not "in a village on the road to X"."""
    return any(
        s.phrase.label not in ("line", "part") and not s.spot.holds and not is_wide(scene, s.spot) for s in chosen
    )


def is_placed(scene: Scene, hit: Hit) -> bool:
    """Whether the trigger's own clause says where, the trigger being more than part of another word's name."""
    if hit.token.dep == "compound":
        return False
    settings = (_setting(scene, hit, spot) for spot in spots_of(scene) if spot.naming != "poss")
    return any(s is not None and s.tie == _OWN and s.phrase.label not in _LEADING for s in settings)


def _held(scene: Scene, chosen: Sequence[Setting]) -> list[Setting]:
    """Names that hold another of the chosen: by their phrase, because they name a wide land beside a narrow one, or at
    the head of the sentence ("In Mosul, butchers were shot in the Nabi Yunis area").
    """
    narrow = [s for s in chosen if not s.spot.holds and not is_wide(scene, s.spot)]
    first = min((s.spot.name.start for s in narrow), default=0)
    fronted = (
        first < 4
        and _opens(scene, narrow)
        and any(s.spot.name.start > first and not _is_beside(s, narrow[0]) for s in narrow)
    )

    def holds(setting: Setting) -> bool:
        spot = setting.spot
        if spot.holds or (fronted and (spot.name.start == first or _is_beside(setting, narrow[0]))):
            return True
        return is_wide(scene, spot) and any(one.spot.head.index != spot.head.index for one in narrow)

    return [
        replace(s, phrase=replace(s.phrase, label="part"))
        if s.phrase.label in ("at", "town", "near") and holds(s)
        else s
        for s in chosen
    ]


def _opens(scene: Scene, narrow: Sequence[Setting]) -> bool:
    """Whether the first of them opens the sentence: "In Mosul, …", not "Airstrikes on X in Y"."""
    above = [scene.parse.head(s.spot.head) for s in narrow[:1] if s.spot.head.dep == "pobj"]
    return all(scene.parse.head(preposition).pos in _VERBS for preposition in above)


def _is_beside(left: Setting, right: Setting) -> bool:
    """Whether the two are of one phrase: "in X and Y"."""
    return left.spot.head.index == right.spot.head.index


def is_wide(scene: Scene, spot: Spot) -> bool:
    """Whether the words make it a country or a unit that reports place towns in."""
    if spot.name.nation in ("country", "adjective"):
        return True
    last = scene.parse.tokens[spot.name.end - 1].text.lower()
    return bool({spot.head.lemma, last} & scene.codebook.words["wide"])


# --- one spot ----------------------------------------------------------------------------------


def _setting(scene: Scene, hit: Hit, spot: Spot) -> Setting | None:
    """The phrase of a spot with its tie to the trigger; None where it is no place of this event."""
    way = _way(scene.parse, hit, spot.head)
    if way is None or any(is_act_listed(scene, token) for token in way.down[:-1]):
        return None
    preposition = scene.parse.head(spot.head) if spot.head.dep == "pobj" else None
    label = _bare(scene, hit, spot, way) if preposition is None else _label(scene, hit, spot, preposition)
    if label is not None and _is_sent(scene, hit, way):
        label = "origin"
    if label is not None and label not in _LEADING and preposition is not None:
        label = {"end": "line", "stretch": "between"}.get(spot.naming, label)
        label = "town" if label == "at" and _is_in_streets(scene, preposition) else label
    tie = _tie(scene, hit, way) if label is not None else None
    if label is None or tie is None:
        return None
    named = quote_of(scene, list(scene.parse.tokens[spot.name.start : spot.name.end]))
    whole = quote_of(scene, _land(scene, spot) if preposition is None else _words(scene, preposition, spot))
    bearing = preposition is not None and scene.parse.head(preposition).lemma in scene.codebook.words["compass"]
    return Setting(phrase=Phrase(label=label, quote=whole, head=named), tie=tie, spot=spot, is_bearing=bearing)


def _is_in_streets(scene: Scene, preposition: Token) -> bool:
    """ "A bus stop in Kherson": what stands in the city, of which the province is called as well."""
    above = scene.parse.head(preposition)
    return preposition.lemma == "in" and above.lemma in scene.codebook.words["urban"] and above.pos == "NOUN"


def _is_sent(scene: Scene, hit: Hit, way: _Way) -> bool:
    """Whether the way leads through where the act comes from: "launched from a base in X"."""
    words = scene.codebook.words
    if hit.token.lemma in words["leaving"] or len(way.down) < 3 or way.down[-2].lemma not in words["locative"]:
        return False
    return any(token.lemma == "from" and token.dep == "prep" for token in way.down[:-2])


def _way(parse: Parse, hit: Hit, head: Token) -> _Way | None:
    """None where the two have no word above them in common."""
    acts = _acts(hit)
    upward = parse.upward(anchor(hit))
    above = {token.index: step for step, token in enumerate(upward)}
    down: list[Token] = []
    token = head
    while token.index not in above and token.index not in acts:
        down.append(token)
        if parse.head(token).index == token.index:
            return None
        token = parse.head(token)
    up = () if token.index in acts else tuple(upward[: above[token.index]])
    return _Way(up=up, down=tuple(reversed(down)), top=token)


def _acts(hit: Hit) -> frozenset[int]:
    return frozenset((hit.token.index, anchor(hit).index))


def _label(scene: Scene, hit: Hit, spot: Spot, preposition: Token) -> str | None:
    """What the phrase is to the act, by its preposition; None where it places nothing."""
    words, word, above = scene.codebook.words, preposition.lemma, scene.parse.head(preposition)
    label = scene.codebook.placing.get(word)
    if preposition.dep == "agent" or (spot.name.sort in ("person", "unknown") and word not in words["locative"]):
        return None
    if label == "destination" and above.lemma in words["closeness"]:
        return "near"
    if above.lemma == "out" or label in ("origin", "destination"):
        label = label if label == "destination" else "origin"
        going = words["arriving"] if label == "destination" else words["leaving"]
        goes = not going.isdisjoint((hit.token.lemma, anchor(hit).lemma))
        return "at" if goes and _over_out(scene.parse, above) in _acts(hit) else label
    if word == "for":
        return "at" if above.lemma in words["fights"] else None
    if word in words["leading"] and not is_site(scene, spot.head):
        return None
    if label == "part":
        return _of(scene, hit, above)
    if word in ("include", "including"):
        return "at" if is_site(scene, above) else None
    return "line" if word == "on" and spot.head.lemma in words["lines"] else label


def _over_out(parse: Parse, token: Token) -> int:
    """ "drove them out of X", "pulled back from X" is from X."""
    return parse.head(token).index if token.lemma in ("out", "back", "away") else token.index


def _of(scene: Scene, hit: Hit, above: Token) -> str | None:
    """What stands before "of" decides: "west of X", "the capture of X", "the streets of X"; not "the mayor of X"."""
    words, name = scene.codebook.words, scene.name_at(above)
    if above.lemma in words["compass"]:
        return "near"
    if above.index == hit.token.index or above.lemma in words["land_parts"]:
        return "at"
    if above.dep == "pobj" and scene.parse.head(above).lemma in words["locative"] and not is_agent(scene, above):
        return "at"  # "on the doorstep of his Moscow home"
    return "part" if is_site(scene, above) or (name is not None and name.sort == "place") else None


def _bare(scene: Scene, hit: Hit, spot: Spot, way: _Way) -> str | None:
    """A place that is what the act was done to ("shelled Douma", "the town that was captured", "Kabul blast")."""
    if spot.name.sort not in ("place", "nation", "actor"):
        return None
    if not way.down and way.up and way.up[-1].dep == "relcl":
        return "at"
    head = spot.head
    if _is_witness(scene, hit, spot, way):
        return "at"
    done = head.dep in ("dobj", "nsubjpass", "attr") and not _is_somebody(scene, spot)
    if spot.name.sort == "nation" and _is_spoken(hit):
        return None
    if head.head in _acts(hit):
        below = head.dep in ("compound", "nmod", "appos") and head.head == hit.token.index and spot.name.sort == "place"
        return "at" if done or (below and hit.token.pos in ("NOUN", "PROPN")) or _is_headed(hit, spot) else None
    return "at" if (done and _is_in_sight(way)) or _is_headed(hit, spot) else None


def _is_witness(scene: Scene, hit: Hit, spot: Spot, way: _Way) -> bool:
    """Whether the place is said to see the act: "Duma witnessed clashes", "the town saw a new attack"."""
    head, verb = spot.head, scene.parse.head(spot.head)
    seen = any(token.dep == "dobj" and token.head == verb.index for token in (hit.token, *way.up))
    return head.dep == "nsubj" and verb.lemma in _WITNESSING and seen and spot.name.sort == "place"


def _is_spoken(hit: Hit) -> bool:
    """Whether the act is one of words: what it is about is elsewhere."""
    return bool(hit.triggers) and all(trigger.kind in _SPOKEN for trigger in hit.triggers)


def _is_headed(hit: Hit, spot: Spot) -> bool:
    """Whether the place stands right before the trigger as headlines have it: "Kabul bomb blast"."""
    before = spot.name.end in (hit.words[0].index, hit.words[0].index - 1)
    return before and spot.head.dep in ("compound", "nmod", "npadvmod") and spot.name.sort == "place"


def _is_in_sight(way: _Way) -> bool:
    """Whether the object is that of a verb beside the trigger: "attacked, capturing X", "an offensive to take X"."""
    verb = way.down[-2] if len(way.down) > 1 else way.top
    return bool(way.down) and verb.pos in _VERBS


def _is_somebody(scene: Scene, spot: Spot) -> bool:
    """Whether the verb asks for people as its object: whom one shoots is no place, whatever he is called."""
    verb, measures = scene.parse.head(spot.head).lemma, scene.codebook.measures
    if verb == "shoot" or any(verb in measures[measure]["verbs"] for measure in _HURT):
        return True
    taken = any(verb in measures[measure]["verbs"] for measure in _TAKEN)
    return taken and spot.head.ent in ("PERSON", "ORG", "NORP") and not spot.naming


# --- how near ----------------------------------------------------------------------------------


def _tie(scene: Scene, hit: Hit, way: _Way) -> int | None:
    """How near the phrase stands: 0 in the trigger's own clause, more for each clause between; None where the way leads
    through what is told or spoken of.
    """
    told = scene.codebook.words["telling"]
    if any(token.lemma in told and token.dep in ("prep", "mark") for token in way.down):
        return None
    told_on = not hit.triggers or _is_spoken(hit)
    if (told_on and any(token.dep == "ccomp" for token in way.down[:-1])) or _is_matter(scene, hit, way):
        return None
    below = (token for token in way.down[:-1] if token.pos in _VERBS and token.dep not in ("amod", "aux"))
    above = (token for token in way.up if token.pos in _VERBS)
    listed = _OTHER_COST * any(is_act_listed(scene, token) for token in way.up)
    return listed + sum(_cost(scene.parse, verb) for verb in (*below, *above) if verb.dep != "ROOT")


def _cost(parse: Parse, verb: Token) -> int:
    """What it costs to pass from this verb to the one above it; nothing where they share what they are done to ("shot
    and killed two men").
    """
    above = parse.head(verb)
    if verb.dep == "acl" and above.dep in ("nsubj", "nsubjpass", "dobj") and verb.index < above.head:
        return 1  # "a bomb laid near X killed two"
    if verb.dep == "conj" and not any(parse.below(verb, "nsubj", "nsubjpass")):
        first = above
        if first.pos in _VERBS and not any(parse.below(first, "dobj", "prep", "agent")):
            return 0
    return _COST.get(verb.dep, _OTHER_COST)


def _is_matter(scene: Scene, hit: Hit, way: _Way) -> bool:
    """Whether the way leads through what an act of words is about, or through who speaks: "discussed the war in X",
    "protests against the ban in X", "its envoy in X warned".
    """
    if len(way.down) < 3 or any(token in hit.words for token in way.down):
        return False
    first = way.down[0]
    if first.dep == "nsubj" and first.lemma in ("court", "tribunal", "jury"):
        return False  # they act where they sit
    if way.down[0].dep == "nsubj" and any(token.dep == "ccomp" for token in way.up):
        return True
    if any(trigger.kind == "PROTEST" for trigger in hit.triggers):
        return first.dep == "prep" and first.lemma in ("against", "about")
    about = first.dep in ("nsubj", "ccomp", "xcomp", "prep") and first.lemma not in _AMONG
    if first.dep == "dobj":
        about = not is_agent(scene, first) and hit.token.lemma not in scene.codebook.words["meeting"]
    return _is_spoken(hit) and about and first.index not in _acts(hit)


# --- words -------------------------------------------------------------------------------------


def _words(scene: Scene, preposition: Token, spot: Spot) -> list[Token]:
    """From the preposition (with its compass word or distance) to the end of the name and its land word."""
    start, name = preposition.index, spot.name
    above = scene.parse.head(preposition)
    if above.lemma in scene.codebook.words["compass"] and above.index == start - 1:
        start = above.index
        far = [token for token in scene.parse.below(above, "npadvmod") if token.ent == "QUANTITY"]
        start = min((token.index for one in far for token in scene.parse.subtree(one)), default=start)
    last = max(name.end - 1, spot.head.index if spot.head.index <= name.end + 1 else name.end - 1)
    land = scene.parse.tokens[name.end - 1].head  # "in villages of the Hama countryside"
    if last < land <= last + _LAND_WORDS and scene.parse.tokens[land].lemma in scene.codebook.nouns["lands"]:
        last = land
    return list(scene.parse.tokens[min(start, name.start) : last + 1])


def _land(scene: Scene, spot: Spot) -> list[Token]:
    """The name, with the land it names: "targeted the countryside of Hama", "shelled Hama countryside"."""
    start, end, head = spot.name.start, spot.name.end, spot.head.index
    if spot.head.lemma in scene.codebook.nouns["lands"]:
        start, end = min(start, head), max(end, head + 1)
    return list(scene.parse.tokens[start:end])


def area_of(scene: Scene) -> Quote | None:
    """The first phrase of the sentence that places it: a name or "the area" after a placing preposition."""
    for token in scene.parse:
        if token.dep == "pobj" and scene.parse.head(token).lemma in ("in", "across", "throughout", "on"):
            name = scene.name_at(token)
            if name is not None and scene.is_land(token):
                return quote_of(scene, list(scene.parse.tokens[name.start : name.end]))
            if token.lemma in scene.codebook.nouns["lands"]:
                return quote_of(scene, phrase_of(scene, token))
    return None
