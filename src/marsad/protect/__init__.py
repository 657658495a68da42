"""Protect: what may leave. Redact, coarsen, delay; the default is safe.

``protect(record, policy=…, level=…, now=…)`` decides on one event, :func:`cleared` on many, :func:`passage` for all
moments to come. Pure: the clock is an argument. Whatever writes a file or a pipe for others passes here first.
"""

from marsad.protect.passage import Hold, Passage, Protected, Tally, cleared, passage, protect
from marsad.protect.policy import LevelName, Policy, load_policy
from marsad.protect.words import Known

__all__ = [
    "Hold", "Known", "LevelName", "Passage", "Policy", "Protected", "Tally", "cleared", "load_policy",
    "passage", "protect",
]  # fmt: skip
