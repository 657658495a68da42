"""A state's forces are at home where the event was, not where the report comes from."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from marsad.types import Coding, Document

pytestmark = pytest.mark.slow
_OF_BURKINA = """Gunmen raided Djibo in Burkina Faso on Monday. Burkinabe troops later searched Arbinda in Burkina Faso.
In Mali, Malian soldiers arrested six suspects in Boulikessi on Thursday."""


@pytest.mark.parametrize(
    ("text", "actor", "inter"),
    [
        (_OF_BURKINA, "mil-mli", 1),
        ("Turkish soldiers shelled the Syrian town of Tal Rifaat on Sunday.", "mil-tur", 8),
        ("Turkish soldiers clashed with PKK fighters near Hakkari in Turkey on Sunday.", "mil-tur", 1),
    ],
)
def test_by_where_it_was(coded: Callable[..., tuple[Document, Coding]], text: str, actor: str, inter: int) -> None:
    _, coding = coded(text)
    found = {claim.value.actor.inter for m in coding.mentions for claim in m.parties if claim.value.actor.id == actor}
    assert found == {inter}
