"""Report: the cited situation report. Every sentence and number names what it rests on, and a checker insists.

``compose(evidence, load_words("fr"))`` says what there is to say, :func:`written`, :func:`pdf` and :func:`word` give
it a form, and ``check(text, report)`` says what a report, also an edited one, claims without its evidence.
"""

from marsad.report.check import check
from marsad.report.compose import compose
from marsad.report.evidence import Assessed, Evidence, Shapes, SourceFacts, Unit, Window, is_within_unit, occurred
from marsad.report.language import LANGUAGES, load_words
from marsad.report.lines import Sheet, read
from marsad.report.model import Asked, Report
from marsad.report.render import Template, asked_from, pdf, source_of, written
from marsad.report.reword import Model, Reworded, endpoint, reworded
from marsad.report.word import read_word, word

__all__ = [
    "LANGUAGES",
    "Asked",
    "Assessed",
    "Evidence",
    "Model",
    "Report",
    "Reworded",
    "Shapes",
    "Sheet",
    "SourceFacts",
    "Template",
    "Unit",
    "Window",
    "asked_from",
    "check",
    "compose",
    "endpoint",
    "is_within_unit",
    "load_words",
    "occurred",
    "pdf",
    "read",
    "read_word",
    "reworded",
    "source_of",
    "word",
    "written",
]
