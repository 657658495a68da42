"""What is kept beside a store: an export made of it is the same, whatever has become of the events since."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from marsad.config import Config
from marsad.forgetting import forget
from marsad.leaving import circle, export, kept, leaf, leaving, material, parts
from marsad.leaving.known import known_to
from marsad.leaving.out import Circle
from marsad.pipeline import merge
from marsad.protect import Known, Tally, passage
from marsad.review import Desk
from marsad.store import Filters, Store, query
from tests.store import reports
from tests.store.reports import LATER

pytestmark = pytest.mark.slow  # databases over their whole life

#: After the delay of some of the reports, before that of others.
THEN = datetime(2020, 5, 22, tzinfo=UTC)
FORMS = ("jsonl",)
#: Who reads when.
READ = (("public", THEN), ("partners", LATER.replace(year=2030)))


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return replace(Config(), data_dir=tmp_path / "data")


@pytest.fixture(scope="module")
def know() -> Callable[[Config], Known]:
    """The registry and the gazetteer, loaded once."""
    return lru_cache(maxsize=1)(lambda _: known_to(Config()))


@pytest.fixture(autouse=True)
def small_leaves(monkeypatch: pytest.MonkeyPatch, know: Callable[[Config], Known]) -> None:
    monkeypatch.setattr(parts, "known_to", lambda _: know(Config()))
    monkeypatch.setattr(kept, "_version", lambda _: "as-it-is")
    monkeypatch.setattr(kept, "LEAF", 2)
    monkeypatch.setattr(query, "STEP", 2)


@pytest.fixture
def anew(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The ids of the events that are protected anew, filled as they are."""
    found: list[str] = []

    def noted(record: Any, **given: Any) -> Any:
        found.append(record["id"])
        return passage(record, **given)

    monkeypatch.setattr(parts, "passage", noted)
    return found


def readers(level: Any, now: datetime, **more: Any) -> Circle:
    return replace(circle(level, **more), now=now, tally=Tally())


def keep_from(least: int, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("KEPT_FROM", "KEPT_FROM_NOTED"):
        monkeypatch.setattr(kept, name, least)


def both(db: Path, config: Config, monkeypatch: pytest.MonkeyPatch, **more: Any) -> Iterator[tuple[Any, Any]]:
    """Per level, moment and format what is written of what is kept, and without it: content and manifest."""
    form = more.pop("form", FORMS)
    for (level, now), name in product(READ, form):
        told = []
        for least in (0, 10**9):
            keep_from(least, monkeypatch)
            told.append(_written(db, config, name, readers(level, now), more))
        yield told[0], told[1]


def _written(db: Path, config: Config, form: str, to: Circle, more: dict[str, Any]) -> tuple[bytes, Any]:
    with Store(db, read_only=True) as store:
        made = export(form, db.parent / "out", store=store, readers=to, config=config, **more)
    return made.path.read_bytes(), json.loads(made.manifest.read_text())


def test_columns_for_trends_are_the_same_of_what_is_kept(
    db: Path, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    filters = (Filters(), Filters(kinds=("ASSAULT",)), Filters(bbox=(30, 30, 80, 40)), Filters(admin="AFG"))
    for (level, now), wanted in product(READ, filters):
        told = []
        for least in (0, 0, 10**9):  # made anew, read, and without
            keep_from(least, monkeypatch)
            with Store(db, read_only=True) as store:
                to = readers(level, now)
                told.append((material(store, wanted, config, to), to.tally))
        assert told[0][0].events.num_rows or wanted.bbox or level == "public"
        for found, tally in told[:2]:
            assert found.events.to_pylist() == told[2][0].events.to_pylist()
            assert found.coverage.to_pylist() == told[2][0].coverage.to_pylist()
            assert tally == told[2][1]


def is_same(db: Path, config: Config, monkeypatch: pytest.MonkeyPatch, **more: Any) -> bool:
    pairs = list(both(db, config, monkeypatch, **more))
    for kept_one, plain in pairs:
        assert kept_one == plain
    return bool(pairs)


def folder(db: Path) -> Path:
    return db.with_name(f"{db.name}.kept")


def test_a_file_is_the_same(db: Path, config: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    assert is_same(db, config, monkeypatch, form=["parquet", "geoparquet", "acled", "hapi", "ftm"])
    assert len(list(folder(db).glob("*/*.arrow"))) > 2
    assert folder(db).stat().st_mode & 0o077 == 0, "for nobody else to read"


FILTERS = (
    Filters(kinds=("ASSAULT",)),
    Filters(admin="Kunduz"),
    Filters(text="police"),
    Filters(bbox=(60.0, 30.0, 75.0, 40.0)),
    Filters(review_state="machine", min_deaths=1),
)


def test_filters_find_the_same(db: Path, config: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    for filters in FILTERS:
        assert is_same(db, config, monkeypatch, form=["parquet"], filters=filters)


def test_chosen_and_reviewed_events_are_the_same(db: Path, config: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    with Store(db) as store:
        every = [one["id"] for one in store.events()]
        some = every[:3]
        desk(store).accept(some[0])
    assert is_same(db, config, monkeypatch, form=["parquet", "csv"], only=frozenset(some))
    for least in (0, 10**9):
        keep_from(least, monkeypatch)
        to = readers("public", LATER.replace(year=2030), reviewed_only=True)
        _, manifest = _written(db, config, "jsonl", to, {})
        assert (manifest["events"], manifest["held_back"]["not-reviewed"]) == (1, len(every) - 1)


def desk(store: Store) -> Desk:
    return Desk(store, by="Amal", config=Config(), clock=lambda: LATER)


def correct(store: Store) -> None:
    event = next(one for one in store.events() if one["kind"] == "PROTEST")
    desk(store).correct(event["id"], "kind", "ASSAULT")


def add(store: Store) -> None:
    for report in list(reports.bulletins(6)):
        store.add(*report, at=LATER)
    merge(store, config=Config(), now=LATER)


def hold(store: Store) -> None:
    desk(store).hold("Daily Paper", until=datetime(2020, 6, 1, tzinfo=UTC).date(), reason="asked")


def withdraw(store: Store) -> None:
    desk(store).withdraw(list(store.events())[-1]["id"], reason="asked")


def withdraw_document(store: Store) -> None:
    desk(store).withdraw(reports.kunduz_wire()[0].id, reason="asked")


def recode(store: Store) -> None:
    """Coded anew, and not yet folded: the event stands as it was, its report does not."""
    document, coding = reports.kunduz_wire()
    store.add(document, replace(coding, coder="hand@2", persons=()), at=LATER)


def unite(store: Store) -> None:
    one, other, *_ = (one["id"] for one in store.events())
    desk(store).merge(one, other)


CHANGES = (correct, add, hold, recode, unite, withdraw, withdraw_document)


def test_what_changes_changes_in_what_is_kept(
    db: Path, config: Config, monkeypatch: pytest.MonkeyPatch, anew: list[str]
) -> None:
    assert is_same(db, config, monkeypatch)
    for change in CHANGES:
        with Store(db) as store:
            before = store.standing().to_pylist()
            change(store)
            after = store.standing().to_pylist()
        assert before != after, change
        anew.clear()
        assert is_same(db, config, monkeypatch), change
        assert set(anew) == {row["id"] for row in after if row not in before}, "those, and no others"


def test_what_did_not_change_is_not_protected_anew(
    db: Path, config: Config, monkeypatch: pytest.MonkeyPatch, anew: list[str]
) -> None:
    assert is_same(db, config, monkeypatch)
    anew.clear()
    assert is_same(db, config, monkeypatch)
    assert anew == []


def test_leaves_that_are_not_asked_for_are_not_read_and_stay(
    db: Path, config: Config, monkeypatch: pytest.MonkeyPatch, anew: list[str]
) -> None:
    monkeypatch.setattr(kept, "LEAF", 1)
    assert is_same(db, config, monkeypatch, form=["jsonl"])
    read: list[Path] = []
    plain = leaf.asked_of
    monkeypatch.setattr(leaf, "asked_of", lambda file, reads: read.append(file) or plain(file, reads))
    anew.clear()
    assert is_same(db, config, monkeypatch, form=["parquet"], filters=Filters(kinds=("PROTEST",)))
    assert 0 < len(set(read)) < len(list(folder(db).glob("*/*.arrow")))
    with Store(db) as store:
        correct(store)
    assert is_same(db, config, monkeypatch, form=["jsonl"], filters=Filters(kinds=("PROTEST", "ASSAULT")))
    assert is_same(db, config, monkeypatch, form=["jsonl"])
    assert len(set(anew)) == 1


def test_how_all_events_stand_is_asked_once_as_long_as_nothing_is_written(
    db: Path, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep_from(0, monkeypatch)
    to, asked = readers("public", LATER.replace(year=2030)), []
    plain = Store.standing
    monkeypatch.setattr(Store, "standing", lambda store: asked.append(store) or plain(store))

    def told() -> list[str]:
        with Store(db, read_only=True) as store:
            return [one["id"] for one in leaving(store, Filters(), config, replace(to, tally=Tally()))]

    assert told() == told()
    assert len(asked) == 1
    with Store(db) as store:
        correct(store)
    told()
    assert len(asked) == 2
    assert (folder(db) / "standing.arrow").stat().st_size > 0


def test_another_policy_is_kept_by_itself(
    db: Path, config: Config, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert is_same(db, config, monkeypatch, form=["jsonl"])
    shipped = Path(parts.__file__).parents[1] / "protect" / "data" / "policy.toml"
    strict = tmp_path / "strict.toml"
    strict.write_text(shipped.read_text().replace('words = ["patrol",', 'words = ["post", "patrol",'))
    keep_from(0, monkeypatch)
    to = readers("public", LATER.replace(year=2030), policy=strict)
    content, manifest = _written(db, config, "jsonl", to, {})
    keep_from(10**9, monkeypatch)
    assert (content, manifest) == _written(db, config, "jsonl", replace(to, tally=Tally()), {})


def test_a_leaf_that_is_damaged_or_gone_is_made_anew(
    db: Path, config: Config, monkeypatch: pytest.MonkeyPatch, anew: list[str]
) -> None:
    monkeypatch.setattr(kept, "LEAF", 1)
    assert is_same(db, config, monkeypatch)
    one, other, *_ = sorted(next(folder(db).glob("public-*")).glob("*.arrow"))
    one.unlink()
    other.write_bytes(other.read_bytes()[:100])
    anew.clear()
    assert is_same(db, config, monkeypatch)
    assert len(set(anew)) == 2


def test_what_was_made_before_it_broke_off_is_kept(
    db: Path, config: Config, monkeypatch: pytest.MonkeyPatch, anew: list[str]
) -> None:
    keep_from(0, monkeypatch)
    to = readers("public", LATER.replace(year=2030))
    with Store(db, read_only=True) as store:
        some = leaving(store, Filters(), config, to)
        first = [next(some)["id"], next(some)["id"]]
        some.close()
        anew.clear()
        told = [one["id"] for one in leaving(store, Filters(), config, replace(to, tally=Tally()))]
    assert told[:2] == first
    assert anew
    assert not set(first) & set(anew)


def test_where_nothing_can_be_kept_all_is_protected_anew(
    db: Path, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder(db).write_text("no folder")
    assert is_same(db, config, monkeypatch)
    assert folder(db).read_text() == "no folder"


def test_another_process_that_renews_is_not_waited_for(
    db: Path, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "lock", lambda _file, wait_s: wait_s > 0)
    assert is_same(db, config, monkeypatch, form=["jsonl"])
    assert list(folder(db).glob("*/*.arrow")) == []


def test_what_is_forgotten_is_in_no_file_that_is_kept(
    db: Path, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert is_same(db, config, monkeypatch)
    with Store(db) as store:
        forget(store, [reports.kunduz_wire()[0].id], by="Amal", config=config, now=LATER)
    assert not folder(db).exists()
    assert is_same(db, config, monkeypatch)


def test_the_internal_level_and_the_past_are_not_kept(
    db: Path, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep_from(0, monkeypatch)
    for level, as_of in (("internal", None), ("public", LATER)):
        with Store(db, read_only=True, as_of=as_of) as store:
            assert list(leaving(store, Filters(), config, readers(level, LATER.replace(year=2030))))
    assert not folder(db).exists()
