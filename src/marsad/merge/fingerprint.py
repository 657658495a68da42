"""Copies, and reports that begin alike, seen without the text: MinHash of word shingles, hashed words of the lead.

Broder (1997): the share of equal values of two signatures estimates the Jaccard similarity of the two sets of shingles;
with 128 values its standard error is at most 0.044. Weinberger et al. (2009): the cosine of two vectors into which
words are hashed with a sign estimates that of the words themselves; with 256 places its error is about 0.05.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Sequence
from itertools import islice

from marsad.merge.tables import table
from marsad.types import Fingerprints

#: Values in a signature.
PERMUTATIONS = 128
#: Part of the fingerprint's definition: another seed gives signatures that cannot be compared with stored ones.
SEED = 20170301
#: Words in a shingle. With three, a desk that changes every tenth word still leaves a copy recognisable.
SHINGLE_WORDS = 3
#: Places of the vector of a lead; first letters by which its words are told apart ("killed" and "killing" are not).
LEAD_PLACES, STEM_LETTERS = 256, 5


def fingerprints(document_text: str) -> Fingerprints:
    """The MinHash of a text's word triples, upper and lower case alike, and the vector of the words it begins with.

    A text of fewer than three words is one shingle; one without words has the empty signature, which resembles nothing.
    """
    from rensa import RMinHash

    words = re.findall(r"\w+", document_text.casefold())
    if not words:
        return Fingerprints(minhash=())
    last = max(len(words) - SHINGLE_WORDS, 0)
    shingles = {" ".join(words[start : start + SHINGLE_WORDS]) for start in range(last + 1)}
    signature = RMinHash(num_perm=PERMUTATIONS, seed=SEED)
    signature.update(sorted(shingles))
    return Fingerprints(minhash=tuple(signature.digest()), lead=_lead(words))


def _lead(words: Sequence[str]) -> bytes:
    """Each telling word of the first few, once, adds or takes one at two places of a vector of small integers."""
    near = table("nearness")["lead"]
    places = [0] * LEAD_PLACES
    for stem in {word[:STEM_LETTERS] for word in islice(words, near["words"]) if word not in near["hollow"]}:
        for told in (stem, stem[::-1] + "<"):
            place, is_added = divmod(zlib.crc32(told.encode()), 2)
            places[place % LEAD_PLACES] += 1 if is_added else -1
    return _small(places)


def _small(places: Iterable[int]) -> bytes:
    return bytes(max(-127, min(127, one)) % 256 for one in places)


def likeness(left: bytes, right: bytes) -> float | None:
    """The cosine of two leads, -1 to 1; None where one is not known or has no telling word."""
    import numpy as np

    if not left or len(left) != len(right):
        return None
    ours, theirs = (np.frombuffer(one, np.int8).astype(np.int64) for one in (left, right))
    lengths = int(ours @ ours) * int(theirs @ theirs)
    return float(ours @ theirs) / float(np.sqrt(lengths)) if lengths else None


def resemblance(left: Fingerprints | None, right: Fingerprints | None) -> float | None:
    """Estimated Jaccard similarity of two texts, 0 to 1; None where one has no signature."""
    return None if left is None or right is None else share_equal(left.packed, right.packed)


def share_equal(left: bytes, right: bytes) -> float | None:
    """The share of equal values of two packed signatures; None where one is empty."""
    import numpy as np

    if not left or not right:
        return None
    if len(left) != len(right):
        raise ValueError(f"signatures of {len(left)} and {len(right)} bytes cannot be compared")
    ours, theirs = np.frombuffer(left, np.uint64), np.frombuffer(right, np.uint64)
    return int(np.count_nonzero(ours == theirs)) / len(ours)
