"""Report: the cited situation report. Every sentence and number names the events it rests on, and a checker insists.

``situation_report(records, area=…, first=…, last=…, now=…)`` takes records that passed :mod:`marsad.protect`;
``check(text, records)`` says what a report, also an edited one, claims without them.
"""

from marsad.report.check import check
from marsad.report.render import Template, situation_report

__all__ = ["Template", "check", "situation_report"]
