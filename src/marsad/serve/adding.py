"""Writing: acts of people, documents that are added, texts that are coded. One at a time; the coder is loaded once."""

from __future__ import annotations

import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from marsad.config import Config
from marsad.errors import ReadError
from marsad.pipeline import Coder, add, code, load_coder, merge, read_sources
from marsad.read import Given, prepare, sources
from marsad.record import assessment_record, document_record, mention_record, problem_record
from marsad.review import Desk
from marsad.serve.evidence import homes_of, marks_of
from marsad.store import Store
from marsad.types import Act, Look, Problem, RawDocument, Seen, Source

if TYPE_CHECKING:
    from collections.abc import Sequence

Record = dict[str, Any]
Raw = RawDocument | Problem


class Adding:
    """Everything that writes to the store of this server. Every method may be called from any thread."""

    def __init__(self, config: Config) -> None:
        self.config = config
        self._writing = threading.Lock()
        self._loading = threading.Lock()
        self._coder: Coder | None = None

    def coder(self) -> Coder:
        """The coder, loaded when it is first needed: seconds, and half a minute the first time on a machine."""
        with self._loading:
            if self._coder is None:
                self._coder = load_coder(self.config)
            return self._coder

    def forget_coder(self) -> None:
        """Load it anew when it is next needed: names were settled."""
        with self._loading:
            self._coder = None

    def act(self, work: Callable[[Desk], Act], *, by: str, is_blind: bool) -> tuple[Act, list[Record]]:
        """Let somebody act, and tell the events that hold what they acted on now."""
        with self._writing, Store(self.config.db) as store:
            done = work(Desk(store, by=by, config=self.config, is_blind=is_blind))
            acts = [done, *(one for one in store.acts() if done.verb == "undone" and one.id == done.target)]
            mentions = sorted({anchor.mention for one in acts for anchor in one.anchors})
            return done, store.events_by_id(sorted(store.held_with(mentions)))

    def add(self, raws: Iterable[Raw]) -> Record:
        """Read, code, store and merge; what became of each input."""
        begun, now, coder = time.perf_counter(), datetime.now(tz=UTC), self.coder()
        given = list(raws)
        why = [_why(problems) for _, problems in read_sources(given, config=self.config, now=now)]
        with self._writing, Store(self.config.db) as store:
            added = list(add(given, store, coder, config=self.config, now=now))
            items = [
                {
                    "document": one.document,
                    "source": one.source,
                    "is_new": one.is_new,
                    "mentions": one.mentions,
                    "problems": one.problems,
                    "events": _events(store, one.document),
                    "problem": why_not if one.document is None else None,
                }
                for one, why_not in zip(added, why, strict=True)
            ]
        return {"items": items, "seconds": round(time.perf_counter() - begun, 2)}

    def keep(
        self,
        looks: Sequence[Look],
        seen: Sequence[Seen],
        problems: Sequence[Problem],
        sources: Sequence[Source],
        *,
        at: datetime,
    ) -> list[str]:
        """How looking at sources went, and what is said of them, with the events that rest on it.

        Returns the sources of which something else was said before.
        """
        with self._writing, Store(self.config.db) as store:
            if problems:
                store.add_problems(problems, at=at)
            if looks or seen:
                store.add_looks(looks, seen)
            changed = store.set_sources(sources, at=at) if sources else []
            if changed:
                merge(store, config=self.config, now=at)
        return changed

    def preview(self, raw: RawDocument) -> Record:
        """Code a text without storing it."""
        begun, now, coder = time.perf_counter(), datetime.now(tz=UTC), self.coder()
        document, problems = prepare(raw, config=self.config, now=now)
        coding = code(document, coder) if document is not None else None
        mentions = [mention_record(one) for one in coding.mentions] if coding else []
        every = [*problems, *(coding.problems if coding else ())]
        return {
            "document": document_record(document) if document is not None else None,
            "mentions": mentions,
            "assessments": [assessment_record(one) for one in coding.assessments] if coding else [],
            "problems": [problem_record(one) for one in every],
            "marks": marks_of(mentions, {}),
            "seconds": round(time.perf_counter() - begun, 2),
        }


def _why(problems: Sequence[Problem]) -> str | None:
    return "; ".join(f"{one.code}: {one.detail}" for one in problems) or None


def _events(store: Store, document: str | None) -> list[str]:
    if document is None:
        return []
    return sorted(set(homes_of(store, store.coding_of(document)).values()))


def pasted(
    text: str, *, source: str | None, published: date | None, title: str | None, language: str | None
) -> RawDocument:
    """A text that somebody pasted."""
    body = text.encode("utf-8", errors="surrogatepass")
    return RawDocument(
        source=source, url=None, body=body, media_type="text/plain", title=title, published=published, language=language
    )


def fetched(url: str, given: Given, config: Config) -> Iterator[Raw]:
    """What stands at a public address."""
    if not url.startswith(("http://", "https://")):
        raise ReadError(f"{url} is no web address", next_step="Give an http:// or https:// address.", source=url)
    return sources([url], given=given, config=config, now=datetime.now(tz=UTC), public_only=True)


def uploaded(body: bytes, name: str, given: Given, config: Config) -> list[Raw]:
    """What a file holds, told by its name and its first bytes."""
    with tempfile.TemporaryDirectory(prefix="marsad-upload-") as folder:
        file = Path(folder) / (Path(name.replace("\\", "/")).name or "upload")
        file.write_bytes(body)
        now = datetime.now(tz=UTC)
        return list(sources([str(file)], given=given, config=config, now=now, public_only=True))


def examples() -> list[Path]:
    """The bulletins written for this project."""
    for folder in (Path(__file__).parents[1] / "examples", Path(__file__).parents[3] / "examples"):
        if folder.is_dir():
            return sorted(one for one in folder.iterdir() if one.is_file() and not one.name.startswith("."))
    return []
