import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks.figures import MissingSetError, Options
from benchmarks.plover_gsr import (
    GoldActor,
    GoldRecord,
    gold_records,
    is_country,
    is_sector,
    mention_of,
    plover_kind,
    score,
)
from marsad.types import Actor
from tests.benchmarks.factory import mention, party

TEXT = "Freedonian rebels shelled the camp and Sylvania condemned the attack."
MARKUP = "(SRC: Freedonian rebels) (EVT: shelled) the camp and (TAR: Sylvania) condemned the (EVT: attack)."


def row(event: str = "FIGHT", **fields: Any) -> dict[str, Any]:
    return {"id": "r1", "event": event, "text": TEXT, "textInfo": {"markup": MARKUP}, **fields}


def records(tmp_path: Path, *rows: dict[str, Any], limit: int | None = None) -> list[GoldRecord]:
    documentation = {"id": "r0", "event": "DOCUMENT"}
    (tmp_path / "PLOVER_GSR_CAMEO.json").write_text(json.dumps([documentation, *rows]))
    return gold_records(Options(data=tmp_path, limit=limit))


@pytest.mark.parametrize(
    ("event", "mode", "kind"),
    [
        ("FIGHT", None, "ASSAULT"),
        ("FIGHT", "deport", "COERCE"),
        ("DEMAND", None, "REQUEST"),
        ("DISAPPROVE", None, "ACCUSE"),
        ("INVESTIGATE", None, "ACCUSE"),
        ("AID", None, "AID"),
    ],
)
def test_kinds_of_2016_become_those_of_2024(tmp_path: Path, event: str, mode: str | None, kind: str) -> None:
    (record,) = records(tmp_path, row(event, mode=mode))
    assert record.kind == kind


def test_actors_and_marked_words_are_read(tmp_path: Path) -> None:
    source = [{"code": "JAP", "sector": "REBkur"}, {"code": "IGO"}]
    (record,) = records(tmp_path, row(source=source, target="stray words"), row(id="r2"), limit=1)
    assert record.sources == (GoldActor(country="JPN", sector="REB"), GoldActor(country="IGO", sector=None))
    assert record.targets == ()
    assert [TEXT[span.start : span.end] for span in record.event_words] == ["shelled", "attack"]


@pytest.mark.parametrize(
    ("sector", "said", "is_right"),
    [
        (None, "GOV", True),
        (None, None, True),
        (None, "REB", False),
        ("*", "REB", True),
        ("REB", "REB", True),
        ("REB", None, False),
    ],
)
def test_sectors(sector: str | None, said: str | None, is_right: bool) -> None:
    assert is_sector(GoldActor(country="FRD", sector=sector), Actor(id="x", name="x", sector=said)) is is_right


def test_an_international_actor_is_a_known_one_of_no_country() -> None:
    gold = GoldActor(country="IGO", sector=None)
    body = Actor(id="un", name="UN", sector="MIL")
    assert is_country(gold, body)
    assert is_sector(gold, body)
    assert not is_country(gold, Actor(id=None, name=None))
    assert not is_country(gold, Actor(id="x", name="x", country="FRD"))


def test_the_marked_mention_is_scored_else_the_first(tmp_path: Path) -> None:
    (record,) = records(tmp_path, row())
    condemned, shelled = mention(TEXT, "condemned", kind="ACCUSE"), mention(TEXT, "shelled")
    assert mention_of(record, [condemned, shelled]) is shelled
    assert mention_of(record, [condemned]) is condemned
    assert mention_of(record, []) is None


@pytest.mark.parametrize(
    ("kind", "status", "read"),
    [
        ("AID", "planned", "AGREE"),
        ("AID", "happened", "AID"),
        ("COERCE", "planned", "THREATEN"),
        ("SANCTION", "hypothetical", "THREATEN"),
        ("AGREE", "attempted", "REJECT"),
        ("AGREE", "planned", "AGREE"),
    ],
)
def test_intent_is_read_as_the_set_reads_it(kind: str, status: str, read: str) -> None:
    assert plover_kind(mention(TEXT, "shelled", kind=kind, status=status)) == read


def test_a_mediator_is_the_source(tmp_path: Path) -> None:
    found = records(tmp_path, row("CONSULT", source=[{"code": "FRD"}], target=[{"code": "SYL"}]))
    told = mention(
        TEXT,
        "shelled",
        kind="CONSULT",
        parties=(
            party(TEXT, "mediator", "Freedonian", "f/GOV/FRD"),
            party(TEXT, "initiator", "Sylvania", "s/GOV/SYL"),
        ),
    )
    figures = {figure.name: figure.value for figure in score(found, {"0:r1": [told]}).figures}
    assert figures["source_accuracy"] == figures["target_accuracy"] == 1.0


def test_kind_source_and_target_are_counted(tmp_path: Path) -> None:
    gold = row(source=[{"code": "FRD", "sector": "REB"}], target=[{"code": "SYL", "sector": "GOV"}])
    found = records(tmp_path, gold, row("AID", id="r2", source=[{"code": "FRD"}]))
    told = mention(
        TEXT,
        "shelled",
        parties=(
            party(TEXT, "initiator", "Freedonian rebels", "f/REB/FRD"),
            party(TEXT, "recipient", "Sylvania", "s/MIL/SYL"),
        ),
    )
    result = score(found, {"0:r1": [told]})
    figures = {figure.name: (figure.value, figure.n) for figure in result.figures}
    assert figures["kind_accuracy"] == (0.5, 2)
    assert figures["source_accuracy"] == (0.5, 2)
    assert figures["target_accuracy"] == (0.0, 1)
    assert figures["target_country_accuracy"] == (1.0, 1)
    assert figures["target_sector_accuracy"] == (0.0, 1)
    assert [miss["record"] for miss in result.misses] == ["0:r1", "1:r2"]
    assert result.misses[0]["target"] == {"gold": ["SYL/GOV"], "predicted": ["SYL/MIL"]}


def test_both_parties_of_a_mutual_act_are_sources_where_no_target_is_named(tmp_path: Path) -> None:
    found = records(tmp_path, row("CONSULT", source=[{"code": "FRD"}, {"code": "SYL"}]))
    told = mention(
        TEXT,
        "shelled",
        kind="CONSULT",
        parties=(
            party(TEXT, "initiator", "Freedonian", "f/GOV/FRD"),
            party(TEXT, "recipient", "Sylvania", "s/GOV/SYL"),
        ),
    )
    result = score(found, {"0:r1": [told]})
    assert {figure.name: figure.value for figure in result.figures}["source_accuracy"] == 1.0
    assert result.misses == ()


def test_records_with_one_id_are_two(tmp_path: Path) -> None:
    found = records(tmp_path, row(), row("AID"))
    assert len({record.id for record in found}) == 2


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(MissingSetError, match="PLOVER_GSR_CAMEO"):
        gold_records(Options(data=tmp_path))
