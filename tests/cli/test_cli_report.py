"""``marsad report`` over a store filled by hand."""

import re
from importlib.resources import files
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from marsad.cli import root
from marsad.errors import ExportError, MarsadError, ReadError
from marsad.store import Store
from marsad.types import Problem
from tests.store import reports


@pytest.fixture(scope="session")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("report") / "marsad.duckdb"
    with Store(file) as store:
        reports.fill(store)
    return file


def run(*args: object) -> Result:
    return CliRunner().invoke(root, ["report", *(str(arg) for arg in args)])


def composed(db: Path, out: Path, *more: str) -> Result:
    return run("--area", "afg", "--from", "2020-05-01", "--to", "2020-05-31", "-o", out, "--db", db, *more)


ENDINGS = ("md", "html", "docx", "pdf")


def seen(file: Path) -> str:
    """What a reader of the file sees."""
    from marsad.report import read, read_word, source_of

    body = file.read_bytes()
    if file.suffix == ".docx":
        sheet = read_word(body, file.name)
    else:
        sheet = read(source_of(body, file.name) if file.suffix == ".pdf" else body.decode())
    return "\n".join(line.text for line in sheet.lines)


@pytest.mark.slow
@pytest.mark.parametrize("name", [f"week.{end}" for end in ENDINGS])
def test_a_report_is_composed_and_passes_its_check(db: Path, tmp_path: Path, name: str) -> None:
    result = composed(db, tmp_path / name)
    assert result.exit_code == 0, result.output
    text = seen(tmp_path / name)
    assert "One event was coded in Afghanistan" in text
    assert reports.PERSON not in text
    checked = run("--check", tmp_path / name, "--db", db)
    assert checked.exit_code == 0, checked.output
    assert "told by its events" in checked.stderr


@pytest.mark.slow
def test_an_edited_report_is_refused_with_the_line(db: Path, tmp_path: Path) -> None:
    out = tmp_path / "week.md"
    composed(db, out)
    out.write_text(
        out.read_text(encoding="utf-8").replace("Reported killed: 3", "Reported killed: 30"), encoding="utf-8"
    )
    result = run("--check", out, "--db", db)
    assert result.exit_code == 1
    assert "(unsupported-number)" in result.stdout


@pytest.mark.slow
def test_a_list_of_references_that_was_edited_is_refused(db: Path, tmp_path: Path) -> None:
    out = tmp_path / "week.md"
    composed(db, out)
    text = out.read_text(encoding="utf-8")
    event = re.search(r"\| \[1\] \| ([0-9a-f]{20})", text)
    assert event is not None
    out.write_text(text.replace(event[1], "f" * 20), encoding="utf-8")
    result = run("--check", out, "--db", db)
    assert (result.exit_code, "(changed-reference)" in result.stdout) == (1, True)


@pytest.mark.slow
def test_an_event_that_may_no_longer_leave_is_refused(db: Path, tmp_path: Path) -> None:
    out, own = tmp_path / "week.md", tmp_path / "own.toml"
    composed(db, out)
    text = files("marsad.protect").joinpath("data/policy.toml").read_text(encoding="utf-8")
    own.write_text(text.replace("= 72", "= 87600"), encoding="utf-8")
    result = run("--check", out, "--db", db, "--policy", own)
    assert (result.exit_code, "-reference)" in result.stdout) == (1, True)


@pytest.mark.slow
def test_a_report_that_fails_its_own_check_is_not_written(
    db: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fault = Problem(stage="report", code="uncited-sentence", detail="line 3: a sentence without its events")
    monkeypatch.setattr("marsad.report.check", lambda *_: (fault,))
    result = composed(db, tmp_path / "week.md")
    assert isinstance(result.exception, ExportError)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_what_is_held_back_is_in_no_public_report(db: Path, tmp_path: Path) -> None:
    out = tmp_path / "week.md"
    args = ("--area", "MOZ", "--from", "2020-01-01", "--to", "2020-12-31", "-o", out, "--db", db)
    assert run(*args).exit_code == 1  # undated: in no period


@pytest.mark.parametrize(
    "args",
    [
        ("--area", "AFG", "--from", "2020-05-01", "--to", "2020-05-31", "-o", "week.pptx"),
        ("--area", "AFG", "--from", "2020-05-31", "--to", "2020-05-01", "-o", "week.md"),
        ("--check", "nowhere.md"),
    ],
)
def test_what_cannot_be_done_is_an_error_of_the_tree(
    db: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, args: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert isinstance(run(*args, "--db", db).exception, MarsadError)
    assert list(tmp_path.iterdir()) == []


def test_missing_options_are_named(db: Path) -> None:
    result = run("--area", "AFG", "--db", db)
    assert result.exit_code == 2
    assert "--from, --to, --output" in result.output


@pytest.mark.slow
def test_a_pdf_that_was_changed_is_refused_with_the_way_out(db: Path, tmp_path: Path) -> None:
    out = tmp_path / "week.pdf"
    composed(db, out)
    body = out.read_bytes()
    out.write_bytes(body.replace(b"/Author", b"/Aothor", 1) if b"/Author" in body else body.replace(b"obj", b"Obj", 1))
    result = run("--check", out, "--db", db)
    assert isinstance(result.exception, ReadError)
    assert "changed after it was written" in str(result.exception)
    out.write_bytes(b"%PDF-1.7 by somebody else")
    assert "no PDF that marsad report wrote" in str(run("--check", out, "--db", db).exception)


@pytest.mark.slow
@pytest.mark.parametrize("as_word", [False, True])
def test_corrections_are_counted_from_the_file_of_the_last_issue(db: Path, tmp_path: Path, as_word: bool) -> None:
    first = tmp_path / ("first.docx" if as_word else "first.md")
    composed(db, first)
    second = tmp_path / "second.md"
    assert composed(db, second, "--last-issue", str(first)).exit_code == 0
    assert "Nothing that the issue of" in second.read_text(encoding="utf-8")
    assert run("--check", second, "--db", db).exit_code == 0


@pytest.mark.slow
def test_a_word_document_can_be_read_by_those_who_cannot_see(db: Path, tmp_path: Path) -> None:
    """Headings, heads of tables that repeat, alternative texts, language, direction."""
    from docx import Document
    from docx.oxml.ns import qn

    out = tmp_path / "week.docx"
    assert composed(db, out, "--language", "ar").exit_code == 0
    document = Document(str(out))
    names = [paragraph.style.name for paragraph in document.paragraphs if paragraph.style]
    assert names.count("Title") == 1
    assert names.count("Heading 1") > 6
    body = document.element.body
    assert all(told.get("descr") for told in body.iter(qn("wp:docPr")))
    assert len(list(body.iter(qn("w:tblHeader")))) == len(document.tables)
    assert len(list(body.iter(qn("w:bidiVisual")))) == len(document.tables)
    assert all(paragraph._p.pPr.find(qn("w:bidi")) is not None for paragraph in document.paragraphs if paragraph.text)
    assert document.core_properties.language == "ar"


@pytest.mark.slow
def test_what_stands_in_a_corner_of_a_word_document_is_read_too(db: Path, tmp_path: Path) -> None:
    from docx import Document

    out = tmp_path / "week.docx"
    composed(db, out)
    document = Document(str(out))
    document.sections[0].footer.paragraphs[0].text = "Everybody knows who did it"
    document.tables[0].rows[1].cells[2].text = "77"
    document.save(str(out))
    result = run("--check", out, "--db", db)
    assert result.exit_code == 1
    assert "(uncited-sentence)" in result.stdout
    assert "(unsupported-number)" in result.stdout
