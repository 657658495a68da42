"""Everything that reads what others wrote, by name: the check, and the words that its parser knows."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from tests.fuzz import files, grammars, readers

CORPUS = Path(__file__).with_name("corpus")


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """``check`` raises for what must not be, and gives back what came out; ``words``: what a mutation may put in."""

    name: str
    check: Callable[[bytes], Iterable[str]]
    words: tuple[bytes, ...] = ()
    every: int = 1  #: a slow one is tried one time in so many

    def seeds(self) -> list[bytes]:
        """The corpus of this target, in order of name."""
        return [path.read_bytes() for path in self.files()]

    def files(self) -> list[Path]:
        return sorted((CORPUS / self.name).iterdir())


def _words(*names: str) -> tuple[bytes, ...]:
    return tuple(word.encode() for name in names for word in _WORDS[name])


def _at(name: str, check: Callable[[Path], Iterable[str]]) -> Callable[[bytes], Iterable[str]]:
    return files.in_file(name, check)


_WORDS = tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))
_TARGETS = (
    Target(name="page", check=readers.document_of("text/html"), words=_words("markup")),
    Target(name="text", check=readers.document_of("text/plain"), words=_words("days")),
    Target(name="markdown", check=readers.document_of("text/markdown"), words=_words("markdown")),
    Target(name="stream", check=readers.stream, words=_words("mail", "warc")),
    Target(name="feed", check=readers.feed, words=_words("xml")),
    Target(name="links", check=readers.list_of_links, words=_words("xml", "markup")),
    Target(name="gdelt", check=readers.gdelt, words=_words("gdelt")),
    Target(name="words", check=readers.words, words=_words("days", "addresses")),
    Target(name="days", check=grammars.days, words=_words("days")),
    Target(name="numbers", check=grammars.numbers, words=_words("numbers")),
    Target(name="places", check=_at("places.csv", files.places), words=_words("csv")),
    Target(name="places-zip", check=_at("SY.zip", files.places), words=_words("csv")),
    Target(name="places-gz", check=_at("SY.csv.gz", files.places), words=_words("csv")),
    Target(name="actors-csv", check=_at("actors.csv", files.actors), words=_words("csv", "actors"), every=20),
    Target(name="actors-toml", check=_at("actors.toml", files.actors), words=_words("toml", "actors"), every=20),
    Target(name="policy", check=_at("policy.toml", files.policy), words=_words("toml"), every=10),
    Target(name="settings", check=_at("marsad.toml", files.settings), words=_words("toml")),
    Target(name="watchlist", check=_at("sources.toml", files.watchlist), words=_words("toml", "watchlist")),
    Target(name="rules", check=_at("rules.toml", files.rules), words=_words("toml")),
    Target(name="table", check=_at("table.csv", files.table), words=_words("csv", "table")),
    Target(name="table-gz", check=_at("table.csv.gz", files.table), words=_words("csv", "table")),
    Target(name="table-xlsx", check=_at("table.xlsx", files.table), words=_words("xml"), every=2),
    Target(name="template", check=_at("template.xlsx", files.template), words=_words("xml", "template"), every=4),
    Target(name="gold", check=_at("gold.jsonl", files.gold), words=_words("json")),
    Target(name="tokens", check=_at("tokens", files.tokens), words=_words("tokens")),
    Target(name="report", check=files.report, words=_words("report", "markup")),
    Target(name="report-word", check=files.word, words=_words("xml", "word"), every=4),
    Target(name="report-pdf", check=files.pdf, words=_words("pdf")),
)
TARGETS = {target.name: target for target in _TARGETS}
