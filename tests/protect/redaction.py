"""Sentences made of the frames and names of ``redaction.toml``, and whole ones: what must go and what must stay."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

from marsad.config import load_config
from marsad.leaving import known_to
from marsad.protect import load_policy
from marsad.protect.redact import Names, redacted

POLICY = load_policy()
FOLDER = Path(__file__).parent
#: How often each frame is told, with other names.
TOLD = 4
_SLOT = re.compile(r"\{([PQLMGHN])\}")
_KINDS = {"P": "people", "Q": "people", "L": "places", "M": "places", "G": "groups", "H": "groups", "N": "numbers"}
#: Steps through the lists, so that names meet other frames each time.
_STEPS = {"P": 1, "Q": 7, "L": 1, "M": 5, "G": 1, "H": 4, "N": 1}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    text: str
    private: tuple[str, ...]
    kept: tuple[str, ...]


def sentences(file: str) -> list[Sentence]:
    table = tomllib.loads((FOLDER / file).read_text(encoding="utf-8"))
    if "sentence" in table:
        rows = table["sentence"]
        return [Sentence(text=row["text"], private=(*row["private"],), kept=(*row.get("kept", ()),)) for row in rows]
    return list(islice(_made(table), TOLD * len(table["frames"])))


def _made(table: dict[str, Any]) -> Iterator[Sentence]:
    for number in range(TOLD * len(table["frames"])):
        frame = table["frames"][number % len(table["frames"])]
        told = {slot: _name(table, slot, number) for slot in _SLOT.findall(frame)}
        yield Sentence(
            text=_SLOT.sub(lambda match, told=told: told[match[1]], frame),  # type: ignore[misc]
            private=tuple(name for slot, name in told.items() if slot in "PQN"),
            kept=tuple(name for slot, name in told.items() if slot in "LMGH"),
        )


def _name(table: dict[str, Any], slot: str, number: int) -> str:
    names = table[_KINDS[slot]]
    shift = {"Q": 11, "M": 3, "H": 2}.get(slot, 0)
    return str(names[(number * _STEPS[slot] + shift) % len(names)])


@cache
def _known() -> Names:
    known = known_to(load_config())

    def is_known(words: str) -> bool:  # as of a headline whose event is none of that actor's
        return words.casefold() not in POLICY.also_people and known.is_public(words)

    return Names(is_known=is_known, is_town=known.is_town)


def passed(sentence: Sentence) -> str:
    """The sentence as it may leave, by what registry and gazetteer know."""
    return redacted(sentence.text, POLICY, _known())


def leaks(sentence: Sentence) -> list[str]:
    """The private names of which a word still stands there; particles and titles tell nobody."""
    text = passed(sentence)
    return [name for name in sentence.private if any(_stands_in(word, text) for word in _telling(name))]


def _telling(name: str) -> list[str]:
    return [word for word in re.findall(r"[^\W_]{3,}", name) if not word.islower()]


def _stands_in(word: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text) is not None


def lost(sentence: Sentence) -> list[str]:
    """Places and groups that went although they are nobody's names."""
    text = passed(sentence)
    return [name for name in sentence.kept if name not in text]
