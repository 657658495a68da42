"""Every coded value has quotes, and every quote is in the text: on the examples, and on mangled text."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from marsad.record import canonical_json, mention_from_record, mention_record, restore, withhold
from marsad.types import Coding, Document, Quote
from tests.conftest import NOW, ROOT

if TYPE_CHECKING:
    from marsad.config import Config
    from marsad.pipeline import Coder

pytestmark = pytest.mark.slow

PASSAGES = [
    "Gunmen killed five farmers near Goma on Monday, the army said.",
    "Isis launched a new violent attack on the Syrian army (SAA) and allied militias in Palmyra.",
    "RUSSIA AND TURKEY CARRIED OUT THE EIGHTH JOINT PATROL ON THE M4, ESCORTED BY DRONES.",
    "“At least 12 people were wounded”, she said, after shells hit the market in El Fasher.",
    "The group claimed responsibility; it denied that its fighters had shot at the ambulance.",
]


def quotes_of(coding: Coding) -> Iterator[tuple[str, Quote]]:
    for mention in coding.mentions:
        for name, claim in mention.claims():
            yield from ((name, quote) for quote in claim.quotes)
    for assessment in coding.assessments:
        for claim in (assessment.direction, assessment.subject, assessment.area):
            yield from (("assessment", quote) for quote in (claim.quotes if claim else ()))
    yield from (("problem", problem.quote) for problem in coding.problems if problem.quote)


def assert_provenance(document: Document, coding: Coding) -> None:
    for mention in coding.mentions:
        assert all(claim.quotes for _, claim in mention.claims())
    for name, quote in quotes_of(coding):
        assert quote.document == document.id
        assert document.text[quote.span.start : quote.span.end] == quote.text, name
        assert quote.span in document.sentences[quote.sentence].span, name


def code_bytes(body: bytes, coder: Coder, config: Config) -> tuple[Document | None, Coding | None]:
    from marsad.pipeline import code
    from marsad.read import prepare
    from marsad.types import RawDocument

    raw = RawDocument(source="Test", url=None, body=body, media_type="text/plain", language="en")
    document, _ = prepare(raw, config=config, now=NOW)
    return document, code(document, coder) if document else None


mangled = st.lists(
    st.one_of(
        st.sampled_from(PASSAGES),
        st.text(max_size=40),
        st.sampled_from(
            [
                "\n\n",
                "\u200f",
                "\x00",
                "é",
                "İ",
                " ",
                "\t",
                "<b>",
                "&amp;",
                "…",
                "—",
                "‘",
                "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"),
            ]
        ),
    ),
    max_size=12,
).map("".join)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(text=mangled)
def test_every_quote_is_in_its_text_whatever_the_text(text: str, coder: Coder, config: Config) -> None:
    document, coding = code_bytes(text.encode("utf-8", "surrogatepass"), coder, config)
    if document is not None and coding is not None:
        assert not [problem for problem in coding.problems if problem.code == "crash"]
        assert_provenance(document, coding)


@pytest.fixture(scope="module")
def examples(coder: Coder, config: Config) -> list[tuple[Document, Coding]]:
    from marsad.pipeline import code_sources
    from marsad.read import Given, sources

    raws = sources([str(ROOT / "examples")], given=Given(), config=config)
    coded = code_sources(raws, coder, config=config, now=NOW)
    return [(document, coding) for document, coding, _ in coded if document and coding]


def test_the_examples_keep_the_contract(examples: list[tuple[Document, Coding]]) -> None:
    assert sum(len(coding.mentions) for _, coding in examples) > 60
    for document, coding in examples:
        assert_provenance(document, coding)


def test_records_come_back_as_they_went(examples: list[tuple[Document, Coding]]) -> None:
    import jsonschema

    from marsad.schema import json_schema

    schema = jsonschema.Draft202012Validator(json_schema("mention"))
    for document, coding in examples:
        for mention in coding.mentions:
            record = dict(mention_record(mention))
            schema.validate(record)
            assert mention_from_record(record) == mention
            assert restore(withhold(record), {document.id: document.text}) == record


def test_withheld_records_hold_no_words_of_the_text(examples: list[tuple[Document, Coding]]) -> None:
    for _, coding in examples:
        for mention in coding.mentions:
            bare = withhold(mention_record(mention))
            assert all(quote["text"] is None for quotes in bare["quotes"].values() for quote in quotes)
            assert all(not party["text"] for party in bare["parties"])


def test_order_and_company_change_nothing(coder: Coder, config: Config) -> None:
    """Shuffled, twice, alone or among others: the same bytes."""
    texts = [" ".join(random.Random(seed).sample(PASSAGES, 3)) for seed in range(6)]

    def run(order: list[str]) -> dict[str, str]:
        found: dict[str, str] = {}
        for text in order:
            document, coding = code_bytes(text.encode(), coder, config)
            assert document is not None
            assert coding is not None
            records: list[Any] = [mention_record(mention) for mention in coding.mentions]
            found[document.id] = canonical_json(records)
        return found

    shuffled = random.Random(1).sample(texts, len(texts))
    assert run(texts) == run(shuffled) == {**run(texts[:1]), **run(texts[1:])}


def test_a_crash_of_the_coder_is_a_problem(coder: Coder, config: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    from marsad import extract

    def broken(*_: object) -> None:
        raise RecursionError

    monkeypatch.setattr(extract, "extract", broken)
    document, coding = code_bytes(PASSAGES[0].encode(), coder, config)
    assert document is not None
    assert coding is not None
    assert [(problem.stage, problem.code) for problem in coding.problems] == [("code", "crash")]
    assert "farmers" not in coding.problems[0].detail
