import json
from typing import Any

import pytest

from marsad.evaluate import GoldDocument, agreement, alpha, parse_gold

# The reliability data of Krippendorff's "Computing Krippendorff's Alpha-Reliability" (2011), section C: four observers,
# twelve units, missing values left out. Published there: nominal 0.743, ordinal 0.815.
UNITS = [
    [1, 1, 1],
    [2, 2, 3, 2],
    [3, 3, 3, 3],
    [3, 3, 3, 3],
    [2, 2, 2, 2],
    [1, 2, 3, 4],
    [4, 4, 4, 4],
    [1, 1, 2, 1],
    [2, 2, 2, 2],
    [5, 5, 5],
    [1, 1],
    [3],
]


def test_alpha_is_the_published_one() -> None:
    assert alpha(UNITS) == pytest.approx(0.743, abs=0.0005)
    assert alpha(UNITS, level="ordinal") == pytest.approx(0.815, abs=0.0005)


def test_alpha_is_one_for_agreement_and_below_zero_for_systematic_disagreement() -> None:
    assert alpha([[1, 1], [2, 2]]) == 1.0
    assert alpha([[1, 2], [2, 1]]) < 0


@pytest.mark.parametrize("units", [[], [[1]], [[1], [2]], [[1, 1], [1, 1]]])
def test_alpha_is_not_defined_without_variation(units: list[list[int]]) -> None:
    assert alpha(units) is None


def coder(*events_by_document: list[dict[str, Any]]) -> tuple[GoldDocument, ...]:
    return parse_gold(
        json.dumps({"document": f"d{n}", "events": events}) for n, events in enumerate(events_by_document)
    )


def event(kind: str = "ASSAULT", **fields: Any) -> dict[str, Any]:
    return {"kind": kind, **fields}


def test_two_coders_are_compared_event_by_event() -> None:
    left = coder(
        [event(mode="firearms", where={"name": "Palmyra", "where_prec": 1}, counts={"killed": 3})],
        [event("AID", mode=None), event("PROTEST", mode="demo")],
        [event("RETREAT")],
    )
    right = coder(
        [event(mode="aerial", where={"name": "palmyra", "where_prec": 2}, counts={"killed": 3})],
        [event("PROTEST", mode="demo"), event("AID", mode=None)],
        [],
    )
    found = agreement(left, right)
    assert (found.documents, found.both, found.only_left, found.only_right) == (3, 3, 1, 0)
    by_field = {field.field: field for field in found.fields}
    assert by_field["kind"].raw == 1.0
    assert by_field["kind"].alpha == 1.0
    assert (by_field["mode"].n, by_field["mode"].same) == (3, 2)
    assert by_field["where"].raw == 1.0
    assert by_field["where_prec"].raw == 0.0
    assert by_field["where_prec"].level == "ordinal"
    assert by_field["killed"].n == 1
    assert "status" not in by_field


def test_roles_are_compared_by_who_holds_them() -> None:
    said = [{"role": "initiator", "actor": "x"}, {"role": "recipient", "name": "The Army"}]
    turned = [{"role": "recipient", "name": "army"}, {"role": "initiator", "actor": "y"}]
    found = agreement(coder([event(parties=said)]), coder([event(parties=turned)]))
    by_field = {field.field: field.same for field in found.fields}
    assert (by_field["initiator"], by_field["recipient"]) == (0, 1)


def test_documents_of_one_coder_only_are_left_out() -> None:
    assert agreement(coder([event()], [event()]), coder([event()])).documents == 1


def test_a_precision_that_one_coder_left_open_says_nothing() -> None:
    left, right = coder([event(when="2020-05-01")]), coder([event(when={"first": "2020-05-01", "date_prec": 1})])
    by_field = {field.field: field for field in agreement(left, right).fields}
    assert by_field["date_prec"].n == 0
    assert by_field["date_prec"].raw is None
    assert by_field["when"].raw == 1.0
