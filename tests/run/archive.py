"""Small archives, and runs over them, for the tests of run."""

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from marsad.config import Config
from marsad.read import Given
from marsad.run import Engine, Folder, Job, Part, by_processes, folder, plan, run
from marsad.run.parts import finished_parts, read_part
from marsad.run.shards import Load
from marsad.types import Problem
from tests.run import coders

NOW = datetime(2024, 5, 1, tzinfo=UTC)
CONFIG = Config(language="en")


def bulletins(number: int, *, start: int = 0) -> list[str]:
    """Texts of one attack each, all different."""
    return [
        f"Gunmen attacked the post on hill {index}.\n\nNobody said why it was so."
        for index in range(start, start + number)
    ]


def written(path: Path, texts: Iterable[str], *, source: str = "Northern Wire") -> str:
    """A file of JSON Lines: every second report from March, the others from April."""
    days = ("2024-03-07", "2024-04-08")
    lines = (
        json.dumps({"text": text, "source": source, "published": days[index % 2]}) for index, text in enumerate(texts)
    )
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return str(path)


def job(load: Load = coders.plain, *, memory_mb: int = 2000) -> Job:
    return Job(config=CONFIG, given=Given(language="en"), now=NOW, load=load, memory_mb=memory_mb)


def started(
    sources: Iterable[str], out: Path | str | Folder, *, load: Load = coders.plain, engine: Engine | None = None
) -> Iterator[Part]:
    where = folder(out) if isinstance(out, (str, Path)) else out
    given = job(load)
    units = plan(sources, given=given.given, config=given.config)
    return run(units, where, job=given, engine=engine or by_processes(1))


def ran(
    sources: Iterable[str], out: Path | str | Folder, *, load: Load = coders.plain, engine: Engine | None = None
) -> list[Part]:
    return list(started(sources, out, load=load, engine=engine))


def held(out: Path) -> dict[str, bytes]:
    """Every file of a run but those that tell its speed, by name."""
    files = sorted(path for path in out.rglob("*") if path.is_file() and not path.name.endswith(".tmp"))
    return {str(path.relative_to(out)): path.read_bytes() for path in files if "pace-" not in path.name}


def problems(out: Path | str) -> list[Problem]:
    """The problems of what became no document."""
    where = folder(out)
    found = (coded for part in finished_parts(where) for coded in read_part(where, part))
    return [problem for document, _, told in found if document is None for problem in told]
