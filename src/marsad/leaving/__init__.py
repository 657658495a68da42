"""Leaving: which events of a store go to which circle of readers, and in which form.

``export("acled", "events.csv", store=…)`` writes a file with its manifest; ``stream("acled", store)`` yields the same
bytes for an answer over a network; :func:`leaving` yields the records for other outputs; :func:`circle` says who reads.
Every verb that writes for others takes its records from here, so that nothing passes :mod:`marsad.protect` by.
"""

from marsad.leaving.changed import changed
from marsad.leaving.columns import material
from marsad.leaving.fits import asked_of_the_store, fits, fits_coded, words_of
from marsad.leaving.kept import forget_kept
from marsad.leaving.known import known_to
from marsad.leaving.out import Circle, Stream, circle, export, leaving, stream, tombstones
from marsad.leaving.serial import serial

__all__ = [
    "Circle", "Stream", "asked_of_the_store", "changed", "circle", "export", "fits", "fits_coded", "forget_kept",
    "known_to", "leaving", "material", "serial", "stream", "tombstones", "words_of",
]  # fmt: skip
