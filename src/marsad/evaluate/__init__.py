"""Marsad, or a coder, against events coded by hand: :func:`parse_gold`, :func:`evaluate`, :func:`agreement`."""

from marsad.evaluate.agreement import (
    Agreement,
    Concordance,
    agreement,
    alpha,
    concur,
    field_agreements,
    values_told,
)
from marsad.evaluate.gold import CodedEvent, GoldDocument, coded_event, parse_gold
from marsad.evaluate.scores import Pair, Report, Score, bootstrap, evaluate

__all__ = [
    "Agreement",
    "CodedEvent",
    "Concordance",
    "GoldDocument",
    "Pair",
    "Report",
    "Score",
    "agreement",
    "alpha",
    "bootstrap",
    "coded_event",
    "concur",
    "evaluate",
    "field_agreements",
    "parse_gold",
    "values_told",
]
