"""A view on mentions: which of them the keys of MUC-4 would call incidents, and what goes into their slots.

What is coded stays coded; this only reads it the way the task was set. The rules, by the names of the functions below:

``is_incident``
    Violence, or the threat of it, that took place, was tried, threatened or denied: ASSAULT, and THREATEN with
    violence. Not what the text itself has as history or supposes, nor what ended more than two months before the
    report. ``is_plain_combat`` Fighting among soldiers and guerrillas is none, unless civilians, officials, or public
    or economic things are hit. ``is_summary`` "200 attacks this year": several acts told as one number over more than a
    week are none. ``type_of`` By mode and the mention's own words: kidnapping, arson, robbery, bombing, else attack.
    ``perpetrators`` Initiators. One that the registry knows, or whose noun names an organisation, is PerpOrg; people
    are PerpInd; people called by their organisation ("guerrillas of the front") give both. ``victims`` Only persons
    called by name, and the name without titles: the key's victims are names. ``targets`` Things: what ``targets`` was
    coded from, and recipients or victims that are things. ``weapons`` What ``means`` was coded from. ``stage``,
    ``confidence`` From status and attribution.

A filler is the base noun phrase, without articles, numbers and what follows the noun, which is a right string for nine
in ten entities of the training keys.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

from benchmarks.muc4.keys import Days, normalised
from benchmarks.muc4.score import Template
from marsad.codebook import Codebook, load_codebook
from marsad.evaluate.compare import folded
from marsad.types import Actor, Claim, Mention, Party

TWO_MONTHS = timedelta(days=62)
_FIGHTERS = frozenset(("MIL", "REB", "UAF", "PRM"))
_HARMED = ("recipient", "victim")
_INCIDENTS = frozenset(("happened", "ongoing", "attempted", "planned", "denied"))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Words:
    types: tuple[tuple[str, frozenset[str], tuple[str, ...]], ...]  #: name, modes, beginnings of words
    organisations: frozenset[str]
    members: frozenset[str]
    pronouns: frozenset[str]
    titles: frozenset[str]
    ends: frozenset[str]
    keeps_of: frozenset[str]
    quantities: frozenset[str]
    authorities: tuple[str, ...]


@cache
def _words() -> _Words:
    table: dict[str, Any] = tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))
    return _Words(
        types=tuple((row["name"], frozenset(row["modes"]), tuple(row["words"])) for row in table["type"]),
        organisations=frozenset(table["actors"]["organisations"]),
        members=frozenset(table["actors"]["members"]),
        pronouns=frozenset(table["actors"]["pronouns"]),
        titles=frozenset(table["titles"]["words"]),
        ends=frozenset(table["phrases"]["ends"]),
        keeps_of=frozenset(table["phrases"]["keeps_of"]),
        quantities=frozenset(table["phrases"]["quantities"]),
        authorities=tuple(table["authorities"]["words"]),
    )


@cache
def _codebook() -> Codebook:
    return load_codebook()


# --- which mentions ----------------------------------------------------------------------------


def is_incident(mention: Mention) -> bool:
    kind, mode = mention.kind.value, mention.mode and mention.mode.value
    if not (kind == "ASSAULT" or (kind == "THREATEN" and mode in (None, "violence"))):
        return False
    if mention.status.value not in _INCIDENTS:
        return False
    ended = mention.when.value.last if mention.when else None
    return ended is None or mention.published is None or mention.published - ended <= TWO_MONTHS


def is_plain_combat(mention: Mention) -> bool:
    harmed = [claim.value for claim in mention.parties if claim.value.role in _HARMED]
    if not harmed or list(targets(mention)) or list(victims(mention)):
        return False
    civilians = mention.count("killed") or mention.count("injured")
    if civilians is not None and any(name not in ("initiator", "recipient") for name, _ in civilians.by_party):
        return False
    return all(party.actor.sector in _FIGHTERS for party in harmed)


def is_summary(mention: Mention) -> bool:
    if mention.when is None:
        return False
    span = mention.when.value
    return span.last - span.first > timedelta(days=7) and (mention.kind.quotes[0].text or "").rstrip().lower().endswith(
        "s"
    )


def type_of(mention: Mention) -> str:
    mode = mention.mode.value if mention.mode else None
    told = [quote.text or "" for claim in (mention.kind, *mention.means) for quote in claim.quotes]
    text = f" {' '.join(folded(words) for words in told)}"
    for name, modes, words in _words().types:
        if mode in modes or any(f" {word}" in text for word in words):
            return name
    return "attack"


# --- what goes into the slots ------------------------------------------------------------------


def base_phrase(text: str) -> str:
    """The noun phrase without articles, numbers and whatever follows its noun, as the keys write fillers."""
    words = re.split(r"[\[(,]", text, maxsplit=1)[0].split()
    while words and _is_quantity(words[0]):
        words = words[1:]
    kept: list[str] = []
    for word in words:
        plain = word.lower().strip("\"'`")
        keeps = plain == "of" and kept and kept[-1].lower().strip("\"'`") in _words().keeps_of
        if kept and plain in _words().ends and not keeps:
            break
        kept.append(word)
    return normalised(" ".join(kept))


def _is_quantity(word: str) -> bool:
    return word.lower() in _words().quantities or word[0].isdigit()


def person_name(text: str) -> str | None:
    """The name of a person in a phrase, titles and trades left out; None where the phrase gives none."""
    for part in text.replace("\n", " ").replace("(", ",").replace(")", ",").split(","):
        words = [word.strip("\"'`") for word in part.split()]
        name = words[_last_common(words) + 1 :]
        if name and not any(_is_common(word) for word in name) and not name[0][0].isdigit():
            return normalised(" ".join(name)) or None
    return None


def _last_common(words: Sequence[str]) -> int:
    return max((index for index, word in enumerate(words) if _is_common(word)), default=-1)


def _is_common(word: str) -> bool:
    """Whether the word is a noun, title or small word and so no part of a person's name ("de" and "la" may be)."""
    bare = folded(word)
    singular = bare.removesuffix("s")
    table, nouns = _words(), _codebook().nouns
    return (
        not bare
        or bare in table.titles
        or bare in table.quantities
        or bare in table.pronouns
        or bare in table.ends
        or bare in table.members
        or bare in table.organisations
        or any(form in nouns[sort] for form in (bare, singular) for sort in ("people", "armed", "targets", "lands"))
    )


def _told(claim: Claim[Party]) -> Iterator[str]:
    """How the text calls the party, by its own name first; never by a pronoun."""
    for words in (claim.value.text, *(quote.text for quote in claim.quotes)):
        if words and folded(words) not in _words().pronouns:
            yield words


def _is_organisation(words: str, actor: Actor) -> bool:
    last = words.split()[-1:]
    return bool(last) and (
        last[0] in _words().organisations or (actor.id is not None and last[0] not in _words().members)
    )


def _organisation_in(words: str) -> str | None:
    """The organisation in "eln guerrillas" or "members of the front", None in "unidentified guerrillas"."""
    before, _, after = words.partition(" of ")
    if after and before.rsplit(maxsplit=1)[-1] in _words().members:
        rest = base_phrase(after)
        return rest if rest.split()[-1:] and _is_name_of_organisation(rest) else None
    kept = [word for word in words.split() if word not in _words().members]
    return " ".join(kept) if len(kept) < len(words.split()) and _is_name_of_organisation(" ".join(kept)) else None


def _is_name_of_organisation(words: str) -> bool:
    return any(word in _words().organisations for word in words.split())


def perpetrators(mention: Mention) -> tuple[list[str], list[str]]:
    """(people, organisations)"""
    people: list[str] = []
    organisations: list[str] = []
    for claim in mention.parties:
        if claim.value.role != "initiator":
            continue
        called = [phrase for words in _told(claim) if (phrase := base_phrase(words))]
        for phrase in called[:1]:
            if _is_organisation(phrase, claim.value.actor):
                organisations.append(phrase)
                continue
            people.append(person_name(phrase) or phrase)
            within = _organisation_in(phrase)
            if within is not None:
                organisations.append(within)
    return _once(people), _once(organisations)


def victims(mention: Mention) -> list[str]:
    names = []
    for claim in mention.parties:
        if claim.value.role in _HARMED and claim.value.actor.id is None:
            names.extend([name for words in _told(claim) if (name := person_name(words))][:1])
    return _once(names)


def targets(mention: Mention) -> list[str]:
    things = [base_phrase(quote.text or "") for claim in mention.targets for quote in claim.quotes[:1]]
    for claim in mention.parties:
        if claim.value.role in _HARMED:
            things.extend([phrase for words in _told(claim) if _is_thing(phrase := base_phrase(words))][:1])
    return _once(things)


def _is_thing(phrase: str) -> bool:
    last = phrase.rsplit(maxsplit=1)[-1] if phrase else ""
    things = _codebook().nouns["targets"]
    return last in things or last.removesuffix("s") in things


def weapons(mention: Mention) -> list[str]:
    return _once(base_phrase(quote.text or "") for claim in mention.means for quote in claim.quotes[:1])


def _once(words: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(word for word in words if word))


def stage(mention: Mention) -> str:
    if mention.kind.value == "THREATEN" or mention.status.value == "planned":
        return "THREATENED"
    return "ATTEMPTED" if mention.status.value == "attempted" else "ACCOMPLISHED"


def confidence(mention: Mention) -> str:
    """Who holds the perpetrator for it: the perpetrator itself, authorities, others, or the outlet as a fact."""
    own = {actor.id for actor in mention.actors("initiator") if actor.id}
    said = [claim.value for claim in mention.attribution]
    if any(one.name in own and one.stance == "claims" for one in said):
        return "CLAIMED OR ADMITTED"
    accusing = [one for one in said if one.by != "outlet" and one.stance == "claims"]
    if not accusing:
        return "REPORTED AS FACT"
    speakers = " ".join(f" {folded(one.name or '')}" for one in accusing)
    by_authorities = any(f" {word}" in speakers for word in _words().authorities)
    return "SUSPECTED OR ACCUSED BY AUTHORITIES" if by_authorities else "SUSPECTED OR ACCUSED"


def _when(mention: Mention) -> Days | None:
    """Without a word of time the incident was on or before the day of the report, as the keys have it."""
    if mention.when is not None:
        return Days(first=mention.when.value.first, last=mention.when.value.last)
    return Days(first=None, last=mention.published) if mention.published else None


def _where(mention: Mention) -> tuple[str, ...]:
    if mention.where is None:
        return ()
    place = mention.where.value
    return tuple(normalised(name) for name in (place.admin1, place.admin2, place.name) if name)


# --- templates ---------------------------------------------------------------------------------


def _template(mention: Mention) -> Template:
    people, organisations = perpetrators(mention)
    fillers = {
        "PerpInd": people,
        "PerpOrg": organisations,
        "Target": targets(mention),
        "Victim": victims(mention),
        "Weapon": weapons(mention),
    }
    return Template(
        type=type_of(mention),
        fillers={role: tuple(found) for role, found in fillers.items()},
        stage=stage(mention),
        confidence=confidence(mention) if organisations else None,
        when=_when(mention),
        where=_where(mention),
    )


def templates(mentions: Sequence[Mention]) -> list[Template]:
    """The incidents of a document, as the keys would have them; two that read the same are one."""
    kept = [one for one in mentions if is_incident(one) and not is_plain_combat(one) and not is_summary(one)]
    found: list[Template] = []
    for template in map(_template, kept):
        if not any((template.type, template.fillers) == (other.type, other.fillers) for other in found):
            found.append(template)
    return found
