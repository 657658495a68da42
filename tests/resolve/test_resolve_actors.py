"""A phrase and its story → the actor. The cases are data: tests/actors/cases/*.toml."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marsad.actors import Registry, load_actors
from marsad.resolve.actors import ActorContext, actor_context, resolve_actor
from marsad.types import Claim, Coding, Document, Party, Phrase, Quote, Section, Span

CASES = [
    pytest.param(case, id=f"{path.stem}-{number}-{case['is']}")
    for path in sorted((Path(__file__).parent.parent / "actors" / "cases").glob("*.toml"))
    for number, case in enumerate(tomllib.loads(path.read_text("utf-8"))["case"])
]


@pytest.fixture(scope="module")
def registry() -> Registry:
    return load_actors()


def phrase_of(marked: str, role: str = "initiator") -> Phrase:
    """The {phrase} with its [head] as quotes of the bare sentence."""
    bare = re.sub(r"[{}\[\]]", "", marked)
    places = {mark: len(re.sub(r"[{}\[\]]", "", marked[: marked.index(mark)])) for mark in "{}[]"}
    quotes = []
    for opening, closing in ("{}", "[]"):
        span = Span(start=places[opening], end=places[closing])
        quotes.append(Quote(document="d", sentence=0, span=span, text=bare[span.start : span.end]))
    return Phrase(label=role, quote=quotes[0], head=quotes[1])


def context_of(story: str, text: str) -> ActorContext:
    country, year = story.split()
    return ActorContext(
        country=None if country == "-" else country,
        published=None if year == "-" else date(int(year), 6, 1),
        in_capitals=text.upper() == text,
    )


def said(claim: Claim[Party] | None) -> str:
    if claim is None:
        return "nobody"
    actor = claim.value.actor
    if actor.id is not None:
        return actor.id
    if claim.method == "actor.side@1":
        return f"side: {actor.name}"
    return f"new: {actor.name}" if actor.name else "somebody"


@pytest.mark.parametrize("case", CASES)
def test_resolve_actor_case(case: dict[str, str], registry: Registry) -> None:
    claim = resolve_actor(phrase_of(case["say"]), context_of(case["in"], case["say"]), registry)
    assert said(claim) == case["is"]
    for field in ("sector", "inter"):
        if field in case:
            assert claim is not None
            assert getattr(claim.value.actor, field) == case[field]


def test_there_are_enough_cases() -> None:
    assert len(CASES) >= 150


def resolve(registry: Registry, marked: str, story: str = "SYR 2018") -> Claim[Party]:
    claim = resolve_actor(phrase_of(marked, "recipient"), context_of(story, marked), registry)
    assert claim is not None
    return claim


def test_the_claim_quotes_the_phrase_and_keeps_its_role(registry: Registry) -> None:
    claim = resolve(registry, "It hit {the Syrian [army]}.")
    assert claim.value.role == "recipient"
    assert claim.value.text == "the Syrian army"
    assert [quote.text for quote in claim.quotes] == ["the Syrian army"]
    assert claim.method == "actor.force@1"


def test_confidence_falls_from_names_to_nouns_to_context(registry: Registry) -> None:
    phrases = ["{[Isis]}", "{Syrian [troops]}", "{[Ankara]}", "{[troops]}", "{the Red Dawn [Front]}", "{[Ahlam]}"]
    scores = [resolve(registry, phrase).confidence for phrase in phrases]
    assert None not in scores
    assert scores == sorted(scores, key=lambda score: -(score or 0))
    assert len(set(scores)) == len(scores)


def test_a_person_is_never_named(registry: Registry) -> None:
    for marked in ("{[Ahlam]}", "{Dr [Ahlam]}", "{the surgeon [Ahlam]}", "{[Ahlam], a teacher from Homs,}"):
        actor = resolve(registry, marked).value.actor
        assert "Ahlam" not in (actor.name or "")


def test_offices_stand_for_their_bodies(registry: Registry) -> None:
    assert resolve(registry, "{Colonel [Ahlam]}").value.actor.id == "mil-syr"
    assert resolve(registry, "{[Ahlam], a teacher from Homs,}").value.actor.id == "students-syr"
    assert resolve(registry, "{[Ahlam], a teacher}").method == "actor.office@1"
    assert resolve(registry, "{[Ahlam], 32, was hit}").value.actor.id is None


def test_a_leaders_surname_with_another_first_name_is_somebody_else(registry: Registry) -> None:
    assert resolve(registry, "{President [Assad]}").value.actor.id == "gov-syr"
    assert resolve(registry, "{Ahlam [Assad]}").value.actor.id is None
    assert resolve(registry, "{AHLAM [ASSAD]}").value.actor.id is None


def test_a_name_of_two_actors_keeps_the_other_as_a_rival(registry: Registry) -> None:
    claim = resolve(registry, "{The [Taliban]}", "PAK 2012")
    assert claim.value.actor.id == "tehreek-e-taliban-pakistan"
    assert [rival.actor.id for rival in claim.rivals] == ["taliban"]


def test_without_a_date_no_name_is_too_old(registry: Registry) -> None:
    assert resolve(registry, "{The [LTTE]}", "LKA -").value.actor.id == "ltte"


def test_a_withheld_phrase_resolves_to_nobody(registry: Registry) -> None:
    quote = Quote(document="d", sentence=0, span=Span(start=0, end=4), text=None)
    assert resolve_actor(Phrase(label="initiator", quote=quote, head=quote), ActorContext(), registry) is None


def test_a_phrase_of_marks_only_resolves_to_nobody(registry: Registry) -> None:
    assert resolve_actor(phrase_of("{[--]}"), ActorContext(), registry) is None


def test_the_head_of_a_whole_phrase_is_found_by_rule(registry: Registry) -> None:
    assert resolve(registry, "{[the Syrian Observatory for Human Rights]}").value.actor.id == "sohr"
    assert resolve(registry, "{[the Islamic State jihadists in the desert]}").value.actor.id == "islamic-state"


# --- the story --------------------------------------------------------------------------------


def story_of(*sections: str, story: int = 0) -> Document:
    text = "\n\n".join(sections)
    runs, start = [], 0
    for number, section in enumerate(sections):
        span = Span(start=start, end=start + len(section))
        runs.append(Section(kind="body", span=span, story=number if story else 0))
        start += len(section) + 2
    return Document(
        id="d",
        source=None,
        url=None,
        title=None,
        published=date(2020, 5, 6),
        published_from="given",
        language="en",
        text=text,
        sections=tuple(runs),
        sentences=(),
    )


@pytest.mark.parametrize(
    ("text", "acronym", "form"),
    [
        ("The attack by Hayat Tahrir al-Sham (HTS) failed.", "HTS", "Hayat Tahrir al-Sham"),
        ("Shots hit the Syrian army (SAA) there.", "SAA", "Syrian army"),
        ("Men of the Highland Freedom Front (HFF) fled.", "HFF", "Highland Freedom Front"),
        ('Men of the "Highland Freedom Front" ("HFF") fled.', "HFF", "Highland Freedom Front"),
        ("MEN OF THE ARMY OF NATIONAL LIBERATION (ELN) FLED.", "ELN", "ARMY OF NATIONAL LIBERATION"),
        ("Men of HFF [Highland Freedom Front] fled.", "HFF", "Highland Freedom Front"),
    ],
)
def test_a_story_binds_its_acronyms(text: str, acronym: str, form: str, registry: Registry) -> None:
    assert dict(actor_context(story_of(text), 0, registry, None).acronyms)[acronym].strip('"') == form


@pytest.mark.parametrize(
    "text",
    ["The minister (who had left) spoke.", "It fell (XYZ) today.", "The ELN (quietly) fled.", "The town (Q) fell."],
)
def test_what_is_no_long_form_binds_nothing(text: str, registry: Registry) -> None:
    assert not actor_context(story_of(text), 0, registry, None).acronyms


def test_a_bound_acronym_is_its_long_form(registry: Registry) -> None:
    context = actor_context(story_of("The Highland Freedom Front (HFF) fled."), 0, registry, "PNG")
    claim = resolve_actor(phrase_of("{[HFF] rebels} fled"), context, registry)
    assert said(claim) == "new: Highland Freedom Front"


def test_a_stories_own_meaning_beats_the_registrys(registry: Registry) -> None:
    text = "The Highland Turf Syndicate (HTS) struck."
    context = actor_context(story_of(text), 0, registry, "PNG")
    assert said(resolve_actor(phrase_of("{[HTS]} struck"), context, registry)) == "new: Highland Turf Syndicate"


def test_acronyms_do_not_cross_stories(registry: Registry) -> None:
    document = story_of("The Highland Freedom Front (HFF) fled.", "The HFF fled.", story=1)
    assert actor_context(document, 0, registry, None).acronyms
    assert not actor_context(document, 1, registry, None).acronyms


def test_a_story_in_capitals_is_known_as_such(registry: Registry) -> None:
    assert actor_context(story_of("THE ARMY FLED TODAY."), 0, registry, None).in_capitals
    assert not actor_context(story_of("The ELN fled."), 0, registry, None).in_capitals
    assert actor_context(story_of("The ELN fled."), 0, registry, "COL").year == 2020


WORDS = st.sampled_from([
    "the", "of", "Isis", "army", "Syrian", "rebel-held", "pro", "-", "Iranian", "(", ")", ",", "FMLN's", "group", "US",
    "members", "Assad", "U.S.", "IS", "front", "brigade", "Colonel", "mayor", "7th", "\u201c", "'s", "anti", "\u2026",
    "Taliban", "backed", "dozens", "civilians", "said", "Abu", "al-Sham", "\u00dcnal", "loyal", "to", "belonging",
])  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(words=st.lists(WORDS, min_size=1, max_size=9), data=st.data())
def test_any_words_resolve_without_error_and_twice_the_same(
    words: list[str], data: st.DataObject, registry: Registry
) -> None:
    text = " ".join(words)
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    whole = Quote(document="d", sentence=0, span=Span(start=0, end=len(text)), text=text)
    head = Quote(document="d", sentence=0, span=Span(start=start, end=end), text=text[start:end])
    phrase = Phrase(label="initiator", quote=whole, head=head)
    context = ActorContext(country="SYR", published=date(2018, 1, 1), in_capitals=text.isupper())
    claim = resolve_actor(phrase, context, registry)
    assert claim == resolve_actor(phrase, context, registry)
    if claim is not None:
        assert claim.value.text == text
        assert claim.confidence is not None
        assert 0 < claim.confidence <= 1


@pytest.mark.slow
def test_a_monitor_of_one_country_means_that_country(coded: Callable[..., tuple[Document, Coding]]) -> None:
    text = "Rebels ambushed a patrol and shot dead two soldiers."
    for source, rebels in (("Syrian Observatory for Human Rights", "rebels-syr"), ("Reuters", "rebels")):
        _, coding = coded(text, source=source)
        assert coding.mentions[0].parties[0].value.actor.id == rebels
