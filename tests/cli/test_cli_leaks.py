"""The leak sentences through the whole house: read, coded, stored, merged, exported. No private word comes out."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from marsad.cli import root
from marsad.export import EXPORTERS
from tests.protect.leaks import LEAKS, leaked

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("leaks")
    lines = [
        json.dumps({"text": f"{leak['text']} Three civilians were killed in the attack.", "language": "en"})
        for leak in LEAKS
    ]
    (folder / "leaks.jsonl").write_text("\n".join(lines), encoding="utf-8")
    db = folder / "leaks.duckdb"
    args = ["add", str(folder / "leaks.jsonl"), "--db", str(db), "--published", "2020-05-02", "--language", "en"]
    result = CliRunner().invoke(root, args)
    assert result.exit_code == 0, result.output
    return db


#: Formats that are no text; what is in them is read by tests/export/test_write.py.
_PACKED = ("parquet", "geoparquet", "xlsx")


@pytest.mark.parametrize("form", [form for form in EXPORTERS if form not in _PACKED])
def test_no_private_word_comes_out(db: Path, tmp_path: Path, form: str) -> None:
    out = tmp_path / "out"
    result = CliRunner().invoke(root, ["export", form, "-o", str(out), "--db", str(db)])
    assert result.exit_code == 0, result.output
    written = out.read_text(encoding="utf-8")
    assert leaked(written + out.with_name("out.manifest.json").read_text(encoding="utf-8")) == []
    if form == "jsonl":
        assert len(written.splitlines()) >= len(LEAKS)
        assert "Taliban" in written
