"""Names → candidate places with country and units.

The gazetteer is an index file, built once from installed packages and the project's own lists, and one over it of the
user's files (:mod:`marsad.places.build`); both are mapped into memory (:mod:`marsad.places.gazetteer`). Which of
several places a name means is chosen by evidence (:mod:`marsad.places.choice`); what the words around a name say is
data (:mod:`marsad.places.terms`).
"""

from marsad.places.gazetteer import Candidate, Gazetteer, open_gazetteer
from marsad.places.importing import Imported, Origin, add_user_places
from marsad.places.user import UserFile, add_choices, remove_user_places, user_files

__all__ = [
    "Candidate",
    "Gazetteer",
    "Imported",
    "Origin",
    "UserFile",
    "add_choices",
    "add_user_places",
    "open_gazetteer",
    "remove_user_places",
    "user_files",
]
