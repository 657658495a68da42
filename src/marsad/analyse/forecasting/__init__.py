"""Forecasting: counts of the months to come by area, as distributions, from data as they stood when it was issued."""

from marsad.analyse.forecasting.types import Area, AreaUnit, Forecast, PastError, Target

__all__ = ["Area", "AreaUnit", "Forecast", "PastError", "Target"]
