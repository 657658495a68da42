"""One name, what it stands for: the shares of names that are read as they should be may only rise."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from marsad.actors import Registry
from marsad.actors.entry import ActorEntry
from marsad.actors.words import fold
from marsad.config import load_config
from marsad.extract import parse_document, scenes_of
from marsad.extract.names import Name
from marsad.extract.parse import Token
from marsad.extract.phrasing import phrase_of
from marsad.extract.status import quote_of
from marsad.extract.triggers import Scene
from marsad.extract.uses import Use, use_of
from marsad.pipeline import Coder, names
from marsad.read import prepare
from marsad.resolve import read_story
from marsad.resolve.actors import resolve_actor
from marsad.types import Actor, Document, Phrase, RawDocument, Span

FOLDER = Path(__file__).parent
FLOORS = tomllib.loads((FOLDER.parents[1] / "benchmarks" / "floors.toml").read_text(encoding="utf-8"))
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)

#: (case, is it right, what is not as expected)
Judged = tuple[str, bool, str]

pytestmark = pytest.mark.slow


def cases(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    for number, case in enumerate(tomllib.loads(path.read_text(encoding="utf-8"))["case"]):
        yield f"{path.stem}#{number}", case


def document_of(case: dict[str, Any]) -> Document:
    published = date.fromisoformat(case["published"]) if "published" in case else None
    raw = RawDocument(
        source=None, url=None, body=case["text"].encode(), media_type="text/plain", published=published, language="en"
    )
    document, problems = prepare(raw, config=load_config(environ={}), now=NOW)
    assert document is not None, problems
    return document


def marked(document: Document, words: str, coder: Coder) -> tuple[Scene, list[Token]]:
    """The sentence with the marked words, and the tokens that they are."""
    start = document.text.index(words)
    span = Span(start=start, end=start + len(words))
    parses = parse_document(document, coder.parser, coder.known)
    for scene in scenes_of(document, parses, coder.codebook, coder.known):
        tokens = [token for token in scene.parse if token.span.overlaps(span)]
        if tokens:
            return scene, tokens
    raise AssertionError(f"{words!r} stands in no sentence")


# --- metonymy -----------------------------------------------------------------------------------


def use_within(scene: Scene, name: Name, token: Token) -> Use:
    """What a word within the name stands for: the people of "Tigrayan forces" and of "Turkish-backed rebels"."""
    before_noun = token.index + 1 < name.end and not scene.parse.tokens[token.index + 1].text[:1].isupper()
    is_peoples = token.text.lower() in scene.codebook.words["peoples"] or (token.tag == "JJ" and before_noun)
    return "adjective" if is_peoples and name.sort == "actor" else use_of(scene, name)


def use_said(case: dict[str, Any], coder: Coder) -> str | None:
    scene, tokens = marked(document_of(case), case["name"], coder)
    name = next((name for token in tokens if (name := scene.name_at(token)) is not None), None)
    return None if name is None else use_within(scene, name, tokens[-1])


def metonymy(path: Path, coder: Coder) -> dict[str, list[Judged]]:
    """``metonymy``: a place or not; ``metonymy_use``: which of the four uses."""
    told = [(number, case, use_said(case, coder)) for number, case in cases(path)]

    def judged(number: str, case: dict[str, Any], said: str | None, *, is_right: bool) -> Judged:
        return number, is_right, f"{case['name']} is {case['use']}, not {said}: {case['text']}"

    is_place = [
        judged(n, case, said, is_right=(said == "literal") == (case["use"] == "literal")) for n, case, said in told
    ]
    is_use = [judged(n, case, said, is_right=said == case["use"]) for n, case, said in told]
    return {"metonymy": is_place, "metonymy_use": is_use}


# --- actors -------------------------------------------------------------------------------------


def actor_said(case: dict[str, Any], coder: Coder) -> Actor | None:
    """Whom the marked words mean in their story, read as the phrase of a party."""
    document = document_of(case)
    scene, tokens = marked(document, case["mention"], coder)
    inside = {token.index for token in tokens}
    head = next((token for token in reversed(tokens) if token.head not in inside), tokens[-1])
    words = [token for token in phrase_of(scene, head) if token.text[0].isalnum() or token in tokens]
    quote, told = quote_of(scene, sorted({*words, *tokens}, key=lambda token: token.index)), quote_of(scene, [head])
    story = read_story(document, document.story_of(scene.parse.sentence), names(document, coder), coder.world)
    claim = resolve_actor(Phrase(label="initiator", quote=quote, head=told), story.actors, coder.world.registry)
    return None if claim is None else claim.value.actor


def plain(name: str) -> str:
    """As names are compared: see README.md."""
    bare = re.sub(r"\s*\([^)]*\)$", "", fold(name))
    return " ".join(re.sub(r"['’‘ʿ.]", "", bare).replace("-", " ").split()).removeprefix("the ")


def is_called(actor: Actor, expected: str, registry: Registry) -> bool:
    entry = registry.get(actor.id) if actor.id else None
    called = {actor.name or ""} | ({alias.text for alias in entry.aliases if not alias.leader} if entry else set())
    return not {plain(name) for name in called}.isdisjoint(plain(name) for name in expected.split("|"))


def sort_of(actor: Actor, registry: Registry) -> str | None:
    """The ``is`` of README.md."""
    if actor.id is None:
        return "new group" if actor.name else None
    entry = registry.get(actor.id)
    assert entry is not None
    if _is_of_state(entry, registry):
        return "state force" if entry.sector in ("MIL", "COP") else None
    pattern = actor.id if actor.id in registry.patterns else actor.id.rpartition("-")[0]
    return "generic" if pattern in registry.patterns else "named group"


def _is_of_state(entry: ActorEntry, registry: Registry) -> bool:
    pattern = registry.patterns.get(entry.id.rpartition("-")[0])
    return entry.inter == 1 if pattern is None else pattern.is_state


def wrong(case: dict[str, Any], actor: Actor | None, registry: Registry) -> list[str]:
    """What the actor is not, of all that the case asks."""
    found = actor or Actor(id=None, name=None)
    told = {"country": found.country, "sector": found.sector, "is": sort_of(found, registry)}
    missed = [
        f"{field} {said}, not {case[field]}"
        for field, said in told.items()
        if field in case and said not in case[field].split("|")
    ]
    if "name" in case and not is_called(found, case["name"], registry):
        missed.append(f"{found.id or found.name}, not {case['name']}")
    if "not_name" in case and is_called(found, case["not_name"], registry):
        missed.append(f"it is not {found.id}")
    return missed


def actors(path: Path, coder: Coder) -> dict[str, list[Judged]]:
    judged = []
    for number, case in cases(path):
        missed = wrong(case, actor_said(case, coder), coder.world.registry)
        judged.append((number, not missed, f"{case['mention']}: {'; '.join(missed)}: {case['text']}"))
    return {"actors": judged}


def results(folder: Path, coder: Coder) -> dict[str, list[Judged]]:
    """By figure: each case of the two sets in the folder, right or not."""
    return {**metonymy(folder / "metonymy.toml", coder), **actors(folder / "actors.toml", coder)}


@pytest.fixture(scope="module")
def scored(coder: Coder) -> dict[str, list[Judged]]:
    return results(FOLDER, coder)


@pytest.mark.parametrize("figure", ["metonymy", "metonymy_use", "actors"])
def test_share_of_names_keeps_its_floor(figure: str, scored: dict[str, list[Judged]]) -> None:
    judged = scored[figure]
    share = sum(is_right for _, is_right, _ in judged) / len(judged)
    failing = [f"{number}: {why}" for number, is_right, why in judged if not is_right]
    assert share >= FLOORS["names"][figure], f"{share:.3f} of {len(judged)}\n" + "\n".join(failing)
