"""Merge: many mentions of one event become one event, and nothing else does.

``sketch`` what of a mention is compared, ``may_reach`` says for which two that is of use, ``compare`` two sketches,
``judge`` the comparison, ``cluster`` by the judgements, ``fold`` each cluster into an event, ``regard`` it as people
said it is.
Pure: the same mentions, judgements and fingerprints give the same events in any order.
"""

from marsad.merge.cluster import cluster, unjudged
from marsad.merge.compare import Comparison, akin_kinds, akin_statuses, compare
from marsad.merge.fingerprint import fingerprints, resemblance
from marsad.merge.fold import fold
from marsad.merge.judge import judge
from marsad.merge.people import coded_mention, judgements_of, regard, rejected
from marsad.merge.policy import CountPolicy, Fineness, FoldPolicy, Vote
from marsad.merge.sift import may_reach
from marsad.merge.sketch import Sketch, sketch, sketched
from marsad.merge.where import radius_km

__all__ = [
    "Comparison", "CountPolicy", "Fineness", "FoldPolicy", "Sketch", "Vote", "akin_kinds", "akin_statuses", "cluster",
    "coded_mention", "compare", "fingerprints", "fold", "judge", "judgements_of", "may_reach", "radius_km", "regard",
    "rejected", "resemblance", "sketch", "sketched", "unjudged",
]  # fmt: skip
