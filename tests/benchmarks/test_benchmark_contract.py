"""``python -m benchmarks NAME --data DIR``: a table, then one JSON object as the very last line."""

import csv
import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from benchmarks.__main__ import BENCHMARKS, main
from benchmarks.figures import Figure, Options, Result, summary, table

WIRE = (
    "SANTA ANA, 12 JAN 90 (OWN WIRE) -- [TEXT] GUERRILLAS OF THE FMLN ATTACKED THE HOME OF MAYOR JUAN PEREZ LOPEZ IN "
    "SANTA ANA LAST NIGHT WITH A POWERFUL CAR BOMB.  NOBODY WAS HURT.\n\n   THE MAYOR THANKED THE FIREMEN."
)
SENTENCE = "Rebels shelled Harim on Monday, killing two farmers."


def last_line(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(capsys.readouterr().out.splitlines()[-1])
    return found


# --- without the system ---


def test_all_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == list(BENCHMARKS)
    assert all(len(line.split()) > 3 for line in lines)


@pytest.mark.parametrize("name", list(BENCHMARKS))
def test_absent_data_are_said_to_be_absent(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([name, "--data", str(tmp_path)]) == 0
    said = capsys.readouterr().out
    assert f"{name}: skipped" in said
    skipped = json.loads(said.splitlines()[-1])
    assert skipped["benchmark"] == name
    assert skipped["skipped"] is True
    assert skipped["reason"]


def test_a_check_without_data_skips_all(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--check", "--data", str(tmp_path)]) == 0
    assert last_line(capsys) == {"benchmark": "check", "fallen": [], "skipped": list(BENCHMARKS)}


@pytest.mark.parametrize("argv", [["muc4"], ["--data", "x"], ["nothing", "--data", "x"], []])
def test_wrong_arguments_end_with_2(argv: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(argv)
    assert ended.value.code == 2
    assert "usage" in capsys.readouterr().err


def test_every_figure_comes_with_the_rows_behind_it() -> None:
    figures = (Figure(name="f1", value=0.123456, n=7, low=0.1, high=0.2), Figure(name="recall", value=None, n=0))
    result = Result(figures=figures, n=9, groups=(("file", (Figure(name="f1", value=1.0, n=2),)),))
    assert summary("own", result) == {
        "benchmark": "own",
        "f1": 0.1235,
        "f1_n": 7,
        "f1_low": 0.1,
        "f1_high": 0.2,
        "recall": None,
        "recall_n": 0,
        "n": 9,
        "file": {"f1": 1.0, "f1_n": 2},
    }
    shown = table("own", result)
    assert "0.1235       7  [0.1000, 0.2000]" in shown
    assert "own: file" in shown


def test_misses_are_written_as_json_lines(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def own(options: Options) -> Result:
        assert (options.limit, options.jobs, options.part) == (3, 2, "train")
        return Result(figures=(Figure(name="f1", value=0.5, n=1),), n=1, misses=({"row": "1"}, {"row": "é"}))

    monkeypatch.setitem(BENCHMARKS, "muc4", own)
    errors = tmp_path / "misses.jsonl"
    argv = ["muc4", "--data", str(tmp_path), "--limit", "3", "--jobs", "2", "--part", "train", "--errors", str(errors)]
    assert main(argv) == 0
    assert [json.loads(line) for line in errors.read_text(encoding="utf-8").splitlines()] == [
        {"row": "1"},
        {"row": "é"},
    ]
    assert last_line(capsys)["f1"] == 0.5


# --- with the system ---


def muc4(folder: Path) -> None:
    slots = {name: [] for name in ("perp_org_confidence",)}
    one = {"optional": False}
    full = {
        "optional_template": False,
        "date": [{**one, "alternatives": ["11 JAN 90"]}],
        "location": [{**one, "alternatives": ["EL SALVADOR: SANTA ANA (CITY)"]}],
        "stage": [{**one, "alternatives": ["ACCOMPLISHED"]}],
        **slots,
    }
    short = {
        "incident_type": "bombing",
        "PerpInd": [[["guerrillas", 40]]],
        "PerpOrg": [[["fmln", 58]]],
        "Target": [],
        "Victim": [[["juan perez lopez", 90]]],
        "Weapon": [[["car bomb", 150], ["powerful car bomb", 140]]],
    }
    with gzip.open(folder / "full_dev.jsonl.gz", "wt") as file:
        file.write(json.dumps({"docid": "A", "text": WIRE, "templates": [full]}) + "\n")
        file.write(json.dumps({"docid": "B", "text": "THE MAYOR OPENED A SCHOOL TODAY.", "templates": []}) + "\n")
    with gzip.open(folder / "gtt_dev.json.gz", "wt") as file:
        file.write(json.dumps({"docid": "A", "templates": [short]}) + "\n")
        file.write(json.dumps({"docid": "B", "templates": []}) + "\n")


def ged(folder: Path) -> None:
    row = {
        "id": "1.0", "side_a": "Government of Syria", "side_b": "IS", "where_coordinates": "Raqqa city",
        "adm_1": "Ar Raqqah Governorate", "adm_2": "Ar Raqqah district", "latitude": "35.95", "longitude": "39.01",
        "source_article": '"Own Wire,2017-03-02,Regime forces kill 3 in the shelling of Raqqa city"',
        "date_start": "2017-03-02", "date_end": "2017-03-02", "date_prec": "1.0",
        "low": "3.0", "best": "3.0", "high": "3.0",
    }  # fmt: skip
    more = '"Own Wire,2017-03-02,Shells kill three in Raqqa";"Other Wire,2017-03-02,Three killed by shells in Raqqa"'
    with (folder / "ged_syria_2016_2018.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(row))
        writer.writeheader()
        writer.writerows([row, {**row, "id": "2.0", "source_article": more}])


def onset(folder: Path) -> None:
    ged(folder)
    path = folder / "ged_syria_2016_2018.csv"
    head, first, second = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([head, first, second.replace("Ar Raqqah Governorate", "Homs Governorate")]) + "\n")


def event_location(folder: Path) -> None:
    words = SENTENCE.replace(",", " ,").replace(".", " .").split()
    starts = [SENTENCE.index(word) for word in words]
    tokens = [
        {"text": w, "start": s, "end": s + len(w), "id": n} for n, (w, s) in enumerate(zip(words, starts, strict=True))
    ]
    spans = [{"label": "VERB", "start": 7, "end": 14}, {"label": "LOCATION", "start": 15, "end": 20}]
    row = {"text": SENTENCE, "tokens": tokens, "spans": spans}
    (folder / "dev.jsonl").write_text(f"{json.dumps(row)}\n{json.dumps({**row, 'spans': spans[:1]})}\n")


def plover_gsr(folder: Path) -> None:
    source = [{"code": "SYR", "sector": "REB"}]
    markup = {"markup": "(SRC: Syrian rebels) (EVT: shelled) Harim on Monday."}
    row = {
        "id": "A",
        "event": "FIGHT",
        "text": "Syrian rebels shelled Harim on Monday.",
        "textInfo": markup,
        "source": source,
    }
    (folder / "PLOVER_GSR_CAMEO.json").write_text(
        json.dumps([{"id": "0", "event": "DOCUMENT"}, row, {**row, "id": "B"}])
    )


def re3d(folder: Path) -> None:
    source = folder / "Own Source"
    source.mkdir()
    documents = [{"_id": name, "title": "T", "text": SENTENCE} for name in "ab"]
    entities = [{"documentId": "a", "type": "Location", "begin": 15, "end": 20, "confidence": 1}]
    (source / "documents.json").write_text("\n".join(map(json.dumps, documents)))
    (source / "entities.json").write_text("\n".join(map(json.dumps, entities)))


def geo(folder: Path) -> None:
    tag = '<gaztag geonameid="170654"><name>Damascus</name><lat>33.51</lat><lon>36.29</lon></gaztag>'
    span = f"<phrase>Damascus</phrase><start>10</start><end>18</end>{tag}"
    toponyms = f"<toponyms><toponym>{span}</toponym></toponyms>"
    article = f"<article><text>A bomb in Damascus killed two men.</text>{toponyms}</article>"
    (folder / "Own.xml").write_text(f"<articles>{article}{article}</articles>")


def reports(folder: Path) -> None:
    told = ", ".join(f'{{ source = "{outlet}", published = 2021-03-02, text = "{SENTENCE}" }}' for outlet in "AB")
    (folder / "own.toml").write_text(f'[[scene]]\nname = "s"\n[[scene.incident]]\nname = "i"\nreports = [{told}]\n')


def ucdp_monthly(folder: Path) -> None:
    rows = [f"{year}-{month:02}-28,{month},0" for year in range(2015, 2019) for month in range(1, 13)]
    text = "\n".join(["month,Arland,Borland", *rows]) + "\n"
    (folder / "deaths_by_country_month_2015_2018.csv").write_text(text, encoding="utf-8")


SETS: dict[str, tuple[Callable[[Path], None], set[str]]] = {
    "muc4": (
        muc4,
        {"template_f1", "incident_f1", "stage_accuracy", "confidence_accuracy", "incident_type_f1"}
        | {"perp_ind_f1", "perp_org_f1", "target_f1", "victim_f1", "weapon_f1", "trigger_share"},
    ),
    "ged": (
        ged,
        {"sides_f1", "place_within_25km", "place_precision", "adm1_accuracy", "date_exact"}
        | {"deaths_exact", "deaths_in_range", "pair_f1", "over_merge", "under_merge"}
        | {"proposed_pair_f1", "proposed_over_merge", "proposed_under_merge", "pairs_told", "pairs_evident"},
    ),
    "event_location": (event_location, {"precision", "recall", "f1"}),
    "plover_gsr": (plover_gsr, {"kind_accuracy", "source_accuracy", "target_accuracy"}),
    "re3d": (re3d, {"span_f1"}),
    "onset": (
        onset,
        {
            f"{detector}{figure}"
            for detector in ("", "hdx_", "hdx_tuned_", "line_")
            for figure in ("found", "days_late", "median_days_late", "right", "false_per_area_year")
        },
    ),
    "reports": (reports, {"b_cubed_f1", "over_merge", "under_merge", "proposed_recall"}),
    "ucdp_monthly": (
        ucdp_monthly,
        {"crps", "ign", "mis90", "own_crps", "zero_ign", "conflictology_mis90", "crps_less", "onset_brier"},
    ),
    "geo": (geo, {"span_f1", "resolution_161km", "recall_161km", "precision_161km"}),
}  # fmt: skip


def test_every_benchmark_is_tried() -> None:
    assert set(SETS) == set(BENCHMARKS)


@pytest.mark.slow
@pytest.mark.parametrize("name", list(SETS))
def test_a_set_of_two_rows_is_scored(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write, figures = SETS[name]
    write(tmp_path)
    errors = tmp_path / "misses.jsonl"
    assert main([name, "--data", str(tmp_path), "--errors", str(errors)]) == 0
    found = last_line(capsys)
    assert figures <= set(found)
    assert all(f"{figure}_n" in found for figure in figures)
    assert found["n"] == (24 if name == "ucdp_monthly" else 2), "two countries in twelve months, or two rows"
    assert all(json.loads(line) for line in errors.read_text(encoding="utf-8").splitlines())
    if name == "geo":
        assert figures <= set(found["Own"])


@pytest.mark.slow
@pytest.mark.parametrize("name", ["muc4", "event_location"])
def test_the_first_rows_are_scored_alone(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    SETS[name][0](tmp_path)
    assert main([name, "--data", str(tmp_path), "--limit", "1"]) == 0
    assert last_line(capsys)["n"] == 1


@pytest.mark.slow
def test_what_is_plainly_told_is_found(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    muc4(tmp_path)
    assert main(["muc4", "--data", str(tmp_path)]) == 0
    found = last_line(capsys)
    assert found["incident_f1"] == 1.0
    assert found["weapon_f1"] == 1.0
    assert found["stage_accuracy"] == 1.0


@pytest.mark.slow
def test_processes_change_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    event_location(tmp_path)
    assert main(["event_location", "--data", str(tmp_path)]) == 0
    alone = last_line(capsys)
    assert main(["event_location", "--data", str(tmp_path), "--jobs", "2"]) == 0
    assert last_line(capsys) == alone


@pytest.mark.slow
def test_headlines_are_scored_without_merging(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ged(tmp_path)
    assert main(["ged", "--data", str(tmp_path), "--part", "headlines"]) == 0
    found = last_line(capsys)
    assert (found["n"], found["trigger_share"], found["mention_share"], found["deaths_exact"]) == (1, 1.0, 1.0, 1.0)
    assert "pair_f1" not in found
