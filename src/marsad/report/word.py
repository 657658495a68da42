"""A report as a Word document (docx), and its lines read back, however it was edited since.

Pictures are PNG with their alternative text: Word shows SVG only beside a PNG. Tables are Word's own.
"""

from __future__ import annotations

import hashlib
import io
import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile, ZipFile

from marsad.errors import MissingResource, ReadError
from marsad.report.drawing import png
from marsad.report.language import load_words, unmarked
from marsad.report.lines import Line, Sheet
from marsad.report.model import Picture, Report, Statement, Table
from marsad.report.render import stamp

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph

_BLUE, _WASH = "0B3C6F", "EEF3F8"
_WIDTH_CM = 17.4
_STAMP = "marsad-report"
_FONT = "Arial"
#: Unpacked, a report with every picture takes a hundredth; what is more is a bomb.
_MOST_BYTES = 256 * 1024**2
#: What python-docx and the XML parser below it raise over what is no document: a syntax error is XML's.
_SPOILT = (BadZipFile, zlib.error, OSError, EOFError, ValueError, TypeError, LookupError, AttributeError, SyntaxError,
           RuntimeError, StopIteration)  # fmt: skip
_LOCALES = {"en": "en-GB", "fr": "fr-FR", "ar": "ar-SA"}
_LABELS = ("Heading", "Title", "Subtitle", "Marsad Stamp")


def _library() -> Any:
    try:
        import docx
    except ImportError as error:
        raise MissingResource(
            "Word documents are written with python-docx, which is not installed",
            next_step="Install it: pip install marsad[report]. Or write .html or .md.",
        ) from error
    return docx


# --- writing -----------------------------------------------------------------------------------


def word(report: Report) -> bytes:
    """The report as docx. Raises MissingResource without python-docx or Pillow (the extra ``report``)."""
    document: Document = _library().Document()
    page = _Page(document, report)
    page.begin()
    for part in report.parts:
        page.heading(part.heading, 1)
        for statement in part.statements:
            page.sentence(statement, "List Bullet")
        for picture in part.pictures:
            page.picture(picture)
        for table in part.tables:
            page.table(table)
    page.heading(report.headings["references"], 1)
    page.rows(
        report.columns, [(f"[{one.key}]", one.id, *one.cells) for one in report.references], frozenset(), small=True
    )
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


class _Page:
    """Where the document is written; knows its direction."""

    def __init__(self, document: Document, report: Report) -> None:
        self._document, self._report = document, report
        self._is_right_to_left = load_words(report.asked.language).is_right_to_left

    def begin(self) -> None:
        """Styles, title and what stands below it."""
        from docx.enum.style import WD_STYLE_TYPE
        from docx.shared import Cm, Pt, RGBColor

        section = self._document.sections[0]
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = Cm((21 - _WIDTH_CM) / 2)
        section.top_margin = section.bottom_margin = Cm(1.8)
        styles: Any = self._document.styles
        for name, size in (("Normal", 10), ("Title", 22), ("Heading 1", 14), ("Heading 2", 10.5), ("Subtitle", 12)):
            font = styles[name].font
            font.name, font.italic = _FONT, False
            _size(font, size)
            if name != "Normal":
                font.color.rgb = RGBColor.from_string(_BLUE)
                font.bold = font.cs_bold = name != "Subtitle"
        styles["Normal"].paragraph_format.space_after = Pt(4)
        styles.add_style("Marsad Stamp", WD_STYLE_TYPE.PARAGRAPH).font.size = Pt(9)
        self._say_what_it_is()
        self._paragraph(self._report.title, "Title")
        self._paragraph(self._report.period, "Subtitle")
        self._paragraph(self._report.stamp, "Marsad Stamp")
        self.sentence(self._report.as_of, "Normal")

    def _say_what_it_is(self) -> None:
        """Title and language for readers of screens, and the stamp for programs."""
        from docx.oxml import OxmlElement
        from docx.oxml.ns import qn

        told, asked = self._document.core_properties, self._report.asked
        told.title, told.language, told.author = self._report.title, asked.language, "Marsad"
        told.comments, told.subject = "", self._report.period
        defaults: Any = self._document.styles.element
        for language in defaults.iter(qn("w:lang")):
            language.set(qn("w:bidi" if self._is_right_to_left else "w:val"), _LOCALES[asked.language])
        held = OxmlElement("w:docVars")
        one = OxmlElement("w:docVar")
        one.set(qn("w:name"), _STAMP)
        one.set(qn("w:val"), stamp(asked))
        held.append(one)
        settings: Any = self._document.settings.element
        after = settings.find(qn("w:compat"))
        settings.append(held) if after is None else after.addnext(held)

    def heading(self, text: str, level: int) -> None:
        self._turned(self._document.add_heading(text, level))

    def sentence(self, statement: Statement, style: str) -> None:
        """A sentence with its references, small and grey."""
        paragraph = self._paragraph(f"{statement.text} ", style)
        self._cites(paragraph, statement.cites)
        paragraph.add_run(".")
        self._turned(paragraph)

    def picture(self, picture: Picture) -> None:
        """With its alternative text, and below it what it shows."""
        from docx.shared import Cm

        paragraph = self._document.add_paragraph()
        drawn: Any = paragraph.add_run().add_picture(io.BytesIO(png(picture.drawing)), width=Cm(_WIDTH_CM))
        told = drawn._inline.docPr  # noqa: SLF001 - python-docx has no name for alternative text
        told.set("title", picture.title)
        told.set("descr", f"{picture.title}. {picture.told.text}.")
        self.heading(picture.title, 2)
        self.sentence(picture.told, "Normal")

    def table(self, table: Table) -> None:
        self.heading(table.title, 2)
        self.rows(table.columns, [(*row.cells, self._left(row.cites)) for row in table.rows], table.numeric)

    def rows(
        self,
        columns: tuple[str, ...],
        rows: list[tuple[str, ...]],
        numeric: frozenset[int],
        *,
        small: bool = False,
    ) -> None:
        """A table whose head is repeated on each page."""
        from docx.oxml import OxmlElement
        from docx.oxml.ns import qn

        made: Any = self._document.add_table(rows=0, cols=len(columns), style="Table Grid")
        if self._is_right_to_left:
            made._tblPr.find(qn("w:tblStyle")).addnext(OxmlElement("w:bidiVisual"))  # noqa: SLF001 - python-docx has no name for it
        for place, cells in enumerate((columns, *rows)):
            row = made.add_row()
            if place == 0:
                row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # noqa: SLF001
            for column, text in enumerate(cells):
                self._cell(
                    row.cells[column], text, is_head=place == 0, is_number=column in numeric, size=7 if small else 8.5
                )
        for edge in made._tbl.iter(qn("w:tblLook")):  # noqa: SLF001
            edge.set(qn("w:firstRow"), "1")
            edge.set(qn("w:firstColumn"), "0")
        self._document.add_paragraph().paragraph_format.space_after = 0

    def _cell(self, cell: Any, text: str, *, is_head: bool, is_number: bool, size: float) -> None:
        from docx.enum.text import WD_ALIGN_PARAGRAPH
        from docx.oxml import OxmlElement
        from docx.oxml.ns import qn
        from docx.shared import Pt, RGBColor

        paragraph = cell.paragraphs[0]
        run = paragraph.add_run(text)
        run.font.bold = run.font.cs_bold = is_head
        _size(run.font, size)
        paragraph.paragraph_format.space_after = Pt(1)
        if is_head:
            run.font.color.rgb = RGBColor.from_string(_BLUE)
            shade = OxmlElement("w:shd")
            for name, value in (("val", "clear"), ("color", "auto"), ("fill", _WASH)):
                shade.set(qn(f"w:{name}"), value)
            cell._tc.get_or_add_tcPr().append(shade)  # noqa: SLF001
        if is_number:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT  # of a line from right to left, that is its end, too
        self._turned(paragraph)

    def _paragraph(self, text: str, style: str) -> Paragraph:
        return self._turned(self._document.add_paragraph(text, style=style))

    def _cites(self, paragraph: Paragraph, cites: str) -> None:
        from docx.shared import RGBColor

        run = paragraph.add_run(self._left(cites))
        run.font.color.rgb = RGBColor.from_string("4D4D4D")
        _size(run.font, 8)

    def _left(self, cites: str) -> str:
        """References run from left to right in every language."""
        return f"\u2066{cites}\u2069" if self._is_right_to_left else cites

    def _turned(self, paragraph: Paragraph) -> Paragraph:
        """From right to left, where the language is written so."""
        if self._is_right_to_left:
            from docx.oxml import OxmlElement
            from docx.oxml.ns import qn

            told: Any = paragraph._p.get_or_add_pPr()  # noqa: SLF001
            if told.find(qn("w:bidi")) is None:
                # The schema wants it before spacing, indents and alignment.
                after = ("adjustRightInd", "snapToGrid", "spacing", "ind", "contextualSpacing", "jc", "rPr")
                told.insert_element_before(OxmlElement("w:bidi"), *(f"w:{name}" for name in after))
            for run in paragraph.runs:
                run.font.rtl = True
        return paragraph


def _size(font: Any, points: float) -> None:
    """The size, of letters written from right to left too: Word keeps two."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Pt

    font.size = Pt(points)
    told = font._element.get_or_add_rPr()  # noqa: SLF001 - python-docx has no name for it
    for old in told.findall(qn("w:szCs")):
        told.remove(old)
    other = OxmlElement("w:szCs")
    other.set(qn("w:val"), str(round(2 * points)))
    told.find(qn("w:sz")).addnext(other)
    if (fonts := told.find(qn("w:rFonts"))) is not None:
        fonts.set(qn("w:cs"), _FONT)


# --- reading -----------------------------------------------------------------------------------


def read_word(body: bytes, path: str) -> Sheet:
    """The lines of a docx: paragraphs, rows, text boxes, notes, heads and feet; what was struck out is left out.

    Raises ReadError for what is none.
    """
    library = _library()
    step = "Save it as .docx anew."
    try:
        with ZipFile(io.BytesIO(body)) as packed:
            if sum(info.file_size for info in packed.infolist()) > _MOST_BYTES:
                raise ReadError(f"{path} holds more than {_MOST_BYTES} bytes unpacked", next_step=step, path=path)
        document: Document = library.Document(io.BytesIO(body))
        lines = tuple(
            Line(number=number, text=text, is_label=label) for number, (text, label) in enumerate(_told(document), 1)
        )
        return Sheet(lines=lines, pictures=tuple(_pictures(document)), stamp=_stamp(document))
    except (*_SPOILT, library.opc.exceptions.OpcError) as error:
        raise ReadError(f"{path} is no Word document: {error}", next_step=step, path=path) from error


def _told(document: Any) -> Iterator[tuple[str, bool]]:
    from docx.oxml.ns import qn

    names = {style.style_id: style.name or "" for style in document.styles}
    yield from _blocks(document.element.body, names)
    for element in _corners(document):
        for paragraph in element.iter(qn("w:p")):
            if any(map(str.isalpha, text := _text(paragraph))):
                yield text, False


def _corners(document: Any) -> Iterator[Any]:
    """Heads, feet, notes and comments."""
    wanted = ("/header", "/footer", "/footnotes", "/endnotes", "/comments")
    for part in document.part.package.iter_parts():
        element = getattr(part, "element", None)
        if element is not None and any(word in str(part.partname) for word in wanted):
            yield element


def _blocks(body: Any, names: dict[str, str]) -> Iterator[tuple[str, bool]]:
    """Paragraphs, and rows with their cells joined; what stands in a cell stands in its row only."""
    from docx.oxml.ns import qn

    for element in body.iter(qn("w:p"), qn("w:tr")):
        if element.tag == qn("w:tr"):
            cells = [" ".join(_text(one) for one in cell.iter(qn("w:p"))) for cell in element.iter(qn("w:tc"))]
            is_head = (
                element.getparent().index(element) == _first_row(element)
                and element.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None
            )
            yield " | ".join(unmarked(cell) for cell in cells), is_head
        elif not any(parent.tag == qn("w:tr") for parent in element.iterancestors()) and (text := _text(element)):
            style = element.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
            name = names.get(style.get(qn("w:val")), "") if style is not None else ""
            yield text, name.startswith(_LABELS)


def _first_row(row: Any) -> int:
    from docx.oxml.ns import qn

    return next(place for place, one in enumerate(row.getparent()) if one.tag == qn("w:tr"))


def _text(element: Any) -> str:
    from docx.oxml.ns import qn

    return unmarked(
        "".join(
            one.text or "" if one.tag == qn("w:t") else " " for one in element.iter(qn("w:t"), qn("w:tab"), qn("w:br"))
        )
    )


def _pictures(document: Any) -> Iterator[str]:
    for part in document.part.package.iter_parts():
        if str(part.partname).startswith("/word/media/"):
            yield hashlib.sha256(part.blob).hexdigest()


def _stamp(document: Any) -> str | None:
    from docx.oxml.ns import qn

    found = (
        one.get(qn("w:val"))
        for one in document.settings.element.iter(qn("w:docVar"))
        if one.get(qn("w:name")) == _STAMP
    )
    return next(found, None)
