"""Who stands behind an event: independent sources, and a grade in the manner of Airwars.

Airwars grades claims of civilian harm (confirmed, fair, weak, contested, discounted); the rules here carry the idea
over to all events, and each names itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations

from marsad.merge.fingerprint import resemblance
from marsad.merge.sketch import is_named
from marsad.merge.tables import table
from marsad.merge.who import actor_level
from marsad.types import Corroboration, Fingerprints, Grade, Mention, Source

#: Airwars: "fair" asks for two or more credible sources.
_FAIR = 2


def independent_origins(
    mentions: Sequence[Mention], prints: Mapping[str, Fingerprints], sources: Mapping[str, Source]
) -> dict[str, str]:
    """Document → the least document of its independent source.

    One origin have: documents of one named source or of sources of one group, copies of one text, documents that rest
    on one and the same named source alone. All documents whose source is not known count as one, since nothing says
    they are independent.
    """
    told = {document: _said_by(mentions, document) for document in sorted({one.document for one in mentions})}
    outlet = {mention.document: _group_of(mention.source, sources) for mention in mentions}
    copied = table("nearness")["copies"]["copy"]
    origins = {document: document for document in told}
    for left, right in combinations(told, 2):
        alike = resemblance(prints.get(left), prints.get(right))
        one = outlet[left] == outlet[right] or (told[left] is not None and told[left] == told[right])
        if one or (alike is not None and alike >= copied):
            least, other = sorted((origins[left], origins[right]))
            origins = {document: least if home == other else home for document, home in origins.items()}
    return origins


def _group_of(name: str | None, sources: Mapping[str, Source]) -> str | None:
    """The group of a source, or its name: a group may bear the name of the source that the others repeat."""
    source = sources.get(name or "")
    return (source.group if source else None) or name


def _said_by(mentions: Iterable[Mention], document: str) -> str | None:
    """The one source a document rests on, where it names exactly one and does not speak for itself."""
    said = {
        (claim.value.by, claim.value.name)
        for mention in mentions
        if mention.document == document
        for claim in mention.attribution
    }
    if len(said) != 1:
        return None
    by, name = said.pop()
    if by == "outlet" or not name:
        return None
    # "Witnesses" of two documents are not the same witnesses; a named agency is the same agency.
    return name if by == "party" or any(letter.isupper() for letter in name) else None


def party_told(mention: Mention, sources: Mapping[str, Source]) -> bool:
    """A party to the conflict is the one who says so: its own outlet, or nobody else is quoted."""
    source = sources.get(mention.source or "")
    if source is not None and source.party:
        return True
    return bool(mention.attribution) and all(claim.value.by == "party" for claim in mention.attribution)


def corroborate(
    mentions: Sequence[Mention], origins: Mapping[str, str], sources: Mapping[str, Source]
) -> Corroboration:
    """Sources, how many of them are independent and no party to the conflict, and the grade with its rule."""
    free = [mention for mention in mentions if not party_told(mention, sources)]
    asserting = {origins[mention.document] for mention in free if mention.status.value != "denied"}
    denying = {origins[mention.document] for mention in free if mention.status.value == "denied"}
    grade, rule = _grade(mentions, len(asserting), len(denying), sources)
    return Corroboration(
        sources=tuple(sorted({mention.source for mention in mentions if mention.source})),
        independent_sources=len({origins[mention.document] for mention in free}),
        grade=grade,
        rule=rule,
    )


def _grade(
    mentions: Sequence[Mention], asserting: int, denying: int, sources: Mapping[str, Source]
) -> tuple[Grade, str]:
    """The first rule that holds."""
    if denying > asserting:
        return "discounted", "more-independent-sources-deny-than-assert"
    if any(_denies(mention) for mention in mentions):
        return "contested", "asserted-and-denied"
    if _rival_initiators(mentions):
        return "contested", "reports-name-different-initiators"
    if asserting and any(_accepted(mention, sources) for mention in mentions):
        return "confirmed", "initiator-accepts-and-an-independent-source-reports"
    if asserting >= _FAIR:
        return "fair", "two-or-more-independent-sources"
    return "weak", "one-independent-source" if asserting else "only-a-party-to-the-conflict-says-so"


def _denies(mention: Mention) -> bool:
    return mention.status.value == "denied" or any(claim.value.stance == "denies" for claim in mention.attribution)


def _accepted(mention: Mention, sources: Mapping[str, Source]) -> bool:
    """An initiator of the event says itself that it did it."""
    initiators = {actor.id for actor in mention.actors("initiator") if actor.id}
    said = {claim.value.name for claim in mention.attribution if claim.value.by == "party"}
    source = sources.get(mention.source or "")
    return bool(initiators & said) or (source is not None and source.party in initiators)


def _rival_initiators(mentions: Sequence[Mention]) -> bool:
    """Two reports name initiators of which none can be one of the other's."""
    told = [actors for mention in mentions if (actors := [one for one in mention.actors("initiator") if is_named(one)])]
    return any(
        all(actor_level(one, other) == "apart" for one in left for other in right)
        for left, right in combinations(told, 2)
    )
