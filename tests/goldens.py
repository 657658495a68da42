"""Compare what came out with what a careful coder expects: the reading of values in tests/corpus/README.md, as code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Record = Mapping[str, Any]
Expected = Mapping[str, Any]

ROLES = ("initiator", "recipient", "victim", "initiator_supporter", "recipient_supporter", "mediator")
COUNTS = ("killed", "injured", "detained", "abducted", "displaced", "participants")
LISTS = ("targets", "means", "outcome", "escort")


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """One expectation: which of its fields are right, which wrong."""

    found: bool
    right: tuple[str, ...] = ()
    wrong: tuple[str, ...] = field(default=())

    @property
    def passed(self) -> bool:
        return self.found and not self.wrong


def any_of(expected: str, found: str | None) -> bool:
    return found is not None and any(found.lower() == word.strip().lower() for word in expected.split("|"))


def names(party: Record) -> str:
    return " ".join(str(party[key] or "") for key in ("text", "name", "actor")).lower()


def is_named(expected: str, parties: Sequence[Record]) -> bool:
    return any(word.strip().lower() in names(party) for word in expected.split("|") for party in parties)


def pool(role: str, expected: Expected, record: Record) -> list[Record]:
    """The parties in which this role is looked for."""
    roles = {role}
    if role in ("recipient", "victim") and not {"recipient", "victim"} <= set(expected):
        roles = {"recipient", "victim"}
    if role == "supporter":
        roles = {"initiator_supporter", "recipient_supporter"}
    if role == "initiator" and expected.get("mutual"):
        roles = {"initiator", "recipient"}
    return [party for party in record["parties"] if party["role"] in roles]


def check_parties(role: str, expected: Expected, record: Record) -> bool:
    wanted, found = expected[role], pool(role, expected, record)
    if not wanted:
        return not found
    return all(is_named(one, found) for one in wanted)


def check_where(expected: str, record: Record) -> bool:
    if record["where"] is None:
        return False
    words = " ".join(str(quote["text"]) for quote in record["quotes"]["where"])
    said = f"{record['where']['name']} {words}".lower()
    return any(word.strip().lower() in said for word in expected.split("|"))


def check(name: str, expected: Expected, record: Record) -> bool:
    """Whether one field of the record is what is expected."""
    value = expected[name]
    if name in (*ROLES, "supporter"):
        return check_parties(name, expected, record)
    if name in COUNTS:
        found = record["counts"].get(name)
        return found is not None and all(found[key] == number for key, number in value.items())
    if name in LISTS:
        return all(
            any(one.lower() in other.lower() for one in wanted.split("|") for other in record[name]) for wanted in value
        )
    if name == "where":
        return check_where(value, record)
    if name in ("country", "admin1", "where_prec", "geo_precision"):
        place = record["where"] or {}
        return any_of(str(value), str(place.get(name)))
    if name in ("first", "last"):
        return (record["when"] or {}).get(name) == str(value)
    if name in ("kind", "mode", "status"):
        return any_of(value, record[name])
    if name == "ordinal":
        return bool(record["ordinal"] == value)
    raise AssertionError(f"no way to check {name!r}")


SKIPPED = (
    "name",
    "grade",
    "hard",
    "quote",
    "same_as",
    "not_same_as",
    "mutual",
    "attribution",
    "campaign",
    "why",
    "duration",
)


def fields_of(expected: Expected) -> list[str]:
    return [name for name in expected if name not in SKIPPED]


def in_sentence(quote: str, record: Record, sentences: Sequence[str]) -> bool:
    flat = " ".join(quote.split()).lower()
    told = {one["sentence"] for one in record["quotes"]["kind"]}
    return any(flat in " ".join(sentences[index].split()).lower() for index in told if index < len(sentences))


def compare(expected: Expected, records: Sequence[Record], sentences: Sequence[str]) -> tuple[Outcome, Record | None]:
    """The record that fits best among those of the right kind (and sentence), with what is right and wrong about it."""
    fitting = (
        [record for record in records if any_of(expected["kind"], record["kind"])]
        if "kind" in expected
        else list(records)
    )
    if "quote" in expected:
        fitting = [record for record in fitting if in_sentence(expected["quote"], record, sentences)]
    if not fitting:
        return Outcome(found=False, wrong=tuple(fields_of(expected))), None
    judged = [({name: check(name, expected, record) for name in fields_of(expected)}, record) for record in fitting]
    best, record = max(judged, key=lambda one: sum(one[0].values()))
    right = tuple(name for name, good in best.items() if good)
    return Outcome(found=True, right=right, wrong=tuple(name for name in best if name not in right)), record


def is_absent(expected: Expected, records: Sequence[Record], sentences: Sequence[str]) -> bool:
    """Whether no record has all the fields (in the sentence of the quote)."""
    for record in records:
        here = "quote" not in expected or in_sentence(expected["quote"], record, sentences)
        if here and all(check(name, expected, record) for name in fields_of(expected)):
            return False
    return True


@dataclass(frozen=True, kw_only=True)
class Result:
    """One case or report: is it as expected, and what is not."""

    passed: bool
    notes: tuple[str, ...]


def judge_case(case: Expected, records: Sequence[Record], sentences: Sequence[str]) -> Result:
    """A case passes when every event is there as expected, nothing that must not, and nothing else."""
    notes: list[str] = []
    events = case.get("event", [])
    matched: list[Record] = []
    for expected in events:
        left = [record for record in records if record not in matched]
        outcome, record = compare(expected, left, sentences)
        if record is not None:
            matched.append(record)
        if not outcome.passed:
            notes.append(
                f"{expected.get('kind')}: "
                + ("not found" if not outcome.found else f"wrong {', '.join(outcome.wrong)}")
            )
    allowed = case.get("optional", [])
    extra = [
        record
        for record in records
        if record not in matched and not any(compare(one, [record], sentences)[0].passed for one in allowed)
    ]
    notes.extend(f"extra {record['kind']} {record['quotes']['kind'][0]['text']!r}" for record in extra)
    notes.extend(f"must not: {one}" for one in case.get("absent", []) if not is_absent(one, records, sentences))
    return Result(passed=not notes, notes=tuple(notes))
