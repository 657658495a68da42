"""A report as Markdown, HTML or PDF. Word has its own form (:mod:`marsad.report.word`)."""

from __future__ import annotations

import hashlib
import io
import json
import re
import zlib
from dataclasses import fields
from datetime import date, datetime
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from marsad.errors import MissingResource, ReadError
from marsad.report.drawing import svg
from marsad.report.language import load_words
from marsad.report.model import Asked, Picture, Report

if TYPE_CHECKING:
    from jinja2 import Environment

Template = Literal["markdown", "html"]

_FILES: dict[Template, str] = {"markdown": "situation.md.j2", "html": "situation.html.j2"}
#: What Markdown reads as more than text.
_MARKS = re.compile(r"([\\`*_{}\[\]<>#|!~])")
_KEY = re.compile(r"[CSAWFR]?\d+")
#: Behind the end of a PDF, where readers look no further: the hash of all before.
_SEAL = b"\n% marsad sha256 "
_ATTACHED = "report.html"
#: Bytes of the longest source that is unpacked: a hundred times a report with every map.
_MOST_SOURCE = 64 * 1024 * 1024
_STREAM = re.compile(rb"/Type /EmbeddedFile.{0,400}?/Length (\d+)>>\nstream\n", re.DOTALL)


def stamp(asked: Asked) -> str:
    """What a report says of itself for programs: enough to make it again from the store."""
    told = {field.name: getattr(asked, field.name) for field in fields(asked)}
    plain = {name: value.isoformat() if isinstance(value, date) else value for name, value in told.items()}
    text = json.dumps(plain, ensure_ascii=True, sort_keys=True)
    # Two hyphens would end a comment, and no mark-up is to be read in a name.
    for mark, code in (("--", "-\\u002d"), ("<", "\\u003c"), (">", "\\u003e"), ("&", "\\u0026")):
        text = text.replace(mark, code)
    return text


def asked_from(stamp: str | None) -> Asked | None:
    """The inverse of :func:`stamp`; None for what is none."""
    try:
        told: dict[str, Any] = json.loads(stamp or "")
        days = {name: date.fromisoformat(told[name]) for name in ("first", "last")}
        moments = {name: datetime.fromisoformat(told[name]) for name in ("now", "made_at")}
        return Asked(**{**told, **days, **moments})
    except (ValueError, KeyError, TypeError):
        return None


def written(report: Report, template: Template = "markdown") -> str:
    """The report as text. Raises MissingResource without Jinja2 (the extra ``report``)."""
    words = load_words(report.asked.language)
    return (
        _environment()
        .get_template(_FILES[template])
        .render(
            report=report,
            words=words,
            stamp=stamp(report.asked),
            style=_safe(own_style()) if template == "html" else "",
        )
    )


def own_style() -> str:
    """How pages look."""
    return files("marsad.report").joinpath("templates/situation.css").read_text(encoding="utf-8")


def _environment() -> Environment:
    try:
        import jinja2
    except ImportError as error:
        raise MissingResource(
            "reports are composed with Jinja2, which is not installed",
            next_step="Install it: pip install marsad[report]",
        ) from error
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("marsad.report"),
        autoescape=jinja2.select_autoescape(("html.j2",)),
        undefined=jinja2.StrictUndefined,
        keep_trailing_newline=True,
        trim_blocks=False,
    )
    environment.filters["md"] = _plain_markdown
    environment.filters["linked"] = _linked
    environment.filters["drawn"] = _drawn
    return environment


def _plain_markdown(text: str) -> str:
    """Words that Markdown shows as they are, in one line."""
    # Not the narrow spaces that part thousands.
    return _MARKS.sub(r"\\\1", re.sub(r"[ \t\r\n\f\v\u2028\u2029]+", " ", str(text)).strip())


def _linked(cites: str) -> Any:
    """References that lead to their row of the list."""
    inner = _KEY.sub(lambda match: f'<a href="#ref-{match[0]}">{match[0]}</a>', cites)
    return _safe(f'<span class="cites">{inner}</span>')


def _drawn(picture: Picture, name: str) -> Any:
    return _safe(svg(picture.drawing, name=name, title=picture.title, description=picture.told.text))


def _safe(markup: str) -> Any:
    """Markup of our own that is not to be escaped again."""
    from markupsafe import Markup

    return Markup(markup)  # noqa: S704  # nosec B704 - made here, of keys and escaped words


# --- PDF ---------------------------------------------------------------------------------------


def pdf(html: str, *, fonts: Path | None = None) -> bytes:
    """The HTML report as PDF, with its source attached and sealed by a hash, so that it can be checked.

    ``fonts`` is a folder of the bundled fonts; without it those of the system are taken. Raises MissingResource without
    WeasyPrint or the libraries that it calls.
    """
    try:
        import weasyprint
    except (ImportError, OSError) as error:  # OSError: WeasyPrint is there, Pango is not
        raise MissingResource(
            f"PDF is written by WeasyPrint, which cannot be loaded: {str(error).splitlines()[0]}",
            next_step="Install it: pip install marsad[report], and Pango (Debian: apt install libpango-1.0-0 "
            "libpangoft2-1.0-0; macOS: brew install pango). Or write .html or .docx.",
        ) from error
    source = weasyprint.Attachment(string=html, name=_ATTACHED, description="The report as it can be checked")
    faces = weasyprint.text.fonts.FontConfiguration()
    sheet = weasyprint.CSS(string=_faces(fonts), font_config=faces)
    out = io.BytesIO()
    weasyprint.HTML(string=html, url_fetcher=_no_fetching).write_pdf(
        out, stylesheets=[sheet], font_config=faces, attachments=[source], pdf_variant="pdf/ua-1"
    )
    body = out.getvalue()
    return body + _SEAL + hashlib.sha256(body).hexdigest().encode() + b"\n"


def _no_fetching(url: str) -> Any:
    """A report holds all that it shows. Nothing is fetched while it is made."""
    raise ValueError(f"a report asks for nothing from elsewhere: {url}")


def _faces(folder: Path | None) -> str:
    """The bundled fonts, each script under a name of its own; empty where there are none."""
    found = []
    for pattern, family, weight in _FACES:
        for file in sorted(folder.resolve().glob(pattern)) if folder else ():
            told = f'font-family: "{family}"; font-weight: {weight}'
            found.append(f'@font-face {{ {told}; src: url("{file.as_uri()}"); }}')
    return "\n".join(found)


_FACES = (
    ("noto-sans-arabic-arabic-400-*.woff2", "Marsad Arabic", 400),
    ("noto-sans-arabic-arabic-600-*.woff2", "Marsad Arabic", 600),
    ("inter-latin-400-*.woff2", "Marsad Latin", 400),
    ("inter-latin-600-*.woff2", "Marsad Latin", 600),
)


def source_of(body: bytes, path: str) -> str:
    """The HTML that a PDF of ours was made of. Raises ReadError for any other, and for one that was changed since."""
    head, seal, told = body.rpartition(_SEAL)
    if not seal:
        raise ReadError(
            f"{path} is no PDF that marsad report wrote, or was saved anew since",
            next_step="Check the report as .html, .md or .docx.",
            path=path,
        )
    if hashlib.sha256(head).hexdigest().encode() != told.strip():
        raise ReadError(
            f"{path} was changed after it was written: its pages may say anything",
            next_step="Check the report as .html, .md or .docx, and make the PDF anew.",
            path=path,
        )
    found = _STREAM.search(head)
    try:
        told = zlib.decompressobj().decompress(head[found.end() :] if found else b"", _MOST_SOURCE)
        return told.decode("utf-8")
    except (zlib.error, UnicodeDecodeError) as error:  # sealed, and not by us
        raise ReadError(
            f"{path} holds no source of a report",
            next_step="Check the report as .html, .md or .docx, and make the PDF anew.",
            path=path,
        ) from error
