"""Protect: what may leave. Redact, coarsen, delay; the default is safe.

``protect(record, policy=…, level=…, now=…)`` decides on one event, :func:`cleared` on many. Pure: the clock is an
argument. Whatever writes a file or a pipe for others passes here first.
"""

from marsad.protect.passage import Protected, Tally, cleared, protect
from marsad.protect.policy import LevelName, Policy, load_policy
from marsad.protect.words import Known

__all__ = ["Known", "LevelName", "Policy", "Protected", "Tally", "cleared", "load_policy", "protect"]
