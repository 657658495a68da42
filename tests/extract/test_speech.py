"""Who has the floor: headings of speeches, turns of transcripts, quotations over several sentences."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from marsad.types import Mention

pytestmark = pytest.mark.slow

SPEECH = """[SPEECH] [PRESIDENT ANA ROJAS] [TEXT]

Last night the rebels attacked the port of Buenaventura and killed four sailors. We condemn the rebels for this crime.
"""
STATEMENT = """Statement by the Sudan Doctors Network on the shelling of El Fasher

We received eleven wounded in our clinic. Gunmen attacked the hospital of El Fasher on Friday and killed a nurse.
"""
INTERVIEW = """[INTERVIEW WITH COLONEL LUIS GIL BY UNIDENTIFIED REPORTER] [TEXT]

[REPORTER] Is it true that guerrillas attacked the garrison of Tame?

[GIL] The guerrillas attacked the garrison of Tame on Monday and wounded two soldiers.
"""
DIALOGUE = """Transcript of the briefing

Q: What happened in the north?

MS DIALLO: Gunmen attacked the market of Djibo on Monday and killed six traders.

Q: And what is the army doing?

MS DIALLO: The army has deployed troops to Djibo.
"""
QUOTATION = (
    '"The gunmen came at dawn. They attacked the market and killed my two brothers. We buried them at noon," '
    "said Amadou Barry, a trader from Djibo."
)
PARAGRAPHS = """The mayor of Tame, Luis Gil, spoke to reporters on Tuesday.

"We were asleep," he said. "The guerrillas attacked the police post with grenades.

"They killed two policemen."
"""
SCARE = 'The "security belt" militia attacked the village of Borno Yesu on Monday and killed two farmers.'


def named(coded: Callable[..., Any], text: str, trigger: str, *, last: bool = False) -> Mention:
    _, coding = coded(text)
    fitting = [one for one in coding.mentions if any(trigger == quote.text for quote in one.kind.quotes)]
    assert fitting, [quote.text for one in coding.mentions for quote in one.kind.quotes]
    mention: Mention = fitting[-1 if last else 0]
    return mention


@pytest.mark.parametrize(
    ("text", "trigger", "speaker"),
    [
        (SPEECH, "attacked", "PRESIDENT ANA ROJAS"),
        (STATEMENT, "attacked", "the Sudan Doctors Network"),
        (INTERVIEW, "wounded", "COLONEL LUIS GIL"),
        (DIALOGUE, "killed", "MS DIALLO"),
        (QUOTATION, "killed", "Amadou Barry"),
        (PARAGRAPHS, "killed", None),
    ],
)
def test_whoever_has_the_floor_says_so(coded: Callable[..., Any], text: str, trigger: str, speaker: str | None) -> None:
    said = named(coded, text, trigger).attribution
    assert {one.value.by for one in said} <= {"source", "party"}
    if speaker is not None:
        assert speaker in {one.quotes[0].text for one in said}


def test_the_outlet_tells_what_stands_in_no_speech(coded: Callable[..., Any]) -> None:
    assert {one.value.by for one in named(coded, SCARE, "attacked").attribution} == {"outlet"}


def test_we_are_whoever_speaks(coded: Callable[..., Any]) -> None:
    mention = named(coded, SPEECH, "condemn")
    assert [one.quotes[0].text for one in mention.parties if one.value.role == "initiator"] == ["PRESIDENT ANA ROJAS"]
