"""Analyse: what events add up to, over time and between actors.

Pure functions over event records (:class:`marsad.record.EventRecord`). What did not take place (planned, denied,
historical, hypothetical) is not counted; what is not known stands in a row of its own; a step nobody looked at is not a
zero.
"""

from marsad.analyse.alert import Alert, BackTest, Line, Reporting, Stretch
from marsad.analyse.change import Change, change
from marsad.analyse.counts import Dyad, Row, counts, dyads
from marsad.analyse.course import Course, Member
from marsad.analyse.forecasting import Area, Forecast, PastError
from marsad.analyse.keys import KEYS
from marsad.analyse.series import Point, Series, series
from marsad.analyse.tally import Tally, tally
from marsad.analyse.trend import Network, Reported, Standing, Trend, Trends

__all__ = [
    "KEYS",
    "Alert",
    "Area",
    "BackTest",
    "Change",
    "Course",
    "Dyad",
    "Forecast",
    "Line",
    "Member",
    "Network",
    "PastError",
    "Point",
    "Reported",
    "Reporting",
    "Row",
    "Series",
    "Standing",
    "Stretch",
    "Tally",
    "Trend",
    "Trends",
    "change",
    "counts",
    "dyads",
    "series",
    "tally",
]
