"""Load and check the codebook's tables.

Every table is read once; a mistake in one (an unknown pattern, kind or mode, a trigger given twice) is a ConfigError
that names file and entry, because the one who must act is the one who edited it.
"""

from __future__ import annotations

import csv
import hashlib
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, Literal, TypeVar, cast

from marsad.codebook.phrases import Phrases
from marsad.errors import ConfigError
from marsad.types import KINDS, Direction, Measure, Status

PartOfSpeech = Literal["verb", "noun", "adjective"]
Told = TypeVar("Told")
Takes = Literal[
    "somebody",
    "people",
    "something",
    "nothing",
    "weapon",
    "goods",
    "ground",
    "attackers",
    "labour",
    "relief",
    "occupiers",
    "forces",
    "armour",
    "craft",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """Which syntactic slots hold whom; slot names as in patterns.toml."""

    name: str
    initiator: tuple[str, ...] = ()
    recipient: tuple[str, ...] = ()
    victim: tuple[str, ...] = ()
    target: tuple[str, ...] = ()
    means: tuple[str, ...] = ()
    mediator: tuple[str, ...] = ()
    spot: tuple[str, ...] = ()  #: prepositions of place: a thing that stands there is hit


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    """A word or phrase that tells an event. ``words`` are lemmas, the head first for verbs and last for nouns; ``*`` is
    any verb of a content clause ("say * must"), ``**`` one in its bare form ("insist that they leave"), a word with
    ``+`` a particle without an object of its own ("take in+").
    ``takes`` says what an object must be, if that decides.
    """

    words: tuple[str, ...]
    pos: PartOfSpeech
    pattern: Pattern
    kind: str
    mode: str | None
    outcome: str | None
    example: str | None
    takes: Takes | None = None
    beside: frozenset[str] = field(init=False)  #: words that must stand in a sentence beside the head

    def __post_init__(self) -> None:
        object.__setattr__(self, "beside", _beside(self))

    @property
    def head(self) -> str:
        return self.words[-1] if self.pos == "noun" else self.words[0]

    @property
    def method(self) -> str:
        return f"trigger.{'-'.join(word.rstrip('+') for word in self.words if word.strip('*-'))}@1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finer:
    """A row of cameo.csv: the code of a kind (and mode) where a word, context, outcome or side is told.

    Mode: None for any, "-" for none.
    Sides: "unarmed" people whom the act is done to, "unarmed-killed" where it kills.
    """

    mode: str | None
    told: Literal["word", "context", "outcome", "side"]
    value: str
    code: str
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """A row of assess.toml: words of direction and the themes they are said of."""

    direction: Direction
    words: frozenset[str]
    themes: frozenset[str]
    subject: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Codebook:
    """All tables, ready to look up."""

    triggers: tuple[Trigger, ...]
    by_head: Mapping[tuple[PartOfSpeech, str], tuple[Trigger, ...]]  #: longest first
    heads: frozenset[str]  #: the words under which ``by_head`` has any
    verbs: frozenset[str]  #: those of them that are verbs
    telling: Mapping[str, tuple[frozenset[str], ...]]  #: word → what must stand beside it, for it to tell anything
    scores: Mapping[tuple[str, str | None], float]  #: PLOVER intensity by (kind, mode)
    asked: Mapping[str, str]  #: what is asked for or refused → mode of REQUEST and REJECT
    threatened: Mapping[str, str]  #: what is threatened → mode of THREATEN
    refused: Mapping[str, str]  #: kind, or kind and mode, of an act refused ("will not") → mode of REJECT
    turned: Mapping[
        tuple[str, str], tuple[str, str | None, Pattern | None]
    ]  #: (by, kind) → as [[turned]] in modes.toml
    light: Mapping[str, tuple[str, str | None]]  #: verb → (role as in light_verbs.toml, outcome)
    weapons: Mapping[str, str | None]  #: lemma(s) → mode
    weapon_ends: frozenset[str]  #: the words that weapons end with
    weapon_modes: tuple[str, ...]  #: modes that weapons give, the most telling first
    nouns: Mapping[str, frozenset[str]]  #: armed, people, targets, lands
    status: Mapping[Status, Mapping[str, frozenset[str]]]
    sayings: Mapping[str, frozenset[str]]  #: asserts, claims, denies, according, hearsay, sources
    domains: Phrases[tuple[tuple[str, int], ...]]  #: words → worlds they speak of (sport, conflict, …) and points
    senses: Mapping[str, tuple[str, ...]]  #: noun → what it can be in an act (senses.toml; nouns.toml)
    assessments: tuple[Theme, ...]
    placing: Mapping[str, str]  #: preposition → label of a place phrase
    words: Mapping[str, frozenset[str]]  #: small word classes of setting.toml
    gate: Mapping[str, frozenset[str]]  #: ambiguous triggers, needs_actor and needs_recipient kinds
    barred: Mapping[str, frozenset[str]]  #: words and parts of speech with which a trigger says something else
    needed: Mapping[str, frozenset[str]]  #: words of which a sentence must hold one for a trigger to say what is coded
    weights: Mapping[str, Mapping[str, float]]  #: violence and other → sign → weight, and the bias
    word_weights: Mapping[
        tuple[str, str], Mapping[str, float]
    ]  #: (violence or other, place at the trigger) → lemma → weight
    contexts: Phrases[tuple[str, ...]]  #: words → PLOVER contexts
    unopposed: Phrases[None]  #: words that say that nobody fought
    measures: Mapping[Measure, Mapping[str, frozenset[str]]]  #: measure → verbs, subject, nouns, acts, …
    groups: Mapping[str, tuple[str, ...]]  #: lemma → groups of victims
    counting: Mapping[str, tuple[Measure, ...]]  #: first words of all phrases in measures → measures
    outcomes: Mapping[str, Mapping[str, frozenset[str]]]  #: "acted" and "own" → outcome → verbs
    acled: Mapping[str, str]  #: ACLED sub-event type → event type
    cameo: Mapping[tuple[str, str | None], str]  #: CAMEO code by (kind, mode)
    finer_cameo: Mapping[str, tuple[Finer, ...]]  #: kind → finer codes, the first that holds counts
    deriving: Mapping[str, frozenset[str]]  #: words that decide on the type in ACLED's standard
    digest: str

    def is_attack_noun(self, lemma: str) -> bool:
        """Whether the noun is a trigger of ASSAULT: "attack", "shelling"."""
        return any(trigger.kind == "ASSAULT" for trigger in self.by_head.get(("noun", lemma), ()))

    def is_person_noun(self, lemma: str) -> bool:
        return lemma in self.nouns["armed"] or lemma in self.nouns["people"]


def _tables(folder: Traversable) -> list[Traversable]:
    found = [item for item in folder.iterdir() if item.name.endswith((".toml", ".csv"))]
    for name in ("triggers", "data"):
        found.extend(item for item in folder.joinpath(name).iterdir() if item.name.endswith((".toml", ".csv")))
    return sorted(found, key=lambda item: item.name)


def _toml(folder: Traversable, name: str) -> dict[str, Any]:
    return tomllib.loads(folder.joinpath(name).read_text(encoding="utf-8"))


def _patterns(folder: Traversable) -> dict[str, Pattern]:
    def slots(row: Mapping[str, Any], name: str) -> tuple[str, ...]:
        return tuple(row.get(name, ()))

    return {
        name: Pattern(
            name=name,
            initiator=slots(row, "initiator"),
            recipient=slots(row, "recipient"),
            victim=slots(row, "victim"),
            target=slots(row, "target"),
            means=slots(row, "means"),
            mediator=slots(row, "mediator"),
            spot=slots(row, "spot"),
        )
        for name, row in _toml(folder, "patterns.toml").items()
    }


def _wrong(file: str, entry: str, what: str) -> ConfigError:
    return ConfigError(f"{file}: {entry!r} {what}", next_step="Correct the entry in that file.", file=file, entry=entry)


def _triggers(
    folder: Traversable, patterns: Mapping[str, Pattern], scores: Mapping[tuple[str, str | None], float]
) -> Iterable[Trigger]:
    seen: set[tuple[str, str, str, str | None]] = set()
    for item in sorted(folder.joinpath("triggers").iterdir(), key=lambda item: item.name):
        for row in tomllib.loads(item.read_text(encoding="utf-8"))["trigger"]:
            lemma, mode = row["lemma"], row.get("mode")
            if row["pattern"] not in patterns:
                raise _wrong(
                    item.name, lemma, f"names the pattern {row['pattern']!r}, which patterns.toml does not have"
                )
            if row["kind"] not in KINDS or (row["kind"], mode) not in scores:
                raise _wrong(
                    item.name, lemma, f"has the kind {row['kind']!r} with mode {mode!r}, which PLOVER does not have"
                )
            key = (lemma, row["pos"], row["pattern"], row.get("takes"))
            if key in seen:
                raise _wrong(item.name, lemma, "stands twice with the same pattern")
            seen.add(key)
            yield Trigger(
                words=tuple(lemma.split()),
                pos=row["pos"],
                pattern=patterns[row["pattern"]],
                kind=row["kind"],
                mode=mode,
                outcome=row.get("outcome"),
                example=row.get("example"),
                takes=row.get("takes"),
            )


def _variants(trigger: Trigger) -> Iterable[Trigger]:
    """The trigger, and a hyphenated word as the parser cuts it: "sit-in" in three, "test-fire" as a fire that is a
    test.
    """
    yield trigger
    joined = [part for word in trigger.words for part in re.split(r"(-)", word)]
    if len(joined) == len(trigger.words):
        return
    if trigger.pos == "noun":
        yield replace(trigger, words=tuple(joined))
    elif "-" in trigger.words[0]:
        first, _, last = trigger.words[0].rpartition("-")
        yield replace(trigger, words=(last, first, *trigger.words[1:]))


def _by_head(triggers: Iterable[Trigger]) -> dict[tuple[PartOfSpeech, str], tuple[Trigger, ...]]:
    found: dict[tuple[PartOfSpeech, str], list[Trigger]] = {}
    for trigger in triggers:
        found.setdefault((trigger.pos, trigger.head), []).append(trigger)
    return {
        key: tuple(sorted(group, key=lambda trigger: (-len(trigger.words), *("*" in word for word in trigger.words))))
        for key, group in found.items()
    }


def _light(table: Mapping[str, Any]) -> dict[str, tuple[str, str | None]]:
    light: dict[str, tuple[str, str | None]] = {}
    for role, row in table.items():
        for verb in row.get("verbs", ()):
            light.setdefault(verb, (role, None))
        for outcome, verbs in row.get("outcome", {}).items():
            light.update(dict.fromkeys(verbs, (role, outcome)))
    return light


def _modes(table: Mapping[str, Iterable[str]]) -> dict[str, str]:
    """Word → mode; the first mode that lists a word has it."""
    found: dict[str, str] = {}
    for mode, words in table.items():
        for word in words:
            found.setdefault(word, mode)
    return found


def _turned(
    rows: Iterable[Mapping[str, Any]], patterns: Mapping[str, Pattern]
) -> dict[tuple[str, str], tuple[str, str | None, Pattern | None]]:
    return {
        (row["by"], kind): (row["kind"], row.get("mode"), patterns.get(row.get("pattern", "")))
        for row in rows
        for kind in row["kinds"]
    }


def _weapons(table: Mapping[str, Any]) -> dict[str, str | None]:
    weapons: dict[str, str | None] = dict.fromkeys(table["arms"]["words"])
    for mode, words in reversed(table["modes"].items()):
        weapons.update(dict.fromkeys(words, mode))
    return weapons


def _outcomes(table: dict[str, Any]) -> dict[str, dict[str, frozenset[str]]]:
    own = table.pop("own")
    return {"acted": _sets(table), "own": _sets(own)}


def _rows(folder: Traversable, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(folder.joinpath(name).read_text(encoding="utf-8").splitlines()))


def _in_tokens(words: str) -> str:
    """As a parse has them, hyphens and possessives apart: "pro - democracy", "women 's rights"."""
    return re.sub(r"(?<=\w)('s\b|')", r" \1", words.replace("-", " - "))


def _finer(row: Mapping[str, str]) -> tuple[str, Finer]:
    told, _, value = row["when"].partition(":")
    if told not in ("word", "context", "outcome", "side"):
        raise _wrong("cameo.csv", row["when"], "is neither a word nor a context, an outcome or a side")
    return row["kind"], Finer(
        mode=row["mode"] or None, told=cast("Any", told), value=value, code=row["cameo"], rule=row["rule"]
    )


def _sets(table: Mapping[str, Any]) -> dict[str, frozenset[str]]:
    return {name: frozenset(words) for name, words in table.items()}


def _inverted(pairs: Iterable[tuple[str, Told]]) -> dict[str, tuple[Told, ...]]:
    """What is told of each word, in order."""
    found: dict[str, list[Told]] = {}
    for word, told in pairs:
        found.setdefault(word, []).append(told)
    return {word: tuple(held) for word, held in found.items()}


def _assessments(table: Mapping[str, Any]) -> tuple[Theme, ...]:
    return tuple(
        Theme(
            direction=row["direction"],
            words=frozenset(row["words"]),
            themes=frozenset(row["themes"]),
            subject=row.get("subject"),
        )
        for row in table["assessment"]
    )


def _counting(measures: Mapping[str, Mapping[str, Iterable[str]]]) -> dict[str, tuple[Measure, ...]]:
    first = {
        (phrase.split()[0], cast("Measure", measure)): None
        for measure, row in measures.items()
        for name, phrases in row.items()
        if name != "kinds"
        for phrase in phrases
    }
    return _inverted(first)


def _telling(
    triggers: Iterable[Trigger],
    measures: Mapping[str, Mapping[str, Iterable[str]]],
    assessments: Iterable[Theme],
    words: Mapping[str, Iterable[str]],
) -> dict[str, tuple[frozenset[str], ...]]:
    counted = (phrase.split() for row in measures.values() for phrases in row.values() for phrase in phrases)
    assessing = ((word, frozenset((theme,))) for row in assessments for word in row.words for theme in row.themes)
    return _inverted(
        (
            *((trigger.head, beside) for trigger in triggers for beside in _all_beside(trigger, words)),
            *((words[0], frozenset(words[1:])) for words in counted),
            *((body, frozenset[str]()) for body in words["bodies"]),
            *((one, frozenset((verb,))) for one in words["harmed"] for verb in (*words["naming"], "be", "include")),
            *((one, frozenset[str]()) for one in (*words["suspecting"], "responsibility")),
            *((one, frozenset(("be",))) for one in words["culprits"]),
            *((one, frozenset((act,))) for one in words["charging"] for act in (*words["acts"], *words["deeds"])),
            *assessing,
        )
    )


def _all_beside(trigger: Trigger, words: Mapping[str, Iterable[str]]) -> Iterator[frozenset[str]]:
    """What can stand beside the head: of a trigger that takes one of a list of nouns, each of them."""
    nouns = words.get(trigger.takes or "")
    if nouns is None:
        yield trigger.beside
    else:
        yield from (trigger.beside | set(noun.split()) for noun in nouns)


def _beside(trigger: Trigger) -> frozenset[str]:
    """The words that must stand in a sentence beside the head: no hyphen, and nothing for a verb that may be any."""
    return frozenset(word.rstrip("+") for word in trigger.words if word != trigger.head and word.strip("*-"))


def _senses(senses: Mapping[str, list[str]], nouns: Mapping[str, list[str]]) -> dict[str, tuple[str, ...]]:
    vague = frozenset(senses["vague_armed"])
    nouns = {**nouns, "armed": [noun for noun in nouns["armed"] if noun not in vague]}
    rows = (*senses.items(), *((name, nouns[name]) for name in ("armed", "people", "targets", "officials")))
    return _inverted((noun, name) for name, held in rows for noun in dict.fromkeys(held))


def _word_weights(rows: list[dict[str, str]]) -> dict[tuple[str, str], dict[str, float]]:
    """Columns "violence.agent", "other.beside", …; a place without a weight is empty."""
    named = [(column, (family, place)) for column in rows[0] for family, _, place in (column.partition("."),) if place]
    return {key: {row["word"]: float(row[column]) for row in rows if row[column]} for column, key in named}


def _domains(table: Mapping[str, Any]) -> dict[str, tuple[tuple[str, int], ...]]:
    return _inverted(
        (word, (name, points))
        for name, row in table.items()
        for strength, points in (("strong", 2), ("weak", 1))
        for word in row[strength]
    )


def _contexts(table: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    return _inverted(
        (form, context)
        for context, words in table.items()
        for word in words
        for form in dict.fromkeys((word, _in_tokens(word)))
    )


def load_codebook() -> Codebook:
    """Read every table of the package.

    Raises ConfigError naming file and entry where one is wrong.
    """
    folder = files("marsad.codebook")
    plover = _rows(folder, "data/plover.csv")
    scores = {(row["kind"], row["mode"] or None): float(row["score"]) for row in plover}
    patterns = _patterns(folder)
    triggers = tuple(_triggers(folder, patterns, scores))
    spelled = tuple(variant for trigger in triggers for variant in _variants(trigger))
    measures = _toml(folder, "data/measures.toml")
    weapons = _toml(folder, "data/weapons.toml")
    setting = _toml(folder, "data/setting.toml")
    modes = _toml(folder, "data/modes.toml")
    assessments = _assessments(_toml(folder, "data/assess.toml"))
    digest = hashlib.sha256(b"\0".join(item.read_bytes() for item in _tables(folder))).hexdigest()[:12]
    return Codebook(
        triggers=triggers,
        by_head=_by_head(spelled),
        heads=frozenset(trigger.head for trigger in spelled),
        verbs=frozenset(trigger.head for trigger in spelled if trigger.pos == "verb"),
        telling=_telling(spelled, measures, assessments, setting["words"]),
        scores=scores,
        asked=_modes(modes["asked"]),
        threatened=_modes(modes["threatened"]),
        refused=modes["refused"],
        turned=_turned(modes["turned"], patterns),
        light=_light(_toml(folder, "data/light_verbs.toml")),
        weapons=(armoury := _weapons(weapons)),
        weapon_ends=frozenset(end for words in armoury for end in (words.split()[-1], re.split(r"[ -]", words)[-1])),
        weapon_modes=tuple(weapons["modes"]),
        nouns=_sets(_toml(folder, "data/nouns.toml")),
        status=cast("Any", {name: _sets(row) for name, row in _toml(folder, "data/status.toml").items()}),
        sayings=_sets(_toml(folder, "data/attribution.toml")),
        domains=Phrases(_domains(_toml(folder, "data/negatives.toml"))),
        senses=_senses(_toml(folder, "data/senses.toml"), _toml(folder, "data/nouns.toml")),
        assessments=assessments,
        placing={word: label for label, held in setting["prepositions"].items() for word in held},
        words=_sets(setting["words"]),
        gate=_sets(_toml(folder, "data/gate.toml")),
        barred=_sets(_toml(folder, "data/gate.toml")["barred"]),
        needed=_sets(_toml(folder, "data/gate.toml")["needed"]),
        weights=_toml(folder, "data/gate_weights.toml"),
        word_weights=_word_weights(_rows(folder, "data/gate_words.csv")),
        contexts=Phrases(_contexts(_toml(folder, "data/contexts.toml"))),
        unopposed=Phrases(dict.fromkeys(setting["words"]["unopposed"])),
        measures=cast("Any", {name: _sets(row) for name, row in measures.items()}),
        counting=_counting(measures),
        groups=_inverted((word, group) for group, words in _toml(folder, "data/groups.toml").items() for word in words),
        outcomes=_outcomes(_toml(folder, "data/outcomes.toml")),
        acled={row["sub_event_type"]: row["event_type"] for row in _rows(folder, "data/acled.csv")},
        cameo={(row["kind"], row["mode"] or None): row["cameo"] for row in plover},
        finer_cameo=_inverted(_finer(row) for row in _rows(folder, "data/cameo.csv")),
        deriving=_sets(_toml(folder, "data/derive.toml")),
        digest=digest,
    )
