"""Marsad turns published reports of armed conflict into events that can be checked.

Read a report, extract where it says what, resolve what that means, merge what is the same,
and keep for every value the sentence that says so.
"""
