import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks.event_location import MarkedSentence, marked_sentences, score
from benchmarks.figures import MissingSetError, Options

TEXT = "Troops shelled Old Harim on Monday, killing two in northern Al-Dana."


def row(text: str, verb: str, *places: str) -> dict[str, Any]:
    tokens, start = [], 0
    for number, word in enumerate(text.replace(",", " ,").replace(".", " .").replace("-", " - ").split()):
        start = text.index(word, start)
        tokens.append({"text": word, "start": start, "end": start + len(word), "id": number})
        start += len(word)
    spans = [{"label": "VERB", "start": text.index(verb), "end": text.index(verb) + len(verb)}]
    spans += [{"label": "LOCATION", "start": text.index(p), "end": text.index(p) + len(p)} for p in places]
    return {"text": text, "tokens": tokens, "spans": spans}


def sentences(tmp_path: Path, *rows: dict[str, Any], limit: int | None = None) -> list[MarkedSentence]:
    with gzip.open(tmp_path / "dev.jsonl.gz", "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(one) + "\n" for one in rows)
    return marked_sentences(Options(data=tmp_path, limit=limit))


def test_spans_become_tokens(tmp_path: Path) -> None:
    (sentence,) = sentences(tmp_path, row(TEXT, "shelled", "Old Harim"), row(TEXT, "killing", "Al-Dana"), limit=1)
    words = [sentence.text[token.start : token.end] for token in sentence.tokens]
    assert [words[index] for index in sorted(sentence.places)] == ["Old", "Harim"]
    assert [sentence.text[verb.start : verb.end] for verb in sentence.verbs] == ["shelled"]


def test_token_numbers_go_before_offsets(tmp_path: Path) -> None:
    marked = row(TEXT, "shelled", "Old Harim")
    marked["spans"][1] |= {"start": 2, "end": 3, "token_start": 2, "token_end": 3}
    (sentence,) = sentences(tmp_path, marked)
    assert sentence.places == {2, 3}


def test_scores_count_tokens_and_sentences_without_a_place(tmp_path: Path) -> None:
    found = sentences(
        tmp_path, row(TEXT, "shelled", "Old Harim"), row(TEXT, "killing"), row(TEXT, "killing", "Al-Dana")
    )
    words = [TEXT[token.start : token.end] for token in found[0].tokens]
    said = {"0": ("Harim",), "1": ("Al", "-", "Dana")}
    predictions = {row: frozenset(map(words.index, names)) for row, names in said.items()}
    result = score(found, predictions)
    figures = {figure.name: figure for figure in result.figures}
    # gold: Old, Harim; none; Al, -, Dana. Said: Harim; Al, -, Dana; nothing.
    assert figures["precision"].value == pytest.approx(1 / 4)
    assert figures["recall"].value == pytest.approx(1 / 5)
    assert figures["f1"].value == pytest.approx(2 / 9)
    assert figures["f1"].n == 3
    assert [miss["row"] for miss in result.misses] == ["0", "1", "2"]
    assert result.misses[0]["gold"] == ["Old", "Harim"]


def test_gold_as_prediction_is_all_right(tmp_path: Path) -> None:
    found = sentences(tmp_path, row(TEXT, "shelled", "Old Harim"), row(TEXT, "killing"))
    result = score(found, {sentence.id: sentence.places for sentence in found})
    assert {figure.value for figure in result.figures} == {1.0}
    assert result.misses == ()


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(MissingSetError, match=r"dev\.jsonl"):
        marked_sentences(Options(data=tmp_path))
