"""Files that a user hands over: gazetteers, actors, policies, settings, sources, rules, tables of others, reports."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from marsad.config import Config, load_config
from marsad.errors import MarsadError
from tests.fuzz.readers import NOW

if TYPE_CHECKING:
    from marsad.report import Report

Outcome = Iterable[str]


def in_file(name: str, check: Callable[[Path], Outcome]) -> Callable[[bytes], Outcome]:
    """The check on a file of this name; what Marsad refuses on purpose says what to do next."""

    def checked(body: bytes) -> Outcome:
        with TemporaryDirectory(prefix="marsad-fuzz-") as folder:
            path = Path(folder) / name
            path.write_bytes(body)
            path.chmod(0o600)
            try:
                yield from check(path)
            except MarsadError as error:
                assert error.message
                assert error.next_step.strip()
                yield type(error).__name__

    return checked


def places(path: Path) -> Outcome:
    """What was taken in can be read again, and was counted."""
    from marsad.places.importing import Origin, add_user_places
    from marsad.places.user import user_entries

    config = Config(data_dir=path.parent / "data", max_bytes=8 * 1024 * 1024)
    imported = add_user_places(path, config, origin=Origin(at=NOW, country="SYR"))
    kept = list(user_entries(config))
    assert len(kept) == imported.rows
    assert all(one.lat is None or (-90 <= one.lat <= 90 and -180 <= (one.lon or 0) <= 180) for one in kept)
    yield f"{imported.form} {bool(kept)} {sorted(imported.passed)}"


def actors(path: Path) -> Outcome:
    from marsad.actors.user import add_user_actors, user_actor_files

    config = Config(data_dir=path.parent / "data")
    added = add_user_actors(path, config)
    assert len(user_actor_files(config)) == 1
    yield f"{bool(added)}"


def policy(path: Path) -> Outcome:
    """A policy that is taken can be applied."""
    from marsad.protect import Tally, cleared, load_policy
    from tests.protect.events import LATE, event

    told = load_policy(path)
    left = list(cleared([event("a")], policy=told, level="public", now=LATE, tally=Tally()))
    yield f"policy {len(left)}"


def settings(path: Path) -> Outcome:
    config = load_config(path, environ={})
    assert config.port >= 0 or isinstance(config.port, int)
    yield "settings"


def watchlist(path: Path) -> Outcome:
    from marsad.run import load_watchlist

    told = load_watchlist(path)
    assert all(post.every_s > 0 and post.silent_after_s > 0 and post.most > 0 for post in told.posts)
    assert told.pause_s > 0
    assert told.patience_s > 0
    yield f"{len(told.posts)} of {len(told.known)}"


def rules(path: Path) -> Outcome:
    from marsad.analyse.rules import load_rules

    told = load_rules(path)
    assert told.history_days > 0
    yield "rules"


def table(path: Path) -> Outcome:
    """A file of ACLED's or UCDP's: deaths and days in order, places on the globe."""
    from marsad.export.imported import read_imported

    told = read_imported(path)
    for event in told.events:
        killed = event["counts"].get("killed", {})
        bounds = [killed[name] for name in ("low", "best", "high") if killed.get(name) is not None]
        assert bounds == sorted(bounds)
        assert all(bound >= 0 for bound in bounds)
        assert event["when"]["first"] <= event["when"]["last"]
        where = event["where"]
        assert where["lat"] is None or (-90 <= where["lat"] <= 90 and -180 <= where["lon"] <= 180)
        yield f"{told.standard} {event['kind']}"
    yield from {one.code for one in told.problems}


def template(path: Path) -> Outcome:
    """An office's own workbook: one event fills one row, and what comes out is a workbook."""
    from io import BytesIO

    from openpyxl import load_workbook

    from marsad.export import templated
    from tests.export.told import attack

    out = BytesIO()
    assert templated("xlsx", path)([attack()], out) == 1
    out.seek(0)
    yield f"{len(load_workbook(out).worksheets)} sheets"


def gold(path: Path) -> Outcome:
    from marsad.evaluate import parse_gold

    told = parse_gold(path.read_bytes().decode("utf-8", "replace").splitlines())
    yield f"{sorted({name for one in told for event in one.events for name in event.given})}"


def tokens(path: Path) -> Outcome:
    from marsad.serve.access import tokens_of

    yield f"{sorted({one.role for one in tokens_of(path).values()})}"


# --- reports -----------------------------------------------------------------------------------


@cache
def _report() -> Report:
    from tests.report.test_check import report

    return report()


def report(body: bytes) -> Outcome:
    """A report in Markdown or HTML that somebody edited."""
    from marsad.report import asked_from, check, read

    sheet = read(body.decode("utf-8", "replace"))
    asked_from(sheet.stamp)
    yield from {one.code for one in check(sheet, _report())}


def pdf(body: bytes) -> Outcome:
    """As it is, and under a seal that fits: whoever makes a file can seal it, too."""
    from marsad.report import check, read, source_of

    sealed = body + b"\n% marsad sha256 " + hashlib.sha256(body).hexdigest().encode() + b"\n"
    for one in (body, sealed):
        try:
            told = source_of(one, "report.pdf")
        except MarsadError as error:
            assert error.next_step
            yield "no report"
        else:
            yield from {fault.code for fault in check(read(told), _report())}


def word(body: bytes) -> Outcome:
    from marsad.report import check
    from marsad.report.word import read_word

    try:
        sheet = read_word(body, "report.docx")
    except MarsadError as error:
        assert error.next_step
        yield "no document"
        return
    yield from {one.code for one in check(sheet, _report())}
