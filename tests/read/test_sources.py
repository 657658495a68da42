import gzip
import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from marsad.config import Config
from marsad.errors import ReadError
from marsad.read import Given, sources
from marsad.read.containers import Found
from marsad.types import Problem, RawDocument

TEXT = "Three soldiers were killed near Gao on Monday."
HTML = f"<!doctype html><html><body><p>{TEXT}</p></body></html>"
MAIL = f"From: desk@example.org\nSubject: Mine\nDate: Wed, 06 May 2020 10:00:00 +0000\n\n{TEXT}\n"
RECORD = json.dumps({"text": TEXT})


def found(*args: object, given: Given | None = None, config: Config | None = None, **more: Any) -> list[Found]:
    return list(sources(map(str, args), given=given or Given(), config=config or Config(), **more))


def kinds(results: list[Found]) -> list[str]:
    return [result.code if isinstance(result, Problem) else result.media_type for result in results]


@pytest.mark.parametrize(
    ("name", "content", "media"),
    [
        ("a.html", HTML, "text/html"),
        ("a.HTM", HTML, "text/html"),
        ("a.txt", TEXT, "text/plain"),
        ("a.txt", HTML, "text/html"),
        ("a.md", f"# Mine\n{TEXT}", "text/markdown"),
        ("a.jsonl", RECORD, "text/plain"),
        ("a.ndjson", RECORD, "text/plain"),
        ("a.eml", MAIL, "text/plain"),
        ("a", RECORD, "text/plain"),
        ("a", HTML, "text/html"),
        ("a.dat", f"<p>{TEXT}", "text/html"),
        ("a", MAIL, "text/plain"),
        ("a", TEXT, "text/plain"),
    ],
)
@pytest.mark.parametrize("packed", [False, True])
def test_formats(tmp_path: Path, name: str, content: str, media: str, packed: bool) -> None:
    path = tmp_path / (f"{name}.gz" if packed else name)
    path.write_bytes(gzip.compress(content.encode()) if packed else content.encode())
    [raw] = found(path)
    assert isinstance(raw, RawDocument)
    assert raw.media_type == media
    assert TEXT in raw.body.decode()
    assert b"Subject" not in raw.body


def test_what_is_missing_is_told_before_anything_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    for missing in (tmp_path / "none.txt", tmp_path / "*.html"):
        with pytest.raises(ReadError) as caught:
            sources([str(tmp_path / "a.txt"), str(missing)], given=Given(), config=Config())
        assert "Check the spelling" in caught.value.next_step
        assert caught.value.ids == {"path": str(missing)}


@pytest.mark.parametrize("address", ["memory://a", "file:///etc/hostname"])
def test_for_others_only_the_web_is_asked(address: str) -> None:
    with pytest.raises(ReadError, match="no web address"):
        found(address, public_only=True)


def test_a_folder_is_read_in_order_and_the_rest_counted(tmp_path: Path) -> None:
    for name in ("b.txt", "sub/a.txt", "a.html", "c.pdf", "d", ".hidden.txt", ".git/x.txt"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(TEXT)
    results = found(tmp_path)
    assert [Path(raw.path or "").name for raw in results[:-1] if isinstance(raw, RawDocument)] == [
        "a.html",
        "b.txt",
        "a.txt",
    ]
    assert isinstance(results[-1], Problem)
    assert results[-1].code == "unknown-format"
    assert "2 files were passed over (suffixes: .pdf, none)" in results[-1].detail


def test_a_folder_without_files_is_told(tmp_path: Path) -> None:
    assert kinds(found(tmp_path)) == ["empty"]


def test_patterns(tmp_path: Path) -> None:
    for name in ("b.txt", "a.txt", "c.html"):
        (tmp_path / name).write_text(TEXT)
    (tmp_path / "sub.txt").mkdir()
    (tmp_path / "sub.txt" / "d.txt").write_text(TEXT)
    results = found(tmp_path / "*.txt")
    assert [Path(raw.path or "").name for raw in results if isinstance(raw, RawDocument)] == ["a.txt", "b.txt", "d.txt"]


def test_what_cannot_be_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    (tmp_path / "b.txt").write_text(TEXT)
    real = Path.open

    def locked(path: Path, *args: Any, **more: Any) -> Any:
        if path.name == "a.txt":
            raise PermissionError(13, "Permission denied")
        return real(path, *args, **more)

    monkeypatch.setattr(Path, "open", locked)
    with pytest.raises(ReadError, match="cannot be opened: Permission denied"):
        found(tmp_path / "a.txt")
    assert kinds(found(tmp_path)) == ["unreadable", "text/plain"]


def test_standard_input() -> None:
    [raw] = found("-", stdin=io.BytesIO(f"{RECORD}\n".encode()))
    assert isinstance(raw, RawDocument)
    assert (raw.body, raw.path) == (TEXT.encode(), None)
    assert kinds(found("-", stdin=io.BytesIO(gzip.compress(HTML.encode())))) == ["text/html"]


def test_what_is_given_reaches_every_document(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    (tmp_path / "b.jsonl").write_text(
        json.dumps({"text": TEXT, "source": "Courier", "title": "Mine", "language": "fr"})
    )
    given = Given(source="Wire", published=date(2020, 5, 6), language="en", title="T")
    [plain, record] = found(tmp_path / "a.txt", tmp_path / "b.jsonl", given=given)
    assert isinstance(plain, RawDocument)
    assert isinstance(record, RawDocument)
    assert (plain.source, plain.published, plain.language, plain.title) == ("Wire", date(2020, 5, 6), "en", "T")
    assert (record.source, record.published, record.language, record.title) == (
        "Courier",
        date(2020, 5, 6),
        "fr",
        "Mine",
    )


def test_the_configured_source_fills_in(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    [raw] = found(tmp_path / "a.txt", config=Config(source="Configured"))
    assert raw.source == "Configured"


def test_a_file_over_the_limit_is_cut_and_told(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("word " * 1_000)
    results = found(tmp_path / "a.txt", config=Config(max_bytes=100))
    assert kinds(results) == ["too-large", "text/plain"]
    assert isinstance(results[1], RawDocument)
    assert len(results[1].body) == 100


def test_a_zip_bomb_gives_no_document(tmp_path: Path) -> None:
    (tmp_path / "a.txt.gz").write_bytes(gzip.compress(b" " * 10_000_000))
    assert kinds(found(tmp_path / "a.txt.gz", config=Config(max_bytes=1_000_000))) == ["too-large"]


def test_a_torn_gzip_gives_what_is_left(tmp_path: Path) -> None:
    rows = "\n".join(json.dumps({"text": f"{TEXT} {number}"}) for number in range(3_000)).encode()
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(rows)[:-500])
    results = found(tmp_path / "a.jsonl.gz")
    assert kinds(results)[-1] == "truncated"
    assert kinds(results).count("text/plain") > 1_000
    assert set(kinds(results)) <= {"text/plain", "bad-line", "truncated"}


def test_a_list_of_addresses_by_suffix_refuses_the_rest(tmp_path: Path) -> None:
    (tmp_path / "a.urls").write_text("file:///etc/hostname\n\nnothing\n")
    assert kinds(found(tmp_path / "a.urls")) == ["bad-url", "bad-url"]


def test_a_text_with_an_address_is_no_list(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(f"http://example.org/a\n{TEXT}\n")
    assert kinds(found(tmp_path / "a.txt")) == ["text/plain"]
