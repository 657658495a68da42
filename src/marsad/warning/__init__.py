"""Warning: alerts on the events of a store, told to people by file, feed, webhook and e-mail.

:func:`standing` finds what holds on a day, for a circle of readers; :func:`fresh` leaves out what was told lately;
:func:`marsad.warning.ways.send` tells it. What is sent are counts over events that may leave, and these events as they
may leave.
"""

from marsad.warning.find import Task, fresh, refuse_spots, remember, rules_of, standing
from marsad.warning.record import Told, alert_record, still_told, told

__all__ = [
    "Task", "Told", "alert_record", "fresh", "refuse_spots", "remember", "rules_of", "standing", "still_told", "told",
]  # fmt: skip
