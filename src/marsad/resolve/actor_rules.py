"""The rules by which a phrase gets its actor, in order; the first that applies answers.

1. ``alias``, ``acronym``: the head is a name of the registry ("Isis", "HTS" where the text says what that is).
2. ``leader``: it is a public leader, who stands for a government or group ("Erdogan", "Haftar's troops").
3. ``member``: the head belongs to a name ("Daesh militiamen", "members of the FMLN", "IS shelling").
4. ``backed``: it belongs to nobody but a foreign state backs it ("pro-Iranian militias").
5. ``group``: a proper name that ends like that of an organisation; a new actor without id.
6. ``force``, ``generic``: a noun with its nation ("Turkish drones"), or the story's country ("the army", "villagers").
7. ``government``: a country, capital or palace by itself ("Ankara"). Whether it fights is for the kind of event to say.
8. ``office``: a person by office ("Colonel …", "…, the mayor of …"): officials, judiciary, army; never the name.
9. ``unresolved``: an actor without id or name; what the text says stays in ``Party.text``.

Things and acts without an owner ("the blast", "an airstrike") are no actor. Confidence falls from rule to rule; the
numbers put the rules in order and are not calibrated.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from marsad.actors import Registry
from marsad.actors.entry import INTER_BY_SECTOR, ActorEntry
from marsad.actors.nations import NationSpot
from marsad.actors.patterns import Pattern, pattern_id, proxy_id
from marsad.actors.phrases import Noun, PhraseWords, Reader, after_link, noun_ending, read_phrase, run_end
from marsad.actors.registry import Spotted, Use
from marsad.types import Actor

_CONFIDENCE = {
    "alias": 0.95,
    "acronym": 0.95,
    "leader": 0.85,
    "member": 0.9,
    "backed": 0.8,
    "group": 0.5,
    "force": 0.9,
    "context-force": 0.7,
    "generic": 0.8,
    "context-generic": 0.7,
    "government": 0.8,
    "people": 0.6,
    "office": 0.6,
    "side": 0.4,
    "unresolved": 0.2,
}
#: A name that two actors could mean, and a name that holds only in the actor's own countries.
_SHARED, _LOCAL = 0.6, 0.9
#: Years around an actor's first and last in which it may be named: reports look back and dates of founding differ.
_SLACK_YEARS = 1
#: Lists of heads that may belong to a name beside them, and of those that fight.
_OWNED = ("members", "armed_members", "materiel", "acts", "collectives")
_FIGHTING = ("armed_members", "materiel", "acts")
_STATE_FORCES = "mil"
_ABROAD = 8
#: Name runs before which an office stands: "Colonel Juan Carlos Perez Lopez".
_LONGEST_PERSON = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class ActorContext:
    """What one story says for all its phrases.

    ``acronyms`` maps an acronym that the story introduces to its long form; ``country`` is the story's dominant one,
    ISO 3166-1 alpha-3.
    """

    acronyms: Mapping[str, str] = field(default_factory=dict)
    country: str | None = None
    published: date | None = None
    in_capitals: bool = False

    @property
    def year(self) -> int | None:
        return self.published.year if self.published else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    actor: Actor
    method: str
    confidence: float
    rivals: tuple[Actor, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """The two look-ups that every rule needs, and the story."""

    context: ActorContext
    registry: Registry

    @property
    def reader(self) -> Reader:
        return Reader(registry=self.registry, in_capitals=self.context.in_capitals, stands=self.stands)

    def stands(self, use: Use, nations: frozenset[str]) -> bool:
        """Whether the name can mean this actor here: in its years, and a local name only in its countries."""
        entry = self.registry.entries[use.actor]
        year = self.context.year
        if year is not None and not (
            use.alias.years.includes(year, slack=_SLACK_YEARS) and entry.active.includes(year, slack=_SLACK_YEARS)
        ):
            return False
        here = nations | {self.context.country} if self.context.country else nations
        return not use.alias.local or bool(entry.countries & here)

    def pattern(self, noun: Noun | None) -> Pattern | None:
        return self.registry.patterns.get(noun.pattern) if noun and noun.pattern else None

    def is_in(self, name: str, word: str) -> bool:
        return self.registry.vocabulary.is_in(name, word)

    def is_owned(self, noun: Noun | None) -> bool:
        """Whether the head may belong to a name beside it: members, weapons, acts, armed men and state bodies may."""
        if noun is None:
            return False
        if any(
            self.is_in(name, noun.words) for name in ("members", "armed_members", "materiel", "acts", "collectives")
        ):
            return True
        pattern = self.pattern(noun)
        return pattern is not None and not pattern.is_apart and (pattern.is_armed or pattern.is_state)

    def actor(self, entry: ActorEntry) -> Actor:
        """The entry as this story has it: sector of the year, state forces abroad as ACLED's External/Other forces."""
        sector, inter = entry.coded_in(self.context.year)
        abroad = entry.country is not None and self.context.country not in {None, *entry.countries}
        if inter == 1 and abroad:
            inter = _ABROAD
        return Actor(id=entry.id, name=entry.name, sector=sector, country=entry.country, inter=inter)

    def of_pattern(self, pattern: str, country: str | None) -> Actor:
        entry = self.registry.get(pattern_id(pattern, country))
        if entry is not None:
            return self.actor(entry)
        held = self.registry.patterns[pattern]
        return Actor(id=None, name=None, sector=held.sector, inter=held.inter)


def answer_words(words: Sequence[str], head: tuple[int, int] | None, look: Look) -> Answer | None:
    phrase = read_phrase(words, head, look.reader)
    return None if phrase is None else _answer(phrase, look)


def _answer(phrase: PhraseWords, look: Look) -> Answer | None:
    for rule in _RULES:
        answer = rule(phrase, look)
        if answer is not None:
            return answer
    noun = phrase.noun
    if noun is not None and (look.is_in("things", noun.words) or look.is_in("acts", noun.words)):
        return None
    return _say("unresolved", Actor(id=None, name=None))


def _say(method: str, actor: Actor, share: float = 1.0, rivals: tuple[Actor, ...] = ()) -> Answer:
    return Answer(actor=actor, method=method, confidence=_CONFIDENCE[method] * share, rivals=rivals)


# --- rules: names -------------------------------------------------------------------------------


def _by_name(phrase: PhraseWords, look: Look) -> Answer | None:
    name = phrase.head_name
    if name is None:
        return None
    leader = name.uses[0].alias.leader
    spelled = "".join(piece.raw for piece in phrase.pieces[name.start : name.end])
    method = "leader" if leader else "acronym" if spelled.isupper() and name.end - name.start == 1 else "alias"
    return _named(name, method, look)


def _named(name: Spotted, method: str, look: Look) -> Answer:
    """The actor of a name. Local names go first, then actors of the story's country; the others are rivals."""
    uses = sorted(name.uses, key=lambda use: _rank(use, look))
    ids = list(dict.fromkeys(use.actor for use in uses))
    actors = [look.actor(look.registry.entries[actor]) for actor in ids]
    best = uses[0]
    tie = [use.actor for use in uses if _rank(use, look)[:-1] == _rank(best, look)[:-1] and use.actor != best.actor]
    share = _SHARED if tie else _LOCAL if best.alias.local else 1.0
    return _say(method, actors[0], share, tuple(actors[1:]))


def _rank(use: Use, look: Look) -> tuple[bool, bool, bool, str]:
    is_here = look.context.country in look.registry.entries[use.actor].countries
    return not use.alias.local, not is_here, use.alias.leader, use.actor


def _by_member(phrase: PhraseWords, look: Look) -> Answer | None:
    if not look.is_owned(phrase.noun) or phrase.noun is None:
        return None
    owner = _owner(phrase, phrase.noun, look)
    if owner is None:
        return None
    country = _led_country(owner, look)
    if country is not None:
        return _say("leader", look.of_pattern(_state_body(phrase.noun, look), country))
    return _named(owner, "member", look)


def _owner(phrase: PhraseWords, noun: Noun, look: Look) -> Spotted | None:
    """The name beside the head: before it, right after it ("the group Boko Haram"), or after a link ("of the FMLN")."""
    before = [name for name in phrase.names if name.end <= noun.start and _describes(phrase, name, noun, look)]
    if before:
        return before[-1]
    here = next((name for name in phrase.names if name.start == phrase.head_end), None)
    if here is not None:
        return here
    start = after_link(phrase, look.reader)
    while start is not None and start < len(phrase.pieces):
        end = run_end(phrase.pieces, start, phrase.names, look.reader)
        owner = next((name for name in phrase.names if start <= name.start < end), None)
        if owner is not None:
            return owner
        goes_on = end < len(phrase.pieces) and phrase.pieces[end].folded == "of"
        start = end + 1 if goes_on else None
    return None


def _describes(phrase: PhraseWords, name: Spotted, noun: Noun, look: Look) -> bool:
    """Not "Taliban-linked", not over a comma."""
    between = phrase.pieces[name.end : noun.start]
    if between and look.is_in("backed", between[0].folded):
        return False
    return all(piece.folded[0].isalnum() for piece in between)


def _led_country(name: Spotted, look: Look) -> str | None:
    """The country of a leader who stands for a government."""
    use = name.uses[0]
    entry = look.registry.entries[use.actor]
    return entry.country if use.alias.leader and use.actor == pattern_id("gov", entry.country) else None


def _state_body(noun: Noun, look: Look) -> str:
    """The organ of the state that a noun beside a nation means: "Syrian forces" the army, "leaders" the government."""
    pattern = look.pattern(noun)
    if pattern is not None and pattern.is_state:
        return pattern.id
    if any(look.is_in(name, noun.words) for name in _FIGHTING):
        return _STATE_FORCES
    if pattern is not None:
        return "pro-government-militias" if pattern.is_armed else pattern.id
    return "gov"


# --- rules: backed, grouped ---------------------------------------------------------------------


def _by_backer(phrase: PhraseWords, look: Look) -> Answer | None:
    noun, pattern = phrase.noun, look.pattern(phrase.noun)
    if noun is None or not (look.is_in("armed_members", noun.words) or (pattern and pattern.is_armed)):
        return None
    backers = [nation for nation in phrase.nations if nation.end <= noun.start and _is_backer(phrase, nation, look)]
    if not backers or _has_own_state(phrase, backers[-1].end, noun, look):
        return None
    entry = look.registry.get(proxy_id(backers[-1].country, look.registry.nations))
    return None if entry is None else _say("backed", look.actor(entry))


def _is_backer(phrase: PhraseWords, nation: NationSpot, look: Look) -> bool:
    """ "Saudi-armed militias"; not the Saudi armed forces."""
    before = phrase.pieces[nation.start - 1].folded if nation.start else ""
    limit = len(phrase.pieces) if phrase.noun is None else phrase.noun.start
    after = phrase.pieces[nation.end].folded if nation.end < limit else ""
    return look.is_in("favours", before) or look.is_in("backed", after)


def _has_own_state(phrase: PhraseWords, start: int, noun: Noun, look: Look) -> bool:
    """ "Saudi-backed government forces": those of a state, whoever backs it."""
    nouns = look.registry.vocabulary.nouns
    between = phrase.pieces[start : noun.start]
    words = [piece.folded for piece in between]
    return any(look.registry.patterns[nouns[word]].is_state for word in words if word in nouns) or (
        noun.words.startswith(("government", "regime"))
    )


def _by_group(phrase: PhraseWords, look: Look) -> Answer | None:
    """An organisation that the registry does not know: by the noun that ends its name, its first word, an acronym."""
    start, end = phrase.head_start, phrase.head_end
    head = phrase.pieces[end - 1]
    first = _name_start(phrase, look)
    if look.is_in("units", head.folded) and phrase.pieces[first].raw[0].isdigit():
        return _unit(phrase, look)
    if look.is_in("groups", head.folded):
        if first < end - 1 and _is_proper(phrase, first, end, look):
            return _new_group(phrase, first, look)
        return None
    if phrase.noun is not None or phrase.head_nation is not None:
        return None
    if any(look.is_in("openers", piece.folded) for piece in phrase.pieces[first:end]) and end - first > 1:
        return _new_group(phrase, first, look)
    is_acronym = head.raw.isupper() and len(head.raw) > 1 and head.raw.isalnum() and not phrase.in_capitals
    return _new_group(phrase, end - 1, look) if is_acronym and end - start == 1 else None


def _unit(phrase: PhraseWords, look: Look) -> Answer | None:
    """A numbered unit that the registry does not know is of a state's army: "the 7th Motorised Brigade"."""
    nations = _own_nations(phrase, look)
    country = nations[0].country if nations else look.context.country
    return _say("context-force", look.of_pattern(_STATE_FORCES, country), _SHARED) if country else None


def _name_start(phrase: PhraseWords, look: Look) -> int:
    """The first piece of the run of words before the head that may be its name: capitalised, or small words within."""
    end = phrase.head_end
    first = end - 1
    for index in range(end - 2, -1, -1):
        piece = phrase.pieces[index]
        if not piece.folded[0].isalnum() or (look.is_in("determiners", piece.folded) and not _inside(phrase, index)):
            break
        if phrase.in_capitals or phrase.is_capitalised(index) or piece.raw[0].isdigit():
            first = index
        elif not (look.is_in("links", piece.folded) or piece.folded in {"al", "de", "la", "e", "i", "wa", "the"}):
            break
    return first


def _inside(phrase: PhraseWords, index: int) -> bool:
    return index > 0 and phrase.is_capitalised(index - 1)


def _is_proper(phrase: PhraseWords, first: int, end: int, look: Look) -> bool:
    """Some word of the name is no nation, no plain adjective and no noun for people: "Popular Liberation Army" has one,
    "Guatemalan National Police" has none.
    """
    vocabulary = look.registry.vocabulary
    nation = {index for spot in phrase.nations for index in range(spot.start, spot.end)}
    stop = min(end - 1, phrase.noun.start) if phrase.noun else end - 1
    return any(
        index not in nation
        and not _is_beside_stance(phrase, index, look)
        and piece.folded[0].isalnum()
        and not look.is_in("plain", piece.folded)
        and not look.is_in("links", piece.folded)
        and (piece.folded not in vocabulary.known or look.is_in("groups", piece.folded))
        and (phrase.in_capitals or phrase.is_capitalised(index) or piece.raw[0].isdigit())
        for index, piece in enumerate(phrase.pieces[first:stop], start=first)
    )


def _is_beside_stance(phrase: PhraseWords, index: int, look: Look) -> bool:
    """The Taliban of "anti-Taliban militia" and of "Taliban-linked group"."""
    before, after = phrase.pieces[index - 1].folded if index else "", phrase.pieces[index + 1].folded
    return look.is_in("against", before) or look.is_in("favours", before) or look.is_in("backed", after)


def _new_group(phrase: PhraseWords, first: int, look: Look) -> Answer:
    """A group is no private person: its name is kept. Sector by the noun that ends it, else of the armed men."""
    head = phrase.pieces[phrase.head_end - 1]
    held = phrase.words[phrase.pieces[first].word : head.word + 1]
    name = " ".join(held).replace(" - ", "-")
    if phrase.in_capitals:
        name = " ".join(word.capitalize() for word in name.split())
    sectors = look.registry.vocabulary.group_sectors
    pattern = look.pattern(phrase.noun)
    sector = sectors.get(head.folded) or (pattern.sector if pattern and not pattern.is_state else None)
    inter = INTER_BY_SECTOR[sector] if sector else None
    return _say("group", Actor(id=None, name=name, sector=sector, inter=inter))


# --- rules: nouns, nations, offices -------------------------------------------------------------


def _by_noun(phrase: PhraseWords, look: Look) -> Answer | None:
    noun = phrase.noun
    if noun is None or look.is_in("things", noun.words):
        return None
    country = _said_country(phrase, noun, look)
    pattern = _meant(phrase, noun, country, look)
    if _is_unnamed_side(phrase, noun, pattern, look):
        return _side(phrase, noun, pattern)
    if pattern is None:
        return _of_those_after(phrase, noun, look) or _of_nobody_known(noun, look)
    if _is_former(phrase, noun, pattern, look):
        pattern = look.registry.patterns["former-officials"]
    method = "force" if pattern.is_state else "generic"
    if country is None:
        method, country = f"context-{method}", look.context.country
    return _say(method, look.of_pattern(pattern.id, country))


def _meant(phrase: PhraseWords, noun: Noun, country: str | None, look: Look) -> Pattern | None:
    """The pattern of the head, or of the word that says what it is: "rebel fighters", "government helicopters"."""
    patterns = look.registry.patterns
    own = look.pattern(noun)
    said = _qualifier(phrase, noun, look)
    if own is not None:
        wins = said is not None and (own.is_soft or (own.is_state and own.is_armed)) and not said.is_state
        if wins and said is not None and said.is_armed:
            return said
        return own
    is_fighting = any(look.is_in(name, noun.words) for name in _FIGHTING)
    if said is not None:
        return patterns[_STATE_FORCES] if is_fighting and said.id == "gov" else said
    if country is not None and _said_before(phrase, noun, look):
        return patterns[_state_body(noun, look)] if not look.is_in("groups", noun.words) or is_fighting else None
    return None


def _qualifier(phrase: PhraseWords, noun: Noun, look: Look) -> Pattern | None:
    """The nearest word before the head that says whose it is."""
    vocabulary = look.registry.vocabulary
    end = noun.start
    while end > 0 and phrase.pieces[end - 1].folded[0].isalnum():
        hit = vocabulary.longest_ending(phrase.pieces, end)
        if hit is not None:
            words = hit[1]
            pattern = vocabulary.qualifiers.get(words) or vocabulary.nouns.get(words)
            if pattern is not None:
                return look.registry.patterns[pattern]
        end = hit[0] if hit is not None else end - 1
    return None


def _own_nations(phrase: PhraseWords, look: Look) -> list[NationSpot]:
    """Nations that the phrase is of: not those it favours, fights or is backed by."""
    return [
        nation
        for nation in phrase.nations
        if not _is_backer(phrase, nation, look)
        and not (nation.start and look.is_in("against", phrase.pieces[nation.start - 1].folded))
        and not _is_minority(phrase, nation, look)
    ]


def _is_minority(phrase: PhraseWords, nation: NationSpot, look: Look) -> bool:
    """ "ethnic Albanians" are people of the country where the story is, which is known."""
    return look.context.country is not None and nation.start > 0 and phrase.pieces[nation.start - 1].folded == "ethnic"


def _said_before(phrase: PhraseWords, noun: Noun, look: Look) -> bool:
    led = any(name.end <= noun.start and _led_country(name, look) for name in phrase.names)
    return led or any(nation.end <= noun.start for nation in _own_nations(phrase, look))


def _said_country(phrase: PhraseWords, noun: Noun, look: Look) -> str | None:
    """The nation before the head ("Syrian"), else the one it belongs to ("of Syria")."""
    nations = _own_nations(phrase, look)
    before = [nation.country for nation in nations if nation.end <= noun.start]
    if before:
        return before[-1]
    start = after_link(phrase, look.reader)
    if start is None:
        return None
    end = run_end(phrase.pieces, start, phrase.names, look.reader)
    return next((nation.country for nation in nations if start <= nation.start < end), None)


def _is_former(phrase: PhraseWords, noun: Noun, pattern: Pattern, look: Look) -> bool:
    before = [piece.folded for piece in phrase.pieces[: noun.start]]
    return (pattern.is_state or pattern.is_armed) and any(look.is_in("former", word) for word in before)


def _is_unnamed_side(phrase: PhraseWords, noun: Noun, pattern: Pattern | None, look: Look) -> bool:
    """ "allied militias", "rival groups": somebody, but the phrase does not say who."""
    if not noun.start or not look.is_in("unnamed", phrase.pieces[noun.start - 1].folded):
        return False
    return pattern.is_armed if pattern else look.is_in("groups", noun.words)


def _side(phrase: PhraseWords, noun: Noun, pattern: Pattern | None) -> Answer:
    name = " ".join(phrase.words[phrase.pieces[noun.start - 1].word : phrase.pieces[phrase.head_end - 1].word + 1])
    sector, inter = (pattern.sector, pattern.inter) if pattern else (None, None)
    return _say("side", Actor(id=None, name=name.lower(), sector=sector, inter=inter))


def _of_those_after(phrase: PhraseWords, noun: Noun, look: Look) -> Answer | None:
    """ "members of the armed forces", "dozens of civilians": the phrase after the link answers."""
    is_open = any(look.is_in(name, noun.words) for name in _OWNED)
    start = after_link(phrase, look.reader) if is_open else None
    if start is None or phrase.pieces[start].word == 0:
        return None
    answer = answer_words(phrase.words[phrase.pieces[start].word :], None, look)
    if answer is None or answer.method == "unresolved":
        return None
    actor = answer.actor
    is_government = actor.country is not None and actor.id == pattern_id("gov", actor.country)
    if is_government and any(look.is_in(name, noun.words) for name in _FIGHTING):
        return replace(answer, actor=look.of_pattern(_STATE_FORCES, actor.country))
    return answer


def _of_nobody_known(noun: Noun, look: Look) -> Answer | None:
    """Weapons without an owner: "drones circled"."""
    if not look.is_in("materiel", noun.words):
        return None
    return _say("context-generic", look.of_pattern("unidentified-military", look.context.country))


def _by_nation(phrase: PhraseWords, look: Look) -> Answer | None:
    nation = phrase.head_nation
    if nation is not None and _is_minority(phrase, nation, look):
        return _say("context-generic", look.of_pattern("civilians", look.context.country))
    if nation is None or nation not in _own_nations(phrase, look):
        return None
    if nation.sort == "people":
        return _say("people", look.of_pattern("civilians", nation.country))
    share = 0.6 if nation.sort == "adjective" else 1.0
    return _say("government", look.of_pattern("gov", nation.country), share)


def _by_office(phrase: PhraseWords, look: Look) -> Answer | None:
    if phrase.noun is not None or not (phrase.in_capitals or phrase.is_capitalised(phrase.head_end - 1)):
        return None
    for end in range(phrase.head_end - 1, max(0, phrase.head_end - 1 - _LONGEST_PERSON), -1):
        noun = noun_ending(phrase.pieces, end, phrase.names, look.reader)
        last = phrase.pieces[end - 1].word
        if noun is not None and last < phrase.pieces[phrase.head_end - 1].word:
            return _in_office(answer_words(phrase.words[: last + 1], (last, last + 1), look))
    return _in_office(_apposition(phrase, look))


def _apposition(phrase: PhraseWords, look: Look) -> Answer | None:
    """ "…, the mayor of …": what stands between the comma after the name and the next."""
    rest = phrase.pieces[phrase.head_end :]
    if not rest or rest[0].folded != ",":
        return None
    return answer_words(phrase.words[rest[0].word + 1 :], None, look)


def _in_office(answer: Answer | None) -> Answer | None:
    if answer is None or answer.actor.id is None:
        return None
    return replace(answer, method="office", confidence=min(answer.confidence, _CONFIDENCE["office"]))


_Rule = Callable[[PhraseWords, Look], Answer | None]
_RULES: tuple[_Rule, ...] = (_by_name, _by_member, _by_backer, _by_group, _by_noun, _by_nation, _by_office)
